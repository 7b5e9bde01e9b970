"""The names that `[keys]` of config.toml may use. Loaded only when there are any, since it loads every screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from textual.binding import Binding
from textual.dom import DOMNode

from recall.tui.answer import base, fields, joining, page, telling
from recall.tui.app import RecallApp
from recall.tui.form import Form
from recall.tui.rowlist import RowList
from recall.tui.screens import (
    ask,
    browse,
    deck_options,
    done,
    first_run,
    help,
    home,
    info,
    interview,
    pause,
    problems,
    quiz_history,
    quiz_report,
    quiz_setup,
    review,
    warmup,
)
from recall.tui.screens.asking import AskingScreen
from recall.tui.screens.paged import PagedScreen

_NODES: tuple[type[DOMNode], ...] = (
    AskingScreen,
    Form,
    PagedScreen,
    RecallApp,
    RowList,
    ask.AskScreen,
    ask.ChooseScreen,
    ask.NoteScreen,
    base.Board,
    browse.BrowseScreen,
    deck_options.DeckOptionsScreen,
    done.DoneScreen,
    fields.Gaps,
    fields.Typing,
    first_run.FirstRunScreen,
    help.HelpScreen,
    home.HomeScreen,
    info.InfoScreen,
    interview.InterviewScreen,
    joining.Joining,
    page.Page,
    pause.PauseScreen,
    problems.ProblemsScreen,
    quiz_history.CompareScreen,
    quiz_history.HistoryScreen,
    quiz_report.QuestionScreen,
    quiz_report.QuestionsScreen,
    quiz_report.ReportScreen,
    quiz_setup.SetupScreen,
    review.ReviewScreen,
    warmup.WarmupScreen,
    telling.Points,
    telling.Speaking,
)


def binding_ids() -> frozenset[str]:
    """Every name that a key can be given to."""
    return frozenset(binding.id for node in _NODES for binding in _bindings(node) if binding.id)


def complaints(names: Iterable[str]) -> Iterator[str]:
    """One sentence for each name that no key has, with the nearest one that exists."""
    known = binding_ids()
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            yield f"config.toml: no key is called {name}" + (f"; did you mean {near[0]}?" if near else "")


def _bindings(node: type[DOMNode]) -> Iterator[Binding]:
    yield from Binding.make_bindings(node.BINDINGS)
