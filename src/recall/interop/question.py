"""Any card as a question and an answer in Markdown, for programs that know no other kind. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from recall.interop.marks import fence_of
from recall.interop.notes import digest
from recall.interop.texts import Text


def front(text: Text) -> str:
    """What is asked, with the code, the choices or the parts that belong to it."""
    fields = text.fields
    parts = [str(fields.get("prompt", ""))]
    if "setup" in fields:
        parts.append(fence_of(fields["setup"], "sql"))
    if "code" in fields:
        code = str(fields["code"])
        parts.append(fence_of(_numbered(code) if text.kind == "lines" else code, fields.get("lang", "")))
    match text.kind:
        case "single" | "multi":
            parts.append(_bullets([option["text"] for option in fields["options"]]))
        case "order":
            parts.append(_bullets(_shuffled(text.key, fields["order"])))
        case "match":
            rights = [pair["right"] for pair in fields["match"]] + list(fields.get("spare", ()))
            parts += [_bullets([pair["left"] for pair in fields["match"]]), "**to**"]
            parts.append(_bullets(_shuffled(text.key, rights)))
        case "categories":
            boxes = fields["categories"]
            parts.append(_bullets(_shuffled(text.key, [item for items in boxes.values() for item in items])))
            parts.append(f"**into** {', '.join(boxes)}")
        case "number" if fields.get("unit"):
            parts.append(f"(in {fields['unit']})")
    return _joined(parts)


def back(text: Text) -> str:  # noqa: PLR0911  one case a kind
    """The answer alone."""
    fields = text.fields
    match text.kind:
        case "basic":
            return _joined([fields["answer"], _also(fields)])
        case "single" | "multi":
            right = [option["text"] for option in fields["options"] if option.get("correct")]
            return right[0] if len(right) == 1 else _bullets(right)
        case "typed":
            return _joined([str(fields["accept"][0]), _also({"accept": fields["accept"][1:]})])
        case "number":
            return " ".join(filter(None, (str(fields["number"]), _within(fields), fields.get("unit", ""))))
        case "order":
            return "\n".join(f"{number}. {_indented(step)}" for number, step in enumerate(fields["order"], 1))
        case "match":
            return _bullets([f"{pair['left']} → {pair['right']}" for pair in fields["match"]])
        case "categories":
            return _bullets([f"**{name}**: {', '.join(items)}" for name, items in fields["categories"].items()])
        case "output":
            return fence_of(str(fields["output"]), "")
        case "lines":
            return f"Line {', '.join(map(str, fields['lines']))}"
        case "sql":
            return fence_of(fields["sql"], "sql")
        case "interview":
            points = [f"{point['point']} ({point['weight']})" for point in fields["rubric"]]
            return _joined([str(fields.get("model_answer", "")), _bullets(points)])
    return ""


def further(text: Text) -> str:
    """What is said after the answer: why, why the other choices are wrong, where it stands."""
    fields = text.fields
    parts = [str(fields.get("explanation", ""))]
    for name in ("options", "reject"):
        reasons = [f"{each['text']}: {each['why']}" for each in fields.get(name, ()) if each.get("why")]
        parts.append(_bullets(reasons))
    sources = [_source(each) for each in fields.get("sources", ())]
    parts.append(f"Source: {', '.join(sources)}" if sources else "")
    return _joined(parts)


def _source(source: Mapping[str, str]) -> str:
    ref = source["ref"].replace("[", "\\[").replace("]", "\\]")
    url = source.get("url", "")
    return f"[{ref}](<{url}>)" if url else ref


def _within(fields: Mapping[str, Any]) -> str:
    return f"± {fields['tolerance']}" if fields.get("tolerance") else ""


def _also(fields: Mapping[str, Any]) -> str:
    others = fields.get("accept") or ()
    return f"Also: {', '.join(map(str, others))}" if others else ""


def _bullets(items: Sequence[str]) -> str:
    return "\n".join(f"- {_indented(item)}" for item in items)


def _indented(item: str) -> str:
    return str(item).replace("\n", "\n  ")


def _numbered(code: str) -> str:
    return "\n".join(f"{number:>3}  {line}" for number, line in enumerate(code.rstrip("\n").split("\n"), 1))


def _shuffled(key: str, items: Sequence[str]) -> list[str]:
    """The same order every time, which tells nothing of the right one."""
    return sorted(items, key=lambda item: digest(key, item))


def _joined(parts: Sequence[str]) -> str:
    return "\n\n".join(part for part in parts if part)
