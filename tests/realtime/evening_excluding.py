"""Steps of the evening about who must not be asked to go."""

from typing import Any
from uuid import UUID

from app.cases import exclusions
from tests.realtime.evening import Evening


async def excluded(evening: Evening) -> None:
    who, by = evening.world.workers[2], evening.people["asha"].id
    await evening.on(
        "first",
        lambda s, one: exclusions.exclude(
            s, one, who.kind, who.id, reason="accused", note=None, by=by
        ),
    )


async def lifted(evening: Evening) -> None:
    by = evening.people["asha"].id

    async def act(session: Any, incident: Any) -> None:
        (line,) = await exclusions.exclusion_rows(session, incident)
        await exclusions.lift(session, incident, UUID(line["id"]), by)

    await evening.on("first", act)
