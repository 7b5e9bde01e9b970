"""What an interview tells the learner: marks with their probability, intervals, what was missed, and how sure of what.

Every number that is a prediction comes with its uncertainty. It must not know how a report is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log, sqrt

from recall.deck.card import Card, Interview
from recall.quiz import belief as beliefs
from recall.quiz import words
from recall.quiz.belief import Estimate
from recall.quiz.log import response_from_json
from recall.quiz.machine import right, sure_and_wrong
from recall.quiz.reported import (
    Calibration,
    Difference,
    Mark,
    PointResult,
    ProbeResult,
    QuestionResult,
    Report,
    Share,
    TopicResult,
    Verdict,
)
from recall.quiz.values import CONFIDENCES, TARGETS, Answered, Confidence, Target
from recall.quiz.values import Interview as State

MARK_SHARE = 0.7  # of the target's questions answered right
MARK_AT: dict[Target, int] = {"junior": 2, "mid": 3, "senior": 4}  # the difficulty that the mark is set on
DECIDED = 0.8
CREDIT: dict[Confidence, tuple[int, int]] = {"guess": (1, 0), "fairly": (2, -2), "certain": (3, -6)}  # right, wrong


def mark_at(target: Target) -> float:
    """The ability at which 70 % of the target's questions (difficulty 2, 3, 4) are expected to be answered right."""
    return beliefs.place(MARK_AT[target]) + log(MARK_SHARE / (1 - MARK_SHARE))


def report(
    state: State, *, earlier: Sequence[Report] = (), cards: Mapping[str, Card], known: Sequence[str] = ()
) -> Report:
    """The report of an interview. `earlier` are reports before it, oldest first; `cards` those of today's bank.

    `known` are the keys of cards that count as known because of it.
    """
    plan = state.plan
    before = beliefs.prior(plan.topics)
    alone = beliefs.believed(beliefs.wide(plan.topics), state.answered)
    ability, by_answers = beliefs.overall(state.belief), beliefs.overall(alone)
    evidence = [each for each in state.answered if each.outcome != "skipped"]
    found = Report(
        quiz=plan.quiz,
        seed=plan.seed,
        bank=plan.bank,
        options=plan.options,
        started_at=state.started_at,
        ended_at=state.ended_at,
        answering_ms=sum(each.ms for each in state.answered),
        paused_ms=state.paused_ms,
        planned=state.number,
        prior=beliefs.overall(before),
        ability=ability,
        alone=by_answers,
        marks=tuple(_mark(target, ability, by_answers) for target in TARGETS),
        topics=_topics(state, earlier),
        weakest=_weakest(state),
        machine=_share(each for each in evidence if not _by_learner(each)),
        confirmed=_share(each for each in evidence if _by_learner(each)),
        held_out=_share(each for each in evidence if each.question.held_out),
        skipped=len(state.answered) - len(evidence),
        calibration=tuple(_calibration(confidence, evidence) for confidence in CONFIDENCES),
        credit=sum(CREDIT[each.confidence][not right(each)] for each in evidence if each.confidence is not None),
        judged=state.judged,
        questions=tuple(
            _question(number, each, plan.topics[each.question.topic].title, cards.get(each.question.key))
            for number, each in enumerate(state.answered, 1)
        ),
        since=None,
        posterior=state.belief,
        known=tuple(known),
    )
    return found._replace(since=compare(earlier[-1], found)) if earlier else found


def compare(a: Report, b: Report) -> Difference:
    """How far `b` lies above `a`. Both are estimated from their answers alone, by the same model."""
    change, sd = b.alone.mean - a.alone.mean, sqrt(a.alone.sd**2 + b.alone.sd**2)
    return Difference(a.quiz, a.started_at, change, change - beliefs.Z80 * sd, change + beliefs.Z80 * sd)


def _mark(target: Target, ability: Estimate, alone: Estimate) -> Mark:
    at = mark_at(target)
    above = ability.above(at)
    verdict: Verdict = "above" if above >= DECIDED else "below" if above <= 1 - DECIDED else "not decided"
    return Mark(target, at, above, alone.above(at), verdict)


