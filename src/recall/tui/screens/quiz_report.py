"""The report of an interview on the screen, its questions one by one, and the report as a file.

It must not know how anything in it was computed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from recall.desk.interview import display_order
from recall.errors import RecallError
from recall.quiz.machine import right, sure_and_wrong
from recall.quiz.render_text import text_lines
from recall.quiz.rendering import Form
from recall.quiz.reported import QuestionResult
from recall.quiz.values import Answered
from recall.tui import interview_text as text
from recall.tui import sides
from recall.tui.blocks import QUIET, tidy
from recall.tui.cardtext import CardText
from recall.tui.keyline import KeyLine
from recall.tui.rowlist import RowList
from recall.tui.screens.base import HELP, RecallScreen, beside, in_words
from recall.tui.screens.paged import PagedScreen
from recall.tui.status import NARROW

if TYPE_CHECKING:
    from recall.desk.interview import InterviewDesk

_WIDEST = 92
_FORMS: dict[str, Form] = {"m": "md", "h": "html", "j": "json"}


class ReportScreen(PagedScreen[None]):
    """What an interview came to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "questions", "Questions", id="report.questions"),
        Binding("space", "leaf(1)", "Page down", show=False, id="report.page_down"),
        Binding("r", "review", "Review the misses", id="report.review"),
        Binding("x", "save", "Save as", id="report.save"),
        HELP,
        Binding("escape,q", "dismiss(None)", "Done", id="report.back"),
    ]

    def __init__(self, desk: InterviewDesk, quiz: str) -> None:
        super().__init__()
        self.desk = desk
        self.report = desk.report(quiz)
        self.misses = desk.misses(quiz)

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="body", can_focus=False):
            yield Static(id="summary")
        yield Static(id="said")
        yield KeyLine()

    def on_mount(self) -> None:
        self._draw()

    def on_resize(self, event: Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        width = min(_WIDEST, (self.size.width or self.app.size.width) - 1)
        lines = text_lines(self.report, width=width, off=self.desk.desk.moment.off, whole=False)
        if self.misses:
            cards = f"{len(self.misses)} card{'' if len(self.misses) == 1 else 's'}"
            lines.append(self.with_keys(f" {cards} to repair: <report.review> reviews them"))
        shown = Content("\n").join(Content(tidy(line)) for line in lines)
        self.query_one("#summary", Static).update(shown)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "review":
                return bool(self.misses)
            case "questions":
                return bool(self.report.questions)
            case _:
                return True

    def action_questions(self) -> None:
        self.app.push_screen(QuestionsScreen(self.desk, self.report.quiz, self.report.questions))

    def action_review(self) -> None:
        from recall.tui.screens.review import ReviewScreen

        try:
            sitting = self.desk.desk.start(self.misses, self.desk.repair(self.misses))
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)
            return

        def back(stopped: bool | None) -> None:
            self.misses = self.desk.misses(self.report.quiz)
            self._draw()
            self.refresh_bindings()

        self.app.push_screen(ReviewScreen(self.desk.desk, sitting, self.misses), back)

    def action_save(self) -> None:
        from recall.tui.screens.ask import ChooseScreen

        choices = {"m": "Markdown", "h": "HTML, one file for a browser", "j": "JSON, with the whole log"}
        self.app.push_screen(ChooseScreen("Save the report here as", choices), self._saved)

    def _saved(self, choice: str | None) -> None:
        if choice is None:
            return
        from recall.desk.reports import save

        try:
            file = save(self.desk, self.report.quiz, _FORMS[choice])
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)
        else:
            self.say(f" Saved: {tidy(str(file.absolute()))}")


