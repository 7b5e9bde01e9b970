"""Who may come in: this machine's own names, our own page, and one browser by one link."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall.web.gate import Gate, called_by_loopback_name, same_site


def test_a_link_lets_one_browser_in_once() -> None:
    gate = Gate()
    token = gate.token
    assert token is not None
    assert gate.exchange("guess") is None
    session = gate.exchange(token)
    assert session is not None
    assert gate.knows(session)
    assert not gate.knows(token)
    assert gate.exchange(token) is None
    assert gate.token is None


def test_nobody_is_known_before_the_link_was_used() -> None:
    gate = Gate()
    assert not gate.knows(gate._session)


@given(st.text(max_size=30))
def test_no_guess_gets_in(guess: str) -> None:
    gate = Gate()
    assert gate.exchange(guess) is None
    assert not gate.knows(guess)


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("127.0.0.1:8765", True),
        ("localhost", True),
        ("[::1]:9000", True),
        ("LOCALHOST:1", True),
        ("evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("localhost.evil.example:8765", False),
        ("127.0.0.1@evil.example", False),
        ("192.168.1.2:8765", False),
        ("0.0.0.0:8765", False),
        ("", False),
        ("[::1", False),
    ],
)
def test_only_names_of_this_machine_are_answered(host: str, ours: bool) -> None:
    assert called_by_loopback_name(host) is ours


@pytest.mark.parametrize(
    ("origin", "required", "ours"),
    [
        ("http://localhost:8765", True, True),
        (None, False, True),
        (None, True, False),
        ("https://localhost:8765", True, False),
        ("http://localhost:9", True, False),
        ("http://evil.example", True, False),
        ("null", True, False),
    ],
)
def test_only_our_own_page_may_talk(origin: str | None, required: bool, ours: bool) -> None:
    assert same_site(origin, "localhost:8765", required=required) is ours
