"""The eleven commonest stories, each once, seen only from outside; each must end well."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import pytest

from tests.running import House, Person, Phones, phones_of, running_demo, signed_in

pytestmark = pytest.mark.xdist_group("stories")
PLACE = "TH-DMP-sutrapur"
TIERS = ("backup", "officer", "district", "supervisor")
DUTY_PHONES = ("+8801020000901", "+8801020000902")
DRAFT = "ফোনটা কেটে গেলে আবার লিখতে হবে না"
Row = dict[str, Any]


@pytest.fixture(scope="module")
def brisk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demo with short waits: what takes minutes at night takes seconds here."""
    settings = {"ring_seconds": "3", "acknowledge_p1_seconds": "2", "acknowledge_p2_seconds": "60"}
    settings |= {f"acknowledge_{tier}_seconds": "2,60,14400" for tier in TIERS}
    with running_demo(tmp_path_factory.mktemp("brisk"), **settings) as made:
        yield made


@pytest.fixture
async def phones(brisk: House) -> AsyncIterator[Phones]:
    async with phones_of(brisk) as made:
        yield made
        for call in (await made.see("/calls?live=true"))["calls"]:  # whoever a story left behind
            if call["direction"] == "inbound":
                await do_at_phones(brisk, f"/calls/{call['call_sid']}/hang-up")


@contextlib.asynccontextmanager
async def on_duty(house: House, *names: str) -> AsyncIterator[list[Person]]:
    """Counsellors whose consoles acknowledge; they go home at the end, whatever happened."""
    async with contextlib.AsyncExitStack() as stack:
        people = []
        for name in names:
            person = await stack.enter_async_context(signed_in(house.base, name))
            await person.watch("me")
            await come_on(person)
            people.append(person)
        pings = asyncio.create_task(_ping(people))
        try:
            yield people
        finally:
            pings.cancel()
            for person in people:
                await go_home(person)


async def _ping(people: list[Person]) -> None:
    while True:
        await asyncio.sleep(3)
        for person in people:
            with contextlib.suppress(ConnectionError, RuntimeError, aiohttp.ClientError):
                await person.socket.send_json({"type": "ping"})


async def come_on(person: Person) -> None:
    """Available, whatever the story before has left."""
    await person.until(lambda: duty(person) not in ("ringing", "on_call"))
    await finish_all(person)
    verbs = {"off": "start", "no_answer": "resume", "paused": "resume"}
    if duty(person) in verbs:
        await person.ask("POST", f"/duty/{verbs[duty(person)]}")
    await person.until(lambda: duty(person) in ("available", "ringing"))


async def finish_all(person: Person) -> None:
    for call in list(person.rows("me", "calls").values()):
        if call["state"] != "ended":
            await person.ask("POST", f"/calls/{call['id']}/hang-up", expect=None)
        await person.ask("POST", f"/calls/{call['id']}/complete", expect=None)


async def go_home(person: Person) -> None:
    await finish_all(person)
    await person.ask("POST", "/duty/resume", expect=None)
    await person.ask("POST", "/duty/end", expect=None)


def duty(person: Person) -> str:
    return str(person.rows("me", "duty").get("me", {}).get("state"))


async def take(person: Person) -> Row:
    """Accept what rings and wait until both can hear each other; the call's row."""
    offer = await person.until(lambda: next(iter(person.rows("me", "offers").values()), None))
    await person.socket.send_json({"type": "ack", "offer_id": offer["id"]})
    taken = await person.ask("POST", f"/offers/{offer['id']}/accept")
    return await talking(person, taken["call_id"])


async def talking(person: Person, call_id: str) -> Row:
    row: Row = await person.until(
        lambda: next(
            (
                row
                for row in person.rows("me", "calls").values()
                if row["id"] == call_id and row["state"] == "talking"
            ),
            None,
        )
    )
    return row


async def finish(person: Person, call: Row) -> None:
    await person.ask("POST", f"/calls/{call['id']}/hang-up")
    await person.ask("POST", f"/calls/{call['id']}/complete")


