"""Anki's side of the measurements, run by a Python that has the `anki` package: fills a collection, then answers.

`python anki_side.py fill RECALL_DB COLLECTION NOW_MS` copies cards and reviews as they stand in recall's tables, moved
by whole days so that recall's `NOW_MS` falls on this computer's today (Anki reads the computer's clock).
`python anki_side.py serve COLLECTION` opens it and times one call for each line on stdin: a name and its arguments.
`python anki_side.py first COLLECTION` prints the first card. It knows nothing of recall but two tables.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

DAY_MS = 86_400_000
ROLLOVER_MS = 4 * 3_600_000
AGE = 4000  # days that the collection exists: Anki takes no answer to be older than its collection
STATES = {"learning": 0, "review": 1, "relearning": 2}
LIMIT = 9999  # reviews a day: the highest that Anki takes
GOOD = 2


def fill(source: str, target: str, now_ms: int) -> None:
    """Puts the same cards and reviews into a new collection."""
    from anki.collection import Collection

    from content import note

    for path in Path(target).parent.glob(f"{Path(target).name}*"):
        path.unlink()
    today_ms = int(time.time() * 1000) - ROLLOVER_MS
    col = Collection(target)
    col.db.execute("UPDATE col SET crt = ?", ((today_ms // DAY_MS - AGE) * DAY_MS + ROLLOVER_MS) // 1000)
    col.close()
    col = Collection(target)
    col.set_config("fsrs", True)
    config = col.decks.get_config(1)
    config["rev"]["perDay"] = LIMIT
    col.decks.update_config(config)
    shift = (today_ms // DAY_MS - (now_ms - ROLLOVER_MS) // DAY_MS) * DAY_MS
    model = col.models.by_name("Basic")["id"]
    today = col.sched.today
    decks: dict[str, int] = {}
    held = sqlite3.connect(source)
    ids: dict[str, int] = {}
    notes, cards = [], []
    query = (
        "SELECT key, deck, state, stability, difficulty, julianday(due_on) - julianday(?), julianday(due_on) -"
        " julianday(last_on), reps, lapses, due_at FROM card_states WHERE present AND collection = 'bench'"
        " ORDER BY key"
    )
    on = time.strftime("%Y-%m-%d", time.gmtime(now_ms / 1000))
    for number, row in enumerate(held.execute(query, (on,)), 1):
        key, deck, state, stability, difficulty, due, interval, reps, lapses, due_at = row
        if deck not in decks:
            decks[deck] = col.decks.id(deck.replace("/", "::"))
        ids[key] = now_ms + shift - AGE * DAY_MS + number
        front, back, tag = note(int(key.rpartition("-")[2]))
        notes.append((ids[key], key, model, 0, 0, f" {tag} ", f"{front}\x1f{back}", front, number, 0, ""))
        type_ = (0, 1, 2, 3)[state]
        queue = {0: 0, 1: 1, 2: 2, 3: 1}[state]
        place = number if not state else today + int(due or 0) if state == 2 else (due_at + shift) // 1000
        # without the second of the last answer both sides count whole days
        data = {"s": round(stability, 4), "d": round(difficulty, 3), "decay": DECAY} if state else {}
        cards.append(
            (ids[key], ids[key], decks[deck], 0, 0, 0, type_, queue, place, int(interval or 0), 2500, reps, lapses,
             1001 if state in (1, 3) else 0, 0, 0, 0, json.dumps(data) if data else "")
        )  # fmt: skip
    col.decks.set_current(col.decks.id("bench"))
    col.close()
    rows = sqlite3.connect(target)  # one transaction; through Anki each row would be one
    rows.executemany(f"INSERT INTO notes VALUES ({', '.join('?' * 11)})", notes)
    rows.executemany(f"INSERT INTO cards VALUES ({', '.join('?' * 18)})", cards)
    used: set[int] = set()
    before: dict[str, tuple[str, int]] = {}
    revlog = []
    for card, at, rating, ms, state, interval in held.execute(
        "SELECT card, at, rating, ms, state, interval FROM reviews ORDER BY at, hlc"
    ):
        moment = at + shift
        while moment in used:
            moment += 1
        used.add(moment)
        stood, last = before.get(card, ("learning", 0))
        revlog.append((moment, ids[card], 0, rating, interval or -600, last or -600, 500, ms, STATES[stood]))
        before[card] = (state, interval)
    rows.executemany(f"INSERT INTO revlog VALUES ({', '.join('?' * 9)})", revlog)
    rows.commit()
    for table in ("notes", "cards", "revlog"):
        rows.execute(f"ANALYZE {table}")
    rows.close()


def first(path: str) -> None:
    """The first card of the day on standard output, as a program would show it."""
    from anki.collection import Collection

    col = Collection(path)
    queued = col.sched.get_queued_cards(fetch_limit=1)  # type: ignore[attr-defined]
    print(col.get_card(queued.cards[0].card.id).question(), flush=True)


class Side:
    """An open collection; each method named by a request is timed, and what `ready` gives beforehand is not."""

    def __init__(self, path: str) -> None:
        from anki.collection import Collection

        self.col: Any = Collection(path)
        self.bench = self.col.decks.id("bench")
        self.col.decks.set_current(self.bench)
        self.params: list[float] = []

    def serve(self) -> None:
        """Answers each line on stdin with one line."""
        print(json.dumps(totals(self.col)), flush=True)
        for line in sys.stdin:
            name, *arguments = json.loads(line)
            ready: Callable[..., Any] = getattr(self, f"before_{name}", lambda *_: None)
            given = ready(*arguments)
            action: Callable[..., Any] = getattr(self, name)
            wait, cpu, wall = waited(), time.process_time(), time.perf_counter()
            value = action(*arguments) if given is None else action(given)
            took = (time.perf_counter() - wall, time.process_time() - cpu, waited() - wait)
            print(json.dumps({"wall": took[0], "cpu": took[1], "waited": took[2], "value": value}), flush=True)

    def graphs(self, days: int) -> None:
        self.col._backend.graphs(search="", days=days)

    def tree(self) -> dict[str, list[int]]:
        """Due and learning cards of each deck by its full name."""
        found: dict[str, list[int]] = {}

        def walk(node: Any, prefix: str) -> None:
            for child in node.children:
                name = f"{prefix}{child.name}"
                found[name] = [child.review_count, child.learn_count]
                walk(child, f"{name}::")

        walk(self.col.sched.deck_due_tree(), "")
        return found

    def before_queue(self) -> None:
        """Another current deck and back: the queue that is kept is thrown away."""
        self.col.decks.set_current(1)
        self.col.decks.set_current(self.bench)

    def queue(self) -> int:
        return len(self.col.sched.get_queued_cards(fetch_limit=200).cards)

    def before_answer(self) -> Any:
        queued = self.col.sched.get_queued_cards(fetch_limit=1).cards[0]
        card = self.col.get_card(queued.card.id)
        card.start_timer()
        return self.col.sched.build_answer(card=card, states=queued.states, rating=GOOD)

    def answer(self, answer: Any) -> None:
        """The answer and the next card, its text included."""
        self.col.sched.answer_card(answer)
        queued = self.col.sched.get_queued_cards(fetch_limit=1).cards[0]
        self.col.get_card(queued.card.id).note()

    def undo(self) -> None:
        self.col.undo()

    def find(self, query: str) -> int:
        return len(self.col.find_cards(query))

    def states(self, fronts: list[str]) -> list[list[float]]:
        """Stability and difficulty of some notes, computed from their reviews."""
        found = []
        for front in fronts:
            (card,) = self.col.db.list("SELECT c.id FROM cards c JOIN notes n ON c.nid = n.id WHERE n.guid = ?", front)
            state = self.col._backend.compute_memory_state(card).state
            found.append([state.stability, state.difficulty])
        return found

    def before_recompute(self) -> Any:
        """Other parameters by a hair, so that every state has to be computed anew."""
        from anki.deck_config_pb2 import UpdateDeckConfigsMode

        found = self.col._backend.get_deck_configs_for_update(self.bench)
        config = found.all_config[0].config
        del config.config.fsrs_params_6[:]
        nudge = 0.0001 if not self.params or self.params[0] == PARAMETERS[0] else 0.0
        self.params = [PARAMETERS[0] + nudge, *PARAMETERS[1:]]
        config.config.fsrs_params_6.extend(self.params)
        return {
            "target_deck_id": self.bench, "configs": [config], "removed_config_ids": [],
            "mode": UpdateDeckConfigsMode.UPDATE_DECK_CONFIGS_MODE_NORMAL, "card_state_customizer": "",
            "limits": found.current_deck.limits, "new_cards_ignore_review_limit": False, "fsrs": True,
            "apply_all_parent_limits": False, "fsrs_reschedule": False, "fsrs_health_check": False,
        }  # fmt: skip

    def recompute(self, request: dict[str, Any]) -> None:
        self.col._backend.update_deck_configs(**request)

    def simulate(self, new: int) -> int:
        """A year of all cards, with so many new ones a day; the cards it introduced."""
        from anki.scheduler_pb2 import SimulateFsrsReviewRequest

        request = SimulateFsrsReviewRequest(
            params=PARAMETERS, desired_retention=0.9, deck_size=0, days_to_simulate=365, new_limit=new,
            review_limit=LIMIT, max_interval=36500, search="deck:bench", historical_retention=0.9,
            learning_step_count=2, relearning_step_count=1, easy_days_percentages=[1.0] * 7,
        )  # fmt: skip
        return sum(self.col._backend.simulate_fsrs_review(request).daily_new_count)

    def fit(self) -> list[float]:
        return list(
            self.col._backend.compute_fsrs_params(
                search="deck:bench",
                current_params=PARAMETERS,
                ignore_revlogs_before_ms=0,
                num_of_relearning_steps=1,
                health_check=False,
            ).params
        )


# FSRS-6 as it comes.
PARAMETERS = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629,
    1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip
DECAY = PARAMETERS[20]  # kept with every card: Anki takes the curve of FSRS-5 for one without


def waited() -> float:
    """Seconds that this process was ready to run and had no CPU."""
    try:
        return int(Path("/proc/self/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


def totals(col: Any) -> dict[str, Any]:
    """What both sides must agree on before anything is timed."""
    found = col._backend.graphs(search="", days=0)
    kinds: Counter[str] = Counter()
    days: dict[int, int] = {}
    for day, counts in found.reviews.count.items():
        days[day] = counts.learn + counts.relearn + counts.young + counts.mature + counts.filtered
        for name in ("learn", "relearn", "young", "mature", "filtered"):
            kinds[name] += getattr(counts, name)
    return {
        "reviews": sum(days.values()),
        "days": len([day for day, many in days.items() if many]),
        "kinds": dict(kinds),
        "ms": sum(
            getattr(times, name)
            for times in found.reviews.time.values()
            for name in ("learn", "relearn", "young", "mature", "filtered")
        ),
        "due": sum(many for day, many in found.future_due.future_due.items()),
        "hours": sum(hour.total for hour in found.hours.all_time),
        "cards": sum(found.intervals.intervals.values()),
    }


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    elif sys.argv[1] == "first":
        first(sys.argv[2])
    else:
        Side(sys.argv[2]).serve()
