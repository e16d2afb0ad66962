"""Texts to workers: what is asked of the provider, and what becomes of its reports."""

from collections.abc import AsyncIterator, Callable
from itertools import permutations, product
from typing import Any
from uuid import UUID

import pytest
from aiohttp import web
from sqlmodel import select

from app.core.db import Database
from app.core.errors import ProviderError
from app.core.settings import Settings
from app.dispatch import asking, receipts
from app.dispatch.models import Alert, Step
from app.dispatch.states import AlertState, news
from app.telephony.twilio.rest import Provider
from tests.dispatch.world import World
from tests.serving import ACCOUNT, TOKEN, Served

STATUSES = {
    "accepted": "made",
    "scheduled": "made",
    "queued": "made",
    "sending": "made",
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
    "partially_delivered": "made",
    "receiving": "made",
    "received": "made",
    "something-new": "made",
}


@pytest.fixture
async def world(database: Database, settings: Settings) -> World:
    built = World(database, settings)
    await built.build()
    return built


@pytest.mark.parametrize("status", STATUSES)
async def test_each_status_of_a_text_means_what_it_says(
    served: Served, world: World, status: str
) -> None:
    dispatch_id = await world.request()
    alert = (await world.alerts(dispatch_id))[0]
    said = {"MessageStatus": status, "MessageSid": "SM1", "RawDlrDoneDate": "2611281200"}
    for _ in range(2):
        assert (await served.hook(f"/text/{alert.id}", said))[0] == 200
    after = (await world.alerts(dispatch_id))[0]
    assert after.state == STATUSES[status]
    async with world.database.transaction() as session:
        step = (await session.exec(select(Step))).one()
    assert step.state == "alerted"  # no status is an acknowledgement


def test_in_every_order_and_number_the_reports_end_the_same() -> None:
    ranks = {AlertState.MADE: 0, AlertState.SENT: 1, AlertState.FAILED: 2, AlertState.DELIVERED: 3}

    def after(told: tuple[AlertState, ...]) -> AlertState:
        known = AlertState.MADE
        for one in told:
            known = one if news(known, one) else known
        return known

    for told in (*product(ranks, repeat=4), *permutations((*ranks, AlertState.DELIVERED))):
        assert after(told) is max(told, key=lambda one: ranks[one])


@pytest.mark.parametrize(
    ("status", "code", "kept"),
    [
        ("undelivered", "30003", "30003"),
        ("failed", "21610", "21610"),
        ("failed", "", None),
        ("failed", "to +8801210000001: no", "to8801210000001no"),
        ("delivered", "30003", None),
    ],
)
async def test_an_error_code_counts_for_a_failure_alone(
    served: Served, world: World, status: str, code: str, kept: str | None
) -> None:
    dispatch_id = await world.request()
    alert = (await world.alerts(dispatch_id))[0]
    await served.hook(f"/text/{alert.id}", {"MessageStatus": status, "ErrorCode": code})
    assert (await world.alerts(dispatch_id))[0].error == kept


async def test_a_text_of_which_nothing_is_heard_stops_no_clock(world: World) -> None:
    """Carriers often send no receipt: the next one is asked when the time is up all the same."""
    await world.request()
    async with world.database.transaction() as session:
        step = (await session.exec(select(Step))).one()
        step.due_at = step.alerted_at
        session.add(step)
        await session.flush()
        await asking.step_due(session, step.id, world.settings)
    async with world.database.transaction() as session:
        states = sorted(one.state for one in await session.exec(select(Step)))
    assert states == ["alerted", "expired"]


async def test_a_receipt_before_the_answer_of_its_own_request_is_kept(
    served: Served, world: World
) -> None:

    dispatch_id = await world.request()
    alert = (await world.alerts(dispatch_id))[0]
    await served.hook(f"/text/{alert.id}", {"MessageStatus": "delivered", "MessageSid": "SM1"})
    await world.do(lambda s: receipts.sent(s, alert.id, "SM1"))
    async with world.database.transaction() as session:
        after = await session.get_one(Alert, alert.id)
    assert (after.state, after.provider_message_id) == ("delivered", "SM1")


Asked = Callable[..., Any]


@pytest.fixture
async def carrier() -> AsyncIterator[Asked]:
    """A provider's Messages resource: remembers what it was asked, and answers as told."""
    asked: list[dict[str, str]] = []
    answer: dict[str, Any] = {}

    async def create(request: web.Request) -> web.Response:
        asked.append({name: str(value) for name, value in (await request.post()).items()})
        return web.json_response({"sid": "SM1", "status": "queued", **answer}, status=201)

    app = web.Application()
    app.router.add_post("/2010-04-01/Accounts/{account}/Messages.json", create)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]

    async def send(valid: int, *, says: dict[str, Any] | None = None, **more: Any) -> Any:
        answer.update(says or {})
        provider = Provider(f"http://127.0.0.1:{port}", ACCOUNT, TOKEN, "1098", "http://x", **more)
        try:
            return await provider.text("+8801000000000", "a", valid_seconds=valid, ref=UUID(int=1))
        finally:
            await provider.close()

    send.asked = asked  # type: ignore[attr-defined]
    yield send
    await runner.cleanup()


@pytest.mark.parametrize(("wanted", "asked"), [(120, "120"), (0, "1"), (99_999, "36000")])
async def test_a_text_is_thrown_away_by_the_provider_when_its_step_is_over(
    carrier: Asked, wanted: int, asked: str
) -> None:
    assert await carrier(wanted) == "SM1"
    (sent,) = carrier.asked  # type: ignore[attr-defined]
    assert sent["ValidityPeriod"] == asked
    assert sent["StatusCallback"].endswith("#rc=5&rp=all")
    assert not {"ContentRetention", "AddressRetention"} & set(sent)


async def test_the_provider_is_asked_to_keep_neither_words_nor_numbers_where_it_can(
    carrier: Asked,
) -> None:
    await carrier(120, forgets_texts=True)
    (sent,) = carrier.asked  # type: ignore[attr-defined]
    assert (sent["ContentRetention"], sent["AddressRetention"]) == ("discard", "obfuscate")


@pytest.mark.parametrize("status", ["failed", "undelivered", "canceled"])
async def test_a_first_status_is_called_back_to_nobody_so_a_failed_one_counts_at_once(
    carrier: Asked, status: str
) -> None:
    with pytest.raises(ProviderError) as refused:
        await carrier(120, says={"status": status, "error_code": 21614})
    assert not refused.value.retryable
