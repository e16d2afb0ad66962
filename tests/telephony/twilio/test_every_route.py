"""What holds for every address at once, read from the route table: errors, darkness, replays.

A new address is looked at here by itself; one of a callback, which may be told again, says so.
"""

import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import select

from app import wiring
from app.calls import service
from app.calls.journal import Journal
from app.calls.models import Call, Leg
from app.calls.states import LegState
from app.core.db import Database
from app.core.settings import Settings
from app.core.words import read_all
from app.telephony.twilio.dark import Dark
from app.telephony.twilio.door import Door
from app.telephony.twilio.webhooks import Webhooks
from tests.calls.night import jobs_of
from tests.factories import answered
from tests.serving import Served, serving

CALLBACKS = {"leg", "conference", "text", "sms", "alert-line"}
"""Nobody hears what is answered: without a database they are refused, to come again."""
OTHERS_LINES = {"counsellor", "duty-asked", "duty-agreed", "alert", "alert-key"}
"""Not a caller's line."""
HERE = {
    "CallSid": "CA-here",
    "From": "+8801210000001",
    "CallStatus": "in-progress",
    "Direction": "inbound",
    "QueueResult": "error",
    "StatusCallbackEvent": "participant-join",
    "MessageSid": "SM1",
    "MessageStatus": "delivered",
    "Digits": "1",
}
KEEPS = {"Enqueue", "Redirect", "Dial", "Leave", "Gather", "Pause"}


def paths(settings: Settings) -> list[str]:
    read_all()
    database = Database("postgresql://nobody@127.0.0.1:9/none")
    hooks = Webhooks(settings, database, wiring.prompts(), Journal(settings.var_dir / "j"))
    return [route.path.removeprefix("/telephony/twilio") for route in hooks.routes()]


def filled(path: str, ids: dict[str, Any] | None = None) -> str:
    known = {"call_id": uuid4(), "leg_id": uuid4(), "alert_id": uuid4(), "step": 1, **(ids or {})}
    known = {"nth": 1, "round": 0, **known}
    for name, value in known.items():
        for kind in ("uuid", "step"):
            path = path.replace(f"{{{name}:{kind}}}", str(value))
    assert "{" not in path, f"{path}: tell this test what stands there"
    return path


def name_of(path: str) -> str:
    return path.split("/")[1]


def keeps(document: str) -> bool:
    return bool({one.tag for one in ET.fromstring(document).iter()} & KEEPS)


@pytest.fixture
async def nowhere(settings: Settings) -> AsyncIterator[Served]:
    async with serving(settings, "postgresql://nobody@127.0.0.1:9/none") as served:
        yield served


async def test_without_a_database_a_living_caller_is_kept_and_a_callback_comes_again(
    nowhere: Served, settings: Settings
) -> None:
    for path in paths(settings):
        status, document = await nowhere.hook(filled(path), HERE)
        if name_of(path) in CALLBACKS:
            assert status == 503, path
            continue
        assert status == 200, path
        ET.fromstring(document)
        if name_of(path) not in {*OTHERS_LINES, "status"}:
            assert keeps(document), path


@pytest.mark.parametrize("worse", [False, True])
async def test_whatever_fails_inside_a_signed_voice_webhook_the_caller_is_kept(
    served: Served,
    database: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    worse: bool,
) -> None:
    """A bug of ours anywhere; with `worse`, one in what is answered instead as well."""

    async def broken(*_: Any, **__: Any) -> str:
        raise ZeroDivisionError

    _, call = await answered(database)
    monkeypatch.setattr(Door, "_answer", broken)
    monkeypatch.setattr(Webhooks, "_arrive", broken)
    if worse:
        for name in ("arrived", "left_queue", "duty_done", "left", "duty_answered"):
            monkeypatch.setattr(Dark, name, broken)
        monkeypatch.setattr(Dark, "waits", lambda _: 1 / 0)
    for path in paths(settings):
        if name_of(path) in CALLBACKS:
            continue
        for ids in ({}, {"call_id": call.id}):
            status, document = await served.hook(filled(path, ids), HERE)
            assert status == 200, path
            kept = keeps(document)
            assert kept or name_of(path) in {*OTHERS_LINES, "status"}, path


async def test_a_replay_on_any_address_hears_the_same_and_changes_nothing(
    served: Served, database: Database, settings: Settings
) -> None:
    _, call = await answered(database)
    async with database.transaction() as session:
        leg = (await session.exec(select(Leg))).one()
    ids = {"call_id": call.id, "leg_id": leg.id, "step": call.step}
    own = {**HERE, "CallSid": call.provider_call_id}
    for path in paths(settings):
        first = await served.hook(filled(path, ids), own)
        assert first[0] == 200, path
        before = await _rows(database)
        for _ in range(3):
            assert await served.hook(filled(path, ids), own) == first, path
        assert await _rows(database) == before, path


async def test_a_signature_of_one_address_opens_no_other(
    served: Served, settings: Settings
) -> None:
    from tests.serving import ACCOUNT, sign

    whole = {"AccountSid": ACCOUNT, **HERE}
    ids = {"call_id": uuid4(), "leg_id": uuid4(), "alert_id": uuid4()}
    known = [filled(path, ids) for path in paths(settings)]
    for signed in known:
        signature = sign(f"{served.base}/telephony/twilio{signed}", whole)
        for path in known:
            if path != signed:
                assert (await served.hook(path, HERE, signature=signature))[0] == 403


async def _rows(database: Database) -> list[object]:
    async with database.transaction() as session:
        calls = [
            one.model_dump(exclude={"heartbeat_at"}) for one in await session.exec(select(Call))
        ]
        legs = [one.model_dump() for one in await session.exec(select(Leg))]
    pool = await database.raw()
    counted = [
        await pool.fetchval(f"SELECT count(*) FROM {table}")
        for table in ("outbox", "incident", "contact_word", "call_back", "text_in")
    ]
    return [calls, legs, counted]


async def test_a_caller_who_asks_what_to_play_while_we_think_they_talk_has_it_looked_into(
    served: Served, database: Database
) -> None:
    _, call = await answered(database)
    async with database.transaction() as session:
        leg = (await session.exec(select(Leg))).one()
        await service.caller_joined(session, call.id, call.step)
        await service.leg_moved(session, leg.id, LegState.JOINED, "CA-leg")
    own = {**HERE, "CallSid": call.provider_call_id}
    status, document = await served.hook(f"/wait/{call.id}", own)
    assert (status, keeps(document)) == (200, True)
    assert "calls.check_waits" in await jobs_of(database)
