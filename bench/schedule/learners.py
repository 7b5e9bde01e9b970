"""`python -m bench.schedule.learners`: the forecast layer on learners whose memory is not what FSRS-6 takes it for.

Each is studied with intervals of the default parameters and remembers in a way of its own. The mixture is held against
the engine, refitted as often, on the newest fifth of the answers; small logs are the mean of several.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from math import exp, log
from random import Random
from statistics import mean
from typing import NamedTuple

from bench.schedule import forecasts

from recall.schedule import project
from recall.schedule.step import step_of
from recall.schedule.training import Logged
from recall.schedule.values import DEFAULT_PARAMETERS

STEP = step_of(DEFAULT_PARAMETERS)
START = date(2024, 1, 1)
DAYS = 300
REFITS = 10
SIZES = ((60, 6), (600, 1))  # cards, and how many logs of so many


class Learner(NamedTuple):
    """How somebody remembers: the chance of recall by stability and days, and what moves its logit.

    `cards`, `mood`: standard deviations over cards and over days; `tiring`: loss with each answer of a day.
    """

    name: str
    recall: Callable[[float, int], float] = STEP.recall
    cards: float = 0.0
    mood: float = 0.0
    tiring: float = 0.0
    ratings: tuple[float, float, float] = (0.1, 0.75, 0.15)  # Hard, Good, Easy


LEARNERS = (
    Learner("as FSRS-6 says"),
    Learner("as FSRS-6 says, two buttons", ratings=(0.0, 1.0, 0.0)),
    Learner("forgets exponentially", lambda stability, days: 0.9 ** (days / stability)),
    Learner("forgets three times as fast", lambda stability, days: STEP.recall(stability / 3, days)),
    Learner("cards of hidden difficulty", cards=0.9),
    Learner("good and bad days", mood=0.8),
    Learner("tires during the day", tiring=0.03),
    Learner("misses nearly all", lambda stability, days: 0.02),
    Learner("misses nearly none", lambda stability, days: 0.995),
)


def studied(learner: Learner, cards: int, seed: int) -> list[Logged]:
    """The log of so many cards introduced over half the days."""
    chance = Random(f"{learner.name} {cards} {seed}")
    hidden = [chance.gauss(0, learner.cards) for _ in range(cards)]
    due: dict[int, list[int]] = {}
    for card in range(cards):
        due.setdefault(card * DAYS // 2 // cards, []).append(card)
    held: dict[int, tuple[float, float, int]] = {}  # stability, difficulty, day of the last answer
    rows: list[Logged] = []
    mood = 0.0
    for day in range(DAYS):
        on = (START + timedelta(days=day)).isoformat()
        mood = 0.9 * mood + chance.gauss(0, learner.mood * 0.19**0.5)
        for place, card in enumerate(due.pop(day, [])):
            if card not in held:
                rating = chance.choices((1, 2, 3, 4), (0.25, *(0.75 * share for share in learner.ratings)))[0]
                state = STEP.first(rating)
            else:
                stability, difficulty, last = held[card]
                told = min(max(learner.recall(stability, day - last), 1e-4), 1 - 1e-4)
                logit = log(told / (1 - told)) + hidden[card] + mood - learner.tiring * place
                recalled = chance.random() < 1 / (1 + exp(-logit))
                rating = chance.choices((2, 3, 4), learner.ratings)[0] if recalled else 1
                state = STEP.next(stability, difficulty, rating, day - last)
            rows.append((str(card), on, rating, True))
            if rating == 1:
                state = STEP.next(*state, 3, 0)
                rows.append((str(card), on, 3, True))
            held[card] = (*state, day)
            span = project.interval(state[0], 0.9, STEP) * chance.uniform(0.85, 1.15)
            due.setdefault(day + max(1, round(span)), []).append(card)
    return rows


def main() -> None:
    forecasts.REFITS = REFITS
    print(
        f"{'learner':<28} {'cards':>6} {'answers':>8} {'engine':>8} {'mixture':>8} {'log loss':>9} {'RMSE(bins)':>11}"
    )
    for cards, logs in SIZES:
        for learner in LEARNERS:
            found = [studied(learner, cards, seed) for seed in range(logs)]
            layers = [forecasts.layer(each) for each in found]
            base, mixture = (mean(getattr(each, side).log_loss for each in layers) for side in ("base", "mixture"))
            bins, ours = (mean(getattr(each, side).rmse for each in layers) for side in ("base", "mixture"))
            print(
                f"{learner.name:<28} {cards:>6} {round(mean(map(len, found))):>8} {base:8.4f} {mixture:8.4f}"
                f" {mixture / base - 1:+9.1%} {ours / bins - 1:+11.0%}",
                flush=True,
            )


if __name__ == "__main__":
    main()
