"""Signs of life by a moved clock: due, late, heard late; a phone sees nothing of a duress."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import time_machine
from sqlmodel import col, select

from app.core import clock as our_clock
from app.core.outbox import OutboxRow
from app.dispatch import check_in, handing_back, service
from app.dispatch.check_in_models import CheckIn, Duress
from app.dispatch.jobs import deadlines
from app.dispatch.models import Notice
from app.dispatch.pins import Said
from app.jobs.deadlines import fire_due
from tests.dispatch.web import browser, cookie_of, worker_cookie
from tests.dispatch.world import PASSWORD, UNION, World

COMMANDS, PINS = "/api/v1/field/commands", "/api/v1/field/pins"
PIN, DURESS, WRONG = "2580", "7413", "9999"
HALF_AN_HOUR, GRACE = timedelta(minutes=30), timedelta(minutes=8)


async def fire(world: World) -> int:
    return await fire_due(world.database, deadlines(world.settings))


async def out(world: World, by: int = 0) -> UUID:
    """A worker accepts and sets out."""
    dispatch_id = await world.request(world.workers[by])
    await world.accept(dispatch_id, world.workers[by])
    await world.do(lambda s: service.depart(s, dispatch_id, world.workers[by]))
    return dispatch_id


async def timer(world: World, dispatch_id: UUID) -> CheckIn:
    step = (await world.steps(dispatch_id))[0]
    found = await world.do(lambda s: s.exec(select(CheckIn).where(CheckIn.step_id == step.id)))
    row: CheckIn = found.one()
    return row


async def say(world: World, dispatch_id: UUID, pin: Said = Said.SAFE, **more: Any) -> str | None:
    at = more.get("at", our_clock.now())
    by = world.workers[more.get("by", 0)]
    code: str | None = await world.do(
        lambda s: check_in.said(s, dispatch_id, by, pin, at, world.settings)
    )
    return code


def command(dispatch_id: UUID, pin: str | None, seq: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "verb": "check_in",
        "dispatch_id": str(dispatch_id),
        "seq": seq,
        "made_at": our_clock.now().isoformat(),
        "clock_offset_ms": 0,
        "pin": pin,
        **more,
    }


async def test_a_sign_of_life_is_due_from_setting_out_until_the_task_is_over(
    world: World, clock: time_machine.Traveller
) -> None:
    dispatch_id = await world.request(world.workers[0])
    await world.accept(dispatch_id, world.workers[0])
    assert (await timer(world, dispatch_id)).due_at is None
    assert await say(world, dispatch_id) == "no_check_in"
    await world.step_on(service.depart, dispatch_id)
    due = our_clock.now() + HALF_AN_HOUR
    assert (await timer(world, dispatch_id)).due_at == due
    clock.shift(timedelta(minutes=10))
    await world.step_on(service.arrive, dispatch_id)
    assert (await timer(world, dispatch_id)).due_at == due  # arriving is no sign of life
    assert await say(world, dispatch_id) is None
    assert (await timer(world, dispatch_id)).due_at == due + timedelta(minutes=10)
    by = world.workers[0]
    await world.do(lambda s: service.complete(s, dispatch_id, by, "child_safe"))
    clock.shift(timedelta(hours=2))
    await fire(world)
    assert await say(world, dispatch_id) == "no_check_in"
    assert not await world.events("dispatch.check_in_late")


async def test_due_reminds_late_tells_supervisors_and_a_late_sign_given_in_time_ends_it(
    world: World, clock: time_machine.Traveller
) -> None:
    dispatch_id = await out(world)
    clock.shift(timedelta(minutes=29))
    given = our_clock.now()  # on the phone, without network
    clock.shift(timedelta(minutes=1))
    await fire(world)
    assert len(await world.events("dispatch.check_in_due")) == 1
    clock.shift(GRACE - timedelta(seconds=1))
    await fire(world)
    assert (await timer(world, dispatch_id)).late_at is None
    clock.shift(timedelta(seconds=1))
    await fire(world)
    row = await timer(world, dispatch_id)
    assert (row.late_at, row.late_why) == (our_clock.now(), "silent")
    (told,) = await world.events("supervisors.told")
    assert told.facts["code"] == "check_in_late"
    for _ in range(2):
        clock.shift(timedelta(minutes=1))
        await fire(world)
    assert len(await world.events("dispatch.check_in_late")) == 1
    assert await say(world, dispatch_id, at=given) is None
    row = await timer(world, dispatch_id)
    assert (row.late_at, row.last_at, row.due_at) == (None, given, given + HALF_AN_HOUR)
    (event,) = await world.events("dispatch.checked_in")
    assert (event.facts["in_time"], event.facts["ended_alarm"]) == (True, True)
    await fire(world)  # the next one is due by its own time, which is to come
    assert len(await world.events("dispatch.check_in_due")) == 1
    await say(world, dispatch_id, at=given - timedelta(minutes=1))  # older news moves nothing
    assert (await timer(world, dispatch_id)).due_at == row.due_at
    assert len(await world.events("dispatch.checked_in")) == 1


async def test_a_worker_may_shorten_it_and_the_call_centre_may_ask_at_once(
    world: World, clock: time_machine.Traveller
) -> None:
    dispatch_id = await out(world)
    start, field = our_clock.now(), await worker_cookie(world, 0)
    desk = await cookie_of(world, world.counsellor.id, "console")

    async with browser(world) as client:

        async def pace(minutes: int) -> tuple[str, str | None]:
            said = command(dispatch_id, None, verb="pace", minutes=minutes)
            del said["pin"]
            answer = await client.post(COMMANDS, json={"commands": [said]}, headers=field)
            receipt = answer.json()["receipts"][0]
            return receipt["result"], receipt["code"]

        assert await pace(4) == await pace(31) == ("refused", "input_is_invalid")
        assert await pace(10) == ("applied", None)
        assert await pace(10) == ("already", None)
        assert (await timer(world, dispatch_id)).due_at == start + timedelta(minutes=10)
        for _ in range(2):
            asked = await client.post(
                f"/api/v1/dispatches/{dispatch_id}/check-in/ask", headers=desk
            )
            assert asked.status_code == 200, asked.text
            assert asked.json()["check_in"]["asked_at"] is not None
        await fire(world)
        assert len(await world.events("dispatch.check_in_due")) == 1
        assert len(await world.events("dispatch.check_in_asked")) == 1
        spoken = await client.post(
            f"/api/v1/dispatches/{dispatch_id}/check-in/confirm", headers=desk
        )
        assert spoken.json()["check_in"]["asked_at"] is None
        await world.do(
            lambda s: handing_back.hand_back(
                s, dispatch_id, world.workers[0], "ill", world.settings
            )
        )
        over = await client.post(f"/api/v1/dispatches/{dispatch_id}/check-in/ask", headers=desk)
    assert (over.status_code, over.json()["code"]) == (409, "no_check_in")


async def set_pins(client: httpx.AsyncClient, field: dict[str, str], **more: str) -> Any:
    body = {"password": PASSWORD, "pin": PIN, "duress_pin": DURESS, **more}
    return await client.put(PINS, json=body, headers=field)


async def test_pins_are_set_with_the_password_and_refused_by_their_field(world: World) -> None:
    field = await worker_cookie(world, 0)
    async with browser(world) as client:
        assert (await client.get(PINS, headers=field)).json() == {"set_at": None}
        for changed, code, named in (
            ({"pin": "12"}, "pin_refused", "pin"),
            ({"duress_pin": "2581"}, "pin_refused", "duress_pin"),
            ({"password": "wrong"}, "wrong_password", "password"),
        ):
            answer = await set_pins(client, field, **changed)
            assert answer.status_code in (403, 422)
            told = answer.json()
            assert (told["code"], told["errors"][0]["field"]) == (code, named)
            assert not any(word in answer.text for word in (PIN, "2581", PASSWORD))
        made = await set_pins(client, field, pin="২৫৮০")
        assert made.status_code == 200
        assert (await client.get(PINS, headers=field)).json() == made.json()
        for _ in range(5):
            await set_pins(client, field, password="wrong")
        assert (await set_pins(client, field)).status_code == 429


async def test_duress_is_the_same_to_the_phone_byte_by_byte_and_supervisors_know(
    world: World, clock: time_machine.Traveller
) -> None:
    """Two workers do the same at the same moment, one of them under threat."""
    calm, forced = await worker_cookie(world, 0), await worker_cookie(world, 1)
    async with world.database.transaction() as session:
        boss = await world.add_staff(session, "supervisor-9", "supervisor")
    incident_id = await world.add_incident(UNION)
    first = await out(world)
    second = await world.request(world.workers[1], incident_id=incident_id)
    await world.accept(second, world.workers[1])
    await world.do(lambda s: service.depart(s, second, world.workers[1]))
    console = await cookie_of(world, boss.id, "console")
    desk = await cookie_of(world, world.counsellor.id, "console")
    ids: dict[str, str] = {}
    for task in (first, second):
        dispatch = await world.dispatch(task)
        incident = await world.incident(dispatch.incident_id)
        ids |= {str(task): "TASK", incident.number: "TICKET"}
        ids |= {f'"task_no":{dispatch.task_no}': '"task_no":0'}

    def same(text: str) -> str:
        for known, name in ids.items():
            text = text.replace(known, name)
        return text

    async with browser(world) as client:
        for who in (calm, forced):
            assert (await set_pins(client, who)).status_code == 200
        clock.shift(timedelta(minutes=7))
        answers = []
        for who, task, pins in (
            (calm, first, (WRONG, PIN, None)),
            (forced, second, (WRONG, DURESS, None)),
        ):
            said = [command(task, pin, seq) for seq, pin in enumerate(pins)]
            ids |= {one["id"]: f"COMMAND {seq}" for seq, one in enumerate(said)}
            answer = await client.post(COMMANDS, json={"commands": said}, headers=who)
            again = await client.post(COMMANDS, json={"commands": said}, headers=who)
            assert again.json()["receipts"] == answer.json()["receipts"]
            answers.append(answer)
            codes = [one["code"] for one in answer.json()["receipts"]]
            assert codes == ["wrong_pin", None, "pin_needed"]
        await fire(world)

        assert answers[0].headers == answers[1].headers
        assert same(answers[0].text) == same(answers[1].text)
        mine = [await client.get("/api/v1/dispatches/mine", headers=who) for who in (calm, forced)]
        assert same(mine[0].text) == same(mine[1].text)

        # What a phone may be sent of: the same kinds of events, in the same order and versions.
        heard = [await _heard(world, f"worker/{by.id}") for by in world.workers[:2]]
        assert heard[0] == heard[1]

        seen = await client.get("/api/v1/duress", headers=console)
        (row,) = seen.json()["items"]
        assert (row["dispatch_id"], row["times"], row["state"]) == (str(second), 1, "en_route")
        assert row["worker"]["en"] == "Suman"
        assert row["point"]["basis"] == "office"
        for who in (calm, forced, desk):
            assert (await client.get("/api/v1/duress", headers=who)).status_code == 403
        theirs = await client.get(f"/api/v1/incidents/{incident_id}", headers=desk)
        assert "duress" not in theirs.text

        address = f"/api/v1/duress/{row['id']}"
        taken = await client.post(f"{address}/take", headers=console)
        assert taken.json()["taken_by"]["en"] == "Mita"
        for outcome, status in (("nothing", 422), ("worker_safe", 204), ("mistake", 409)):
            ended = await client.post(
                f"{address}/close", json={"outcome": outcome}, headers=console
            )
            assert ended.status_code == status
        assert (await client.get("/api/v1/duress", headers=console)).json() == {"items": []}
    quiet = [
        one
        for key in ("duress.raised", "duress.taken", "duress.closed", "supervisors.told")
        for one in await world.events(key)
    ]
    assert {tuple(one.audience) for one in quiet} == {("board",)}
    assert len(quiet) == 4


async def _heard(world: World, audience: str) -> list[tuple[str, str, int]]:
    async with world.database.transaction() as session:
        found = await session.exec(select(OutboxRow).order_by(col(OutboxRow.id)))
        return [
            (one.event, one.entity_kind, one.version) for one in found if audience in one.audience
        ]


async def test_wrong_pins_are_late_at_last_and_never_lock_out_a_call_for_help(
    world: World,
) -> None:
    async with world.database.transaction() as session:
        boss = await world.add_staff(session, "supervisor-9", "supervisor")
        await session.flush()
    dispatch_id = await out(world)
    for _ in range(7):
        assert await say(world, dispatch_id, Said.WRONG) == "wrong_pin"
    row = await timer(world, dispatch_id)
    assert (row.late_why, row.wrong) == ("wrong_pins", 5)
    assert len(await world.events("dispatch.check_in_late")) == 1
    assert await say(world, dispatch_id, Said.SAFE) == "wrong_pin"
    assert await say(world, dispatch_id, Said.DURESS) == "wrong_pin"
    await fire(world)
    assert (await timer(world, dispatch_id)).late_at is not None
    open_ones = list(await world.do(lambda s: s.exec(select(Duress))))
    assert [one.times for one in open_ones] == [1]
    await world.do(lambda s: check_in.confirm(s, dispatch_id, boss.id, world.settings))
    assert await say(world, dispatch_id, Said.SAFE) is None


@pytest.mark.parametrize("pin", [Said.SAFE, Said.DURESS])
async def test_under_threat_help_is_called_even_after_the_task_was_given_away(
    world: World, pin: Said
) -> None:
    dispatch_id = await out(world)
    by = world.workers[0]
    await world.do(lambda s: handing_back.hand_back(s, dispatch_id, by, "ill", world.settings))
    for _ in range(2):
        assert await say(world, dispatch_id, pin) == "no_check_in"
        await fire(world)
    found = list(await world.do(lambda s: s.exec(select(Duress))))
    assert [one.times for one in found] == ([2] if pin is Said.DURESS else [])
    assert not list(await world.do(lambda s: s.exec(select(Notice))))  # nobody has an address here


async def test_a_sign_given_before_one_was_asked_for_is_no_answer_to_that(
    world: World, clock: time_machine.Traveller
) -> None:
    dispatch_id = await out(world)
    clock.shift(timedelta(minutes=5))
    given = our_clock.now()
    clock.shift(timedelta(minutes=5))
    await world.do(lambda s: check_in.ask(s, dispatch_id, world.counsellor.id))
    assert await say(world, dispatch_id, at=given) is None
    row = await timer(world, dispatch_id)
    assert (row.last_at, row.asked_at) == (given, our_clock.now())
    await fire(world)
    clock.shift(GRACE)
    await fire(world)
    assert (await timer(world, dispatch_id)).late_why == "silent"
    assert await say(world, dispatch_id) is None
    assert (await timer(world, dispatch_id)).asked_at is None
