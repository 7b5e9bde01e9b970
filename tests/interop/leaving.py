"""Texts that leave: random ones of the kinds that other programs hold, and those of the decks that ship."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from recall.deck.card import Card
from recall.deck.clean import clean
from recall.deck.compile import read_deck
from recall.deck.written import text_fields
from recall.interop import deckfile, formats
from recall.interop.anki.writer import Situation
from recall.interop.notes import Note, Options, Source
from recall.interop.texts import Learned, Text, Written, own_key, plain
from recall.interop.writers import write
from recall.schedule.values import CardState

ROOT = Path(__file__).parents[2]
NOW = Situation(datetime(2026, 3, 1, 9, tzinfo=UTC), 60, date(2026, 3, 1), 240, 0.9, history=True)
SUFFIX = {"apkg": ".apkg", "csv": ".csv", "tsv": ".tsv", "gift": ".gift", "json": ".json", "markdown": ".md"}
READER = {"apkg": "anki", "tsv": "csv", "json": "recall"}

# Signs that some format gives a meaning, between words.
_WORDS = st.sampled_from(
    ["POST", "a b", "é", "日本",
     "=", "~", "#", ":", "\\", "{", "}", '"', "'", ",", ";", "<b>", "&amp;", "*", "`x`", "%",
     "[1]", "|", "//", "--", "->x", "TRUE", "$", "::", "?", "!", "_", "😀"]
)  # fmt: skip
line = st.lists(_WORDS, min_size=1, max_size=5).map(lambda words: clean("w " + " ".join(words)).strip())
block = st.lists(line, min_size=1, max_size=3).map("\n".join)
_answers = st.lists(line, min_size=1, max_size=3, unique_by=str.casefold)
_gap = st.sampled_from(["{{c1::one}}", "{{c2::two words::a hint}}", "{{c1::x\\:\\:y}}", "{{c3::{a}}}"])


def _with(**fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    common = {"explanation": block, "tags": st.just(["core", "second-tag"]), "level": st.just("apply")}
    return st.fixed_dictionaries(fields, optional=common)


def _options(right: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    def made(texts: Sequence[str]) -> list[dict[str, Any]]:
        return [
            {"text": text, **({"correct": True} if at < right else {}), **({"why": "because"} if at % 2 else {})}
            for at, text in enumerate(texts)
        ]

    return st.lists(line, min_size=right + 1, max_size=5, unique=True).map(made)


def _pairs(texts: Sequence[str]) -> list[dict[str, str]]:
    half = len(texts) // 2
    return [{"left": left, "right": right} for left, right in zip(texts[:half], texts[half:], strict=False)]


_number = st.sampled_from(["8", "-0.5", "1000"])
KINDS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "basic": st.builds(
        lambda fields, reverse: {**fields, "reverse": True} if reverse else fields,
        _with(prompt=block, answer=block),
        st.booleans(),
    ),
    "typed": _with(prompt=block, accept=_answers),
    "cloze": st.builds(lambda of, gap: {**of, "cloze": f"{of['cloze']} {gap} end"}, _with(cloze=line), _gap),
    "single": _with(prompt=block, options=_options(1)),
    "multi": _with(prompt=block, options=_options(2)),
    "number": _with(prompt=block, number=_number, tolerance=st.sampled_from(["1", "5%"])),
    "match": _with(prompt=block, match=st.lists(line, min_size=4, max_size=6, unique=True).map(_pairs)),
}  # fmt: skip


def compiled(fields: Sequence[dict[str, Any]]) -> list[Text]:
    """The texts as a deck holds them; those that no deck can hold are left out."""
    cards = "".join(deckfile.card(f"card-{number}", each, "test:x") for number, each in enumerate(fields))
    deck = read_deck((deckfile.header("trial", "Trial") + cards).encode(), "trial.yaml", "own").deck
    return texts_of(deck.cards if deck else (), ("Top", "Trial: a/b"))


def texts_of(cards: Sequence[Card], deck: tuple[str, ...]) -> list[Text]:
    found = []
    for key, of_one in groupby(cards, key=lambda card: card.note):
        siblings = list(of_one)
        learned = tuple(Learned(card.side, CardState(card.key)) for card in siblings)
        found.append(Text(key, siblings[0].kind, deck, text_fields(siblings), learned))
    return found


def shipped() -> Iterator[Text]:
    for path in sorted((ROOT / "decks").glob("*/*.yaml")):
        deck = read_deck(path.read_bytes(), str(path), "backend").deck
        if deck:
            yield from texts_of(deck.cards, ("Backend", deck.title))


def there_and_back(texts: Sequence[Text], format_: str) -> tuple[Written, dict[str, Note]]:
    """The file of a format, and by key what our reader finds in it."""
    written = write(texts, format_, "Trial", NOW)
    source = Source(f"trial{SUFFIX[format_]}", written.data, Options(delimiter="tab" if format_ == "tsv" else ""))
    notes = formats.read(source, READER.get(format_, format_)).notes
    assert len({own_key(note) for note in notes}) == len(notes)
    return written, {own_key(note): note for note in notes}


def same(text: Text, note: Note, names: Sequence[str]) -> bool:
    was, now = plain(text.fields), plain(note.fields)
    return all(was.get(name) == now.get(name) for name in names)
