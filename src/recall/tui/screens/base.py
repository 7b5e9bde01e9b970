"""What all screens share: a line that says what happened, help. It must not know the desk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from recall.errors import NotSaved, RecallError
from recall.tui.blocks import QUIET

if TYPE_CHECKING:
    from recall.tui.app import RecallApp

Result = TypeVar("Result")
_NAMED = re.compile(r"<([a-z_.]+)>")

HELP = Binding("question_mark", "help", "Help", id="help")


def beside(left: Content | str, right: Content | str, width: int) -> Content:
    """Two texts at both ends of a line; the left one gives way."""
    left, right = Content.assemble(" ", left), Content.assemble(right, " ")
    room = max(1, width - right.cell_length - 1)
    left = left.truncate(room, ellipsis=True)
    return Content.assemble(left, " " * (width - left.cell_length - right.cell_length), right)


def in_words(error: RecallError) -> str:
    """An error for the bottom line; a failed write always begins with the same two words."""
    text = str(error)
    if isinstance(error, NotSaved) and not text.lower().startswith("not saved"):
        return f"Not saved: {text}"
    return text[:1].upper() + text[1:]


class RecallScreen(Screen[Result]):
    """A screen with a bottom line; `said` is its last message."""

    BINDINGS: ClassVar[list[BindingType]] = []
    said: str = ""

    @property
    def shell(self) -> RecallApp:
        """The app, by its own type."""
        return cast("RecallApp", self.app)

    def draw_line(self, selector: str, line: Content) -> None:
        """Puts a text where one line is kept free for it, so that nothing need be laid out anew."""
        self.query_one(selector, Static).update(line, layout=False)

    def say(self, text: str, *, error: bool = False) -> None:
        """Shows one line; deck texts in it are shown as they are."""
        self.said = text
        line = self.query_one("#said", Static)
        line.update(Content.styled(text.replace("\n", " "), "" if error else QUIET))
        line.set_class(error, "-error")
        line.set_class(bool(text), "-full")

    def may_leave(self) -> bool:
        """Whether ctrl+c may end the program now; a screen that says no has said why."""
        return True

    @property
    def idle(self) -> frozenset[str]:
        """Actions that no key does here as things are, so that help leaves them out."""
        return frozenset()

    @property
    def typing(self) -> bool:
        """Whether letters are text now, because a field has the keys."""
        return self.focused is not None and self.focused.check_consume_key("u", "u")

    def with_keys(self, text: str) -> str:
        """`text` with each `<binding.id>` as the key that it is bound to."""
        if "<" not in text:
            return text
        keys: dict[str, str] = {}
        nodes = () if self.focused is None else self.focused.ancestors_with_self
        for node in (*nodes, self, self.app):
            bindings = node._bindings.copy()
            bindings.apply_keymap(self.app._keymap)
            for _, binding in bindings:
                keys.setdefault(binding.id or "", self.app.get_key_display(binding))
        return _NAMED.sub(lambda found: keys.get(found[1]) or found[1].rpartition(".")[2], text)

    def action_help(self) -> None:
        from recall.tui.screens.help import HelpScreen, helped

        self.app.push_screen(HelpScreen(helped(self)))
