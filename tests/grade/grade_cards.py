"""Cards of every kind for the tests of grading, and the response that is their own key."""

from __future__ import annotations

from recall.deck.card import (
    Answer,
    Basic,
    Box,
    Card,
    Categories,
    Choice,
    Cloze,
    Gap,
    Interview,
    Lines,
    Match,
    Number,
    Option,
    Order,
    Output,
    Pair,
    Point,
    RedFlag,
    Reject,
    Sql,
    Typed,
)
from recall.grade.response import (
    Arranged,
    Boxed,
    Filled,
    Flipped,
    Joined,
    Made,
    Named,
    Picked,
    Response,
    Ticked,
    Wrote,
)

CODE = "a = 1\nb = 2\nc = a / 0\nd = 4\n"
SETUP = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id));
INSERT INTO customers VALUES (1, 'Ada'), (2, 'Bo');
INSERT INTO orders VALUES (10, 1), (11, 1);
"""
MODEL = "SELECT c.name, count(o.id) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id"


def card(answer: Answer, *, prompt: str = "What?", code: str = "") -> Card:
    return Card(collection="backend", id="card", deck="deck", answer=answer, prompt=prompt, code=code)


SINGLE = Choice(
    (Option("GET"), Option("PATCH", True), Option("PUT", why="PUT is idempotent by definition.")), kind="single"
)
MULTI = Choice(
    (
        Option("GET", True),
        Option("POST", why="Each one creates."),
        Option("PUT", True),
        Option("PATCH"),
        Option("TRACE"),
    ),
    kind="multi",
)
TYPED = Typed(("PKCE", "proof key for code exchange"), reject=(Reject("state", "That stops CSRF."),))
NUMBER = Number("250", tolerance="10%", unit="ms")
CLOZE = Cloze(("git reset --", Gap(1, "soft"), " keeps the ", Gap(1, "`index`"), " and ", Gap(2, "tree")), asked=1)
ORDER = Order(("middleware", "guards", "interceptors", "pipes", "handler"))
MATCH = Match((Pair("401", "credentials missing"), Pair("403", "refused"), Pair("409", "clash")), spare=("too large",))
CATEGORIES = Categories((Box("Safe", ("GET", "HEAD")), Box("Idempotent", ("PUT",)), Box("Neither", ("POST",))))
OUTPUT = Output("main\ntick\ntimeout")
LINES = Lines((3,))
SQL = Sql(SETUP, MODEL)
INTERVIEW = Interview(
    (
        Point("measure", "Measures before proposing a cure", 5, must=True, terms=("measure|trace|profile",)),
        Point(
            "index", "Proposes a fitting index and knows what it costs on writes", 3, terms=("index", "write|insert")
        ),
        Point("verify", "Verifies with a percentile", 2, terms=("p95|percentile",)),
    ),
    red_flags=(RedFlag("Adds a cache before looking", ("just add a cache|bigger machine",)), RedFlag("Guesses")),
)

KEYS: tuple[tuple[Card, Response], ...] = (
    (card(Basic("TLS")), Flipped()),
    (card(SINGLE), Picked(1)),
    (card(MULTI), Ticked(frozenset({0, 2}))),
    (card(TYPED), Wrote("PKCE")),
    (card(NUMBER), Wrote("250 ms")),
    (card(CLOZE), Filled(("soft", "index"))),
    (card(ORDER), Arranged((0, 1, 2, 3, 4))),
    (card(MATCH), Joined((0, 1, 2))),
    (card(CATEGORIES), Boxed((0, 0, 1, 2))),
    (card(OUTPUT), Wrote("main\ntick\ntimeout\n")),
    (card(LINES, code=CODE), Named(frozenset({3}))),
    (card(SQL), Wrote(MODEL)),
    (card(INTERVIEW), Made(frozenset({"measure", "index", "verify"}))),
)
