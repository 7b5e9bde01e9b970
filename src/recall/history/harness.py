"""Commands for fault injection: answer in a loop, list what is recorded, check. Not part of the command line.

`python -m recall.history.harness --data DIR answer --count N --seed S | ids | check`. After each answer, and only when
it is saved, one line `ACK <id>`; where it cannot be saved one line `NAK <reason>` and a non-zero status.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from recall.clock import now
from recall.config import find_home
from recall.errors import RecallError
from recall.events import Draft
from recall.history.store import History
from recall.schedule import memory
from recall.schedule.values import Rating

CARDS = 200


def answer(data: Path, count: int, seed: int) -> int:
    """Answers cards one after the other, each saved before the next."""
    try:
        with History.open(find_home(data), now=now()) as history:
            for number in range(count):
                _tell(f"ACK {_answer_one(history, f'harness:{(seed * 7919 + number * 31) % CARDS}', seed + number)}")
    except RecallError as error:
        _tell(f"NAK {error}")
        return error.exit_code
    return 0


def ids(data: Path) -> int:
    """Prints the id of every review that was not taken back."""
    with History.open(find_home(data), now=now()) as history:
        for event in history.live_reviews():
            print(event)
    return 0


def check(data: Path) -> int:
    """0 when journals, rows and everything derived agree; damage of the database is mended first, as doctor does.

    Derived rows that differ without damage are never forgiven, and neither are rows that came from nowhere.
    """
    with History.open(find_home(data), now=now()) as history:
        adopted = [notice for notice in history.notices if notice.kind == "journal"]
        report = history.doctor(now())
        if not report.ok and not all(check.derived for check in report.problems):
            print("mended:", *(check.name for check in report.problems), file=sys.stderr)
            report = history.doctor(now(), repair=True)
    for problem in report.problems:
        print(f"{problem.name}: {problem.count} ({problem.detail})")
    for notice in adopted:
        print(notice)
    return 1 if report.problems or adopted else 0


def main(arguments: list[str]) -> int:
    """Runs one command; every failure is told in one line."""
    import argparse

    parser = argparse.ArgumentParser(prog="recall.history.harness")
    parser.add_argument("--data", required=True, type=Path)
    commands = parser.add_subparsers(dest="command", required=True)
    loop = commands.add_parser("answer")
    loop.add_argument("--count", type=int, default=10)
    loop.add_argument("--seed", type=int, default=0)
    commands.add_parser("ids")
    commands.add_parser("check")
    options = parser.parse_args(arguments)
    try:
        if options.command == "answer":
            return answer(options.data, options.count, options.seed)
        return ids(options.data) if options.command == "ids" else check(options.data)
    except RecallError as error:
        print(error, file=sys.stderr)
        return error.exit_code


def _answer_one(history: History, key: str, number: int) -> str:
    rating = Rating(1 + number % 4)
    with history.writing(now()) as pen:
        before = pen.state(key)
        after = memory.review(before, rating, pen.moment, pen.settings)
        body = memory.review_body(before, after, rating, pen.settings, card={"card": key, "rev": 1, "fp": "0" * 16})
        (event,) = pen.append([Draft("review", body)], after=after)
    return event.id


def _tell(line: str) -> None:
    os.write(1, line.encode() + b"\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
