"""`python -m bench.quiz [--quick]`: what the quiz measures, with the shipped code, beside its goals.

Four banks of 300 with 1,500 simulated people each; every way of asking meets the same people in one run. Prints
`figure | goal | got | held`; the exit code is 1 when a goal is missed. A figure without a goal is there to compare.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from math import sqrt
from multiprocessing import Pool
from random import Random
from typing import NamedTuple

from bench.simulate import NOON, Bank, Taken, given_form, interview, logistic, make_bank, scored
from bench.takers import random_interview, random_pool

from recall.quiz import belief as beliefs
from recall.quiz import log, machine
from recall.quiz.belief import SHARED, Estimate
from recall.quiz.plan import plan
from recall.quiz.report import DECIDED, mark_at
from recall.quiz.values import TARGETS, Belief, Options, Skip, Start, Topic

ABILITY_SD = 1.2
RECALL_ERROR = 1.0  # how far reviews mislead about ability, in logits
FLATTERY = 0.7
EVERYBODY = 2.2  # logit of a recall of 90 %, to which a scheduler steers everybody's
SHIPPED_LEVELS = (1,) * 5 + (2,) * 34 + (3,) * 46 + (4,) * 14 + (5,)
TOPICS, TOPIC_SD = 5, 0.6


class Row(NamedTuple):
    """One figure. `held` is None where there is no goal."""

    figure: str
    goal: str
    got: str
    held: bool | None


class Outcome(NamedTuple):
    """The truth about one person, and two estimates of it."""

    truth: float
    believed: Estimate
    alone: Estimate


Outcomes = dict[str, list[Outcome]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.quiz", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a fifth of the people and of the random interviews")
    options = parser.parse_args()
    share = 5 if options.quick else 1
    begun = time.perf_counter()
    people, banks = 1500 // share, 4
    with Pool(2) as pool:
        parts = pool.imap_unordered(partial(one_bank, people=people), range(banks))
        variants = pool.map_async(partial(variant, people=people // 2), VARIANTS, chunksize=1)
        topics = pool.map_async(partial(by_topics, people=people // 4), range(banks), chunksize=1)
        replays = pool.map_async(partial(replayed, count=250 // share), range(banks), chunksize=1)
        found = merged(list(parts))
        rows = [
            *error_rows(found),
            *coverage_rows(found),
            *verdict_rows(found),
            *topic_rows(topics.get()),
            *variant_rows(variants.get()),
            replay_row(replays.get()),
        ]
    rows.append(next_question_row())
    show(rows)
    versions = f"Python {platform.python_version()}, {platform.system()}, {datetime.now(UTC).date()}"
    print(f"\n{banks} banks of 300, {people:,} people each, {time.perf_counter() - begun:.0f} s, {versions}")
    sys.exit(any(row.held is False for row in rows))


def one_bank(number: int, people: int) -> Outcomes:
    """Every way of asking over the same people."""
    bank, found = make_bank(number), Outcomes()
    keys, crowd = list(bank.items), Random(f"people {number}")
    forms = {length: Random(f"form {number}").sample(keys, length) for length in (12, 20)}
    for person in range(people):
        theta = crowd.gauss(0, ABILITY_SD)
        told = theta + crowd.gauss(0, RECALL_ERROR) - beliefs.TRANSFER
        ask = partial(asked, bank, theta, f"{number:x}{person:04x}")
        rng = Random(f"{number} {person}")
        add(found, "fixed 12", given_form(bank, [theta], forms[12], rng))
        add(found, "fixed 20", given_form(bank, [theta], forms[20], rng))
        add(found, "random 12", given_form(bank, [theta], rng.sample(keys, 12), rng))
        add(found, "12", ask(12))
        add(found, "15", ask(15))
        add(found, "12, reviews", ask(12, told))
        add(found, "12, flattered", ask(12, told + FLATTERY))
        add(found, "12, empty", ask(12, EVERYBODY))
    return found


def asked(bank: Bank, theta: float, seed: str, number: int, told: float | None = None) -> Taken:
    """One interview of one person. `told` is the logit of the recall that reviews show."""
    recall = () if told is None else (logistic(told),)
    return interview(bank, [theta], Random(f"{seed} {number} {told}"), number=number, seed=seed, recall=recall)


def add(found: Outcomes, name: str, taken: Taken) -> None:
    truth = sum(taken.thetas) / len(taken.thetas)
    outcome = Outcome(truth, beliefs.overall(taken.belief), beliefs.overall(taken.alone))
    found.setdefault(name, []).append(outcome)


def merged(parts: Sequence[Outcomes]) -> Outcomes:
    return {name: [outcome for part in parts for outcome in part[name]] for name in parts[0]}


def error_rows(found: Outcomes) -> Iterator[Row]:
    errors = {name: rmse((o.truth, o.believed) for o in outcomes) for name, outcomes in found.items()}
    alone = rmse((o.truth, o.alone) for o in found["12"])
    yield Row("RMSE of 12 at random", "", f"{errors['random 12']:.3f}", None)
    yield Row("RMSE of a fixed form of 12", "", f"{errors['fixed 12']:.3f}", None)
    best = min(errors["random 12"], errors["fixed 12"])
    yield Row(
        "RMSE of an interview of 12, no reviews known",
        "<= 0.65, below both",
        f"{errors['12']:.3f}",
        errors["12"] <= min(0.65, best),
    )
    yield Row("the same from the answers alone (prior sd 3)", "<= 0.65", f"{alone:.3f}", alone <= 0.65)
    gain = 1 - errors["12, reviews"] / errors["12"]
    yield Row("RMSE of an interview of 12, reviews known", "", f"{errors['12, reviews']:.3f}", None)
    yield Row("what the reviews bring", ">= 10 % below", f"{gain:.1%} below", gain >= 0.10)
    yield Row("RMSE if reviews show 90 % recall for everybody", "", f"{errors['12, empty']:.3f}", None)
    yield Row("RMSE of a fixed form of 20", "", f"{errors['fixed 20']:.3f}", None)
    yield Row(
        "RMSE of an interview of 15, no reviews known",
        "<= fixed form of 20",
        f"{errors['15']:.3f}",
        errors["15"] <= errors["fixed 20"],
    )


def coverage_rows(found: Outcomes) -> Iterator[Row]:
    known = {"12": "no reviews", "12, reviews": "reviews", "12, flattered": "reviews flattering by 0.7"}
    for name, what in known.items():
        held = covered((o.truth, o.believed) for o in found[name])
        yield Row(f"80 % intervals cover, 12, {what}", "77 to 83 %", f"{held:.1%}", 0.77 <= held <= 0.83)
    held = covered((o.truth, o.believed) for o in found["12, empty"])
    yield Row("80 % intervals cover, 12, reviews show 90 % for everybody", "", f"{held:.1%}", None)


def verdict_rows(found: Outcomes) -> Iterator[Row]:
    for name, what in (("12", "no reviews"), ("12, reviews", "reviews")):
        for target in TARGETS:
            given, right = verdicts(found[name], mark_at(target))
            figure = f"verdict at the {target} mark right, 12, {what}"
            yield Row(figure, ">= 93 %", f"{right:.1%} (given to {given:.0%})", right >= 0.93)


def rmse(pairs: Iterator[tuple[float, Estimate]]) -> float:
    squares = [(estimate.mean - truth) ** 2 for truth, estimate in pairs]
    return sqrt(sum(squares) / len(squares))


def covered(pairs: Iterator[tuple[float, Estimate]]) -> float:
    """The share of truths inside their 80 % interval."""
    inside = [estimate.low <= truth <= estimate.high for truth, estimate in pairs]
    return sum(inside) / len(inside)


def verdicts(outcomes: Sequence[Outcome], mark: float) -> tuple[float, float]:
    """How often a verdict is given, and how often it is then right."""
    given = [
        (above >= DECIDED) == (each.truth > mark)
        for each in outcomes
        for above in (each.believed.above(mark),)
        if above >= DECIDED or above <= 1 - DECIDED
    ]
    return len(given) / len(outcomes), sum(given) / len(given)


# -- several topics: joint belief, topics apart, one pooled ability


TopicOutcomes = dict[str, list[tuple[float, Estimate]]]


def by_topics(number: int, people: int) -> TopicOutcomes:
    """15 questions over five topics, the same answers scored by three models."""
    bank, crowd, found = make_bank(100 + number, topics=TOPICS), Random(f"topics {number}"), TopicOutcomes()
    for person in range(people):
        shared = crowd.gauss(0, 1.0)
        thetas = [shared + crowd.gauss(0, TOPIC_SD) for _ in range(TOPICS)]
        taken = interview(bank, thetas, Random(f"{number} {person}"), number=15, seed=f"{number:x}{person:04x}")
        models = {
            "joint": taken.belief,
            "apart": scored(_belief(0.0), taken.asked),
            "pooled": scored(_belief(0.9999), taken.asked),
        }
        for name, belief in models.items():
            pairs = [(theta, beliefs.topic_estimate(belief, at)) for at, theta in enumerate(thetas)]
            found.setdefault(name, []).extend(pairs)
    return found


def _belief(shared: float) -> Belief:
    """The prior with another share of variance between topics than the shipped one."""
    places = range(TOPICS)
    variance = beliefs.LEARNERS_SD**2
    cells = tuple(tuple(variance * (1.0 if row == column else shared) for column in places) for row in places)
    return Belief((0.0,) * TOPICS, cells)


def topic_rows(parts: Sequence[TopicOutcomes]) -> Iterator[Row]:
    found = {name: [pair for part in parts for pair in part[name]] for name in parts[0]}
    errors = {name: rmse(iter(pairs)) for name, pairs in found.items()}
    covers = {name: covered(iter(pairs)) for name, pairs in found.items()}
    for name in ("apart", "pooled"):
        got = f"{errors[name]:.3f}, intervals cover {covers[name]:.0%}"
        yield Row(f"RMSE of a topic's ability, 15 over 5 topics, {name}", "", got, None)
    yield Row(
        f"the same, joint belief as shipped (shared {SHARED:.2f})",
        "below both",
        f"{errors['joint']:.3f}",
        errors["joint"] < min(errors["apart"], errors["pooled"]),
    )
    joint = covers["joint"]
    yield Row("80 % intervals of topics cover, joint belief", "77 to 83 %", f"{joint:.1%}", 0.77 <= joint <= 0.83)


# -- other banks


VARIANTS: dict[str, dict[str, object]] = {
    "authors wrong by sd 1.0": {"error": 1.0},
    "a bank of 60": {"size": 60},
    "difficulties as in the shipped decks": {"levels": SHIPPED_LEVELS},
}


def variant(name: str, people: int) -> tuple[str, list[Outcome]]:
    """Interviews of 12 over another kind of bank."""
    found = Outcomes()
    for number in range(4):
        bank, crowd = make_bank(200 + number, **VARIANTS[name]), Random(f"people {number}")  # type: ignore[arg-type]
        for person in range(people // 4):
            add(found, name, asked(bank, crowd.gauss(0, ABILITY_SD), f"{number:x}{person:04x}", 12))
    return name, found[name]


def variant_rows(found: Sequence[tuple[str, list[Outcome]]]) -> Iterator[Row]:
    for name, outcomes in found:
        error, cover = (measure((o.truth, o.believed) for o in outcomes) for measure in (rmse, covered))
        yield Row(f"RMSE of an interview of 12, {name}", "", f"{error:.3f}, intervals cover {cover:.0%}", None)


# -- the machine


def replayed(part: int, count: int) -> tuple[int, int]:
    """How many random interviews there were, and how many came out of their log the same."""
    same = 0
    for number in range(count):
        made, events, state = random_interview(part * count + number)
        text = json.dumps([log.plan_to_json(made), [(e.at.isoformat(), log.event_to_json(e)) for e in events]])
        stored_plan, stored = json.loads(text)
        again = log.plan_from_json(stored_plan)
        back = [log.event_from_json(row, datetime.fromisoformat(at)) for at, row in stored]
        same += log.replay(again, back) == state and log.log_hash(again, back) == log.log_hash(made, events)
    return count, same


def replay_row(parts: Sequence[tuple[int, int]]) -> Row:
    count, same = sum(part[0] for part in parts), sum(part[1] for part in parts)
    return Row(
        "random interviews that replay to the same hash and state", "all", f"{same:,} of {count:,}", same == count
    )


def next_question_row() -> Row:
    """The slowest of: making the plan from 2,000 cards, each step of an interview that may choose among them all."""
    topics = [Topic(f"b/{at}", str(at)) for at in range(12)]
    candidates = random_pool(Random(1), 2000, len(topics))
    begun = time.perf_counter()
    made = plan("q", "1", Options(), candidates, topics, recent={})
    slowest = time.perf_counter() - begun
    whole = made._replace(pool=tuple(candidates))  # more than a plan ever holds
    state, _ = machine.step(machine.start(whole), Start(NOON))
    while state.current is not None:
        begun = time.perf_counter()
        state, _ = machine.step(state, Skip(NOON))
        slowest = max(slowest, time.perf_counter() - begun)
    return Row("next question with 2,000 cards", "<= 50 ms", f"{slowest * 1000:.1f} ms", slowest <= 0.050)


def show(rows: Sequence[Row]) -> None:
    print("| figure | goal | got | held |\n|---|---|---|---|")
    for row in rows:
        held = "" if row.held is None else "yes" if row.held else "NO"
        print(f"| {row.figure} | {row.goal} | {row.got} | {held} |")


if __name__ == "__main__":
    main()
