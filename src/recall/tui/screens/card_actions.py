"""What can be done with the card on the table besides answering it: edit, bury, suspend, mark, note, copy, report."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from recall.deck.card import Card
from recall.errors import NotSaved, RecallError
from recall.review.sitting import Sitting
from recall.schedule.values import State
from recall.tui.patience import patiently
from recall.tui.screens.asking import AskingScreen
from recall.tui.screens.base import in_words

if TYPE_CHECKING:
    from recall.desk import Desk

Act = Callable[[Sitting], Sitting]


class CardActions(AskingScreen[bool]):
    """The part of the review that acts on a card. An act is on disk before the screen changes, or nothing happened."""

    CARD_BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "Edit", id="review.edit"),
        Binding("minus", "bury(False)", "Bury", id="review.bury"),
        Binding("equals_sign", "bury(True)", "Bury with siblings", show=False, id="review.bury_note"),
        Binding("at", "suspend(False)", "Suspend", id="review.suspend"),
        Binding("exclamation_mark", "suspend(True)", "Suspend with siblings", show=False, id="review.suspend_note"),
        Binding("asterisk", "mark", "Mark", id="review.mark"),
        Binding("x", "known", "Known", id="review.known"),
        Binding("n", "note", "Note", show=False, id="review.note"),
        Binding("y", "copy", "Copy the answer", show=False, id="review.copy"),
        Binding("r", "report", "Report a wrong card", show=False, id="review.report"),
        Binding("i", "info", "Card info", show=False, id="review.info"),
        Binding("o", "options", "Options of this deck", show=False, id="review.options"),
    ]

    def __init__(self, desk: Desk, sitting: Sitting) -> None:
        super().__init__()
        self.desk = desk
        self.sitting = sitting
        self.card: Card | None = None
        self.unsaved: Act | None = None
        self._recording = False

    async def deal(self) -> None:
        raise NotImplementedError

    async def reread(self) -> None:
        raise NotImplementedError

    def draw_status(self) -> None:
        raise NotImplementedError

    async def record(self, act: Act) -> None:
        """Does `act` and shows what comes of it; where it could not be saved the card stays and `t` tries again."""
        if self._recording:
            return  # a key pressed while the last act waits for another recall
        before = self.sitting
        self._recording = True
        try:
            self.sitting = after = await patiently(self.desk.history, partial(act, before), self.say)
        except NotSaved as error:
            self.unsaved = act
            self.shell.unsaved = before.current.key if before.current else ""
            self.refresh_bindings()
            self.say(self.with_keys(f" {in_words(error)}. <review.retry>: try again"), error=True)
            return
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)
            return
        finally:
            self._recording = False
        self.unsaved = None
        self.shell.unsaved = ""
        self.shell.count_answers(self, len(after.answered))
        if (before.current, before.shown_at, before.revealed) == (after.current, after.shown_at, after.revealed):
            self.draw_status()
            self.refresh_bindings()
        else:
            await self.deal()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        item = self.sitting.current
        match action:
            case "known":
                return item is not None and item.state is State.NEW
            case "edit" | "note" | "copy" | "report" | "options":
                return self.card is not None
            case _:
                return super().check_action(action, parameters)

    async def action_retry(self) -> None:
        if self.unsaved is not None:
            await self.record(self.unsaved)

    async def action_bury(self, note: bool) -> None:
        await self.record(lambda sitting: self.desk.bury(sitting, note=note))

    async def action_suspend(self, note: bool) -> None:
        await self.record(lambda sitting: self.desk.suspend(sitting, note=note))

    async def action_mark(self) -> None:
        await self.record(self.desk.mark)

    async def action_known(self) -> None:
        await self.record(self.desk.known)

    def action_note(self) -> None:
        from recall.tui.screens.ask import NoteScreen

        assert self.card is not None
        present = str(self.desk.info(self.card.key).marks.get("note") or "")

        async def keep(text: str | None) -> None:
            if text is not None:
                await self.record(lambda sitting: self.desk.annotate(sitting, text))

        self.app.push_screen(NoteScreen(present), keep)

    def action_copy(self) -> None:
        from recall.tui.sides import solution_text

        assert self.card is not None
        self.app.copy_to_clipboard(solution_text(self.card))
        self.say(" Answer copied, if the terminal takes it (OSC 52).")

    def action_report(self) -> None:
        from recall.desk import author

        assert self.card is not None
        address, text = author.report(self.desk, self.card)
        self.app.copy_to_clipboard(address or text)
        where = address.partition("?")[0]
        self.say(
            f" Report copied; open it: {where}" if address else " Report copied; this collection names no address."
        )

    def action_info(self) -> None:
        from recall.tui.screens.info import InfoScreen

        if self.sitting.current is not None:
            self.app.push_screen(InfoScreen(self.desk.info(self.sitting.current.key), self.desk.moment.on))

    def action_options(self) -> None:
        from recall.tui.screens.deck_options import DeckOptionsScreen

        assert self.sitting.current is not None

        def done(saved: bool | None) -> None:
            if saved:
                self.say(" Options saved; they count from the next sitting.")

        self.app.push_screen(DeckOptionsScreen(self.desk, self.sitting.current.deck), done)

    async def action_edit(self) -> None:
        """Opens the learner's own copy in `$EDITOR` and comes back to the same card, read again."""
        from recall.desk import author
        from recall.tui.screens.editing import edit_place

        assert self.card is not None
        try:
            place = author.edit_place(self.desk, self.card)
            said = edit_place(self.shell, self.desk, place)
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)
            return
        await self.reread()
        if said:
            self.say(f" {said}", error=True)
