"""Turns a YAML parser's complaint into words for somebody who has never read the YAML specification.

Both parsers of PyYAML (libyaml's and the pure-Python one) word things differently; what decides here is mostly the
author's own line. It must not know cards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from yaml import MarkedYAMLError

QUOTE = "put the whole text in quotes, or on the next line after `|`"
LINE_UP = "line it up with the other keys of the same card, with spaces only"


@dataclass(frozen=True, slots=True)
class Mistake:
    """Line and column from 1, what is wrong, what to write instead."""

    line: int
    column: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Complaint:
    """The parser's words, the two places it names (from 0), and the author's text there."""

    context: str
    problem: str
    line: int
    column: int
    start: tuple[int, int] | None
    lines: Sequence[str]

    def text(self, line: int | None = None) -> str:
        number = self.line if line is None else line
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def here(self, message: str, hint: str) -> Mistake:
        return Mistake(self.line + 1, self.column + 1, message, hint)

    def at_start(self, message: str, hint: str) -> Mistake:
        line, column = self.start or (self.line, self.column)
        return Mistake(line + 1, column + 1, message, hint)


def explain(error: MarkedYAMLError, lines: Sequence[str]) -> Mistake:
    """What the author most likely did."""
    mark: Any = error.problem_mark or error.context_mark
    start: Any = error.context_mark
    complaint = _Complaint(
        error.context or "",
        error.problem or "",
        mark.line if mark else 0,
        mark.column if mark else 0,
        (start.line, start.column) if start else None,
        lines,
    )
    for pattern, words in _WORDS:
        if pattern.search(f"{complaint.context}; {complaint.problem}"):
            found = words(complaint)
            if found:
                return found
    return complaint.here(
        f"this is not YAML that recall can read: {complaint.problem or 'it stops making sense here'}",
        "compare the line and the one above it with a card that works",
    )


def _tab(complaint: _Complaint) -> Mistake | None:
    text = complaint.text()
    column = len(text[: complaint.column]) - len(text[: complaint.column].lstrip(" "))
    if not text[column : complaint.column + 1].startswith("\t"):
        return None
    return Mistake(
        complaint.line + 1, column + 1, "there is a tab here", "YAML is indented with spaces: replace the tab"
    )


def _colon_inside(complaint: _Complaint) -> Mistake:
    text = complaint.text()
    first = re.match(r"\s*(?:- +)*(?:\"[^\"]*\"|'[^']*'|[^\s:]+)\s*:(?=\s|$)", text)
    if first is None or first.end() - 1 < complaint.column:
        return complaint.here("a `: ` inside text that is not in quotes", QUOTE)
    if re.match(r"\s*-\S", complaint.text(_line_above(complaint))):
        return Mistake(
            _line_above(complaint) + 1, 1, "a `-` without a space after it", "write `- ` before a list entry"
        )
    return Mistake(complaint.line + 1, len(text) - len(text.lstrip()) + 1, "this line is indented too far", LINE_UP)


def _line_above(complaint: _Complaint) -> int:
    number = complaint.line - 1
    while number > 0 and not complaint.text(number).strip():
        number -= 1
    return number


def _cannot_start(complaint: _Complaint) -> Mistake:
    sign = complaint.text()[complaint.column : complaint.column + 1]
    if sign == "\t":
        return complaint.here("there is a tab here", "replace it with a space")
    return complaint.here(f"text cannot start with {'a back-tick' if sign == '`' else f'`{sign}`'}", QUOTE)


def _unclosed_quote(complaint: _Complaint) -> Mistake:
    return complaint.at_start(
        "a quote is opened here and never closed",
        "close it on the same line; if the text itself holds a quote, use the other kind around it",
    )


def _unknown_escape(complaint: _Complaint) -> Mistake:
    return complaint.here(
        "a backslash in double quotes starts an escape, and this one does not exist",
        "use single quotes, or write the backslash twice",
    )


def _block_header(complaint: _Complaint) -> Mistake:
    line, column = complaint.start or (complaint.line, complaint.column)
    sign = complaint.text(line)[column : column + 1]
    return complaint.at_start(
        f"text cannot start with `{sign}`",
        f"put the text in quotes; `{sign}` alone means that the text follows on the next lines, indented",
    )


def _alias_sign(complaint: _Complaint) -> Mistake:
    line, column = complaint.start or (complaint.line, complaint.column)
    sign = complaint.text(line)[column : column + 1]
    return complaint.at_start(f"text cannot start with `{sign}`", QUOTE)


def _missing_colon(complaint: _Complaint) -> Mistake:
    line, _ = complaint.start or (complaint.line, complaint.column)
    text = complaint.text(line)
    if re.match(r"\s*-[A-Za-z]", text):
        return complaint.at_start("a `-` without a space after it", "write `- ` before a list entry")
    if re.match(r"\s*[\w-]+:\S", text):
        return complaint.at_start("a `:` without a space after it", "write `key: text`, with a space")
    return complaint.at_start(
        "a line without `key: `",
        "text that goes on over several lines is indented more than its key, after `>-` or `|`",
    )


def _list_in_line(complaint: _Complaint) -> Mistake:
    return complaint.here(
        "text cannot start with `- `", "put it in quotes, or start the list on the next line, indented"
    )


def _question_in_line(complaint: _Complaint) -> Mistake:
    return complaint.here("text cannot start with `? `", QUOTE)


def _unclosed_bracket(complaint: _Complaint) -> Mistake:
    line, column = complaint.start or (complaint.line, complaint.column)
    sign = complaint.text(line)[column : column + 1]
    what = "list" if sign == "[" else "mapping"
    return complaint.at_start(
        f"`{sign}` opens a {what} that is not closed as it should be",
        f"if it is text, put the whole text in quotes; if it is a {what}, separate with commas, quote entries "
        f"that hold signs, and close it with `{']' if sign == '[' else '}'}`",
    )


def _after_value(complaint: _Complaint) -> Mistake | None:
    """Something follows a value that was already complete, as in `prompt: "so" and so`, `[a] b` or `{{c1::a}} b`."""
    text = complaint.text()
    value = re.match(r"(\s*(?:- +)*(?:[\w-]+:\s+)?)([\"'\[{])", text)
    if value is None or value.end() > complaint.column:
        return None
    sign, column = value[2], value.start(2)
    if sign in "\"'":
        message = "text goes on after the closing quote"
        inside = "twice" if sign == "'" else 'as \\"'
        return complaint.here(
            message, f"a {sign} inside the text is written {inside}, or use the other quotes around it"
        )
    return Mistake(complaint.line + 1, column + 1, f"text cannot start with `{sign}`", QUOTE)


def _quote_ran_on(complaint: _Complaint) -> Mistake | None:
    """An open quote that swallowed lines until the next quote: the parser stumbles after that one."""
    before = complaint.text()[: complaint.column]
    if not re.search(r":\s+[\"']$", before):
        return None
    sign = before[-1]
    for number in range(complaint.line - 1, -1, -1):
        text = complaint.text(number)
        if text.count(sign) % 2:
            return Mistake(
                number + 1,
                text.index(sign) + 1,
                "a quote is opened here and never closed",
                "close it on the same line; if the text itself holds a quote, use the other kind around it",
            )
    return None


def _wrong_indent(complaint: _Complaint) -> Mistake:
    return complaint.here("this line does not line up with the ones above it", LINE_UP)


def _second_start(complaint: _Complaint) -> Mistake:
    return complaint.here("the deck has already ended here", "a deck file is one document: leave out `...`, `---`, `%`")


_WORDS: tuple[tuple[re.Pattern[str], Callable[[_Complaint], Mistake | None]], ...] = (
    (re.compile(r"tab character|cannot start any token"), _tab),
    (re.compile(r"cannot start any token"), _cannot_start),
    (re.compile(r"mapping values are not allowed"), _colon_inside),
    (re.compile(r"sequence entries are not allowed"), _list_in_line),
    (re.compile(r"mapping keys are not allowed"), _question_in_line),
    (re.compile(r"quoted scalar; found unexpected"), _unclosed_quote),
    (re.compile(r"unknown escape|hexdecimal|hexadecimal|Unicode character code|escape sequence"), _unknown_escape),
    (re.compile(r"scanning a block scalar"), _block_header),
    (re.compile(r"scanning an (alias|anchor)"), _alias_sign),
    (re.compile(r"(scanning|parsing) a tag"), _alias_sign),
    (re.compile(r"could not find expected ':'"), _missing_colon),
    (re.compile(r"flow (sequence|mapping|node)"), _unclosed_bracket),
    (re.compile(r"expected key|block end|expected '-'"), _quote_ran_on),
    (re.compile(r"expected key|block end|expected '-'"), _after_value),
    (re.compile(r"expected key|block end|expected '-'"), _wrong_indent),
    (re.compile(r"document start|directive|unexpected document"), _second_start),
)
