"""`recall deck check`: what is wrong in decks, missing ids, what changed since a version, a look at each save."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recall.cli.deckfiles import agreed, count, deck_paths, there
from recall.cli.shell import open_desk, say, say_json, talk
from recall.errors import UsageError

if TYPE_CHECKING:
    from recall.deck.check import CheckReport
    from recall.deck.problem import Problem

FORMATS = ("text", "json", "github", "sarif")
_SECONDS = 0.5  # between two looks
_MANY, _NAMED = 20, 5  # warnings that are summed up, and how many rules the sum names


@click.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--bank", is_flag=True, help="Also measure the whole: what a guesser would win, sources, levels; strict.")
@click.option("--strict", is_flag=True, help="Rules of what makes a good card block, as in the decks that ship.")
@click.option("--against", metavar="REVISION|FOLDER", help="Refuse ids that vanished or changed meaning since then.")
@click.option("--fix", is_flag=True, help="Give cards without an id, or with another card's, one; show that first.")
@click.option("--yes", is_flag=True, help="With --fix: write without asking.")
@click.option("--watch", is_flag=True, help="Check again whenever a file is saved, until ctrl-c.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True,
              help="github: annotations of a pull request; sarif: SARIF 2.1.0.")  # fmt: skip
@click.option("--json", "as_data", is_flag=True, help="One JSON object: cards, problems with file, line, column, card, "
              "rule, level, message, hint; gates with --bank.")  # fmt: skip
def check(
    path: Path | None,
    bank: bool,
    strict: bool,
    against: str | None,
    fix: bool,
    yes: bool,
    watch: bool,
    form: str,
    as_data: bool,
) -> int:
    """Say everything that is wrong with a deck file or a folder of decks; without PATH with all that is installed.

    One line a problem: file:line:column: card: what is wrong (hint: what to write). Exit code 1 if one is an error.
    Warnings say what makes a good card; `x-allow: {C07: your reason}` on a card lets one pass.

    \b
    Examples:
      recall deck check my-deck.yaml --watch
      recall deck check decks/ --fix
      recall deck check . --against origin/main --format github
    """
    form = "json" if as_data else form
    if path is None:
        asked = {"--bank": bank, "--strict": strict, "--against": against, "--fix": fix, "--watch": watch}
        named = next((name for name, value in asked.items() if value), "")
        if named:
            raise UsageError(f"{named} needs a file or folder", f"recall deck check PATH {named}")
        return _tell(_installed(), form, bank=False)
    if fix and not _mended(there(path), yes=yes):
        return 1

    def look() -> int:
        return _tell(_checked(there(path), against, bank=bank, strict=strict), form, bank=bank)

    return watched(path, look) if watch else look()


def _installed() -> CheckReport:
    from recall.deck.check import CheckReport

    with open_desk() as desk:
        return CheckReport(sum(info.cards for info in desk.library.decks()), desk.library.problems())


def _checked(path: Path, against: str | None, *, bank: bool, strict: bool) -> CheckReport:
    from recall.deck.check import CheckReport, check_path

    report = check_path(path, bank=bank, strict=strict or bank)
    if against is None:
        return report
    return CheckReport(report.cards, (*report.problems, *_broken(path, against)), report.gates)


def _broken(path: Path, version: str) -> list[Problem]:
    """What learners of another version would lose."""
    from recall.community import revision
    from recall.deck.against import broken_promises
    from recall.deck.check import collection_cards, collection_of
    from recall.deck.manifest import COLLECTION_FILE
    from recall.deck.shelves import load

    root = collection_of(path)
    if root is None:
        raise UsageError("--against needs a collection", "name its folder, or a file in it")
    before = revision.at(root, version)
    name, now = collection_cards(root)
    manifest = load(root / COLLECTION_FILE)
    retired = revision.retired(manifest, COLLECTION_FILE) if isinstance(manifest, bytes) else frozenset()
    return broken_promises(revision.cards_of(before, name), now, str(root / COLLECTION_FILE), retired)


def _tell(report: CheckReport, form: str, *, bank: bool) -> int:
    from recall.cli import checkforms

    match form:
        case "json":
            say_json(checkforms.as_json(report, bank=bank))
        case "sarif":
            say_json(checkforms.as_sarif(report, Path.cwd()))
        case "github":
            for line in checkforms.as_github(report, Path.cwd()):
                say(line)
            _talk_sums(report)
        case _:
            _say_report(report)
    return int(not report.ok)


def _say_report(report: CheckReport) -> None:
    for problem in report.problems:
        rule = f" {problem.rule}" if problem.rule[:1].isupper() else ""
        say(str(problem) if problem.level == "error" else f"{problem} [warning{rule}]")
    for name, gate in report.gates.items():
        word = "too few cards" if gate.ok is None else "ok" if gate.ok else "MISSED"
        say(f"{word:>13}  {name}: {gate.value:.3g}, must be {gate.limit} ({gate.cards} cards) {gate.detail}".rstrip())
    _talk_sums(report)


def _talk_sums(report: CheckReport) -> None:
    errors = sum(problem.level == "error" for problem in report.problems)
    warnings = len(report.problems) - errors
    talk(f"{count(report.cards, 'card')}, {count(errors, 'error')}, {count(warnings, 'warning')}")
    rules = Counter(problem.rule for problem in report.problems if problem.level == "warning")
    if warnings > _MANY:
        most = ", ".join(f"{rule} {number} times" for rule, number in rules.most_common(_NAMED))
        talk(f"most of them {most}")


def _mended(path: Path, *, yes: bool) -> bool:
    """Gives ids where they are missing; False where somebody has to agree first and did not."""
    from recall.deck.check import ids_elsewhere
    from recall.deck.ids import ids_of, with_ids
    from recall.deck.rewrite import rewrite
    from recall.deck.shelves import load

    changes: dict[Path, bytes] = {}
    places = deck_paths(path)
    taken = ids_elsewhere(path, places)
    for place in places:
        data = load(place)
        if not isinstance(data, bytes):
            continue
        changed, given = with_ids(data, str(place), taken)
        taken |= ids_of(changed, str(place))
        if given:
            changes[place] = changed
        for each in given:
            instead = f" instead of `{each.before}`, which another card has" if each.before else ""
            say(f"{place}:{each.line}: id: {each.id}{instead}")
    if not changes:
        talk("every card has an id of its own")
        return True
    if not (yes or agreed(f"Write {count(len(changes), 'file')}?")):
        talk("nothing was written; --yes writes it without asking")
        return False
    for place, changed in changes.items():
        rewrite(place, changed)
    return True


def watched(path: Path, look: Callable[[], int], wait: Callable[[float], None] = time.sleep) -> int:
    """Looks now and after each change below `path`, until ctrl-c; the exit code of the last look."""
    code = look()
    seen = _stamps(path)
    talk("watching; ctrl-c ends it")
    try:
        while True:
            wait(_SECONDS)
            now = _stamps(path)
            if now != seen:
                seen = now
                say()
                code = look()
    except KeyboardInterrupt:
        talk("ended")
        return code


def _stamps(path: Path) -> dict[str, tuple[int, int]]:
    """When each YAML file was last written, and its size. A file that is gone for a moment while saved is left out."""
    root = path if path.is_dir() else path.parent
    found: dict[str, tuple[int, int]] = {}
    for folder in (root, *(each for each in root.iterdir() if each.is_dir() and not each.name.startswith("."))):
        for each in folder.iterdir():
            if each.suffix in (".yaml", ".yml"):
                try:
                    status = each.stat()
                except OSError:
                    continue
                found[str(each)] = (status.st_mtime_ns, status.st_size)
    return found
