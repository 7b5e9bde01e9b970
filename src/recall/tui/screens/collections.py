"""Collections of other people: what is here, in which version; add, look, update, settle and remove."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from recall.community.parcel import Watch
from recall.community.pins import Pin
from recall.desk import collections, telling, updates
from recall.desk.collections import Offer
from recall.desk.updates import Before, Plan
from recall.errors import RecallError
from recall.tui.blocks import QUIET, tidy
from recall.tui.keyline import KeyLine
from recall.tui.rowlist import RowList
from recall.tui.screens.ask import AskScreen
from recall.tui.screens.base import HELP, beside
from recall.tui.screens.page import PageScreen
from recall.tui.status import NARROW
from recall.tui.working import WorkingScreen

if TYPE_CHECKING:
    from recall.desk import Desk

_WORDS_SHOWN = 200  # changed cards whose words an update's page shows


class CollectionsScreen(WorkingScreen[None]):
    """The list above, the collection under the cursor in full below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "Add", id="collections.add"),
        Binding("u", "update", "Update", id="collections.update"),
        Binding("c", "look", "Any news?", id="collections.check"),
        Binding("s", "settle", "Settle", id="collections.settle"),
        Binding("enter", "study", "Study", id="collections.study"),
        Binding("p", "problems", "Problems", show=False, id="collections.problems"),
        Binding("x", "remove", "Remove", id="collections.remove"),
        HELP,
        Binding("escape,q", "leave", "Home", id="collections.back"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.pins: list[Pin] = []
        self.problems: Counter[str] = Counter()
        self.news: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        yield Static(id="header")
        yield Static(id="columns")
        yield RowList(self._row, id="rows")
        yield Static(id="detail")
        yield Static(id="said")
        yield KeyLine()

    def on_mount(self) -> None:
        self.read()
        self.query_one(RowList).focus()

    def on_resize(self, event: Resize) -> None:
        self._draw_frame()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if self.working:
            return action not in ("add", "update", "look", "settle", "study", "remove")
        if action in ("update", "look", "study", "remove"):
            return bool(self.pins)
        if action == "settle":
            here = self._here()
            return here is not None and bool(here.unsettled)
        return bool(self.problems) if action == "problems" else True

    # -- what is shown

    def read(self) -> None:
        """Looks again at what is here."""
        self.pins = collections.installed(self.desk)
        home = self.desk.home.collections
        self.problems = Counter(
            Path(problem.file).relative_to(home).parts[0]
            for problem in self.desk.library.problems()
            if Path(problem.file).is_relative_to(home)
        )
        self.query_one(RowList).set_count(len(self.pins))
        self._draw_frame()
        self._draw_detail()

    def _draw_frame(self) -> None:
        width = self.size.width or self.app.size.width
        wrong = sum(self.problems.values())
        says = f"{len(self.pins)} added" + (f", {telling.count(wrong, 'problem')}" if wrong else "")
        self.query_one("#header", Static).update(beside(Content.styled("Collections", "bold"), says, width))
        head = _line("Name", "Version", "Pin", "Cards", "Problems", "", width - 2)
        self.query_one("#columns", Static).update(Content.styled(f"  {head}", QUIET))

    def _row(self, place: int, width: int) -> Content:
        pin = self.pins[place]
        wrong = self.problems[pin.name]
        news = "to settle" if pin.unsettled else self.news.get(pin.name, "")
        text = _line(pin.name, tidy(pin.version), pin.shown, str(pin.cards), str(wrong or ""), news, width)
        return Content(text)

    @on(RowList.Moved)
    def _draw_detail(self) -> None:
        pin = self._here()
        self.refresh_bindings()
        lines = ["Nothing is added yet. A collection is a git address, a folder, an archive or one deck file."]
        if pin is not None:
            by = ", ".join(pin.authors) or "nobody says who"
            lines = [
                f"{pin.title or pin.name}, by {by}, {pin.licence or 'no licence'}",
                f"{pin.address}{f'@{pin.asked}' if pin.asked else ''}",
                f"{pin.shown}, added {pin.added_at[:10]}, updated {pin.updated_at[:10]}",
            ]
            if pin.unsettled:
                conflicts = telling.count(len(pin.unsettled), "conflict")
                lines.append(self.with_keys(f"<collections.settle> settles {conflicts}"))
        self.query_one("#detail", Static).update(Content("\n").join(Content(f" {tidy(line)}") for line in lines))

    def _here(self) -> Pin | None:
        place = self.query_one(RowList).cursor
        return self.pins[place] if place < len(self.pins) else None

    def say(self, text: str, *, error: bool = False) -> None:
        self.set_class(error, "-failed")  # on a short screen the reason takes the place of the detail
        super().say(text, error=error)

    # -- keys

    def action_leave(self) -> None:
        if self.working:
            self.stop()
        else:
            self.dismiss(None)

    @on(RowList.Chosen)
    def action_study(self) -> None:
        from recall.tui.screens.review import ReviewScreen

        pin = self._here()
        if pin is None:
            return
        selectors = (f"@{pin.name}",)

        def study() -> None:
            self.app.push_screen(ReviewScreen(self.desk, self.desk.start(selectors), selectors), lambda _: self.read())

        self.attempt(study)

    def action_problems(self) -> None:
        from recall.tui.screens.problems import ProblemsScreen

        self.app.push_screen(ProblemsScreen(self.desk), lambda _: self.read())

    def action_settle(self) -> None:
        pin = self._here()
        if pin is not None:
            self.attempt(lambda: self._settle(updates.forget_settled(self.desk, pin)))

    def _settle(self, pin: Pin) -> None:
        from recall.tui.screens.conflicts import ConflictsScreen

        self.app.push_screen(ConflictsScreen(self.desk, pin), lambda _: self.read())

    def action_look(self) -> None:
        """Asks every address whether there is another version."""
        self.start(partial(_ask_all, list(self.pins)), self._heard)

    def _heard(self, news: dict[str, str]) -> None:
        self.news = news
        self.read()
        waiting = sum(said == "update" for said in news.values())
        self.say(f" {telling.count(waiting, 'update')} to take." if waiting else " No news.")

    # -- adding

    def action_add(self) -> None:
        from recall.tui.screens.address import AddressScreen

        self.app.push_screen(AddressScreen(), self._asked)

    def _asked(self, answer: tuple[str, str] | None) -> None:
        if answer is not None:
            self.start(lambda watch: collections.look(answer[0], answer[1], watch), self._offered)

    def _offered(self, offer: Offer) -> None:
        collections.check(self.desk, offer)
        lines = telling.offered(offer, collections.known_before(self.desk, offer))
        lines += ["", *(f"  {deck.title}: {telling.count(deck.cards, 'card')}" for deck in offer.survey.decks)]

        def answered(taken: bool | None) -> None:
            if taken:
                self.start(partial(self._write, offer), lambda _: self._put(offer))

        self.app.push_screen(PageScreen("What would come in", lines, "Nothing of it runs. Add it?"), answered)

    def _write(self, offer: Offer, watch: Watch) -> None:
        """Touches nothing of the desk but where its home is."""
        collections.write(self.desk, offer, watch)

    def _put(self, offer: Offer) -> None:
        collections.put(self.desk, offer)
        self.start(self._compile, lambda _: self._added(offer))

    def _compile(self, watch: Watch) -> None:
        """Reads the new decks into the index by a library of this thread's own."""
        from recall.deck.library import Library

        watch("reading the decks")
        Library.open(self.desk.home, self.desk.library.shipped).close()

    def _added(self, offer: Offer) -> None:
        collections.welcome(self.desk, offer)
        self.read()
        names = [pin.name for pin in self.pins]
        self.query_one(RowList).cursor = names.index(offer.name)
        self.say(
            self.with_keys(f" Added {offer.name}; <collections.study> studies it, <collections.remove> removes it.")
        )

    # -- updating

    def action_update(self) -> None:
        pin = self._here()
        if pin is not None:
            self.start(partial(self._fetch, pin), lambda found: self._planned(pin, *found))

    def _fetch(self, pin: Pin, watch: Watch) -> tuple[Offer, Before]:
        offer = collections.look_at(collections.source(pin), pin.name, watch)
        return offer, updates.before(self.desk.home, pin, watch)

    def _planned(self, pin: Pin, offer: Offer, before: Before) -> None:
        made = updates.plan(self.desk, pin, offer, before)
        self.news.pop(pin.name, None)
        if made.current:
            updates.repin(self.desk, made)
            self.read()
            self.say(f" {pin.name}: nothing new.")
            return
        page = PageScreen("What would change", _words(made), "Take it?")
        self.app.push_screen(page, lambda taken: self._take(made) if taken else None)

    def _take(self, made: Plan) -> None:
        def go(sure: bool | None) -> None:
            if sure:
                self.start(updates.prepared(self.desk, made), lambda _: self._put_update(made))

        if made.rewrites:
            self.app.push_screen(AskScreen("It changes more than a fifth of what you studied. Sure?"), go)
        else:
            go(True)

    def _put_update(self, made: Plan) -> None:
        updates.put(self.desk, made)
        self.start(self._compile, lambda _: self._updated(made))

    def _updated(self, made: Plan) -> None:
        moved = updates.follow(self.desk, made)
        self.read()
        said = f" {made.pin.name} is now {telling.version_of(made.offer)}."
        if moved:
            said += f" {telling.count(moved, 'card')} asked early."
        if made.conflicts:
            said += self.with_keys(f" <collections.settle> settles {telling.count(len(made.conflicts), 'conflict')}.")
        self.say(said)

    # -- removing

    def action_remove(self) -> None:
        pin = self._here()
        if pin is None:
            return

        def remove() -> None:
            collections.remove(self.desk, pin.name)
            self.read()
            self.say(f" Removed {pin.name}. Its history is kept; adding it again finds it.")

        question = f"Take {pin.name} out? Its history stays."
        self.app.push_screen(AskScreen(question), lambda sure: self.attempt(remove) if sure else None)


def _ask_all(wanted: list[Pin], watch: Watch) -> dict[str, str]:
    news = {}
    for pin in wanted:
        try:
            news[pin.name] = "update" if collections.update_waits(pin, watch) else "newest"
        except RecallError as error:
            if error.exit_code == 130:
                raise
            news[pin.name] = "not there"
    return news


def _words(made: Plan) -> list[str]:
    """The numbers of an update, then its words card by card."""
    changes = made.changes
    pairs = tuple(dict.fromkeys([*changes.reworded, *changes.raised, *changes.touched, *changes.renamed]))
    lines = telling.planned(made, names=True)
    for card, fields in updates.wording(made, pairs[:_WORDS_SHOWN]).items():
        lines += ["", card, *(line for name, old, new in fields for line in telling.field(name, old, new))]
    return lines


def _line(name: str, version: str, pin: str, cards: str, problems: str, news: str, width: int) -> str:
    """One line of the list; on a narrow screen without the pin."""
    counted = f"{cards:>7}{problems:>10}  {news:<9}" if width >= NARROW - 2 else f"{cards:>6} {news:<9}"
    middle = f" {version[:10]:<10} {pin:<8}" if width >= NARROW - 2 else f" {version[:7]:<7}"
    room = max(4, min(width, 76) - len(counted) - len(middle))
    text = Content(name).truncate(room, ellipsis=True)
    return f"{text.plain}{' ' * (room - text.cell_length)}{middle}{counted}"
