"""What an interviewed learner may rely on: every answer kept, the same interview again, every miss brought back."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from interviewee import Candidate, make_interviewee, reviewed
from learner import Learner

from recall.deck.card import Order
from recall.desk.interview import LONGEST_WRITTEN, InterviewDesk, display_order
from recall.errors import NotSaved, RecallError, UsageError
from recall.grade.response import Wrote
from recall.quiz.plan import TooFew
from recall.quiz.values import (
    Confirm,
    Event,
    Flag,
    Hint,
    Interview,
    Judge,
    Next,
    Options,
    Pause,
    Quit,
    Resume,
    Skip,
    Start,
    Sure,
)


@pytest.fixture
def learner(tmp_path: Path) -> Learner:
    return make_interviewee(tmp_path)


@pytest.fixture
def candidate(learner: Learner) -> Candidate:
    return Candidate(learner)


def test_an_interview_goes_on_in_another_process_where_it_was(candidate: Candidate, learner: Learner) -> None:
    state = candidate.answer(candidate.begin())
    state = candidate.desk.act(state, Sure(candidate.desk.now(state), "fairly"))
    again = Candidate(learner)
    assert again.desk.unfinished() == state
    while state.phase == "asking":
        state = again.answer(state)
    assert again.finish(state).over
    assert again.desk.unfinished() is None


def test_the_same_seed_deck_and_answers_give_the_same_interview(tmp_path: Path) -> None:
    asked = []
    for name in ("one", "two"):
        state = Candidate(make_interviewee(tmp_path / name)).take(6)
        asked.append([each.question.key for each in state.answered])
    assert asked[0] == asked[1]


def test_a_replay_of_the_log_proves_the_interview(candidate: Candidate) -> None:
    state = candidate.take(6, right=False)
    proof = candidate.desk.proved(state.plan.quiz)
    assert proof.same
    assert candidate.desk.load(state.plan.quiz) == state


def test_the_plan_of_an_interview_can_be_taken_again(candidate: Candidate) -> None:
    first = candidate.take(4)
    plan = candidate.desk.again(first.plan.quiz)
    assert plan.quiz != first.plan.quiz
    again = candidate.begin(plan=plan)
    assert again.current == first.answered[0].question


def test_what_is_not_on_disk_did_not_happen(candidate: Candidate, monkeypatch: pytest.MonkeyPatch) -> None:
    state = candidate.begin()

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("recall.history.journal.Journal.append", refuse)
    with pytest.raises(NotSaved):
        candidate.desk.act(state, candidate.desk.answer(state, None))
    monkeypatch.undo()
    assert candidate.desk.load("last") == state
    assert candidate.desk.act(state, candidate.desk.answer(state, None)).seq == state.seq + 1


def test_two_recalls_cannot_both_go_on_with_one_interview(candidate: Candidate, learner: Learner) -> None:
    state = candidate.begin()
    Candidate(learner).answer(state)
    with pytest.raises(NotSaved, match="another recall"):
        candidate.answer(state)


def test_an_event_that_does_not_fit_leaves_no_row(candidate: Candidate) -> None:
    state = candidate.begin()
    with pytest.raises(ValueError, match="does not fit"):
        candidate.desk.act(state, Next(candidate.desk.now(state)))
    assert candidate.desk.load("last") == state


def test_the_clock_may_go_back(candidate: Candidate, learner: Learner) -> None:
    state = candidate.answer(candidate.begin())
    learner.later(hours=-5)
    state = candidate.answer(state)
    assert candidate.desk.load("last") == state
    assert all(each.ms >= 0 for each in state.answered)


# -- what may be asked


def test_what_was_answered_today_is_not_asked(candidate: Candidate) -> None:
    desk = candidate.desk.desk
    reviewed(desk, "oauth-3")
    plan = candidate.desk.plan(Options(selectors=("security",), number=4))
    assert "backend:oauth-3" not in {each.key for each in plan.pool}


def test_suspended_cards_are_not_asked(candidate: Candidate) -> None:
    candidate.desk.desk.mark_all(["backend:jwt-2"], "suspended", True)
    plan = candidate.desk.plan(Options(selectors=("security",), number=4))
    assert "backend:jwt-2" not in {each.key for each in plan.pool}


def test_a_single_stage_is_measured_by_deck_however_many_it_has(
    candidate: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def topics(*selectors: str) -> list[str]:
        return [topic.ref for topic in candidate.desk.plan(Options(selectors=selectors, number=4)).topics]

    decks = topics("security")
    monkeypatch.setattr("recall.desk.candidates.MOST_TOPICS", 1)
    assert len(decks) > 1
    assert topics("security") == decks


def test_known_cards_tell_the_belief_where_to_start(candidate: Candidate, learner: Learner) -> None:
    reviewed(candidate.desk.desk, "oauth-3")
    learner.later(days=2)
    plan = candidate.desk.plan(Options(selectors=("security",), number=4))
    (question,) = (each for each in plan.pool if each.key == "backend:oauth-3")
    assert question.known is not None
    assert {topic.title for topic in plan.topics if topic.recall is not None} == {"Oauth"}


def test_the_last_interviews_are_avoided(candidate: Candidate, learner: Learner) -> None:
    first = {each.question.key for each in candidate.take(6).answered}
    learner.later(days=1)
    second = candidate.take(6)
    assert first.isdisjoint(each.question.key for each in second.answered if not each.question.seen)
    assert sum(each.question.seen for each in second.answered if not each.question.open) == 0


def test_too_few_questions_say_how_many_fit_and_what_to_relax(candidate: Candidate) -> None:
    with pytest.raises(TooFew, match="2 questions fit, 12 are asked for") as caught:
        candidate.desk.plan(Options(selectors=("security",), kinds=("interview",)))
    assert "kinds" in str(caught.value)


def test_a_seed_that_is_none_is_refused(candidate: Candidate) -> None:
    for seed in ("xyz", "", "1" * 33, "7f 3a", "７"):
        with pytest.raises(UsageError, match="no seed"):
            candidate.desk.plan(Options(selectors=("security",), number=4), seed)


def test_steps_are_never_shown_in_their_right_order() -> None:
    from deck_order import order_card

    for seed in range(200):
        card = order_card(3)
        assert isinstance(card.answer, Order)
        shown = display_order(f"{seed:x}", card)
        assert sorted(shown) == [0, 1, 2]
        assert shown != (0, 1, 2)


# -- a bank that changed, and answers that hurt


def test_questions_that_are_gone_or_reworded_are_named_and_the_interview_goes_on(
    candidate: Candidate, learner: Learner
) -> None:
    state = candidate.begin(4)
    assert state.current is not None
    gone = state.current.key
    deck = gone.partition(":")[2].rpartition("-")[0]
    path = learner.decks / "security" / f"{deck}.yaml"
    text = path.read_text().replace(f"- id: {gone.partition(':')[2]}\n", f"- id: {deck}-other\n")
    path.write_text(text.replace(f"Tell me about {deck}", f"Say all of {deck}"))
    again = Candidate(learner)
    state = again.desk.load("last")
    differences = again.desk.differences(state)
    assert differences.gone == (gone,)
    assert differences.changed == (f"backend:{deck}-open",)
    assert again.desk.current(state) is None
    state = again.desk.act(state, Resume(again.desk.now(state)))
    state = again.desk.act(state, Skip(again.desk.now(state)))
    while state.phase == "asking":
        state = again.answer(state)
    report = again.desk.report(again.finish(state).plan.quiz)
    assert [each.gone for each in report.questions] == [True, False, False, False]


def test_a_rubric_that_was_changed_is_another_question(candidate: Candidate, learner: Learner) -> None:
    state = candidate.begin(4)
    for name in ("oauth", "jwt"):
        path = learner.decks / "security" / f"{name}.yaml"
        path.write_text(path.read_text().replace("id: explain", "id: reason"))
    again = Candidate(learner)
    assert set(again.desk.differences(again.desk.load("last")).gone) == {"backend:oauth-open", "backend:jwt-open"}
    del state


def test_a_hundred_kilobytes_and_control_characters_are_kept_harmless(candidate: Candidate) -> None:
    state = candidate.begin(4)
    while candidate.desk.current(state).kind != "interview":  # type: ignore[union-attr]
        state = candidate.answer(state)
    event = candidate.desk.answer(state, Wrote("\x1b[2J I measure it first \x00" + "word " * 40_000))
    assert len(event.response["text"]) <= LONGEST_WRITTEN
    assert "\x1b" not in event.response["text"]
    assert dict(event.ticks)["measure"] == "yes"
    state = candidate.desk.act(state, event)
    assert candidate.desk.load("last") == state


def test_pausing_stops_the_clock(candidate: Candidate, learner: Learner) -> None:
    state = candidate.begin(4)
    state = candidate.desk.act(state, Pause(candidate.desk.now(state)))
    learner.later(hours=3)
    state = candidate.desk.act(state, Resume(candidate.desk.now(state)))
    state = candidate.answer(state)
    assert state.answered[0].ms < 60_000
    assert state.paused_ms == 3 * 3_600_000


def test_leaving_before_the_first_answer_leaves_nothing_to_report(candidate: Candidate) -> None:
    state = candidate.begin(4)
    state = candidate.desk.act(state, Quit(candidate.desk.now(state)))
    assert state.phase == "abandoned"
    assert candidate.desk.unfinished() is None
    assert candidate.desk.history()[0].ended


def test_a_log_that_cannot_be_followed_says_so(candidate: Candidate) -> None:
    from recall.events import Draft

    history, now = candidate.desk.desk.history, candidate.learner.now()
    plan = candidate.desk.plan(Options(selectors=("security",), number=4))
    state = candidate.desk.begin(plan)
    history.append([Draft("quiz", {"quiz": plan.quiz, "seq": 1, "do": "dance"})], now)
    with pytest.raises(RecallError, match="cannot be read"):
        candidate.desk.load(plan.quiz)
    with pytest.raises(NotSaved):
        candidate.desk.act(state, Start(candidate.desk.now(state)))


@given(st.integers(0, 1 << 30))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_a_learner_does_the_log_gives_the_same_interview(seed: int) -> None:
    chance = Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        candidate = Candidate(make_interviewee(Path(folder)))
        state = candidate.begin(5, feedback=chance.choice(("now", "end")), strict=chance.random() < 0.5)
        for _ in range(80):
            candidate.learner.later(seconds=chance.choice((0, 1, 20, 400)))
            state = candidate.desk.act(state, chance.choice(_possible(candidate.desk, state)))
            if state.over:
                break
        again = Candidate(candidate.learner)
        assert again.desk.load("last") == state
        assert again.desk.proved(state.plan.quiz).same
        for desk in candidate.learner.open_desks:
            desk.close()


def _possible(desk: InterviewDesk, state: Interview) -> list[Event]:
    """What a learner, a clumsy one too, may do now."""
    now = desk.now(state)
    match state.phase:
        case "asking":
            wrong = Wrote("no idea")
            hint: list[Event] = [Hint(now)] if desk.hint(state) else []
            answers: list[Event] = [desk.answer(state, wrong), desk.answer(state, None)]
            return [*answers, *answers, Skip(now), Flag(now), Sure(now, "certain"), Pause(now), Resume(now), *hint]
        case "rubric":
            return [Confirm(now, ("measure",), 1), Confirm(now, ()), Pause(now), Quit(now)]
        case "probing":
            return [desk.probed(state, "I measure it first"), desk.probed(state, None), Resume(now)]
        case "paused":
            return [Resume(now)]
        case "wrap-up":
            return [Judge(now, 0), Next(now), Quit(now)]
        case _:
            return [Next(now)]
