"""The same sitting by lines, for screen readers, dumb terminals and pipes: no colour, no cursor, one thing at a time.

It talks to the desk only, so every answer is on disk before the next question is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from recall.cli import cardlines
from recall.cli.afterthoughts import STAYING, Afterthoughts, leech_lines
from recall.cli.dialogue import Dialogue
from recall.cli.shell import is_asked
from recall.deck.card import Basic, Card, Choice, Interview, Output, Sql
from recall.desk import leeches
from recall.desk.options import Options
from recall.desk.words import RATING_NAMES, duration
from recall.errors import NotSaved
from recall.grade.lineinput import DONT_KNOW, Unclear, how_to_answer, how_to_pass, read_answer
from recall.grade.response import Flipped, Made, Response, offered
from recall.schedule.values import Rating, State

if TYPE_CHECKING:
    from recall.desk.desk import Desk
    from recall.grade.graded import Graded
    from recall.review.sitting import Sitting

MORE_NEW = 5
FLIP = "f"
DEFAULTS = Options()
HELP = """\
At a question: type the answer; d is "I don't know", and so is enter alone where text is asked for; f shows the answer
unanswered, for you to rate.
At a rating: 1 Again, 2 Hard (recalled with effort), 3 Good, 4 Easy; enter alone takes the proposed one.
At both: u takes the last action back, b buries until tomorrow, s suspends, * marks, x calls a new card known,
? shows this help, q quits (all is saved). Before an answer, sure g, sure f and sure c say guess, fairly and certain;
at a rating, why says why it was wrong.
An answer that is one of these letters begins with a space."""


class Quit(Exception):
    """The learner leaves the sitting: `q`, or the end of the input."""


class PlainReview:
    """One sitting on stdin and stdout."""

    def __init__(
        self,
        desk: Desk,
        selectors: Sequence[str],
        options: Options = DEFAULTS,
        *,
        ascii_only: bool = False,
        sitting: Sitting | None = None,
    ) -> None:
        self.desk = desk
        self.selectors = selectors
        dialogue = Dialogue(ascii_only=ascii_only)
        self._say, self._read = dialogue.say, dialogue.read
        self.unsaved = False
        self.sitting: Sitting = sitting or desk.start(selectors, options)
        self._commands: dict[str, Callable[[Sitting], Sitting]] = {
            "u": desk.undo,
            "b": desk.bury,
            "s": desk.suspend,
            "*": desk.mark,
            "x": desk.known,
            **Afterthoughts(desk, self._say, self._read).commands,
        }

    def run(self) -> int:
        """The whole sitting. The exit code: 0, or 1 where the last answer could not be saved."""
        counts = self.sitting.counts
        todo = f"{counts.new} new, {counts.learning} learning, {counts.due} due"
        self._say(f"{self.sitting.title}: {todo}, about {duration(self.sitting.left_seconds)}. ? for help, q to quit.")
        self._say(*([self.sitting.echo] if self.sitting.echo else []))
        try:
            while True:
                while self.sitting.current is not None:
                    self._ask()
                self._summarise()
                if not self._go_on():
                    break
        except (Quit, EOFError):
            self._say("")
            self._summarise()
        except KeyboardInterrupt:
            self._say("", f"{len(self.sitting.answered)} reviewed, {self._saved_or_not()}")
            raise
        return int(self.unsaved)

    # -- one card

    def _ask(self) -> None:
        """One card from its question to its rating, or to a command that sets it aside."""
        item, card = self.sitting.current, self.desk.card(self.sitting)
        assert item is not None
        assert card is not None
        shown = self._order(card)
        new = "new card, " if item.state is State.NEW else ""
        self._say("", f"{self.sitting.counts.total} left. {item.deck.partition('/')[2]}, {new}{card.kind}.")
        self._say(*cardlines.question(card, shown))
        if self.desk.settings.confidence:
            self._say("How sure? A line with sure g, sure f or sure c says guess, fairly or certain.")
        graded = self._answered(card, shown)
        if graded is None:
            return
        self.sitting = self.desk.reveal(self.sitting)
        self._say(*cardlines.verdict(graded), "Answer:", *cardlines.solution(card), *cardlines.background(card))
        if not graded.correct or leeches.was_mixed_up(self.desk, card.key):
            for other in leeches.confusions(self.desk, card):
                self._say("Easily mixed up with this one:", *cardlines.question(other), *cardlines.solution(other))
        self._rate(graded)

    def _answered(self, card: Card, shown: Sequence[int]) -> Graded | None:
        """The graded answer; None where a command took its place."""
        several = isinstance(card.answer, Output | Sql | Interview)
        opened = isinstance(card.answer, Interview)
        how = "say it, or write it" if opened else how_to_answer(card)
        how += "; a line that ends with \\ goes on" if several else ""
        passes = "enter shows the points" if opened else f"{how_to_pass(card)}; f: show it"
        prompt = "Enter shows the answer: " if isinstance(card.answer, Basic) else f"Answer ({how}; {passes}): "
        while True:
            line = self._read(prompt, several=several)
            done = self._command(line)
            if done is not None:
                if done:
                    return None
                continue
            try:
                response = self._response(card, line, shown)
            except Unclear as unclear:
                self._say(str(unclear))
                continue
            from recall.grade.check import grade  # a module for every kind: the first question does not wait for it

            return grade(card, response, terms=self.desk.library.terms())

    def _response(self, card: Card, line: str, shown: Sequence[int]) -> Response | None:
        if line == FLIP:
            return Flipped()
        if isinstance(card.answer, Interview) and line.strip() != DONT_KNOW:
            return self._points(card, card.answer, line)
        return read_answer(card, line, shown)

    def _points(self, card: Card, answer: Interview, told: str) -> Response:
        """The points of the rubric that the learner says were made; what was written only pre-ticks them."""
        from recall.grade.keypoints import Said, suggest

        signs = {Said.YES: "x", Said.ASK: "?", Said.NO: " "}
        suggestions = suggest(card.prompt, answer, told)
        ticked = [number for number, each in enumerate(suggestions, 1) if each.said is Said.YES]
        for number, (point, each) in enumerate(zip(answer.points, suggestions, strict=True), 1):
            quote = f'  "{each.quote}"' if each.quote else ""
            self._say(f"  {number} [{signs[each.said]}] {point.point}{quote}")
        enter = " ".join(map(str, ticked)) if told.strip() else "rating it yourself"
        while True:
            line = self._read(f"Points you made (numbers, 0 for none; enter for {enter or 'none'}): ").strip()
            if not line and not told.strip():
                return Flipped()
            if line in ("", DONT_KNOW):
                return Made(frozenset(answer.points[number - 1].id for number in ticked))
            if line in ("0", "-"):
                return Made(frozenset())
            try:
                response = read_answer(card, line)
            except Unclear as unclear:
                self._say(str(unclear))
            else:
                assert response is not None
                return response

    def _rate(self, graded: Graded) -> None:
        """Asks for a rating until one is on disk, or a command sets the card aside."""
        judged = None if graded.by_self else graded
        previews = self.desk.previews(self.sitting, judged)
        named = [f"{int(rating)} {RATING_NAMES[rating]} {until}".rstrip() for rating, until in previews.items()]
        self._say("   ".join(named))
        proposed = graded.proposed
        while True:
            line = self._read(f"Rating (enter for {int(proposed)} {RATING_NAMES[proposed]}): ").strip()
            done = self._command(line)
            if done:
                return
            if done is None and line not in ("", DONT_KNOW, "1", "2", "3", "4"):
                self._say("Type 1, 2, 3 or 4, or press enter.")
            elif done is None:
                rating = Rating(int(line)) if line.isdecimal() else proposed
                if self._saved(partial(self._grade, rating=rating, graded=judged)):
                    self._say(*leech_lines(self.sitting))
                    return

    def _grade(self, sitting: Sitting, *, rating: Rating, graded: Graded | None) -> Sitting:
        return self.desk.grade(sitting, rating, graded)

    # -- what can be done instead

    def _command(self, line: str) -> bool | None:
        """Carries out a command: True where another card is on the table then, False where not, None if it is none."""
        if line == "q":
            raise Quit
        if line == "?":
            self._say(HELP)
            return False
        action = self._commands.get(line)
        if action is None:
            return None
        if line == "x" and self.sitting.current and self.sitting.current.state is not State.NEW:
            self._say("Only a new card can be called known.")
            return False
        return self._saved(action) and line not in STAYING

    def _saved(self, action: Callable[[Sitting], Sitting]) -> bool:
        """Does it and says what was done; where the disk refuses, says so and the card stays."""
        try:
            self.sitting = action(self.sitting)
        except NotSaved as error:
            self.unsaved = True
            self._say(f"Not saved: {error} The card stays; try again.")
            if not is_asked():  # a pipe would try for ever
                raise
            return False
        self.unsaved = False
        self._say(*([f"-> {self.sitting.echo}"] if self.sitting.echo else []))
        return True

    def _go_on(self) -> bool:
        """After the last card: more of what is left, if the learner wants it."""
        left = self.desk.summary(self.sitting, self.selectors)
        offers = [f"n for {min(MORE_NEW, left.new_left)} more new cards"] if left.new_left else []
        offers += [f"w to go on with {_count(left.waiting, 'learning card')} now"] if left.waiting else []
        offers += ["u to take the last action back"] if self.sitting.answered else []
        if not offers:
            return False
        try:
            wish = self._read(f"{'; '.join(offers)}; enter to leave: ").strip()
        except EOFError:
            wish = ""
        match wish:
            case "n" if left.new_left:
                self.sitting = self.desk.more_new(self.sitting, MORE_NEW, self.selectors)
            case "w" if left.waiting:
                self.sitting = self.desk.wait(self.sitting)
            case "u":
                return self._saved(self.desk.undo)
            case _:
                return False
        return self.sitting.current is not None

    # -- words

    def _summarise(self) -> None:
        summary = self.desk.summary(self.sitting, self.selectors)
        left = self.sitting.counts.total if self.sitting.current else 0
        now = self.desk.moment.at
        if summary.answered:
            spent = duration(summary.ms / 1000)
            self._say("", f"{_count(summary.answered, 'card')} reviewed in {spent}, {self._saved_or_not()}.")
            self._say(", ".join(f"{RATING_NAMES[rating]} {count}" for rating, count in summary.ratings.items()) + ".")
        if summary.seen:
            self._say(f"{summary.recalled} of {_count(summary.seen, 'seen-before card')} recalled.")
        if left:
            self._say(f"{_count(left, 'card')} left for today.")
        elif not summary.answered:
            self._say("All cards here are suspended." if summary.all_suspended else "Nothing is due.")
        ahead = []
        if summary.next_learning_at is not None:
            wait = duration((summary.next_learning_at - now).total_seconds())
            ahead.append(f"{_count(summary.waiting, 'learning card')} in {wait}")
        ahead += [f"{_count(summary.tomorrow, 'card')} tomorrow"] if summary.tomorrow else []
        if ahead:
            self._say(f"Next: {', then '.join(ahead)}.")

    def _saved_or_not(self) -> str:
        return "all saved but the answer that was refused" if self.unsaved else "all saved"

    def _order(self, card: Card) -> Sequence[int]:
        count = len(offered(card.answer))
        written = isinstance(card.answer, Choice) and card.answer.fixed
        return range(count) if written or not count else self.desk.shuffle(self.sitting, count)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
