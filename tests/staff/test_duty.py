"""Duty verbs on a real database: moves, turns, presence, and what is recorded."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlmodel import col, select

from app.core import clock
from app.core.errors import InputIsInvalid
from app.core.moves import IllegalMove
from app.core.outbox import OutboxRow
from app.staff.duty import lose_links, move_duty, seen
from app.staff.models import DutyRow
from app.staff.queries import available_counsellors, display_names, duty_rows
from app.staff.states import Duty
from tests.staff.conftest import Office

LINK_SECONDS = 12.0


async def move(office: Office, staff_id: UUID, *verbs: str) -> DutyRow:
    for verb in verbs:
        async with office.database.transaction() as session:
            reason = "tea" if verb == "pause" else None
            row = await move_duty(session, staff_id, verb, reason)
    return row


async def read(office: Office, staff_id: UUID) -> DutyRow:
    async with office.database.transaction() as session:
        return await session.get_one(DutyRow, staff_id)


async def recorded(office: Office) -> Sequence[OutboxRow]:
    async with office.database.transaction() as session:
        return list(await session.exec(select(OutboxRow).order_by(col(OutboxRow.id))))


async def test_starting_makes_a_counsellor_available_and_is_recorded(office: Office) -> None:
    asha = await office.employ("asha", "counsellor")
    cookie = await office.cookie("asha")
    row = (await office.ask("POST", "/duty/start", cookie)).json()
    assert (row["state"], row["reason"], row["version"]) == ("available", None, 1)
    (event,) = await recorded(office)
    assert (event.event, event.entity_kind, event.entity_id) == ("duty.changed", "duty", asha.id)
    assert event.version == 1
    assert event.facts == {"state": "available"}
    assert event.audience == ["board", f"staff/{asha.id}"]


async def test_an_impossible_move_says_what_is_possible_and_records_nothing(
    office: Office,
) -> None:
    await office.employ("asha", "counsellor")
    answer = await office.ask("POST", "/duty/resume", await office.cookie("asha"))
    assert answer.status_code == 409
    assert answer.json()["code"] == "illegal_move"
    assert answer.json()["legal"] == ["start"]
    assert await recorded(office) == []


async def test_a_pause_needs_a_reason_from_the_list(office: Office) -> None:
    asha = await office.employ("asha", "counsellor")
    cookie = await office.cookie("asha")
    await office.ask("POST", "/duty/start", cookie)
    answer = await office.ask("POST", "/duty/pause", cookie, json={"reason": "bored"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "reason")
    with pytest.raises(InputIsInvalid):
        async with office.database.transaction() as session:
            await move_duty(session, asha.id, "pause", None)
    row = (await office.ask("POST", "/duty/pause", cookie, json={"reason": "prayer"})).json()
    assert (row["state"], row["reason"]) == ("paused", "prayer")
    row = (await office.ask("POST", "/duty/resume", cookie)).json()
    assert (row["state"], row["reason"]) == ("available", None)


@pytest.mark.parametrize("role", ["supervisor", "worker", "centre", "administrator"])
async def test_only_counsellors_have_a_duty(office: Office, role: str) -> None:
    await office.employ("other", role)
    answer = await office.ask("POST", "/duty/start", await office.cookie("other"))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


async def test_whoever_passes_a_call_on_keeps_the_turn(office: Office) -> None:
    asha = await office.employ("asha", "counsellor")
    start = (await move(office, asha.id, "start")).idle_since
    for ending in ("pass_on", "withdraw"):
        assert (await move(office, asha.id, "ring", ending)).idle_since == start
    after_call = await move(office, asha.id, "ring", "answer", "hang_up", "complete")
    assert start is not None and after_call.idle_since is not None
    assert after_call.idle_since > start


async def test_who_has_waited_longest_comes_first(office: Office) -> None:
    first = await office.employ("first", "counsellor", languages=["bn", "en"], skills=["suicide"])
    second = await office.employ("second", "counsellor")
    away = await office.employ("away", "counsellor")
    await move(office, away.id, "start", "pause")
    await move(office, first.id, "start")
    await move(office, second.id, "start")
    async with office.database.transaction() as session:
        free = await available_counsellors(session)
    assert [one.staff_id for one in free] == [first.id, second.id]
    assert (free[0].languages, free[0].skills) == (("bn", "en"), ("suicide",))


async def test_a_console_that_went_silent_gets_no_offers_and_comes_back(office: Office) -> None:
    asha = await office.employ("asha", "counsellor")
    busy = await office.employ("busy", "counsellor")
    await move(office, asha.id, "start")
    await move(office, busy.id, "start", "ring")
    async with office.database.transaction() as session:
        assert await lose_links(session, LINK_SECONDS) == []
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=LINK_SECONDS + 1)):
        async with office.database.transaction() as session:
            assert await available_counsellors(session) == []
            assert await lose_links(session, LINK_SECONDS) == [asha.id]
        lost = await read(office, asha.id)
        assert (lost.state, lost.before_lost) == (Duty.LINK_LOST, "available")
        async with office.database.transaction() as session:
            assert await seen(session, {asha.id, busy.id}) == [asha.id]
            assert [one.staff_id for one in await available_counsellors(session)] == [asha.id]
    back = await read(office, asha.id)
    assert (back.state, back.before_lost) == (Duty.AVAILABLE, None)


async def test_presence_of_a_free_console_records_nothing(office: Office) -> None:
    asha = await office.employ("asha", "counsellor")
    await move(office, asha.id, "start")
    before = (await read(office, asha.id)).link_seen_at
    async with office.database.transaction() as session:
        await seen(session, {asha.id})
    after = (await read(office, asha.id)).link_seen_at
    assert before is not None and after is not None and after > before
    assert len(await recorded(office)) == 1


async def test_presence_never_waits_for_a_row_somebody_is_working_on(office: Office) -> None:
    asha = await office.employ("asha", "counsellor")
    await move(office, asha.id, "start")
    async with office.database.transaction() as session:
        await move_duty(session, asha.id, "ring")
        async with office.database.transaction() as other:
            assert await asyncio.wait_for(seen(other, {asha.id}), 2) == []


async def test_of_two_moves_at_once_one_is_refused(office: Office) -> None:
    asha = await office.employ("asha", "counsellor")
    await move(office, asha.id, "start")
    results: list[Any] = await asyncio.gather(
        *(move(office, asha.id, "ring") for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(one, DutyRow) for one in results) == 1
    assert sum(isinstance(one, IllegalMove) for one in results) == 3
    assert (await read(office, asha.id)).version == 2


async def test_a_duty_row_is_what_screens_expect(office: Office) -> None:
    asha = await office.employ("asha", "counsellor")
    row = await move(office, asha.id, "start")
    async with office.database.transaction() as session:
        rows = await duty_rows(session)
        names = await display_names(session, {asha.id})
    assert rows == {
        asha.id: {
            "staff_id": str(asha.id),
            "name": {"bn": "নাম", "en": "Name"},
            "state": "available",
            "since": row.since.isoformat(),
            "reason": None,
            "version": 1,
        }
    }
    assert names == {asha.id: {"bn": "নাম", "en": "Name"}}
    assert clock.now() - row.since < timedelta(minutes=1)
