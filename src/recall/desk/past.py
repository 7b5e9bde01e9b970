"""Interviews that were taken, or cut off: found, replayed out of their log, reported, compared. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from recall.desk import results
from recall.desk.desk import Desk
from recall.desk.options import Options
from recall.desk.words import of_interview
from recall.errors import RecallError, UsageError
from recall.history import interviews
from recall.history.interviews import InterviewRow
from recall.quiz import log, machine
from recall.quiz.report import compare, report
from recall.quiz.reported import Difference, Report
from recall.quiz.values import Answer, Answered, Event, Interview, Plan, Skip
from recall.schedule.values import Rating

_ANY_DAY = 365  # days ahead: what was missed is asked now, whatever its day
_COMPARED = 3  # earlier interviews that a report looks back on
_LOOKED_BACK = 30  # among so many


class Finished(NamedTuple):
    """Cards that an interview brought into the schedule: missed and due now, missed and new (from tomorrow), known."""

    today: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


class Proof(NamedTuple):
    """A replay: `same` says whether plan, seed and answers gave the recorded interview again; `hash` is its log's."""

    id: str
    seed: str
    bank: str
    events: int
    hash: str
    same: bool


class PastInterviews:
    """What the log tells of one learner's interviews."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def history(self, selectors: Sequence[str] = ()) -> list[InterviewRow]:
        """Every interview, newest first; with selectors those that asked for one of them."""
        rows = interviews.interviews(self.desk.history)
        return [row for row in rows if not selectors or set(selectors) & set(row.selectors)]

    def unfinished(self) -> Interview | None:
        """The newest interview that was begun and did not come to its report, None where there is none."""
        for place, row in enumerate(self.history()):
            if place and row.ended:
                continue  # of those whose results are recorded only the newest may still be on its walk
            with suppress(RecallError):  # one that cannot be read must not stand in the way of a new one
                state = self.replayed(row.id)
                if not state.over:
                    return state
        return None

    def load(self, name: str) -> Interview:
        """The interview of an id, or of a part of one that fits no other. Raises UsageError."""
        return self.replayed(self.find(name).id)

    def find(self, name: str) -> InterviewRow:
        """The row of the interview that `name` (an id or a part of it, `last` for the newest) stands for."""
        rows = self.history()
        if not rows:
            raise UsageError("there is no interview yet", "recall quiz begins one")
        found = rows[:1] if name == "last" else interviews.find(rows, name)
        if len(found) == 1:
            return found[0]
        said = ", ".join(row.id for row in (found or rows)[:5])
        raise UsageError(f"{name} names {len(found) or 'no'} interview{'s' if found else ''}", f"there are {said}")

    def replayed(self, quiz: str) -> Interview:
        """The interview out of its log. Raises RecallError where the log cannot be followed."""
        plan, events = self.logged(quiz)
        try:
            return log.replay(plan, events)
        except (ValueError, KeyError, TypeError) as error:
            raise _unreadable(quiz, error) from error

    def logged(self, quiz: str) -> tuple[Plan, list[Event]]:
        """The plan of an interview and every event since."""
        steps = interviews.steps(self.desk.history, quiz)
        if not steps:
            raise UsageError(f"there is no interview {quiz}", "recall quiz history lists them")
        try:
            plan = log.plan_from_json(steps[0].body["plan"])
            return plan, [log.event_from_json(step.body, step.at) for step in steps[1:]]
        except (ValueError, KeyError, TypeError) as error:
            raise _unreadable(quiz, error) from error

    def walk(self, state: Interview) -> tuple[Answered, ...]:
        """The missed questions in the order in which the walk goes through them: `Next` leads from one to the next."""
        return machine.missed(state)

    def report(self, quiz: str) -> Report:
        """The report of an interview beside the earlier ones that asked one of its topics."""
        state = self.replayed(quiz)
        refs = {topic.ref for topic in state.plan.topics}
        rows = self.history()
        before = rows[[row.id for row in rows].index(quiz) + 1 :]
        earlier = []
        for row in before[:_LOOKED_BACK]:
            try:
                other = self.replayed(row.id)
            except RecallError:
                continue
            if row.ended and other.answered and refs & {topic.ref for topic in other.plan.topics}:
                earlier.append(report(other, cards={}))
            if len(earlier) == _COMPARED:
                break
        cards = self.desk.library.cards(each.question.key for each in state.answered)
        return report(state, earlier=earlier[::-1], cards=cards, known=self.finish(state).known)

    def compare(self, one: str, other: str) -> tuple[Report, Report, Difference]:
        """Two reports and how far the second lies above the first."""
        a, b = (report(self.replayed(quiz), cards={}) for quiz in (one, other))
        return a, b, compare(a, b)

    def finish(self, state: Interview) -> Finished:
        """What the interview brought into the schedule and still stands: neither taken back nor asked since."""
        today: list[str] = []
        later: list[str] = []
        known: list[str] = []
        if state.plan.options.schedule:
            for rated, card in results.rated_cards(self.desk, state):
                assert rated.rating is not None
                now = self.desk.state(card.key)
                if rated.rating < Rating.GOOD:
                    (later if now.memory is None else today).append(card.key)
                elif (
                    now.memory is None and now.awaited_on is not None and self.desk.history.marks(card.key).get("known")
                ):
                    known.append(card.key)
        return Finished(tuple(today), tuple(later), tuple(known))

    def misses(self, quiz: str) -> tuple[str, ...]:
        """The cards that an interview found missing, sure-and-wrong ones first.

        Left out are those answered since, and those that the learner buried or suspended.
        """
        rated = results.rated_cards(self.desk, self.replayed(quiz))
        missed = [card.key for each, card in rated if (each.rating or Rating.AGAIN) < Rating.GOOD]
        steps = interviews.steps(self.desk.history, quiz)
        recorded = [step.hlc for step in steps if "results" in step.body]
        today = self.desk.moment.on.isoformat()

        def aside(key: str) -> bool:
            marks = self.desk.history.marks(key)
            return bool(marks.get("suspended")) or str(marks.get("buried_until") or "") > today

        def answered_since(key: str) -> bool:
            reviews = ((event, undone) for event, undone in self.desk.history.reviews(key) if event.hlc > recorded[0])
            return any(not undone and of_interview(event) != quiz for event, undone in reviews)

        waiting = dict.fromkeys(missed) if recorded else ()
        return tuple(key for key in waiting if not answered_since(key) and not aside(key))

    def repair(self, misses: Sequence[str]) -> Options:
        """How a sitting over all of these misses is asked for: now, whatever their days, siblings included."""
        return Options(new=len(misses), ahead=_ANY_DAY, title="Missed in the interview", every=True)

    def proved(self, quiz: str) -> Proof:
        """Whether plan, seed and answers alone give the interview that was recorded, question by question."""
        plan, events = self.logged(quiz)
        state = self.replayed(quiz)
        answers = [event._replace(asked="") if isinstance(event, Answer | Skip) else event for event in events]
        steps = interviews.steps(self.desk.history, quiz)
        recorded = [{"results": step.body["results"]} for step in steps if step.body.get("results")]
        try:
            same = log.replay(plan, answers) == state and recorded in ([], [results.scores(state)])
        except ValueError:  # another question was chosen, and the answer does not fit it
            same = False
        return Proof(quiz, plan.seed, plan.bank, len(events), log.log_hash(plan, events), same)


def _unreadable(quiz: str, error: Exception) -> RecallError:
    return RecallError(f"interview {quiz} cannot be read: {error}", "recall doctor examines the log")
