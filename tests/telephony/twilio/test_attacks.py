"""Webhooks late, doubled and out of order: nobody is cut off, nothing changes twice."""

import hashlib
import random
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from app.calls import service
from app.calls.models import Call, Leg, WebhookAnswer
from app.calls.states import CallState, LegState
from app.cases.queries import timeline_rows
from app.core.db import Database
from app.core.settings import Settings
from app.staff.models import DutyRow
from app.staff.states import Duty
from app.telephony.simulator.client import heard, over
from tests.factories import answered, get_call, ring
from tests.line import whole_line
from tests.serving import ACCOUNT, Served
from tests.telephony.twilio.test_webhooks import verbs

LEG_STORY = ("ringing", "in-progress", "completed")
UP = {"CallStatus": "in-progress"}
GONE = {"CallStatus": "completed"}


async def lost_again(database: Database, call: Call) -> Call:
    async with database.transaction() as session:
        await service.connect_due(session, call.id)
    return await get_call(database, call.id)


async def taken_again(database: Database, call: Call) -> Call:
    """Another counsellor has accepted: the call is at a later step."""
    from app.calls import offers
    from tests.factories import add_counsellor, offered, open_offer

    person = await add_counsellor(database)
    await offered(database)
    offer = await open_offer(database, call.id)
    async with database.transaction() as session:
        return await offers.accept(session, offer.id, person.id)


@pytest.mark.parametrize("address", ["dial-done/{}/1", "join/{}/1", "back/{}/2", "queue-left/{}/0"])
async def test_a_late_request_of_an_earlier_step_puts_the_caller_where_he_belongs_now(
    served: Served, database: Database, address: str
) -> None:
    _, call = await answered(database)
    await lost_again(database, call)
    call = await taken_again(database, call)
    status, document = await served.hook("/" + address.format(call.id), UP)
    assert status == 200
    assert verbs(document) == ["Say", "Dial"]
    assert f"{call.id}-{call.step}" in document
    assert (await get_call(database, call.id)).state is CallState.CONNECTING


@pytest.mark.parametrize("result", ["error", "leave", "", "something-new"])
async def test_whoever_is_still_on_the_line_is_never_sent_nowhere(
    served: Served, database: Database, result: str
) -> None:
    call_id = await ring(database)
    _, document = await served.hook(f"/queue-left/{call_id}/0", {**UP, "QueueResult": result})
    assert verbs(document) == ["Say", "Enqueue"]


async def test_a_line_that_is_gone_ends_the_call_whatever_step_the_news_is_of(
    served: Served, database: Database
) -> None:
    _, call = await answered(database)
    await lost_again(database, call)
    await served.hook(f"/dial-done/{call.id}/1", GONE)
    assert (await get_call(database, call.id)).state is CallState.ENDED


async def test_a_conference_left_in_an_old_step_changes_nothing_now(
    served: Served, database: Database
) -> None:
    _, call = await answered(database)
    await lost_again(database, call)
    call = await taken_again(database, call)
    for event in ("participant-join", "participant-leave", "conference-end"):
        said = {"StatusCallbackEvent": event, "CallSid": call.provider_call_id}
        assert (await served.hook(f"/conference/{call.id}/1", said))[0] == 200
    now = await get_call(database, call.id)
    assert (now.state, now.caller_joined_at) == (CallState.CONNECTING, None)


async def test_a_second_line_of_one_leg_is_sent_away(served: Served, database: Database) -> None:
    _, call = await answered(database)
    async with database.transaction() as session:
        leg = (await session.exec(select(Leg))).one()
    address = f"/counsellor/{leg.id}/{call.id}/{call.step}"
    _, first = await served.hook(address, {**UP, "CallSid": "CA-first"})
    _, second = await served.hook(address, {**UP, "CallSid": "CA-second"})
    assert (verbs(first), verbs(second)) == (["Dial"], [])
    await served.hook(f"/leg/{leg.id}", {"CallSid": "CA-second", "CallStatus": "completed"})
    async with database.transaction() as session:
        leg = (await session.exec(select(Leg))).one()
    assert (leg.provider_call_id, leg.state) == ("CA-first", LegState.ANSWERED)


async def test_a_counsellors_line_for_a_call_that_is_over_is_sent_away(
    served: Served, database: Database
) -> None:
    person, call = await answered(database)
    async with database.transaction() as session:
        leg = (await session.exec(select(Leg))).one()
        await service.hang_up(session, call.id, person.id)
    address = f"/counsellor/{leg.id}/{call.id}/{call.step}"
    assert verbs((await served.hook(address, {**UP, "CallSid": "CA-late"}))[1]) == []


async def test_every_webhook_twice_at_the_same_moment_has_one_effect_and_one_answer(
    served: Served, database: Database
) -> None:
    import asyncio

    _, call = await answered(database)
    async with database.transaction() as session:
        leg = (await session.exec(select(Leg))).one()
    conference = f"/conference/{call.id}/{call.step}"
    story = [
        (f"/join/{call.id}/{call.step}", {**UP, "CallSid": call.provider_call_id}),
        (f"/counsellor/{leg.id}/{call.id}/{call.step}", {**UP, "CallSid": "CA-leg"}),
        (conference, {"StatusCallbackEvent": "participant-join", "CallSid": "CA-leg"}),
        (
            conference,
            {"StatusCallbackEvent": "participant-join", "CallSid": call.provider_call_id},
        ),
        (f"/dial-done/{call.id}/{call.step}", {**UP, "CallSid": call.provider_call_id}),
    ]
    for address, said in story:
        answers = await asyncio.gather(*(served.hook(address, said) for _ in range(4)))
        assert len(set(answers)) == 1
        assert answers[0][0] == 200
    call = await get_call(database, call.id)
    assert (call.state, call.step) == (CallState.WAITING, 2)


