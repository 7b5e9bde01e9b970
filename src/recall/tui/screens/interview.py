"""The interview on the screen: each step is on disk before the next thing shows. It must not know what comes next,
nor what an answer is worth: the desk and the machine of the interview do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.events import Click

from recall.deck.card import Interview as OpenQuestion
from recall.errors import NotSaved, RecallError
from recall.grade.response import Made, Response, Wrote
from recall.quiz import machine
from recall.quiz.values import (
    CONFIDENCES,
    Confirm,
    Event,
    Flag,
    Hint,
    Interview,
    Judge,
    Next,
    Pause,
    Plan,
    Quit,
    Rate,
    Resume,
    Skip,
    Start,
    Sure,
)
from recall.tui import interview_text as text
from recall.tui.answer.base import Answered as Given
from recall.tui.screens.base import HELP, in_words
from recall.tui.screens.interview_pages import LIVE, InterviewPages
from recall.tui.screens.pause import PauseScreen
from recall.tui.screens.review import REPEAT_MS

if TYPE_CHECKING:
    from recall.desk.interview import InterviewDesk

_TICK = 1.0  # seconds between two looks at the clock
_DEAD_MS = 200  # after a page appeared, so that a key held down cannot run through what nobody read
_AGAIN_MS = 2_000  # in which a second ctrl+c leaves although something is typed
_HINTED = ("typed", "cloze")


class InterviewScreen(InterviewPages):
    """It leaves with the interview as it stands then, or with None where it was never begun."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "more", "More ↓", id="review.more"),
        Binding("space,enter", "show", "Answer", id="review.show"),
        Binding("space,enter", "go_on", "Go on", id="quiz.next"),
        Binding("space,enter", "rate(3)", "Accept", id="review.take"),
        Binding("1", "rate(1)", "Again", show=False, id="review.again"),
        Binding("2", "rate(2)", "Hard: recalled with effort", show=False, id="review.hard"),
        Binding("3", "rate(3)", "Good", show=False, id="review.good"),
        Binding("4", "rate(4)", "Easy", show=False, id="review.easy"),
        Binding("tab", "sure(1)", "How sure", show=False, priority=True, id="quiz.sure"),
        Binding("shift+tab", "sure(-1)", "How sure, backwards", show=False, priority=True, id="quiz.sure_back"),
        Binding("d,D", "unknown", "Don't know", id="review.unknown"),
        Binding("h,H", "hint", "Hint", id="quiz.hint"),
        Binding("m,M", "model", "Model answer", id="quiz.model"),
        Binding("s,S", "skip", "Skip", id="quiz.skip"),
        Binding("exclamation_mark", "flag", "Flag", id="quiz.flag"),
        Binding("p,P", "pause", "Pause", id="quiz.pause"),
        Binding("t", "retry", "Try again", id="review.retry"),
        HELP,
        Binding("escape,q", "stop", "Leave", id="quiz.leave"),
    ]

    def __init__(self, desk: InterviewDesk, interview: Plan | Interview) -> None:
        super().__init__(desk, interview)
        self.unsaved: Callable[[], Event] | None = None
        self._asked_ms = self._shown_ms = self._pressed_ms = -_AGAIN_MS

    async def on_mount(self) -> None:
        self.set_interval(_TICK, self.tick)
        await self.show()

    async def show(self) -> None:
        """What the interview has come to."""
        if self.is_laid:
            self.draw_status()
            self.refresh_bindings()
            return
        self._shown_ms = self.shell.monotonic_ms()
        if self.state.over:
            self._close()
        elif self.phase == "paused" and self.laid is not None:
            blocks = text.paused(self.state, away=False)
            self.app.push_screen(PauseScreen(text.title(self.state.plan), blocks), self._after_pause)
        else:
            await self.deal()

    async def tick(self) -> None:
        """Draws the clock; under `--strict` what stands there when the time is up is the answer."""
        if not self.is_running or self.phase not in ("asking", "probing"):
            return
        self.draw_header()
        left, _ = machine.remaining(self.state, self.desk.now(self.state))
        if self.state.plan.options.strict and left is not None and left < 0 and self.unsaved is None:
            field = self.table.field
            await self._answer(None if field is None else field.given())

    # -- steps

    async def act(self, event: Callable[[], Event]) -> None:
        """Records a step and shows what comes of it; where it could not be saved nothing moves and `t` tries again."""
        if self._record(event):
            self.away = False
            await self.show()

    def _record(self, event: Callable[[], Event]) -> bool:
        try:
            self.state = self.desk.act(self.state, event())
        except RecallError as error:
            self.unsaved = event if isinstance(error, NotSaved) else None
            again = ". <review.retry>: try again" if self.unsaved else ""
            self.say(self.with_keys(f" {in_words(error)}{again}"), error=True)
            self.refresh_bindings()
            return False
        self.unsaved = None
        self.shell.farewell = text.standing(self.state)
        self.say("")
        return True

    def _held(self) -> bool:
        """Whether a key is being held down, or the page has only just appeared: nobody means it for this page."""
        now, self._pressed_ms, before = self.shell.monotonic_ms(), self.shell.monotonic_ms(), self._pressed_ms
        return now - self._shown_ms < _DEAD_MS or now - before < REPEAT_MS

    @on(Given)
    async def _on_given(self, event: Given) -> None:
        event.stop()
        if event.field is self.table.field and not self._held():  # and not a field that was answered already
            await self._answer(event.response)

    async def _answer(self, response: Response | None) -> None:
        """What came out of the widget on the table, as the step that it means in this phase."""
        state = self.state
        match self.phase, response:
            case "asking", _:
                await self.act(lambda: self.desk.answer(state, response))
            case "probing", Wrote(text=said):
                await self.act(lambda: self.desk.probed(state, said))
            case "probing", _:
                await self.act(lambda: self.desk.probed(state, None))
            case "rubric", Made(points=points, red_flags=flags):
                made = tuple(sorted(points))
                await self.act(lambda: Confirm(self.desk.now(state), made, flags))
            case "wrap-up", _:
                await self._judge(response)

    async def _judge(self, response: Response | None) -> None:
        said = response.text.strip() if isinstance(response, Wrote) else ""
        most = len(self.state.answered)
        if said and not (said.isdecimal() and int(said) <= most):
            self.say(f" {said[:20]} is no number from 0 to {most}", error=True)
        elif said:
            await self.act(lambda: Judge(self.desk.now(self.state), int(said)))
        else:
            await self.act(lambda: Next(self.desk.now(self.state)))

    # -- keys

    def check_action(  # noqa: PLR0911  one case a key
        self, action: str, parameters: tuple[object, ...]
    ) -> bool | None:
        phase, current = self.phase, self.state.current
        field = self.table.field if self.is_mounted else None
        match action:
            case "show":
                return phase in ("asking", "probing", "rubric", "wrap-up") and field is not None
            case "go_on":
                return phase in ("intro", "paused", "feedback", "walk") or (phase == "asking" and self.card is None)
            case "rate":
                return self.rating
            case "unknown":
                return phase in ("asking", "probing") and field is not None
            case "skip":
                return phase == "asking"
            case "sure":
                return phase == "asking" and self.state.plan.options.confidence and self.app.screen is self
            case "hint":
                return phase == "asking" and not self.state.hinted and current is not None and current.kind in _HINTED
            case "model":
                return phase == "rubric" and not self.rating
            case "flag" | "pause":
                return phase in LIVE
            case "retry":
                return self.unsaved is not None
            case _:
                return super().check_action(action, parameters)

    @property
    def idle(self) -> frozenset[str]:
        unasked = () if self.state.plan.options.confidence else ("sure",)
        return frozenset(unasked) | (frozenset() if self.unsaved else {"retry"})

    def action_show(self) -> None:
        if self.table.field is not None:
            self.table.field.submit()

    def action_more(self) -> None:
        if not self._held():
            super().action_more()

    async def action_go_on(self) -> None:
        if self._held():
            return
        match self.phase:
            case "intro":
                await self._begin()
            case "paused":
                await self._resume()
            case "asking":
                await self.act(lambda: Skip(self.desk.now(self.state)))
            case _:
                await self.act(lambda: Next(self.desk.now(self.state)))

    async def _begin(self) -> None:
        if not self.begun:
            try:
                self.state = self.desk.begin(self.state.plan)
            except RecallError as error:
                self.say(f" {in_words(error)}", error=True)
                return
            self.begun = True
        await self.act(lambda: Start(self.desk.now(self.state)))

    async def action_unknown(self) -> None:
        if not self._held():
            await self._answer(None)

    async def action_rate(self, rating: int) -> None:
        if not self._held():
            await self.act(lambda: Rate(self.desk.now(self.state), rating))

    async def action_sure(self, by: int) -> None:
        now = self.state.confidence
        place = CONFIDENCES.index(now) + by if now else (0 if by > 0 else -1)
        await self.act(lambda: Sure(self.desk.now(self.state), CONFIDENCES[place % len(CONFIDENCES)]))

    async def on_click(self, event: Click) -> None:
        if event.widget is self.query_one("#sure"):
            await self.action_sure(1)

    async def action_hint(self) -> None:
        await self.act(lambda: Hint(self.desk.now(self.state)))
        if self.card is not None and self.state.hinted:
            self.table.question.set_blocks(self._question(self.card))
            self.say(" With a hint the question earns half at most.")

    def action_model(self) -> None:
        card = self.card
        if card is not None and isinstance(card.answer, OpenQuestion):
            shown = self.table.outcome.display
            self.table.append(() if shown else text.model_answer(card.answer))
            if not shown:
                self.call_after_refresh(self.table.scroll_end, animate=False)

    async def action_skip(self) -> None:
        if not self._held():
            await self.act(lambda: Skip(self.desk.now(self.state)))

    async def action_flag(self) -> None:
        await self.act(lambda: Flag(self.desk.now(self.state)))
        on = self.state.flagged or (self.phase == "feedback" and self.state.answered[-1].flagged)
        self.say(" Flagged; the report names it." if on else " No longer flagged.")

    async def action_pause(self) -> None:
        await self.act(lambda: Pause(self.desk.now(self.state)))

    async def _resume(self) -> None:
        await self.act(lambda: Resume(self.desk.now(self.state)))

    async def _after_pause(self, go_on: bool | None) -> None:
        if go_on:
            await self._resume()
        else:
            self.dismiss(self.state)

    async def action_retry(self) -> None:
        if self.unsaved is not None:
            await self.act(self.unsaved)

    # -- leaving

    @property
    def unsent(self) -> bool:
        """Whether something is typed that leaving would lose."""
        field = self.table.field
        return field is not None and self.phase in ("asking", "probing") and field.given() is not None

    def may_leave(self) -> bool:
        asked, self._asked_ms = self._asked_ms, self.shell.monotonic_ms()
        if not self.unsent or self._asked_ms - asked < _AGAIN_MS:
            return True
        self.say(" This answer is not sent yet; ctrl+c again leaves without it.", error=True)
        return False

    def action_stop(self) -> None:
        if not self.begun:
            self.dismiss(None)
            return
        from recall.tui.screens.ask import ChooseScreen

        if self.phase == "walk":
            choices = {"y": "skip the rest, to the report", "l": "leave it for later"}
        else:
            choices = {"y": "end it, to the report", "l": "leave it for later"}
        self.app.push_screen(ChooseScreen("Leave the interview?", choices), self._left)

    async def _left(self, choice: str | None) -> None:
        if choice == "l":
            if self.state.phase in LIVE and not self.away:
                self._record(lambda: Pause(self.desk.now(self.state)))
            self.dismiss(self.state)
        elif choice == "y":
            await self.act(lambda: Quit(self.desk.now(self.state)))

    def _close(self) -> None:
        if self.state.phase == "abandoned":
            self.dismiss(self.state)
            return
        from recall.tui.screens.quiz_report import ReportScreen

        self.app.push_screen(ReportScreen(self.desk, self.state.plan.quiz), lambda _: self.dismiss(self.state))
