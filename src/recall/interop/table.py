"""CSV, TSV and Anki's text exports: delimiter, header, quoting and columns found, or as the learner says. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Literal, NamedTuple

from recall.interop import escape, gaps, markup, own_table
from recall.interop.anki.reader import NESTED, OCCLUSION, tagged
from recall.interop.decode import text_of
from recall.interop.notes import Note, Notes, Progress, Source, Unreadable, shortened

_SIGNS = {"comma": ",", "tab": "\t", "semicolon": ";", "pipe": "|", "colon": ":", "space": " ", "\\t": "\t"}
_GUESSED = ("\t", ",", ";", "|")
_LOOKED_AT = 200  # rows that the delimiter is found from
_LONGEST_RUN = 100  # line ends in one cell, after which a quote was only a character
_NAMES = {
    "front": "front question prompt term word expression q vocabulary kanji hanzi phrase text country native foreign"
    " frage vorderseite begriff wort pregunta anverso término palabra recto mot domanda termine pergunta вопрос слово",
    "back": "back answer definition meaning translation a response english solution capital"
    " antwort rückseite bedeutung übersetzung respuesta reverso significado réponse verso traduction risposta"
    " resposta ответ перевод",
    "tags": "tags tag labels keywords schlagwörter schlagworte stichwörter etiquetas étiquettes теги",
    "deck": "deck category subdeck topic",
    "guid": "guid uuid noteid card_id cardid",
    "hint": "hint",
    "explanation": "explanation extra notes note comment details example back_extra",
    "notetype": "notetype note_type card_type",
}
_ROLE = {name: role for role, names in _NAMES.items() for name in names.split()}
_KINDS = frozenset({*_NAMES, "-", "reverse"})
_META = re.compile(r"#([a-z ]+):(.*)")


class Shape(NamedTuple):
    """How a table is laid out: the role of each column, the names of the columns where it says them."""

    roles: tuple[str, ...]
    names: tuple[str, ...]
    html: bool | None
    deck: str = ""
    notetype: str = ""
    tags: str = ""


def read(source: Source, progress: Progress | None = None) -> Notes:
    """The rows of a table as notes. Raises Unreadable where there is only one column."""
    notes = Notes("")
    text = text_of(source, notes.changed)
    meta, text = _header_lines(text)
    if text[:4].lower() == "sep=" and text[5:6] == "\n":  # what Excel is told
        told = source.options.delimiter or text[4]
        source, text = source._replace(options=source.options._replace(delimiter=told)), text[6:]
    notes.format = "anki-text" if meta.keys() - {""} else "csv"
    delimiter = _delimiter(source, meta, text)
    rows = list(_rows(text, delimiter, comments=bool(meta)))
    if not rows:
        raise Unreadable("there are no rows in it", "is it the right file?")
    if notes.format == "csv" and delimiter == "\t" and source.name.lower().endswith(".tsv"):
        notes.format = "tsv"
    if own_table.is_own(rows):
        notes.found = len(rows) - 1
        own_table.read(rows[1:], notes)
        notes.cards = notes.found + sum(bool(note.fields.get("reverse")) for note in notes.notes)
        return notes
    named = _has_header(source, meta, rows)
    shape = _shape(source, meta, delimiter, rows, named)
    body = rows[1:] if named else rows
    notes.found = notes.cards = len(body)
    decks: dict[str, None] = {}
    for number, row in enumerate(body):
        if progress and not number % 5000:
            progress("reading rows", number, len(body))
        _row(notes, row, shape, source, decks)
    notes.cards += sum(bool(note.fields.get("reverse")) for note in notes.notes)
    notes.decks = tuple(decks) or (source.stem,)
    return notes


def _header_lines(text: str) -> tuple[dict[str, str], str]:
    """Anki's lines `#key:value` at the top, and the rest; other comments there stand under an empty name."""
    meta: dict[str, str] = {}
    at = 0
    if text.startswith("tags:"):
        at = text.find("\n") + 1 or len(text)
        meta["tags"] = text[5:at].strip()
    while text.startswith("#", at):
        end = text.find("\n", at) + 1 or len(text)
        line = text[at:end].rstrip("\n")
        found = _META.match(line.lower()) and _META.match(
            line[:1] + line[1:].partition(":")[0].lower() + line[line.find(":") :]
        )
        if found:
            meta[found[1].strip()] = found[2].strip() if "separator" not in found[1] else found[2]
        elif "\t" in line or line.count(",") > 1:
            break
        else:
            meta.setdefault("", line)
        at = end
    return meta, text[at:]


