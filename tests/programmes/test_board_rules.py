"""Boards and committees: their pure rules as tables, no database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.cases.board_told import BodyKind
from app.core.moves import IllegalMove, advance
from app.geo.lookup import gazetteer
from app.programmes.boards.due import LATE_FROM, LEVELS, Told, due_at, told_at, was_late
from app.programmes.boards.known import usual_seats
from app.programmes.boards.reporting import FIGURES, by_district, in_all
from app.programmes.boards.states import (
    DECISION_MOVES,
    MEETING_MOVES,
    DecisionState,
    Level,
    MeetingState,
    lacking,
)

MADE = datetime(2026, 12, 1, 6, tzinfo=UTC)
DUE = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("quorum", "there", "missing"),
    [(None, 0, None), (None, 9, None), (3, 3, 0), (3, 7, 0), (3, 1, 2), (1, 0, 1)],
)
def test_a_quorum_that_nobody_has_said_is_neither_met_nor_missed(
    quorum: int | None, there: int, missing: int | None
) -> None:
    assert lacking(quorum, there) == missing


@pytest.mark.parametrize(
    ("state", "legal"),
    [
        (MeetingState.PLANNED, {"lay", "withdraw", "hold", "adjourn", "call_off"}),
        (MeetingState.HELD, {"lay", "decide", "minute"}),
        (MeetingState.ADJOURNED, set()),
        (MeetingState.CALLED_OFF, set()),
        (MeetingState.MINUTED, set()),
    ],
)
def test_a_meeting_moves_only_as_the_table_says(state: MeetingState, legal: set[str]) -> None:
    every = {verb for _, verb in MEETING_MOVES}
    for verb in every:
        if verb in legal:
            advance(MEETING_MOVES, state, verb, "meeting")
            continue
        with pytest.raises(IllegalMove) as refused:
            advance(MEETING_MOVES, state, verb, "meeting")
        assert refused.value.facts["legal"] == sorted(legal)


def test_a_decision_ends_once() -> None:
    for end in ("done", "drop"):
        over = advance(DECISION_MOVES, DecisionState.OPEN, end, "decision")
        assert [verb for at, verb in DECISION_MOVES if at is over] == []


def test_a_decision_is_due_by_the_end_of_its_day_in_dhaka() -> None:
    assert due_at(DUE) == datetime(2026, 12, 31, 18, tzinfo=UTC)
    assert not was_late(DUE, DUE)
    assert was_late(DUE, DUE + timedelta(days=1))


def test_each_level_is_told_after_the_one_before_and_a_short_time_is_reminded_of_late() -> None:
    moments = [told_at(level, MADE, DUE) for level in LEVELS]
    assert moments == sorted(moments)
    assert moments[0] == due_at(DUE) - timedelta(days=3)
    assert told_at(Told.OWNER, MADE, DUE) == due_at(DUE)
    tomorrow = date(2026, 12, 2)
    assert MADE < told_at(Told.REMINDER, MADE, tomorrow) < due_at(tomorrow)
    assert LEVELS[LATE_FROM - 1] is Told.OWNER


@pytest.mark.parametrize(
    ("body", "level", "chair"),
    [
        (BodyKind.WELFARE_BOARD, Level.UPAZILA, "Upazila Nirbahi Officer (UNO)"),
        (BodyKind.NETWORK, Level.UPAZILA, "Upazila Nirbahi Officer (UNO)"),
        (BodyKind.NETWORK, Level.DISTRICT, "Deputy Commissioner"),
        (BodyKind.EXCHANGE, Level.DISTRICT, "Deputy Director, DSS"),
        (BodyKind.WELFARE_BOARD, Level.NATIONAL, "Minister of Social Welfare"),
    ],
)
def test_the_usual_seats_have_the_chair_that_their_source_names(
    body: BodyKind, level: Level, chair: str
) -> None:
    seats = usual_seats(body, level)
    assert [seat.title_en for seat in seats if seat.role == "chair"] == [chair]
    assert all(seat.title_bn and seat.source for seat in seats)


def test_of_a_body_that_no_source_describes_no_seat_is_made_up() -> None:
    assert usual_seats(BodyKind.WELFARE_BOARD, Level.DISTRICT) == ()


def figures(**known: int) -> dict[str, int]:
    return {**dict.fromkeys(FIGURES, 0), **known}


def test_a_district_without_a_known_committee_has_no_figures_and_is_no_zero_in_the_sum() -> None:
    rows = by_district(
        {"BD2022": figures(committees=2, decided=3, late=1), None: figures(decided=4)}
    )
    districts = [place for place in gazetteer() if place.kind == "district"]
    assert len(rows) == len(districts) + 1
    unknown = [row for row in rows if row["committees"] is None]
    assert all(row[name] is None for row in unknown for name in FIGURES)
    country = in_all(rows)
    assert (country["decided"], country["late"], country["committees"]) == (7, 1, 2)
    assert country["districts_unknown"] == len(districts) - 1
    assert in_all(by_district({}))["decided"] is None
