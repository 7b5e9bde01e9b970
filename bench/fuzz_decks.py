"""`python -m bench.fuzz_decks --inputs N --seed S`: broken and hostile decks through reader, checker and renderers.

Each input is one deck file: cards of the shipped decks, mutated line by line and byte by byte, or made from scratch. An
input that behaves in a way not seen before is kept and mutated further. Writes `bench/out/fuzz_decks.json`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType

from bench.fuzz_inputs import Mutator, seeds

from recall.cli import cardlines
from recall.deck.against import broken_promises
from recall.deck.card import Card
from recall.deck.check import check_deck
from recall.deck.ids import with_ids
from recall.deck.preview import preview_card
from recall.deck.previewpage import section
from recall.deck.problem import Problem
from recall.tui import sides
from recall.tui.blocks import lay_out

OUT = Path(__file__).parent / "out"
SLOW = 5  # seconds of processor time that one input may take
WIDTHS = (80, 40, 8)
CARDS = 6  # of one input that are drawn
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]"
)
_TEETH = re.compile(
    r"<(?:script|img|iframe|style|object|svg|form|input)|<[^>]*\son\w+=|href=\"(?!https?://)", re.IGNORECASE
)
_QUOTED = re.compile(r"`[^`]*`|\d+|[^\x20-\x7e]")


class TooSlow(Exception):
    """An input took longer than any may."""


@dataclass(slots=True)
class Tally:
    """What a run saw."""

    inputs: int = 0
    readable: int = 0
    cards: int = 0
    problems: int = 0
    behaviours: int = 0
    slowest_ms: float = 0.0
    seconds: float = 0.0
    kinds: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


def run(inputs: int, seed: int, *, limit: float = 0.0, tally: Tally | None = None) -> Iterator[Tally]:
    """Tries `inputs` decks (or as many as fit in `limit` seconds) and yields the tally from time to time."""
    tally = tally or Tally()
    mutator = Mutator(random.Random(seed), seeds())
    seen: set[str] = set()
    began = time.monotonic()
    for number in range(1, inputs + 1):
        data = mutator.next()
        at = time.process_time()
        try:
            signal.setitimer(signal.ITIMER_PROF, SLOW)
            found = _try(data, tally, number)
        except Exception:
            tally.failures.append(traceback.format_exc())
            _keep(data)
        else:
            if not found <= seen:
                seen |= found
                mutator.keep(data)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        tally.inputs, tally.behaviours = number, len(seen)
        tally.slowest_ms = max(tally.slowest_ms, (time.process_time() - at) * 1000)
        tally.seconds = time.monotonic() - began
        if number % 1000 == 0:
            yield tally
            if limit and tally.seconds > limit:
                return
    yield tally


def _try(data: bytes, tally: Tally, number: int) -> set[str]:
    """One input all the way; what it did, as signs. Raises whatever is wrong with the program."""
    changed, given = with_ids(data, "fuzz.yaml")
    assert given or changed == data
    read = check_deck(data, "fuzz.yaml")
    tally.problems += len(read.problems)
    found = {_sign(problem) for problem in read.problems}
    lines = len(data.decode(errors="replace").splitlines()) + 1
    for problem in read.problems:
        _harmless(str(problem))
        assert problem.line <= lines, problem
    if read.deck is None:
        return found
    tally.readable += 1
    tally.cards += len(read.deck.cards)
    assert not broken_promises(read.deck.cards, read.deck.cards, "collection.yaml")
    width = WIDTHS[number % len(WIDTHS)]
    for card in read.deck.cards[:CARDS]:
        tally.kinds[card.kind] = tally.kinds.get(card.kind, 0) + 1
        found |= {f"{card.kind} {name}" for name in card._fields if getattr(card, name)}
        for name, text in _drawn(card, width):
            _harmless(text)
            if name == "html":
                _no_teeth(text)
            found.add(f"{card.kind} {name} {min(text.count(chr(10)), 40).bit_length()}")
    return found


def _drawn(card: Card, width: int) -> Iterator[tuple[str, str]]:
    """The card in each form in which somebody may see it."""
    yield "lines", "\n".join([*cardlines.question(card), *cardlines.solution(card), *cardlines.background(card)])
    yield "headline", cardlines.headline(card)
    yield "page", preview_card(card)
    yield "html", section(card, 1)
    for name, blocks in (
        ("front", sides.question(card)),
        ("back", sides.solution(card)),
        ("background", sides.background(card)),
        ("contrast", sides.contrast(card)),
    ):
        yield name, "\n".join(line.plain for line in lay_out(blocks, width))


def _no_teeth(html: str) -> None:
    """A page of cards holds words, and links to web addresses."""
    found = _TEETH.search(html)
    assert not found, f"{found[0]} stands in the page" if found else ""


def _sign(problem: Problem) -> str:
    """What kind of problem it is, whatever the words of the deck are."""
    return f"{problem.rule} {_QUOTED.sub('', problem.message)[:60]}"


def _harmless(text: str) -> None:
    found = _HARMFUL.search(text)
    assert not found, f"U+{ord(found[0]):04X} is shown" if found else ""


def _keep(data: bytes) -> Path:
    folder = OUT / "fuzz_decks"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(data).hexdigest()[:12]}.yaml"
    path.write_bytes(data)
    return path


def _alarm(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise TooSlow(f"more than {SLOW} seconds of work")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz_decks", description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=0.0, help="stop after so long, whatever was done")
    asked = parser.parse_args(arguments)
    signal.signal(signal.SIGPROF, _alarm)
    tally = Tally()
    for tally in run(asked.inputs, asked.seed, limit=asked.seconds):
        OUT.mkdir(exist_ok=True)
        (OUT / "fuzz_decks.json").write_text(json.dumps({"seed": asked.seed, **asdict(tally)}, indent=1))
    for failure in tally.failures[:5]:
        print(failure, file=sys.stderr)
    print(
        f"{tally.inputs:,} inputs (seed {asked.seed}), {tally.readable:,} of them decks with {tally.cards:,} cards and"
        f" {tally.problems:,} problems; {tally.behaviours:,} behaviours; slowest {tally.slowest_ms:.0f} ms;"
        f" {len(tally.failures)} failures; {tally.seconds:.0f} s"
    )
    return int(bool(tally.failures))


if __name__ == "__main__":
    sys.exit(main())
