"""The road as lines of text, for the command line and the screens alike. Pure."""

from __future__ import annotations

from recall.stats.charts import Form, bars, cut
from recall.stats.lines import day, number
from recall.stats.readiness import Exam, Kept, Place, Road

WIDE = 76
_CELLS = 10
_BAR = {"blocks": ("█", "░"), "ascii": ("#", ".")}


def road(found: Road, *, width: int, form: Form = "blocks", decks: bool = False) -> list[str]:
    """Everything, each stage and with `decks` each deck: covered, kept, examined; no line wider than `width`."""
    if not found.stages:
        return [cut(" There are no cards here.", width)]
    lines = [cut(line, width) for line in heading(found, width, form)]
    lines += [""] if form == "plain" else ["", cut(f" {columns(found, width - 1)}", width)]
    for stage in found.stages:
        lines.append(cut(f" {row(found, stage.place, width - 1, form)}", width))
        if decks:
            lines += [cut(f"   {row(found, deck, width - 3, form)}", width) for deck in stage.decks]
    lines += ["", *(cut(f" {line}", width) for line in weakest_lines(found))]
    return lines


def heading(found: Road, width: int, form: Form) -> list[str]:
    """The three bars of everything; what is kept later is so if no card is asked until then."""
    whole = found.whole
    rows: list[tuple[str, float | None, str]] = [
        ("covered", whole.covered / whole.cards if whole.cards else None, covered(whole)),
        ("kept", whole.now.expected if whole.now else None, kept(whole.now)),
    ]
    if found.later_on > found.on and whole.later is not None:
        rows.append((f"on {day(found.later_on)}", whole.later.expected, f"{kept(whole.later)} if none is asked"))
    rows.append(("examined", whole.exam.score if whole.exam else None, examined(whole.exam)))
    return [f" {line}" for line in bars(rows, width=width - 1, form=form)]


def compact(found: Road, width: int) -> list[str]:
    """Everything in one line."""
    whole = found.whole
    now = f"kept {kept(whole.now)}" if whole.now else "nothing to keep yet"
    exam = f"examined {examined(whole.exam)}" if whole.exam else examined(None)
    said = f"covered {number(whole.covered)}/{number(whole.cards)}   {now}   {exam}"
    return [cut(f"Road  {said}", width)]


def columns(found: Road, width: int) -> str:
    """The head over the rows."""
    later = f"{'by ' + day(found.later_on):<11}" if found.later_on > found.on else ""
    if width >= WIDE - 6:
        return f"{'':<{_name_room(width, later)}} {'covered':<21} {'kept':<10} {later} examined"
    return f"{'':<{max(8, width - 24)}} {'cov.':>7} {'kept':>5} {'exam':>6}"


def row(found: Road, place: Place, width: int, form: Form) -> str:
    """One stage or deck."""
    share = place.covered / place.cards if place.cards else 0.0
    if form == "plain":
        said = f"covered {covered(place)}, kept {kept(place.now)}"
        if found.later_on > found.on:
            said += f", by {day(found.later_on)} {kept(place.later)}"
        return f"{place.title}: {said}, {examined(place.exam)}"
    if width < WIDE - 6:
        room = max(8, width - 24)
        exam = f"{place.exam.score:.0%}" if place.exam else "-"
        return (
            f"{cut(place.title, room):<{room}} {f'{place.covered}/{place.cards}':>7} {_percent(place.now):>5} {exam:>6}"
        )
    later = f"{_band(place.later):<11}" if found.later_on > found.on else ""
    full, empty = _BAR[form]
    cells = max(1, min(_CELLS - 1, round(share * _CELLS))) if 0 < share < 1 else round(share * _CELLS)
    bar = full * cells + empty * (_CELLS - cells)
    room = _name_room(width, later)
    exam = f"{place.exam.score:.0%} {day(place.exam.on)}" if place.exam else "not examined"
    counts = f"{place.covered}/{place.cards}"
    return f"{cut(place.title, room):<{room}} {bar} {counts:<10} {_band(place.now):<10} {later} {exam}"


def _name_room(width: int, later: str) -> int:
    return max(12, min(40, width - 21 - 10 - len(later) - 16))


def weakest_lines(found: Road) -> list[str]:
    """The topics to begin with, or why there are none."""
    if not found.weakest:
        return ["No topic has five answered cards yet: nothing can be called weak."]
    return [
        "Weakest: " + ", ".join(f"{place.title} {_percent(place.now)}" for place in found.weakest),
    ]


def covered(place: Place) -> str:
    """`412 of 1 223, core 43 of 120`."""
    said = f"{number(place.covered)} of {number(place.cards)}"
    return f"{said}, core {number(place.core_covered)} of {number(place.core)}" if place.core else said


def kept(value: Kept | None) -> str:
    """`91 % (88-94)`, the band with four chances in five."""
    return f"{value.expected:.0%} ({value.low:.0%}-{value.high:.0%})" if value else "nothing covered"


def examined(exam: Exam | None) -> str:
    """`72 % (60-82) on 3 Mar`, or that there was none."""
    return f"{exam.score:.0%} ({exam.low:.0%}-{exam.high:.0%}) on {day(exam.on)}" if exam else "not examined"


def _percent(value: Kept | None) -> str:
    return f"{value.expected:.0%}" if value else "-"


def _band(value: Kept | None) -> str:
    return f"{value.expected * 100:.0f}% {value.low * 100:.0f}-{value.high * 100:.0f}" if value else "-"
