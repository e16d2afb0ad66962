"""A week of the roster by areas: who answers for each, what is planned, and where nobody is.

The database counts the gaps, over all areas at once; what counts as planned is the rule of
`roster`, and a test holds the two together.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import fetch
from app.directory.roster import DHAKA
from app.directory.states import ONLY_AGENCIES
from app.directory.worker_rows import planned_rows
from app.geo.lookup import gazetteer
from app.staff import qualifications

Row = dict[str, Any]
MOST_AREAS: Final = 60
MOST_AWAY: Final = 100
RANKS: Final = ("primary", "backup")
WARNED_AHEAD: Final = timedelta(days=30)
"""So long before its last day the roster says that a course somebody has passed ends. Ours."""
MISSING: Final = ("anybody", *RANKS)

_REACHABLE: Final = """worker.phone IS NOT NULL OR EXISTS (
    SELECT FROM contact WHERE contact.worker_id = worker.id AND channel IN ('text', 'voice')
        AND verified_at IS NOT NULL)"""

_DUTY: Final = """
duty AS (
    SELECT worker_id, coalesce(range_agg(span) FILTER (WHERE on_holidays), '{}')
        + (coalesce(range_agg(span) FILTER (WHERE NOT on_holidays), '{}') - days)
        - coalesce(away, '{}') AS spans
    FROM (
        SELECT worker_id, on_holidays, tstzrange(starts_at, ends_at) AS span FROM shift
        WHERE called_off_at IS NULL AND starts_at < $2 AND ends_at > $1
    ) AS planned LEFT JOIN (
        SELECT worker_id, range_agg(tstzrange(starts_at, ends_at)) AS away FROM leave
        WHERE called_off_at IS NULL AND starts_at < $2 AND ends_at > $1 GROUP BY worker_id
    ) AS leaves USING (worker_id) CROSS JOIN (
        SELECT coalesce(range_agg(tstzrange(
            day::timestamp AT TIME ZONE 'Asia/Dhaka',
            (day + 1)::timestamp AT TIME ZONE 'Asia/Dhaka')), '{}') AS days
        FROM holiday WHERE day BETWEEN ($1::timestamptz AT TIME ZONE 'Asia/Dhaka')::date
            AND ($2::timestamptz AT TIME ZONE 'Asia/Dhaka')::date
    ) AS holidays
    GROUP BY worker_id, away, days
)"""
"""By worker when he or she is planned to be on duty, as `roster.planned_on` has it."""

_GOES: Final = "post.kind NOT IN ({})".format(", ".join(f"'{kind}'" for kind in ONLY_AGENCIES))

_ANSWERS: Final = f"""
answers AS (
    SELECT place, rank, worker_id, tstzrange(NULL, NULL) AS held
    FROM coverage WHERE worker_id IS NOT NULL
    UNION ALL SELECT place, rank, holding.worker_id, tstzrange(starts_at, ends_at)
    FROM coverage JOIN holding USING (post_id) JOIN post ON post.id = post_id
    WHERE starts_at < $2 AND (ends_at > $1 OR ends_at IS NULL) AND {_GOES}
)"""
"""Who answers for what between $1 and $2; what belongs to a post while it is held.

Whoever is asked for a part of a hand-off alone fills no gap: nobody of them goes to a child.
"""

_GAPS: Final = f"""
WITH {_DUTY}, {_ANSWERS}, there AS (
    SELECT place, rank, coalesce(spans, '{{}}') * tstzmultirange(held) AS spans
    FROM answers LEFT JOIN duty USING (worker_id)
), area AS (
    SELECT place, tstzmultirange(tstzrange($1, $2)) AS week,
        coalesce(range_agg(spans), '{{}}') AS anybody,
        range_agg(spans) FILTER (WHERE rank = 'primary') AS primaries,
        range_agg(spans) FILTER (WHERE rank = 'backup') AS backups
    FROM (
        SELECT DISTINCT place FROM coverage LEFT JOIN post ON post.id = post_id
        WHERE centre_id IS NULL AND (post_id IS NULL OR {_GOES})
            AND ($3::text[] IS NULL OR place = ANY($3))
    ) AS areas LEFT JOIN there USING (place) GROUP BY place
), missing AS (
    SELECT place, week - anybody AS anybody, (week - primaries) * anybody AS primaries,
        (week - backups) * anybody AS backups,
        primaries IS NULL AS no_primary, backups IS NULL AS no_backup
    FROM area
)
SELECT place, no_primary, no_backup,
    ARRAY(SELECT ARRAY[lower(gap), upper(gap)] FROM unnest(anybody) AS gap) AS anybody,
    ARRAY(SELECT ARRAY[lower(gap), upper(gap)] FROM unnest(primaries) AS gap) AS "primary",
    ARRAY(SELECT ARRAY[lower(gap), upper(gap)] FROM unnest(backups) AS gap) AS backup
FROM missing
WHERE NOT $4 OR NOT isempty(anybody) OR NOT coalesce(isempty(primaries), true)
    OR NOT coalesce(isempty(backups), true)
ORDER BY isempty(anybody), coalesce(isempty(primaries), true), place LIMIT {MOST_AREAS + 1}
"""
_PEOPLE: Final = f"""
WITH {_ANSWERS}
SELECT DISTINCT ON (place, rank, worker.code) place, rank, worker.id, worker.code,
    worker.name_bn, worker.name_en, on_duty, coalesce(held.name_bn, post_bn) AS post_bn,
    coalesce(held.name_en, post_en) AS post_en, {_REACHABLE} AS reachable
