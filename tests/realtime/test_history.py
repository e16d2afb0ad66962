"""Positions, and what a returning screen has missed, as tables."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.realtime.history import Entry, Position, Recent, can_resume, parse

POSITIONS = st.builds(Position, st.integers(0, 2**63), st.integers(0, 2**63))


def entry(transaction: int, id_: int, *channels: str) -> Entry:
    return Entry(
        position=Position(transaction, id_),
        at=datetime(2026, 1, 1, tzinfo=UTC),
        event="duty.changed",
        kind="duty",
        entity_id=uuid4(),
        version=1,
        audience=frozenset(channels),
        facts={},
    )


@given(POSITIONS)
def test_a_position_reads_back(position: Position) -> None:
    assert parse(str(position)) == position


@pytest.mark.parametrize("text", ["", ".", "1", "1.", ".1", "-1.2", "1.2.3", "a.b", "১.২", " 1.2"])
def test_nonsense_is_no_position(text: str) -> None:
    assert parse(text) is None


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    found = parse(text)
    assert found is None or parse(str(found)) == found


def test_positions_are_ordered_by_transaction_then_id() -> None:
    assert Position(7, 900) < Position(8, 1) < Position(8, 2)


def test_what_a_channel_missed_is_all_after_the_position() -> None:
    recent = Recent(Position(5, 0))
    recent.add([entry(5, 1, "a"), entry(5, 2, "b"), entry(6, 3, "a", "b")])
    assert [one.position.id for one in recent.since(Position(5, 1), "a") or []] == [3]
    assert [one.position.id for one in recent.since(Position(5, 0), "a") or []] == [1, 3]
    assert recent.since(Position(6, 3), "a") == []


def test_further_back_than_memory_reaches_is_not_known() -> None:
    recent = Recent(Position(5, 0), keep=2)
    assert recent.since(Position(4, 9), "a") is None
    recent.add([entry(5, number, "a") for number in (1, 2, 3)])
    assert recent.since(Position(5, 0), "a") is None
    assert [one.position.id for one in recent.since(Position(5, 1), "a") or []] == [2, 3]


def test_what_is_read_again_after_a_failure_is_remembered_once() -> None:
    recent = Recent(Position(5, 0))
    first, second = entry(5, 1, "a"), entry(5, 2, "a")
    recent.add([first])
    recent.add([first, second])
    assert recent.since(Position(5, 0), "a") == [first, second]
    assert recent.reached == Position(5, 2)


@pytest.mark.parametrize(
    ("since", "oldest", "yes"),
    [
        (None, Position(3, 4), False),
        (Position(20, 0), Position(3, 4), False),
        (Position(2, 9), Position(3, 4), False),
        (Position(3, 4), Position(3, 4), True),
        (Position(2, 0), Position(3, 1), True),
        (Position(9, 9), None, True),
    ],
    ids=["no position", "another database", "pruned", "oldest kept", "nothing pruned", "no event"],
)
def test_a_screen_can_resume_only_where_nothing_is_gone(
    since: Position | None, oldest: Position | None, yes: bool
) -> None:
    assert can_resume(since, oldest, horizon=Position(10, 0)) is yes
