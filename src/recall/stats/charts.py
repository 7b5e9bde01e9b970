"""Small pictures out of characters: numbers in, lines out, none wider than asked. Pure.

Three forms: `blocks` for a terminal, `ascii` where there is no Unicode, `plain` for ears and pipes (words and numbers
alone). What has no room as a picture is written as `plain`, cut to the width.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from recall.page.scale import shorten

Form = Literal["blocks", "ascii", "plain"]
FORMS: tuple[Form, ...] = ("blocks", "ascii", "plain")
LEAST_WIDTH = 16  # below it there is no picture
_STEPS = {"blocks": " ▁▂▃▄▅▆▇█", "ascii": " ..==###"}
_SHADES = {"blocks": "·░▒▓█", "ascii": ".-=*#"}
_FULL = {"blocks": "█", "ascii": "#"}
_EMPTY = {"blocks": "░", "ascii": "."}
_DAY_NAMES = ("Mon", "   ", "Wed", "   ", "Fri", "   ", "Sun")


class Span(NamedTuple):
    """A range from `low` to `high` with its `middle`, and the value `mark` it is compared with (all 0 to 1)."""

    name: str
    low: float
    middle: float
    high: float
    mark: float
    said: str


def cut(text: str, width: int) -> str:
    """The text, its end given up where there is no room."""
    text = text.rstrip()
    return text if len(text) <= width else text[: max(0, width - 1)] + "~" if width > 0 else ""


def columns(
    labels: Sequence[str], values: Sequence[float], *, width: int, height: int = 5, form: Form = "blocks"
) -> list[str]:
    """Columns side by side with a scale on the left and the first, middle and last label below.

    Where there are more values than room, neighbours are added up; no line is longer than `width`.
    """
    highest = max(values, default=0.0)
    axis = max(len(shorten(highest)), len(shorten(highest / 2)) if highest != 1 else 1)
    room = width - axis - 2
    if form == "plain" or width < LEAST_WIDTH or highest <= 0:
        return [cut(f"{label}: {shorten(value)}", width) for label, value in zip(labels, values, strict=True) if value]
    labels, values = _fitted(labels, values, room)
    each = min(4, room // len(values))
    thick = max(1, each - 1)
    highest = max(values)
    halved = highest != 1  # half a card is no number to read
    steps = _STEPS[form]
    lines = []
    for row in range(height, 0, -1):
        said = shorten(highest) if row == height else shorten(highest / 2) if row * 2 == height and halved else ""
        cells = "".join(
            (steps[_level(value / highest * height - row + 1, row == 1 and value > 0, len(steps) - 1)] * thick).ljust(
                each
            )
            for value in values
        )
        lines.append(cut(f"{said:>{axis}} {'┤' if form == 'blocks' else '|'}{cells}", width))
    rule = ("└" + "─" * (each * len(values))) if form == "blocks" else ("+" + "-" * (each * len(values)))
    lines.append(cut(f"{'0':>{axis}} {rule}", width))
    lines.append(cut(" " * (axis + 2) + _under(labels, each * len(values)), width))
    return lines


def bars(rows: Sequence[tuple[str, float | None, str]], *, width: int, form: Form = "blocks") -> list[str]:
    """A line for each `(name, share from 0 to 1, what to say)`; a share of None is an empty bar, nobody knows it."""
    name_room = min(max((len(name) for name, _, _ in rows), default=0), max(4, width // 3))
    said_room = max((len(said) for _, _, said in rows), default=0)
    bar_room = min(40, width - name_room - said_room - 4)
    lines = []
    for name, share, said in rows:
        if form == "plain" or bar_room < 4:
            lines.append(cut(f"{name}: {said}", width))
            continue
        filled = 0 if share is None else _filled(share, bar_room)
        bar = _FULL[form] * filled + _EMPTY[form] * (bar_room - filled)
        lines.append(cut(f"{cut(name, name_room):<{name_room}}  {bar}  {said}", width))
    return lines


def ranges(rows: Sequence[Span], *, width: int, form: Form = "blocks", low: float = 0.0) -> list[str]:
    """A line for each range: where it lies between `low` and 1, `|` where it was expected."""
    name_room = max((len(row.name) for row in rows), default=0)
    said_room = max((len(row.said) for row in rows), default=0)
    room = min(40, width - name_room - said_room - 4)
    line, point, mark = ("─", "●", "┃") if form == "blocks" else ("-", "o", "|")
    lines = []
    for row in rows:
        if form == "plain" or room < 8:
            lines.append(cut(f"{row.name}: {row.said}", width))
            continue
        first, middle, last, at = (
            min(room - 1, max(0, round((value - low) / (1 - low) * (room - 1))))
            for value in (row.low, row.middle, row.high, row.mark)
        )
        cells = [" "] * room
        cells[first : last + 1] = line * (last + 1 - first)
        cells[at] = mark
        cells[middle] = point
        lines.append(cut(f"{row.name:<{name_room}}  {''.join(cells)}  {row.said}", width))
    return lines


def calendar(days: Mapping[str, int], until: date, *, width: int, form: Form = "blocks") -> list[str]:
    """The weeks up to a day as columns of seven days, darker for more answers; the newest that have room, one year at
    most."""
    weeks = min(53, width - 5)
    if form == "plain" or width < LEAST_WIDTH:
        months: dict[str, int] = {}
        for day, many in days.items():
            months[day[:7]] = months.get(day[:7], 0) + many
        return [cut(f"{month}: {many}", width) for month, many in sorted(months.items())]
    monday = until - timedelta(days=until.weekday())
    starts = [monday - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]
    highest = max(
        (days.get((start + timedelta(days=k)).isoformat(), 0) for start in starts for k in range(7)), default=0
    )
    lines = []
    for place, name in enumerate(_DAY_NAMES):
        shown = (start + timedelta(days=place) for start in starts)
        cells = "".join(
            " " if day > until else _SHADES[form][shade(days.get(day.isoformat(), 0), highest)] for day in shown
        )
        lines.append(cut(f" {name} {cells}", width))
    return [cut(f"     {_months(starts)}", width), *lines]


def shade(many: int, highest: int) -> int:
    """A shade from 0 (nothing) to 4 for a number of answers."""
    return 0 if many <= 0 or highest <= 0 else min(4, 1 + many * 4 // (highest + 1))


def _months(starts: Sequence[date]) -> str:
    """The names of the months above the weeks they begin in."""
    text = ""
    for place, start in enumerate(starts):
        if place >= len(text) and start.day <= 7 and place + 3 <= len(starts):
            text = text.ljust(place) + f"{start:%b}" + " "
    return text.rstrip()


def _fitted(labels: Sequence[str], values: Sequence[float], room: int) -> tuple[list[str], list[float]]:
    """As many values as there is room for: neighbours added up, the newest whole."""
    together = -(-len(values) // max(1, room))
    if together <= 1:
        return list(labels), list(values)
    first = len(values) % together
    starts = [0, *range(first, len(values), together)] if first else list(range(0, len(values), together))
    ends = [*starts[1:], len(values)]
    return (
        [labels[start] for start in starts],
        [sum(values[start:end]) for start, end in zip(starts, ends, strict=True)],
    )


def _under(labels: Sequence[str], room: int) -> str:
    """The first, the middle and the last label, as many as have room."""
    first, last = labels[0], labels[-1]
    if len(labels) == 1 or len(first) + len(last) + 1 > room:
        return first
    middle = labels[len(labels) // 2]
    gap = room - len(first) - len(last)
    if len(labels) > 2 and gap >= len(middle) + 4:
        left = room // 2 - len(middle) // 2 - len(first)
        if left >= 2 and gap - left - len(middle) >= 2:
            return f"{first}{' ' * left}{middle}{' ' * (gap - left - len(middle))}{last}"
    return f"{first}{' ' * gap}{last}"


def _level(filled: float, seen: bool, most: int) -> int:
    """How high a cell of a column is filled, from 0 to `most`; `seen`: something must be seen in it."""
    return min(most, max(int(seen), round(filled * most)))


def _filled(share: float, room: int) -> int:
    """Cells of a bar; only a whole is shown as whole and only nothing as nothing."""
    cells = round(min(1.0, max(0.0, share)) * room)
    return max(1, min(room - 1, cells)) if 0 < share < 1 else cells