FROM answers JOIN worker ON worker.id = worker_id
LEFT JOIN LATERAL (
    SELECT post.name_bn, post.name_en FROM holding JOIN post ON post.id = post_id
    WHERE holding.worker_id = worker.id AND starts_at < $2 AND (ends_at > $1 OR ends_at IS NULL)
    ORDER BY holding.kind DESC, starts_at, post.code LIMIT 1
) AS held ON true
WHERE place = ANY($3) ORDER BY place, rank DESC, worker.code
"""
_NOWHERE: Final = f"""
SELECT id, code, name_bn, name_en, post_bn, post_en, on_duty, {_REACHABLE} AS reachable FROM worker
WHERE NOT EXISTS (SELECT FROM coverage WHERE coverage.worker_id = worker.id)
    AND NOT EXISTS (SELECT FROM coverage JOIN holding USING (post_id)
        WHERE holding.worker_id = worker.id AND starts_at < $2
            AND (ends_at > $1 OR ends_at IS NULL))
ORDER BY code LIMIT {MOST_AWAY}
"""


async def week_rows(
    session: AsyncSession, starts_on: date, *, place: str | None = None, only_gaps: bool = False
) -> Row:
    """Seven days from `starts_on` in Dhaka, in `place` and all that lies in it, or everywhere.

    At most MOST_AREAS areas, those without anybody first; of gaps only what is not over.
    """
    days = [starts_on + timedelta(days=day) for day in range(7)]
    begins, ends = _midnight(starts_on), _midnight(starts_on + timedelta(days=7))
    places = None if place is None else [place, *gazetteer().inside(place)]
    from_now = min(max(clock.now(), begins), ends)
    found = await fetch(session, _GAPS, from_now, ends, places, only_gaps)
    codes = [row["place"] for row in found[:MOST_AREAS]]
    people: dict[str, list[Row]] = {code: [] for code in codes}
    for row in await fetch(session, _PEOPLE, begins, ends, codes):
        people[row["place"]].append(_answering(row, row["rank"]))
    areas = [_area(row, people[row["place"]]) for row in found[:MOST_AREAS]]
    if place is None and not only_gaps:
        areas += await _without_area(session, begins, ends)
    ids = {UUID(one["worker_id"]) for area in areas for one in area["people"]}
    ending = await qualifications.ending(session, ids, days[-1] + WARNED_AHEAD)
    planned = await planned_rows(session, begins, ends, ids)
    planned["holidays"] = [one for one in planned["holidays"] if one["day"] <= days[-1].isoformat()]
    return {
        **planned,
        "days": [day.isoformat() for day in days],
        "areas": areas,
        "more": len(found) > MOST_AREAS,
        "qualifications": [_ending(one) for one in ending],
    }


def _ending(one: Row) -> Row:
    return {
        "worker_id": one["holder_id"],
        "course": one["course"]["name"],
        "until": one["until"],
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, DHAKA).astimezone(UTC)


def _answering(row: Any, rank: str) -> Row:
    return {
        "worker_id": str(row["id"]),
        "code": row["code"],
        "name": {"bn": row["name_bn"], "en": row["name_en"]},
        "rank": rank,
        "post": {"bn": row["post_bn"], "en": row["post_en"]},
        "on_duty": row["on_duty"],
        "reachable": row["reachable"],
    }


def _area(row: Any, people: Sequence[Row]) -> Row:
    places = gazetteer()
    place = places.get(row["place"])
    path = places.path(row["place"])
    gaps = [
        {"missing": what, "starts_at": begins.isoformat(), "ends_at": ends.isoformat()}
        for what in MISSING
        for begins, ends in row[what]
    ]
    return {
        "code": row["place"],
        "name": {"bn": place.name_bn or place.name_en, "en": place.name_en}
        if place
        else {"bn": row["place"], "en": row["place"]},
        "path": {"bn": path.bn, "en": path.en},
        "people": people,
        "unnamed": [rank for rank in RANKS if row[f"no_{rank}"]],
        "gaps": sorted(gaps, key=lambda gap: gap["starts_at"]),
    }


async def _without_area(session: AsyncSession, begins: datetime, ends: datetime) -> list[Row]:
    """Whoever answers for no area can be planned all the same."""
    found = await fetch(session, _NOWHERE, begins, ends)
    if not found:
        return []
    nobody: Row = {"code": None, "unnamed": [], "gaps": []}
    empty = {"bn": "", "en": ""}
    people = [_answering(row, RANKS[0]) for row in found]
    return [{**nobody, "name": empty, "path": empty, "people": people}]


_SWAPS: Final = f"""
SELECT swap.id, swap.state, to_worker, shift_id, starts_at, ends_at, asked_at,
    giver.name_bn AS from_bn, giver.name_en AS from_en, worker.name_bn, worker.name_en,
    {_REACHABLE} AS reachable
FROM swap JOIN shift ON shift.id = shift_id JOIN worker ON worker.id = to_worker
JOIN worker AS giver ON giver.id = from_worker
WHERE swap.state IN ('asked', 'accepted') AND shift.called_off_at IS NULL AND starts_at > $1
ORDER BY swap.state, starts_at, asked_at
"""


async def swap_rows(session: AsyncSession) -> list[Row]:
    """Swaps that can still be settled, those that wait for a supervisor first."""
    return [
        {
            "id": str(row["id"]),
            "state": row["state"],
            "to_worker": str(row["to_worker"]),
            "shift_id": str(row["shift_id"]),
            "starts_at": row["starts_at"].isoformat(),
            "ends_at": row["ends_at"].isoformat(),
            "asked_at": row["asked_at"].isoformat(),
            "from_name": {"bn": row["from_bn"], "en": row["from_en"]},
            "to_name": {"bn": row["name_bn"], "en": row["name_en"]},
            "to_reachable": row["reachable"],
        }
        for row in await fetch(session, _SWAPS, clock.now())
    ]
