"""What an interview may ask: cards as questions, the filters, and the pool that the plan records.

It must not know the learner's history beyond what it is handed: the candidates and when each was last asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import blake2b

from recall.deck.card import Card, Interview, fingerprint
from recall.errors import UsageError
from recall.events import canonical
from recall.grade.check import guess
from recall.grade.response import offered
from recall.quiz.choice import open_quota, stages
from recall.quiz.values import Options, Plan, Question, RubricPoint, Topic
from recall.quiz.values import Probe as FollowUp
from recall.schedule.fuzz import chance

MOST_QUESTIONS = 60
MOST_MINUTES = 240
POOL = 160
_AVOIDED = 3  # interviews
_OPEN_SHARE = 1 / 3  # of a pool at most
_PACE = 2 / 3
_PICKED = ("single", "multi")
_SEED = re.compile(r"[0-9a-f]{1,32}")
_MISSING = "missing "
# Seconds for the answer: proposed, not measured.
_SECONDS = {
    "basic": 45,
    "single": 45,
    "typed": 45,
    "cloze": 60,
    "number": 75,
    "multi": 75,
    "order": 90,
    "match": 90,
    "categories": 90,
    "output": 90,
    "lines": 120,
    "sql": 120,
    "interview": 180,
}
# Three times the mean speed of silent reading, 238 words a minute (Brysbaert 2019): nobody reads faster.
_MS_A_WORD = 60_000 / (3 * 238)


class TooFew(UsageError):
    """Fewer questions fit than are asked for; the hint names the limit to relax."""


def seed_of(text: str) -> str:
    """The seed as it is recorded. Raises UsageError for text that is no hexadecimal number of up to 32 digits."""
    seed = text.strip().lower().removeprefix("0x")
    if not _SEED.fullmatch(seed):
        shown = text if len(text) <= 20 else text[:20] + "…"
        raise UsageError(f"`{shown}` is no seed", "a seed is 1 to 32 hexadecimal digits, such as 7f3a")
    return seed


def seconds(card: Card) -> int:
    """The proposed time for an answer. An author's minutes for an open question stand above the table."""
    if isinstance(card.answer, Interview) and card.answer.minutes:
        return card.answer.minutes * 60
    return _SECONDS[card.kind]


def question(card: Card, topic: int, *, recall: Mapping[str, float] | None = None, core: bool = False) -> Question:
    """The card as the machine sees it. `recall` is today's chance of recall of reviewed cards, by key (and by note)."""
    known = recall or {}
    words = len(f"{card.prompt} {card.code} {' '.join(offered(card.answer))}".split())
    found = Question(
        key=card.key,
        note=card.note,
        topic=topic,
        kind=card.kind,
        level=card.level,
        difficulty=card.difficulty,
        guess=round(guess(card), 6),
        seconds=seconds(card),
        rev=card.rev,
        fp=fingerprint(card),
        read_ms=round(words * _MS_A_WORD),
        held_out=not card.drilled,
        core=core,
        known=known.get(card.key),
        related=card.related,
    )
    if not isinstance(card.answer, Interview):
        return found
    return found._replace(
        points=tuple(
            RubricPoint(point.id, point.weight, point.must, point.card, known.get(point.card))
            for point in card.answer.points
        ),
        probes=tuple(
            FollowUp(place, follow_up.when.removeprefix(_MISSING) if follow_up.when.startswith(_MISSING) else "")
            for place, follow_up in enumerate(card.answer.follow_ups)
        ),
    )


def plan(
    quiz_id: str,
    seed: str,
    options: Options,
    candidates: Sequence[Question],
    topics: Sequence[Topic],
    *,
    recent: Mapping[str, int],
) -> Plan:
    """The plan of an interview over `candidates`. `recent` tells how many interviews ago a key was last asked, from 1.

    What the last three interviews asked is left out, and brought back (longest unseen first, marked as seen) as far as
    the rest would not do. Raises TooFew, and UsageError for a bad seed or number.
    """
    seed = seed_of(seed)
    if not 1 <= options.number <= MOST_QUESTIONS:
        raise UsageError(f"{options.number} is no number of questions", f"1 to {MOST_QUESTIONS} can be asked")
    if options.minutes is not None and not 1 <= options.minutes <= MOST_MINUTES:
        raise UsageError(f"{options.minutes} minutes cannot be kept", f"1 to {MOST_MINUTES} can be asked for")
    fitting = [candidate for candidate in candidates if _fits(candidate, options)]
    if _askable(fitting, options.number) < options.number:
        raise _too_few(options, candidates, _askable(fitting, options.number))
    pool = _trimmed(_with_seen(fitting, options.number, recent), seed)
    number = _in_time(pool, options)
    return Plan(quiz_id, seed, options, tuple(topics), tuple(pool), bank_hash(pool), number)


