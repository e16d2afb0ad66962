"""What all waiting callers are told: by a supervisor, or by itself when many are calling."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select
from time_machine import travel

from app.calls import announcements
from app.calls.announcements import Notice, Notices, announce, announcement_rows, end, notice_of
from app.calls.jobs import deadlines
from app.calls.models import Call
from app.calls.states import CallState
from app.core import clock
from app.core.db import Database
from app.core.errors import InputIsInvalid
from app.jobs.deadlines import fire_due
from app.wiring import prompts
from tests.calls.crowd import crowd
from tests.factories import add_counsellor, ring
from tests.serving import Served
from tests.telephony.twilio.test_webhooks import ARRIVAL


async def announced(database: Database, kind: str = "disaster", minutes: int = 60) -> UUID:
    by = await add_counsellor(database, on=False, role="supervisor")
    async with database.transaction() as session:
        return (await announce(session, kind, minutes, " the river rises ", by.id)).id


async def heard(database: Database, most: int = 30) -> Notice:
    return await Notices(most).now(await database.raw())


async def shown(database: Database) -> list[str]:
    async with database.transaction() as session:
        return [row["kind"] for row in (await announcement_rows(session)).values()]


@pytest.mark.parametrize(
    ("kinds", "waiting", "notice"),
    [
        ([], 0, Notice("prompt.wait")),
        ([], 29, Notice("prompt.wait")),
        ([], 30, Notice("prompt.overflow")),
        (["closed"], 30, Notice("prompt.closed", closed=True)),
        (["disaster"], 30, Notice("prompt.disaster")),
        (["closed", "disaster"], 0, Notice("prompt.disaster", closed=True)),
    ],
)
def test_what_is_heard_where_several_things_are_to_be_said(
    kinds: list[str], waiting: int, notice: Notice
) -> None:
    assert notice_of(kinds, waiting, 30) == notice


async def test_an_announcement_is_heard_until_it_is_ended(database: Database) -> None:
    assert await heard(database) == Notice()
    by = await add_counsellor(database, on=False)
    id_ = await announced(database, "closed")
    assert await heard(database) == Notice("prompt.closed", closed=True)
    assert await shown(database) == ["closed"]
    for _ in range(2):
        async with database.transaction() as session:
            await end(session, id_, by.id)
    assert await heard(database) == Notice()
    assert await shown(database) == []


async def test_it_ends_by_itself_when_its_time_is_over(database: Database) -> None:
    await announced(database, minutes=10)
    with travel(clock.now() + timedelta(minutes=10, seconds=1), tick=False):
        assert await heard(database) == Notice()
        assert await fire_due(database, deadlines()) == 1
    assert await shown(database) == []


async def test_the_same_is_not_announced_twice_at_a_time(database: Database) -> None:
    by = await add_counsellor(database, on=False)
    id_ = await announced(database)
    with pytest.raises(announcements.AnnouncementStands):
        await announced(database)
    async with database.transaction() as session:
        await end(session, id_, by.id)
    await announced(database)


@pytest.mark.parametrize(
    ("kind", "minutes", "reason", "field"),
    [
        ("party", 60, "why", "kind"),
        ("closed", 0, "why", "minutes"),
        ("closed", 7 * 24 * 60 + 1, "why", "minutes"),
        ("closed", 60, "  ", "reason"),
    ],
)
async def test_what_can_not_be_announced_names_the_field(
    database: Database, kind: str, minutes: int, reason: str, field: str
) -> None:
    by = await add_counsellor(database, on=False)
    with pytest.raises(InputIsInvalid) as refused:
        async with database.transaction() as session:
            await announce(session, kind, minutes, reason, by.id)
    assert refused.value.field == field


async def test_nobody_ends_what_was_never_announced(database: Database) -> None:
    with pytest.raises(announcements.AnnouncementNotFound):
        async with database.transaction() as session:
            await end(session, UUID(int=1), UUID(int=2))


async def test_that_many_are_calling_is_said_from_the_set_number_on(database: Database) -> None:
    await crowd(database, 29)
    assert await heard(database) == Notice()
    await ring(database)
    assert await heard(database) == Notice("prompt.overflow")


async def test_without_a_database_the_last_word_known_is_said(database: Database) -> None:
    await announced(database)
    notices = Notices(30)
    pool = await database.raw()
    assert (await notices.now(pool)).prompt == "prompt.disaster"
    notices._read_at = float("-inf")
    await pool.close()
    assert (await notices.now(pool)).prompt == "prompt.disaster"


@pytest.mark.parametrize("kind", ["closed", "disaster"])
async def test_who_waits_hears_it_and_is_cut_off_by_nothing(
    served: Served, database: Database, kind: str
) -> None:
    await add_counsellor(database)
    await announced(database, kind)
    await served.hook("/voice", ARRIVAL)
    async with database.transaction() as session:
        call = (await session.exec(select(Call))).one()
    status, document = await served.hook(f"/wait/{call.id}", {"CallSid": ARRIVAL["CallSid"]})
    assert status == 200
    assert prompts()[f"prompt.{kind}"] in document
    assert "Hangup" not in document
    async with database.transaction() as session:
        assert (await session.get_one(Call, call.id)).state is CallState.WAITING
