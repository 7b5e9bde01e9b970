"""The tables of `recall.db`. It must not know files or events; a change here is a migration (see `migrate`).

What happened stands in `reviews` and `events` (rows are added, never changed). Everything below "derived" is computed
from them and may be thrown away.
"""

from __future__ import annotations

VERSION = 4

# Derived. A card of the library (`present`) or of the history alone. Numbers stand before names: a search by them reads
# every row, and of a row only what stands before.
CARD_STATES = """CREATE TABLE card_states (
    key TEXT PRIMARY KEY, stability REAL, last_at INTEGER, last_on TEXT, due_on TEXT, difficulty REAL,
    state INTEGER NOT NULL DEFAULT 0, present INTEGER NOT NULL DEFAULT 0, drilled INTEGER NOT NULL DEFAULT 0,
    core INTEGER NOT NULL DEFAULT 0, reps INTEGER NOT NULL DEFAULT 0, lapses INTEGER NOT NULL DEFAULT 0,
    suspended INTEGER NOT NULL DEFAULT 0, marked INTEGER NOT NULL DEFAULT 0, known INTEGER NOT NULL DEFAULT 0,
    picked INTEGER NOT NULL DEFAULT 0, position INTEGER NOT NULL DEFAULT 0,
    buried_until TEXT, due_at INTEGER, first_on TEXT, step INTEGER,
    active INTEGER NOT NULL GENERATED ALWAYS AS (present AND drilled AND NOT suspended) VIRTUAL,
    note TEXT NOT NULL, collection TEXT NOT NULL, stage TEXT NOT NULL DEFAULT '', deck TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '', related TEXT NOT NULL DEFAULT '',
    last_id BLOB, line_at INTEGER, tie INTEGER NOT NULL DEFAULT 0) STRICT"""

# What `stats.tally` counts of each answer, summed by study day.
TALLIES = """CREATE TABLE tallies (
    day TEXT NOT NULL, kind INTEGER NOT NULL, key INTEGER NOT NULL, n INTEGER NOT NULL, recalled INTEGER NOT NULL,
    ms INTEGER NOT NULL, expected INTEGER NOT NULL, loss INTEGER NOT NULL, PRIMARY KEY (day, kind, key))
    STRICT, WITHOUT ROWID"""

# Few cards lapse often; the others cost this index nothing.
LAPSED = 3
CARDS_LAPSED = f"CREATE INDEX cards_lapsed ON card_states(lapses, key) WHERE lapses >= {LAPSED}"

TABLES = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    # The stored end: how much of each device's journal these tables hold, and the digest of the last line of it.
    """CREATE TABLE journals (
        dev TEXT PRIMARY KEY, bytes INTEGER NOT NULL, lines INTEGER NOT NULL, digest BLOB NOT NULL,
        n INTEGER NOT NULL, hlc INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
    # `hlc` is milliseconds << 16 | counter; `at` is milliseconds since 1970; `extra` is the whole body as JSON
    # where the columns cannot say it exactly.
    """CREATE TABLE reviews (
        id BLOB PRIMARY KEY CHECK (length(id) = 16),
        dev TEXT NOT NULL, n INTEGER NOT NULL, hlc INTEGER NOT NULL, at INTEGER NOT NULL, off INTEGER NOT NULL,
        day TEXT NOT NULL, grp BLOB,
        card TEXT NOT NULL, rev INTEGER, fp TEXT, rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 4), score REAL,
        source TEXT, ms INTEGER, evidence TEXT, forecast REAL, params TEXT,
        state TEXT, step INTEGER, s REAL, d REAL, due TEXT, interval INTEGER,
        extra TEXT) STRICT, WITHOUT ROWID""",
    """CREATE TABLE events (
        id BLOB PRIMARY KEY CHECK (length(id) = 16),
        v INTEGER NOT NULL, dev TEXT NOT NULL, n INTEGER NOT NULL, hlc INTEGER NOT NULL, at INTEGER NOT NULL,
        off INTEGER NOT NULL, day TEXT NOT NULL, grp BLOB, type TEXT NOT NULL, body TEXT NOT NULL,
        card TEXT)
        STRICT, WITHOUT ROWID""",
    CARD_STATES,
    # `learning` counts answers to cards in their first learning steps (first sights included), `introduced` first
    # sights, `seen` answers to cards with a memory, `recalled` those of them not Again.
    """CREATE TABLE day_totals (
        day TEXT PRIMARY KEY, reviews INTEGER NOT NULL, ms INTEGER NOT NULL, again INTEGER NOT NULL,
        hard INTEGER NOT NULL, good INTEGER NOT NULL, easy INTEGER NOT NULL, seen INTEGER NOT NULL,
        recalled INTEGER NOT NULL, introduced INTEGER NOT NULL, learning INTEGER NOT NULL,
        learning_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
    TALLIES,
    """CREATE TABLE marks (card TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (card, name))
        STRICT, WITHOUT ROWID""",
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE undone (target BLOB PRIMARY KEY) STRICT, WITHOUT ROWID",
    "CREATE TABLE names (old TEXT PRIMARY KEY, new TEXT NOT NULL) STRICT, WITHOUT ROWID",
    'CREATE TABLE parameters (id TEXT PRIMARY KEY, "values" TEXT NOT NULL, in_force INTEGER NOT NULL)'
    " STRICT, WITHOUT ROWID",
)

