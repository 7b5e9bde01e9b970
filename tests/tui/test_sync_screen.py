"""The screen of the machines that share a history, by keys."""

from __future__ import annotations

import pytest
from tui_walk import SMALL, WIDE, Walk, Walker, run

from recall import clock
from recall.sync.run import set_up
from recall.tui.screens.home import HomeScreen
from recall.tui.screens.sync import SyncScreen

BOTH = pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])


@BOTH
def test_without_a_setup_the_screen_says_how_to_begin(walker: Walker, size: tuple[int, int]) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("s")
        assert isinstance(walk.screen, SyncScreen)
        assert "recall sync setup asks three questions" in walk.text
        await walk.press("s", "x", "escape")
        assert isinstance(walk.screen, HomeScreen)

    run(walker, walker.app(desk), keys, size)


@BOTH
def test_a_sync_by_key_says_what_came_and_went(walker: Walker, size: tuple[int, int]) -> None:
    desk = walker.sit_down()
    folder = desk.home.data / "meet"
    folder.mkdir()
    set_up(desk.home, str(folder), None, after_sitting=False, name="laptop", now=clock.now)

    async def keys(walk: Walk) -> None:
        await walk.press("s", "s")
        await walk.app.workers.wait_for_complete()
        await walk.press("j")
        assert isinstance(walk.screen, SyncScreen)
        assert "0 came in" in walk.screen.said
        assert list(folder.glob("v1/*/*.seg"))
        await walk.press("escape")

    run(walker, walker.app(desk), keys, size)


def test_a_folder_that_went_away_is_said_and_nothing_is_lost(walker: Walker) -> None:
    desk = walker.sit_down()
    folder = desk.home.data / "meet"
    folder.mkdir()
    set_up(desk.home, str(folder), None, after_sitting=False, name="laptop", now=clock.now)
    folder.rename(desk.home.data / "gone")

    async def keys(walk: Walk) -> None:
        await walk.press("s", "s")
        await walk.app.workers.wait_for_complete()
        await walk.press("j")
        assert "is it mounted" in walk.screen.said
        await walk.press("escape")

    run(walker, walker.app(desk), keys)
