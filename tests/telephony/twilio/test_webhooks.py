"""Webhooks as the provider really sends them, and as nobody should: over real HTTP."""

import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import urlencode

import pytest
from prometheus_client import REGISTRY
from sqlmodel import func, select

from app.calls.models import Call
from app.calls.states import CallState
from app.core.db import Database
from tests.serving import TOKEN, Served, serving, sign

ARRIVAL = {
    "CallSid": "CA" + "a" * 32,
    "From": "+8801210000001",
    "To": "1098",
    "CallStatus": "ringing",
    "ApiVersion": "2010-04-01",
    "Direction": "inbound",
    "CallerName": "",
    "FromCity": "",
}


@pytest.fixture
async def tickets(served: Served, database: Database) -> Callable[[], Awaitable[int]]:
    async def count() -> int:
        async with database.transaction() as session:
            return (await session.exec(select(func.count()).select_from(Call))).one()

    return count


def verbs(document: str) -> list[str]:
    return [element.tag for element in ET.fromstring(document)]


async def test_a_signed_ring_is_greeted_and_queued_with_a_ticket(
    served: Served, tickets: Callable[[], Awaitable[int]]
) -> None:
    status, document = await served.hook("/voice", ARRIVAL)
    assert status == 200
    assert verbs(document) == ["Say", "Enqueue"]
    assert await tickets() == 1


async def test_a_replayed_ring_hears_the_same_and_makes_no_second_ticket(
    served: Served, tickets: Callable[[], Awaitable[int]]
) -> None:
    first = await served.hook("/voice", ARRIVAL)
    assert await served.hook("/voice", ARRIVAL) == first
    assert await tickets() == 1


REFUSALS = {
    "unsigned": ({"signature": None}, 403),
    "wrong signature": ({"signature": "bm90IGl0"}, 403),
    "another token": ({"signature": sign("http://x", ARRIVAL, "z" * 32)}, 403),
    "json": ({"body": b'{"CallSid": "CA1"}', "content_type": "application/json"}, 415),
    "no content type": ({"body": b"CallSid=CA1", "content_type": ""}, 415),
    "empty body": ({"body": b""}, 403),
    "too large": ({"body": b"a=" + b"x" * 70_000}, 413),
    "too many fields": (
        {"body": urlencode([(f"f{n}", "1") for n in range(20_000)])[:60_000].encode()},
        413,
    ),
    "broken escapes": ({"body": b"CallSid=%ZZ%&=&&&%00"}, 403),
    "raw bytes": ({"body": bytes(range(256))}, 403),
}


@pytest.mark.parametrize("case", REFUSALS)
async def test_what_is_not_the_providers_is_refused_and_counted(
    served: Served, tickets: Callable[[], Awaitable[int]], case: str
) -> None:
    options, expected = REFUSALS[case]
    before = _refused()
    status, body = await served.hook("/voice", ARRIVAL, **options)  # type: ignore[arg-type]
    assert (status, body) == (expected, "")
    assert _refused() == before + 1
    assert await tickets() == 0


def _refused() -> float:
    return sum(
        sample.value
        for metric in REGISTRY.collect()
        if metric.name == "helpline_webhooks_refused"
        for sample in metric.samples
        if sample.name.endswith("_total")
    )


