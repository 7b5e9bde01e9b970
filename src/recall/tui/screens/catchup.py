"""After a break: the ways to catch up with what each costs, played through in the background, one key to take one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from recall.desk import catchup
from recall.errors import RecallError
from recall.schedule.catchup import NAMES, Choice
from recall.tui.blocks import ACCENT, QUIET
from recall.tui.keyline import KeyLine
from recall.tui.screens.base import HELP, RecallScreen, in_words
from recall.tui.status import NARROW

if TYPE_CHECKING:
    from recall.desk import Desk


class CatchUpScreen(RecallScreen[bool]):
    """It leaves with True once a way is in force or was ended."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                str(place), f"take({place - 1})", catchup.title(name).capitalize(), show=False, id=f"catchup.{name}"
            )
            for place, name in enumerate(NAMES, 1)
        ),
        Binding("0", "end", "Usual days again", id="catchup.end"),
        HELP,
        Binding("escape,q", "dismiss(False)", "Not now", id="catchup.leave"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.backlog = catchup.backlog(desk)
        self.choices: tuple[Choice, ...] = ()

    def compose(self) -> ComposeResult:
        yield Static(Content.styled(" Catching up", "bold"), id="header")
        with VerticalScroll(classes="body", can_focus=False):
            yield Static(id="ways")
        yield Static(id="said")
        yield KeyLine()

    def on_mount(self) -> None:
        self._draw()
        play = catchup.prepared(self.desk)

        def play_them() -> None:
            found = play(lambda done, total: None)
            self.app.call_from_thread(self._played, found)

        self.run_worker(play_them, thread=True, exit_on_error=False)

    def on_resize(self, event: Resize) -> None:
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "take":
                return bool(self.choices)
            case "end":
                return self.backlog.chosen is not None
            case _:
                return True

    def _played(self, found: tuple[Choice, ...]) -> None:
        self.choices = found
        self._draw()
        self.refresh_bindings()

    def _draw(self) -> None:
        wide = (self.size.width or self.app.size.width) >= NARROW
        lines = [Content(str(self.backlog))]
        if self.backlog.chosen is not None:
            lines.append(Content(f"Until {self.backlog.chosen.until}: {self.backlog.chosen.minutes} min a day."))
        if wide:
            lines.append(Content(""))
        if not self.choices:
            lines.append(Content.styled("playing the days ahead …", QUIET))
        for place, each in enumerate(self.choices, 1):
            lines.append(Content.assemble((f"{place} ", f"bold {ACCENT}"), catchup.title(each.name, short=not wide)))
            lines.append(Content.styled(f"  {catchup.costs(each, self.backlog.cards, short=not wide)}", QUIET))
        if self.choices and wide:
            lines += [Content(""), Content.styled("A simulation without new cards. A way ends by itself.", QUIET)]
        self.query_one("#ways", Static).update(Content("\n").join(lines))

    def action_take(self, place: int) -> None:
        self._do(lambda: catchup.take(self.desk, self.choices[place]))

    def action_end(self) -> None:
        self._do(lambda: catchup.end(self.desk))

    def _do(self, act: Callable[[], object]) -> None:
        try:
            act()
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)
        else:
            self.dismiss(True)
