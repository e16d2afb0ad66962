"""Notes on a roll as they are kept: appended, and what all of one visit come to written anew.

Whoever calls has locked the child's record; what is legal is decided here too, since it depends on
what stands written at other shelters.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.people_access import Opened
from app.cases.people_record import record_of
from app.core import clock
from app.core.db import execute, fetch
from app.core.errors import HelplineError, InputIsInvalid
from app.residence import street_rules as rules
from app.residence.beds import suits
from app.residence.street_events import SiteChildSeen
from app.residence.street_models import StreetMark
from app.residence.street_nights import follow_nights
from app.residence.street_rules import Mark, Visit
from app.residence.street_sites import Site, announce, lock_sites
from app.residence.street_states import SiteKind, WhyCorrected
from app.residence.two_places import seen_at


class ShelterIsForOthers(HelplineError):
    """A girl in a boys' night shelter, or a boy in a girls'; `takes` says for whom it is."""

    code = "shelter_is_for_others"


class NightIsOpenElsewhere(HelplineError):
    """The child is in another night shelter that night; `legal` says what can be done."""

    code = "night_is_open_elsewhere"


@dataclass(frozen=True, slots=True)
class Note:
    """What every note on a roll carries: its own id, the roll's day, who noted it and when.

    `anywhere`: whoever notes it answers for all sites, and not only for children of this one.
    """

    id: UUID
    day: date
    by: UUID
    at: datetime
    anywhere: bool = False


_MARKS = """
SELECT id, noted_by, at, seen, came_at, left_at, reason IS NOT NULL AS corrects
FROM street_mark WHERE centre_id = $1 AND day = $2 AND child_id = $3
"""


async def marks_of(session: AsyncSession, site: UUID, day: date, child_id: UUID) -> list[Mark]:
    """All that was noted of one child at one site on one day, in no order."""
    return [Mark(*row) for row in await fetch(session, _MARKS, site, day, child_id)]


async def put(
    session: AsyncSession,
    site: Site,
    note: Note,
    child_id: UUID,
    opened: Opened,
    mark: Mark,
    *,
    reason: WhyCorrected | None = None,
    moved: bool = False,
) -> None:
    """One mark more of a child whose record is locked; a centre where it stays hears of a night.

    Raises ShelterIsForOthers, NightIsOpenElsewhere, and InputIsInvalid for a child that `moved`
    before it had come to the other shelter.
    """
    before = await marks_of(session, site.id, note.day, child_id)
    visit = rules.visit_of([*before, mark])
    others: list[_Elsewhere] = []
    if site.sleeps and mark.seen:
        await _must_be_for(session, site, opened)
        others = await _elsewhere(session, site, note.day, opened, visit)
        came_over = moved and mark.came is not None and all(one.visit.open for one in others)
        if others and not came_over:
            raise NightIsOpenElsewhere(
                "This child is in another night shelter that night.",
                legal=["leave_there", "moved_over"],
            )
    if site.sleeps and mark.seen and not rules.visit_of(before).present:
        await seen_at(session, opened.child.id, site.id, mark.came or note.at, note.by)
    await lock_sites(session, {site.id, *(one.site for one in others)})
    for one in others:
        await _end_there(session, one, note, mark)
    await _keep(session, site.id, note.day, child_id, mark, visit, reason)
    await follow_nights(session, site, {note.day})


async def _must_be_for(session: AsyncSession, site: Site, opened: Opened) -> None:
    """Raises ShelterIsForOthers; a sex nobody knows bars no child from a bed for the night."""
    if site.takes not in ("girls", "boys"):
        return
    for one in opened.members:
        said = None if one.wrapped_key is None else (await record_of(session, one)).get("sex")
        if said is not None and not suits(site.takes, said.value):
            raise ShelterIsForOthers(
                f"This shelter is for {site.takes} only.",
                takes=site.takes,
                legal=["another_shelter", "put_the_sex_right"],
            )


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """A visit of the same child, under one of its records, to another shelter that night."""

    site: UUID
    record: UUID
    visit: Visit


_OTHERS = """
SELECT centre_id, child_id, came_at, left_at FROM street_visit
JOIN centre ON centre.id = centre_id AND kind = $4
WHERE child_id = ANY($1) AND day = $2 AND centre_id <> $3 AND present
ORDER BY centre_id, child_id
"""


async def _elsewhere(
    session: AsyncSession, site: Site, day: date, opened: Opened, visit: Visit
) -> list[_Elsewhere]:
    """Visits to other shelters in which the child would have been at once."""
    ids = [one.id for one in opened.members]
    rows = await fetch(session, _OTHERS, ids, day, site.id, SiteKind.NIGHT_SHELTER.value)
    found = [
        _Elsewhere(row["centre_id"], row["child_id"], Visit(True, row["came_at"], row["left_at"]))
        for row in rows
    ]
    return [one for one in found if rules.at_once(visit, one.visit)]


async def _end_there(session: AsyncSession, other: _Elsewhere, note: Note, mark: Mark) -> None:
    """The child came over: its visit to the other shelter ended when the one here began."""
    came = other.visit.came
    if mark.came is None or (came is not None and mark.came <= came):
        raise InputIsInvalid("It had not come to the other shelter yet.", field="came_at")
    known = await marks_of(session, other.site, note.day, other.record)
    of_it = uuid5(note.id, f"{other.site}/{other.record}")
    ended = Mark(of_it, note.by, note.at, came=came, left=mark.came)
    visit = rules.visit_of([*known, ended])
    await _keep(session, other.site, note.day, other.record, ended, visit, None)
    facts = {"day": note.day.isoformat(), "child_id": other.record, "met": False}
    await announce(session, other.site, SiteChildSeen, **facts)


_VISIT = """
INSERT INTO street_visit (centre_id, day, child_id, present, came_at, left_at, noted_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (centre_id, day, child_id) DO UPDATE SET present = excluded.present,
    came_at = excluded.came_at, left_at = excluded.left_at, noted_by = excluded.noted_by
"""


async def _keep(
    session: AsyncSession,
    site: UUID,
    day: date,
    child_id: UUID,
    mark: Mark,
    visit: Visit,
    reason: WhyCorrected | None,
) -> None:
    made = StreetMark(
        id=mark.id,
        centre_id=site,
        day=day,
        child_id=child_id,
        seen=mark.seen,
        came_at=mark.came,
        left_at=mark.left,
        reason=reason,
        at=mark.at,
        received_at=clock.now(),
        noted_by=mark.by,
    )
    session.add(made)
    await session.flush()
    who = sorted(visit.noted_by)
    values = (site, day, child_id, visit.present, visit.came, visit.left, who)
    await execute(session, _VISIT, *values)
