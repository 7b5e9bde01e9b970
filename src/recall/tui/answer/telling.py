"""Answering `interview`: say or write it, then tick the points that were made. It must not weigh the points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static, TextArea

from recall.deck.card import Interview
from recall.deck.clean import clean
from recall.grade.keypoints import Said, Suggestion, suggest
from recall.grade.response import Made
from recall.tui.answer.base import Answering, Board
from recall.tui.blocks import QUIET, Prose, tidy
from recall.tui.cardtext import CardText
from recall.tui.markdown import inline, parse


class Points(Board):
    """The points of the rubric, then what would count against the answer; each is ticked or not."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "tick(True)", "Said it", show=False, id="answer.yes"),
        Binding("n", "tick(False)", "Did not say it", show=False, id="answer.no"),
    ]

    def __init__(self, answer: Interview, suggested: Sequence[Suggestion]) -> None:
        super().__init__(len(answer.points) + len(answer.red_flags))
        self.interview = answer
        self.quotes = {place: each.quote for place, each in enumerate(suggested) if each.said is not Said.NO}
        self.ticked = {place for place, each in enumerate(suggested) if each.said is Said.YES}
        self.open = {place for place, each in enumerate(suggested) if each.said is Said.ASK}

    def keys(self) -> str:
        return "<answer.yes>: said it, <answer.no>: did not, <answer.enter>: go on"

    def draw(self, width: int) -> list[list[Content]]:
        points = self.interview.points
        against = Content.styled("against you: ", "$text-error")
        texts = [
            *(Content.assemble(inline(point.point), ("  (a must)" if point.must else "", QUIET)) for point in points),
            *(Content.assemble(against, inline(flag.say)) for flag in self.interview.red_flags),
        ]
        return [self._point(place, text, width) for place, text in enumerate(texts)]

    def _point(self, place: int, text: Content, width: int) -> list[Content]:
        box = "x" if place in self.ticked else "?" if place in self.open else " "
        lines = self.row(place, f"{place + 1} [{box}] ", text, width)
        quote = self.quotes.get(place)
        return [*lines, Content.styled(f'        "{tidy(quote)}"', QUIET)] if quote else lines

    def digit(self, number: int) -> None:
        self.cursor = number
        self.space()

    def space(self) -> None:
        self._decide(self.cursor not in self.ticked)

    def clicked(self, place: int) -> None:
        self.space()

    def action_tick(self, said: bool) -> None:
        self._decide(said)
        self.action_move(1)

    def _decide(self, said: bool) -> None:
        (self.ticked.add if said else self.ticked.discard)(self.cursor)
        self.open.discard(self.cursor)
        self.redraw()

    def submit(self) -> None:
        """Asks once more about points that the machine was not sure of."""
        if self.open:
            self.cursor = min(self.open)
            self.open.clear()
            self.hint(f"Did you say it? {self.keys()}")
            return
        points = self.interview.points
        made = frozenset(point.id for place, point in enumerate(points) if place in self.ticked)
        self.answer(Made(made, red_flags=sum(place >= len(points) for place in self.ticked)))


class Telling(Answering, can_focus=True):
    """First the learner answers, then the points and the model answer show and are ticked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "write", "Write it", id="answer.write"),
        Binding("escape", "leave", "Leave the field", id="answer.leave"),
    ]

    def __init__(self, answer: Interview, prompt: str) -> None:
        super().__init__()
        self.interview = answer
        self.prompt = prompt
        self.ticking = False

    def keys(self) -> str:
        minutes = f", {self.interview.minutes} min" if self.interview.minutes else ""
        return f"say it or <answer.write>: write, <review.show>: the points{minutes}"

    def render(self) -> Content:
        return Content("")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """`esc` only leaves a field that is being written in; else it is the screen's."""
        if action == "leave":
            return self.app.focused is not self and not self.ticking
        return not (action == "write" and self.ticking)

    async def action_write(self) -> None:
        if not self.query(TextArea):
            area = TextArea(soft_wrap=True, show_line_numbers=False, compact=True, highlight_cursor_line=False)
            await self.mount(area)
        self.screen.set_focus(self.query_one(TextArea), scroll_visible=False)
        self.hint("<answer.leave>: leave the field, <review.show>: the points")

    def action_leave(self) -> None:
        self.screen.set_focus(self, scroll_visible=False)
        self.hint()

    def submit(self) -> None:
        if self.ticking:
            self.query_one(Points).submit()
        else:
            self.ticking = True
            self.run_worker(self._show_points())

    async def _show_points(self) -> None:
        areas = self.query(TextArea)
        written = "".join(area.text for area in areas).strip()
        await areas.remove()
        points = Points(self.interview, suggest(self.prompt, self.interview, written) if written else ())
        said = [Prose(Content.styled("You wrote", "bold")), Prose(Content(clean(written)))] if written else []
        heading = "Only suggestions: tick what you said." if written else "Which points did you make?"
        model = [Prose(Content.styled("A model answer", "bold")), *parse(self.interview.model_answer)]
        await self.mount(Static(Content.styled(heading, "bold")), points, Static(""), CardText([*said, *model]))
        points.begin()
        points.hint()
