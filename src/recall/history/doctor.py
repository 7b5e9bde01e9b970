"""Examines the history and mends what can be mended. What is examined stands in `checks`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recall.history.checks import Check, run
from recall.history.database import transaction
from recall.history.healing import Healing
from recall.history.journal import Journal
from recall.history.rebuild import derive_all
from recall.history.reconcile import mend

if TYPE_CHECKING:
    from recall.history.store import History


_REBUILT = frozenset({"file", "tables and indexes", "missing rows", "changed rows"})  # mended by another database


@dataclass(frozen=True, slots=True)
class Report:
    """What `doctor` found after what it mended (sentences); `problems` are the checks that failed."""

    checks: tuple[Check, ...]
    mended: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not (check.ok or check.notice))

    @property
    def ok(self) -> bool:
        return not self.problems


def examine(history: History, healing: Healing, *, repair: bool) -> Report:
    """Runs every check; `repair` mends what failed, nearest to the truth first, and runs them again."""
    report = Report(_all_checks(history))
    if report.ok or not repair or history.read_only is not None:
        return report
    failed = {check.name for check in report.problems}
    devices = {device for check in report.problems for device in check.devices}
    if devices and "file" not in failed:
        with transaction(history.connection):
            for device in sorted(devices):
                mend(history.connection, Journal(healing.home.journal, device), healing)
    if failed & _REBUILT:
        history.rebuild(healing, f"doctor found: {', '.join(sorted(failed))}")
    elif any(check.derived for check in report.problems):
        with transaction(history.connection):
            derive_all(history.connection)
        healing.note("database", "everything derived was computed anew")
    healing.keep_aside()
    return Report(_all_checks(history), tuple(map(str, healing.notices)))


def _all_checks(history: History) -> tuple[Check, ...]:
    return (_can_be_written(history), *run(history.connection, history.home), _backups(history))


def _can_be_written(history: History) -> Check:
    why = history.read_only
    hint = "answers can be read, not recorded, until that is mended"
    return Check("can be written", why is None, int(why is not None), f"{why}; {hint}" if why else "")


def _backups(history: History) -> Check:
    """Whether a backup holds events that the history lacks: it was lost, and may have been begun anew since."""
    from recall.history import backup, restore

    found = max(backup.found(history.home.backups), key=lambda each: each.events, default=None)
    if found is None or found.events <= history.events:
        return Check("events in a backup alone", True)
    plan = restore.plan(history.connection, found.path)
    detail = f"recall backup restore {found.path.name} brings them back"
    if plan.damage and not plan.missing:
        return Check("events in a backup alone", False, found.events, f"{plan.damage}; recall backup list names all")
    return Check("events in a backup alone", not plan.missing, plan.missing, detail if plan.missing else "")