def _delimiter(source: Source, meta: dict[str, str], text: str) -> str:
    told = source.options.delimiter or meta.get("separator", "")
    if told:
        sign = _SIGNS.get(told.strip().lower(), told.strip(" ") or told)
        if len(sign) != 1:
            raise Unreadable(f"`{told}` is no delimiter", f"name one of {', '.join(_SIGNS)}, or one sign")
        return sign
    scores: dict[str, float] = {}
    for sign in _GUESSED:
        widths = Counter(len(row) for row in islice(_rows(text[: 1 << 16], sign), _LOOKED_AT))
        total = widths.total()
        width, common = max(widths.items(), key=lambda item: item[1] if item[0] > 1 else 0, default=(1, 0))
        scores[sign] = common / total if total and width > 1 else 0.0
    best = max(_GUESSED, key=lambda sign: scores[sign] + (0.3 if sign == "\t" else 0))
    return best if scores[best] > 0 else ","


def _rows(text: str, delimiter: str, *, comments: bool = False) -> Iterator[list[str]]:
    """The rows that are not empty. Quotes that do not close, or only far below, are characters."""
    csv.field_size_limit(1 << 30)
    rows: list[list[str]] = []
    if '"' in text:
        try:
            rows = list(_parsed(text, delimiter, csv.QUOTE_MINIMAL, strict=True))
        except csv.Error:
            rows = [] if delimiter == "\t" else list(_parsed(text, delimiter, csv.QUOTE_MINIMAL))
    wild = not own_table.is_own(rows) and any(cell.count("\n") > _LONGEST_RUN for row in rows for cell in row)
    if not rows or wild:
        rows = list(_parsed(text, delimiter, csv.QUOTE_NONE))
    for row in rows:
        if any(cell.strip() for cell in row) and not (comments and row[0].startswith("#")):
            yield row


def _parsed(text: str, delimiter: str, quoting: Literal[0, 3], *, strict: bool = False) -> Iterable[list[str]]:
    lines = io.StringIO(text.replace("\0", ""), newline="\n")  # NUL is an error for csv on old Pythons
    return csv.reader(lines, delimiter=delimiter, quoting=quoting, strict=strict)


def _has_header(source: Source, meta: dict[str, str], rows: Sequence[Sequence[str]]) -> bool:
    if source.options.header is not None:
        return source.options.header
    if meta.keys() - {""}:
        return False
    cells = [cell.strip().lower().replace(" ", "_") for cell in rows[0]]
    if len(rows) < 2 or any(len(cell) > 40 for cell in cells) or len(set(cells)) < len(cells):
        return False
    known = [_ROLE.get(cell.partition(":")[0], "") for cell in cells]
    return sum(map(bool, known)) >= min(2, len(cells)) or "guid" in known or "tags" in known


def _shape(source: Source, meta: dict[str, str], delimiter: str, rows: Sequence[Sequence[str]], named: bool) -> Shape:
    wide = max(map(len, rows[:_LOOKED_AT]))
    names = tuple(cell.strip() for cell in rows[0]) if named else ()
    if "columns" in meta:
        names = tuple(part.strip() for part in next(csv.reader([meta["columns"]], delimiter=delimiter)))
    roles = _told(source.options.columns, names) if source.options.columns else [""] * wide
    roles += ["-" if source.options.columns else ""] * (wide - len(roles))
    for key, role in (
        ("guid column", "guid"),
        ("notetype column", "notetype"),
        ("deck column", "deck"),
        ("tags column", "tags"),
    ):
        number = meta.get(key, "")
        if number.isdigit() and 1 <= int(number) <= len(roles):
            roles[int(number) - 1] = role
    if not source.options.columns:
        _by_name(roles, names)
        _by_place(roles)
    if "front" not in roles or (wide > 1 and "back" not in roles and not _has_gaps(rows, roles)):
        raise Unreadable("the questions and answers are not found", "say --columns front,back,- (one name a column)")
    html = {"true": True, "false": False}.get(meta.get("html", "").lower(), source.options.html)
    return Shape(tuple(roles), names, html, meta.get("deck", ""), meta.get("notetype", ""), meta.get("tags", ""))


def _told(columns: Sequence[str], names: Sequence[str]) -> list[str]:
    """Roles as the learner gives them: one a column, or `front=Word` for the column of that name."""
    if any("=" in each for each in columns):
        given = dict(each.split("=", 1) for each in columns if "=" in each)
        lower = [name.lower() for name in names]
        missing = [name for name in given.values() if name not in lower]
        if missing:
            raise Unreadable(f"there is no column `{missing[0]}`", f"there are {', '.join(names) or 'no names at all'}")
        by_name = {name: role for role, name in given.items()}
        return [by_name.get(name, "-") for name in lower]
    wrong = [each for each in columns if each not in _KINDS]
    if wrong:
        raise Unreadable(f"`{wrong[0]}` is no role of a column", f"known are {', '.join(sorted(_KINDS))}")
    return list(columns)


