"""Rows of the whole directory in one list, and the pages behind them; no address in full."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import fetch
from app.core.errors import NotFound
from app.core.words import words
from app.directory.centre_rows import centre_rows
from app.directory.centres import CentreNotFound
from app.directory.contacts import Owner
from app.directory.posts import NoSuchPost
from app.directory.queries import HELD_NOW
from app.directory.worker_rows import area_row, contact_rows, post_rows, seat_row
from app.geo.lookup import gazetteer

Row = dict[str, Any]
MOST: Final = 200
WHAT: Final = ("centre", "worker", "post", "organisation", "staff")

STANDING: Final[Mapping[str, str]] = {
    "on_duty": "on_duty AND NOT on_leave",
    "off_duty": "NOT on_duty",
    "on_leave": "on_leave",
    "operating": "operating",
    "not_operating": "NOT operating",
    "held": "NOT vacant",
    "vacant": "vacant",
    "reachable": "reachable",
    "unreachable": "NOT reachable",
}
"""What may be asked of an entry → its condition; of whom it can't be said, nobody is shown."""

_WAKES: Final = """EXISTS (SELECT FROM contact
    WHERE {owner} AND channel IN ('text', 'voice') AND verified_at IS NOT NULL)"""

_ENTRIES: Final = f"""
WITH covers AS (
    SELECT coalesce(centre_id, worker_id, post_id) AS id FROM coverage WHERE place = ANY($5)
    UNION SELECT holding.worker_id FROM coverage JOIN holding USING (post_id)
    WHERE place = ANY($5) AND {HELD_NOW.format(at="$6")}
), entry AS (
    SELECT 'centre' AS what, id, code, name_bn, name_en, kind, NULL AS about_bn,
        NULL AS about_en, place, NULL::boolean AS on_duty, NULL::boolean AS on_leave, operating,
        phone IS NOT NULL OR {_WAKES.format(owner="centre_id = centre.id")} AS reachable,
        NULL::boolean AS vacant, organisation_id AS organisation
    FROM centre
    UNION ALL
    SELECT 'worker', worker.id, worker.code, worker.name_bn, worker.name_en, held.kind,
        coalesce(held.name_bn, post_bn), coalesce(held.name_en, post_en),
        coalesce(held.seat, (SELECT min(place) FROM coverage WHERE worker_id = worker.id)),
        on_duty, EXISTS (SELECT FROM leave WHERE worker_id = worker.id AND called_off_at IS NULL
            AND starts_at <= $6 AND ends_at > $6), NULL,
        phone IS NOT NULL OR {_WAKES.format(owner="worker_id = worker.id")}, NULL,
        held.organisation_id
    FROM worker LEFT JOIN LATERAL (
        SELECT post.kind, post.name_bn, post.name_en, seat, organisation_id
        FROM holding JOIN post ON post.id = post_id
        WHERE worker_id = worker.id AND {HELD_NOW.format(at="$6")}
        ORDER BY holding.kind DESC, starts_at LIMIT 1) AS held ON true
    UNION ALL
    SELECT 'post', post.id, post.code, post.name_bn, post.name_en, post.kind, held.bn, held.en,
        seat, NULL, NULL, NULL, NULL, held.bn IS NULL, organisation_id
    FROM post LEFT JOIN LATERAL (
        SELECT string_agg(name_bn, ', ' ORDER BY holding.kind DESC) AS bn,
            string_agg(name_en, ', ' ORDER BY holding.kind DESC) AS en
        FROM holding JOIN worker ON worker.id = worker_id
        WHERE post_id = post.id AND {HELD_NOW.format(at="$6")}) AS held ON true
    UNION ALL
    SELECT 'organisation', id, code, name_bn, name_en, kind, NULL, NULL, NULL,
        NULL, NULL, NULL, NULL, NULL, id
    FROM organisation
    UNION ALL
    SELECT 'staff', id, name, display_bn, display_en, role, NULL, NULL, NULL, NULL, NULL, NULL,
        {_WAKES.format(owner="staff_id = staff.id")}, NULL, NULL
    FROM staff WHERE active AND role IN ('counsellor', 'supervisor', 'administrator')
)
SELECT * FROM entry
WHERE ($1::text IS NULL OR what = $1) AND ($2::text IS NULL OR kind = $2)
    AND ($3 = '' OR code ILIKE $3 OR name_en ILIKE $3 OR name_bn ILIKE $3 OR about_en ILIKE $3
        OR about_bn ILIKE $3)
    AND ($4::uuid IS NULL OR organisation = $4)
    AND ($5::text[] IS NULL OR place = ANY($7) OR id IN (SELECT id FROM covers))
    AND ({{standing}})
ORDER BY array_position(ARRAY{list(WHAT)}, what), on_duty DESC, operating DESC, name_en, code
LIMIT {MOST + 1}
"""


class NoSuchStaff(NotFound):
    """Nobody of the call centre has this id."""

    code = "no_such_staff"


async def entry_rows(
    session: AsyncSession,
    *,
    what: str | None = None,
    kind: str | None = None,
    q: str = "",
    place: str | None = None,
    standing: str | None = None,
    organisation: UUID | None = None,
) -> list[Row]:
    """Entries that answer all that is asked, one more than MOST when there are more.

    `place` is a code the gazetteer knows: who lies in it, or answers for it or for what it lies
    in. `standing` is one of STANDING. What stands open first: on duty, operating.
    """
    around, within = _area(place)
    asked = _ENTRIES.format(standing=STANDING[standing] if standing else "true")
    found = await fetch(
        session, asked, what, kind, like(q), organisation, around, clock.now(), within
    )
    return [_entry(row) for row in found]


