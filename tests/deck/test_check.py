"""What `recall deck check` says: the rubric as far as a program can tell, and what only shows across files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from deck_cards import ONE_OF_EACH, REPOSITORY, deck_text, sample_decks

from recall.deck.authorities import authorities
from recall.deck.bank import chi_square_tail, gates
from recall.deck.card import Card, Source
from recall.deck.check import check_deck, check_path
from recall.deck.compile import read_deck
from recall.deck.manifest import Plan, read_stage

WHY = (
    "The status line comes first and says how it went, so a client can stop there; the tempting other answer is what "
    "the body holds, which nobody has to read."
)
SOURCE = {"ref": "RFC 9110 §15.5.2", "url": "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.2"}
GOOD: dict[str, Any] = {"explanation": WHY, "sources": [SOURCE], "checked": "RFC text read"}
BASIC = GOOD | {"id": "a", "prompt": "What comes first in a response?", "answer": "the status line"}
SINGLE = GOOD | {
    "id": "a",
    "prompt": "A token has expired. Which status says so?",
    "options": [
        {"text": "401 with a challenge", "correct": True},
        {"text": "403 without a reason", "why": "New credentials would not help there."},
        {"text": "419 as an extension", "why": "No standard knows it."},
    ],
}
MULTI = SINGLE | {
    "options": [
        {"text": "401 with a challenge", "correct": True},
        {"text": "407 from a proxy", "correct": True},
        {"text": "403 without a reason"},
        {"text": "419 as an extension"},
        {"text": "500 from the server"},
    ]
}
INTERVIEW = GOOD | {
    "id": "a",
    "prompt": "A page is slow. Walk me through it.",
    "level": "interview",
    "minutes": 8,
    "model_answer": "I measure first. " * 30,
    "rubric": [
        {"id": f"p{n}", "point": f"Says {n}", "weight": weight, "must": n == 0, "terms": ["measure"]}
        for n, weight in enumerate([4, 2, 2, 2])
    ],
    "follow_ups": [
        {"when": "missing p1", "ask": "And then?", "look_for": "More."},
        {"when": "score >= 0.75", "ask": "At ten times the load?", "look_for": "Limits."},
    ],
}


def found(card: dict[str, Any], stage: str = "") -> set[tuple[str, str]]:
    """The rules that speak up about a card, with their level."""
    read = check_deck(deck_text(card), "deck.yaml", "own", stage)
    return {(problem.rule, problem.level) for problem in read.problems}


@pytest.mark.parametrize("card", [BASIC, SINGLE, MULTI, INTERVIEW])
def test_a_good_card_passes_without_a_word(card: dict[str, Any]) -> None:
    assert found(card) == set()


def option(text: str, **more: Any) -> dict[str, Any]:
    return {"text": text, "why": "So it is.", **more}


RIGHT = option("the server refuses", correct=True)
E, W = "error", "warning"
RULES: list[tuple[dict[str, Any], str, str]] = [
    (BASIC | {"prompt": "What is first? What is last?"}, "C01", W),
    (BASIC | {"prompt": "What is first and why is it there?"}, "C01", W),
    (BASIC | {"prompt": "What does Python 3.7 promise of dicts?"}, "C02", E),
    (BASIC | {"explanation": WHY + " Since PostgreSQL 12 it is inlined."}, "C02", E),
    (GOOD | {"id": "a", "prompt": "x", "accept": ["one two three four five six seven"]}, "C03", E),
    (GOOD | {"id": "a", "cloze": "x {{c1::one two three four five}}"}, "C03", E),
    (BASIC | {"answer": "word " * 26}, "C03", W),
    (BASIC | {"explanation": "word " * 71}, "C03", W),
    (BASIC | {"prompt": "Is GET safe?"}, "C04", E),
    (BASIC | {"answer": "Yes."}, "C04", E),
    (SINGLE | {"options": [option("true", correct=True), option("false"), option("no")]}, "C04", E),
    (BASIC | {"answer": "a, b, c, d, e, f"}, "C05", W),
    (BASIC | {"answer": "- a\n- b\n- c\n- d\n- e"}, "C05", W),
    ({key: value for key, value in BASIC.items() if key != "explanation"}, "C06", E),
    (BASIC | {"explanation": "Too short to say why."}, "C06", E),
    (BASIC | {"sources": []}, "C07", E),
    (BASIC | {"sources": [{"ref": "A blog", "url": "https://blog.example.org/x"}]}, "C07", E),
    (BASIC | {"sources": [SOURCE, {"ref": "A blog", "url": "https://blog.example.org/x"}]}, "C07", W),
    (BASIC | {"sources": [{"ref": "RFC 9110", "url": "https://www.rfc-editor.org/rfc/rfc9110"}]}, "C07", E),
    (BASIC | {"prompt": "As above, what comes first?"}, "C09", W),
    (SINGLE | {"prompt": "Which of the following is true?"}, "C09", W),
    (BASIC | {"prompt": "word " * 61 + "?"}, "C10", W),
    (BASIC | {"prompt": "What is the best way to begin a response?"}, "C10", W),
    (GOOD | {"id": "a", "prompt": "What is printed?", "code": "print(1)", "lang": "python", "output": "1"}, "C11", E),
    (BASIC | {"prompt": "What is printed?", "code": "print(1)"}, "C11", W),
    (GOOD | {"id": "a", "prompt": "x", "code": "a", "lang": "x", "output": "1", "run": "cobol"}, "C11", E),
    (BASIC | {"level": "interview"}, "C13", E),
    (INTERVIEW | {"level": "apply"}, "C13", E),
    (SINGLE | {"options": [RIGHT, option("the client does")]}, "M01", E),
    (MULTI | {"options": MULTI["options"][:4]}, "M01", W),
    (SINGLE | {"options": [option("it is refused at once by the server", correct=True), option("it is kept for a day"),
                           option("it is sent to a log")]}, "M03", W),
    (SINGLE | {"options": [RIGHT, option("the client sends the very same request again"), option("the proxy waits")]},
     "M04", W),
    (SINGLE | {"options": [RIGHT, option("the client refuses"), option("All of the above")]}, "M05", E),
    (SINGLE | {"options": [RIGHT, option("the client refuses"), option("Both A and B")]}, "M05", E),
    (SINGLE | {"prompt": "Which status is not an error?"}, "M06", W),
    (SINGLE | {"options": [RIGHT, option("`403`"), option("the proxy refuses")]}, "M07", W),
    (SINGLE | {"options": [RIGHT, option("the client never refuses"), option("the proxy refuses")]}, "M08", W),
    (SINGLE | {"prompt": "A gateway is overloaded. What happens?",
               "options": [option("the gateway refuses", correct=True), option("the client waits"),
                           option("the log fills up")]}, "M09", W),
    (SINGLE | {"options": [RIGHT, {"text": "the client refuses"}, option("the proxy waits")]}, "M10", E),
    (SINGLE | {"options": [RIGHT, option("the server refuses it"), option("the proxy waits")]}, "M11", W),
    (INTERVIEW | {"rubric": [{"id": "p1", "point": "x", "weight": 10, "must": True}]}, "I01", E),
    (INTERVIEW | {"model_answer": "Short; I measure."}, "I02", W),
    (INTERVIEW | {"model_answer": "I guess first. " * 30}, "I02", W),
    (INTERVIEW | {"follow_ups": INTERVIEW["follow_ups"][:1]}, "I03", E),
    (INTERVIEW | {"follow_ups": [{"when": "missing p1", "ask": "x"}] * 2}, "I03", E),
    ({key: value for key, value in INTERVIEW.items() if key != "minutes"}, "I05", W),
    (GOOD | {"id": "a", "prompt": "x", "accept": ["a"], "patterns": ["(?<=a)b"]}, "pattern", E),
    (GOOD | {"id": "a", "prompt": "x", "accept": ["State"], "reject": [{"text": "state"}]}, "reject", E),
    (BASIC | {"promt": "x"}, "unknown-key", E),
]  # fmt: skip


@pytest.mark.parametrize(("card", "rule", "level"), RULES)
def test_a_flaw_is_found(card: dict[str, Any], rule: str, level: str) -> None:
    assert (rule, level) in found(card)


def test_the_cloud_stage_needs_dates() -> None:
    assert found(BASIC, stage="cloud") == {("C02", "error")}
    assert found(BASIC | {"as_of": 2026}, stage="cloud") == set()


@pytest.mark.parametrize(
    "card",
    [
        BASIC | {"prompt": "What does `always? never?` print?"},
        SINGLE | {"prompt": "Which status is NOT an error?"},
        BASIC | {"prompt": "How does TLS 1.3 begin, compared with TLS 1.2?"},
        BASIC | {"prompt": "Which header should a server send, according to RFC 9110?"},
        SINGLE | {"options": [option("All of the replies wait", correct=True), option("None of the replies wait"),
                              option("The proxy answers it")]},
        GOOD | {"id": "a", "prompt": "x", "code": "f()", "lang": "js", "output": "1", "checked": "executed"},
        BASIC | {"sources": [{"ref": "Kleppmann, Designing Data-Intensive Applications, ch. 7"}]},
    ],
)  # fmt: skip
def test_what_only_looks_like_a_flaw_is_let_be(card: dict[str, Any]) -> None:
    spoke = found(card)
    assert "error" not in {level for _, level in spoke}
    assert not {"C01", "C10", "M05", "M06"} & {rule for rule, _ in spoke}


def test_authorities_are_hosts_paths_and_books() -> None:
    known = authorities()
    assert known.has_address("https://docs.python.org/3/faq/")
    assert known.has_address("https://postgresql.org/docs")
    assert known.has_address("https://stripe.com/docs/api")
    assert not known.has_address("https://stripe.com/jobs")
    assert not known.has_address("https://evil-postgresql.org/docs")
    assert not known.has_address("")
    assert known.has(Source("RFC 7636 §1"))


def test_the_sample_cards_have_no_error() -> None:
    for text in sample_decks():
        read = check_deck(text.encode(), "sample.yaml", "backend")
        assert [problem for problem in read.problems if problem.level == "error"] == []


# -- across files


def write(root: Path, name: str, *cards: dict[str, Any], **header: Any) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(deck_text(*cards, **{"deck": path.stem, **header}))
    return path


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    (tmp_path / "web").mkdir()
    (tmp_path / "collection.yaml").write_text("format: recall/1\nid: backend\nstages: [web]\n")
    (tmp_path / "web/stage.yaml").write_text("id: web\ntitle: The web\n")
    write(tmp_path, "web/http.yaml", BASIC | {"related": ["b"]})
    write(
        tmp_path,
        "web/tls.yaml",
        BASIC | {"id": "b", "prompt": "What ends the handshake of TLS?"},
        requires=["http", "web"],
    )
    return tmp_path


def test_a_good_collection_passes(collection: Path) -> None:
    report = check_path(collection)
    assert (report.cards, report.problems, report.ok) == (2, (), True)


def test_links_are_looked_up_in_the_collection(collection: Path) -> None:
    card = BASIC | {"id": "c", "prompt": "Why so?", "contrasts": ["a", "aa"], "related": ["c", "x:y"]}
    path = write(collection, "web/new.yaml", card, requires=["htp"])
    report = check_path(path)
    assert report.cards == 1
    assert [(problem.rule, problem.message) for problem in report.problems] == [
        ("link", "`requires` names `htp`, which is not there"),
        ("link", "`related` names the card itself"),
        ("link", "`contrasts` names `aa`, which is not there"),
    ]
    assert report.problems[0].hint == "did you mean `http`?"
    assert check_path(collection / "web/tls.yaml").problems == ()
    assert len(check_path(collection / "web").problems) == len(check_path(collection).problems) == 3


def test_a_point_of_a_rubric_may_name_a_card(collection: Path) -> None:
    card = INTERVIEW | {"id": "i", "rubric": [{**INTERVIEW["rubric"][0], "card": "gone"}, *INTERVIEW["rubric"][1:]]}
    report = check_path(write(collection, "web/talk.yaml", card))
    assert [problem.message for problem in report.problems] == ["`card` names `gone`, which is not there"]


def test_a_link_to_a_broken_card_is_not_a_second_problem(collection: Path) -> None:
    write(collection, "web/tls.yaml", BASIC | {"id": "b", "answer": ""})
    assert [problem.rule for problem in check_path(collection).problems] == ["empty"]


def test_ids_and_names_are_unique_in_the_collection(collection: Path) -> None:
    write(collection, "web/zz.yaml", BASIC | {"prompt": "What else?"}, deck="http")
    told = [problem.message.split(" by ")[0] for problem in check_path(collection).problems]
    assert told == ["the deck id `http` is taken", "the id is taken"]


def test_formerly_must_not_name_a_living_card(collection: Path) -> None:
    write(collection, "web/new.yaml", BASIC | {"id": "c", "prompt": "What is it?", "formerly": ["a", "old"]})
    (problem,) = check_path(collection).problems
    assert problem.message == "`formerly` names `a`, which is a card still"


def test_the_same_question_twice_is_an_error_nearly_the_same_a_warning(collection: Path) -> None:
    long = "Which header of the response tells a browser how long it may keep the page without asking again?"
    write(collection, "web/one.yaml", BASIC | {"id": "c", "prompt": long}, BASIC | {"id": "d", "prompt": long})
    write(collection, "web/two.yaml", BASIC | {"id": "e", "prompt": long.replace("tells", "shows"), "related": ["d"]})
    problems = check_path(collection).problems
    assert [(problem.card, problem.rule, problem.level) for problem in problems] == [
        ("d", "C12", "error"),
        ("e", "C12", "warning"),
    ]


def test_manifests_are_checked_too(collection: Path) -> None:
    (collection / "web/stage.yaml").write_text("id: web\ntitel: The web\n")
    (problem,) = check_path(collection).problems
    assert (problem.level, problem.hint) == ("error", "did you mean `title`?")
    assert check_path(collection / "web/stage.yaml").problems == (problem,)


@pytest.mark.parametrize("name", ["nowhere.yaml", "nowhere"])
def test_a_path_that_is_not_there(tmp_path: Path, name: str) -> None:
    (problem,) = check_path(tmp_path / name).problems
    assert problem.message == "there is no such file or folder"


def test_a_folder_of_that_name_and_a_lone_file(tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").mkdir()
    assert check_path(tmp_path / "deck.yaml").problems[0].message == "this is a folder, not a deck file"
    lone = write(tmp_path / "else", "lone.yaml", BASIC | {"related": ["nowhere"]})
    assert [problem.rule for problem in check_path(lone).problems] == ["link"]


def test_a_flat_folder_is_a_collection(tmp_path: Path) -> None:
    write(tmp_path, "one.yaml", BASIC)
    write(tmp_path, "two.yaml", BASIC)
    assert {problem.rule for problem in check_path(tmp_path).problems} == {"id"}


# -- measures of the whole


def bank(count: int, key_longest: bool) -> list[Card]:
    cards = []
    for number in range(count):
        texts = ["a wrong one", "b wrong one", "c wrong one"]
        options: list[dict[str, Any]] = [
            {"text": f"{text} {number}", "correct": place == number % 3} for place, text in enumerate(texts)
        ]
        if key_longest:
            options[number % 3]["text"] += " and long"
        cards.append(SINGLE | {"id": f"c{number}", "prompt": f"Question {number}", "options": options})
    read = read_deck(deck_text(*cards), "deck.yaml", "own")
    assert read.deck is not None
    return list(read.deck.cards)


def test_a_bank_whose_keys_are_long_fails_its_gate() -> None:
    assert gates(bank(90, key_longest=False))["longest_option"].ok is True
    assert gates(bank(90, key_longest=True))["longest_option"].ok is False
    assert gates(bank(90, key_longest=True))["guesser"].ok is False
    assert gates(bank(30, key_longest=True))["longest_option"].ok is None


def test_keys_spread_over_the_positions() -> None:
    even = bank(90, key_longest=False)
    assert gates(even)["key_position"].ok is True
    assert (
        gates([card for card in bank(270, key_longest=False) if int(card.id[1:]) % 3 == 0])["key_position"].ok is False
    )


def test_an_empty_bank_has_gates_too() -> None:
    assert all(gate.ok is not False for gate in gates([]).values())


@pytest.mark.parametrize(
    ("square", "freedom", "tail"),
    [(3.841, 1, 0.05), (5.991, 2, 0.05), (7.815, 3, 0.05), (9.488, 4, 0.05), (11.070, 5, 0.05), (16.812, 6, 0.01)],
)
def test_chi_square_has_its_known_tails(square: float, freedom: int, tail: float) -> None:
    assert chi_square_tail(square, freedom) == pytest.approx(tail, rel=0.002)


def test_the_decks_that_ship_have_no_error() -> None:
    report = check_path(REPOSITORY / "decks")
    assert report.cards > 0
    assert [str(problem) for problem in report.problems if problem.level == "error"] == []


def test_one_of_each_kind_can_be_checked() -> None:
    for card in ONE_OF_EACH.values():
        check_deck(deck_text(card), "deck.yaml")


def test_a_deck_below_its_floor_or_without_a_planned_level_fails_its_gate() -> None:
    cards = bank(6, key_longest=False)
    deck, level = cards[0].deck, cards[0].level
    full = Plan(6, **{level: 6})
    assert gates(cards, {deck: full})["floors"].ok is True
    assert gates(cards, {deck: full})["level_shares"].ok is True
    short = gates(cards, {deck: full._replace(cards=7), "gone": Plan(3, recall=1)})["floors"]
    assert (short.ok, short.value, short.detail) == (False, -3, f"gone:0/3 {deck}:6/7")
    lacking = gates(cards, {deck: Plan(6, recall=2, understand=2, apply=2)})["level_shares"]
    assert lacking.ok is False
    assert deck in lacking.detail


def test_a_deck_that_leans_on_recall_fails_its_gate() -> None:
    cards = [card._replace(level="recall" if number < 4 else "apply") for number, card in enumerate(bank(6, False))]
    assert gates(cards, {cards[0].deck: Plan(6, recall=6, apply=4)})["level_shares"].ok is True
    assert gates(cards, {cards[0].deck: Plan(6, recall=3, apply=3)})["level_shares"].ok is False


def test_a_plan_is_read_from_the_stage_and_its_mistakes_are_named() -> None:
    good, none = read_stage(b"id: web\nx-plan:\n  http: {cards: 9, recall: 4, apply: 6}\n", "stage.yaml", strict=True)
    assert none == ()
    assert good is not None
    assert good.plan == (("http", Plan(9, recall=4, apply=6)),)
    bad, problems = read_stage(
        b"id: web\nx-plan:\n  http: {cards: many, recal: 4}\n  rest: 3\n", "stage.yaml", strict=True
    )
    assert bad is not None
    assert {problem.line for problem in problems} == {3, 4}
    assert len(problems) == 3
