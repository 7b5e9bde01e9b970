"""Updates: the learner's words, marks and history survive; what changes is told first; conflicts can be settled."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from author import Author, card, some_cards
from desks import Learner, add, live_reviews, plan, update
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recall.community.changes import EARLY_DAYS, early
from recall.community.parcel import no_watch
from recall.config import Home
from recall.deck.card import Typed
from recall.desk import collections, updates
from recall.errors import NotSaved, RecallError
from recall.events import Draft
from recall.history import backup


def test_an_update_takes_new_cards_and_keeps_the_history_of_reworded_ones(learner: Learner, author: Author) -> None:
    author.commit()
    desk = learner.sit_down()
    add(desk, author.address)
    learner.study(desk, "kafka:k1", "kafka:k2", "kafka:k3", "kafka:k4")
    before = desk.history.state("kafka:k1")
    author.cards["k1"]["prompt"] = "Question one, better said?"
    author.cards["k9"] = card(9)
    author.commit("2")
    made = update(desk)
    assert [pair.after.id for pair in made.changes.reworded] == ["k1"]
    assert [line.id for line in made.changes.added] == ["k9"]
    found = desk.library.card("kafka:k1")
    assert found is not None and found.prompt == "Question one, better said?"
    assert desk.history.state("kafka:k1") == before
    assert collections.the_pin(desk, "kafka").version == "2"


def test_the_history_is_backed_up_before_an_update_and_not_twice_for_the_same_events(
    learner: Learner, author: Author
) -> None:
    author.commit()
    desk = learner.sit_down()
    add(desk, author.address)
    learner.study(desk, "kafka:k1")
    held = desk.history.events
    for version in ("2", "3"):
        author.cards["k1"]["prompt"] = f"Question one, as of {version}?"
        author.commit(version)
        made = plan(desk)
        for _ in range(2):
            updates.prepared(desk, made)(no_watch)
        (newest, *older) = backup.found(desk.home.backups)
        assert (newest.why, newest.events, len(older)) == ("before-update", held, int(version) - 2)
        updates.put(desk, made)
        held = desk.history.events


def test_an_update_without_room_for_a_backup_leaves_the_old_version(
    learner: Learner, author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    author.commit()
    desk = learner.sit_down()
    add(desk, author.address)
    author.cards["k1"]["prompt"] = "Question one, better said?"
    author.commit("2")
    made = plan(desk)
    monkeypatch.setattr(backup, "_write", lambda *_: (_ for _ in ()).throw(OSError(28, "no room")))
    with pytest.raises(RecallError, match="no backup was made"):
        updates.take(desk, made)
    assert collections.the_pin(desk, "kafka").version == "1"


def test_a_card_that_is_gone_is_retired_and_comes_back_as_it_was(learner: Learner, author: Author) -> None:
    author.commit()
    desk = learner.sit_down()
    add(desk, author.address)
    learner.study(desk, "kafka:k4")
    before = desk.history.state("kafka:k4")
    gone = author.cards.pop("k4")
    author.commit("2")
    update(desk)
    assert desk.library.card("kafka:k4") is None
    assert desk.history.state("kafka:k4") == before
    assert desk.history.row("kafka:k4") is None, "no queue holds it"
    author.cards["k4"] = gone
    author.commit("3")
    update(desk)
    assert desk.history.row("kafka:k4") is not None
    assert desk.history.state("kafka:k4") == before


def test_a_renamed_card_takes_history_marks_and_wording_along(learner: Learner, author: Author) -> None:
    author.commit()
    desk = learner.sit_down()
    add(desk, author.address)
    learner.study(desk, "kafka:k2")
    desk.record([Draft("mark", {"card": "kafka:k2", "name": "suspended", "value": True})])
    desk.record([Draft("mark", {"card": "kafka:k2", "name": "note", "value": "my note"})])
    learner.word(desk, "kafka", "- id: k2\n  explanation: my own words\n")
    before = desk.history.state("kafka:k2")
    author.cards["partition"] = {**author.cards.pop("k2"), "formerly": ["k2"]}
    author.commit("2")
    made = update(desk)
    assert [(pair.before.id, pair.after.id) for pair in made.changes.renamed] == [("k2", "partition")]
    assert (made.changes.reworded, made.changes.touched) == ((), ())
    assert desk.history.state("kafka:partition")._replace(key="") == before._replace(key="")
    assert desk.history.marks("kafka:partition") == {"suspended": True, "note": "my note"}
    found = desk.library.card("kafka:partition")
    assert found is not None and found.explanation == "my own words"


def test_my_words_and_answer_variants_survive_and_theirs_join_them(learner: Learner, author: Author) -> None:
    author.commit()
    desk = learner.sit_down()
    add(desk, author.address)
    learner.word(
        desk,
        "kafka",
        "# kept\n- id: k1\n  prompt: In my words?\n  accept: [answer 1, mine]\n- id: k3\n  level: apply\n",
    )
    author.cards["k1"]["accept"] = ["answer 1", "theirs"]
    author.cards["k1"]["explanation"] = "New."
    author.commit("2")
    made = update(desk)
    assert made.conflicts == ()
    found = desk.library.card("kafka:k1")
    assert found is not None and isinstance(found.answer, Typed)
    assert found.prompt == "In my words?"
    assert set(found.answer.accept) == {"answer 1", "mine", "theirs"}
    assert found.explanation == "New."
    assert "accept: [answer 1, mine]" in learner.edits("kafka").with_name("kafka.yaml.before").read_text()
    text = learner.edits("kafka").read_text()
    assert text.startswith("format: recall/1\ncards:\n# kept\n")
    assert text.endswith("- id: k3\n  level: apply\n")


def test_a_copy_that_was_never_changed_does_not_hide_the_authors_correction(learner: Learner, author: Author) -> None:
    author.commit()
    desk = learner.sit_down()
    add(desk, author.address)
    learner.word(desk, "kafka", "- id: k1\n  prompt: Question 1?\n  explanation: mine\n")
    author.cards["k1"]["prompt"] = "Question 1, corrected?"
    author.commit("2")
    update(desk)
    found = desk.library.card("kafka:k1")
    assert found is not None
    assert (found.prompt, found.explanation) == ("Question 1, corrected?", "mine")


@pytest.mark.parametrize(("choice", "prompt"), [("mine", "My question?"), ("theirs", "Their question?")])
def test_a_conflict_keeps_my_words_until_it_is_settled(
    learner: Learner, author: Author, choice: updates.Choice, prompt: str
) -> None:
    author.commit()
    desk = learner.sit_down()
    add(desk, author.address)
    learner.word(desk, "kafka", "- id: k1\n  prompt: My question?\n")
    author.cards["k1"]["prompt"] = "Their question?"
    author.commit("2")
    made = update(desk)
    assert [(each.card, each.field) for each in made.conflicts] == [("k1", "prompt")]
    found = desk.library.card("kafka:k1")
    assert found is not None and found.prompt == "My question?"
    author.commit("3")
    update(desk)
    pin = collections.the_pin(desk, "kafka")
    (conflict,) = updates.conflicts(desk, pin)
    assert (conflict.base, conflict.mine, conflict.theirs) == ("Question 1?", "My question?", "Their question?")
    updates.settle(desk, pin, conflict, choice)
    found = desk.library.card("kafka:k1")
    assert found is not None and found.prompt == prompt
    assert updates.conflicts(desk, collections.the_pin(desk, "kafka")) == []


def test_a_conflict_that_i_edit_away_is_settled(learner: Learner, author: Author) -> None:
    author.commit()
    desk = learner.sit_down()
    add(desk, author.address)
    learner.word(desk, "kafka", "- id: k1\n  prompt: My question?\n")
    author.cards["k1"]["prompt"] = "Their question?"
    author.commit("2")
    update(desk)
    learner.word(desk, "kafka", "- id: k1\n  prompt: Their question?\n")
    pin = collections.the_pin(desk, "kafka")
    assert len(pin.unsettled) == 1
    assert updates.conflicts(desk, pin) == []
    updates.forget_settled(desk, pin)
    assert collections.the_pin(desk, "kafka").unsettled == ()


def test_a_raised_rev_brings_studied_cards_early_and_undo_takes_that_back(learner: Learner, author: Author) -> None:
    author.commit()
    desk = learner.sit_down()
    add(desk, author.address)
    learner.study(desk, "kafka:k1", "kafka:k2")
    before = desk.history.states(["kafka:k1", "kafka:k2"])
    for changed in ("k1", "k3"):
        author.cards[changed] |= {"prompt": "Another question?", "rev": "2"}
    author.commit("2")
    made = plan(desk)
    assert made.rewrites
    assert updates.take(desk, made) == 1
    memory = desk.history.state("kafka:k1").memory
    assert memory is not None and memory.due_on == desk.moment.on
    assert desk.history.state("kafka:k2") == before["kafka:k2"]
    desk.undo(desk.start())
    assert desk.history.state("kafka:k1") == before["kafka:k1"]


def test_a_removed_collection_is_found_again_with_history_wording_and_rev(learner: Learner, author: Author) -> None:
    author.commit()
    desk = learner.sit_down()
    add(desk, author.address)
    learner.study(desk, "kafka:k1", "kafka:k2")
    learner.word(desk, "kafka", "- id: k2\n  explanation: mine\n")
    before = desk.history.states(["kafka:k1", "kafka:k2"])
    reviews = live_reviews(desk)
    collections.remove(desk, "kafka")
    assert not (learner.home.collections / "kafka").exists()
    assert (desk.library.card("kafka:k1"), desk.library.problems()) == (None, ())
    assert live_reviews(desk) == reviews
    author.cards["k1"]["rev"] = "2"
    author.commit("2")
    add(desk, author.address)
    found = desk.library.card("kafka:k2")
    assert found is not None and found.explanation == "mine"
    assert desk.history.state("kafka:k2") == before["kafka:k2"]
    memory = desk.history.state("kafka:k1").memory
    assert memory is not None and memory.due_on == desk.moment.on, "its question is another one now"


def test_going_back_restores_the_version_before(learner: Learner, author: Author) -> None:
    author.commit()
    desk = learner.sit_down()
    first = add(desk, author.address)
    learner.word(desk, "kafka", "- id: k2\n  explanation: mine\n")
    author.cards["k1"]["prompt"] = "Worse?"
    author.commit("2")
    update(desk)
    pin = collections.the_pin(desk, "kafka")
    assert pin.back == (first.commit, first.digest)
    updates.take(desk, updates.plan(desk, pin, updates.step_back(desk, pin)))
    now = collections.the_pin(desk, "kafka")
    assert (now.commit, now.digest, now.version) == (first.commit, first.digest, "1")
    found = desk.library.card("kafka:k1")
    assert found is not None and found.prompt == "Question 1?"
    with pytest.raises(RecallError, match="no version before"):
        updates.step_back(desk, first)


def test_going_back_over_a_rename_takes_history_and_wording_back_too(learner: Learner, author: Author) -> None:
    author.commit()
    desk = learner.sit_down()
    add(desk, author.address)
    learner.study(desk, "kafka:k2")
    learner.word(desk, "kafka", "- id: k2\n  explanation: mine\n")
    before = desk.history.state("kafka:k2")
    author.cards["broker"] = {**author.cards.pop("k2"), "formerly": ["k2"]}
    author.commit("2")
    update(desk)
    pin = collections.the_pin(desk, "kafka")
    made = updates.plan(desk, pin, updates.step_back(desk, pin))
    assert [(pair.before.id, pair.after.id) for pair in made.changes.renamed] == [("broker", "k2")]
    updates.take(desk, made)
    found = desk.library.card("kafka:k2")
    assert found is not None and found.explanation == "mine"
    assert desk.history.state("kafka:k2") == before


def test_a_new_commit_or_address_with_the_same_decks_is_noted_and_is_no_news(
    learner: Learner, author: Author, tmp_path: Path
) -> None:
    author.commit()
    desk = learner.sit_down()
    pin = add(desk, author.address)
    (author.folder / "README.md").write_text("Hello")
    commit = author.commit()
    assert collections.update_waits(pin)
    made = plan(desk)
    assert made.current and updates.repin(desk, made)
    pin = collections.the_pin(desk, "kafka")
    assert pin.commit == commit and not collections.update_waits(pin)
    assert not updates.repin(desk, plan(desk))
    moved = author.folder.rename(tmp_path / "moved")
    made = updates.plan(desk, pin, collections.look(f"file://{moved}", "kafka"))
    assert updates.repin(desk, made)
    assert collections.the_pin(desk, "kafka").address == f"file://{moved}"


def test_nothing_changes_where_the_history_cannot_be_written(
    learner: Learner, author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    author.commit()
    desk = learner.sit_down()
    first = add(desk, author.address)
    author.cards["k1"]["prompt"] = "New?"
    author.commit("2")
    made = plan(desk)
    monkeypatch.setattr(desk.history, "read_only", "no room")
    with pytest.raises(NotSaved):
        updates.take(desk, made)
    assert collections.the_pin(desk, "kafka") == first
    assert [path.name for path in (learner.home.collections / "kafka").iterdir() if path.is_dir()] == [first.folder]


def test_wording_that_cannot_be_read_stops_an_update_before_it_is_lost(learner: Learner, author: Author) -> None:
    author.commit()
    desk = learner.sit_down()
    add(desk, author.address)
    learner.word(desk, "kafka", "- id: k1\n  prompt: [broken\n")
    author.cards["k1"]["prompt"] = "New?"
    author.commit("2")
    with pytest.raises(RecallError, match="your own wording cannot be read"):
        plan(desk)
    assert "[broken" in learner.edits("kafka").read_text()


def test_the_whole_life_of_a_collection_loses_not_one_review(learner: Learner, author: Author) -> None:
    """Add, study ten cards, change both sides, merge, rename: not one review is lost and the doctor is content."""
    author.cards = some_cards(30)
    author.commit()
    desk = learner.sit_down()
    add(desk, f"{author.address}@v1")
    add(desk, f"{author.address}@{author.git('rev-parse', 'HEAD').strip()}", "by-commit")
    keys = [f"kafka:k{number}" for number in range(1, 11)]
    learner.study(desk, *keys)
    reviews = live_reviews(desk)
    learner.word(desk, "kafka", "- id: k1\n  prompt: Mine?\n- id: k2\n  accept: [answer 2, two]\n")
    desk.record([Draft("mark", {"card": "kafka:k3", "name": "suspended", "value": True})])
    author.cards["k1"]["explanation"] = "Why."
    author.cards["k2"]["accept"] = ["answer 2", "second"]
    author.cards["broker"] = {**author.cards.pop("k4"), "formerly": ["k4"]}
    del author.cards["k5"]
    author.commit("2")
    pin = collections.the_pin(desk, "kafka")
    assert plan(desk).current, "a tag that stays put is no news"
    offer = collections.look_at(collections.source(pin, "v2"), "kafka")
    updates.take(desk, updates.plan(desk, pin, offer))
    assert live_reviews(desk) == reviews == 30
    assert {*keys, "kafka:broker"} - {"kafka:k4"} <= desk.history.studied("kafka")
    assert desk.history.state("kafka:broker").reps == 3
    assert desk.history.marks("kafka:k3") == {"suspended": True}
    learner.later(days=1)
    desk.close()
    desk = learner.sit_down()
    assert desk.history.doctor(learner.now()).ok
    found = desk.library.card("kafka:k1")
    assert found is not None and (found.prompt, found.explanation) == ("Mine?", "Why.")


def test_early_days_are_spread_and_never_later_than_before() -> None:
    today = date(2026, 1, 5)
    ahead = st.integers(-400, 400).map(lambda days: today + timedelta(days=days))

    @settings(max_examples=50, deadline=None)
    @given(st.dictionaries(st.text(max_size=3), ahead, max_size=400))
    def holds(due: dict[str, date]) -> None:
        days = early(due, today)
        assert all(today <= on < due[key] for key, on in days.items())
        assert all(on < today + timedelta(days=EARLY_DAYS) for on in days.values())
        per_day = [list(days.values()).count(on) for on in set(days.values())]
        assert max(per_day, default=0) <= max(10, -(-len(due) // EARLY_DAYS))

    holds()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_an_author_does_no_review_is_lost(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Cards are dropped, reworded, renamed, raised and added in any way, twice over."""
    root = tmp_path_factory.mktemp("life")
    author, home = Author(root / "kafka"), root / "home"
    learner = Learner(Home(home, home, home / "cache"), root / "none")
    author.write()
    desk = learner.sit_down()
    add(desk, author.folder)
    called = {key: key for key in ("kafka:k1", "kafka:k2", "kafka:k3")}
    learner.study(desk, *called, times=2)
    for step in range(2):
        for id_ in list(author.cards):
            match data.draw(st.sampled_from(["keep", "drop", "reword", "rename", "raise"])):
                case "drop" if len(author.cards) > 1:
                    del author.cards[id_]
                case "reword":
                    author.cards[id_]["prompt"] = f"{id_} in step {step}?"
                case "rename":
                    author.cards[f"{id_}-{step}"] = {**author.cards.pop(id_), "formerly": [id_]}
                    called = {first: now + f"-{step}" * (now == f"kafka:{id_}") for first, now in called.items()}
                case "raise":
                    author.cards[id_]["rev"] = str(step + 2)
        author.cards[f"new-{step}"] = card(90 + step)
        author.write(str(step + 2))
        update(desk)
    assert live_reviews(desk) == 6
    assert [desk.history.state(now).reps for now in called.values()] == [2, 2, 2]
    assert desk.history.doctor(learner.now()).ok
    assert {row.key for row in desk.library.rows()} == {f"kafka:{id_}" for id_ in author.cards}
    desk.close()
