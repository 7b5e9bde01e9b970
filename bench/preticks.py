"""`python -m bench.preticks [--part PART] [--show]`: how the suggestions for open answers fare on labelled answers.

Reads `tests/data/interview-answers` (see its README), hands each answer to the grader and counts what it said of each
point against what the answer really says.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from recall.deck.card import Card, Interview
from recall.deck.compile import read_deck
from recall.grade.keypoints import Said, flags_met, suggest

ROOT = Path(__file__).parents[1]
ANSWERS = ROOT / "tests" / "data" / "interview-answers"
PARTS = ("development", "held-out", "fresh")
RIGHT_TICKS = 0.95
LEFT_TO_THE_LEARNER = 0.20
LONGEST_MS = 5.0


@dataclass(frozen=True, slots=True)
class Told:
    """One labelled answer. `said`, `reworded` and `tempting` are point ids, `flags` places of red flags."""

    card: str
    part: str
    quality: str
    style: str
    text: str
    said: frozenset[str]
    reworded: frozenset[str]
    tempting: frozenset[str]
    flags: frozenset[int]

    def label(self, point: str) -> str:
        """How the point stands in this answer: `said`, `reworded`, `tempting` or `absent`."""
        names = ("said", "reworded", "tempting")
        return next((name for name in names if point in getattr(self, name)), "absent")


@dataclass(frozen=True, slots=True)
class Judged:
    """What the grader said of one point of one answer."""

    told: Told
    point: str
    state: Said
    quote: str

    @property
    def label(self) -> str:
        return self.told.label(self.point)

    @property
    def made(self) -> bool:
        return self.label in ("said", "reworded")


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over judged points. `yes_right` of `yes` ticks and `no_right` of `no` blanks are right; `ask` are left."""

    yes: int
    yes_right: int
    no: int
    no_right: int
    ask: int

    @property
    def points(self) -> int:
        return self.yes + self.no + self.ask

    @property
    def ticks_right(self) -> float:
        return self.yes_right / self.yes if self.yes else 1.0

    @property
    def blanks_right(self) -> float:
        return self.no_right / self.no if self.no else 1.0

    @property
    def undecided(self) -> float:
        return self.ask / self.points if self.points else 0.0


def answers(part: str = "") -> list[Told]:
    """The labelled answers of one part, or of all."""
    found = []
    for path in sorted(ANSWERS.glob("*.yaml")):
        for card in yaml.safe_load(path.read_text()):
            for each in card["answers"]:
                points = [frozenset(each.get(name, ())) for name in ("said", "reworded", "tempting", "flags")]
                found.append(Told(card["card"], card["part"], each["quality"], each["style"], each["text"], *points))
    return [told for told in found if part in ("", told.part)]


def interviews() -> dict[str, Card]:
    """The shipped interview cards by id."""
    found = {}
    for path in sorted((ROOT / "decks").glob("*/*.yaml")):
        if path.name != "stage.yaml" and "rubric:" in (text := path.read_text()):
            read = read_deck(text.encode(), str(path), "backend", path.parent.name)
            assert read.deck is not None, path
            found.update({card.id: card for card in read.deck.cards if isinstance(card.answer, Interview)})
    return found


def judge(told: Iterable[Told], cards: dict[str, Card]) -> list[Judged]:
    judged = []
    for each in told:
        card = cards[each.card]
        assert isinstance(card.answer, Interview)
        judged += [
            Judged(each, suggestion.point, suggestion.said, suggestion.quote)
            for suggestion in suggest(card.prompt, card.answer, each.text)
        ]
    return judged


def figures(judged: Iterable[Judged]) -> Figures:
    by_state = {
        state: [each.made for each in judged if each.state is state] for judged in [list(judged)] for state in Said
    }
    yes, no = by_state[Said.YES], by_state[Said.NO]
    return Figures(len(yes), sum(yes), len(no), len(no) - sum(no), len(by_state[Said.ASK]))


def interval(right: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    z, share = 1.959964, right / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def table(title: str, judged: Sequence[Judged], part: Callable[[Judged], str]) -> list[str]:
    """One line for each part of the points."""
    lines = ["", f"{title:15} points   ticks  right      95 %       blank  right   left to the learner"]
    for name in sorted({part(each) for each in judged}):
        found = figures(each for each in judged if part(each) == name)
        low, high = interval(found.yes_right, found.yes)
        ticks = f"{found.ticks_right:6.1%}  {low:4.0%} to {high:4.0%}" if found.yes else "     -              "
        blanks = f"{found.blanks_right:6.1%}" if found.no else "     -"
        lines.append(
            f"{name:15} {found.points:6} {found.yes:7}  {ticks:21} {found.no:5}  {blanks}  {found.undecided:10.1%}"
        )
    return lines


def red_flags(told: Sequence[Told], cards: dict[str, Card]) -> str:
    """How the red flags that carry terms were met: only these the grader can point out."""
    met = wrong = raised = 0
    for each in told:
        answer = cards[each.card].answer
        assert isinstance(answer, Interview)
        found = set(flags_met(answer, each.text))
        raised += len(each.flags)
        met += len(found & each.flags)
        wrong += len(found - each.flags)
    return f"red flags: {raised} raised by answers, {met} pointed out, {wrong} pointed out wrongly"


def slowest(told: Sequence[Told], cards: dict[str, Card]) -> tuple[float, float]:
    """Median and longest milliseconds of CPU for one answer; each is taken twice and the quicker counts."""
    taken = []
    for each in told:
        runs = []
        for _ in range(2):
            begun = time.process_time()
            judge([each], cards)
            runs.append((time.process_time() - begun) * 1000)
        taken.append(min(runs))
    return statistics.median(taken), max(taken)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.preticks", description=__doc__)
    parser.add_argument("--part", choices=PARTS, default="", help="one part of the answers only")
    parser.add_argument("--show", action="store_true", help="list each wrong tick, wrong blank and open point")
    options = parser.parse_args()
    cards, told = interviews(), answers(options.part)
    judged = judge(told, cards)
    print(f"{len(told)} answers to {len({each.card for each in told})} cards, {len(judged)} points")
    lines = table("part", judged, lambda each: each.told.part)
    lines += table("label", judged, lambda each: each.label)
    lines += table("quality", judged, lambda each: each.told.quality)
    lines += table("style", judged, lambda each: each.told.style)
    lines += table("all", judged, lambda _: "all")
    print("\n".join([*lines, "", red_flags(told, cards)]))
    median, longest = slowest(told, cards)
    print(f"an answer takes {median:.2f} ms, at most {longest:.2f} ms")
    if options.show:
        show(judged, cards)
    found = figures(judged)
    held = found.ticks_right >= RIGHT_TICKS and found.undecided <= LEFT_TO_THE_LEARNER and longest < LONGEST_MS
    print(f"goal: ticks right >= {RIGHT_TICKS:.0%}, left <= {LEFT_TO_THE_LEARNER:.0%}: {'held' if held else 'missed'}")
    sys.exit(not held)


def show(judged: Sequence[Judged], cards: dict[str, Card]) -> None:
    for each in judged:
        verdict = {Said.YES: not each.made, Said.NO: each.made, Said.ASK: True}[each.state]
        if verdict:
            answer = cards[each.told.card].answer
            assert isinstance(answer, Interview)
            point = next(point for point in answer.points if point.id == each.point)
            print(f"\n{each.state.value} but {each.label}  {each.told.card} {each.point}: {point.point}")
            print(f"   terms {list(point.terms)}   quote {each.quote!r}\n   {' '.join(each.told.text.split())}")


if __name__ == "__main__":
    main()
