"""Reads the kinds whose parts are put in their places: order, match, categories."""

from __future__ import annotations

from recall.deck.card import Box, Categories, Match, Order, Pair
from recall.deck.fields import Reading, distinct_texts, entries, line, text
from recall.deck.forms import AnswerForm, Side, Values, one
from recall.deck.nodes import Map, Node, Seq


def _order(reading: Reading, node: Map, values: Values) -> tuple[Side, ...]:
    if len(values["order"]) < 2:
        reading.add(node.items["order"], "`order` needs two steps or more", "", "count")
    return one(Order(values["order"]), values)


def _pairs(reading: Reading, node: Node, key: str) -> tuple[Pair, ...]:
    found = entries(reading, node, key, {"left": text, "right": text}, ("left", "right"))
    for side in ("left", "right"):
        seen: set[str] = set()
        for child, values in found:
            if values[side] in seen:
                reading.add(child, f"two pairs have the same {side} side", "use `categories` to group", "twice")
            seen.add(values[side])
    if len(found) < 2:
        reading.add(node, "`match` needs two pairs or more", "", "count")
    return tuple(Pair(values["left"], values["right"]) for _, values in found)


def _match(reading: Reading, node: Map, values: Values) -> tuple[Side, ...]:
    match = Match(values["match"], values.get("spare", ()))
    both = {pair.right for pair in match.pairs}.intersection(match.spare)
    if both:
        reading.add(node.items["spare"], f"`{min(both)}` is the right side of a pair too", "", "twice")
    return one(match, values)


def _boxes(reading: Reading, node: Node, key: str) -> tuple[Box, ...]:
    if not isinstance(node, Map):
        reading.wrong_shape(node, key, "a mapping of names to lists")
        return ()
    boxes = []
    home: dict[str, str] = {}
    for name, child in node.items.items():
        items = distinct_texts(reading, child, f"{key} {name}")
        if isinstance(child, Seq) and not child.items:
            reading.add(child, f"the category `{name}` is empty", "put something into it", "empty")
        for item in items:
            if home.setdefault(item, name) != name:
                message = f"`{item}` stands in `{home[item]}` and in `{name}`"
                reading.add(child, message, "keep it in one of them", "twice")
        boxes.append(Box(line(reading, node.key(name), key), items))
    if len(boxes) < 2:
        reading.add(node, "`categories` needs two names or more", "", "count")
    return tuple(boxes)


def _categories(reading: Reading, node: Map, values: Values) -> tuple[Side, ...]:
    return one(Categories(values["categories"]), values)


ORDER = AnswerForm({"order": distinct_texts}, _order)
MATCH = AnswerForm({"match": _pairs, "spare": distinct_texts}, _match)
CATEGORIES = AnswerForm({"categories": _boxes}, _categories)
