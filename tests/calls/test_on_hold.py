"""A caller on hold: a spoken line, never silence; who loses the counsellor is not left there."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from app.calls import on_hold, service
from app.calls.locking import CallNotFound
from app.calls.models import Call
from app.calls.phone import CallIsGone
from app.calls.states import CallState, LegState
from app.core.db import Database
from app.core.moves import IllegalMove
from app.core.settings import Settings
from app.staff.models import Staff
from app.telephony.simulator.client import heard, hears_now, over
from tests.calls.night import Switchboard, jobs_of, lines
from tests.factories import add_counsellor, answered, get_call
from tests.line import whole_line
from tests.running import Person

NUMBER = "+8801210000001"


async def talking(database: Database, line: str = "CA-leg") -> tuple[Staff, Call]:
    person, call = await answered(database)
    async with database.transaction() as session:
        leg = await service.current_leg(session, call)
        assert leg is not None
    async with database.transaction() as session:
        await service.leg_moved(session, leg.id, LegState.JOINED, line)
        await service.caller_joined(session, call.id, call.step)
    return person, await get_call(database, call.id)


async def turned(database: Database, verb: Any, call: Call, person: Staff) -> Call:
    async with database.transaction() as session:
        await verb(session, call.id, person.id)
    return await get_call(database, call.id)


async def test_hold_and_resume_are_told_once_however_often_they_are_pressed(
    database: Database,
) -> None:
    person, call = await talking(database)
    first = await turned(database, on_hold.hold, call, person)
    again = await turned(database, on_hold.hold, call, person)
    assert isinstance(first.held_at, datetime)
    assert (again.held_at, again.version) == (first.held_at, first.version)
    back = await turned(database, on_hold.resume, call, person)
    assert back.held_at is None
    assert (await turned(database, on_hold.resume, call, person)).version == back.version
    assert (await jobs_of(database)).count("calls.hold") == 2


async def test_only_the_owner_and_only_in_a_talk(database: Database) -> None:
    person, call = await talking(database)
    stranger = await add_counsellor(database)
    with pytest.raises(CallNotFound):
        await turned(database, on_hold.hold, call, stranger)
    async with database.transaction() as session:
        await service.hang_up(session, call.id, person.id)
    with pytest.raises(IllegalMove) as refused:
        await turned(database, on_hold.hold, call, person)
    assert refused.value.facts == {"state": "ended", "legal": ["complete"]}


async def test_the_network_is_left_as_is_wanted_last_though_jobs_cross(database: Database) -> None:
    """While it is put on hold the counsellor resumes: the same job brings the caller back."""
    person, call = await talking(database)
    held = await turned(database, on_hold.hold, call, person)

    class Slow(Switchboard):
        async def hold(self, *about: Any, held: bool) -> None:
            await super().hold(*about, held=held)
            if held:
                await turned(database, on_hold.resume, call, person)

    board = Slow()
    await lines(database, board).hold(call.id)
    line = held.provider_call_id
    assert board.asked == [("hold", line), ("resume", line)]


async def test_a_held_caller_whose_counsellor_is_lost_waits_and_is_on_hold_no_more(
    database: Database,
) -> None:
    person, call = await talking(database)
    await turned(database, on_hold.hold, call, person)
    async with database.transaction() as session:
        leg = await service.current_leg(session, call)
        assert leg is not None
        await service.counsellor_lost(session, leg.id, caller_is_up=True)
    now = await get_call(database, call.id)
    assert (now.state, now.held_at) == (CallState.WAITING, None)
    board = Switchboard()
    await lines(database, board).hold(call.id)
    assert board.asked == []


async def test_a_conference_that_is_over_is_no_failure_of_the_job(database: Database) -> None:
    person, call = await talking(database)
    await turned(database, on_hold.hold, call, person)

    class Gone(Switchboard):
        async def hold(self, *_: Any, **__: Any) -> None:
            raise CallIsGone

    await lines(database, Gone()).hold(call.id)


async def test_on_the_line_the_caller_hears_words_and_not_the_counsellor(
    settings: Settings, database: Database
) -> None:
    async with whole_line(settings, database) as line:
        await line.employ("counsellor-1", "counsellor")
        async with line.at_work("counsellor-1") as counsellor:
            sid, call_id = await _talk(line, counsellor)
            row = await counsellor.ask("POST", f"/calls/{call_id}/hold")
            assert row["held_at"]
            view = await line.phones.wait_for(sid, _is_held)
            said = len(_words(view))
            view = await line.phones.wait_for(sid, lambda one: len(_words(one)) >= said + 3)
            assert view["longest_silence_seconds"] < 10
            await counsellor.ask("POST", f"/calls/{call_id}/resume")
            view = await line.phones.wait_for(
                sid, lambda one: hears_now(one)[1] == ["client:counsellor-1"]
            )
            async with database.transaction() as session:
                call = await session.get_one(Call, UUID(call_id))
            assert call.answered_at is not None
            assert call.heartbeat_at > call.answered_at
            await counsellor.ask("POST", f"/calls/{call_id}/hang-up")
            await line.phones.wait_for(sid, over)
            refused = await counsellor.ask("POST", f"/calls/{call_id}/hold", expect=409)
            assert refused["legal"] == ["complete"]


async def _talk(line: Any, counsellor: Person) -> tuple[str, str]:
    await counsellor.watch("me")
    await counsellor.ask("POST", "/duty/start")
    sid = await line.phones.place_call(NUMBER)
    (offer,) = await counsellor.until(lambda: [*counsellor.rows("me", "offers").values()])
    taken = await counsellor.ask("POST", f"/offers/{offer['id']}/accept")
    await line.phones.wait_for(sid, heard("talking_with"))
    await counsellor.until(
        lambda: counsellor.rows("me", "calls").get(taken["call_id"], {}).get("state") == "talking"
    )
    return sid, taken["call_id"]


def _is_held(view: Any) -> bool:
    """The caller was in the talk, and now nobody hears anybody."""
    _, voices, hear_the_caller = hears_now(view)
    return not voices and not hear_the_caller


def _words(view: Any) -> list[Any]:
    return [entry for entry in view["timeline"] if entry["what"] == "heard_say"]
