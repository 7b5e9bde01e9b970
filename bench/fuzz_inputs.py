"""Deck files that are nearly right, and some that are far from it, for `bench.fuzz_decks`."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path

from bench.decks import CARDS, COMMON

from recall.deck.answers import FORMS

HEAD = b"format: recall/1\ndeck: fuzz\ntitle: Fuzz\ncards:\n"
SHIPPED = Path(__file__).parents[1] / "decks"
MOST = 6000  # bytes of an input
KEPT = 4000  # inputs that are mutated further
KEYS = sorted(
    json.loads((SHIPPED.parent / "schema" / "recall-1.json").read_text("utf-8"))["definitions"]["card"]["properties"]
)
COMMON_KEYS = sorted(set(KEYS) - {key for kind, form in FORMS.items() for key in (kind, *form.fields)})
# What has bitten somebody's reader, terminal, Markdown or YAML parser before.
TOKENS = (
    r'"\e[2J\e]0;t\a\e]52;c;eA==\a"', r'"\u202ELTR\u2066\u009b31m\u200b"', '"\\U000E0041\\U000E007F"',
    "\u202e\u2066x", "\u0301" * 40, "[@click=app.exit]x[/]", "[/oops]", "[#zz]a[/]",
    "&#8238;&#27;&#0;&#x9b;", "<script>alert(1)</script>", "<!--", "]]>", "[l](javascript:x)",
    "![i](file:///etc/passwd)", "<https://a.b>", "[a](<b c>)", "[x]: /y", "***", "___", "~~~", "```",
    "````python", "| a | b |\n|---|---|\n| c | d |", "> " * 30 + "x", "- " * 30 + "x", "1. " * 20 + "x",
    "[" * 60, "(" * 60, "*" * 99 + "a" + "*" * 99, "`" * 33, "\\" * 33, "# h", "===", "999999999. x",
    "\\\n", "  \n", "{{c1::a}}", "{{c1::a::b}}", "{{c2::}}", "{{c99::x}}", "{{c1::{{c2::x}}}}", r"\:\:",
    "{{c1::\ue0000\ue001}}", "\ue0007\ue001", "&#57344;0&#57345;", "{{", "}}", "::", "no", "on", "~",
    "null", "true", "1.10", "0x1F", "12:30", "2026-02-30", "-0", "1e999", "nan", "inf", "9" * 400, "5%",
    "-5%", "1_000", "½", "٣", "\u2212" "1", "#", "# c", ": ", "a: b: c", "- ", "? ", "! x",
    "!!python/object:x y", "&a b", "*a", "<<: x", "%YAML 1.1", "---", "...", "|", ">-", "|2", "'", '"',
    "''", '""', "[]", "{}", "[a, b]", "{a: b}", "\t", "\r", "\x00", "\x1b[31m", "\ufeff", "\x85", "\u2028",
    "\ud7ff", "\U0010ffff", "👩‍👩‍👧‍👦", "العربية", "עברית", "ﷺ", "ǰ̣̈", "漢字" * 30, "a" * 300, "a " * 400,
    "\n" * 50, "(a+)+$", "(?=x)", r"\1", "[[:alpha:]", "a{1000}{1000}", "(?P<n>", "SELECT 1; DROP TABLE t",
    "WITH RECURSIVE", "../../etc", "C:\\x", "missing a", "score >= 0.75", "score >= x",
    "https://" + "a" * 200, "http://[::1", "mailto:x@y", "yes", "python", "sqlite",
)  # fmt: skip
_CARD = re.compile(rb"^- ?id:.*?(?=^- ?id:|\Z)", re.MULTILINE | re.DOTALL)


def seeds() -> list[bytes]:
    """Small cards of every kind, and those of the shipped decks that are not long."""
    small = [f"- id: seed-{number}\n  {card}\n{COMMON}".encode() for number, card in enumerate(CARDS)]
    shipped = [card for path in sorted(SHIPPED.glob("*/*.yaml")) for card in _CARD.findall(path.read_bytes())]
    return small * 20 + [card for card in shipped if len(card) < MOST // 4]


class Mutator:
    """Makes the next input. Everything it does follows from its source of chance."""

    def __init__(self, chance: random.Random, cards: list[bytes]) -> None:
        self.chance = chance
        self.cards = cards
        self.kept: list[bytes] = []
        self.moves: tuple[Callable[[list[bytes]], None], ...] = (
            self._drop, self._repeat, self._swap, self._indent, self._value, self._value, self._value,
            self._key, self._splice, self._token, self._token, self._item,
        )  # fmt: skip

    def next(self) -> bytes:
        """A deck file."""
        start = self.chance.random()
        if start < 0.3:
            return self._made()
        if start < 0.65 and self.kept:
            data = self.chance.choice(self.kept)
        else:
            data = HEAD + b"".join(self.chance.choices(self.cards, k=self.chance.choice((1, 1, 1, 2))))
        lines = data.split(b"\n")
        for _ in range(self.chance.choice((1, 1, 2, 3, 6))):
            self.chance.choice(self.moves)(lines)
        data = b"\n".join(lines)
        if self.chance.random() < 0.15:
            data = self._bytes(data)
        return data[:MOST]

    def keep(self, data: bytes) -> None:
        """Remember an input that did something new."""
        if len(self.kept) < KEPT:
            self.kept.append(data)
        else:
            self.kept[self.chance.randrange(KEPT)] = data

    # -- moves on lines

    def _at(self, lines: list[bytes]) -> int:
        return self.chance.randrange(len(lines))

    def _drop(self, lines: list[bytes]) -> None:
        at = self._at(lines)
        del lines[at : at + self.chance.choice((1, 1, 2, 5))]
        lines or lines.append(b"")

    def _repeat(self, lines: list[bytes]) -> None:
        at = self._at(lines)
        lines[at:at] = lines[at : at + self.chance.choice((1, 2, 8))] * self.chance.choice((1, 1, 1, 30))

    def _swap(self, lines: list[bytes]) -> None:
        one, other = self._at(lines), self._at(lines)
        lines[one], lines[other] = lines[other], lines[one]

    def _indent(self, lines: list[bytes]) -> None:
        at = self._at(lines)
        lines[at] = (
            b" " * self.chance.randrange(9) + lines[at].lstrip() if self.chance.random() < 0.8 else b"\t" + lines[at]
        )

    def _value(self, lines: list[bytes]) -> None:
        at = self._at(lines)
        key, colon, _ = lines[at].partition(b":")
        if colon:
            lines[at] = key + b": " + self._said()

    def _item(self, lines: list[bytes]) -> None:
        at = self._at(lines)
        lines.insert(at, b" " * self.chance.choice((0, 2, 2, 4)) + b"- " + self._said())

    def _key(self, lines: list[bytes]) -> None:
        lines.insert(self._at(lines), f"  {self.chance.choice(KEYS)}: ".encode() + self._said())

    def _splice(self, lines: list[bytes]) -> None:
        other = self.chance.choice(self.cards).split(b"\n")
        at, since = self._at(lines), self._at(other)
        lines[at:at] = other[since : since + self.chance.choice((1, 3, 9))]

    def _token(self, lines: list[bytes]) -> None:
        at = self._at(lines)
        place = self.chance.randrange(len(lines[at]) + 1)
        token = self.chance.choice(TOKENS).encode("utf-8", "surrogatepass")
        lines[at] = lines[at][:place] + token + lines[at][place:]

    def _bytes(self, data: bytes) -> bytes:
        broken = bytearray(data)
        for _ in range(self.chance.choice((1, 2, 8))):
            at = self.chance.randrange(len(broken) + 1)
            match self.chance.randrange(3):
                case 0:
                    broken.insert(at, self.chance.randrange(256))
                case 1:
                    del broken[at : at + self.chance.choice((1, 3, 60))]
                case _:
                    broken[at:at] = self.chance.choice((b"[", b"{", b"- ")) * self.chance.choice((3, 30, 300))
        return bytes(broken)

    def _said(self) -> bytes:
        """A value for a key: bare or quoted, one token or several."""
        text = "".join(self.chance.choices(TOKENS, k=self.chance.choice((1, 1, 2, 4))))
        quoted = self.chance.random()
        return (text if quoted < 0.4 else json.dumps(text, ensure_ascii=quoted < 0.7)).encode("utf-8", "surrogatepass")

    # -- cards from scratch, whose YAML is right, so that what reads their fields is reached

    def _made(self) -> bytes:
        cards = (
            b"- " + json.dumps(self._card(number)).encode() + b"\n" for number in range(self.chance.choice((1, 2)))
        )
        return (HEAD + b"".join(cards))[: 2 * MOST]

    def _card(self, number: int) -> dict[str, object]:
        kind = self.chance.choice(list(FORMS))
        keys = self.chance.sample([*COMMON_KEYS, *FORMS[kind].fields], self.chance.randrange(1, 5))
        if self.chance.random() < 0.1:
            keys.append(self.chance.choice(KEYS))
        card: dict[str, object] = {"prompt": self._text(), **{key: self._any(key) for key in (*keys, kind)}}
        if kind in ("lines", "output"):
            card["code"] = self._text()
        if kind == "sql":
            card["setup"] = self._text()
        return {**card, "id": f"made-{number}"}

    def _text(self) -> str:
        return " ".join(
            self.chance.choices((*TOKENS, "word", "`code`", "**bold**", "GET", "200"), k=self.chance.randrange(1, 6))
        )

    def _some(self, low: int = 1) -> range:
        return range(self.chance.choice((low, low + 1, 3, 4, 6)))

    def _any(self, key: str) -> object:
        """A value of the right shape most of the time."""
        text = self._text
        if self.chance.random() < 0.04:
            return self.chance.choice((text(), [text()], {text(): text()}, [[text()]], {}, [], [{}]))
        match key:
            case "options":
                return [
                    {"text": text(), "why": text(), "correct": self.chance.choice(("true", "false"))}
                    for _ in self._some(2)
                ]
            case "accept" | "order" | "spare" | "patterns":
                return [text() for _ in self._some(2)]
            case "reject":
                return [{"text": text(), "why": text()} for _ in self._some()]
            case "sources":
                return [
                    {"ref": text(), "url": "https://example.org/" + self.chance.choice(("", "a?b", "[x]", "é"))}
                    for _ in self._some()
                ]
            case "match":
                return [{"left": text(), "right": text()} for _ in self._some(2)]
            case "categories":
                return {text(): [text() for _ in self._some()] for _ in self._some(2)}
            case "lines":
                return [str(self.chance.randrange(5)) for _ in self._some()]
            case "cloze":
                return " ".join(f"{text()} {{{{c{number + 1}::{text()}::{text()}}}}}" for number in self._some())
            case "number":
                return self.chance.choice(("8", "-1.5", "1_000", "0.05"))
            case "rubric":
                share = self._some(4)
                return [
                    {
                        "id": f"p{place}",
                        "point": text(),
                        "weight": str(10 // len(share)),
                        "must": "true",
                        "terms": [text()],
                    }
                    for place in share
                ]
            case "follow_ups":
                return [
                    {
                        "when": self.chance.choice(("missing p1", "score >= 0.5", text())),
                        "ask": text(),
                        "look_for": text(),
                    }
                ]
            case "red_flags":
                return [text(), {"terms": [text()], "say": text()}]
            case "level":
                return self.chance.choice(("recall", "apply", "interview"))
            case "tags" | "related" | "contrasts" | "formerly":
                return [self.chance.choice(("made-0", "made-1", "core")) for _ in self._some()]
            case "rev" | "difficulty" | "minutes":
                return self.chance.choice(("1", "3", text()))
            case "reverse" | "fixed" | "exact" | "ordered":
                return self.chance.choice(("true", "false", "yes"))
            case "use":
                return self.chance.choice(("both", "review", "quiz"))
            case _:
                return text()
