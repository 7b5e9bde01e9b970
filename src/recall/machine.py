"""What belongs to this machine, not to the learner: `config.toml`. A mistake in it is a warning and stops nothing.

theme = "ansi-light"
editor = "vim"
ascii = false
[keys]
review.good = "l"
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from recall.errors import RecallError, UsageError


class Machine(NamedTuple):
    """The settings of one machine; an empty text means the program's own choice. `keys` are keys by binding id."""

    theme: str = ""
    editor: str = ""
    ascii: bool = False
    keys: Mapping[str, str] = MappingProxyType({})


NAMES = Machine._fields


def read_machine(path: Path) -> tuple[Machine, tuple[str, ...]]:
    """The settings of a file and a warning for each thing in it that cannot be taken; no file, no settings."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Machine(), ()
    except (OSError, UnicodeError) as error:
        return Machine(), (f"{path} cannot be read: {error}",)
    return parse_machine(text, str(path))


def parse_machine(text: str, name: str) -> tuple[Machine, tuple[str, ...]]:
    """The settings in `text`, with warnings that begin with `name`."""
    import tomllib

    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return Machine(), (f"{name} is not used: {error}",)
    machine, warnings = Machine(), []
    for key, value in found.items():
        try:
            machine = machine._replace(**{_known(key): _value(key, value)})
        except UsageError as error:
            warnings.append(f"{name}: {error}")
    return machine, tuple(warnings)


def write_machine(path: Path, name: str, value: str) -> None:
    """Sets `theme`, `editor` or `ascii` in the file; everything else in it stays as it is. Raises RecallError kinds."""
    from recall.whole import whole

    if _known(name) == "keys":
        hint = f'write [keys] into {path}, then lines such as review.good = "l"'
        raise UsageError("keys are set in the file itself", hint)
    taken = _value(name, {"true": True, "false": False}.get(value, value) if name == "ascii" else value)
    line = f"{name} = {str(taken).lower() if isinstance(taken, bool) else _quoted(value)}\n"
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        old = re.compile(rf"^{name}\s*=.*(?:\n|\Z)", re.MULTILINE)
        table = re.search(r"^\s*\[", text, re.MULTILINE)
        head, rest = (text[: table.start()], text[table.start() :]) if table else (text, "")
        head = old.sub(lambda _: line, head, count=1) if old.search(head) else line + head
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole(path) as file:
            file.write((head + rest).encode())
    except (OSError, UnicodeError) as error:
        raise RecallError(f"{path} cannot be written: {error}") from error


def _known(key: str) -> str:
    if key in NAMES:
        return key
    from difflib import get_close_matches

    near = get_close_matches(key, NAMES, n=1) or NAMES
    raise UsageError(f"there is no setting `{key}`", f"did you mean {' or '.join(f'`{name}`' for name in near)}?")


def _value(key: str, value: Any) -> Any:
    if key == "keys":
        if not isinstance(value, dict):
            raise UsageError("`keys` must be a table", 'write [keys], then lines such as review.good = "l"')
        return MappingProxyType(dict(_flat(value)))
    wanted = bool if key == "ascii" else str
    if not isinstance(value, wanted):
        raise UsageError(f"`{key}` must be {'true or false' if wanted is bool else 'a text in quotes'}")
    return value


def _flat(table: Mapping[str, Any], above: str = "") -> list[tuple[str, str]]:
    """`review = {good = "l"}` and `"review.good" = "l"` are one."""
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            pairs += _flat(value, f"{above}{key}.")
        elif isinstance(value, str):
            pairs.append((above + key, value))
        else:
            raise UsageError(f"the key of `{above}{key}` must be a text in quotes")
    return pairs


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
