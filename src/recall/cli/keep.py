"""Where everything is, and whether it is whole: `recall where`, `recall doctor`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from recall.cli.shell import open_desk, say, say_json, say_table, talk

if TYPE_CHECKING:
    from recall.config import Home
    from recall.history.doctor import Report


@click.command()
@click.option("--json", "as_data", is_flag=True, help="One JSON object of names and paths.")
def where(as_data: bool) -> None:
    """Say where everything is on this machine. RECALL_HOME moves it all.

    \b
    Examples:
      recall where
      cp -r "$(recall where --json | jq -r .journal)" elsewhere/
    """
    from recall.config import find_home

    places = _places(find_home())
    if as_data:
        say_json(places)
    else:
        say_table(list(places.items()))


def _places(home: Home) -> dict[str, str]:
    from recall.config import shipped_decks

    found = {
        "history": home.database,
        "journal": home.journal,
        "backups": home.backups,
        "own_decks": home.own_decks,
        "edits": home.edits,
        "collections": home.collections,
        "shipped_decks": shipped_decks(),
        "config": home.settings_file,
        "deck_index": home.deck_index,
        "error_log": home.log,
    }
    return {name: str(path) for name, path in found.items()}


@click.command()
@click.option("--repair", is_flag=True, help="Mend what can be mended: rebuild what is derived, set damage aside.")
@click.option("--quiet", is_flag=True, help="Say nothing when all is well.")
@click.option("--json", "as_data", is_flag=True, help="One JSON object: ok, checks with name, ok, count, detail.")
def doctor(repair: bool, quiet: bool, as_data: bool) -> int:
    """Examine the history: journal against database, the file itself, every derived row against a replay of the log.

    The exit code is 0 when every promise holds and 1 when one does not; advice is only a notice.

    \b
    Examples:
      recall doctor
      recall doctor --repair
    """
    with open_desk() as desk:
        moment = desk.moment
        report = desk.history.doctor((moment.at, moment.off), repair=repair)
    if as_data:
        _say_report_json(report)
    elif not (quiet and report.ok):
        _say_report(report)
    return int(not report.ok)


def _say_report(report: Report) -> None:
    for check in report.checks:
        word = "ok" if check.ok else "notice" if check.notice else f"{check.count} wrong"
        say(f"{word:>9}  {check.name}" + (f": {check.detail}" if check.detail else ""))
    for done in report.mended:
        talk(f"mended: {done}")
    if not report.ok:
        say("recall doctor --repair mends what can be mended; nothing is deleted")


def _say_report_json(report: Report) -> None:
    checks = [
        {
            "name": check.name,
            "ok": check.ok or check.notice,
            "count": check.count,
            "detail": check.detail,
            **({"notice": True} if check.notice and not check.ok else {}),
        }
        for check in report.checks
    ]
    say_json({"ok": report.ok, "checks": checks, "mended": list(report.mended)})
