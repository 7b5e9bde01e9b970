"""What the dialects share: lines told apart from code, front matter, headings. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from recall.interop.markup import uncommented

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_HTML_HEADING = re.compile(r"(?s)<h([1-6])\b[^>]{0,300}>(.{0,2000}?)</h\1>")
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)|\A\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_TAGS = re.compile(r"<!--\s*tags:\s*\(?([^)>]*?)\)?\s*-->")


def front_matter(text: str) -> tuple[str, str]:
    """What stands between the rules at the top, and the rest."""
    found = _FRONT.match(text)
    return (found[1] or found[2] or "", text[found.end() :]) if found else ("", text)


def lines_of(text: str) -> Iterator[tuple[str, bool]]:
    """The lines, each with whether it belongs to a block of code."""
    fence = ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if fence:
            yield line, True
            if found and found[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif found:
            fence = found[1]
            yield line, True
        else:
            yield line, False


class Section(NamedTuple):
    """A heading with the lines below it, until the next of any level; level 0 is what stands before the first."""

    level: int
    title: str
    body: str


def sections(text: str) -> list[Section]:
    found: list[tuple[int, str, list[str]]] = [(0, "", [])]
    for line, code in lines_of(text):
        heading = None if code else _HEADING.fullmatch(line)
        if heading:
            found.append((len(heading[1]), heading[2].strip(), []))
        else:
            found[-1][2].append(line)
    return [Section(level, title, "\n".join(body).strip("\n")) for level, title, body in found]


def with_headings(text: str) -> str:
    """HTML headings as those of Markdown, where they hold one line."""

    def heading(found: re.Match[str]) -> str:
        flat = found[2].strip()
        return f"{'#' * int(found[1])} {flat}" if "\n" not in flat else found[0]

    return _HTML_HEADING.sub(heading, text) if "<h" in text else text


def without_comments(text: str) -> str:
    return uncommented(text).strip("\n").rstrip()


def tags_in(text: str) -> list[str]:
    """Tags in a comment `<!-- tags: (a, b) -->`."""
    found = _TAGS.search(text)
    return [tag.strip() for tag in found[1].split(",") if tag.strip()] if found else []


def dedented(lines: list[str]) -> str:
    """The lines without the indent that they share."""
    filled = [line for line in lines if line.strip()]
    indent = min((len(line) - len(line.lstrip()) for line in filled), default=0)
    return "\n".join(line[indent:] if line.strip() else "" for line in lines).strip("\n")
