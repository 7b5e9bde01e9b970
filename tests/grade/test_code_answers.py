"""What code prints, and queries that run in a database of their own."""

from __future__ import annotations

import pytest
from grade_cards import MODEL, OUTPUT, SETUP, SQL, card

from recall.deck.card import Output, Sql
from recall.grade.check import grade
from recall.grade.graded import Graded
from recall.grade.response import Wrote
from recall.grade.sandbox import Failed, Sandbox


def output(text: str, *accept: str, wanted: str = "main\ntick\ntimeout") -> Graded:
    return grade(card(Output(wanted, accept)), Wrote(text))


def query(text: str, answer: Sql = SQL) -> Graded:
    return grade(card(answer), Wrote(text))


def test_space_at_line_ends_and_empty_lines_around_do_not_count() -> None:
    assert output("\nmain  \r\ntick\ntimeout\n\n").correct


def test_runs_of_space_are_forgiven_and_said() -> None:
    graded = output("total  8", wanted="total     8")
    assert (graded.correct, graded.note) == (True, "the spacing differs")


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("[1,2]", "[1, 2]"),
        ("[ 'a' ,'b, c' ]", "['a', 'b, c']"),
        ("{ a:1,b:[2,3] }", "{a: 1, b: [2, 3]}"),
        ("(1,)", "( 1 , )"),
        ("it's [1,2]", "it's [1, 2]"),
    ],
)
def test_space_inside_brackets_is_forgiven_and_said(given: str, wanted: str) -> None:
    for one, other in ((given, wanted), (wanted, given)):
        graded = output(one, wanted=other)
        assert (graded.correct, graded.note) == (True, "the spacing differs")


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("a,b", "a, b"),
        ("['a, b']", "['a,b']"),
        ("['a b']", "['ab']"),
        ("[1 2]", "[12]"),
        ("[1, 2", "[1,2"),
        ("[1, 2)", "[1,2)"),
        ("[1, 2]", "(1, 2)"),
    ],
)
def test_space_that_says_something_counts(given: str, wanted: str) -> None:
    assert output(given, wanted=wanted).score == 0


def test_each_line_is_shown_right_or_wrong() -> None:
    graded = grade(card(OUTPUT), Wrote("main\ntimeout"))
    assert graded.score == 0
    assert [(mark.label, mark.ok, mark.detail) for mark in graded.evidence] == [
        ("main", True, "main"),
        ("timeout", False, "tick"),
        ("", False, "timeout"),
    ]


@pytest.mark.parametrize("text", ["Main\ntick\ntimeout", "main tick timeout", "main", ""])
def test_what_is_not_printed_is_wrong(text: str) -> None:
    assert not output(text).correct


def test_variants_are_right_too() -> None:
    assert output("[1, 2]\n", "[1, 2]", wanted="[1,2]").correct


@pytest.mark.parametrize("text", ["(nothing)", "Nothing", "no rows", "No  Rows", ""])
def test_printing_nothing_can_be_said_in_words(text: str) -> None:
    assert output(text, "no rows", wanted="(nothing)").correct
    assert not output("0", "no rows", wanted="(nothing)").correct


@pytest.mark.parametrize(
    "text",
    [
        MODEL,
        MODEL + ";",
        "select name, (select count(*) from orders where customer_id = c.id) from customers c order by 1 desc",
        "WITH n AS (SELECT customer_id, count(*) AS k FROM orders GROUP BY 1)\n"
        "SELECT name, 1.0 * coalesce(k, 0) AS orders FROM customers LEFT JOIN n ON n.customer_id = id",
    ],
)
def test_another_query_with_the_same_result_is_right(text: str) -> None:
    assert query(text).correct


def test_missing_and_extra_rows_are_shown() -> None:
    graded = query("SELECT c.name, count(*) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id")
    assert (graded.score, graded.note) == (0, "1 row missing, 1 too many")
    assert [(mark.label, mark.detail) for mark in graded.evidence] == [
        ("Bo | 0", "missing"),
        ("Bo | 1", "does not belong"),
    ]


