"""Reads EDN and Transit's JSON, the two notations of Clojure programs, as plain values with keywords as text. Pure."""

from __future__ import annotations

import re
from typing import Any

MAX_DEPTH = 100
_TOKEN = re.compile(
    r'[\s,]*(?:;[^\n]*\n?[\s,]*)*(?:(?P<open>#\{|[\[({])|(?P<close>[\])}])|(?P<text>"(?:[^"\\]|\\.)*")'
    r"|(?P<tag>#[\w./-]+)|(?P<atom>[^\s,\[\](){}\";]+))"
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_CACHED = 44


def read(text: str) -> Any:
    """The first value of an EDN text. Raises ValueError where it is none."""
    stack: list[tuple[str, list[Any]]] = [("", [])]
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            if text[at:].strip(" \n\t\r,"):
                raise ValueError(f"not understood at character {at}")
            break
        at = found.end()
        if found["open"]:
            if len(stack) > MAX_DEPTH:
                raise ValueError("nested too deep")
            stack.append((found["open"], []))
        elif found["close"]:
            if len(stack) < 2:
                raise ValueError(f"a bracket is closed that was not opened, at character {at}")
            opened, values = stack.pop()
            stack[-1][1].append(_collected(opened, values))
        elif not found["tag"]:
            stack[-1][1].append(_string(found["text"]) if found["text"] else _atom(found["atom"]))
    if len(stack) != 1 or not stack[0][1]:
        raise ValueError("it ends too early")
    return stack[0][1][0]


def _collected(opened: str, values: list[Any]) -> Any:
    if opened != "{":
        return values
    return {str(key): value for key, value in zip(values[::2], values[1::2], strict=False)}


def _string(token: str) -> str:
    return re.sub(
        r"\\(u[0-9a-fA-F]{4}|.)",
        lambda found: chr(int(found[1][1:], 16)) if len(found[1]) == 5 else _ESCAPES.get(found[1], found[1]),
        token[1:-1],
        flags=re.DOTALL,
    )


def _atom(token: str) -> Any:
    if token in ("nil", "true", "false"):
        return {"nil": None, "true": True, "false": False}[token]
    if re.fullmatch(r"[+-]?\d{1,18}[NM]?", token):
        return int(token.rstrip("NM"))
    if re.fullmatch(r"[+-]?\d+\.\d+(?:[eE][+-]?\d+)?M?", token):
        return float(token.rstrip("M"))
    return token.removeprefix(":")


def plain(value: Any) -> Any:
    """Transit's JSON (with or without its cache) and ordinary JSON alike, keywords as text."""
    cache: list[str] = []
    return _plain(value, cache, 0)


def _plain(value: Any, cache: list[str], depth: int, *, key: bool = False) -> Any:
    if depth > MAX_DEPTH:
        raise ValueError("nested too deep")
    if isinstance(value, str):
        return _word(value, cache, key=key)
    if isinstance(value, dict):
        if len(value) == 1 and next(iter(value)).startswith("~#"):  # a tagged value: `{"~#set": [...]}`
            return _plain(next(iter(value.values())), cache, depth + 1)
        return {
            str(_plain(name, cache, depth + 1, key=True)): _plain(each, cache, depth + 1)
            for name, each in value.items()
        }
    if isinstance(value, list):
        if value and value[0] == "^ ":
            pairs = zip(value[1::2], value[2::2], strict=False)
            return {
                str(_plain(name, cache, depth + 1, key=True)): _plain(each, cache, depth + 1) for name, each in pairs
            }
        found = [_plain(each, cache, depth + 1) for each in value]
        return found[1] if len(found) == 2 and isinstance(value[0], str) and value[0].startswith("~#") else found
    return value


def _word(text: str, cache: list[str], *, key: bool) -> str:
    if len(text) in (2, 3) and text[0] == "^" and text[1] != " ":
        digits = [ord(sign) - 48 for sign in text[1:]]
        at = digits[0] if len(digits) == 1 else digits[0] * _CACHED + digits[1]
        text = cache[at] if 0 <= at < len(cache) else text
    elif len(text) > 3 and (key or text[:2] in ("~:", "~$", "~#")):
        cache.append(text)
    if text[:2] in ("~:", "~$", "~t", "~u", "~m", "~i"):
        return text[2:]
    return text[1:] if text.startswith((":", "~~")) and key else text
