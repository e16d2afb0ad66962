"""Rows of residence: beds by centre, and the bed that stands for one thing; it changes nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import fetch, fetch_value
from app.residence.beds import Beds, FreeBed, HouseBeds
from app.residence.models import THERE, BedHold

Row = dict[str, Any]

TAKEN: Final = """
SELECT bed_id FROM bed_hold WHERE state = 'held' AND bed_id IS NOT NULL
UNION ALL SELECT bed_id FROM stay WHERE left_at IS NULL AND bed_id IS NOT NULL
"""
BED_COUNTS: Final = """ARRAY[
    (SELECT count(*) FROM bed_hold WHERE centre_id = centre.id AND state = 'held'),
    (SELECT count(*) FROM stay WHERE centre_id = centre.id AND left_at IS NULL),
    coalesce((SELECT extra FROM occupancy_override
        WHERE centre_id = centre.id AND ended_at IS NULL), 0)]"""
BED_HOUSES: Final = f"""
LEFT JOIN (
    SELECT asked.id, jsonb_agg(jsonb_build_array(takes, (
        SELECT jsonb_build_array(count(*), count(*) FILTER (WHERE
            EXISTS (SELECT FROM bed_hold WHERE bed_id = bed.id AND state = 'held')
            OR EXISTS (SELECT FROM stay WHERE bed_id = bed.id AND left_at IS NULL)))
        FROM bed WHERE house_id = house.id AND out_at IS NULL
    )) ORDER BY house.id) AS houses
    FROM asked JOIN house ON centre_id = asked.id
    WHERE EXISTS (SELECT FROM bed WHERE house_id = house.id AND {THERE}) GROUP BY asked.id
) AS named USING (id)
"""
"""Parts of a statement over the centres in `asked`: what `beds_told` makes beds of."""

_BEDS = f"""
WITH asked AS (SELECT unnest($1::uuid[]) AS id)
SELECT centre.id, capacity, intake_gender, {BED_COUNTS} AS counts, houses
FROM asked JOIN centre USING (id) {BED_HOUSES}
"""


async def beds_of(session: AsyncSession, centre_ids: Collection[UUID]) -> dict[UUID, Beds]:
    """The beds of these centres; ids of no centre are left out."""
    if not centre_ids:
        return {}
    found = await fetch(session, _BEDS, list(centre_ids))
    return {row["id"]: beds_told(*row[1:]) for row in found}


def beds_told(
    capacity: int | None, gender: str | None, counts: Sequence[int], named: Iterable[Any] | None
) -> Beds:
    """The beds of a centre as BED_COUNTS and BED_HOUSES tell them, besides its own row."""
    houses = tuple(HouseBeds(takes, *counted) for takes, counted in named or ())
    held, stays, extra = counts
    return Beds(
        seats=_seats(capacity, houses),
        held=held,
        stays=stays,
        gender=gender,
        extra=extra,
        houses=houses,
    )


def _seats(declared: int | None, houses: Collection[HouseBeds]) -> int | None:
    """Beds in use where they are named, but never more than are declared."""
    if not houses:
        return declared
    beds = sum(house.beds for house in houses)
    return beds if declared is None else min(declared, beds)


_FREE = f"""
SELECT bed.id, takes, house.name_en, label, age_from, age_to FROM bed
JOIN house ON house.id = house_id
WHERE centre_id = $1 AND out_at IS NULL AND NOT EXISTS (
    SELECT FROM ({TAKEN}) AS taken WHERE taken.bed_id = bed.id)
"""


async def free_beds(session: AsyncSession, centre_id: UUID) -> list[FreeBed]:
    """The named beds of a centre that are in use, empty and kept for nobody."""
    return [FreeBed(*row) for row in await fetch(session, _FREE, centre_id)]


_STAYS_THERE = """
SELECT EXISTS (SELECT FROM stay WHERE incident_id = $1 AND centre_id = $2 AND left_at IS NULL)
"""


async def stays_there(session: AsyncSession, incident_id: UUID, centre_id: UUID) -> bool:
    """Whether a child of the incident stays in the centre now."""
    return bool(await fetch_value(session, _STAYS_THERE, incident_id, centre_id))


_KEPT = """
SELECT bed_hold.ref, state, until, counted, label, name_bn, name_en
FROM bed_hold LEFT JOIN bed ON bed.id = bed_id LEFT JOIN house ON house.id = house_id
WHERE bed_hold.ref = ANY($1) ORDER BY held_at
"""
_STAYED = "SELECT ref FROM stay WHERE ref = ANY($1)"
_UNNAMED: Final[Row] = {"house": None, "label": None}


async def bed_rows(session: AsyncSession, refs: Collection[UUID]) -> dict[UUID, Row]:
    """By what it is kept for, the bed as screens get it; what never had one is left out.

    An arrival counts even where the bed had been given up before: the child is there. In which
    bed it sleeps since is told by the bed board alone.
    """
    if not refs:
        return {}
    rows = {hold["ref"]: _row(hold) for hold in await fetch(session, _KEPT, list(refs))}
    for stay in await fetch(session, _STAYED, list(refs)):
        known = rows.get(stay["ref"], {"until": None, "counted": True})
        rows[stay["ref"]] = {**known, "state": "arrived", "ran_out": False, **_UNNAMED}
    return rows


def _row(hold: Mapping[str, Any]) -> Row:
    ran_out = hold["state"] == "ran_out"
    return {
        "state": "released" if ran_out else hold["state"],
        "until": hold["until"].isoformat(),
        "ran_out": ran_out,
        "counted": hold["counted"],
        **_named(hold),
    }


def _named(row: Mapping[str, Any]) -> Row:
    if row["label"] is None:
        return _UNNAMED
    return {"house": {"bn": row["name_bn"], "en": row["name_en"]}, "label": row["label"]}


async def kept_for(session: AsyncSession, hold_id: UUID) -> UUID | None:
    """What a bed is kept for; None when there is no such hold."""
    return (await session.exec(select(BedHold.ref).where(BedHold.id == hold_id))).first()
