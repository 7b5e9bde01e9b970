"""The kinds of error that a shell shows in one line. It must not know who raises or prints them."""

from __future__ import annotations


class RecallError(Exception):
    """The world said no (a disk, a lock, a file): one plain sentence and a next step.

    `exit_code` is what the command line leaves with: 1 problems found, 2 wrong usage, 4 refused.
    """

    def __init__(self, message: str, hint: str = "", *, exit_code: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.exit_code = exit_code

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class NotSaved(RecallError):
    """An answer could not be put on disk; nothing was recorded and the card stays."""


class Busy(NotSaved):
    """Another recall is writing at this moment; the same again in a moment is likely to succeed."""


class UsageError(RecallError):
    """The learner asked for something that does not exist; the hint names what does."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint, exit_code=2)


class Refused(RecallError):
    """recall will not do it: a newer database, an untrusted file, a step not confirmed."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint, exit_code=4)