class QuestionsScreen(RecallScreen[None]):
    """The questions of an interview, a line each."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "open", "Look at it", id="questions.open"),
        HELP,
        Binding("escape,q", "dismiss(None)", "Report", id="questions.back"),
    ]

    def __init__(self, desk: InterviewDesk, quiz: str, questions: tuple[QuestionResult, ...]) -> None:
        super().__init__()
        self.desk = desk
        self.state = desk.replayed(quiz)
        self.questions = questions

    def compose(self) -> ComposeResult:
        yield Static(id="header")
        yield RowList(self._row, len(self.questions), id="rows")
        yield Static(id="said")
        yield KeyLine()

    def on_mount(self) -> None:
        width = self.size.width or self.app.size.width
        title = Content.styled(text.title(self.state.plan), "bold")
        self.draw_line("#header", beside(title, f"{len(self.questions)} questions", width))
        self.query_one(RowList).focus()

    def _row(self, place: int, width: int) -> Content:
        found, answered = self.questions[place], self.state.answered[place]
        spent = f"{text.clock(answered.ms / 1000):>6}"
        sure = f"  {answered.confidence or '':<8}" if width >= NARROW else ""
        flag = "! " if answered.flagged else "  "
        left = f"{_sign(answered)} {found.number:>2} {flag}"
        room = max(1, width - len(left) - len(sure) - len(spent) - 1)
        asked = Content(tidy((found.asked or found.key).split("\n", 1)[0])).truncate(room, ellipsis=True)
        return Content.assemble(left, asked.pad_right(room - asked.cell_length), (sure, QUIET), (spent, QUIET))

    @on(RowList.Chosen)
    def _on_chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        rows = self.query_one(RowList)

        def back(place: int | None) -> None:
            rows.cursor = rows.cursor if place is None else place

        self.app.push_screen(QuestionScreen(self, rows.cursor), back)


class QuestionScreen(PagedScreen[int]):
    """One question with what was answered, what is right and why; it leaves with the place of the one last shown."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,right,space", "turn(1)", "Next", id="question.next"),
        Binding("p,left", "turn(-1)", "Before", id="question.before"),
        HELP,
        Binding("escape,q,enter", "leave", "Questions", id="question.back"),
    ]

    def __init__(self, questions: QuestionsScreen, place: int) -> None:
        super().__init__()
        self.questions = questions
        self.place = place

    def compose(self) -> ComposeResult:
        yield Static(id="header")
        with VerticalScroll(classes="body page", can_focus=False):
            yield CardText()
        yield KeyLine()

    def on_mount(self) -> None:
        self._draw()

    def on_resize(self, event: Resize) -> None:
        self._draw_header()

    def _draw(self) -> None:
        state = self.questions.state
        answered = state.answered[self.place]
        card = self.questions.desk.card(answered.question.key)
        if card is None:
            blocks = text.gone(answered.question.key)
        else:
            came = text.became(card, answered, display_order(state.plan.seed, card))
            blocks = (*sides.question(card), *came, *sides.background(card))
        page = self.query_one(CardText)
        page.set_blocks(blocks)
        page.colour(ansi=self.app.theme.startswith("ansi"))
        self.action_top()
        self._draw_header()

    def _draw_header(self) -> None:
        found = self.questions.questions[self.place]
        sign = _sign(self.questions.state.answered[self.place])
        left = Content.styled(f"{sign} {found.number} of {len(self.questions.questions)}   {tidy(found.topic)}", "bold")
        said = f"{found.stage}, difficulty {found.difficulty}" if self.size.width >= NARROW else found.stage
        self.draw_line("#header", beside(left, Content.styled(said, QUIET), self.size.width or self.app.size.width))

    def action_turn(self, by: int) -> None:
        self.place = max(0, min(len(self.questions.questions) - 1, self.place + by))
        self._draw()

    def action_leave(self) -> None:
        self.dismiss(self.place)


def _sign(answered: Answered) -> str:
    """One sign for how a question went: right, sure and wrong, partly right, wrong, left out."""
    if answered.outcome == "skipped":
        return "–"
    if right(answered):
        return "✓"
    if sure_and_wrong(answered):
        return "‼"
    return "½" if answered.score > 0 else "✗"