async def steps(person: Person, incident_id: str) -> list[str]:
    """What has happened to a ticket, in order."""
    file = await person.ask("GET", f"/incidents/{incident_id}")
    return [row["kind"] for row in file["timeline"]]


async def lived(phones: Phones, sid: str) -> Row:
    """What the caller lived through, once the line is down."""
    seen: Row = await phones.until(f"/calls/{sid}", lambda one: one["outcome"] != "in_progress")
    assert seen["longest_silence_seconds"] < 10
    return seen


async def tell_phone(house: House, address: str, **rule: Any) -> None:
    path = f"{house.phones}/sim/handsets/{address.replace('+', '%2B')}/rule"
    async with aiohttp.ClientSession() as http, http.post(path, json=rule) as answer:
        assert answer.status == 200, await answer.text()


async def do_at_phones(house: House, path: str) -> None:
    async with aiohttp.ClientSession() as http, http.post(f"{house.phones}/sim{path}") as answer:
        assert answer.status == 200, await answer.text()


async def dispatched(person: Person, incident_id: str, urgency: str, kind: str) -> Row:
    """Locate and ask the best of `kind`; the dispatch's row."""
    path = f"/incidents/{incident_id}"
    await person.ask("POST", f"{path}/locate", {"place": PLACE})
    await person.ask("POST", f"{path}/set-urgency", {"urgency": urgency})
    ranked = (await person.ask("GET", f"{path}/responders"))["ranked"]
    able = [one for one in ranked if one["kind"] == kind]
    best = next((one for one in able if kind == "worker" or "Dhaka" in one["name"]["en"]), None)
    assert best, [one["name"]["en"] for one in ranked]
    chosen = {"responder": {"kind": kind, "id": best["id"]}}
    made: Row = await person.ask("POST", f"{path}/dispatches", chosen, expect=201)
    return made


async def test_answered_the_caller_talks_and_the_ticket_says_so(
    brisk: House, phones: Phones
) -> None:
    async with on_duty(brisk, "counsellor-1") as (one,):
        sid = await phones.call("+8801210002001")
        call = await take(one)
        await finish(one, call)
        assert (await lived(phones, sid))["outcome"] == "talked"
        happened = await steps(one, call["incident_id"])
        assert [kind for kind in happened if kind.startswith("call.")][-3:] == [
            "call.answered", "call.ended", "call.completed",
        ]  # fmt: skip


async def test_abandoned_the_ticket_stays_open_and_somebody_is_to_call_back(
    brisk: House, phones: Phones
) -> None:
    async with signed_in(brisk.base, "supervisor-1") as supervisor:
        await supervisor.watch("board")
        sid = await phones.call("+8801210002002")
        waiting = await supervisor.until(
            lambda: next(iter(supervisor.rows("board", "waiting").values()), None)
        )
        await do_at_phones(brisk, f"/calls/{sid}/hang-up")
        assert (await lived(phones, sid))["outcome"] == "abandoned"
        row = await supervisor.until(
            lambda: next(
                (
                    row
                    for row in supervisor.rows("board", "call_backs").values()
                    if row["number"] == waiting["number"]
                ),
                None,
            )
        )
        assert (row["reason"], row["state"]) == ("abandoned", "open")
        file = await supervisor.ask("GET", f"/incidents/{row['incident_id']}")
        assert file["incident"]["state"] == "open"


async def test_silent_the_caller_is_never_ended_by_us_but_by_the_counsellor(
    brisk: House, phones: Phones
) -> None:
    async with on_duty(brisk, "counsellor-1") as (one,):
        sid = await phones.call("+8801210002003")
        call = await take(one)
        await asyncio.sleep(5)  # the story: nobody says anything
        assert one.rows("me", "calls")[call["id"]]["state"] == "talking"
        await finish(one, call)
        await one.ask("POST", f"/incidents/{call['incident_id']}/close", {"reason": "silent"})
        assert (await lived(phones, sid))["ended_by"] == "api"


