"""Every key of a screen, made from its bindings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from recall.tui.blocks import ACCENT, QUIET
from recall.tui.keyline import KeyLine
from recall.tui.screens.base import RecallScreen

if TYPE_CHECKING:
    from textual.binding import BindingsMap

Entry = tuple[str, str, str]  # keys, what they do, the name for config.toml


def helped(screen: Screen[Any]) -> list[Entry]:
    """The keys of a screen and of what has the focus on it, whether they do something now or not."""
    found: dict[tuple[str, str], list[str]] = {}
    for bindings in _maps(screen):
        for _, binding in bindings:
            if binding.description and (binding.id or binding.key_display):
                shown = screen.app.get_key_display(binding)
                keys = found.setdefault((binding.description, binding.id or ""), [])
                if shown not in keys:
                    keys.append(shown)
    return [(" ".join(keys), says, name) for (says, name), keys in found.items()]


def _maps(screen: Screen[Any]) -> Iterator[BindingsMap]:
    """The bindings in force: those of the answering widget or list, then the screen's and the app's."""
    app = screen.app
    for node in (*screen.query("*"), screen, app):
        bindings = node._bindings.copy()
        bindings.apply_keymap(app._keymap)
        yield bindings


class HelpScreen(RecallScreen[None]):
    """Keys in one or two columns."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll(1)", "More", id="help.down"),
        Binding("k,up", "scroll(-1)", "Up", show=False, id="help.up"),
        Binding("escape,q,question_mark", "dismiss(None)", "Back", id="help.back"),
    ]

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__()
        self.entries = entries

    def compose(self) -> ComposeResult:
        yield Static(Content.styled(" Keys of this screen", "bold"), classes="top")
        with VerticalScroll(classes="body", can_focus=False):
            yield Static(self._text())
        yield KeyLine()

    def _text(self) -> Content:
        wide = max((len(keys) for keys, _, _ in self.entries), default=0)
        lines = [
            Content.assemble((f" {keys:>{wide}}  ", f"bold {ACCENT}"), says, (f"  {name}", QUIET))
            for keys, says, name in self.entries
        ]
        note = 'The names on the right go into config.toml: [keys] "review.good" = "l"'
        return Content("\n").join([*lines, Content(""), Content.styled(f" {note}", QUIET)])

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by * 3, animate=False)
