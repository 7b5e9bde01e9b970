"""The words of an interview as values: questions, the plan, events that come in, effects that go out, the state.

It must not know how an interview is shown or stored. Instants are aware UTC; nothing here reads a clock.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, NamedTuple

from recall.schedule import confidence

Target = Literal["junior", "mid", "senior"]
TARGETS: tuple[Target, ...] = ("junior", "mid", "senior")
Confidence = confidence.Confidence
CONFIDENCES = confidence.CONFIDENCES
Stage = Literal["warm-up", "core", "deep dive"]
Phase = Literal[
    "intro",
    "asking",
    "rubric",
    "probing",
    "feedback",
    "paused",
    "wrap-up",
    "walk",
    "reported",
    "abandoned",
]


class RubricPoint(NamedTuple):
    """A key point as the machine needs it: its id, its share of 10, whether it is a must, the card that teaches it.

    `known` is that card's chance of recall today, None where it was never reviewed.
    """

    id: str
    weight: int
    must: bool = False
    card: str = ""
    known: float | None = None


class Probe(NamedTuple):
    """A follow-up by its place in the card; `missing` names a point, or is empty for the one asked of a good answer."""

    place: int
    missing: str = ""


class Question(NamedTuple):
    """What the machine knows of a card: enough to choose, time and score it without the card itself.

    `topic` is a place in `Plan.topics`. `guess` is the chance score g. `seconds` is the proposed time for the answer,
    `read_ms` what reading it takes at the very least: a faster answer is a blind guess.
    `seen` tells a question of an earlier interview that comes back because the pool ran dry. `held_out` is `use: quiz`.
    `known` is the chance of recall today where the card was reviewed, else None.
    """

    key: str
    note: str
    topic: int
    kind: str
    level: str
    difficulty: int
    guess: float
    seconds: int
    rev: int
    fp: str
    read_ms: int = 0
    seen: bool = False
    held_out: bool = False
    core: bool = False
    known: float | None = None
    related: tuple[str, ...] = ()
    points: tuple[RubricPoint, ...] = ()
    probes: tuple[Probe, ...] = ()

    @property
    def open(self) -> bool:
        return self.kind == "interview"

    @property
    def weight(self) -> float:
        """How many answers it counts as: an open one min(2, points / 2), any other 1."""
        return min(2.0, len(self.points) / 2) if self.open else 1.0


class Topic(NamedTuple):
    """A deck (or a stage, where many decks are asked). `recall` is the mean retrievability of its reviewed cards.

    `recall` is None without reviews, and then the prior is the target-neutral one.
    """

    ref: str
    title: str
    recall: float | None = None


class Options(NamedTuple):
    """What the learner asked for. `minutes` is the time for the whole interview, None for the sum of the questions'."""

    selectors: tuple[str, ...] = ()
    number: int = 12
    minutes: int | None = None
    target: Target = "mid"
    kinds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    choice: bool = True
    fixed: bool = False
    feedback: Literal["now", "end"] = "end"
    strict: bool = False
    confidence: bool = True
    schedule: bool = True


class Plan(NamedTuple):
    """Everything an interview is a function of, but for the learner: recorded with its first event.

    `seed` is hexadecimal text. `bank` is a hash over the pool's cards (key, rev, fp). `pool` is in a fixed order.
    `number` questions are asked: those asked for, or fewer where the minutes leave no room.
    """

    quiz: str
    seed: str
    options: Options
    topics: tuple[Topic, ...]
    pool: tuple[Question, ...]
    bank: str
    number: int


# -- events: what the learner did, each with its instant


class Start(NamedTuple):
    """The learner begins; the clock of the first question runs from here."""

    at: datetime


class Sure(NamedTuple):
    """The learner said how sure the answer to come is."""

    at: datetime
    confidence: Confidence


class Hint(NamedTuple):
    """The learner took a hint (the first letter of a gap or typed answer): half is the most it can earn now."""

    at: datetime


class Answer(NamedTuple):
    """An answer, graded where a machine can. `response` is its JSON form (see `quiz.log`), None for "don't know".

    `score` and `correct` are the grader's. `ticks` are what was suggested for an open answer: (point id, yes|no|ask).
    `asked` is the key of the question (see `machine.addressed`): a log stays true when the rule of choice changes.
    """

    at: datetime
    response: Any
    score: float = 0.0
    correct: bool = False
    ticks: tuple[tuple[str, str], ...] = ()
    asked: str = ""


