"""Drills: every channel says it is one, an answer proves the contact, no dispatch knows."""

from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.errors import ProviderError
from app.core.settings import Settings
from app.directory import contacts
from app.directory.contacts import Owner
from app.directory.states import Channel
from app.dispatch import by_voice, drill_sending, drills, receipts
from app.dispatch.code import code_for
from app.dispatch.drill_models import DrillAlert, DrillState
from app.dispatch.drill_rows import drill_rows, last_rows
from app.dispatch.drills import DrillIsOn, DrillReachesNobody
from app.dispatch.models import Alert, Dispatch
from tests.dispatch.web import browser
from tests.dispatch.world import Carrier, World

ADDRESSES = {"text": "01712345678", "voice": "01712345679", "email": "rina@example.org"}
LINE = "CA-drill"


@pytest.fixture
async def drilled(world: World) -> World:
    """A worker with a text, a voice and a mail contact, none proved; every channel is planned."""
    world.settings = world.settings.model_copy(update={"messengers": "live,text,voice,email"})
    for channel, address in ADDRESSES.items():
        await world.do(partial(enter, owner(world), Channel(channel), address))
    return world


async def enter(whose: Owner, channel: Channel, address: str, session: AsyncSession) -> None:
    await contacts.add_contact(session, whose, channel, address)


async def remove(contact_id: UUID, session: AsyncSession) -> None:
    await contacts.remove_contact(session, contact_id)


async def tells(alert_id: UUID, status: str, session: AsyncSession) -> None:
    await receipts.text_status(session, alert_id, status, "30003")


def owner(world: World) -> Owner:
    return Owner("worker", world.workers[0].id)


async def start(world: World) -> dict[str, DrillAlert]:
    await world.do(lambda s: drills.start(s, owner(world), world.settings, by=world.counsellor.id))
    return await alerts(world)


async def alerts(world: World) -> dict[str, DrillAlert]:
    async with world.database.transaction() as session:
        return {one.channel: one for one in await session.exec(select(DrillAlert))}


async def send(world: World, carrier: Carrier, alert_id: UUID) -> None:
    await drill_sending.send_drill(world.database, carrier, world.settings, alert_id)


async def proved(world: World) -> set[str]:
    rows = await world.do(lambda s: contacts.contacts_of(s, owner(world)))
    return {row.channel.value for row in rows if row.verified_at is not None}


def link_code(settings: Settings, alert: DrillAlert) -> str:
    return code_for(settings.secret_key.get_secret_value(), alert.id)


async def test_every_channel_goes_out_as_a_drill_and_no_dispatch_knows(drilled: World) -> None:
    made, carrier = await start(drilled), Carrier()
    assert set(made) == {"text", "voice", "email"}
    for alert in made.values():
        await send(drilled, carrier, alert.id)
        await send(drilled, carrier, alert.id)
    assert [one.state for one in (await alerts(drilled)).values()] == [DrillState.SENT] * 3
    said = str(carrier)
    assert "মহড়া" in said
    assert len(carrier.sent) == 1, "what has left is not sent again"
    async with drilled.database.transaction() as session:
        assert (await session.exec(select(Alert.id))).first() is None
        assert (await session.exec(select(Dispatch.id))).first() is None
    with pytest.raises(DrillIsOn):
        await start(drilled)


async def test_a_key_counts_once_from_its_own_line_and_proves_that_contact(drilled: World) -> None:
    alert = (await start(drilled))["voice"]
    await send(drilled, Carrier(), alert.id)
    await drilled.do(lambda s: drills.told(s, alert.id, DrillState.SENT, message_id=LINE))

    async def press(key: str, line: str = LINE) -> str:
        said = await drilled.do(
            lambda s: by_voice.pressed(s, alert.id, line, key, drilled.settings)
        )
        return f"{said.what} {said.urgency}".strip()

    line = (await alerts(drilled))["voice"].provider_message_id or LINE
    assert await press("1", "CA-another") == "closed"
    assert await press("2", line) == "ask drill"
    assert await proved(drilled) == set()
    assert [await press("1", line) for _ in range(2)] == ["drilled", "drilled"]
    assert await proved(drilled) == {"voice"}
    await drilled.do(lambda s: receipts.line_status(s, alert.id, "completed", line))
    assert (await alerts(drilled))["voice"].state is DrillState.CONFIRMED
    unknown = await drilled.do(lambda s: by_voice.pressed(s, uuid4(), line, "1", drilled.settings))
    assert unknown.what == "closed"


async def test_a_link_that_is_only_opened_proves_nothing_its_button_does(drilled: World) -> None:
    alert = (await start(drilled))["text"]
    path = f"/d/{link_code(drilled.settings, alert)}"
    async with browser(drilled) as http:
        page = await http.get(path)
        assert (page.status_code, "মহড়া" in page.text) == (200, True)
        assert "This is a drill" in page.text
        assert await proved(drilled) == set()
        done = await http.post(path, headers={"origin": str(http.base_url).rstrip("/")})
        assert (done.status_code, "Thank you" in done.text) == (200, True)
        assert await proved(drilled) == {"text"}
        assert (await http.get("/d/AAAAAAAAAAAAAAAAAAAAAA")).status_code == 404


async def test_what_the_provider_tells_is_noted_and_only_goes_forward(drilled: World) -> None:
    alert = (await start(drilled))["text"]
    for status, state in (
        ("sent", DrillState.SENT),
        ("delivered", DrillState.DELIVERED),
        ("sent", DrillState.DELIVERED),
        ("undelivered", DrillState.FAILED),
    ):
        await drilled.do(partial(tells, alert.id, status))
        assert (await alerts(drilled))["text"].state is state
    (row,) = await drilled.do(lambda s: drill_rows(s, owner(drilled)))
    assert {one["channel"]: one["error"] for one in row["alerts"]}["text"] == "30003"
    assert ADDRESSES["email"] not in str(row)


async def test_a_refusal_is_the_last_word_and_an_outage_is_tried_again(drilled: World) -> None:
    made = await start(drilled)
    with pytest.raises(ProviderError):
        await send(drilled, _failing(retryable=True), made["text"].id)
    assert (await alerts(drilled))["text"].state is DrillState.MADE
    await send(drilled, _failing(retryable=False), made["text"].id)
    assert (await alerts(drilled))["text"].error == "refused"


def _failing(*, retryable: bool) -> Any:
    carrier = Carrier()
    carrier.fails = ProviderError("no", retryable=retryable)
    return carrier


async def test_who_has_nothing_can_not_be_drilled_and_a_removed_contact_leaves_the_drill(
    drilled: World,
) -> None:
    settings = drilled.settings.model_copy(update={"messengers": "live,email"})
    other = Owner("worker", drilled.workers[1].id)
    with pytest.raises(DrillReachesNobody):
        await drilled.do(lambda s: drills.start(s, other, settings, by=drilled.counsellor.id))
    await start(drilled)
    for row in await drilled.do(lambda s: contacts.contacts_of(s, owner(drilled))):
        await drilled.do(partial(remove, row.id))
    assert {one.contact_id for one in (await alerts(drilled)).values()} == {None}
    first = (await drilled.do(last_rows))[0]
    assert (first["id"], first["confirmed"]) == (str(owner(drilled).id), False)
