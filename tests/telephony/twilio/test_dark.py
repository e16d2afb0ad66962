"""No caller is cut off and no call is lost while Postgres is away, slow, locked or exhausted."""

import asyncio
import time
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from app.calls import service
from app.calls.models import Call, Leg
from app.calls.states import CallState, LegState
from app.cases.models import Incident, TimelineEntry
from app.core import clock
from app.core.db import Database
from app.core.settings import Settings
from app.telephony.twilio import dark as dark_module
from app.telephony.twilio.webhooks import ASKS_AGAIN_AT_MOST, JOINS_AGAIN_AT_MOST
from tests.calls.night import jobs_of
from tests.calls.test_lost_news import talking
from tests.factories import answered
from tests.gate import Gate, gate_before
from tests.serving import Served, serving

CALLER, SID = "+8801210000001", "CA" + "d" * 32
RING = {"CallSid": SID, "From": CALLER, "To": "1098", "CallStatus": "ringing"}
UP = {**RING, "CallStatus": "in-progress"}
WITHIN_SECONDS = 2.0
PHONES = "# invented\nKhadija, 01020000901\nNight officer, +8801020000902\n"


@dataclass
class Dark:
    """A web process whose Postgres a test can take away."""

    served: Served
    gate: Gate
    database: Database

    async def hook(self, path: str, params: dict[str, str]) -> ET.Element:
        """Ask within the promised time; the answer is always instructions."""
        began = time.monotonic()
        status, document = await self.served.hook(path, params)
        assert time.monotonic() - began < WITHIN_SECONDS
        assert status == 200, document
        return ET.fromstring(document)

    async def follow(self, address: str, params: dict[str, str]) -> ET.Element:
        """The same at an address of our own answer."""
        parts = urlsplit(address)
        path = parts.path.removeprefix("/telephony/twilio")
        return await self.hook(f"{path}?{parts.query}" if parts.query else path, params)

    async def calls(self) -> list[Call]:
        async with self.database.transaction() as session:
            return list(await session.exec(select(Call)))

    async def until(self, holds: Callable[[], Awaitable[bool]], seconds: float = 10) -> None:
        """Wait for what must come within the promised ten seconds."""
        async with asyncio.timeout(seconds):
            while not await holds():
                await asyncio.sleep(0.05)

    async def drained(self) -> None:
        async def empty() -> bool:
            folder = self.served.settings.var_dir / "journal"
            return all(not file.stat().st_size for file in folder.glob("*.journal"))

        await self.until(empty)


def test_a_caller_is_answered_within_two_seconds_whatever_is_waited_for() -> None:
    assert dark_module.DATABASE_SECONDS + dark_module.JOURNAL_SECONDS < WITHIN_SECONDS


@pytest.fixture
async def dark(settings: Settings, database: Database) -> AsyncIterator[Dark]:
    phones = settings.var_dir / "duty.txt"
    phones.write_text(PHONES)
    own = settings.model_copy(update={"duty_phones": phones, "database_pool": 2})
    async with gate_before(database.dsn) as gate, serving(own, gate.url) as served:
        yield Dark(served, gate, database)


def verbs(document: ET.Element) -> list[str]:
    return [element.tag for element in document]


def the(document: ET.Element, path: str) -> ET.Element:
    found = document.find(path)
    assert found is not None, ET.tostring(document)
    return found


def redirect(document: ET.Element) -> str:
    return the(document, "Redirect").text or ""


async def take_away(dark: Dark, how: str) -> Callable[[], Awaitable[None]]:
    """Make Postgres useless in one of the ways it becomes so; returns what mends it."""
    await dark.hook("/wait/00000000-0000-4000-8000-000000000000", UP)  # connections are open
    if how == "locked":
        holder = await dark.database.engine.connect()
        await holder.execute(text("LOCK TABLE call IN ACCESS EXCLUSIVE MODE"))

        async def unlock() -> None:
            await holder.rollback()
            await holder.close()

        return unlock
    if how == "shut":
        dark.gate.shut()
    if how == "silent":
        dark.gate.state = "silent"
    if how == "slow":
        dark.gate.delay_seconds = 2.0

    async def mend() -> None:
        dark.gate.open()

    return mend


