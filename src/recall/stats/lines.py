"""Statistics and the road as lines of text, for the command line and the screens alike. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import zip_longest
from typing import NamedTuple

from recall.stats import charts
from recall.stats.charts import Form, cut
from recall.stats.figures import LOAD_DAYS, Column, Figures, step_name
from recall.stats.quality import Estimate
from recall.stats.record import Record
from recall.stats.tally import Phase

FEW = 10  # answers before there is anything to draw
SIDE_BY_SIDE = 76
_TWO_COLUMNS = 72
_HALF_HEIGHT = 4
_HOURLY_LEAST = 5
_LONG = 14  # days from which a column is named by its month
_TOPICS = 12  # decks whose confidence is shown
RATINGS = ("Again", "Hard", "Good", "Easy")
PHASES = {Phase.NEW: "first sight", Phase.LEARNING: "learning", Phase.YOUNG: "young", Phase.MATURE: "mature"}
SPAN_TITLES = {"day": "today", "month": "30 days", "year": "a year", "all": "all"}


class Section(NamedTuple):
    """A titled part: `draw` gives its lines for a width; `half` parts may stand beside each other."""

    title: str
    draw: Callable[[int], list[str]]
    half: bool = False


def statistics(found: Figures, *, width: int, form: Form = "blocks") -> list[str]:
    """The whole page of statistics, no line wider than `width`; titles are indented by one, the rest by two."""
    said = nothing(found)
    if said:
        return [cut(f" {line}", width) for line in _wrapped(said, width - 1)]
    lines = [cut(f"  {line}", width) for line in summary(found, width - 2)]
    parts = sections(found, form)
    while parts:
        part = parts.pop(0)
        lines.append("")
        if part.half and width >= SIDE_BY_SIDE and form != "plain" and parts and parts[0].half:
            lines += _beside(part, parts.pop(0), width)
        else:
            lines.append(cut(f" {part.title}", width))
            lines += [cut(f"  {line}", width) for line in part.draw(width - 2)]
    return lines


def nothing(found: Figures) -> str:
    """A sentence where there is too little to draw; empty where there is enough."""
    ever = max(found.total, sum(found.calendar.values()))
    if not ever and found.cards.seen + found.cards.new == 0:
        return "There are no cards here."
    if not ever:
        return "No card was answered here yet. After the first reviews this page shows how they went."
    if ever < FEW:
        return f"{_many(ever, 'answer')} so far. From {FEW} on this page has something to draw."
    if not found.total:
        return f"No card was answered in this span ({SPAN_TITLES[found.span]}). A longer one shows more."
    return ""


def summary(found: Figures, width: int) -> list[str]:
    """The key figures."""
    days = max(1, (found.on - found.since).days + 1)
    rests = f", {_many(found.streak.rests, 'rest')}" if found.streak.rests and width >= 60 else ""
    streak = f"{_many(found.streak.length, 'day')}{rests}, best {number(found.streak.best)}"
    pairs = [
        ("Recalled", f"{percent(found.retention)}, aim {found.target:.0%}", "Streak", streak),
        (
            "Young",
            _of(found.young),
            "Mature",
            _of(found.mature),
        ),
        (
            "Answers",
            f"{number(found.total)}, {per_day(found.total, days)} a day",
            "Time",
            f"{duration(found.ms / 1000)}, {found.ms / 1000 / max(1, found.total):.1f} s each",
        ),
        (
            "Cards",
            f"{number(found.cards.seen)} of {number(found.cards.seen + found.cards.new)} seen",
            "Added",
            f"{number(found.added)}, leeches {number(found.leeches.cards)}",
        ),
    ]
    if width < _TWO_COLUMNS:
        return [f"{name:<9} {said}" for left in pairs for name, said in (left[:2], left[2:])]
    return [f"{f'{a:<9} {b}':<36} {c:<7} {d}" for a, b, c, d in pairs]


def sections(found: Figures, form: Form) -> list[Section]:
    """The pictures that there is something to draw for."""
    return [*_over_time(found, form), *_forecasts(found, form), *_answers(found, form), *_cards(found, form)]


def _over_time(found: Figures, form: Form) -> Iterator[Section]:
    """Answers, what is due, new cards, minutes."""
    labels = [dates(column, short=True) for column in found.columns]
    days = [day(found.on + timedelta(days=place)) for place in range(LOAD_DAYS)]
    scheduled, with_new = sum(found.load.scheduled), sum(found.load.with_new)
    several = len(found.columns) > 1
    step = found.columns[0].days
    every = {1: "a day", 7: "a week"}.get(step, f"in {step} days")
    pictures = (
        (f"Answers {every}", labels, [column.answers for column in found.columns], several),
        (f"Due in {LOAD_DAYS} days, {number(scheduled)} cards", days, found.load.scheduled, scheduled > 0),
        (f"New cards {every}", labels, [column.new for column in found.columns], several and found.added > 0),
        (f"Due with new cards, {number(with_new)}", days, found.load.with_new, with_new > scheduled),
        (f"Minutes {every}", labels, [column.ms / 60_000 for column in found.columns], several and found.ms > 0),
    )
    for title, names, values, shown in pictures:
        if shown:
            yield Section(title, partial(_columns, names, [float(value) for value in values], form=form), half=True)


def _forecasts(found: Figures, form: Form) -> Iterator[Section]:
    """What was recalled, and how it had been forecast."""
    if sum(1 for column in found.columns if column.young.n + column.mature.n) > 1:
        yield Section("Recalled by study day, young and mature", partial(_retention, found, form))
    if found.quality is not None and found.quality.bins:
        yield Section("Expected and seen", partial(_quality, found, form))


def _answers(found: Figures, form: Form) -> Iterator[Section]:
    """The year, the ratings, the hours."""
    if any(found.calendar.values()):
        yield Section("The last year", lambda width: charts.calendar(found.calendar, found.on, width=width, form=form))
    yield Section("Answers by rating", partial(_ratings, found))
    if sum(1 for hour in found.hours if hour.n >= _HOURLY_LEAST) > 1:
        yield Section("Recalled by hour of the day", partial(_hours, found, form))


def _cards(found: Figures, form: Form) -> Iterator[Section]:
    """How the cards are spread, and those that will not stick."""
    cards = found.cards
    for title, counts, names in (
        ("Cards by interval, days", cards.intervals, [step_name(step) for step in range(len(cards.intervals))]),
        ("Cards by stability, days", cards.stabilities, [step_name(step) for step in range(len(cards.stabilities))]),
        ("Cards by difficulty", cards.difficulties, [str(step + 1) for step in range(len(cards.difficulties))]),
    ):
        if sum(counts):
            yield Section(title, partial(_counted, names, counts, form), half=True)
    if found.leeches.worst:
        title = f"Leeches, missed more often than forecast: {number(found.leeches.cards)}"
        yield Section(title, partial(_leeches, found), half=True)
    if found.sureness:
        yield Section("How sure, by deck", partial(_sureness, found))


def _columns(labels: list[str], values: list[float], width: int, *, form: Form) -> list[str]:
    return charts.columns(labels, values, width=width, height=_HALF_HEIGHT, form=form)


def _retention(found: Figures, form: Form, width: int) -> list[str]:
    """The newest study days (or weeks, or more), young and mature beside each other."""
    shown = [column for column in found.columns if column.young.n + column.mature.n][-10:]
    wholes = [column.young.plus(column.mature) for column in shown]
    if width < 54:
        rows = [
            (dates(column, short=True), whole.rate, _rate(whole)) for column, whole in zip(shown, wholes, strict=True)
        ]
        return charts.bars(rows, width=width, form=form)
    room = 13
    lines = [f"{'':<{room}} {'young':>13}  {'mature':>13}   all"]
    for column, whole in zip(shown, wholes, strict=True):
        cells = (f"{_rate(record):>5} {'of ' + number(record.n):>7}" for record in (column.young, column.mature))
        lines.append(f"{dates(column):<{room}} {'  '.join(cells)}  {_rate(whole):>4}")
    if form == "plain" or width - len(lines[0]) < 12:
        return lines
    rows = [(line, whole.rate, "") for line, whole in zip(lines[1:], wholes, strict=True)]
    bars = charts.bars([("", share, "") for _, share, _ in rows], width=width - len(lines[0]), form=form)
    return [lines[0], *(f"{line}{bar}" for line, bar in zip(lines[1:], bars, strict=True))]


def _quality(found: Figures, form: Form, width: int) -> list[str]:
    quality = found.quality
    assert quality is not None
    low = min(0.8, *(each.seen.interval()[0] for each in quality.bins), *(each.expected for each in quality.bins))
    rows = []
    for each in quality.bins:
        bottom, top = each.seen.interval()
        said = f"{each.seen.rate:.0%} ({bottom:.0%}-{top:.0%}) of {number(each.seen.n)}"
        rows.append(charts.Span(f"{each.expected:>4.0%}", bottom, each.seen.rate or 0.0, top, each.expected, said))
    sign = "┃" if form == "blocks" else "|"
    rate, answers = quality.seen.rate or 0.0, number(quality.seen.n)
    scale = f" {sign} is what was expected, on a line from {low:.0%} to 100%." if form != "plain" else ""
    constant = f"of always saying {rate:.0%}"
    notes = (
        f"Expected {quality.expected:.1%}, seen {rate:.1%} of {answers} answers.{scale}",
        f"Log loss {estimate(quality.log_loss, 3)}, {constant} {quality.constant_log_loss:.3f}; RMSE(bins)"
        f" {quality.rmse_bins:.3f}, {constant} {quality.constant_rmse_bins:.3f}, by chance alone"
        f" {quality.chance_rmse_bins:.3f}. Less is better.",
        f"AUC {estimate(quality.auc, 2)}: how often the right one of a right and a wrong answer had the higher"
        " forecast; 0.5 is chance. More is better."
        if quality.auc
        else "",
    )
    lines = charts.ranges(rows, width=width, form=form, low=low)
    return [*lines, *(part for note in notes if note for part in _wrapped(note, width))]


def _ratings(found: Figures, width: int) -> list[str]:
    rows = []
    for phase, name in PHASES.items():
        ratings = found.answers[phase]
        total = sum(ratings)
        if total and width < 60:
            rows.append(f"{name}: " + " ".join(f"{each / total:.0%}" for each in ratings))
        elif total:
            shares = "  ".join(f"{word} {each / total:>4.0%}" for word, each in zip(RATINGS, ratings, strict=True))
            rows.append(f"{name:<12} {shares}  of {number(total)}")
    return [f"({' '.join(RATINGS)})", *rows] if width < 60 else rows


def _hours(found: Figures, form: Form, width: int) -> list[str]:
    rows = [
        (f"{hour:02}-{(hour + 1) % 24:02} h", record.rate, f"{_rate(record):>4} of {number(record.n)}")
        for hour, record in enumerate(found.hours)
        if record.n >= _HOURLY_LEAST
    ]
    return charts.bars(rows, width=width, form=form)


def _counted(names: list[str], counts: tuple[int, ...], form: Form, width: int) -> list[str]:
    """Bars relative to the largest count."""
    shown = [(name, many) for name, many in zip(names, counts, strict=True) if many]
    highest = max(many for _, many in shown)
    return charts.bars([(name, many / highest, number(many)) for name, many in shown], width=width, form=form)


def _leeches(found: Figures, width: int) -> list[str]:
    names = [(key.partition(":")[2] or key, misses) for key, misses, _ in found.leeches.worst]
    room = max(8, min(max(len(name) for name, _ in names), width - 12))
    return [f"{cut(name, room):<{room}}  {_many(misses, 'miss', 'misses')}" for name, misses in names]


def _sureness(found: Figures, width: int) -> list[str]:
    """Sure and wrong says too much, a right guess too little."""
    topics = found.sureness[:_TOPICS]
    room = max(8, min(max(len(topic.topic.partition("/")[2]) for topic in topics), width - 28))
    return [
        f"{cut(topic.topic.partition('/')[2], room):<{room}}  certain {topic.certain}, wrong {topic.certain_wrong};"
        f" guesses {topic.guesses}, right {topic.guesses_right}"
        for topic in topics
    ]


def _beside(left: Section, right: Section, width: int) -> list[str]:
    half = (width - 3) // 2
    one, two = ([f" {part.title}", *(f"  {line}" for line in part.draw(half - 2))] for part in (left, right))
    pairs = zip_longest(one, two, fillvalue="")
    return [cut(f"{cut(a, half):<{half}}   {cut(b, half)}", width) for a, b in pairs]


def _wrapped(text: str, width: int) -> list[str]:
    from textwrap import wrap

    return wrap(text, max(8, width))


# -- numbers in words


def percent(record: Record) -> str:
    """A share with its 95 % interval: `91.2 % (89-93)`."""
    if record.rate is None:
        return "-"
    low, high = record.interval()
    return f"{record.rate * 100:.1f} % ({low * 100:.0f}-{high * 100:.0f})"


def estimate(found: Estimate, places: int) -> str:
    """A number with its 95 % interval: `0.312 (0.300-0.324)`."""
    return f"{found.value:.{places}f} ({found.low:.{places}f}-{found.high:.{places}f})"


def _of(record: Record) -> str:
    return f"{percent(record)} of {number(record.n)}" if record.n else "no answers yet"


def _rate(record: Record) -> str:
    return "-" if record.rate is None else f"{record.rate:.0%}"


def number(value: int) -> str:
    """A count with a space between thousands."""
    return f"{value:,}".replace(",", " ")


def per_day(total: int, days: int) -> str:
    """How many a day, with a decimal where there are few."""
    many = total / days
    return number(round(many)) if many >= 10 or many == round(many) else f"{many:.1f}"


def duration(seconds: float) -> str:
    """A time spent: `40 s`, `12 min`, `5 h 12 min`."""
    if seconds < 60:
        return f"{round(seconds)} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{number(minutes // 60)} h {minutes % 60} min"


def day(on: date) -> str:
    """A day without its year: `5 Jan`."""
    return f"{on.day} {on:%b}"


def dates(column: Column, *, short: bool = False) -> str:
    """The days of a column: one, or the first and the last; of a long one, and if `short`, only where it begins."""
    if column.days > _LONG:
        return f"{column.first:%b %Y}"
    if column.days == 1 or short:
        return day(column.first)
    last = column.first + timedelta(days=column.days - 1)
    return f"{day(column.first)}-{day(last)}" if last.month != column.first.month else f"{column.first.day}-{day(last)}"


def _many(count: int, what: str, several: str = "") -> str:
    return f"{number(count)} {what if count == 1 else several or f'{what}s'}"
