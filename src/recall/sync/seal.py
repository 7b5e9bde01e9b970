"""What makes a remote that is not trusted harmless: it sees sizes and times, and can at worst withhold.

Sealed is XChaCha20-Poly1305 with a random nonce; the name of the object is bound in, so that nothing can be moved to
another name. The key is 32 random bytes, shown once as the recovery key.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence
from hashlib import blake2b
from typing import Protocol

from recall.errors import UsageError
from recall.sync.segment import Name, Untrue, numbers, pack, unpack

_KEY_BYTES, _CHECK_BYTES, _NONCE_BYTES = 32, 3, 24
_GROUP = 7


class Seal(Protocol):
    """How lines become an object on the remote and come back."""

    sealed: bool

    def name(self, lines: Sequence[bytes]) -> Name:
        """The name of the segment of some lines of one device."""
        ...

    def wrap(self, name: str, data: bytes) -> bytes: ...

    def unwrap(self, name: str, data: bytes) -> bytes:
        """Raises Untrue for what nobody with the key wrote under this name."""
        ...


def close(seal: Seal, lines: Sequence[bytes]) -> tuple[Name, bytes]:
    """A segment of lines: its name and the object."""
    name = seal.name(lines)
    return name, seal.wrap(str(name), pack(lines))


def open_segment(seal: Seal, name: Name, data: bytes) -> list[bytes]:
    """The lines of an object. Raises Untrue for anything that is not the segment of that name."""
    lines = unpack(name, seal.unwrap(str(name), data))
    try:
        right = seal.name(lines) == name
    except (ValueError, KeyError, TypeError):
        right = False
    if not right:
        raise Untrue("its name is not that of its content")
    return lines


class Plain:
    """For a folder of one's own: objects can be read by anyone with `zstdcat`, and forged by anyone who can write."""

    sealed = False

    def name(self, lines: Sequence[bytes]) -> Name:
        return _name(lines, b"")

    def wrap(self, name: str, data: bytes) -> bytes:
        return data

    def unwrap(self, name: str, data: bytes) -> bytes:
        return data


class Sealed:
    """For every other remote."""

    sealed = True

    def __init__(self, key: bytes) -> None:
        self._key = _derived(key, b"recall seal")
        self._naming = _derived(key, b"recall name")  # names must not tell whether two learners hold the same lines

    def name(self, lines: Sequence[bytes]) -> Name:
        return _name(lines, self._naming)

    def wrap(self, name: str, data: bytes) -> bytes:
        from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as encrypt

        nonce = os.urandom(_NONCE_BYTES)
        return nonce + encrypt(data, name.encode(), nonce, self._key)

    def unwrap(self, name: str, data: bytes) -> bytes:
        from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as decrypt
        from nacl.exceptions import CryptoError

        nonce, sealed = data[:_NONCE_BYTES], data[_NONCE_BYTES:]
        try:
            return decrypt(sealed, name.encode(), nonce, self._key)
        except (CryptoError, ValueError, TypeError) as error:
            raise Untrue("it was not written with your recovery key, or was changed since") from error


def seal_of(key: bytes | None) -> Seal:
    """The seal that a key makes; without one nothing is sealed."""
    return Plain() if key is None else Sealed(key)


def new_key() -> bytes:
    return os.urandom(_KEY_BYTES)


def key_text(key: bytes) -> str:
    """The key for people: groups of letters and digits, with a check against slips of the pen."""
    text = base64.b32encode(key + _check(key)).decode().rstrip("=")
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def parse_key(text: str) -> bytes:
    """The key of a recovery key, in any case and spacing. Raises UsageError where a sign is wrong."""
    letters = "".join(text.split()).replace("-", "").upper().replace("0", "O").replace("1", "I").replace("8", "B")
    try:
        data = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError:
        data = b""
    key, check = data[:_KEY_BYTES], data[_KEY_BYTES:]
    if len(data) != _KEY_BYTES + _CHECK_BYTES or _check(key) != check:
        raise UsageError("this is no recovery key", "it has eight groups of seven letters and digits; look for a slip")
    return key


def _name(lines: Sequence[bytes], key: bytes) -> Name:
    from recall.events import parse

    first, last = numbers(lines)
    dev = parse(lines[0].rpartition(b"\t")[0])["dev"]
    return Name(dev, first, last, blake2b(b"".join(lines), digest_size=16, key=key).hexdigest())


def _derived(key: bytes, purpose: bytes) -> bytes:
    return blake2b(key=key, digest_size=32, person=purpose).digest()


def _check(key: bytes) -> bytes:
    return blake2b(key, digest_size=_CHECK_BYTES, person=b"recall key").digest()
