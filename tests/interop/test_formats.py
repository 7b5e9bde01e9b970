"""Each format by small files of its own: what it can say comes over as the kind of card that recall has for it."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from contextlib import closing
from typing import Any

import pytest

from recall.interop import formats
from recall.interop.notes import Notes, Options, Source


def read(text: str, name: str, **options: Any) -> Notes:
    return formats.read(Source(name, text.encode(), Options(**options)))


def fields(text: str, name: str, **options: Any) -> list[dict[str, Any]]:
    return [dict(note.fields) for note in read(text, name, **options).notes]


def zipped(**members: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return file.getvalue()


def test_ankis_text_export_keeps_guid_deck_and_tags() -> None:
    text = (
        "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:6\n"
        "abc\tBasic\tA::B\tfront<br>line\tback &amp; more\tone two\n"
        "def\tCloze\tA\t{{c1::gap}} here\textra\t\n"
        'ghi\tBasic (and reversed card)\tA\t"quoted ""x"""\tb\t\n'
    )
    optional = "#separator:tab\n#notetype:Basic (optional reversed card)\na\tb\ty\nc\td\t\n"
    assert ["reverse" in each for each in fields(optional, "x.txt")] == [True, False]
    notes = read(text, "export.txt")
    assert notes.format == "anki-text"
    assert [(note.key, note.deck) for note in notes.notes] == [
        ("anki:abc", ("A", "B")),
        ("anki:def", ("A",)),
        ("anki:ghi", ("A",)),
    ]
    assert dict(notes.notes[0].fields) == {"prompt": "front\\\nline", "answer": "back & more", "tags": ["one", "two"]}
    assert dict(notes.notes[1].fields) == {"cloze": "{{c1::gap}} here", "explanation": "extra"}
    assert dict(notes.notes[2].fields) == {"prompt": 'quoted "x"', "answer": "b", "reverse": True}


def test_nested_gaps_of_a_table_are_cards_as_those_of_a_package() -> None:
    text = (
        "#separator:tab\n#html:true\n#guid column:1\n"
        "abc\t{{c1::a {{c2::b}}}} c\textra\nio\t{{c1::image-occlusion:rect:left=.1}}\t<img src=x.png>\n"
    )
    notes = read(text, "export.txt")
    assert [(note.key, note.fields["cloze"]) for note in notes.notes] == [
        ("anki:abc#c1", "{{c1::a b}} c"),
        ("anki:abc#c2", "a {{c2::b}} c"),
    ]
    assert sum(notes.dropped.counts.values()) == 1


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_delimiters_are_found(sign: str) -> None:
    text = "\n".join(sign.join((f"q{number}", f"a{number}")) for number in range(5))
    assert fields(text, "x.csv")[0] == {"prompt": "q0", "answer": "a0"}


def test_a_cell_may_hold_lines_and_delimiters() -> None:
    assert fields('question,answer\n"a, b","1\n2"\n', "x.csv") == [{"prompt": "a, b", "answer": "1\\\n2"}]


def test_a_lone_quote_does_not_swallow_the_table() -> None:
    text = "".join(f'"{number} inch\tscreen {number}\n' for number in range(300))
    assert read(text, "x.tsv").found == 300


def test_further_columns_explain_under_their_names() -> None:
    text = "word,reading,meaning\n犬,いぬ,dog\n猫,ねこ,cat\n"
    assert fields(text, "x.csv")[0] == {"prompt": "犬", "answer": "dog", "explanation": "reading: いぬ"}


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        (["x", "y"], "y"),
        (["x", "y"], "B"),
        (["x", "y"], 1),
        (["x", "y"], ["y"]),
        ({"a": "x", "b": "y"}, "b"),
        ([{"text": "x", "isCorrect": False}, {"text": "y", "isCorrect": True}], None),
    ],
)
def test_json_names_the_right_option_in_many_ways(options: object, answer: object) -> None:
    (card,) = fields(json.dumps([{"question": "Q", "options": options, "answer": answer}]), "x.json")
    assert card["options"] == [{"text": "x"}, {"text": "y", "correct": True}]


def test_columns_of_a_database_are_read_or_counted() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(
            "CREATE TABLE cards (id INTEGER PRIMARY KEY, question, answer, tags, category, notes, colour);"
            "INSERT INTO cards VALUES (7, 'q', 'a', 'x, y', 'Net', 'why', 'red');"
        )
        notes = formats.read(Source("x.db", connection.serialize()))
    (note,) = notes.notes
    assert (note.key, note.deck) == ("cards:7", ("cards", "Net"))
    assert dict(note.fields) == {"prompt": "q", "answer": "a", "explanation": "why", "tags": ["x", "y"]}
    assert sum(notes.dropped.counts.values()) == 1


