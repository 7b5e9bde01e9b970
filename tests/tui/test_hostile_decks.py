"""A stranger's deck can show words and do nothing else, wherever its words appear."""

from __future__ import annotations

import pytest
from tui_walk import SMALL, WIDE, Walk, Walker, run

EVIL = r"\e[2J\e]0;t\a\e]52;c;eA==\a\u202ELTR\u2066\u009b31m\u200b[@click=app.exit]x[/] [/oops] &#8238;&#27; \U000E0041"
DECK = f"""\
format: recall/1
deck: evil
title: "T {EVIL}"
cards:
- id: evil-1
  prompt: "P {EVIL}\\n\\n`{EVIL}`\\n\\n[l](javascript:x) ![i](file:///etc/passwd) <https://a.b>"
  lang: "python {EVIL}"
  code: "x = '{EVIL}'"
  options:
  - {{text: "O {EVIL}", correct: true, why: "W {EVIL}"}}
  - {{text: "N {EVIL}", why: "W {EVIL}"}}
  explanation: "E {EVIL}"
  sources:
  - {{ref: "R {EVIL}", url: "https://x.y/{EVIL}"}}
  tags: [core]
  contrasts: [evil-2]
  checked: "C {EVIL}"
- id: evil-2
  prompt: "Q {EVIL}"
  accept: ["A {EVIL}"]
  reject:
  - {{text: "near", why: "W {EVIL}"}}
- id: "bad {EVIL}"
  prompt: "Q"
  "{EVIL}": 1
"""

OPEN = f"""\
- id: evil-open
  prompt: "How {EVIL}"
  model_answer: "M {EVIL}"
  rubric:
  - {{id: one, point: "One {EVIL}", weight: 6, must: true, terms: [one]}}
  - {{id: two, point: "Two {EVIL}", weight: 4, terms: ["{EVIL}"]}}
  follow_ups:
  - {{when: missing one, ask: "Ask {EVIL}", look_for: "Look {EVIL}"}}
  red_flags:
  - {{say: "Flag {EVIL}", terms: [x]}}
"""


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_no_control_character_of_a_deck_reaches_a_screen(walker: Walker, size: tuple[int, int]) -> None:
    (walker.decks / "later" / "topics.yaml").write_text(DECK)
    (walker.decks / "later" / "stage.yaml").write_text(f'format: recall/1\nid: later\nnumber: 2\ntitle: "S {EVIL}"\n')
    desk = walker.sit_down()

    visited = set()

    async def keys(walk: Walk) -> None:
        for steps in (
            [],
            ["G", "l"],
            ["p"],
            ["escape", "b", "slash", "=evil", "enter"],
            ["enter"],
            ["escape", "escape", "G", "enter"],
            ["1", "enter"],
            ["G"],
            ["i"],
            ["i", "r"],
            ["n", "=note", "enter"],
            ["1", "=near", "enter"],
            ["1"],
        ):
            await walk.press(*steps)
            visited.add(type(walk.screen).__name__)
            shown = walk.text
            assert all(sign.isprintable() or sign == "\n" for sign in shown), ascii(shown)
        assert walk.app.is_running

    run(walker, walker.app(desk), keys, size)
    assert {"HomeScreen", "ProblemsScreen", "BrowseScreen", "InfoScreen", "ReviewScreen"} <= visited


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
@pytest.mark.parametrize("kind", ["single", "typed", "interview"])
def test_no_control_character_of_a_deck_reaches_an_interview(walker: Walker, kind: str, size: tuple[int, int]) -> None:
    (walker.decks / "later" / "topics.yaml").write_text(DECK.replace(f', url: "https://x.y/{EVIL}"', "") + OPEN)
    desk = walker.sit_down()
    visited = set()

    async def keys(walk: Walk) -> None:
        ways = {
            "single": [["1"], ["D"]],
            "typed": [["=\x1b[2Jx"], ["escape", "h"], ["w", "enter"]],
            "interview": [
                ["w", f"={EVIL}", "escape"],
                ["space"],
                ["m", "n", "n", "enter", "enter"],
                ["space"],
                ["enter"],
            ],
        }
        for steps in (
            [],
            ["space"],
            *ways[kind],
            ["space"],
            ["enter"],
            ["space"],
            ["enter"],
            ["enter"],
            ["escape", "escape"],
        ):
            await walk.press(*steps)
            visited.add(type(walk.screen).__name__)
            shown = walk.text
            assert all(sign.isprintable() or sign == "\n" for sign in shown), ascii(shown)

    run(walker, walker.interview(desk, selectors=("evil",), number=1, kinds=(kind,), feedback="now"), keys, size)
    assert {"InterviewScreen", "ReportScreen"} <= visited


def test_the_first_card_of_a_hostile_deck_is_read_as_text(walker: Walker) -> None:
    (walker.decks / "later" / "topics.yaml").write_text(DECK)
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        assert "[@click=app.exit]x[/] [/oops]" in walk.text.replace("\n", " ").replace("     ", " ")
        await walk.pilot.click("#question", offset=(20, 0))
        await walk.settle()
        assert walk.app.is_running

    run(walker, walker.review(desk, "evil-2"), keys)
