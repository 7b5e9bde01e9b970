"""Work that takes longer than a key may: in a thread of its own, with progress on the bottom line and `esc` to stop it.

It must not know what the work is. The desk belongs to the screen's thread; work that is handed in here touches no desk.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from textual import on
from textual.message import Message
from textual.worker import get_current_worker

from recall.community.parcel import Cancelled, Watch
from recall.errors import RecallError
from recall.tui.screens.base import RecallScreen, in_words

Result = TypeVar("Result")


class WorkingScreen(RecallScreen[Result]):
    """`start` runs work in the background; the screen stays alive and hears when it is done."""

    working: bool = False

    class Progressed(Message):
        """What the work is doing now."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Ended(Message):
        """The work is over: what to do with its result, or why there is none."""

        def __init__(self, then: Callable[[], None] | None, error: RecallError | None = None) -> None:
            super().__init__()
            self.then = then
            self.error = error

    def start(self, work: Callable[[Watch], Any], then: Callable[[Any], None]) -> None:
        """Does `work` in a thread, then hands its result to `then` here. One thing at a time."""
        if self.working:
            return
        self.working = True
        self.refresh_bindings()

        def run() -> None:
            worker = get_current_worker()

            def watch(text: str) -> None:
                if worker.is_cancelled:
                    raise Cancelled
                self.post_message(self.Progressed(text))

            try:
                result = work(watch)
            except RecallError as error:
                self.post_message(self.Ended(None, error))
            else:
                self.post_message(self.Ended(lambda: then(result)))

        self.run_worker(run, thread=True, group="work")

    def stop(self) -> None:
        """Asks the work to end; it leaves nothing behind."""
        self.workers.cancel_group(self, "work")
        self.say(" Stopping.")

    @on(Progressed)
    def _on_progressed(self, event: Progressed) -> None:
        if self.working:
            self.say(f" {event.text}   (esc stops)")

    @on(Ended)
    def _on_ended(self, event: Ended) -> None:
        self.working = False
        self.say("")
        self.refresh_bindings()
        if event.then is None:
            assert event.error is not None
            self.say(f" {in_words(event.error)}", error=True)
            return
        self.attempt(event.then)

    def attempt(self, deed: Callable[[], None]) -> None:
        """Does something that the world may refuse, and says so if it does."""
        try:
            deed()
        except RecallError as error:
            self.say(f" {in_words(error)}", error=True)
