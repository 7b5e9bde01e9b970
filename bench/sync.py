"""`python -m bench.sync million | kills`: several machines at full size, and killed at random moments.

`million` takes a history of a million reviews (`bench/make_history.py --cards 100000`) through rebuild, first upload,
merge and a new machine. `kills` lets three processes answer and sync on each transport while one of them is killed
again and again; nothing acknowledged may be lost and all must end equal. Each prints one table.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.servers import git_over_ssh, postgres_server, s3_server
from bench.syncthing import Meeting, syncthing_folders

from recall import clock
from recall.config import Home, find_home
from recall.events import encode
from recall.history.harness import _answer_one
from recall.history.identity import id_text, uuid7
from recall.history.store import History
from recall.sync.run import run, set_up
from recall.sync.seal import new_key

HERE = Path(__file__).parent
NOW = datetime(2026, 1, 5, 20, tzinfo=UTC)
TRANSPORTS = ("folder", "s3", "git", "git-ssh", "postgresql", "syncthing")
MACHINES = 3


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.sync", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    large = commands.add_parser("million")
    large.add_argument("--cards", type=int, default=100_000, help="with ten reviews each")
    large.add_argument("--home", type=Path, help="a history made before by bench/make_history.py; it is copied")
    killing = commands.add_parser("kills")
    killing.add_argument("transports", nargs="*", default=list(TRANSPORTS))
    killing.add_argument("--rounds", type=int, default=6)
    worker = commands.add_parser("work")
    worker.add_argument("home", type=Path)
    worker.add_argument("seed", type=int)
    options = parser.parse_args()
    if options.command == "work":
        work(find_home(options.home), options.seed)
    elif options.command == "million":
        million(options.cards, options.home)
    else:
        kills(options.transports, options.rounds)


# -- a million reviews


def million(cards: int, given: Path | None) -> None:
    """Each step in a process of its own would cost more than it tells: wall and CPU seconds are read around each."""
    with tempfile.TemporaryDirectory(prefix="recall-million-") as name:
        folder = Path(name)
        home = find_home(folder / "home")
        if given is None:
            command = [sys.executable, "-m", "bench.make_history", "--cards", str(cards), "--home", str(home.data)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=HERE.parent)
        else:
            shutil.copytree(given, home.data)
        for path in home.data.glob("recall.db*"):
            path.unlink()
        print("| step | wall | CPU | goal |\n|---|---|---|---|")
        with step("rebuild from the journal alone", "<= 60 s"):
            History.open(home, now=(NOW, 0)).close()
        (folder / "meet").mkdir()
        key = new_key()
        set_up(home, str(folder / "meet"), key, after_sitting=False, name="one", now=now)
        with step("first upload", ""):
            sent = run(home, now, lambda *_: None).sent
        size = sum(path.stat().st_size for path in (folder / "meet").rglob("*") if path.is_file())
        other = find_home(folder / "new")
        with step("a new machine, ready to answer", "<= 90 s"):
            set_up(other, str(folder / "meet"), key, after_sitting=False, name="two", now=now)
            run(other, now, lambda *_: None)
        thousand(other)
        run(other, now, lambda *_: None)
        with step("merge of 1,000 new reviews", "<= 1 s"):
            brought = run(home, now, lambda *_: None).brought
        with step("doctor", "<= 30 s"), History.open(home, now=(NOW, 0)) as history:
            assert history.doctor((NOW, 0)).ok
        print(f"| remote, sealed: {sent:,} events | {size / 1e6:.1f} MB | {size / sent:.0f} B each | <= 60 MB |")
        print(f"| merged | {brought:,} events | | |")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"| peak memory of all this | {peak:,.0f} MiB | | <= 2.5 GB |\n\n{machine()}")


@contextmanager
def step(what: str, goal: str) -> Iterator[None]:
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    print(f"| {what} | {time.perf_counter() - wall:.1f} s | {time.process_time() - cpu:.1f} s | {goal} |", flush=True)


def thousand(home: Home) -> None:
    """A thousand answers to a thousand cards, as one import."""
    with History.open(home, now=(NOW, 0)) as history:
        cards = [key for (key,) in history.connection.execute("SELECT key FROM card_states WHERE reps > 0 LIMIT 1000")]
        lines = []
        for number, key in enumerate(cards, 1):
            event = history.reviews(key)[-1][0]
            at = NOW - timedelta(minutes=number)
            ms = int(at.timestamp() * 1000)
            day = at.date().isoformat()
            fresh = {"id": id_text(uuid7(ms)), "dev": "thousand", "n": number, "hlc": (ms, 0), "at": at, "day": day}
            lines.append(encode(event._replace(**fresh)))
        assert history.import_events(lines, (NOW, 0)).added == len(cards) == 1000


def now() -> tuple[datetime, int]:
    return NOW, 0


# -- three processes, one of them killed


def kills(transports: list[str], rounds: int) -> None:
    print("| transport | kills | acknowledged | lost | replicas equal | seconds |\n|---|---|---|---|---|---|")
    wrong = False
    for transport in transports:
        spot = tempfile.TemporaryDirectory(prefix="recall-kills-", ignore_cleanup_errors=True)
        with spot as folder, PLACES[transport](Path(folder)) as place:
            if place is None:
                print(f"| {transport} | skipped: it cannot be had here | | | | |", flush=True)
            else:
                meeting = Meeting((place,) * MACHINES) if isinstance(place, str) else place
                wrong |= three(transport, meeting, Path(folder), rounds)
    print(f"\n{machine()}")
    sys.exit(wrong)


def three(transport: str, meeting: Meeting, folder: Path, rounds: int) -> bool:
    """Three machines of a learner at work, one killed in each round; whether a promise broke."""
    begun, key = time.monotonic(), new_key()
    homes = [find_home(folder / f"machine-{number}") for number in range(MACHINES)]
    for home, url in zip(homes, meeting.urls, strict=True):
        set_up(home, url, key, after_sitting=False, name=home.data.name, now=clock.now)
        meeting.settle()
    acknowledged: set[str] = set()
    chance = random.Random(1)
    killed = 0
    for number in range(rounds):
        started = [worker(home, number * 3 + place) for place, home in enumerate(homes)]
        time.sleep(chance.uniform(0.8, 2.5))
        victim = started[number % 3]
        killed += victim.poll() is None
        victim.send_signal(signal.SIGKILL)
        for child in started:
            text, _ = child.communicate()
            acknowledged |= {line.removeprefix("ACK ") for line in text.splitlines() if line.startswith("ACK ")}
    for home in homes * 2:
        run(home, clock.now, lambda *_: None)
        meeting.settle()
    found = [ids(home) for home in homes]
    lost = len(acknowledged - found[0])
    equal = found[0] == found[1] == found[2] and all(sound(home) for home in homes)
    seconds = time.monotonic() - begun
    said = "yes" if equal else "NO"
    print(f"| {transport} | {killed} | {len(acknowledged)} | {lost} | {said} | {seconds:.0f} |", flush=True)
    return bool(lost) or not equal


def worker(home: Home, seed: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.sync", "work", str(home.data), str(seed)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HERE.parent)


def work(home: Home, seed: int) -> None:
    """Answers and syncs in turn for a few seconds; every answer is acknowledged once it is saved."""
    end = time.monotonic() + 3
    while time.monotonic() < end:
        with History.open(home, now=clock.now()) as history:
            for number in range(5):
                id_ = _answer_one(history, f"kills:{(seed * 7 + number) % 40}", seed + number)
                os.write(1, f"ACK {id_}\n".encode())
        run(home, clock.now, lambda *_: None)


def ids(home: Home) -> set[str]:
    with closing(sqlite3.connect(home.database)) as connection:
        query = "SELECT id FROM reviews UNION ALL SELECT id FROM events"
        return {id_text(id_) for (id_,) in connection.execute(query)}


def sound(home: Home) -> bool:
    with History.open(home, now=clock.now()) as history:
        return history.doctor(clock.now()).ok


@contextmanager
def folder_place(folder: Path) -> Iterator[str]:
    (folder / "meet").mkdir()
    yield str(folder / "meet")


@contextmanager
def git_place(folder: Path) -> Iterator[str]:
    subprocess.run(["git", "init", "-q", "--bare", str(folder / "meet.git")], check=True)
    yield f"file://{folder / 'meet.git'}"


PLACES: dict[str, Callable[[Path], AbstractContextManager[str | Meeting | None]]] = {
    "folder": folder_place,
    "git": git_place,
    "git-ssh": git_over_ssh,
    "s3": s3_server,
    "postgresql": postgres_server,
    "syncthing": syncthing_folders,
}


def machine() -> str:
    import platform

    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return f"{os.cpu_count()} cores, {platform.system()}, {versions}, {datetime.now(UTC).date()}"


if __name__ == "__main__":
    main()
