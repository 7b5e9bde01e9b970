"""An interview in words: its lines, the pages between the questions, and what became of an answer. Pure.

It must not know widgets or keys; `<binding.id>` stands for a key.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from textual.content import Content

from recall.deck.card import Card, FollowUp
from recall.deck.card import Interview as OpenQuestion
from recall.grade.check import grade
from recall.grade.response import Made, Response, Wrote
from recall.quiz.log import response_from_json
from recall.quiz.machine import missed, remaining, sure_and_wrong
from recall.quiz.values import Answered, Interview, Plan
from recall.tui import sides
from recall.tui.blocks import ACCENT, QUIET, Block, Prose, tidy
from recall.tui.markdown import parse
from recall.tui.outcome import outcome
from recall.tui.status import NARROW

_DOTS = 8
_SURE = {"guess": "a guess", "fairly": "you were fairly sure", "certain": "you were certain"}
_SOFT = "The clock is soft: an answer over its time counts, and is noted."
_STRICT = "When the time of a question is up, what stands there is the answer."


def clock(seconds: float) -> str:
    """Minutes and seconds: `1:05`."""
    whole = int(abs(seconds))
    return f"{whole // 60}:{whole % 60:02}"


def title(plan: Plan) -> str:
    """What the interview is about."""
    named = (selector.rstrip("/").rpartition("/")[2].replace("-", " ") for selector in plan.options.selectors)
    about = plan.topics[0].title if len(plan.topics) == 1 else ", ".join(named)
    return tidy(f"{about[:1].upper()}{about[1:]} interview") if about else "Interview"


def place(state: Interview, room: int) -> Content:
    """Where the interview stands: stage, number, and how hard the question is, as much of it as has room."""
    question = state.current or (state.answered[-1].question if state.phase == "feedback" else None)
    number = min(len(state.answered) + (state.phase not in ("feedback", "wrap-up", "walk")), state.number)
    flag = " !" if state.flagged else ""
    short = Content.assemble((state.stage, "bold"), f" {number}/{state.number}{flag}")
    if question is None:
        return short
    lengths = [
        (f"{question.level}, difficulty {question.difficulty}", *(["seen before"] if question.seen else [])),
        (f"difficulty {question.difficulty}", *(["seen before"] if question.seen else [])),
        (f"difficulty {question.difficulty}",),
    ]
    named = Content.assemble((title(state.plan), "bold"), f"   {state.stage} {number} of {state.number}{flag}")
    whole = [Content.assemble(named, (f"   {', '.join(parts)}", QUIET)) for parts in lengths]
    fits = (line for line in (*whole, named, short) if line.cell_length <= room)
    return next(fits, short)


def time_left(state: Interview, now: datetime, width: int) -> Content:
    """The clock of the question: what is left of its time, or by how much it is over."""
    left, _ = remaining(state, now)
    if left is None or state.phase not in ("asking", "probing"):
        return Content("")
    if left < 0:
        return Content.styled(f"over by {clock(left)}", "$text-warning")
    if state.phase == "probing" or state.current is None or width < NARROW:
        return Content(f"{clock(left)} left")
    lit = max(0, min(_DOTS, -int(-left * _DOTS // state.current.seconds)))
    return Content.assemble(f"{clock(left)} left ", ("●" * lit, ACCENT), ("○" * (_DOTS - lit), QUIET))


def seconds_left(state: Interview, now: datetime) -> float:
    """An estimate for the rest of the questions: the interview's clock, else the usual time of those to come."""
    _, left = remaining(state, now)
    if left is not None:
        return max(0.0, left)
    here = state.current.seconds if state.current else _usual(state.plan)
    return max(0, state.number - len(state.answered) - 1) * _usual(state.plan) + here


def standing(state: Interview) -> str:
    """What is said after the program: where the interview stands, and the command that goes on from there."""
    done = f"Interview {state.plan.quiz}: {len(state.answered)} of {state.number} questions answered, all saved"
    if state.phase == "abandoned":
        return f"Interview {state.plan.quiz} was ended before its first answer."
    return f"{done}. recall quiz {'report shows it again' if state.over else 'resume goes on'}."


# -- the pages between questions


def intro(state: Interview) -> tuple[Block, ...]:
    """What is to come and how it goes."""
    plan, options = state.plan, state.plan.options
    minutes = options.minutes or max(1, round(state.number * _usual(plan) / 60))
    topics = ", ".join(tidy(topic.title) for topic in plan.topics)
    shown = "The answer shows after each question." if options.feedback == "now" else "No answer shows before the end."
    return (
        Prose(Content(f"{state.number} questions, about {minutes} minutes, measured at the {options.target} mark.")),
        Prose(Content.styled(f"Topics: {topics}", QUIET), gap=False),
        Prose(Content.styled(f"Seed: {plan.seed}", QUIET), gap=False),
        _dash(f"After a warm-up the questions get harder or easier as you answer. {shown}", gap=True),
        _dash("Don't know is never worse than a wrong answer. Say how sure you are: the report compares."),
        _dash(f"{_STRICT if options.strict else _SOFT} A pause stops it."),
        _dash("Every step is saved at once: recall quiz resume goes on after whatever happens."),
    )


