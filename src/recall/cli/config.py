"""Settings of the learner and of the machine, and the shell's completion: `recall config`, `recall completion`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from recall.cli.shell import open_desk, say, say_json, talk
from recall.errors import RecallError, UsageError
from recall.schedule.values import Limits, Parameters, Settings

if TYPE_CHECKING:
    from recall.desk.desk import Desk
    from recall.machine import Machine

_NOT_FOR_HANDS = frozenset({"parameters", "limits", "first_run_on", "plans", "catch_up"})
LEARNER = tuple(name for name in Settings._fields if name not in _NOT_FOR_HANDS)
SHELLS = ("bash", "zsh", "fish", "powershell")


@click.group()
def config() -> None:
    """Read and change settings.

    What belongs to you (minutes a day, limits, retention) is kept with your history and follows it to other machines;
    what belongs to this machine (theme, editor, ascii, keys) stands in config.toml.
    """


@config.command("get")
@click.argument("name", required=False)
@click.option("--json", "as_data", is_flag=True, help="One JSON object of names and values.")
def get(name: str | None, as_data: bool) -> None:
    """Show one setting, or all of them.

    \b
    Examples:
      recall config get
      recall config get new_per_day
    """
    with open_desk() as desk:
        values = _learner(desk.settings) | _machine(_read_machine(desk))
    if name is not None:
        values = {name: values[_known(name, values)]}
    if as_data:
        say_json(values)
    elif name is not None:
        say(_text(*values.values()))
    else:
        for each, value in values.items():
            say(f"{each} = {_text(value)}")


@config.command("set")
@click.argument("name")
@click.argument("value")
def set_(name: str, value: str) -> None:
    """Change one setting; `none` takes a cap away.

    \b
    Examples:
      recall config set minutes 30
      recall config set learning_steps 60,600
      recall config set limits.backend/git/ '{"new": 3}'
      recall config set theme ansi-light
    """
    from recall.machine import NAMES, write_machine

    with open_desk() as desk:
        if name in NAMES:
            write_machine(desk.home.settings_file, name, value)
            say(f"{name} = {value}   in {desk.home.settings_file}")
            return
        if not name.startswith("limits."):
            name = _known(name, dict.fromkeys((*LEARNER, *NAMES)))
        taken = _value(name, value)
        _check(name, taken)
        desk.set_settings({name: taken})
        say(f"{name} = {_text(taken)}")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the script that completes recall's commands, decks and stages in your shell.

    \b
    Examples:
      recall completion bash >> ~/.bashrc
      recall completion zsh > ~/.zfunc/_recall
      recall completion fish > ~/.config/fish/completions/recall.fish
    """
    from click.shell_completion import get_completion_class

    from recall.cli.app import cli

    made = get_completion_class(shell)
    if made is None:
        raise RecallError(f"this click knows no completion for {shell}", "click 8.5 or newer does")
    click.echo(made(cli, {}, "recall", "_RECALL_COMPLETE").source())


def _read_machine(desk: Desk) -> Machine:
    from recall.machine import read_machine

    machine, warnings = read_machine(desk.home.settings_file)
    for warning in warnings:
        talk(warning)
    return machine


def _learner(settings: Settings) -> dict[str, Any]:
    values = {name: _plain(getattr(settings, name)) for name in LEARNER}
    return values | {f"limits.{scope}": _plain(limits) for scope, limits in settings.limits.items()}


def _machine(machine: Machine) -> dict[str, Any]:
    values: dict[str, Any] = {"theme": machine.theme, "editor": machine.editor, "ascii": machine.ascii}
    return values | {f"keys.{binding}": key for binding, key in machine.keys.items()}


def _plain(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case Limits(new=new, reviews=reviews):
            return {"new": new, "reviews": reviews}
        case tuple():
            return [_plain(item) for item in value]
        case _:
            return value


def _known(name: str, values: dict[str, Any]) -> str:
    """The setting's own name; a dash is as good as an underscore. Raises UsageError with the nearest names."""
    meant = name.replace("-", "_")
    if name in values or meant in values:
        return name if name in values else meant
    from recall.deck.problem import nearest

    near = nearest(meant, list(values), 3)
    raise UsageError(
        f"there is no setting {name}",
        f"did you mean {' or '.join(near)}?" if near else "recall config get lists them",
    )


def _value(name: str, text: str) -> Any:
    """The JSON value that a text of the command line stands for; `60,600` is a list, `none` is null."""
    import json

    if text.lower() in ("none", "null"):
        return None
    if name.endswith("_steps") or name in ("picks", "weekdays", "days_off"):
        text = f"[{','.join(_item(item) for item in text.strip('[]').split(',') if item.strip())}]"
    try:
        return json.loads(text.lower() if text.lower() in ("true", "false") else text)
    except ValueError:
        return text


def _item(text: str) -> str:
    import json

    text = text.strip().strip('"')
    return text if text.replace(".", "", 1).isdecimal() else json.dumps(text)


def _check(name: str, value: Any) -> None:
    from recall.history.settings import read_settings

    _, faults = read_settings([(name, value)], Parameters())
    if faults:
        raise UsageError(faults[0].removeprefix("the setting ").replace(" was left out: it", ""))


def _text(value: Any) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case list():
            return ",".join(map(str, value))
        case dict():
            import json

            return json.dumps(value)
        case _:
            return str(value)
