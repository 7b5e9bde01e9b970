"""The daily review: a question, an answer, the back of the card, and a grade that is on disk before the next card.

It must not decide anything about schedules or grades: the desk and the grading room do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from recall.deck.card import Card, Choice, Order
from recall.grade.response import Flipped, Response, offered
from recall.review.sitting import Sitting
from recall.schedule.values import Rating
from recall.tui import sides, status
from recall.tui.answer import answering
from recall.tui.answer.base import LEFT, Answered
from recall.tui.blocks import QUIET, Block, coloured, tidy
from recall.tui.keyline import KeyLine
from recall.tui.screens.afterthoughts import Afterthoughts
from recall.tui.screens.base import HELP, beside
from recall.tui.screens.grades import GradeRow
from recall.tui.screens.table import Table

if TYPE_CHECKING:
    from recall.desk import Desk
    from recall.grade.graded import Graded

DEAD_MS = 200  # after the flip, so that a key held down cannot grade a card that nobody read
_PAINTED = 0.03  # seconds after the card was painted, when what the flip needs may be loaded
REPEAT_MS = 100  # a key that comes again sooner than this is being held down
_MOST_CONTRASTS = 2


class ReviewScreen(Afterthoughts):
    """One sitting. It leaves with True when the learner stopped, False when there was nothing left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "more", "More ↓", id="review.more"),
        Binding("space,enter", "show", "Answer", id="review.show"),
        Binding("space,enter", "take", "Accept", id="review.take"),
        Binding("1", "grade(1)", "Again", show=False, id="review.again"),
        Binding("2", "grade(2)", "Hard: recalled with effort", show=False, id="review.hard"),
        Binding("3", "grade(3)", "Good", show=False, id="review.good"),
        Binding("4", "grade(4)", "Easy", show=False, id="review.easy"),
        Binding("t", "retry", "Try again", id="review.retry"),
        Binding("d,D", "unknown", "Don't know", id="review.unknown"),
        Binding("f,F", "flip", "Flip", id="review.flip"),
        Binding("u", "undo", "Undo", id="review.undo"),
        *Afterthoughts.CARD_BINDINGS,
        *Afterthoughts.THOUGHT_BINDINGS,
        HELP,
        Binding("q", "leave", "Stop at once", show=False, id="review.leave"),
        Binding("escape", "stop", "Stop", id="review.stop"),
    ]

    def __init__(self, desk: Desk, sitting: Sitting, selectors: Sequence[str] = ()) -> None:
        super().__init__(desk, sitting)
        self.selectors = tuple(selectors)
        self.order: tuple[int, ...] = ()
        self.graded: Graded | None = None
        self.response: Response | None = None
        self._prepared = False
        self._echoed = ""
        self._told: Sitting | None = None  # the sitting whose echo was said
        self._taking_back = False
        self._asked_to_stop: Sitting | None = None  # the sitting in which `esc` would have ended the program
        self._flipped_ms = self._taken_ms = 0
        self._titles: dict[str, str] = {}
        self._stages: dict[tuple[str, str], str] = {}

    # -- what is on the screen

    def compose(self) -> ComposeResult:
        yield Static(id="header")
        yield Static(id="progress")
        yield Table()
        yield Static(id="rule")
        yield Static(id="how-sure")
        yield Static(id="hint")
        yield GradeRow(id="grades")
        yield Static(id="said")
        yield KeyLine()

    async def on_mount(self) -> None:
        self._name_decks()
        await self.deal()

    def _name_decks(self) -> None:
        library = self.desk.library
        self._titles = {info.ref: tidy(info.title) for info in library.decks()}
        self._stages = {place: tidy(title) for place, title in library.stage_titles().items()}

    async def deal(self) -> None:
        """Puts the sitting's current card on the screen, its answer hidden."""
        item = self.sitting.current
        if item is None:
            self.draw_status()
            self._finish()
            return
        self.card = card = self.desk.card(self.sitting)
        self.graded = self.response = None
        self._prepared = False
        self.order = self._display_order(card) if card else ()
        widget = answering(card, self.order) if card else None
        with self.app.batch_update():
            self._turn(back=False)
            await self.table.deal(sides.question(card) if card else _gone(item.key), widget)
            self.set_focus(None)
            if widget is None:
                self.hint("<review.show>: next card")
            elif self._taking_back and widget.takes_text:  # the next `u` shall take back too, and not be text
                self.hint(LEFT)
            else:
                widget.begin()
                self.hint(widget.keys())
            self.draw_status()
        self.refresh_bindings()
        self.call_after_refresh(lambda: self.set_timer(_PAINTED, self._prepare))

    def _display_order(self, card: Card) -> tuple[int, ...]:
        """The shuffle of this asking; as written where the author fixed it, and never the answer of an `order` card."""
        count = len(offered(card.answer))
        written = tuple(range(count))
        if isinstance(card.answer, Choice) and card.answer.fixed:
            return written
        order = self.desk.shuffle(self.sitting, count)
        return (*order[1:], *order[:1]) if isinstance(card.answer, Order) and order == written else order

    def _prepare(self) -> None:
        """Everything that the flip will need, so that the flip only shows it. Runs once the card was painted."""
        card = self.card
        if self._prepared or card is None or self.sitting.current is None:
            return
        if not (self.is_running and self.table.is_attached):  # somebody left before the card was painted
            return
        self._prepared = True
        from recall.grade.check import grade
        from recall.tui.outcome import outcome

        coloured(outcome(card, Flipped(), grade(card, Flipped()), self.order), ansi=self.ansi)
        self.desk.make_ready(self.sitting)
        self.desk.previews(self.sitting)
        others = self.confusions(card)[:_MOST_CONTRASTS]
        contrasts = [block for other in others for block in sides.contrast(other)]
        self.table.prepare(sides.background(card), contrasts, ansi=self.ansi, foot=sides.sources(card))

    def draw_status(self) -> None:
        """The lines around the card."""
        width = self.width
        done, left = len(self.sitting.answered), self.sitting.counts.total
        self.draw_line("#progress", status.progress(done, left, self.sitting.left_seconds, width))
        self._say_echo()
        self.draw_header()
        self.draw_rule()

    def draw_header(self) -> None:
        width = self.width
        item, counts = self.sitting.current, self.sitting.counts
        below = f"▼{self.table.below} " if self.has_class("-short") and self.table.below else ""
        right = Content.assemble((below, QUIET), status.counts_text(counts, width))
        title = self._titles.get(item.deck, item.deck) if item else tidy(self.sitting.title)
        if item and item.stage:
            stage = self._stages.get((item.deck.partition("/")[0], item.stage), item.stage)
            longer = f"{stage} › {title}"
            title = longer if Content(longer).cell_length + right.cell_length + 4 <= width else title
        self.draw_line("#header", beside(Content.styled(title, "bold"), right, width))

    def _say_echo(self) -> None:
        """What happened last, and the keys that take it back; before anything happened, what start-up noticed."""
        if self.unsaved is not None or (self._told is self.sitting and self.said != self._echoed):
            return  # what else was said stands until something happens
        self._told = self.sitting
        self._echoed = self._echo()
        self.say(self._echoed)

    def _echo(self) -> str:
        """The echo line of this sitting."""
        echo = tidy(self.sitting.echo or next(iter(self.shell.notices), ""))
        if not echo or self.sitting.previous is None:
            return f" {echo}" if echo else ""
        keys = "<answer.leave>, then u" if self.typing else "<review.undo>"
        width = self.width
        said = echo if echo.startswith("Taken back") else f"Last: {echo}"
        return beside(said, self.with_keys(f"({keys}: take back)"), width).plain

    def on_resize(self, event: Resize) -> None:
        self.draw_status()
        self.draw_hint()

    def draw_hint(self) -> None:
        """The echo names keys too."""
        super().draw_hint()
        self._say_echo()

    # -- answering and grading

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        revealed = self.sitting.revealed
        match action:
            case "show" | "unknown" | "flip":
                return not revealed
            case "take" | "grade":
                return revealed
            case "retry":
                return self.unsaved is not None
            case _:
                return super().check_action(action, parameters)

    async def action_show(self) -> None:
        if self.card is None:
            await self.record(self.desk.bury)
        else:
            field = self.table.field
            if field is not None:
                field.submit()

    def action_unknown(self) -> None:
        self._flip(None)

    def action_flip(self) -> None:
        self._flip(Flipped())

    @on(Answered)
    def _on_answered(self, event: Answered) -> None:
        event.stop()
        self._flip(event.response)

    def _flip(self, response: Response | None) -> None:
        card = self.card
        if card is None or self.sitting.revealed:
            return
        from recall.grade.check import grade
        from recall.tui.outcome import outcome

        self._prepare()
        self.response = response
        self.graded = graded = grade(card, response)
        self.sitting = self.desk.reveal(self.sitting)
        blocks = outcome(card, response, graded, self.order)
        self.table.reveal(blocks, missed=self.shows_contrasts(graded), ansi=self.ansi)
        self.query_one(GradeRow).show(self.desk.previews(self.sitting, graded), graded.proposed)
        self.set_focus(None)
        self._turn(back=True)
        self._flipped_ms = self._taken_ms = self.shell.monotonic_ms()
        self.refresh_bindings()
        if self._asked_to_stop is not None:
            self._asked_to_stop = None
            self._say_echo()

    def _turn(self, *, back: bool) -> None:
        self.query_one("#hint").display = not back
        self.query_one("#grades").display = back
        self.draw_sure()

    @property
    def reading(self) -> bool:
        return self.sitting.revealed

    def _held(self) -> bool:
        """Whether the key that goes on is being held down, so that nobody means it for what it does now."""
        before, self._taken_ms = self._taken_ms, self.shell.monotonic_ms()
        return self._taken_ms - before < REPEAT_MS

    def action_more(self) -> None:
        if not self._held():
            super().action_more()

    async def action_take(self) -> None:
        """The proposed rating."""
        if not self._held() and self.graded is not None:
            await self._rate(self.graded.proposed)

    async def action_grade(self, rating: int) -> None:
        await self._rate(Rating(rating))

    async def _rate(self, rating: Rating) -> None:
        if self.shell.monotonic_ms() - self._flipped_ms < DEAD_MS:
            return
        graded = self.graded if self.graded is not None and not self.graded.by_self else None
        card = self.card
        await self.record(lambda sitting: self.desk.grade(sitting, rating, graded))
        self.offer_cures(card)

    async def action_undo(self) -> None:
        self._taking_back = True
        await self.record(self.desk.undo)
        self._taking_back = False

    # -- around the card

    def action_stop(self) -> None:
        """Leaves; where that ends the program, `esc` is pressed twice, for it also leaves a field on other cards."""
        ends = self.shell.ends_with(self) and self.sitting.current is not None
        if ends and self.unsaved is None and self._asked_to_stop is not self.sitting:
            self._asked_to_stop = self.sitting
            said = " <review.stop> again stops here, all is saved; any other key goes on."
            self.say(self.with_keys(said), error=True)  # seen on a short screen too
        else:
            self.action_leave()

    def action_leave(self) -> None:
        if self.unsaved is None:
            self.dismiss(True)
            return
        from recall.tui.screens.ask import AskScreen

        def leave(yes: bool | None) -> None:
            if yes:
                self.dismiss(True)

        self.app.push_screen(AskScreen("The last answer is not saved. Leave all the same?"), leave)

    def _finish(self) -> None:
        if self.sitting.placement:
            from recall.tui.screens.placed import PlacedScreen

            self.app.push_screen(PlacedScreen(self.desk, self.sitting), lambda _: self.dismiss(False))
            return
        from recall.tui.screens.done import DoneScreen

        self.app.push_screen(DoneScreen(self.desk, self.sitting, self.selectors), self._after_done)

    async def _after_done(self, sitting: Sitting | None) -> None:
        if sitting is None:
            self.dismiss(False)
            return
        self.sitting = sitting
        self.shell.count_answers(self, len(sitting.answered))
        await self.deal()

    async def decks_changed(self) -> None:
        """A deck file changed on disk: shows the card anew if its text changed and nothing was answered yet."""
        self._name_decks()
        if not self.sitting.revealed and self.sitting.current is not None and self.desk.card(self.sitting) != self.card:
            await self.deal()

    async def reread(self) -> None:
        """Shows the same card again after its text may have changed; an answer that was given stays given."""
        revealed, response = self.sitting.revealed, self.response
        await self.deal()
        if not revealed or self.card is None:
            return
        self.sitting = self.sitting._replace(revealed=False)
        try:
            self._flip(response)
        except (TypeError, ValueError, IndexError):
            self._flip(Flipped())


def _gone(key: str) -> tuple[Block, ...]:
    from recall.tui.blocks import Prose

    return (Prose(Content(f"{key} is in no deck any more. Its history is kept; it is put aside for today.")),)
