"""The commands for people who write decks: begin, check, mend, hold to a version, look at."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from cli_home import KINDS, Run

from recall.cli.checking import watched
from recall.deck import verify

COLLECTION = Path("kafka")
SARIF = {  # what SARIF 2.1.0 asks of the parts that are written, by the names of its own schema
    "log": {"version", "runs"},
    "result": {"message"},
    "driver": {"name"},
}


@pytest.fixture
def kafka(run: Run) -> Path:
    """A new collection, with one fault that blocks and one that is a matter of taste."""
    assert run("deck", "new", "kafka").code == 0
    deck = COLLECTION / "basics.yaml"
    text = deck.read_text("utf-8").replace("accept: [Allow]", "acept: [Allow]")
    deck.write_text(text.replace("prompt: What does this print?", "prompt: What is best, and what does this print?"))
    return deck


def test_new_says_what_it_wrote_and_what_comes_next(run: Run) -> None:
    ran = run("deck", "new", "our-stack", "--in", "work", "--title", "Our stack", "--licence", "MIT")
    assert ran.code == 0
    assert "work/our-stack/collection.yaml" in ran.out.splitlines()
    assert "recall deck check work/our-stack" in ran.err
    checked = run("deck", "check", "work/our-stack")
    assert (checked.code, checked.out) == (0, "")
    again = run("deck", "new", "our-stack", "--in", "work")
    assert (again.code, again.out) == (4, "")


def test_annotations_name_file_line_and_column(run: Run, kafka: Path) -> None:
    ran = run("deck", "check", COLLECTION, "--format", "github")
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert all(
        re.match(r"::(error|warning) file=kafka/basics\.yaml,title=recall [\w-]+,line=\d+,col=\d+::", each)
        for each in lines
    )
    assert any("did you mean `accept`?" in each for each in lines)


def test_no_deck_can_forge_an_annotation(run: Run) -> None:
    deck = Path("d.yaml")
    forged = '- id: "a\\n::error file=x::forged"\n  prompt: "x\\r\\ny"\n  "k\\n::set-output": 1\n'
    deck.write_text(f"format: recall/1\ndeck: d\ncards:\n{forged}")
    for line in run("deck", "check", deck, "--format", "github").out.splitlines():
        assert line.startswith("::error file=d.yaml,")


def test_sarif_has_the_shape_that_others_read(run: Run, kafka: Path) -> None:
    log = run("deck", "check", COLLECTION, "--format", "sarif").json
    assert set(log) >= SARIF["log"]
    assert log["version"] == "2.1.0"
    (found,) = log["runs"]
    driver = found["tool"]["driver"]
    assert set(driver) >= SARIF["driver"]
    assert found["columnKind"] == "unicodeCodePoints"
    assert {each["level"] for each in found["results"]} == {"error", "warning"}
    for each in found["results"]:
        assert set(each) >= SARIF["result"]
        assert each["message"]["text"]
        assert driver["rules"][each["ruleIndex"]]["id"] == each["ruleId"]
        place = each["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "kafka/basics.yaml"
        assert min(place["region"]["startLine"], place["region"]["startColumn"]) >= 1


def test_fix_shows_first_and_writes_with_yes_alone(run: Run, kafka: Path) -> None:
    text = kafka.read_text("utf-8").replace("acept:", "accept:")
    kafka.write_text(text.replace("- id: https-default-port\n  level", "- level"))
    before = kafka.read_bytes()
    shown = run("deck", "check", COLLECTION, "--fix")
    assert shown.code == 1
    assert "id: tcp-port-https-address-mean-names" in shown.out
    assert "nothing was written" in shown.err
    assert kafka.read_bytes() == before
    kafka.chmod(0o640)
    assert run("deck", "check", COLLECTION, "--fix", "--yes").code == 0
    assert "- id: tcp-port-https-address-mean-names\n  level: recall\n" in kafka.read_text("utf-8")
    assert kafka.stat().st_mode & 0o777 == 0o640
    assert run("deck", "check", COLLECTION, "--fix").err.startswith("recall: every card has an id of its own")


def test_fix_heeds_the_ids_of_the_other_files(run: Run, kafka: Path) -> None:
    other = COLLECTION / "other.yaml"
    other.write_text(
        "format: recall/1\ndeck: other\ncards:\n- id: http-safe-method\n  prompt: Which port?\n  answer: 80\n"
    )
    assert "id: port instead of `http-safe-method`" in run("deck", "check", other, "--fix").out


def git(*arguments: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=COLLECTION, check=True, capture_output=True)


def test_against_refuses_what_would_cost_a_history(run: Run, kafka: Path) -> None:
    kafka.write_text(kafka.read_text("utf-8").replace("acept:", "accept:"))
    for arguments in (("init", "-q"), ("add", "--all"), ("commit", "-qm", "One")):
        git(*arguments)
    assert run("deck", "check", COLLECTION, "--against", "HEAD").code == 0
    good = kafka.read_text("utf-8")
    kafka.write_text(good.replace("id: https-default-port", "id: https-port").replace("number: 443", "number: 444"))
    ran = run("deck", "check", COLLECTION, "--against", "HEAD")
    assert ran.code == 1
    assert "add `formerly: [https-default-port]` to `https-port`" in ran.out
    kafka.write_text(good.replace("id: https-default-port", "id: https-port\n  formerly: [https-default-port]"))
    assert run("deck", "check", COLLECTION, "--against", "HEAD").code == 0
    assert run("deck", "check", COLLECTION, "--against", "nope").code == 2


def test_retired_ids_may_go(run: Run, kafka: Path) -> None:
    kafka.write_text(kafka.read_text("utf-8").replace("acept:", "accept:"))
    before = Path("before")
    subprocess.run(["cp", "-r", str(COLLECTION), str(before)], check=True)
    deck = kafka.read_text("utf-8")
    kafka.write_text(deck[: deck.index("- id: python-sorted-dict")])
    assert run("deck", "check", COLLECTION, "--against", before).code == 1
    with (COLLECTION / "collection.yaml").open("a") as manifest:
        manifest.write("x-retired: [python-sorted-dict]\n")
    assert run("deck", "check", COLLECTION, "--against", before).code == 0


def test_watching_checks_again_when_a_file_was_saved(run: Run, kafka: Path, capsys: pytest.CaptureFixture[str]) -> None:
    looks: list[str] = []

    def look() -> int:
        looks.append(kafka.read_text("utf-8")[-5:])
        return len(looks)

    def wait(seconds: float) -> None:
        if len(looks) == 2:
            raise KeyboardInterrupt
        kafka.write_text(kafka.read_text("utf-8") + "# saved\n")

    assert watched(COLLECTION, look, wait) == 2
    assert looks[1] == "aved\n"
    assert "ended" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--fix", "--watch", "--strict", "--bank"])
def test_what_needs_a_path_says_so(run: Run, option: str) -> None:
    ran = run("deck", "check", option)
    assert (ran.code, ran.out) == (2, "")
    assert f"recall deck check PATH {option}" in ran.err


def test_preview_by_lines_shows_front_then_back(run: Run) -> None:
    out = run("deck", "preview", KINDS, "k-single", "--plain").out
    assert out.startswith("-- 1 of 1: k-single (single)\n")
    assert out.index("  1  ") < out.index("  - ")


def test_preview_as_a_page_holds_every_card_and_fetches_nothing(run: Run) -> None:
    ran = run("deck", "preview", KINDS, "--html", "page.html")
    assert ran.code == 0
    page = Path("page.html").read_text("utf-8")
    cards = run("deck", "preview", KINDS, "--json").json
    assert page.count("<summary>Answer</summary>") == len(cards)
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert run("deck", "preview", KINDS, "--html", "-").out == page
    assert run("deck", "preview", KINDS, "--html", "no/such/folder.html").code == 1


@pytest.mark.parametrize(
    ("fence", "said"),
    [(("unshare",), "the code gets no network"), ((), "this system cannot cut the code off from the network")],
)
def test_verify_says_whether_the_network_is_cut_off(
    run: Run, kafka: Path, monkeypatch: pytest.MonkeyPatch, fence: tuple[str, ...], said: str
) -> None:
    monkeypatch.setattr(verify, "_fence", lambda: fence)
    ran = run("deck", "verify", COLLECTION)
    assert (ran.code, ran.out) == (4, "")
    assert said in ran.err
    assert "nothing was run" in ran.err


def test_what_the_workflow_runs_exists(run: Run, kafka: Path) -> None:
    steps = yaml.safe_load((COLLECTION / ".github/workflows/decks.yml").read_text("utf-8"))["jobs"]["check"]["steps"]
    commands = [step["run"] for step in steps if step.get("run", "").startswith("recall ")]
    assert commands
    known = run("deck", "check", "--help").out
    for option in re.findall(r"--[a-z]+", " ".join(commands)):
        assert option in known
