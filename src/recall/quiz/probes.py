"""What an open answer is worth, and which follow-up an interviewer would ask next."""

from __future__ import annotations

from recall.quiz.values import Answered, Probe

MOST = 2
SECONDS = 60
GOOD = 0.75  # from here on the harder follow-up is asked


def worth(draft: Answered) -> float:
    """The weighted share of the points made; one made after a probe counts half, a red flag costs one point."""
    earned = total = 0  # in halves, so that sums are exact
    for point in draft.question.points:
        total += 2 * point.weight
        if point.id in draft.made:
            earned += 2 * point.weight
        elif point.id in draft.probed:
            earned += point.weight
    return max(0, earned - 2 * draft.red_flags) / total if total else 0.0


def next_probe(draft: Answered) -> Probe | None:
    """The first unmet point that has a probe; with none, the harder one if the answer is good so far; two at most."""
    if len(draft.asked_probes) >= MOST:
        return None
    left = [probe for probe in draft.question.probes if probe.place not in draft.asked_probes]
    met = {*draft.made, *draft.probed}
    for point in draft.question.points:
        for probe in left:
            if probe.missing == point.id and point.id not in met:
                return probe
    if worth(draft) >= GOOD:
        return next((probe for probe in left if not probe.missing), None)
    return None
