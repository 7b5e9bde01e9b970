"""A deck as one Markdown page, for reading it through in one go. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recall.deck.card import (
    Basic,
    Card,
    Categories,
    Choice,
    Cloze,
    Gap,
    Interview,
    Lines,
    Match,
    Number,
    Order,
    Output,
    Sql,
    Typed,
)
from recall.deck.compile import Deck


def preview(deck: Deck) -> str:
    """The page: the deck's title, then each text with its question, answer, explanation and sources."""
    notes = {card.note: card for card in reversed(deck.cards)}
    head = [f"# {deck.title}", f"`{deck.id}`, {_counted(len(deck.cards), 'card')}"]
    if deck.requires:
        head.append(f"Comes after {', '.join(deck.requires)}.")
    blocks = [*head, *(block for note in reversed(notes) for block in _card(notes[note]))]
    return "\n\n".join(block for block in blocks if block) + "\n"


def preview_card(card: Card) -> str:
    """The part of the page that one card makes."""
    return "\n\n".join(block for block in _card(card) if block) + "\n"


def front(card: Card) -> str:
    """What is asked, as Markdown: with what there is to choose from, and without what is right."""
    blocks = [card.prompt, _numbered(card.code) if isinstance(card.answer, Lines) else _fenced(card.code, card.lang)]
    match card.answer:
        case Cloze(parts=parts, asked=asked):
            blocks.append("".join(part if isinstance(part, str) else _gap(part, asked) for part in parts))
        case Sql(setup=setup):
            blocks.append(_fenced(setup, "sql"))
        case Match(pairs=pairs, spare=spare):
            blocks.append(_list([pair.left for pair in pairs]))
            blocks += ["with", _list(sorted([*(pair.right for pair in pairs), *spare]))]
        case Categories(boxes=boxes):
            blocks.append(_list(sorted(item for box in boxes for item in box.items)))
            blocks.append(f"into {', '.join(box.name for box in boxes)}")
        case Order(steps=steps):
            blocks.append(_list(sorted(steps)))
        case Choice(options=options):
            blocks.append(_list([option.text for option in options]))
        case _:
            pass
    return "\n\n".join(block for block in blocks if block) + "\n"


def back(card: Card) -> str:
    """What is right and why, as Markdown."""
    blocks = [*_answer(card), *_reasons(card)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _gap(gap: Gap, asked: int) -> str:
    return f"**[{gap.hint or '…'}]**" if gap.number == asked else gap.text


def _numbered(code: str) -> str:
    lines = code.split("\n")
    return _fenced("\n".join(f"{number:>{len(str(len(lines)))}}  {line}" for number, line in enumerate(lines, 1)), "")


def _card(card: Card) -> Iterator[str]:
    facts = [card.kind, card.level, f"difficulty {card.difficulty}", *card.tags]
    if card.use != "both":
        facts.append(f"{card.use} only")
    yield f"## {card.id}"
    yield f"*{', '.join(facts)}*"
    yield card.prompt
    yield _fenced(card.code, card.lang)
    yield from _answer(card)
    yield from _reasons(card)


def _reasons(card: Card) -> Iterator[str]:
    yield card.explanation
    if card.as_of:
        yield f"As of {card.as_of}."
    yield _list(f"[{source.ref}]({source.url})" if source.url else source.ref for source in card.sources)
    if card.checked:
        yield f"Checked: {card.checked}"


def _answer(card: Card) -> Iterator[str]:
    match card.answer:
        case Basic(answer=text, accept=accept):
            yield f"**Answer:** {text}"
            yield _also(accept)
        case Choice(options=options):
            yield _list(
                f"[{'x' if each.correct else ' '}] {each.text}" + (f"  \n  {each.why}" if each.why else "")
                for each in options
            )
        case Typed(accept=accept, patterns=patterns, reject=reject):
            yield f"**Answer:** {accept[0]}"
            yield _also(accept[1:])
            yield _list(f"also what fits `{pattern}`" for pattern in patterns)
            yield _list(f"not {each.text}: {each.why}" if each.why else f"not {each.text}" for each in reject)
        case Number(value=value, tolerance=tolerance, unit=unit):
            within = f", within {tolerance}" if tolerance else ""
            yield f"**Answer:** {f'{value} {unit}'.rstrip()}{within}"
        case Cloze(parts=parts):
            yield "".join(part if isinstance(part, str) else f"[**{part.text}**]" for part in parts)
        case Order(steps=steps):
            yield "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))
        case Match(pairs=pairs, spare=spare):
            yield _list([f"{pair.left} → {pair.right}" for pair in pairs] + [f"(spare) {each}" for each in spare])
        case Categories(boxes=boxes):
            yield _list(f"{box.name}: {', '.join(box.items)}" for box in boxes)
        case Output(output=output, accept=accept):
            yield "**Prints:**"
            yield _fenced(output, "")
            yield _also(accept)
        case Lines(lines=lines):
            yield f"**Faulty:** line {', '.join(map(str, lines))}"
        case Sql(setup=setup, sql=sql):
            yield _fenced(setup, "sql")
            yield "**A query that does it:**"
            yield _fenced(sql, "sql")
        case Interview():
            yield from _interview(card.answer)


def _interview(answer: Interview) -> Iterator[str]:
    if answer.minutes:
        yield _counted(answer.minutes, "minute")
    yield _list(f"{each.weight}{' must' if each.must else ''}: {each.point}" for each in answer.points)
    yield answer.model_answer
    yield _list(f"({each.when}) {each.ask} {each.look_for}".rstrip() for each in answer.follow_ups)
    yield _list(f"red flag: {each.say}" for each in answer.red_flags)


def _also(texts: tuple[str, ...]) -> str:
    return f"Also: {', '.join(texts)}" if texts else ""


def _list(entries: Iterator[str] | list[str]) -> str:
    return "\n".join(f"- {entry}" for entry in entries)


def _fenced(text: str, lang: str) -> str:
    """Code between fences that are longer than any run of back-ticks in it."""
    if not text:
        return ""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{re.sub(r'[^A-Za-z0-9+#.-]', '', lang)}\n{text.rstrip()}\n{fence}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
