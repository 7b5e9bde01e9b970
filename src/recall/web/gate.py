"""Who may come in: loopback names only, no foreign page, one link once. It must not know servers.

A page of another site may send requests to this machine from the learner's own browser: its `Origin` gives it away, or,
where it had its own name point here (DNS rebinding), the `Host` that it was called by.
"""

from __future__ import annotations

import secrets
from hmac import compare_digest
from urllib.parse import urlsplit

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
COOKIE = "recall_session"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
        " font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Gate:
    """One link, which lets in one browser; it stays in by its cookie until the server ends."""

    def __init__(self) -> None:
        self._token: str | None = secrets.token_urlsafe(24)
        self._session = secrets.token_urlsafe(24)

    @property
    def token(self) -> str | None:
        """What the link carries; None after it was used."""
        return self._token

    def exchange(self, token: str) -> str | None:
        """The session for the link's token, once."""
        if self._token is None or not compare_digest(token.encode(), self._token.encode()):
            return None
        self._token = None
        return self._session

    def knows(self, session: str) -> bool:
        """Whether this is the session that the link was exchanged for."""
        return self._token is None and compare_digest(session.encode(), self._session.encode())


def called_by_loopback_name(host: str) -> bool:
    """Whether a `Host` header names this machine itself, at whatever port (a tunnel may change it)."""
    try:
        return (urlsplit(f"//{host}").hostname or "") in LOOPBACK
    except ValueError:
        return False


def same_site(origin: str | None, host: str, *, required: bool) -> bool:
    """Whether a request comes from our own page. A WebSocket always says where it comes from (`required`)."""
    if origin is None:
        return not required
    return origin == f"http://{host}"