def test_rows_count_as_often_as_they_come() -> None:
    twice = Sql(SETUP, "SELECT customer_id FROM orders")
    assert not query("SELECT DISTINCT customer_id FROM orders", twice).correct


def test_the_order_of_rows_counts_only_where_the_card_says_so() -> None:
    by_name = SQL._replace(sql="SELECT name FROM customers ORDER BY name DESC")
    assert query("SELECT name FROM customers ORDER BY name", by_name).correct
    graded = query("SELECT name FROM customers ORDER BY name", by_name._replace(ordered=True))
    assert (graded.correct, graded.note) == (False, "the order of rows counts")


def test_the_number_of_columns_counts() -> None:
    assert query("SELECT name FROM customers").note == "1 column where 2 belong"


def test_the_order_of_an_addition_does_not_matter() -> None:
    sums = Sql("CREATE TABLE t (x); INSERT INTO t VALUES (0.1), (0.2), (0.3);", "SELECT 0.1 + 0.2 + 0.3")
    assert query("SELECT sum(x) FROM t", sums).correct


def test_null_and_bytes_can_be_shown() -> None:
    graded = query("SELECT 1", Sql("", "SELECT NULL UNION ALL SELECT x'00ff'"))
    assert [mark.label for mark in graded.evidence] == ["NULL", "x'00ff'", "1"]


@pytest.mark.parametrize(
    "text",
    [
        "DELETE FROM orders",
        "INSERT INTO orders VALUES (12, 2) RETURNING 1, 2",
        "UPDATE orders SET customer_id = 2",
        "CREATE TABLE t (x)",
        "CREATE TEMP TABLE t (x)",
        "ATTACH ':memory:' AS other",
        "PRAGMA table_info(orders)",
        "SELECT * FROM pragma_database_list",
        "SELECT load_extension('x')",
        "SELECT writefile('x', 'y')",
        "VACUUM INTO 'copy.db'",
        "BEGIN",
        "SELECT 1, 2; SELECT 1, 2",
        "SELECT \ud800",
        "SELECT 1, 2\0",
        "SELEC 1",
        "-- nothing",
    ],
)
def test_nothing_but_one_query_is_carried_out(text: str) -> None:
    graded = query(text)
    assert graded.score == 0
    assert graded.note


def test_an_empty_answer_is_dont_know() -> None:
    assert query("  ") == grade(card(SQL), None)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT count(*), 1 FROM t", "too long"),
        ("WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT x, 1 FROM t", "too large"),
        ("SELECT 1, hex(zeroblob(1000000000))", "too big"),
    ],
)
def test_a_query_without_end_is_stopped(text: str, why: str) -> None:
    assert why in query(text).note


@pytest.mark.parametrize(
    "setup",
    [
        "ATTACH 'other.db' AS other",
        "PRAGMA writable_schema = 1",
        "PRAGMA hard_heap_limit = 0",
        "CREATE VIRTUAL TABLE t USING fts5(x)",
        "SELECT load_extension('x')",
        "VACUUM INTO 'copy.db'",
        "CREATE TABLE t (x",
        "CREATE TABLE big AS WITH RECURSIVE t(x) AS (SELECT zeroblob(90000) UNION ALL SELECT x FROM t) SELECT x FROM t",
    ],
)
def test_a_setup_that_reaches_out_or_fails_leaves_the_rating_to_the_learner(setup: str) -> None:
    with pytest.raises(Failed):
        Sandbox(setup)
    graded = query("SELECT 1", Sql(setup, "SELECT 1"))
    assert graded.by_self
    assert "setup fails" in graded.note


def test_a_model_query_that_fails_leaves_the_rating_to_the_learner() -> None:
    assert query("SELECT 1", Sql("", "SELECT x FROM nowhere")).by_self


def test_foreign_keys_can_be_part_of_a_setup() -> None:
    tables = "CREATE TABLE a (id PRIMARY KEY); CREATE TABLE b (a REFERENCES a);"
    setup = f"PRAGMA foreign_keys = ON; {tables} INSERT INTO b VALUES (1)"
    assert "FOREIGN KEY" in query("SELECT 1", Sql(setup, "SELECT 1")).note