def like(q: str) -> str:
    """`q` as a part of a text for ILIKE, its own signs taken as they are; "" for nothing."""
    plain = q.replace("\x00", "").strip()
    for sign in ("\\", "%", "_"):
        plain = plain.replace(sign, f"\\{sign}")
    return f"%{plain}%" if plain else ""


def _area(place: str | None) -> tuple[list[str] | None, list[str] | None]:
    if place is None:
        return None, None
    within = [place, *gazetteer().inside(place)]
    return [*gazetteer().containers(place), *within], within


def _entry(row: Mapping[str, Any]) -> Row:
    about = {"bn": row["about_bn"], "en": row["about_en"]} if row["about_en"] else None
    return {
        "what": row["what"],
        "id": str(row["id"]),
        "code": row["code"],
        "name": {"bn": row["name_bn"], "en": row["name_en"]},
        "kind": kind_row(row["what"], row["kind"]) if row["kind"] else None,
        "about": about,
        "place": seat_row(row["place"]) if row["place"] else None,
        **{key: row[key] for key in ("on_duty", "on_leave", "operating", "reachable", "vacant")},
    }


def kind_row(what: str, code: str) -> Row:
    """What kind of centre, post, organisation or person of the staff: its code and its words."""
    family = "post" if what == "worker" else what
    key = f"{family}.kind.{code}"
    return {"code": code, "name": {lang: words(lang).t(key) for lang in ("bn", "en")}}


_KINDS: Final = """
SELECT DISTINCT 'centre' AS what, kind FROM centre
UNION SELECT 'post', kind FROM post UNION SELECT 'organisation', kind FROM organisation
UNION SELECT 'staff', role FROM staff
    WHERE active AND role IN ('counsellor', 'supervisor', 'administrator')
ORDER BY 1, 2
"""


async def kind_rows(session: AsyncSession) -> list[Row]:
    """The kinds there are of anything in the directory, for who chooses among them."""
    found = await fetch(session, _KINDS)
    return [{"what": row["what"], **kind_row(row["what"], row["kind"])} for row in found]


_CENTRE_AREAS: Final = "SELECT place, rank FROM coverage WHERE centre_id = $1 ORDER BY rank, place"
_POST_AREAS: Final = "SELECT place, rank FROM coverage WHERE post_id = $1 ORDER BY rank, place"


async def centre_file(session: AsyncSession, centre_id: UUID) -> Row:
    """One centre with its contacts and the places it answers for. Raises CentreNotFound."""
    rows = await centre_rows(session, centre_id)
    if not rows:
        raise CentreNotFound("There is no such centre.")
    found = await fetch(session, _CENTRE_AREAS, centre_id)
    return {
        **rows[0],
        "areas": [area_row(row["place"], row["rank"]) for row in found],
        "contacts": await contact_rows(session, Owner("centre", centre_id)),
    }


_HELD: Final = """
SELECT holding.id, worker_id, holding.kind, starts_at, ends_at, name_bn, name_en, on_duty
FROM holding JOIN worker ON worker.id = worker_id WHERE post_id = $1
ORDER BY starts_at DESC, holding.kind DESC
"""
_ORGANISATION: Final = """
SELECT organisation.id, organisation.code, organisation.kind, organisation.name_bn,
    organisation.name_en
FROM organisation JOIN post ON organisation_id = organisation.id WHERE post.id = $1
"""


async def post_file(session: AsyncSession, post_id: UUID) -> Row:
    """One post: whose, for where, who held, holds or will hold it. Raises NoSuchPost."""
    rows = await post_rows(session, post_id)
    if not rows:
        raise NoSuchPost("There is no such post.")
    owners = await fetch(session, _ORGANISATION, post_id)
    areas = await fetch(session, _POST_AREAS, post_id)
    return {
        **rows[0],
        "organisation": _named(owners[0]) if owners else None,
        "areas": [area_row(row["place"], row["rank"]) for row in areas],
        "history": [_held(row) for row in await fetch(session, _HELD, post_id)],
    }


def _named(row: Mapping[str, Any]) -> Row:
    return {
        "id": str(row["id"]),
        "code": row["code"],
        "name": {"bn": row["name_bn"], "en": row["name_en"]},
    }


def _held(row: Mapping[str, Any]) -> Row:
    return {
        "holding_id": str(row["id"]),
        "worker_id": str(row["worker_id"]),
        "name": {"bn": row["name_bn"], "en": row["name_en"]},
        "kind": row["kind"],
        "starts_at": row["starts_at"].isoformat(),
        "ends_at": row["ends_at"].isoformat() if row["ends_at"] else None,
        "on_duty": row["on_duty"],
    }


_STAFF: Final = """
SELECT id, name AS code, display_bn AS name_bn, display_en AS name_en, role FROM staff
WHERE id = $1 AND active AND role IN ('counsellor', 'supervisor', 'administrator')
"""


async def staff_file(session: AsyncSession, staff_id: UUID) -> Row:
    """Somebody of the call centre with contacts. Raises NoSuchStaff."""
    found = await fetch(session, _STAFF, staff_id)
    if not found:
        raise NoSuchStaff("Nobody of the call centre has this id.")
    return {
        **_named(found[0]),
        "kind": kind_row("staff", found[0]["role"]),
        "contacts": await contact_rows(session, Owner("staff", staff_id)),
    }
