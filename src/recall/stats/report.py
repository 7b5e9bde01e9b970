"""The report to look at in a browser: statistics and the road as one page of figures with their tables. Pure text."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape

from recall.page import Bar, Point, Series, bars, calendar, columns, figure, page, points, table, tiles
from recall.stats.charts import shade
from recall.stats.figures import LOAD_DAYS, Column, Figures, step_name
from recall.stats.lines import PHASES, RATINGS, SPAN_TITLES, dates, day, duration, nothing, number, per_day, percent
from recall.stats.readiness import Place, Road, Stage
from recall.stats.roadlines import covered, examined, kept

_TITLES = {**SPAN_TITLES, "day": "today", "month": "the last 30 days", "year": "the last 365 days", "all": "all days"}
_TEN_HOURS = 36_000_000  # ms: from here on the minutes say nothing


def report(found: Figures, road: Road) -> str:
    """The whole page."""
    lead = f"{found.scope}, {_TITLES[found.span]} up to {_date(found.on)}"
    said = nothing(found)
    parts = [f"<p class=note>{escape(said)}</p>"] if said else [_tiles(found)]
    parts += _road(road)
    if not said:
        parts += _over_time(found) + _forecasts(found) + _habits(found) + _cards(found)
    parts.append(
        "<p class=note>Every number about memory is a forecast or an estimate and is shown with its interval. Made by"
        " recall on this computer; the page asks for nothing from anywhere.</p>"
    )
    return page("Where you stand", "\n".join(parts), lead=lead)


def _tiles(found: Figures) -> str:
    days = max(1, (found.on - found.since).days + 1)
    retention, streak, cards = found.retention, found.streak, found.cards
    low, high = retention.interval()
    rate = "–" if retention.rate is None else f"{retention.rate:.1%}"
    return tiles(
        [
            ("Recalled", rate, f"{low:.0%} to {high:.0%} of {number(retention.n)}, aim {found.target:.0%}"),
            ("Answers", number(found.total), f"{per_day(found.total, days)} a day, {number(found.added)} new"),
            ("Time", _time(found.ms), f"{found.ms / 1000 / max(1, found.total):.1f} s an answer"),
            ("Streak", f"{number(streak.length)} d", f"{streak.rests} of rest, best {number(streak.best)}"),
            (
                "Cards seen",
                number(cards.seen),
                f"{number(cards.new)} not yet, {number(cards.mature)} mature",
            ),
            ("Leeches", number(found.leeches.cards), "missed more often than forecast"),
        ]
    )


def _time(ms: int) -> str:
    """A time spent, on one line."""
    return f"{number(round(ms / 3_600_000))} h" if ms >= _TEN_HOURS else duration(ms / 1000)


# -- the road


def _road(road: Road) -> list[str]:
    if not road.stages:
        return []
    ahead = road.later_on > road.on
    stages = [stage.place for stage in road.stages]
    later = f"; on {day(road.later_on)} {kept(road.whole.later)}, if no card is asked until then" if ahead else ""
    return [
        "<h2>The road</h2>",
        figure(
            "Covered",
            bars(
                [Bar(place.title, _share(place), covered(place)) for place in stages],
                title="Covered",
                about="For each stage the share of its cards that were answered at least once.",
            ),
            table(
                ("Stage", "Cards", "Covered", "Core", "Core covered"),
                [(place.title, place.cards, place.covered, place.core, place.core_covered) for place in stages],
            ),
            note=f"Answered at least once: {covered(road.whole)}.",
        ),
        figure(
            f"Kept on {_date(road.later_on)}" if ahead else "Kept today",
            bars(
                [_kept_bar(place, ahead=ahead) for place in stages],
                title="Kept",
                about="For each stage the share of covered cards expected to be recalled, with its 80 % band.",
            ),
            table(
                ("Stage", "Today", f"On {day(road.later_on)}"),
                [(place.title, kept(place.now), kept(place.later)) for place in stages],
            ),
            note=f"Expected recall of what is covered: today {kept(road.whole.now)}{later}.",
        ),
        figure(
            "Examined",
            bars(
                [
                    Bar(
                        place.title,
                        place.exam.score if place.exam else None,
                        examined(place.exam),
                        (place.exam.low, place.exam.high) if place.exam else None,
                        "c",
                    )
                    for place in stages
                ],
                title="Examined",
                about="For each stage the last score on held-out interview questions.",
            ),
            table(("Stage", "Score"), [(place.title, examined(place.exam)) for place in stages]),
            note=f"The last score on held-out interview questions: {examined(road.whole.exam)}.",
            wide=True,
        ),
        figure("Decks", "", _decks(road.stages), note=_weakest(road), wide=True),
    ]


def _kept_bar(place: Place, *, ahead: bool) -> Bar:
    held = place.later if ahead else place.now
    return Bar(place.title, held.expected if held else None, kept(held), (held.low, held.high) if held else None, "b")


def _decks(stages: tuple[Stage, ...]) -> str:
    rows = [
        (
            deck.title,
            deck.cards,
            deck.covered,
            kept(deck.now) if deck.now else None,
            examined(deck.exam) if deck.exam else None,
            stage.place.title,
        )
        for stage in stages
        for deck in stage.decks
    ]
    return table(("Deck", "Cards", "Covered", "Kept", "Examined", "Stage"), rows)


def _weakest(road: Road) -> str:
    if not road.weakest:
        return "No topic has five answered cards yet, so none can be called weak."
    return "Weakest: " + ", ".join(f"{place.title} {kept(place.now)}" for place in road.weakest) + "."


def _share(place: Place) -> float | None:
    return place.covered / place.cards if place.covered else None


# -- statistics


def _over_time(found: Figures) -> list[str]:
    parts = ["<h2>Over time</h2>"]
    if len(found.columns) > 1:
        labels = [dates(column, short=True) for column in found.columns]
        series = [
            Series("first sight", [column.new for column in found.columns], "c"),
            Series("learning", [column.learning for column in found.columns], "edge"),
            Series("young", [column.young.n for column in found.columns], "b"),
            Series("mature", [column.mature.n for column in found.columns], "a"),
        ]
        picture = columns(labels, series, title="Answers", about="Answers by the state of the card when it was asked.")
        head = ("Days", "First sight", "Learning", "Young", "Mature", "Minutes")
        rows = [(dates(c), c.new, c.learning, c.young.n, c.mature.n, round(c.ms / 60_000)) for c in found.columns]
        parts.append(figure("Answers", picture, table(head, rows), note=_each(found.columns)))
        kept_rows = [column for column in found.columns if column.young.n + column.mature.n]
        if len(kept_rows) > 1:
            parts.append(_retention(kept_rows, found.target))
    if any(found.calendar.values()):
        parts.append(_year(found))
    if any(found.load.with_new):
        parts.append(_load(found))
    return parts


def _retention(shown: list[Column], target: float) -> str:
    labels = [dates(column, short=True) for column in shown]
    wholes = [column.young.plus(column.mature) for column in shown]
    picture = columns(
        labels,
        [Series("recalled", [100 * (whole.rate or 0.0) for whole in wholes])],
        title="Recalled",
        about="The share recalled of cards that were seen on an earlier study day.",
        unit="%",
        top=100,
    )
    rows = [
        (dates(column), percent(column.young), column.young.n, percent(column.mature), column.mature.n)
        for column in shown
    ]
    head = ("Days", "Young", "n", "Mature", "n")
    note = f"Cards seen on an earlier study day, never first sights. The aim is {target:.0%}."
    return figure("Recalled by study day", picture, table(head, rows), note=note)


def _year(found: Figures) -> str:
    highest = max(found.calendar.values())
    monday = found.on - timedelta(days=found.on.weekday())
    starts = [monday - timedelta(weeks=back) for back in range(52, -1, -1)]
    weeks = [[start + timedelta(days=place) for place in range(7)] for start in starts]
    cells = [
        [
            None
            if on > found.on
            else (shade(many := found.calendar.get(on.isoformat(), 0), highest), f"{_date(on)}: {number(many)}")
            for on in week
        ]
        for week in weeks
    ]
    months = [f"{start:%b}" if start.day <= 7 else "" for start in starts]
    months_of: dict[str, int] = {}
    for text, many in sorted(found.calendar.items()):
        name = f"{date.fromisoformat(text):%B %Y}"
        months_of[name] = months_of.get(name, 0) + many
    picture = calendar(cells, months, title="The last year", about="Answers of each day, a stronger colour for more.")
    numbers = table(("Month", "Answers"), list(months_of.items()))
    note = f"The strongest colour stands for up to {number(highest)} answers."
    return figure("The last year", picture, numbers, note=note, wide=True)


def _load(found: Figures) -> str:
    days = [found.on + timedelta(days=place) for place in range(LOAD_DAYS)]
    extra = [both - one for one, both in zip(found.load.scheduled, found.load.with_new, strict=True)]
    due = Series("due as the schedule stands", found.load.scheduled)
    series = [due, Series("new cards and their returns", extra, "c")]
    picture = columns([day(on) for on in days], series, title="Due", about=f"Cards due in the next {LOAD_DAYS} days.")
    rows = [(day(on), one, both) for on, one, both in zip(days, found.load.scheduled, found.load.with_new, strict=True)]
    note = f"{number(sum(found.load.scheduled))} cards, {number(found.load.overdue)} of them overdue and counted today."
    return figure(f"Due in the next {LOAD_DAYS} days", picture, table(("Day", "Due", "With new"), rows), note=note)


def _forecasts(found: Figures) -> list[str]:
    quality = found.quality
    if quality is None or not quality.bins:
        return []
    intervals = [each.seen.interval() for each in quality.bins]
    lowest = min([0.75, *(low for low, _ in intervals), *(each.expected for each in quality.bins)])
    low = int(lowest * 10) / 10
    picture = points(
        [
            Point(each.expected, each.seen.rate or 0.0, bottom, top)
            for each, (bottom, top) in zip(quality.bins, intervals, strict=True)
        ],
        title="Expected and seen",
        about="Each point is a group of answers: across, the chance expected; up, the share that came out right.",
        low=low,
    )
    rows = [(f"{each.expected:.1%}", percent(each.seen), each.seen.n) for each in quality.bins]
    rate = quality.seen.rate or 0.0
    constant = f"Always saying {rate:.1%}"
    losses = table(
        ("Forecast", "Log loss", "RMSE(bins)", "AUC"),
        [
            (
                "The one shown to you",
                f"{quality.log_loss.value:.4f}",
                f"{quality.rmse_bins:.4f}",
                f"{quality.auc.value:.3f}" if quality.auc else None,
            ),
            (
                "95 % interval",
                f"{quality.log_loss.low:.4f} to {quality.log_loss.high:.4f}",
                None,
                f"{quality.auc.low:.3f} to {quality.auc.high:.3f}" if quality.auc else None,
            ),
            (constant, f"{quality.constant_log_loss:.4f}", f"{quality.constant_rmse_bins:.4f}", "0.500"),
            ("By chance alone, all forecasts right", None, f"{quality.chance_rmse_bins:.4f}", None),
        ],
        caption="Of log loss and RMSE(bins) less is better, of AUC more",
    )
    return [
        "<h2>Were the forecasts right?</h2>",
        figure(
            "Expected and seen",
            picture,
            table(("Expected", "Seen (95 % interval)", "Answers"), rows),
            note="On the line, what was expected came true. Above it you did better, below it worse.",
        ),
        figure(
            "Against a constant",
            "",
            losses,
            note=f"Expected {quality.expected:.1%}, seen {rate:.1%} of {number(quality.seen.n)} answers. A forecast"
            " is worth something where it beats always saying the average.",
        ),
    ]


def _habits(found: Figures) -> list[str]:
    rows: list[tuple[str | int, ...]] = [
        (name, *(f"{each / sum(ratings):.0%}" for each in ratings), sum(ratings))
        for phase, name in PHASES.items()
        if sum(ratings := found.answers[phase])
    ]
    shares = [
        Series(word, [100 * found.answers[phase][place] / max(1, sum(found.answers[phase])) for phase in PHASES], style)
        for place, (word, style) in enumerate(zip(RATINGS, ("again", "hard", "good", "easy"), strict=True))
    ]
    picture = columns(
        list(PHASES.values()), shares, title="Ratings", about="Ratings by the state of the card.", unit="%", top=100
    )
    parts = ["<h2>Answers</h2>", figure("Ratings", picture, table(("Cards", *RATINGS, "Answers"), rows))]
    hours = [(hour, record) for hour, record in enumerate(found.hours) if record.n]
    if hours:
        picture = bars(
            [Bar(_hour(hour), record.rate, percent(record), record.interval()) for hour, record in hours],
            title="By hour",
            about="The share recalled by the hour of the day.",
        )
        numbers = table(("Hour", "Recalled", "n"), [(_hour(hour), percent(record), record.n) for hour, record in hours])
        parts.append(figure("Recalled by hour of the day", picture, numbers))
    return parts


def _cards(found: Figures) -> list[str]:
    cards = found.cards
    parts = ["<h2>Cards</h2>"]
    for title, counts, names in (
        ("Interval, days", cards.intervals, [step_name(step) for step in range(len(cards.intervals))]),
        ("Stability, days", cards.stabilities, [step_name(step) for step in range(len(cards.stabilities))]),
        ("Difficulty", cards.difficulties, [str(step + 1) for step in range(len(cards.difficulties))]),
    ):
        if sum(counts):
            picture = columns(names, [Series("cards", counts)], title=title, about="Cards with a memory, counted.")
            parts.append(figure(title, picture, table((title, "Cards"), list(zip(names, counts, strict=True)))))
    if found.leeches.worst:
        rows = [(key.partition(":")[2] or key, misses) for key, misses, _ in found.leeches.worst]
        who = "1 card was" if found.leeches.cards == 1 else f"{number(found.leeches.cards)} cards were"
        note = f"{who} missed more often than the forecasts allow. Rewrite, split or suspend them."
        parts.append(figure("Leeches", "", table(("Card", "Misses"), rows), note=note))
    return parts


def _each(shown: tuple[Column, ...]) -> str:
    step = shown[0].days
    return "Each column is a day." if step == 1 else f"Each column is {step} days."


def _hour(hour: int) -> str:
    return f"{hour:02}:00 to {(hour + 1) % 24:02}:00"


def _date(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
