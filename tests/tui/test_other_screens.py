"""Walks by keys through the screens around the review: first run, home, browse, problems, help, info, options."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest
from tui_walk import SMALL, WIDE, Walk, Walker, run

from recall.deck.search import parse_query
from recall.events import Draft
from recall.tui.keyline import KeyLine, width_of
from recall.tui.screens.browse import BrowseScreen
from recall.tui.screens.first_run import FirstRunScreen
from recall.tui.screens.home import HomeScreen
from recall.tui.screens.review import ReviewScreen

BOTH = pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])


def test_first_run_then_three_cards_then_undo_then_quit(walker: Walker) -> None:
    desk = walker.sit_down(first_run=False)

    async def keys(walk: Walk) -> None:
        walk.golden("first-run")
        await walk.press("enter")
        assert isinstance(walk.screen, ReviewScreen), "two keys from the shell to the first question"
        for _ in range(3):
            await walk.press(*(["escape", "f"] if walk.screen.typing else ["f"]), "3")
        await walk.take_back()
        assert len(walk.screen.sitting.answered) == 2
        await walk.press(*(["escape"] if walk.screen.typing else []), "q")
        assert isinstance(walk.screen, HomeScreen)
        assert walk.screen.overview.reviewed_today == 2
        await walk.press("q")

    app = run(walker, walker.app(desk), keys)
    assert app.answered == 2
    assert desk.settings.minutes == 20


def test_taking_back_on_home_waits_for_another_recall_and_says_so(walker: Walker) -> None:
    desk = walker.sit_down()
    desk.record([Draft("mark", {"card": "backend:any", "name": "marked", "value": True})])
    other = sqlite3.connect(walker.home.database, isolation_level=None)

    said = []

    async def keys(walk: Walk) -> None:
        other.execute("BEGIN IMMEDIATE")
        say = walk.screen.say

        def heard(text: str, **how: bool) -> None:
            said.append(text)
            if other.in_transaction:
                other.execute("ROLLBACK")
            say(text, **how)

        walk.screen.say = heard
        await walk.press("u", "q")

    run(walker, walker.app(desk), keys)
    other.close()
    assert "waiting for it" in said[0]
    assert "Taken back" in said[-1]


def test_first_run_takes_other_answers_than_the_defaults(walker: Walker) -> None:
    for stage, deck in (("languages", "python"), ("languages", "go"), ("frameworks", "django"), ("cloud", "aws")):
        folder = walker.decks / stage
        folder.mkdir(exist_ok=True)
        (folder / f"{deck}.yaml").write_text(
            f"format: recall/1\ndeck: {deck}\ntitle: {deck.title()}\ncards:\n- {{id: {deck}-1, prompt: Q, answer: A}}\n"
        )
    desk = walker.sit_down(first_run=False)

    async def keys(walk: Walk) -> None:
        await walk.press("2", "j", "j", "j", "right", "j", "=x", *"2027-02-30", "enter")
        assert isinstance(walk.screen, FirstRunScreen)
        walk.golden("first-run-bad-date")
        await walk.press(*["backspace"] * 10, *"2025-12-31", "enter")
        assert "2025-12-31 is over" in walk.screen.said
        await walk.press(*["backspace"] * 10, *"2027-02-30")
        await walk.press("backspace", "backspace", *"28", "j", "right", "enter")

    run(walker, walker.app(desk), keys)
    assert desk.settings.interview_on == date(2027, 2, 28)
    assert desk.settings.experienced
    assert desk.settings.minutes == 30
    assert set(desk.settings.picks or ()) == {"backend/python", "backend/go", "backend/django", "backend/aws"}


def test_leaving_first_run_records_nothing(walker: Walker) -> None:
    desk = walker.sit_down(first_run=False)

    async def keys(walk: Walk) -> None:
        await walk.press("q")

    assert run(walker, walker.app(desk), keys).return_value == 0
    assert desk.first_run_needed()


@BOTH
def test_home_shows_stages_and_opens_them_to_decks(walker: Walker, size: tuple[int, int]) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        walk.golden("home")
        await walk.press("j", "l")
        walk.golden("home-open")
        await walk.press("j", "enter")
        assert walk.screen.sitting.current.deck == "backend/kinds"
        await walk.press(*(["escape"] if walk.screen.typing else []), "escape")
        assert isinstance(walk.screen, HomeScreen)
        await walk.press("h", "space")
        assert isinstance(walk.screen, ReviewScreen)

    run(walker, walker.app(desk), keys, size)


def test_the_palette_offers_every_deck(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        dict(walk.screen.commands())["study Topics"]()
        await walk.settle()
        assert walk.screen.sitting.current.deck == "backend/topics"

    run(walker, walker.app(desk), keys)


def test_home_takes_the_last_answer_back(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("space", "f", "3", *(["escape"] if walk.screen.typing else []), "q", "u")
        assert walk.screen.overview.reviewed_today == 0
        assert "Taken back" in walk.screen.said

    run(walker, walker.app(desk), keys)


@BOTH
def test_problems_show_file_line_cause_and_cure(walker: Walker, size: tuple[int, int]) -> None:
    topics = walker.decks / "later" / "topics.yaml"
    topics.write_text(
        topics.read_text() + "- {id: topic-2, prompt: Twice, answer: two}\n- {id: topic-3, prompt: Half}\n"
    )
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        assert "problem" in walk.text
        await walk.press("p")
        walk.golden("problems")
        await walk.press("j", "y")
        assert walk.app.clipboard.startswith("decks/later/topics.yaml:")
        topics.write_text("format: recall/1\ndeck: topics\ntitle: Topics\ncards: [{id: a, prompt: b, answer: c}]\n")
        await walk.press("r")
        assert "All decks are in order" in walk.text
        await walk.press("escape")
        assert "problem" not in walk.text

    run(walker, walker.app(desk), keys, size)


@BOTH
def test_help_lists_the_keys_from_the_bindings(walker: Walker, size: tuple[int, int]) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("question_mark")
        walk.golden("help")
        await walk.press("G")
        assert "ctrl+c" in walk.text, "the last keys are those of the whole program"
        await walk.press("pageup", "g")
        assert "Keys of this screen" in walk.text
        await walk.press("escape")
        assert isinstance(walk.screen, ReviewScreen)

    run(walker, walker.review(desk, "safe"), keys, size)


def test_help_names_only_keys_that_do_something(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.resize(80, 60)
        await walk.press("question_mark")
        rows = [line.split("  ") for line in walk.text.splitlines()]
        shown = {row[-1].strip(): " ".join(row[:-1]).split() for row in rows if "." in row[-1]}
        assert "review.retry" not in shown
        assert "review.sure" not in shown
        assert shown["review.unknown"][0] == "D", "d stands for a right side"
        assert shown["review.edit"][0] == "e"
        assert "a-d  Choose the right side" in walk.text

    run(walker, walker.review(desk, "codes"), keys)


@BOTH
def test_card_info_shows_memory_and_history(walker: Walker, size: tuple[int, int]) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("space", "4", "u", "space", "1", "i")
        walk.golden("info")
        await walk.press("i")
        assert isinstance(walk.screen, ReviewScreen)

    run(walker, walker.review(desk, "append"), keys, size)


@BOTH
def test_browse_finds_while_typing(walker: Walker, size: tuple[int, int]) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("b")
        assert walk.screen.hits.total == len([*desk.library.rows()])
        await walk.press("slash", "=which", "enter")
        walk.golden("browse")
        await walk.press("at")
        assert desk.history.marks(walk.screen.hits[0].key)["suspended"] is True
        await walk.press("slash", *["backspace"] * 5, "=deck:kindz")
        assert "did you mean deck:kinds" in walk.screen.said
        await walk.press("=) ")
        assert "column 11" in walk.screen.said
        await walk.press("escape")
        assert isinstance(walk.screen, BrowseScreen), "the first escape leaves the field"
        await walk.press("escape")
        assert isinstance(walk.screen, HomeScreen)

    run(walker, walker.app(desk), keys, size)


def test_browse_acts_on_all_that_is_picked_and_takes_it_back(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("b", "v", "v", "at")
        walk.golden("browse-suspended")
        assert desk.find(parse_query(["is:suspended"]))[0] == 2
        await walk.press("u")
        assert desk.find(parse_query(["is:suspended"]))[0] == 0
        await walk.press("V")
        assert len(walk.screen.picked) == walk.screen.hits.total
        await walk.press("d", "=5", "enter")
        assert desk.find(parse_query(["due=5"]))[0] > 5
        await walk.press("s", "S", "s", "r")
        assert (walk.screen.hits.sort, walk.screen.hits.descending) == ("key", True)
        await walk.press("d", "=someday", "enter")
        assert "is no day" in walk.screen.said

    run(walker, walker.app(desk), keys)


def test_a_deck_gets_its_own_limits(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("o", "=many", "enter")
        walk.golden("options-refused")
        await walk.press(*["backspace"] * 4, "3", "tab", "=50", "enter")

    run(walker, walker.review(desk, "append"), keys)
    limits = desk.settings.limits["backend/kinds"]
    assert (limits.new, limits.reviews) == (3, 50)
    assert desk.settings.retention == 0.9


@BOTH
@pytest.mark.parametrize("screen", ["question", "answer", "home", "browse", "help", "info", "problems", "done"])
def test_the_key_line_fits_and_always_shows_the_way_out(walker: Walker, screen: str, size: tuple[int, int]) -> None:
    if screen == "problems":
        (walker.decks / "later" / "topics.yaml").write_text("cards: [")
    desk = walker.sit_down()
    ways = {
        "question": [],
        "answer": ["f"],
        "home": [],
        "browse": ["b"],
        "help": ["question_mark"],
        "info": ["i"],
        "problems": ["p"],
        "done": ["f", "4"],
    }
    home = screen in ("home", "browse", "problems")

    async def keys(walk: Walk) -> None:
        await walk.press(*ways[screen])
        line = walk.screen.query_one(KeyLine)
        items = line.items(size[0])
        assert sum(map(width_of, items)) <= size[0]
        assert line.max_scroll_x == 0
        assert items[-1][1] == "esc"

    run(walker, walker.app(desk) if home else walker.review(desk, "append"), keys, size)
