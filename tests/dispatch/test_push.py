"""Browsers subscribe, alerts reach them encrypted, and one that is gone is never tried again."""

import base64
import functools
import json
from typing import Any
from uuid import UUID

import http_ece
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from sqlmodel import select

from app.core.errors import ProviderError
from app.dispatch.jobs import handlers
from app.dispatch.messenger import Device, DeviceIsGone
from app.dispatch.models import PushSubscription
from app.dispatch.reach import reach_of
from app.dispatch.supervisors import tell_supervisors
from app.telephony.push.keys import keys_of
from app.telephony.push.sender import Pusher
from tests.dispatch.web import browser, cookie_of, make_app, worker_cookie
from tests.dispatch.world import Carrier, World

PATH = "/api/v1/push/subscription"
ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"


def url64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Phone:
    """A browser's side: its key pair and its secret."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = b"a" * 16
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.p256dh = url64(point)

    def subscription(self, endpoint: str = ENDPOINT) -> dict[str, Any]:
        keys = {"p256dh": self.p256dh, "auth": url64(self.auth)}
        return {"endpoint": endpoint, "expirationTime": None, "keys": keys}

    def read(self, body: bytes) -> Any:
        return json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth))


async def alive(world: World) -> list[PushSubscription]:
    found = await world.do(lambda s: s.exec(select(PushSubscription)))
    return [one for one in found if one.ended_at is None]


async def test_a_worker_subscribes_is_alerted_and_leaves(world: World) -> None:
    headers, phone = await worker_cookie(world, 0), Phone()
    async with browser(world) as client:
        for _ in range(2):
            made = await client.post(PATH, json=phone.subscription(), headers=headers)
            assert made.status_code == 204
        dispatch_id = await world.request()
        (alert,) = await world.alerts(dispatch_id, "push")
        carrier = Carrier()
        await handlers(world.database, carrier, world.settings)["dispatch.send_alert"](alert.id)
        ((device, payload, seconds, ref),) = carrier.pushed
        dispatch = await world.dispatch(dispatch_id)
        told = {"kind": "alert", "task": dispatch.task_no, "urgency": "P1"}
        assert (json.loads(payload), seconds, ref) == (told, 120, alert.id)
        assert (device.endpoint, device.p256dh) == (ENDPOINT, phone.p256dh)
        left = await client.request("DELETE", PATH, json={"endpoint": ENDPOINT}, headers=headers)
    assert left.status_code == 204
    assert await alive(world) == []


async def test_a_browser_belongs_to_who_signed_in_there_last(world: World) -> None:
    first, second = await worker_cookie(world, 0), await worker_cookie(world, 1)
    async with browser(world) as client:
        for headers in (first, second):
            await client.post(PATH, json=Phone().subscription(), headers=headers)
        await client.request("DELETE", PATH, json={"endpoint": ENDPOINT}, headers=first)
    (one,) = await alive(world)
    assert one.owner_id == world.workers[1].id


async def test_a_subscription_ends_with_the_sign_in_it_was_made_in(world: World) -> None:
    headers = await worker_cookie(world, 0)
    reached = functools.partial(reach_of, kind="worker", owner_id=world.workers[0].id)
    async with browser(world) as client:
        await client.post(PATH, json=Phone().subscription(), headers=headers)
        assert "push" in (await world.do(reached)).channels
        assert (await client.delete("/api/v1/session", headers=headers)).status_code == 204
        assert "push" not in (await world.do(reached)).channels
        (left,) = await alive(world)
        again = await cookie_of(world, left.staff_id, "field")
        await client.post(PATH, json=Phone().subscription(), headers=again)
    assert "push" in (await world.do(reached)).channels


async def test_the_eleventh_browser_ends_the_oldest(world: World, clock) -> None:
    headers = await worker_cookie(world, 0)
    async with browser(world) as client:
        for at in range(11):
            clock.shift(1)
            await client.post(PATH, json=Phone().subscription(f"{ENDPOINT}{at}"), headers=headers)
    assert f"{ENDPOINT}0" not in "".join(one.device for one in await alive(world))
    assert len(await alive(world)) == 10


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"endpoint": "http://fcm.googleapis.com/x"}, "endpoint"),
        ({"endpoint": "https://fcm.googleapis.com:8443/x"}, "endpoint"),
        ({"endpoint": "https://fcm.googleapis.com.evil.test/x"}, "endpoint"),
        ({"endpoint": "https://evilfcm.googleapis.com.test/x"}, "endpoint"),
        ({"endpoint": "https://me@fcm.googleapis.com/x"}, "endpoint"),
        ({"endpoint": "https://169.254.169.254/latest"}, "endpoint"),
        ({"endpoint": "https://[::1"}, "endpoint"),
        ({"endpoint": ""}, "endpoint"),
        ({"p256dh": "AAAA"}, "keys.p256dh"),
        ({"p256dh": url64(b"\x04" + b"\x01" * 64)}, "keys.p256dh"),
        ({"p256dh": "কখ"}, "keys.p256dh"),
        ({"auth": url64(b"short")}, "keys.auth"),
        ({"auth": "%%%"}, "keys.auth"),
    ],
)
async def test_what_is_no_browser_is_refused_by_its_field(
    world: World, changed: dict[str, str], field: str
) -> None:
    body = Phone().subscription(changed.get("endpoint", ENDPOINT))
    body["keys"] |= {name: value for name, value in changed.items() if name in body["keys"]}
    async with browser(world) as client:
        answer = await client.post(PATH, json=body, headers=await worker_cookie(world, 0))
    assert answer.status_code == 422
    assert field in answer.text


async def test_only_when_every_browser_is_gone_the_push_has_failed(world: World) -> None:
    headers = await worker_cookie(world, 0)
    async with browser(world) as client:
        for at in range(2):
            await client.post(PATH, json=Phone().subscription(f"{ENDPOINT}{at}"), headers=headers)
    carrier = Carrier(gone={f"{ENDPOINT}0"})
    for expected in ("sent", "failed"):
        incident_id = await world.add_incident("BD1006")
        (alert,) = await world.alerts(
            await world.request(world.workers[0], incident_id=incident_id), "push"
        )
        send = handlers(world.database, carrier, world.settings)["dispatch.send_alert"]
        await send(alert.id)
        (after,) = [one for one in await _all(world) if one.id == alert.id]
        assert after.state == expected
        carrier.gone.add(f"{ENDPOINT}1")
    assert await alive(world) == []


async def _all(world: World) -> list[Any]:
    from app.dispatch.models import Alert

    return list(await world.do(lambda s: s.exec(select(Alert))))


async def test_supervisors_are_told_on_their_browser_and_quietly_when_asked(world: World) -> None:
    async with world.database.transaction() as session:
        boss = await world.add_staff(session, "supervisor-9", "supervisor")
    app = make_app(world)
    app.state.push_key = lambda: "key"
    async with browser(world, app) as client:
        headers = await cookie_of(world, boss.id, "console")
        assert (await client.get("/api/v1/push/key", headers=headers)).json() == {"key": "key"}
        await client.post(PATH, json=Phone().subscription(), headers=headers)
    dispatch_id = await world.request()
    await world.accept(dispatch_id, world.workers[0])
    for quietly in (False, True):
        tell = functools.partial(
            tell_supervisors, incident_id=world.incident_id, code="duress", quietly=quietly
        )
        assert await world.do(tell) == 1
    loud, quiet = await world.events("supervisors.told")
    theirs = f"worker/{world.workers[0].id}"
    assert theirs in loud.audience
    assert theirs not in quiet.audience
    carrier = Carrier()
    from app.dispatch.models import Notice

    notices = list(await world.do(lambda s: s.exec(select(Notice))))
    for _ in range(2):
        await handlers(world.database, carrier, world.settings)["dispatch.send_notice"](
            notices[0].id
        )
    assert [payload for _, payload, _, _ in carrier.pushed] == ['{"kind":"notice","code":"duress"}']


class Service:
    """A push service on loopback: keeps what came, answers as told."""

    def __init__(self) -> None:
        self.came: list[tuple[dict[str, str], bytes]] = []
        self.status = 201
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.came.append((dict(request.headers), await request.read()))
        return web.Response(status=self.status, headers={"Location": "http://127.0.0.1:9/"})


@pytest.fixture
async def service():
    made = Service()
    app = web.Application()
    app.router.add_post("/p", made.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/p"
    yield made
    await runner.cleanup()


async def test_a_push_leaves_encrypted_signed_urgent_and_with_an_end(service, tmp_path) -> None:
    phone, keys = Phone(), keys_of("", tmp_path)
    pusher = Pusher(keys, "mailto:duty@example.test")
    device = Device(service.url, phone.p256dh, url64(phone.auth))
    try:
        await pusher.push(device, '{"task":1}', valid_seconds=90, ref=UUID(int=7))
        headers, body = service.came[0]
        assert phone.read(body) == {"task": 1}
        assert b"task" not in body
        assert (headers["TTL"], headers["Urgency"], len(headers["Topic"])) == ("90", "high", 32)
        assert Vapid02.verify(headers["Authorization"].replace("vapid ", "vapid "))
        assert f"k={keys.public}" in headers["Authorization"]
        for status, retryable in ((429, True), (503, True), (403, False), (302, False)):
            service.status = status
            with pytest.raises(ProviderError) as refused:
                await pusher.push(device, "{}", valid_seconds=1, ref=UUID(int=7))
            assert refused.value.retryable is retryable
        for service.status in (404, 410):
            with pytest.raises(DeviceIsGone):
                await pusher.push(device, "{}", valid_seconds=1, ref=UUID(int=7))
        gone = Device("http://127.0.0.1:9/p", phone.p256dh, url64(phone.auth))
        with pytest.raises(ProviderError) as away:
            await pusher.push(gone, "{}", valid_seconds=1, ref=UUID(int=7))
        assert away.value.retryable
    finally:
        await pusher.close()


def test_the_key_is_made_once_and_kept_for_ourselves(tmp_path) -> None:
    first, again = keys_of("", tmp_path), keys_of("", tmp_path)
    assert first.public == again.public
    (kept,) = list(tmp_path.iterdir())
    assert kept.stat().st_mode & 0o777 == 0o600
