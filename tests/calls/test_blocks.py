"""A supervisor's block: a lower place and never a closed door; danger goes before it."""

import asyncio
import xml.etree.ElementTree as ET
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import select
from time_machine import travel

from app.calls import blocks, placing
from app.calls.blocks import BlockNotFound, BlockStands, DangerIsKnown
from app.calls.locking import CallNotFound
from app.calls.nuisance import NumberIsWithheld
from app.calls.number_models import NuisanceMark, NumberBlock
from app.calls.states import CallState
from app.core import clock
from app.core.db import Database
from app.core.errors import InputIsInvalid
from app.core.settings import Settings
from app.staff.models import Staff
from app.wiring import prompts
from tests.calls.test_nuisance import marked, two
from tests.calls.test_outgoing import kinds
from tests.calls.test_placing import change, reasons, urgent
from tests.factories import add_counsellor, get_call, offered, open_offer, ring
from tests.line import whole_line
from tests.serving import Served
from tests.telephony.twilio.test_webhooks import verbs

NUMBER, OTHER = "+8801210000091", "+8801210000092"
BLOCKED, DANGER = {"blocked": -86_400}, {"danger_key": 900}


@pytest.fixture
async def boss(database: Database) -> Staff:
    return await add_counsellor(database, on=False)


async def over(database: Database, number: str | None = NUMBER) -> UUID:
    """A call of this number that is over."""
    call_id = await ring(database, number)
    await change(database, call_id, state="ended", end_reason="caller_hung_up")
    return call_id


async def block(
    database: Database, call_id: UUID, by: Staff, reason: str = "floods", hours: int = 24
) -> NumberBlock:
    async with database.transaction() as session:
        return await blocks.block(session, call_id, by.id, reason, hours)


async def presses(served: Served, database: Database, call_id: UUID, digits: str) -> str:
    sid = (await get_call(database, call_id)).provider_call_id
    status, document = await served.hook(
        f"/danger/{call_id}/0", {"CallSid": sid, "Digits": digits, "CallStatus": "in-progress"}
    )
    assert status == 200
    return document


async def heard(served: Served, database: Database, call_id: UUID) -> str:
    sid = (await get_call(database, call_id)).provider_call_id
    return (await served.hook(f"/wait/{call_id}", {"CallSid": sid}))[1]


async def rounds(database: Database) -> None:
    async with database.transaction() as session:
        await blocks.cleared_by_danger(session)


async def standing(database: Database) -> list[str | None]:
    async with database.transaction() as session:
        return [row["caller_number"] for row in await blocks.block_rows(session)]


async def test_a_blocked_number_goes_after_everybody_and_no_other_does(
    database: Database, boss: Staff
) -> None:
    await block(database, await over(database), boss)
    blocked, other = await ring(database, NUMBER), await ring(database, OTHER)
    assert await reasons(database, blocked) == BLOCKED
    assert await reasons(database, other) == {}
    await add_counsellor(database)
    await offered(database)
    assert (await open_offer(database, other)).call_id == other


async def test_it_is_answered_all_the_same_when_nobody_else_waits(
    database: Database, boss: Staff
) -> None:
    await block(database, await over(database), boss)
    call_id = await ring(database, NUMBER)
    await add_counsellor(database)
    await offered(database)
    assert (await open_offer(database, call_id)).call_id == call_id


@pytest.mark.parametrize(
    ("reason", "hours"), [("prank", 24), ("floods", 0), ("floods", 721), ("floods", -1)]
)
async def test_without_a_reason_or_for_longer_than_thirty_days_nobody_is_blocked(
    database: Database, boss: Staff, reason: str, hours: int
) -> None:
    with pytest.raises(InputIsInvalid):
        await block(database, await over(database), boss, reason, hours)


async def test_a_withheld_number_can_not_be_blocked_nor_one_of_a_call_that_is_none(
    database: Database, boss: Staff
) -> None:
    with pytest.raises(NumberIsWithheld):
        await block(database, await over(database, None), boss)
    with pytest.raises(CallNotFound):
        await block(database, uuid4(), boss)


