"""What the most expensive deck files known cost to look at: processor time and peak memory, a process each.

`python -m bench.hostile` prints a line a file; `python -m bench.hostile NAME` measures one.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from recall.desk import collections
from recall.errors import RecallError

SIZE = 8 * 2**20 - 1000
HEAD = b"format: recall/1\ndeck: d\ntitle: D\ncards:\n"
GAPS = b"".join(b"{{c%d::x}}" % number for number in range(1, 99))
UNITS = {
    "values": b"- a\n",
    "mappings": b"- {a: b}\n",
    "errors": b"- {id: A}\n",
    "unknown-keys": b"- {id: a, zz: b, yy: c, accpet: [x]}\n",
    "anchors": b"- {id: &a x, b: *a}\n",
    "one-id": b"- {id: a, prompt: q, answer: a}\n",
    "colons": b"- id: a\n  prompt: a: b: c\n",
    "open-quotes": b'- id: a\n  prompt: "x\n',
    "tabs": b"- id: a\n\tprompt: x\n",
}


def text(name: str) -> bytes:
    """A file of nearly 8 MiB."""
    if name == "gaps":
        return (HEAD + b"".join(b"- {id: a%d, cloze: '%s'}\n" % (n, GAPS) for n in range(9000)))[:SIZE]
    if name == "names":
        former = b"".join(b"o%d," % number for number in range(100))
        card = b"- {id: a%d, prompt: q, answer: a, formerly: [%s]}\n"
        return HEAD + b"".join(card % (n, former) for n in range(6000))
    return HEAD + UNITS[name] * ((SIZE - len(HEAD)) // len(UNITS[name]))


def measure(name: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deck.yaml"
        path.write_bytes(text(name))
        start = time.process_time()
        try:
            came = f"{len(collections.look(str(path)).survey.cards)} cards"
        except RecallError:
            came = "refused"
        seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return f"{name:<14}{seconds:>6.2f} s {peak:>5} MiB  {came}"


if __name__ == "__main__":
    if sys.argv[1:]:
        print(measure(sys.argv[1]))
    else:
        for each in (*UNITS, "gaps", "names"):
            subprocess.run([sys.executable, "-m", "bench.hostile", each], check=True)
