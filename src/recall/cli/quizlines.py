"""What an interview by lines says: its greeting, its headlines, how a question went. It must not read or decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recall.cli import cardlines
from recall.deck.card import Interview as OpenQuestion
from recall.deck.card import Lines, Output, Sql
from recall.grade.check import grade
from recall.grade.response import Made, Response
from recall.quiz import words
from recall.quiz.log import response_from_json
from recall.quiz.values import Answered, Interview, Plan

if TYPE_CHECKING:
    from recall.deck.card import Card
    from recall.desk.interview import InterviewDesk
    from recall.desk.past import Finished

HELP = """\
At a question: type the answer; d is "I don't know", and so is enter alone where text is asked for; s leaves the
question out, ! flags it.
g, f, c say how sure the answer to come is: a guess, fairly, certain. h gives the first letters, at half the score.
At a rubric: the numbers of the points you made, letters for what is against you; enter takes what is ticked;
m shows the model answer.
p pauses (recall quiz resume goes on), q ends the interview, ? shows this help.
An answer that is one of these letters begins with a space."""


def greeting(plan: Plan) -> list[str]:
    options = plan.options
    title = " ".join(options.selectors) or "all picked decks"
    time = f"{options.minutes} min" if options.minutes else "each with its own time"
    strict = ", a late answer does not count" if options.strict else ""
    return [
        f"Mock interview: {title}. {_count(plan.number, 'question')}, {time}{strict}. Mark: {options.target}."
        f" Seed {plan.seed}.",
        "Every answer is saved at once. ? for help, p to pause.",
    ]


def welcome_back(state: Interview, gone: tuple[str, ...], changed: tuple[str, ...]) -> list[str]:
    lines = [f"Interview {state.plan.quiz} goes on: {len(state.answered)} of {state.number} questions answered."]
    if gone:
        lines.append(f"Gone from the decks since, or another question now, and left out: {_some(gone)}.")
    if changed:
        lines.append(f"Reworded since: {_some(changed)}.")
    return lines


def headline(state: Interview, question: float | None, interview: float | None) -> str:
    """`Question 3 of 6, core, OAuth flows, difficulty 3, number, 1:15.` with what is left of the whole interview."""
    asked = state.current
    assert asked is not None
    time = f", {_clock(question)}" if question is not None else ""
    left = f" {_clock(interview)} of the interview left." if interview is not None else ""
    topic = state.plan.topics[asked.topic].title
    seen = ", seen before" if asked.seen else ""
    place = f"Question {len(state.answered) + 1} of {state.number}, {state.stage}"
    return f"{place}, {topic}, difficulty {asked.difficulty}, {asked.kind}{seen}{time}.{left}"


def late(state: Interview) -> list[str]:
    """A word on time, after the newest answer."""
    last = state.answered[-1]
    if last.outcome == "timed out":
        return ["Too late: it does not count."]
    return ["Over time: it is noted."] if last.over_time else []


def outcome(desk: InterviewDesk, answered: Answered, *, whole: bool = False) -> list[str]:
    """How a question went, with what is right and why; `whole` shows the question again."""
    card = desk.card(answered.question.key)
    if card is None:
        return [f"{answered.question.key} is in no deck any more."]
    response = response_from_json(answered.response)
    said = words.given(card, response) if response is not None else "(don't know)"
    lines = [words.asked(card), *cardlines.listing(card)] if whole else []
    margin = "    " if isinstance(card.answer, Output | Sql | Lines) else "  "  # code is never broken, words are
    lines += ["You said:", *(f"{margin}{line}" for line in said.splitlines())]
    lines += _verdict(card, answered, response)
    if answered.confidence == "certain" and answered.score < 1:
        lines.append("You were certain.")
    return [*lines, "Answer:", *cardlines.solution(card), *cardlines.background(card)]


def scheduled(finished: Finished, plan: Plan) -> list[str]:
    """What the interview brought into the schedule."""
    lines = [] if plan.options.schedule else ["No date was moved, as you asked."]
    if finished.today:
        lines.append(f"Due now     {_count(len(finished.today), 'missed card')}")
    if finished.later:
        lines.append(
            f"New         {_count(len(finished.later), 'missed card')} that you had not drilled, from tomorrow on"
        )
    if finished.today or finished.later or not plan.options.schedule:
        lines.append(f"All misses at once: recall review --from-quiz {plan.quiz}")
    return lines


def _verdict(card: Card, answered: Answered, response: Response | None) -> list[str]:
    if answered.outcome == "skipped":
        return ["Left out."]
    if answered.outcome == "timed out":
        return ["Too late."]
    if isinstance(card.answer, OpenQuestion) and response is not None:
        response = Made(frozenset(answered.made), frozenset(answered.probed), answered.red_flags)
    if answered.rating is not None:
        return []
    hint = ["With a hint: half the score."] if answered.hinted else []
    return [*cardlines.verdict(grade(card, response)), *hint]


def _clock(seconds: float) -> str:
    """`1:15`; nothing is left below zero."""
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02}"


def _some(keys: tuple[str, ...]) -> str:
    named = ", ".join(key.partition(":")[2] for key in keys[:5])
    return named + (f" and {len(keys) - 5} more" if len(keys) > 5 else "")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