async def test_no_answer_the_first_counsellor_misses_it_and_the_second_talks(
    brisk: House, phones: Phones
) -> None:
    async with on_duty(brisk, "counsellor-1") as (first,):
        sid = await phones.call("+8801210002004")
        await first.until(lambda: first.rows("me", "offers"))
        async with on_duty(brisk, "counsellor-2") as (second,):
            await first.until(lambda: duty(first) == "no_answer")
            call = await take(second)
            await finish(second, call)
            assert "call.offer_missed" in await steps(second, call["incident_id"])
        assert (await lived(phones, sid))["outcome"] == "talked"


async def test_crash_the_caller_hears_a_line_goes_first_and_the_draft_is_there(
    brisk: House, phones: Phones
) -> None:
    async with on_duty(brisk, "counsellor-1") as (first,):
        sid = await phones.call("+8801210002005")
        call = await take(first)
        path = f"/incidents/{call['incident_id']}/intake/narrative"
        await first.ask("PUT", path, {"value": DRAFT})
        async with on_duty(brisk, "counsellor-2") as (second,):
            await first.socket.close()
            await do_at_phones(brisk, "/handsets/client%3Acounsellor-1/hang-up")
            again = await take(second)
            assert again["id"] == call["id"]
            file = await second.ask("GET", f"/incidents/{call['incident_id']}")
            assert file["intake"]["narrative"]["value"] == DRAFT
            await finish(second, again)
        seen = await lived(phones, sid)
        marks = [entry["what"] for entry in seen["timeline"]]
        assert marks.count("talking_with") == 2
        assert "heard_say" in marks[marks.index("talking_with") :]  # a spoken line, not silence
        assert seen["outcome"] == "talked"


async def test_reload_the_same_call_and_form_are_back_and_the_voice_was_never_away(
    brisk: House, phones: Phones
) -> None:
    async with on_duty(brisk, "counsellor-1") as (one,):
        sid = await phones.call("+8801210002006")
        call = await take(one)
        path = f"/incidents/{call['incident_id']}/intake/narrative"
        await one.ask("PUT", path, {"value": DRAFT})
        await one.socket.close()
        async with signed_in(brisk.base, "counsellor-1") as again:
            async with asyncio.timeout(5):
                await again.watch("me")
                assert again.rows("me", "calls")[call["id"]]["state"] == "talking"
                await again.watch(f"incident/{call['incident_id']}")
            intake = again.rows(f"incident/{call['incident_id']}", "intake")
            assert intake["narrative"]["value"] == DRAFT
            seen = await phones.see(f"/calls/{sid}")
            assert seen["last"]["what"] == "talking_with"
            await finish(again, call)


async def test_nobody_the_duty_phone_that_presses_one_talks(brisk: House, phones: Phones) -> None:
    first, second = DUTY_PHONES
    await tell_phone(brisk, first, answer=False, after_s=1)
    await tell_phone(brisk, second, answer=True, after_s=1, press="1")
    sid = await phones.call("+8801210002007")
    await phones.until(
        f"/calls/{sid}",
        lambda seen: any(entry["what"] == "talking_with" for entry in seen["timeline"]),
        seconds=80,
    )
    await do_at_phones(brisk, f"/calls/{sid}/hang-up")
    assert (await lived(phones, sid))["outcome"] == "talked"


async def test_nobody_at_the_duty_phones_either_the_caller_may_stay_and_is_answered_later(
    brisk: House, phones: Phones
) -> None:
    for phone in DUTY_PHONES:
        await tell_phone(brisk, phone, answer=False, after_s=1)
    async with signed_in(brisk.base, "supervisor-1") as supervisor:
        await supervisor.watch("board")
        sid = await phones.call("+8801210002008")
        row = await supervisor.until(
            lambda: next(
                (
                    row
                    for row in supervisor.rows("board", "call_backs").values()
                    if row["reason"] == "nobody_on_duty" and row["state"] == "open"
                ),
                None,
            ),
            seconds=90,
        )
        async with on_duty(brisk, "counsellor-1") as (one,):
            call = await take(one)
            assert call["incident_id"] == row["incident_id"]
            await finish(one, call)
            assert "call.duty_phones_missed" in await steps(one, call["incident_id"])
    assert (await lived(phones, sid))["outcome"] == "talked"


