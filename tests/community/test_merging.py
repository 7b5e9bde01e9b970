"""The merge of three versions and the overlay that it is written to: laws, over any fields."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from recall.community.merge import LISTS, Fields, Plain, merge, merge_card
from recall.community.overlays import own_fields, rewritten
from recall.deck.overlay import read_overlay

QUICK = settings(max_examples=80, deadline=None)
WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters="\ufeff\u2028\u2029\x85"), max_size=12
).map(str.strip)
NAMES = st.sampled_from(["prompt", "answer", "explanation", "accept", "reject", "options", "tags"])
VALUES: st.SearchStrategy[Plain] = st.one_of(
    WORDS,
    st.lists(WORDS.filter(bool), max_size=3, unique=True),
    st.lists(st.fixed_dictionaries({"text": WORDS.filter(bool), "why": WORDS.filter(bool)}), max_size=2),
)
FIELDS = st.dictionaries(NAMES, VALUES, max_size=4)
IDS = st.sampled_from(["a", "b", "c-1"])


@QUICK
@given(FIELDS, FIELDS)
def test_without_news_nothing_of_mine_changes(mine: Fields, base: Fields) -> None:
    assert merge_card("a", mine, base, base) == (mine, [])


@QUICK
@given(FIELDS, FIELDS, FIELDS)
def test_no_word_of_mine_is_lost_but_where_the_author_says_the_same(mine: Fields, base: Fields, theirs: Fields) -> None:
    kept, conflicts = merge_card("a", mine, base, theirs)
    disputed = {conflict.field for conflict in conflicts}
    for name, own in mine.items():
        if name in kept:
            assert kept[name] == own or (name in LISTS and name not in disputed)
        else:
            assert own in (base.get(name), theirs.get(name)) or name in LISTS
    for conflict in conflicts:
        assert kept[conflict.field] == conflict.mine == mine[conflict.field]
        assert conflict.theirs != conflict.base and conflict.mine not in (conflict.base, conflict.theirs)


@QUICK
@given(*[st.lists(WORDS.filter(bool), max_size=4, unique=True)] * 3)
def test_answer_variants_of_both_sides_join(mine: list[Plain], base: list[Plain], theirs: list[Plain]) -> None:
    kept, conflicts = merge_card("a", {"accept": mine}, {"accept": base}, {"accept": theirs})
    assert not conflicts
    after = kept.get("accept", theirs)
    assert isinstance(after, list)
    if mine != base and base not in (theirs, mine):
        added_by_me = [word for word in mine if word not in base]
        taken_by_me = [word for word in base if word not in mine]
        assert all(word in after for word in added_by_me)
        assert not any(word in after for word in taken_by_me if word not in theirs)
        assert all(word in after for word in theirs if word not in taken_by_me)


@QUICK
@given(st.dictionaries(IDS, FIELDS, max_size=3), st.dictionaries(IDS, FIELDS, max_size=3))
def test_a_card_that_is_gone_keeps_my_wording(mine: dict[str, Fields], base: dict[str, Fields]) -> None:
    merged = merge(mine, base, lambda _: None, lambda card: card)
    assert merged.entries == {card: fields for card, fields in mine.items() if fields}
    assert merged.conflicts == ()


def _read(text: str) -> Mapping[str, Fields]:
    overlay, problems = read_overlay(text.encode(), "x")
    assert problems == ()
    return own_fields(overlay)


@QUICK
@given(st.dictionaries(IDS, FIELDS.filter(bool), max_size=3), st.dictionaries(IDS, FIELDS.filter(bool), max_size=3))
def test_an_overlay_says_exactly_what_it_should(first: dict[str, Fields], second: dict[str, Fields]) -> None:
    text = rewritten("", "kafka", first, {})
    assert _read(text) == first
    assert _read(rewritten(text, "kafka", second, {})) == second


def test_an_overlay_keeps_every_line_that_need_not_change() -> None:
    text = (
        "# mine\nformat: recall/1\ncards:\n# about a\n- id: a\n  prompt: 'x'   # why\n\n"
        "- {id: b, answer: y}\n# last\n- id: old\n  level: apply\n"
    )
    after = rewritten(
        text, "k", {"a": {"prompt": "x"}, "b": {"answer": "z"}, "new": {"level": "apply"}}, {"old": "new"}
    )
    assert after == (
        "# mine\nformat: recall/1\ncards:\n# about a\n- id: a\n  prompt: 'x'   # why\n\n"
        "- id: b\n  answer: z\n# last\n- id: new\n  level: apply\n"
    )


def test_an_overlay_in_one_line_is_written_anew() -> None:
    after = rewritten("cards: [{id: a, prompt: x}, {id: b, prompt: y}]\n", "k", {"a": {"prompt": "z: 1"}}, {})
    assert _read(after) == {"a": {"prompt": "z: 1"}}