async def test_a_number_is_blocked_once_at_a_time_and_anew_when_that_is_over(
    database: Database, boss: Staff
) -> None:
    call_id = await over(database)
    await block(database, call_id, boss, hours=2)
    with pytest.raises(BlockStands):
        await block(database, call_id, boss)
    with travel(clock.now() + timedelta(hours=2, seconds=1), tick=False):
        assert await standing(database) == []
        await block(database, call_id, boss)
        assert len(await standing(database)) == 1


async def test_a_block_ends_by_itself_and_places_follow(database: Database, boss: Staff) -> None:
    await block(database, await over(database), boss, hours=1)
    call_id = await ring(database, NUMBER)
    assert await reasons(database, call_id) == BLOCKED
    with travel(clock.now() + timedelta(hours=1, seconds=1), tick=False):
        await placing.place_again(database)
        assert await reasons(database, call_id) == {}


async def test_a_supervisor_lifts_it_once_and_who_waits_has_a_place_anew(
    database: Database, boss: Staff
) -> None:
    row = await block(database, await over(database), boss)
    call_id = await ring(database, NUMBER)
    assert await reasons(database, call_id) == BLOCKED
    for _ in range(2):
        async with database.transaction() as session:
            lifted = await blocks.lift(session, row.id, boss.id)
    assert (lifted.ended_by, lifted.version) == (boss.id, 2)
    assert await reasons(database, call_id) == {}
    with pytest.raises(BlockNotFound):
        async with database.transaction() as session:
            await blocks.lift(session, uuid4(), boss.id)
    told = await kinds(database)
    assert (told.count("call.number_blocked"), told.count("call.block_lifted")) == (1, 1)


async def test_a_number_of_a_child_in_danger_is_not_blocked(
    database: Database, boss: Staff
) -> None:
    call_id = await over(database)
    await urgent(database, call_id, "P1")
    with pytest.raises(DangerIsKnown):
        await block(database, await over(database), boss)


async def test_danger_in_a_later_call_clears_block_and_marks_and_tells_so_once(
    database: Database, boss: Staff
) -> None:
    one, other = await two(database)
    await block(database, await over(database), boss)
    await marked(database, one, NUMBER)
    await marked(database, other, NUMBER)
    await marked(database, one, OTHER)
    await rounds(database)
    assert len(await standing(database)) == 1
    later = await over(database)
    await urgent(database, later, "P1")
    await asyncio.gather(*(rounds(database) for _ in range(3)))
    await rounds(database)
    assert await standing(database) == []
    async with database.transaction() as session:
        left = list(await session.exec(select(NuisanceMark.cleared_at)))
    assert [at is None for at in left].count(True) == 1
    assert (await kinds(database)).count("call.flags_cleared") == 1


async def test_a_blocked_caller_is_told_of_the_key_of_danger_alone(
    served: Served, database: Database, boss: Staff
) -> None:
    await block(database, await over(database), boss)
    call_id = await ring(database, NUMBER)
    document = await heard(served, database, call_id)
    assert verbs(document) == ["Gather"]
    asked = ET.fromstring(document)[0]
    assert [said.text for said in asked] == [prompts()["prompt.blocked"]]
    assert str(asked.get("action")).endswith(f"/telephony/twilio/danger/{call_id}/0")
    lasts = len(prompts()["prompt.blocked"]) / 14 + float(asked.get("timeout", "5"))
    assert 10 <= lasts <= 15
    other = await heard(served, database, await ring(database, OTHER))
    assert prompts()["prompt.blocked"] not in other


async def test_the_key_of_danger_passes_the_block_at_once_and_counts_once(
    served: Served, database: Database, boss: Staff
) -> None:
    one, other = await two(database)
    await marked(database, one, NUMBER)
    await marked(database, other, NUMBER)
    await block(database, await over(database), boss)
    call_id = await ring(database, NUMBER)
    assert await reasons(database, call_id) == {"nuisance": -600, **BLOCKED}
    first = await presses(served, database, call_id, "1")
    assert await presses(served, database, call_id, "1") == first
    assert prompts()["prompt.key_heard"] in first
    assert verbs(first) == ["Say", "Redirect"]
    assert await reasons(database, call_id) == DANGER
    assert prompts()["prompt.blocked"] not in await heard(served, database, call_id)
    assert (await kinds(database)).count("call.danger_key_pressed") == 1
    again = await ring(database, NUMBER)
    await change(database, call_id, state="ended", end_reason="caller_hung_up")
    assert await reasons(database, again) == BLOCKED  # for that call alone, and the marks are void


