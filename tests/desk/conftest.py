"""A learner for each test."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from learner import START, Learner, deck_text, make_learner

from recall.desk.desk import Desk
from recall.events import Draft
from recall.schedule import memory
from recall.schedule.studyday import moment
from recall.schedule.values import Rating

GAPS = (0, 3, 9, 21)
CARDS = 120


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    made = make_learner(tmp_path)
    yield made
    for desk in made.open_desks:
        desk.close()


@pytest.fixture
def practised(learner: Learner) -> Desk:
    """A learner who forgets far more than the default parameters say."""
    (learner.decks / "fundamentals" / "big.yaml").write_text(deck_text("big", CARDS))
    learner.at = START + timedelta(days=70)
    desk = learner.sit_down()
    chance = random.Random(5)
    begun = {number: chance.randrange(40) for number in range(1, CARDS + 1)}
    answers = sorted((begun[number] + gap, number, gap) for number in begun for gap in GAPS)
    with desk.history.writing(learner.now()) as writer:
        for day, number, gap in answers:
            key = f"backend:big-{number}"
            rating = Rating.GOOD if gap == 0 or chance.random() < 0.55 else Rating.AGAIN
            at = moment((START + timedelta(days=day, minutes=number), 60), desk.settings.day_start)
            before = writer.state(key)
            after = memory.review(before, rating, at, desk.settings)
            body = memory.review_body(before, after, rating, desk.settings, card={"card": key, "rev": 1, "fp": "0"})
            writer.append([Draft("review", body)], at=at)
    return desk
