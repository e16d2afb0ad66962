"""The verbs of a roll: a child was here, was met, was not; so many more were; they flush only.

Notes are appended and never changed; what they come to is computed from all of them
(street_rules.py), so that it does not matter which arrives first. Locks in the order ticket, child,
site (design §4).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Final
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import people_service
from app.cases.people_access import (
    ChildIsMerged,
    ChildNotFound,
    Opened,
    kept_child,
    locked,
)
from app.core import clock
from app.core.db import execute, fetch_value
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.residence import street_rules as rules
from app.residence.street_events import SiteChildSeen, SiteUnnamedCounted, SiteVisitCorrected
from app.residence.street_marks import Note, marks_of, put
from app.residence.street_models import StreetCount, StreetMark
from app.residence.street_nights import follow_nights
from app.residence.street_rules import Mark
from app.residence.street_sites import Site, announce, lock_sites
from app.residence.street_states import WhyCorrected

SLACK: Final = timedelta(minutes=2)
"""So far may a telephone's clock run ahead of ours."""
SOURCE: Final = "centre"


class DayIsNoRoll(HelplineError):
    """A roll of a day that has not come, or is long gone; `first` and `last` are what is taken."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "day_is_no_roll"


class NoteDiffers(HelplineError):
    """Another note came under this id before."""

    code = "note_differs"


class VisitNotFound(NotFound):
    """Nobody has noted that the child was there on that day."""

    code = "visit_not_found"


class CountNotFound(NotFound):
    """That person has counted nobody there on that day."""

    code = "count_not_found"


@dataclass(frozen=True, slots=True)
class Times:
    """When a child came and left; None where nobody knows."""

    came: datetime | None = None
    left: datetime | None = None


UNKNOWN: Final = Times()


async def see(
    session: AsyncSession,
    site: Site,
    note: Note,
    child_id: UUID,
    times: Times = UNKNOWN,
    *,
    moved: bool = False,
) -> bool:
    """The child was here on that day; False when this very note is known already.

    `moved`: it came over from another night shelter, at `times.came`. Raises ChildNotFound,
    DayIsNoRoll, InputIsInvalid, ShelterIsForOthers, NightIsOpenElsewhere, NoteDiffers.
    """
    if await _is_known(session, site, note, child_id):
        return False
    _must_be_possible(site, note, times)
    opened = await whole(session, child_id)
    await must_come_here(session, site, opened, note.anywhere)
    await _was_here(session, site, note, child_id, opened, times, met=False, moved=moved)
    return True


async def meet(
    session: AsyncSession,
    site: Site,
    note: Note,
    child_id: UUID,
    nickname: str,
    sex: str | None,
    times: Times = UNKNOWN,
) -> bool:
    """Somebody new is here, known by a nickname; the record has the id that was made there.

    The same child once more is a note like every other. Raises as `see`.
    """
    if await _is_known(session, site, note, child_id):
        return False
    _must_be_possible(site, note, times)
    await execute(session, _ONE_BY_ONE, str(child_id))
    try:
        opened, met = await whole(session, child_id), False
        await must_come_here(session, site, opened, note.anywhere)
    except ChildNotFound:
        if await _is_anybody(session, child_id):
            raise
        opened, met = await _new(session, child_id, nickname, sex, note.by), True
    await _was_here(session, site, note, child_id, opened, times, met=met)
    return True


async def correct(
    session: AsyncSession,
    site: Site,
    note: Note,
    child_id: UUID,
    reason: WhyCorrected,
    *,
    seen: bool,
    times: Times = UNKNOWN,
) -> bool:
    """What was noted of a visit does not hold: the child was not there, or at other times.

    Raises VisitNotFound, and as `see`.
    """
    if await _is_known(session, site, note, child_id):
        return False
    _must_be_possible(site, note, times)
    if not await marks_of(session, site.id, note.day, child_id):
        raise VisitNotFound("Nobody has noted that this child was here on that day.")
    opened = await whole(session, child_id)
    mark = Mark(note.id, note.by, note.at, seen, times.came, times.left, corrects=True)
    await put(session, site, note, child_id, opened, mark, reason=reason)
    facts = {"day": note.day.isoformat(), "child_id": child_id, "seen": seen}
    await announce(session, site.id, SiteVisitCorrected, **facts, reason=reason.value)
    return True


async def count(
    session: AsyncSession,
    site: Site,
    note: Note,
    unnamed: int,
    of: UUID | None = None,
    reason: WhyCorrected | None = None,
) -> bool:
    """So many children more were here whom nobody named; they are a number and never a person.

    The last word of each person counts. `of` is whose word is put right, for `reason`. Raises
    DayIsNoRoll, InputIsInvalid, CountNotFound, NoteDiffers.
    """
    whose = of or note.by
    await execute(session, _ONE_BY_ONE, str(note.id))
    known = await session.get(StreetCount, note.id)
    if known is not None:
        same = (site.id, note.day, whose, unnamed, note.by)
        if (known.centre_id, known.day, known.of_staff, known.unnamed, known.noted_by) != same:
            raise NoteDiffers("Another note has this id.", field="id")
        return False
    _must_be_possible(site, note, UNKNOWN)
    if whose != note.by:
        await _must_have_counted(session, site, note.day, whose, reason)
    await lock_sites(session, {site.id})
    made = StreetCount(
        id=note.id,
        centre_id=site.id,
        day=note.day,
        of_staff=whose,
        unnamed=unnamed,
        reason=reason,
        at=note.at,
        received_at=clock.now(),
        noted_by=note.by,
    )
    session.add(made)
    await session.flush()
    await follow_nights(session, site, {note.day})
    facts = {"day": note.day.isoformat(), "of_staff": whose, "unnamed": unnamed}
    await announce(session, site.id, SiteUnnamedCounted, **facts)
    return True


async def _must_have_counted(
    session: AsyncSession, site: Site, day: date, whose: UUID, reason: WhyCorrected | None
) -> None:
    if reason is None:
        raise InputIsInvalid("Say why you put another person's count right.", field="reason")
    wanted = select(StreetCount.id).where(
        StreetCount.centre_id == site.id, StreetCount.day == day, StreetCount.of_staff == whose
    )
    if (await session.exec(wanted.limit(1))).first() is None:
        raise CountNotFound("That person has counted nobody here on that day.")


def _must_be_possible(site: Site, note: Note, times: Times) -> None:
    """Raises DayIsNoRoll, InputIsInvalid for a visit that ends before it begins or is to come."""
    now = clock.now()
    first, last = rules.days_allowed(now, sleeps=site.sleeps)
    if not first <= note.day <= last:
        detail = "That day has not come yet." if note.day > last else "That day is too long ago."
        taken = {"first": first.isoformat(), "last": last.isoformat()}
        raise DayIsNoRoll(detail, field="day", **taken)
    begins, ends = rules.span_of(note.day, sleeps=site.sleeps)
    for field, at in (("came_at", times.came), ("left_at", times.left)):
        if at is not None and at > now + SLACK:
            raise InputIsInvalid("This time has not come yet.", field=field)
        if at is not None and not begins <= at <= ends:
            raise InputIsInvalid("This time is not of that day.", field=field)
    if times.came is not None and times.left is not None and times.left <= times.came:
        raise InputIsInvalid("A visit ends after it begins.", field="left_at")


_ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtextextended($1, 1098))"


async def _is_known(session: AsyncSession, site: Site, note: Note, child_id: UUID) -> bool:
    """Whether this very note was taken already; who sends it at the same moment waits here.

    Raises NoteDiffers for another one of its id.
    """
    await execute(session, _ONE_BY_ONE, str(note.id))
    known = await session.get(StreetMark, note.id)
    if known is None:
        return False
    same = (site.id, note.day, child_id, note.by)
    if (known.centre_id, known.day, known.child_id, known.noted_by) != same:
        raise NoteDiffers("Another note has this id.", field="id")
    return True


async def whole(session: AsyncSession, child_id: UUID) -> Opened:
    """The record of a child and all that was merged with it, locked. Raises ChildNotFound."""
    while True:
        try:
            return await locked(session, await kept_child(session, child_id))
        except ChildIsMerged:
            continue  # merged between two looks


_CAME_HERE = """
SELECT EXISTS (SELECT FROM street_visit WHERE centre_id = $1 AND child_id = ANY($2))
"""


async def must_come_here(
    session: AsyncSession, site: Site, opened: Opened, anywhere: bool = False
) -> None:
    """The people of a site know the children who come there, and no others.

    Raises ChildNotFound, in the same words as for a child that does not exist.
    """
    ids = [one.id for one in opened.members]
    if not anywhere and not await fetch_value(session, _CAME_HERE, site.id, ids):
        raise ChildNotFound("There is no such child, or it is not yours to open.")


async def _is_anybody(session: AsyncSession, child_id: UUID) -> bool:
    try:
        await kept_child(session, child_id)
    except ChildNotFound:
        return False
    return True


async def _new(
    session: AsyncSession, child_id: UUID, nickname: str, sex: str | None, by: UUID
) -> Opened:
    opened = await people_service.add_child(session, None, by, id_=child_id)
    try:
        await people_service.note(session, opened, "nickname", value=nickname, source=SOURCE, by=by)
    except InputIsInvalid as wrong:
        raise InputIsInvalid(wrong.detail, field="nickname") from wrong
    if sex is not None:
        await people_service.note(session, opened, "sex", value=sex, source=SOURCE, by=by)
    return opened


async def _was_here(
    session: AsyncSession,
    site: Site,
    note: Note,
    child_id: UUID,
    opened: Opened,
    times: Times,
    *,
    met: bool,
    moved: bool = False,
) -> None:
    mark = Mark(note.id, note.by, note.at, came=times.came, left=times.left)
    await put(session, site, note, child_id, opened, mark, moved=moved)
    facts = {"day": note.day.isoformat(), "child_id": child_id, "met": met}
    await announce(session, site.id, SiteChildSeen, **facts)
