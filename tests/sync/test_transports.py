"""The same promises on every transport: a folder, S3, git, PostgreSQL."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from machines import Machine, now

from recall.config import Home, find_home
from recall.errors import RecallError, Refused, UsageError
from recall.sync import objects, places
from recall.sync.places import kind_of, open_remote
from recall.sync.remote import Missing, Remote, Unreachable, shown
from recall.sync.run import look, run, set_up
from recall.sync.seal import new_key


@pytest.fixture(params=["folder", "s3", "git", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty remote of each kind."""
    if request.param == "folder":
        (tmp_path / "meet").mkdir()
        return str(tmp_path / "meet")
    if request.param == "git":
        if shutil.which("git") is None:
            pytest.skip("needs git")
        subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "meet.git")], check=True)
        return f"file://{tmp_path / 'meet.git'}"
    if request.param == "s3":
        address: str = request.getfixturevalue("s3_server")
        return address.replace("/recall?", f"/{tmp_path.name}?")
    address = request.getfixturevalue("postgres_server")
    return f"{address}?learner={tmp_path.name}"


@pytest.fixture
def remotes(place: str, tmp_path: Path) -> Iterator[tuple[Remote, Remote]]:
    """The same place as two machines see it."""
    first, second = (open_remote(place, tmp_path / name) for name in ("one", "two"))
    yield first, second
    first.close()
    second.close()


def test_what_one_puts_the_other_lists_and_gets(remotes: tuple[Remote, Remote]) -> None:
    one, two = remotes
    assert dict(one.names()) == {}
    one.put({"recall-sync.json": b"{}", "v1/a/1-1.x.seg": bytes(range(256)) * 40})
    assert dict(two.names()) == {"recall-sync.json": 2, "v1/a/1-1.x.seg": 10240}
    assert two.get("v1/a/1-1.x.seg") == bytes(range(256)) * 40
    with pytest.raises(Missing):
        two.get("v1/a/2-2.x.seg")


def test_what_is_there_stays_as_it_is(remotes: tuple[Remote, Remote]) -> None:
    one, two = remotes
    one.put({"v1/a/1": b"first"})
    two.put({"v1/a/1": b"second", "v1/a/2": b"new"})
    assert one.names().keys() == {"v1/a/1", "v1/a/2"}
    assert one.get("v1/a/1") == b"first"


def test_what_is_dropped_is_gone_for_both_and_dropping_twice_is_no_fault(remotes: tuple[Remote, Remote]) -> None:
    one, two = remotes
    one.put({"v1/a/1": b"x", "v1/a/2": b"y"})
    two.drop(["v1/a/1", "v1/a/3"])
    one.drop(["v1/a/1"])
    assert list(one.names()) == ["v1/a/2"]
    assert list(two.names()) == ["v1/a/2"]


def test_two_that_put_in_turn_lose_nothing(remotes: tuple[Remote, Remote]) -> None:
    for number in range(6):
        remotes[number % 2].put({f"v1/{number}": b"%d" % number})
    for remote in remotes:
        assert len(remote.names()) == 6


def clock(days: float) -> Callable[[], tuple]:  # type: ignore[type-arg]
    return lambda: now(days)


def machine(home: Home) -> Machine:
    return Machine(home.data, None)  # type: ignore[arg-type]


def test_two_machines_meet_there(place: str, tmp_path: Path) -> None:
    key = new_key()
    homes = [find_home(tmp_path / name) for name in ("first", "second")]
    for home, name in zip(homes, ("laptop", "desktop"), strict=True):
        set_up(home, place, key, after_sitting=False, name=name, now=clock(0))
        assert look(place, home).sealed is True
    for days, home in enumerate(homes * 2):
        machine(home).answer(f"d:{days}", days=days)
        run(home, clock(days), lambda *_: None)
    run(homes[0], clock(5), lambda *_: None)
    assert machine(homes[0]).ids() == machine(homes[1]).ids()
    assert len(machine(homes[0]).ids()) == 6
    assert machine(homes[0]).derived() == machine(homes[1]).derived()
    with pytest.raises(Refused, match="recovery key is not the one"):
        set_up(find_home(tmp_path / "third"), place, new_key(), after_sitting=False, name="x", now=clock(0))
    with pytest.raises(Refused, match="sealed"):
        set_up(find_home(tmp_path / "third"), place, None, after_sitting=False, name="x", now=clock(0))


