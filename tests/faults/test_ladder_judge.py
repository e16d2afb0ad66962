"""The judge of ladders finds silence, two winners, a late deadline and an alert that never left."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from faults.ladder_judge import Found, Press, judge, slips

AT = datetime(2026, 11, 29, 9, tzinfo=UTC)
DISPATCH, INCIDENT, FIRST, SECOND = (UUID(int=number) for number in range(1, 5))
ONE, OTHER = UUID(int=11), UUID(int=12)


def step(id_: UUID, no: int, state: str, who: UUID) -> dict[str, Any]:
    begun = AT + timedelta(seconds=4 * (no - 1))
    return {
        "id": id_, "dispatch_id": DISPATCH, "no": no, "state": state, "worker_id": who,
        "centre_id": None, "staff_id": None, "alerted_at": begun,
        "due_at": begun + timedelta(seconds=4), "answered_at": None,
    }  # fmt: skip


def entry(kind: str, seconds: float, **facts: Any) -> dict[str, Any]:
    at = AT + timedelta(seconds=seconds)
    facts = {"task_no": 1001} | facts
    return {"incident_id": INCIDENT, "kind": f"dispatch.{kind}", "at": at, "facts": facts}


def story() -> dict[str, Any]:
    """The first does not answer, the second goes, the first is told so when he comes late."""
    return {
        "dispatches": [
            {"id": DISPATCH, "incident_id": INCIDENT, "task_no": 1001, "state": "accepted",
             "accepted_step": 2, "alarm_at": None},
        ],
        "steps": [step(FIRST, 1, "withdrawn", ONE), step(SECOND, 2, "accepted", OTHER)],
        "alerts": [
            {"id": 1, "step_id": FIRST, "channel": "live", "state": "made"},
            {"id": 2, "step_id": FIRST, "channel": "text", "state": "sent"},
            {"id": 3, "step_id": SECOND, "channel": "live", "state": "acknowledged"},
        ],
        "entries": [
            entry("step_expired", 4.2, step=1),
            entry("accepted", 6, step=2),
            entry("answered_late", 7, step=1),
        ],
        "presses": [
            Press(str(DISPATCH), str(OTHER), "accept", "app", 200),
            Press(str(DISPATCH), str(ONE), "accept", "link", 409),
        ],
        "taken_by_provider": {1001: 1},
    }  # fmt: skip


def silent(told: dict[str, Any]) -> None:
    told["dispatches"][0] |= {"state": "alerting", "accepted_step": None}
    told["steps"][1]["state"] = "expired"
    told["entries"] = [entry("step_expired", 4.2, step=1), entry("step_expired", 8.1, step=2)]
    told["presses"] = []


def alarm_nobody_heard(told: dict[str, Any]) -> None:
    silent(told)
    told["dispatches"][0] |= {"state": "unanswered", "alarm_at": AT}
    told["entries"].append(entry("unanswered", 8.1))


def waits_for_ever(told: dict[str, Any]) -> None:
    told["steps"][0]["state"] = "alerted"


def two_go(told: dict[str, Any]) -> None:
    told["steps"][0]["state"] = "accepted"


def two_were_told_yes(told: dict[str, Any]) -> None:
    told["presses"][1] = Press(str(DISPATCH), str(ONE), "accept", "link", 200)


def much_too_late(told: dict[str, Any]) -> None:
    told["entries"][0] = entry("step_expired", 14.5, step=1)


def too_early(told: dict[str, Any]) -> None:
    told["entries"][0] = entry("step_expired", 3.9, step=1)


def never_left(told: dict[str, Any]) -> None:
    told["alerts"][1]["state"] = "made"


def called_sent(told: dict[str, Any]) -> None:
    told["taken_by_provider"] = {}


def noted_twice(told: dict[str, Any]) -> None:
    told["entries"].append(entry("answered_late", 8, step=1))


def not_noted(told: dict[str, Any]) -> None:
    del told["entries"][2]


def given_back(told: dict[str, Any]) -> None:
    """The second gives it back, and a third goes."""
    told["dispatches"][0] |= {"accepted_step": 3}
    told["steps"][1]["state"] = "handed_back"
    told["steps"].append(step(UUID(int=5), 3, "accepted", UUID(int=13)))
    told["alerts"].append({"id": 4, "step_id": UUID(int=5), "channel": "live", "state": "made"})
    told["entries"] += [entry("handed_back", 7.5, step=2), entry("accepted", 9, step=3)]


def given_back_in_silence(told: dict[str, Any]) -> None:
    given_back(told)
    told["entries"] = [one for one in told["entries"] if one["kind"] != "dispatch.handed_back"]


def broken(found: Found) -> set[str]:
    return {name for name, verdict in judge(found).items() if verdict.broken}


def test_a_ladder_that_ran_as_it_should_is_right_in_all() -> None:
    found = Found(**story())
    assert broken(found) == set()
    assert slips(found) == [pytest.approx(0.2)]


def test_who_gives_a_task_back_was_told_yes_and_another_may_go() -> None:
    told = story()
    given_back(told)
    assert broken(Found(**told)) == set()


@pytest.mark.parametrize(
    ("breaks", "rule"),
    [
        (silent, "I4"),
        (alarm_nobody_heard, "I4"),
        (waits_for_ever, "I4"),
        (two_go, "winners"),
        (two_were_told_yes, "winners"),
        (given_back_in_silence, "winners"),
        (much_too_late, "slip"),
        (too_early, "slip"),
        (never_left, "alerts"),
        (called_sent, "alerts"),
        (noted_twice, "told"),
        (not_noted, "told"),
    ],
)
def test_each_rule_that_is_broken_is_found(breaks: Any, rule: str) -> None:
    told = story()
    breaks(told)
    assert rule in broken(Found(**told))
