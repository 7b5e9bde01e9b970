"""All that is known of one card: its memory, its place, its sources, its answers so far."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from recall.desk import words
from recall.desk.views import Info, Reviewed
from recall.tui.blocks import Prose, tidy
from recall.tui.cardtext import CardText
from recall.tui.keyline import KeyLine
from recall.tui.screens.paged import PagedScreen

_NAME_WIDTH = 12


class InfoScreen(PagedScreen[None]):
    """One card's page."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,i,enter,space", "dismiss(None)", "Back", id="info.back"),
    ]

    def __init__(self, info: Info, today: date) -> None:
        super().__init__()
        self.info = info
        self.today = today

    def compose(self) -> ComposeResult:
        yield Static(Content.styled(f" {self.info.key}", "bold"), id="header")
        with VerticalScroll(classes="body", can_focus=False):
            yield CardText(
                Prose(Content(text), f" {name:<{_NAME_WIDTH}}", " " * (_NAME_WIDTH + 1), gap=False)
                for name, text in rows(self.info, self.today)
            )
        yield KeyLine()


def rows(info: Info, today: date) -> Iterator[tuple[str, str]]:
    """The page as names and texts; a name is empty where the line belongs to the one above."""
    state, memory, card = info.state, info.state.memory, info.card
    yield "state", memory.state.name.lower() if memory else "new"
    if memory is not None:
        recall = "" if info.recall is None else f", recall now {info.recall:.0%}"
        yield "memory", f"stability {memory.stability:.1f} days, difficulty {memory.difficulty:.1f}{recall}"
        yield "due", memory.due_on.isoformat() if memory.due_on else "in its learning step"
        first = f", first {state.first_on.isoformat()}" if state.first_on else ""
        yield "answers", f"{state.reps}, lapses {state.lapses}{first}"
    elif state.awaited_on is not None:
        yield "asked on", state.awaited_on.isoformat()
    for name, value in info.marks.items():
        if value:
            yield name.replace("_", " "), tidy(str(value)) if value is not True else "yes"
    if card is None:
        yield "deck", "in no deck any more; the history is kept"
    else:
        yield "deck", f"{card.deck}  {card.kind}, {card.level}, difficulty {card.difficulty} of 5"
        yield "file", tidy(f"{card.place.path}:{card.place.line}")
        for source in card.sources:
            yield "source", tidy(f"{source.ref}  {source.url}".strip())
        if card.checked:
            yield "checked", tidy(card.checked)
    yield "", ""
    for number, review in enumerate(reversed(info.reviews)):
        yield "history" if number == 0 else "", _review(review)


def _review(review: Reviewed) -> str:
    interval = f" → {words.span(review.interval)}" if review.interval else ""
    taken = "  taken back" if review.undone else ""
    source = "" if review.source == "review" else f"  {tidy(review.source)}"
    seconds = f"{review.ms / 1000:.0f} s" if review.ms else ""
    at = review.at.strftime("%Y-%m-%d %H:%M")
    return f"{at}  {int(review.rating)} {words.RATING_NAMES[review.rating]}{interval}  {seconds}{source}{taken}"
