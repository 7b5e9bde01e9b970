"""Real servers on this machine, started for the tests that need them; where one cannot be had the test says so."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import mkdtemp

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from bench.servers import postgres_server as postgres
from bench.servers import s3_server as s3


def _serve(start: Callable[[Path], AbstractContextManager[str | None]], what: str) -> Iterator[str]:
    folder = Path(mkdtemp(prefix="recall-server-"))
    with start(folder) as url:
        if url is None:
            pytest.skip(f"needs {what}")
        yield url
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of a bucket on an S3 server."""
    yield from _serve(s3, "moto")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of an empty database on a PostgreSQL server."""
    yield from _serve(postgres, "PostgreSQL")
