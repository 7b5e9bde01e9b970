"""Fitting the learner's own parameters: when it is worth while, in a thread of its own, and what is then recorded."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from datetime import date, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from recall.config import Home
from recall.errors import RecallError
from recall.events import Draft
from recall.schedule.values import DEFAULT_PARAMETERS, Parameters

if TYPE_CHECKING:
    from recall.desk.desk import Desk
    from recall.schedule.fit import Fitted

GROWTH = 1.1  # the log has to have grown by a tenth since the last try
AT_LEAST = 64  # answers since then


class Move(NamedTuple):
    """A card that a rescheduling would move, from one study day to another."""

    card: str
    before: date
    after: date


def worth_while(home: Home) -> bool:
    """Whether enough was answered since the last fit that another may find something. Goes through the whole log."""
    from recall.history.learnt import count

    with closing(sqlite3.connect(home.database)) as connection:
        now = count(connection)
    then = _last_try(home)
    return now >= AT_LEAST and now - then >= AT_LEAST and now >= then * GROWTH


def fit(home: Home, current: Parameters) -> Fitted:
    """Fits to the log on disk; reads through a connection of its own, so that it may run in any thread.

    Raises RecallError where the engine is missing or fails.
    """
    from recall.history.learnt import count, logged
    from recall.schedule.fit import fit as fitted

    with closing(sqlite3.connect(home.database)) as connection:
        tried = count(connection)
        found = fitted(logged(connection), current)
    with suppress(OSError):
        _tried_file(home).parent.mkdir(parents=True, exist_ok=True)
        _tried_file(home).write_text(json.dumps({"answers": tried}))
    return found


def in_background(desk: Desk, done: Callable[[Fitted], None]) -> threading.Thread | None:
    """Fits if that is worth while; `done` is called in that thread, and only with parameters that are better.

    None where the learner wants no fits or none can be made. The thread never keeps the program from ending.
    """
    from recall.schedule.fit import installed

    if not desk.settings.fit or desk.history.read_only is not None or not installed():
        return None
    home, current = desk.home, desk.settings.parameters

    def work() -> None:
        with suppress(RecallError, sqlite3.Error):
            if worth_while(home) and (found := fit(home, current)).outcome == "better":
                done(found)

    thread = threading.Thread(target=work, name="fit", daemon=True)
    thread.start()
    return thread


def adopt(desk: Desk, fitted: Fitted) -> str:
    """Records fitted parameters; they count from the next review on. Gives the id to take it back by."""
    body = {
        "params": parameters_id(fitted.values),
        "values": list(fitted.values),
        "how": {
            "engine": "fsrs-rs",
            "scored": fitted.scored,
            "tested": fitted.tested,
            "loss": fitted.loss,
            "loss_current": fitted.loss_current,
            "loss_default": fitted.loss_default,
        },
    }
    return _put_in_force(desk, body)


def back_to_default(desk: Desk) -> str:
    """Goes back to the parameters that FSRS-6 comes with, from the next review on."""
    body = {"params": Parameters().id, "values": list(DEFAULT_PARAMETERS), "how": {"engine": "none"}}
    return _put_in_force(desk, body)


def _put_in_force(desk: Desk, body: Mapping[str, Any]) -> str:
    action = desk.record([Draft("params", body)])
    desk.reload_settings()
    return action


def parameters_id(values: tuple[float, ...]) -> str:
    """The id that parameters are recorded under: the same numbers, the same id."""
    return f"fit-{blake2b(json.dumps(values).encode(), digest_size=4).hexdigest()}"


def moves(desk: Desk, progress: Callable[[int, int], None] = lambda done, total: None) -> list[Move]:
    """What rescheduling by the parameters in force would move: cards in review whose day leaves its fuzz range.

    Each card's log is replayed with the parameters in force; the new day is a quiet one inside its range, and never one
    before tomorrow.
    """
    from recall.history.learnt import in_review, replayed
    from recall.schedule import memory
    from recall.schedule.balance import Load, pick
    from recall.schedule.fuzz import chance, fuzz_range

    settings, today = desk.settings, desk.moment.on
    connection = desk.history.connection
    keys = in_review(connection)
    load = dict(desk.history.due_by_day(today.isoformat()))
    found = []
    for place, key in enumerate(keys):
        if place % 64 == 0:
            progress(place, len(keys))
        held = desk.history.state(key).memory
        if held is None or held.due_on is None:
            continue
        after = replayed(connection, key, settings.parameters)
        if after.memory is None:
            continue
        interval = memory.interval_days(after.memory.stability, settings)
        shortest, longest = fuzz_range(interval, settings.maximum_interval)
        first = max(1, (today - held.last_on).days + 1)  # tomorrow
        if shortest <= (held.due_on - held.last_on).days <= longest:
            continue
        if longest <= first:
            day = today + timedelta(days=1)
        else:
            ahead = Load(load, settings.weekdays, frozenset(settings.days_off))
            seed = chance(key, after.reps, "fuzz")
            day = held.last_on + timedelta(days=pick(max(shortest, first), longest, held.last_on, seed, ahead))
        if day == held.due_on or (held.due_on <= today and day <= today + timedelta(days=1)):
            continue
        load[held.due_on] = max(0, load.get(held.due_on, 0) - 1)
        load[day] = load.get(day, 0) + 1
        found.append(Move(key, held.due_on, day))
    progress(len(keys), len(keys))
    return found


def reschedule(desk: Desk, found: list[Move]) -> str:
    """Moves cards as one action, which undo takes back as a whole."""
    return desk.record([Draft("set_due", {"card": move.card, "due": move.after.isoformat()}) for move in found])


def _tried_file(home: Home) -> Path:
    return home.cache / "fit.json"


def _last_try(home: Home) -> int:
    try:
        return int(json.loads(_tried_file(home).read_text())["answers"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0
