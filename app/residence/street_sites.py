"""Which sites for street children there are: counted by kind, named by an administrator.

A site is a centre of the directory. The founding document counts places and lists none: until a
name is told there is a number, and no row that pretends to be a place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock, outbox
from app.core.audience import BOARD, about
from app.core.db import execute, fetch, fetch_value
from app.core.errors import InputIsInvalid, NotFound
from app.directory import centres
from app.directory.models import Admits, Centre
from app.residence.street_events import OfSite, SiteNamed
from app.residence.street_models import StreetSite
from app.residence.street_states import LETTERS, SLEEPS, SiteKind

KINDS: Final = [kind.value for kind in SiteKind]


class SiteNotFound(NotFound):
    """No such site for street children, or not this person's."""

    code = "site_not_found"


@dataclass(frozen=True, slots=True)
class Site:
    """What decides on a roll: the kind, for whom (boys, girls, both), capacity; None is unknown."""

    id: UUID
    kind: SiteKind
    takes: str | None
    capacity: int | None
    place: str | None

    @property
    def sleeps(self) -> bool:
        """Whether children spend the night here."""
        return self.kind in SLEEPS


_SITES = """
SELECT id, kind, intake_gender, capacity, place FROM centre WHERE id = ANY($1) AND kind = ANY($2)
"""


async def sites_of(session: AsyncSession, ids: list[UUID]) -> dict[UUID, Site]:
    """The sites among these centres, by id."""
    found = await fetch(session, _SITES, ids, KINDS)
    return {row["id"]: Site(row["id"], SiteKind(row["kind"]), *row[2:]) for row in found}


async def site_of(session: AsyncSession, centre_id: UUID) -> Site:
    """One site. Raises SiteNotFound, also for a centre of another kind."""
    site = (await sites_of(session, [centre_id])).get(centre_id)
    if site is None:
        raise SiteNotFound("There is no such site, or it is not yours.")
    return site


_LOCK = """
INSERT INTO street_site (centre_id) VALUES ($1)
ON CONFLICT (centre_id) DO UPDATE SET version = street_site.version
"""
_RAISE = """
INSERT INTO street_site (centre_id, version) VALUES ($1, 1)
ON CONFLICT (centre_id) DO UPDATE SET version = street_site.version + 1 RETURNING version
"""


async def lock_sites(session: AsyncSession, ids: set[UUID]) -> None:
    """The rolls of these sites are ours until the transaction ends: always the last locks."""
    for id_ in sorted(ids):
        await execute(session, _LOCK, id_)


async def announce(
    session: AsyncSession, centre_id: UUID, what: type[OfSite], /, **facts: Any
) -> None:
    """Tell the site and the supervisors what has changed there."""
    version = await fetch_value(session, _RAISE, centre_id)
    event = what(entity_id=centre_id, version=version, **facts)
    await outbox.record(session, event, [BOARD, about("centre", centre_id)])


_ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtextextended('street_site', 1098))"
_CODES = "SELECT code FROM centre WHERE starts_with(code, $1)"
_SAME_NAME = """
SELECT name_bn = $1 FROM centre
WHERE kind = ANY($3) AND (name_bn = $1 OR lower(name_en) = lower($2::text)) LIMIT 1
"""


async def name_site(
    session: AsyncSession,
    kind: SiteKind,
    *,
    name_bn: str,
    name_en: str,
    more: Mapping[str, Any],
    by: UUID,
) -> Centre:
    """One of the places that were only counted has a name now; where it is may stay unknown.

    `more` are columns of the centre by name; what is left out nobody has told. Raises
    InputIsInvalid for a name that another site has.
    """
    await execute(session, _ONE_BY_ONE)
    taken = await fetch(session, _SAME_NAME, name_bn, name_en, KINDS)
    if taken:
        field = "name_bn" if taken[0][0] else "name_en"
        raise InputIsInvalid("Another site has this name.", field=field)
    made = Centre(
        code=await _next_code(session, kind),
        name_bn=name_bn,
        name_en=name_en,
        kind=kind.value,
        admits=Admits.UNKNOWN,
        operating=True,
        source=centres.BY_HAND,
    )
    await centres.put(session, made, more)
    await session.flush()
    session.add(StreetSite(centre_id=made.id, named_at=clock.now(), named_by=by))
    await session.flush()
    await announce(session, made.id, SiteNamed, kind=kind.value)
    return made


async def _next_code(session: AsyncSession, kind: SiteKind) -> str:
    """The letters of the kind and the first free number; whoever names the next one waits."""
    letters = LETTERS[kind]
    rows = await fetch(session, _CODES, f"{letters}-")
    used = {row["code"].removeprefix(f"{letters}-").lstrip("0") for row in rows}
    number = next(no for no in range(1, len(used) + 2) if str(no) not in used)
    return f"{letters}-{number:02d}"
