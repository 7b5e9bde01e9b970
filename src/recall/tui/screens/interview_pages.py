"""The pages of an interview: what its phase puts on the table, and the lines around it. It must not know its keys, nor
record anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from recall.deck.card import Card
from recall.deck.card import Interview as OpenQuestion
from recall.desk.interview import display_order
from recall.grade.keypoints import flags_met
from recall.grade.response import Flipped
from recall.quiz import machine
from recall.quiz.values import Answered, Interview, Plan
from recall.schedule.values import Rating
from recall.tui import interview_text as text
from recall.tui import sides, status
from recall.tui.answer import answering
from recall.tui.answer.base import Answering
from recall.tui.answer.fields import Count
from recall.tui.answer.telling import Points, Speaking
from recall.tui.blocks import QUIET, Block, Prose, tidy
from recall.tui.keyline import KeyLine
from recall.tui.screens.asking import AskingScreen
from recall.tui.screens.base import beside
from recall.tui.screens.grades import GradeRow
from recall.tui.screens.table import Table

if TYPE_CHECKING:
    from recall.desk.interview import InterviewDesk

LIVE = ("asking", "rubric", "probing", "feedback")  # the phases in which the interview can be paused


class InterviewPages(AskingScreen[Interview | None]):
    """One page a phase, laid on the table by `deal`."""

    def __init__(self, desk: InterviewDesk, interview: Plan | Interview) -> None:
        super().__init__()
        self.desk = desk
        self.begun = isinstance(interview, Interview)
        self.state = interview if isinstance(interview, Interview) else machine.start(interview)
        self.away = self.begun and self.state.phase in LIVE  # recall was gone, and the learner is not back yet
        self.card: Card | None = None
        self.laid: tuple[object, ...] | None = None  # what lies on the table

    # -- what is on the screen

    def compose(self) -> ComposeResult:
        yield Static(id="header")
        yield Static(id="progress")
        yield Table()
        yield Static(id="rule")
        yield Static(id="hint")
        yield GradeRow(id="grades")
        yield Static(id="sure")
        yield Static(id="said")
        yield KeyLine()

    @property
    def phase(self) -> str:
        """What is shown: the machine's phase, or the pause of a learner who was away."""
        return "paused" if self.away else self.state.phase

    @property
    def rating(self) -> bool:
        """Whether a card that was turned over waits for the learner's rating."""
        return self.phase == "rubric" and self.state.current is not None and not self.state.current.open

    @property
    def reading(self) -> bool:
        return self.rating or self.phase in ("feedback", "walk")

    @property
    def page(self) -> tuple[object, ...]:
        """What decides which page shows."""
        state = self.state
        probes = len(state.draft.probe_answers) if state.draft else 0
        return self.phase, state.current, state.probe, probes, len(state.answered), state.walked

    @property
    def is_laid(self) -> bool:
        """Whether the page lies on the table already, with what was typed or ticked on it."""
        return self.laid == self.page

    async def deal(self) -> None:
        """Puts what the interview has come to on the table."""
        self.laid = self.page
        with self.app.batch_update():
            self.query_one("#grades").display = self.rating
            self.query_one("#hint").display = not self.rating
            self.query_one("#sure").display = self.phase == "asking" and self.state.plan.options.confidence
            self.set_focus(None)
            await self._lay()
            self.draw_status()
        self.refresh_bindings()

    async def _lay(self) -> None:
        match self.phase:
            case "asking":
                await self._lay_question()
            case "rubric" if self.rating:
                await self._lay_turned()
            case "rubric":
                await self._lay_rubric()
            case "probing":
                card = self._take_card()
                await self._put(text.follow_up(card, self.state) if card else (), Speaking())
                self.call_after_refresh(self.table.scroll_end, animate=False)  # where the follow-up is
            case "feedback":
                await self._lay_back(self.state.answered[-1])
            case "walk":
                await self._lay_back(machine.missed(self.state)[self.state.walked])
            case "wrap-up":
                await self._put(text.wrap_up(self.state), Count(len(self.state.answered)))
            case "paused":
                await self._put(text.paused(self.state, away=self.away))
                self.hint("<quiz.next>: go on, <quiz.leave>: leave, recall quiz resume goes on later")
            case _:
                await self._put(text.intro(self.state))
                self.hint("<quiz.next>: begin")

    async def _put(self, blocks: tuple[Block, ...], field: Answering | None = None) -> None:
        await self.table.deal(blocks, field)
        self.table.append(())
        if field is not None:
            field.begin()
            self.hint(field.keys())

    def _take_card(self) -> Card | None:
        self.card = self.desk.current(self.state)
        return self.card

    async def _lay_question(self) -> None:
        card = self._take_card()
        if card is None:
            await self._put(text.gone(self.state.current.key if self.state.current else ""))
            self.hint("<quiz.next>: go on without it")
            return
        opened = isinstance(card.answer, OpenQuestion)
        field = Speaking() if opened else answering(card, self.desk.order(self.state))
        await self._put(self._question(card), field)
        self.table.prepare((), (), ansi=self.ansi)

    def _question(self, card: Card) -> tuple[Block, ...]:
        hint = self.desk.hint(self.state) if self.state.hinted else ""
        return (*sides.question(card), *((Prose(Content.styled(f"Hint: {tidy(hint)}", QUIET)),) if hint else ()))

    async def _lay_turned(self) -> None:
        from recall.grade.check import grade
        from recall.tui.outcome import outcome

        card = self._take_card()
        if card is None:
            return
        await self._put(sides.question(card))
        self.table.prepare(sides.background(card), (), ansi=self.ansi, foot=sides.sources(card))
        self.table.reveal(outcome(card, Flipped(), grade(card, Flipped()), ()), missed=False, ansi=self.ansi)
        self.query_one(GradeRow).show({}, Rating.GOOD)

    async def _lay_rubric(self) -> None:
        card = self._take_card()
        if card is None or not isinstance(card.answer, OpenQuestion):
            return
        draft, probing = self.state.draft, self.state.probe is not None
        said = self.desk.spoken(self.state)
        met = flags_met(card.answer, said)
        made = (*draft.made, *draft.probed) if draft is not None and probing else ()
        points = Points(card.answer, self.desk.suggestions(self.state), met, done=made, flags=met if probing else None)
        if self.state.probe is not None and self.state.probe.missing:
            points.start_at(self.state.probe.missing)
        heading = "The machine only suggests. Tick what you really said." if said else "Tick what you said."
        asked = text.look_for(card, self.state) if probing else sides.question(card)
        await self._put((*asked, *text.told(said), Prose(Content.styled(heading, "bold"))), points)
        self.call_after_refresh(self._show_field)

    def _show_field(self) -> None:
        """The first rows of the rubric, however long the answer above them is."""
        if self.table.field is not None:
            self.table.scroll_to(y=max(0, self.table.field.virtual_region.y - 2), animate=False, force=True)

    async def _lay_back(self, answered: Answered) -> None:
        card = self.desk.card(answered.question.key)
        self.card = card
        if card is None:
            await self._put(text.gone(answered.question.key))
        else:
            await self._put(sides.question(card))
            self.table.prepare(sides.background(card), (), ansi=self.ansi, foot=sides.sources(card))
            self.table.reveal(
                text.became(card, answered, display_order(self.state.plan.seed, card)), missed=False, ansi=self.ansi
            )
        self.hint("<quiz.next>: go on")

    # -- lines

    def draw_status(self) -> None:
        """The lines around the card."""
        done, left = len(self.state.answered), self.state.number - len(self.state.answered)
        seconds = text.seconds_left(self.state, self.desk.now(self.state))
        self.draw_line("#progress", status.progress(done, left, seconds, self.width))
        self.draw_header()
        self.draw_rule()
        self.draw_line("#sure", status.sure(self.state.confidence, self.width, self.with_keys("<quiz.sure>")))

    def draw_header(self) -> None:
        below = f"▼{self.table.below} " if self.has_class("-short") and self.table.below else ""
        clock = Content("") if self.away else text.time_left(self.state, self.desk.now(self.state), self.width)
        right = Content.assemble((below, QUIET), clock)
        match self.phase:
            case "asking" | "probing" | "rubric" | "feedback":
                left = text.place(self.state, self.width - right.cell_length - 3)
            case "walk":
                left = Content.styled(text.walk_title(self.state), "bold")
            case _:
                left = Content.styled(text.title(self.state.plan), "bold")
        self.draw_line("#header", beside(left, right, self.width))

    def on_resize(self, event: Resize) -> None:
        self.draw_status()
        self.draw_hint()
