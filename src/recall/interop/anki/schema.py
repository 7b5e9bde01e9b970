"""The tables and note types of a package that recall writes: the form that every Anki since 2.1 reads. Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

TABLES = """
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL, scm integer NOT NULL,
  ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL, ls integer NOT NULL, conf text NOT NULL,
  models text NOT NULL, decks text NOT NULL, dconf text NOT NULL, tags text NOT NULL);
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL, mod integer NOT NULL,
  usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL, sfld integer NOT NULL, csum integer NOT NULL,
  flags integer NOT NULL, data text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL, ord integer NOT NULL,
  mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL, queue integer NOT NULL, due integer NOT NULL,
  ivl integer NOT NULL, factor integer NOT NULL, reps integer NOT NULL, lapses integer NOT NULL,
  left integer NOT NULL, odue integer NOT NULL, odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL, ease integer NOT NULL,
  ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL, time integer NOT NULL,
  type integer NOT NULL);
CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_cid ON revlog (cid);
CREATE INDEX ix_notes_csum ON notes (csum);
"""

# The last field holds the whole card for the way back; no template shows it.
WHOLE = "recall"
_WHY = "{{#Explanation}}<div class=why>{{Explanation}}</div>{{/Explanation}}"
_LINE = "<hr id=answer>"
_STYLE = """.card{font-family:system-ui,sans-serif;font-size:19px;line-height:1.45;text-align:left;max-width:42em;
margin:0 auto;padding:.5em}
pre,code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.9em}
pre{overflow:auto;padding:.6em;background:rgba(128,128,128,.15);border-radius:.4em}
.why{margin-top:1em;padding-top:.6em;border-top:1px solid rgba(128,128,128,.4);opacity:.85}
.cloze{font-weight:bold}
table{border-collapse:collapse}td,th{border:1px solid rgba(128,128,128,.5);padding:.2em .5em}
"""


class NoteType(NamedTuple):
    """`id` never changes, so that Anki knows the type again; `templates` are name, question, answer."""

    id: int
    name: str
    cloze: bool
    fields: tuple[str, ...]
    templates: tuple[tuple[str, str, str], ...]


_FIELDS = ("Front", "Back", "Explanation", WHOLE)
_FORWARD = ("Card 1", "{{Front}}", f"{{{{FrontSide}}}}{_LINE}{{{{Back}}}}{_WHY}")
_BACKWARD = ("Card 2", "{{Back}}", f"{{{{FrontSide}}}}{_LINE}{{{{Front}}}}{_WHY}")
_TYPED = ("Card 1", "{{Front}}<br>{{type:Back}}", f"{{{{Front}}}}{_LINE}{{{{type:Back}}}}{_WHY}")
_GAPS = ("Cloze", "{{cloze:Text}}", f"{{{{cloze:Text}}}}{_WHY}")
BASIC = NoteType(1_763_900_000_001, "recall: question", False, _FIELDS, (_FORWARD,))
REVERSED = NoteType(1_763_900_000_002, "recall: both ways", False, _FIELDS, (_FORWARD, _BACKWARD))
TYPED = NoteType(1_763_900_000_003, "recall: type in", False, _FIELDS, (_TYPED,))
CLOZE = NoteType(1_763_900_000_004, "recall: cloze", True, ("Text", "Explanation", WHOLE), (_GAPS,))
NOTE_TYPES = (BASIC, REVERSED, TYPED, CLOZE)


def model(notetype: NoteType) -> dict[str, Any]:
    """A note type as the database holds it."""
    return {
        "id": notetype.id,
        "name": notetype.name,
        "type": int(notetype.cloze),
        "mod": 1_763_900_000,
        "usn": -1,
        "sortf": 0,
        "did": None,
        "css": _STYLE,
        "latexPre": "\\documentclass[12pt]{article}\n\\begin{document}\n",
        "latexPost": "\\end{document}",
        "req": [[number, "any", [0]] for number in range(len(notetype.templates))],
        "tags": [],
        "vers": [],
        "flds": [_field(number, name) for number, name in enumerate(notetype.fields)],
        "tmpls": [
            {"name": name, "ord": number, "qfmt": question, "afmt": answer, "did": None, "bqfmt": "", "bafmt": ""}
            for number, (name, question, answer) in enumerate(notetype.templates)
        ],
    }


def _field(number: int, name: str) -> dict[str, Any]:
    whole = name == WHOLE
    return {
        "name": name,
        "ord": number,
        "sticky": False,
        "rtl": False,
        "font": "Arial",
        "size": 20,
        "media": [],
        "description": "The whole card, for the way back to recall" if whole else "",
        "collapsed": whole,
        "excludeFromSearch": whole,
    }


def deck(id_: int, name: str, mod: int) -> dict[str, Any]:
    """A deck as the database holds it; `name` has `::` between its parts."""
    today = {name: [0, 0] for name in ("newToday", "revToday", "lrnToday", "timeToday")}
    rest = {"usn": -1, "collapsed": False, "browserCollapsed": False, "desc": "", "dyn": 0, "conf": 1}
    return {"id": id_, "name": name, "mod": mod, "extendNew": 0, "extendRev": 0} | today | rest


def preset() -> dict[str, Any]:
    """The only deck preset of a package; Anki has its own of that id and keeps it."""
    return {
        "id": 1,
        "name": "Default",
        "mod": 0,
        "usn": 0,
        "maxTaken": 60,
        "autoplay": True,
        "timer": 0,
        "replayq": True,
        "dyn": False,
        "new": {"bury": True, "delays": [1, 10], "initialFactor": 2500, "ints": [1, 4, 0], "order": 1, "perDay": 20},
        "rev": {"bury": True, "ease4": 1.3, "ivlFct": 1, "maxIvl": 36500, "perDay": 200, "hardFactor": 1.2},
        "lapse": {"delays": [10], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0},
    }


def conf(day_start: int, offset: int, next_position: int) -> dict[str, Any]:
    """The settings of a collection. `day_start` is minutes after midnight, `offset` minutes east of UTC."""
    return {
        "schedVer": 2,
        "sched2021": True,
        "rollover": day_start // 60,
        "localOffset": -offset,
        "creationOffset": -offset,
        "nextPos": next_position,
        "curDeck": 1,
        "activeDecks": [1],
        "curModel": BASIC.id,
        "collapseTime": 1200,
        "timeLim": 0,
        "estTimes": True,
        "dueCounts": True,
        "addToCur": True,
        "sortType": "noteFld",
        "sortBackwards": False,
        "newSpread": 0,
        "dayLearnFirst": False,
        "fsrs": True,
    }
