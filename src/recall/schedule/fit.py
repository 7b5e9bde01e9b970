"""Fitting the 21 numbers of FSRS-6 to a learner's own log, through `fsrs-rs-python`. Pure: a log in, parameters out.

The package is an extra: without it `fit` says what to install, and everything else works.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from recall.collector import collector_off
from recall.errors import RecallError
from recall.schedule.measure import log_loss
from recall.schedule.training import Label, Logged, labels
from recall.schedule.values import DEFAULT_PARAMETERS, Parameters

if TYPE_CHECKING:
    from fsrs_rs_python import FSRS, FSRSItem, FSRSReview

ENOUGH = 64  # scored answers: fewer would only move the initial stabilities
EPOCHS = 20
HELD_OUT = 0.15  # the newest share of the answers, on which a fit has to prove itself
REFITTED_BELOW = 4_000  # answers: above, a second fit with the newest share changes the forecasts by noise only
WORTH = 1e-5  # nats: what a fit has to gain, more than rounding

Outcome = Literal["better", "not better", "too few"]


class NotInstalled(RecallError):
    """The engine that fits is not there."""


class Fitted(NamedTuple):
    """What a fit came to. Losses are mean log losses (nats) on the newest answers, `tested` in number.

    `values` are the parameters to go on with: the fitted ones if they are better than the current and the default ones.
    """

    outcome: Outcome
    values: tuple[float, ...]
    scored: int
    tested: int = 0
    loss: float | None = None
    loss_current: float | None = None
    loss_default: float | None = None


def fit(log: Iterable[Logged], current: Parameters) -> Fitted:
    """Parameters fitted to a log that is sorted by time, if they prove better on its newest part.

    Raises NotInstalled without the engine, RecallError when the engine fails on the log.
    """
    with collector_off():
        return _fit(labels(log), current)


def _fit(scored: list[Label], current: Parameters) -> Fitted:
    if len(scored) < ENOUGH:
        return Fitted("too few", current.values, len(scored))
    _engine()
    cut = len(scored) - max(1, round(len(scored) * HELD_OUT))
    older, newest = scored[:cut], scored[cut:]
    found = compute(older)
    loss, loss_current, loss_default = losses(newest, (found, current.values, DEFAULT_PARAMETERS))
    figures = (len(scored), len(newest), loss, loss_current, loss_default)
    if loss > min(loss_current, loss_default) - WORTH:
        return Fitted("not better", current.values, *figures)
    if len(scored) < REFITTED_BELOW:
        found = compute(scored)
    return Fitted("better", found, *figures)


def losses(scored: Sequence[Label], candidates: Sequence[tuple[float, ...]]) -> list[float]:
    """The unweighted mean log loss (nats) of each set of parameters on scored answers."""
    states, _ = _items(scored, before=True)
    outcomes = [label.recalled for label in scored]
    found = {
        values: log_loss(zip(forecasts(scored, values, states), outcomes, strict=True)) for values in set(candidates)
    }
    return [found[values] for values in candidates]


def forecasts(
    scored: Sequence[Label], values: Sequence[float], states: Sequence[FSRSItem] | None = None
) -> list[float]:
    """The chance of recall that FSRS-6 with these parameters gives each scored answer: (1 + F t / S)^-w20."""
    held = _guarded(lambda: _engine_with(values).memory_state_batch(states or _items(scored, before=True)[0]))
    decay = -values[20]
    factor = 0.9 ** (1 / decay) - 1
    return [
        (1 + factor * answers[length - 1][1] / state.stability) ** decay
        for (answers, length), state in zip(scored, held, strict=True)
    ]


def compute(scored: Sequence[Label]) -> tuple[float, ...]:
    """The parameters fitted to scored answers, with no proof asked."""
    from fsrs_rs_python import TrainingConfig

    items, cards = _items(scored)
    config = TrainingConfig(num_epochs=EPOCHS)
    found = _guarded(lambda: _engine_with(()).compute_parameters(items, cards, training_config=config))
    return _within_bounds(found)


def installed() -> bool:
    """Whether the engine is there."""
    from importlib.util import find_spec

    return find_spec("fsrs_rs_python") is not None


def _within_bounds(values: Sequence[float]) -> tuple[float, ...]:
    """The numbers as `fsrs` accepts them: the engine computes with 32 bits and may stand a hair outside."""
    from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

    bounds = zip(values, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    return tuple(min(max(float(value), low), high) for value, low, high in bounds)


def _items(scored: Sequence[Label], *, before: bool = False) -> tuple[list[FSRSItem], list[int]]:
    """The engine's own objects: each label with what came before it, or only what came before; and their cards.

    Told the cards apart by numbers, the engine goes through a card's answers once and not once a label.
    """
    from fsrs_rs_python import FSRSItem

    made = _Reviews()
    held: dict[int, tuple[int, list[FSRSReview]]] = {}
    items, cards = [], []
    for answers, length in scored:
        card = held.get(id(answers))
        if card is None:
            card = held[id(answers)] = len(held), [made[answer] for answer in answers]
        items.append(FSRSItem(card[1][: length - before]))
        cards.append(card[0])
    return items, cards


class _Reviews(dict[tuple[int, int], "FSRSReview"]):
    """The engine's own answers, one for all that are equal."""

    def __missing__(self, answer: tuple[int, int]) -> FSRSReview:
        from fsrs_rs_python import FSRSReview

        found = self[answer] = FSRSReview(*answer)
        return found


def _engine() -> type[FSRS]:
    try:
        from fsrs_rs_python import FSRS
    except ImportError as error:
        raise NotInstalled(
            "fitting needs the package fsrs-rs-python", "install it beside recall: pip install 'recall-srs[fit]'"
        ) from error
    return FSRS


def _engine_with(values: Sequence[float]) -> Any:
    return _engine()(list(values))


def _guarded(work: Any) -> Any:
    """The engine's answer; a panic inside it (no `Exception` to Python) becomes an error of ours."""
    try:
        return work()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise RecallError(f"the fit failed on this log ({error})", "the parameters stay as they are") from error
