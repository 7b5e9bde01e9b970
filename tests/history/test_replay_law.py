"""The law of the history: whatever happens in whatever order, what is stored equals what a replay of the log gives."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from scribe import answer, answer_late, derived, mark, now, opened, row, undo, without_database

from recall.config import find_home
from recall.events import Draft
from recall.history.store import History
from recall.schedule.values import DEFAULT_PARAMETERS

keys = st.sampled_from(["d:card-1", "d:card-2", "d:card-2#c1", "d:card-3", "x:gone"])
ratings = st.integers(1, 4)
gaps = st.sampled_from([0.0, 0.0001, 0.02, 1, 1.3, 9])


class Learning(RuleBasedStateMachine):
    """A learner who does everything that can be done, with a clock that goes on (and sometimes back)."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(prefix="recall-law-"))
        self.home = find_home(self.folder / "home")
        self.days = 0.0
        self.history: History = opened(self.home)

    @initialize()
    def library(self) -> None:
        self.history.sync_cards([row(1), row(2), row(3, "d/two")], "1", now())

    @rule(key=keys, rating=ratings, gap=gaps, guess=st.sampled_from([0.0, 0.25]))
    def answers(self, key: str, rating: int, gap: float, guess: float) -> None:
        self.days += gap
        answer(self.history, key, rating, self.days, guess=guess)

    @rule(key=keys, rating=ratings, back=st.floats(0, 8))
    def answers_late(self, key: str, rating: int, back: float) -> None:
        answer_late(self.history, key, rating, self.days, max(0.0, round(self.days - back, 3)))

    @rule(back=st.sampled_from([0.01, 0.5]))
    def clock_goes_back(self, back: float) -> None:
        self.days = max(0.0, self.days - back)

    @rule(key=keys, name=st.sampled_from(["suspended", "marked", "known"]), value=st.booleans())
    def marks(self, key: str, name: str, value: bool) -> None:
        self.history.append([mark(key, name, value)], now(self.days))

    @rule(key=keys, due=st.sampled_from(["2026-01-07", "2026-03-01"]))
    def calls_known(self, key: str, due: str) -> None:
        drafts = [mark(key, "known", True), Draft("set_due", {"card": key, "due": due})]
        self.history.append(drafts, now(self.days))

    @rule(key=keys)
    def resets(self, key: str) -> None:
        self.history.append([Draft("reset", {"card": key})], now(self.days))

    @rule(minutes=st.integers(1, 60))
    def sets(self, minutes: int) -> None:
        self.history.append([Draft("setting", {"name": "minutes", "value": minutes})], now(self.days))

    @rule(factor=st.sampled_from([0.9, 1.1]))
    def fits(self, factor: float) -> None:
        values = [DEFAULT_PARAMETERS[0] * factor, *DEFAULT_PARAMETERS[1:]]
        self.history.append([Draft("params", {"params": f"fit {factor}", "values": values})], now(self.days))

    @rule(old=keys, new=keys)
    def renames(self, old: str, new: str) -> None:
        self.history.append([Draft("rename", {"from": old, "to": new})], now(self.days))

    @rule()
    def undoes(self) -> None:
        if target := self.history.undo_target():
            undo(self.history, target, self.days)

    @rule()
    def redoes(self) -> None:
        if target := self.history.redo_target():
            undo(self.history, target, self.days, on=False)

    @rule(cards=st.sets(st.integers(1, 4)))
    def changes_decks(self, cards: set[int]) -> None:
        self.history.sync_cards([row(number) for number in cards], str(cards), now(self.days))

    @rule()
    def restarts(self) -> None:
        self.history.close()
        self.history = opened(self.home, self.days)
        assert self.history.notices == ()

    @invariant()
    def stored_is_replayed(self) -> None:
        report = self.history.doctor(now(self.days))
        assert report.ok, report.problems

    def teardown(self) -> None:
        """At the end: without the database the journal gives the same again."""
        self.history.close()
        before = derived(self.home)
        with opened(self.home, self.days) as history:
            cards = history.connection.execute(
                "SELECT key, note, collection, stage, deck, kind, position, core, drilled, related FROM card_states"
                " WHERE present"
            ).fetchall()
        without_database(self.home)
        with opened(self.home, self.days) as history:
            history.sync_cards(cards, "again", now(self.days))
        assert derived(self.home) == before
        shutil.rmtree(self.folder)


TestLearning = Learning.TestCase
TestLearning.settings = settings(max_examples=20, stateful_step_count=30, deadline=None)
