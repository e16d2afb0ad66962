"""A request to take the caller in whose answer is lost is made again: the caller goes in once."""

import asyncio

from app.calls import lookups
from app.core.db import Database
from app.core.settings import Settings
from app.telephony.simulator.client import CallView
from tests.calls.night import Switchboard, legs_of, lines
from tests.factories import answered, get_call
from tests.line import Line, whole_line

TRIES = 4
"""So many requests are done and answered by an error, and nobody tells us of what was done."""


async def _errors_made(line: Line) -> None:
    async with asyncio.timeout(20):
        while (await line.phones.disorder_done()).get("rest_error_after", 0) < TRIES:
            await asyncio.sleep(0.05)


def _whats(view: CallView) -> list[str]:
    return [entry["what"] for entry in view["timeline"]]


async def test_a_caller_whose_bridging_is_answered_by_errors_is_taken_in_once(
    settings: Settings, database: Database
) -> None:
    async with whole_line(settings, database) as line:
        await line.employ("sender", "counsellor")
        async with line.at_work("sender") as sender:
            await sender.watch("me")
            await sender.ask("POST", "/duty/start")
            sid = await line.phones.place_call("+8801210000001")
            (offer,) = await sender.until(lambda: [*sender.rows("me", "offers").values()])
            await line.phones.wait_for(sid, lambda view: bool(view["queue"]))
            await line.phones.disorder(rest_error_after=1.0, drop=1.0)
            await sender.ask("POST", f"/offers/{offer['id']}/accept")
            await _errors_made(line)
            view = await line.phones.wait_for(sid, lambda view: bool(view["conference"]))
    whats = _whats(view)
    assert [whats.count(what) for what in ("left_queue", "joined_conference")] == [1, 1]
    assert "left_conference" not in whats


async def test_only_the_callers_own_line_is_noted_and_only_for_the_present_step(
    database: Database,
) -> None:
    _, call = await answered(database)
    for step, sid, noted in (
        (call.step, "CA-of-somebody", None),
        (call.step + 1, call.provider_call_id, None),
        (call.step, call.provider_call_id, call.step),
    ):
        async with database.transaction() as session:
            await lookups.bridged(session, call.id, step, sid)
        assert (await get_call(database, call.id)).bridged_step == noted
    (leg,) = await legs_of(database, call.id)
    board = Switchboard(up={call.provider_call_id})
    await lines(database, board).connect(leg.id)
    assert board.asked == [("ring", str(leg.id))]
