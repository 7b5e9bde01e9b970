"""`recall serve`: the terminal program in a browser on this machine."""

from __future__ import annotations

import errno

import click

from recall.cli.shell import talk
from recall.errors import RecallError


@click.command()
@click.option("--port", type=click.IntRange(1, 65_535), default=8765, show_default=True, help="The port on 127.0.0.1.")
@click.option("--ascii", "ascii_only", is_flag=True, help="No signs beyond ASCII.")
def serve(port: int, ascii_only: bool) -> None:
    """The same screens in a browser, for a tablet on the desk.

    It listens on 127.0.0.1 only, prints a link that lets one browser in, once, and answers nobody else. From another
    device come through a tunnel: ssh -L 8765:127.0.0.1:8765 this-machine. ctrl+c ends it; everything is saved anyway.

    \b
    Examples:
      recall serve
      recall serve --port 9000
    """
    try:
        from recall.web.server import serve as serve_on
    except ImportError as error:
        raise RecallError(
            "serving needs the package textual-serve", "install it beside recall: pip install 'recall-srs[web]'"
        ) from error
    _check_port(port)
    try:
        serve_on(port, ["--ascii"] if ascii_only else [], _announce)
    except OSError as error:
        raise _refused(port, error) from error


def _announce(link: str) -> None:
    click.echo(link)
    talk("the link works once, in a browser on this machine; ctrl+c ends it")


def _check_port(port: int) -> None:
    """Says in words that a port is taken, before the server is built."""
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise _refused(port, error) from error


def _refused(port: int, error: OSError) -> RecallError:
    if error.errno == errno.EADDRINUSE:
        return RecallError(f"port {port} is in use", f"take another: recall serve --port {port + 1}")
    if error.errno in (errno.EACCES, errno.EPERM):
        return RecallError(f"port {port} may not be used", "take one above 1023: recall serve --port 8765")
    return RecallError(f"port {port}: {error.strerror or error}")