def test_a_row_without_an_answer_is_answered_by_its_other_columns() -> None:
    text = "country,capital,flag\nNorthern Ireland,,ni.png\nWales,Cardiff,w.png\nNowhere,,\n"
    notes = read(text, "x.csv")
    assert [note.fields["answer"] for note in notes.notes] == ["flag: ni.png", "Cardiff"]
    assert (sum(notes.dropped.counts.values()), sum(notes.changed.counts.values())) == (1, 1)


def test_hashcards_brackets_are_gaps_but_links_and_images_are_none() -> None:
    text = "C: [Paris] is in ![map](m.png) [France], see [here](http://x.y).\n\nQ: a\nA: b\n"
    assert fields(text, "x.md") == [
        {"cloze": "{{c1::Paris}} is in ![map](m.png) {{c2::France}}, see [here](http://x.y)."},
        {"prompt": "a", "answer": "b"},
    ]


def test_obsidians_separators_and_gaps() -> None:
    text = (
        "#flashcards/history\n\none::two\n\nthree:::four\n\nfive\nmore\n?\nsix\n\nseven\n??\neight\n\n"
        "A ==gap==^[hint] and ==more==\n\n`a::b` is code\n\n```\nno::card\n```\n"
    )
    notes = read(text, "x.md")
    assert [dict(note.fields) for note in notes.notes] == [
        {"prompt": "one", "answer": "two"},
        {"prompt": "three", "answer": "four", "reverse": True},
        {"prompt": "five\nmore", "answer": "six"},
        {"prompt": "seven", "answer": "eight", "reverse": True},
        {"cloze": "A {{c1::gap::hint}} and {{c2::more}}"},
    ]
    assert {note.deck for note in notes.notes} == {("history",)}


def test_obsidians_dates_are_kept() -> None:
    notes = read("#flashcards\n\nq:::a\n<!--SR:!2030-01-02,4,270!2030-02-03,9,250-->\n", "x.md")
    assert [(past.side, str(past.due)) for past in notes.notes[0].past] == [
        ("", "2030-01-02"),
        ("reverse", "2030-02-03"),
    ]


def test_headings_details_and_tables_ask() -> None:
    assert fields("# Deck\n\n## Q1\n\nA1\n\n### more\n\nx\n\n## Q2\n\nA2\n", "x.md") == [
        {"prompt": "Q1", "answer": "A1\n\n**more**\n\nx"},
        {"prompt": "Q2", "answer": "A2"},
    ]
    assert fields("<details><summary>Why?</summary>\n\nBecause.\n\n</details>\n", "x.md") == [
        {"prompt": "Why?", "answer": "Because."}
    ]
    table = "| Word | Meaning | Note |\n|---|---|---|\n| Hund | dog | der |\n| Katze | cat | |\n"
    assert fields(table, "x.md")[0] == {"prompt": "Hund", "answer": "dog", "explanation": "Note: der"}


def test_task_lists_are_choices_with_reasons() -> None:
    text = "### Capital of Germany?\n\n> large\n\n1. [x] Berlin\n    > yes\n1. [ ] Bonn\n"
    assert fields(text, "x.md") == [
        {
            "prompt": "Capital of Germany?",
            "options": [{"text": "Berlin", "correct": True, "why": "yes"}, {"text": "Bonn"}],
            "explanation": "large",
        }
    ]


def test_gift_numbers_ranges_matches_and_shares() -> None:
    text = (
        "::T::When? {#1822:5}\n\nRange {#1.5..2.5}\n\nMatch {=a -> 1 =b -> 2 = -> 3}\n\n"
        "Same {=a -> 1 =b -> 1 =c -> 2}\n\nMulti {~%50%x ~%50%y ~%-100%z}\n\nShort {=yes =%50%yep#nearly}\n"
    )
    assert fields(text, "x.gift") == [
        {"prompt": "When?", "number": "1822", "tolerance": "5"},
        {"prompt": "Range", "number": "2", "tolerance": "0.5"},
        {"prompt": "Match", "match": [{"left": "a", "right": "1"}, {"left": "b", "right": "2"}], "spare": ["3"]},
        {"prompt": "Same", "categories": {"1": ["a", "b"], "2": ["c"]}},
        {"prompt": "Multi", "options": [{"text": "x", "correct": True}, {"text": "y", "correct": True}, {"text": "z"}]},
        {"prompt": "Short", "accept": ["yes"], "reject": [{"text": "yep", "why": "nearly"}]},
    ]


