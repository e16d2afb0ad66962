"""The judge of callers' histories finds each wrong that was done to a caller, and nothing else."""

from datetime import UTC, datetime
from typing import Any

import pytest

from faults import judge_calls
from faults.history import History

AT = datetime(2026, 11, 28, tzinfo=UTC)
LINE = "CA1"


def caller(*entries: tuple[str, Any], **changed: Any) -> dict[str, Any]:
    timeline = [
        {
            "t": number,
            "what": what,
            **({"conference": more} if what == "joined_conference" else {"parties": more}),
        }
        for number, (what, more) in enumerate(entries)
    ]
    lived = {
        "sid": LINE,
        "number": "+8801200000001",
        "story": "talks",
        "outcome": "talked",
        "ended_by": "document",
        "longest_silence_seconds": 4.0,
        "seconds": 10.0,
        "placed_at": AT.isoformat(),
        "stuck": False,
        "timeline": timeline,
    }
    return lived | changed


def history(one: dict[str, Any], tickets: dict[str, list[Any]]) -> History:
    made = History()
    made.callers, made.tickets_by_line = [one], tickets
    made.hung_up.add(one["number"])
    return made


@pytest.mark.parametrize(
    ("tickets", "broken"),
    [
        ({LINE: ["1"]}, 0),
        ({}, 1),
        ({LINE: ["1", "2"]}, 1),
        ({LINE: [None]}, 1),
        ({LINE: ["1"], "CA2": ["2"]}, 1),
    ],
)
def test_each_line_has_one_ticket_and_no_other_line_any(
    tickets: dict[str, list[Any]], broken: int
) -> None:
    assert len(judge_calls.one_ticket_a_line(history(caller(), tickets)).broken) == broken


@pytest.mark.parametrize(
    ("changed", "broken"),
    [
        ({}, 0),
        ({"outcome": "heard_error"}, 1),
        ({"outcome": "cut_off"}, 1),
        ({"longest_silence_seconds": 10.1}, 1),
        ({"stuck": True}, 1),
        ({"outcome": "abandoned", "ended_by": "caller"}, 0),
    ],
)
def test_a_caller_who_was_lost_is_found(changed: dict[str, Any], broken: int) -> None:
    assert len(judge_calls.nobody_lost(history(caller(**changed), {})).broken) == broken


def test_a_talk_ended_by_nobody_is_a_loss() -> None:
    made = history(caller(), {})
    made.hung_up.clear()
    assert len(judge_calls.nobody_lost(made).broken) == 1


@pytest.mark.parametrize(
    ("entries", "broken"),
    [
        ([("joined_conference", "a-1"), ("talking_with", ["client:x"])], 0),
        ([("joined_conference", "a-1"), ("joined_conference", "a-1")], 0),
        (
            [
                ("joined_conference", "a-1"),
                ("talking_with", ["client:x"]),
                ("joined_conference", "a-2"),
                ("talking_with", ["client:y"]),
            ],
            0,
        ),
        (
            [
                ("joined_conference", "a-1"),
                ("talking_with", ["client:x"]),
                ("joined_conference", "a-1"),
            ],
            1,
        ),
        ([("joined_conference", "a-1"), ("talking_with", ["client:x", "client:y"])], 1),
        ([("joined_conference", "a-1"), ("talking_with", ["client:x", "999"])], 0),
    ],
)
def test_what_was_done_to_a_caller_twice_is_found(
    entries: list[tuple[str, Any]], broken: int
) -> None:
    assert len(judge_calls.one_effect_each([caller(*entries)]).broken) == broken


@pytest.mark.parametrize(("after", "broken"), [(10.0, 0), (70.0, 0), (70.1, 1), (None, 1)])
def test_an_end_that_stays_unknown_is_found(after: float | None, broken: int) -> None:
    known = None if after is None else AT.timestamp() + after
    late = judge_calls.resolution_seconds([caller()], {LINE: known})
    assert len(judge_calls.resolved_within(late, 60.0).broken) == broken


def test_a_forged_request_that_was_not_refused_is_found() -> None:
    assert judge_calls.forged_refused({"forge": 9, "forged_answered_4xx": 9}).broken == []
    for other in ("2xx", "5xx", "none"):
        given = {"forged_answered_4xx": 9, f"forged_answered_{other}": 1}
        assert len(judge_calls.forged_refused(given).broken) == 1
        assert judge_calls.forged_refused(given).checked == 10
