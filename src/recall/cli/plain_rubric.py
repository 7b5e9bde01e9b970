"""The rubric of an open answer by lines: what is shown, and the step that a typed line stands for. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from recall.cli import cardlines
from recall.deck.card import Card, Interview, RedFlag
from recall.grade.keypoints import Said, flags_met
from recall.grade.lineinput import DONT_KNOW, LETTERS, Unclear
from recall.quiz.values import Confirm, Rate
from recall.quiz.values import Interview as State

if TYPE_CHECKING:
    from recall.desk.interview import InterviewDesk

_TICKS = {Said.YES.value: "x", Said.ASK.value: "?", Said.NO.value: " "}
_GOOD = 3


def shown(desk: InterviewDesk, state: State, card: Card) -> list[str]:
    """The points with what the machine takes for said and its evidence; for a card turned over, the answer."""
    if not isinstance(card.answer, Interview):
        return ["Answer:", *cardlines.solution(card), *cardlines.background(card)]
    ticks = dict(_newest_ticks(state))
    quotes = {each.point: each.quote for each in desk.suggestions(state)}
    lines = ["", "The machine only suggests: ? is for you to decide. Say what you really said."]
    for number, point in enumerate(card.answer.points, 1):
        if point.id in _made(state):
            continue
        quote = f'   "{quotes[point.id]}"' if quotes.get(point.id) and ticks.get(point.id) != Said.NO.value else ""
        must = "  (a must)" if point.must else ""
        must += "  (asked for)" if state.probe is not None and state.probe.missing == point.id else ""
        lines.append(f"  {number} [{_TICKS[ticks.get(point.id, Said.NO.value)]}] {point.point}{must}{quote}")
    met = flags_met(card.answer, desk.spoken(state))
    for place, flag in enumerate(_red_flags(state, card.answer)):
        seems = "  (it seems so)" if place in met else ""
        lines.append(f"  {LETTERS[place]}     against you: {flag.say}{seems}")
    return lines


def prompt(state: State, card: Card) -> str:
    if not isinstance(card.answer, Interview):
        return "How did it go? 1 Again, 2 Hard, 3 Good, 4 Easy (enter for 3): "
    numbers = [str(_numbers(card.answer)[id_]) for id_ in _ticked(state)]
    flags = ", letters for what is against you" if _red_flags(state, card.answer) else ""
    return f"Points you made (numbers{flags}, 0 for none, m model answer; enter for {' '.join(numbers) or 'none'}): "


def model_answer(card: Card) -> list[str]:
    if not isinstance(card.answer, Interview) or not card.answer.model_answer:
        return ["This card has no model answer."]
    return ["Model answer:", *card.answer.model_answer.splitlines()]


def read(state: State, card: Card, line: str, at: datetime) -> Confirm | Rate:
    """The step that the line stands for; an empty one, or `d`, takes what is proposed. Raises Unclear."""
    if not isinstance(card.answer, Interview):
        if line not in ("", DONT_KNOW, "1", "2", "3", "4"):
            raise Unclear("Type 1, 2, 3 or 4, or press enter.")
        return Rate(at, int(line) if line.isdecimal() else _GOOD)
    if line in ("", DONT_KNOW):
        return Confirm(at, _ticked(state))
    points: set[str] = set()
    flags: set[str] = set()
    by_number = {str(number): id_ for id_, number in _numbers(card.answer).items()}
    letters = LETTERS[: len(_red_flags(state, card.answer))]
    for word in line.replace(",", " ").split():
        if word in by_number:
            points.add(by_number[word])
        elif word in letters:
            flags.add(word)
        elif word not in ("0", "-"):
            what = f"number from 1 to {len(by_number)}" + (f" and no letter from a to {letters[-1]}" if letters else "")
            raise Unclear(f"{word[:20]} is no {what}.")
    return Confirm(at, tuple(id_ for id_ in by_number.values() if id_ in points), len(flags))


def without_card(state: State, at: datetime) -> Confirm | Rate:
    """The step for a card that is gone: what the machine took for said; a card turned over counts as half known."""
    assert state.current is not None
    return Confirm(at, _ticked(state)) if state.current.open else Rate(at, 2)


def _red_flags(state: State, answer: Interview) -> tuple[RedFlag, ...]:
    """What may count against the learner: asked about once, with the answer itself."""
    return answer.red_flags if state.probe is None else ()


def _numbers(answer: Interview) -> dict[str, int]:
    """The numbers of the points, from 1, by their ids."""
    return {point.id: number for number, point in enumerate(answer.points, 1)}


def _newest_ticks(state: State) -> tuple[tuple[str, str], ...]:
    """The suggestions for the newest text: those of a probe's answer stand after those of the answer itself."""
    assert state.draft is not None
    count = len(state.draft.question.points)
    if state.probe is None:
        return state.draft.ticks[:count]
    return state.draft.ticks[-count:] if state.draft.probe_answers[-1] else ()


def _made(state: State) -> tuple[str, ...]:
    """The points that need no confirming any more."""
    assert state.draft is not None
    return (*state.draft.made, *state.draft.probed)


def _ticked(state: State) -> tuple[str, ...]:
    return tuple(id_ for id_, said in _newest_ticks(state) if said == Said.YES.value and id_ not in _made(state))
