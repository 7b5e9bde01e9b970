"""The learner's own `inbox` deck: questions jotted down, to be finished and reviewed. Pure but for `jot` itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from recall.deck.card import UNANSWERED, Card
from recall.deck.clean import clean
from recall.errors import NotSaved, RecallError, UsageError
from recall.whole import whole

DECK = "inbox"
_HEAD = f"format: recall/1\ndeck: {DECK}\ntitle: Inbox\ncards:\n"
_TODO = "todo"
_WORD = re.compile(r"[a-z0-9]+")
_DULL = frozenset(_WORD.findall("a an and are does do for how in is it of on the to what which why when with"))
_LONGEST = 16 * 1024  # bytes of a field of a deck
_ID_LENGTH = 40


class Jotted(NamedTuple):
    """A card that stands in the inbox now: its id, where it stands, and whether it waits for an answer."""

    id: str
    path: Path
    line: int
    finished: bool


def jot(folder: Path, question: str, answer: str = "") -> Jotted:
    """Puts a card into `folder/inbox.yaml`, on the disk when this returns. Raises UsageError, RecallError, NotSaved."""
    path = folder / f"{DECK}.yaml"
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else _HEAD
        after, id_ = with_card(text, question, answer)
        folder.mkdir(parents=True, exist_ok=True)
        with whole(path) as file:
            file.write(after.encode())
    except (OSError, UnicodeError) as error:
        raise NotSaved(f"not jotted down: {path}: {error}", "nothing was changed") from error
    line = next(place for place, line in enumerate(after.splitlines(), 1) if line.lstrip() == f"- id: {id_}")
    return Jotted(id_, path, line, bool(answer.strip()))


def with_card(text: str, question: str, answer: str) -> tuple[str, str]:
    """The deck with one basic card more, or with an answer to one that waits for it, and the card's id.

    Raises UsageError for words that no card can hold and for a question that is answered already, RecallError where the
    file is not one to be added to.
    """
    question, answer = clean(question).strip(), clean(answer).strip()
    if not question:
        raise UsageError("a question is needed", 'recall jot "What does SYN-ACK acknowledge?" "The SYN"')
    if max(len(question.encode()), len(answer.encode())) > _LONGEST:
        raise UsageError("that is too long for a card", f"at most {_LONGEST:,} bytes")
    cards = _cards(text)
    for card in cards:
        if card.prompt.strip() == question:
            return _finished(text, card, answer), card.id
    id_ = _id(question, {card.id for card in cards})
    after = f"{text.rstrip()}\n{_entry(id_, question, answer, _indent(text))}"
    if len(_cards(after)) != len(cards) + 1:
        raise RecallError("nothing can be added to inbox.yaml as it stands", "its cards must come last in the file")
    return after, id_


def _cards(text: str) -> list[Card]:
    from recall.deck.compile import read_deck

    found = read_deck(text.encode(), f"{DECK}.yaml", "own")
    return [] if found.deck is None else list(found.deck.cards)


def _finished(text: str, card: Card, answer: str) -> str:
    """The deck with the answer of a card that waits for one."""
    if not answer or card.answer != UNANSWERED:
        raise UsageError(f"the inbox has that question already: own:{card.id}", "recall show looks at it")
    lines = text.splitlines(keepends=True)
    begin = card.place.line - 1
    end = next((at for at in range(begin + 1, len(lines)) if lines[at].lstrip().startswith("- id:")), len(lines))
    indent = _indent(text)
    after = "".join([*lines[:begin], _entry(card.id, card.prompt, answer, indent), *lines[end:]])
    if len(_cards(after)) != len(_cards(text)):
        raise RecallError(f"the answer of own:{card.id} cannot be written in", "write it into inbox.yaml by hand")
    return after


def _entry(id_: str, question: str, answer: str, indent: str) -> str:
    from yaml import safe_dump

    card: dict[str, object] = {"id": id_, "prompt": question, "answer": answer or UNANSWERED.answer}
    if not answer:
        card["tags"] = [_TODO]
    written = safe_dump([card], allow_unicode=True, sort_keys=False, width=100)
    return "".join(f"{indent}{line}" for line in written.splitlines(keepends=True))


def _indent(text: str) -> str:
    """How far the cards of the file are set in."""
    found = re.search(r"^( *)- id:", text, re.MULTILINE)
    return found[1] if found else ""


def _id(question: str, taken: set[str]) -> str:
    """An id made of the question's telling words, with a number where it is taken."""
    words = [word for word in _WORD.findall(question.lower()) if word not in _DULL] or ["question"]
    name = ""
    for word in words:
        if name and len(name) + 1 + len(word) > _ID_LENGTH:
            break
        name = f"{name}-{word}" if name else word[:_ID_LENGTH]
    numbered = (name if number == 1 else f"{name}-{number}" for number in range(1, len(taken) + 2))
    return next(each for each in numbered if each not in taken)
