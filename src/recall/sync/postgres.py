"""A PostgreSQL server as a remote, for a class or a team: one table, a row a sealed segment, a space for each learner.

The table is made at the first use; `docs/sync.md` shows how a teacher closes each learner's rows to the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from recall.sync.remote import Missing, Unreachable

if TYPE_CHECKING:
    import psycopg

_SECONDS = 10
_STATEMENT_MS = 60_000
_TABLE = """
CREATE TABLE recall_segments (
    learner text NOT NULL DEFAULT current_user,
    name text NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (learner, name))"""


class PostgresRemote:
    """`postgresql://user@host/database?learner=anna`; without `learner` the space is that of the database's user."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query))
        self._learner = query.pop("learner", None)
        self._url = urlunsplit(parts._replace(query=urlencode(query)))
        self.place = f"{parts.hostname or 'PostgreSQL'}{parts.path}"
        self._connection: psycopg.Connection[tuple[object, ...]] | None = None

    def names(self) -> Mapping[str, int]:
        query = "SELECT name, length(content) FROM recall_segments WHERE learner = coalesce(%s, current_user)"
        with self._asking() as connection:
            return {str(name): int(str(size)) for name, size in connection.execute(query, (self._learner,))}

    def get(self, name: str) -> bytes:
        query = "SELECT content FROM recall_segments WHERE learner = coalesce(%s, current_user) AND name = %s"
        with self._asking() as connection:
            row = connection.execute(query, (self._learner, name)).fetchone()
        if row is None:
            raise Missing(f"{name} is not there any more")
        return bytes(row[0])  # type: ignore[call-overload, no-any-return]

    def put(self, objects: Mapping[str, bytes]) -> None:
        query = (
            "INSERT INTO recall_segments (learner, name, content) VALUES (coalesce(%s, current_user), %s, %s)"
            " ON CONFLICT DO NOTHING"
        )
        with self._asking() as connection:
            for name, data in objects.items():
                connection.execute(query, (self._learner, name, data))

    def drop(self, names: list[str]) -> None:
        query = "DELETE FROM recall_segments WHERE learner = coalesce(%s, current_user) AND name = ANY(%s)"
        with self._asking() as connection:
            connection.execute(query, (self._learner, names))

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def _asking(self) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
        import psycopg

        try:
            if self._connection is None or self._connection.closed:
                self._connection = psycopg.connect(
                    self._url,
                    autocommit=True,
                    connect_timeout=_SECONDS,
                    options=f"-c statement_timeout={_STATEMENT_MS}",
                    application_name="recall",
                )
                _make_table(self._connection)
            yield self._connection
        except psycopg.Error as error:
            self.close()
            raise Unreachable(self.place, " ".join(str(error).split())[:300]) from error


def _make_table(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Makes the table where there is none; two machines may try at once."""
    from psycopg import errors

    if connection.execute("SELECT to_regclass('recall_segments')").fetchone() == (None,):
        try:
            connection.execute(_TABLE)
        except (errors.DuplicateTable, errors.UniqueViolation):
            return  # another machine was quicker
