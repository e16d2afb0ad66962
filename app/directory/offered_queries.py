"""Rows of services as screens get them, and who does what where; it changes nothing."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import fetch
from app.core.errors import InputIsInvalid
from app.directory.hours import is_open
from app.directory.offered import around
from app.directory.offered_rules import Given, Line, who_does_what
from app.geo.lookup import gazetteer

Row = dict[str, Any]
MOST: Final = 300
AREAS: Final = ("upazila", "thana")
"""The kinds of places that are the columns of a district's table."""

_SERVICES: Final = """
SELECT one.id, one.kind, one.name_bn, one.name_en, one.places, one.gender, one.age_from, one.age_to,
    one.capacity, one.hours, one.ended_at, one.organisation_id, whose.code AS whose,
    whose.kind AS whose_kind, whose.name_bn AS whose_bn, whose.name_en AS whose_en, one.centre_id,
    centre.name_bn AS centre_bn, centre.name_en AS centre_en
FROM offered_service AS one JOIN organisation AS whose ON whose.id = one.organisation_id
LEFT JOIN centre ON centre.id = one.centre_id
WHERE ($1::uuid[] IS NULL OR one.id = ANY($1)) AND ($2::text IS NULL OR one.kind = $2)
    AND ($3::text[] IS NULL OR one.places = '{}' OR one.places && $3)
    AND ($4::text IS NULL OR whose.code = $4) AND ($5 OR one.ended_at IS NULL)
"""
_LIST: Final = f"{_SERVICES} ORDER BY one.kind, whose.name_en, one.name_en, one.id LIMIT {MOST + 1}"


async def service_rows(
    session: AsyncSession,
    *,
    ids: Collection[UUID] | None = None,
    kind: str | None = None,
    place: str | None = None,
    organisation: str | None = None,
    ended: bool = False,
) -> list[Row]:
    """Services that answer all that is asked, one more than MOST when there are more.

    `place`: given there, in a part of it, or in what it lies in. Raises InputIsInvalid.
    """
    _must_be_place(place)
    near = around([place]) if place is not None else None
    some = list(ids) if ids is not None else None
    found = await fetch(session, _LIST, some, kind, near, organisation, ended)
    now = clock.now()
    return [_service(row, is_open(row["hours"], now)) for row in found]


def _must_be_place(place: str | None) -> None:
    if place is not None and gazetteer().get(place) is None:
        raise InputIsInvalid("There is no such place in the gazetteer.", field="place")


def _service(row: Mapping[str, Any], open_now: bool | None) -> Row:
    centre = {"bn": row["centre_bn"], "en": row["centre_en"]}
    return {
        "id": str(row["id"]),
        "kind": row["kind"],
        "name": {"bn": row["name_bn"], "en": row["name_en"]},
        "organisation": {
            "id": str(row["organisation_id"]),
            "code": row["whose"],
            "kind": row["whose_kind"],
            "name": {"bn": row["whose_bn"], "en": row["whose_en"]},
        },
        "centre": {"id": str(row["centre_id"]), "name": centre} if row["centre_id"] else None,
        "places": [area_row(place) for place in row["places"]],
        "gender": row["gender"],
        "age_from": row["age_from"],
        "age_to": row["age_to"],
        "capacity": row["capacity"],
        "hours": row["hours"],
        "open_now": open_now,
        "ended": row["ended_at"] is not None,
    }


def area_row(code: str) -> Row:
    """A place by its code, kind and name, for cells and lists."""
    place = gazetteer().get(code)
    if place is None:
        return {"code": code, "kind": None, "name": {"bn": code, "en": code}}
    name = {"bn": place.name_bn or place.name_en, "en": place.name_en}
    return {"code": code, "kind": place.kind, "name": name}


async def district_rows(session: AsyncSession, place: str | None) -> Row:
    """Who does what where in the district of a place: organisations × services × areas, gaps.

    Without a place, the district where most services are given. Raises InputIsInvalid.
    """
    _must_be_place(place)
    district = _district_of(place) if place else _most_served(await service_rows(session))
    if district is None:
        if place:
            raise InputIsInvalid("Choose a district, or a place in one.", field="place")
        return {"district": None, "areas": [], "lines": [], "gaps": []}
    places = gazetteer()
    areas = sorted(
        (code for code in places.inside(district) if _kind(code) in AREAS),
        key=lambda code: (_kind(code), str(area_row(code)["name"]["en"])),
    )
    rows = {row["id"]: row for row in await service_rows(session, place=district)}
    given = [
        Given(
            UUID(row["id"]),
            row["organisation"]["code"],
            row["kind"],
            tuple(place["code"] for place in row["places"]),
        )
        for row in rows.values()
    ]
    near = {
        code: set(places.containers(code))
        for code in {*areas, *(place for one in given for place in one.places)}
        if places.get(code) is not None
    }
    lines, gaps = who_does_what(given, areas, near)
    owners = {row["organisation"]["code"]: row["organisation"] for row in rows.values()}
    return {
        "district": area_row(district),
        "areas": [area_row(code) for code in areas],
        "lines": [_line(line, owners) for line in lines],
        "gaps": [{"service": kind, "areas": where} for kind, where in gaps.items()],
    }


def _district_of(code: str) -> str | None:
    around = gazetteer().containers(code) if gazetteer().get(code) else {}
    return next((one for one, kind in around.items() if kind == "district"), None)


def _most_served(rows: Collection[Row]) -> str | None:
    """Of those where a service is given in a place of its own; the first by code of several."""
    districts = [_district_of(place["code"]) for row in rows for place in row["places"]]
    counted = Counter(sorted(one for one in districts if one is not None))
    return counted.most_common(1)[0][0] if counted else None


def _kind(code: str) -> str:
    place = gazetteer().get(code)
    return place.kind if place is not None else ""


def _line(line: Line, owners: Mapping[str, Row]) -> Row:
    return {
        "organisation": owners[line.organisation],
        "service": line.kind,
        "areas": list(line.areas),
        "offers": [str(offer) for offer in line.offers],
    }
