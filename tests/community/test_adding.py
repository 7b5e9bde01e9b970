"""Adding and removing: shown first, pinned, recorded, namespaced; no collection touches another."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from author import Author, card, deck_text
from desks import Learner, add, live_reviews

from recall.community import pins
from recall.desk import collections
from recall.errors import RecallError, Refused, UsageError


def test_what_is_added_is_pinned_recorded_and_studied_as_all_others(learner: Learner, author: Author) -> None:
    commit = author.commit("1.2")
    desk = learner.sit_down()
    pin = add(desk, f"{author.address}@v1.2")
    assert (pin.name, pin.version, pin.licence, pin.cards) == ("kafka", "1.2", "CC-BY-4.0", 4)
    assert (pin.address, pin.asked, pin.commit) == (author.address, "v1.2", commit)
    assert pins.installed(learner.home.collections) == [pin]
    event = desk.history.collections()["kafka"]
    assert event == {
        "action": "added", "name": "kafka", "address": author.address, "revision": commit, "hash": pin.digest
    }  # fmt: skip
    desk.close()
    desk = learner.sit_down()
    assert [info.ref for info in desk.library.decks()] == ["backend/http", "kafka/kafka"]
    sitting = desk.start(["@kafka"])
    assert sitting.current is not None and sitting.current.key == "kafka:k1"


@pytest.mark.parametrize("way", ["folder", "zip", "tar.gz", "file", "bare"])
def test_a_collection_comes_from_wherever_it_stands(learner: Learner, author: Author, way: str, tmp_path: Path) -> None:
    author.commit()
    there = {"folder": author.folder, "file": author.folder / "kafka.yaml", "bare": tmp_path / "bare.git"}
    if way == "bare":
        author.git("clone", "--quiet", "--bare", ".", str(there[way]))
    elif way not in there:
        there[way] = tmp_path / f"kafka-1.0.{way}"
        author.git("archive", f"--format={way}", "--prefix=kafka-1.0/", f"--output={there[way]}", "HEAD")
    desk = learner.sit_down()
    pin = add(desk, there[way])
    assert (pin.name, pin.cards) == ("kafka", 4)
    assert bool(pin.commit) == (way == "bare")
    assert desk.library.card("kafka:k2") is not None
    assert not collections.update_waits(pin)


def test_a_file_without_a_collection_is_called_as_its_deck(learner: Learner, tmp_path: Path) -> None:
    (tmp_path / "My Deck.yaml").write_text(deck_text({"a": card(1)}, deck="spanish"))
    (tmp_path / "Two Decks!").mkdir()
    for name in ("one", "two"):
        (tmp_path / "Two Decks!" / f"{name}.yaml").write_text(deck_text({name: card(1)}, deck=name))
    desk = learner.sit_down()
    assert add(desk, tmp_path / "My Deck.yaml").name == "spanish"
    assert add(desk, tmp_path / "Two Decks!").name == "two-decks"


def test_a_name_that_is_taken_is_refused_with_the_cure(learner: Learner, author: Author, tmp_path: Path) -> None:
    desk = learner.sit_down()
    author.commit()
    for taken in ("backend", "own"):
        with pytest.raises(Refused) as told:
            add(desk, author.address, taken)
        assert f"--as {taken}-2" in told.value.hint
    add(desk, author.address)
    with pytest.raises(Refused) as told:
        add(desk, author.address)
    assert told.value.hint == "recall deck update kafka"
    fork = Author(tmp_path / "fork")
    fork.commit()
    with pytest.raises(Refused) as told:
        add(desk, fork.address)
    assert "--as kafka-2" in told.value.hint and "--from" in told.value.hint
    with pytest.raises(UsageError):
        add(desk, fork.address, "../kafka")


def test_two_forks_live_side_by_side_with_histories_of_their_own(
    learner: Learner, author: Author, tmp_path: Path
) -> None:
    author.commit()
    fork = Author(tmp_path / "fork")
    fork.commit()
    desk = learner.sit_down()
    add(desk, author.address)
    add(desk, fork.address, "fork")
    learner.study(desk, "kafka:k1")
    assert desk.history.state("kafka:k1").reps == 3
    assert desk.history.state("fork:k1").reps == 0
    collections.remove(desk, "kafka")
    assert desk.library.card("fork:k1") is not None


def test_the_history_of_a_name_is_not_handed_to_another_address(
    learner: Learner, author: Author, tmp_path: Path
) -> None:
    author.commit()
    desk = learner.sit_down()
    add(desk, author.address)
    learner.study(desk, "kafka:k1")
    collections.remove(desk, "kafka")
    thief = Author(tmp_path / "thief")
    thief.commit()
    with pytest.raises(Refused, match="your history knows kafka") as told:
        add(desk, thief.address)
    assert "--as kafka-2" in told.value.hint
    assert add(desk, thief.address, "thief").name == "thief"
    assert add(desk, author.address).name == "kafka"
    collections.remove(desk, "kafka")
    assert add(desk, thief.address, "kafka").name == "kafka", "by the learner's own word it may"


def test_a_strangers_cards_bury_and_rename_only_their_own(learner: Learner, author: Author) -> None:
    author.cards = {
        "k1": card(1, related=["backend:http-1", "k2"], formerly=["backend-http-1", "http-1"]),
        "k2": card(2),
    }
    author.commit()
    desk = learner.sit_down()
    learner.study(desk, "backend:http-1")
    before = desk.history.state("backend:http-1")
    add(desk, author.address)
    related = {row.key: row.related for row in desk.library.rows()}
    assert related == {"backend:http-1": "", "kafka:k1": "kafka:k2", "kafka:k2": "kafka:k1"}
    assert all(old.startswith("kafka:") for old in desk.library.renames())
    assert desk.history.state("backend:http-1") == before


def test_a_strangers_names_never_take_over_those_in_use(learner: Learner, author: Author) -> None:
    author.write()
    stage = author.folder / "http"
    stage.mkdir()
    (stage / "stage.yaml").write_text("format: recall/1\nid: http\nnumber: 1\ntitle: HTTP\naliases: [backend]\n")
    (stage / "more.yaml").write_text(deck_text({"m1": card(1)}, deck="more"))
    desk = learner.sit_down()
    add(desk, author.folder)
    assert desk.scope(["http"]).decks == {"backend/http"}
    assert desk.scope(["more"]).decks == {"kafka/more"}
    assert desk.scope(["@kafka"]).decks == {"kafka/kafka", "kafka/more"}
    titles = [stage.title for stage in desk.overview().stages]
    assert titles == ["Backend", "Kafka for backend developers (@kafka)", "HTTP (@kafka)"]


def test_clashing_ids_are_shown_and_the_first_card_keeps_its_id(learner: Learner, author: Author) -> None:
    author.write()
    (author.folder / "other.yaml").write_text(deck_text({"k1": card(7), "k7": card(7)}, deck="kafka"))
    desk = learner.sit_down()
    offer = collections.look(str(author.folder))
    assert sorted(problem.message.split(" is ")[0] for problem in offer.survey.clashes) == [
        "the deck id `kafka`", "the id"
    ]  # fmt: skip
    collections.add(desk, offer)
    found = desk.library.card("kafka:k1")
    assert found is not None and found.prompt == "Question 1?"


def test_nothing_readable_is_refused_and_leaves_nothing(learner: Learner, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("format: recall/1\ndeck: bad\ncards:\n- {id: a, prompt: no answer}\n")
    (tmp_path / "empty").mkdir()
    desk = learner.sit_down()
    with pytest.raises(Refused, match="has no answer"):
        add(desk, tmp_path / "bad.yaml")
    with pytest.raises(Refused, match="no deck in it"):
        add(desk, tmp_path / "empty")
    assert not learner.home.collections.exists()


def test_a_damaged_lock_file_costs_that_collection_and_says_the_cure(learner: Learner, author: Author) -> None:
    author.commit()
    desk = learner.sit_down()
    pin = add(desk, author.address)
    learner.study(desk, "kafka:k1")
    reviews = live_reviews(desk)
    lock = learner.home.collections / "kafka" / "lock.json"
    for text in ("{", "[]", '{"digest": "../../x"}', json.dumps({"digest": "0" * 64}), "\0" * 100):
        lock.write_text(text)
        desk.reload()
        (problem,) = desk.library.problems()
        assert "recall deck remove kafka" in problem.hint
        assert desk.library.card("backend:http-1") is not None
        assert live_reviews(desk) == reviews
    with pytest.raises(UsageError):
        collections.the_pin(desk, "kafka")
    assert add(desk, author.address).digest == pin.digest, "adding it again mends it"
    assert desk.history.state("kafka:k1").reps == 3
    lock.write_text(json.dumps({**json.loads(lock.read_text()), "noted_by_a_newer_recall": 1}))
    assert collections.the_pin(desk, "kafka").digest == pin.digest


def test_an_address_that_is_gone_is_said_with_the_way_on(learner: Learner, author: Author) -> None:
    author.write()
    desk = learner.sit_down()
    pin = add(desk, author.folder)
    for path in author.folder.iterdir():
        path.unlink()
    author.folder.rmdir()
    with pytest.raises(RecallError) as told:
        collections.update_waits(pin)
    assert "--from" in told.value.hint
    assert desk.library.card("kafka:k1") is not None, "what was added stays"


def test_news_are_seen_without_taking_them(learner: Learner, author: Author) -> None:
    author.commit()
    desk = learner.sit_down()
    pin = add(desk, author.address)
    assert not collections.update_waits(pin)
    author.cards["k1"]["prompt"] = "New?"
    author.commit("2")
    assert collections.update_waits(pin)
    tagged = add(desk, f"{author.address}@v2", "tagged")
    assert not collections.update_waits(tagged)


def test_what_another_machine_added_is_named_with_its_address(learner: Learner, author: Author) -> None:
    author.commit()
    desk = learner.sit_down()
    add(desk, author.address)
    assert collections.elsewhere(desk) == {}
    shutil.rmtree(learner.home.collections)
    desk.reload()
    assert collections.elsewhere(desk) == {"kafka": author.address}
    add(desk, author.address)
    collections.remove(desk, "kafka")
    assert collections.elsewhere(desk) == {}
