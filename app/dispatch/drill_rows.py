"""Rows of drills as screens get them; no address."""

from typing import Any, Final

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import fetch
from app.directory.centres import CentreNotFound
from app.directory.contacts import Owner
from app.directory.duty import NoSuchWorker
from app.directory.queries import is_responder
from app.dispatch import drills
from app.dispatch.drill_models import Drill, DrillAlert
from app.staff.queries import display_names

Row = dict[str, Any]
MOST: Final = 10
MOST_LISTED: Final = 200

_LAST: Final = f"""
WITH owner AS (
    SELECT 'worker' AS kind, id, code, name_bn, name_en FROM worker
    UNION ALL SELECT 'centre', id, code, name_bn, name_en FROM centre WHERE operating
)
SELECT owner.*, last.started_at, last.confirmed FROM owner LEFT JOIN LATERAL (
    SELECT started_at, EXISTS (SELECT FROM drill_alert
        WHERE drill_id = drill.id AND state = 'confirmed') AS confirmed
    FROM drill WHERE worker_id = owner.id OR centre_id = owner.id
    ORDER BY started_at DESC LIMIT 1) AS last ON true
ORDER BY last.started_at DESC NULLS LAST, name_en, code LIMIT {MOST_LISTED + 1}
"""


async def drill_rows(session: AsyncSession, owner: Owner) -> list[Row]:
    """The last drills of a worker or a centre with what came of each channel, latest first.

    Raises NoSuchWorker, CentreNotFound.
    """
    if not await is_responder(session, owner.kind, owner.id):
        if owner.kind == "worker":
            raise NoSuchWorker("There is no such worker.")
        raise CentreNotFound("There is no such centre.")
    found = await drills.last_of(session, owner, MOST)
    names = await display_names(session, {one.started_by for one in found})
    asked = (
        select(DrillAlert)
        .where(col(DrillAlert.drill_id).in_([one.id for one in found]))
        .order_by(col(DrillAlert.channel), col(DrillAlert.id))
    )
    alerts = list(await session.exec(asked))
    return [_drill(one, [a for a in alerts if a.drill_id == one.id], names) for one in found]


def _drill(drill: Drill, alerts: list[DrillAlert], names: dict[Any, Row]) -> Row:
    return {
        "id": str(drill.id),
        "started_at": drill.started_at.isoformat(),
        "started_by": names[drill.started_by],
        "alerts": [
            {
                "channel": one.channel,
                "state": one.state.value,
                "error": one.error,
                "at": one.at.isoformat(),
            }
            for one in alerts
        ],
    }


async def last_rows(session: AsyncSession) -> list[Row]:
    """Workers and operating centres with their last drill, the latest first, then those never."""
    return [
        {
            "kind": row["kind"],
            "id": str(row["id"]),
            "code": row["code"],
            "name": {"bn": row["name_bn"], "en": row["name_en"]},
            "started_at": row["started_at"].isoformat() if row["started_at"] else None,
            "confirmed": row["confirmed"],
        }
        for row in await fetch(session, _LAST)
    ]
