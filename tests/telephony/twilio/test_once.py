"""A webhook has one effect and one answer, however often and however close together it comes."""

import asyncio
from typing import Any, cast

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import Database, execute
from app.core.settings import Settings
from app.telephony.twilio.documents import EMPTY
from app.telephony.twilio.door import Door
from tests.factories import answered
from tests.serving import Served

MARK = b"the same webhook"


class Acts:
    """An act that notes itself in the database, and fails or waits when told to."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        self.began = asyncio.Event()
        self.go_on = asyncio.Event()
        self.fails = False
        self.times = 0

    async def __call__(self, session: AsyncSession) -> str:
        self.times += 1
        fails = self.fails
        await execute(session, "UPDATE role SET name_en = name_en || '+' WHERE code = 'counsellor'")
        self.began.set()
        await self.go_on.wait()
        if fails:
            raise ZeroDivisionError
        return self.answer


@pytest.fixture
def door(settings: Settings, database: Database) -> Door:
    return Door(settings, database, cast(Any, None))


async def effects(database: Database) -> int:
    pool = await database.raw()
    name: str = await pool.fetchval("SELECT name_en FROM role WHERE code = 'counsellor'")
    return name.count("+")


@pytest.mark.parametrize("answer", [EMPTY, "<Response><Say>a word</Say></Response>"])
async def test_many_at_once_act_once_and_hear_the_same(
    door: Door, database: Database, answer: str
) -> None:
    act = Acts(answer)
    act.go_on.set()
    heard = await asyncio.gather(*(door._act_once(MARK, act) for _ in range(6)))
    assert heard == [answer] * 6
    assert (act.times, await effects(database)) == (1, 1)
    assert await door._act_once(MARK, act) == answer


async def test_when_the_first_fails_the_one_who_waited_for_it_acts(
    door: Door, database: Database
) -> None:
    act = Acts("an answer")
    act.fails = True
    first = asyncio.create_task(door._act_once(MARK, act))
    await act.began.wait()
    act.fails = False
    second = asyncio.create_task(door._act_once(MARK, act))
    act.go_on.set()
    with pytest.raises(ZeroDivisionError):
        await first
    assert await second == "an answer"
    assert (act.times, await effects(database)) == (2, 1)


async def test_news_that_tells_nothing_is_answered_and_leaves_nothing_behind(
    served: Served, database: Database
) -> None:
    _, call = await answered(database)
    pool = await database.raw()
    leg_id = await pool.fetchval("SELECT id FROM leg")
    conference = f"/conference/{call.id}/{call.step}"
    for address, said in (
        ("/status", {"CallStatus": "in-progress", "CallSid": call.provider_call_id}),
        (conference, {"StatusCallbackEvent": "conference-start"}),
        (f"/leg/{leg_id}", {"CallStatus": "initiated", "CallSid": "CA-leg"}),
    ):
        assert await served.hook(address, said) == (200, EMPTY)
        status, _ = await served.hook(address, said, signature="forged")
        assert status == 403
    assert await pool.fetchval("SELECT count(*) FROM webhook_answer") == 0
