"""Versions of the scheme: the newest one counts for whoever applies; none is ever changed."""

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.queries import iso
from app.core import clock
from app.core.db import fetch, fetch_value
from app.core.errors import HelplineError, InputIsInvalid
from app.core.plain import plain
from app.directory.queries import place_row
from app.geo.lookup import gazetteer
from app.programmes.cash.models import CashVersion
from app.programmes.cash.scheme import Scheme, SchemeIsWrong, read
from app.staff.queries import display_names

LONGEST_NOTE: Final = 2000


class SchemeHasChanged(HelplineError):
    """Somebody has published a version since; `newest` is its number."""

    code = "scheme_has_changed"


async def newest(session: AsyncSession) -> CashVersion:
    """The version that counts for whoever applies now."""
    found = await session.exec(select(CashVersion).order_by(col(CashVersion.no).desc()).limit(1))
    return found.one()


_ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtextextended('cash_version', 1098))"
_LAST = "SELECT coalesce(max(no), 0) FROM cash_version"


async def publish(
    session: AsyncSession, base: int, definition: dict[str, Any], note: str, by: UUID
) -> CashVersion:
    """Publish the version after `base`; enrolments that have begun keep theirs.

    Raises SchemeHasChanged, InputIsInvalid.
    """
    await fetch_value(session, _ONE_BY_ONE)
    last = await fetch_value(session, _LAST)
    if base != last:
        raise SchemeHasChanged(f"Version {last} is the newest one.", newest=last)
    try:
        scheme = read(definition)
    except SchemeIsWrong as error:
        raise InputIsInvalid(str(error), field=f"definition.{error.field}") from error
    for at, group in enumerate(scheme.groups):
        places = [gazetteer().get(code) for code in group.districts]
        if any(place is None or place.kind != "district" for place in places):
            raise InputIsInvalid(
                "There is no such district in the gazetteer.",
                field=f"definition.groups.{at}.districts",
            )
    said = plain(note.strip())
    if not said or len(said) > LONGEST_NOTE:
        raise InputIsInvalid(f"From 1 to {LONGEST_NOTE} characters fit here.", field="note")
    made = CashVersion(
        no=last + 1, definition=definition, note=said, published_at=clock.now(), published_by=by
    )
    session.add(made)
    await session.flush()
    return made


_ADD = """
INSERT INTO cash_version (id, no, definition, note, published_at)
VALUES (gen_random_uuid(), 1, $1, $2, $3) ON CONFLICT DO NOTHING
"""


async def sync_scheme(session: AsyncSession) -> None:
    """Version 1 as the product brings it, where there is none; what is there is never touched."""
    if await fetch_value(session, _LAST):
        return
    file = _shipped()
    read(file["definition"])
    definition = json.dumps(file["definition"], ensure_ascii=False)
    await fetch(session, _ADD, definition, file["note"], clock.now())


@cache
def _shipped() -> dict[str, Any]:
    path = files("app.programmes.cash") / "data" / "scheme_1.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


async def version_rows(session: AsyncSession) -> list[dict[str, Any]]:
    """All versions, the newest first."""
    found = list(await session.exec(select(CashVersion).order_by(col(CashVersion.no).desc())))
    names = await display_names(session, {one.published_by for one in found if one.published_by})
    return [
        {
            "no": one.no,
            "note": one.note,
            "published_at": iso(one.published_at),
            "published_by": names.get(one.published_by) if one.published_by else None,
            **scheme_row(read(one.definition)),
        }
        for one in found
    ]


def scheme_row(scheme: Scheme) -> dict[str, Any]:
    """A scheme as screens get it."""
    return {
        "months": scheme.months,
        "monthly_poisha": scheme.monthly_poisha,
        "tranches": scheme.tranches,
        "tranche_poisha": scheme.tranche_poisha,
        "total_poisha": scheme.total_poisha,
        "due_after_months": list(scheme.due_after_months),
        "evidence_months": scheme.evidence_months,
        "groups": [
            {
                "code": one.code,
                "name": {"bn": one.bn, "en": one.en},
                "districts": list(one.districts),
                "places": [row for code in one.districts if (row := place_row(code))],
            }
            for one in scheme.groups
        ],
        "criteria": [
            {"code": one.code, "name": {"bn": one.bn, "en": one.en}} for one in scheme.criteria
        ],
        "conditions": [
            {"code": one.code, "name": {"bn": one.bn, "en": one.en}} for one in scheme.conditions
        ],
        "grievance_days": dict(scheme.grievance_days),
    }
