"""The checker must see what is wrong in a history, and nothing where nothing is."""

from collections.abc import Callable
from typing import Any

import pytest

from faults import check
from faults.history import History
from faults.plot import NEEDS, STORIES, Plot, playable
from faults.screens import difference

Row = dict[str, Any]
NUMBER = "+8801200000001"


def caller(**other: Any) -> Row:
    return {
        "sid": "CA1", "number": NUMBER, "story": "answered", "outcome": "talked",
        "ended_by": "caller", "longest_silence_seconds": 1.0, "stuck": False, "night": "",
        "talked_with": ["robot-01"], "has_call_backs": True, "second": False, "first_ticket": "",
        **other,
    }  # fmt: skip


def file(*steps: str, number: str = "1098-26-000001", **other: Any) -> Row:
    return {
        "incident": {"i1": {"number": number, "state": "open"}},
        "timeline": {str(seq): {"kind": kind} for seq, kind in enumerate(steps, 1)},
        "calls": {"c1": {"caller_number": NUMBER, "number": number, "end_reason": "caller_left"}},
        "dispatches": {}, "intake": {}, **other,
    }  # fmt: skip


def good() -> History:
    history = History(callers=[caller()])
    history.files["i1"] = file("call.arrived", "call.accepted", "call.answered", "call.ended")
    history.tickets_by_line = {"CA1": ["1098-26-000001"]}
    history.owners["c1"][2].add("s1")
    history.live.append({"call_id": "c1", "who": "robot-01", "from": 0.0, "to": 5.0})
    return history


def test_nothing_is_wrong_with_a_good_history() -> None:
    verdicts = check.judge(good())
    assert {name for name, verdict in verdicts.items() if verdict.broken} == set()
    assert set(verdicts) == {"I1", "I2", "I3", "I4", "I5", "stories"}
    assert all(verdicts[name].checked for name in ("I1", "I2", "I3", "stories"))


def lose_the_ticket(history: History) -> None:
    history.files.clear()


def double_the_ticket(history: History) -> None:
    history.files["i2"] = file("call.arrived", number="1098-26-000002")


def ticket_without_call(history: History) -> None:
    history.files["i2"] = file(number="1098-26-000002", calls={})


def lose_it_in_the_tables(history: History) -> None:
    history.tickets_by_line = {}


def call_nobody_made(history: History) -> None:
    assert history.tickets_by_line is not None
    history.tickets_by_line["CA9"] = ["1098-26-000009"]


def hear_an_error(history: History) -> None:
    history.callers[0]["outcome"] = "heard_error"


def be_silent(history: History) -> None:
    history.callers[0]["longest_silence_seconds"] = 10.1


def cut_off_in_the_queue(history: History) -> None:
    history.callers[0].update(outcome="cut_off", ended_by="document")


def cut_off_in_the_talk(history: History) -> None:
    history.callers[0]["ended_by"] = "api"


def wait_for_ever(history: History) -> None:
    history.callers[0].update(outcome="in_progress", stuck=True)


def two_owners(history: History) -> None:
    history.owners["c1"][2].add("s2")


def two_live_calls(history: History) -> None:
    history.live.append({"call_id": "c2", "who": "robot-01", "from": 2.0, "to": 9.0})


def take_it_twice(history: History) -> None:
    history.files["i1"] = file("call.accepted", "call.accepted", "call.answered", "call.ended")


def alert_for_ever(history: History) -> None:
    row: Row = {"state": "alerting", "alarm_at": None, "number": "1", "task_no": 1, "steps": []}
    history.files["i1"]["dispatches"] = {"d1": row}


def unanswered_without_alarm(history: History) -> None:
    row: Row = {"state": "unanswered", "alarm_at": None, "number": "1", "task_no": 1, "steps": []}
    history.files["i1"]["dispatches"] = {"d1": row}


def forget_the_form(history: History) -> None:
    history.notes[NUMBER]["saved"] = "note 0"