async def test_what_is_kept_of_a_webhook_can_not_be_guessed_back_to_a_number(
    served: Served, database: Database
) -> None:
    """Whoever reads the database knows everything of such a body but the number."""
    call_id = await ring(database)
    said = {"From": "+8801210000001", **UP, "QueueResult": "error"}
    await served.hook(f"/queue-left/{call_id}/0", said)
    body = urlencode({"AccountSid": ACCOUNT, **said}).encode()
    path = f"/telephony/twilio/queue-left/{call_id}/0".encode()
    async with database.transaction() as session:
        (kept,) = await session.exec(select(WebhookAnswer))
    guesses = {path + b"\n" + body, path + body, body}
    assert kept.fingerprint not in {hashlib.sha256(guess).digest() for guess in guesses}
    assert "8801210000001" not in kept.answer


async def test_news_of_calls_and_texts_nobody_knows_is_taken_and_changes_nothing(
    served: Served, database: Database
) -> None:
    nobody = uuid4()
    for address, said in (
        ("/status", {**GONE, "CallSid": "CA-nobody"}),
        (f"/leg/{nobody}", {**GONE, "CallSid": "CA-nobody"}),
        (f"/conference/{nobody}/1", {"StatusCallbackEvent": "participant-join"}),
        (f"/text/{nobody}", {"MessageStatus": "delivered"}),
        (f"/dial-done/{nobody}/1", UP),
        (f"/queue-left/{nobody}/0", GONE),
        (f"/counsellor/{nobody}/{nobody}/1", {**UP, "CallSid": "CA-nobody"}),
    ):
        status, _ = await served.hook(address, said)
        assert status in (200, 503), address
        if status == 503:
            pytest.fail(f"{address}: the same news would come again for ever")


async def test_addresses_of_callbacks_ask_for_more_tries(
    served: Served, database: Database
) -> None:
    """By default a callback answered with 5xx is lost, and a talk with it."""
    _, call = await answered(database)
    _, document = await served.hook(f"/join/{call.id}/{call.step}", UP)
    assert f"/conference/{call.id}/{call.step}#rc=5&amp;rp=all" in document
    assert UUID(str(call.id))


async def test_a_talk_goes_on_though_the_network_told_us_nothing_of_it(
    settings: Settings, database: Database
) -> None:
    """Every callback is lost, on the whole real line: the network is asked and says who is in."""
    async with whole_line(settings, database) as line:
        await line.employ("counsellor-1", "counsellor")
        await line.phones.disorder(drop=1.0)
        async with line.at_work("counsellor-1") as counsellor:
            await counsellor.watch("me")
            await counsellor.ask("POST", "/duty/start")
            sid = await line.phones.place_call("+8801210000001")
            (offer,) = await counsellor.until(lambda: [*counsellor.rows("me", "offers").values()])
            taken = await counsellor.ask("POST", f"/offers/{offer['id']}/accept")
            await line.phones.wait_for(sid, heard("talking_with"))
            call = await get_call(database, UUID(taken["call_id"]))
            assert call.state is CallState.CONNECTING
            async with database.transaction() as session:
                await service.connect_due(session, call.id)
            await counsellor.until(
                lambda: (
                    counsellor.rows("me", "calls").get(taken["call_id"], {}).get("state")
                    == "talking"
                )
            )
            view = await line.phones.call(sid)
            assert [entry["what"] for entry in view["timeline"]].count("talking_with") == 1
            await counsellor.ask("POST", f"/calls/{taken['call_id']}/hang-up")
            await line.phones.wait_for(sid, over)


@pytest.mark.parametrize("seed", range(6))
async def test_in_whatever_order_and_however_often_the_news_comes_the_end_is_the_same(
    served: Served, database: Database, seed: int
) -> None:
    chance = random.Random(seed)
    person, call = await answered(database)
    async with database.transaction() as session:
        leg = (await session.exec(select(Leg))).one()
    caller = {"CallSid": call.provider_call_id}
    conference = f"/conference/{call.id}/{call.step}"
    story = [
        (f"/join/{call.id}/{call.step}", {**UP, **caller}),
        (f"/counsellor/{leg.id}/{call.id}/{call.step}", {**UP, "CallSid": "CA-leg"}),
        *((f"/leg/{leg.id}", {"CallSid": "CA-leg", "CallStatus": s}) for s in LEG_STORY),
        *(
            (conference, {"StatusCallbackEvent": f"participant-{what}", "CallSid": sid})
            for what in ("join", "leave")
            for sid in ("CA-leg", call.provider_call_id)
        ),
        (f"/queue-left/{call.id}/0", {**UP, **caller, "QueueResult": "redirected"}),
        (f"/dial-done/{call.id}/{call.step}", {**GONE, **caller}),
        ("/status", {**GONE, **caller}),
    ]
    news = story + chance.choices(story, k=6)
    chance.shuffle(news)
    for address, said in news:
        status, _ = await served.hook(address, said)
        assert status == 200, (address, said)
    assert (await get_call(database, call.id)).state is CallState.ENDED
    async with database.transaction() as session:
        duty = await session.get(DutyRow, person.id)
        told = [row["kind"] for row in await timeline_rows(session, call.incident_id)]
        (leg,) = await session.exec(select(Leg))
    assert duty is not None
    assert duty.state is Duty.WRAP_UP
    assert leg.state is LegState.LEFT
    assert told.count("call.ended") == 1
    assert told.count("call.answered") <= 1
