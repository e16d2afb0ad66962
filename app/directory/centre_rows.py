"""Rows of centres as screens get them; no address is read here."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import fetch
from app.core.words import words
from app.geo.lookup import gazetteer
from app.staff.queries import display_names

Row = dict[str, Any]

_CENTRES: Final = """
SELECT centre.id, centre.code, centre.name_bn, centre.name_en, centre.kind, admits, operating,
    intake_gender, age_from, age_to, capacity, services, hours, place,
    organisation.code AS whose, organisation.name_bn AS whose_bn, organisation.name_en AS whose_en,
    EXISTS (SELECT FROM centre_address WHERE centre_id = centre.id) AS address_known,
    phone IS NOT NULL OR EXISTS (
        SELECT FROM contact WHERE centre_id = centre.id AND verified_at IS NOT NULL) AS reachable
FROM centre LEFT JOIN organisation ON organisation.id = organisation_id
WHERE $1::uuid IS NULL OR centre.id = $1 ORDER BY operating DESC, centre.kind, centre.code
"""
_AS_THEY_ARE: Final = (
    "code",
    "admits",
    "operating",
    "intake_gender",
    "age_from",
    "age_to",
    "capacity",
    "services",
    "hours",
    "address_known",
    "reachable",
)


async def centre_rows(session: AsyncSession, id_: UUID | None = None) -> list[Row]:
    """Centres: whom each takes in, when, on whose word; that an address is known, not which."""
    return [_centre(row) for row in await fetch(session, _CENTRES, id_)]


def _centre(row: Any) -> Row:
    whose = {"bn": row["whose_bn"], "en": row["whose_en"]}
    return {
        "id": str(row["id"]),
        "name": {"bn": row["name_bn"], "en": row["name_en"]},
        "kind": {lang: words(lang).t(f"centre.kind.{row['kind']}") for lang in ("bn", "en")},
        "kind_code": row["kind"],
        **{name: row[name] for name in _AS_THEY_ARE},
        "organisation": {"code": row["whose"], "name": whose} if row["whose"] else None,
        "place": {"code": row["place"], "name": _place(row["place"])} if row["place"] else None,
    }


def _place(code: str) -> Row:
    place = gazetteer().get(code)
    if place is None:
        return {"bn": code, "en": code}
    return {"bn": place.name_bn or place.name_en, "en": place.name_en}


async def look_rows(session: AsyncSession, noted: list[Mapping[str, Any]]) -> list[Row]:
    """Who looked at an address or changed it, by name; nobody's for the command on the server."""
    names = await display_names(session, {one["staff_id"] for one in noted if one["staff_id"]})
    return [
        {
            "by": names.get(one["staff_id"]),
            "at": one["at"].isoformat(),
            "reason": one["reason"],
            "change": one["change"],
        }
        for one in noted
    ]
