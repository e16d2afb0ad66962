"""Texts that people send us: an answer to an alert, a wish for no texts, or a ticket; no reply."""

import asyncio
from typing import Any

import pytest
from sqlmodel import col, select

from app.calls import texts
from app.calls.models import TextIn
from app.calls.text_rows import texts_of_incident, waiting_texts
from app.cases import linking
from app.cases.access import SystemReason, for_system
from app.cases.models import Channel, ContactWord, Incident, Said
from app.cases.safety import Safety, of_incidents
from app.cases.service import close
from app.cases.states import IncidentState
from app.core import security
from app.core.db import Database
from app.core.errors import HelplineError
from app.core.outbox import OutboxRow
from app.core.settings import Settings
from app.dispatch.code import code_for
from app.dispatch.models import Alert, Dispatch, Step
from app.dispatch.states import DispatchState
from app.staff.auth import SignedIn
from app.telephony.twilio.documents import EMPTY
from tests.dispatch.world import World
from tests.factories import add_counsellor, get_call, ring
from tests.serving import Served

CHILD = "+8801210000055"
WORDS = "আমাকে মারে, কেউ আসবেন? ১২৩\nদরজা নীল"


def text(body: str = WORDS, sid: str = "SM" + "a" * 32, **more: str) -> dict[str, str]:
    return {"MessageSid": sid, "From": CHILD, "To": "1098", "Body": body, "NumMedia": "0", **more}


@pytest.fixture
async def world(database: Database, settings: Settings) -> World:
    built = World(database, settings)
    await built.build()
    return built


async def all_of(database: Database, kind: Any) -> list[Any]:
    async with database.transaction() as session:
        return list(await session.exec(select(kind)))


async def tickets(database: Database) -> list[Incident]:
    found = await all_of(database, Incident)
    return [one for one in found if one.channel is Channel.SMS]


async def asked(world: World) -> tuple[Step, str]:
    """The step whose answer is waited for, and its code."""
    await world.request()
    async with world.database.transaction() as session:
        step = (await session.exec(select(Step))).one()
    return step, code_for(world.settings.secret_key.get_secret_value(), step.id)


async def went(database: Database) -> DispatchState:
    (dispatch,) = await all_of(database, Dispatch)
    state: DispatchState = dispatch.state
    return state


async def test_a_text_opens_a_ticket_that_waits_for_a_counsellor(
    served: Served, database: Database
) -> None:
    assert await served.hook("/sms", text(NumMedia="2")) == (200, EMPTY)
    (incident,) = await tickets(database)
    async with database.transaction() as session:
        (row,) = (await waiting_texts(session)).values()
        (full,) = (await texts_of_incident(session, incident.id, full_number=True)).values()
        (event,) = await session.exec(select(OutboxRow).where(OutboxRow.event == "text.came"))
    assert (row["number"], row["caller_number"]) == (incident.number, "012••-•••055")
    assert "body" not in row
    assert (full["body"], full["caller_number"], full["media"]) == (WORDS, CHILD, 2)
    assert "board" in event.audience
    assert (incident.state, incident.urgency) == (IncidentState.OPEN, None)


async def test_words_and_number_lie_sealed_under_the_tickets_own_key(
    served: Served, database: Database
) -> None:
    await served.hook("/sms", text())
    (row,) = await all_of(database, TextIn)
    (incident,) = await tickets(database)
    assert WORDS.encode() not in row.body_sealed
    key = security.vault().unwrap(incident.wrapped_key or b"", incident.id.bytes)
    assert security.unseal(key, row.body_sealed, f"{texts.BODY_PLACE}{row.id}") == WORDS
    async with database.transaction() as session:
        erased = await session.get_one(Incident, incident.id)
        erased.wrapped_key = None
        session.add(erased)
    async with database.transaction() as session:
        (gone,) = (await texts_of_incident(session, incident.id, full_number=True)).values()
    assert (gone["body"], gone["caller_number"]) == (None, None)


async def test_the_same_text_again_is_one_ticket_however_it_comes(
    served: Served, database: Database
) -> None:
    said = [text(), text(), text(ApiVersion="2010-04-01"), text(Extra="1")]
    answers = await asyncio.gather(*(served.hook("/sms", one) for one in said * 2))
    assert set(answers) == {(200, EMPTY)}
    assert len(await tickets(database)) == 1
    assert len(await all_of(database, TextIn)) == 1


