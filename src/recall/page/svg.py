"""Numbers as inline SVG. Widths are per cent and heights pixels, so that letters keep their size on every screen. Pure.

`style` names a colour of the style sheet: `a` to `d`, `again`, `hard`, `good`, `easy`, `edge` (grey).
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from recall.page.scale import shorten, ticks

_GUTTER = 10.0  # per cent on the left, for the numbers of the axis
_HEIGHT = 150
_ROW = 34


class Series(NamedTuple):
    """One line of the legend: a name, a value for each column, a colour."""

    name: str
    values: Sequence[float]
    style: str = "a"


_SIGNS_ACROSS = 46  # in a row of bars on a phone: a longer name gives way to what is written at its end
_LABELS_ACROSS = 34  # signs under columns on a phone: of more labels it shows every second one


class Bar(NamedTuple):
    """A named share from 0 to 1 (None is "not known": an empty bar), what to write beside it, the band around it."""

    name: str
    share: float | None
    said: str
    band: tuple[float, float] | None = None
    style: str = "a"


class Point(NamedTuple):
    """A point of a plane from (0, 0) to (1, 1) with the interval it may really lie in."""

    x: float
    y: float
    low: float
    high: float


def columns(
    labels: Sequence[str], series: Sequence[Series], *, title: str, about: str, unit: str = "", top: float | None = None
) -> str:
    """Columns beside each other, the series stacked; `labels` are written under as many of them as there is room."""
    count = len(labels)
    sums = [sum(each.values[place] for each in series) for place in range(count)]
    marks = ticks(max(sums, default=0.0) if top is None else top)
    high = marks[-1]
    step = (100 - _GUTTER) / max(1, count)
    parts = [_grid(marks, unit)]
    for place in range(count):
        base, drawn = 0.0, []
        for each in series:
            value = each.values[place]
            if value > 0:
                length = min(value, high - base) / high * _HEIGHT
                y = _HEIGHT - base / high * _HEIGHT - length
                drawn.append(
                    f'<rect class="{each.style}" x="{_GUTTER + place * step + step * 0.1:.2f}%" y="{y:.1f}"'
                    f' width="{step * 0.8:.2f}%" height="{max(1.0, length):.1f}"/>'
                )
                base += value
        if drawn:
            said = ", ".join(f"{each.name} {shorten(each.values[place])}{unit}" for each in series)
            parts.append(f"<g><title>{escape(f'{labels[place]}: {said}')}</title>{''.join(drawn)}</g>")
    shown = range(0, count, max(1, -(-count // 6)))
    letters = sum(len(labels[place]) + 2 for place in shown)
    for number, place in enumerate(shown):
        at, anchor = _GUTTER + (place + 0.5) * step, "middle"
        if count > 6 and place in {0, count - 1}:  # at the edges there is room on one side only
            at, anchor = (_GUTTER, "start") if place == 0 else (100.0, "end")
        spare = ' class="spare"' if number % 2 and letters > _LABELS_ACROSS else ""
        parts.append(
            f'<text{spare} x="{at:.2f}%" y="{_HEIGHT + 16}" text-anchor="{anchor}">{escape(labels[place])}</text>'
        )
    return _svg("".join(parts), _HEIGHT + 22, title, about) + (legend(series) if len(series) > 1 else "")


def bars(rows: Sequence[Bar], *, title: str, about: str) -> str:
    """Shares of a whole, one under the other, each with its name above it."""
    parts = []
    for place, row in enumerate(rows):
        y = place * _ROW
        room = max(8, _SIGNS_ACROSS - len(row.said))
        name = row.name if len(row.name) <= room else f"{row.name[: room - 1].rstrip()}…"
        parts.append(f'<text class="ink" x="0" y="{y + 11}">{escape(name)}</text>')
        parts.append(f'<text x="100%" y="{y + 11}" text-anchor="end">{escape(row.said)}</text>')
        parts.append(f'<rect class="track" x="0" y="{y + 16}" width="100%" height="9" rx="3"/>')
        if row.share:
            parts.append(f'<rect class="{row.style}" x="0" y="{y + 16}" width="{row.share:.2%}" height="9" rx="3"/>')
        if row.band is not None:
            low, high = row.band
            ends = "".join(
                f'<line class="axis" x1="{end:.2%}" x2="{end:.2%}" y1="{y + 14}" y2="{y + 27}"/>' for end in row.band
            )
            parts.append(f'<line class="axis" x1="{low:.2%}" x2="{high:.2%}" y1="{y + 20.5}" y2="{y + 20.5}"/>{ends}')
    return _svg("".join(parts), len(rows) * _ROW, title, about)


def points(found: Sequence[Point], *, title: str, about: str, low: float = 0.0) -> str:
    """Points with intervals against the diagonal on which both axes agree; both axes run from `low` to 1."""
    width = 1.0 - low

    def across(value: float) -> float:
        return _GUTTER + (100 - _GUTTER) * (value - low) / width

    def up(value: float) -> float:
        return 220 - 220 * (max(value, low) - low) / width

    marks = [low + width * place / 4 for place in range(5)]
    parts = [
        f'<line class="grid" x1="{_GUTTER}%" x2="100%" y1="{up(mark):.1f}" y2="{up(mark):.1f}"/>'
        f'<text x="{_GUTTER - 1.5}%" y="{up(mark) + 4:.1f}" text-anchor="end">{mark:.0%}</text>'
        f'<text x="{across(mark):.2f}%" y="238" text-anchor="{"end" if mark == 1 else "middle"}">{mark:.0%}</text>'
        for mark in marks
    ]
    parts.append(f'<line class="axis" stroke-dasharray="4 4" x1="{_GUTTER}%" x2="100%" y1="220" y2="0"/>')
    for point in found:
        x = across(max(point.x, low))
        said = f"expected {point.x:.0%}, seen {point.y:.0%} ({point.low:.0%} to {point.high:.0%})"
        parts.append(
            f"<g><title>{said}</title>"
            f'<line class="line a" x1="{x:.2f}%" x2="{x:.2f}%" y1="{up(point.low):.1f}" y2="{up(point.high):.1f}"/>'
            f'<circle class="a" cx="{x:.2f}%" cy="{up(point.y):.1f}" r="4"/></g>'
        )
    return _svg("".join(parts), 246, title, about)


def legend(series: Sequence[Series]) -> str:
    """The names of the colours."""
    keys = "".join(f'<li><i class="{each.style}"></i>{escape(each.name)}</li>' for each in series)
    return f"<ul class=key>{keys}</ul>"


def _grid(marks: Sequence[float], unit: str) -> str:
    high = marks[-1]
    return "".join(
        f'<line class="{"grid" if mark else "axis"}" x1="{_GUTTER}%" x2="100%" y1="{_HEIGHT * (1 - mark / high):.1f}"'
        f' y2="{_HEIGHT * (1 - mark / high):.1f}"/>'
        f'<text x="{_GUTTER - 1.5}%" y="{_HEIGHT * (1 - mark / high) + 4:.1f}" text-anchor="end">'
        f"{shorten(mark)}{unit}</text>"
        for mark in marks
    )


def _svg(inside: str, height: int, title: str, about: str) -> str:
    return (
        f'<svg role="img" height="{height}" aria-label="{escape(f"{title}. {about}")}">'
        f"<title>{escape(title)}</title><desc>{escape(about)}</desc>{inside}</svg>"
    )


def calendar(
    weeks: Sequence[Sequence[tuple[int, str] | None]], months: Sequence[str], *, title: str, about: str
) -> str:
    """Weeks as columns of seven days, each with a shade from 0 to 4 and what it says; `months` stand above weeks."""
    step, month = 100 / len(weeks), 0
    parts = []
    for place, week in enumerate(weeks):
        if months[place]:
            anchor = "end" if place > len(weeks) - 3 else "start"
            month += 1
            spare = " spare" if month % 2 else ""
            parts.append(
                f'<text class="month{spare}" x="{place * step:.2f}%" y="10" text-anchor="{anchor}">'
                f"{escape(months[place])}</text>"
            )
        for row, day in enumerate(week):
            if day is not None:
                shade, said = day
                parts.append(
                    f'<rect class="h{shade}" x="{place * step:.2f}%" y="{18 + row * 15}" width="{step * 0.84:.2f}%"'
                    f' height="12.5" rx="2"><title>{escape(said)}</title></rect>'
                )
    return _svg("".join(parts), 124, title, about)
