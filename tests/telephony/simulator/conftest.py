"""A tiny product that answers with prepared TwiML, and a simulated network in front of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from app.telephony.simulator.client import SimClient, heard, hears_now
from app.telephony.simulator.server import running
from app.telephony.simulator.settings import Settings

ACCOUNT = "AC" + "0" * 32
TOKEN = "test-token-of-nobody"
CHILD = "+8801012345601"
Answer = str | tuple[int, str, str] | Callable[[], Awaitable[web.Response]]


@dataclass
class Got:
    """One request the network made."""

    path: str
    url: str
    method: str
    fields: list[tuple[str, str]]
    headers: dict[str, str]
    signed: bool

    def __getitem__(self, name: str) -> str:
        return dict(self.fields)[name]

    def __contains__(self, name: str) -> bool:
        return name in dict(self.fields)


@dataclass
class Product:
    """Answers each path with its prepared answers in turn; the last one repeats."""

    base: str = ""
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    requests: list[Got] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def answer(self, path: str, *answers: Answer) -> None:
        self.answers[path] = list(answers)

    def says(self, path: str, *documents: str) -> None:
        self.answer(path, *(f"<Response>{document}</Response>" for document in documents))

    def got(self, path: str) -> list[Got]:
        return [request for request in self.requests if request.path == path]

    async def wait_for(self, path: str, count: int = 1) -> list[Got]:
        async with asyncio.timeout(10), self.changed:
            await self.changed.wait_for(lambda: len(self.got(path)) >= count)
        return self.got(path)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        fields = [(name, str(value)) for name, value in form.items()]
        url = self.base + request.raw_path
        signature = request.headers.get("X-Twilio-Signature", "")
        signed = RequestValidator(TOKEN).validate(url, form, signature)
        async with self.changed:
            got = Got(request.path, url, request.method, fields, dict(request.headers), signed)
            self.requests.append(got)
            self.changed.notify_all()
        if not signed:
            return web.Response(status=403)
        return await self._next_answer(request.path)

    async def _next_answer(self, path: str) -> web.StreamResponse:
        prepared = self.answers.get(path)
        if not prepared:
            return web.Response(status=204)
        answer = prepared.pop(0) if len(prepared) > 1 else prepared[0]
        if callable(answer):
            return await answer()
        status, kind, body = answer if isinstance(answer, tuple) else (200, "text/xml", answer)
        return web.Response(status=status, content_type=kind, body=body.encode())


@pytest_asyncio.fixture
async def product() -> AsyncIterator[Product]:
    made = Product()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", made.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@pytest.fixture
def options() -> dict[str, Any]:
    """Settings a test may change before the network starts."""
    return {"speed": 40.0}


@pytest_asyncio.fixture
async def address(product: Product, options: dict[str, Any]) -> AsyncIterator[str]:
    told = {
        "account_sid": ACCOUNT,
        "auth_token": TOKEN,
        "voice_url": product.base + "/voice",
        "status_url": product.base + "/status",
    }
    async with running(Settings(**(told | options))) as (network, base):
        yield base
        failures = [event for event in network.events if event["kind"] == "simulator.failed"]
    assert failures == []


@pytest_asyncio.fixture
async def sim(address: str) -> AsyncIterator[SimClient]:
    async with SimClient(address) as client:
        yield client


@pytest.fixture
def twilio(address: str) -> Client:
    """Twilio's own client with only the base address changed."""
    client = Client(ACCOUNT, TOKEN)
    client.api.base_url = address
    return client


EVENTS = "start end join leave mute hold modify announcement"
COUNSELLOR = "client:counsellor_1"
ROOM = (
    '<Dial action="/dial-done"><Conference beep="false" {attributes} statusCallback="/room"'
    f' statusCallbackEvent="{EVENTS}">room-7</Conference></Dial>'
)


@dataclass
class Talk:
    """A child and a counsellor in a conference, and the hands of whoever drives it by REST."""

    product: Any
    sim: SimClient
    twilio: Any
    child: str
    counsellor: str
    conference: str

    async def ask(self, what: Callable[[Any], Any]) -> Any:
        """Do something with the conference's participants through Twilio's own client."""
        inside = self.twilio.conferences(self.conference).participants
        return await asyncio.to_thread(what, inside)

    async def bring(self, to: str, **how: Any) -> str:
        made = await self.ask(lambda inside: inside.create(from_="1098", to=to, **how))
        return str(made.call_sid)

    async def joined(self, sid: str) -> None:
        await self.sim.wait_for(sid, heard("joined_conference"))

    async def until(self, sid: str, state: tuple[str, list[str], list[str]]) -> None:
        """Wait until this is what one person hears, and who hears him or her."""
        await self.sim.wait_for(sid, lambda view: hears_now(view) == state, within_s=5)

    async def events(self, count: int) -> list[Any]:
        return list(await self.product.wait_for("/room", count))


@pytest_asyncio.fixture
async def talk(product: Any, sim: SimClient, twilio: Any) -> Talk:
    product.says("/voice", ROOM.format(attributes='endConferenceOnExit="true"'))
    product.says("/dial-done", '<Say>back</Say><Pause length="6000"/>')
    child = await sim.place_call(CHILD)
    await sim.wait_for(child, heard("joined_conference"))

    def room() -> Any:
        (found,) = twilio.conferences.list(friendly_name="room-7")
        return found.sid

    made = Talk(product, sim, twilio, child, "", await asyncio.to_thread(room))
    made.counsellor = await made.bring(COUNSELLOR)
    await sim.wait_for(child, heard("talking_with"))
    await product.wait_for("/room", 3)
    return made
