"""Steps of an evening on which nobody can be asked to go; holds no test."""

from typing import Any

from sqlmodel import col, select

from app.cases import linking
from app.core.db import execute
from app.dispatch import auditor, unmet, wishing
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


async def linked(evening: Evening) -> None:
    by, kept = evening.world.counsellor, str(evening.tickets["darker"])
    await evening.do(lambda s: linking.link(s, by, evening.tickets["dark"], kept))


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
    ("the ticket is linked", linked),
    ("and nobody need go", not_needed),
)
