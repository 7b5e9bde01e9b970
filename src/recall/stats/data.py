"""Statistics and the road as data for scripts; keys are added, never renamed, and numbers are not rounded. Pure."""

from __future__ import annotations

from typing import Any

from recall.stats.figures import Figures, step_name
from recall.stats.quality import Quality
from recall.stats.readiness import Exam, Kept, Place, Road
from recall.stats.record import Record
from recall.stats.tally import Phase

_RATINGS = ("again", "hard", "good", "easy")


def statistics(found: Figures) -> dict[str, Any]:
    """The whole of `recall stats --json`."""
    return {
        "on": found.on.isoformat(),
        "since": found.since.isoformat(),
        "span": found.span,
        "scope": found.scope,
        "answers": found.total,
        "added": found.added,
        "ms": found.ms,
        "study_days": found.study_days,
        "target": found.target,
        "retention": {
            "all": _record(found.retention),
            "young": _record(found.young),
            "mature": _record(found.mature),
        },
        "streak": {"days": found.streak.length, "rest_days": found.streak.rests, "best": found.streak.best},
        "cards": {"seen": found.cards.seen, "new": found.cards.new, "mature": found.cards.mature},
        "leeches": {
            "lapses": found.leeches.cap,
            "cards": found.leeches.cards,
            "worst": [{"card": key, "misses": misses, "lapses": lapses} for key, misses, lapses in found.leeches.worst],
        },
        "ratings": {phase.name.lower(): dict(zip(_RATINGS, found.answers[phase], strict=True)) for phase in Phase},
        "columns": [
            {
                "first": column.first.isoformat(),
                "days": column.days,
                "new": column.new,
                "learning": column.learning,
                "young": _record(column.young),
                "mature": _record(column.mature),
                "ms": column.ms,
            }
            for column in found.columns
        ],
        "hours": [{"hour": hour, **_record(record)} for hour, record in enumerate(found.hours) if record.n],
        "calendar": dict(found.calendar),
        "due": {
            "scheduled": list(found.load.scheduled),
            "with_new": list(found.load.with_new),
            "overdue": found.load.overdue,
        },
        "intervals": _steps(found.cards.intervals),
        "stabilities": _steps(found.cards.stabilities),
        "difficulties": [
            {"difficulty": place, "cards": many} for place, many in enumerate(found.cards.difficulties, 1) if many
        ],
        "forecast": _quality(found.quality),
        "confidence": [topic._asdict() for topic in found.sureness],
    }


def _quality(found: Quality | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        **_record(found.seen),
        "expected": found.expected,
        "log_loss": found.log_loss.value,
        "log_loss_low": found.log_loss.low,
        "log_loss_high": found.log_loss.high,
        "constant_log_loss": found.constant_log_loss,
        "rmse_bins": found.rmse_bins,
        "constant_rmse_bins": found.constant_rmse_bins,
        "chance_rmse_bins": found.chance_rmse_bins,
        "auc": found.auc._asdict() if found.auc else None,
        "bins": [
            {"from": each.low, "to": each.high, "expected": each.expected, **_record(each.seen)} for each in found.bins
        ],
    }


def _record(record: Record) -> dict[str, Any]:
    low, high = record.interval()
    return {"n": record.n, "recalled": record.recalled, "rate": record.rate, "low": low, "high": high}


def _steps(counts: tuple[int, ...]) -> list[dict[str, Any]]:
    return [{"days": step_name(step), "cards": many} for step, many in enumerate(counts) if many]


def road(found: Road) -> dict[str, Any]:
    """The whole of `recall ready --json`."""
    return {
        "on": found.on.isoformat(),
        "later_on": found.later_on.isoformat(),
        "whole": _place(found.whole),
        "stages": [{**_place(stage.place), "decks": [_place(deck) for deck in stage.decks]} for stage in found.stages],
        "weakest": [place.ref for place in found.weakest],
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "ref": place.ref,
        "title": place.title,
        "cards": place.cards,
        "covered": place.covered,
        "core": place.core,
        "core_covered": place.core_covered,
        "kept": _kept(place.now),
        "kept_later": _kept(place.later),
        "examined": _exam(place.exam),
    }


def _kept(kept: Kept | None) -> dict[str, float] | None:
    return kept._asdict() if kept else None


def _exam(exam: Exam | None) -> dict[str, Any] | None:
    return {"score": exam.score, "on": exam.on.isoformat(), "low": exam.low, "high": exam.high} if exam else None
