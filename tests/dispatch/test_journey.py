"""The journey as tables: from entries of a timeline to seven stops, without a database."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.dispatch.journey import (
    STOPS,
    TIMED,
    Entry,
    Facts,
    Pause,
    Stop,
    StopState,
    Target,
    journey,
    late_at,
    next_due,
)

RUNG = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
TARGETS = {
    stop: Target(seconds, "default")
    for stop, seconds in zip(TIMED, (15, 180, 300, 420, 3600, 86400), strict=True)
}


def at(seconds: float) -> datetime:
    return RUNG + timedelta(seconds=seconds)


def entry(seq: int, kind: str, seconds: float, task: int | None = None, own: bool = True) -> Entry:
    return Entry(seq, kind, at(seconds), task, own)


CALL = [
    entry(1, "call.arrived", 0),
    entry(2, "call.answered", 9),
    entry(3, "incident.located", 60),
]
SENT = [*CALL, entry(4, "dispatch.requested", 90, 1), entry(5, "dispatch.accepted", 120, 1)]
DONE = [
    *SENT,
    entry(6, "dispatch.arrived", 4000, 1),
    entry(7, "incident.child_safe", 5000),
]


def stops(entries: list[Entry], **more: Any) -> dict[Stop, Any]:
    facts: dict[str, Any] = {
        "rung_at": RUNG,
        "by_call": True,
        "is_open": True,
        "targets": TARGETS,
    } | more
    made = journey(Facts(entries=entries, **facts))
    assert [one.stop for one in made] == list(STOPS)
    return {one.stop: one for one in made}


def states(entries: list[Entry], **more: Any) -> str:
    return " ".join(one.state.value for one in stops(entries, **more).values())


@pytest.mark.parametrize(
    ("entries", "more", "expected"),
    [
        (CALL[:1], {}, "done running ahead ahead ahead ahead ahead"),
        (CALL, {}, "done done done running ahead ahead ahead"),
        (SENT, {}, "done done done done done running ahead"),
        (DONE, {}, "done done done done done done done"),
        (CALL[2:], {"by_call": False}, "done skipped done running ahead ahead ahead"),
        (SENT[3:], {}, "done skipped skipped done done running ahead"),
        (CALL, {"is_open": False}, "done done done skipped skipped skipped skipped"),
        ([*CALL, DONE[-1]], {}, "done done done skipped skipped skipped done"),
        (CALL, {"pauses": [Pause(at(100))]}, "done done done paused ahead ahead ahead"),
        (
            [*SENT, entry(8, "dispatch.handed_back", 200, 1)],
            {},
            "done done done done running ahead ahead",
        ),
        (
            [*SENT, entry(8, "dispatch.handed_back", 200, 2)],
            {},
            "done done done done done running ahead",
        ),
        (
            [*CALL, entry(9, "incident.child_safe", 70, own=False)],
            {},
            "done done done running ahead ahead ahead",
        ),
        (
            [*CALL, entry(9, "dispatch.requested", 70, 3, own=False)],
            {},
            "done done done done running ahead ahead",
        ),
    ],
)
def test_how_far_each_stop_is(entries: list[Entry], more: dict, expected: str) -> None:
    assert states(entries, **more) == expected


@pytest.mark.parametrize(
    ("entries", "more", "stop", "why"),
    [
        (CALL[2:], {"by_call": False}, Stop.ANSWERED, "no_call"),
        (SENT[3:], {}, Stop.LOCATED, "passed_over"),
        (CALL, {"is_open": False}, Stop.SAFE, "closed"),
    ],
)
def test_a_skipped_stop_says_why(entries: list[Entry], more: dict, stop: Stop, why: str) -> None:
    assert stops(entries, **more)[stop].why == why


def test_every_stop_names_the_entry_it_comes_from_and_the_first_one_counts() -> None:
    again = [*DONE, entry(8, "dispatch.accepted", 300, 2), entry(9, "incident.located", 400)]
    found = {stop: one.entry.seq for stop, one in stops(again).items() if one.entry}
    assert list(found.values()) == [1, 2, 3, 4, 5, 6, 7]


def test_lengths_count_from_the_ring_and_from_the_stop_before_in_time() -> None:
    late_place = [
        *CALL[:2],
        entry(3, "dispatch.requested", 50, 1),
        entry(4, "incident.located", 80),
    ]
    made = stops(late_place)
    assert (made[Stop.LOCATED].after_seconds, made[Stop.LOCATED].took_seconds) == (80, 30)
    assert (made[Stop.DISPATCHED].after_seconds, made[Stop.DISPATCHED].took_seconds) == (50, 41)


@pytest.mark.parametrize(
    ("pauses", "due", "left"),
    [
        ([], 3600, None),
        ([Pause(at(200), at(500))], 3900, None),
        ([Pause(at(200), at(500)), Pause(at(3700), at(3800))], 4000, None),
        ([Pause(at(3601), at(5000))], 3600, None),  # too late: it was overdue before
        ([Pause(at(-50), at(50))], 3650, None),  # it began before the ring, as after a link
        ([Pause(at(600))], None, 3000),
        ([Pause(at(4000))], 3600, None),
    ],
)
def test_what_is_paused_is_not_counted(
    pauses: list[Pause], due: int | None, left: int | None
) -> None:
    reached = stops(SENT, pauses=pauses)[Stop.REACHED]
    assert reached.due_at == (at(due) if due is not None else None)
    assert reached.left_seconds == left


def test_a_pause_is_always_shown_on_the_stop_it_fell_into() -> None:
    made = stops(DONE, pauses=[Pause(at(200), at(500))])
    assert made[Stop.REACHED].paused_seconds == 300
    assert made[Stop.SAFE].paused_seconds == 0
    assert made[Stop.REACHED].due_at == at(3900)
    assert made[Stop.REACHED].was_late


@pytest.mark.parametrize("pauses", [[], [Pause(at(500))], [Pause(at(200), at(90_000))]])
def test_a_wedding_waits_for_no_pause_and_no_table(pauses: list[Pause]) -> None:
    made = stops(SENT, pauses=pauses, wedding_at=at(1800))
    for stop in (Stop.REACHED, Stop.SAFE):
        assert (made[stop].due_at, made[stop].due_by) == (at(1800), "wedding")
    assert next_due(made.values(), at(1000)) == at(1800)
    assert Stop.REACHED in {one.stop for one in late_at(made.values(), at(1800))}


def test_a_wedding_far_off_makes_nothing_later() -> None:
    made = stops(SENT, wedding_at=at(30 * 86400))
    assert (made[Stop.REACHED].due_at, made[Stop.REACHED].due_by) == (at(3600), "target")


def test_late_is_what_is_waited_for_past_its_time_and_nothing_else() -> None:
    made = journey(Facts(RUNG, True, True, CALL, targets=TARGETS))
    assert [one.stop for one in late_at(made, at(400))] == [Stop.DISPATCHED]
    assert next_due(made, at(400)) == at(420)
    assert next_due(made, at(90_000)) is None
    paused = journey(Facts(RUNG, True, True, CALL, [Pause(at(100))], TARGETS))
    assert (late_at(paused, at(9e5)), next_due(paused, at(200))) == ((), None)


def test_a_stop_that_came_late_says_so_for_ever() -> None:
    made = stops([*DONE[:5], entry(6, "dispatch.arrived", 3601, 1)])
    assert made[Stop.REACHED].was_late
    assert made[Stop.REACHED].state is StopState.DONE
