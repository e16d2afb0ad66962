"""Children at sites, counted from what was noted: by site and day, and over a period.

Figures know merged records: two that are one child are one. Who they are is not read here.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.people_access import merged_among
from app.core.db import fetch
from app.residence.street_rules import Crowd, Figures, crowd

Pair = tuple[UUID, date]

_ASKED = "SELECT * FROM unnest($1::uuid[], $2::date[]) AS asked (centre_id, day)"
_SEEN = f"""
WITH asked AS ({_ASKED})
SELECT centre_id, day, child_id, noted_by FROM street_visit JOIN asked USING (centre_id, day)
WHERE present
"""
_TOLD = f"""
WITH asked AS ({_ASKED})
SELECT DISTINCT ON (centre_id, day, of_staff) centre_id, day, of_staff, unnamed
FROM street_count JOIN asked USING (centre_id, day)
ORDER BY centre_id, day, of_staff, at DESC, id DESC
"""


async def crowds_of(session: AsyncSession, pairs: Collection[Pair]) -> dict[Pair, Crowd]:
    """Who was at these sites on these days, by site and day."""
    if not pairs:
        return {}
    wanted = [site for site, _ in pairs], [day for _, day in pairs]
    seen = await fetch(session, _SEEN, *wanted)
    kept = await merged_among(session, {row["child_id"] for row in seen})
    noted: dict[Pair, dict[UUID, set[UUID]]] = defaultdict(lambda: defaultdict(set))
    for row in seen:
        child = kept.get(row["child_id"], row["child_id"])
        noted[row["centre_id"], row["day"]][child] |= set(row["noted_by"])
    told: dict[Pair, dict[UUID, int]] = defaultdict(dict)
    for row in await fetch(session, _TOLD, *wanted):
        told[row["centre_id"], row["day"]][row["of_staff"]] = row["unnamed"]
    return {pair: crowd(*pair, noted.get(pair, {}), told.get(pair, {})) for pair in set(pairs)}


_CHILDREN = """
SELECT DISTINCT child_id FROM street_visit
WHERE present AND day BETWEEN $1 AND $2 AND ($3::uuid IS NULL OR centre_id = $3)
"""
_FIGURES: Final = """
WITH merged AS (SELECT * FROM unnest($4::uuid[], $5::uuid[]) AS merged (id, kept)),
seen AS (
    SELECT centre_id, day, coalesce(kept, child_id) AS child, noted_by
    FROM street_visit LEFT JOIN merged ON merged.id = child_id
    WHERE present AND day BETWEEN $1 AND $2 AND ($3::uuid IS NULL OR centre_id = $3)
), told AS (
    SELECT DISTINCT ON (centre_id, day, of_staff) centre_id, day, of_staff, unnamed
    FROM street_count
    WHERE day BETWEEN $1 AND $2 AND ($3::uuid IS NULL OR centre_id = $3)
    ORDER BY centre_id, day, of_staff, at DESC, id DESC
), own AS (
    SELECT told.centre_id, told.day, of_staff, unnamed,
        unnamed + count(DISTINCT child) FILTER (WHERE of_staff = ANY(noted_by)) AS saw
    FROM told LEFT JOIN seen USING (centre_id, day)
    GROUP BY told.centre_id, told.day, of_staff, unnamed
), named AS (
    SELECT centre_id, day, count(DISTINCT child) AS named FROM seen GROUP BY centre_id, day
), days AS (
    SELECT centre_id, day, coalesce(named, 0) AS named,
        greatest(coalesce(named, 0), coalesce(max(saw), 0)) AS least,
        coalesce(named, 0) + coalesce(sum(unnamed), 0) AS most
    FROM named FULL JOIN own USING (centre_id, day) GROUP BY centre_id, day, named
), visits AS (
    SELECT kind, centre.id AS site, sum(named) AS named, sum(least) AS least, sum(most) AS most,
        max(least) AS crowd
    FROM days JOIN centre ON centre.id = centre_id WHERE kind = ANY($6)
    GROUP BY GROUPING SETS ((), (kind), (kind, centre.id))
), children AS (
    SELECT kind, centre.id AS site, count(DISTINCT child) AS named
    FROM seen JOIN centre ON centre.id = centre_id WHERE kind = ANY($6)
    GROUP BY GROUPING SETS ((), (kind), (kind, centre.id))
)
SELECT visits.kind, visits.site, coalesce(children.named, 0) AS children, visits.named, least, most,
    crowd
FROM visits LEFT JOIN children ON children.kind IS NOT DISTINCT FROM visits.kind
    AND children.site IS NOT DISTINCT FROM visits.site
"""


async def figures_of(
    session: AsyncSession, first: date, last: date, kinds: Collection[str], site: UUID | None
) -> dict[tuple[str | None, UUID | None], Figures]:
    """Figures of a period, both days included: by (kind, site); (kind, None), (None, None) in all.

    They are `street_rules.figures` of the same days, computed where the rows are: a year has too
    many of them to be read by a process that answers calls.
    """
    ids = [row["child_id"] for row in await fetch(session, _CHILDREN, first, last, site)]
    kept = await merged_among(session, ids)
    found = await fetch(
        session, _FIGURES, first, last, site, list(kept), list(kept.values()), list(kinds)
    )
    return {(row["kind"], row["site"]): _figures(row) for row in found}


def _figures(row: Mapping[str, Any]) -> Figures:
    named, visits, most = int(row["children"]), int(row["named"] or 0), int(row["most"] or 0)
    return Figures(
        named=named,
        children_least=max(named, int(row["crowd"] or 0)),
        children_most=named + most - visits,
        named_visits=visits,
        visits_least=int(row["least"] or 0),
        visits_most=most,
    )
