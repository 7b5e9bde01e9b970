"""The end of a sitting: what it came to, what comes next, and three things to do instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from recall.desk import words
from recall.desk.views import Summary
from recall.errors import RecallError
from recall.review.sitting import Sitting
from recall.schedule.values import Rating
from recall.tui.blocks import ACCENT, QUIET
from recall.tui.keyline import KeyLine
from recall.tui.screens.base import HELP, RecallScreen, beside, in_words
from recall.tui.status import minutes_text

if TYPE_CHECKING:
    from recall.desk import Desk
    from recall.schedule.fit import Fitted

MORE = 5


class DoneScreen(RecallScreen[Sitting | None]):
    """It leaves with a sitting to go on with, or with None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", "Undo last", id="done.undo"),
        Binding("w", "wait", "Wait", id="done.wait"),
        Binding("n", "more", f"{MORE} more new", id="done.more"),
        HELP,
        Binding("escape,q", "leave", "Done", id="done.leave"),
    ]

    def __init__(self, desk: Desk, sitting: Sitting, selectors: Sequence[str] = ()) -> None:
        super().__init__()
        self.desk = desk
        self.sitting = sitting
        self.selectors = selectors
        self.summary = desk.summary(sitting, selectors)

    def compose(self) -> ComposeResult:
        yield Static(id="header")
        with VerticalScroll(classes="body", can_focus=False):
            yield Static(id="summary")
        yield Static(id="said")
        yield KeyLine()

    def on_mount(self) -> None:
        self._draw()
        self.set_interval(20, self._draw)
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """In the background: plans are played anew, and parameters fitted when the log has grown enough."""
        from recall.desk import fitting

        self.desk.plans.in_background()
        fitting.in_background(self.desk, lambda found: self.app.call_from_thread(self._adopt, found))

    def _adopt(self, found: Fitted) -> None:
        from recall.desk import fitting

        try:
            fitting.adopt(self.desk, found)
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)
        else:
            self.say(f" The schedule was fitted to your {found.scored} answers; it counts from the next review on.")

    def on_resize(self, event: Resize) -> None:
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "wait":
                return self.summary.waiting > 0
            case "more":
                return self.summary.new_left > 0
            case _:
                return True

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_undo(self) -> None:
        self._go_on(self.desk.undo)

    def action_wait(self) -> None:
        self._go_on(self.desk.wait)

    def action_more(self) -> None:
        self._go_on(lambda sitting: self.desk.more_new(sitting, MORE, self.selectors))

    def _go_on(self, act: Callable[[Sitting], Sitting]) -> None:
        try:
            sitting = act(self.sitting)
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)
            return
        if sitting.current is None:
            self.sitting = sitting
            self.say(f" {sitting.echo or 'There is nothing more here.'}")
        else:
            self.dismiss(sitting)

    def _draw(self) -> None:
        width = self.size.width or self.app.size.width
        left = "nothing due" if not self.summary.waiting else f"{self.summary.waiting} learning"
        self.query_one("#header", Static).update(beside(Content.styled(self.sitting.title, "bold"), left, width))
        lines = list(summary_lines(self.summary, self.desk.moment.at))
        widest = max(line.cell_length for line in lines)
        margin = max(1, (width - widest) // 2)
        self.query_one("#summary", Static).update(
            Content("\n").join(Content.assemble(" " * margin, line) if line else line for line in lines)
        )


def summary_lines(summary: Summary, now: datetime) -> Iterator[Content]:
    """The page as lines, blank ones included."""
    yield Content("")
    if summary.answered:
        yield Content.assemble(
            ("Done for now.", "bold"), f"   {summary.answered} cards in {minutes_text(summary.ms / 1000)}"
        )
        yield Content("")
        counts = (f"{words.RATING_NAMES[rating]} {summary.ratings.get(rating, 0)}" for rating in Rating)
        yield Content("   ".join(counts))
        if summary.seen:
            yield Content(f"{summary.recalled} of {summary.seen} seen-before cards recalled")
    elif summary.all_suspended:
        yield Content.styled("Every card here is suspended.", "bold")
        yield Content("b on the home screen shows them; @ brings one back.")
    else:
        yield Content.styled("Nothing is due.", "bold")
    yield Content("")
    yield Content(_next(summary, now))
    if summary.hardest:
        yield Content("")
        yield Content("Hardest")
        for key, times in summary.hardest:
            yield Content.assemble("  · ", key.partition(":")[2], (f"   {times} × Again", QUIET))
    yield Content("")
    if summary.waiting:
        yield Content.assemble(("w ", ACCENT), f"go on with the {_cards(summary.waiting, 'learning card')} now")
    if summary.new_left:
        yield Content.assemble(("n ", ACCENT), f"learn {min(MORE, summary.new_left)} more new")


def _next(summary: Summary, now: datetime) -> str:
    tomorrow = f"{_cards(summary.tomorrow, 'card')} tomorrow" if summary.tomorrow else "nothing due tomorrow"
    if summary.next_learning_at is None:
        return f"Next: {tomorrow}."
    wait = words.duration(max(0.0, (summary.next_learning_at - now).total_seconds()))
    return f"Next: {_cards(summary.waiting, 'learning card')} in {wait}, then {tomorrow}."


def _cards(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
