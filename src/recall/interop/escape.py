"""Plain text as Markdown that shows the same characters; math and sounds as Markdown names them. Pure."""

from __future__ import annotations

import re

SIMPLE = re.compile(r"[A-Za-z ][A-Za-z0-9 ,.;:'()?!/%]*")  # most texts, seen at once
_SPECIAL = re.compile(
    r"[\\`]|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)|\*(?=\S)|(?<=\S)\*|<(?=[a-zA-Z/!?])|&(?=#?\w+;)|\[(?=[^\[\]\n]{0,300}\]\()|~~"
    r"|^[ ]{0,3}(?:[#>](?=[ #>])|[-+](?=[ ])|\d{1,9}[.)](?=[ ])|\*(?=[ ])|={3,}|-{3,})",
    re.MULTILINE,
)
_LONE = re.compile(r"^([ ]{0,3})(?:([#>+*-])|(\d{1,9})([.)]))$", re.MULTILINE)
_MATH = re.compile(
    r"\\\((.{1,800}?)\\\)|\\\[(.{1,800}?)\\\]|\[\$\](.{1,800}?)\[/\$\]|\[\$\$\](.{1,800}?)\[/\$\$\]"
    r"|\[latex\](.{1,800}?)\[/latex\]",
    re.DOTALL,
)
_MATH_ENDS = re.compile(r"\\[)\]]|\[/(?:\$|latex)")
_LAST = frozenset("#>+*-.)")
SOUND = re.compile(r"\[sound:([^\]]+)\]")


def escaped(text: str) -> str:
    """Plain text as Markdown that shows the same characters; math between dollar signs stays as it is."""
    if SIMPLE.fullmatch(text):
        return text
    if not _SPECIAL.search(text) and "[sound:" not in text:
        return text
    if not _MATH_ENDS.search(text):
        return _escaped(text)
    parts: list[str] = []
    at = 0
    for found in _MATH.finditer(text):
        parts += (_escaped(text[at : found.start()]), _math(found))
        at = found.end()
    parts.append(_escaped(text[at:]))
    return "".join(parts)


def _math(found: re.Match[str]) -> str:
    inline, display, dollar, dollars, latex = found.groups()
    if inline or dollar:
        return f"${(inline or dollar).strip()}$"
    return f"$${(display or dollars or latex).strip()}$$"


def _escaped(text: str) -> str:
    text = _SPECIAL.sub(_escape, text)
    return SOUND.sub(lambda found: f"[sound {found[1]}]({target(found[1])})", text)


def _escape(found: re.Match[str]) -> str:
    sign = found[0].lstrip(" ")
    indent = found[0][: len(found[0]) - len(sign)]
    if sign[0].isdigit():
        return f"{indent}{sign[:-1]}\\{sign[-1]}"
    return f"{indent}\\{sign}"


def whole(text: str) -> str:
    """A whole text, as `escaped`; a sign that is alone on its line would be a heading, a quote or a list of nothing."""
    text = escaped(text)
    return _LONE.sub(r"\1\3\\\2\4", text) if text[-1:] in _LAST or "\n" in text else text


def plain(text: str) -> str:
    """Text that was never Markdown, with its line ends kept as breaks."""
    text = text.strip()
    return text if SIMPLE.fullmatch(text) else broken(whole(text))


def broken(text: str) -> str:
    """Single line ends as hard breaks, runs of empty lines as one."""
    if "\n" not in text:
        return text
    text = re.sub(r"[ \t]*\n(?:[ \t]*\n)+", "\n\n", text.strip())
    return re.sub(r"(?<!\n)[ \t]*\n(?!\n)", "\\\\\n", text)


def target(address: str) -> str:
    """An address as the target of a link."""
    flat = " ".join(address.split())
    return f"<{flat}>" if re.search(r"[ ()<>]", flat) and "<" not in flat and ">" not in flat else flat
