"""A git repository as a remote: one branch, written through the git command on a bare clone that may be thrown away.

No work tree is ever made and no file checked out: trees are built by plumbing in a private index, pushed with a lease,
and built again on whatever came first.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from hashlib import blake2b
from pathlib import Path

from recall.errors import UsageError
from recall.sync.remote import Missing, Unreachable, shown

BRANCH = "recall"
_TRIES = 12
_SECONDS = 180
_HERE = "refs/remotes/origin/" + BRANCH
_SAFE = ("core.hooksPath=/dev/null", "gc.auto=0", "protocol.ext.allow=never", "core.fsmonitor=false")
_SCHEMES = ("file://", "ssh://", "https://", "http://", "git://")
_LOST_RACE = ("stale info", "non-fast-forward", "fetch first", "cannot lock ref", "failed to update ref", "reference")


class _Failed(Exception):
    """The git command ended with an error; its last lines say why."""


class GitRemote:
    """The branch `recall` of a repository that may hold other branches."""

    def __init__(self, url: str, cache: Path) -> None:
        if shutil.which("git") is None:
            raise UsageError("git is not installed", "install git, or sync with a folder")
        if url.startswith("-") or "::" in url or any(ord(letter) < 32 for letter in url):
            raise UsageError(f"{shown(url)} is no address of a git repository")
        self.place, self._url = shown(url), url
        self._clone = cache / f"sync-git-{blake2b(url.encode(), digest_size=8).hexdigest()}"
        self._fetched = False

    def names(self) -> Mapping[str, int]:
        self._doubtful(self._fetch)
        return self._listed()

    def get(self, name: str) -> bytes:
        if not self._fetched:
            self._doubtful(self._fetch)
        try:
            return self._git("cat-file", "blob", f"{_HERE}:{name}")
        except _Failed as error:
            raise Missing(f"{name} is not there any more") from error

    def put(self, objects: Mapping[str, bytes]) -> None:
        self._change(lambda held: {name: data for name, data in objects.items() if name not in held}, [])

    def drop(self, names: list[str]) -> None:
        self._change(lambda held: {}, names)

    def close(self) -> None:
        """The clone stays, for the next time."""

    # -- inside

    def _change(self, wanted: Callable[[Mapping[str, int]], Mapping[str, bytes]], gone: list[str]) -> None:
        """Commits on top of what is there, as often as another machine comes first."""
        for attempt in range(_TRIES):
            self._doubtful(self._fetch)
            held = self._listed()
            objects, drops = wanted(held), [name for name in gone if name in held]
            if not objects and not drops:
                return
            try:
                self._push(objects, drops)
                return
            except _Failed as error:
                if attempt == _TRIES - 1 or not any(sign in str(error) for sign in _LOST_RACE):
                    raise Unreachable(self.place, str(error)) from error
                time.sleep(0.02 * (attempt + 1) * (1 + os.getpid() % 7))  # apart from the others
        raise AssertionError("unreachable")

    def _push(self, objects: Mapping[str, bytes], drops: list[str]) -> None:
        tip = self._tip()
        with tempfile.TemporaryDirectory(prefix="recall-git-") as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            if tip:
                self._git("read-tree", tip, more=index)
            lines = [f"0 {'0' * 40}\t{name}" for name in drops]
            for name, data in objects.items():
                blob = self._git("hash-object", "-w", "--stdin", given=data).decode().strip()
                lines.append(f"100644 {blob}\t{name}")
            self._git("update-index", "--index-info", given="".join(f"{line}\n" for line in lines).encode(), more=index)
            tree = self._git("write-tree", more=index).decode().strip()
        parents = ("-p", tip) if tip else ()
        commit = self._git("commit-tree", tree, *parents, "-m", "recall sync").decode().strip()
        lease = f"--force-with-lease=refs/heads/{BRANCH}:{tip}"
        self._git("push", "--quiet", lease, "origin", f"{commit}:refs/heads/{BRANCH}")
        self._git("update-ref", _HERE, commit)

    def _fetch(self) -> None:
        if not (self._clone / "HEAD").exists():
            self._clone.mkdir(parents=True, exist_ok=True)
            self._git("init", "--quiet", "--bare")
            self._git("remote", "add", "origin", self._url)
        if self._git("ls-remote", "origin", f"refs/heads/{BRANCH}").strip():
            self._git("fetch", "--quiet", "--no-tags", "origin", f"+refs/heads/{BRANCH}:{_HERE}")
        elif self._tip():
            self._git("update-ref", "-d", _HERE)
        self._fetched = True

    def _doubtful(self, step: Callable[[], None]) -> None:
        """Does a step; where the clone is in its way (a crash left it half made), once more with another clone."""
        try:
            step()
            return
        except _Failed:
            shutil.rmtree(self._clone, ignore_errors=True)
        try:
            step()
        except _Failed as error:
            raise Unreachable(self.place, str(error)) from error

    def _tip(self) -> str:
        try:
            return self._git("rev-parse", "--verify", "--quiet", _HERE).decode().strip()
        except _Failed:
            return ""

    def _listed(self) -> dict[str, int]:
        tip = self._tip()
        found: dict[str, int] = {}
        for entry in self._git("ls-tree", "-r", "-l", "-z", "--full-tree", tip).split(b"\0") if tip else ():
            about, _, name = entry.partition(b"\t")
            mode, *_, size = about.split() or [b"", b""]
            if mode in (b"100644", b"100755") and size.isdigit():
                found[name.decode("utf-8", "replace")] = int(size)
        return found

    def _git(self, *arguments: str, given: bytes | None = None, more: Mapping[str, str] | None = None) -> bytes:
        options = [part for setting in _SAFE for part in ("-c", setting)]
        who = {f"GIT_{role}_{what}": "recall" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith("GIT_") or name == "GIT_SSH_COMMAND"
            },
            **who,
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_DIR": str(self._clone),
            "LC_ALL": "C",
            **(more or {}),
        }
        try:
            done = subprocess.run(
                ["git", *options, *arguments],
                input=given if given is not None else b"",
                capture_output=True,
                env=environment,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Unreachable(self.place, f"git took longer than {_SECONDS} seconds") from error
        except OSError as error:
            raise Unreachable(self.place, f"git did not start: {error.strerror}") from error
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise _Failed(shown(" ".join(said[-3:])) or f"git {arguments[0]} failed")
        return done.stdout


def is_git(url: str) -> bool:
    """Whether an address is one of a git repository."""
    user_at_host = "@" in url.partition(":")[0] and "://" not in url
    return url.startswith("git+") or user_at_host or (url.startswith(_SCHEMES) and not url.startswith("s3://"))
