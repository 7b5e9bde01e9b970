"""Before and after the real interview: `recall warmup`, `recall debrief`, `recall jot`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from recall.cli import cardlines
from recall.cli.shell import is_asked, open_desk, say, say_json, talk
from recall.cli.study import SELECTORS
from recall.cli.terminal import has_screen
from recall.deck.clean import clean_line
from recall.errors import UsageError

if TYPE_CHECKING:
    from recall.cli.dialogue import Dialogue
    from recall.deck.card import Card
    from recall.desk.debrief import Debrief, Found
    from recall.desk.warmup import WarmUp

_SHARE = "  The share is how many of the question's words a card holds, rare words counting more."
_WIDTH, _LEAST_SHOWN = 78, 12  # of a line, and of a prompt on it


@click.command()
@SELECTORS
@click.option("--plain", is_flag=True, help="By lines, without a screen: for screen readers and pipes.")
@click.option("--ascii", "ascii_only", is_flag=True, help="No signs beyond ASCII.")
def warmup(selectors: tuple[str, ...], plain: bool, ascii_only: bool) -> None:
    """Fifteen minutes before the real call; no date is changed.

    What you were sure of and wrong, what you mix up, points that must be said and were not, and three answers to say
    aloud in 90 seconds each. Enter goes on, q leaves.

    \b
    Examples:
      recall warmup
      recall warmup databases
    """
    from recall.cli.dialogue import Dialogue, take_any_text
    from recall.desk.warmup import warm_up
    from recall.machine import read_machine

    by_lines = plain or not is_asked() or not has_screen()
    if by_lines:
        take_any_text()
    with open_desk() as desk:
        machine, _ = read_machine(desk.home.settings_file)
        found = warm_up(desk, selectors)
        if found.empty:
            talk("nothing to warm up with yet: recall review and recall quiz find out what you need")
            return
        if not by_lines:
            from recall.tui.interviewing import run_warmup

            run_warmup(desk, found, ascii_only=ascii_only)
            return
    dialogue = Dialogue(ascii_only=ascii_only or machine.ascii)
    attended = is_asked()
    for heading, shown, hidden in _parts(found):
        dialogue.say("", heading, *shown)
        try:
            if attended and dialogue.read("Enter shows the answer: ").strip() == "q":
                return
            dialogue.say(*hidden)
            if attended and dialogue.read("Enter goes on: ").strip() == "q":
                return
        except EOFError:
            return
    dialogue.say("", "That is it. Good luck.")


@click.command()
@click.argument("questions", nargs=-1)
@click.option("--due", "take", is_flag=True, help="Make the nearest card of each due, and jot down what is lacking.")
@click.option("--json", "as_data", is_flag=True, help="A list: question, covered, cards (key, prompt, share), due, "
              "jotted.")  # fmt: skip
def debrief(questions: tuple[str, ...], take: bool, as_data: bool) -> None:
    """After a real interview: the questions that were asked, and the cards nearest to each.

    Questions are arguments or lines of stdin. In a terminal you choose which cards become due today; a question that
    the decks lack goes into your own inbox deck (see recall jot). The share before a card is how many of the question's
    words it holds, rare words counting more.

    \b
    Examples:
      recall debrief
      recall debrief "How does a B-tree split?" "What is a phantom read?"
      recall debrief --due < questions.txt
    """
    from recall.cli.dialogue import Dialogue, take_any_text
    from recall.desk.debrief import Debrief

    take_any_text()
    choosing = is_asked() and not take and not as_data
    dialogue = Dialogue()
    rows: list[dict[str, Any]] = []
    with open_desk() as desk:
        answers = Debrief(desk)
        for question in questions or _typed(dialogue, choosing=choosing):
            found = answers.find(question)
            if not as_data:
                dialogue.say(*_listed(found), *([] if rows or not found.near else [_SHARE]))
            done = _chosen(dialogue, found) if choosing else _best(found) if take else Chosen()
            due, jotted = _carried_out(answers, found, done)
            rows.append(_row(found, due, jotted))
            if not as_data:
                dialogue.say(*_said(due, jotted))
    if as_data:
        say_json(rows)


@click.command()
@click.argument("question")
@click.argument("answer", default="")
@click.option("--json", "as_data", is_flag=True, help="One JSON object: key, path, line, finished.")
def jot(question: str, answer: str, as_data: bool) -> None:
    """Put a question into your own deck `inbox`, with its answer or to be finished later.

    The same question with an answer finishes it. The card is asked like any other new one.

    \b
    Examples:
      recall jot "What does SYN-ACK acknowledge?" "The SYN of the client"
      recall jot "How does raft elect a leader?"
    """
    from recall.config import find_home
    from recall.deck.inbox import jot as put

    done = put(find_home().own_decks, question, answer)
    key = f"own:{done.id}"
    if as_data:
        say_json({"key": key, "path": str(done.path), "line": done.line, "finished": done.finished})
    else:
        waits = "" if done.finished else "   waits for its answer: recall jot the same question with one"
        say(f"{key}   {done.path}:{done.line}{waits}")


class Chosen(NamedTuple):
    """What is to become of a question: places of the cards to make due, or a place in the inbox."""

    places: tuple[int, ...] = ()
    jot: bool = False


def _parts(found: WarmUp) -> Iterator[tuple[str, list[str], list[str]]]:
    """What is gone through: a heading, what is shown, and what is shown after a key."""
    from recall.desk.warmup import SAY_SECONDS

    for card in found.sure_and_wrong:
        yield "You were certain here, and wrong.", cardlines.question(card), _solved(card)
    for card, other in found.pairs:
        shown = [*cardlines.question(card), "", *cardlines.question(other)]
        yield "Easily mixed up: tell them apart.", shown, [*cardlines.solution(card), "", *cardlines.solution(other)]
    for must in found.musts:
        taught = ["", *cardlines.question(must.card), *cardlines.solution(must.card)] if must.card else []
        shown = [*cardlines.question(must.question), "What must be said here, and was not?"]
        yield "A point that was missed.", shown, [f"  - {must.point.point}", *taught]
    for card in found.aloud:
        yield f"Say it aloud, in {SAY_SECONDS} seconds.", cardlines.question(card), _solved(card)


def _solved(card: Card) -> list[str]:
    return [*cardlines.solution(card), *cardlines.background(card)]


def _typed(dialogue: Dialogue, *, choosing: bool) -> Iterator[str]:
    """The questions, one a line; in a terminal until an empty one."""
    while True:
        try:
            line = dialogue.read("What were you asked? (enter ends) " if choosing else "").strip()
        except EOFError:
            return
        if line:
            yield line
        elif choosing:
            return


def _listed(found: Found) -> list[str]:
    lines = [found.question]
    for number, near in enumerate(found.near, 1):
        kept = "" if near.card.drilled else " (interview)"
        begun = f"  {number}  {near.share * 100:3.0f} %  {near.card.key}{kept}   "
        prompt = clean_line(cardlines.headline(near.card))
        room = max(_LEAST_SHOWN, _WIDTH - len(begun))
        lines.append(begun + (prompt if len(prompt) <= room else prompt[: room - 1].rstrip() + "…"))
    return lines if found.covered else [*lines, "  No card seems to cover it."]


def _chosen(dialogue: Dialogue, found: Found) -> Chosen:
    """What the learner wants: numbers, `j` for the inbox, `0` for nothing; enter takes what seems best."""
    proposed = _best(found)
    said = "j" if proposed.jot else "1"
    while True:
        line = dialogue.read(f"Cards to make due (numbers), j into the inbox, 0 neither (enter for {said}): ").strip()
        words = line.replace(",", " ").split()
        if not words:
            return proposed
        if words in (["0"], ["j"]):
            return Chosen(jot=words == ["j"])
        if all(word.isdecimal() and 1 <= int(word) <= len(found.near) for word in words):
            return Chosen(tuple(int(word) - 1 for word in words))
        dialogue.say(f"Type numbers from 1 to {len(found.near)}, j or 0." if found.near else "Type j or 0.")


def _best(found: Found) -> Chosen:
    return Chosen((0,)) if found.covered else Chosen(jot=True)


def _carried_out(answers: Debrief, found: Found, chosen: Chosen) -> tuple[tuple[str, ...], str]:
    """The keys made due, and the key of the card in the inbox."""
    due = answers.make_due([found.near[place].card for place in chosen.places])
    if not chosen.jot:
        return due, ""
    try:
        return due, f"own:{answers.jot(found.question).id}"
    except UsageError as error:
        talk(str(error))
        return due, ""


def _said(due: tuple[str, ...], jotted: str) -> list[str]:
    lines = [f"  due today: {', '.join(due)}"] if due else []
    return [*lines, *([f"  in your inbox: {jotted}, to be finished"] if jotted else [])]


def _row(found: Found, due: tuple[str, ...], jotted: str) -> dict[str, Any]:
    cards = [
        {"key": near.card.key, "prompt": cardlines.headline(near.card), "share": near.share} for near in found.near
    ]
    return {
        "question": found.question,
        "covered": found.covered,
        "cards": cards,
        "due": list(due),
        "jotted": jotted or None,
    }
