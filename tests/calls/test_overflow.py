"""No counsellor on duty: the duty phones ring; nobody there is written down, the caller stays."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import select
from time_machine import travel

from app.calls import overflow
from app.calls.offers import offer_due
from app.calls.overflow import DutyPhones, DutyPhonesUnreadable, read_phones
from app.calls.reconciler import reconcile
from app.calls.states import CallState
from app.cases.models import TimelineEntry
from app.core import clock
from app.core.db import Database
from tests.calls.night import Switchboard, jobs_of, press
from tests.factories import add_counsellor, get_call, offered, open_offer, ring


async def due(database: Database, call_id: UUID, after: float = 31, *, phones: bool = True) -> bool:
    with travel(clock.now() + timedelta(seconds=after), tick=False):
        async with database.transaction() as session:
            return await overflow.divert_if_nobody(session, call_id, phones=phones)


async def kinds(database: Database) -> list[str]:
    async with database.transaction() as session:
        found = await session.exec(select(TimelineEntry).order_by(TimelineEntry.seq))  # type: ignore[arg-type]
        return [entry.kind for entry in found]


async def test_nobody_on_duty_for_half_a_minute_rings_the_duty_phones(database: Database) -> None:
    call_id = await ring(database)
    assert not await due(database, call_id, 29)
    assert await due(database, call_id, 31)
    assert (await get_call(database, call_id)).state is CallState.DIVERTED


async def test_a_counsellor_on_duty_however_busy_keeps_the_call_in_the_house(
    database: Database,
) -> None:
    person = await add_counsellor(database)
    await press(database, person, "pause", "tea")
    call_id = await ring(database)
    assert not await due(database, call_id, 40)
    assert await due(database, call_id, 100)  # the console has been silent for over a minute


async def test_who_did_not_answer_and_has_not_come_back_is_not_waited_for(
    database: Database,
) -> None:
    await add_counsellor(database)
    call_id = await ring(database)
    await offered(database, 0)
    offer = await open_offer(database, call_id)
    async with database.transaction() as session:
        await offer_due(session, offer.id)
    assert await due(database, call_id, 31)


async def test_a_diverted_call_is_offered_to_nobody(database: Database) -> None:
    call_id = await ring(database)
    await due(database, call_id)
    await add_counsellor(database)
    await offered(database)
    assert (await get_call(database, call_id)).state is CallState.DIVERTED


async def test_nobody_at_the_duty_phones_puts_the_caller_back_in_the_old_place(
    database: Database,
) -> None:
    call_id = await ring(database)
    before = await get_call(database, call_id)
    await due(database, call_id)
    async with database.transaction() as session:
        await overflow.missed(session, call_id)
    call = await get_call(database, call_id)
    assert (call.state, call.queued_at) == (CallState.WAITING, before.queued_at)
    assert await kinds(database) == [
        "call.arrived",
        "call.diverted",
        "call.duty_phones_missed",
        "call_back.asked",
    ]
    assert not await due(database, call_id, 100)  # they are left in peace
    assert await due(database, call_id, 200)


async def test_the_next_duty_phone_is_a_sign_of_life(database: Database) -> None:
    call_id = await ring(database)
    await due(database, call_id)
    later = clock.now() + timedelta(seconds=70)
    async with database.transaction() as session:
        await overflow.divert(session, call_id, later)
    assert (await get_call(database, call_id)).heartbeat_at == later
    assert (await kinds(database)).count("call.diverted") == 1


async def test_without_a_single_duty_phone_the_caller_waits_on_and_it_is_written_down(
    database: Database,
) -> None:
    call_id = await ring(database)
    assert await due(database, call_id, phones=False)
    assert (await get_call(database, call_id)).state is CallState.WAITING
    assert "call.duty_phones_missed" in await kinds(database)


async def test_a_talk_at_a_duty_phone_counts_as_answered(database: Database) -> None:
    call_id = await ring(database)
    await due(database, call_id)
    async with database.transaction() as session:
        await overflow.answered(session, call_id, 2)
        await overflow.answered(session, call_id, 2)
    assert (await get_call(database, call_id)).answered_at is not None
    assert (await kinds(database)).count("call.duty_phone_answered") == 1


@pytest.mark.parametrize(
    ("up", "talks", "after"),
    [
        (False, False, CallState.ENDED),
        (True, False, CallState.WAITING),
        (True, True, CallState.DIVERTED),
    ],
)
async def test_a_diverted_call_nobody_speaks_of_is_asked_about(
    database: Database, up: bool, talks: bool, after: CallState
) -> None:
    call_id = await ring(database, sid="CA-diverted")
    await due(database, call_id, 31)
    if talks:
        async with database.transaction() as session:
            await overflow.answered(session, call_id, 1)
    with travel(clock.now() + timedelta(seconds=90), tick=False):
        await reconcile(database, Switchboard(up={"CA-diverted"} if up else set()))
    assert (await get_call(database, call_id)).state is after
    assert ("calls.wait" in await jobs_of(database)) == (up and not talks)


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    def write(words: str) -> Path:
        path = tmp_path / "duty.txt"
        path.write_text(words, encoding="utf-8")
        return path

    return write


def test_names_may_be_bangla_and_numbers_as_people_write_them(
    file: Callable[[str], Path],
) -> None:
    path = file("# night\n\nখাদিজা, রাত, 010-2000 0901  # mobile\nDesk,(+880) 1020000902\n")
    assert [(one.name, one.number) for one in read_phones(path)] == [
        ("খাদিজা, রাত", "+8801020000901"),
        ("Desk", "+8801020000902"),
    ]


@pytest.mark.parametrize("words", ["Desk", "Desk, call me", ", 01020000901", "Desk, 12;34"])
def test_a_line_that_is_no_telephone_is_refused_by_its_number(
    file: Callable[[str], Path], words: str
) -> None:
    with pytest.raises(DutyPhonesUnreadable, match="line 2"):
        read_phones(file("# first\n" + words))


def test_a_changed_file_counts_at_once_and_a_broken_one_not_at_all(
    file: Callable[[str], Path],
) -> None:
    phones = DutyPhones(file("Desk, 01020000901"))
    os.utime(file("Desk, 01020000902"), ns=(1, 1))
    assert [one.number for one in phones.now()] == ["+8801020000902"]
    os.utime(file("nonsense"), ns=(2, 2))
    assert [one.number for one in phones.now()] == ["+8801020000902"]
