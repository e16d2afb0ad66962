"""What one counsellor has at this moment, in one question; most rows of `me` need no other.

An event on a counsellor's channel may touch an offer, a call, an invitation or a work, and most
of them are not there. So one glance is taken for all collections of a view before its rows.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.queries import MINE, VISITED
from app.core.db import fetch
from app.realtime.channels import View

_KEPT = "glance"
"""Key of `session.info`: the view, and what was seen for it."""


@dataclass(frozen=True)
class Glance:
    """Ids. `offers`: the last two, and whether the last one `rings`, since one rings at most."""

    offers: list[UUID]
    rings: bool
    asked: list[UUID]
    calls: frozenset[UUID]
    joined: frozenset[UUID]


_GLANCE = f"""
SELECT
    ARRAY(SELECT id FROM offer WHERE staff_id = $1 ORDER BY offered_at DESC LIMIT 2) AS offers,
    EXISTS (SELECT FROM offer WHERE staff_id = $1 AND state = 'offered') AS rings,
    ARRAY(
        SELECT id FROM invitation WHERE to_id = $1 AND state IN ('asked', 'accepted')
    ) AS asked,
    ARRAY(SELECT id FROM call WHERE {MINE}) AS calls,
    ARRAY(SELECT id FROM call WHERE {VISITED}) AS joined
"""


def forget(session: AsyncSession) -> None:
    """New events: what was seen before them counts no more."""
    session.info.pop(_KEPT, None)


async def glance(session: AsyncSession, view: View) -> Glance:
    """What the person of this view has now; asked once until `forget`."""
    kept = session.info.get(_KEPT)
    if kept is None or kept[0] is not view:
        ((offers, rings, asked, mine, joined),) = await fetch(session, _GLANCE, view.key)
        kept = view, Glance(offers, rings, asked, frozenset(mine), frozenset(joined))
        session.info[_KEPT] = kept
    found: Glance = kept[1]
    return found
