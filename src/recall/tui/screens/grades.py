"""The four ratings with what each would do to the card. It must not compute intervals."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.widget import Widget

from recall.desk.words import RATING_NAMES
from recall.schedule.values import Rating
from recall.tui.blocks import ACCENT, QUIET
from recall.tui.status import NARROW

_SHORT = {" months": " mo", " month": " mo", " years": " y", " year": " y", " days": " d", " day": " d", " min": " min"}


class GradeRow(Widget):
    """Two lines, a column a rating: the word above, the time until the card comes back below."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.previews: Mapping[Rating, str] = {}
        self.proposed = Rating.GOOD
        self.key = "space"

    def show(self, previews: Mapping[Rating, str], proposed: Rating) -> None:
        self.previews, self.proposed = previews, proposed
        self.refresh()

    def name_key(self, key: str) -> None:
        """Says which key takes the proposed rating."""
        if key != self.key:
            self.key = key
            self.refresh()

    def render(self) -> Content:
        width = self.size.width
        words = Content("").join(self._word(rating, width) for rating in Rating)
        times = Content("").join(self._time(rating, width) for rating in Rating)
        return Content("\n").join([words, times])

    def on_click(self, event: Click) -> None:
        place = min(3, event.x * 4 // max(1, self.size.width))
        self.app.simulate_key(str(place + 1))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 2

    def _word(self, rating: Rating, width: int) -> Content:
        proposed = rating is self.proposed
        key = f" ({self.key})" if proposed and width >= NARROW else ""
        text = Content.assemble(
            ("▸" if proposed else " ", ACCENT),
            (f"{int(rating)} {RATING_NAMES[rating]}", "bold" if proposed else ""),
            (key, QUIET),
        )
        return _cell(text, rating, width)

    def _time(self, rating: Rating, width: int) -> Content:
        said = self.previews.get(rating, "")
        if width >= NARROW:
            said = f"in {said}" if said and said != "today" else said
        else:
            for long, short in _SHORT.items():
                said = said.replace(long, short)
        return _cell(Content.styled(f" {said}", QUIET), rating, width)


def _cell(text: Content, rating: Rating, width: int) -> Content:
    """A column of its share of the width, a little in from the left where there is room."""
    room = width // 4 if rating is not Rating.EASY else width - width // 4 * 3
    text = Content.assemble("  " if width >= NARROW else "", text).truncate(room)
    return text.pad_right(max(0, room - text.cell_length))
