"""Hands the terminal to the learner's editor and reads the decks again afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from recall.deck.card import Place
from recall.errors import RecallError
from recall.tui import editor

if TYPE_CHECKING:
    from recall.desk import Desk
    from recall.tui.app import RecallApp


def edit_place(app: RecallApp, desk: Desk, place: Place) -> str:
    """Edits a place; what is wrong with the file afterwards, in one line. Raises RecallError."""
    arguments = editor.command(place.path, place.line, app.machine.editor)
    failed: RecallError | None = None
    try:
        with app.suspend():
            try:  # an error that left the block would leave the terminal suspended
                editor.edit(arguments, place.path, place.line)
            except RecallError as error:
                failed = error
    except SuspendNotSupported:
        where = f"{place.path}:{place.line}"
        app.copy_to_clipboard(where)
        raise RecallError("no editor can be opened from here", f"edit {where} (copied)") from None
    desk.reload()
    if failed is not None:
        raise failed
    problem = next((problem for problem in desk.library.problems() if problem.file == place.path), None)
    return str(problem) if problem else ""
