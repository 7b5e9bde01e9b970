"""Decks for tests: one card of each kind as a Python value, strategies for more, and how they become files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

REPOSITORY = Path(__file__).resolve().parents[2]
SHARED = REPOSITORY.parent / "shared"
Json = Any


def sample_decks() -> list[str]:
    """The documents of the sample file; a test that needs it is skipped where it is not there."""
    path = SHARED / "content" / "sample_cards.yaml"
    if not path.is_file():
        pytest.skip("the sample cards are not here")
    return re.split(r"^---$", path.read_text("utf-8"), flags=re.MULTILINE)[1:]


def deck_text(*cards: Json, **header: Json) -> bytes:
    """A deck file. JSON is YAML, so that a value says exactly what is written."""
    deck = {"format": "recall/1", "deck": "sample", "title": "Sample", **header, "cards": list(cards)}
    return json.dumps(deck, ensure_ascii=False, indent=1).encode()


# One card of each kind, with every key that the kind has.
ONE_OF_EACH: dict[str, dict[str, Json]] = {
    "basic": {
        "id": "a-basic",
        "prompt": "What does ACID's I stand for?",
        "answer": "Isolation",
        "accept": ["isolation of transactions"],
        "reverse": False,
    },
    "single": {
        "id": "a-single",
        "prompt": "Which port does HTTPS use?",
        "options": [{"text": 443, "correct": True}, {"text": 80, "why": "That is HTTP."}, {"text": 22}],
        "fixed": True,
    },
    "multi": {
        "id": "a-multi",
        "prompt": "Which methods are safe?",
        "options": [{"text": "GET", "correct": True}, {"text": "HEAD", "correct": True}, {"text": "POST"}],
    },
    "typed": {
        "id": "a-typed",
        "prompt": "Which command deletes a branch by force?",
        "accept": ["git branch -D"],
        "patterns": ["^git\\s+branch\\s+-D$"],
        "reject": [{"text": "git branch -d", "why": "It refuses unmerged branches."}],
        "exact": True,
    },
    "number": {
        "id": "a-number",
        "prompt": "How long is the round trip?",
        "number": 80,
        "tolerance": "5%",
        "unit": "ms",
        "accept": ["eighty"],
    },
    "cloze": {
        "id": "a-cloze",
        "cloze": "`git reset --{{c1::soft}}` keeps the index, `--{{c2::hard::mode}}` nothing.",
        "accept": {"c1": ["SOFT"]},
        "reject": [{"text": "mixed"}],
    },
    "order": {"id": "an-order", "prompt": "Put the handshake in order.", "order": ["SYN", "SYN-ACK", "ACK"]},
    "match": {
        "id": "a-match",
        "prompt": "Match code and meaning.",
        "match": [{"left": 404, "right": "not found"}, {"left": 410, "right": "gone for good"}],
        "spare": ["teapot"],
    },
    "categories": {
        "id": "categories",
        "prompt": "Sort the methods.",
        "categories": {"Safe": ["GET", "HEAD"], "Neither": ["POST"]},
    },
    "output": {
        "id": "an-output",
        "prompt": "What does this print?",
        "code": "print(1)\nprint(True)",
        "lang": "python",
        "output": "1\nTrue",
        "accept": ["1\ntrue"],
        "run": "python",
    },
    "lines": {
        "id": "the-lines",
        "prompt": "Which line is wrong?",
        "code": "a = 1\nb = a / 0\nprint(b)",
        "lines": [2],
        "accept": [[2, 3]],
    },
    "sql": {
        "id": "an-sql",
        "prompt": "List the names.",
        "setup": "CREATE TABLE t (name TEXT);\nINSERT INTO t VALUES ('Ada');",
        "sql": "SELECT name FROM t;",
        "ordered": True,
        "run": "sqlite",
    },
    "interview": {
        "id": "an-interview",
        "prompt": "A page is slow. Walk me through it.",
        "rubric": [
            {"id": "measure", "point": "Measures first", "weight": 6, "must": True, "terms": ["measure|trace"]},
            {"id": "fix", "point": "Fixes one thing", "weight": 4, "card": "a-basic"},
        ],
        "model_answer": "I measure.",
        "minutes": 8,
        "follow_ups": [{"when": "missing measure", "ask": "How?", "look_for": "Numbers."}],
        "red_flags": ["Guesses", {"say": "Adds a cache", "terms": ["cache"]}],
    },
}
COMMON: dict[str, Json] = {
    "level": "recall",
    "difficulty": 2,
    "explanation": "Because it is so.",
    "sources": [{"ref": "RFC 9110 §9.2.1", "url": "https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1"}],
    "as_of": 2026,
    "tags": ["core"],
    "use": "review",
    "related": ["other-card"],
    "contrasts": ["far:away"],
    "rev": 2,
    "formerly": ["old-name", "older#c2"],
    "checked": "RFC text read",
    "x-mine": {"anything": ["goes"]},
}

# Text as a deck may hold it: no character that cleaning takes away, something visible in it.
_visible = st.characters(codec="utf-8", categories=("L", "N", "P", "S"), exclude_characters="\ufffc\ufffd")
plain_text = (
    st.lists(st.text(_visible, min_size=1, max_size=12), min_size=1, max_size=6)
    .map(" ".join)
    .filter(lambda t: "{{" not in t)
)
anything = plain_text | st.integers(-999, 10**6) | st.booleans() | st.just("no") | st.just("~")
ids = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)
flags = st.booleans()


def _distinct(low: int, high: int) -> st.SearchStrategy[list[str]]:
    return st.lists(plain_text, min_size=low, max_size=high, unique=True)


def _options(right: int) -> st.SearchStrategy[list[Json]]:
    def made(found: list[str]) -> list[Json]:
        return [{"text": text, "correct": number < right} for number, text in enumerate(found)]

    return _distinct(right + 1, right + 4).map(made)


def _pairs(found: list[str]) -> list[Json]:
    half = len(found) // 2
    return [{"left": left, "right": right} for left, right in zip(found[:half], found[half:], strict=False)]


def _boxes(found: list[str]) -> Json:
    return {"One box": found[:2], "Other box": found[2:]}


def _rubric(found: list[str]) -> list[Json]:
    weights = [5, 3, 2]
    return [
        {"id": f"p{number}", "point": text, "weight": weights[number], "must": number == 0, "terms": [text]}
        for number, text in enumerate(found)
    ]


gap = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=8)
few = st.lists(anything, max_size=2)
_reject = st.fixed_dictionaries({"text": anything}, optional={"why": anything})
_source = st.fixed_dictionaries({"ref": anything}, optional={"url": st.just("https://x.org/a#b")})
_answers: dict[str, st.SearchStrategy[dict[str, Json]]] = {
    "basic": st.fixed_dictionaries({"answer": anything}, optional={"reverse": flags, "accept": few}),
    "single": st.fixed_dictionaries({"options": _options(1)}, optional={"fixed": flags}),
    "multi": st.fixed_dictionaries({"options": _options(2)}, optional={"fixed": flags}),
    "typed": st.fixed_dictionaries(
        {"accept": st.lists(anything, min_size=1, max_size=3)},
        optional={"patterns": st.lists(gap, max_size=2), "reject": st.lists(_reject, max_size=2), "exact": flags},
    ),
    "number": st.fixed_dictionaries(
        {"number": st.integers(-(10**9), 10**9) | st.sampled_from(["1_000", "0.5", "1e6", "-3"])},
        optional={"tolerance": st.sampled_from(["5%", 0.5, 2, "1e-3"]), "unit": gap, "accept": few},
    ),
    "cloze": st.tuples(gap, gap, gap).map(
        lambda found: {"cloze": f"{found[0]} {{{{c1::{found[1]}}}}} and {{{{c2::{found[2]}::hint}}}}"}
    ),
    "order": _distinct(2, 5).map(lambda found: {"order": found}),
    "match": _distinct(4, 8).map(lambda found: {"match": _pairs(found)}),
    "categories": _distinct(3, 6).map(lambda found: {"categories": _boxes(found)}),
    "output": st.fixed_dictionaries({"output": anything, "code": plain_text}, optional={"accept": few}),
    "lines": _distinct(2, 5).map(lambda found: {"code": "\n".join(found), "lines": [1, len(found)]}),
    "sql": st.fixed_dictionaries({"setup": plain_text, "sql": plain_text}, optional={"ordered": flags}),
    "interview": _distinct(3, 3).map(lambda found: {"rubric": _rubric(found), "minutes": 5}),
}
_common = st.fixed_dictionaries(
    {"id": ids, "prompt": anything},
    optional={
        "level": st.sampled_from(["recall", "understand", "apply", "interview"]),
        "difficulty": st.integers(1, 5),
        "explanation": anything,
        "lang": gap,
        "sources": st.lists(_source, max_size=2),
        "as_of": anything,
        "tags": st.lists(ids, max_size=3),
        "use": st.sampled_from(["both", "review", "quiz"]),
        "related": st.lists(ids, max_size=2),
        "rev": st.integers(1, 99),
        "formerly": st.lists(ids, max_size=2),
        "checked": anything,
        "x-note": anything,
    },
)


def cards(*kinds: str) -> st.SearchStrategy[dict[str, Json]]:
    """A valid card of any of the kinds (of all thirteen, where none is named)."""
    answers = st.sampled_from(list(kinds or _answers)).flatmap(_answers.__getitem__)
    return st.builds(lambda common, answer: {**common, **answer}, _common, answers)
