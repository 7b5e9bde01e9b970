"""The document around a report: its head, its style, figures with the table behind each picture. Pure text."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from re import sub

from recall.page.style import STYLE

_BRIEF = 14  # signs of a name that stays on one line, such as `29 Dec-4 Jan`; a longer one is broken
Cell = str | int | float | None

# Nothing may be fetched, whatever a deck's text holds: the page is words, styles and drawings.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def page(title: str, body: str, *, lead: str = "") -> str:
    """A whole HTML document. `title` and `lead` are text, `body` is HTML that the caller has escaped."""
    said = f"<p class=lead>{escape(lead)}</p>\n" if lead else ""
    return (
        "<!doctype html>\n"
        '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="generator" content="recall">\n'
        '<link rel="icon" href="data:,">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<header>\n<h1>{escape(title)}</h1>\n{said}</header>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def figure(title: str, picture: str, numbers: str, *, note: str = "", wide: bool = False) -> str:
    """A picture under its title, a sentence about it, and the table of its numbers to fold out.

    Without a picture the table stands in the open.
    """
    said = f"<p>{_whole(escape(note))}</p>" if note else ""
    behind = f"<details><summary>The numbers</summary>{numbers}</details>" if numbers and picture else numbers
    kind = " class=wide" if wide else ""
    return f"<figure{kind}><figcaption><h2>{escape(title)}</h2>{said}</figcaption>{picture}{behind}</figure>"


def table(head: Sequence[str], rows: Sequence[Sequence[Cell]], *, caption: str = "") -> str:
    """A table of text and numbers. The first cell of a row names it; None is shown as a dash."""
    longest = max((len(_text(name)) for name in (head[0], *(row[0] for row in rows))), default=0)
    names = "brief" if longest <= _BRIEF else "long"
    named = f"<caption>{escape(caption)}</caption>" if caption else ""
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = "".join(f"<tr>{_row(row)}</tr>" for row in rows)
    inside = f"{named}<thead><tr>{top}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="scroll {names}" tabindex="0"><table>{inside}</table></div>'


def tiles(facts: Sequence[tuple[str, str, str]]) -> str:
    """A row of key figures: `(name, figure, what to know about it)`, each of them text."""
    cells = (
        f"<div><dt>{escape(name)}</dt><dd><b>{_whole(escape(value))}</b><span>{_whole(escape(note))}</span></dd></div>"
        for name, value, note in facts
    )
    return f"<dl class=tiles>{''.join(cells)}</dl>"


def _whole(text: str) -> str:
    """Numbers with spaces between thousands are not broken at the end of a line."""
    return sub(r"(?<=\d) (?=\d{3})", "\u202f", text)


def _row(row: Sequence[Cell]) -> str:
    first, *rest = row
    return f'<th scope="row">{_text(first)}</th>' + "".join(f"<td>{_text(cell)}</td>" for cell in rest)


def _text(cell: Cell) -> str:
    if cell is None:
        return "–"
    return escape(f"{cell:,}".replace(",", "\u202f") if isinstance(cell, int) else str(cell))
