"""Steps of an evening about a ladder that does not go on by itself; holds no test."""

from typing import Any

from app.core.db import execute
from app.dispatch import asking, auditor, charge, handing_back, late, progress
from app.dispatch.models import Dispatch
from app.dispatch.scene import responder_of
from app.dispatch.through import LIVE_SCREEN
from tests.realtime.evening import Evening
from tests.realtime.evening_safety import nothing_gets_through


async def too_late(evening: Evening) -> None:
    """The second worker says yes when the first one goes already."""
    by, settings = evening.world.workers[1], evening.world.settings
    await evening.do(lambda s: late.accept(s, evening.out, by, settings, through=LIVE_SCREEN))


async def nothing_happens(evening: Evening) -> None:
    """The time to set out is over."""

    async def act(session: Any) -> None:
        dispatch = await session.get(Dispatch, evening.out)
        dispatch.progress_due_at = dispatch.acknowledged_at
        await session.flush()
        await progress.progress_due(session, evening.out, evening.world.settings)

    await evening.do(act)


async def taken_charge_of(evening: Evening) -> None:
    by, settings = evening.people["shanta"].id, evening.world.settings
    await evening.do(lambda s: charge.take(s, evening.out, by, settings))


async def charge_runs_out(evening: Evening) -> None:
    await evening.do(lambda s: charge.charge_due(s, evening.out))


async def handed_back(evening: Evening) -> None:
    """Whoever is asked for the errand accepts, and gives it back."""
    (*_, step) = await evening.world.steps(evening.out)
    by, settings = responder_of(step), evening.world.settings
    await evening.world.accept(evening.out, by)
    await evening.do(lambda s: handing_back.hand_back(s, evening.out, by, "ill", settings))


async def stands_still(evening: Evening) -> None:
    """What should look again is gone; the auditor finds it."""
    async with evening.world.database.transaction() as session:
        await execute(session, "DELETE FROM deadline WHERE kind = $1", asking.STEP_DUE)
        await execute(session, "UPDATE dispatch SET alarm_at = NULL WHERE state = 'unanswered'")
    assert await auditor.audit(evening.world.database, evening.world.settings)


NOTHING_HAPPENS = (
    ("the second one's answer is too late", too_late),
    ("nothing happens: a reminder", nothing_happens),
    ("which reaches nobody by any channel", nothing_gets_through),
    ("and still nothing: supervisors are told", nothing_happens),
    ("one takes charge", taken_charge_of),
    ("whose charge runs out", charge_runs_out),
)
