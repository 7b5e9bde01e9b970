"""Real files of other programs, with what a faithful reader finds in them. Skipped where they are not at hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from recall.deck.compile import read_deck
from recall.interop import formats
from recall.interop.notes import Notes, Source, Unreadable
from recall.interop.plan import Shelf, made

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "importers"
EXPECTED: list[dict[str, Any]] = (
    yaml.safe_load((SAMPLES / "EXPECTED.yaml").read_text("utf-8")) if (SAMPLES / "EXPECTED.yaml").is_file() else []
)
# Where notes are not what the list counts: documentation whose examples stand in code blocks, prose below one heading.
PROSE = {"docs/docs/en/flashcards/cloze-cards.md": 5, "docs/syntax.md": 6, "docs/README.md": 1}


def path_of(entry: dict[str, Any]) -> Path:
    return SAMPLES / entry["repo"].replace("/", "+") / entry["path"]


def is_read(entry: dict[str, Any]) -> bool:
    return "expected parse" not in entry.get("format", "")


def cases(*kinds: str) -> list[Any]:
    found = [
        each for each in EXPECTED if is_read(each) and any(each.get("format", "").startswith(kind) for kind in kinds)
    ]
    return [pytest.param(each, id=path_of(each).name) for each in found] or [
        pytest.param({}, marks=pytest.mark.skip(reason="the sample files are not here"))
    ]


def read(entry: dict[str, Any]) -> Notes:
    path = path_of(entry)
    return formats.read(Source(path.name, path.read_bytes()))


@pytest.mark.parametrize("entry", cases("apkg"))
def test_a_package_of_anki_is_read_as_it_is(entry: dict[str, Any]) -> None:
    notes = read(entry)
    assert (notes.found, notes.cards, notes.reviews) == (entry["notes"], entry["cards"], entry["revlog"])
    assert list(notes.decks) == entry["decks"]
    assert len(notes.media) == entry["media_files"]
    clozes = sum("cloze" in note.fields for note in notes.notes)
    assert (
        clozes + notes.dropped.counts.get("image occlusion note (a picture with covered parts)", 0)
        == entry["cloze_notes"]
    )


@pytest.mark.parametrize("entry", cases("csv", "tsv"))
def test_every_row_of_a_table_is_counted(entry: dict[str, Any]) -> None:
    notes = read(entry)
    header = 0 if notes.found == entry["records"] else 1
    assert notes.found + header == entry["records"]
    assert len(notes.notes) + notes.dropped.counts.get("row without a question or an answer", 0) == notes.found


@pytest.mark.parametrize("entry", cases("gift"))
def test_every_gift_question_is_taken_or_reported(entry: dict[str, Any]) -> None:
    notes = read(entry)
    assert notes.found == entry["items"] - entry["types"].get("Category", 0)
    reported = sum(count for what, count in notes.dropped.counts.items() if "part of the mark" not in what)
    assert len(notes.notes) + reported == notes.found
    kinds = {"MC": "options", "TF": "options", "Short": "accept", "Numerical": "number", "Matching": "match"}
    wanted = sorted(kinds[kind] for kind, count in entry["types"].items() for _ in range(count) if kind in kinds)
    assert (
        sorted(
            next(key for key in ("options", "accept", "number", "match") if key in note.fields) for note in notes.notes
        )
        == wanted
    )


@pytest.mark.parametrize("entry", cases("md "))
def test_question_lists_in_markdown_give_every_question(entry: dict[str, Any]) -> None:
    notes = read(entry)
    assert notes.found == entry["items"]
    if "options" in entry and not notes.dropped.counts:
        doubles = notes.changed.counts.get("option that stands there twice", 0)
        assert sum(len(note.fields.get("options", ())) for note in notes.notes) + doubles == entry["options"]


@pytest.mark.parametrize(
    "entry", [each for each in cases("md") if not str(each.values[0].get("format", "")).startswith("md ")]
)
def test_cards_in_markdown_are_found(entry: dict[str, Any]) -> None:
    notes = read(entry)
    marked = entry["Q:"] + entry["C:"]
    if entry["path"] in PROSE:
        assert notes.found == PROSE[entry["path"]]
    elif marked:
        assert notes.found == marked
    elif entry["h2"]:
        assert notes.found == entry["h2"]
    elif entry["separators_::"]:
        assert notes.found == entry["separators_::"]


@pytest.mark.parametrize("entry", cases("org", "sqlite", "hascard", "crowdanki", "json", "text #Q"))
def test_other_formats_give_every_card(entry: dict[str, Any]) -> None:
    notes = read(entry)
    count = entry.get("items") or entry.get("cards") or entry.get("fc_headings", 0) + entry.get("drill_headings", 0)
    assert notes.found == (count or sum(entry["tables"].values()))


@pytest.mark.parametrize("entry", [each for each in cases("") if "error" in each.values[0]])
def test_a_broken_file_is_refused_with_its_place(entry: dict[str, Any]) -> None:
    with pytest.raises(Unreadable, match="line 8 column 3"):
        read(entry)


@pytest.mark.parametrize("entry", [each for each in cases("") if "error" not in each.values[0]])
def test_whatever_is_read_makes_decks_that_recall_reads(entry: dict[str, Any]) -> None:
    notes = read(entry)
    refused = notes.dropped.counts.get("card that a deck cannot hold", 0)
    plan = made(notes, Shelf(), "sample")
    assert notes.dropped.counts.get("card that a deck cannot hold", 0) == refused == 0
    for path, text in plan.files.items():
        if not path.endswith("stage.yaml"):
            assert [each for each in read_deck(text.encode(), path, "sample").problems if each.level == "error"] == []
