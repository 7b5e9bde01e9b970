"""What makes a good card, as far as a program can tell: the rules that hold for every kind. Pure.

A rule takes a card and yields what it finds. Errors block a contribution, warnings point and a reader decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from recall.deck.authorities import authorities
from recall.deck.card import Basic, Card, Choice, Cloze, Interview, Output, Typed
from recall.deck.problem import Problem, Severity
from recall.deck.words import normal, prose, word_count

RUNNERS = ("python", "node", "sqlite", "bash", "git", "go", "java")
_RUNNER_OF = {
    "python": "python",
    "python3": "python",
    "javascript": "node",
    "js": "node",
    "bash": "bash",
    "sh": "bash",
    "shell": "bash",
    "sqlite": "sqlite",
}


class Finding(NamedTuple):
    rule: str
    message: str
    hint: str = ""
    level: Severity = "error"


Rule = Callable[[Card], Iterator[Finding]]


def warning(rule: str, message: str, hint: str = "") -> Finding:
    return Finding(rule, message, hint, "warning")


def lint(card: Card) -> list[Problem]:
    """All findings of one card (of the first of several siblings: they share their text)."""
    from recall.deck.lint_choice import CHOICE_RULES
    from recall.deck.lint_interview import INTERVIEW_RULES

    rules: tuple[Rule, ...] = RULES
    if isinstance(card.answer, Choice):
        rules += CHOICE_RULES
    elif isinstance(card.answer, Interview):
        rules += INTERVIEW_RULES
    place = card.place
    return [
        Problem(place.path, place.line, place.column, found.message, found.hint, card.id, found.rule, found.level)
        for rule in rules
        for found in rule(card)
    ]


def _is_interview(card: Card) -> bool:
    return isinstance(card.answer, Interview)


def one_idea(card: Card) -> Iterator[Finding]:
    text = prose(card.prompt)
    if text.count("?") > 1 and not _is_interview(card):
        yield warning("C01", "the prompt asks more than one question", "make a card of each")
    elif not _is_interview(card) and re.search(r"\band (also|what|how|why)\b[^.]*\?", text, re.IGNORECASE):
        yield warning("C01", "the prompt asks for two things at once", "make a card of each")


_PRODUCTS = (
    r"Python|Node(?:\.js)?|Java|JDK|Go|C#|\.NET|TypeScript|PHP|Ruby|PostgreSQL|Postgres|MySQL|MariaDB|SQLite|MongoDB|"
    r"Redis|Valkey|Cassandra|Kafka|RabbitMQ|Elasticsearch|Docker|Kubernetes|Helm|Terraform|nginx|NGINX|Spring Boot|"
    r"Spring Framework|Spring|Express|NestJS|Django|Flask|FastAPI|Hibernate|Git|Maven|Gradle|Ubuntu|Debian|Linux"
)
_UNITS = r"%|[kKMG]i?B|ms|s|(?:second|minute|hour|day|time|byte|line|row|commit|node|replica|broker|worker|client)s?"
_VERSION = re.compile(rf"(?<![\w.])(?:{_PRODUCTS})\s+v?\d+(?:\.\d+)*\b(?!\s*(?:{_UNITS})\b)")


def dated(card: Card) -> Iterator[Finding]:
    if card.as_of:
        return
    if card.stage == "cloud":
        yield Finding("C02", "a card of the cloud stage needs `as_of`", "say as of which year or version it holds")
        return
    for text in (card.prompt, card.explanation, *_answer_texts(card)):
        found = _VERSION.search(prose(text))
        if found:
            yield Finding("C02", f"`{found[0]}` is named, so the card needs `as_of`", "add `as_of: <product version>`")
            return


def _answer_texts(card: Card) -> Iterator[str]:
    match card.answer:
        case Basic(answer=text) | Output(output=text):
            yield text
        case Choice(options=options):
            yield from (option.text for option in options)
        case Typed(accept=accept):
            yield from accept
        case Cloze(parts=parts):
            yield from (part if isinstance(part, str) else part.text for part in parts)
        case _:
            return


def few_words(card: Card) -> Iterator[Finding]:
    match card.answer:
        case Typed(accept=accept):
            for number, text in enumerate(accept):
                if word_count(text) > 6:
                    level: Severity = "warning" if number else "error"
                    hint = "ask for less, or make it a basic card"
                    yield Finding("C03", f"a typed answer has {word_count(text)} words, at most 6 fit", hint, level)
        case Cloze(parts=parts):
            for part in parts:
                if not isinstance(part, str) and word_count(part.text) > 4:
                    hint = "blank out the word that matters"
                    yield Finding("C03", f"a gap has {word_count(part.text)} words, at most 4 fit", hint)
        case Basic(answer=text):
            if word_count(text) > 25:
                message = f"the answer has {word_count(text)} words, more than 25"
                yield warning("C03", message, "keep what must be said, move the rest to `explanation`")
            if len(re.findall(r"^\s*(?:[-*+]|\d+[.)])\s", text, re.MULTILINE)) >= 5 or prose(text).count(",") >= 5:
                yield warning("C05", "the answer enumerates five things or more", "use order, match or categories")
        case _:
            return


_AUXILIARY = re.compile(
    r"(?:is|are|was|were|am|do|does|did|can|could|will|would|shall|should|has|have|had|may|might|must)\b", re.IGNORECASE
)
_YES_NO = frozenset({"yes", "no", "true", "false"})


def no_yes_or_no(card: Card) -> Iterator[Finding]:
    hint = "ask which, why or what happens"
    if _AUXILIARY.match(card.prompt) and not _is_interview(card):
        yield Finding("C04", "the prompt asks for yes or no", hint)
        return
    match card.answer:
        case Choice(options=options):
            answers = {normal(option.text) for option in options}
        case Typed(accept=accept):
            answers = {normal(text) for text in accept[:1]}
        case Basic(answer=text):
            answers = {normal(text)}
        case _:
            return
    if answers <= _YES_NO:
        yield Finding("C04", "the answer is a bare yes or no", hint)


def explained(card: Card) -> Iterator[Finding]:
    length = word_count(card.explanation)
    if not length:
        yield Finding("C06", "there is no explanation", "say why it is so and why the tempting wrong answer is wrong")
    elif length < 15:
        message = f"the explanation has {length} words, at least 15 are needed"
        yield Finding("C06", message, "say why it is so and why the tempting wrong answer is wrong")
    elif length > 70:
        yield warning("C03", f"the explanation has {length} words, more than 70", "keep the reason, drop the rest")
    if length and normal(card.explanation) in {normal(text) for text in _answer_texts(card)}:
        yield Finding("C06", "the explanation repeats the answer", "say why it is so")


def sourced(card: Card) -> Iterator[Finding]:
    if not card.sources:
        yield Finding("C07", "there is no source", "name a standard, manual or book with its section")
        return
    known = authorities()
    strangers = [source for source in card.sources if not known.has(source)]
    if len(strangers) == len(card.sources):
        hint = "add a standard, the product's own documentation or a well-known book"
        yield Finding("C07", "no source is on the list of authorities", hint)
    elif strangers:
        yield warning("C07", f"`{strangers[0].ref}` is not on the list of authorities", "find a better one")
    for source in card.sources:
        if re.search(r"\bRFC \d+", source.ref) and not re.search(r"§|section|appendix|abstract", source.ref, re.I):
            yield Finding("C07", f"`{source.ref}` names no section", "write it as `RFC 9110 §15.5.2`")


_LEANING = re.compile(
    r"\b(as above|see above|above (?:example|question|card)|(?:previous|last) (?:card|question|example)|in this course|"
    r"in this deck|as (?:we|you) (?:saw|learned|learnt)|of the above)\b",
    re.IGNORECASE,
)


def stands_alone(card: Card) -> Iterator[Finding]:
    found = _LEANING.search(card.prompt)
    if found:
        yield warning("C09", f"`{found[0]}` leans on something that is not on the card", "say it on the card")
    elif re.match(r"which of (?:the following|these)\b[^.:]{0,25}\?", card.prompt, re.IGNORECASE):
        yield warning("C09", "the prompt says little without its options", "ask a question that can be answered alone")


_OPINION = re.compile(r"\b(best|better|should|usually|often|generally|normally|ideally|recommended)\b", re.IGNORECASE)
_AUTHORITY = re.compile(
    r"\b(according to|recommend(?:s|ation)?|RFC \d+|OWASP|NIST|PEP \d+|guide(?:line)?s?|manual|standard|convention|"
    r"specification|spec|docs|documentation|says?|calls?|advises?)\b",
    re.IGNORECASE,
)


def plain(card: Card) -> Iterator[Finding]:
    if _is_interview(card):
        return
    length = word_count(card.prompt)
    if length > 60:
        yield warning("C10", f"the prompt has {length} words, more than 60", "say less")
    found = _OPINION.search(prose(card.prompt))
    if found and not _AUTHORITY.search(card.prompt):
        yield warning("C10", f"`{found[0]}` in the prompt: by whose measure?", "name the standard, or the measure")


def proven(card: Card) -> Iterator[Finding]:
    if card.run and card.run not in RUNNERS:
        yield Finding("C11", f"`run: {card.run}` is not known", f"one of {', '.join(RUNNERS)}")
    runner = _RUNNER_OF.get(card.lang.lower())
    if isinstance(card.answer, Output) and not card.run and runner and "executed" not in card.checked:
        hint = f"add `run: {runner}`, or say in `checked` where it was executed"
        yield Finding("C11", "the output is not proved", hint)


def fits_level(card: Card) -> Iterator[Finding]:
    if _is_interview(card) and card.level != "interview":
        yield Finding("C13", f"an open question has level interview, not {card.level}", "write `level: interview`")
    if card.level == "interview" and not _is_interview(card):
        yield Finding("C13", f"level interview is for open questions, this is {card.kind}", "use recall to apply")


def patterns_work(card: Card) -> Iterator[Finding]:
    """Patterns run in time linear in the text, in re2, which takes neither look-around nor back-references."""
    if not isinstance(card.answer, Typed) or not card.answer.patterns:
        return
    import re2

    options = re2.Options()
    options.max_mem = 1 << 20
    options.log_errors = False
    for pattern in card.answer.patterns:
        try:
            re2.compile(pattern, options)
        except re2.error as error:
            reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error.args[0])
            yield Finding("pattern", f"the pattern `{pattern}` is not understood: {reason}", "use re2 syntax")


def rejects_differ(card: Card) -> Iterator[Finding]:
    match card.answer:
        case Typed(accept=accept, reject=reject, exact=exact) | Cloze(accept=accept, reject=reject, exact=exact):
            form = str if exact else str.casefold
            wrong = {form(entry.text) for entry in reject} & {form(text) for text in accept}
            for text in sorted(wrong):
                yield Finding("reject", f"`{text}` is accepted and rejected", "take it out of one of them")
        case _:
            return


def says_language(card: Card) -> Iterator[Finding]:
    if card.code and not card.lang:
        yield warning("C11", "the code says no language, so it is shown without colours", "add `lang: ...`")


RULES: tuple[Rule, ...] = (
    one_idea,
    dated,
    few_words,
    no_yes_or_no,
    explained,
    sourced,
    stands_alone,
    plain,
    proven,
    says_language,
    fits_level,
    patterns_work,
    rejects_differ,
)
