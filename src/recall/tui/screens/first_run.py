"""First run: five questions on one page, all answered already, so that `enter` alone starts at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Key, Resize
from textual.geometry import Region
from textual.widgets import Static

from recall.desk.views import Choice, FirstRun
from recall.errors import RecallError
from recall.tui.blocks import ACCENT, QUIET, flow, hang, tidy
from recall.tui.keyline import KeyLine
from recall.tui.screens.base import HELP, RecallScreen, in_words

if TYPE_CHECKING:
    from recall.desk import Desk

_INTRO = (
    "Learn it once, keep it. recall shows each card just before you would forget it. Read the question, answer, press "
    "space, then say how it went: 1 again, 2 hard, 3 good, 4 easy. That is all."
)
_MINUTES = (10, 20, 30)
_LABEL = 13
_DATE_SIGNS = 10


@dataclass(slots=True)
class _Question:
    """One line of the page. `values` are what the picked places stand for; a question with `many` takes several."""

    label: str
    texts: Sequence[str]
    values: Sequence[object]
    picked: set[int]
    many: bool = False
    at: int = 0

    def pick(self) -> None:
        if self.many:
            self.picked ^= {self.at}
        else:
            self.picked = {self.at}

    def chosen(self) -> list[object]:
        return [self.values[place] for place in sorted(self.picked)]


class FirstRunScreen(RecallScreen[bool]):
    """It leaves with True once the answers are recorded, with False when the learner quits."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "start", "Start", id="first.start"),
        Binding("space", "pick", "Pick", id="first.pick"),
        Binding("j,down,tab", "row(1)", "Next question", show=False, id="first.down"),
        Binding("k,up,shift+tab", "row(-1)", "Question before", show=False, id="first.up"),
        Binding("right,l", "item(1)", "Next answer", show=False, id="first.right"),
        Binding("left,h", "item(-1)", "Answer before", show=False, id="first.left"),
        HELP,
        Binding("escape,q", "dismiss(False)", "Quit", id="first.quit"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        choices = desk.first_run_choices()
        groups = (("Languages", choices.languages), ("Frameworks", choices.frameworks), ("Clouds", choices.clouds))
        self.questions = [
            *(_decks(label, offered, choices.defaults) for label, offered in groups if offered),
            _Question("Experience", ("new to this", "some experience"), (False, True), {0}),
            _Question("Minutes a day", [str(minutes) for minutes in _MINUTES], _MINUTES, {1}, at=1),
        ]
        self.date = ""
        self.date_row = len(self.questions) - 1  # the interview date stands before the last question
        self.at = 0

    def compose(self) -> ComposeResult:
        yield Static(Content.styled(" recall", "bold"), classes="top")
        with VerticalScroll(classes="body", can_focus=False):
            yield Static(id="intro")
            yield Static(id="questions")
            yield Static(id="places")
        yield Static(id="said")
        yield KeyLine()

    def on_mount(self) -> None:
        self._draw()
        self.say(" space picks, arrows move; enter starts with what is marked")

    def on_resize(self, event: Resize) -> None:
        self._draw()

    # -- lines

    @property
    def rows(self) -> int:
        return len(self.questions) + 1

    def _draw(self) -> None:
        width = (self.size.width or self.app.size.width) - 2
        short = self.size.height < 20
        self.query_one("#intro", Static).update(
            "" if short else Content("\n").join(hang(Content(_INTRO), width - 2, "  "))
        )
        lines: list[Content] = []
        starts: list[int] = []
        for row in range(self.rows):
            starts.append(len(lines))
            lines.extend(self._row(row, width))
        self.query_one("#questions", Static).update(Content("\n").join(lines))
        home = self.desk.home
        places = [
            f"  Your reviews are kept in  {home.database}",
            f"  Your own decks go in      {home.own_decks}",
            "  Nothing leaves this computer.",
        ]
        self.query_one("#places", Static).update(
            Content("\n").join(Content.styled(tidy(text), QUIET) for text in places)
        )
        top = self.query_one("#questions").virtual_region.y + starts[self.at]
        self.query_one(VerticalScroll).scroll_to_region(Region(0, top, 1, 2), animate=False, force=True)

    def _row(self, row: int, width: int) -> list[Content]:
        here = row == self.at
        question = self._question(row)
        first = f"{'▸' if here else ' '} {question.label if question else 'Interview':<{_LABEL}} "
        room = width - len(first)
        lines = self._date().wrap(room) if question is None else flow(self._items(question, here), room)
        return [
            Content.assemble((first if number == 0 else " " * len(first), ACCENT if here else ""), line)
            for number, line in enumerate(lines)
        ]

    def _items(self, question: _Question, here: bool) -> Iterator[Content]:
        on, off = ("[x]", "[ ]") if question.many else ("(•)", "( )")
        for place, text in enumerate(question.texts):
            box = on if place in question.picked else off
            at = here and place == question.at
            yield Content.styled(f"{box} {tidy(text)}", "reverse" if at else "")

    def _date(self) -> Content:
        if not self.date:
            return Content.styled("none (type a date, such as 2027-03-31)", QUIET)
        return Content(f"{self.date}▏")

    def _question(self, row: int) -> _Question | None:
        if row == self.date_row:
            return None
        return self.questions[row if row < self.date_row else row - 1]

    # -- keys

    def action_row(self, by: int) -> None:
        self.at = (self.at + by) % self.rows
        self._draw()

    def action_item(self, by: int) -> None:
        question = self._question(self.at)
        if question is not None:
            question.at = max(0, min(len(question.texts) - 1, question.at + by))
            if not question.many:
                question.pick()
            self._draw()

    def action_pick(self) -> None:
        question = self._question(self.at)
        if question is not None:
            question.pick()
            self._draw()

    def on_key(self, event: Key) -> None:
        """Digits are the date while the cursor is on it; on other lines a digit picks the answer at its place."""
        question = self._question(self.at)
        if question is None and (event.character or "") in "0123456789-" and event.is_printable:
            self.date = (self.date + (event.character or ""))[:_DATE_SIGNS]
        elif question is None and event.key == "backspace":
            self.date = self.date[:-1]
        elif question is not None and event.key.isdigit() and 0 < int(event.key) <= len(question.texts):
            question.at = int(event.key) - 1
            question.pick()
        else:
            return
        event.stop()
        self._draw()

    def action_start(self) -> None:
        try:
            interview_on = self._interview_on()
            self.desk.first_run(self._answers(interview_on))
        except ValueError:
            self.at = self.date_row
            self._draw()
            self.say(f" {self.date} is no date: write it as 2027-03-31, or clear it with backspace", error=True)
        except RecallError as error:
            self.say(f" {in_words(error)}. enter: try again", error=True)
        else:
            self.dismiss(True)

    def _interview_on(self) -> date | None:
        if not self.date:
            return None
        on = date.fromisoformat(self.date)
        if on < self.desk.moment.on:
            raise ValueError("in the past")
        return on

    def _answers(self, interview_on: date | None) -> FirstRun:
        experience, minutes = self.questions[-2], self.questions[-1]
        decks = [str(ref) for question in self.questions[:-2] for ref in question.chosen()]
        return FirstRun(
            picks=tuple(decks),
            experienced=bool(experience.chosen()[0]),
            interview_on=interview_on,
            minutes=int(str(minutes.chosen()[0])),
        )


def _decks(label: str, offered: Sequence[Choice], defaults: frozenset[str]) -> _Question:
    picked = {place for place, choice in enumerate(offered) if choice.ref in defaults}
    return _Question(label, [choice.title for choice in offered], [choice.ref for choice in offered], picked, many=True)
