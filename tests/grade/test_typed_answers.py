"""Typed words: what counts as the same answer, and what is forgiven."""

from __future__ import annotations

import pytest
from grade_cards import CLOZE, TYPED, card
from hypothesis import assume, example, given
from hypothesis import strategies as st

from recall.deck.card import Cloze, Gap, Reject, Typed
from recall.grade.check import grade
from recall.grade.graded import Graded
from recall.grade.response import Filled, Wrote
from recall.grade.text import edits, is_typo, normal
from recall.grade.typed import BadPattern, compile_pattern, terms_of

WORDS = st.text(st.characters(categories=["L", "Nd", "Zs", "Pd", "Po"]), max_size=30)
LETTERS = st.text("abcdefghijklmnopqrstuvwxyz ", min_size=6, max_size=24)


def typed(text: str, *accept: str, **more: object) -> Graded:
    return grade(card(Typed(accept, **more)), Wrote(text))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "PKCE",
        "pkce",
        "  PKCE ",
        "ＰＫＣＥ",
        "the PKCE",
        "Proof key  for\tcode exchange",
        "a proof key for code exchange",
    ],
)
def test_case_width_spaces_and_leading_articles_do_not_count(text: str) -> None:
    assert grade(card(TYPED), Wrote(text)).correct


@pytest.mark.parametrize("text", ["", "   ", "PKC", "PK CE", "proof key"])
def test_another_answer_is_wrong(text: str) -> None:
    graded = grade(card(TYPED), Wrote(text))
    assert not graded.correct
    assert graded.evidence[0].detail == "PKCE"


@given(WORDS)
@example("the the")
@example("ǰ")
def test_the_normal_form_is_its_own(text: str) -> None:
    assert normal(normal(text)) == normal(text)


@given(WORDS.filter(str.strip))
def test_whatever_is_accepted_is_right_in_any_case_and_spacing(text: str) -> None:
    assert typed(text, text).correct
    assert typed(f"  {text}\n", text).correct


def test_a_near_miss_is_wrong_with_its_reason() -> None:
    graded = grade(card(TYPED), Wrote("State"))
    assert (graded.correct, graded.note) == (False, "That stops CSRF.")


def test_an_exact_card_minds_capitals_and_forgives_no_slip() -> None:
    right = Typed(("git branch -D",), reject=(Reject("git branch -d", "-d refuses unmerged work."),), exact=True)
    assert grade(card(right), Wrote("git  branch -D")).correct
    assert grade(card(right), Wrote("git branch -d")).note == "-d refuses unmerged work."
    assert typed("git Branch -D", "git branch -D", exact=True).note == "capitals count here"
    assert not typed("idempotant", "idempotent", exact=True).correct


def test_a_pattern_takes_the_whole_answer() -> None:
    colours = {"patterns": ("colou?r(ed)?",)}
    assert typed("Coloured", "x", **colours).correct
    assert not typed("not coloured", "x", **colours).correct
    assert not typed("Color", "x", exact=True, **colours).correct
    redis = r'(?i)^set\s+"?lock:42"?\s+"?tok"?\s+(?:nx\s+(?:ex\s+30|px\s+30000)|(?:ex\s+30|px\s+30000)\s+nx)$'
    assert typed('set "lock:42" tok px 30000 NX', "x", patterns=(redis,)).correct


@pytest.mark.parametrize("pattern", ["(", "(?=look)", r"(a)\1", "a" * 201, "((a{100}){100}){100}"])
def test_a_pattern_that_cannot_be_taken_spoils_nothing(pattern: str) -> None:
    assert typed("PKCE", "PKCE", patterns=(pattern,)).correct
    assert not typed("aaa", "PKCE", patterns=(pattern,)).correct
    with pytest.raises(BadPattern):
        compile_pattern(pattern, False)


def test_a_hostile_pattern_takes_no_time() -> None:
    assert not typed("a" * 5000 + "b", "x", patterns=("(a+)+$", "(a|aa)+$", "(.*)*x")).correct