@pytest.mark.parametrize(
    ("spoil", "invariant"),
    [
        (lose_the_ticket, "I1"), (double_the_ticket, "I1"), (ticket_without_call, "I1"),
        (lose_it_in_the_tables, "I1"), (call_nobody_made, "I1"),
        (hear_an_error, "I2"), (be_silent, "I2"), (cut_off_in_the_queue, "I2"),
        (cut_off_in_the_talk, "I2"), (wait_for_ever, "I2"),
        (two_owners, "I3"), (two_live_calls, "I3"), (take_it_twice, "I3"),
        (alert_for_ever, "I4"), (unanswered_without_alarm, "I4"),
        (forget_the_form, "I5"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_seen(spoil: Callable[[History], None], invariant: str) -> None:
    history = good()
    spoil(history)
    assert check.judge(history)[invariant].broken


def test_a_call_that_goes_on_after_a_lost_counsellor_may_be_taken_again() -> None:
    history = good()
    history.files["i1"] = file(
        "call.accepted", "call.answered", "call.waiting_again", "call.accepted", "call.ended"
    )
    assert not check.judge(history)["I3"].broken


def test_two_calls_one_after_another_or_for_a_blink_are_no_two_calls_at_once() -> None:
    history = good()
    history.live.append({"call_id": "c2", "who": "robot-01", "from": 4.5, "to": 9.0})
    assert not check.judge(history)["I3"].broken


ENDINGS: dict[str, tuple[Row, Row]] = {
    "answered": (caller(), file("call.answered")),
    "abandoned": (caller(outcome="abandoned", has_call_backs=False), file("call.arrived")),
    "silent": (
        caller(ended_by="api"),
        file("call.answered", calls={"c1": {
            "caller_number": NUMBER, "number": "1", "end_reason": "counsellor_hung_up"}}),
    ),
    "no_answer": (caller(), file("call.offer_missed", "call.answered")),
    "declined": (
        caller(),
        file("call.answered", dispatches={"d1": {
            "state": "accepted", "alarm_at": None, "number": "1", "task_no": 1,
            "steps": [{"state": "declined"}, {"state": "accepted"}]}}),
    ),
    "unanswered": (
        caller(),
        file("call.answered", dispatches={"d1": {
            "state": "unanswered", "alarm_at": "2026-01-01", "number": "1", "task_no": 1,
            "steps": []}}),
    ),
    "nobody": (caller(night="answered"), file("call.diverted")),
}  # fmt: skip


@pytest.mark.parametrize("story", sorted(ENDINGS))
def test_a_story_that_ends_as_the_plan_says_ends_well(story: str) -> None:
    told, its_file = ENDINGS[story]
    history = History(callers=[{**told, "story": story}])
    history.files["i1"] = its_file
    assert check.every_story_ends_well(history).broken == []


@pytest.mark.parametrize("story", STORIES)
def test_no_story_ends_well_when_nothing_happened(story: str) -> None:
    history = History(callers=[caller(story=story, outcome="abandoned", second=True)])
    assert check.every_story_ends_well(history).broken


@pytest.mark.parametrize(("t", "ends_well"), [(1.0, True), (4.0, False)])
def test_after_a_reload_only_a_silence_within_the_talk_counts(t: float, ends_well: bool) -> None:
    timeline = [
        {"t": 3.0, "what": "talking_with"},
        {"t": t, "what": "silence", "seconds": 8.0},
    ]
    history = History(callers=[caller(story="reload", timeline=timeline)])
    history.files["i1"] = file("call.answered")
    history.notes[NUMBER].update(same_call=True, form_back=True, audio=True)
    assert (check.every_story_ends_well(history).broken == []) is ends_well


def test_every_story_has_an_ending() -> None:
    assert set(check.ENDS) == set(STORIES)
    assert set(NEEDS) <= set(STORIES)


def test_a_story_the_product_does_not_know_is_left_out_and_no_other() -> None:
    assert playable("", STORIES) == tuple(one for one in STORIES if one not in NEEDS)
    assert playable(" ".join(NEEDS.values()), STORIES) == STORIES


def test_the_same_seed_plays_the_same_stories() -> None:
    one, other = (Plot(7).order(STORIES, 40) for _ in range(2))
    assert one == other
    assert "nobody" not in one


@pytest.mark.parametrize(
    ("kept", "wanted", "words"),
    [
        ({"calls": {}}, {"calls": {}}, ""),
        ({"calls": {}}, {"calls": {"1": {}}}, "calls 1 is missing"),
        ({"calls": {"1": {}}}, {"calls": {}}, "calls 1 should be gone"),
        ({"calls": {"1": {"a": 1}}}, {"calls": {"1": {"a": 2}}}, "calls 1 differs in a"),
        (None, {}, "no picture"),
    ],
)
def test_two_screens_that_differ_are_told_apart(kept: Any, wanted: Any, words: str) -> None:
    assert difference(kept, wanted) == words
