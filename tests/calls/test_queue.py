"""A caller's place: the one formula and every reason in it, as tables; no database."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.calls.queue import (
    CALLED_AGAIN_MOST,
    FURTHER_MOST,
    Known,
    head_start,
    head_starts,
    may_ring_further,
    points_of,
    score,
    stands_since,
    with_lost,
)

NOW = datetime(2026, 11, 28, 21, 45, tzinfo=UTC)

TABLE: list[tuple[Known, dict[str, int]]] = [
    (Known(), {}),
    (Known(urgency="P3"), {}),
    (Known(urgency="P2"), {"danger": 300}),
    (Known(urgency="P1"), {"danger": 900}),
    (Known(danger_before=True), {"danger_before": 600}),
    (Known(counsellor_lost=True), {"counsellor_lost": 600}),
    (Known(missed_seconds=240), {"called_again": 240}),
    (Known(missed_seconds=9999), {"called_again": CALLED_AGAIN_MOST}),
    (Known(missed_seconds=-5), {}),
    (Known(silent_calls=1), {}),
    (Known(silent_calls=2), {"silent_again": 300}),
    (Known(silent_calls=7), {"silent_again": 300}),
    (Known(cannot_speak=True), {"cannot_speak": 300}),
    (Known(marked=True), {"nuisance": -600}),
    (Known(marked=True, counsellor_lost=True), {"counsellor_lost": 600, "nuisance": -600}),
    (Known(marked=True, urgency="P1"), {"danger": 900}),
    (Known(marked=True, person_key=True), {}),
    (Known(person_key=True), {}),
    (Known(marked=True, person_key=True, earlier_live=1), {"further_call": -600}),
    (Known(blocked=True, marked=True, person_key=True), {"blocked": -86_400}),
    (Known(blocked=True), {"blocked": -86_400}),
    (Known(blocked=True, marked=True), {"nuisance": -600, "blocked": -86_400}),
    (Known(blocked=True, danger_key=True), {"danger_key": 900}),
    (Known(blocked=True, marked=True, danger_key=True), {"danger_key": 900}),
    (Known(blocked=True, urgency="P1"), {"danger": 900}),
    (Known(blocked=True, danger_before=True), {"danger_before": 600}),
    (Known(blocked=True, cannot_speak=True), {"cannot_speak": 300}),
    (Known(marked=True, danger_before=True), {"danger_before": 600}),
    (Known(marked=True, silent_calls=2), {"silent_again": 300}),
    (Known(marked=True, cannot_speak=True), {"cannot_speak": 300}),
    (Known(earlier_live=1), {"further_call": -600}),
    (Known(earlier_live=3), {"further_call": -1800}),
    (Known(earlier_live=3000), {"further_call": -600 * FURTHER_MOST}),
    (Known(earlier_live=1, missed_seconds=240), {"further_call": -600}),
    (
        Known("P1", True, True, 60, 2, True),
        {
            "danger": 900,
            "danger_before": 600,
            "counsellor_lost": 600,
            "called_again": 60,
            "silent_again": 300,
            "cannot_speak": 300,
        },
    ),
]


@pytest.mark.parametrize(("known", "points"), TABLE)
def test_every_reason_has_its_points_and_nothing_known_is_no_reason(
    known: Known, points: dict[str, int]
) -> None:
    rows = head_starts(known)
    assert {row["code"]: row["points"] for row in rows} == points
    assert head_start(rows) == sum(points.values())


def waits(seconds: int, **known: Any) -> int:
    return score(NOW - timedelta(seconds=seconds), head_start(head_starts(Known(**known))), NOW)


ORDER: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("who waits longer", {"seconds": 11}, {"seconds": 10}),
    ("danger now", {"seconds": 0, "urgency": "P1"}, {"seconds": 899}),
    ("fifteen minutes before danger now", {"seconds": 901}, {"seconds": 0, "urgency": "P1"}),
    ("a lost counsellor", {"seconds": 5, "counsellor_lost": True}, {"seconds": 604}),
    ("who called again", {"seconds": 1, "missed_seconds": 100}, {"seconds": 100}),
    ("two silent calls", {"seconds": 0, "silent_calls": 2}, {"seconds": 299}),
    ("everybody before a mark", {"seconds": 0}, {"seconds": 599, "marked": True}),
    ("a mark after ten minutes", {"seconds": 601, "marked": True}, {"seconds": 0}),
    ("everybody before a second call", {"seconds": 0}, {"seconds": 599, "earlier_live": 1}),
]


@pytest.mark.parametrize(("what", "first", "second"), ORDER)
def test_danger_and_time_are_weighed_in_the_same_seconds(
    what: str, first: dict[str, Any], second: dict[str, Any]
) -> None:
    assert waits(**first) > waits(**second), what


def test_the_score_is_the_seconds_since_the_moment_of_the_place() -> None:
    queued_at = NOW - timedelta(seconds=75, milliseconds=400)
    assert score(queued_at, 600, NOW) == 675
    assert NOW - stands_since(queued_at, 600) == timedelta(seconds=675, milliseconds=400)


def test_silence_never_counts_against_a_caller() -> None:
    for silent in range(5):
        for marked in (False, True):
            base = head_start(head_starts(Known(marked=marked)))
            assert head_start(head_starts(Known(silent_calls=silent, marked=marked))) >= base


def test_a_counsellor_lost_twice_counts_once_and_other_reasons_stay() -> None:
    once = with_lost(head_starts(Known(urgency="P2")))
    twice = with_lost(once)
    assert twice == once
    assert (points_of(twice, "danger"), points_of(twice, "counsellor_lost")) == (300, 600)


@pytest.mark.parametrize(
    ("held", "free", "rings"),
    [
        (0, 0, False),
        (0, 1, True),
        (1, 0, False),
        (1, 1, True),
        (2, 1, False),
        (2, 2, True),
        (3, 4, False),
        (3, 5, True),
        (4, 9, False),
        (4, 10, True),
    ],
)
def test_one_number_leaves_enough_counsellors_to_the_others(
    held: int, free: int, *, rings: bool
) -> None:
    assert may_ring_further(held, free) is rings


@pytest.mark.parametrize(
    ("free", "most"), [(1, 1), (2, 2), (3, 2), (4, 3), (7, 3), (20, 5), (100, 11)]
)
def test_a_number_that_rings_and_rings_holds_few_of_them_and_always_one(
    free: int, most: int
) -> None:
    held, left = 0, free
    while may_ring_further(held, left):
        held, left = held + 1, left - 1
    assert held == most


def test_a_number_with_a_flood_in_the_line_holds_one_counsellor_and_never_none() -> None:
    assert may_ring_further(0, 1, live=3000)
    assert not may_ring_further(1, 100, live=6)
    assert may_ring_further(1, 2, live=5)