def _topics(state: State, earlier: Sequence[Report]) -> tuple[TopicResult, ...]:
    were = {topic.ref: topic.ability.mean for each in earlier for topic in each.topics if topic.asked}
    asked = [each.question.topic for each in state.answered if each.outcome != "skipped"]
    return tuple(
        TopicResult(
            topic.ref,
            topic.title,
            beliefs.topic_estimate(state.belief, place),
            asked.count(place),
            were.get(topic.ref),
        )
        for place, topic in enumerate(state.plan.topics)
    )


def _weakest(state: State) -> tuple[str, ...]:
    """The topic believed weakest, and those that are not above it with 80 %; none if that is all of them."""
    asked = sorted({each.question.topic for each in state.answered if each.outcome != "skipped"})
    if len(asked) < 2:
        return ()
    mean, covariance = state.belief
    lowest = min(asked, key=lambda topic: mean[topic])

    def above(topic: int) -> float:
        variance = covariance[topic][topic] + covariance[lowest][lowest] - 2 * covariance[topic][lowest]
        return Estimate(mean[topic] - mean[lowest], sqrt(max(variance, 1e-12))).above(0)

    near = [topic for topic in asked if topic == lowest or above(topic) < DECIDED]
    return () if len(near) == len(asked) else tuple(state.plan.topics[topic].title for topic in near)


def _by_learner(answered: Answered) -> bool:
    return answered.question.open or answered.rating is not None


def _share(answered: Iterable[Answered]) -> Share:
    scores = [each.score for each in answered]
    return Share(len(scores), sum(scores))


def _calibration(confidence: Confidence, evidence: Sequence[Answered]) -> Calibration:
    said = [each for each in evidence if each.confidence == confidence]
    return Calibration(confidence, len(said), sum(map(right, said)))


def _question(number: int, answered: Answered, topic: str, card: Card | None) -> QuestionResult:
    question = answered.question
    found = QuestionResult(
        number=number,
        key=question.key,
        topic=topic,
        stage=answered.stage,
        kind=question.kind,
        difficulty=question.difficulty,
        outcome=answered.outcome,
        score=answered.score,
        right=right(answered),
        scored_by="learner" if _by_learner(answered) else "machine",
        confidence=answered.confidence,
        ms=answered.ms,
        seconds=question.seconds,
        over_time=answered.over_time,
        rapid=answered.rapid,
        hinted=answered.hinted,
        flagged=answered.flagged,
        seen=question.seen,
        held_out=question.held_out,
        sure_and_wrong=sure_and_wrong(answered),
        red_flags=answered.red_flags,
        gone=card is None,
        changed=card is not None and card.rev != question.rev,
        points=tuple(_point(answered, point.id, point.must, point.card, card) for point in question.points),
    )
    return found if card is None else _with_texts(found, answered, card)


def _point(answered: Answered, id_: str, must: bool, teaches: str, card: Card | None) -> PointResult:
    texts = {p.id: p.point for p in card.answer.points} if card and isinstance(card.answer, Interview) else {}
    return PointResult(id_, texts.get(id_, id_), teaches, must, id_ in answered.made, id_ in answered.probed)


def _with_texts(found: QuestionResult, answered: Answered, card: Card) -> QuestionResult:
    response = response_from_json(answered.response)
    return found._replace(
        asked=words.asked(card),
        code=card.code,
        lang=card.lang,
        given=None if response is None else words.given(card, response),
        solution=words.solution(card),
        explanation=card.explanation,
        sources=tuple((source.ref, source.url) for source in card.sources),
        probes=_probes(answered, card),
    )


def _probes(answered: Answered, card: Card) -> tuple[ProbeResult, ...]:
    follow_ups = card.answer.follow_ups if isinstance(card.answer, Interview) else ()
    return tuple(
        ProbeResult(follow_ups[place].ask, said, follow_ups[place].look_for)
        for place, said in zip(answered.asked_probes, answered.probe_answers, strict=False)
        if place < len(follow_ups)
    )
