"""Anki itself as the other side: it opens what recall writes, knows it again, and gives it back.

The package `anki` is no dependency of recall; without it these tests are skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from leaving import NOW, compiled

from recall.deck.compile import read_deck
from recall.events import Event
from recall.interop import formats
from recall.interop.notes import Source
from recall.interop.past import events
from recall.interop.plan import Placed
from recall.interop.texts import Learned, Text, own_key, plain
from recall.interop.writers import write
from recall.schedule import memory
from recall.schedule.studyday import moment as moment_of
from recall.schedule.values import CardState, Parameters, Rating, Settings

collection = pytest.importorskip("anki.collection")
from leaving import texts_of  # noqa: E402

KINDS = Path(__file__).parents[1] / "cli" / "kinds.yaml"
SETTINGS = Settings(fuzz=False, balance=False)


def learned(key: str, side: str) -> Learned:
    """A card that was learnt, reviewed, forgotten and learnt again."""
    state, found = CardState(key), []
    at = datetime(2026, 1, 5, 8, tzinfo=UTC)
    for number, (rating, after) in enumerate([(3, 0), (3, 20), (3, 4000), (1, 30_000), (3, 30_020)]):
        now = moment_of((at + timedelta(minutes=after), 60), SETTINGS.day_start)
        before = state
        state = memory.review(before, Rating(rating), now, SETTINGS)
        body = memory.review_body(
            before, state, Rating(rating), SETTINGS, card={"card": key, "rev": 1, "fp": ""}, source="review",
            score=None, ms=4000 + number, evidence={"kind": "basic"}, forecast=None,
        )  # fmt: skip
        found.append(Event(str(number), "d", number, (0, 0), now.at, now.off, now.on.isoformat(), "review", body))
    return Learned(side, state, tuple(found))


@pytest.fixture(scope="module")
def texts() -> list[Text]:
    deck = read_deck(KINDS.read_bytes(), "kinds.yaml", "own").deck
    assert deck is not None
    texts = texts_of(deck.cards, ("Mine", "All kinds"))
    first = texts[0]._replace(cards=(learned(texts[0].key, ""),))
    both = compiled([{"prompt": "hot", "answer": "heiß", "reverse": True, "tags": ["core", "a"]}])[0]
    cards = (both.cards[0], learned(f"{both.key}#reverse", "reverse")._replace(suspended=True, marked=True))
    tricky = compiled([{"cloze": "In C++ it is {{c1::std\\:\\:move::a\\:\\:b}} or {{c2::{x}}} <b>."}])
    return [first, *texts[1:], both._replace(cards=cards), *(each._replace(key="own:tricky") for each in tricky)]


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[Any]:
    opened = collection.Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


def brought(anki: Any, path: Path, data: bytes) -> Any:
    path.write_bytes(data)
    options = collection.ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=False)
    request = collection.ImportAnkiPackageRequest(package_path=str(path), options=options)
    return anki.import_anki_package(request).log


def test_anki_opens_cards_decks_tags_and_schedule(anki: Any, tmp_path: Path, texts: list[Text]) -> None:
    log = brought(anki, tmp_path / "x.apkg", write(texts, "apkg", "x", NOW).data)
    assert len(log.new) == len(texts)
    assert anki.card_count() == sum(len(text.cards) for text in texts)
    assert {"Mine::All kinds", "Top::Trial: a/b"} <= {deck.name for deck in anki.decks.all_names_and_ids()}
    (note,) = anki.find_notes("tag:core hot")
    assert anki.get_note(note).tags == ["a", "core"]
    state = texts[0].cards[0].state.memory
    assert state is not None
    assert state.due_on is not None
    (card,) = (anki.get_card(id_) for id_ in anki.find_cards("HTTPS"))
    held = anki.get_card(card.id).memory_state
    assert (held.stability, held.difficulty) == pytest.approx((state.stability, state.difficulty), abs=1e-2)
    assert (card.type, card.queue, card.reps, card.lapses) == (2, 2, 5, 1)
    created = date.fromtimestamp(anki.crt - 4 * 3600)
    assert created + timedelta(days=card.due) == state.due_on
    assert anki.db.scalar("SELECT count() FROM revlog WHERE cid = ?", card.id) == 5
    (backward,) = (anki.get_card(id_) for id_ in anki.find_cards("hot is:suspended"))
    assert (backward.ord, backward.flags & 7) == (1, 1)


def test_anki_asks_gaps_and_types_as_recall_does(anki: Any, tmp_path: Path, texts: list[Text]) -> None:
    brought(anki, tmp_path / "x.apkg", write(texts, "apkg", "x", NOW).data)
    found = [anki.get_card(id_) for id_ in anki.find_cards('"In C++"')]
    first, second = sorted(found, key=lambda card: card.ord)
    assert "std&#58;&#58;move" in first.answer() or "std::move" in first.answer()
    assert "{x}" in second.answer().replace("&#123;", "{").replace("&#125;", "}")
    assert "&lt;b&gt;" in first.question()
    (typed,) = (anki.get_card(id_) for id_ in anki.find_cards("OAuth"))
    assert "[[type:Back]]" in typed.question()
    assert '"fields"' not in typed.answer()


def test_a_second_export_updates_and_adds_nothing(anki: Any, tmp_path: Path, texts: list[Text]) -> None:
    brought(anki, tmp_path / "x.apkg", write(texts, "apkg", "x", NOW).data)
    before = anki.note_count(), anki.card_count(), len(anki.models.all_names_and_ids())
    fields = {**texts[0].fields, "answer": "Another answer."}
    later = NOW._replace(at=NOW.at + timedelta(days=1))
    log = brought(
        anki, tmp_path / "y.apkg", write([texts[0]._replace(fields=fields), *texts[1:]], "apkg", "x", later).data
    )
    assert (len(log.new), len(log.updated)) == (0, len(texts))
    assert (anki.note_count(), anki.card_count(), len(anki.models.all_names_and_ids())) == before
    assert anki.find_notes("Another answer")


@pytest.mark.parametrize("legacy", [True, False])
def test_what_anki_gives_back_is_what_it_was_given(anki: Any, tmp_path: Path, texts: list[Text], legacy: bool) -> None:
    brought(anki, tmp_path / "x.apkg", write(texts, "apkg", "x", NOW).data)
    out = tmp_path / "out.apkg"
    options = collection.ExportAnkiPackageOptions(with_scheduling=True, legacy=legacy)
    anki.export_anki_package(out_path=str(out), options=options, limit=None)
    back = {own_key(note): note for note in formats.read(Source("out.apkg", out.read_bytes())).notes}
    for text in texts:
        assert plain(back[text.key].fields) == plain(text.fields)
    (past,) = back[texts[0].key].past
    state = CardState("c:x")
    for event in events([Placed("x", "anki:x", (past,))], "c", 60, Parameters()):
        state = memory.replay(state, event, Parameters())
    was, now = texts[0].cards[0].state.memory, state.memory
    assert was is not None
    assert now is not None
    assert (now.stability, now.difficulty) == pytest.approx((was.stability, was.difficulty), rel=1e-6)
    assert (now.due_on, now.state, state.reps, state.lapses) == (was.due_on, was.state, 5, 1)


def test_anki_takes_the_text_form_twice_and_adds_it_once(anki: Any, tmp_path: Path, texts: list[Text]) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(write(texts, "anki-text", "x", NOW).data)
    for new in (len(texts), 0):
        metadata = anki.get_csv_metadata(str(path), delimiter=None)
        log = anki.import_csv(collection.ImportCsvRequest(path=str(path), metadata=metadata)).log
        assert len(log.new) == new
    assert anki.note_count() == len(texts)