def bank_hash(pool: Iterable[Question]) -> str:
    """16 hex digits over what was to be asked: key, revision and fingerprint of each card."""
    rows = sorted((each.key, each.rev, each.fp) for each in pool)
    return blake2b(canonical(rows).encode(), digest_size=8).hexdigest()


def _fits(candidate: Question, options: Options) -> bool:
    return (
        (not options.kinds or candidate.kind in options.kinds)
        and (not options.levels or candidate.level in options.levels)
        and (options.choice or candidate.kind not in _PICKED)
        and (options.minutes is None or candidate.seconds <= options.minutes * 60)
    )


def _askable(candidates: Iterable[Question], number: int) -> int:
    """How many of `number` questions these give at most: one a note, self-rated ones in the warm-up only."""
    found = list(candidates)
    basic = {each.note for each in found if each.kind == "basic"}
    return len({each.note for each in found} - basic) + min(stages(number).count("warm-up"), len(basic))


def _in_time(pool: Sequence[Question], options: Options) -> int:
    """As many questions as asked for, or as there is room for when two thirds of the proposed time are used."""
    number = options.number
    if options.minutes is None:
        return number
    opens = [each.seconds for each in pool if each.open]
    closed = [each.seconds for each in pool if not each.open]

    def proposed(number: int) -> float:
        quota = open_quota(number) if closed else number
        quota = quota if opens else 0
        return quota * _mean(opens) + (number - quota) * _mean(closed)

    while number > 1 and proposed(number) * _PACE > options.minutes * 60:
        number -= 1
    return number


def _mean(seconds: Sequence[int]) -> float:
    return sum(seconds) / len(seconds) if seconds else 0.0


def _too_few(options: Options, candidates: Sequence[Question], fitting: int) -> TooFew:
    """The limit that keeps most questions out is the one to relax; without any, ask for fewer or for more topics."""
    limits: list[tuple[str, Options]] = [
        ("the limit on kinds", options._replace(kinds=())),
        ("the limit on levels", options._replace(levels=())),
        ("the ban on choices", options._replace(choice=True)),
        ("the limit on minutes", options._replace(minutes=None)),
        ("these limits together", options._replace(kinds=(), levels=(), choice=True, minutes=None)),
    ]
    gains = [
        (_askable((each for each in candidates if _fits(each, freed)), options.number), name) for name, freed in limits
    ]
    most = max(gain for gain, _ in gains)
    name = next(name for gain, name in gains if gain == most)
    fit = f"{fitting} question{'s fit' if fitting != 1 else ' fits'}" if fitting else "no question fits"
    if most > fitting:
        hint = f"without {name} {most} fit{'s' if most == 1 else ''}"
    else:
        hint = f"ask for {fitting} or name more topics" if fitting else "name more topics"
    return TooFew(f"{fit}, {options.number} {'is' if options.number == 1 else 'are'} asked for", hint)


def _with_seen(fitting: Sequence[Question], number: int, recent: Mapping[str, int]) -> list[Question]:
    """The fresh questions, and of those seen lately as many as the interview would lack without them."""
    fresh = [each for each in fitting if not 1 <= recent.get(each.key, 0) <= _AVOIDED]
    seen = sorted(
        (each._replace(seen=True) for each in fitting if 1 <= recent.get(each.key, 0) <= _AVOIDED),
        key=lambda each: (-recent[each.key], each.key),
    )
    wanted: tuple[tuple[Callable[[Question], bool], int], ...] = (
        (lambda each: each.open, open_quota(number)),
        (lambda _: True, number),
    )
    for belongs, needed in wanted:
        for each in list(seen):
            if _askable(filter(belongs, fresh), number) >= needed:
                break
            if belongs(each):
                fresh.append(each)
                seen.remove(each)
    return fresh


def _trimmed(candidates: Sequence[Question], seed: str) -> list[Question]:
    """At most `POOL` of them, in the order of their keys: held-out and open ones first, then evenly over the strata."""
    drawn = sorted(candidates, key=lambda each: (chance(seed, "pool", each.key), each.key))
    strata: dict[tuple[int, int, str], int] = {}
    ranked = []
    for each in drawn:
        stratum = (each.topic, each.difficulty, each.kind)
        rank = strata[stratum] = strata.get(stratum, -1) + 1
        ranked.append((rank, each))
    ranked.sort(key=lambda pair: pair[0])
    in_order = [each for _, each in ranked]
    opens = [each for each in in_order if each.open][: round(POOL * _OPEN_SHARE)]
    held_out = [each for each in in_order if each.held_out and not each.open]
    others = [each for each in in_order if not each.held_out and not each.open]
    return sorted([*opens, *held_out, *others][:POOL], key=lambda each: each.key)
