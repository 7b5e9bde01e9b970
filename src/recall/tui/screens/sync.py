"""The machines that share this history: when each was last seen, what the last sync brought and sent, and a sync now.

The sync runs in a thread with a connection of its own; it can be stopped at any time and the next one goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from recall import clock
from recall.errors import RecallError
from recall.history.healing import many
from recall.sync.status import Status
from recall.tui.blocks import QUIET, tidy
from recall.tui.keyline import KeyLine
from recall.tui.rowlist import RowList
from recall.tui.screens.base import HELP, RecallScreen, beside, in_words
from recall.tui.status import NARROW

if TYPE_CHECKING:
    from recall.desk import Desk
    from recall.sync.carry import Outcome


class _Stopped(Exception):
    """The learner wants no more of this sync."""


class SyncScreen(RecallScreen[None]):
    """A list of machines, and below it how the last sync went."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s,space", "sync", "Sync now", id="sync.now"),
        Binding("x", "stop", "Stop", id="sync.stop"),
        HELP,
        Binding("escape,q", "dismiss(None)", "Home", id="sync.back"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.under_way = False
        self._stop = self._gone = False
        self.found = Status(None, (), 0, {})

    def compose(self) -> ComposeResult:
        yield Static(id="header")
        yield RowList(self._row, id="rows")
        yield Static(id="detail")
        yield Static(id="said")
        yield KeyLine()

    def on_mount(self) -> None:
        self._look()
        self.query_one(RowList).focus()

    def on_unmount(self) -> None:
        self._stop = self._gone = True

    def on_resize(self) -> None:
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "stop":
            return self.under_way
        return not self.under_way and self.found.setup is not None if action == "sync" else True

    def _look(self) -> None:
        from recall.sync.status import status

        self.found = status(self.desk.history)
        self._draw()

    def _draw(self) -> None:
        found, width = self.found, self.size.width or self.app.size.width
        place = found.place or "not set up"
        self.query_one("#header", Static).update(beside(Content.styled("Sync", "bold"), tidy(place), width))
        rows = self.query_one(RowList)
        rows.set_count(len(found.devices))
        rows.refresh()
        self.query_one("#detail", Static).update(Content("\n").join(_about(found)))
        self.refresh_bindings()

    def _row(self, place: int, width: int) -> Content:
        device = self.found.devices[place]
        name = f"{tidy(device.name)}{' (this one)' if device.this else ''}"
        lacks = f"   {device.missing} not here yet" if device.missing else ""
        about = f"   {many(device.events, 'event')}   last {device.seen_at.astimezone():%d %b %H:%M}{lacks}"
        if width < NARROW:
            about = f" {device.events:>6} {device.seen_at.astimezone():%d %b}"
        room = max(4, min(width, 76) - len(about))
        left = Content(name).truncate(room, ellipsis=True)
        return Content.assemble(left, " " * (room - left.cell_length), (about, QUIET))

    # -- a sync

    def action_sync(self) -> None:
        self.under_way, self._stop = True, False
        self.refresh_bindings()
        self.say(" Looking ...")
        self._carry()

    def action_stop(self) -> None:
        self._stop = True
        self.say(" Stopping ...")

    @work(thread=True, exclusive=True)
    def _carry(self) -> None:
        from recall.sync.run import run

        try:
            done = run(self.desk.home, clock.now, self._tell)
        except _Stopped:
            self._back(self._end, " Stopped; the next sync goes on where this one was.", False)
        except RecallError as error:
            self._back(self._end, f" {in_words(error)}", True)
        else:
            self._back(self._end, _said(done), bool(done.refused))

    def _tell(self, what: str, done: int, of: int) -> None:
        if self._stop:
            raise _Stopped
        self._back(self.say, f" {what}{f' {done} of {of}' if of > 1 else ''} ...")

    def _back(self, call: Callable[..., None], *arguments: object) -> None:
        """Calls something in the thread of the screen, unless the learner has left it."""
        if self.is_running and not self._gone:
            self.app.call_from_thread(call, *arguments)

    def _end(self, text: str, error: bool) -> None:
        self.under_way = False
        self._look()
        self.say(text, error=error)


def _about(found: Status) -> list[Content]:
    if found.setup is None:
        return [
            Content(" This machine does not sync."),
            Content.styled(" recall sync setup asks three questions.", QUIET),
        ]
    sealed = "sealed before it leaves this machine" if found.setup.key else "not sealed"
    unsent = f"to be sent: {many(found.unsent, 'event')}" if found.unsent else "everything here is on the remote"
    return [Content(f" {_last(found)}"), Content.styled(f" {unsent}; {sealed}", QUIET)]


def _last(found: Status) -> str:
    if found.last_at is None:
        return "Not synced yet."
    at = f"Last sync {found.last_at.astimezone():%d %b %H:%M}"
    if "error" in found.last:
        return f"{at} failed: {tidy(str(found.last['error']))}"
    return f"{at}: {found.last.get('brought')} came in, {found.last.get('sent')} went out"


def _said(done: Outcome) -> str:
    said = f" {done.brought} came in, {done.sent} went out."
    if done.refused:
        said += f" {many(len(done.refused), 'segment')} not taken: {done.refused[0].reason}."
    elif done.waiting:
        said += f" {many(done.waiting, 'event')} of a time that has not come yet."
    return said