# The steps of one interview, and the first step of each: a few dozen rows among thousands.
QUIZ_EVENTS = (
    "CREATE INDEX quiz_events ON events(json_extract(body, '$.quiz'), json_extract(body, '$.seq')) WHERE type = 'quiz'"
)

# Cards that were given a day before they were ever asked: few, and each takes the place of a new card that day.
CARDS_AWAITED = (
    "CREATE INDEX cards_awaited ON card_states(due_on, picked, known, buried_until, deck, key)"
    " WHERE active AND state = 0 AND due_on IS NOT NULL"
)

CARDS_DUE = (
    # Covering: counting what is due, burying siblings and narrowing a search by core, deck or tag read no table row.
    "CREATE INDEX cards_due ON card_states(due_on, tie, picked, buried_until, core, deck, note, related)"
    " WHERE active AND due_on IS NOT NULL"
)

# All indexes of `card_states`. Those of a few cards cost the answers to the others nothing.
CARD_INDEXES = (
    CARDS_DUE,
    "CREATE INDEX cards_tangled ON card_states(due_on, tie, picked, buried_until, deck, note, related)"
    " WHERE active AND due_on IS NOT NULL AND (key <> note OR related <> '')",
    "CREATE INDEX cards_unseen ON card_states(key) WHERE state = 0 AND core AND drilled AND present AND picked",
    "CREATE INDEX cards_learning ON card_states(due_at) WHERE active AND due_at IS NOT NULL",
    "CREATE INDEX cards_fresh ON card_states(position, key, picked, buried_until, deck)"
    " WHERE active AND state = 0 AND due_on IS NULL",
    CARDS_LAPSED,
    CARDS_AWAITED,
)

INDEXES = (
    "CREATE INDEX reviews_of_card ON reviews(card)",
    # A day's own answers stand together by their ids; those that came in by import have ids of their own making.
    "CREATE INDEX reviews_imported ON reviews(day) WHERE source = 'import'",
    "CREATE INDEX reviews_of_group ON reviews(grp) WHERE grp IS NOT NULL",
    "CREATE INDEX events_of_card ON events(card) WHERE card IS NOT NULL",
    "CREATE INDEX events_of_type ON events(type)",
    "CREATE INDEX events_of_group ON events(grp) WHERE grp IS NOT NULL",
    "CREATE INDEX names_new ON names(new)",
    QUIZ_EVENTS,
    *CARD_INDEXES,
)

TRIGGERS = tuple(
    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
    f" BEGIN SELECT raise(ABORT, 'what happened is never changed'); END"
    for table in ("reviews", "events")
    for verb in ("UPDATE", "DELETE")
)

# The cards answered on a study day. An index on `last_on` would cost every answer two more pages, so this starts from
# the day's reviews: they stand together by their ids, between `first` and `last` (see `day_bounds`), but for those
# that came in by import. Cards that were renamed may stand under another name.
ANSWERED = """
SELECT key, note, related, stage, deck, first_on, state, due_on FROM card_states WHERE last_on = :on AND key IN (
    SELECT card FROM reviews WHERE id >= :first AND id < :last AND day = :on
    UNION SELECT card FROM reviews INDEXED BY reviews_imported WHERE source = 'import' AND day = :on
    UNION SELECT old FROM names UNION SELECT new FROM names)"""

# What changes with the library alone, as rows of `meta`: `core` cards of the picked decks, drilled cards by deck.
OF_LIBRARY = """
SELECT 'core', count(*) FROM card_states WHERE core AND drilled AND present AND picked
UNION ALL SELECT 'drilled', json_group_object(deck, cards)
    FROM (SELECT deck, count(*) AS cards FROM card_states WHERE present AND drilled GROUP BY deck)"""

_DAY_MS = 86_400_000


def day_bounds(midnight_ms: int) -> dict[str, bytes]:
    """The ids between which every event of a study day stands, given the day's midnight in UTC: ids begin with time."""
    first, last = midnight_ms - _DAY_MS, midnight_ms + 3 * _DAY_MS
    return {"first": first.to_bytes(6, "big") + bytes(10), "last": last.to_bytes(6, "big") + bytes(10)}