@pytest.mark.parametrize(
    ("given", "wanted"),
    [("idempotant", "idempotent"), ("idemptoent", "Idempotent"), ("eventual consitency", "eventual consistency"),
     ("eventul consitency", "eventual consistency"), ("loadbalancer", "load balancer"), ("comit", "commit"),
     ("ocmmit", "commit")],
)  # fmt: skip
def test_a_slip_of_the_finger_is_forgiven_and_said(given: str, wanted: str) -> None:
    graded = typed(given, wanted)
    assert (graded.correct, graded.note) == (True, "typo")
    assert graded.evidence[0].detail == wanted


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("blake2b", "blake2s"),  # a digit
        ("read-only", "read-onli"),  # a sign
        ("slo", "sli"),  # short
        ("nginxx", "nginx"),  # short, however much was typed
        ("ommit", "commit"),  # another first letter
        ("bcrypt", "scrypt"),  # another first letter
        ("idmpotant", "idempotent"),  # two edits in ten letters
        ("is not safe", "is now safe"),
        ("more memory", "mare memory"),
        ("connection", "connection " + "x" * 300),
    ],
)
def test_what_may_be_another_answer_is_not_forgiven(given: str, wanted: str) -> None:
    assert not typed(given, wanted).correct


def test_a_typo_that_is_a_rejected_text_or_a_term_of_the_bank_is_wrong() -> None:
    assert not typed("cashing", "caching", reject=(Reject("cashing"),)).correct
    assert typed("cashing", "caching").correct
    assert not grade(card(Typed(("caching",))), Wrote("Cashing"), terms={"cashing", "caching"}).correct


@given(LETTERS, LETTERS, st.lists(LETTERS, max_size=3))
def test_no_typo_turns_one_term_of_the_bank_into_another(one: str, other: str, more: list[str]) -> None:
    assume(normal(one) != normal(other))
    assert not grade(card(Typed((other,))), Wrote(one), terms={one, other, *more}).correct


@given(LETTERS, st.integers(0, 30), st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
def test_no_term_is_reached_by_a_slip_from_a_neighbour_in_the_bank(term: str, at: int, letter: str) -> None:
    neighbour = term[:at] + letter + term[at + 1 :]
    assume(normal(neighbour) != normal(term))
    assert not is_typo(neighbour, term, {neighbour})


@given(LETTERS, st.integers(0, 30), st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
def test_the_typo_rule_is_the_same_both_ways_between_words_of_one_length(one: str, at: int, letter: str) -> None:
    other = one[:at] + letter + one[at + 1 :]
    assume(len(normal(one)) == len(normal(other)) and one.count(" ") == other.count(" "))
    assert is_typo(one, other) == is_typo(other, one)


@given(st.text("ab", max_size=6), st.text("ab", max_size=6), st.integers(0, 3))
def test_edits_are_counted_up_to_the_limit(one: str, other: str, most: int) -> None:
    assert edits(one, other, most) == min(most + 1, _edits(one, other))


def _edits(one: str, other: str) -> int:
    """The plain recursive definition."""
    if not one or not other:
        return len(one) + len(other)
    swapped = len(one) > 1 and one[-2:] == other[-2:][::-1]
    return min(
        _edits(one[:-1], other) + 1,
        _edits(one, other[:-1]) + 1,
        _edits(one[:-1], other[:-1]) + (one[-1] != other[-1]),
        *([_edits(one[:-2], other[:-2]) + 1] if swapped else []),
    )


def test_a_cloze_is_worth_the_share_of_its_gaps() -> None:
    graded = grade(card(CLOZE), Filled(("SOFT", "tree")))
    assert graded.score == 0.5
    assert [(mark.label, mark.ok, mark.detail) for mark in graded.evidence] == [
        ("SOFT", True, "soft"),
        ("tree", False, "index"),
    ]


def test_a_gap_takes_the_cards_variants_too() -> None:
    answer = Cloze(
        ("a ", Gap(1, "directory")), asked=1, accept=("folder",), reject=(Reject("file", "Files are leaves."),)
    )
    assert grade(card(answer), Filled(("folder",))).correct
    assert grade(card(answer), Filled(("directry",))).note == "typo"
    assert grade(card(answer), Filled(("file",))).note == "Files are leaves."


def test_too_few_texts_for_the_gaps_are_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="1 texts for 2 gaps"):
        grade(card(CLOZE), Filled(("soft",)))


def test_the_terms_of_a_bank_are_the_right_answers_of_its_typed_cards() -> None:
    assert terms_of(card(TYPED)) == ("PKCE", "proof key for code exchange")
    assert terms_of(card(CLOZE)) == ("soft", "index")
