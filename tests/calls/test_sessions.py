"""Hand-over to a psychosocial counsellor: booked and repeated sessions that fall due."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select
from time_machine import travel

from app.calls import sessions
from app.calls.jobs import deadlines
from app.calls.models import BookedSession, CallBack
from app.calls.states import SessionState
from app.cases.access import SystemReason, for_system
from app.cases.service import IncidentIsClosed, close
from app.cases.timeline import channels_of_parties
from app.core import clock
from app.core.audience import about
from app.core.db import Database
from app.core.errors import InputIsInvalid
from app.core.moves import IllegalMove
from app.jobs.deadlines import fire_due
from app.staff.models import Staff
from tests.factories import add_counsellor, get_call, ring

NUMBER = "+8801210000091"


def soon(**later: float) -> datetime:
    return clock.now() + timedelta(days=1) + timedelta(**later)


async def psychosocial(database: Database) -> Staff:
    person = await add_counsellor(database, on=False)
    async with database.transaction() as session:
        (await session.get_one(Staff, person.id)).skills = ["psychosocial"]
    return person


async def ticket(database: Database, number: str | None = NUMBER) -> UUID:
    return (await get_call(database, await ring(database, number))).incident_id


async def booked(
    database: Database, incident_id: UUID, to: UUID, **more: Any
) -> list[BookedSession]:
    by = await add_counsellor(database, on=False)
    wanted = {"starts_at": soon(), "minutes": 45, **more}
    async with database.transaction() as session:
        incident = await for_system(session, incident_id, SystemReason.SCREEN, lock=True)
        return await sessions.book(session, incident, by=by.id, staff_id=to, **wanted)


async def open_call_backs(database: Database) -> list[str]:
    async with database.transaction() as session:
        return list(await session.exec(select(CallBack.reason)))


async def test_a_series_is_booked_and_its_counsellor_may_open_the_file(database: Database) -> None:
    to, incident_id, first = await psychosocial(database), await ticket(database), soon()
    rows = await booked(database, incident_id, to.id, starts_at=first, times=3, every_days=14)
    assert [row.starts_at for row in rows] == [first + timedelta(days=14 * n) for n in range(3)]
    assert [(row.nth, row.times) for row in rows] == [(1, 3), (2, 3), (3, 3)]
    assert len({row.series for row in rows}) == 1
    async with database.transaction() as session:
        mine = await sessions.session_rows(session, staff_id=to.id)
        assert [row["nth"] for row in mine.values()] == [1, 2, 3]
        assert about("staff", to.id) in await channels_of_parties(session, incident_id)


@pytest.mark.parametrize(
    ("shift", "free"), [(0, False), (44, False), (-44, False), (45, True), (-45, True)]
)
async def test_one_counsellor_is_never_booked_twice_at_a_time(
    database: Database, shift: int, *, free: bool
) -> None:
    to, incident_id, at = await psychosocial(database), await ticket(database), soon(days=7)
    await booked(database, incident_id, to.id, starts_at=at)
    begin = {"starts_at": at - timedelta(days=7) + timedelta(minutes=shift), "times": 2}
    if free:
        await booked(database, incident_id, to.id, **begin)
        return
    with pytest.raises(sessions.CounsellorIsBooked) as refused:
        await booked(database, incident_id, to.id, **begin)
    assert refused.value.facts["nth"] == 2
    async with database.transaction() as session:
        assert len(list(await session.exec(select(BookedSession)))) == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"starts_at": datetime.fromisoformat("2099-01-01T09:00")}, "starts_at"),
        ({"minutes": 14}, "minutes"),
        ({"minutes": 121}, "minutes"),
        ({"times": 0}, "times"),
        ({"times": 13}, "times"),
        ({"every_days": 0}, "every_days"),
        ({"every_days": 29}, "every_days"),
    ],
)
async def test_what_can_not_be_booked_names_the_field(
    database: Database, more: dict[str, Any], field: str
) -> None:
    to, incident_id = await psychosocial(database), await ticket(database)
    with pytest.raises(InputIsInvalid) as refused:
        await booked(database, incident_id, to.id, **more)
    assert refused.value.field == field


@pytest.mark.parametrize("days", [-1, 400])
async def test_a_session_lies_ahead_and_within_a_year(database: Database, days: int) -> None:
    to, incident_id = await psychosocial(database), await ticket(database)
    with pytest.raises(InputIsInvalid) as refused:
        at = clock.now() + timedelta(days=days)
        await booked(database, incident_id, to.id, starts_at=at)
    assert refused.value.field == "starts_at"


async def test_only_a_psychosocial_counsellor_is_handed_over_to(database: Database) -> None:
    other = await add_counsellor(database, on=False)
    with pytest.raises(InputIsInvalid) as refused:
        await booked(database, await ticket(database), other.id)
    assert refused.value.field == "staff_id"


async def test_a_closed_ticket_is_not_handed_over(database: Database) -> None:
    to, call_id = await psychosocial(database), await ring(database, None)
    call = await get_call(database, call_id)
    await (await database.raw()).execute("UPDATE call SET state = 'ended' WHERE id = $1", call_id)
    async with database.transaction() as session:
        incident = await for_system(session, call.incident_id, SystemReason.SCREEN, lock=True)
        await close(session, incident, "resolved", to.id)
    with pytest.raises(IncidentIsClosed):
        await booked(database, call.incident_id, to.id)


@pytest.mark.parametrize(("number", "due"), [(NUMBER, ["session"]), (None, [])])
async def test_when_a_session_begins_its_call_stands_in_the_call_back_list(
    database: Database, number: str | None, due: list[str]
) -> None:
    """And no sooner; a withheld number can't be called back and is left to the counsellor."""
    to = await psychosocial(database)
    (row,) = await booked(database, await ticket(database, number), to.id)
    assert await fire_due(database, deadlines()) == 0
    with travel(row.starts_at + timedelta(seconds=1), tick=False):
        assert await fire_due(database, deadlines()) == 1
        assert await fire_due(database, deadlines()) == 0
    assert await open_call_backs(database) == due


async def test_a_cancelled_session_falls_due_for_nobody(database: Database) -> None:
    to = await psychosocial(database)
    (row,) = await booked(database, await ticket(database), to.id)
    async with database.transaction() as session:
        await sessions.end(session, row.id, "cancelled", to.id)
    with travel(row.starts_at + timedelta(seconds=1), tick=False):
        assert await fire_due(database, deadlines()) == 0
    assert await open_call_backs(database) == []
    await booked(database, row.incident_id, to.id, starts_at=row.starts_at)


async def test_what_came_of_a_session_is_said_once_and_by_whom_it_concerns(
    database: Database,
) -> None:
    to, other = await psychosocial(database), await psychosocial(database)
    (row,) = await booked(database, await ticket(database), to.id)

    async def say(outcome: str, by: Staff, *, any_of: bool = False) -> SessionState:
        async with database.transaction() as session:
            return (await sessions.end(session, row.id, outcome, by.id, any_of=any_of)).state

    with pytest.raises(sessions.SessionNotFound):
        await say("held", other)
    with pytest.raises(InputIsInvalid):
        await say("forgotten", to)
    assert await say("held", to) is SessionState.HELD
    assert await say("held", to) is SessionState.HELD
    with pytest.raises(IllegalMove):
        await say("missed", other, any_of=True)
