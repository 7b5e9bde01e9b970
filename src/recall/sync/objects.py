"""A folder (Syncthing, Dropbox, NFS, a stick) and object stores that speak S3, both through obstore."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from recall.errors import UsageError
from recall.sync.remote import Missing, Unreachable

if TYPE_CHECKING:
    from obstore.store import LocalStore, S3Store

_TIMEOUT, _RETRIES = "20s", timedelta(seconds=20)


class ObjectStore:
    """A store of obstore's as a remote."""

    def __init__(self, place: str, store: LocalStore | S3Store) -> None:
        self.place = place
        self._store = store

    def names(self) -> Mapping[str, int]:
        from obstore.exceptions import BaseError

        try:
            return {found["path"]: found["size"] for page in self._store.list() for found in page}
        except (BaseError, OSError, ValueError) as error:
            raise Unreachable(self.place, _reason(error)) from error

    def get(self, name: str) -> bytes:
        from obstore.exceptions import BaseError

        try:
            return bytes(self._store.get(name).bytes())
        except FileNotFoundError as error:
            raise Missing(f"{name} is not there any more") from error
        except (BaseError, OSError, ValueError) as error:
            raise Unreachable(self.place, _reason(error)) from error

    def put(self, objects: Mapping[str, bytes]) -> None:
        from obstore.exceptions import AlreadyExistsError, BaseError

        for name, data in objects.items():
            try:
                self._store.put(name, data, mode="create", use_multipart=False)
            except AlreadyExistsError:
                continue
            except (BaseError, OSError, ValueError) as error:
                raise Unreachable(self.place, _reason(error)) from error

    def drop(self, names: list[str]) -> None:
        from obstore.exceptions import BaseError

        for name in names:
            try:
                self._store.delete(name)
            except FileNotFoundError:
                continue
            except (BaseError, OSError, ValueError) as error:
                raise Unreachable(self.place, _reason(error)) from error

    def close(self) -> None:
        """Nothing stays open."""


def folder(path: str) -> ObjectStore:
    """A folder that exists. Raises Unreachable where it does not: a stick that is not in would be written past."""
    from obstore.store import LocalStore

    place = Path(path).expanduser().absolute()
    if not place.is_dir():
        raise Unreachable(str(place), "there is no such folder; is it mounted?")
    return ObjectStore(str(place), LocalStore(place))


def s3(url: str) -> ObjectStore:
    """`s3://bucket/prefix?endpoint=https://...&region=...`; keys come from the environment, as AWS tools take them."""
    from obstore.store import S3Store

    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if not parts.netloc or not options.keys() <= {"endpoint", "region"}:
        raise UsageError(f"{url} names no bucket", "s3://bucket/folder?endpoint=https://...&region=...")
    store = S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        endpoint=options.get("endpoint"),
        region=options.get("region", "us-east-1"),
        virtual_hosted_style_request=False,
        client_options={
            "timeout": _TIMEOUT,
            "connect_timeout": "5s",
            "allow_http": options.get("endpoint", "").startswith("http://"),
        },
        retry_config={"max_retries": 2, "retry_timeout": _RETRIES},
    )
    return ObjectStore(url.partition("?")[0], store)


def _reason(error: Exception) -> str:
    """The first line of what obstore says, which goes on for a page."""
    return str(error).partition("\n")[0][:300]
