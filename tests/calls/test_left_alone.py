"""A counsellor's line goes: the caller's own line asks what comes next, whatever else is down."""

from uuid import UUID

from app.calls.states import CallState
from app.core.db import Database
from app.core.settings import Settings
from app.telephony.simulator.client import CallView, over
from tests.calls.desk import Desk, colleague_joins, desk
from tests.factories import get_call

SOON_SECONDS = 3
"""Of the phones' time. What had to be done by a job would come after more, or never."""


def _queued_after_talk(view: CallView) -> bool:
    whats = [entry["what"] for entry in view["timeline"]]
    return "queued" in whats[whats.index("talking_with") :]


async def _waits_again(at: Desk) -> None:
    """Wait until the caller is back in the queue, at once and with a spoken line before."""
    view = await at.line.phones.wait_for(at.sid, _queued_after_talk)
    timeline = view["timeline"]
    left = next(one for one in timeline if one["what"] == "left_conference")
    after = timeline[timeline.index(left) :]
    spoken = next(one for one in after if one["what"] == "heard_say")
    assert spoken["t"] - spoken["seconds"] - left["t"] < SOON_SECONDS
    assert view["longest_silence_seconds"] < SOON_SECONDS


async def test_without_any_worker_a_lost_counsellors_caller_is_back_at_once(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database) as at:
        await at.line.without_worker()
        await at.line.phones.handset_hang_up("client:sender")
        await _waits_again(at)
        call = await get_call(database, UUID(at.call_id))
        assert (call.state, call.step, call.owner_id) == (CallState.WAITING, 2, None)


async def test_without_any_worker_the_caller_is_told_of_the_end_by_the_line_itself(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database) as at:
        await at.line.without_worker()
        await at.ask("sender", "/hang-up")
        await at.line.phones.handset_hang_up("client:sender")
        view = await at.line.phones.wait_for(at.sid, over)
        assert not _queued_after_talk(view)
        assert view["longest_silence_seconds"] < SOON_SECONDS


async def test_with_a_guest_in_the_talk_the_counsellors_leaving_ends_nothing(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database, "helper") as at:
        await colleague_joins(at, "helper")
        await at.line.phones.handset_hang_up("client:sender")
        await at.hears("helper")
        await at.row("helper", "calls", lambda row: row["state"] == "talking")
        view = await at.line.phones.call(at.sid)
        assert not _queued_after_talk(view)
        await at.never_in_silence()


async def test_who_only_listens_keeps_no_lost_caller_in_silence(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database, supervisor=True) as at:
        await at.ask("boss", "/listen")
        await at.heard_by("boss", "sender")
        await at.line.phones.handset_hang_up("client:sender")
        await at.line.phones.wait_for(at.sid, _queued_after_talk)
        await at.never_in_silence()
