"""Running the code of cards: right is right, wrong is wrong, and nothing gets out or hangs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from deck_cards import ONE_OF_EACH, REPOSITORY, deck_text

from recall.deck import verify
from recall.deck.card import Basic, Card, Output, Sql
from recall.deck.compile import read_deck
from recall.deck.shelves import load, scan_folder
from recall.deck.verify import can_verify, verify_card


def output(run: str, code: str, printed: str, *accept: str) -> Card:
    return Card("own", "a", "d", Output(printed, accept), code=code, run=run)


@pytest.mark.parametrize(
    ("run", "program", "code"),
    [
        ("python", "", "print(6 * 7)"),
        ("node", "node", "console.log(6 * 7)"),
        ("bash", "bash", "echo $((6 * 7))"),
        ("git", "git", "git init -q . && git commit -q --allow-empty -m x && git rev-list --count HEAD | sed s/1/42/"),
        ("java", "java", "class Main { public static void main(String[] a) { System.out.println(6 * 7); } }"),
        ("go", "go", 'package main\nimport "fmt"\nfunc main() { fmt.Println(6 * 7) }'),
        ("sqlite", "", "CREATE TABLE t (n INT);\nINSERT INTO t VALUES (42);\nSELECT n FROM t;"),
    ],
)
def test_each_runner_runs_or_says_why_not(run: str, program: str, code: str) -> None:
    verdict = verify_card(output(run, code, "42"))
    if program and shutil.which(program) is None:
        assert (verdict.ok, verdict.skipped_reason) == (None, f"there is no {program} on this computer")
    else:
        assert (verdict.ok, verdict.got) == (True, "42")


def test_what_is_not_printed_is_wrong() -> None:
    verdict = verify_card(output("python", "print(True)", "true"))
    assert (verdict.ok, verdict.expected, verdict.got) == (False, "true", "True")
    assert verify_card(output("python", "print(True)", "true", "True")).ok
    assert verify_card(output("python", "pass", "(nothing)")).ok


def test_a_crash_is_wrong_with_its_reason() -> None:
    verdict = verify_card(output("python", "1 / 0", "1"))
    assert verdict.ok is False
    assert "ZeroDivisionError" in verdict.got


def test_code_that_never_ends_is_stopped_with_all_that_it_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "SECONDS", 1)
    assert "more than 1 seconds" in verify_card(output("bash", "sleep 60 & wait", "x")).got


def test_code_sees_an_empty_home_and_no_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("API_TOKEN", "secret")
    code = "import os; print(os.environ.get('API_TOKEN'), os.listdir('.'), os.getcwd() == os.environ['HOME'])"
    assert verify_card(output("python", code, "None [] True")).ok


def test_code_gets_no_network_where_the_system_can_take_it_away() -> None:
    if not verify._fence():
        pytest.skip("this system has no unprivileged namespaces")
    code = "import socket\nprint(socket.socket().connect_ex(('127.0.0.1', 9)))"
    assert verify_card(output("python", code, "101")).ok, "network is unreachable"


def test_a_file_cannot_grow_without_end() -> None:
    code = "open('big', 'wb').write(b'x' * (100 << 20))"
    assert verify_card(output("python", code, "x")).ok is False


def test_code_cannot_take_all_memory() -> None:
    verdict = verify_card(output("python", "print(len(bytearray(3 << 30)))", str(3 << 30)))
    assert verdict.ok is False
    assert "MemoryError" in verdict.got


def test_a_query_must_return_rows_and_cannot_reach_files() -> None:
    setup = "CREATE TABLE t (name TEXT); INSERT INTO t VALUES ('Ada');"
    assert verify_card(Card("own", "a", "d", Sql(setup, "SELECT name FROM t"))).ok
    assert verify_card(Card("own", "a", "d", Sql(setup, "SELECT name FROM t WHERE 0"))).ok is False
    assert verify_card(Card("own", "a", "d", Sql(setup, "ATTACH '/tmp/x' AS x"))).ok is False


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        (Card("own", "a", "d", Basic("x")), "the card has no `run`"),
        (Card("own", "a", "d", Basic("x"), run="python"), "running does not show what a basic card claims"),
        (output("cobol", "x", "y"), "`run: cobol` is not known"),
    ],
)
def test_what_cannot_be_run_is_skipped_with_a_reason(card: Card, reason: str) -> None:
    assert verify_card(card) == verify.Verdict(None, verify_card(card).expected, skipped_reason=reason)


def test_cards_read_from_a_deck_prove_themselves() -> None:
    read = read_deck(deck_text(ONE_OF_EACH["output"], ONE_OF_EACH["sql"]), "deck.yaml", "own")
    assert read.deck is not None
    assert [verify_card(card).ok for card in read.deck.cards if can_verify(card)] == [True, True]


def test_the_decks_that_ship_prove_themselves() -> None:
    for found in scan_folder(REPOSITORY / "decks").collections[0].decks:
        data = load(found.path)
        assert isinstance(data, bytes)
        read = read_deck(data, found.path.name, "backend")
        for card in read.deck.cards if read.deck else ():
            if can_verify(card):
                verdict = verify_card(card)
                assert verdict.ok is not False, (card.id, verdict)
