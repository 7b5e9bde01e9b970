"""Answering `interview`: say it or write it, then tick the points that were made. It must not weigh the points."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from recall.deck.card import Interview
from recall.deck.clean import clean
from recall.grade.keypoints import Said, Suggestion, suggest
from recall.grade.response import Made, Response, Wrote
from recall.tui.answer.base import Answering, Board
from recall.tui.answer.page import Area
from recall.tui.blocks import QUIET, Prose, hang, tidy
from recall.tui.cardtext import CardText
from recall.tui.markdown import inline, parse


class Points(Board):
    """The points of the rubric, then what would count against the answer; each is ticked or not.

    `suggested` and `against` (places of red flags) are what the machine made of the answer; points in `done` were made
    before and are left out, and so are red flags that are not in `flags`, if it is given.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "tick(True)", "Said it", show=False, id="answer.yes"),
        Binding("n", "tick(False)", "Did not say it", show=False, id="answer.no"),
    ]

    def __init__(
        self,
        answer: Interview,
        suggested: Sequence[Suggestion],
        against: Collection[int] = (),
        done: Collection[str] = (),
        flags: Collection[int] | None = None,
    ) -> None:
        self.points = [point for point in answer.points if point.id not in done]
        shown = [place for place in range(len(answer.red_flags)) if flags is None or place in flags]
        self.flags = [answer.red_flags[place] for place in shown]
        super().__init__(len(self.points) + len(self.flags))
        self.insisted = False
        said = {each.point: each for each in suggested}
        known = {row: said[point.id] for row, point in enumerate(self.points) if point.id in said}
        self.quotes = {row: each.quote for row, each in known.items() if each.said is not Said.NO}
        self.ticked = {row for row, each in known.items() if each.said is Said.YES}
        self.open = {row for row, each in known.items() if each.said is Said.ASK}
        self.open |= {len(self.points) + row for row, place in enumerate(shown) if place in against}

    def start_at(self, point: str) -> None:
        """Puts the cursor on a point, if it is shown, before anything is drawn."""
        row = next((row for row, each in enumerate(self.points) if each.id == point), 0)
        self.set_reactive(Board.cursor, row)

    def keys(self) -> str:
        return "<answer.yes>: said it, <answer.no>: did not, <answer.enter>: go on"

    def draw(self, width: int) -> list[list[Content]]:
        against = Content.styled("against you: ", "$text-error")
        texts = [
            *(
                Content.assemble(inline(point.point), ("  (a must)" if point.must else "", QUIET))
                for point in self.points
            ),
            *(Content.assemble(against, inline(flag.say)) for flag in self.flags),
        ]
        return [self._point(row, text, width) for row, text in enumerate(texts)]

    def _point(self, row: int, text: Content, width: int) -> list[Content]:
        box = "x" if row in self.ticked else "?" if row in self.open else " "
        lines = self.row(row, f"{row + 1} [{box}] ", text, width)
        quote = self.quotes.get(row)
        return [*lines, *_quoted(quote, width)] if quote else lines

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

    def given(self) -> Response:
        made = frozenset(point.id for row, point in enumerate(self.points) if row in self.ticked)
        return Made(made, red_flags=sum(row >= len(self.points) for row in self.ticked))

    def submit(self) -> None:
        """Asks once more about points that the machine was not sure of; what is left open then was not said."""
        if self.open and not self.insisted:
            self.insisted = True
            self.cursor = min(self.open)
            self.hint(f"{len(self.open)} marked ? need you: <answer.yes> or <answer.no>, <answer.enter>: go on")
            return
        super().submit()


class Speaking(Answering, can_focus=True):
    """The learner says it aloud, or writes it into a field that `w` opens. The answer is what was written, if any."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "write", "Write it", id="answer.write"),
        Binding("escape", "leave", "Leave the field", id="answer.leave"),
    ]

    def __init__(self, minutes: int = 0) -> None:
        super().__init__()
        self.minutes = minutes

    def keys(self) -> str:
        minutes = f", {self.minutes} min" if self.minutes else ""
        return f"say it or <answer.write>: write, <review.show>: the points{minutes}"

    def render(self) -> Content:
        return Content("")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """`esc` only leaves a field that is being written in; else it is the screen's."""
        return self.app.focused is not self if action == "leave" else True

    async def action_write(self) -> None:
        if not self.query(Area):
            self.takes_text = True
            await self.mount(Area(ends=False))
        self.screen.set_focus(self.query_one(Area), scroll_visible=False)
        self.hint("<answer.leave>: leave the field, <review.show>: the points")

    def action_leave(self) -> None:
        self.screen.set_focus(self, scroll_visible=False)
        self.hint()

    @property
    def written(self) -> str:
        return clean("".join(area.text for area in self.query(Area))).strip()

    def given(self) -> Response | None:
        return Wrote(self.written) if self.written else None

    def submit(self) -> None:
        self.answer(Wrote(self.written))


class Telling(Speaking):
    """First the learner answers, then the points and the model answer show in its place and are ticked."""

    def __init__(self, answer: Interview, prompt: str) -> None:
        super().__init__(answer.minutes)
        self.interview = answer
        self.prompt = prompt
        self.ticking = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return not self.ticking and super().check_action(action, parameters)

    def submit(self) -> None:
        if self.ticking:
            self.query_one(Points).submit()
        else:
            self.ticking = True
            self.run_worker(self._show_points())

    async def _show_points(self) -> None:
        written = self.written
        await self.query(Area).remove()
        points = Points(self.interview, suggest(self.prompt, self.interview, written) if written else ())
        said = [Prose(Content.styled("You wrote", "bold")), Prose(Content(written))] if written else []
        heading = "Only suggestions: tick what you said." if written else "Which points did you make?"
        model = [Prose(Content.styled("A model answer", "bold")), *parse(self.interview.model_answer)]
        await self.mount(Static(Content.styled(heading, "bold")), points, Static(""), CardText([*said, *model]))
        points.begin()
        points.hint()


def _quoted(quote: str, width: int) -> list[Content]:
    return hang(Content.styled(f'"{tidy(quote)}"', QUIET), width, " " * 8)
