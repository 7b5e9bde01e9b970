"""What a report of an interview holds. It must not know how any of it is computed, nor how it is drawn."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from recall.quiz.belief import Estimate
from recall.quiz.values import Belief, Confidence, Options, Target

Verdict = Literal["above", "below", "not decided"]


class Mark(NamedTuple):
    """One mark: its ability `at`, the chance that the learner is above it, with the prior and from answers alone."""

    target: Target
    at: float
    probability: float
    alone: float
    verdict: Verdict


class TopicResult(NamedTuple):
    """A topic's ability. `was` is the estimate of the latest earlier interview that asked it, None where new."""

    ref: str
    title: str
    ability: Estimate
    asked: int
    was: float | None = None


class Share(NamedTuple):
    """What a group of questions earned: `earned` of `questions`."""

    questions: int
    earned: float


class Calibration(NamedTuple):
    """Of the answers given with this confidence: how many there were, how many were right."""

    confidence: Confidence
    answers: int
    right: int


class PointResult(NamedTuple):
    """A key point of an open question; `card` is the note that teaches it. `made` at once, or after a probe."""

    id: str
    text: str
    card: str
    must: bool
    made: bool
    probed: bool


class ProbeResult(NamedTuple):
    """A follow-up that was asked, with its answer (None is "don't know") and what an interviewer would look for."""

    ask: str
    answer: str | None
    look_for: str


class QuestionResult(NamedTuple):
    """A question with everything a learner reads of it. Texts are empty where the card is `gone` from the bank.

    `scored_by` is who says so: the machine, or the learner against a rubric. `given` is None for "don't know".
    """

    number: int
    key: str
    topic: str
    stage: str
    kind: str
    difficulty: int
    outcome: str
    score: float
    right: bool
    scored_by: Literal["machine", "learner"]
    confidence: Confidence | None
    ms: int
    seconds: int
    over_time: bool
    rapid: bool
    hinted: bool
    flagged: bool
    seen: bool
    held_out: bool
    sure_and_wrong: bool
    red_flags: int
    gone: bool
    changed: bool
    asked: str = ""
    code: str = ""
    lang: str = ""
    given: str | None = None
    solution: str = ""
    explanation: str = ""
    sources: tuple[tuple[str, str], ...] = ()
    points: tuple[PointResult, ...] = ()
    probes: tuple[ProbeResult, ...] = ()


class Difference(NamedTuple):
    """How far the ability moved since another interview, by the answers alone, with its 80 % interval."""

    quiz: str
    at: datetime | None
    change: float
    low: float
    high: float

    @property
    def noise(self) -> bool:
        """Whether chance alone could have made it."""
        return self.low <= 0 <= self.high


class Report(NamedTuple):
    """A whole report. `ability` has the prior in it, `alone` is from the answers only; both are logits.

    `weakest` are the topics that may be the weakest and cannot be told apart, empty where nothing can be said.
    `credit` is the sum of marks by confidence (1/0, 2/-2, 3/-6). `judged` is how many the learner believed right.
    `known` are the keys of cards that were never drilled and are not asked for a while because of this interview.
    """

    quiz: str
    seed: str
    bank: str
    options: Options
    started_at: datetime | None
    ended_at: datetime | None
    answering_ms: int
    paused_ms: int
    planned: int
    prior: Estimate
    ability: Estimate
    alone: Estimate
    marks: tuple[Mark, ...]
    topics: tuple[TopicResult, ...]
    weakest: tuple[str, ...]
    machine: Share
    confirmed: Share
    held_out: Share
    skipped: int
    calibration: tuple[Calibration, ...]
    credit: int
    judged: int | None
    questions: tuple[QuestionResult, ...]
    since: Difference | None
    posterior: Belief
    known: tuple[str, ...] = ()

    @property
    def mark(self) -> Mark:
        """The mark that was aimed at."""
        return next(mark for mark in self.marks if mark.target == self.options.target)

    @property
    def sure_and_wrong(self) -> tuple[QuestionResult, ...]:
        return tuple(each for each in self.questions if each.sure_and_wrong)

    @property
    def missed_points(self) -> tuple[tuple[QuestionResult, PointResult], ...]:
        """Points not made at once, with their question."""
        return tuple(
            (each, point)
            for each in self.questions
            if each.outcome != "skipped"
            for point in each.points
            if not point.made
        )

    @property
    def right(self) -> int:
        return sum(each.right for each in self.questions)
