"""Which question comes next: the blueprint of the stages, then the most informative question within it.

A function of the plan, the answers so far and the seed. It must not know time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from recall.quiz import belief as beliefs
from recall.quiz.values import Belief, Interview, Question, Stage
from recall.schedule.fuzz import chance

WARM_UP = 0.85  # the chance of success that a warm-up question aims at
_WITHIN = 0.1
_DRAWN_FROM = 5
_NEAR_BEST = 0.6  # of the best one's worth is the least that a question drawn may have
_FAMILIAR = 0.8  # what a kind loses of its worth each time it was asked: an interview shows many kinds


def stages(number: int) -> tuple[Stage, ...]:
    """The stage of each question: two to warm up, three deep ones at the end, fewer of both in a short interview."""
    warm, deep = min(2, number // 4), min(3, (number + 1) // 3)
    order: list[Stage] = ["warm-up"] * warm
    order += ["core"] * (number - warm - deep)
    order += ["deep dive"] * deep
    return tuple(order)


def next_question(state: Interview) -> Question | None:
    """The question to ask after those answered, or None when the pool has none left."""
    place = len(state.answered)
    if place >= state.number:
        return None
    left = _left(state)
    if not left:
        return None
    stage = stages(state.number)[place]
    fixed = state.plan.options.fixed
    belief = beliefs.prior(state.plan.topics, reviews=False) if fixed else state.belief
    pick = {"warm-up": _warm_up, "core": _core, "deep dive": _deep_dive}[stage]
    few = pick(state, belief, left)
    return few[int(_chance(state, "item") * len(few))]


def _left(state: Interview) -> list[Question]:
    """What may still be asked: no question twice, no sibling, nothing that an earlier one gives away while there is
    other; self-rated cards only to warm up; what was seen in an earlier interview only when nothing else is left; with
    `--minutes` nothing that takes longer than what is left of them."""
    asked = [each.question for each in state.answered]
    notes = {each.note for each in asked}
    related = {note for each in asked for note in each.related}
    warm_up = stages(state.number)[len(asked)] == "warm-up"
    left = [each for each in state.plan.pool if each.note not in notes and (warm_up or each.kind != "basic")]
    minutes = state.plan.options.minutes
    if minutes is not None:
        seconds = minutes * 60 - sum(each.ms for each in state.answered) / 1000
        left = [each for each in left if each.seconds <= seconds]
    left = [each for each in left if each.note not in related and notes.isdisjoint(each.related)] or left
    return [each for each in left if not each.seen] or left


def _warm_up(state: Interview, belief: Belief, left: Sequence[Question]) -> Sequence[Question]:
    """Questions that are answered rightly about 85 times in 100, the most informative of them."""
    closed = [each for each in left if not each.open] or left
    there = _of_topic(state, belief, closed)

    def off(each: Question) -> float:
        return abs(beliefs.success(belief.mean[each.topic], each) - WARM_UP)

    near = [each for each in there if off(each) <= _WITHIN]
    if len(near) >= _DRAWN_FROM:
        return _most_informative(state, belief, near)
    return sorted(there, key=lambda each: (off(each), each.key))[:_DRAWN_FROM]


def _core(state: Interview, belief: Belief, left: Sequence[Question]) -> Sequence[Question]:
    """The most informative of the topic whose turn it is; open questions as far as about one in four leaves room."""
    wants_open = _open_due(state)
    fitting = [each for each in left if each.open == wants_open] or left
    return _most_informative(state, belief, _of_topic(state, belief, fitting))


def _deep_dive(state: Interview, belief: Belief, left: Sequence[Question]) -> Sequence[Question]:
    """Hard open or ordering questions of the strongest and the weakest topic in turn.

    Hard is what lies no lower than half a difficulty under the learner: the hardest of all would tell little.
    """
    due = _open_due(state)
    closed = [each for each in left if not each.open] or left
    wanted = [each for each in left if (each.open if due else each.kind == "order")] or closed
    deep = _hard(belief, wanted) or (not due and _hard(belief, closed)) or _hardest(wanted)
    topics = sorted({each.topic for each in deep}, key=lambda topic: (belief.mean[topic], topic))
    topic = topics[-1] if (state.number - len(state.answered)) % 2 else topics[0]
    return _most_informative(state, belief, [each for each in deep if each.topic == topic])


def _hard(belief: Belief, questions: Iterable[Question]) -> list[Question]:
    return [each for each in questions if beliefs.place(each.difficulty) >= belief.mean[each.topic] - beliefs.STEP / 2]


def _hardest(questions: Sequence[Question]) -> list[Question]:
    most = max(each.difficulty for each in questions)
    return [each for each in questions if each.difficulty == most]


def open_quota(number: int) -> int:
    """How many of the questions are to be open: about one in four."""
    return round(number / 4)


def _open_due(state: Interview) -> bool:
    """Whether an open question is due, so that about one in four is: one amid the core, the rest in the deep dive."""
    place, order = len(state.answered), stages(state.number)
    quota = open_quota(state.number)
    done = sum(each.question.open for each in state.answered)
    if order[place] == "deep dive":
        return done < quota
    core = order.count("core")
    first = order.index("core") if core else place
    wanted = max(0, quota - min(quota, order.count("deep dive") - 1))
    return done < wanted and (place - first + 1) * (wanted + 1) > core * (done + 1)


def _of_topic(state: Interview, belief: Belief, left: Sequence[Question]) -> list[Question]:
    """The questions of the topic whose turn it is: asked least, not the last one again, then believed most vaguely."""
    asked = [each.question.topic for each in state.answered]
    last = asked[-1] if asked else None

    def turn(topic: int) -> tuple[int, bool, float, float]:
        return (asked.count(topic), topic == last, -belief.covariance[topic][topic], _chance(state, f"topic {topic}"))

    chosen = min({each.topic for each in left}, key=turn)
    return [each for each in left if each.topic == chosen]


def _most_informative(state: Interview, belief: Belief, left: Iterable[Question]) -> list[Question]:
    """The five most informative, as far as they come near the best; a kind that was asked before counts for less."""
    kinds = [each.question.kind for each in state.answered]
    found: dict[tuple[int, int, str, float, float], float] = {}

    def worth(each: Question) -> float:
        alike = (each.topic, each.difficulty, each.kind, each.guess, each.weight)
        if alike not in found:
            found[alike] = information(belief, each) * _FAMILIAR ** kinds.count(each.kind)
        return found[alike]

    first = sorted(left, key=lambda each: (-worth(each), each.key))[:_DRAWN_FROM]
    return [each for each in first if worth(each) >= _NEAR_BEST * worth(first[0])]


# Gauss-Hermite quadrature of seven points for the standard normal.
_NODES = (
    (0.0, 0.45714285714285714),
    (1.1544053947399682, 0.24012317860501271),
    (-1.1544053947399682, 0.24012317860501271),
    (2.3667594107345414, 0.030757123967586497),
    (-2.3667594107345414, 0.030757123967586497),
    (3.7504397177257425, 0.00054826885597221780),
    (-3.7504397177257425, 0.00054826885597221780),
)


def information(belief: Belief, question: Question) -> float:
    """The Fisher information of the answer, averaged over what is believed of its topic's ability."""
    mean, sd = belief.mean[question.topic], belief.covariance[question.topic][question.topic] ** 0.5
    total = 0.0
    for z, share in _NODES:
        p = beliefs.success(mean + sd * z, question)
        above = (p - question.guess) / (1 - question.guess)
        total += share * ((1 - question.guess) * above * (1 - above)) ** 2 / (p * (1 - p))
    return question.weight * total


def _chance(state: Interview, what: str) -> float:
    return chance(state.plan.seed, len(state.answered) + 1, what)
