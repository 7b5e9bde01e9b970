"""Decks out of a git repository: a bare, shallow fetch whose blobs are read one by one. Nothing is checked out.

So hooks, filters, links, submodules and file names have nothing to act on; git itself reads no configuration but ours.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from recall.community import bounded
from recall.community.address import Address
from recall.community.parcel import MAX_NAMES, MAX_TOTAL, Basket, Parcel, Watch, fault_of, is_wanted, no_watch
from recall.deck.clean import clean_line
from recall.deck.reader import MAX_BYTES
from recall.errors import RecallError, Refused

FETCH_SECONDS = 180
READ_SECONDS = 20
MAX_DISK = 192 * 2**20
_LISTING = MAX_NAMES * 256
_BLOB = "100"  # how the mode of a plain file begins; links are 120000, submodules 160000
_FETCHED = "refs/recall/fetched"
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_KEPT = (
    "PATH", "LANG", "SSH_AUTH_SOCK", "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO", "https_proxy", "HTTPS_PROXY",
    "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR",
)  # fmt: skip
_SSH = (
    "ssh -a -x -oBatchMode=yes -oConnectTimeout=15 -oServerAliveInterval=15 -oClearAllForwardings=yes"
    " -oPermitLocalCommand=no -oForwardAgent=no"
)
_SETTINGS = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.symlinks": "false",
    "core.bigFileThreshold": "1m",  # larger blobs are streamed, not held
    "credential.helper": "",
    "fetch.fsckObjects": "true",
    "transfer.fsckObjects": "true",
    "transfer.bundleURI": "false",
    "transfer.credentialsInUrl": "die",
    "fetch.recurseSubmodules": "false",
    "fetch.unpackLimit": "1",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "http.lowSpeedLimit": "1",
    "http.lowSpeedTime": "20",
    "pack.threads": "1",
    "protocol.version": "2",
    "submodule.recurse": "false",
}


class _Entry(NamedTuple):
    """One name of a tree that may be a deck."""

    name: str
    blob: str


def newest(address: Address, watch: Watch = no_watch) -> str:
    """The commit that the address stands for now, without fetching anything. Raises RecallError kinds."""
    with _repository(address) as git:
        watch(f"asking {address.where}")
        names = [address.revision, f"{address.revision}^{{}}"] if address.revision else ["HEAD"]
        if _COMMIT.fullmatch(names[0]):
            return names[0]
        ran = git.run("ls-remote", "--", address.written, *names, seconds=READ_SECONDS, out=1 << 20, watch=watch)
        git.check(ran)
        found: dict[str, str] = {}
        for line in ran.out.decode(errors="replace").splitlines():
            commit, _, ref = line.partition("\t")
            found[ref] = commit
        wanted = (f"refs/tags/{names[0]}^{{}}", f"refs/tags/{names[0]}", f"refs/heads/{names[0]}", names[0])
        commit = next((found[name] for name in wanted if name in found), "")
        if not _COMMIT.fullmatch(commit):
            raise RecallError(f"{address.where} has no {names[0]}", "look at its branches and tags")
        return commit


def read_git(address: Address, watch: Watch = no_watch) -> Parcel:
    """The decks of a repository at the address' revision. Raises RecallError kinds."""
    with _repository(address) as git:
        watch(f"fetching {address.where}")
        arguments = ("--depth=1", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--force")
        filtered = f"--filter=blob:limit={MAX_BYTES + 1}"
        what = f"+{address.revision or 'HEAD'}:{_FETCHED}"
        ran = git.run(
            "fetch", *arguments, filtered, "--", address.written, what, seconds=FETCH_SECONDS, out=1 << 16, watch=watch
        )
        git.check(ran)
        commit = git.run("rev-parse", "--verify", f"{_FETCHED}^{{commit}}", seconds=READ_SECONDS, out=200)
        git.check(commit)
        basket = Basket()
        entries = list(_listed(git, basket, watch))
        for entry, data in _blobs(git, entries, watch):
            basket.put(entry.name, data)
        return basket.parcel(commit.out.decode().strip())


class _Git:
    """git in an empty bare repository of our own, without anybody's configuration."""

    def __init__(self, program: str, folder: Path, address: Address) -> None:
        self.program = program
        self.folder = folder
        self.address = address
        self.environment = _environment(folder, address.protocol)

    def run(
        self,
        *arguments: str,
        seconds: float,
        out: int,
        watch: Watch = no_watch,
        given: bytes = b"",
        offline: bool = False,
    ) -> bounded.Ran:
        settings = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
        environment = {**self.environment, "GIT_ALLOW_PROTOCOL": "none"} if offline else self.environment
        fetching = arguments[0] == "fetch"

        def tick() -> None:
            watch(
                f"fetching {self.address.where}: {_size(self.folder)}" if fetching else f"reading {self.address.where}"
            )

        return bounded.run(
            [self.program, *settings, *arguments],
            environment=environment,
            folder=self.folder,
            seconds=seconds,
            out=out,
            disk=MAX_DISK,
            given=given,
            tick=tick,
        )

    def check(self, ran: bounded.Ran) -> None:
        """Raises RecallError with what git said and what to do about it."""
        if ran.cut:
            raise Refused(
                f"{self.address.where} is more than a deck is allowed to be", "ask its author for a smaller one"
            )
        if ran.code:
            raise RecallError(*_in_words(self.address, ran.said))


@contextmanager
def _repository(address: Address) -> Iterator[_Git]:
    program = shutil.which("git")
    if program is None:
        raise RecallError("git is not installed", "install it, or download the decks as a .zip and add that file")
    with tempfile.TemporaryDirectory(prefix="recall-git-", ignore_cleanup_errors=True) as name:
        folder = Path(name) / "bare.git"
        folder.mkdir()
        git = _Git(program, folder, address)
        git.check(git.run("init", "--quiet", "--bare", "--template=", ".", seconds=READ_SECONDS, out=1 << 16))
        yield git


def _environment(folder: Path, protocol: str) -> Mapping[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    home = str(folder.parent)  # empty: no .gitconfig, no templates, no attributes
    return {
        **kept,
        "HOME": home,
        "XDG_CONFIG_HOME": home,
        "LC_ALL": "C",
        "GIT_DIR": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_ALLOW_PROTOCOL": protocol,
        "GIT_PROTOCOL_FROM_USER": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "false",
        "SSH_ASKPASS": "false",
        "SSH_ASKPASS_REQUIRE": "never",
        "GIT_SSH_COMMAND": _SSH,
        "GIT_SSH_VARIANT": "ssh",
    }


def _listed(git: _Git, basket: Basket, watch: Watch) -> Iterator[_Entry]:
    """The plain YAML files of the tree. A tree of trees of trees is stopped by its number of names."""
    ran = git.run(
        "ls-tree", "-r", "-z", "--full-tree", _FETCHED, seconds=READ_SECONDS, out=_LISTING, watch=watch, offline=True
    )
    lines = ran.out.split(b"\0")
    if ran.cut or len(lines) > MAX_NAMES:
        raise Refused(
            f"there are more than {MAX_NAMES:,} files in it", "ask its author for a repository of decks alone"
        )
    git.check(ran)
    for line in lines:
        head, _, raw = line.partition(b"\t")
        mode, _, blob = head.decode(errors="replace").partition(" ")
        name = raw.decode(errors="replace")
        if not is_wanted(name):
            continue
        fault = "a link or a submodule" if not mode.startswith(_BLOB) else fault_of(name)
        if fault:
            basket.notes.append(f"{clean_line(name)[:80]} was left out: {fault}")
        else:
            yield _Entry(name, blob.partition(" ")[2])


def _blobs(git: _Git, entries: list[_Entry], watch: Watch) -> Iterator[tuple[_Entry, bytes]]:
    asked = "".join(f"{entry.blob}\n" for entry in entries).encode()
    sizes = git.run("cat-file", "--batch-check", seconds=READ_SECONDS, out=_LISTING, given=asked, offline=True)
    if sizes.code and "promisor" in sizes.said:  # left at home by the filter
        raise Refused(
            f"a deck in it has more than {MAX_BYTES >> 20} MiB, which is the limit", "ask its author to split it"
        )
    git.check(sizes)
    measure = Basket()
    for entry, line in zip(entries, sizes.out.decode(errors="replace").splitlines(), strict=True):
        size = line.rpartition(" ")[2]
        measure.room(entry.name, int(size) if size.isdecimal() else MAX_BYTES + 1)
        measure.put(entry.name, b"")
    most = MAX_TOTAL + 200 * (len(entries) + 1)
    read = git.run("cat-file", "--batch", seconds=READ_SECONDS, out=most, given=asked, watch=watch, offline=True)
    git.check(read)
    at = 0
    for entry in entries:
        end = read.out.index(b"\n", at)
        length = int(read.out[at:end].rpartition(b" ")[2])
        yield entry, read.out[end + 1 : end + 1 + length]
        at = end + length + 2


def _size(folder: Path) -> str:
    return f"{bounded.below(folder) / 2**20:.1f} MiB"


def _in_words(address: Address, said: str) -> tuple[str, str]:
    """What went wrong, from what git said, and a next step."""
    lines = [clean_line(line).strip() for line in said.splitlines()]
    told = [line for line in lines if line.startswith(("fatal:", "error:", "ssh:", "Host key", "remote: "))]
    last = (told or [line for line in lines if line] or ["git gave no reason"])[0][:200]
    known = (
        (
            "Host key verification failed",
            "its key is not known yet: run `ssh` to that computer once and look at the key",
        ),
        ("Permission denied", "is your key in the agent (`ssh-add -l`)? recall never asks for a password"),
        ("could not read Username", "it asks for a password, so it is private or not there; private decks come by ssh"),
        ("Authentication failed", "private decks come by ssh"),
        ("couldn't find remote ref", "look at its branches and tags"),
        ("not our ref", "look at its branches and tags"),
        ("dubious ownership", "another user owns that folder: add a copy of it"),
        ("does not appear to be a git repository", "add it without the @, as a folder"),
        ("not found", "look at the address"),
        (
            "certificate",
            "its certificate is not trusted here; GIT_SSL_CAINFO may name a file with yours",
        ),
        ("fsck", "the repository is damaged, or made to do damage; tell its author"),
        ("Could not resolve host", "look at the address and at your network"),
        ("Connection refused", "look at the address; is the server running?"),
    )
    hint = next(
        (hint for sign, hint in known if sign in said), "look at the address; a downloaded .zip can be added too"
    )
    return f"could not fetch {address}: {last}", hint
