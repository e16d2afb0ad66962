"""The call-back list and a supervisor's word over HTTP: who may, what is refused, what is kept."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from app.calls import service
from app.calls.models import Call
from app.cases.models import ContactWord, TimelineEntry
from app.core.db import Database
from app.core.settings import Settings
from tests.factories import ring
from tests.line import Line, whole_line
from tests.running import Person

NUMBER, PERSON = "+8801210000061", "client:asha"


@pytest.fixture
async def line(settings: Settings, database: Database) -> AsyncIterator[Line]:
    async with whole_line(settings, database) as made:
        await made.employ("asha", "counsellor")
        await made.employ("shanta", "supervisor")
        yield made


async def given_up(database: Database, number: str | None = NUMBER) -> UUID:
    """Somebody rang and gave up; the incident."""
    call_id = await ring(database, number)
    async with database.transaction() as session:
        await service.caller_left(session, call_id)
        return (await session.get_one(Call, call_id)).incident_id


async def refusals(database: Database) -> int:
    async with database.transaction() as session:
        found = await session.exec(
            select(TimelineEntry.id).where(TimelineEntry.kind == "contact.refused")
        )
        return len(list(found))


async def row_of(person: Person) -> dict[str, Any]:
    (row,) = (await person.ask("GET", "/call-backs"))["items"]
    return dict(row)


async def test_a_supervisor_alone_decides_and_gives_a_reason(
    line: Line, database: Database
) -> None:
    incident = await given_up(database)
    path = f"/incidents/{incident}/allow-contact"
    async with line.at_work("asha") as asha, line.at_work("shanta") as shanta:
        await asha.ask("POST", path, {"reason": "caller_asked"}, expect=403)
        await shanta.ask("POST", path, {"reason": "because"}, expect=422)
        await shanta.ask("POST", path, {}, expect=422)
        row = await shanta.ask("POST", path, {"reason": "caller_asked"})
        assert row["contact_safety"] == "safe"
        assert row["contact_safe_until"] > row["opened_at"]
        row = await shanta.ask(
            "POST", f"/incidents/{incident}/forbid-contact", {"reason": "somebody_listens"}
        )
        assert (row["contact_safety"], row["contact_safe_until"]) == ("unsafe", None)
        withheld = await given_up(database, None)
        await shanta.ask(
            "POST", f"/incidents/{withheld}/allow-contact", {"reason": "other"}, expect=409
        )
    async with database.transaction() as session:
        said = list(await session.exec(select(ContactWord.said)))
    assert [str(word) for word in said] == ["allowed", "forbidden"]


async def test_calling_back_is_refused_until_it_is_safe_and_every_refusal_is_kept(
    line: Line, database: Database
) -> None:
    await given_up(database)
    async with line.at_work("asha") as asha, line.at_work("shanta") as shanta:
        await asha.ask("POST", "/duty/start")
        row = await row_of(asha)
        assert (row["contact_safety"], row["caller_number"]) == ("unknown", "012••-•••061")
        for count in (1, 2):
            refused = await asha.ask("POST", f"/call-backs/{row['id']}/call", expect=409)
            assert (refused["code"], refused["safety"]) == ("contact_not_safe", "unknown")
            assert await refusals(database) == count
        await shanta.ask("POST", f"/call-backs/{row['id']}/call", expect=403)
        done = await shanta.ask(
            "POST", f"/call-backs/{row['id']}/complete", {"outcome": "not_safe"}
        )
        assert (done["state"], done["outcome"]) == ("done", "not_safe")
        assert (await asha.ask("GET", "/call-backs"))["items"] == []


async def test_on_the_line_the_caller_is_called_back_and_talks(
    line: Line, database: Database
) -> None:
    """The counsellor's telephone first, then the caller's, into one conference; then it is said."""
    incident = await given_up(database)
    await line.phones.set_rule(NUMBER, answer=True, after_s=2)
    async with line.at_work("asha") as asha, line.at_work("shanta") as shanta:
        await asha.ask("POST", "/duty/start")
        await shanta.ask("POST", f"/incidents/{incident}/allow-contact", {"reason": "caller_asked"})
        row = await row_of(asha)
        taken = await asha.ask("POST", f"/call-backs/{row['id']}/call")
        assert taken["incident_id"] == str(incident)
        call = await _until(database, UUID(taken["call_id"]), "talking")
        assert call.answered_at is not None
        rung = [one["to"] for one in reversed(await line.phones.calls())]
        assert rung == [PERSON, NUMBER]
        await asha.ask("POST", f"/calls/{call.id}/hang-up")
        ended = await _until(database, call.id, "ended")
        assert ended.end_reason == "counsellor_hung_up"
        await asha.ask("POST", f"/call-backs/{row['id']}/complete", {"outcome": "reached"})
        await asha.ask("POST", f"/calls/{call.id}/complete")
        assert (await asha.ask("GET", "/call-backs"))["items"] == []


async def test_on_the_line_a_caller_who_does_not_lift_keeps_the_row_open(
    line: Line, database: Database
) -> None:
    incident = await given_up(database)
    await line.phones.set_rule(NUMBER, answer=False, after_s=2)
    async with line.at_work("asha") as asha, line.at_work("shanta") as shanta:
        await asha.ask("POST", "/duty/start")
        await shanta.ask("POST", f"/incidents/{incident}/allow-contact", {"reason": "known_safe"})
        row = await row_of(asha)
        taken = await asha.ask("POST", f"/call-backs/{row['id']}/call")
        ended = await _until(database, UUID(taken["call_id"]), "ended")
        assert ended.end_reason == "not_reached"
        after = await row_of(asha)
        assert (after["state"], after["attempts"], after["in_hand"]) == ("open", 1, None)


async def _until(database: Database, call_id: UUID, state: str) -> Call:
    for _ in range(300):
        async with database.transaction() as session:
            call = await session.get_one(Call, call_id)
        if call.state.value == state:
            return call
        await asyncio.sleep(0.1)
    raise AssertionError(f"the call is {call.state} and not {state}")
