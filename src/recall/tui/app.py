"""The terminal program: one app that holds the desk and pushes screens. It must not know what they show.

Loading it costs what the first card waits for, so every screen but the first is imported when it is asked for.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.app import App
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.events import Event, InputEvent, Resize

from recall import clock
from recall.collector import collect_again, collect_later
from recall.desk.options import Options
from recall.errors import RecallError
from recall.machine import Machine, read_machine
from recall.review.sitting import Sitting
from recall.startline import StartLine
from recall.tui.screens.small import SmallScreen, too_small

if TYPE_CHECKING:
    from textual.screen import Screen

    from recall.config import Home
    from recall.desk import Desk

Shown = TypeVar("Shown")
INTERRUPTED = 130
DEFAULTS, ALL = Machine(), Options()
_KEY_NAMES = {"enter": "enter", "ctrl+c": "ctrl+c", "ctrl+p": "ctrl+p", "ctrl+z": "ctrl+z"}
_STARTED = 1.0  # seconds until everything is loaded
_DECKS_LOOKED_AT = 2.0  # seconds between two looks at the deck files


class RecallApp(App[int]):
    """`sitting` starts the review at once, `first` any other screen; without either the home screen is first.

    First run comes before a review or home.
    """

    CSS_PATH = "recall.tcss"
    TITLE = "recall"
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None  # screens say themselves what takes the keys
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-normal"), (120, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "copy_or_quit", "Copy the selection, else quit", show=False, priority=True, id="app.quit"),
        Binding("ctrl+z", "suspend_process", "To the shell and back with fg", show=False, id="app.suspend"),
        Binding("ctrl+p", "palette", "Commands and themes", show=False, id="app.palette"),
    ]

    def __init__(
        self,
        desk: Desk,
        sitting: Callable[[], Sitting] | None = None,
        selectors: Sequence[str] = (),
        *,
        first: Callable[[], Screen[Any]] | None = None,
        farewell: str = "",
        machine: Machine = DEFAULTS,
        notices: Sequence[str] = (),
        monotonic_ms: Callable[[], int] = clock.monotonic_ms,
    ) -> None:
        super().__init__()
        self.animation_level = "none"
        self.desk = desk
        self.monotonic_ms = monotonic_ms
        self.machine = machine
        self.notices = (*notices, *desk.warnings)
        self._sitting = sitting
        self._first = first
        self._asks_first = first is None and desk.first_run_needed()
        self._selectors = tuple(selectors)
        self._answered: dict[Screen[bool], int] = {}
        self.failure: Exception | None = None
        self.unsaved = ""  # the card whose answer waits to be tried again
        self.farewell = farewell  # what is said after the program, instead of how many cards were answered
        self.log_written: Path | None = None
        if machine.ascii:
            from recall.tui.ascii import Ascii

            self._filters.append(Ascii())
        self._prefer(machine)

    def _prefer(self, machine: Machine) -> None:
        if machine.theme in self.available_themes:
            self.theme = machine.theme
        elif machine.theme:
            self.notices = (*self.notices, f"config.toml: there is no theme {machine.theme}")
        if machine.keys:
            from recall.tui.remapping import complaints

            self.set_keymap(dict(machine.keys))
            self.notices = (*self.notices, *complaints(machine.keys))

    # -- screens

    def get_default_screen(self) -> Screen[Any]:
        """The first screen itself: an empty one below it would be styled and laid out too, before the first card."""
        return super().get_default_screen() if self._asks_first else self._begin()

    def on_mount(self) -> None:
        if self._asks_first:
            from recall.tui.screens.first_run import FirstRunScreen

            self.push_screen(FirstRunScreen(self.desk), self._after_first_run)
        self.set_interval(_DECKS_LOOKED_AT, self.look_at_decks)
        self.set_timer(_STARTED, collect_again)

    def _after_first_run(self, answered: bool | None) -> None:
        """What was asked for; home has a sitting on top then."""
        from recall.tui.screens.home import HomeScreen

        if not answered:
            self.exit(0)
            return
        screen = self._begin()
        self.push_screen(screen, lambda _: self.exit(0))
        if isinstance(screen, HomeScreen):
            self.call_after_refresh(screen.action_study)

    def _begin(self) -> Screen[Any]:
        """The first screen: that of an interview, the sitting that was asked for, else home."""
        if self._first is not None:
            return self._sized(self._first())
        if self._sitting is not None:
            from recall.tui.screens.review import ReviewScreen

            return self._sized(ReviewScreen(self.desk, self._sitting(), self._selectors))
        from recall.tui.screens.home import HomeScreen

        return self._sized(HomeScreen(self.desk))

    def pop_screen(self) -> AwaitComplete:
        """Leaves the screen on top; with the first one the program ends."""
        if len(self.screen_stack) > 1:
            return super().pop_screen()
        self.exit(0)
        return AwaitComplete()

    def ends_with(self, screen: Screen[Any]) -> bool:
        """Whether leaving this screen ends the program."""
        return self.screen_stack[self._asks_first] is screen

    def _sized(self, screen: Screen[Shown]) -> Screen[Shown]:
        """The screen with the classes of this terminal's size, which would else come after it was painted once."""
        for size, steps in zip(self.size, (self.HORIZONTAL_BREAKPOINTS, self.VERTICAL_BREAKPOINTS), strict=True):
            screen.add_class(max(step for step in steps if step[0] <= size)[1], update=False)
        return screen

    async def on_event(self, event: Event) -> None:
        """Lets go of a key that comes when the last screen is gone, such as the second of two at the end."""
        if self.screen_stack or not isinstance(event, InputEvent):
            await super().on_event(event)

    def on_resize(self, event: Resize) -> None:
        small = too_small(event.size.width, event.size.height)
        shown = isinstance(self.screen, SmallScreen)
        if small and not shown:
            self.push_screen(SmallScreen())
        elif shown and not small:
            self.pop_screen()

    # -- keys everywhere

    def get_key_display(self, binding: Binding) -> str:
        """Words for keys whose signs few people know."""
        return _KEY_NAMES.get(binding.key) or super().get_key_display(binding)

    def action_copy_or_quit(self) -> None:
        """Copies what is selected; with nothing selected leaves at once, since everything is saved."""
        selected = self.screen.get_selected_text() or getattr(self.focused, "selected_text", "")
        from recall.tui.screens.base import RecallScreen

        screen = self.screen
        if selected:
            self.copy_to_clipboard(selected)
            screen.clear_selection()
        elif not isinstance(screen, RecallScreen) or screen.may_leave():
            self.exit(INTERRUPTED)

    def action_palette(self) -> None:
        from recall.tui.screens.home import HomeScreen

        screen = self.screen
        themes = ((f"theme {name}", partial(setattr, self, "theme", name)) for name in self.available_themes)
        self.search_commands([*(screen.commands() if isinstance(screen, HomeScreen) else ()), *themes])

    # -- what happens meanwhile

    def count_answers(self, screen: Screen[bool], answers: int) -> None:
        """A sitting has this many answers now; their sum is said on leaving."""
        self._answered[screen] = answers

    @property
    def answered(self) -> int:
        return sum(self._answered.values())

    async def look_at_decks(self) -> None:
        """Takes in deck files that changed on disk, and shows the screen in use again if that matters to it."""
        if getattr(self.screen, "working", False) or self.desk.library.is_current():
            return
        self.desk.reload()
        from recall.tui.screens.home import HomeScreen
        from recall.tui.screens.review import ReviewScreen

        screen = self.screen
        if isinstance(screen, HomeScreen):
            screen.refresh_overview()
        elif isinstance(screen, ReviewScreen):
            await screen.decks_changed()

    def _handle_exception(self, error: Exception) -> None:
        """What nobody caught ends the app; `_run` says it in words once the terminal belongs to the shell again."""
        self.failure = error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """An error that nobody foresaw goes to the log instead of over the screen."""
        if not isinstance(self.failure, RecallError):
            self.log_written = write_log(self.desk.home)
        self._close_messages_no_wait()


