"""Fills Anki's card templates: fields with their filters, sections, the question inside the answer. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from recall.interop.markup import uncommented

_TAG = re.compile(r"\{\{([#^/]?)([^{}]*)\}\}")
_LINE = re.compile(r"""(?i)<hr\b[^<>]{0,99}\bid\s*=\s*["']?answer\b[^<>]*>""")
_FURIGANA = re.compile(r" ?([^ >\[\]]{1,60}?)\[(?!sound:)([^\[\]]{1,200}?)\]")
_TEXT = re.compile(r"<[^>]*>|&nbsp;|\s")
_IMAGE = re.compile(r"(?i)<(?:img|video|audio|object)\b|\[sound:")


class Piece(NamedTuple):
    """Text, a field (`sign` is empty, `-` for one that is never shown), or a section.

    The sign of a section is `#` where it is shown if the field is filled, `^` if it is not.
    """

    sign: str
    name: str
    filters: tuple[str, ...] = ()
    inside: tuple[Piece, ...] = ()

    @property
    def is_hidden(self) -> bool:
        """Whether only a screen or a speaker could show the field: where one types, what is spoken."""
        return any(each == "type" or each.startswith("tts") for each in self.filters)


@lru_cache(512)
def compiled(template: str) -> tuple[Piece, ...]:
    """The pieces of a template; a section that is not closed ends with it."""
    template = uncommented(template)
    stack: list[tuple[Piece, list[Piece]]] = [(Piece("", ""), [])]
    at = 0
    for found in _TAG.finditer(template):
        if template[at : found.start()]:
            stack[-1][1].append(Piece("text", template[at : found.start()]))
        at = found.end()
        sign, name = found[1], found[2].strip()
        if sign in ("#", "^"):
            stack.append((Piece(sign, name), []))
        elif sign == "/":
            if len(stack) > 1:
                opened, inside = stack.pop()
                stack[-1][1].append(opened._replace(inside=tuple(inside)))
        else:
            *filters, field = name.split(":")
            piece = Piece("", field.strip(), tuple(each.strip() for each in filters))
            stack[-1][1].append(piece._replace(sign="-") if piece.is_hidden else piece)
    if template[at:]:
        stack[-1][1].append(Piece("text", template[at:]))
    while len(stack) > 1:
        opened, inside = stack.pop()
        stack[-1][1].append(opened._replace(inside=tuple(inside)))
    return tuple(stack[0][1])


@lru_cache(512)
def back_of(template: str) -> str:
    """The part of an answer template that is not the question again."""
    parts = _LINE.split(template, maxsplit=1)
    return parts[-1].strip()


@lru_cache(512)
def with_filter(template: str, wanted: str) -> tuple[str, ...]:
    """The fields that stand in a template with a filter, such as `type` or `cloze`."""
    found: list[str] = []
    queue = [*compiled(template)]
    while queue:
        piece = queue.pop(0)
        if piece.sign in ("", "-") and wanted in piece.filters and piece.name not in found:
            found.append(piece.name)
        queue = [*piece.inside, *queue]
    return tuple(found)


def only_field(template: str) -> str:
    """The name of the field that is all a template shows; empty where it shows anything else."""
    pieces = compiled(template)
    return pieces[0].name if len(pieces) == 1 and not pieces[0].sign and not pieces[0].filters else ""


def filled(template: str, fields: Mapping[str, str], *, without: frozenset[str] = frozenset()) -> str:
    """The template as HTML. Fields `without` are left empty, and so is what only a screen or a speaker can show."""
    pieces = compiled(template)
    return "".join(_fill(pieces, fields, without))


def _fill(pieces: tuple[Piece, ...], fields: Mapping[str, str], without: frozenset[str]) -> list[str]:
    out: list[str] = []
    for piece in pieces:
        sign, name, filters, inside = piece
        if sign == "text":
            out.append(name)
        elif sign in ("#", "^"):
            if (name not in without and has_text(_value(name, fields))) == (sign == "#"):
                out += _fill(inside, fields, without)
        elif not sign and name not in without:
            value = fields.get(name, "")
            out.append(_filtered(value, filters) if filters else value)
    return out


def _value(name: str, fields: Mapping[str, str]) -> str:
    return "x" if re.fullmatch(r"c\d+", name) and name not in fields else fields.get(name, "")


def has_text(value: str) -> bool:
    """Whether a field counts as filled."""
    if not value:
        return False
    return bool(_TEXT.sub("", value)) or _IMAGE.search(value) is not None


def _filtered(value: str, filters: tuple[str, ...]) -> str:
    for name in reversed(filters):
        if name == "text":
            value = re.sub(r"<[^>]*>", "", value)
        elif name == "furigana":
            value = _FURIGANA.sub(r"\1(\2)", value)
        elif name == "kanji":
            value = _FURIGANA.sub(r"\1", value)
        elif name == "kana":
            value = _FURIGANA.sub(r"\2", value)
    return value
