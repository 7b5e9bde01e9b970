"""JSON that lists questions and answers, in whatever mapping they stand. Pure."""

from __future__ import annotations

import json
from typing import Any

from recall.interop import markup
from recall.interop.anki.reader import tagged
from recall.interop.decode import text_of
from recall.interop.hascard import choice, option
from recall.interop.notes import Note, Notes, Progress, Source, Tally, Unreadable

_FRONT = ("question", "front", "prompt", "term", "word", "q")
_BACK = ("answer", "back", "definition", "meaning", "correct_answer", "correctanswer", "a", "translation",
         "correct", "solution")  # fmt: skip
_OPTION = ("text", "option", "answer", "content", "value", "label")
_CORRECT = ("correct", "isCorrect", "iscorrect", "is_correct", "right", "answer")
_WRONG = ("incorrect_answers", "incorrectanswers", "distractors", "wrong")
_FURTHER = ("explanation", "notes", "goodtohear", "links", "hint", "extra")


def read(source: Source, progress: Progress | None = None) -> Notes:
    """Raises Unreadable for broken JSON, with its place, and where there is no question in it."""
    notes = Notes("json", decks=(source.stem,))
    try:
        data = json.loads(text_of(source, notes.changed))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"this is no JSON: {error}", "mend the file at that place") from error
    items = [item for item in _items(data) if isinstance(item, dict)]
    for item in items:
        lower = {str(key).lower(): value for key, value in item.items()}
        if not any(name in lower for name in _FRONT):
            continue
        notes.found += 1
        notes.cards += 1
        _item(notes, lower)
    if not notes.found:
        raise Unreadable("there are no questions in this JSON", f"an entry needs {_FRONT[0]} and {_BACK[0]}")
    return notes


def _items(data: Any) -> list[Any]:
    """The longest list of mappings, wherever it stands."""
    best: list[Any] = []
    queue = [data]
    while queue:
        value = queue.pop()
        if isinstance(value, list):
            if sum(isinstance(each, dict) for each in value) > len(best) and any(_asks(each) for each in value[:20]):
                best = value
            queue += value
        elif isinstance(value, dict):
            queue += value.values()
    return best


def _asks(value: Any) -> bool:
    return isinstance(value, dict) and any(str(key).lower() in _FRONT for key in value)


def _item(notes: Notes, item: dict[str, Any]) -> None:
    prompt = _text(next(item[name] for name in _FRONT if name in item), notes.changed)
    answer = next((item[name] for name in _BACK if name in item), None)
    further = [_text(item[name], notes.changed) for name in _FURTHER if item.get(name)]
    explanation = "\n\n".join(filter(None, further))
    options = item.get("options") or item.get("choices")
    wrong = next((item[name] for name in _WRONG if name in item), None)
    fields: dict[str, Any] | None
    if isinstance(wrong, list) and isinstance(answer, str):
        made = [
            option(_text(answer, notes.changed), True),
            *(option(_text(each, notes.changed), False) for each in wrong),
        ]
        fields = choice(prompt, made, explanation, notes)
    elif isinstance(options, list | dict) and (listed := _options(options, answer, notes.changed)):
        fields = choice(prompt, listed, explanation, notes)
    else:
        text = _text(answer, notes.changed)
        fields = {"prompt": prompt, "answer": text} if prompt and text else None
        if fields and explanation:
            fields["explanation"] = explanation
    if fields is None:
        notes.dropped.add("entry without a question or an answer", prompt)
        return
    tags = item.get("tags")
    if isinstance(tags, list):
        fields |= tagged([str(tag) for tag in tags], notes)
    key = item.get("id") or item.get("guid") or item.get("uuid") or item.get("name")
    notes.notes.append(Note(fields, f"json:{key}" if isinstance(key, str | int) else ""))


def _options(options: list[Any] | dict[str, Any], answer: Any, changed: Tally) -> list[dict[str, Any]]:
    """The options, the right ones named by their texts, their letters, their places or themselves."""
    named = options if isinstance(options, dict) else {chr(65 + at): each for at, each in enumerate(options[:26])}
    texts = [_text(next((each[key] for key in _OPTION if key in each), ""), changed) if isinstance(each, dict)
             else _text(each, changed) for each in named.values()]  # fmt: skip
    answers = answer if isinstance(answer, list) else [answer]
    by_text = any(each in texts for each in answers if isinstance(each, str))
    made = []
    for at, (letter, each) in enumerate(named.items()):
        if isinstance(each, dict):
            right = any(each.get(key) is True for key in _CORRECT)
        elif by_text:
            right = texts[at] in answers
        else:
            right = any((type(one) is int and one == at) or str(one).lower() == letter.lower() for one in answers)
        made.append(option(texts[at], right))
    return made if all(texts) else []


def _text(value: Any, changed: Tally) -> str:
    """Markdown stays; a list becomes one."""
    if isinstance(value, list):
        return "\n".join(f"- {each}" for each in value if isinstance(each, str | int | float))
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").strip()
        looks = "<" in text and "```" not in text and markup.is_html(text) and "`" not in text
        return markup.markdown(text, changed) if looks else text
    return str(value) if isinstance(value, int | float) else ""
