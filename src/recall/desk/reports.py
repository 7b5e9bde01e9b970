"""Reports of interviews as files. It must not know who asks for them, nor what they hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from recall.errors import RecallError
from recall.quiz.rendering import Form, rendered
from recall.whole import whole

if TYPE_CHECKING:
    from recall.desk.past import PastInterviews


def save(interviews: PastInterviews, quiz: str, form: Form, file: Path | None = None) -> Path:
    """Writes a report, as a whole or not at all, by default beside the learner under the interview's id; the file.

    Raises RecallError where it cannot be written.
    """
    file = file or Path(f"interview-{quiz}.{form}")
    text = rendered(interviews.report(quiz), form, off=interviews.desk.moment.off, log=interviews.logged(quiz))
    try:
        with whole(file) as target:
            target.write(text.encode())
    except OSError as error:
        raise RecallError(f"{file} cannot be written: {error.strerror or error}", "choose another folder") from error
    return file