@pytest.mark.parametrize("how", ["shut", "silent", "slow", "locked"])
async def test_a_ring_in_the_dark_is_held_and_becomes_one_ticket_with_its_own_time(
    dark: Dark, how: str
) -> None:
    mend = await take_away(dark, how)
    began = clock.now()
    document = await dark.hook("/voice", RING)
    assert verbs(document) == ["Say", "Pause", "Redirect"]
    again = await dark.follow(redirect(document), UP)
    assert verbs(again) == ["Say", "Pause", "Redirect"]
    assert await dark.served.hook("/voice", RING, signature="bm90IGl0") == (403, "")
    await mend()
    await dark.drained()
    await dark.until(lambda: _count(dark, 1))
    back = await dark.follow(redirect(again), UP)
    assert verbs(back)[-1] == "Enqueue"
    (call,) = await dark.calls()
    assert call.state is CallState.WAITING
    assert abs((call.arrived_at - began).total_seconds()) < WITHIN_SECONDS
    async with dark.database.transaction() as session:
        assert len(list(await session.exec(select(Incident)))) == 1
        kinds = list(await session.exec(select(TimelineEntry.kind)))
    assert kinds == ["call.arrived"]


async def _count(dark: Dark, wanted: int) -> bool:
    return len(await dark.calls()) == wanted


async def test_the_redirect_may_be_quicker_than_the_journal(dark: Dark) -> None:
    dark.gate.shut()
    document = await dark.hook("/voice", RING)
    dark.gate.open()
    assert verbs(await dark.follow(redirect(document), UP))[-1] == "Enqueue"
    await dark.drained()
    assert len(await dark.calls()) == 1


async def test_an_exhausted_pool_holds_the_caller_and_loses_nothing(dark: Dark) -> None:
    await take_away(dark, "open")
    dark.gate.delay_seconds = 3.0
    crowd = [
        asyncio.create_task(dark.served.hook("/voice", {**RING, "CallSid": f"CA{n:032}"}))
        for n in range(12)
    ]
    assert verbs(await dark.hook("/voice", RING)) == ["Say", "Pause", "Redirect"]
    answers = await asyncio.gather(*crowd)
    assert {status for status, _ in answers} == {200}
    dark.gate.open()
    await dark.drained()
    await dark.until(lambda: _count(dark, 13))


async def test_the_journal_holds_no_readable_number(dark: Dark) -> None:
    dark.gate.shut()
    await dark.hook("/voice", RING)
    (file,) = (dark.served.settings.var_dir / "journal").glob("*.journal")
    kept = file.read_bytes()
    assert kept.count(b"\n") == 1
    assert b"210000001" not in kept
    assert file.stat().st_mode & 0o077 == 0


async def test_the_same_ring_told_five_times_is_one_line_and_one_ticket(dark: Dark) -> None:
    dark.gate.shut()
    answers = await asyncio.gather(*(dark.served.hook("/voice", RING) for _ in range(5)))
    assert {status for status, _ in answers} == {200}
    dark.gate.open()
    await dark.drained()
    assert len(await dark.calls()) == 1


async def test_a_caller_who_hung_up_in_the_dark_is_an_ended_call_with_a_ticket(dark: Dark) -> None:
    dark.gate.shut()
    await dark.hook("/voice", RING)
    assert verbs(await dark.hook("/status", {**RING, "CallStatus": "completed"})) == []
    dark.gate.open()
    await dark.drained()
    (call,) = await dark.calls()
    assert (call.state, call.end_reason) == (CallState.ENDED, "abandoned")


