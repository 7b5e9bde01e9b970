"""A notice on the desktop, by whatever program of the system shows one. It must not know cards."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable

from recall.errors import RecallError

_POWERSHELL = (
    "Add-Type -AssemblyName System.Windows.Forms; $n = New-Object System.Windows.Forms.NotifyIcon;"
    " $n.Icon = [System.Drawing.SystemIcons]::Information; $n.Visible = $true;"
    " $n.ShowBalloonTip(5000, $args[0], $args[1], 'None'); Start-Sleep 6"
)


def show(title: str, text: str, *, which: Callable[[str], str | None] = shutil.which) -> None:
    """Shows a notice. Raises RecallError where the desktop has no notifier, or it refuses."""
    arguments = command(title, text, sys.platform, which)
    if arguments is None:
        raise RecallError("this desktop has no notifier", "install notify-send (libnotify)")
    try:
        subprocess.run(arguments, check=True, capture_output=True, timeout=20)
    except (OSError, subprocess.SubprocessError) as error:
        raise RecallError(f"{arguments[0]} showed no notice: {error}", "is there a desktop?") from error


def command(title: str, text: str, platform: str, which: Callable[[str], str | None]) -> list[str] | None:
    """The notifier's command line, the texts as arguments and never through a shell; None where there is none."""
    if platform == "darwin":
        return ["osascript", "-e", f"display notification {json.dumps(text)} with title {json.dumps(title)}"]
    if platform == "win32":
        return ["powershell", "-NoProfile", "-Command", f"& {{ {_POWERSHELL} }}", title, text]
    found = which("notify-send")
    return [found, "--app-name=recall", "--", title, text] if found else None
