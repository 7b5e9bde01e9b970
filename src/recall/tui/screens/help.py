"""Every key of a screen, made from its bindings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.events import Resize
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from recall.tui.answer.base import Board
from recall.tui.blocks import ACCENT, QUIET, hang
from recall.tui.keyline import KeyLine
from recall.tui.screens.base import RecallScreen
from recall.tui.screens.paged import PagedScreen
from recall.tui.status import NARROW

if TYPE_CHECKING:
    from textual.app import App

Entry = tuple[str, str, str]  # keys, what they do, the name for config.toml
Section = tuple[str, list[Entry]]


def helped(screen: Screen[Any]) -> list[Section]:
    """The keys of what is answered or chosen on a screen, of the screen, and of the program: each where it is bound."""
    parts = (("In the answer or list", screen.query("*")), ("On this screen", (screen,)), ("Everywhere", (screen.app,)))
    sections = [(title, _entries(screen.app, nodes, screen.focused)) for title, nodes in parts]
    return [(title, entries) for title, entries in sections if entries]


def _entries(app: App[Any], nodes: Iterable[DOMNode], focused: Widget | None) -> list[Entry]:
    """What the keys of these nodes do; left out are those that pick in the widget that has the keys, or are idle."""
    found: dict[tuple[str, str], list[str]] = {}
    for node in nodes:
        idle = node.idle if isinstance(node, RecallScreen) else ()
        if isinstance(node, Board):
            letters, says = node.help_keys()
            found[says, ""] = [letters]
        bindings = node._bindings.copy()
        bindings.apply_keymap(app._keymap)
        own = {binding.id for binding in Binding.make_bindings(type(node).BINDINGS)}
        for _, binding in sorted(bindings, key=lambda pair: pair[1].id not in own):  # what all screens share comes last
            if binding.description and binding.id and binding.action.partition("(")[0] not in idle:
                shown = app.get_key_display(binding)
                if len(shown) == 1 and focused is not None and focused.check_consume_key(binding.key, shown):
                    continue
                keys = found.setdefault((binding.description, binding.id or ""), [])
                if shown not in keys and not (len(shown) == 1 and shown.lower() in keys):
                    keys.append(shown)
    return [(" ".join(keys), says, name) for (says, name), keys in found.items()]


class HelpScreen(PagedScreen[None]):
    """A line a key, with the name by which config.toml may give it another one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "dismiss(None)", "Back", id="help.back"),
    ]

    def __init__(self, sections: Sequence[Section]) -> None:
        super().__init__()
        self.sections = sections

    def compose(self) -> ComposeResult:
        yield Static(Content.styled(" Keys of this screen", "bold"), classes="top")
        with VerticalScroll(classes="body", can_focus=False):
            yield Static(id="keys")
        yield KeyLine()

    def on_mount(self) -> None:
        self._draw()

    def on_resize(self, event: Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        width = (self.size.width or self.app.size.width) - 1
        self.query_one("#keys", Static).update(Content("\n").join(self._lines(width)))

    def _lines(self, width: int) -> Iterator[Content]:
        room = max((len(keys) for _, entries in self.sections for keys, _, _ in entries), default=0)
        for title, entries in self.sections:
            yield Content.styled(f" {title}", "bold")
            for keys, says, name in entries:
                text = Content.assemble(says, (f"  {name}" if width >= NARROW else "", QUIET))
                yield from hang(text, width, f" {keys:>{room}}  ", style=f"bold {ACCENT}")
            yield Content("")
        if width >= NARROW:
            note = 'The names on the right go into config.toml: [keys] "review.good" = "l"'
            yield Content.styled(f" {note}", QUIET)
