"""Lines of one's own: who is rung where, from when on, and that the number stays with its owner."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import col, select
from time_machine import travel

from app.calls import own_line, service
from app.calls.line_models import LineKind, OwnLine
from app.calls.models import Call
from app.calls.own_line import DeskNumberIsTaken, HasNoLine
from app.calls.reconciler import reconcile
from app.calls.softphone import SoftphoneIsNotSetUp
from app.calls.states import CallState, LegState
from app.core import clock
from app.core.db import Database
from app.core.errors import InputIsInvalid, ProviderError
from app.core.outbox import OutboxRow
from app.core.settings import Settings
from app.staff.duty import lose_links
from app.staff.models import Staff
from app.staff.states import Duty
from tests.calls.desk import desk
from tests.calls.night import Switchboard, accepted_again, duty_of, legs_of, lines, press
from tests.factories import add_counsellor, answered, get_call

DESK, OTHER = "+8801012345678", "+8801012345679"


@dataclass
class Network(Switchboard):
    """Remembers which telephones were rung."""

    rang: list[str] = field(default_factory=list)

    async def ring(self, line: str, call_id: UUID, leg_id: UUID, step: int) -> str:
        self.rang.append(line)
        return await super().ring(line, call_id, leg_id, step)


async def choose(
    database: Database,
    person: Staff,
    kind: LineKind,
    number: str | None = None,
    *,
    browser: bool = True,
) -> OwnLine:
    async with database.transaction() as session:
        return await own_line.choose(session, person.id, kind, number, person.id, browser=browser)


async def told(database: Database) -> Sequence[OutboxRow]:
    async with database.transaction() as session:
        found = await session.exec(
            select(OutboxRow).where(OutboxRow.event == "line.chosen").order_by(col(OutboxRow.id))
        )
        return list(found)


async def rung(database: Database, call: Call, network: Network) -> str:
    """Carry the ringing of the call's newest leg out; where it rang."""
    await lines(database, network).connect((await legs_of(database, call.id))[-1].id)
    return network.rang[-1]


async def talking(database: Database) -> tuple[Staff, Call, Network]:
    """A counsellor on a desk telephone who talks with a caller."""
    person, call = await answered(database)
    await choose(database, person, LineKind.DESK, DESK)
    call = await accepted_again(database, person, call)
    network = Network(up={call.provider_call_id})
    assert await rung(database, call, network) == DESK
    async with database.transaction() as session:
        await service.caller_joined(session, call.id, call.step)
        leg = await service.current_leg(session, await session.get_one(Call, call.id))
        assert leg is not None and leg.provider_call_id is not None
        network.up.add(leg.provider_call_id)
        await service.leg_moved(session, leg.id, LegState.JOINED)
    return person, await get_call(database, call.id), network


async def test_a_change_counts_from_the_next_ring_and_a_ringing_tried_again_keeps_its_line(
    database: Database,
) -> None:
    person, call = await answered(database)
    network = Network(ring_fails=ProviderError("lost", retryable=True))
    with pytest.raises(ProviderError):
        await rung(database, call, network)
    await choose(database, person, LineKind.DESK, DESK)
    network.ring_fails = None
    assert await rung(database, call, network) == f"client:{person.name}"
    assert ("rung", f"client:{person.name}") in network.asked
    again = await accepted_again(database, person, call)
    assert await rung(database, again, network) == DESK


async def test_back_in_the_browser_or_as_the_house_has_it_the_desk_rings_no_more(
    database: Database,
) -> None:
    person, call = await answered(database)
    await choose(database, person, LineKind.DESK, DESK)
    assert (await choose(database, person, LineKind.BROWSER)).number == DESK
    assert (await choose(database, person, LineKind.DESK)).number == DESK
    assert (await choose(database, person, LineKind.HOUSE)).number is None
    again = await accepted_again(database, person, call)
    assert await rung(database, again, Network()) == f"client:{person.name}"


async def test_the_change_is_told_to_its_owner_alone_and_without_the_number(
    database: Database,
) -> None:
    person = await add_counsellor(database)
    await choose(database, person, LineKind.DESK, DESK)
    await choose(database, person, LineKind.DESK, DESK)  # the same once more is no change
    (event,) = await told(database)
    assert event.audience == [f"staff/{person.id}"]
    assert event.facts == {"kind": "desk", "by_id": str(person.id)}
    (row,) = await (await database.raw()).fetch("SELECT * FROM own_line")
    assert DESK[1:].encode() not in row["number"] and DESK[5:].encode() not in row["number"]