async def test_fifty_megabytes_are_refused_without_being_read(served: Served) -> None:
    async def flood() -> AsyncIterator[bytes]:
        for _ in range(800):
            yield b"x" * 65_536

    headers = {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": "x"}
    url = f"{served.base}/telephony/twilio/voice"
    try:
        async with served.http.post(url, data=flood(), headers=headers) as answer:
            assert answer.status == 413
    except OSError:
        pass  # the server hung up while we were still sending, which is a refusal too
    async with served.http.get(f"{served.base}/healthz") as answer:
        assert answer.status == 200


async def test_another_account_with_our_token_is_refused(
    served: Served, tickets: Callable[[], Awaitable[int]]
) -> None:
    status, _ = await served.hook("/voice", {**ARRIVAL, "AccountSid": "AC" + "2" * 32})
    assert status == 403
    assert await tickets() == 0


@pytest.mark.parametrize(
    "strange",
    [
        {"CallerName": "রহিম\x00\x00"},
        {"CallerName": "\u202eগোপন\u200d 😀" * 40},
        {"From": ""},
        {"From": "+266696687"},
        {"From": "anonymous"},
        {"From": "01210000001"},
        {"From": "sip:someone@example.invalid"},
        {"From": "x" * 5_000},
        {"From": "১২৩৪৫৬৭৮৯০১"},
        {"CallSid": "CA\x00" + "b" * 400},
        {"Unheard": "of", "Of": "parameters"},
        {f"F{number}": "1" for number in range(150)},
    ],
)
async def test_a_signed_ring_within_limits_always_gets_twiml(
    served: Served, strange: dict[str, str]
) -> None:
    status, document = await served.hook("/voice", {**ARRIVAL, **strange})
    assert status == 200
    assert verbs(document) == ["Say", "Enqueue"]


async def test_a_signed_ring_without_a_call_id_is_still_kept_on_the_line(served: Served) -> None:
    status, document = await served.hook("/voice", {"From": "+8801210000001"})
    assert status == 200
    assert verbs(document) == ["Say", "Pause", "Redirect"]


async def test_the_secondary_token_is_accepted_in_rotation(
    settings: object, database_url: str
) -> None:
    from pydantic import SecretStr

    rotated = settings.model_copy(  # type: ignore[attr-defined]
        update={
            "twilio_auth_token": SecretStr("n" * 32),
            "twilio_auth_token_secondary": SecretStr(TOKEN),
        }
    )
    async with serving(rotated, database_url) as served:
        assert (await served.hook("/voice", ARRIVAL))[0] == 200


async def test_without_a_database_the_caller_is_kept_and_readiness_fails(
    settings: object,
) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:9/none"
    async with serving(settings, nowhere) as served:  # type: ignore[arg-type]
        status, document = await served.hook("/voice", ARRIVAL)
        assert status == 200
        assert verbs(document) == ["Say", "Pause", "Redirect"]
        async with served.http.get(f"{served.base}/readyz") as answer:
            assert answer.status == 503
        async with served.http.get(f"{served.base}/healthz") as answer:
            assert answer.status == 200


async def test_a_forged_status_does_not_end_a_call(served: Served, database: Database) -> None:
    await served.hook("/voice", ARRIVAL)
    ended = {"CallSid": ARRIVAL["CallSid"], "CallStatus": "completed"}
    status, _ = await served.hook("/status", ended, signature="forged")
    assert status == 403
    async with database.transaction() as session:
        assert (await session.exec(select(Call))).one().state is CallState.WAITING


@pytest.mark.parametrize("result", ["error", "queue-full", "system-error"])
async def test_a_queue_in_trouble_keeps_the_caller(
    served: Served, database: Database, result: str
) -> None:
    call_id = await _arrived(served, database)
    status, document = await served.hook(
        f"/queue-left/{call_id}/0", {"QueueResult": result, "CallStatus": "in-progress"}
    )
    assert status == 200
    assert verbs(document) == ["Say", "Enqueue"]


async def test_a_caller_who_hangs_up_in_the_queue_is_abandoned_once(
    served: Served, database: Database
) -> None:
    call_id = await _arrived(served, database)
    left = {"QueueResult": "hangup", "CallStatus": "completed", "CallSid": ARRIVAL["CallSid"]}
    for path in (f"/queue-left/{call_id}/0", f"/queue-left/{call_id}/0", "/status"):
        assert (await served.hook(path, left))[0] == 200
    async with database.transaction() as session:
        call = (await session.exec(select(Call))).one()
    assert (call.state, call.end_reason, call.version) == (CallState.ENDED, "abandoned", 2)


async def test_the_wait_document_lasts_about_ten_seconds_and_is_a_heartbeat(
    served: Served, database: Database
) -> None:
    call_id = await _arrived(served, database)
    async with database.transaction() as session:
        before = (await session.exec(select(Call))).one().heartbeat_at
    status, document = await served.hook(f"/wait/{call_id}", {"QueueTime": "12"})
    assert status == 200
    assert verbs(document) == ["Gather"]  # how long it lasts is told in test_safe_key.py
    async with database.transaction() as session:
        assert (await session.exec(select(Call))).one().heartbeat_at > before


async def test_an_unknown_call_id_in_an_address_is_answered_and_changes_nothing(
    served: Served, tickets: Callable[[], Awaitable[int]]
) -> None:
    nobody = "00000000-0000-0000-0000-000000000000"
    for path in (f"/wait/{nobody}", f"/join/{nobody}/1", f"/back/{nobody}/1"):
        assert (await served.hook(path))[0] == 200
    assert await tickets() == 0


async def _arrived(served: Served, database: Database) -> str:
    await served.hook("/voice", ARRIVAL)
    async with database.transaction() as session:
        return str((await session.exec(select(Call.id))).one())
