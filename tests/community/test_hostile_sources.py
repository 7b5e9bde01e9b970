"""Strangers' repositories, archives, folders and addresses: refused in words or read as text, and nothing more."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import stat
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from author import Author
from desks import Learner, add, everything_below
from hypothesis import given, settings
from hypothesis import strategies as st

from recall.community import git
from recall.community.address import parse_address
from recall.community.archive import parcel_of
from recall.community.fetch import fetch, stands_at
from recall.community.parcel import Cancelled, Parcel, fault_of
from recall.community.survey import survey
from recall.deck.clean import clean_line
from recall.desk import collections, telling
from recall.errors import RecallError, Refused, UsageError

DECK = b"format: recall/1\ndeck: d\ntitle: D\ncards:\n- {id: a, prompt: Q, answer: A}\n"


# -- addresses


@pytest.mark.parametrize(
    "text",
    [
        "--upload-pack=touch proof",
        "-u",
        "ext::sh -c touch% proof",
        "fd::17",
        "-oProxyCommand=touch@h:p",
        "h:-oProxyCommand=x",
        "ssh://-oProxyCommand=touch/x",
        "ssh://user@-oProxyCommand=touch/x",
        "https://-x/y",
        "http://example.org/x",
        "git://example.org/x",
        "ftp://example.org/x",
        "file://elsewhere/x",
        "javascript://x/y",
        "https://user:secret@example.org/x",
        "https://token@example.org/x",
        "https://example.org/x?y=1",
        "https://example.org/x@--upload-pack=touch",
        "https://example.org/x@a..b",
        "https://example.org/x@a^{tree}",
        "https://example.org/x@+a:refs/heads/main",
        "https://example.org/x@refs/heads/*",
        "https://exa\x1bmple.org/x",
        "https://example.org/\u202ex",
        "https://[::1/x",
        "a\nb",
        "",
        "x" * 2000,
    ],
)
def test_an_address_that_could_be_taken_for_something_else_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises((Refused, UsageError)) as told:
        parse_address(text, here=tmp_path)
    assert told.value.hint


@pytest.mark.parametrize(
    ("text", "where", "revision", "protocol"),
    [
        ("https://example.org/a/b.git", "https://example.org/a/b.git", "", "https"),
        ("HTTPS://example.org:8443/a@v1.2", "https://example.org:8443/a", "v1.2", "https"),
        ("ssh://git@example.org:22/a/b@feature/x", "ssh://git@example.org:22/a/b", "feature/x", "ssh"),
        ("git@example.org:a/b.git@v1", "git@example.org:a/b.git", "v1", "ssh"),
        ("example.org:b", "example.org:b", "", "ssh"),
    ],
)
def test_git_addresses_are_read_with_their_revision(text: str, where: str, revision: str, protocol: str) -> None:
    found = parse_address(text)
    assert (found.kind, found.where, found.revision, found.protocol) == ("git", where, revision, protocol)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        found = parse_address(text, here=Path("/nonexistent"))
    except RecallError:
        return
    assert not found.where.startswith("-") and not found.revision.startswith("-")
    assert "::" not in found.where.partition("/")[0] or found.where.startswith("ssh://")


# -- repositories


def tree(author: Author, *entries: str) -> str:
    """A tree object made of `<mode> <type> <id>\\t<name>` lines."""
    ran = subprocess.run(
        ["git", "mktree", "--missing"],
        cwd=author.folder,
        input="\n".join(entries),
        check=True,
        capture_output=True,
        text=True,
    )
    return ran.stdout.strip()


def blob(author: Author, data: bytes) -> str:
    ran = subprocess.run(
        ["git", "hash-object", "-w", "--stdin"], cwd=author.folder, input=data, check=True, capture_output=True
    )
    return ran.stdout.decode().strip()


def publish(author: Author, of: str) -> None:
    made = author.git("commit-tree", of, "-m", "x").strip()
    author.git("update-ref", "refs/heads/main", made)


def test_links_submodules_and_odd_names_in_a_repository_are_left_out(author: Author) -> None:
    author.commit()
    deck, secret = blob(author, DECK), blob(author, b"/etc/passwd")
    stage = tree(author, f"100644 blob {deck}\tdeep.yaml")
    publish(
        author,
        tree(
            author,
            f"100644 blob {deck}\tgood.yaml",
            f"120000 blob {secret}\tlinked.yaml",
            f"160000 commit {'1' * 40}\tsub.yaml",
            f"100644 blob {deck}\tCON.yaml",
            f"100644 blob {deck}\ta:b.yaml",
            f"100644 blob {deck}\tesc\x1b]0;owned\x07.yaml",
            f"100755 blob {deck}\trun.yaml",
            f"100644 blob {deck}\t.hidden.yaml",
            f"100644 blob {deck}\treadme.md",
            f"040000 tree {stage}\tstage",
        ),
    )
    parcel = fetch(parse_address(author.address))
    assert set(parcel.files) == {"good.yaml", "run.yaml", "stage/deep.yaml"}
    assert len(parcel.notes) == 5
    assert all(note.isprintable() for note in parcel.notes)


@pytest.mark.parametrize("name", [".git", ".GIT", "git~1", ".g\u200cit", ".."])
def test_a_tree_that_means_git_itself_is_refused_or_not_looked_at(author: Author, name: str) -> None:
    author.commit()
    inner = tree(author, f"100644 blob {blob(author, DECK)}\tconfig.yaml")
    publish(author, tree(author, f"040000 tree {inner}\t{name}", f"100644 blob {blob(author, DECK)}\tgood.yaml"))
    try:
        assert set(fetch(parse_address(author.address)).files) == {"good.yaml"}
    except RecallError as error:
        assert "fsck" in str(error) or "could not fetch" in str(error)


def test_a_tree_of_trees_without_end_is_stopped_by_its_names(author: Author) -> None:
    author.commit()
    level = tree(author, f"100644 blob {blob(author, DECK)}\tdeck.yaml")
    for _ in range(9):
        level = tree(author, *(f"040000 tree {level}\t{name}" for name in "abcdefghij"))
    publish(author, level)
    with pytest.raises(Refused, match="more than"):
        fetch(parse_address(author.address))


def test_a_huge_file_in_a_repository_is_not_fetched(author: Author) -> None:
    author.commit()
    author.git("config", "uploadpack.allowFilter", "true")
    publish(author, tree(author, f"100644 blob {blob(author, bytes(40 << 20))}\tdeck.yaml"))
    with pytest.raises(Refused, match="limit"):
        fetch(parse_address(author.address))


def test_nothing_that_a_repository_brings_along_is_run(author: Author, tmp_path: Path) -> None:
    author.commit()
    proof = tmp_path / "proof"
    run = f"touch {proof}"
    for hook in ("post-checkout", "post-merge", "pre-auto-gc", "reference-transaction", "post-index-change"):
        path = author.folder / ".git" / "hooks" / hook
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{run}\n")
        path.chmod(0o755)
    for name in ("core.fsmonitor", "core.sshCommand", "core.pager", "diff.external", "uploadpack.packObjectsHook"):
        author.git("config", name, run)
    (author.folder / ".gitattributes").write_text("*.yaml filter=evil diff=evil\n")
    author.git("config", "filter.evil.smudge", run)
    (author.folder / ".gitmodules").write_text(
        '[submodule "s"]\npath = s\nurl = ext::sh -c touch% proof\nupdate = !touch\n'
    )
    author.git("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "add", ".gitattributes")
    author.git("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "commit", "-qm", "x")
    proof.unlink(missing_ok=True)
    for address in (author.address, f"{author.folder}@main", str(author.folder)):
        assert "kafka.yaml" in fetch(parse_address(address)).files
        assert stands_at(parse_address(address))
    assert not proof.exists()


def test_the_learners_own_git_settings_and_prompts_are_not_used(
    author: Author, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    author.commit()
    home = tmp_path / "user"
    home.mkdir()
    (home / ".gitconfig").write_text(
        f'[url "ext::sh -c touch% {tmp_path}/proof "]\ninsteadOf = file://\n[core]\nfoo=\n'
    )
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.sshCommand")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", f"touch {tmp_path}/proof")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    assert fetch(parse_address(author.address)).files
    with pytest.raises(RecallError, match="could not fetch"):
        fetch(parse_address("ssh://nobody@localhost:1/x"))
    assert not (tmp_path / "proof").exists()


def test_what_cannot_be_fetched_is_said_with_a_next_step(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    author.commit()
    with pytest.raises(RecallError, match="v9") as told:
        fetch(parse_address(f"{author.address}@v9"))
    assert "branches and tags" in told.value.hint
    with pytest.raises(RecallError, match="v9"):
        stands_at(parse_address(f"{author.address}@v9"))
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(RecallError, match="not installed") as told:
        fetch(parse_address(author.address))
    assert ".zip" in told.value.hint


def test_stopping_leaves_no_process_and_no_file_behind(
    learner: Learner, author: Author, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    author.commit()
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    desk = learner.sit_down()
    before = everything_below(learner.home.data)

    def stop(text: str) -> None:
        if "fetching" in text:
            raise Cancelled

    with pytest.raises(Cancelled):
        collections.look(author.address, "", stop)
    offer = collections.look(author.address)

    def stop_writing(text: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        collections.add(desk, offer, stop_writing)
    assert list(scratch.iterdir()) == []
    assert everything_below(learner.home.data) == before | {"collections"}


# -- archives and folders


ARCHIVES = (
    "slip.zip", "symlink.zip", "bomb.zip", "dup_names.zip", "overlap.zip", "slip.tar", "abs.tar", "symlink.tar",
    "hardlink.tar", "rellink.tar", "device.tar", "setuid.tar", "long_realpath.tar", "bomb.tar.gz",
)  # fmt: skip


@pytest.mark.parametrize("name", ARCHIVES)
def test_every_hostile_archive_is_refused_in_words(learner: Learner, samples: Path, name: str) -> None:
    desk = learner.sit_down()
    before = everything_below(learner.home.data)
    proof = everything_below(samples)
    with pytest.raises(Refused) as told:
        add(desk, samples / "archive" / name)
    assert str(told.value).isprintable()
    assert everything_below(learner.home.data) == before
    assert everything_below(samples) == proof


def test_every_sample_is_read_within_300_megabytes_and_some_seconds_of_work(samples: Path) -> None:
    """In a process that the system ends beyond these limits."""
    script = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from recall.desk import collections\n"
        "from recall.errors import RecallError\n"
        "resource.setrlimit(resource.RLIMIT_DATA, (300 << 20, 300 << 20))\n"
        "for path in sorted(Path(sys.argv[1]).rglob('*')):\n"
        "    if path.suffix not in ('.zip', '.tar', '.gz', '.yaml'): continue\n"
        "    used = resource.getrusage(resource.RUSAGE_SELF).ru_utime\n"
        "    resource.setrlimit(resource.RLIMIT_CPU, (int(used) + 6, int(used) + 6))\n"
        "    try: collections.look(str(path))\n"
        "    except RecallError as error: print(path.name, error)\n"
        "    else: sys.exit(f'{path} was taken')\n"
        "print('all refused')\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run(
        [sys.executable, "-c", script, str(samples)],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert ran.stdout.endswith("all refused\n")


PIECES = st.sampled_from(
    r"""- id: a|- id: k2|  prompt: x|  answer: y|  accept: [x]|  prompt: "\\e]52;c;eA==\\a"|  cloze: '{{c1::x}}'|cards:
