"""What a learner does to cards besides answering them: burying, suspending, marking, noting, moving, making new.

Each is recorded before it shows, as an answer is. It must not know how a sitting deals or what an answer does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from recall.desk import words
from recall.events import Draft, Moment
from recall.review import sitting as review
from recall.review.sitting import Sitting
from recall.schedule.fuzz import known_for

if TYPE_CHECKING:
    from recall.deck.library import Library
    from recall.history.store import History


class Marking:
    """The verbs of a desk that set cards aside or change what is attached to them."""

    library: Library
    history: History

    @property
    def moment(self) -> Moment:
        """Now, with the study day."""
        raise NotImplementedError

    def record(self, drafts: Sequence[Draft]) -> str:
        """Appends events as one action; the id to take it back by."""
        raise NotImplementedError

    def bury(self, sitting: Sitting, *, note: bool = False) -> Sitting:
        """Puts the card (with `note` its siblings too) off until tomorrow."""
        tomorrow = (self.moment.on + timedelta(days=1)).isoformat()
        return self._aside(sitting, "buried_until", tomorrow, "buried until tomorrow", note=note)

    def suspend(self, sitting: Sitting, *, note: bool = False) -> Sitting:
        """Takes the card (with `note` its siblings too) out of the reviews until it is brought back."""
        return self._aside(sitting, "suspended", True, "suspended", note=note)

    def known(self, sitting: Sitting) -> Sitting:
        """Calls a new card known: it is asked once, 30 to 60 days from now, to verify it."""
        item = sitting.current
        assert item is not None
        days = known_for(item.key)
        due = self.moment.on + timedelta(days=days)
        drafts = [_mark(item.key, "known", True), Draft("set_due", {"card": item.key, "due": due.isoformat()})]
        action = self.record(drafts)
        echo = f"{words.name(item.key)}   known, asked again in {words.span(days)}"
        return review.set_aside(sitting, self.moment.at, notes=False, action=action, echo=echo)

    def mark(self, sitting: Sitting) -> Sitting:
        """Marks the card on the table, or takes the mark away."""
        item = sitting.current
        assert item is not None
        marked = not self.history.marks(item.key).get("marked")
        action = self.record([_mark(item.key, "marked", marked)])
        return review.noted(
            sitting, action=action, echo=f"{words.name(item.key)}   {'marked' if marked else 'mark removed'}"
        )

    def annotate(self, sitting: Sitting, text: str) -> Sitting:
        """Keeps the learner's note on the card; an empty text removes it."""
        item = sitting.current
        assert item is not None
        action = self.record([_mark(item.key, "note", text)])
        echo = f"{words.name(item.key)}   {'noted' if text else 'note removed'}"
        return review.noted(sitting, action=action, echo=echo)

    def reset(self, sitting: Sitting) -> Sitting:
        """Makes the card new again; its history stays in the log."""
        item = sitting.current
        assert item is not None
        action = self.record([Draft("reset", {"card": item.key})])
        return review.set_aside(
            sitting, self.moment.at, notes=False, action=action, echo=f"{words.name(item.key)}   new again"
        )

    def mark_all(self, keys: Iterable[str], name: str, value: object) -> None:
        """Records one mark of some cards as one action (browser and command line)."""
        self.record([_mark(key, name, value) for key in keys])

    def bury_all(self, keys: Iterable[str]) -> None:
        """Puts some cards off until tomorrow as one action."""
        self.mark_all(keys, "buried_until", (self.moment.on + timedelta(days=1)).isoformat())

    def reset_all(self, keys: Iterable[str]) -> None:
        """Makes some cards new again as one action; their history stays in the log."""
        self.record([Draft("reset", {"card": key}) for key in keys])

    def set_due_all(self, keys: Iterable[str], on: date) -> None:
        """Moves some cards to a study day as one action."""
        self.record([Draft("set_due", {"card": key, "due": on.isoformat()}) for key in keys])

    def make_due(self, keys: Sequence[str]) -> None:
        """Makes cards due today, seen before or not, as one action."""
        today_ = self.moment.on.isoformat()
        self.record([Draft("set_due", {"card": key, "due": today_}) for key in keys])

    def _aside(self, sitting: Sitting, name: str, value: object, said: str, *, note: bool) -> Sitting:
        item = sitting.current
        assert item is not None
        keys = self.library.siblings(item.key) if note else (item.key,)
        action = self.record([_mark(key, name, value) for key in keys])
        echo = f"{words.name(item.key)}   {said}" + (f" with its siblings ({len(keys)} cards)" if note else "")
        return review.set_aside(sitting, self.moment.at, notes=note, action=action, echo=echo)


def _mark(key: str, name: str, value: object) -> Draft:
    return Draft("mark", {"card": key, "name": name, "value": value})
