"""The order of introduction: core first, stage by stage, turns within what is open, requirements kept."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recall.deck.introduce import Shelf, merge, needs, order

deck_names = ("a", "b", "c", "d", "e")


@st.composite
def collections(draw: st.DrawFn) -> list[Shelf]:
    shelves = []
    row = 0
    for name in deck_names[: draw(st.integers(1, 5))]:
        core = draw(st.lists(st.booleans(), max_size=5))
        rank = draw(st.integers(0, 2))
        required = tuple(draw(st.lists(st.sampled_from((*deck_names, "s0", "s1", "nowhere")), max_size=2)))
        shelves.append(Shelf(name, f"s{rank}", rank, required, tuple((row + n, flag) for n, flag in enumerate(core))))
        row += len(core)
    return shelves


def introduced(shelves: list[Shelf]) -> list[int]:
    return list(order(shelves, needs(shelves, {})))


@given(collections())
def test_every_card_comes_exactly_once(shelves: list[Shelf]) -> None:
    assert sorted(introduced(shelves)) == [card for shelf in shelves for card, _ in shelf.cards]


@given(collections())
def test_core_cards_come_first_and_decks_keep_their_own_order(shelves: list[Shelf]) -> None:
    found = introduced(shelves)
    place = {card: number for number, card in enumerate(found)}
    core = [place[card] for shelf in shelves for card, flag in shelf.cards if flag]
    rest = [place[card] for shelf in shelves for card, flag in shelf.cards if not flag]
    assert not core or not rest or max(core) < min(rest)
    for shelf in shelves:
        for wanted in (True, False):
            places = [place[card] for card, flag in shelf.cards if flag is wanted]
            assert places == sorted(places)


@given(collections())
def test_what_a_deck_requires_is_used_up_before_it_opens(shelves: list[Shelf]) -> None:
    needed = needs(shelves, {})
    by_name = {shelf.name: shelf for shelf in shelves}
    place = {card: number for number, card in enumerate(introduced(shelves))}
    for shelf in shelves:
        for name in needed[shelf.name]:
            for wanted in (True, False):
                before = [place[card] for card, flag in by_name[name].cards if flag is wanted]
                mine = [place[card] for card, flag in shelf.cards if flag is wanted]
                assert not before or not mine or max(before) < min(mine)


@given(collections())
def test_nothing_needs_itself(shelves: list[Shelf]) -> None:
    for name, found in needs(shelves, {}).items():
        assert name not in found


def shelf(name: str, rank: int, cards: str, *requires: str) -> Shelf:
    """A deck whose cards are letters; capitals are core."""
    return Shelf(name, f"s{rank}", rank, requires, tuple((ord(card), card.isupper()) for card in cards))


def spelled(*shelves: Shelf) -> str:
    return "".join(map(chr, introduced(list(shelves))))


def test_decks_of_a_stage_take_turns() -> None:
    assert spelled(shelf("a", 1, "abc"), shelf("b", 1, "xy")) == "axbyc"


def test_stages_come_in_order_after_all_core_cards() -> None:
    assert spelled(shelf("b", 2, "Xy"), shelf("a", 1, "Abc")) == "AXbcy"


def test_a_deck_waits_for_the_stage_and_the_deck_it_requires() -> None:
    assert spelled(shelf("a", 1, "abc", "b"), shelf("b", 1, "xy")) == "xyabc"
    assert spelled(shelf("a", 1, "ab", "s2"), shelf("b", 2, "x"), shelf("c", 2, "y")) == "xyab"


def test_requirements_reach_through_decks_and_stages() -> None:
    shelves = [shelf("a", 1, "a"), shelf("b", 1, "b", "a"), shelf("c", 2, "c", "b")]
    assert needs(shelves, {"s2": ("s1",)}) == {
        "a": frozenset(),
        "b": frozenset("a"),
        "c": frozenset("ab"),
    }


def test_a_deck_that_is_named_like_its_stage_comes_first_in_it() -> None:
    shelves = [
        Shelf("branching", "git", 0, ("git",), ((0, False),)),
        Shelf("history", "git", 0, ("branching",), ((1, False),)),
        Shelf("git", "git", 0, (), ((2, False), (3, False))),
    ]
    assert introduced(shelves) == [2, 3, 0, 1]


def test_a_circle_holds_nobody_back() -> None:
    assert sorted(spelled(shelf("a", 1, "ab", "b"), shelf("b", 1, "xy", "a"))) == list("abxy")


def test_collections_take_turns() -> None:
    assert list(merge([[1, 2, 3], [10], []])) == [1, 10, 2, 3]
