"""Every format by name, and which one a file is: by what it holds, then by its name. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib import import_module

from recall.interop.notes import Notes, Progress, Source, Unreadable

FORMATS: dict[str, tuple[str, str]] = {
    "anki": ("anki.reader", "Anki packages: .apkg, .colpkg, and a bare collection.anki2"),
    "anki-text": ("table", "Anki's text exports with header lines"),
    "csv": ("table", "CSV and TSV, columns found or named with --columns"),
    "markdown": ("markdown.reader", "Markdown notes: Q:/A:/C:, :: and ?, headings, quizzes, details, tables"),
    "org": ("org", "org-drill and org-fc"),
    "gift": ("gift", "Moodle GIFT"),
    "aiken": ("aiken", "Moodle Aiken"),
    "crowdanki": ("crowdanki", "CrowdAnki folders' deck.json"),
    "json": ("json_list", "a JSON list of questions and answers"),
    "mnemosyne": ("mnemosyne", "Mnemosyne XML and .cards"),
    "mochi": ("mochi", "Mochi exports: .mochi"),
    "hascard": ("hascard", "hascard text files"),
    "quizlet": ("quizlet", "Quizlet-like text: term, tab or dash, definition"),
    "trivia": ("trivia", "Open Trivia text: #Q, ^, A to D"),
    "sqlite": ("sqlite_table", "a table of questions and answers in SQLite"),
    "recall": ("own", "recall's own decks and collections: .yaml, .zip, .json"),
}
Reader = Callable[[Source, Progress | None], Notes]
_ORG = re.compile(r"(?m)^\*+ .*:(?:drill|fc):|^#\+(?:TITLE|STARTUP)|^:PROPERTIES:")
_AIKEN = re.compile(r"(?im)^[ \t]*ANSWER[ \t]*:[ \t]*[A-Z][ \t]*$")
_AIKEN_OPTION = re.compile(r"(?im)^[ \t]*[A-Z][.)][ \t]")
_TRIVIA = re.compile(r"(?m)^#Q .*\n(?:.*\n){0,30}?\^ ")
_HEADER = re.compile(
    r"(?i)^(?:\ufeff)?#(?:separator|html|tags|columns|notetype|deck|guid|if matches|match scope)[ \w]*:"
)
_GIFT_TITLE = re.compile(r"(?:^|\n)\s{0,9}(?:\$CATEGORY:|::[^\n]*::)")
_GIFT_ANSWER = re.compile(r"[^\\]\{([^{}]{0,4000})\}")
_HASCARD = re.compile(r"(?m)^# .+\n(?:(?!---).*\n){1,200}(?:---|\Z)")
_NOTHING = re.compile(rb"[\0\r\n\t \xef\xbb\xbf]*")
_ONE_SIGN = re.compile(r".?|comma|tab|semicolon|pipe|colon|space|\\t", re.IGNORECASE | re.DOTALL)
_MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdx", ".mkd")


def read(source: Source, format_: str = "", progress: Progress | None = None) -> Notes:
    """The notes of a file. Raises Unreadable with the reason and what to do."""
    name = format_ or detected(source)
    if name == "csv" and not _ONE_SIGN.fullmatch(source.options.delimiter):
        name = "quizlet"  # tables have one sign between cells
    notes = reader(name)(source, progress)
    if not notes.format:
        notes.format = name
    return notes


def reader(name: str) -> Reader:
    """The reader of a format."""
    found: Reader = import_module(f"recall.interop.{FORMATS[name][0]}").read
    return found


def detected(source: Source) -> str:
    """The name of a file's format. Raises Unreadable where nothing fits."""
    data, name = source.data, source.name.lower()
    if _NOTHING.fullmatch(data):
        raise Unreadable("the file is empty", "export it again")
    if data.startswith(b"SQLite format 3\0"):
        return "anki" if b"CREATE TABLE revlog" in data[:65536] or b"CREATE TABLE notes" in data[:65536] else "sqlite"
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _in_archive(source)
    if data.startswith((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd")):
        raise Unreadable("the file is packed in a way that is not read here", "unpack it first")
    if name.endswith((".apkg", ".colpkg")):
        raise Unreadable("this is no package of Anki, or it is cut off", "export it from Anki again")
    return _of_text(
        name,
        data[: 256 << 10].decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace"),
        source,
    )


def _in_archive(source: Source) -> str:
    import io
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unreadable(f"the package is damaged or cut off: {error}", "export it again") from error
    if any(each in names for each in ("collection.anki2", "collection.anki21", "collection.anki21b")):
        return "anki"
    if "cards.xml" in names:
        return "mnemosyne"
    if any(each in names for each in ("data.json", "data.edn")):
        return "mochi"
    if any(each.endswith("collection.yaml") or each.endswith((".yaml", ".yml")) for each in names):
        return "recall"
    raise Unreadable("nothing in this archive is known", "unpack it and import the files in it")


def _of_text(name: str, text: str, source: Source) -> str:  # noqa: PLR0911  one a format
    text = text.lstrip("\ufeff")
    head = text.lstrip()
    if _HEADER.match(head):
        return "anki-text"
    if head.startswith("<") and ("<mnemosyne" in head[:2000] or "<openSM2sync" in head[:2000]):
        return "mnemosyne"
    if name.endswith((".yaml", ".yml")) or re.match(r"(?:#.*\n)*format: recall/", head):
        return "recall"
    if name.endswith(".gift"):
        return "gift"
    if name.endswith(".json") or head.startswith(("{", "[{")):
        return _of_json(source)
    if name.endswith(".org") or _ORG.search(text):
        return "org"
    if name.endswith(_MARKDOWN_SUFFIXES):
        return "markdown"
    if name.endswith((".csv", ".tsv", ".tab")):
        return "csv"
    return _of_plain(text)


def _of_plain(text: str) -> str:  # noqa: PLR0911  one a format
    """A text whose name says nothing."""
    text = text.replace("\r\n", "\n")
    if _TRIVIA.search(text):
        return "trivia"
    if _AIKEN.search(text) and _AIKEN_OPTION.search(text):
        return "aiken"
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) == 1 and ";" in text and all(part.count("\t") == 1 for part in text.strip("\n; ").split(";")):
        return "quizlet"
    tabs = sum("\t" in line for line in lines)
    if tabs * 2 > len(lines):
        return "csv"
    if _HASCARD.search(text) and not re.search(r"(?m)^Q:|^## ", text):
        return "hascard"
    if re.search(r"(?m)^(?:Q|C):", text) or re.search(r"(?m)^#{1,6} .+\n", text):
        return "markdown"
    if _is_gift(text):
        return "gift"
    if re.search(r"(?m)^.+ ?:{2,3} ?.+$|^\?{1,2}$", text):
        return "markdown"
    if sum(bool(re.search(r" [-–—:] |: ", line)) for line in lines) * 2 > len(lines):
        return "quizlet"
    return "csv"


def _is_gift(text: str) -> bool:
    if text.count("{") != text.count("}") or "{" not in text:
        return _GIFT_TITLE.search(text) is not None
    answers = _GIFT_ANSWER.findall(text)
    truths = ("T", "F", "TRUE", "FALSE", "")
    return any(set(inside) & set("=~#") or inside.strip().upper() in truths for inside in answers)


def _of_json(source: Source) -> str:
    try:
        found = json.loads(source.data.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"this is no JSON: {error}", "mend the file at that place") from error
    if isinstance(found, dict) and str(found.get("format", "")).startswith("recall/"):
        return "recall"
    return "crowdanki" if isinstance(found, dict) and found.get("__type__") == "Deck" else "json"