|  formerly: [b]|  rev: 9|format: recall/1|deck: d|{|[|&a|*a|!!x |\t|  patterns: ['(a+)+$']|  options:|  - text: x|---
""".replace("\n", "|").split("|")
).map(lambda piece: f"{piece}\n")


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=20).map(lambda parts: "".join(parts).encode()), st.binary(max_size=200)))
def test_any_file_is_offered_as_harmless_text_or_refused_in_words(data: bytes) -> None:
    address = parse_address("https://example.org/x")
    try:
        found = survey(Parcel({"d.yaml": data, "collection.yaml": b"id: x\ntitle: T\n" + data[:50]}), "x")
    except RecallError as error:
        assert clean_line(str(error)) == str(error)
        return
    lines = telling.offered(collections.Offer(address, Parcel({}), found), 0)
    assert all(key.startswith("x:") for key in (*found.cards, *found.renames))
    assert len(lines) < 40


def zipped(**files: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def tarred(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


def test_archives_as_hosts_make_them_are_taken_without_their_top_folder() -> None:
    files = {
        "kafka-main/deck.yaml": DECK,
        "kafka-main/a/b.yaml": DECK,
        "kafka-main/.ci.yaml": b"x",
        "kafka-main/x.png": b"p",
        "kafka-main/mkdocs.yml": b"site: x\n",
    }
    expected = {"deck.yaml", "a/b.yaml"}
    assert set(parcel_of(zipped(**files), "x.zip").files) == expected
    members = []
    for name, data in files.items():
        info = tarfile.TarInfo(f"./{name}")
        info.pax_headers = {"comment": "a commit"}
        members.append((info, data))
    packed = tarred(*members)
    assert set(parcel_of(packed, "x.tar").files) == expected
    assert set(parcel_of(gzip.compress(packed), "x.tar.gz").files) == expected


def test_a_tar_header_that_lies_about_its_size_is_refused() -> None:
    packed = bytearray(tarred((tarfile.TarInfo("deck.yaml"), DECK)))
    for size in (b"\xff" * 11 + b"\x00", b"\x80" + b"\x7f" * 11, b"77777777777\0"):
        packed[124:136] = size
        packed[148:156] = b" " * 8
        packed[148:156] = b"%06o\0 " % sum(packed[:512])
        with pytest.raises(Refused):
            parcel_of(bytes(packed), "x.tar")


def test_a_zip_with_a_table_of_contents_without_end_is_refused_before_it_is_read() -> None:
    many = zipped(**{f"{number}.txt": b"" for number in range(5_001)})
    with pytest.raises(Refused, match="more than"):
        parcel_of(many, "x.zip")
    with pytest.raises(Refused, match="zip64"):
        parcel_of(many[:-22] + b"PK\x06\x07" + bytes(16) + many[-22:], "x.zip")


def test_two_names_that_are_one_on_some_disks_are_refused() -> None:
    with pytest.raises(Refused, match="twice"):
        parcel_of(zipped(**{"deck.yaml": DECK, "Deck.yaml": DECK}), "x.zip")


def test_an_encrypted_or_strangely_packed_archive_is_refused() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("deck.yaml", DECK)
    with pytest.raises(Refused, match="compressed"):
        parcel_of(data.getvalue(), "x.zip")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_damage_to_an_archive_is_refused_in_words_or_harmless(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([zipped(**{"a.yaml": DECK}), tarred((tarfile.TarInfo("a.yaml"), DECK))]))
    name = "x.zip" if whole.startswith(b"PK") else "x.tar"
    damaged = bytearray(whole)
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=6)):
        damaged[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    try:
        parcel = parcel_of(bytes(damaged[:cut] if data.draw(st.booleans()) else damaged), name)
    except RecallError:
        return
    assert all(fault_of(name) == "" for name in parcel.files)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30))
def test_a_name_without_fault_stays_below_its_folder(name: str) -> None:
    if fault_of(name) == "":
        below = Path("/base") / name
        assert os.path.normpath(below) == str(below)
        assert below.is_relative_to("/base") and clean_line(name) == name


def test_a_folder_is_read_without_its_git_its_links_and_its_pipes(tmp_path: Path) -> None:
    folder = tmp_path / "stranger"
    (folder / ".git" / "hooks").mkdir(parents=True)
    (folder / ".git" / "config").write_text("[core]\nfsmonitor = touch proof\n")
    (folder / "good.yaml").write_bytes(DECK)
    (folder / "passwd.yaml").symlink_to("/etc/passwd")
    (folder / "dir").symlink_to("/etc")
    parcel = fetch(parse_address(str(folder)))
    assert set(parcel.files) == {"good.yaml"}
    assert parcel.notes == ("1 link was left out",)
    os.mkfifo(folder / "pipe.yaml")
    with pytest.raises(Refused, match="no plain file"):
        fetch(parse_address(str(folder)))
    assert stat.S_ISFIFO((folder / "pipe.yaml").stat().st_mode)


def test_git_is_stopped_when_it_takes_too_long(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    author.commit()
    monkeypatch.setattr(git, "FETCH_SECONDS", 0)
    monkeypatch.setattr("recall.community.bounded._SOON", 0.0001)
    with pytest.raises(RecallError, match="longer than"):
        fetch(parse_address(author.address))


def test_ssh_is_asked_without_prompts_forwarding_or_commands_of_ours(
    author: Author, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stand-in for ssh that writes down how it was called and serves the repository from here."""
    author.commit()
    program = tmp_path / "bin" / "ssh"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/called\nfor last; do :; done\nexec sh -c "$last"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    for address in (f"ssh://git@example.org{author.folder}", f"git@example.org:{author.folder}@v1"):
        assert "kafka.yaml" in fetch(parse_address(address)).files
        called = (tmp_path / "called").read_text().splitlines()
        assert {"-a", "-x", "-oBatchMode=yes", "-oForwardAgent=no", "-oPermitLocalCommand=no"} <= set(called)
        assert "git@example.org" in called
