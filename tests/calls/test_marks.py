"""What stands against a number, who sees it; and with whom sessions may be booked."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from app.calls import nuisance
from app.calls.marks import marks_row
from app.cases.access import SystemReason, for_system
from app.cases.service import add_party
from app.core import clock
from app.core.db import Database
from app.core.settings import Settings
from app.staff.models import Staff
from tests.calls.test_nuisance import marked, two
from tests.factories import add_counsellor, get_call, ring
from tests.line import Line, whole_line


@pytest.fixture
async def line(settings: Settings, database: Database) -> AsyncIterator[Line]:
    async with whole_line(settings, database) as made:
        await made.employ("asha", "counsellor")
        await made.employ("mita", "counsellor")
        await made.employ("shanta", "supervisor")
        yield made


@pytest.mark.parametrize(
    ("hours", "counsellors", "lowers"), [(1, 2, True), (73, 2, False), (169, 1, False)]
)
async def test_marks_say_until_when_they_lower_a_place(
    database: Database, hours: int, counsellors: int, *, lowers: bool
) -> None:
    one, other = await two(database)
    await marked(database, other, ago=timedelta(hours=hours))
    mine = await marked(database, one, ago=timedelta(hours=min(hours, 100)))
    async with database.transaction() as session:
        row = await marks_row(session, mine)
    assert row["of_this_call"] == "plays"
    assert row["counsellors"] == counsellors
    assert (row["lowers_until"] is not None) is lowers
    if lowers:
        last = clock.now() + timedelta(hours=nuisance.EXPIRES_HOURS - hours)
        assert row["lowers_until"][:16] == last.isoformat()[:16]


async def test_cleared_marks_are_gone_from_every_call_of_the_number(database: Database) -> None:
    one, other = await two(database)
    calls = [await marked(database, one), await marked(database, other)]
    async with database.transaction() as session:
        await nuisance.clear(session, calls[0], one.id)
    async with database.transaction() as session:
        for call_id in calls:
            row = await marks_row(session, call_id)
            assert (row["counsellors"], row["of_this_call"], row["marks"]) == (0, None, [])


async def test_a_withheld_number_may_not_be_marked(database: Database) -> None:
    async with database.transaction() as session:
        row = await marks_row(session, await ring(database, None))
    assert (row["may_be_marked"], row["marks"]) == (False, [])


async def test_marks_are_seen_by_whose_call_it_is_and_by_a_supervisor(
    line: Line, database: Database
) -> None:
    async with database.transaction() as session:
        asha = (await session.exec(select(Staff).where(Staff.name == "asha"))).one()
    call_id = await marked(database, asha)
    await line_party(database, call_id, asha)
    path = f"/calls/{call_id}/marks"
    async with line.at_work("asha") as owner, line.at_work("mita") as other:
        assert (await owner.ask("GET", path))["of_this_call"] == "plays"
        await other.ask("GET", path, expect=404)
    async with line.at_work("shanta") as supervisor:
        assert (await supervisor.ask("GET", path))["counsellors"] == 1


async def line_party(database: Database, call_id: UUID, who: Staff) -> None:
    """As if `who` had answered: the incident is that counsellor's own."""
    call = await get_call(database, call_id)
    async with database.transaction() as session:
        incident = await for_system(session, call.incident_id, SystemReason.SCREEN, lock=True)
        await add_party(session, incident, "counsellor", who.id)


async def test_sessions_may_be_booked_with_those_who_have_the_skill_and_are_with_us(
    line: Line, database: Database
) -> None:
    has, gone = [await add_counsellor(database, on=False) for _ in range(2)]
    async with database.transaction() as session:
        for person in (has, gone):
            (await session.get_one(Staff, person.id)).skills = ["psychosocial"]
        (await session.get_one(Staff, gone.id)).active = False
    async with line.at_work("asha") as asha:
        found = (await asha.ask("GET", "/sessions/counsellors"))["items"]
    assert [one["staff_id"] for one in found] == [str(has.id)]