async def test_another_text_of_the_same_number_is_a_ticket_of_its_own(
    served: Served, database: Database
) -> None:
    """One telephone is many people, so a number joins nothing by itself."""
    call = await get_call(database, await ring(database, CHILD))
    for sid in ("SM-1", "SM-2"):
        await served.hook("/sms", text(sid=sid))
    ids = {one.id for one in await tickets(database)}
    assert len(ids) == 2
    assert call.incident_id not in ids


@pytest.mark.parametrize("sender", ["anonymous", "+266696687", "", "bKash", "sip:anonymous@a.b"])
async def test_a_sender_without_a_number_is_nobody_and_is_heard(
    served: Served, database: Database, sender: str
) -> None:
    assert await served.hook("/sms", text(From=sender)) == (200, EMPTY)
    (row,) = await all_of(database, TextIn)
    assert (row.number_sealed, row.number_index) == (None, None)


async def test_a_forged_text_is_refused_and_opens_nothing(
    served: Served, database: Database
) -> None:
    assert (await served.hook("/sms", text(), signature="bm8="))[0] == 403
    assert await tickets(database) == []


@pytest.mark.parametrize(
    "strange",
    [
        {"Body": ""},
        {"Body": "\x00\x00"},
        {"Body": "x" * 5_000},
        {"MessageSid": "", "SmsSid": ""},
        {"NumMedia": "many"},
        {"NumMedia": "-1"},
        {"OptOutType": "START", "Body": "START"},
        {"Body": "\u202eগোপন\u200d 😀"},
    ],
)
async def test_whatever_a_signed_text_says_it_is_taken_and_not_answered(
    served: Served, database: Database, strange: dict[str, str]
) -> None:
    assert await served.hook("/sms", {**text(), **strange}) == (200, EMPTY)
    assert len(await tickets(database)) == 1


async def test_a_composed_and_a_decomposed_text_are_kept_as_they_came(
    served: Served, database: Database
) -> None:
    for sid, body in (("SM-1", "\u09cb"), ("SM-2", "\u09c7\u09be")):
        await served.hook("/sms", text(body, sid))
    async with database.transaction() as session:
        bodies = []
        for incident in await session.exec(select(Incident).order_by(col(Incident.number))):
            rows = await texts_of_incident(session, incident.id, full_number=True)
            bodies += [row["body"] for row in rows.values()]
    assert bodies == ["\u09cb", "\u09c7\u09be"]


async def test_no_text_ever_leaves_for_whoever_wrote(
    served: Served, database: Database, world: World
) -> None:
    _, code = await asked(world)
    for number, body in ((CHILD, WORDS), (CHILD, "STOP"), ("+8801000000000", code)):
        await served.hook("/sms", text(body, f"SM-{number}-{len(body)}", From=number))
    jobs = await (await database.raw()).fetch("SELECT entrypoint FROM pgqueuer")
    assert {row["entrypoint"] for row in jobs} == {"dispatch.send_alert"}
    assert len(await all_of(database, Alert)) == 2


async def test_the_worker_who_was_asked_goes_by_sending_the_code(
    served: Served, database: Database, world: World
) -> None:
    step, code = await asked(world)
    said = text(f"যাচ্ছি https://1098.example/a/{code} ok", From="01000000000")
    assert await served.hook("/sms", said) == (200, EMPTY)
    (now,) = await all_of(database, Step)
    assert (now.id, now.state, await went(database)) == (step.id, "accepted", "accepted")
    assert await served.hook("/sms", {**said, "MessageSid": "SM-again"}) == (200, EMPTY)
    assert await tickets(database) == []


@pytest.mark.parametrize(
    ("sender", "body"),
    [
        ("+8801000000001", "{code}"),  # a colleague's telephone
        (CHILD, "{code}"),
        ("anonymous", "{code}"),
        ("+8801000000000", "yes"),
        ("+8801000000000", "{code}x"),
        ("+8801000000000", "A" * 22),
    ],
)
async def test_sender_and_code_acknowledge_only_together_and_else_a_person_sees_the_text(
    served: Served, database: Database, world: World, sender: str, body: str
) -> None:
    _, code = await asked(world)
    await served.hook("/sms", text(body.format(code=code), From=sender))
    assert await went(database) is DispatchState.ALERTING
    assert len(await tickets(database)) == 1


