"""What a learner's confidence is worth, topic by topic: sure answers that were wrong, guesses that were right. Pure."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

Confidence = Literal["guess", "fairly", "certain"]
CONFIDENCES: tuple[Confidence, ...] = ("guess", "fairly", "certain")


class Told(NamedTuple):
    """One answer with the confidence that was told before the card was turned."""

    topic: str
    confidence: str
    right: bool


class Sureness(NamedTuple):
    """A topic: how many answers were called certain and how many of those were wrong, and guesses that were right."""

    topic: str
    certain: int
    certain_wrong: int
    guesses: int
    guesses_right: int

    @property
    def over(self) -> float | None:
        """The share of certain answers that were wrong; None without any."""
        return self.certain_wrong / self.certain if self.certain else None

    @property
    def under(self) -> float | None:
        """The share of guesses that were right; None without any."""
        return self.guesses_right / self.guesses if self.guesses else None


def by_topic(told: Iterable[Told]) -> tuple[Sureness, ...]:
    """Every topic with a sure answer or a guess, those with the most sure misses first."""
    counts: dict[str, list[int]] = {}
    for each in told:
        found = counts.setdefault(each.topic, [0, 0, 0, 0])
        if each.confidence == "certain":
            found[0] += 1
            found[1] += not each.right
        elif each.confidence == "guess":
            found[2] += 1
            found[3] += each.right
    topics = [Sureness(topic, *numbers) for topic, numbers in counts.items() if any(numbers)]
    return tuple(sorted(topics, key=lambda topic: (-topic.certain_wrong, -topic.guesses_right, topic.topic)))
