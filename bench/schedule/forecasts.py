"""Forecasts on a real log: 80/20 and forward chaining, each model seeing only what came before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from statistics import mean
from typing import NamedTuple

from bench.schedule.measure import Forecasted, auc, rmse_bins

from recall.schedule import fit
from recall.schedule.forecast import Forecaster, Seen
from recall.schedule.measure import log_loss
from recall.schedule.step import step_of
from recall.schedule.training import Label, Logged, labels
from recall.schedule.values import DEFAULT_PARAMETERS, Parameters

REFITS = 60


class Score(NamedTuple):
    model: str
    log_loss: float
    rmse: float | None
    auc: float | None


def score(model: str, told: Sequence[float], scored: Sequence[Label]) -> Score:
    pairs = [(forecast, label.recalled) for forecast, label in zip(told, scored, strict=True)]
    rows = [
        Forecasted(forecast, label.recalled, label.days, label.length - 1, sum(r == 1 for r, _ in label.before))
        for forecast, label in zip(told, scored, strict=True)
    ]
    return Score(model, log_loss(pairs), rmse_bins(rows), auc(pairs))


def anki_settings(scored: Sequence[Label]) -> tuple[float, ...]:
    """What Anki's engine asks of the same package: eight epochs, items of a card told apart."""
    from fsrs_rs_python import FSRS, TrainingConfig

    items, cards = fit._items(scored)
    return tuple(FSRS([]).compute_parameters(items, card_ids=cards, training_config=TrainingConfig(num_epochs=8)))


def split(scored: Sequence[Label], share: float = 0.8) -> list[Score]:
    """Fitted to the older `share`, tested on the rest."""
    cut = int(len(scored) * share)
    return tested(scored[:cut], scored[cut:])


def tested(older: Sequence[Label], newer: Sequence[Label]) -> list[Score]:
    average = mean(label.recalled for label in older)
    moving, level = [], average
    for label in newer:
        moving.append(level)
        level += 0.05 * (label.recalled - level)
    ours = fit.compute(older)
    return [
        score("average", [average] * len(newer), newer),
        score("moving average", moving, newer),
        score("FSRS-6 defaults", fit.forecasts(newer, DEFAULT_PARAMETERS), newer),
        score("FSRS-6 fitted, Anki's settings", fit.forecasts(newer, anki_settings(older)), newer),
        score("FSRS-6 fitted, recall", fit.forecasts(newer, ours), newer),
    ]


def chained(scored: Sequence[Label], parts: int = 5) -> list[Score]:
    """Forward chaining: the log in parts, each tested by what all parts before it taught; means weighed by answers."""
    size = len(scored) // (parts + 1)
    runs = [tested(scored[: size * part], scored[size * part : size * (part + 1)]) for part in range(1, parts + 1)]
    return [
        Score(each[0].model, mean(s.log_loss for s in each), mean(s.rmse or 0 for s in each), None)
        for each in zip(*runs, strict=True)
    ]


class Layer(NamedTuple):
    """The layer beside its base over the newest fifth: scores, and where chance alone would put the base's RMSE."""

    base: Score
    mixture: Score
    noise: tuple[float, float, float]


def layer(log: Sequence[Logged], progress: Callable[[int], None] = lambda done: None) -> Layer:
    """The mixture against the fitted engine refitted as often: 60 times over the newest fifth.

    Before that the engine is refitted at doubling lengths, and the mixture learns along.
    """
    scored = labels(log)
    cut = int(len(scored) * 0.8)
    points = [0, *(64 << n for n in range(12) if 64 << n < cut)]
    points += [cut + (len(scored) - cut) * n // REFITS for n in range(REFITS + 1)]
    cards = _seen(log)
    forecaster = Forecaster()
    values: tuple[float, ...] = DEFAULT_PARAMETERS
    base, mixture = [], []
    for number, (start, end) in enumerate(pairwise(points)):
        progress(number)
        if start:
            values = fit.compute(scored[:start])
        parameters = Parameters("fit", values)
        states = fit.forecasts(scored[start:end], values)
        for place, told in zip(range(start, end), states, strict=True):
            card = _with_state(cards[place], scored[place], values)
            base.append(told)
            mixture.append(forecaster.forecast(card, parameters))
            forecaster.learn(card, parameters)
    newest = scored[cut:]
    return Layer(
        score("FSRS-6 fitted, 60 refits", base[cut:], newest),
        score("mixture", mixture[cut:], newest),
        noise(base[cut:], newest),
    )


def noise(told: Sequence[float], scored: Sequence[Label], draws: int = 200) -> tuple[float, float, float]:
    """RMSE(bins) of a forecast that is exactly right, by chance alone: mean, 5 % and 95 % of the draws."""
    chance = Random(1)
    found = []
    for _ in range(draws):
        rows = [
            Forecasted(f, chance.random() < f, s.days, s.length - 1, sum(r == 1 for r, _ in s.before))
            for f, s in zip(told, scored, strict=True)
        ]
        found.append(rmse_bins(rows))
    found.sort()
    return mean(found), found[draws // 20], found[-draws // 20]


def _seen(log: Sequence[Logged]) -> list[Seen]:
    """What the forecast knows of each label but for stability and difficulty, in the order of `labels`."""
    from recall.schedule.training import LONGEST

    held: dict[str, tuple[str, str, int, int]] = {}  # first day, last day, answers, lapses
    found = []
    for card, day, rating, _ in log:
        if card not in held:
            held[card] = (day, day, 1, int(rating == 1))
            continue
        first, last, reps, lapses = held[card]
        if day > last and reps < LONGEST:
            found.append(Seen(last, day, 1.0, 5.0, reps, lapses, first, rating > 1))
        held[card] = (first, max(last, day), reps + 1, lapses + (rating == 1))
    return found


def _with_state(card: Seen, label: Label, values: tuple[float, ...]) -> Seen:
    step = step_of(values)
    stability, difficulty = step.first(label.before[0][0])
    for rating, days in label.before[1:]:
        stability, difficulty = step.next(stability, difficulty, rating, days)
    on = date.fromisoformat(card.on)
    return card._replace(
        stability=stability, difficulty=difficulty, last_on=(on - timedelta(days=label.days)).isoformat()
    )