async def test_declined_the_next_on_the_ladder_is_asked(brisk: House, phones: Phones) -> None:
    async with (
        on_duty(brisk, "counsellor-1") as (one,),
        signed_in(brisk.base, "worker-1") as worker,
    ):
        await worker.watch("field")
        await phones.call("+8801210002009")
        call = await take(one)
        made = await dispatched(one, call["incident_id"], "P2", "worker")
        await worker.until(lambda: worker.rows("field", "tasks").get(made["id"]))
        await worker.ask("POST", f"/dispatches/{made['id']}/decline", {"reason": "busy"}, None)
        channel = f"incident/{call['incident_id']}"
        await one.watch(channel)
        row = await one.until(
            lambda: next(
                (r for r in one.rows(channel, "dispatches").values() if len(r["steps"]) > 1), None
            )
        )
        assert [step["state"] for step in row["steps"][:2]] == ["declined", "alerted"]
        await one.ask("POST", f"/dispatches/{made['id']}/stand-down", {"reason": "other"})
        await finish(one, call)


async def test_unanswered_nobody_acknowledges_and_the_supervisor_is_alarmed(
    brisk: House, phones: Phones
) -> None:
    async with (
        on_duty(brisk, "counsellor-1") as (one,),
        signed_in(brisk.base, "supervisor-1") as supervisor,
    ):
        await supervisor.watch("board")
        await phones.call("+8801210002010")
        call = await take(one)
        made = await dispatched(one, call["incident_id"], "P1", "worker")
        row = await supervisor.until(
            lambda: next(
                (
                    row
                    for row in supervisor.rows("board", "dispatches").values()
                    if row["id"] == made["id"] and row["alarm_at"]
                ),
                None,
            ),
            seconds=30,
        )
        assert row["state"] == "unanswered"
        await one.ask("POST", f"/dispatches/{made['id']}/stand-down", {"reason": "other"})
        await finish(one, call)


async def test_centre_a_bed_is_held_and_the_arrival_recorded(brisk: House, phones: Phones) -> None:
    async with (
        on_duty(brisk, "counsellor-1") as (one,),
        signed_in(brisk.base, "centre-1") as centre,
    ):
        await centre.watch("field")
        await phones.call("+8801210002011")
        call = await take(one)
        made = await dispatched(one, call["incident_id"], "P2", "centre")
        await centre.until(lambda: centre.rows("field", "tasks").get(made["id"]))
        task = await centre.ask("POST", f"/dispatches/{made['id']}/accept")
        assert task["bed"]["state"] == "held"
        await finish(one, call)
        task = await centre.ask("POST", f"/dispatches/{made['id']}/admit")
        assert task["bed"]["state"] == "arrived"
        await one.watch(f"incident/{call['incident_id']}")
        file = one.rows(f"incident/{call['incident_id']}", "dispatches")
        assert file[made["id"]]["state"] in ("reached", "done")


async def test_linked_the_second_report_becomes_an_alias_of_the_first(
    brisk: House, phones: Phones
) -> None:
    async with on_duty(brisk, "counsellor-1") as (one,):
        calls = []
        for number in ("+8801210002012", "+8801210002013"):
            await phones.call(number)
            call = await take(one)
            await finish(one, call)
            calls.append(call)
        first, second = calls
        kept = await one.ask(
            "POST", f"/incidents/{second['incident_id']}/link", {"to": first["number"]}
        )
        assert kept["number"] == first["number"]
        assert re.fullmatch(r"1098-\d\d-\d{6}", kept["number"])
        found = (await one.ask("GET", f"/incidents?number={second['number']}"))["items"]
        assert [row["number"] for row in found] == [first["number"]]
