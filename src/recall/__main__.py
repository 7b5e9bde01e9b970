"""Where the program starts: two fast answers first, then the command line; every error leaves as one plain line.

`recall --version` and `recall due` must stay cheap: a shell prompt waits for them. They import no third package.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence

INTERRUPTED = 130
READER_LEFT = 141
_COMPLETING = "_RECALL_COMPLETE"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; the exit code."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    try:
        if _COMPLETING in os.environ or not _answered_fast(arguments):
            return _run(arguments)
        print(end="", flush=True)
    except BrokenPipeError:  # whoever read has enough; nothing more may be written, not even at the exit
        _drop_output()
        return READER_LEFT
    except OSError as error:
        _complain(f"the output could not be written: {error.strerror or error} (choose another place)")
        _drop_output()
        return 1
    return 0


def _run(arguments: Sequence[str]) -> int:
    """The command, with every error as one plain line."""
    from recall.errors import RecallError

    try:
        code = _command(arguments)
        if sys.stdout is not None and not sys.stdout.closed:
            sys.stdout.flush()  # a disk that is full is told here, while somebody can be told
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except RecallError as error:
        _complain(str(error))
        return error.exit_code
    except BrokenPipeError:
        raise
    except Exception as error:
        foreseen = _foreseen(error, arguments)
        if foreseen is None:
            _log(error)
        return 1 if foreseen is None else foreseen


def _foreseen(error: Exception, arguments: Sequence[str]) -> int | None:
    """Says what is wrong with the world, where it is not the program's fault, and gives the exit code; else None."""
    match error:
        case RecursionError():
            _complain("that is nested too deep (fewer brackets)")
            return 2
        case UnicodeEncodeError() if broken := next(filter(_is_no_text, arguments), None):
            _complain(f"{broken} is no text in UTF-8 (type it again in a terminal that speaks UTF-8)")
            return 2
        case OSError(errno=errno.ENOSPC):
            _complain("the output could not be written: there is no room (choose another place)")
            _drop_output()
            return 1
        case _:
            return _of_click(error)


def _command(arguments: Sequence[str]) -> int:
    from recall.collector import collect_again, collect_later

    collect_later()
    if _COMPLETING not in os.environ:
        from recall.cli.begin import at_once

        begun = at_once(arguments)
        if begun is not None:
            return begun
    from recall.cli.app import cli

    collect_again()
    try:
        code = cli.main(list(arguments), prog_name="recall", standalone_mode=False)
    except SystemExit as left:
        if _COMPLETING in os.environ:
            raise
        raise BrokenPipeError from left  # all that the library leaves so; its code 1 would mean that something is wrong
    return code if isinstance(code, int) else 0


def _is_no_text(argument: str) -> bool:
    """Whether an argument holds bytes that are no UTF-8: file names may, but not the names of decks and cards."""
    return any("\ud800" <= sign <= "\udfff" for sign in argument)


def _of_click(error: Exception) -> int | None:
    """The exit code of an error that the command line's library raised and shows itself; None for any other."""
    click = sys.modules.get("click")
    if click is None:
        return None
    if isinstance(error, click.Abort):
        return INTERRUPTED
    if isinstance(error, click.ClickException):
        error.show()
        return int(error.exit_code)
    return None


def _answered_fast(arguments: Sequence[str]) -> bool:
    if arguments == ["--version"]:
        from recall import __version__

        print(f"recall {__version__}")
        return True
    return arguments in (["due"], ["due", "--json"], ["due", "--short"]) and _due(arguments[1:])


def _due(form: Sequence[str]) -> bool:
    """Answers from the stored numbers where these are current; False sends the question down the long way."""
    from recall.cli.dueline import as_json, as_short, as_text
    from recall.errors import UsageError
    from recall.history.fast import due_counts

    try:
        found = due_counts()
    except (ArithmeticError, ValueError, UsageError):  # a clock beyond all dates: the long way has words for it
        found = None
    if found is None:
        return False
    said = {"--json": as_json, "--short": as_short}.get(form[0] if form else "", as_text)(*found)
    if said:
        print(said)
    return True


def _drop_output() -> None:
    """What could not be written is not tried again at the exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(text: str) -> None:
    from recall.deck.clean import clean_line

    print(f"recall: {clean_line(text)}", file=sys.stderr)


def _log(error: Exception) -> None:
    """An error that nobody foresaw: the traceback goes to a file, one line to the learner."""
    import time
    import traceback

    from recall.config import find_home

    path = find_home().log
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')}\n{''.join(traceback.format_exception(error))}\n")
        where = f"details: {path}"
    except OSError:
        where = f"no log could be written to {path}"
    _complain(f"something went wrong ({type(error).__name__}: {error}); your reviews are safe; {where}")


if __name__ == "__main__":
    sys.exit(main())
