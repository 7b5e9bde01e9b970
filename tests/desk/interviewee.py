"""A learner with decks that can be examined, and somebody who takes whole interviews in a line."""

from __future__ import annotations

from pathlib import Path

from learner import Learner, write_collection

from recall.config import Home
from recall.desk.desk import Desk
from recall.desk.interview import InterviewDesk
from recall.desk.options import Options as Wanted
from recall.grade.response import Response, Wrote
from recall.quiz.values import Confirm, Interview, Judge, Next, Options, Plan, Start, Sure
from recall.schedule.values import Rating

SECONDS = 15  # an answer takes so long


def examined_deck(name: str, cards: int) -> str:
    """Typed cards `<name>-1`.. answered by `right 1`.., and one open question whose points lead to the first two."""
    lines = ["format: recall/1", f"deck: {name}", f"title: {name.title()}", "cards:"]
    for number in range(1, cards + 1):
        lines += [
            f"- id: {name}-{number}",
            f"  prompt: Question {number} of {name}",
            f"  accept: [right {number}]",
            f"  difficulty: {1 + number % 5}",
        ]
    lines += [
        f"- id: {name}-open",
        "  level: interview",
        f"  prompt: Tell me about {name}",
        "  model_answer: I measure it and then I explain it.",
        "  minutes: 3",
        "  rubric:",
        f"  - {{id: measure, point: Measures it first, weight: 6, must: true, terms: [measure], card: {name}-1}}",
        f"  - {{id: explain, point: Explains the reason, weight: 4, terms: [explain], card: {name}-2}}",
        "  follow_ups:",
        "  - {when: missing measure, ask: How do you know?, look_for: A measurement}",
    ]
    return "\n".join(lines) + "\n"


def make_interviewee(root: Path, cards: int = 12) -> Learner:
    home = Home(data=root / "home", config=root / "home", cache=root / "home" / "cache")
    write_collection(
        root / "decks",
        {"security/oauth.yaml": examined_deck("oauth", cards), "security/jwt.yaml": examined_deck("jwt", cards)},
    )
    return Learner(home, root / "decks")


class Candidate:
    """Takes interviews on a learner's desk; every step takes `SECONDS`."""

    def __init__(self, learner: Learner) -> None:
        self.learner = learner
        self.desk = InterviewDesk(learner.sit_down())

    def begin(self, number: int = 4, *, seed: str = "7f3a", plan: Plan | None = None, **options: object) -> Interview:
        wanted = Options(selectors=("security",), number=number)._replace(**options)
        state = self.desk.begin(plan or self.desk.plan(wanted, seed))
        return self.desk.act(state, Start(self.desk.now(state)))

    def answer(self, state: Interview, *, right: bool = True, sure: bool = False) -> Interview:
        """Answers the question on the table, its rubric and follow-ups included."""
        self.learner.later(seconds=SECONDS)
        card = self.desk.current(state)
        assert card is not None
        if sure:
            state = self.desk.act(state, Sure(self.desk.now(state), "certain"))
        response: Response | None = Wrote("right " + card.id.rpartition("-")[2] if right else "no idea at all")
        if card.kind == "interview":
            response = Wrote("I measure it first, and I explain the reason" if right else "Well")
        state = self.desk.act(state, self.desk.answer(state, response))
        while state.phase in ("rubric", "probing"):
            self.learner.later(seconds=SECONDS)
            event = self.desk.probed(state, None)
            if state.phase == "rubric":
                assert state.draft is not None
                said = tuple(point for point, tick in state.draft.ticks if tick == "yes")
                state = self.desk.act(state, Confirm(self.desk.now(state), said))
            else:
                state = self.desk.act(state, event)
        return state

    def finish(self, state: Interview) -> Interview:
        """From the wrap-up through the walk to the report."""
        while not state.over:
            now = self.desk.now(state)
            state = self.desk.act(state, Judge(now, 1) if state.phase == "wrap-up" else Next(now))
        return state

    def take(self, number: int = 4, *, right: bool = True, sure: bool = False, **options: object) -> Interview:
        """A whole interview, every question answered alike."""
        state = self.begin(number, **options)  # type: ignore[arg-type]
        while state.phase == "asking":
            state = self.answer(state, right=right, sure=sure)
        return self.finish(state)


def reviewed(desk: Desk, name: str) -> None:
    """The card has a memory: answered Easy."""
    desk.grade(desk.start([name], Wanted(new=1)), Rating.EASY)
    assert desk.state(f"backend:{name}").memory is not None
