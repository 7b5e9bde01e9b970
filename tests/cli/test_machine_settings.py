"""config.toml: what it says is used, and what is wrong in it is said and stops nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from recall.errors import RecallError, UsageError
from recall.machine import Machine, parse_machine, read_machine, write_machine


def test_the_settings_of_a_machine_are_read() -> None:
    text = 'theme = "ansi-light"\neditor = "vim"\nascii = true\n[keys]\nreview.good = "l"\n"home.quit" = "x"\n'
    machine, warnings = parse_machine(text, "config.toml")
    assert (machine.theme, machine.editor, machine.ascii) == ("ansi-light", "vim", True)
    assert machine.keys == {"review.good": "l", "home.quit": "x"}
    assert warnings == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('thme = "x"', "there is no setting `thme` (did you mean `theme`?)"),
        ("ascii = 1", "`ascii` must be true or false"),
        ("theme = 3", "`theme` must be a text in quotes"),
        ("keys = 3", "`keys` must be a table"),
        ("[keys]\nreview.good = 1", "the key of `review.good` must be a text in quotes"),
        ("theme = dark", "is not used:"),
        ("[" * 3000, "is not used:"),
    ],
)
def test_a_mistake_is_a_warning_that_names_it(text: str, said: str) -> None:
    _, warnings = parse_machine(text, "config.toml")
    assert len(warnings) == 1
    assert warnings[0].startswith("config.toml")
    assert said in warnings[0]


def test_one_mistake_does_not_hide_the_rest() -> None:
    machine, warnings = parse_machine('thme = "x"\nascii = true\n', "config.toml")
    assert machine.ascii
    assert len(warnings) == 1


def test_no_file_is_no_mistake(tmp_path: Path) -> None:
    assert read_machine(tmp_path / "config.toml") == (Machine(), ())


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_a_warning(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "config.toml"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    machine, warnings = read_machine(path)
    assert machine == Machine()
    assert "cannot be read" in warnings[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'theme = "nord"\n'),
        ('# mine\ntheme = "old" # why\nascii = true\n', '# mine\ntheme = "nord"\nascii = true\n'),
        ('[keys]\ntheme = "k"\n', 'theme = "nord"\n[keys]\ntheme = "k"\n'),
    ],
)
def test_setting_one_thing_leaves_the_rest_of_the_file(tmp_path: Path, before: str, after: str) -> None:
    path = tmp_path / "deep" / "config.toml"
    path.parent.mkdir()
    path.write_text(before)
    write_machine(path, "theme", "nord")
    assert path.read_text() == after


@pytest.mark.parametrize(("name", "value"), [("theme", 'a "b" \\ \n\x7f ü'), ("ascii", "true"), ("editor", "code -w")])
def test_what_is_written_is_read_back(tmp_path: Path, name: str, value: str) -> None:
    path = tmp_path / "config.toml"
    write_machine(path, name, value)
    machine, warnings = read_machine(path)
    assert warnings == ()
    assert getattr(machine, name) == (True if name == "ascii" else value)


@pytest.mark.parametrize(("name", "value"), [("thme", "x"), ("ascii", "perhaps"), ("keys", "x")])
def test_nonsense_is_not_written(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(UsageError):
        write_machine(tmp_path / "config.toml", name, value)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    with pytest.raises(RecallError, match="cannot be written"):
        write_machine(tmp_path / "config.toml", "theme", "x")
