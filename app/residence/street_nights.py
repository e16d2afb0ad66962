"""Nights of shelters against their capacity: who is over is told at once, and somebody says why.

A child at the door at night is never sent away by a figure: the night is kept as it was, and asks
for its reason until one is given. What is not known is not counted: unknown capacity is unknown.
"""

from collections.abc import Collection
from datetime import date
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.merging import counts_children
from app.core import clock
from app.core.db import execute, fetch
from app.core.errors import HelplineError
from app.residence import street_rules as rules
from app.residence.states import MoreReason
from app.residence.street_crowds import crowds_of
from app.residence.street_events import SiteNightExplained, SiteNightOver, SiteRecounted
from app.residence.street_models import StreetNight
from app.residence.street_sites import Site, announce, lock_sites, sites_of


class NotANightShelter(HelplineError):
    """Nobody spends the night at a site of this kind; `legal` says which kind is meant."""

    code = "not_a_night_shelter"


class NightIsNotOver(HelplineError):
    """As far as anybody knows the shelter was not over its capacity that night."""

    code = "night_is_not_over"


_KNOWN = "SELECT day, capacity, told_over FROM street_night WHERE centre_id = $1 AND day = ANY($2)"
_FOLLOW: Final = """
INSERT INTO street_night (centre_id, day, least, capacity, over, told_over)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (centre_id, day) DO UPDATE SET least = excluded.least, capacity = excluded.capacity,
    over = excluded.over, told_over = excluded.told_over
"""


async def follow_nights(session: AsyncSession, site: Site, days: Collection[date]) -> None:
    """Count these nights of a site whose lock is ours, and tell supervisors who is over, and more.

    A night that is past keeps the capacity it had. Does nothing where nobody sleeps.
    """
    if not site.sleeps or not days:
        return
    tonight = rules.day_of(clock.now(), sleeps=True)
    known = {row["day"]: row for row in await fetch(session, _KNOWN, site.id, list(days))}
    crowds = await crowds_of(session, [(site.id, day) for day in days])
    for day in sorted(days):
        row, least = known.get(day), crowds[site.id, day].least
        capacity = row["capacity"] if row is not None and day < tonight else site.capacity
        over, told = rules.over(least, capacity), row["told_over"] if row is not None else 0
        more = max(told, over or 0)
        await execute(session, _FOLLOW, site.id, day, least, capacity, over, more)
        if over is not None and capacity is not None and over > told:
            facts = {"day": day.isoformat(), "least": least, "capacity": capacity, "over": over}
            await announce(session, site.id, SiteNightOver, **facts)


async def explain(
    session: AsyncSession, site: Site, day: date, reason: MoreReason, by: UUID
) -> bool:
    """Say why so many children slept there; False when it stands there already.

    It counts for as many as there were by then: of more the reason is asked again. Raises
    NotANightShelter, NightIsNotOver.
    """
    if not site.sleeps:
        raise NotANightShelter("Nobody spends the night at this site.", legal=["night_shelter"])
    await lock_sites(session, {site.id})
    night = await session.get(StreetNight, (site.id, day), populate_existing=True)
    if night is None or not night.over:
        raise NightIsNotOver("That night was not over the capacity, as far as we know.", legal=[])
    if night.over <= night.explained and night.reason is reason:
        return False
    night.explained, night.reason = max(night.over, night.explained), reason
    night.explained_at, night.explained_by = clock.now(), by
    session.add(night)
    await session.flush()
    facts = {"day": day.isoformat(), "reason": reason.value}
    await announce(session, site.id, SiteNightExplained, **facts)
    return True


_WHERE_THEY_WERE = """
SELECT centre_id, coalesce(array_agg(night.day) FILTER (WHERE night.day IS NOT NULL), '{}') AS days
FROM street_visit LEFT JOIN street_night AS night USING (centre_id, day)
WHERE child_id = ANY($1) AND present GROUP BY centre_id ORDER BY centre_id
"""


async def recount(session: AsyncSession, child_ids: Collection[UUID]) -> None:
    """Records are one child now, or two again: every site where they were counts anew."""
    rows = await fetch(session, _WHERE_THEY_WERE, list(child_ids))
    ids = [row["centre_id"] for row in rows]
    await lock_sites(session, set(ids))
    sites = await sites_of(session, ids)
    for row in rows:
        site = sites.get(row["centre_id"])
        if site is not None:
            await follow_nights(session, site, set(row["days"]))
            await announce(session, site.id, SiteRecounted)


counts_children(recount)