class Confirm(NamedTuple):
    """The learner confirmed which points an open answer (or the answer to a probe) made, and red flags it met."""

    at: datetime
    points: tuple[str, ...]
    red_flags: int = 0


class Probed(NamedTuple):
    """The answer to a probe: its text, or None for "don't know"; `ticks` as in `Answer`."""

    at: datetime
    response: str | None
    ticks: tuple[tuple[str, str], ...] = ()


class Rate(NamedTuple):
    """The learner rates a card that was turned over (`basic`, answered by `{"kind": "flipped"}`): 1 Again to 4 Easy."""

    at: datetime
    rating: int


class Skip(NamedTuple):
    """The question is left out: no evidence for the belief, stated in the report, rated like "don't know"."""

    at: datetime
    asked: str = ""


class Flag(NamedTuple):
    """The learner marks (or unmarks) the question on screen to look at it later."""

    at: datetime


class Next(NamedTuple):
    """Goes on: from feedback to the next question, through the walk card by card, to the report."""

    at: datetime


class Pause(NamedTuple):
    at: datetime


class Resume(NamedTuple):
    """Goes on after a pause; without one, after recall was gone (killed, a crash): the time away does not count."""

    at: datetime


class Judge(NamedTuple):
    """The wrap-up: how many of the questions the learner believes were answered right."""

    at: datetime
    right: int


class Quit(NamedTuple):
    """Ends the interview here. What was answered counts and is reported."""

    at: datetime


Event = Start | Sure | Hint | Answer | Confirm | Probed | Rate | Skip | Flag | Next | Pause | Resume | Judge | Quit


# -- effects: what a shell does after the event is on disk


class Show(NamedTuple):
    """Draw the state anew."""

    do: Literal["show"] = "show"  # tuples of nothing would equal each other, and count as false


class Schedule(NamedTuple):
    """The interview is over and its results are to be recorded as reviews (see `quiz.ratings`)."""

    do: Literal["schedule"] = "schedule"


Effect = Show | Schedule


# -- the state


class Belief(NamedTuple):
    """A joint Gaussian over the topics' abilities, in logits: `mean[i]`, `covariance[i][j]`."""

    mean: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]


class Answered(NamedTuple):
    """One question done. `ms` is the answering time without pauses. `score` is final (probes and red flags included).

    `response` as in `Answer`; `made` and `probed` are point ids; `outcome` says how it ended.
    """

    question: Question
    stage: Stage
    outcome: Literal["answered", "unknown", "skipped", "timed out"]
    score: float
    correct: bool
    response: Any
    confidence: Confidence | None
    ms: int
    over_time: bool
    rapid: bool
    hinted: bool
    flagged: bool
    made: tuple[str, ...] = ()
    probed: tuple[str, ...] = ()
    asked_probes: tuple[int, ...] = ()
    probe_answers: tuple[str | None, ...] = ()
    red_flags: int = 0
    ticks: tuple[tuple[str, str], ...] = ()
    rating: int | None = None


class Interview(NamedTuple):
    """Where an interview stands after `seq` events. `current` is the question on the table, `draft` its answer so far.

    `shown_at` is when the current prompt (question or probe) appeared, `away_ms` the pauses since then. `last_at` is
    the instant of the last event, `probe` the follow-up that is asked or whose answer is being confirmed.
    """

    plan: Plan
    phase: Phase
    belief: Belief
    number: int
    seq: int = 0
    stage: Stage = "warm-up"
    current: Question | None = None
    draft: Answered | None = None
    probe: Probe | None = None
    answered: tuple[Answered, ...] = ()
    started_at: datetime | None = None
    shown_at: datetime | None = None
    last_at: datetime | None = None
    paused_at: datetime | None = None
    paused_from: Phase | None = None
    away_ms: int = 0
    paused_ms: int = 0
    confidence: Confidence | None = None
    hinted: bool = False
    flagged: bool = False
    walked: int = 0
    judged: int | None = None
    ended_at: datetime | None = None

    @property
    def over(self) -> bool:
        return self.phase in ("reported", "abandoned")
