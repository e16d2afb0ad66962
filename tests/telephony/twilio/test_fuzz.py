"""Thousands of webhooks as nobody should send them: no error, no lost call, no second owner.

Inside this process, straight into the real app with a real database. `FORMS=100000` makes it the
whole run; `helpline faults forms` does the same over real sockets.
"""

import os
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlmodel import select

from app.calls import offers
from app.calls.models import Offer
from app.calls.states import OfferState
from app.core.db import Database
from app.core.settings import Settings
from app.main import create_app
from faults.forms_made import Maker, Sent, wrong
from tests.factories import add_counsellor, offered, ring
from tests.serving import ACCOUNT, TOKEN

FORMS = int(os.environ.get("FORMS", "3000"))
SEED = int(os.environ.get("SEED", "1098"))
BASE = "http://helpline.test"


class Inside:
    """Hands requests to the app without a socket between."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def send(self, sent: Sent) -> tuple[int, str]:
        path, _, query = sent.path.partition("?")
        whole = f"/telephony/twilio{path}"
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": whole,
            "raw_path": whole.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in sent.headers],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        parts = [sent.body[:100], sent.body[100:]]
        heard: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

        async def say(message: dict[str, Any]) -> None:
            heard.append(message)

        await self._app(scope, receive, say)
        body = b"".join(message.get("body", b"") for message in heard[1:])
        return heard[0]["status"], body.decode()


@pytest.fixture
async def inside(settings: Settings, database: Database) -> AsyncIterator[Inside]:
    app = create_app(settings, database.dsn)
    yield Inside(app)
    await app.state.database.close()


async def taken(database: Database) -> list[str]:
    """One more counsellor takes a call, whichever is the next: the provider's id of its line."""
    person = await add_counsellor(database)
    await ring(database)
    await offered(database)
    async with database.transaction() as session:
        found = await session.exec(
            select(Offer.id).where(Offer.staff_id == person.id, Offer.state == OfferState.OFFERED)
        )
        call = await offers.accept(session, found.one(), person.id)
    return [call.provider_call_id]


async def ids(database: Database, maker: Maker) -> None:
    pool = await database.raw()
    maker.calls = [str(row[0]) for row in await pool.fetch("SELECT id FROM call")]
    maker.legs = [str(row[0]) for row in await pool.fetch("SELECT id FROM leg")]


async def test_no_form_is_an_error_or_breaks_what_must_hold(
    inside: Inside, database: Database
) -> None:
    maker = Maker(BASE, ACCOUNT, TOKEN, SEED)
    rung: set[str] = set()
    texts: set[str] = set()
    answers: Counter[int] = Counter()
    for number in range(FORMS):
        if number % 500 == 0 and number < 10_000:
            maker.lines += await taken(database)
        if number % 100 == 0:
            await ids(database, maker)
        sent = maker.make()
        status, document = await inside.send(sent)
        answers[status] += 1
        assert wrong(sent, status, document, ACCOUNT) is None, (SEED, number, sent, status)
        if status == 200 and sent.route == "voice" and sent.said("CallSid"):
            rung.add(sent.said("CallSid")[:64])
        if status == 200 and sent.route == "sms" and sent.said("MessageSid"):
            texts.add(sent.said("MessageSid")[:64])
    print(f"{FORMS} forms, {dict(answers)}, {len(rung)} calls, {len(texts)} texts")
    assert answers[200] > FORMS / 4 < answers[403] * 5
    pool = await database.raw()
    known = Counter(row[0] for row in await pool.fetch("SELECT provider_call_id FROM call"))
    assert rung <= set(known)
    assert set(known.values()) == {1}
    assert await pool.fetchval(WITHOUT_A_TICKET) == 0
    assert await pool.fetchval(TICKETS_WITHOUT_A_CALL) == 0
    assert await pool.fetchval(SHARED_TICKETS) == 0
    came = Counter(row[0] for row in await pool.fetch("SELECT provider_message_id FROM text_in"))
    assert texts <= set(came)
    assert await pool.fetchval(TWO_CALLS) == 0


WITHOUT_A_TICKET = """
SELECT count(*) FROM call WHERE NOT EXISTS (
    SELECT FROM incident WHERE incident.id = call.incident_id)
"""
TICKETS_WITHOUT_A_CALL = """
SELECT count(*) FROM incident WHERE channel = 'call' AND NOT EXISTS (
    SELECT FROM call WHERE call.incident_id = incident.id)
"""
SHARED_TICKETS = """
SELECT count(*) FROM (SELECT FROM call GROUP BY incident_id HAVING count(*) > 1) AS shared
"""
TWO_CALLS = """
SELECT count(*) FROM (SELECT FROM call WHERE state <> 'ended' AND owner_id IS NOT NULL
GROUP BY owner_id HAVING count(*) > 1) AS double
"""
