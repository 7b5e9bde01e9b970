"""`python -m bench.quiz_kills [--kills 1000]`: interviews cut off by kill -9 at random moments; no answer may be lost.

A child takes interviews on a real history and says after each step that it is on disk; it is killed at a random moment.
What was said must be there afterwards, every interview must replay, and the next child goes on where this one was.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import NoReturn

from recall import clock
from recall.config import Home, find_home
from recall.desk.desk import Desk
from recall.desk.interview import InterviewDesk
from recall.grade.response import Flipped, Wrote
from recall.quiz.values import Confirm, Event, Interview, Judge, Next, Options, Pause, Rate, Resume, Start, Sure

SELECTOR = "http"
LONGEST = 0.12  # seconds between the first step and the kill
DOCTOR_EVERY = 100


@dataclass(slots=True)
class Tally:
    """What happened over all kills."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    in_doubt_kept: int = 0
    unreadable: int = 0
    finished: int = 0
    phases: dict[str, int] = field(default_factory=dict)

    @property
    def held(self) -> bool:
        return self.kills > 0 and self.acknowledged > 0 and self.lost == self.unreadable == 0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.quiz_kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="recall-kills-") as folder:
        tally = run(find_home(folder), options.kills, Random(options.seed))
    print(f"kills                       {tally.kills}")
    print(f"steps said to be on disk    {tally.acknowledged}")
    print(f"lost                        {tally.lost}")
    print(f"on disk, not yet said       {tally.in_doubt_kept}")
    print(f"interviews not replayable   {tally.unreadable}")
    print(f"interviews finished         {tally.finished}")
    print(f"phases found after a kill   {', '.join(f'{name} {count}' for name, count in sorted(tally.phases.items()))}")
    sys.exit(not tally.held)


def run(home: Home, kills: int, chance: Random) -> Tally:
    """Kills one child after another and counts what was lost."""
    Desk.open(home).close()  # the deck index, once
    tally = Tally()
    for number in range(kills):
        acknowledged = killed(home, chance)
        tally.kills += 1
        tally.acknowledged += len(acknowledged)
        look(home, acknowledged, tally, doctor=number % DOCTOR_EVERY == DOCTOR_EVERY - 1)
    return tally


def killed(home: Home, chance: Random) -> list[tuple[str, int]]:
    """One child from its start to its death: the steps that it said were on disk, as (interview, seq)."""
    reader, writer = os.pipe()
    seed = chance.randrange(1 << 30)
    child = os.fork()
    if child == 0:
        os.close(reader)
        interviewed(home, Random(seed), writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as told:
        first = told.readline()
        time.sleep(chance.uniform(0, LONGEST))
        os.kill(child, signal.SIGKILL)
        lines = [first, *told]
    os.waitpid(child, 0)
    whole = [line.split() for line in lines if line.endswith(b"\n")]
    return [(quiz.decode(), int(seq)) for quiz, seq in whole]


def interviewed(home: Home, chance: Random, writer: int) -> NoReturn:
    """Takes interviews until it is killed, and says each step that is on disk."""
    try:
        with os.fdopen(writer, "wb", buffering=0) as told:
            desk = InterviewDesk(Desk.open(home))
            while True:
                state = desk.unfinished() or desk.begin(desk.plan(Options((SELECTOR,), number=4)))
                told.write(f"{state.plan.quiz} {state.seq}\n".encode())
                for event in steps(desk, state, chance):
                    told.write(event)
    finally:
        os._exit(1)


def steps(desk: InterviewDesk, state: Interview, chance: Random) -> Iterator[bytes]:
    while not state.over:
        state = desk.act(state, event_for(desk, state, chance))
        yield f"{state.plan.quiz} {state.seq}\n".encode()


def event_for(desk: InterviewDesk, state: Interview, chance: Random) -> Event:
    """What a learner might do now."""
    now = desk.now(state)
    if state.phase == "intro":
        return Start(now)
    if state.phase == "paused":
        return Resume(now)
    if state.phase == "asking":
        if chance.random() < 0.1:
            return Pause(now)
        if state.confidence is None and chance.random() < 0.5:
            return Sure(now, "certain")
        card = desk.current(state)
        if card is None or chance.random() < 0.3:
            return desk.answer(state, None)
        kinds = {"interview": Wrote("a cache, a proxy and a header"), "typed": Wrote("text"), "number": Wrote("42")}
        return desk.answer(state, kinds.get(card.kind, Flipped()))
    if state.phase == "rubric":
        assert state.current is not None
        points = [point.id for point in state.current.points if chance.random() < 0.5]
        return Confirm(now, tuple(points)) if state.current.open else Rate(now, chance.randint(1, 4))
    if state.phase == "probing":
        return desk.probed(state, "a follow-up" if chance.random() < 0.5 else None)
    if state.phase == "wrap-up":
        return Judge(now, chance.randint(0, len(state.answered)))
    return Next(now)


def look(home: Home, acknowledged: list[tuple[str, int]], tally: Tally, *, doctor: bool) -> None:
    """Compares what is on disk with what was said to be."""
    desk = Desk.open(home)
    try:
        interviews = InterviewDesk(desk)
        for quiz in dict.fromkeys(quiz for quiz, _ in acknowledged):
            said = max(seq for each, seq in acknowledged if each == quiz)
            try:
                state = interviews.load(quiz)
            except Exception as error:  # whatever it is, it counts
                print(f"{quiz}: {error}", file=sys.stderr)
                tally.unreadable += 1
                continue
            tally.lost += max(0, said - state.seq)
            tally.in_doubt_kept += max(0, state.seq - said)
            tally.finished += state.over
            tally.phases[state.phase] = tally.phases.get(state.phase, 0) + 1
        if doctor and not desk.history.doctor(clock.now()).ok:
            tally.unreadable += 1
    finally:
        desk.close()


if __name__ == "__main__":
    main()
