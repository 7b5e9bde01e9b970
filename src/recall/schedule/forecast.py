"""What is expected right today: a mixture of FSRS with two models that learn from each answer after predicting it.

For "expected right today", order and reports; never for intervals, where its gain vanishes. It must not know cards,
files or clocks; what it learnt is a plain value that can be stored and taken up again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp, log, log1p, pi, sqrt
from operator import mul
from typing import Any, NamedTuple

from recall.schedule.step import step_of
from recall.schedule.studyday import ordinal
from recall.schedule.values import Parameters

VERSION = 1
NEWEST = 20_000  # answers that a model without a stored state learns from
_BIAS_RATE = 0.02
_LEVEL_RATE = 0.1
_LEVEL = 0.85  # where the running success level starts
_SHARE = 0.002  # of the mixture's weight is dealt out anew after each answer, so that no model is ever ruled out
_CERTAIN = 1e-4


class Seen(NamedTuple):
    """An answer to a card that was answered on an earlier day, and how the card stood before it.

    Days are ISO texts; `stability` (days) and `difficulty` as FSRS held them; `reps` and `lapses` before this answer.
    `label` is False for answers that say nothing certain about memory (guessed, ahead of time).
    """

    last_on: str
    on: str
    stability: float
    difficulty: float
    reps: int
    lapses: int
    first_on: str
    recalled: bool = False
    label: bool = True

    @property
    def days(self) -> int:
        return ordinal(self.on) - ordinal(self.last_on)


class Forecaster:
    """Three forecasts of each answer, weighed by how well each did so far (fixed-share Bayesian mixture).

    Base is FSRS's retrievability; a running recalibration turns its logit by two numbers; a logistic model adds what
    the card and the day tell. The two learn by assumed-density filtering: a Gaussian over the weights, one Newton step
    an answer. Fixed share: Herbster and Warmuth, "Tracking the best expert" (1998).
    """

    def __init__(self) -> None:
        self._recalibration = _Logistic((0.0, 1.0), (0.3, 0.1))
        self._model = _Logistic((0.0, 1.0, *[0.0] * _EXTRA), (0.1, 0.05, *[0.05] * _EXTRA))
        self._weights = (1 / 3, 1 / 3, 1 / 3)
        self._bias, self._level = 0.0, _LEVEL
        self._day, self._answers_today = "", 0
        self.learnt = 0

    def forecast(self, card: Seen, parameters: Parameters) -> float:
        """The chance that the card is recalled on `card.on`."""
        each = self._each(card, parameters)
        return sum(weight * chance for weight, chance in zip(self._weights, each, strict=True))

    def learn(self, card: Seen, parameters: Parameters) -> None:
        """Takes an answer in. Answers that are no labels count for the day only."""
        if card.label:
            base, recalibrated, modelled = self._each(card, parameters)
            logit, features = _logit(base), self._features(card, base)
            chances = (base, recalibrated, modelled)
            told = [w * (c if card.recalled else 1 - c) for w, c in zip(self._weights, chances, strict=True)]
            total = sum(told)
            self._weights = tuple((1 - _SHARE) * each / total + _SHARE / 3 for each in told)  # type: ignore[assignment]
            self._recalibration.learn((1.0, logit), card.recalled)
            self._model.learn(features, card.recalled)
            self._bias += _BIAS_RATE * (card.recalled - base - self._bias)
            self._level += _LEVEL_RATE * (card.recalled - self._level)
            self.learnt += 1
        if card.on != self._day:
            self._day, self._answers_today = card.on, 0
        self._answers_today += 1

    def to_json(self) -> dict[str, Any]:
        """All that was learnt, as plain JSON."""
        return {
            "version": VERSION,
            "recalibration": self._recalibration.to_json(),
            "model": self._model.to_json(),
            "weights": list(self._weights),
            "level": [self._bias, self._level],
            "day": [self._day, self._answers_today],
            "learnt": self.learnt,
        }

    @classmethod
    def from_json(cls, value: Any) -> Forecaster:
        """The forecaster that `to_json` wrote. Raises ValueError for anything else."""
        found = cls()
        try:
            if value["version"] != VERSION:
                raise ValueError(f"version {value['version']}")
            found._recalibration.take(value["recalibration"])
            found._model.take(value["model"])
            one, two, three = map(float, value["weights"])
            found._weights = (one, two, three)
            found._bias, found._level = map(float, value["level"])
            found._day, found._answers_today = str(value["day"][0]), int(value["day"][1])
            found.learnt = int(value["learnt"])
        except (KeyError, TypeError, IndexError) as error:
            raise ValueError(f"no forecaster: {error}") from error
        return found

    def _each(self, card: Seen, parameters: Parameters) -> tuple[float, float, float]:
        base = step_of(parameters.values).recall(card.stability, max(0, card.days))
        recalibrated = self._recalibration.chance((1.0, _logit(base)))
        return base, recalibrated, self._model.chance(self._features(card, base))

    def _features(self, card: Seen, base: float) -> tuple[float, ...]:
        logit = _logit(base)
        today = self._answers_today if card.on == self._day else 0
        age = max(0, ordinal(card.on) - ordinal(card.first_on))
        return (
            1.0,
            logit,
            log(max(1, card.days)),
            log(card.stability + 0.1),
            (card.difficulty - 5) / 3,
            log1p(card.lapses),
            log(max(1, card.reps)),
            float(card.days == 1),
            self._bias * 5,
            self._level - _LEVEL,
            min(today, 200) / 100,
            log1p(age),
            logit * log(card.reps + 1) / 3,
            card.lapses / max(1, card.reps),
        )


_EXTRA = 12  # features beyond the constant and the logit of FSRS


def taught(log: Iterable[Seen], parameters: Parameters) -> Forecaster:
    """A forecaster that went through a log, oldest answer first."""
    forecaster = Forecaster()
    for card in log:
        forecaster.learn(card, parameters)
    return forecaster


_Look = tuple[float, float, list[float]]


class _Logistic:
    """Bayesian logistic regression, one answer at a time: mean and covariance of its weights."""

    def __init__(self, mean: Sequence[float], variance: Sequence[float]) -> None:
        self._mean = list(mean)
        self._covariance = [[v if i == j else 0.0 for j in range(len(mean))] for i, v in enumerate(variance)]
        self._looked: tuple[Sequence[float], _Look] | None = None  # an answer is forecast, then learnt

    def chance(self, features: Sequence[float]) -> float:
        """The chance of recall, the uncertainty of the weights averaged over (MacKay 1992)."""
        centre, spread, _ = self._look(features)
        return _sigmoid(centre / sqrt(1 + pi * spread / 8))

    def learn(self, features: Sequence[float], recalled: bool) -> None:
        """Moves the Gaussian to the Laplace approximation of the posterior along the features."""
        centre, spread, through = self._look(features)
        if spread <= 0:
            return
        mode = centre
        for _ in range(3):
            chance = _sigmoid(mode)
            mode -= ((mode - centre) / spread - (recalled - chance)) / (1 / spread + chance * (1 - chance))
        chance = _sigmoid(mode)
        curvature = chance * (1 - chance)
        step, shrink = (mode - centre) / spread, curvature / (1 + curvature * spread)
        self._mean = [mean + step * along for mean, along in zip(self._mean, through, strict=True)]
        for along, row in zip(through, self._covariance, strict=True):
            part = shrink * along
            row[:] = [value - part * other for value, other in zip(row, through, strict=True)]
        self._looked = None

    def to_json(self) -> list[Any]:
        return [self._mean, self._covariance]

    def take(self, value: Any) -> None:
        mean, covariance = [float(each) for each in value[0]], [[float(each) for each in row] for row in value[1]]
        size = len(self._mean)
        if len(mean) != size or len(covariance) != size or any(len(row) != size for row in covariance):
            raise ValueError("weights of another size")
        self._mean, self._covariance, self._looked = mean, covariance, None

    def _look(self, features: Sequence[float]) -> _Look:
        """The mean along the features, its variance, and the covariance times the features."""
        if self._looked is None or self._looked[0] != features:
            through = [_dot(row, features) for row in self._covariance]
            self._looked = features, (_dot(self._mean, features), _dot(features, through), through)
        return self._looked[1]


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return float(sum(map(mul, one, other)))


def _sigmoid(value: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, value))))


def _logit(chance: float) -> float:
    chance = min(max(chance, _CERTAIN), 1 - _CERTAIN)
    return log(chance / (1 - chance))
