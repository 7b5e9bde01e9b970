"""Interviews taken by lines of text, and their reports as data."""

from __future__ import annotations

import json

from cli_home import Ran, Run

PAUSED = 3


def take(run: Run, *lines: str, selector: str = "@own", number: int = 1, options: tuple[str, ...] = ()) -> Ran:
    typed = "".join(f"{line}\n" for line in lines)
    return run("quiz", selector, "-n", str(number), "--plain", "--seed", "7f3a", *options, stdin=typed)


def report(run: Run) -> dict[str, object]:
    found = run("quiz", "report", "--json")
    assert found.code == 0, found.err
    data: dict[str, object] = json.loads(found.out)
    return data


def only_question(run: Run) -> dict[str, object]:
    (question,) = report(run)["questions"]  # type: ignore[misc]
    assert isinstance(question, dict)
    return question