async def test_nobody_chooses_what_cannot_ring(database: Database) -> None:
    person = await add_counsellor(database)
    with pytest.raises(SoftphoneIsNotSetUp, match="give its number"):
        await choose(database, person, LineKind.BROWSER, browser=False)
    with pytest.raises(InputIsInvalid, match="number") as refused:
        await choose(database, person, LineKind.DESK)
    assert refused.value.field == "number"
    worker = await add_counsellor(database, role="worker", on=False)
    with pytest.raises(HasNoLine):
        await choose(database, worker, LineKind.DESK, DESK)
    assert await told(database) == []


async def test_a_desk_is_its_sitters_until_he_or_she_has_gone_home(database: Database) -> None:
    day, night = await add_counsellor(database), await add_counsellor(database)
    await choose(database, day, LineKind.DESK, DESK)
    with pytest.raises(DeskNumberIsTaken):
        await choose(database, night, LineKind.DESK, DESK)
    await press(database, day, "end")
    await choose(database, night, LineKind.DESK, DESK)
    async with database.transaction() as session:
        left = await own_line.line_row(session, day.id)
    assert (left["kind"], left["number"], left["version"]) == ("house", None, 2)
    assert [event.entity_id for event in await told(database)] == [day.id, day.id, night.id]


async def test_numbers_that_count_no_more_are_erased_and_who_chose_what_stays(
    database: Database,
) -> None:
    person = await add_counsellor(database)
    await choose(database, person, LineKind.DESK, DESK)
    await choose(database, person, LineKind.DESK, OTHER)
    with travel(clock.now() + own_line.NUMBER_KEPT + timedelta(minutes=1), tick=False):
        async with database.transaction() as session:
            await own_line.forget_numbers(session)
    async with database.transaction() as session:
        found = await session.exec(select(OwnLine).order_by(col(OwnLine.version)))
        assert [(one.kind, one.number) for one in found] == [("desk", None), ("desk", OTHER)]


async def test_a_console_that_is_lost_takes_no_call_from_a_desk_telephone(
    database: Database,
) -> None:
    """The line is up by the network's word, whatever became of the browser."""
    person, call, network = await talking(database)
    assert call.state is CallState.TALKING
    with travel(clock.now() + timedelta(minutes=5), tick=False):
        async with database.transaction() as session:
            assert await lose_links(session, 12) == []
        await reconcile(database, network)
        kept = await get_call(database, call.id)
        assert (kept.state, kept.owner_id) == (CallState.TALKING, person.id)
        assert await duty_of(database, person) is Duty.ON_CALL
    network.up = {call.provider_call_id}  # now the desk telephone itself is gone
    with travel(clock.now() + timedelta(minutes=10), tick=False):
        await reconcile(database, network)
        assert (await get_call(database, call.id)).state is CallState.WAITING


async def test_over_http_a_desk_telephone_rings_and_its_number_is_its_owners_alone(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database, supervisor=True) as line:
        sender, boss = line.sender, line.people["boss"]
        assert sender.rows("me", "line")["me"]["kind"] == "house"
        refused = await sender.ask("POST", "/line/choose", {"kind": "browser"}, expect=409)
        assert refused["code"] == "softphone_is_not_set_up"
        refused = await sender.ask("POST", "/line/choose", {"kind": "desk"}, expect=422)
        assert refused["errors"][0]["field"] == "number"
        path = f"/staff/{line.id_of('sender')}/line/choose"
        await sender.ask("POST", path, {"kind": "house"}, expect=403)
        given = await boss.ask("POST", path, {"kind": "desk", "number": DESK})
        assert (given["kind"], given["number"], given["has_number"]) == ("desk", None, True)
        own = await line.row("sender", "line", lambda row: row["kind"] == "desk")
        assert own["number"] == (await sender.ask("GET", "/line"))["number"] == DESK
        await line.hears("sender")  # the call in progress keeps its line
        await boss.ask("POST", f"/calls/{line.call_id}/listen")
        await boss.ask("POST", "/line/choose", {"kind": "desk", "number": DESK}, expect=409)
        await line.ask("sender", "/hang-up")
        await line.ask("sender", "/complete")
        await line.line.phones.set_rule(DESK, answer=True, after_s=0.2)
        line.sid = await line.line.phones.place_call("+8801210000002")
        (offer,) = await sender.until(lambda: [*sender.rows("me", "offers").values()])
        await sender.ask("POST", f"/offers/{offer['id']}/accept")
        await line.hears(DESK)
        assert DESK[4:] not in repr(boss.heard)