def test_aiken() -> None:
    text = "What?\nA) one\nB) two\nANSWER: B\n\nNo key?\nA. x\nB. y\n"
    notes = read(text, "x.txt")
    assert notes.format == "aiken"
    assert dict(notes.notes[0].fields) == {
        "prompt": "What?",
        "options": [{"text": "one"}, {"text": "two", "correct": True}],
    }
    assert notes.dropped.counts == {"question without an answer": 1}


def test_org_cards_of_both_programs() -> None:
    text = (
        "* Capital :fc:\n:PROPERTIES:\n:ID: 123\n:FC_TYPE: double\n:END:\nParis\n"
        "* Gaps :fc:tag:\n:PROPERTIES:\n:FC_TYPE: cloze\n:END:\nA {{gap}{hint}@0} and {{b}@1}.\n"
        "* Drill :drill:\nThe [answer|hint] is =code=.\n"
    )
    notes = read(text, "x.org")
    assert [dict(note.fields) for note in notes.notes] == [
        {"prompt": "Capital", "answer": "Paris", "reverse": True},
        {"prompt": "Gaps", "cloze": "A {{c1::gap::hint}} and {{c2::b}}.", "tags": ["tag"]},
        {"cloze": "The {{c1::answer::hint}} is `code`."},
    ]
    assert notes.notes[0].key == "org:123"


def test_org_headings_and_their_tags_stay_with_the_card() -> None:
    text = (
        "#+FILETAGS: :chem:\n* Part :basics:\n** Metals :drill:\nThe lightest is [lithium].\n"
        "** Item :drill:\nWhich one?\n*** Answer\nThis.\n"
    )
    assert fields(text, "x.org") == [
        {"prompt": "Metals", "cloze": "The lightest is {{c1::lithium}}.", "tags": ["chem", "basics"]},
        {"prompt": "Which one?", "answer": "This.", "tags": ["chem", "basics"]},
    ]


def test_gift_questions_need_no_empty_line_before_a_title() -> None:
    text = "::a:: One? {T}\n::b:: Two {=x ~y}\n::c:: half {=x\n::d:: Three {F}\n"
    notes = read(text, "x.gift")
    assert [note.fields["prompt"] for note in notes.notes] == ["One?", "Two"]
    assert notes.dropped.counts == {"broken question": 1}


def test_aiken_with_odd_spacing() -> None:
    text = "Which?\n a)  one\n\n b.\ttwo\nanswer :  b\n\nNext?\nA. x\nB. y\nANSWER: A.\n"
    assert [[each.get("correct", False) for each in card["options"]] for card in fields(text, "x.txt")] == [
        [False, True],
        [True, False],
    ]


def test_quizlet_with_signs_of_ones_own() -> None:
    assert [each["answer"] for each in fields("a\tone;b\ttwo; c\tthree", "x.txt")] == ["one", "two", "three"]
    text = "a===one\nline\n---\nb===two\n---\n"
    assert fields(text, "x.txt", delimiter="===") == [
        {"prompt": "a", "answer": "one\\\nline"},
        {"prompt": "b", "answer": "two"},
    ]


def test_tables_of_other_languages_and_of_excel() -> None:
    assert fields("sep=;\nFrage;Antwort;Schlagwörter\nGröße?;groß;a b\n", "x.csv") == [
        {"prompt": "Größe?", "answer": "groß", "tags": ["a", "b"]}
    ]


def test_crowdanki_decks_below_decks() -> None:
    model = {
        "crowdanki_uuid": "m",
        "name": "Basic",
        "type": 0,
        "flds": [{"name": "F", "ord": 0}, {"name": "B", "ord": 1}],
        "tmpls": [{"name": "1", "ord": 0, "qfmt": "{{F}}", "afmt": "{{FrontSide}}<hr id=answer>{{B}}"}],
    }
    note = {"fields": ["q", "a"], "guid": "g", "note_model_uuid": "m", "tags": ["x"]}
    child = {"__type__": "Deck", "name": "Kid", "children": [], "notes": [note]}
    deck = {"__type__": "Deck", "name": "Top", "children": [child], "note_models": [model], "notes": []}
    notes = read(json.dumps(deck), "deck.json")
    assert notes.decks == ("Top::Kid",)
    assert dict(notes.notes[0].fields) == {"prompt": "q", "answer": "a", "tags": ["x"]}
    assert notes.notes[0].key == "anki:g"


