"""Servers on this machine, started for a while: S3, PostgreSQL, git over ssh. None where one cannot be had."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path

NOBODY = 65534
QUIET = subprocess.DEVNULL


@contextmanager
def s3_server(folder: Path) -> Iterator[str | None]:
    """The address of an empty bucket. The keys are put into the environment."""
    if find_spec("moto") is None or find_spec("boto3") is None:
        yield None
        return
    import boto3

    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_EC2_METADATA_DISABLED": "true"}
    before = {name: os.environ.get(name) for name in keys}
    os.environ.update(keys)
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=QUIET, stderr=QUIET) as server:
        try:
            answers(port)
            endpoint = f"http://127.0.0.1:{port}"
            boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket="learner")
            yield f"s3://learner/recall?endpoint={endpoint}"
        finally:
            server.terminate()
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})


@contextmanager
def postgres_server(folder: Path) -> Iterator[str | None]:
    """The address of an empty database."""
    binaries = _postgres_binaries()
    place, port = folder / "postgres", free_port()
    place.mkdir(exist_ok=True)
    user: list[str] = []
    if os.geteuid() == 0:
        user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        os.chown(place, NOBODY, NOBODY)
        folder.chmod(0o755)
    made = binaries and subprocess.run(
        [*user, str(binaries / "initdb"), "-D", str(place / "data"), "-U", "anna", "-A", "trust", "--no-sync"],
        check=False,
        stdout=QUIET,
        stderr=QUIET,
        cwd="/",
    )
    if not made or made.returncode:
        yield None
        return
    start = [*user, str(binaries / "postgres"), "-D", str(place / "data"), "-p", str(port), "-k", str(place), "-F"]
    with subprocess.Popen([*start, "-h", "127.0.0.1"], stdout=QUIET, stderr=QUIET, cwd="/") as server:
        try:
            answers(port)
            yield f"postgresql://anna@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()
            server.wait()


@contextmanager
def git_over_ssh(folder: Path) -> Iterator[str | None]:
    """The address of an empty repository behind a server of our own, which knows one key."""
    sshd = shutil.which("sshd") or "/usr/sbin/sshd"
    if not Path(sshd).exists() or shutil.which("ssh-keygen") is None:
        yield None
        return
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    shutil.copy(folder / "user.pub", folder / "authorized")
    subprocess.run(["git", "init", "-q", "--bare", str(folder / "ssh.git")], check=True)
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    port = free_port()
    settings = {"HostKey": folder / "host", "AuthorizedKeysFile": folder / "authorized", "StrictModes": "no"}
    options = [part for name, value in settings.items() for part in ("-o", f"{name}={value}")]
    listen = ["-o", "ListenAddress=127.0.0.1", "-o", "UsePAM=no", "-o", "PidFile=none"]
    command = [sshd, "-D", "-f", "/dev/null", "-p", str(port), *options, *listen]
    before = os.environ.get("GIT_SSH_COMMAND")
    known = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
    os.environ["GIT_SSH_COMMAND"] = f"ssh -F /dev/null -i {folder / 'user'} {known}"
    with subprocess.Popen(command, stdout=QUIET, stderr=QUIET) as server:
        try:
            answers(port)
            yield f"ssh://{os.environ.get('USER', 'root')}@127.0.0.1:{port}{folder / 'ssh.git'}"
        finally:
            server.terminate()
            os.environ.pop("GIT_SSH_COMMAND") if before is None else os.environ.update({"GIT_SSH_COMMAND": before})


def answers(port: int) -> None:
    """Waits until somebody listens. Raises TimeoutError."""
    for _ in range(400):
        with closing(socket.socket()) as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing answers on port {port}")


def _postgres_binaries() -> Path | None:
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists()), None)


def free_port() -> int:
    with closing(socket.socket()) as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])
