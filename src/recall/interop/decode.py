"""Finds the encoding of a text file and gives its text with plain line ends. Pure."""

from __future__ import annotations

import codecs
import re

from recall.interop.notes import MAX_TEXT, Source, Tally, Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = 64  # at most one NUL in so many bytes of text
_NOISE = 32  # at most one control character in so many bytes that are no UTF-8
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1e\x7f]")
_NO_TEXT = "this is no text file"
CHANGED = "bytes that are not UTF-8, read as Windows-1252"


def text_of(source: Source, changed: Tally) -> str:
    """The text of a file. Raises Unreadable for one that is too long or no text.

    A byte order mark decides, then UTF-8, then what NUL bytes betray of UTF-16; single bytes that are none of that
    are read as Windows-1252, and counted.
    """
    data = source.data
    if len(data) > MAX_TEXT:
        raise Unreadable(f"the file has {len(data) >> 20} MiB, text is read up to {MAX_TEXT >> 20}", "split it")
    encoding = source.options.encoding
    if encoding:
        return _lines(_as_told(data, encoding))
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _lines(data[len(mark) :].decode(name, "replace"))
    if b"\0" in data[:4096]:
        return _lines(_without_mark(data))
    try:
        return _lines(data.decode())
    except UnicodeDecodeError as error:
        if len(_CONTROL.findall(data[:4096])) * _NOISE > len(data[:4096]):
            raise Unreadable(_NO_TEXT, "recall import --help lists what can be read") from error
        before = data[max(0, error.start - 30) : error.start + 10]
        text, wrong = _mixed(data)
        changed.add(CHANGED, before.decode("cp1252", "replace"), wrong)
        return _lines(text)


def _as_told(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).lstrip("\ufeff")
    except LookupError as error:
        raise Unreadable(
            f"there is no encoding {encoding}", "utf-8, utf-16, cp1252, shift_jis, gb18030, ..."
        ) from error
    except UnicodeError as error:
        raise Unreadable(f"the file is not {encoding}: {error}", "name another with --encoding") from error


def _without_mark(data: bytes) -> str:
    """UTF-16 without a mark: every other byte of plain text is NUL."""
    head = data[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > 10 * min(even, odd) and max(even, odd) > len(head) // 8:
        return data.decode("utf-16-be" if even > odd else "utf-16-le", "replace")
    if head.count(0) * _BINARY > len(head) or len(_CONTROL.findall(head)) * _NOISE > len(head):
        raise Unreadable(_NO_TEXT, "recall import --help lists what can be read")
    return _mixed(data)[0]


def _mixed(data: bytes) -> tuple[str, int]:
    """UTF-8 with single bytes of Windows-1252 among it, and how many those are."""
    wrong = 0

    def one_byte(error: UnicodeError) -> tuple[str, int]:
        nonlocal wrong
        assert isinstance(error, UnicodeDecodeError)
        wrong += 1
        return error.object[error.start : error.start + 1].decode("cp1252", "replace"), error.start + 1

    codecs.register_error("recall.one_byte", one_byte)
    return data.decode("utf-8", "recall.one_byte"), wrong


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
