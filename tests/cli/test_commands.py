"""The command line as a script uses it: what goes to stdout, what to stderr, and the exit code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from cli_home import KINDS, Run

GOOD = """\
format: recall/1
deck: good
title: Good
cards:
- id: good-one
  level: understand
  prompt: Which status code says that valid credentials are missing?
  accept: ['401']
  explanation: >-
    It stands for missing or wrong credentials and comes with WWW-Authenticate. With 403 the server knows who asks and
    refuses all the same, so better credentials would not help.
  sources:
  - ref: RFC 9110 §15.5.2
    url: https://www.rfc-editor.org/rfc/rfc9110#section-15.5.2
"""


def test_before_any_answer_new_cards_are_due(run: Run) -> None:
    assert run("due", "--json").json == {"due": 0, "learning": 0, "new": 8, "next_due_at": None}
    assert run("due", "@own").out == "8 new\n"


def test_due_says_when_the_next_card_comes(run: Run) -> None:
    run("config", "set", "new_per_day", "0")
    assert run("due", "@own").out == "nothing due\n"
    run("answer", "k-typed", "easy")
    found = run("due", "@own", "--json").json
    assert (found["due"], found["new"]) == (0, 0)
    assert found["next_due_at"].endswith("T04:00:00+01:00")
    assert run("due", "@own").out == f"nothing due until {found['next_due_at'][:10]} 04:00\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["due", "securty"], "did you mean security"),
        (["review", "securty", "--plain"], "did you mean security"),
        (["show", "k-tped"], "did you mean own:k-typed"),
        (["answer", "k-typed", "fine"], "1 Again, 2 Hard, 3 Good, 4 Easy"),
        (["answer", "k-typed"], "a card and a rating are needed"),
        (["answer", "k-typed", "3", "--stdin"], "not both"),
        (["answer", "k-cloze", "3"], "own:k-cloze#c1, own:k-cloze#c2"),
        (["config", "get", "minuts"], "did you mean minutes?"),
        (["config", "set", "retention", "2"], "a number from 0.7 to 0.99, not 2"),
        (["config", "set", "order", "radom"], "one of due, retrievability"),
        (["deck", "check", "nowhere.yaml"], "there is no nowhere.yaml"),
        (["deck", "preview", str(KINDS), "k-tped"], "did you mean k-typed?"),
        (["revieww"], "Did you mean 'review'?"),
        (["review", "--minuts", "5"], "--minutes"),
        (["review", "--order", "radom"], "radom"),
    ],
)
def test_wrong_usage_names_what_is_right_and_leaves_with_2(run: Run, arguments: list[str], said: str) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_review_from_the_shell_is_recorded(run: Run) -> None:
    assert run("answer", "k-typed", "good").out == "own:k-typed   3 Good → 10 min\n"
    line = run("answer", "own:k-typed", "3", "--json").json
    assert (line["card"], line["state"], line["reps"], line["lapses"]) == ("own:k-typed", "review", 2, 0)
    shown = run("show", "k-typed", "--json").json
    assert shown["state"] == {name: line[name] for name in shown["state"]}
    assert [review["rating"] for review in shown["reviews"]] == [3, 3]


def test_answers_by_lines_are_acknowledged_one_by_one(run: Run) -> None:
    script = [
        {"card": "own:k-sql", "rating": 3, "at": "2026-01-04T08:00:00Z", "ms": 4200, "kind": "review"},
        {"card": "own:k-sql", "rating": 4},
    ]
    ran = run("answer", "--stdin", stdin="\n".join(map(json.dumps, script)) + "\n\n")
    assert ran.code == 0
    first, second = ran.lines
    assert set(first) == {"id", "card", "state", "stability", "difficulty", "due", "reps", "lapses"}
    assert (first["state"], second["state"]) == ("learning", "review")
    assert len(second["due"]) == len("2026-01-19")
    reviews = run("show", "own:k-sql", "--json").json["reviews"]
    assert [(review["at"], review["ms"]) for review in reviews] == [
        ("2026-01-04T08:00:00.000Z", 4200),
        ("2026-01-05T07:00:00.000Z", 0),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("x", "no JSON"),
        ("[" * 5000, "no JSON"),
        ("[]", "no JSON object"),
        ('{"card": "own:nope", "rating": 3}', "there is no card own:nope"),
        ('{"card": "own:k-sql"}', "rating must be"),
        ('{"card": "own:k-sql", "rating": 5}', "rating must be"),
        ('{"card": "own:k-sql", "rating": true}', "rating must be"),
        ('{"card": "own:k-sql", "rating": 3, "at": "yesterday"}', "at must be an instant"),
        ('{"card": "own:k-sql", "rating": 3, "at": "2026-01-05T08:00:00"}', "at must be an instant"),
        ('{"card": "own:k-sql", "rating": 3, "at": "9999-12-31T23:59:59Z"}', "cannot be right"),
        ('{"card": "own:k-sql", "rating": 3, "ms": -1}', "ms must be"),
        ('{"card": "own:k-sql", "rating": 3, "kind": "cram"}', "kind must be"),
        ('{"card": "own:k-sql", "rating": 3, "ratng": 3}', "unknown key 'ratng'"),
    ],
)
def test_a_line_that_cannot_be_taken_is_an_error_and_never_a_row(run: Run, line: str, said: str) -> None:
    ran = run("answer", "--stdin", stdin=f'{{"card": "own:k-sql", "rating": 3}}\n{line}\n')
    good, bad = ran.lines
    assert ran.code == 1
    assert good["reps"] == 1
    assert bad["line"] == 2
    assert said in bad["error"]
    assert len(run("show", "own:k-sql", "--json").json["reviews"]) == 1


def test_an_answer_by_line_names_its_card_as_short_as_elsewhere(run: Run) -> None:
    ran = run("answer", "--stdin", stdin='{"card": "k-sql", "rating": 3}\n{"card": "k-sq", "rating": 3}\n')
    good, bad = ran.lines
    assert good["card"] == "own:k-sql"
    assert "did you mean own:k-sql" in bad["error"]


def test_an_earlier_answer_changes_what_follows_from_it(run: Run) -> None:
    later = run("answer", "k-sql", "3", "--json").json
    script = '{"card": "own:k-sql", "rating": 3, "at": "2026-01-02T08:00:00Z"}\n'
    both = run("answer", "--stdin", stdin=script).lines[0]
    assert (both["reps"], both["stability"] > later["stability"]) == (2, True)
    assert run("doctor").code == 0


def test_undo_takes_back_step_by_step(run: Run) -> None:
    run("answer", "k-sql", "3")
    run("answer", "k-typed", "1")
    assert run("undo").out == "Taken back: k-typed   1 Again\n"
    assert run("undo").out == "Taken back: k-sql   3 Good\n"
    ran = run("undo")
    assert (ran.code, ran.err) == (1, "recall: there is nothing to take back\n")
    assert run("show", "k-sql", "--json").json["state"] is None


def test_browse_lists_what_fits(run: Run) -> None:
    found = run("browse", "deck:kinds", "--json").json
    assert found["total"] == len(found["cards"]) == 14
    assert found["cards"][0] == {
        "key": "own:k-basic",
        "deck": "kinds",
        "stage": "",
        "kind": "basic",
        "prompt": "What does the S in HTTPS add?",
        "state": "new",
        "due": None,
    }
    limited = run("browse", "deck:kinds", "--limit", "2", "--json").json
    assert (limited["total"], len(limited["cards"])) == (14, 2)
    assert run("browse", "kind:sql", "deck:kinds").out.split() == ["own:k-sql", "sql", "new", "List", "the", "names."]


def test_browse_says_when_a_learning_card_comes_back_in_minutes(run: Run) -> None:
    run("answer", "k-typed", "3")
    out = run("browse", "deck:kinds").out
    row = next(line for line in out.splitlines() if line.startswith("own:k-typed"))
    assert "in 10 min" in row


def test_a_browse_that_finds_nothing_names_a_near_query(run: Run) -> None:
    ran = run("browse", "deck:kind")
    assert (ran.code, ran.out) == (0, "")
    assert "did you mean deck:kinds?" in ran.err


def test_show_tells_a_person_the_card_and_its_history(run: Run) -> None:
    run("answer", "k-typed", "3")
    out = run("show", "k-typed").out
    for part in ("own:k-typed   kinds, typed", "Which OAuth extension", "PKCE", "learning, due", "1 reviews", "3 Good"):
        assert part in out


def test_the_history_goes_out_and_comes_back_once(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("answer", "k-sql", "3")
    run("answer", "k-typed", "1")
    log = tmp_path / "log.jsonl"
    assert run("history", "export", log).out == ""
    assert run("history", "export").out == log.read_text()
    assert all(json.loads(line)["v"] == 1 for line in log.read_text().splitlines())
    before = run("show", "k-sql", "--json").json
    monkeypatch.setenv("RECALL_HOME", str(tmp_path / "other"))
    (tmp_path / "other" / "decks").mkdir(parents=True)
    (tmp_path / "other" / "decks" / "kinds.yaml").write_bytes(KINDS.read_bytes())
    added = run("history", "import", log, "--json").json
    assert added["added"] >= 2
    assert run("show", "k-sql", "--json").json["state"] == before["state"]
    assert run("history", "import", "-", "--json", stdin=log.read_bytes()).json["added"] == 0


def test_lines_that_are_no_events_are_named(run: Run, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text('{"v": 1}\nnonsense\n')
    ran = run("history", "import", log)
    assert ran.code == 1
    assert "line 2 was set aside" in ran.err


@pytest.mark.parametrize("name", ["nowhere/log.jsonl", "home"])
def test_a_log_that_cannot_be_written_or_read_is_told(run: Run, name: str) -> None:
    for command in ("export", "import"):
        ran = run("history", command, name)
        assert ran.code == 1
        assert ran.err.startswith("recall: ")
        assert "Traceback" not in ran.err


def test_settings_are_kept_with_the_history(run: Run) -> None:
    assert run("config", "set", "minutes", "30").out == "minutes = 30\n"
    assert run("config", "set", "learning-steps", "30,60").out == "learning_steps = 30,60\n"
    assert run("config", "set", "reviews_per_day", "none").out == "reviews_per_day = none\n"
    assert run("config", "set", "fuzz", "false").out == "fuzz = false\n"
    assert run("config", "set", "limits.own", '{"new": 3}').code == 0
    values = run("config", "get", "--json").json
    assert (values["minutes"], values["learning_steps"], values["fuzz"]) == (30, [30, 60], False)
    assert values["limits.own"] == {"new": 3, "reviews": None}
    assert run("due", "@own").out == "3 new\n"
    assert '"minutes"' in run("history", "export").out


def test_settings_of_the_machine_stand_in_its_file(run: Run, home: Path) -> None:
    run("config", "set", "theme", "nord")
    assert (home / "config.toml").read_text() == 'theme = "nord"\n'
    assert run("config", "get", "theme").out == "nord\n"
    (home / "config.toml").write_text('thme = "nord"\n')
    ran = run("config", "get", "theme")
    assert (ran.code, ran.out) == (0, "\n")
    assert "did you mean `theme`?" in ran.err


def test_a_copied_home_reads_its_own_decks(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("due")
    copy = home.with_name("copy")
    shutil.copytree(home, copy)
    (copy / "decks" / "kinds.yaml").unlink()
    monkeypatch.setenv("RECALL_HOME", str(copy))
    assert run("browse", "deck:kinds", "--json").json["total"] == 0


def test_where_names_every_place(run: Run, home: Path) -> None:
    places = run("where", "--json").json
    assert places["history"] == str(home / "recall.db")
    assert set(places) == {line.split()[0] for line in run("where").out.splitlines()}


def test_doctor_finds_a_healthy_history_healthy(run: Run) -> None:
    run("answer", "k-sql", "3")
    report = run("doctor", "--json").json
    assert report["ok"] is True
    assert all(check["ok"] for check in report["checks"])
    assert run("doctor", "--quiet").out == ""


def test_a_backup_holds_the_history(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("answer", "k-sql", "3")
    made = run("backup", "now", tmp_path / "stick", "--json").json
    assert Path(made["path"]).stat().st_size == made["bytes"]
    before = run("history", "export").out
    monkeypatch.setenv("RECALL_HOME", str(tmp_path / "restored"))
    assert run("backup", "restore", made["path"], "--yes").code == 0
    assert run("history", "export").out == before


def test_a_restore_shows_what_it_would_do_keeps_what_is_newer_and_can_be_taken_back(run: Run) -> None:
    run("answer", "k-sql", "3")
    name = run("backup", "now", "--json").json["path"]
    run("answer", "k-sql", "1")
    state = run("show", "k-sql", "--json").json["state"]
    shown = run("backup", "restore", name, "--exactly", "--dry-run", "--json").json
    assert (shown["comes_back"], shown["newer"], shown["takes_back"], shown["restored"]) == (0, 1, 1, False)
    refused = run("backup", "restore", name, "--exactly")
    assert refused.code == 4
    assert "add --yes" in refused.err
    done = run("backup", "restore", name, "--exactly", "--yes", "--json").json
    assert done["restored"]
    assert run("show", "k-sql", "--json").json["state"]["reps"] == 1
    assert run("backup", "restore", done["undo"], "--exactly", "--yes").code == 0
    assert run("show", "k-sql", "--json").json["state"] == state
    assert run("doctor", "--quiet").code == 0


def test_backups_are_listed_newest_first_and_an_import_makes_one(run: Run, tmp_path: Path) -> None:
    assert run("backup", "list", "--json").json == []
    assert "no backup" in run("backup", "list").out
    run("answer", "k-sql", "3")  # the first hour's, when the command ends
    file = tmp_path / "out.jsonl"
    run("history", "export", file)
    run("history", "import", file)
    listed = run("backup", "list", "--json").json
    assert {(each["events"], each["why"]) for each in listed} == {(1, "before-import"), (1, "")}
    assert run("backup", "restore", "nothing").code == 2


def test_a_wrong_clock_is_put_right_and_taken_back_by_name(run: Run) -> None:
    run("answer", "k-sql", "3")
    before = run("show", "k-sql", "--json").json["state"]
    dev = run("sync", "status", "--json").json["devices"][0]["dev"]
    assert "3h earlier" in run("history", "clock", dev, "+3h").out
    assert run("show", "k-sql", "--json").json["state"] != before
    assert run("history", "clock", dev, "0", "--json").json["offset_ms"] == 0
    assert run("show", "k-sql", "--json").json["state"] == before
    assert "known are" in run("history", "clock", "nobody", "+3h").err
    assert run("history", "clock", dev, "soon").code == 2
    assert run("doctor", "--quiet").code == 0


def test_two_machines_meet_in_a_folder_by_the_command_line(
    run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet, key = tmp_path / "meet", tmp_path / "key"
    meet.mkdir()
    assert "setup asks three questions" in run("sync").err
    assert "say where to sync" in run("sync", "setup").err
    made = run("sync", "setup", meet, "--sealed", "--by-hand", "--name", "laptop").out
    key.write_text(next(line for line in made.splitlines() if line.startswith("  ")))
    run("answer", "k-sql", "3")
    assert "went out" in run("sync").out
    state = run("show", "k-sql", "--json").json["state"]
    monkeypatch.setenv("RECALL_HOME", str(tmp_path / "two"))
    (tmp_path / "two" / "decks").mkdir(parents=True)
    (tmp_path / "two" / "decks" / "kinds.yaml").write_bytes((home / "decks" / "kinds.yaml").read_bytes())
    assert "recovery key is needed" in run("sync", "setup", meet).err
    assert run("sync", "setup", meet, "--key-file", "-", stdin="AAAA").code == 2
    assert run("sync", "setup", meet, "--key-file", key, "--by-hand", "--name", "desktop").code == 0
    assert run("sync", "--json").json["brought"] == 2
    assert run("show", "k-sql", "--json").json["state"] == state
    assert {each["name"] for each in run("sync", "status", "--json").json["devices"]} == {"laptop", "desktop"}
    assert "last sync" in run("sync", "status").out
    assert run("sync", "--check").code == 0
    assert "does not sync any more" in run("sync", "off").out
    assert run("sync").code == 4


def test_a_backup_that_cannot_be_made_is_told(run: Run, home: Path) -> None:
    ran = run("backup", "now", home / "recall.db" / "x")
    assert ran.code == 1
    assert "no backup was made" in ran.err


def test_decks_are_listed_with_what_is_to_do(run: Run, home: Path) -> None:
    rows = {row["deck"]: row for row in run("deck", "list", "--json").json}
    assert rows["kinds"] == {
        "collection": "own",
        "stage": "",
        "deck": "kinds",
        "title": "All kinds",
        "cards": 14,
        "new": 14,
        "due": 0,
        "path": str(home / "decks" / "kinds.yaml"),
    }
    assert "All kinds" in run("deck", "list").out


def test_a_good_deck_has_no_problems(run: Run, tmp_path: Path) -> None:
    good = tmp_path / "good.yaml"
    good.write_text(GOOD)
    assert run("deck", "check", good, "--json").json == {"cards": 1, "problems": []}
    ran = run("deck", "check", good)
    assert (ran.code, ran.out, ran.err) == (0, "", "recall: 1 card, 0 errors, 0 warnings\n")
    gates = run("deck", "check", good, "--bank", "--json").json["gates"]
    assert gates["sources"]["value"] == 1


def test_every_problem_of_a_deck_is_told_with_its_place(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        "format: recall/1\ndeck: bad\ntitle: Bad\ncards:\n- id: a\n  promt: x\n  answer: y\n- id: B\n  answer: z\n"
    )
    ran = run("deck", "check", bad)
    assert ran.code == 1
    assert f"{bad}:6:3: a: `promt` is not a key" in ran.out
    assert "did you mean `prompt`?" in ran.out
    problems = run("deck", "check", bad, "--json").json["problems"]
    assert len(problems) == len(ran.out.splitlines()) >= 3
    assert set(problems[0]) == {"file", "line", "column", "card", "rule", "level", "message", "hint"}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"cards: [", b"x" * (9 << 20), None])
def test_a_broken_deck_is_told_and_never_crashes(run: Run, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "broken.yaml"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    ran = run("deck", "check", path, "--json")
    assert ran.code in (0, 1)
    assert ran.json["cards"] == 0
    assert (ran.code == 1) == bool(ran.json["problems"])


def test_two_files_with_one_id_are_found(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.yaml").write_text(
            f"format: recall/1\ndeck: {name}\ntitle: T\ncards:\n- id: same\n  prompt: p\n  answer: a\n"
        )
    ran = run("deck", "check", folder)
    assert ran.code == 1
    assert "the id is taken by the card at" in ran.out


def test_problems_of_installed_decks_are_told_without_a_path(run: Run, home: Path) -> None:
    (home / "decks" / "bad.yaml").write_text("cards: [")
    ran = run("deck", "check")
    assert ran.code == 1
    assert "bad.yaml" in ran.out


def test_verify_runs_nothing_without_a_word(run: Run) -> None:
    ran = run("deck", "verify", KINDS)
    assert (ran.code, ran.out) == (4, "")
    assert "--yes" in ran.err


def test_verify_proves_what_it_can_run(run: Run, tmp_path: Path) -> None:
    assert run("deck", "verify", KINDS, "--yes", "--json").json == {"proved": 2, "wrong": 0, "skipped": 0, "cards": []}
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(KINDS.read_text().replace('print("b")', 'print("c")'))
    ran = run("deck", "verify", wrong, "--yes")
    assert ran.code == 1
    assert "k-output: wrong: got a ⏎ c" in ran.out


def test_preview_shows_questions_and_answers(run: Run) -> None:
    out = run("deck", "preview", KINDS).out
    assert out.count("## k-") == 13
    assert out.startswith("# All kinds\n")
    assert run("deck", "preview", KINDS, "k-typed").out.startswith("## k-typed\n\n*typed, recall")
    assert [card["id"] for card in run("deck", "preview", KINDS, "k-typed", "--json").json] == ["k-typed"]


def test_the_schema_is_json(run: Run) -> None:
    assert "properties" in run("deck", "schema").json


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(run: Run, shell: str) -> None:
    assert "_RECALL_COMPLETE" in run("completion", shell).out


def test_decks_complete_after_review(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_RECALL_COMPLETE", "fish_complete")
    monkeypatch.setenv("COMP_WORDS", "recall review kin")
    monkeypatch.setenv("COMP_CWORD", "kin")
    with pytest.raises(SystemExit):
        run()