def test_a_folder_of_somebody_else_is_refused_untouched(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "cat.jpg").write_bytes(b"cat")
    with pytest.raises(Refused, match=r"holds other files \(cat\.jpg"):
        set_up(find_home(tmp_path / "home"), str(folder), None, after_sitting=False, name="x", now=clock(0))
    assert [path.name for path in folder.iterdir()] == ["cat.jpg"]


def test_a_folder_that_is_gone_or_emptied_is_not_taken_for_a_new_one(tmp_path: Path) -> None:
    folder, home = tmp_path / "stick", find_home(tmp_path / "home")
    folder.mkdir()
    set_up(home, str(folder), None, after_sitting=False, name="x", now=clock(0))
    shutil.rmtree(folder)
    with pytest.raises(Unreachable, match="is it mounted"):
        run(home, clock(1), lambda *_: None)
    folder.mkdir()
    with pytest.raises(Refused, match="no remote of recall's"):
        run(home, clock(1), lambda *_: None)
    assert list(folder.iterdir()) == []


def test_another_remote_in_the_same_place_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    for name in ("one", "two"):
        folder.mkdir()
        set_up(find_home(tmp_path / name), str(folder), None, after_sitting=False, name=name, now=clock(0))
        folder.rename(tmp_path / f"stick-{name}")
    (tmp_path / "stick-two").rename(folder)
    with pytest.raises(Refused, match="another remote now"):
        run(find_home(tmp_path / "one"), clock(1), lambda *_: None)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root writes everywhere")
    folder, home = tmp_path / "stick", find_home(tmp_path / "home")
    folder.mkdir()
    set_up(home, str(folder), None, after_sitting=False, name="x", now=clock(0))
    folder.chmod(0o555)
    with pytest.raises(Unreachable, match="denied"):
        run(home, clock(1), lambda *_: None)


@pytest.mark.parametrize(
    "url",
    [
        "file:///nowhere/at/all.git",
        "s3://bucket/x?endpoint=http://127.0.0.1:9",
        "postgresql://anna@127.0.0.1:9/postgres",
    ],
)
def test_a_remote_that_does_not_answer_is_told_in_one_sentence(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with pytest.raises(Unreachable, match="cannot be reached") as told:
        open_remote(url, tmp_path).names()
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 600


def test_a_store_that_listens_and_never_answers_is_told_and_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setattr(objects, "_TIMEOUT", "100ms")
    monkeypatch.setattr(objects, "_RETRIES", timedelta(milliseconds=200))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(Unreachable, match="cannot be reached"):
            open_remote(f"s3://bucket/x?endpoint=http://127.0.0.1:{port}", tmp_path).names()


def test_a_clone_left_half_made_is_made_anew(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "meet.git")], check=True)
    remote = open_remote(f"file://{tmp_path / 'meet.git'}", tmp_path / "cache")
    remote.put({"v1/a": b"x"})
    (clone,) = (tmp_path / "cache").iterdir()
    (clone / "config").write_text("[remote\n")
    assert dict(remote.names()) == {"v1/a": 1}


@pytest.mark.parametrize("url", ["ftp://x/y", "", "s3://", "ext::sh -c evil", "--upload-pack=evil", "git+--x"])
def test_an_address_that_is_none_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(RecallError):
        open_remote(url, tmp_path).names()


def test_addresses_are_told_apart() -> None:
    kinds = {
        "~/Dropbox/recall": "folder",
        "C:/recall": "folder",
        "s3://b/p": "s3",
        "git@example.org:me/x.git": "git",
        "ssh://git@example.org/x.git": "git",
        "https://example.org/x.git": "git",
        "file:///srv/x.git": "git",
        "git+/srv/x.git": "git",
        "postgresql://h/d": "postgresql",
    }
    assert {url: kind_of(url) for url in kinds} == kinds


def test_a_password_is_never_shown() -> None:
    assert shown("postgresql://anna:s3cret@host:5432/db?learner=a") == "postgresql://anna@host:5432/db?learner=a"
    assert shown("https://me:token@example.org/x.git") == "https://me@example.org/x.git"
    assert shown("git@example.org:me/x.git") == "git@example.org:me/x.git"
    assert shown("s3://bucket/x?endpoint=http://host:9000") == "s3://bucket/x?endpoint=http://host:9000"


def test_what_must_be_installed_is_said_with_the_line_to_type(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(places, "find_spec", lambda name: None)
    with pytest.raises(RecallError, match=r"needs zstandard, obstore \(pip install 'recall-srs\[sync\]'"):
        open_remote(str(tmp_path), tmp_path)
    with pytest.raises(UsageError):
        open_remote("gopher://x", tmp_path)
