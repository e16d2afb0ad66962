"""Rows of sites, rolls and nights as screens get them; only a roll says what a child is called.

Live rows hold no word of a child: they tell of the last day somebody noted, and not of today, so
that a row changes by what happens and never by itself at midnight.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.people_access import (
    ChildReason,
    members_of,
    merged_among,
    record_on_a_roll,
    some_for_system,
)
from app.cases.people_record import names_of
from app.core.db import fetch
from app.directory.load import street_network
from app.residence.street_crowds import crowds_of
from app.residence.street_rules import Crowd
from app.residence.street_sites import KINDS, Site
from app.residence.street_states import SLEEPS, SiteKind
from app.staff.queries import display_names

Row = dict[str, Any]
Found = Mapping[str, Any]

RECENT: Final = timedelta(days=14)
"""Whoever came within two weeks stands on the list with one tap each."""
NIGHTS_SHOWN: Final = 60
VISITS_SHOWN: Final = 200
CALLED_HERE: Final = ("nickname", "name_bn", "name_latin")
"""What a site calls a child: by the nickname it is known by there, whatever else is known."""

_SITES = """
SELECT centre.id, code, name_bn, name_en, kind, intake_gender, capacity, operating,
    coalesce(version, 0) AS version, greatest(
        (SELECT max(day) FROM street_visit WHERE centre_id = centre.id AND present),
        (SELECT max(day) FROM street_count WHERE centre_id = centre.id)) AS day
FROM centre LEFT JOIN street_site ON street_site.centre_id = centre.id
WHERE kind = ANY($1) AND ($2::uuid[] IS NULL OR centre.id = ANY($2)) ORDER BY kind, code
"""
_OVER = """
SELECT * FROM (
    SELECT *, row_number() OVER (PARTITION BY centre_id ORDER BY day DESC) AS nth
    FROM street_night WHERE centre_id = ANY($1) AND over > explained
) AS asked WHERE nth <= $2 ORDER BY day DESC
"""
_ASKS = """
SELECT id, centre_id, child_id, why, asked_at FROM street_ask
WHERE centre_id = ANY($1) AND state = 'asked' ORDER BY asked_at, id
"""


async def site_rows(session: AsyncSession, ids: Collection[UUID] | None = None) -> dict[UUID, Row]:
    """The sites that have a name, by kind and code, each with the last day that was noted."""
    found = await fetch(session, _SITES, KINDS, None if ids is None else list(ids))
    there = [row["id"] for row in found]
    days = {(row["id"], row["day"]) for row in found if row["day"] is not None}
    crowds = await crowds_of(session, days)
    nights = _by_site(await fetch(session, _OVER, there, NIGHTS_SHOWN))
    asks = _by_site(await fetch(session, _ASKS, there))
    return {
        row["id"]: _site(row, crowds.get((row["id"], row["day"])), nights, asks) for row in found
    }


def _by_site(rows: Iterable[Found]) -> dict[UUID, list[Found]]:
    made: dict[UUID, list[Found]] = defaultdict(list)
    for row in rows:
        made[row["centre_id"]].append(row)
    return made


def _site(
    row: Found, last: Crowd | None, nights: Mapping[UUID, Any], asks: Mapping[UUID, Any]
) -> Row:
    return {
        "id": str(row["id"]),
        "code": row["code"],
        "name": {"bn": row["name_bn"], "en": row["name_en"]},
        "kind": row["kind"],
        "sleeps": SiteKind(row["kind"]) in SLEEPS,
        "takes": row["intake_gender"],
        "capacity": row["capacity"],
        "operating": row["operating"],
        "last": None if last is None else crowd_row(last),
        "nights": [night_row(one) for one in nights.get(row["id"], ())],
        "asks": [_ask(one) for one in asks.get(row["id"], ())],
        "version": row["version"],
    }


def crowd_row(crowd: Crowd) -> Row:
    """The children of one site on one day: those who are known, and with those nobody named."""
    return {
        "day": crowd.day.isoformat(),
        "named": len(crowd.named),
        "least": crowd.least,
        "most": crowd.most,
    }


def night_row(row: Found) -> Row:
    """A night of a shelter against its capacity, and the reason if one was given."""
    return {
        "day": row["day"].isoformat(),
        "least": row["least"],
        "capacity": row["capacity"],
        "over": row["over"],
        "reason": row["reason"],
        "unexplained": (row["over"] or 0) > row["explained"],
    }


def _ask(row: Found) -> Row:
    return {
        "id": str(row["id"]),
        "child_id": str(row["child_id"]),
        "why": row["why"],
        "asked_at": row["asked_at"].isoformat(),
    }


_NAMED = "SELECT kind, count(*) FROM centre WHERE kind = ANY($1) GROUP BY kind"


async def network_rows(session: AsyncSession, only: UUID | None = None) -> Row:
    """The four kinds with how many places are counted, and the sites that have a name."""
    sites = list((await site_rows(session, None if only is None else [only])).values())
    named = Counter(dict(await fetch(session, _NAMED, KINDS)))
    counted = street_network()
    kinds = [
        {
            "kind": kind,
            "counted": counted[kind],
            "named": named[kind],
            "unnamed": max(0, counted[kind] - named[kind]),
        }
        for kind in KINDS
    ]
    return {"kinds": kinds, "sites": sites}


_CAME = """
SELECT child_id, array_agg(day ORDER BY day) FILTER (WHERE present) AS days,
    bool_or(present) FILTER (WHERE day = $2) AS here,
    max(came_at) FILTER (WHERE day = $2 AND present) AS came_at,
    max(left_at) FILTER (WHERE day = $2 AND present) AS left_at
