"""The bottom line: the keys that do something now, cut to what fits. It must not know what the keys do."""

from __future__ import annotations

from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.widget import Widget

from recall.tui.blocks import ACCENT, QUIET

_LAST = 2  # keys at the end of a screen's bindings that always stay: help, and the way out


def width_of(item: tuple[str, str, str]) -> int:
    """The cells that an item of the line takes."""
    _, shown, says = item
    return Content(shown).cell_length + Content(says).cell_length + 3


class KeyLine(Widget):
    """One line made from the active bindings. Where room is short the items before the last two go first."""

    ALLOW_SELECT = False

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def items(self, width: int) -> list[tuple[str, str, str]]:
        """What fits: each key, how it is shown, and what it does."""
        found: dict[str, tuple[str, str, str]] = {}
        focused = self.screen.focused
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled:
                shown = self.app.get_key_display(binding)
                if focused is not None and len(shown) == 1 and focused.check_consume_key(binding.key, shown):
                    continue  # in a text field it is text
                found.setdefault(binding.description, (binding.key, shown, binding.description))
        items = list(found.values())
        while len(items) > 1 and sum(map(width_of, items)) > width:
            del items[-_LAST - 1 if len(items) > _LAST else 0]
        return items

    def render(self) -> Content:
        items = self.items(self.size.width)
        parts = [Content.assemble(" ", (shown, f"bold {ACCENT}"), (f" {says} ", QUIET)) for _, shown, says in items]
        return Content("").join(parts)

    def on_click(self, event: Click) -> None:
        start = 0
        for item in self.items(self.size.width):
            start += width_of(item)
            if event.x < start:
                self.app.simulate_key(item[0])
                return

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 1