async def test_after_half_a_minute_of_darkness_the_duty_phones_ring_one_after_another(
    dark: Dark,
) -> None:
    dark.gate.shut()
    await dark.hook("/voice", RING)
    long_ago = clock.now() - timedelta(seconds=31)
    document = await dark.hook(f"/voice?attempt=4&since={long_ago.timestamp():.3f}", UP)
    dial = the(document, "Dial")
    assert the(dial, "Number").text == "+8801020000901"
    assert dial.get("callerId") == "1098"  # never the caller's own number in a private telephone
    missed = {**UP, "DialCallStatus": "no-answer", "DialBridged": "false"}
    second = await dark.follow(dial.get("action") or "", missed)
    assert the(second, "Dial/Number").text == "+8801020000902"
    third = await dark.follow(the(second, "Dial").get("action") or "", missed)
    assert verbs(third) == ["Say", "Pause", "Redirect"]
    fourth = await dark.follow(redirect(third), UP)
    assert verbs(fourth) == ["Say", "Pause", "Redirect"]  # the phones are left in peace for a while


async def test_who_talks_at_a_duty_phone_is_not_taken_away_when_the_database_is_back(
    dark: Dark,
) -> None:
    dark.gate.shut()
    long_ago = clock.now() - timedelta(seconds=31)
    document = await dark.hook(f"/voice?attempt=4&since={long_ago.timestamp():.3f}", UP)
    ask = the(document, "Dial/Number").get("url") or ""
    question = await dark.follow(ask, {"CallSid": "CA-duty", "ParentCallSid": SID})
    assert verbs(question) == ["Gather", "Hangup"]
    agreed = the(question, "Gather").get("action") or ""
    pressed = {"CallSid": "CA-duty", "ParentCallSid": SID, "Digits": "1"}
    assert verbs(await dark.follow(agreed, pressed)) == []
    assert verbs(await dark.follow(agreed, {**pressed, "Digits": "2"})) == ["Hangup"]
    dark.gate.open()
    await dark.drained()
    (call,) = await dark.calls()
    assert (call.state, call.answered_at is not None) == (CallState.DIVERTED, True)
    over = {**UP, "DialCallStatus": "completed", "DialBridged": "true"}
    after = await dark.follow(the(document, "Dial").get("action") or "", over)
    assert verbs(after)[-1] == "Enqueue"  # the child may still be there: never cut off by us
    (call,) = await dark.calls()
    assert call.state is CallState.WAITING


