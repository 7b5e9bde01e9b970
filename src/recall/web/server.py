"""textual-serve behind the gate: own page, no remote asset, a few sessions at most. It must not know what is shown."""

from __future__ import annotations

import logging
import os
import shlex
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from aiohttp import web
from textual_serve.server import Server

from recall.web.gate import COOKIE, HEADERS, Gate, called_by_loopback_name, same_site

HOST = "127.0.0.1"
SESSIONS = 4
_WIDEST, _TALLEST = 400, 200

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class RecallServer(Server):
    """Serves `recall` with `arguments` on a port of the loopback address. `announce` is told the link."""

    def __init__(self, port: int, arguments: Sequence[str], announce: Callable[[str], None]) -> None:
        command = shlex.join([sys.executable, "-m", "recall", *arguments])
        super().__init__(command, host=HOST, port=port, title="recall", templates_path=str(Path(__file__).parent))
        self.gate = Gate()
        self._announce = announce
        self._open = 0

    @property
    def link(self) -> str:
        """The address that lets one browser in."""
        return f"http://{HOST}:{self.port}/?token={self.gate.token}"

    def serve(self, debug: bool = False) -> None:
        """Serves until ctrl+c; the link is told when the port listens. Raises OSError when it cannot be had."""
        del debug
        logging.getLogger("aiohttp").setLevel(logging.ERROR)
        web.run_app(
            self._make_app(),
            host=self.host,
            port=self.port,
            print=lambda *_: self._announce(self.link),
            access_log=None,
        )

    async def on_startup(self, app: web.Application) -> None:
        """Nothing to say: the command line tells the link."""

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._guard)  # before anything else sees a request
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            response = self._refusal(request) or await self._let_in(request, handler)
        except web.HTTPException as error:
            error.headers.update(HEADERS)
            raise
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    def _refusal(self, request: web.Request) -> web.Response | None:
        host = request.headers.get("Host", "")
        if not called_by_loopback_name(host):
            return _say(421, "This server answers to 127.0.0.1 and localhost only.")
        if not same_site(request.headers.get("Origin"), host, required=request.path == "/ws"):
            return _say(403, "A page of another site may not talk to recall.")
        if request.method not in ("GET", "HEAD"):
            return _say(405, "There is nothing to send here.")
        return None

    async def _let_in(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path == "/" and "token" in request.query:
            session = self.gate.exchange(request.query["token"])
            if session is None:
                return _say(
                    403, "This link was used already, or is not the one. Start recall serve again for a new one."
                )
            response = web.Response(status=303, headers={"Location": "/"})
            response.set_cookie(COOKIE, session, httponly=True, samesite="Strict", path="/")
            return response
        if not self.gate.knows(request.cookies.get(COOKIE, "")):
            return _say(403, "Open the link that recall serve printed in the terminal.")
        return await handler(request)

    async def handle_index(self, request: web.Request) -> web.Response:
        """The page: its own, with the addresses that this browser used (a tunnel may have another port)."""
        import aiohttp_jinja2

        size = request.query.get("fontsize", "")
        context: dict[str, Any] = {
            "socket": f"ws://{request.headers['Host']}/ws",
            "font_size": min(40, max(8, int(size))) if size.isdecimal() and len(size) < 4 else 16,
        }
        return aiohttp_jinja2.render_template("page.html", request, context)

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """One session, unless there are too many; sizes from strangers are held within bounds."""
        if self._open >= SESSIONS:
            raise web.HTTPTooManyRequests(text=f"{SESSIONS} sessions are open already.")
        for name, most in (("width", _WIDEST), ("height", _TALLEST)):
            value = request.query.get(name, "1")
            if not (value.isdecimal() and len(value) < 5 and 1 <= int(value) <= most):
                raise web.HTTPBadRequest(text=f"{name} must be a number from 1 to {most}")
        self._open += 1
        try:
            return await super().handle_websocket(request)
        finally:
            self._open -= 1


def serve(port: int, arguments: Sequence[str], announce: Callable[[str], None]) -> None:
    """Serves until ctrl+c. Raises OSError when the port cannot be had."""
    os.environ.pop("TEXTUAL", None)
    RecallServer(port, arguments, announce).serve()


def _say(status: int, text: str) -> web.Response:
    return web.Response(status=status, text=f"{text}\n")
