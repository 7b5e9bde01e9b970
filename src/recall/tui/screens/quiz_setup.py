"""The page before an interview: what it is about, how long, how hard. It must not know how questions are chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from recall.desk.interview import InterviewDesk
from recall.errors import RecallError
from recall.quiz.values import TARGETS, Interview, Options, Plan, Target
from recall.tui import interview_text as text
from recall.tui.form import Blank, Choices, Form
from recall.tui.keyline import KeyLine
from recall.tui.screens.base import HELP, RecallScreen, beside, in_words

if TYPE_CHECKING:
    from recall.desk import Desk

_NUMBERS = (6, 12, 20)
_MINUTES = (None, 15, 30, 45)


class SetupScreen(RecallScreen[None]):
    """`enter` begins with what is marked: a mock interview over the picked decks."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "start", "Begin", id="setup.start"),
        Binding("r", "resume", "Resume", id="setup.resume"),
        Binding("i", "history", "Interviews", id="setup.history"),
        Binding("w", "warm_up", "Warm up", id="setup.warm_up"),
        HELP,
        Binding("escape", "dismiss(None)", "Home", id="setup.back"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = InterviewDesk(desk)
        stages = desk.overview().stages
        numbers = [str(number) for number in _NUMBERS]
        minutes = ["no limit", *(f"{each}" for each in _MINUTES[1:])]
        self.stages = Choices(
            "Stages", [each.title for each in stages], [each.ref for each in stages], set(), many=True
        )
        self.decks = Blank("Decks", "all picked ones (or type names, such as: http jwt)")
        self.number = Choices("Questions", numbers, _NUMBERS, {1}, at=1)
        self.target = Choices("Mark", TARGETS, TARGETS, {1}, at=1)
        self.minutes = Choices("Minutes", minutes, _MINUTES, {0})
        self.feedback = Choices("Answers show", ("at the end", "after each question"), ("end", "now"), {0})
        self.strict = Choices("Clock", ("soft", "strict"), (False, True), {0})
        self.choice = Choices("Kinds", ("all", "nothing to choose from"), (True, False), {0})
        self.left: Interview | None = None
        self.planned: Plan | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="header")
        with VerticalScroll(classes="body", can_focus=False):
            yield Form(
                [
                    self.stages,
                    self.decks,
                    self.number,
                    self.target,
                    self.minutes,
                    self.feedback,
                    self.strict,
                    self.choice,
                ]
            )
        yield Static(id="warning")
        yield Static(id="said")
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(Form).focus()
        self._look()

    def _look(self) -> None:
        """What is left from before, and whether what is marked makes an interview."""
        width = self.size.width or self.app.size.width
        self.draw_line("#header", beside(Content.styled("Mock interview", "bold"), "", width))
        warning = self.query_one("#warning", Static)
        self.left = None
        try:
            self.left = self.desk.unfinished()
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)
        if self.left is not None:
            done = f"{text.title(self.left.plan)}: {len(self.left.answered)} of {self.left.number} answered"
            said = self.with_keys(f" ! {done}; <setup.resume> goes on with it")
            warning.update(Content.styled(said, "$text-warning"))
        warning.set_class(self.left is not None, "-full")
        self._plan()
        self.refresh_bindings()

    def _plan(self) -> None:
        try:
            self.planned = self.desk.plan(self.options)
        except RecallError as error:
            self.planned = None
            self.say(f" {in_words(error)}", error=True)
            return
        usual = sum(question.seconds for question in self.planned.pool) / len(self.planned.pool)
        minutes = self.planned.options.minutes or max(1, round(self.planned.number * usual / 60))
        many = len(self.planned.pool)
        self.say(f" {self.planned.number} questions out of {many}, about {minutes} minutes")

    @property
    def options(self) -> Options:
        """What is marked."""
        typed = self.decks.text.replace(",", " ").split()
        return Options(
            selectors=(*(str(ref) for ref in self.stages.chosen()), *typed),
            number=cast("int", self.number.chosen()[0]),
            minutes=cast("int | None", self.minutes.chosen()[0]),
            target=cast("Target", self.target.chosen()[0]),
            feedback=cast("Literal['now', 'end']", self.feedback.chosen()[0]),
            strict=bool(self.strict.chosen()[0]),
            choice=bool(self.choice.chosen()[0]),
        )

    @on(Form.Changed)
    def _on_changed(self) -> None:
        self._plan()

    @on(Form.Moved)
    def _follow(self, event: Form.Moved) -> None:
        self.query_one(VerticalScroll).scroll_to_region(event.lines, animate=False, force=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.left is not None if action == "resume" else True

    # -- keys

    def action_start(self) -> None:
        self._plan()
        if self.planned is not None:
            self._take(self.planned)

    def action_resume(self) -> None:
        if self.left is not None:
            self._take(self.left)

    def action_history(self) -> None:
        from recall.tui.screens.quiz_history import HistoryScreen

        self.app.push_screen(HistoryScreen(self.desk), lambda _: self._look())

    def action_warm_up(self) -> None:
        """The last quarter of an hour before a real interview, over what is marked."""
        from recall.desk.warmup import warm_up
        from recall.tui.screens.warmup import WarmupScreen

        try:
            found = warm_up(self.desk.desk, self.options.selectors)
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)
            return
        if found.empty:
            self.say(" Nothing to warm up with yet: reviews and interviews find out what you need.")
        else:
            self.app.push_screen(WarmupScreen(found))

    def _take(self, interview: Plan | Interview) -> None:
        from recall.tui.screens.interview import InterviewScreen

        def back(state: Interview | None) -> None:
            self.shell.farewell = ""
            self._look()

        self.app.push_screen(InterviewScreen(self.desk, interview), back)
