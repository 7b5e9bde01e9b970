"""How many cards are due, siblings and relations counted once, without reading every one of them.

Nearly all cards stand for themselves and are only counted, by an index. Rows are read of those that may hide others or
be hidden: the tangled ones (with siblings or relations), and what these or today's answers name. Standard library only:
`recall due` uses it.
"""

from __future__ import annotations

import json

from recall.schedule.quota import count_due

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

AWAKE = "(buried_until IS NULL OR buried_until <= :on)"
_ALL = f"""
SELECT count(*), coalesce(sum(due_on < :today), 0) FROM card_states INDEXED BY cards_due
WHERE active AND due_on IS NOT NULL AND due_on <= :on AND {{}} AND {AWAKE}"""
_TANGLED = f"""
SELECT due_on, tie, note, related FROM card_states INDEXED BY cards_tangled
WHERE active AND due_on IS NOT NULL AND (key <> note OR related <> '') AND due_on <= :on AND {{}} AND {AWAKE}"""
_NAMED = f"""
SELECT due_on, tie, note, related FROM card_states WHERE key IN (SELECT value FROM json_each(:named))
AND key = note AND related = '' AND active AND due_on <= :on AND {{}} AND {AWAKE}"""


def count_waiting(
    ask: Callable[[str, Mapping[str, Any]], list[Any]],
    condition: str,
    values: Mapping[str, Any],
    *,
    buried: set[str],
    answered: Iterable[tuple[str, str, str, str | None]],
) -> tuple[int, int]:
    """The notes that can be asked and how many of them are overdue, as `count_due` has it of all rows.

    `condition` narrows the cards; `values` hold what it needs, `on` (cards due by that day) and `today`. `buried` are
    the notes that today's answers hide, `answered` these cards: key, note, related, the day that each is due on.
    """
    ((cards, overdue),) = ask(_ALL.format(condition), values)
    few = ask(_TANGLED.format(condition), values)
    named: set[str] = set()
    for key, note, related, due_on in answered:
        if key != note or (due_on is not None and due_on <= values["on"]):
            named.add(note)
        named.update(related.split())
    for _, _, note, related in few:
        named.add(note)
        named.update(related.split())
    if not named:
        return cards, overdue
    few += ask(_NAMED.format(condition), {**values, "named": json.dumps(sorted(named))})
    rows = [(note, related, due_on) for due_on, _, note, related in sorted(few)]
    waiting, late = count_due(rows, buried, values["today"])
    return cards - len(rows) + waiting, overdue - sum(on < values["today"] for _, _, on in rows) + late
