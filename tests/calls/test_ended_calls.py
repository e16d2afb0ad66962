"""Verbs on what is over: 409 that says what was legal, and nothing changes."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from app.calls import offers, service
from app.calls.models import Call
from app.calls.states import CallState
from app.core.db import Database
from app.core.settings import Settings
from tests.factories import get_call, offered, open_offer, ring
from tests.line import Line, whole_line


@pytest.fixture
async def line(settings: Settings, database: Database) -> AsyncIterator[Line]:
    async with whole_line(settings, database) as made:
        yield made


async def over(line: Line, database: Database) -> tuple[Any, Call, UUID]:
    """A counsellor whose call has ended, in wrap-up; the offer that was accepted."""
    person = await line.employ("asha", "counsellor")
    from app.staff.duty import move_duty, seen

    async with database.transaction() as session:
        await move_duty(session, person.id, "start")
        await seen(session, [person.id])
    call_id = await ring(database)
    await offered(database)
    offer = await open_offer(database, call_id)
    async with database.transaction() as session:
        await offers.accept(session, offer.id, person.id)
    async with database.transaction() as session:
        await service.hang_up(session, call_id, person.id)
    return person, await get_call(database, call_id), offer.id


async def test_every_verb_on_an_ended_call_is_a_409_that_names_what_was_legal(
    line: Line, database: Database
) -> None:
    _, call, offer_id = await over(line, database)
    assert call.state is CallState.ENDED
    verbs: list[tuple[str, Any]] = [
        (f"/calls/{call.id}/hang-up", None),
        (f"/offers/{offer_id}/pass", {"reason": "personal"}),
    ]
    async with line.at_work("asha") as asha:
        for path, body in verbs:
            problem = await asha.ask("POST", path, body, expect=409)
            assert problem["code"] in ("illegal_move", "offer_is_gone"), path
            assert "legal" in problem, path
            assert problem["state"], path
        await asha.ask("POST", f"/calls/{call.id}/complete")
        problem = await asha.ask("POST", f"/calls/{call.id}/complete", expect=409)
        assert problem["legal"] == []
    after = await get_call(database, call.id)
    assert (after.state, after.end_reason) == (CallState.ENDED, call.end_reason)