def _by_name(roles: list[str], names: Sequence[str]) -> None:
    for number, name in enumerate(names[: len(roles)]):
        role = _ROLE.get(name.lower().replace(" ", "_"), "")
        if role and not roles[number] and role not in roles:
            roles[number] = role


def _by_place(roles: list[str]) -> None:
    for wanted in ("front", "back"):
        if wanted not in roles and "" in roles:
            roles[roles.index("")] = wanted


def _has_gaps(rows: Sequence[Sequence[str]], roles: list[str]) -> bool:
    at = roles.index("front")
    return any(gaps.numbers(row[at]) for row in rows[:_LOOKED_AT] if at < len(row))


def _row(notes: Notes, row: list[str], shape: Shape, source: Source, decks: dict[str, None]) -> None:
    cells: dict[str, str] = {}
    further: list[str] = []
    for number, cell in enumerate(row):
        role = shape.roles[number] if number < len(shape.roles) else ""
        if role == "-" or not cell.strip():
            continue
        if role and role not in cells:
            cells[role] = cell
        else:
            name = shape.names[number] if number < len(shape.names) else ""
            further.append(f"{name}: {_text(cell, shape, notes)}" if name else _text(cell, shape, notes))
    deck = cells.get("deck", shape.deck)
    front = cells.get("front", "")
    gapped = "{{c" in front
    if gapped and gaps.is_image(front):
        notes.dropped.add(OCCLUSION, shortened(front))
        return
    if gapped and gaps.numbers(front):
        made = _clozes(notes, cells, further, shape)
    else:
        fields = _fields(notes, cells, further, shape, source)
        made = [("", fields)] if fields else []
    if not made:
        notes.dropped.add("row without a question or an answer", " | ".join(row))
        return
    tags: dict[str, Any] = {}
    if shape.tags or "tags" in cells:
        tags = tagged(f"{cells.get('tags', '')} {shape.tags}".replace(",", " ").split(), notes)
    if deck:
        decks[deck] = None
    path = tuple(deck.split("::")) if deck else ()
    for suffix, fields in made:
        key = f"anki:{cells['guid'].strip()}{suffix}" if "guid" in cells else ""
        notes.notes.append(Note(fields | tags if tags else fields, key, path))
    notes.cards += len(made) - 1


def _clozes(notes: Notes, cells: dict[str, str], further: list[str], shape: Shape) -> list[tuple[str, dict[str, Any]]]:
    """One text with its gaps, or one for each gap number where gaps are nested, each with the end of its key."""
    front = _text(cells["front"], shape, notes)
    texts, apart = gaps.rewritten(front)
    if apart:
        notes.changed.add(NESTED, shortened(front))
    told = [_text(cells[role], shape, notes) for role in ("back", "explanation") if role in cells]
    explanation = "\n\n".join(text for text in (*told, *further) if text)
    extra = {"explanation": explanation} if explanation else {}
    return [(f"#c{numbers[0]}" if apart else "", {"cloze": text} | extra) for numbers, text in texts]


def _fields(
    notes: Notes, cells: dict[str, str], further: list[str], shape: Shape, source: Source
) -> dict[str, Any] | None:
    front, back = _text(cells.get("front", ""), shape, notes), _text(cells.get("back", ""), shape, notes)
    kind = cells.get("notetype", shape.notetype).lower()
    both = source.options.reverse or "reversed" in kind or "reverse" in cells
    if "optional reversed" in kind:  # its third field only says whether
        both, further = bool(further), further[1:]
    explanation = [_text(cells["explanation"], shape, notes), *further] if "explanation" in cells else further
    if front and not back and explanation:
        notes.changed.add("row without an answer: its other columns answer", shortened(front))
        back, explanation = "\n\n".join(explanation), []
    if not front or not back:
        return None
    if "hint" in cells:
        front += f"\n\n*Hint: {_text(cells['hint'], shape, notes)}*"
    fields: dict[str, Any] = {"prompt": front}
    if "type in" in kind:
        fields["accept"] = [markup.bare(cells.get("back", back))]
    else:
        fields["answer"] = back
        if both:
            fields["reverse"] = True
    if explanation:
        fields["explanation"] = "\n\n".join(explanation)
    return fields


def _text(cell: str, shape: Shape, notes: Notes) -> str:
    if escape.SIMPLE.fullmatch(cell) and "  " not in cell:
        return cell.strip()
    if "<" not in cell and "&" not in cell and shape.html is None:
        return escape.plain(cell)
    html = markup.is_html(cell) if shape.html is None else shape.html
    return markup.markdown(cell, notes.changed) if html else escape.plain(cell)
