"""The desk: opens library and history, deals a sitting, records each action before it shows. The shells' only door.

Every method that changes something has it on disk before it returns, or raises `NotSaved` and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recall import clock
from recall.config import Home, find_home, shipped_decks
from recall.deck.card import Card, fingerprint
from recall.deck.library import Library
from recall.desk import catchup, picks, today, words
from recall.desk.ahead import Ahead
from recall.desk.evidence import evidence, source
from recall.desk.expected import Expected
from recall.desk.marking import Marking
from recall.desk.options import Options
from recall.desk.plans import Plans
from recall.errors import RecallError, UsageError
from recall.events import Draft, Event, Moment
from recall.history.store import History, Scope
from recall.review import sitting as review
from recall.review.sitting import Item, Sitting
from recall.schedule.fuzz import chance
from recall.schedule.studyday import moment as moment_of
from recall.schedule.values import CardState, Rating, Settings, State

if TYPE_CHECKING:
    from recall.deck.search import Condition
    from recall.desk.views import FirstRun, FirstRunChoices, Info, Overview, Summary
    from recall.grade.graded import Graded
    from recall.history.find import Finder, Hit
    from recall.history.healing import Tell

DEFAULTS = Options()
HELD_CARDS = 2
LONGEST_ANSWER = 10 * 60_000  # ms: longer means that the learner was away


class Desk(Marking):
    """One learner at work. Not thread-safe: open it in the thread that uses it."""

    def __init__(self, home: Home, library: Library, history: History, now: Callable[[], tuple[datetime, int]]) -> None:
        self.home = home
        self.library = library
        self.history = history
        self.settings: Settings = history.settings()
        self._now = now
        self._asked = (Scope(), DEFAULTS)
        self._held: dict[str, Card | None] = {}  # the card on the table, and the one after it
        self._told: dict[str, Any] | None = None  # the card on the table, as its answer names it
        self._weighed: tuple[tuple[Any, ...], dict[Rating, CardState]] | None = None
        self._ahead = Ahead(history, library.siblings)
        self.expected = Expected(home)
        self.plans = Plans(self)
        self._sync()

    @classmethod
    def open(
        cls,
        home: Home | None = None,
        *,
        now: Callable[[], tuple[datetime, int]] = clock.now,
        shipped: Path | None = None,
        waiting: Callable[[], None] | None = None,
        tell: Tell | None = None,
    ) -> Desk:
        """Opens everything; heals what a crash left, reads changed decks. Raises RecallError kinds.

        `waiting` is called when a write has to wait for another recall, `tell` hears what a long start is doing.
        """
        home = home or find_home()
        try:
            library = Library.open(home, shipped or shipped_decks())
            history = History.open(home, now=now(), tell=tell)
            history.waiting = waiting
            return cls(home, library, history, now)
        except PermissionError as error:
            raise RecallError(
                f"{error.filename or home.data} may not be read",
                f"give yourself the right to it: chmod -R u+rwX {home.data}",
            ) from error

    def close(self) -> None:
        """Closes everything; the hourly backup is made first, or in the background where it takes longer."""
        from recall.desk.afterwards import after_work

        try:
            after_work(self.home, self.history, self._now)
        finally:
            self.history.close()
        self.library.close()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the learner should know: what opening mended, why nothing can be saved, settings not understood."""
        read_only = (f"read only: {self.history.read_only}",) if self.history.read_only else ()
        notices = tuple(str(notice) for notice in self.history.notices)
        return (*read_only, *notices, *self.history.setting_warnings)

    @property
    def moment(self) -> Moment:
        """Now, with the study day."""
        return moment_of(self._now(), self.settings.day_start)

    # -- what there is to do

    def scope(self, selectors: Sequence[str]) -> Scope:
        """The cards that selectors name; none means the picked decks. Raises UsageError with the nearest names."""
        if not selectors:
            return Scope()
        from recall.deck.search import is_query, parse_query
        from recall.deck.select import Selection

        queries = [selector for selector in selectors if is_query(selector)]
        names = [selector for selector in selectors if selector not in queries]
        selection = self.library.select(names) if names else Selection()
        keys = set(selection.keys or ())
        for query in queries:
            found = self._finder().keys(parse_query([query]), self.moment, self.settings)
            if not found:
                raise UsageError(f"no card fits {query}", f"recall browse '{query}' is where to try queries")
            keys |= found
        return Scope(decks=selection.decks, keys=frozenset(keys) if keys else None)

    def find(
        self,
        query: Condition,
        *,
        sort: str = "position",
        descending: bool = False,
        limit: int | None = None,
        offset: int = 0,
    ) -> tuple[int, list[Hit]]:
        """How many cards fit a query, and those of one page in order."""
        finder, moment = self._finder(), self.moment
        hits = finder.page(
            query,
            moment,
            self.settings,
            sort=sort,
            descending=descending,
            limit=-1 if limit is None else limit,
            offset=offset,
        )
        whole = limit is None and not offset
        return len(hits) if whole else finder.count(query, moment, self.settings), hits

    def find_keys(self, query: Condition) -> frozenset[str]:
        """The keys of all cards that fit a query."""
        return self._finder().keys(query, self.moment, self.settings)

    def _finder(self) -> Finder:
        from recall.history.find import Finder

        return Finder(self.history.connection, self.library.index_file())

    def start(self, selectors: Sequence[str] = (), options: Options = DEFAULTS) -> Sitting:
        """A sitting over what the selectors name, its first card on the table."""
        scope, moment = self.scope(selectors), self.moment
        title = options.title or " ".join(selectors) or "All decks"
        self._asked = (scope, options)
        if options.cram:
            items = today.cram(self.history, scope, moment.at.isoformat(), options.limit)
            return self._sitting(items, [], today.look(self.history, self.settings, moment, scope).pace, title, True)
        asked, items, learning = today.build(
            self.history, self.plans.settings_today(), moment, scope, options, self.library.requires()
        )
        if scope.everything and options == DEFAULTS and self.plans.active:
            first = self.plans.items_today()
            taken = {item.key for item in first}
            items = [*first, *(item for item in items if item.key not in taken)]
        sitting = self._sitting(items, learning, asked.pace, title, False)
        overdue = catchup.overdue(self, asked) if scope.everything and options == DEFAULTS else 0
        return sitting._replace(echo=f"{overdue} cards are overdue: see recall catchup") if overdue else sitting

    def more_new(self, sitting: Sitting, count: int, selectors: Sequence[str] = ()) -> Sitting:
        """`count` new cards beyond today's limit, because the learner asked."""
        items = self._more(self.scope(selectors), Options(new=count))
        return review.extend(sitting, (item for item in items if item.state is State.NEW), self.moment.at)

    def wait(self, sitting: Sitting) -> Sitting:
        """Goes on with the next learning card although it is not due yet."""
        return review.wait(sitting, self.moment.at)

    # -- the card on the table

    def card(self, sitting: Sitting) -> Card | None:
        """The card on the table, with the learner's own wording."""
        return self._held_card(sitting.current.key) if sitting.current else None

    def state(self, key: str) -> CardState:
        return self.history.state(key)

    def shuffle(self, sitting: Sitting, count: int) -> tuple[int, ...]:
        """The order in which `count` options are shown, seeded by card key and repetitions: the same everywhere."""
        assert sitting.current is not None
        key = sitting.current.key
        reps = self.history.state(key).reps
        return tuple(sorted(range(count), key=lambda index: chance(key, reps, index)))

    def previews(self, sitting: Sitting, graded: Graded | None = None) -> dict[Rating, str]:
        """How long each rating would put the card off; exactly what grading then does."""
        assert sitting.current is not None
        if sitting.unscheduled:
            return dict.fromkeys(Rating, "")
        item, moment = sitting.current, self.moment
        found = self._outcomes(item, self.history.state(item.key), moment, graded.guess if graded else 0.0)
        return {rating: words.until(each.memory, moment.at, moment.on) for rating, each in found.items() if each.memory}

    def make_ready(self, sitting: Sitting) -> None:
        """Reads and computes what the next answer will need, while the learner reads the card on the table.

        It records nothing and need not be called: what was not made ready is had when it is asked for.
        """
        if sitting.current is None:
            return
        item, moment = sitting.current, self.moment
        state = self.history.state(item.key)
        self._identity(item)
        self.expected.chance(state, moment.on, self.settings.parameters)
        if not sitting.unscheduled:
            outcomes = self._outcomes(item, state, moment, 0.0)
            self.history.read_ahead((state, *outcomes.values()))
        if sitting.queue:
            self._held_card(sitting.queue[0].key)

    def reveal(self, sitting: Sitting) -> Sitting:
        self.expected.prepare(self.settings.parameters)
        return review.reveal(sitting)

    def grade(self, sitting: Sitting, rating: Rating, graded: Graded | None = None) -> Sitting:
        """Records the answer to the card on the table and deals the next one. Raises NotSaved; then nothing changed."""
        from recall.schedule import memory

        item = sitting.current
        assert item is not None
        guess = graded.guess if graded else 0.0
        with self.history.writing(self._now()) as writer:
            before = writer.state(item.key)
            moment = writer.not_before(before.memory.last_at) if before.memory else writer.moment
            shown_at = sitting.shown_at or moment.at
            ms = min(max(0, round((moment.at - shown_at).total_seconds() * 1000)), LONGEST_ANSWER)
            after = memory.shifted(self._outcomes(item, before, moment, guess)[rating], moment.at)
            body = memory.review_body(
                before,
                after,
                rating,
                self.settings,
                card=self._identity(item),
                source=source(before, moment, sitting),
                score=graded.score if graded and not graded.by_self else None,
                ms=ms,
                evidence=evidence(item, graded, sitting, rating),
                forecast=self.expected.chance(before, moment.on, self.settings.parameters),
            )
            if sitting.unscheduled:
                body = {name: value for name, value in body.items() if name not in memory.DECISION}
            event = writer.append([Draft("review", body)], after=None if sitting.unscheduled else after)[0]
        if not sitting.unscheduled:
            self._ahead.answered(before, after)
            label = guess < memory.GUESSABLE and body["source"] == "review"
            self.expected.learn(event.id, before, rating, moment.on, self.settings.parameters, label=label)
        echo = f"{words.name(item.key)}   {words.graded(after, rating, moment.at, moment.on)}"
        leech = None
        if sitting.unscheduled:
            echo = f"{words.name(item.key)}   {int(rating)} {words.RATING_NAMES[rating]}"
        elif after.lapses > before.lapses:
            from recall.desk import leeches

            leech = leeches.judged(self, item.key, after.lapses)
            echo += "   leech" if leech else ""
        dealt = review.answer(
            sitting, None if sitting.unscheduled else after, rating, moment.at, ms=ms, action=event.id, echo=echo
        )
        if dealt.done and not dealt.unscheduled:
            dealt = review.extend(dealt, self._more(*self._asked), moment.at)
        return dealt._replace(leech=leech)

    # -- taking back

    def undo(self, sitting: Sitting) -> Sitting:
        """Takes the last action back: of this sitting first, then of earlier ones, any number of steps."""
        moment = self.moment
        if sitting.previous is not None and sitting.action is not None:
            self._take_back(sitting.action, sitting.previous)
            return review.take_back(sitting, moment.at, echo=f"Taken back: {sitting.deed}")
        target = self.history.undo_target()
        if target is None:
            return sitting._replace(echo="There is nothing to take back.")
        self.record([Draft("undo", {"target": target.id, "on": True})])
        self.reload_settings()
        echo = f"Taken back: {words.action(target.events)}"
        row = self.history.row(target.card)
        if row is None or words.of_interview(target.events[0]):
            return sitting._replace(echo=echo)
        return review.put_first(sitting, today.item_of(row), moment.at, echo=echo)

    def take_back_last(self) -> None:
        """Takes the newest action of this device back, whatever sitting it belongs to."""
        target = self.history.undo_target()
        if target is not None:
            self.record([Draft("undo", {"target": target.id, "on": True})])
            self.reload_settings()

    def set_settings(self, values: dict[str, Any]) -> None:
        """Records learner's settings as one action and applies them."""
        self.record([Draft("setting", {"name": name, "value": value}) for name, value in values.items()])
        self.reload_settings()

    # -- first run

    def first_run_needed(self) -> bool:
        """Whether this learner has neither answered a card nor been asked what to learn."""
        return self.settings.first_run_on is None and not self.history.has_answers()

    def first_run_choices(self) -> FirstRunChoices:
        return picks.choices(self.library)

    def first_run(self, answers: FirstRun) -> None:
        """Records what the learner chose; with experience, new cards come half as fast again."""
        values: dict[str, Any] = {"first_run_on": self.moment.on.isoformat(), "minutes": answers.minutes}
        values["picks"] = sorted(self.first_run_choices().defaults if answers.picks is None else answers.picks)
        values["experienced"] = answers.experienced
        if answers.experienced:
            values["new_per_day"] = Settings().new_per_day * 3 // 2
        if answers.interview_on is not None:
            values["interview_on"] = answers.interview_on.isoformat()
        self.set_settings(values)

    # -- looking

    def overview(self) -> Overview:
        """The home screen's numbers."""
        from recall.desk.overview import overview

        return overview(self)

    def summary(self, sitting: Sitting, selectors: Sequence[str] = ()) -> Summary:
        """What the sitting came to, and what comes next."""
        from recall.desk.overview import summary

        return summary(self, sitting, self.scope(selectors))

    def info(self, key: str) -> Info:
        """All that is known of one card."""
        from recall.desk.views import Info, Reviewed
        from recall.schedule.memory import retrievability

        state = self.history.state(key)
        reviews = tuple(
            Reviewed(
                event.at,
                Rating(event.body["rating"]),
                str(event.body.get("source", "review")),
                int(event.body.get("interval") or 0),
                int(event.body.get("ms") or 0),
                undone,
            )
            for event, undone in self.history.reviews(key)
        )
        recall = retrievability(state.memory, self.moment.on, self.settings.parameters)
        return Info(self.library.card(key), key, state, recall, self.history.marks(key), reviews)

    def reload(self) -> None:
        """Reads decks that changed on disk and brings the schedule in step with them."""
        self.library.reload()
        self._held.clear()
        self._told = self._weighed = None
        self._ahead.forget()
        self._sync()

    # -- inside

    def _more(self, scope: Scope, options: Options) -> list[Item]:
        """What today still asks for in a scope, now that some of it is answered."""
        requires = self.library.requires()
        return today.build(self.history, self.plans.settings_today(), self.moment, scope, options, requires)[1]

    def _held_card(self, key: str) -> Card | None:
        """The card of a key; the last ones are kept, since a card is made ready, shown, graded and recorded."""
        if key not in self._held:
            while len(self._held) >= HELD_CARDS:
                del self._held[next(iter(self._held))]
            self._held[key] = self.library.card(key)
        return self._held[key]

    def _outcomes(self, item: Item, state: CardState, moment: Moment, guess: float) -> dict[Rating, CardState]:
        """What each rating makes of a card; kept, since the buttons say it before one of them is taken."""
        from recall.schedule import memory

        settings = self.plans.settings_of(item.key, item.deck)
        asked = state, moment.on, guess, settings
        if self._weighed is None or self._weighed[0] != asked:
            load = self._ahead.load(item.key, moment.on, settings)
            found = {each: memory.review(state, each, moment, settings, guess=guess, load=load) for each in Rating}
            self._weighed = asked, found
        return self._weighed[1]

    def _identity(self, item: Item) -> dict[str, Any]:
        """The card that is answered, by key, revision and text."""
        if self._told is None or self._told["card"] != item.key:
            card = self._held_card(item.key)
            told = (1, "") if card is None else (card.rev, fingerprint(card))
            self._told = {"card": item.key, "rev": told[0], "fp": told[1]}
        return self._told

    def _sitting(
        self, items: list[Item], learning: list[review.Waiting], pace: review.Pace, title: str, cram: bool
    ) -> Sitting:
        return review.start(
            items,
            learning,
            now=self.moment.at,
            title=title,
            ahead_minutes=self.settings.learn_ahead_minutes,
            pace=pace,
            bury=self.settings.bury_siblings and not self._asked[1].every,
            cram=cram,
        )

    def record(self, drafts: Sequence[Draft]) -> str:
        """Appends events as one action; the id to take it back by."""
        with self.history.writing(self._now()) as writer:
            events: list[Event] = writer.append(drafts)
        self._ahead.forget()
        for draft in drafts:
            if draft.type == "undo":
                self._unlearn(draft.body["target"])
        return events[0].group or events[0].id

    def _take_back(self, action: str, previous: Sitting) -> None:
        """Records the undo of this sitting's last action, which began at the sitting `previous`."""
        assert previous.current is not None
        key = previous.current.key
        with self.history.writing(self._now()) as writer:
            before = writer.state(key)
            writer.append([Draft("undo", {"target": action, "on": True})])
            after = writer.state(key)
        if before == after:  # it was a mark, perhaps of several cards
            self._ahead.forget()
        else:
            self._ahead.answered(before, after)
        self._unlearn(action)
        self.reload_settings()

    def _unlearn(self, event: str) -> None:
        self.expected.take_back(event, self.history.connection, self.settings.parameters)

    def reload_settings(self) -> None:
        """Reads the settings anew; other picks are other cards in the queue."""
        settings = self.history.settings()
        if settings != self.settings:
            self.settings = settings
            self._sync()

    def _sync(self) -> None:
        """Brings the derived card rows in step with the decks and picks, when either changed."""
        self.picked = picks.picked(self.library, self.settings.picks)
        version = picks.version(self.library, self.settings.picks)
        if self.history.library_version != version:
            self.history.sync_cards(
                self.library.rows(), version, self._now(), renames=self.library.renames(), picks=self.picked
            )
