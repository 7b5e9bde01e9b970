"""An interview by lines, for screen readers, dumb terminals and pipes: what the screens do, one line at a time.

It talks to the desk only, so every answer is on disk before the next line is printed. Where nobody sits at a terminal
only answers are read: nothing waits for a key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from recall.cli import cardlines, plain_rubric, quizlines
from recall.cli.dialogue import Dialogue
from recall.cli.shell import is_asked
from recall.deck.card import Basic, Card, Output, Sql
from recall.deck.card import Interview as OpenQuestion
from recall.errors import NotSaved
from recall.grade.lineinput import DONT_KNOW, Unclear, how_to_answer, how_to_pass, read_answer
from recall.grade.response import Flipped, Response, Wrote
from recall.quiz import machine, probes
from recall.quiz.values import (
    Confidence,
    Event,
    Flag,
    Hint,
    Judge,
    Next,
    Pause,
    Plan,
    Quit,
    Resume,
    Skip,
    Start,
    Sure,
)

if TYPE_CHECKING:
    from recall.desk.interview import InterviewDesk
    from recall.quiz.values import Interview

_ELSEWHERE = ("?", "!", "p", "q")  # commands that mean the same at a rubric and at a follow-up
_SURE: dict[str, Confidence] = {"g": "guess", "f": "fairly", "c": "certain"}


class Leave(Exception):
    """The learner goes away for now: `p`, or the end of the input."""


class PlainInterview:
    """One interview on stdin and stdout: one that is planned, or one to go on with."""

    def __init__(self, desk: InterviewDesk, interview: Plan | Interview, *, ascii_only: bool = False) -> None:
        self.desk = desk
        self.state = desk.begin(interview) if isinstance(interview, Plan) else interview
        dialogue = Dialogue(ascii_only=ascii_only)
        self._say, self._read = dialogue.say, dialogue.read
        self._attended = is_asked()
        self._told = -1  # the step whose rubric or follow-up was printed last
        self._phases: dict[str, Callable[[], None]] = {
            "asking": self._ask,
            "rubric": self._judge_answer,
            "probing": self._probe,
            "feedback": self._tell,
            "wrap-up": self._wrap_up,
            "walk": self._walk,
        }

    def run(self) -> Interview:
        """The interview to its report, or to where it was left."""
        self._greet()
        try:
            while not self.state.over:
                self._phases[self.state.phase]()
        except (Leave, EOFError):
            self._pause()
            return self.state
        except KeyboardInterrupt:
            self._pause()
            raise
        self._close()
        return self.state

    # -- begin and end

    def _greet(self) -> None:
        state = self.state
        if state.phase == "intro":
            self._say(*quizlines.greeting(state.plan))
            self._act(Start(self.desk.now(state)))
            return
        left = self.desk.differences(state)
        self._say(*quizlines.welcome_back(state, left.gone, left.changed))
        if state.phase in ("asking", "rubric", "probing", "feedback", "paused"):
            self._act(Resume(self.desk.now(state)))

    def _pause(self) -> None:
        """Stops the clock, where one runs, and says how to go on."""
        state = self.state
        if state.phase in ("asking", "rubric", "probing", "feedback"):
            self._act(Pause(self.desk.now(state)))
        self._say("", f"Paused, all saved. Go on with: recall quiz resume {state.plan.quiz}")

    def _close(self) -> None:
        from recall.quiz.render_text import text_lines

        quiz = self.state.plan.quiz
        if self.state.phase == "abandoned":
            self._say("", "Nothing was answered, so there is nothing to report.")
            return
        report = text_lines(self.desk.report(quiz), off=self.desk.desk.moment.off, whole=False)
        scheduled = quizlines.scheduled(self.desk.finish(self.state), self.state.plan)
        self._say("", *report, *scheduled, f"Question by question: recall quiz report {quiz}")

    # -- one question

    def _ask(self) -> None:
        state, card = self.state, self.desk.current(self.state)
        assert state.current is not None
        if card is None:
            self._say("", f"{state.current.key} was taken out of the decks or is another question now: left out.")
            self._act(Skip(self.desk.now(state)))
            return
        shown = self.desk.order(state)
        question, whole = machine.remaining(state, self.desk.now(state))
        self._say("", quizlines.headline(state, question, whole), *cardlines.question(card, shown))
        while self.state.phase == "asking" and self.state.seq == state.seq:
            line = self._read(self._prompt(card), several=isinstance(card.answer, Output | Sql | OpenQuestion))
            if self._command(line):
                state = self.state if self.state.current == state.current else state
                continue
            try:
                response = self._response(card, line, shown)
            except Unclear as unclear:
                self._say(str(unclear))
                continue
            self._answer(response)

    def _prompt(self, card: Card) -> str:
        if isinstance(card.answer, Basic):
            return "Enter shows the answer: "
        if isinstance(card.answer, OpenQuestion):
            return "Answer (write it, \\ at the end goes on; or say it aloud and press enter; d don't know): "
        return f"Answer ({how_to_answer(card)}; {how_to_pass(card)}): "

    def _response(self, card: Card, line: str, shown: tuple[int, ...]) -> Response | None:
        if line.strip() == DONT_KNOW and not line.startswith(" "):
            return None
        if isinstance(card.answer, OpenQuestion):
            return Wrote(line.strip())
        if isinstance(card.answer, Basic):
            return Flipped()
        return read_answer(card, line, shown)

    def _answer(self, response: Response | None) -> None:
        """Records the answer, after a word on how sure it is where somebody can be asked."""
        event = self.desk.answer(self.state, response)
        options, asked = self.state.plan.options, not isinstance(response, Flipped) and response is not None
        if self._attended and options.confidence and asked and self.state.confidence is None:
            try:
                said = self._read("How sure? (g guess, f fairly, c certain; enter leaves it out): ").strip().lower()
            except (EOFError, KeyboardInterrupt):
                self._act(event)  # what was answered counts, whatever becomes of this question
                raise
            if said[:1] in _SURE and not self._act(Sure(event.at, _SURE[said[:1]])):
                return
        if self._act(event) and self.state.answered:
            self._say(*quizlines.late(self.state))

    # -- what can be done instead

    def _command(self, line: str) -> bool:
        """Carries out a command of a question; whether it was one."""
        now = self.desk.now(self.state)
        match line:
            case "?":
                self._say(quizlines.HELP)
            case "p":
                raise Leave
            case "q":
                self._quit()
            case "s":
                self._act(Skip(now))
            case "!":
                if self._act(Flag(now)):
                    self._say("Flagged." if self.state.flagged else "Flag taken away.")
            case "h":
                self._hint()
            case "g" | "f" | "c" if self.state.plan.options.confidence:
                if self._act(Sure(now, _SURE[line])):
                    self._say(f"Sure: {self.state.confidence}.")
            case _:
                return False
        return True

    def _hint(self) -> None:
        hint = self.desk.hint(self.state)
        if not hint:
            self._say("This kind of question has no hint.")
        elif self._act(Hint(self.desk.now(self.state))):
            self._say(f"It begins: {hint}   A right answer counts half now.")

    def _quit(self) -> None:
        """Ends the interview here; somebody at a terminal is asked first."""
        if self._attended and self._read("End the interview here? What was answered counts (y/n): ").strip() != "y":
            return
        self._act(Quit(self.desk.now(self.state)))

    def _act(self, event: Event) -> bool:
        """Does it; where the disk refuses, says so and all stays as it was."""
        try:
            self.state = self.desk.act(self.state, event)
        except NotSaved as error:
            self._say(f"Not saved: {error} Nothing changed; try again.")
            if not self._attended:
                raise
            return False
        return True

    # -- after an answer

    def _judge_answer(self) -> None:
        """The rubric of an open answer, or the rating of a card that was turned over; `?`, `!`, `p`, `q` work here."""
        state, card = self.state, self.desk.current(self.state)
        assert state.current is not None
        if card is None:
            self._say("", f"{state.current.key} was taken out of the decks: what the machine took for said counts.")
            self._act(plain_rubric.without_card(state, self.desk.now(state)))
            return
        if self._told != state.seq:
            self._told = state.seq
            self._say(*plain_rubric.shown(self.desk, state, card))
        line = self._read(plain_rubric.prompt(state, card)).strip()
        if line == "m":
            self._say(*plain_rubric.model_answer(card))
        elif line not in _ELSEWHERE or not self._command(line):
            try:
                event = plain_rubric.read(state, card, line, self.desk.now(state))
            except Unclear as unclear:
                self._say(str(unclear))
            else:
                self._act(event)

    def _probe(self) -> None:
        """A follow-up, to be answered like the question itself."""
        state, card = self.state, self.desk.current(self.state)
        if card is None or not isinstance(card.answer, OpenQuestion) or state.probe is None:
            self._act(self.desk.probed(state, None))
            return
        if self._told != state.seq:
            self._told = state.seq
            self._say("", f"Follow-up, {probes.SECONDS} s: {card.answer.follow_ups[state.probe.place].ask}")
        line = self._read("Answer (write it, or say it aloud and press enter; d don't know): ", several=True)
        if line in _ELSEWHERE and self._command(line):
            return
        self._act(self.desk.probed(state, None if line.strip() == DONT_KNOW else line.strip()))

    def _tell(self) -> None:
        """How it went, told at once because the learner wanted it so."""
        self._say(*quizlines.outcome(self.desk, self.state.answered[-1]))
        self._wait()
        self._act(Next(self.desk.now(self.state)))

    def _wrap_up(self) -> None:
        state = self.state
        count = len(state.answered)
        line = ""
        if self._attended:
            line = self._read(f"\nHow many of the {count} do you believe you answered right (enter leaves it out): ")
        if line.strip().isdecimal() and int(line) <= count:
            self._act(Judge(self.desk.now(state), int(line)))
        elif line.strip() == "p":
            raise Leave
        elif line.strip() in ("", DONT_KNOW, "q"):
            self._act(Next(self.desk.now(state)))
        else:
            self._say(f"Type a number from 0 to {count}.")

    def _walk(self) -> None:
        """The misses one by one, before the report."""
        missed = self.desk.walk(self.state)
        place = self.state.walked
        self._say("", f"Missed {place + 1} of {len(missed)}", *quizlines.outcome(self.desk, missed[place], whole=True))
        self._wait()
        self._act(Next(self.desk.now(self.state)))

    def _wait(self) -> None:
        """Where somebody reads along, until they have read; `p` leaves here too."""
        if self._attended and self._read("Enter goes on: ").strip() == "p":
            raise Leave