async def test_a_code_whose_task_is_over_changes_nothing_and_a_person_sees_the_text(
    served: Served, database: Database, world: World
) -> None:
    dispatch = await world.request()
    (step,) = await all_of(database, Step)
    code = code_for(world.settings.secret_key.get_secret_value(), step.id)
    await world.stand_down(dispatch)
    await served.hook("/sms", text(code, From="+8801000000000"))
    assert await went(database) is DispatchState.STOOD_DOWN
    assert len(await tickets(database)) == 1


@pytest.mark.parametrize("body", ["STOP", " stop. ", "বন্ধ।", "Unsubscribe"])
async def test_whoever_wants_no_texts_is_not_called_either_wherever_the_number_was_heard(
    served: Served, database: Database, body: str
) -> None:
    call = await get_call(database, await ring(database, CHILD))
    for _ in range(2):
        assert await served.hook("/sms", text(body)) == (200, EMPTY)
    assert await tickets(database) == []
    (word,) = await all_of(database, ContactWord)
    assert (word.incident_id, word.said, word.until) == (call.incident_id, Said.FORBIDDEN, None)
    async with database.transaction() as session:
        known = await of_incidents(session, [call.incident_id])
        (kept,) = (await texts_of_incident(session, call.incident_id, full_number=True)).values()
        assert await waiting_texts(session) == {}
    assert known[call.incident_id].safety is Safety.UNSAFE
    assert kept["body"] == body.strip()


async def test_a_wish_for_no_texts_of_an_unknown_number_may_be_a_cry_and_is_a_ticket_too(
    served: Served, database: Database
) -> None:
    await served.hook("/sms", text("stop", OptOutType="STOP"))
    (incident,) = await tickets(database)
    (word,) = await all_of(database, ContactWord)
    assert (word.incident_id, word.reason) == (incident.id, "caller_asked_not")
    async with database.transaction() as session:
        assert len(await waiting_texts(session)) == 1
        known = await of_incidents(session, [incident.id])
    assert known[incident.id].safety is Safety.UNSAFE


async def test_a_wish_for_texts_makes_no_number_safe(served: Served, database: Database) -> None:
    await served.hook("/sms", text("START", OptOutType="START"))
    assert await all_of(database, ContactWord) == []


async def test_one_counsellor_takes_a_text_and_it_leaves_the_list(
    served: Served, database: Database
) -> None:
    one, other = await add_counsellor(database), await add_counsellor(database)
    await served.hook("/sms", text())
    (row,) = await all_of(database, TextIn)
    for _ in range(2):
        async with database.transaction() as session:
            await texts.take_on(session, row.id, one.id)
    with pytest.raises(texts.TextIsTaken):
        async with database.transaction() as session:
            await texts.take_on(session, row.id, other.id)
    async with database.transaction() as session:
        assert await waiting_texts(session) == {}
        incident = await for_system(session, row.incident_id, SystemReason.SCREEN)
    assert incident.answered_at is not None


async def test_a_text_of_a_closed_ticket_waits_no_more_and_is_not_taken(
    served: Served, database: Database
) -> None:
    person = await add_counsellor(database)
    await served.hook("/sms", text())
    (row,) = await all_of(database, TextIn)
    async with database.transaction() as session:
        incident = await for_system(session, row.incident_id, SystemReason.SCREEN, lock=True)
        await close(session, incident, "resolved", person.id)
    async with database.transaction() as session:
        assert await waiting_texts(session) == {}
    with pytest.raises(HelplineError) as refused:
        async with database.transaction() as session:
            await texts.take_on(session, row.id, person.id)
    assert refused.value.code == "incident_is_closed"


async def test_a_linked_tickets_text_is_read_in_the_incident_that_is_kept(
    served: Served, database: Database, world: World
) -> None:
    await served.hook("/sms", text())
    (row,) = await all_of(database, TextIn)
    by: SignedIn = world.counsellor
    async with database.transaction() as session:
        kept = await linking.link(session, by, row.incident_id, str(world.incident_id))
    async with database.transaction() as session:
        (moved,) = (await texts_of_incident(session, kept.id, full_number=True)).values()
        assert await texts_of_incident(session, row.incident_id, full_number=True) == {}
    assert moved["body"] == WORDS


async def test_without_a_database_a_text_is_refused_so_that_it_comes_again(
    settings: Settings,
) -> None:
    from tests.serving import serving

    async with serving(settings, "postgresql://nobody@127.0.0.1:9/none") as served:
        assert (await served.hook("/sms", text()))[0] == 503
