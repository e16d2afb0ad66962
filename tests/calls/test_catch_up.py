"""Callers nobody told us of: the phone network's list gives each a ticket, and cuts nobody off."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlmodel import select

from app.calls.catch_up import EVERY_SECONDS, LONGEST_LOOK, OVERLAP, Listed, catch_up, due
from app.calls.models import Call, CallBack, PhoneWatch
from app.calls.phone import CallerArrived
from app.calls.states import CallState
from app.cases.models import Incident
from app.core import clock
from app.core.db import Database
from app.core.errors import ProviderError
from app.core.settings import Settings
from tests.calls.night import jobs_of
from tests.factories import get_call, ring
from tests.line import whole_line

NUMBER = "+8801210000077"


@dataclass
class Network:
    """A list of calls by shape, and what was asked of it."""

    callers: list[Listed] = field(default_factory=list)
    talking: set[str] = field(default_factory=set)
    asked: list[datetime] = field(default_factory=list)
    fails: bool = False

    async def callers_since(self, since: datetime) -> list[Listed]:
        if self.fails:
            raise ProviderError("away", retryable=True)
        self.asked.append(since)
        return [one for one in self.callers if one.caller.at and one.caller.at >= since]

    async def is_up(self, provider_call_id: str) -> bool:
        return any(
            one.is_up and one.caller.provider_call_id == provider_call_id for one in self.callers
        )

    async def talks(self, provider_call_id: str) -> bool:
        return provider_call_id in self.talking


def rang(sid: str, seconds_ago: float, *, up: bool = False, number: str | None = NUMBER) -> Listed:
    at = clock.now() - timedelta(seconds=seconds_ago)
    return Listed(CallerArrived(sid, number, "mobile" if number else "withheld", at=at), up)


async def all_of(database: Database, kind: Any) -> list[Any]:
    async with database.transaction() as session:
        return list(await session.exec(select(kind)))


@pytest.fixture
def still() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        yield traveller


async def test_a_call_that_came_and_went_while_we_were_away_is_a_ticket_and_to_be_called_back(
    database: Database, still: time_machine.Traveller
) -> None:
    network = Network([rang("CA-away", 300)])
    assert await catch_up(database, network) == 1
    (call,) = await all_of(database, Call)
    (incident,) = await all_of(database, Incident)
    (back,) = await all_of(database, CallBack)
    assert (call.state, call.end_reason) == (CallState.ENDED, "abandoned")
    assert call.arrived_at == incident.opened_at == network.callers[0].caller.at
    assert (back.call_id, back.reason) == (call.id, "abandoned")


async def test_a_call_that_we_know_is_left_alone(
    database: Database, still: time_machine.Traveller
) -> None:
    known = await ring(database, sid="CA-known")
    assert await catch_up(database, Network([rang("CA-known", 300)])) == 0
    assert (await get_call(database, known)).state is CallState.WAITING


async def test_looked_at_by_two_at_once_each_call_is_one_ticket(
    database: Database, still: time_machine.Traveller
) -> None:
    network = Network([rang(f"CA-{n}", 60 + n) for n in range(20)])
    await asyncio.gather(*(catch_up(database, network) for _ in range(3)))
    await catch_up(database, network)
    assert len(await all_of(database, Call)) == len(await all_of(database, Incident)) == 20


async def test_a_new_call_is_left_to_its_own_webhook(
    database: Database, still: time_machine.Traveller
) -> None:
    network = Network([rang("CA-new", 5, up=True)])
    assert await catch_up(database, network) == 0
    still.shift(timedelta(seconds=20))
    assert await catch_up(database, network) == 1


async def test_of_two_processes_one_reads_the_list_and_the_other_when_that_one_stops(
    database: Database, still: time_machine.Traveller
) -> None:
    assert await due(database)
    await catch_up(database, Network([]))
    still.shift(timedelta(seconds=EVERY_SECONDS / 2 - 1))
    assert not await due(database)
    still.shift(timedelta(seconds=2))
    assert await due(database)


async def test_a_line_that_still_rings_is_left_to_whoever_is_asked_for_its_document(
    database: Database, still: time_machine.Traveller
) -> None:
    """It can't be redirected, and that would be taken for a hang-up."""
    one = rang("CA-rings", 60, up=True)
    network = Network([Listed(one.caller, True, rings=True)])
    assert await catch_up(database, network) == 0
    network.callers = [one]
    assert await catch_up(database, network) == 1


