"""Starting a sitting from a screen that is not about sittings, and coming back to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from recall.desk.options import Options
from recall.errors import RecallError
from recall.tui.screens.base import RecallScreen, in_words

if TYPE_CHECKING:
    from recall.desk import Desk

AHEAD_DAYS = 7  # weak topics are asked this much ahead where nothing of them is due


def study(
    screen: RecallScreen[Any], desk: Desk, selectors: tuple[str, ...], back: Callable[[], None], ahead: int = 0
) -> None:
    """Deals what selectors ask for today (or within `ahead` days) on top of the screen."""
    from recall.tui.screens.review import ReviewScreen

    try:
        sitting = desk.start(selectors, Options(ahead=ahead))
    except RecallError as error:
        screen.say(f" {in_words(error)}", error=True)
        return
    screen.app.push_screen(ReviewScreen(desk, sitting, selectors), lambda _: back())


def study_weakest(screen: RecallScreen[Any], desk: Desk, refs: Sequence[str], back: Callable[[], None]) -> None:
    """Starts on the weakest topics: on what is due of them, else on what comes due within a week."""
    if not refs:
        screen.say(" No topic has five answered cards yet.")
        return
    selectors = tuple(refs)
    ahead = 0 if desk.start(selectors).current is not None else AHEAD_DAYS
    if ahead and desk.start(selectors, Options(ahead=ahead)).current is None:
        screen.say(f" Nothing of the weakest topics is due within {AHEAD_DAYS} days.")
        return
    study(screen, desk, selectors, back, ahead)
