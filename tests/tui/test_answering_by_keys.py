"""Each kind of card is answered by keys alone, on a full and on a small screen."""

from __future__ import annotations

import pytest
from tui_walk import SMALL, WIDE, Walk, Walker, run

from recall.schedule.values import Rating

# Card, the keys that answer it rightly, the keys that answer it wrongly; `=text` is pasted.
ANSWERS = {
    "idempotent": (["3", "enter"], ["1", "enter"]),
    "safe": (["1", "3", "5", "enter"], ["1", "j", "space", "enter"]),
    "pkce": ([*"pkce", "enter"], ["=state", "enter"]),
    "timeout": ([*"60", "enter"], [*"30", "enter"]),
    "reset#c1": (["=soft", "enter", "=mixed", "enter"], ["=hard", "tab", "=keep", "enter"]),
    "reset#c2": (["=hard", "enter"], ["=soft", "enter"]),
    "prints": (["=[1, 2]", "enter", "2", "enter", "enter"], ["1", "enter", "enter"]),
    "leak": (["j", "space", "enter"], ["space", "enter"]),
    "query": (["=select name from users", "semicolon", "enter"], ["=select 1", "enter", "enter"]),
    "passwords": (["space", "y", "y", "enter"], ["space", "n", "y", "y", "enter"]),
}


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
@pytest.mark.parametrize("card", ANSWERS)
def test_a_kind_is_answered_by_keys(walker: Walker, card: str, size: tuple[int, int]) -> None:
    desk = walker.sit_down()
    right, wrong = ANSWERS[card]

    async def keys(walk: Walk) -> None:
        walk.golden(f"{card.replace('#', '-')}-asked")
        await walk.press(*wrong)
        assert walk.screen.sitting.revealed
        assert walk.screen.graded.proposed is Rating.AGAIN
        walk.golden(f"{card.replace('#', '-')}-wrong")
        await walk.press("1")
        await walk.take_back()
        await walk.press(*right)
        assert walk.screen.graded.correct
        walk.golden(f"{card.replace('#', '-')}-right")
        await walk.press("enter")
        assert walk.screen.sitting.answered[-1].rating is Rating.GOOD

    run(walker, walker.review(desk, card), keys, size)


def test_steps_that_nobody_moved_are_no_answer(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("enter", "enter")
        assert not walk.screen.sitting.revealed
        assert "Nothing moved yet: space: grab" in walk.text
        await walk.press("2", "enter")
        assert walk.screen.sitting.revealed

    run(walker, walker.review(desk, "handshake"), keys)


def test_steps_are_put_in_order_by_grabbing_and_by_number(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        walk.golden("handshake-asked")
        board = walk.screen.table.field
        await walk.press("space", "j", "space")
        assert board.steps == [walk.screen.order[place] for place in (1, 0, 2, 3)]
        for goal in range(4):
            board.cursor = board.steps.index(goal)
            await walk.press(str(goal + 1))
        await walk.press("enter")
        assert walk.screen.graded.correct
        walk.golden("handshake-right")

    run(walker, walker.review(desk, "handshake"), keys)


def test_a_question_scrolled_up_to_its_field_says_what_is_out_of_sight(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        assert "more" not in walk.text
        await walk.press("=" + "line\n" * 12)
        above = walk.screen.table.above
        assert above
        assert f"▲ {above} more" in walk.text
        await walk.press("escape", "g")
        assert "▲" not in walk.text
        assert f"▼ {walk.screen.table.below} more" in walk.text

    run(walker, walker.review(desk, "prints"), keys, (80, 20))


def test_sides_are_joined_by_letters(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        walk.golden("codes-asked")
        order = walk.screen.order
        await walk.press("abcd"[order.index(0)], "abcd"[order.index(1)], "enter")
        assert not walk.screen.sitting.revealed, "one row is open: the first enter only says so"
        walk.golden("codes-open")
        await walk.press("abcd"[order.index(3)], "enter")
        assert walk.screen.graded.evidence[2].ok is False
        walk.golden("codes-wrong")

    run(walker, walker.review(desk, "codes"), keys, SMALL)


def test_items_are_put_into_boxes_by_digits(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        walk.golden("methods-asked")
        boxes = {0: "1", 1: "1", 2: "2"}
        await walk.press(*(boxes[place] for place in walk.screen.order), "enter")
        assert walk.screen.graded.correct
        walk.golden("methods-right")

    run(walker, walker.review(desk, "methods"), keys)


def test_a_basic_card_is_only_turned_over(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        walk.golden("append-asked")
        await walk.press("space")
        walk.golden("append-answer")
        await walk.press("4")
        assert walk.screen.sitting.answered[-1].rating is Rating.EASY

    run(walker, walker.review(desk, "append", "insert"), keys)


def test_an_interview_answer_that_was_written_has_points_suggested(walker: Walker) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        await walk.press("w", "=A slow salted hash such as Argon2id", "escape", "space")
        walk.golden("passwords-ticking")
        await walk.press("enter")
        assert walk.screen.response.points == {"slow-hash"}

    run(walker, walker.review(desk, "passwords"), keys)


@pytest.mark.parametrize("card", [*ANSWERS, "handshake", "methods"])
def test_any_card_may_be_flipped_or_called_unknown(walker: Walker, card: str) -> None:
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        leave = ["escape"] if walk.screen.typing else []
        await walk.press(*leave, "f")
        assert walk.screen.graded.by_self
        assert walk.screen.graded.proposed is Rating.GOOD
        await walk.press("2")
        await walk.press(*(["escape"] if walk.screen.typing else []), "d")
        assert walk.screen.graded.proposed is Rating.AGAIN
        assert "Not known" in walk.text

    run(walker, walker.review(desk, card), keys)


def test_a_field_below_a_long_question_is_in_sight(walker: Walker) -> None:
    code = "\n".join(f"    print({number})" for number in range(30))
    (walker.decks / "later" / "topics.yaml").write_text(
        "format: recall/1\ndeck: topics\ntitle: Topics\ncards:\n- id: long\n  prompt: What does this print?\n"
        f"  lang: python\n  code: |\n{code}\n  output: '1'\n"
    )
    desk = walker.sit_down()

    async def keys(walk: Walk) -> None:
        assert walk.screen.table.below == 0
        await walk.press("=first", "enter", "=second", "enter")
        assert walk.screen.table.below == 0
        assert "second" in walk.text

    run(walker, walker.review(desk, "long"), keys)