def test_crowdanki_asks_only_what_has_a_question() -> None:
    model = {
        "crowdanki_uuid": "m",
        "name": "Picture",
        "flds": [{"name": "Q", "ord": 0}, {"name": "Pic", "ord": 1}],
        "tmpls": [
            {"name": "1", "ord": 0, "qfmt": "{{Q}}", "afmt": "{{FrontSide}}<hr id=answer>{{Pic}}{{Tags}}"},
            {"name": "2", "ord": 1, "qfmt": "{{#Pic}}{{Pic}}{{/Pic}}", "afmt": "<hr id=answer>{{Q}}"},
        ],
    }
    listed = [
        {"fields": ["q", ""], "guid": "g1", "note_model_uuid": "m", "tags": ["t"]},
        {"fields": ["{{c1::image-occlusion:rect}}", ""], "guid": "g2", "note_model_uuid": "m"},
    ]
    deck = {"__type__": "Deck", "name": "A", "note_models": [model], "notes": listed, "children": []}
    notes = read(json.dumps(deck), "deck.json")
    assert [dict(note.fields) for note in notes.notes] == [{"prompt": "q", "answer": "t", "tags": ["t"]}]
    assert sum(notes.dropped.counts.values()) == 1


def test_mochi_leaves_code_alone() -> None:
    content = "```yaml\na: 1\n---\nb: {{x}}\n```\n---\nTwo documents"
    data = {"version": 2, "decks": [{"id": "d", "name": "D", "cards": [{"id": "c", "content": content}]}]}
    notes = formats.read(Source("x.mochi", zipped(data__json=json.dumps(data))))
    assert [dict(note.fields) for note in notes.notes] == [
        {"prompt": "```yaml\na: 1\n---\nb: {{x}}\n```", "answer": "Two documents"}
    ]


def test_text_above_the_questions_is_counted() -> None:
    notes = read("# About\nA word before.\n## One?\nyes\n## Two?\nno\n", "x.md")
    assert len(notes.notes) == 2
    assert sum(notes.dropped.counts.values()) == 1


def test_mnemosyne_cards_and_their_tags() -> None:
    xml = (
        '<openSM2sync number_of_entries="4"><log type="10" o_id="t1"><name>a tag</name></log>'
        '<log type="16" o_id="f1"><f>front</f><b>back</b></log>'
        '<log type="16" o_id="f2"><text>[Paris] [x:h]</text></log>'
        '<log type="6" o_id="k1" card_t="2" fact="f1" fact_v="2.1" tags="t1"></log>'
        '<log type="6" o_id="k2" card_t="2" fact="f1" fact_v="2.2" tags="t1"></log></openSM2sync>'
    )
    notes = formats.read(Source("x.cards", zipped(cards__xml=xml)))
    assert [dict(note.fields) for note in notes.notes] == [
        {"prompt": "front", "answer": "back", "reverse": True, "tags": ["a-tag"]},
        {"cloze": "{{c1::Paris}} {{c2::x::h}}"},
    ]


EDN = (
    '{:version 2 :decks [{:id :d1 :name "Top"} {:id :d2 :name "Kid" :parent-id :d1 :cards'
    ' [{:id :c1 :content "What?\\n---\\nThat" :reviews [{:date #inst "2022-01-02T03:04:05.000-00:00" :remembered? true'
    ' :interval 1}]} {:content "A {{b}}"}]}]}'
)
CARD = {"~:id": "~:c1", "~:content": "What?\n---\nThat"}
TRANSIT = json.dumps(
    {
        "~:decks": [
            {
                "~:id": "~:d1",
                "~:name": "Top",
                "~:cards": {"~#list": [CARD]},
            }
        ]
    }
)


@pytest.mark.parametrize("member", [{"data__edn": EDN}, {"data__json": TRANSIT}])
def test_mochi_in_both_notations(member: dict[str, str]) -> None:
    notes = formats.read(Source("x.mochi", zipped(**member)))
    assert notes.format == "mochi"
    assert (notes.notes[0].key, dict(notes.notes[0].fields)) == ("mochi:c1", {"prompt": "What?", "answer": "That"})
    if "data__edn" in member:
        assert (notes.reviews, notes.decks) == (1, ("Top::Kid",))
        assert dict(notes.notes[1].fields) == {"cloze": "A {{c1::b}}"}


def test_terms_and_definitions() -> None:
    assert fields("Hund - dog\nKatze - cat\n", "x.txt") == [
        {"prompt": "Hund", "answer": "dog"},
        {"prompt": "Katze", "answer": "cat"},
    ]


def test_recalls_own_decks_keep_their_ids() -> None:
    text = "format: recall/1\ndeck: d\ntitle: D\ncards:\n- id: my-card\n  prompt: p\n  answer: a\n  difficulty: 3\n"
    notes = read(text, "d.yaml")
    assert (notes.notes[0].name, notes.notes[0].key) == ("my-card", "recall:my-card")
    assert dict(notes.notes[0].fields) == {"prompt": "p", "answer": "a", "difficulty": "3"}
