"""What a card is: frozen values, one class a kind of answer. It must not know files, YAML or how cards are shown.

A card *text* in a deck file is a note; it makes one card, or several that are siblings: a cloze makes one card a gap
number (`#c1`), a basic text with `reverse: true` makes a second one (`#reverse`).
"""

import json
from typing import Literal, NamedTuple

from recall.digest import blake2b

Level = Literal["recall", "understand", "apply", "interview"]
Use = Literal["both", "review", "quiz"]
Kind = Literal[
    "basic",
    "single",
    "multi",
    "typed",
    "number",
    "cloze",
    "order",
    "match",
    "categories",
    "output",
    "lines",
    "sql",
    "interview",
]
KINDS: tuple[Kind, ...] = (
    "basic",
    "single",
    "multi",
    "typed",
    "number",
    "cloze",
    "order",
    "match",
    "categories",
    "output",
    "lines",
    "sql",
    "interview",
)


class Option(NamedTuple):
    """One choice of a `single` or `multi` card; `why` says what is wrong (or right) about it."""

    text: str
    correct: bool = False
    why: str = ""


class Reject(NamedTuple):
    """A near miss that is wrong, with the reason shown when somebody types it."""

    text: str
    why: str = ""


class Pair(NamedTuple):
    """A left side and the right side that belongs to it."""

    left: str
    right: str


class Box(NamedTuple):
    """One named category with the items that belong into it."""

    name: str
    items: tuple[str, ...]


class Point(NamedTuple):
    """One thing that a good answer to an interview question says."""

    id: str
    point: str
    weight: int
    must: bool = False
    terms: tuple[str, ...] = ()
    card: str = ""


class FollowUp(NamedTuple):
    """What an interviewer asks next, `when` a point is missing or the score is high, and what to look for."""

    when: str
    ask: str
    look_for: str = ""


class RedFlag(NamedTuple):
    """A statement or omission that counts against an answer: `say` is the text, `terms` what betrays it."""

    say: str
    terms: tuple[str, ...] = ()


class Basic(NamedTuple):
    """`accept` are other ways to say the answer, shown beside it."""

    answer: str
    accept: tuple[str, ...] = ()
    kind: Literal["basic"] = "basic"


UNANSWERED = Basic("To be written.")  # stands for the answer of a question that was only jotted down


class Choice(NamedTuple):
    """`single` with one correct option, `multi` with two or more. `fixed` keeps the written order."""

    options: tuple[Option, ...]
    kind: Literal["single", "multi"]
    fixed: bool = False


class Typed(NamedTuple):
    """A few words or a command. `patterns` are google-re2 expressions; `exact` heeds case."""

    accept: tuple[str, ...]
    patterns: tuple[str, ...] = ()
    reject: tuple[Reject, ...] = ()
    exact: bool = False
    kind: Literal["typed"] = "typed"


class Number(NamedTuple):
    """`value` and `tolerance` are the author's text (`8`, `1_000`, `5%`); grading parses them as decimals."""

    value: str
    tolerance: str = ""
    unit: str = ""
    accept: tuple[str, ...] = ()
    kind: Literal["number"] = "number"


class Gap(NamedTuple):
    """One `{{c1::text::hint}}`: `number` is 1, `text` the answer, `hint` what is shown in its place."""

    number: int
    text: str
    hint: str = ""


class Cloze(NamedTuple):
    """`parts` is the text cut at its gaps, in order. `asked` is the gap number that this card blanks; the others show.

    `accept` are further right answers for the asked gap(s), `reject` and `exact` as in `Typed`.
    """

    parts: tuple[str | Gap, ...]
    asked: int
    accept: tuple[str, ...] = ()
    reject: tuple[Reject, ...] = ()
    exact: bool = False
    kind: Literal["cloze"] = "cloze"

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The gaps this card asks for, in order of the text (one number may stand in several places)."""
        return tuple(part for part in self.parts if isinstance(part, Gap) and part.number == self.asked)


class Order(NamedTuple):
    """Steps in their right sequence."""

    steps: tuple[str, ...]
    kind: Literal["order"] = "order"


class Match(NamedTuple):
    """Pairs to join; `spare` are right-hand sides that belong to nothing."""

    pairs: tuple[Pair, ...]
    spare: tuple[str, ...] = ()
    kind: Literal["match"] = "match"


class Categories(NamedTuple):
    """Items to sort into named boxes."""

    boxes: tuple[Box, ...]
    kind: Literal["categories"] = "categories"


class Output(NamedTuple):
    """What `code` prints; `(nothing)` stands for no output."""

    output: str
    accept: tuple[str, ...] = ()
    kind: Literal["output"] = "output"


class Lines(NamedTuple):
    """Numbers, from 1, of the faulty lines of `code`; `accept` are other sets of lines that are as right."""

    lines: tuple[int, ...]
    accept: tuple[tuple[int, ...], ...] = ()
    kind: Literal["lines"] = "lines"


class Sql(NamedTuple):
    """A query over `setup` whose result set equals that of the model query `sql`."""

    setup: str
    sql: str
    ordered: bool = False
    kind: Literal["sql"] = "sql"


class Interview(NamedTuple):
    """An open question: points that a good answer makes, weights summing to 10, and what an interviewer does next."""

    points: tuple[Point, ...]
    model_answer: str = ""
    minutes: int = 0
    follow_ups: tuple[FollowUp, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()
    kind: Literal["interview"] = "interview"


Answer = Basic | Choice | Typed | Number | Cloze | Order | Match | Categories | Output | Lines | Sql | Interview


class Source(NamedTuple):
    """Where the fact stands: a reference with its section, and an address."""

    ref: str
    url: str = ""


class Place(NamedTuple):
    """Where a card's text starts, for editors and messages; line and column count from 1."""

    path: str
    line: int
    column: int = 1


class Card(NamedTuple):
    """One thing that is asked and scheduled on its own.

    `collection` is the collection's local name, `id` the author's id, `side` is empty, `c1`.. or `reverse`.
    `related` and `contrasts` hold full note keys (`collection:id`). Texts are cleaned Markdown.
    """

    collection: str
    id: str
    deck: str
    answer: Answer
    prompt: str = ""
    side: str = ""
    stage: str = ""
    level: Level = "recall"
    difficulty: int = 3
    code: str = ""
    lang: str = ""
    explanation: str = ""
    sources: tuple[Source, ...] = ()
    as_of: str = ""
    tags: tuple[str, ...] = ()
    use: Use = "both"
    related: tuple[str, ...] = ()
    contrasts: tuple[str, ...] = ()
    rev: int = 1
    formerly: tuple[str, ...] = ()
    checked: str = ""
    run: str = ""
    place: Place = Place("", 0)

    @property
    def kind(self) -> Kind:
        return self.answer.kind

    @property
    def note(self) -> str:
        """The key that siblings share: `collection:id`."""
        return f"{self.collection}:{self.id}"

    @property
    def key(self) -> str:
        """The permanent key of the card's history: `collection:id`, `collection:id#c1`."""
        return f"{self.note}#{self.side}" if self.side else self.note

    @property
    def drilled(self) -> bool:
        """Whether the daily review may show it: cards with `use: quiz` are held out, unanswered ones wait."""
        return self.use != "quiz" and self.answer != UNANSWERED


def fingerprint(card: Card) -> str:
    """16 hex digits of the text that a learner answers (prompt, code, answer): an edit changes it, an id does not."""
    text = json.dumps([card.prompt, card.code, repr(card.answer)], ensure_ascii=False)
    return blake2b(text.encode(), digest_size=8).hexdigest()
