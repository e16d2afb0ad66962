"""Steps of an evening on which nobody can be asked to go; holds no test."""

from typing import Any

from sqlmodel import col, select

from app.cases import exclusions, linking
from app.cases.access import SystemReason, for_system
from app.core.db import execute
from app.dispatch import auditor, looking, service, unmet, wishing
from app.dispatch.models import Dispatch
from app.dispatch.unmet_models import Unmet
from tests.dispatch.world import UNION
from tests.realtime.evening import Evening


async def _the_row(session: Any) -> Unmet:
    found: Unmet = (await session.exec(select(Unmet).where(col(Unmet.ended_at).is_(None)))).one()
    return found


async def walks_in(evening: Evening) -> None:
    for name in ("dark", "darker"):
        evening.ticket(name, await evening.world.add_incident(UNION))


async def nobody_there(evening: Evening) -> None:
    """Everybody is off duty, no centre works, and a counsellor asks for somebody."""

    async def act(session: Any) -> None:
        await execute(session, "UPDATE worker SET on_duty = false")
        await execute(session, "UPDATE centre SET operating = false")
        world = evening.world
        dark = evening.tickets["dark"]
        _, refused = await wishing.request(session, world.counsellor, dark, None, world.settings)
        assert refused is not None

    await evening.do(act)


async def taken(evening: Evening) -> None:
    by, settings = evening.people["shanta"].id, evening.world.settings

    async def act(session: Any) -> None:
        await unmet.take(session, (await _the_row(session)).id, by, settings)

    await evening.do(act)


async def forgotten(evening: Evening) -> None:
    """Nothing would look again; the auditor finds it."""
    async with evening.world.database.transaction() as session:
        await execute(session, "DELETE FROM deadline WHERE kind = $1", unmet.UNMET_DUE)
    assert await auditor.audit(evening.world.database, evening.world.settings)


async def told_again(evening: Evening) -> None:
    async def act(session: Any) -> None:
        row = await _the_row(session)
        row.due_at = row.told_at
        await session.flush()
        await unmet.due(session, row.id, evening.world.settings)

    await evening.do(act)


async def looked_at_again(evening: Evening) -> None:
    """One fewer is off duty, and must not be asked: the reasons are others than before."""

    async def act(session: Any) -> None:
        row = await _the_row(session)
        rina, by = evening.world.workers[0], evening.world.counsellor.id
        await execute(session, "UPDATE worker SET on_duty = true WHERE id = $1", rina.id)
        found = await for_system(session, row.incident_id, SystemReason.SCREEN, lock=True)
        await exclusions.exclude(
            session, found, rina.kind, rina.id, reason="accused", note=None, by=by
        )
        await _look(session, evening)

    await evening.do(act)


async def _look(session: Any, evening: Evening) -> None:
    row = await _the_row(session)
    row.look_at = row.told_at
    await session.flush()
    await looking.look(session, row.id, evening.world.settings)


async def somebody_comes(evening: Evening) -> None:
    """Another is on duty again, and is asked by itself."""

    async def act(session: Any) -> None:
        who = evening.world.workers[1].id
        await execute(session, "UPDATE worker SET on_duty = true WHERE id = $1", who)
        await _look(session, evening)

    await evening.do(act)


async def linked(evening: Evening) -> None:
    by, kept = evening.world.counsellor, str(evening.tickets["darker"])
    await evening.do(lambda s: linking.link(s, by, evening.tickets["dark"], kept))


async def asked_again(evening: Evening) -> None:
    """Once more everybody is off duty, and somebody is wished for."""

    async def act(session: Any) -> None:
        await execute(session, "UPDATE worker SET on_duty = false")
        world = evening.world
        darker = evening.tickets["darker"]
        found = await session.exec(select(Dispatch.id).where(Dispatch.incident_id == darker))
        for dispatch_id in list(found):
            await service.stand_down(session, world.counsellor, dispatch_id, "mistake")
        _, refused = await wishing.request(session, world.counsellor, darker, None, world.settings)
        assert refused is not None

    await evening.do(act)


async def not_needed(evening: Evening) -> None:
    async def act(session: Any) -> None:
        row = await _the_row(session)
        await unmet.stand_down(session, row.id, "not_needed", evening.people["shanta"].id)

    await evening.do(act)


NOBODY_TO_ASK = (
    ("two walk in at night", walks_in),
    ("nobody can be asked", nobody_there),
    ("a supervisor takes charge", taken),
    ("nothing would look again", forgotten),
    ("the charge runs out", told_again),
    ("looked at again", looked_at_again),
    ("the ticket is linked", linked),
    ("somebody comes on duty", somebody_comes),
    ("and leaves again", asked_again),
    ("and nobody need go", not_needed),
)
