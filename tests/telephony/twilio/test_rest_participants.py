"""What is asked of the provider about the parties of a conference, and what its answers mean."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import web

from app.calls.phone import CallIsGone, Capabilities
from app.calls.states import Mode
from app.core.errors import ProviderError
from app.telephony.twilio.documents import COUNSELLOR
from app.telephony.twilio.rest import Provider

ACCOUNT = "AC" + "2" * 32
ROOM = "CF" + "3" * 32
CALLER, SENDER, BOSS = ("CA" + digit * 32 for digit in "456")
MISSING = {"code": 20404, "message": "not found", "status": 404}


@dataclass
class Account:
    """An account with one conference, which keeps what was asked of it."""

    base: str = ""
    is_on: bool = True
    fails: int = 0
    refuses: int = 0
    parties: dict[str, dict[str, Any]] = field(default_factory=dict)
    created: list[dict[str, str]] = field(default_factory=list)
    updated: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    listed: list[dict[str, str]] = field(default_factory=list)

    async def rooms(self, request: web.Request) -> web.Response:
        found = [{"sid": ROOM, "account_sid": ACCOUNT}] if self.is_on else []
        return web.json_response({"conferences": found, "page": 0, "next_page_uri": None})

    async def inside(self, _: web.Request) -> web.Response:
        rows = [one for sid, one in self.parties.items() if sid == one["call_sid"]]
        return web.json_response({"participants": rows, "page": 0, "next_page_uri": None})

    async def fetch(self, request: web.Request) -> web.Response:
        one = self.parties.get(request.match_info["sid"])
        return web.json_response(one or MISSING, status=200 if one else 404)

    async def update(self, request: web.Request) -> web.Response:
        sid = request.match_info["sid"]
        if self.refuses:
            self.refuses -= 1
            return web.Response(status=503, text="busy")
        if sid not in self.parties:
            return web.json_response(MISSING, status=404)
        self.updated.append((sid, {k: str(v) for k, v in (await request.post()).items()}))
        return web.json_response(self.parties[sid])

    async def create(self, request: web.Request) -> web.Response:
        form = {k: str(v) for k, v in (await request.post()).items()}
        self.created.append(form)
        sid = f"CA{len(self.created):032d}"
        row = {"call_sid": sid, "status": "ringing", "label": form["Label"]}
        self.parties |= {sid: row, form["Label"]: row}
        if self.fails:  # it has rung, and the answer is lost
            self.fails -= 1
            return web.Response(status=503, text="busy")
        return web.json_response(row, status=201)

    async def calls(self, request: web.Request) -> web.Response:
        self.listed.append(dict(request.query))
        found = [{"sid": CALLER}] if request.query["Status"] == "ringing" else []
        return web.json_response({"calls": found, "page": 0, "next_page_uri": None})


@pytest.fixture
async def account() -> AsyncIterator[Account]:
    one, app = Account(), web.Application()
    root = f"/2010-04-01/Accounts/{ACCOUNT}"
    parties = f"{root}/Conferences/{ROOM}/Participants"
    app.router.add_get(f"{root}/Conferences.json", one.rooms)
    app.router.add_get(f"{root}/Calls.json", one.calls)
    app.router.add_get(f"{parties}.json", one.inside)
    app.router.add_post(f"{parties}.json", one.create)
    app.router.add_get(f"{parties}/{{sid}}.json", one.fetch)
    app.router.add_post(f"{parties}/{{sid}}.json", one.update)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0]
    one.base = f"http://{host}:{port}"
    yield one
    await runner.cleanup()


@pytest.fixture
async def provider(account: Account) -> AsyncIterator[Provider]:
    made = Provider(account.base, ACCOUNT, "token", "1098", "https://helpline.test")
    yield made
    await made.close()


def joined(account: Account, *sids: str) -> None:
    account.parties |= {sid: {"call_sid": sid, "status": "connected"} for sid in sids}


async def test_a_guest_is_rung_into_the_conference_under_our_own_name(
    account: Account, provider: Provider
) -> None:
    call, leg = uuid4(), uuid4()
    await provider.add_party("client:helper", call, leg, 3)
    (asked,) = account.created
    assert asked["To"] == "client:helper"
    assert (asked["Label"], asked["Muted"].lower()) == (str(leg), "false")
    assert asked["EndConferenceOnExit"].lower() == "false"
    assert asked["StatusCallback"].startswith(f"https://helpline.test/telephony/twilio/leg/{leg}")
    room = f"https://helpline.test/telephony/twilio/conference/{call}/3"
    assert asked["ConferenceStatusCallback"].startswith(room)


async def test_before_a_guest_is_rung_the_conference_is_made_to_outlive_the_counsellor(
    account: Account, provider: Provider
) -> None:
    call, leg = uuid4(), uuid4()
    account.parties[COUNSELLOR] = {"call_sid": SENDER, "status": "connected", "label": COUNSELLOR}
    account.refuses = 1
    with pytest.raises(ProviderError):
        await provider.add_party("client:helper", call, leg, 1)
    assert account.created == []
    for _ in range(2):
        await provider.add_party("client:helper", call, leg, 1)
    told = [
        (name, {key: value.lower() for key, value in form.items()})
        for name, form in account.updated
    ]
    assert told == [(COUNSELLOR, {"EndConferenceOnExit": "false"})]
    assert len(account.created) == 1


async def test_a_supervisor_comes_in_muted(account: Account, provider: Provider) -> None:
    await provider.add_party("client:boss", uuid4(), uuid4(), 1, muted=True)
    assert account.created[0]["Muted"].lower() == "true"


async def test_a_guest_whose_answer_was_lost_is_not_rung_again(
    account: Account, provider: Provider
) -> None:
    call, leg = uuid4(), uuid4()
    account.fails = 1
    with pytest.raises(ProviderError) as lost:
        await provider.add_party("client:helper", call, leg, 1)
    assert lost.value.retryable
    rung = await provider.add_party("client:helper", call, leg, 1)
    assert rung == await provider.add_party("client:helper", call, leg, 1)
    assert len(account.created) == 1


async def test_without_a_conference_nobody_is_rung(account: Account, provider: Provider) -> None:
    account.is_on = False
    with pytest.raises(CallIsGone):
        await provider.add_party("client:helper", uuid4(), uuid4(), 1)
    with pytest.raises(CallIsGone):
        await provider.mute(CALLER, uuid4(), 1, muted=True)
    assert account.created == []


@pytest.mark.parametrize("muted", [True, False])
async def test_mute_sets_one_word(account: Account, provider: Provider, muted: bool) -> None:
    joined(account, CALLER)
    for _ in range(2):
        await provider.mute(CALLER, uuid4(), 1, muted=muted)
    told = [
        (sid, {key: value.lower() for key, value in form.items()}) for sid, form in account.updated
    ]
    assert told == [(CALLER, {"Muted": str(muted).lower()})] * 2


MODES = {
    Mode.LISTEN: {"Muted": "true", "Coaching": "false"},
    Mode.WHISPER: {"Muted": "false", "Coaching": "true", "CallSidToCoach": SENDER},
    Mode.BARGE: {"Muted": "false", "Coaching": "false"},
}


@pytest.mark.parametrize("mode", Mode)
async def test_a_mode_is_set_by_one_request(
    account: Account, provider: Provider, mode: Mode
) -> None:
    """In two, the word of a moment could be heard by the child."""
    joined(account, CALLER, SENDER, BOSS)
    await provider.supervise(BOSS, uuid4(), 1, mode, SENDER)
    ((sid, form),) = account.updated
    told = {key: value if key == "CallSidToCoach" else value.lower() for key, value in form.items()}
    assert (sid, told) == (BOSS, MODES[mode])


async def test_somebody_who_still_rings_is_not_in(account: Account, provider: Provider) -> None:
    joined(account, CALLER)
    await provider.add_party("client:helper", uuid4(), uuid4(), 1)
    assert await provider.present(uuid4(), 1) == {CALLER}


async def test_what_rings_at_a_line_is_asked_of_the_list_of_calls(
    account: Account, provider: Provider
) -> None:
    assert await provider.rung("client:sender") == {CALLER}
    assert {one["Status"] for one in account.listed} == {
        "queued",
        "initiated",
        "ringing",
        "in-progress",
    }
    assert {(one["To"], one["From"]) for one in account.listed} == {("client:sender", "1098")}


def test_what_the_network_can_do_is_declared() -> None:
    assert Provider.capabilities == Capabilities(hold=True, mute=True, whisper=True)