async def test_who_is_still_on_the_line_and_talks_to_nobody_comes_into_the_queue(
    database: Database, still: time_machine.Traveller
) -> None:
    await catch_up(database, Network([rang("CA-loop", 60, up=True, number=None)]))
    (call,) = await all_of(database, Call)
    assert (call.state, call.heartbeat_at) == (CallState.WAITING, clock.now())
    assert await jobs_of(database) == ["calls.wait"]


async def test_nobody_is_taken_out_of_a_talk_with_a_duty_phone(
    database: Database, still: time_machine.Traveller
) -> None:
    network = Network([rang("CA-talks", 60, up=True)], talking={"CA-talks"})
    await catch_up(database, network)
    still.shift(timedelta(seconds=60))
    await catch_up(database, network)
    (call,) = await all_of(database, Call)
    assert call.state is CallState.DIVERTED
    assert await jobs_of(database) == []


async def test_after_a_talk_whose_end_nobody_told_the_caller_comes_into_the_queue(
    database: Database, still: time_machine.Traveller
) -> None:
    network = Network([rang("CA-talks", 60, up=True)], talking={"CA-talks"})
    await catch_up(database, network)
    network.talking.clear()
    still.shift(timedelta(seconds=30))
    await catch_up(database, network)
    (call,) = await all_of(database, Call)
    assert call.state is CallState.WAITING
    assert await jobs_of(database) == ["calls.wait"]


async def test_the_list_is_read_from_the_last_good_look_on_with_an_overlap(
    database: Database, still: time_machine.Traveller
) -> None:
    network = Network()
    await catch_up(database, network)
    (watch,) = await all_of(database, PhoneWatch)
    still.shift(timedelta(hours=3))
    await catch_up(database, network)
    assert network.asked[1] == watch.until - OVERLAP
    still.shift(timedelta(days=40))
    await catch_up(database, network)
    assert network.asked[2] == clock.now() - LONGEST_LOOK - OVERLAP


async def test_a_look_that_failed_is_no_good_look(
    database: Database, still: time_machine.Traveller
) -> None:
    network = Network()
    await catch_up(database, network)
    still.shift(timedelta(hours=3))
    network.fails = True
    with pytest.raises(ProviderError):
        await catch_up(database, network)
    network.fails, network.callers = False, [rang("CA-away", 2 * 3600)]
    still.shift(timedelta(hours=1))
    assert await catch_up(database, network) == 1


async def test_a_call_whose_webhook_never_came_has_a_ticket_on_the_whole_line(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Real list, real lines: the caller was told to wait elsewhere, and is taken into our queue."""
    monkeypatch.setattr("app.calls.catch_up.YOUNG", timedelta(seconds=0))
    monkeypatch.setattr("app.calls.catch_up.EVERY_SECONDS", 0.5)
    async with whole_line(settings, database) as line:
        sid = await line.phones.place_call(NUMBER)
        async with asyncio.timeout(20):
            while not await all_of(database, Call):
                await asyncio.sleep(0.05)
        (call,) = await all_of(database, Call)
        await (await database.raw()).execute("TRUNCATE call CASCADE")  # as if we had never heard
        async with asyncio.timeout(20):
            while not (found := await all_of(database, Call)):
                await asyncio.sleep(0.05)
        (again,) = found
        assert (again.provider_call_id, again.state) == (sid, CallState.WAITING)
        assert again.id != call.id
        await line.phones.wait_for(
            sid, lambda view: any(str(again.id) in one["path"] for one in view["requests"])
        )
