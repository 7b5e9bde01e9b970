"""The program around the screens: signs, colours, keys, the log, leaving, and what is loaded before the first card."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import MappingProxyType

import pytest
from tui_walk import Walk, Walker, run

from recall.errors import RecallError
from recall.machine import Machine
from recall.tui import remapping
from recall.tui.app import RecallApp
from recall.tui.screens.help import HelpScreen


def test_ascii_replaces_every_sign_cell_for_cell(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        segments = [segment for strip in walk.screen._compositor.render_strips() for segment in strip]
        for line in walk.app.get_line_filters():
            segments = line.apply(segments, walk.app.background_colors[0])
        shown = "".join(segment.text for segment in segments)
        assert shown.isascii()
        assert len(shown) == 80 * 24

    run(walker, walker.review(desk, "append", machine=Machine(ascii=True)), keys)


def test_without_colour_everything_is_grey_and_signs_carry_the_meaning(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("1", "enter")
        segments = [segment for strip in walk.screen._compositor.render_strips() for segment in strip]
        for line in walk.app.get_line_filters():
            segments = line.apply(segments, walk.app.background_colors[0])
        colours = {segment.style.color.triplet for segment in segments if segment.style and segment.style.color}
        assert all(each is None or each.red == each.green == each.blue for each in colours)
        assert "✗ 1 (•) GET" in walk.text
        assert "→ 3 ( ) POST" in walk.text

    run(walker, walker.review(desk, "idempotent"), keys)


@pytest.mark.parametrize("theme", ["ansi-dark", "ansi-light", "textual-light"])
def test_a_theme_of_the_config_is_used(walker: Walker, theme: str) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("space")
        assert walk.app.theme == theme
        assert "xs.append(i)" in walk.text

    run(walker, walker.review(desk, "append", machine=Machine(theme=theme)), keys)


def test_a_theme_that_does_not_exist_is_a_notice_on_the_home_screen(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        assert "there is no theme solarised" in walk.text

    run(walker, walker.app(desk, machine=Machine(theme="solarised")), keys)


def test_keys_are_remapped_by_binding_id(walker: Walker) -> None:
    desk = walker.sit_down()
    machine = Machine(keys=MappingProxyType({"review.good": "l", "answer.enter": "z"}))

    async def keys(walk: Walk) -> None:
        assert "z: answer" in walk.text
        await walk.press("3", "z", "3")
        assert not walk.screen.sitting.answered
        await walk.press("question_mark")
        assert isinstance(walk.screen, HelpScreen)
        assert ("l", "Good", "review.good") in dict(walk.screen.sections)["On this screen"]
        await walk.press("escape", "l")
        assert len(walk.screen.sitting.answered) == 1

    run(walker, walker.review(desk, "idempotent", "append", machine=machine), keys)


def test_a_name_that_no_key_has_is_told_with_the_nearest(walker: Walker) -> None:
    desk = walker.sit_down()
    machine = Machine(keys=MappingProxyType({"review.god": "l"}))

    async def keys(walk: Walk) -> None:
        assert "no key is called review.god; did you mean review.good?" in walk.text

    run(walker, walker.review(desk, "append", machine=machine), keys)


def test_every_key_of_every_screen_has_a_name_that_means_one_thing() -> None:
    named = {
        (binding.id, binding.description)
        for node in remapping._NODES
        for binding in node.__dict__.get("BINDINGS", ())
        if binding.description and not binding.key_display and binding.id not in ("help", "answer.leave")
    }
    assert all(name for name, _ in named)
    assert len({name for name, _ in named}) == len(named)


def test_control_c_copies_what_is_selected_and_else_leaves(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("=some words", "shift+home", "ctrl+c")
        assert walk.app.clipboard == "some words"
        await walk.press("end", "ctrl+c")
        assert walk.app.return_value == 130

    run(walker, walker.review(desk, "pkce"), keys)


def test_the_mouse_picks_and_grades(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.pilot.click(walk.screen.table.field, offset=(4, 2))
        await walk.press("enter")
        assert walk.screen.graded.correct
        walk.walker.ms += 1000
        await walk.pilot.click("#grades", offset=(70, 0))
        await walk.settle()
        assert walk.screen.sitting.answered[-1].rating == 4

    run(walker, walker.review(desk, "idempotent", "append"), keys)


def test_an_error_that_nobody_foresaw_goes_to_the_log(walker: Walker) -> None:
    desk = walker.sit_down()
    app = RecallApp(desk, lambda: 1 / 0)  # type: ignore[arg-type, return-value]
    app.run(headless=True)
    assert isinstance(app.failure, ZeroDivisionError)
    assert app.log_written == walker.home.log
    assert "ZeroDivisionError" in walker.home.log.read_text()


def test_an_error_in_plain_words_leaves_no_traceback(walker: Walker) -> None:
    desk = walker.sit_down()

    def sitting() -> None:
        raise RecallError("the world said no", "try again")

    app = RecallApp(desk, sitting)  # type: ignore[arg-type]
    app.run(headless=True)
    assert isinstance(app.failure, RecallError)
    assert not walker.home.log.exists()


def test_the_first_card_waits_for_nothing_that_it_does_not_need(walker: Walker) -> None:
    """In a fresh process, asked at the moment when the card is on the screen and the back is not prepared yet."""
    walker.sit_down().close()
    script = Path(__file__).parent / "first_paint.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "recall.tui.screens.review" in loaded
    unwanted = {"markdown_it", "pygments", "fsrs", "click", "yaml", "sqlite_utils", "re2", "textual.widgets._markdown"}
    assert not loaded & unwanted
    assert "textual.widgets._text_area" not in loaded
