"""Pieces of Markdown, and the signs that stand for line ends until a text is whole. It must not know HTML. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

BREAK, LINE, PARAGRAPH, ITEM = "\x01", "\x02", "\x03", "\x04"
SIGNS = BREAK + LINE + PARAGRAPH + ITEM
_ENDS = " \t" + SIGNS
SIGN = re.compile(f"[{SIGNS}]")
_RUN = re.compile(f"([{SIGNS}][{SIGNS} \t]*)")
_SUPER = str.maketrans("0123456789+-=()niabcdefghjklmoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_SUB = str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")


def tidy(text: str) -> str:
    """The signs of line ends as Markdown writes them; none at either end."""
    text = text.strip(_ENDS).replace("\u00a0", " ")
    if not SIGN.search(text):
        return text
    *lines, last = _RUN.split(text)
    pairs = iter(lines)
    return "".join([line.rstrip(" \t") + _line_end(run) for line, run in zip(pairs, pairs, strict=True)]) + last


@lru_cache(256)
def _line_end(run: str) -> str:
    run = "".join(run.split())
    if PARAGRAPH in run or BREAK + BREAK in run or (LINE + BREAK in run and ITEM not in run):
        return "\n\n"
    return "\n" if ITEM in run else "\\\n"


def fence(content: str, language: str = "") -> str:
    """A block of code with a fence that nothing in it closes."""
    content = SIGN.sub("\n", content).replace("\u00a0", " ").strip("\n").rstrip()
    if not content:
        return ""
    marks = "`" * max(3, 1 + max(map(len, re.findall("`+", content)), default=0))
    return f"{PARAGRAPH}{marks}{language}\n{content}\n{marks}{PARAGRAPH}"


def fence_of(code: str, language: str = "") -> str:
    """Code as a block of Markdown, for a writer."""
    marks = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
    body = code.rstrip("\n")
    return f"{marks}{language}\n{body}\n{marks}"


def code_span(content: str) -> str:
    """Inline code; several lines become a block."""
    text = SIGN.sub("\n", content).replace("\u00a0", " ").strip()
    if "\n" in text:
        return fence(text)
    if not text:
        return content
    marks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    pad = " " if "`" in (text[0], text[-1]) else ""
    return f"{marks}{pad}{text}{pad}{marks}"


def around(content: str, mark: str) -> str:
    """Emphasis that Markdown recognises: no space inside its ends, none around nothing, none across paragraphs."""
    inside = content.strip(" " + SIGNS)
    if not inside or PARAGRAPH in inside or ITEM in inside or "\n" in inside or inside.startswith(mark):
        return content
    at = content.index(inside)
    return f"{content[:at]}{mark}{inside}{mark}{content[at + len(inside) :]}"


def raised(content: str) -> str:
    """Superscript: in signs of its own where there are any, else behind a caret."""
    return _script(content, _SUPER, "^")


def lowered(content: str) -> str:
    """Subscript, as above, else behind an underscore."""
    return _script(content, _SUB, "_")


def _script(content: str, table: dict[int, int], sign: str) -> str:
    text = content.strip()
    if text and all(ord(each) in table or each == " " for each in text):
        return text.translate(table)
    return f"{sign}({text})" if text else content
