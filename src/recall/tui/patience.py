"""Waiting for another recall that writes: said at once, and for a few seconds only. It must not know what is done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from recall.errors import Busy

if TYPE_CHECKING:
    from recall.history.store import History

Result = TypeVar("Result")
_TRIES, _BETWEEN_TRIES = 14, 0.1  # seconds: with the quarter of a second that each try waits, some five in all


async def patiently(history: History, act: Callable[[], Result], say: Callable[[str], None]) -> Result:
    """What `act` gives; while another recall writes, says so and tries again. Raises Busy in the end."""
    history.waiting = _give_up
    try:
        for _ in range(_TRIES):
            try:
                return act()
            except Busy:
                say(" Another recall is writing; waiting for it ...")
                await asyncio.sleep(_BETWEEN_TRIES)
        return act()
    finally:
        history.waiting = None


def _give_up() -> None:
    raise Busy("not saved: another recall has kept the history locked", "nothing was recorded; try again")
