"""What `recall due` prints. It must import nothing: a shell prompt waits for it."""

from __future__ import annotations


def as_text(due: int, learning: int, new: int, next_due_at: str | None) -> str:
    """One line for a person: `14 due, 1 learning, 10 new`."""
    counts = [f"{count} {what}" for count, what in ((due, "due"), (learning, "learning"), (new, "new")) if count]
    if counts:
        return ", ".join(counts)
    return f"nothing due until {next_due_at[:16].replace('T', ' ')}" if next_due_at else "nothing due"


def as_json(due: int, learning: int, new: int, next_due_at: str | None) -> str:
    """One line for a script."""
    instant = f'"{next_due_at}"' if next_due_at else "null"
    return f'{{"due": {due}, "learning": {learning}, "new": {new}, "next_due_at": {instant}}}'


def as_short(due: int, learning: int, new: int, next_due_at: str | None) -> str:
    """For a prompt: `14↺` for what waits to be asked again, nothing where nothing does."""
    del new, next_due_at
    return f"{due + learning}↺" if due + learning else ""
