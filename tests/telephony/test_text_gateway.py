"""An aggregator of the country: what it is asked, what its answers mean, and what it may report."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from aiohttp import web

from app.core.errors import ProviderError
from app.dispatch import receipts
from app.telephony.smsgateway.gateway import Gateway, Request, escaping, filled, values_of
from app.telephony.smsgateway.reports import Names, names_of
from tests.dispatch.world import World
from tests.serving import serving

REF = UUID(int=7)
BAD = 'কাজ "১" & <b>\n\\'
SECRET = "s" * 30


class Aggregator:
    """One on loopback: keeps what it was asked, answers as told."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str], str]] = []
        self.status, self.says, self.url = 200, "OK|4711", ""

    async def take(self, request: web.Request) -> web.Response:
        body = await request.text()
        self.asked.append((request.method, request.path_qs, dict(request.headers), body))
        return web.Response(status=self.status, text=self.says)


@pytest.fixture
async def aggregator() -> AsyncIterator[Aggregator]:
    made = Aggregator()
    app = web.Application()
    app.router.add_route("*", "/send", made.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/send"
    yield made
    await runner.cleanup()


async def text(request: Request, body: str = "কাজ ১") -> str:
    gateway = Gateway(request)
    try:
        return await gateway.text("+8801711000001", body, valid_seconds=90, ref=REF)
    finally:
        await gateway.close()


async def test_a_text_is_handed_in_as_the_template_says(aggregator: Aggregator) -> None:
    body = '{"api": "k", "msisdn": "{to_digits}", "sms": "{text}", "csms_id": "{ref}"}'
    made = Request(
        aggregator.url, headers={"X-Key": "k"}, body=body, success="^OK", message_id=r"\|(\d+)"
    )
    assert await text(made, BAD) == "gw:4711"
    _, _, headers, sent = aggregator.asked[0]
    assert json.loads(sent) == {
        "api": "k",
        "msisdn": "8801711000001",
        "sms": BAD,
        "csms_id": str(REF),
    }
    assert (headers["X-Key"], headers["Content-Type"]) == ("k", "application/json")


async def test_an_address_alone_can_hold_it_all(aggregator: Aggregator) -> None:
    url = aggregator.url + "?to={to_national}&text={text}&ttl={seconds}"
    assert await text(Request(url, method="GET"), "a&b=+ক") == f"gw:{REF}"
    method, path, _, body = aggregator.asked[0]
    assert (method, body) == ("GET", "")
    assert path == "/send?to=01711000001&text=a%26b%3D%2B%E0%A6%95&ttl=90"


@pytest.mark.parametrize(
    ("status", "says", "retryable"),
    [
        (200, "ERR no balance", False),
        (400, "OK", False),
        (401, "OK", False),
        (302, "OK", False),
        (429, "OK", True),
        (500, "OK", True),
        (503, "OK", True),
    ],
)
async def test_what_is_no_success_is_a_failure(
    aggregator: Aggregator, status: int, says: str, retryable: bool
) -> None:
    aggregator.status, aggregator.says = status, says
    with pytest.raises(ProviderError) as refused:
        await text(Request(aggregator.url, success="^OK"))
    assert refused.value.retryable is retryable
    assert "01711" not in str(refused.value)


async def test_an_aggregator_out_of_reach_is_tried_again() -> None:
    with pytest.raises(ProviderError) as away:
        await text(Request("http://127.0.0.1:9/send"))
    assert away.value.retryable


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("application/json", '{"t": "কাজ \\"১\\" & <b>\\n\\\\"}'),
        ("application/x-www-form-urlencoded", None),
        ("application/xml", '{"t": "কাজ &quot;১&quot; &amp; &lt;b&gt;\n\\"}'),
    ],
)
def test_a_value_ends_nothing_where_it_stands(kind: str, expected: str | None) -> None:
    values = values_of("+8801", BAD, 1, REF)
    made = filled('{"t": "{text}"}', values, escaping(kind))
    if expected is not None:
        assert made == expected
    else:
        assert not set(made.removeprefix('{"t": "').removesuffix('"}')) & set('"&<\n')


def test_names_of_a_report_are_read_from_the_setting() -> None:
    assert names_of("") == Names()
    assert names_of("id=msgid failed=X|Y") == Names(id="msgid", failed="X|Y")


@pytest.mark.parametrize(
    ("how", "told", "state"),
    [
        ("get", {"id": "4711", "status": "DELIVRD"}, "delivered"),
        ("form", {"id": "4711", "status": "UNDELIV", "error": "12"}, "failed"),
        ("json", {"id": 4711, "status": "DELIVERED", "deep": {"x": 1}}, "delivered"),
        ("form", {"id": "4711", "status": "ACCEPTD"}, "sent"),
        ("form", {"id": "4712", "status": "DELIVRD"}, "sent"),
        ("form", {"id": "4711\x00", "status": "DELIVRD"}, "delivered"),
        ("form", {}, "sent"),
    ],
)
async def test_a_report_tells_of_a_text_and_answers_no_alert(
    world: World, how: str, told: dict[str, Any], state: str
) -> None:
    settings = world.settings.model_copy(
        update={"sms_gateway_report_secret": type(world.settings.secret_key)(SECRET)}
    )
    dispatch_id = await world.request()
    (alert,) = await world.alerts(dispatch_id)
    await world.do(lambda s: receipts.sent(s, alert.id, "gw:4711"))
    async with serving(settings, world.database.dsn) as served, httpx.AsyncClient() as client:
        for secret, expected in (("x" * 30, 404), (SECRET, 204)):
            path = f"{served.base}/telephony/sms/report/{secret}"
            if how == "get":
                answer = await client.get(path, params=told)
            elif how == "json":
                answer = await client.post(path, json=told)
            else:
                answer = await client.post(path, data=told)
            assert answer.status_code == expected
            if expected == 404:
                assert (await world.alerts(dispatch_id))[0].state == "sent"
    assert (await world.alerts(dispatch_id))[0].state == state
    assert (await world.steps(dispatch_id))[0].state == "alerted"


@pytest.fixture
async def world(database: Any, settings: Any) -> World:
    built = World(database, settings)
    await built.build()
    return built
