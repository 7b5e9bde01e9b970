"""What is wrong with deck files: file, line, cause and cure, with the lines around it."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from recall.deck.card import Place
from recall.deck.problem import Problem
from recall.errors import RecallError
from recall.tui.blocks import ACCENT, QUIET, tidy
from recall.tui.keyline import KeyLine
from recall.tui.rowlist import RowList
from recall.tui.screens.base import HELP, RecallScreen, beside, in_words

if TYPE_CHECKING:
    from recall.desk import Desk

_AROUND = 2
_LONGEST = 1000


class ProblemsScreen(RecallScreen[None]):
    """The list above, the problem under the cursor in full below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "Edit at the line", id="problems.edit"),
        Binding("r", "again", "Read again", id="problems.again"),
        Binding("y", "copy", "Copy", id="problems.copy"),
        HELP,
        Binding("escape,q", "dismiss(None)", "Home", id="problems.back"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.problems: tuple[Problem, ...] = ()

    def compose(self) -> ComposeResult:
        yield Static(id="header")
        yield RowList(self._row, id="rows")
        yield Static(id="detail")
        yield Static(id="said")
        yield KeyLine()

    def on_mount(self) -> None:
        self._read()
        self.query_one(RowList).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self.problems) if action in ("edit", "copy") else True

    def _read(self) -> None:
        self.problems = self.desk.library.problems()
        files = len({problem.file for problem in self.problems})
        says = f"{len(self.problems)} in {files} file{'' if files == 1 else 's'}" if self.problems else "none"
        width = self.size.width or self.app.size.width
        self.query_one("#header", Static).update(beside(Content.styled("Problems", "bold"), says, width))
        self.query_one(RowList).set_count(len(self.problems))
        self._draw_detail()
        self.refresh_bindings()

    def _row(self, place: int, width: int) -> Content:
        problem = self.problems[place]
        where = f"{Path(problem.file).name}:{problem.line}"
        style = "$text-error" if problem.level == "error" else "$text-warning"
        return Content.assemble((f"{problem.level:<8}", style), f"{tidy(where)}  ", (tidy(problem.message), QUIET))

    @on(RowList.Moved)
    def _draw_detail(self) -> None:
        place = self.query_one(RowList).cursor
        text = Content("All decks are in order.")
        if place < len(self.problems):
            text = Content("\n").join(_detail(self.problems[place]))
        self.query_one("#detail", Static).update(text)

    def action_again(self) -> None:
        self.desk.reload()
        self._read()
        self.say(" Read again.")

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(str(self.problems[self.query_one(RowList).cursor]))
        self.say(" Copied.")

    def action_edit(self) -> None:
        from recall.tui.screens.editing import edit_place

        problem = self.problems[self.query_one(RowList).cursor]
        try:
            edit_place(self.shell, self.desk, Place(problem.file, problem.line, problem.column))
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)
            return
        self._read()


def _detail(problem: Problem) -> list[Content]:
    lines = [
        Content(f" {tidy(problem.file)}:{problem.line}:{problem.column}"),
        Content.assemble(" ", (f"{tidy(problem.card)}: " if problem.card else "", "bold"), tidy(problem.message)),
    ]
    if problem.hint:
        lines.append(Content.assemble(" ", ("write: ", QUIET), tidy(problem.hint)))
    lines.append(Content.styled(" The other cards of this file work; the history of this one is kept.", QUIET))
    return [*lines, Content(""), *_excerpt(problem)]


def _excerpt(problem: Problem) -> list[Content]:
    """The lines around a problem as they stand in the file now."""
    first = max(1, problem.line - _AROUND)
    try:
        with Path(problem.file).open(encoding="utf-8", errors="replace") as file:
            texts = list(islice(file, first - 1, problem.line + _AROUND))
    except OSError:
        return []
    return [
        Content.assemble(
            (f" {'▸' if number == problem.line else ' '} {number:>5} │ ", ACCENT if number == problem.line else QUIET),
            tidy(text.rstrip("\n")[:_LONGEST]),
        )
        for number, text in enumerate(texts, first)
    ]
