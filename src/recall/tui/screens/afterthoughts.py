"""What the learner says about an answer: how sure it is before the flip, why it was wrong after it. And what is offered
for a card that does not stick. It must not judge cards: the desk does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.widgets import Static

from recall.deck.card import Card
from recall.desk import leeches
from recall.errors import RecallError
from recall.review import sitting as review
from recall.review.sitting import Why
from recall.schedule.confidence import CONFIDENCES
from recall.schedule.leech import WHY_WRONG, WhyWrong
from recall.schedule.values import Rating
from recall.tui import status
from recall.tui.screens.base import in_words
from recall.tui.screens.card_actions import CardActions
from recall.tui.screens.grades import GradeRow

if TYPE_CHECKING:
    from recall.grade.graded import Graded

_REASONS: dict[WhyWrong, str] = {
    "never knew": "never knew it",
    "mixed up": "mixed up with another card",
    "slip": "a slip: knew it",
    "unclear": "the card is unclear",
}
_NOT_IN_PLACEMENT = frozenset({"bury", "suspend", "known", "options"})  # each of the eight questions counts


class Afterthoughts(CardActions):
    """The part of the review that hears more of an answer than its rating. None of it is ever asked for."""

    THOUGHT_BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "sure(1)", "How sure", show=False, priority=True, id="review.sure"),
        Binding("shift+tab", "sure(-1)", "How sure, backwards", show=False, priority=True, id="review.sure_back"),
        Binding("tab", "app.focus_next", show=False),  # as everywhere, where confidence is not asked for
        Binding("shift+tab", "app.focus_previous", show=False),
        Binding("c", "why", "Cause of a miss", show=False, id="review.why"),
    ]
    graded: Graded | None
    _paired = False  # the learner named a card that this one was mixed up with

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "sure":
                asks = self.desk.settings.confidence and self.app.screen is self
                return asks and not self.sitting.revealed and self.sitting.current is not None
            case "why":
                return self.sitting.revealed and self.card is not None
            case _ if action in _NOT_IN_PLACEMENT and self.sitting.placement:
                return False
            case _:
                return super().check_action(action, parameters)

    @property
    def idle(self) -> frozenset[str]:
        unasked = () if self.desk.settings.confidence else ("sure",)
        return frozenset(unasked) | (frozenset() if self.unsaved else {"retry"})

    # -- before the flip

    def draw_sure(self) -> None:
        """The line that says how sure one is, only where the learner wants to be asked."""
        line = self.query_one("#how-sure", Static)
        line.display = self.desk.settings.confidence and not self.sitting.revealed and self.sitting.current is not None
        if line.display:
            said = status.sure(self.sitting.confidence, self.width, self.with_keys("<review.sure>"))
            self.draw_line("#how-sure", said)

    def action_sure(self, by: int) -> None:
        now = self.sitting.confidence
        place = CONFIDENCES.index(now) + by if now else (0 if by > 0 else -1)
        self.sitting = review.sure(self.sitting, CONFIDENCES[place % len(CONFIDENCES)])
        self.draw_sure()

    @on(Click, "#how-sure")
    def _on_sure_clicked(self) -> None:
        self.action_sure(1)

    # -- after a miss

    def confusions(self, card: Card) -> tuple[Card, ...]:
        """The cards to show beside this one after a miss, or because it was mixed up with one of them before."""
        self._paired = leeches.was_mixed_up(self.desk, card.key)
        return leeches.confusions(self.desk, card)

    def shows_contrasts(self, graded: Graded) -> bool:
        """Whether the back of the card shows what it is mixed up with."""
        return self._paired or graded.by_self or not graded.correct

    def action_why(self) -> None:
        from recall.tui.screens.ask import ChooseScreen

        reasons = {reason[0]: reason for reason in WHY_WRONG}

        def chosen(letter: str | None) -> None:
            if letter is not None:
                self._because(reasons[letter])

        choices = {letter: _REASONS[reason] for letter, reason in reasons.items()}
        self.app.push_screen(ChooseScreen("Why was it wrong?", choices), chosen)

    def _because(self, reason: WhyWrong) -> None:
        if reason != "mixed up":
            self._explained(Why(reason))
            return
        from recall.tui.screens.mixed_up import MixedUpScreen

        def named(other: str | None) -> None:
            if other is not None:
                self._explained(Why(reason, other))

        assert self.card is not None
        self.app.push_screen(MixedUpScreen(self.desk, self.card), named)

    def _explained(self, why: Why) -> None:
        self.sitting = review.explain(self.sitting, why)
        if self.graded is not None:
            self.graded = self.graded._replace(proposed=Rating.AGAIN)
            grades = self.query_one(GradeRow)
            grades.show(grades.previews, Rating.AGAIN)
        said = f" {why.reason}: goes with a rating of Again."
        if why.reason == "unclear":
            said = self.with_keys(" unclear: <review.edit>: write it clearer, <review.report>: report it")
        self.say(said)

    # -- a card that does not stick

    def offer_cures(self, card: Card | None) -> None:
        """After a miss on a leech: what can be done about it."""
        if self.sitting.leech is None or card is None:
            return
        from recall.tui.screens.leech import LeechScreen

        leech = self.sitting.leech
        self.sitting = self.sitting._replace(leech=None)

        async def cure(chosen: str | None) -> None:
            if chosen == "suspend":
                await self.record(lambda sitting: leeches.suspend(self.desk, sitting, card.key))
            elif chosen == "rewrite":
                await self._rewrite(card)

        self.app.push_screen(LeechScreen(self.desk, card, leech), cure)

    async def _rewrite(self, card: Card) -> None:
        from recall.desk import author
        from recall.tui.screens.editing import edit_place

        try:
            said = edit_place(self.shell, self.desk, author.edit_place(self.desk, card))
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)
            return
        if self.sitting.current is not None:
            await self.reread()
        if said:
            self.say(f" {said}", error=True)
