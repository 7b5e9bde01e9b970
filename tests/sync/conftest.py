"""Real servers on this machine, started for the tests that need them; where one cannot be had the test says so."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import mkdtemp

import pytest

NOBODY = 65534


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of a bucket on an S3 server."""
    pytest.importorskip("moto", reason="needs moto")
    boto3 = pytest.importorskip("boto3", reason="needs boto3")
    port = _free_port()
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_EC2_METADATA_DISABLED": "true"}
    before = {name: os.environ.get(name) for name in keys}
    os.environ.update(keys)
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(port)
            endpoint = f"http://127.0.0.1:{port}"
            boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket="learner")
            yield f"s3://learner/recall?endpoint={endpoint}"
        finally:
            server.terminate()
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of an empty database on a PostgreSQL server."""
    binaries = _postgres_binaries()
    if binaries is None:
        pytest.skip("needs PostgreSQL")
    folder, port = Path(mkdtemp(prefix="recall-pg-", dir="/tmp")), _free_port()
    user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if os.geteuid() == 0 else []
    if user:
        os.chown(folder, NOBODY, NOBODY)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    make = [*user, str(binaries / "initdb"), "-D", str(folder / "data"), "-U", "anna", "-A", "trust", "--no-sync"]
    if subprocess.run(make, check=False, **quiet).returncode:  # type: ignore[call-overload]
        pytest.skip("PostgreSQL cannot make a database here")
    start = [*user, str(binaries / "postgres"), "-D", str(folder / "data"), "-p", str(port), "-k", str(folder), "-F"]
    with subprocess.Popen([*start, "-h", "127.0.0.1"], **quiet) as server:  # type: ignore[call-overload]
        try:
            _wait_for(port)
            yield f"postgresql://anna@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()
            server.wait()
            shutil.rmtree(folder, ignore_errors=True)


def _postgres_binaries() -> Path | None:
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists()), None)


def _free_port() -> int:
    with closing(socket.socket()) as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(400):
        with closing(socket.socket()) as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.skip(f"nothing answers on port {port}")
