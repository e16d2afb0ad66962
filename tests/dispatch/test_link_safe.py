"""Signs of life by the one-tap page: the app's verbs and limits, and no PIN tells itself apart."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
import time_machine
from sqlmodel import select

from app.core import clock as our_clock
from app.core import security
from app.dispatch import handing_back, link_safe, service
from app.dispatch.check_in_models import Duress, SafetyPins
from app.dispatch.pins import Said
from app.dispatch.safety_pins import meaning_of_worker
from tests.dispatch.test_check_in import (
    DURESS,
    GRACE,
    HALF_AN_HOUR,
    PIN,
    WRONG,
    fire,
    out,
    timer,
)
from tests.dispatch.test_link import address, verbs
from tests.dispatch.web import browser
from tests.dispatch.world import UNION, World


async def keep_pins(
    world: World, at: int, name: str = "", pins: tuple[str, str] = (PIN, DURESS)
) -> None:
    """An account of a worker of the world, and its two PINs as they are kept."""
    pin, duress = pins
    async with world.database.transaction() as session:
        who = {"worker_id": world.workers[at].id}
        person = await world.add_staff(session, name or f"worker-{at}", "worker", **who)
        session.add(
            SafetyPins(
                staff_id=person.id,
                pin_hash=security.hash_password(pin),
                duress_hash=security.hash_password(duress),
                set_at=our_clock.now(),
            )
        )


async def press(client: httpx.AsyncClient, path: str, **form: Any) -> httpx.Response:
    answer = await client.post(path, data={"verb": "check_in", **form})
    assert not any(pin in str(answer.headers) for pin in (PIN, DURESS, WRONG))
    return answer


async def calls_for_help(world: World) -> list[Duress]:
    return list(await world.do(lambda s: s.exec(select(Duress))))


async def test_the_page_of_one_who_is_out_takes_a_sign_of_life_and_is_then_asked_for_anew(
    world: World, clock: time_machine.Traveller
) -> None:
    dispatch_id = await world.request(world.workers[0])
    path = await address(world, dispatch_id)
    async with browser(world) as client:
        await client.post(path, data={"verb": "accept"})
        early = await press(client, path)
        assert early.headers["location"] == f"{path}?said=no_check_in"
        assert "Nobody waits" in (await client.get(f"{path}?lang=en&said=no_check_in")).text
        left = await client.post(path, data={"verb": "depart"})
        assert verbs(left.text) == {"arrive", "check_in", "pace"}
        assert 'name="pin"' not in left.text
        clock.shift(timedelta(minutes=10))
        said = await press(client, f"{path}?lang=en&said=wrong_pin")
        assert (said.status_code, said.headers["location"]) == (303, f"{path}?lang=en")
        assert said.headers["cache-control"] == "no-store"
        page = (await client.get(said.headers["location"])).text
        assert "Noted last at 21:10" in page
        assert "safe by 21:40" in page
        assert (await timer(world, dispatch_id)).due_at == our_clock.now() + HALF_AN_HOUR
        (event,) = await world.events("dispatch.checked_in")
        assert (event.facts["through"], event.facts["in_time"]) == ("text", True)
        there = await client.post(path, data={"verb": "arrive"})
        assert verbs(there.text) == {"complete", "check_in", "pace"}
        clock.shift(HALF_AN_HOUR)
        await fire(world)
        clock.shift(GRACE)
        await fire(world)
        late = (await client.get(f"{path}?lang=en")).text
    assert (await timer(world, dispatch_id)).late_why == "silent"
    assert "Say now that you are safe" in late
    assert "supervisor" not in late, "whoever holds the phone need not know who was told"


@pytest.mark.parametrize(
    ("minutes", "status"),
    [("10", 200), ("30", 200), ("4", 422), ("31", 422), ("0", 422), ("x", 422), (None, 422)],
)
async def test_the_pace_has_the_limits_of_the_app(
    world: World, minutes: str | None, status: int
) -> None:
    dispatch_id = await out(world)
    path = await address(world, dispatch_id)
    async with browser(world) as client:
        form = {"verb": "pace"} | ({"minutes": minutes} if minutes else {})
        answer = await client.post(path, data=form)
    assert answer.status_code == status
    every = (await timer(world, dispatch_id)).every_seconds
    assert every == (int(minutes or 0) * 60 if status == 200 else 1800)


@pytest.mark.parametrize("usual", [300, 600, 1800, 3600, 7200])
def test_whatever_pace_is_offered_is_taken(usual: int) -> None:
    offered = link_safe.paces(usual)
    assert list(offered) == sorted(set(offered))
    assert offered[-1] * 60 == usual
    assert all(300 <= minutes * 60 <= usual for minutes in offered)


async def test_both_pins_are_the_same_byte_by_byte_and_supervisors_know_of_one(
    world: World, clock: time_machine.Traveller
) -> None:
    tasks = [await out(world)]
    incident_id = await world.add_incident(UNION)
    tasks.append(await world.request(world.workers[1], incident_id=incident_id))
    await world.accept(tasks[1], world.workers[1])
    await world.do(lambda s: service.depart(s, tasks[1], world.workers[1]))
    clock.shift(timedelta(minutes=7))
    seen: list[list[Any]] = []
    async with browser(world) as client:
        for at, pin in enumerate((PIN, DURESS)):
            await keep_pins(world, at)
            path = await address(world, tasks[at])
            asked = await client.get(path)
            assert 'name="pin"' in asked.text
            answers = [await press(client, path, pin=one) for one in (WRONG, pin)]
            pages = [await client.get(one.headers["location"]) for one in answers]
            seen.append(
                [
                    (one.status_code, one.text, str(one.headers).replace(path, "/a/CODE"))
                    for one in (*answers, *pages)
                ]
            )
    assert seen[0] == seen[1]
    assert await fire(world)
    (known,) = await calls_for_help(world)
    assert known.said_at == our_clock.now()
    rows = [await timer(world, task) for task in tasks]
    assert rows[0].due_at == rows[1].due_at == our_clock.now() + HALF_AN_HOUR
    assert rows[0].wrong == rows[1].wrong == 0


async def test_wrong_pins_count_as_in_the_app_and_say_so_in_both_languages(world: World) -> None:
    dispatch_id = await out(world)
    path = await address(world, dispatch_id)
    await keep_pins(world, 0)
    async with browser(world) as client:
        for form, code in (
            ({}, "pin_needed"),
            ({"pin": ""}, "pin_needed"),
            ({"pin": "no pin"}, "wrong_pin"),
            ({"pin": "৯৯৯৯"}, "wrong_pin"),
        ):
            answer = await press(client, path, **form)
            assert answer.headers["location"] == f"{path}?said={code}"
        endless = await press(client, path, pin="2580" * 6)
        assert (endless.status_code, endless.json()["errors"][0]["field"]) == (422, "pin")
        assert "25802580" not in endless.text
        assert (await timer(world, dispatch_id)).wrong == 2
        assert (await press(client, path, pin=" ২৫৮০ ")).headers["location"] == path
        assert (await timer(world, dispatch_id)).wrong == 0
        for _ in range(5):
            await press(client, path, pin=WRONG)
        assert (await timer(world, dispatch_id)).late_why == "wrong_pins"
        closed = [await press(client, path, pin=pin) for pin in (PIN, DURESS)]
        assert {one.headers["location"] for one in closed} == {f"{path}?said=wrong_pin"}
        bangla = (await client.get(f"{path}?said=wrong_pin")).text
        english = (await client.get(f"{path}?said=wrong_pin&lang=en")).text
        strange = (await client.get(f"{path}?said=all_is_well")).text
    await fire(world)
    assert len(await calls_for_help(world)) == 1
    assert "পিন মেলেনি" in bangla
    assert "does not fit" in english
    assert 'role="alert"' not in strange


@pytest.mark.parametrize("ended", ["completed", "handed_back"])
async def test_under_threat_help_is_called_even_by_a_page_of_an_ended_task(
    world: World, ended: str
) -> None:
    dispatch_id = await out(world)
    path = await address(world, dispatch_id)
    await keep_pins(world, 0)
    by = world.workers[0]
    if ended == "completed":
        await world.step_on(service.arrive, dispatch_id)
        await world.do(lambda s: service.complete(s, dispatch_id, by, "other"))
    else:
        await world.do(lambda s: handing_back.hand_back(s, dispatch_id, by, "ill", world.settings))
    async with browser(world) as client:
        answers = [await press(client, path, pin=pin) for pin in (PIN, DURESS)]
        pages = [await client.get(one.headers["location"]) for one in answers]
    assert answers[0].headers == answers[1].headers
    assert {one.status_code for one in pages} == {410}
    assert pages[0].text == pages[1].text
    assert verbs(pages[0].text) == set()
    assert "Bakerganj" not in pages[0].text
    await fire(world)
    assert [one.times for one in await calls_for_help(world)] == [1]


@pytest.mark.parametrize("how", ["foreign", "asked", "declined"])
async def test_a_link_of_nobody_who_is_out_takes_no_sign_of_life(world: World, how: str) -> None:
    dispatch_id: UUID = await world.request(world.workers[0])
    path = await address(world, dispatch_id)
    if how == "declined":
        await world.decline(dispatch_id, world.workers[0])
    async with browser(world) as client:
        page = await client.get("/a/AAAAAAAAAAAAAAAAAAAAAA" if how == "foreign" else path)
        assert not {"check_in", "pace"} & verbs(page.text)
        answer = await press(client, str(page.url.path), pin=PIN)
        assert answer.status_code == (404 if how == "foreign" else 303)
        foreign = await client.post(
            path, data={"verb": "check_in"}, headers={"origin": "http://evil.test"}
        )
    assert foreign.status_code == 403
    assert await world.events("dispatch.checked_in") == []
    assert await calls_for_help(world) == []


async def test_of_two_accounts_of_one_worker_either_pin_counts_and_duress_wins(
    world: World,
) -> None:
    worker_id = world.workers[0].id
    assert await meaning_of_worker(world.database, worker_id, None) is Said.SAFE
    await keep_pins(world, 0)
    await keep_pins(world, 0, "worker-0b", ("3691", PIN))
    for typed, meant in (
        (PIN, Said.DURESS),
        (DURESS, Said.DURESS),
        ("3691", Said.SAFE),
        (WRONG, Said.WRONG),
        (None, Said.MISSING),
    ):
        assert await meaning_of_worker(world.database, worker_id, typed) is meant