async def test_a_caller_in_the_queue_goes_to_the_duty_phones_when_it_stays_dark(
    dark: Dark, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = await dark.hook("/voice", RING)
    wait, left = the(document, "Enqueue").get("waitUrl"), the(document, "Enqueue").get("action")
    assert wait and left
    dark.gate.shut()
    assert verbs(await dark.follow(wait, UP)) == ["Say", "Pause"] * 2
    monkeypatch.setattr("app.telephony.twilio.dark.AFTER_SECONDS", 0)
    assert verbs(await dark.follow(wait, UP)) == ["Leave"]
    document = await dark.follow(left, {**UP, "QueueResult": "leave"})
    assert the(document, "Dial/Number").text == "+8801020000901"
    dark.gate.open()
    await dark.drained()
    (call,) = await dark.calls()
    assert call.state is CallState.DIVERTED


@pytest.mark.parametrize("how", ["shut", "silent", "slow", "locked"])
async def test_who_is_left_alone_in_a_talk_while_it_is_dark_waits_again(
    dark: Dark, how: str
) -> None:
    _, call = await talking(dark.database)
    caller = {**UP, "CallSid": call.provider_call_id}
    action = the(await dark.hook(f"/join/{call.id}/{call.step}", caller), "Dial").get("action")
    assert action
    mend = await take_away(dark, how)
    back = await dark.follow(action, caller)
    assert verbs(back) == ["Say", "Enqueue"]
    wait = the(back, "Enqueue").get("waitUrl")
    assert wait
    assert verbs(await dark.follow(wait, caller)) == ["Say", "Pause"] * 2
    await mend()

    async def is_asked_about() -> bool:
        await dark.follow(wait, caller)
        return "calls.check_waits" in await jobs_of(dark.database)

    await dark.until(is_asked_about)


async def test_a_disk_that_refuses_does_not_cut_the_caller_off(
    settings: Settings, database: Database
) -> None:
    (settings.var_dir / "journal").write_text("a file where the folder should be")
    async with gate_before(database.dsn) as gate, serving(settings, gate.url) as served:
        gate.shut()
        status, document = await served.hook("/voice", RING)
        assert (status, verbs(ET.fromstring(document))) == (200, ["Say", "Pause", "Redirect"])
        gate.open()
        again = Dark(served, gate, database)
        await again.follow(redirect(ET.fromstring(document)), UP)
        assert len(await again.calls()) == 1


@pytest.mark.parametrize("query", ["attempt=x&since=nan", "since=1e999", "attempt=9&since=-5"])
async def test_rubbish_in_our_own_address_changes_no_time(dark: Dark, query: str) -> None:
    await dark.hook(f"/voice?{query}", RING)
    (call,) = await dark.calls()
    assert abs((clock.now() - call.arrived_at).total_seconds()) < 10
    async with dark.database.transaction() as session:
        found = await session.exec(select(Incident).order_by(col(Incident.number)))
        assert len(list(found)) == 1


@pytest.mark.parametrize("how", ["shut", "silent", "slow", "locked"])
async def test_a_caller_who_was_accepted_is_joined_as_soon_as_the_database_is_back(
    dark: Dark, how: str
) -> None:
    _, call = await answered(dark.database)
    caller = {**UP, "CallSid": call.provider_call_id}
    mend = await take_away(dark, how)
    document = await dark.hook(f"/join/{call.id}/{call.step}", caller)
    assert verbs(document) == ["Pause", "Redirect"]
    assert the(document, "Pause").get("length") == "1"
    document = await dark.follow(redirect(document), caller)
    assert verbs(document) == ["Say", "Pause", "Redirect"]
    await mend()
    assert verbs(await dark.follow(redirect(document), caller))[-1] == "Dial"


async def test_a_caller_who_was_accepted_waits_in_the_queue_when_it_stays_dark(
    dark: Dark,
) -> None:
    _, call = await answered(dark.database)
    caller = {**UP, "CallSid": call.provider_call_id}
    mend = await take_away(dark, "shut")
    document = await dark.hook(f"/join/{call.id}/{call.step}", caller)
    for _ in range(JOINS_AGAIN_AT_MOST):
        asked = redirect(document)
        document = await dark.follow(asked, caller)
    assert verbs(document) == ["Say", "Enqueue"]
    assert verbs(await dark.follow(asked, {**caller, "CallStatus": "completed"})) == []
    await mend()


@pytest.mark.parametrize("how", ["shut", "slow"])
async def test_a_counsellors_lifted_line_asks_again_until_the_database_is_back(
    dark: Dark, how: str
) -> None:
    _, call = await answered(dark.database)
    async with dark.database.transaction() as session:
        leg = (await session.exec(select(Leg))).one()
    lifted = {**UP, "CallSid": "CA-leg"}
    mend = await take_away(dark, how)
    document = await dark.hook(f"/counsellor/{leg.id}/{call.id}/{call.step}", lifted)
    for _ in range(2):
        assert verbs(document) == ["Pause", "Redirect"]
        assert the(document, "Pause").get("length") == "1"
        document = await dark.follow(redirect(document), lifted)
    await mend()
    joins = await dark.follow(redirect(document), lifted)
    assert verbs(joins) == ["Dial"]
    async with dark.database.transaction() as session:
        leg = (await session.exec(select(Leg))).one()
    assert (leg.state, leg.provider_call_id) == (LegState.ANSWERED, "CA-leg")


async def test_a_counsellors_line_asks_no_more_when_its_call_went_another_way_or_it_stays_dark(
    dark: Dark,
) -> None:
    _, call = await answered(dark.database)
    async with dark.database.transaction() as session:
        leg = (await session.exec(select(Leg))).one()
    lifted = {**UP, "CallSid": "CA-leg"}
    address = f"/counsellor/{leg.id}/{call.id}/{call.step}"
    mend = await take_away(dark, "shut")
    again = redirect(await dark.hook(address, lifted))
    assert verbs(await dark.hook(f"{address}?attempt={ASKS_AGAIN_AT_MOST}", lifted)) == []
    assert verbs(await dark.hook(f"{address}?attempt=-1", lifted)) == ["Pause", "Redirect"]
    await mend()
    async with dark.database.transaction() as session:
        await service.caller_left(session, call.id)
    assert verbs(await dark.follow(again, lifted)) == []
