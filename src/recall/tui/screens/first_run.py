"""First run: five questions on one page, all answered already, so that `enter` alone starts at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from recall.desk.views import Choice, FirstRun
from recall.errors import RecallError
from recall.tui.blocks import QUIET, hang, tidy
from recall.tui.form import Blank, Choices, Form
from recall.tui.keyline import KeyLine
from recall.tui.screens.base import HELP, RecallScreen, in_words

if TYPE_CHECKING:
    from recall.desk import Desk

_INTRO = (
    "Learn it once, keep it. recall shows each card just before you would forget it. Read the question, answer, press "
    "space, then say how it went: 1 again, 2 hard, 3 good, 4 easy. That is all."
)
_MINUTES = (10, 20, 30)
_DATE_SIGNS = 10


class FirstRunScreen(RecallScreen[bool]):
    """It leaves with True once the answers are recorded, with False when the learner quits."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "start", "Start", id="first.start"),
        HELP,
        Binding("escape,q", "dismiss(False)", "Quit", id="first.quit"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        choices = desk.first_run_choices()
        groups = (("Languages", choices.languages), ("Frameworks", choices.frameworks), ("Clouds", choices.clouds))
        self.experience = Choices("Experience", ("new to this", "some experience"), (False, True), {0})
        self.date = Blank("Interview", "none (type a date, such as 2027-03-31)", "0123456789-", _DATE_SIGNS)
        self.minutes = Choices("Minutes a day", [str(minutes) for minutes in _MINUTES], _MINUTES, {1}, at=1)
        self.decks = [_decks(label, offered, choices.defaults) for label, offered in groups if offered]

    def compose(self) -> ComposeResult:
        yield Static(Content.styled(" recall", "bold"), classes="top")
        with VerticalScroll(classes="body", can_focus=False):
            yield Static(id="intro")
            yield Form([*self.decks, self.experience, self.date, self.minutes], id="questions")
            yield Static(id="places")
        yield Static(id="said")
        yield KeyLine()

    def on_mount(self) -> None:
        self._draw()
        self.query_one(Form).focus()
        self.say(" space picks, arrows move; enter starts with what is marked")

    def on_resize(self, event: Resize) -> None:
        self._draw()

    # -- lines

    def _draw(self) -> None:
        width = (self.size.width or self.app.size.width) - 2
        short = self.size.height < 20
        self.query_one("#intro", Static).update(
            "" if short else Content("\n").join(hang(Content(_INTRO), width - 2, "  "))
        )
        home = self.desk.home
        places = [
            f"  Your reviews are kept in  {home.database}",
            f"  Your own decks go in      {home.own_decks}",
            "  Nothing leaves this computer.",
        ]
        self.query_one("#places", Static).update(
            Content("\n").join(Content.styled(tidy(text), QUIET) for text in places)
        )

    @on(Form.Moved)
    def _follow(self, event: Form.Moved) -> None:
        top = self.query_one(Form).virtual_region.y
        self.query_one(VerticalScroll).scroll_to_region(event.lines.translate((0, top)), animate=False, force=True)

    # -- keys

    def action_start(self) -> None:
        try:
            interview_on = self._interview_on()
            self.desk.first_run(self._answers(interview_on))
        except ValueError as wrong:
            form = self.query_one(Form)
            form.go(form.rows.index(self.date))
            self.say(f" {wrong}, or clear it with backspace", error=True)
        except RecallError as error:
            self.say(f" {in_words(error)}. enter: try again", error=True)
        else:
            self.dismiss(True)

    def _interview_on(self) -> date | None:
        """The day that was typed. Raises ValueError with a sentence for one that is none, or is over."""
        text = self.date.text
        if not text:
            return None
        try:
            on = date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{text} is no date: write it as 2027-03-31") from None
        if on < self.desk.moment.on:
            raise ValueError(f"{text} is over: type the day of the interview to come")
        return on

    def _answers(self, interview_on: date | None) -> FirstRun:
        decks = [str(ref) for question in self.decks for ref in question.chosen()]
        return FirstRun(
            picks=tuple(decks),
            experienced=bool(self.experience.chosen()[0]),
            interview_on=interview_on,
            minutes=int(str(self.minutes.chosen()[0])),
        )


def _decks(label: str, offered: Sequence[Choice], defaults: frozenset[str]) -> Choices:
    picked = {place for place, choice in enumerate(offered) if choice.ref in defaults}
    return Choices(label, [choice.title for choice in offered], [choice.ref for choice in offered], picked, many=True)
