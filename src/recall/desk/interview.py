"""The desk of an interview: plans it, records each step before it shows, brings its results into the schedule.

The shells' only door to an interview; what an interview is and how it goes on is for `quiz` to say.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from recall.deck.card import Card, Choice, Cloze, Order, Typed
from recall.deck.card import Interview as OpenQuestion
from recall.deck.clean import clean
from recall.desk import results
from recall.desk.candidates import candidates, differences, same_question
from recall.desk.desk import Desk
from recall.desk.past import PastInterviews
from recall.errors import NotSaved
from recall.events import Draft
from recall.grade.check import grade
from recall.grade.keypoints import Suggestion, suggest
from recall.grade.response import Flipped, Response, Wrote, offered
from recall.history import interviews
from recall.quiz import log, machine
from recall.quiz.plan import plan as draw
from recall.quiz.plan import seed_of
from recall.quiz.values import Answer, Event, Interview, Options, Plan, Probed, Schedule
from recall.schedule.fuzz import chance
from recall.schedule.studyday import moment as moment_of

LONGEST_WRITTEN = 100_000  # characters of an answer that are kept
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # of an interview's id: none that is easily taken for another


class Differences(NamedTuple):
    """What an edited bank means for an interview that was begun before: keys of questions gone, and reworded."""

    gone: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


class InterviewDesk(PastInterviews):
    """One learner in interviews. Every step is on disk before `begin` and `act` return, or `NotSaved` is raised."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._cards: dict[str, Card | None] = {}

    # -- before it begins

    def plan(self, options: Options, seed: str | None = None) -> Plan:
        """An interview as the options want it; without a seed, by chance.

        Raises UsageError for a selector that fits nothing, a seed that is none, and where too few questions fit.
        """
        seed = secrets.token_hex(4) if seed is None else seed_of(seed)
        found = candidates(self.desk, options.selectors, seed)
        recent = interviews.asked(self.desk.history)
        return draw(self._new_id(), seed, options, found.questions, found.topics, recent=recent)

    def begin(self, plan: Plan) -> Interview:
        """Records the plan; the interview waits for its `Start`."""
        state = machine.start(plan)
        self._record(state, {"do": "plan", "plan": log.plan_to_json(plan)}, self.now(state), 0)
        return state

    def again(self, quiz: str) -> Plan:
        """The plan of an interview under a new id, to be taken once more: same options, pool and seed."""
        return self.logged(quiz)[0]._replace(quiz=self._new_id())

    # -- as it goes

    def now(self, state: Interview) -> datetime:
        """The instant for the next event: never before the last one, even where the clock went back."""
        at = self.desk.moment.at
        return at if state.last_at is None else max(at, state.last_at)

    def act(self, state: Interview, event: Event) -> Interview:
        """The interview after an event that is on disk now. Raises NotSaved; then nothing changed.

        The event that ends the asking brings the results into the schedule in the same breath. Raises ValueError for
        an event that does not fit.
        """
        event = machine.addressed(state, event)
        after, effects = machine.step(state, event)
        ends = after.phase == "abandoned" or any(isinstance(effect, Schedule) for effect in effects)
        self._record(state, log.event_to_json(event), event.at, after.seq, after if ends else None)
        return after

    def differences(self, state: Interview) -> Differences:
        """What changed in the bank since the interview was planned, among the questions still to come."""
        asked = {each.question.key for each in state.answered}
        left = [each for each in state.plan.pool if each.key not in asked]
        return Differences(*differences(left, self.desk.library.cards(each.key for each in left)))

    # -- the question on the table

    def card(self, key: str) -> Card | None:
        """The card of a key with the learner's own wording; None where no deck holds it any more."""
        if key not in self._cards:
            self._cards[key] = self.desk.library.card(key)
        return self._cards[key]

    def current(self, state: Interview) -> Card | None:
        """The card on the table; None where it is gone or asks something else now: skip it and say so."""
        if state.current is None:
            return None
        card = self.card(state.current.key)
        return card if card is not None and same_question(state.current, card) else None

    def order(self, state: Interview) -> tuple[int, ...]:
        """The places of `offered` in the order in which they are shown: by the interview's seed, the same on replay."""
        card = self.current(state)
        return () if card is None else display_order(state.plan.seed, card)

    def answer(self, state: Interview, response: Response | None) -> Answer:
        """The event of an answer, graded where a machine can; an open one is written (`Wrote`) and gets its pre-ticks.

        None is "don't know". Raises TypeError for a response of another kind than the card.
        """
        at, card = self.now(state), self.current(state)
        if response is None or card is None:
            return Answer(at, None)
        response = _cleaned(response)
        written = log.response_to_json(response)
        if isinstance(card.answer, OpenQuestion) and isinstance(response, Wrote):
            return Answer(at, written, ticks=_ticks(card, response.text))
        graded = grade(card, response, terms=self.desk.library.terms())
        if graded.by_self:  # turned over, or a query that nothing could be run against
            return Answer(at, log.response_to_json(Flipped()))
        return Answer(at, written, graded.score, graded.correct)

    def probed(self, state: Interview, text: str | None) -> Probed:
        """The event of an answer to a probe, None for "don't know"."""
        card = self.current(state)
        text = None if text is None else clean(text[:LONGEST_WRITTEN])
        return Probed(self.now(state), text, () if text is None or card is None else _ticks(card, text))

    def spoken(self, state: Interview) -> str:
        """What was written for the open question on the table: the answer, or the answer to the newest probe."""
        if state.draft is None:
            return ""
        if state.draft.probe_answers:
            return state.draft.probe_answers[-1] or ""
        response = state.draft.response
        return str(response.get("text", "")) if isinstance(response, dict) else ""

    def suggestions(self, state: Interview, text: str | None = None) -> tuple[Suggestion, ...]:
        """What the machine makes of an open answer (by default the one on the table), point by point, with quotes."""
        card = self.current(state)
        if card is None or not isinstance(card.answer, OpenQuestion):
            return ()
        return suggest(card.prompt, card.answer, self.spoken(state) if text is None else text)

    def hint(self, state: Interview) -> str:
        """The first letters of a typed answer or of each gap; empty for kinds that have no hint."""
        card = self.current(state)
        match card.answer if card else None:
            case Typed(accept=accept):
                return _first_letters([accept[0]])
            case Cloze() as cloze:
                return _first_letters([gap.text for gap in cloze.gaps])
            case _:
                return ""

    # -- inside

    def _new_id(self) -> str:
        """Its day and four letters by chance: short to type, and no other machine's."""
        return f"{self.desk.moment.on:%Y%m%d}-{''.join(secrets.choice(_LETTERS) for _ in range(4))}"

    def _record(
        self, state: Interview, body: Mapping[str, Any], at: datetime, seq: int, ended: Interview | None = None
    ) -> None:
        """One step as one row; the results of an interview that it ends are committed with it."""
        quiz, history = state.plan.quiz, self.desk.history
        now = self.desk.moment
        asked = {"card": state.current.key} if state.current else {}
        step = Draft("quiz", {"quiz": quiz, "seq": seq, **asked, **body, **(results.scores(ended) if ended else {})})
        when = moment_of((at, now.off), self.desk.settings.day_start)
        with history.writing((max(now.at, at), now.off)) as writer:
            if interviews.next_step(history, quiz) != seq:
                raise NotSaved("not saved: another recall went on with this interview", "recall quiz resume follows it")
            writer.append([step], at=when)
            if ended is not None and ended.plan.options.schedule:
                writer.append(results.drafts(self.desk, writer, ended, when), at=when)


def display_order(seed: str, card: Card) -> tuple[int, ...]:
    """The order in which the things to choose between are shown in the interview of a seed."""
    count = len(offered(card.answer))
    if isinstance(card.answer, Choice) and card.answer.fixed:
        return tuple(range(count))
    shown = tuple(sorted(range(count), key=lambda place: chance(seed, card.key, place)))
    if isinstance(card.answer, Order) and shown == tuple(range(count)):
        return (*shown[1:], *shown[:1])  # steps in their right order would be the answer
    return shown


def _cleaned(response: Response) -> Response:
    """The response with its texts made harmless and no longer than can be kept."""
    values = (_cleaned_value(value) for value in response)
    return type(response)(*values)


def _cleaned_value(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value[:LONGEST_WRITTEN])
    if isinstance(value, tuple):
        return tuple(map(_cleaned_value, value))
    return value


def _ticks(card: Card, text: str) -> tuple[tuple[str, str], ...]:
    assert isinstance(card.answer, OpenQuestion)
    return tuple((each.point, each.said.value) for each in suggest(card.prompt, card.answer, text))


def _first_letters(texts: Iterable[str]) -> str:
    return "   ".join(f"{text[:1]}{'.' * min(len(text) - 1, 20)}" for text in texts)
