"""Reports of interviews as text, Markdown, HTML or JSON, on stdout or in a file. It must not know what they hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from recall.cli.shell import say, say_json, talk
from recall.errors import UsageError

if TYPE_CHECKING:
    from recall.desk.interview import InterviewDesk

Form = Literal["md", "html", "json"]
FORMS: tuple[Form, ...] = ("md", "html", "json")


class Export(NamedTuple):
    """A form to write a report in (None is plain text), and the file (None is stdout)."""

    form: Form | None = None
    file: Path | None = None

    @classmethod
    def of(cls, text: str | None) -> Export:
        """What `--export html:report.html` asks for. Raises UsageError for a form that does not exist."""
        if text is None:
            return cls()
        form, _, file = text.partition(":")
        if form not in FORMS:
            raise UsageError(
                f"{form} is no form of a report", f"there are {', '.join(FORMS)}, such as html:report.html"
            )
        return cls(form, Path(file) if file else None)

    def named(self, quiz: str) -> Export:
        """The same with a file: where none was named, one beside the learner with the interview's id."""
        return self._replace(file=self.file or Path(f"interview-{quiz}.{self.form}"))


def said_report(desk: InterviewDesk, quiz: str, export: Export, *, ascii_only: bool = False) -> None:
    """A report on stdout, or in a file, which is there as a whole or not at all. Raises RecallError."""
    from recall.cli.dialogue import Dialogue
    from recall.desk.reports import save
    from recall.quiz.rendering import rendered

    form = export.form or "text"
    if export.file is not None:
        talk(f"the report is in {save(desk, quiz, form, export.file)}")
        return
    text = rendered(desk.report(quiz), form, off=desk.desk.moment.off, log=desk.logged(quiz))
    Dialogue(ascii_only=ascii_only and export.form is None).say(text.rstrip("\n"))


def said_comparison(desk: InterviewDesk, one: str, other: str, *, as_data: bool) -> None:
    """How far the ability of the second interview lies above that of the first, with its interval."""
    from recall.quiz import told

    a, b, found = desk.compare(one, other)
    off = desk.desk.moment.off
    if as_data:
        sides = [
            {"id": each.quiz, "ability": each.alone.mean, "low": each.alone.low, "high": each.alone.high}
            for each in (a, b)
        ]
        facts = {"change": found.change, "low": found.low, "high": found.high, "noise": found.noise}
        say_json({"interviews": sides, **facts})
        return
    for each in (a, b):
        say(f"{each.quiz}   {told.title(each).removeprefix('Mock interview: ')}, {told.facts(each, off)}")
        say(f"    by its answers alone: ability {told.signed(each.alone.mean)} ({told.span(each.alone)})")
    say(told.since(found, off))