def paused(state: Interview, *, away: bool) -> tuple[Block, ...]:
    """Instead of the question while the clock stands still; `away` after recall was gone."""
    left = state.number - len(state.answered)
    happened = "This interview was interrupted." if away else "Paused. The clock stands still."
    return (
        Prose(Content.styled(happened, "bold")),
        Prose(Content(f"{len(state.answered)} of {state.number} questions are answered and saved, {left} to come.")),
        Prose(Content(f"{'The time you were away' if away else 'A pause'} does not count."), gap=False),
    )


def gone(key: str) -> tuple[Block, ...]:
    """Instead of a question whose card is no longer what was planned."""
    return (
        Prose(Content.styled("This question is gone from the decks, or asks something else now.", "bold")),
        Prose(Content(tidy(key))),
        Prose(Content("It is left out of the interview; the report says so.")),
    )


def wrap_up(state: Interview) -> tuple[Block, ...]:
    """The question before the report."""
    done = len(state.answered)
    ended = "That was the last question." if done >= state.number else "The interview is over."
    return (
        Prose(Content.styled(ended, "bold")),
        Prose(Content(f"Before you see how it went: how many of your {done} answers were right, do you think?")),
    )


# -- open answers


def told(text: str | None) -> tuple[Block, ...]:
    """An open answer as it was written; None is "don't know"."""
    said = Content(text) if text else Content.styled("You did not know." if text is None else "Said aloud.", QUIET)
    return (_heading("You said"), Prose(said, gap=False))


def follow_up(card: Card, state: Interview) -> tuple[Block, ...]:
    """The probe that is asked, below the question that it belongs to."""
    number = len(state.draft.asked_probes) if state.draft else 1
    asked = _probe(card, state.probe.place if state.probe else -1)
    return (*parse(card.prompt), _heading(f"Follow-up {number}"), *(_close(parse(asked.ask)) if asked else ()))


def look_for(card: Card, state: Interview) -> tuple[Block, ...]:
    """The probe whose answer is looked at, and what an interviewer would listen for in it."""
    asked = _probe(card, state.probe.place) if state.probe else None
    if asked is None:
        return ()
    listens = [Prose(Content.styled(f"Looked for: {tidy(asked.look_for)}", QUIET))] if asked.look_for else []
    return (*parse(asked.ask), *listens)


def model_answer(answer: OpenQuestion) -> tuple[Block, ...]:
    return (_heading("A model answer"), *_close(parse(answer.model_answer)))


# -- what became of an answer


def walk_title(state: Interview) -> str:
    """Which of the misses is shown."""
    return f"{state.walked + 1} of {len(missed(state))} to look at again"


def became(card: Card, answered: Answered, order: Sequence[int], terms: Iterable[str] = ()) -> tuple[Block, ...]:
    """What was answered beside what is right; `order` is the order in which options were shown."""
    response = response_of(card, answered)
    try:
        graded = grade(card, response, terms=terms)
        blocks = outcome(card, response, graded, order)
    except (TypeError, ValueError, IndexError):  # the card is another one since
        blocks = sides.solution(card)
    if not isinstance(card.answer, OpenQuestion) or answered.response is None:
        return (*_circumstances(answered), *blocks)
    probes = zip(answered.asked_probes, answered.probe_answers, strict=False)
    follow_ups = [
        block
        for number, (place, said) in enumerate(probes, 1)
        if (asked := _probe(card, place)) is not None
        for block in (_heading(f"Follow-up {number}"), *_close(parse(asked.ask)), *told(said))
    ]
    written = response_from_json(answered.response)
    said = told(written.text if isinstance(written, Wrote) else "")
    return (*_circumstances(answered), *blocks, *said, *follow_ups, *model_answer(card.answer))


def response_of(card: Card, answered: Answered) -> Response | None:
    """What the learner gave, an open answer as the points made."""
    if answered.outcome in ("skipped", "unknown") or answered.response is None:
        return None
    if isinstance(card.answer, OpenQuestion):
        return Made(frozenset(answered.made), frozenset(answered.probed), answered.red_flags)
    return response_from_json(answered.response)


def _circumstances(answered: Answered) -> tuple[Block, ...]:
    """What else there is to say of an answer, on one line."""
    bad = sure_and_wrong(answered)
    said = (
        "Skipped" if answered.outcome == "skipped" else "",
        "Time was up" if answered.outcome == "timed out" else "over time" if answered.over_time else "",
        _SURE[answered.confidence] if answered.confidence else "",
        "and wrong: fix this first" if bad else "",
        "with a hint, which halves it" if answered.hinted else "",
    )
    text = ", ".join(filter(None, (clock(answered.ms / 1000), *said)))
    return (Prose(Content.styled(text, "$text-warning" if bad else QUIET)),)


def _usual(plan: Plan) -> float:
    """Seconds that a question of the pool takes on average."""
    return sum(question.seconds for question in plan.pool) / (len(plan.pool) or 1)


def _probe(card: Card, place: int) -> FollowUp | None:
    follow_ups = card.answer.follow_ups if isinstance(card.answer, OpenQuestion) else ()
    return follow_ups[place] if 0 <= place < len(follow_ups) else None


def _heading(text: str) -> Prose:
    return Prose(Content.styled(text, "bold"))


def _close(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Blocks that follow their heading without a blank line."""
    return tuple(block._replace(gap=block.gap and number > 0) for number, block in enumerate(blocks))


def _dash(text: str, *, gap: bool = False) -> Prose:
    return Prose(Content(text), "- ", "  ", gap=gap)
