"""Walks through the screens by keys: a learner with a small collection, a fixed clock, screens compared as text."""

from __future__ import annotations

import asyncio
import os
import unicodedata
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from textual.events import Key, Paste
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot
from textual.screen import Screen

from recall.config import Home
from recall.desk import Desk
from recall.desk.options import Options
from recall.desk.views import FirstRun
from recall.machine import Machine
from recall.tui.app import RecallApp

START = datetime(2026, 1, 6, 8, tzinfo=UTC)
GOLDEN = Path(__file__).parent / "golden"
REWRITE = "RECALL_GOLDEN"
WIDE, SMALL = (80, 24), (40, 12)


@dataclass
class Walker:
    """A learner whose folders are relative, so that screens look the same wherever the tests run."""

    home: Home = field(default_factory=lambda: Home(Path("home"), Path("home"), Path("home/cache")))
    decks: Path = Path("decks")
    at: datetime = START
    ms: int = 0
    desks: list[Desk] = field(default_factory=list)

    def now(self) -> tuple[datetime, int]:
        return self.at, 60

    def later(self, **spans: float) -> None:
        self.at += timedelta(**spans)

    def monotonic_ms(self) -> int:
        return self.ms

    def sit_down(self, *, first_run: bool = True) -> Desk:
        desk = Desk.open(self.home, now=self.now, shipped=self.decks)
        self.desks.append(desk)
        if first_run and desk.first_run_needed():
            desk.first_run(FirstRun())
        return desk

    def review(self, desk: Desk, *ids: str, machine: Machine | None = None) -> RecallApp:
        """The app with a review of these cards, in this order."""
        selectors = [f"backend:{name}" for name in ids]

        def sitting() -> Any:

            dealt = desk.start(selectors, Options(new=50))
            items = [item for item in (dealt.current, *dealt.queue) if item is not None]
            items.sort(key=lambda item: (selectors.index(item.key if item.key in selectors else item.note), item.key))
            return dealt._replace(current=items[0], queue=tuple(items[1:])) if items else dealt

        return self.app(desk, sitting, selectors, machine=machine)

    def interview(self, desk: Desk, begins: str = "", **options: Any) -> RecallApp:
        """The app with an interview of the collection of all kinds, its first question `begins` if there is one.

        Without options it is the interview that was left unfinished.
        """
        from recall.desk.interview import InterviewDesk
        from recall.quiz.machine import start, step
        from recall.quiz.values import Options as Asked
        from recall.quiz.values import Start
        from recall.tui.screens.interview import InterviewScreen

        interviews = InterviewDesk(desk)
        if not options:
            left = interviews.unfinished()
            assert left is not None
            return RecallApp(desk, first=lambda: InterviewScreen(interviews, left), monotonic_ms=self.monotonic_ms)
        asked = Asked(**{"selectors": ("kinds",), **options})
        plans = (interviews.plan(asked, f"{seed:x}") for seed in range(50))
        fitting = (
            plan
            for plan in plans
            if (first := step(start(plan), Start(self.at))[0].current) and first.key in (begins or first.key)
        )
        plan = next(fitting)
        return RecallApp(desk, first=lambda: InterviewScreen(interviews, plan), monotonic_ms=self.monotonic_ms)

    def app(
        self,
        desk: Desk,
        sitting: Callable[[], Any] | None = None,
        selectors: Sequence[str] = (),
        *,
        machine: Machine | None = None,
        first: Callable[[], Screen[Any]] | None = None,
    ) -> RecallApp:
        machine = machine or Machine()
        return RecallApp(desk, sitting, selectors, first=first, machine=machine, monotonic_ms=self.monotonic_ms)


class Walk:
    """The app while it runs: keys in, text out."""

    def __init__(self, walker: Walker, app: RecallApp, pilot: Pilot[int]) -> None:
        self.walker = walker
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> Any:
        return self.app.screen

    async def press(self, *keys: str, ms: int = 1000) -> None:
        """Keys with a second between them, each one fully worked off; `=text` is pasted."""
        for key in keys:
            self.walker.ms += ms
            if key.startswith("=") and len(key) > 1:
                self.app.post_message(Paste(key[1:]))
            else:
                name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
                self.app.post_message(Key(name, _character(name)))
            await self.settle()

    async def take_back(self) -> None:
        """Undo; out of a text field first, where the letter would be text, and into that of the card taken back."""
        await self.press(*(["escape", "u"] if self.screen.typing else ["u"]))
        if getattr(self.screen, "table", None) and self.screen.table.field.takes_text:
            await self.press("tab")

    async def settle(self) -> None:
        """Until nothing is left to do: no message waits, the screen is laid out and painted. No clock is looked at."""
        quiet = 0
        while quiet < 2 and not self.app._exit:
            await self.pilot._wait_for_screen()
            self.screen._on_timer_update()
            await self.app.workers.wait_for_complete()
            quiet = 0 if self._busy() else quiet + 1

    def _busy(self) -> bool:
        screen = self.screen
        nodes = [self.app, *screen.walk_children(with_self=True)]
        waiting = any(node._message_queue.qsize() or node._next_callbacks for node in nodes)
        return bool(waiting or screen._layout_required or screen._dirty_widgets or screen._callbacks)

    async def resize(self, width: int, height: int) -> None:
        await self.pilot.resize_terminal(width, height)
        await self.settle()

    @property
    def text(self) -> str:
        strips = self.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips) + "\n"

    def golden(self, name: str) -> None:
        """The screen is as it was when somebody last looked at it and found it good."""
        width, height = self.app.size
        path = GOLDEN / f"{name}-{width}x{height}.txt"
        text = self.text
        if os.environ.get(REWRITE):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), f"{path.name}: see it, then set {REWRITE}=1 to accept it"


Script = Callable[[Walk], Awaitable[None]]


def run(walker: Walker, app: RecallApp, script: Script, size: tuple[int, int] = WIDE) -> RecallApp:
    """Starts the app without a terminal and walks through it."""

    async def walk() -> None:
        async with app.run_test(size=size) as pilot:
            one = Walk(walker, app, pilot)
            await one.settle()
            await script(one)

    asyncio.run(walk())
    return app


def _character(key: str) -> str | None:
    try:
        return unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(key, key)))
    except KeyError:
        return key if len(key) == 1 else None
