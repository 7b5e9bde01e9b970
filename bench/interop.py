"""`python -m bench.interop`: importing beside Anki's own import, in one run, as ratios.

Anki is measured in a Python of its own that has the package `anki`: name it with --anki (this one by default). Without
it only what needs no anchor is measured. `--quick` takes a tenth of everything.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.measure import PYTHON, Sample, process

MAKE = """
import sys, random
from anki.collection import Collection, ExportAnkiPackageOptions
target, count, scratch = sys.argv[1], int(sys.argv[2]), sys.argv[3]
rnd = random.Random(7)
words = [''.join(rnd.choice('abcdefghijklmnoprstuvw') for _ in range(rnd.randint(3, 9))) for _ in range(4000)]
say = lambda n: ' '.join(rnd.choice(words) for _ in range(n))
col = Collection(scratch)
basic, deck = col.models.by_name('Basic'), col.decks.id('Words')
from anki.collection import AddNoteRequest
requests = []
for number in range(count):
    note = col.new_note(basic)
    answer = say(rnd.randint(5, 30))
    if number % 3 == 0:
        answer = f'<b>{say(2)}</b> {answer}<br>{say(5)}<ul><li>{say(4)}</li><li>{say(3)}</li></ul>'
    note['Front'], note['Back'] = f'{say(6)} {number}', answer
    note.tags = [rnd.choice(words), 'all']
    requests.append(AddNoteRequest(note=note, deck_id=deck))
col.add_notes(requests)
options = ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True, with_media=False, legacy=False)
col.export_anki_package(out_path=target, options=options, limit=None)
"""
ANKI_PACKAGE = """
import sys
from anki.collection import Collection, ImportAnkiPackageRequest, ImportAnkiPackageOptions
col = Collection(sys.argv[1])
options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
col.import_anki_package(ImportAnkiPackageRequest(package_path=sys.argv[2], options=options))
col.close()
"""
ANKI_CSV = """
import sys
from anki.collection import Collection, ImportCsvRequest
col = Collection(sys.argv[1])
metadata = col.get_csv_metadata(sys.argv[2], None)
col.import_csv(ImportCsvRequest(path=sys.argv[2], metadata=metadata))
col.close()
"""
EMPTY = """
import sys
from anki.collection import Collection
Collection(sys.argv[1]).close()
"""
OURS = "import sys; from recall.__main__ import main; sys.exit(main(sys.argv[1:]) not in (0, 1))"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.interop", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the notes and rows")
    parser.add_argument("--anki", default=PYTHON, help="a Python that has the package anki")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    share = 10 if options.quick else 1
    with tempfile.TemporaryDirectory() as scratch:
        rows = _rows(Path(scratch), options.anki, options.runs, share)
    print("anchor | limit | recall | ratio | goal | held")
    print("--- | --- | --- | --- | --- | ---")
    for row in rows:
        print(" | ".join(row))


def _rows(scratch: Path, anki: str, runs: int, share: int) -> list[tuple[str, ...]]:
    has_anki = subprocess.run([anki, "-c", "import anki.collection"], capture_output=True, check=False).returncode == 0
    table = scratch / "rows.csv"
    count = 100_000 // share
    table.write_text("".join(f"question number {n} about it,answer number {n}\n" for n in range(count)), "utf-8")
    if not has_anki:
        print("no package anki: only memory is measured", file=sys.stderr)
        peak = ours(scratch, table).peak
        return [("none", "400 MB", f"{peak:.0f} MB, CSV of {count:,} rows", "-", "<= 400 MB", _held(peak <= 400))]
    small, large = scratch / "small.apkg", scratch / "large.apkg"
    for target, notes in ((small, 10_000 // share), (large, 100_000 // share)):
        subprocess.run([anki, "-c", MAKE, target, str(notes), scratch / f"{notes}.anki2"], check=True)
    found = []
    for name, file, code, limit in (
        (f"Anki, .apkg of {10_000 // share:,} notes", small, ANKI_PACKAGE, 1.5),
        (f"Anki, CSV of {count:,} rows", table, ANKI_CSV, 1.0),
    ):
        left, right = [], []
        for _ in range(runs):  # in turn, so that both see the same machine
            left.append(theirs(scratch, anki, code, file).cpu)
            right.append(ours(scratch, file).cpu)
        base, mine = statistics.median(left), statistics.median(right)
        ratio = mine / base
        found.append((name, f"{base:.2f} s", f"{mine:.2f} s", f"{ratio:.2f}", f"<= {limit}x", _held(ratio <= limit)))
    peak = ours(scratch, large).peak
    name = f"none, .apkg of {100_000 // share:,} notes"
    return [*found, (name, "400 MB", f"{peak:.0f} MB", "-", "<= 400 MB", _held(peak <= 400))]


def _held(held: bool) -> str:
    return "yes" if held else "no"


def theirs(scratch: Path, anki: str, code: str, file: Path) -> Sample:
    """Anki's import into a new collection, without what an empty one costs."""
    with tempfile.TemporaryDirectory(dir=scratch) as home:
        empty = process([anki, "-c", EMPTY, f"{home}/empty.anki2"])
        full = process([anki, "-c", code, f"{home}/full.anki2", str(file)])
    return Sample(full.net - empty.net, full.cpu - empty.cpu, 0.0, full.peak)


def ours(scratch: Path, file: Path) -> Sample:
    """The whole command in a new home, without what an empty run costs."""
    with tempfile.TemporaryDirectory(dir=scratch) as home:
        env = {"RECALL_HOME": home}
        process([PYTHON, "-c", OURS, "due", "--json"], env)
        (Path(home) / "none.csv").write_text("a,b\n", "utf-8")
        empty = process([PYTHON, "-c", OURS, "import", f"{home}/none.csv", "--dry-run"], env)
        full = process([PYTHON, "-c", OURS, "import", str(file)], env)
    return Sample(full.net - empty.net, full.cpu - empty.cpu, 0.0, full.peak)


if __name__ == "__main__":
    main()