def write_log(home: Home) -> Path | None:
    """Appends the traceback of the error in hand to the log; None where that fails too."""
    at, _ = clock.now()
    try:
        home.log.parent.mkdir(parents=True, exist_ok=True)
        with home.log.open("a", encoding="utf-8") as log:
            log.write(f"{at.isoformat()}\n{traceback.format_exc()}\n")
    except OSError:
        return None
    return home.log


def _opened(home: Home) -> Desk:
    """The desk; there is no screen yet, so what takes long is told on stderr."""
    from recall.desk import Desk

    line = StartLine()
    try:
        return Desk.open(home, tell=line.tell)
    finally:
        line.clear()


def run_review(home: Home, selectors: Sequence[str] = (), options: Options = ALL, *, ascii_only: bool = False) -> int:
    """Today's reviews; the exit code. Raises RecallError (a selector that fits nothing) before the screen is taken."""
    collect_later()
    desk = _opened(home)
    try:
        desk.scope(selectors)
        return run(partial(RecallApp, desk, lambda: desk.start(selectors, options), selectors), ascii_only=ascii_only)
    finally:
        desk.close()


def run_placement(home: Home, stage: str | None, *, ascii_only: bool = False) -> int:
    """Eight questions of a stage, chosen on a screen where none is named; the exit code.

    Raises RecallError (no such stage) before the screen is taken.
    """
    from recall.desk import placement
    from recall.tui.screens.stages import StagesScreen

    collect_later()
    desk = _opened(home)
    try:
        if stage is None:
            return run(partial(RecallApp, desk, first=lambda: StagesScreen(desk)), ascii_only=ascii_only)
        sitting = placement.start(desk, stage)
        return run(partial(RecallApp, desk, lambda: sitting, (stage,)), ascii_only=ascii_only)
    finally:
        desk.close()


def run_home(home: Home, *, ascii_only: bool = False) -> int:
    """The home screen; the exit code."""
    collect_later()
    desk = _opened(home)
    try:
        return run(partial(RecallApp, desk), ascii_only=ascii_only)
    finally:
        desk.close()


def run(program: partial[RecallApp], *, ascii_only: bool) -> int:
    """Runs the program as this machine wants it; the exit code. Raises the RecallError that ended it."""
    desk: Desk = program.args[0]
    machine, warnings = read_machine(desk.home.settings_file)
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    machine = machine._replace(ascii=machine.ascii or ascii_only or not unicode)
    app = program(machine=machine, notices=warnings)
    code = app.run()
    if isinstance(app.failure, RecallError):
        raise app.failure
    if app.failure is not None:
        where = app.log_written or "no log could be written"
        print(f"recall: something went wrong, your reviews are safe; details: {where}", file=sys.stderr)
        return 1
    lost = f"; the answer to {app.unsaved} is not saved" if app.unsaved else ", all saved"
    if not app.is_web:
        print(app.farewell or f"{app.answered} reviewed{lost}")
    return code or 0