@pytest.mark.parametrize("digits", ["2", "0", "*", "11", "", "১"])
async def test_any_other_key_or_none_waits_on_at_the_lowest_place(
    served: Served, database: Database, boss: Staff, digits: str
) -> None:
    await block(database, await over(database), boss)
    call_id = await ring(database, NUMBER)
    document = await presses(served, database, call_id, digits)
    assert verbs(document) == ["Redirect"]
    assert await reasons(database, call_id) == BLOCKED
    call = await get_call(database, call_id)
    assert (call.state, call.danger_key_at) == (CallState.WAITING, None)
    assert prompts()["prompt.blocked"] in await heard(served, database, call_id)


async def test_the_key_counts_on_the_callers_own_line_only_and_while_waiting(
    served: Served, database: Database, boss: Staff
) -> None:
    await block(database, await over(database), boss)
    call_id = await ring(database, NUMBER)
    form = {"CallSid": "CA-somebody-else", "Digits": "1", "CallStatus": "in-progress"}
    await served.hook(f"/danger/{call_id}/0", form)
    assert (await get_call(database, call_id)).danger_key_at is None
    status, _ = await served.hook(f"/danger/{call_id}/0", form, signature=None)
    assert status == 403
    await change(database, call_id, state="ended", end_reason="abandoned")
    await presses(served, database, call_id, "1")
    assert (await get_call(database, call_id)).danger_key_at is None
    assert (await served.hook(f"/danger/{uuid4()}/0", form))[0] == 200


async def test_over_http_a_supervisor_alone_blocks_lists_and_lifts(
    settings: Settings, database: Database
) -> None:
    call_id = await over(database)
    withheld = await over(database, None)
    async with whole_line(settings, database) as line:
        await line.employ("asha", "counsellor")
        await line.employ("shanta", "supervisor")
        async with line.at_work("asha") as asha, line.at_work("shanta") as shanta:
            path, why = f"/calls/{call_id}/block", {"reason": "threats", "hours": 48}
            await asha.ask("POST", path, why, expect=403)
            await asha.ask("GET", "/number-blocks", expect=403)
            await shanta.ask("POST", path, {"reason": "threats"}, expect=422)
            await shanta.ask("POST", path, {**why, "hours": 721}, expect=422)
            refused = await shanta.ask("POST", f"/calls/{withheld}/block", why, expect=409)
            assert refused["code"] == "number_is_withheld"
            (row,) = (await shanta.ask("POST", path, why))["items"]
            assert (row["reason"], row["made_by"]["en"]) == ("threats", "shanta")
            assert "•" in row["caller_number"]
            stands = await shanta.ask("POST", path, why, expect=409)
            assert stands["code"] == "block_stands"
            await asha.ask("POST", f"/number-blocks/{row['id']}/lift", expect=403)
            await shanta.ask("POST", f"/number-blocks/{row['id']}/lift", expect=204)
            assert (await shanta.ask("GET", "/number-blocks"))["items"] == []


async def test_on_the_line_a_blocked_caller_who_presses_one_is_answered_before_who_came_earlier(
    settings: Settings, database: Database
) -> None:
    boss = await add_counsellor(database, on=False)
    await block(database, await over(database), boss)
    async with whole_line(settings, database) as line:
        await line.employ("counsellor-1", "counsellor")
        await line.phones.place_call(OTHER)
        sid = await line.phones.place_call(NUMBER)
        view = await line.phones.wait_for(sid, lambda seen: bool(seen["listening_for_keys"]))
        said = [one.get("text") for one in view["timeline"] if one["what"] == "heard_say"]
        assert prompts()["prompt.blocked"] in said
        assert await line.phones.press(sid, "1")
        await line.phones.wait_for(
            sid,
            lambda seen: any(
                prompts()["prompt.key_heard"] == one.get("text") for one in seen["timeline"]
            ),
        )
        async with line.at_work("counsellor-1") as counsellor:
            await counsellor.watch("me")
            await counsellor.ask("POST", "/duty/start")
            (offer,) = await counsellor.until(lambda: [*counsellor.rows("me", "offers").values()])
            call = await get_call(database, UUID(offer["call_id"]))
            assert call.provider_call_id == sid
        view = await line.phones.call(sid)
        assert view["outcome"] not in ("heard error", "cut off")
