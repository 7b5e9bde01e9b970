"""Other people's collections by keys: add, study, update, settle, remove; nothing hostile reaches the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from tui_walk import SMALL, WIDE, Walk, Walker, run

from recall.community import address
from recall.desk import collections
from recall.tui.keyline import KeyLine, width_of
from recall.tui.screens.collections import CollectionsScreen
from recall.tui.screens.conflicts import ConflictsScreen
from recall.tui.screens.home import HomeScreen
from recall.tui.screens.page import PageScreen
from recall.tui.screens.review import ReviewScreen

BOTH = pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
EVIL = r"\e[2J\e]52;c;eA==\a\u202e[@click=app.exit]x[/] [/oops]"


def publish(title: str = "Kafka for backend developers", version: str = "1", **prompts: str) -> Path:
    folder = Path("kafka")
    folder.mkdir(exist_ok=True)
    (folder / "collection.yaml").write_text(
        f'format: recall/1\nid: kafka\ntitle: "{title}"\nversion: "{version}"\nlicence: MIT\nauthors: [A. Writer]\n'
    )
    cards = "".join(f'- {{id: {id_}, prompt: "{prompt}", answer: yes}}\n' for id_, prompt in prompts.items())
    (folder / "topics.yaml").write_text(f"format: recall/1\ndeck: topics\ntitle: Topics\ncards:\n{cards}")
    return folder


@pytest.fixture
def steady(monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses as they were typed, so that screens look the same wherever the tests run."""
    real = address._local

    def local(text: str, here: Path) -> address.Address | None:
        return address.Address("folder", text) if text == "kafka" and Path(text).exists() else real(text, here)

    monkeypatch.setattr(address, "_local", local)


@BOTH
def test_a_collection_is_added_studied_updated_settled_and_removed(
    walker: Walker, steady: None, size: tuple[int, int]
) -> None:
    publish(a="What is A?", b="What is B?")
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("c")
        walk.golden("collections-none")
        await walk.press("a", "=kafka")
        walk.golden("collections-address")
        await walk.press("enter")
        assert isinstance(walk.screen, PageScreen)
        walk.golden("collections-offer")
        await walk.press("y")
        walk.golden("collections-added")
        await walk.press("enter")
        assert isinstance(walk.screen, ReviewScreen)
        await walk.press("space", "3", "escape")
        Path("home/edits").mkdir()
        Path("home/edits/kafka.yaml").write_text("cards:\n- id: b\n  prompt: Mine?\n")
        publish(version="2", a="What is A now?", b="What is B now?", c="C?")
        await walk.press("c")
        assert "update" in walk.text
        await walk.press("u")
        walk.golden("collections-update")
        await walk.press("y")
        assert "Sure?" in walk.text
        await walk.press("y")
        walk.golden("collections-conflict")
        await walk.press("s")
        assert isinstance(walk.screen, ConflictsScreen)
        walk.golden("conflicts")
        await walk.press("t")
        assert "all settled" in walk.text
        await walk.press("escape", "x", "n", "x", "y", "escape")
        assert isinstance(walk.screen, HomeScreen)

    run(walker, walker.app(desk), keys, size)
    assert collections.installed(desk) == []
    assert desk.history.state("kafka:a").reps == 1


def test_what_is_not_taken_changes_nothing(walker: Walker, steady: None) -> None:
    folder = publish(a="What is A?")
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("c", "a", "=kafka", "enter", "escape")
        assert collections.installed(desk) == []
        await walk.press("a", "escape", "a", "=/nowhere/at/all", "enter")
        assert "There is no /nowhere/at/all" in walk.screen.said
        await walk.press("a", "=kafka", "tab", "=other-name", "enter", "y")
        assert [pin.name for pin in collections.installed(desk)] == ["other-name"]
        publish(a="Changed?")
        await walk.press("u", "escape")
        found = desk.library.card("other-name:a")
        assert found is not None and found.prompt == "What is A?"
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
        await walk.press("c")
        assert "not there" in walk.text
        await walk.press("u")
        assert "--from" in walk.screen.said

    run(walker, walker.app(desk), keys)


def test_escape_stops_the_work_and_keeps_nothing(walker: Walker, steady: None, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(a="What is A?")
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("c")
        screen = walk.screen
        assert isinstance(screen, CollectionsScreen)

        def slow(text: str, name: str, watch: object) -> object:
            screen.app.call_from_thread(screen.action_leave)
            assert callable(watch)
            return watch("still at it")

        monkeypatch.setattr(collections, "look", slow)
        await walk.press("a", "=kafka", "enter")
        while screen.working:  # a thread that was told to stop ends a moment later
            await walk.settle()
        assert isinstance(walk.screen, CollectionsScreen), "the first escape stops, it does not leave"
        assert "topped" in screen.said

    run(walker, walker.app(desk), keys)
    assert collections.installed(desk) == []


@BOTH
def test_no_control_character_of_a_collection_reaches_the_screen(
    walker: Walker, steady: None, size: tuple[int, int]
) -> None:
    publish(title=f"T {EVIL}", version=f"V {EVIL}", a=f"P {EVIL}")
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        for steps in (["c"], ["a", "=kafka", "enter"], ["y"], ["u"], ["p"], ["escape", "escape"]):
            await walk.press(*steps)
            shown = walk.text
            assert all(sign.isprintable() or sign == "\n" for sign in shown), ascii(shown)
            if steps == ["y"]:
                publish(title=f"U {EVIL}", version=f"W {EVIL}", a=f"Q {EVIL}")
        assert walk.app.is_running

    run(walker, walker.app(desk), keys, size)


@BOTH
def test_the_key_line_of_collections_fits_and_shows_the_way_out(
    walker: Walker, steady: None, size: tuple[int, int]
) -> None:
    publish(a="What is A?")
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        for steps in (["c"], ["a", "=kafka", "enter"], ["y"], ["question_mark"]):
            await walk.press(*steps)
            items = walk.screen.query_one(KeyLine).items(size[0])
            assert sum(map(width_of, items)) <= size[0]
            assert items[-1][1] == "esc"

    run(walker, walker.app(desk), keys, size)


def test_the_palette_leads_to_the_collections(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        dict(walk.screen.commands())["collections: add, update, remove"]()
        await walk.settle()
        assert isinstance(walk.screen, CollectionsScreen)

    run(walker, walker.app(desk), keys)