FROM street_visit WHERE centre_id = $1 AND day BETWEEN $3 AND $2 GROUP BY child_id
"""
_WAITING = "SELECT child_id FROM street_ask WHERE child_id = ANY($1) AND state = 'asked'"


async def roll(session: AsyncSession, site: Site, day: date, staff_id: UUID) -> Row:
    """A roll to be called: who came lately, who is here that day, and how many more were counted.

    That the person was shown what these children are called is recorded.
    """
    came = await fetch(session, _CAME, site.id, day, day - RECENT)
    came = [row for row in came if row["days"]]
    ids = [row["child_id"] for row in came]
    kept = await merged_among(session, ids)
    names = await _called(session, ids, staff_id)
    asked = {row["child_id"] for row in await fetch(session, _WAITING, ids)}
    groups: dict[UUID, list[Found]] = defaultdict(list)
    for row in came:
        groups[kept.get(row["child_id"], row["child_id"])].append(row)
    children = [_child(rows, names, asked) for rows in groups.values()]
    return {
        "site": (await site_rows(session, [site.id]))[site.id],
        "day": day.isoformat(),
        "figures": crowd_row((await crowds_of(session, [(site.id, day)]))[site.id, day]),
        "children": _in_order(_alike(children)),
        "counts": await _counts(session, site.id, day),
        "night": await _night(session, site.id, day),
    }


async def _called(session: AsyncSession, ids: list[UUID], staff_id: UUID) -> dict[UUID, str]:
    found = await some_for_system(session, ids, ChildReason.ROLL)
    await record_on_a_roll(session, staff_id, ids)
    return await names_of(session, list(found.values()), CALLED_HERE)


def _child(rows: list[Found], names: Mapping[UUID, str], asked: Collection[UUID]) -> Row:
    """One child, under the record this site noted last."""
    days = {day for row in rows for day in row["days"]}
    shown = max(rows, key=lambda row: (bool(row["here"]), row["days"][-1], str(row["child_id"])))
    return {
        "child_id": str(shown["child_id"]),
        "name": names.get(shown["child_id"]),
        "here": bool(shown["here"]),
        "came_at": _iso(shown["came_at"]),
        "left_at": _iso(shown["left_at"]),
        "last_day": max(days).isoformat(),
        "visits": len(days),
        "asked": any(row["child_id"] in asked for row in rows),
    }


def _alike(children: list[Row]) -> list[Row]:
    """Marks children of one list who are called the same: they may be one, noted twice."""
    called = Counter(_folded(row["name"]) for row in children if row["name"])
    return [
        {**row, "alike": row["name"] is not None and called[_folded(row["name"])] > 1}
        for row in children
    ]


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _in_order(children: list[Row]) -> list[Row]:
    """Who came last first, then by name, those without one at the end."""
    by_name = sorted(children, key=lambda row: (row["name"] is None, row["name"], row["child_id"]))
    return sorted(by_name, key=lambda row: row["last_day"], reverse=True)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


_COUNTS = """
SELECT DISTINCT ON (of_staff) of_staff, unnamed, at FROM street_count
WHERE centre_id = $1 AND day = $2 ORDER BY of_staff, at DESC, id DESC
"""
_NIGHT = "SELECT * FROM street_night WHERE centre_id = $1 AND day = $2"


async def _counts(session: AsyncSession, site: UUID, day: date) -> list[Row]:
    rows = await fetch(session, _COUNTS, site, day)
    names = await display_names(session, {row["of_staff"] for row in rows})
    return [
        {
            "of": {"id": str(row["of_staff"]), "name": names.get(row["of_staff"])},
            "unnamed": row["unnamed"],
            "at": row["at"].isoformat(),
        }
        for row in sorted(rows, key=lambda row: (row["at"], str(row["of_staff"])))
    ]


async def _night(session: AsyncSession, site: UUID, day: date) -> Row | None:
    rows = await fetch(session, _NIGHT, site, day)
    return night_row(rows[0]) if rows else None


_PLACES = """
SELECT centre_id, name_bn, name_en, kind, count(DISTINCT day) AS days, min(day) AS first,
    max(day) AS last
FROM street_visit JOIN centre ON centre.id = centre_id
WHERE child_id = ANY($1) AND present GROUP BY centre_id, name_bn, name_en, kind
ORDER BY last DESC, name_en
"""
_VISITS = """
SELECT DISTINCT ON (day, centre_id) centre_id, day, came_at, left_at FROM street_visit
WHERE child_id = ANY($1) AND present ORDER BY day DESC, centre_id, came_at LIMIT $2
"""


async def places_seen(session: AsyncSession, child_id: UUID) -> Row:
    """Where the child of a case that was opened just now was seen, under all its records."""
    ids = await members_of(session, child_id)
    places = [
        {
            "site": {"id": str(row["centre_id"]), "kind": row["kind"]}
            | {"name": {"bn": row["name_bn"], "en": row["name_en"]}},
            "days": row["days"],
            "first_day": row["first"].isoformat(),
            "last_day": row["last"].isoformat(),
        }
        for row in await fetch(session, _PLACES, ids)
    ]
    visits = [
        {
            "site_id": str(row["centre_id"]),
            "day": row["day"].isoformat(),
            "came_at": _iso(row["came_at"]),
            "left_at": _iso(row["left_at"]),
        }
        for row in await fetch(session, _VISITS, ids, VISITS_SHOWN)
    ]
    return {"places": places, "visits": visits}
