"""What a check found, for other programs: JSON, GitHub annotations, SARIF. Pure; it must not know how it was found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from recall import __version__

if TYPE_CHECKING:
    from recall.deck.check import CheckReport
    from recall.deck.problem import Problem

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_json(report: CheckReport, *, bank: bool) -> dict[str, Any]:
    gates = {"gates": {name: asdict(gate) for name, gate in report.gates.items()}} if bank else {}
    return {"cards": report.cards, "problems": [problem._asdict() for problem in report.problems], **gates}


def as_github(report: CheckReport, base: Path) -> Iterator[str]:
    """Workflow commands, which the pull request shows beside the lines that they name."""
    for problem in report.problems:
        place = {"file": _relative(problem.file, base), "title": f"recall {problem.rule}"}
        if problem.line:
            place |= {"line": str(problem.line), "col": str(problem.column)}
        properties = ",".join(f"{name}={_escaped(value, ',:')}" for name, value in place.items())
        yield f"::{problem.level} {properties}::{_escaped(_said(problem))}"


def as_sarif(report: CheckReport, base: Path) -> dict[str, Any]:
    """A SARIF 2.1.0 log with one run; paths are relative to `base`."""
    rules = sorted({problem.rule for problem in report.problems})
    return {
        "$schema": SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {"name": "recall", "version": __version__, "rules": [{"id": rule} for rule in rules]}
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(problem, base, rules.index(problem.rule)) for problem in report.problems],
            }
        ],
    }


def _result(problem: Problem, base: Path, rule: int) -> dict[str, Any]:
    region = {"region": {"startLine": problem.line, "startColumn": problem.column}} if problem.line else {}
    uri = {"uri": quote(_relative(problem.file, base))}
    return {
        "ruleId": problem.rule,
        "ruleIndex": rule,
        "level": problem.level,
        "message": {"text": _said(problem)},
        "locations": [{"physicalLocation": {"artifactLocation": uri, **region}}],
    }


def _said(problem: Problem) -> str:
    card = f"{problem.card}: " if problem.card else ""
    return f"{card}{problem.message}" + (f" ({problem.hint})" if problem.hint else "")


def _relative(file: str, base: Path) -> str:
    path = Path(file).absolute()
    return PurePath(path.relative_to(base) if path.is_relative_to(base) else path).as_posix()


def _escaped(text: str, more: str = "") -> str:
    """As the runner's own toolkit escapes it: nothing in a deck can begin another command."""
    escape: Callable[[re.Match[str]], str] = lambda found: f"%{ord(found[0]):02X}"  # noqa: E731
    return re.sub(f"[%\\r\\n{more}]", escape, text)
