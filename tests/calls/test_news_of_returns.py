"""What is wanted of a caller who came in again unnoticed, and who is free to come."""

from datetime import timedelta

import pytest
from time_machine import travel

from app.calls import invitations
from app.calls.invitation_rows import free_colleagues
from app.calls.invitations import ColleagueIsNotFree
from app.calls.reconciler import SILENT_SECONDS, reconcile
from app.calls.states import InvitationKind
from app.core import clock
from app.core.db import Database
from tests.calls.night import Switchboard, jobs_of
from tests.calls.test_lost_news import talking
from tests.calls.test_placing import change
from tests.factories import add_counsellor


@pytest.mark.parametrize(
    ("wanted", "jobs"),
    [
        ({"held_at": True}, ["calls.hold"]),
        ({"muted_at": True}, ["calls.mute"]),
        ({}, []),
    ],
)
async def test_hold_and_mute_are_asked_for_anew_when_the_news_of_a_return_is_lost(
    database: Database, wanted: dict[str, bool], jobs: list[str]
) -> None:
    """Who came in again is neither on hold nor muted, and nobody told us that he or she came."""
    _, call = await talking(database)
    await change(database, call.id, heartbeat_at=clock.now(), **dict.fromkeys(wanted, clock.now()))
    await (await database.raw()).execute("DELETE FROM pgqueuer")
    board = Switchboard(up={call.provider_call_id, "CA-leg"})
    await reconcile(database, board)
    assert await jobs_of(database) == []  # all is well: nothing is asked for
    with travel(clock.now() + timedelta(seconds=SILENT_SECONDS + 1), tick=False):
        await reconcile(database, board)
    assert sorted(await jobs_of(database)) == jobs


@pytest.mark.parametrize(("link_seconds", "free"), [(12, False), (30, True)])
async def test_a_colleague_is_free_to_come_as_long_as_the_setting_of_the_link_says(
    database: Database, link_seconds: float, *, free: bool
) -> None:
    _, call = await talking(database)
    colleague = await add_counsellor(database)
    assert call.owner_id is not None
    with travel(clock.now() + timedelta(seconds=20), tick=False):
        async with database.transaction() as session:
            rows = await free_colleagues(session, call.owner_id, link_seconds)
        assert [row["id"] for row in rows] == ([str(colleague.id)] if free else [])
        join = InvitationKind.JOIN
        asked = (call.id, call.owner_id, colleague.id, join, link_seconds)
        async with database.transaction() as session:
            if free:
                await invitations.ask(session, *asked)
            else:
                with pytest.raises(ColleagueIsNotFree):
                    await invitations.ask(session, *asked)
