"""Verbs of committees themselves: founded, changed, their seats and terms; they flush only."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.board_case import district_of
from app.cases.board_told import BodyKind
from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.directory.models import Organisation, Post
from app.directory.states import PostKind
from app.geo.lookup import gazetteer
from app.programmes.boards import known, log
from app.programmes.boards.events import CommitteeChanged, CommitteeFounded, SeatChanged
from app.programmes.boards.models import Committee, CommitteeSeat, Decision, Meeting
from app.programmes.boards.states import (
    KIND_OF_PLACE,
    DecisionState,
    Level,
    MeetingState,
    SeatRole,
)


class CommitteeStands(HelplineError):
    """There is one of this kind for this area already; `id` is its."""

    code = "committee_stands"


class CommitteeHasEnded(HelplineError):
    """It is there no more: what it did stays, and nothing is added."""

    code = "committee_has_ended"


class CommitteeHasWork(HelplineError):
    """Meetings are planned, or decisions open: end those first."""

    code = "committee_has_work"


class SeatIsTaken(HelplineError):
    """There is a chair already, or a seat for this post."""

    code = "seat_is_taken"


class SeatNotFound(NotFound):
    """No such seat in a committee."""

    code = "seat_not_found"


def today() -> date:
    """The day in Dhaka."""
    return clock.now().astimezone(clock.DHAKA).date()


def must_stand(committee: Committee) -> None:
    """Raises CommitteeHasEnded."""
    if committee.ended_at is not None:
        raise CommitteeHasEnded("This committee has ended.", legal=[])


async def found(
    session: AsyncSession,
    by: UUID,
    *,
    body: BodyKind,
    level: Level,
    place: str | None,
    name_bn: str,
    name_en: str,
    quorum: int | None = None,
    usual_seats: bool = False,
    seats_since: date | None = None,
) -> Committee:
    """A committee for an area, with the usual seats where that is asked for, from a day on.

    Raises InputIsInvalid, CommitteeStands.
    """
    _must_fit(body, level, place)
    if (there := await _standing(session, body, place)) is not None:
        raise _stands(there)
    made = Committee(
        body=body,
        level=level,
        place=place,
        district=district_of(place),
        name_bn=name_bn,
        name_en=name_en,
        quorum=quorum,
        founded_at=clock.now(),
        founded_by=by,
    )
    try:
        async with session.begin_nested():
            session.add(made)
    except IntegrityError as error:  # somebody founded it in this very moment
        raise _stands(await _standing(session, body, place)) from error
    told = {"body": body.value, "level": level.value, "place": place}
    await log.begin(session, made, CommitteeFounded, by, **told)
    for seat in known.usual_seats(body, level) if usual_seats else ():
        post = await _post_of(session, seat.post_kind, place)
        role, titles = SeatRole(seat.role), (seat.title_bn, seat.title_en)
        await _add(session, made, by, role, post, *titles, since=seats_since)
    return made


async def _standing(session: AsyncSession, body: BodyKind, place: str | None) -> UUID | None:
    found = await session.exec(
        select(Committee.id).where(
            Committee.body == body,
            col(Committee.place).is_not_distinct_from(place),
            col(Committee.ended_at).is_(None),
        )
    )
    return found.first()


def _stands(there: UUID | None) -> CommitteeStands:
    return CommitteeStands("There is one for this area.", id=str(there) if there else None)


def _must_fit(body: BodyKind, level: Level, place: str | None) -> None:
    if level is Level.NATIONAL:
        if place is not None:
            raise InputIsInvalid("A national one has no place.", field="place")
        return
    found = gazetteer().get(place) if place else None
    if found is None or found.kind not in KIND_OF_PLACE[level]:
        kinds = " or ".join(KIND_OF_PLACE[level])
        raise InputIsInvalid(f"Name the {kinds} it is for.", field="place")
    if body is BodyKind.EXCHANGE and level is not Level.DISTRICT:
        raise InputIsInvalid("Organisations meet by district.", field="level")


async def _post_of(session: AsyncSession, kind: str | None, place: str | None) -> Post | None:
    """The directory's post of this kind that is seated in the area itself, if there is one."""
    if kind is None or place is None:
        return None
    found = await session.exec(
        select(Post).where(Post.kind == PostKind(kind), Post.seat == place).order_by(col(Post.code))
    )
    return found.first()


async def change(
    session: AsyncSession, committee_id: UUID, said: Mapping[str, Any], by: UUID
) -> Committee:
    """Another name or quorum; what is not sent stays. Raises CommitteeNotFound, ..HasEnded."""
    committee = await log.locked(session, committee_id)
    must_stand(committee)
    changed = tuple(sorted(name for name in said if getattr(committee, name) != said[name]))
    for name in changed:
        setattr(committee, name, said[name])
    if changed:
        await log.tell(session, committee, CommitteeChanged, by, what=changed)
    return committee


async def end(session: AsyncSession, committee_id: UUID, by: UUID) -> Committee:
    """It is there no more; said again, nothing changes. Raises CommitteeHasWork."""
    committee = await log.locked(session, committee_id)
    if committee.ended_at is not None:
        return committee
    planned = select(Meeting.id).where(
        Meeting.committee_id == committee_id,
        col(Meeting.state).in_([MeetingState.PLANNED, MeetingState.HELD]),
    )
    open_ones = select(Decision.id).where(
        Decision.committee_id == committee_id, Decision.state == DecisionState.OPEN
    )
    for asked in (planned, open_ones):
        if (await session.exec(asked.limit(1))).first() is not None:
            raise CommitteeHasWork("Something of it is not over: end that first.")
    committee.ended_at = clock.now()
    await log.tell(session, committee, CommitteeChanged, by, what=("ended",))
    return committee


async def add_seat(
    session: AsyncSession,
    committee_id: UUID,
    by: UUID,
    *,
    role: SeatRole,
    post_id: UUID | None = None,
    organisation: str | None = None,
    title_bn: str | None = None,
    title_en: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> CommitteeSeat:
    """A seat for whoever holds a post of the directory, or known by its title alone.

    Raises CommitteeNotFound, CommitteeHasEnded, SeatIsTaken, InputIsInvalid.
    """
    committee = await log.locked(session, committee_id)
    must_stand(committee)
    post = await session.get(Post, post_id) if post_id is not None else None
    if post_id is not None and post is None:
        raise InputIsInvalid("There is no such post in the directory.", field="post")
    named = (
        (title_bn or (post.name_bn if post else None)),
        (title_en or (post.name_en if post else None)),
    )
    if not all(named):
        raise InputIsInvalid("Name the post, or its title in both languages.", field="post")
    return await _add(
        session,
        committee,
        by,
        role,
        post,
        str(named[0]),
        str(named[1]),
        since=since,
        until=until,
        organisation_id=await _organisation(session, organisation),
    )


async def _organisation(session: AsyncSession, code: str | None) -> UUID | None:
    if code is None:
        return None
    found = await session.exec(select(Organisation.id).where(Organisation.code == code))
    if (id_ := found.first()) is None:
        raise InputIsInvalid("There is no such organisation.", field="organisation")
    return id_


async def _add(
    session: AsyncSession,
    committee: Committee,
    by: UUID,
    role: SeatRole,
    post: Post | None,
    title_bn: str,
    title_en: str,
    *,
    since: date | None = None,
    until: date | None = None,
    organisation_id: UUID | None = None,
) -> CommitteeSeat:
    since = since or today()
    if until is not None and until < since:
        raise InputIsInvalid("A term can't end before it begins.", field="until")
    for seat in await seats_of(session, committee.id):
        if role is SeatRole.CHAIR is seat.role:
            raise SeatIsTaken("It has a chair: end that seat first.", seat=str(seat.id))
        if post is not None and seat.post_id == post.id:
            raise SeatIsTaken("This post has a seat already.", seat=str(seat.id))
    made = CommitteeSeat(
        committee_id=committee.id,
        role=role,
        post_id=post.id if post else None,
        organisation_id=organisation_id or (post.organisation_id if post else None),
        title_bn=title_bn,
        title_en=title_en,
        since=since,
        until=until,
    )
    session.add(made)
    await session.flush()
    told = {"seat_id": made.id, "role": role.value, "change": "added"}
    await log.tell(session, committee, SeatChanged, by, **told)
    return made


async def seats_of(session: AsyncSession, committee_id: UUID) -> list[CommitteeSeat]:
    """The seats that have not been taken away, whatever their terms."""
    found = await session.exec(
        select(CommitteeSeat)
        .where(CommitteeSeat.committee_id == committee_id, col(CommitteeSeat.ended_at).is_(None))
        .order_by(col(CommitteeSeat.role), col(CommitteeSeat.since), col(CommitteeSeat.id))
    )
    return list(found)


async def seats_at(session: AsyncSession, committee_id: UUID, at: datetime) -> list[CommitteeSeat]:
    """The seats there were at a moment: in their term that day, and not taken away yet."""
    day = at.astimezone(clock.DHAKA).date()
    found = await session.exec(
        select(CommitteeSeat)
        .where(
            CommitteeSeat.committee_id == committee_id,
            col(CommitteeSeat.ended_at).is_(None) | (col(CommitteeSeat.ended_at) > at),
        )
        .order_by(col(CommitteeSeat.role), col(CommitteeSeat.since), col(CommitteeSeat.id))
    )
    return [seat for seat in found if counts_on(seat, day)]


def counts_on(seat: CommitteeSeat, day: date) -> bool:
    """Whether the seat's term holds on a day."""
    return seat.since <= day and (seat.until is None or day <= seat.until)


async def end_seat(session: AsyncSession, seat_id: UUID, by: UUID) -> CommitteeSeat:
    """The seat is there no more; who sat there stays written down.

    Raises SeatNotFound, CommitteeHasEnded.
    """
    return await _change_seat(session, seat_id, by, "ended", ended_at=clock.now())


async def set_term(
    session: AsyncSession, seat_id: UUID, until: date | None, by: UUID, since: date | None = None
) -> CommitteeSeat:
    """The seat's term ends on another day; `since` None: it began when it was said to begin.

    Raises SeatNotFound, CommitteeHasEnded, InputIsInvalid.
    """
    return await _change_seat(session, seat_id, by, "term", until=until, since=since)


async def _change_seat(
    session: AsyncSession, seat_id: UUID, by: UUID, change: str, **said: Any
) -> CommitteeSeat:
    seat = await session.get(CommitteeSeat, seat_id)
    if seat is None:
        raise SeatNotFound("There is no such seat.")
    committee = await log.locked(session, seat.committee_id)
    must_stand(committee)
    await session.refresh(seat)
    if seat.ended_at is not None:
        return seat
    if "since" in said:
        said["since"] = said["since"] or seat.since
    until = said.get("until")
    if until is not None and until < said["since"]:
        raise InputIsInvalid("A term can't end before it begins.", field="until")
    for name, value in said.items():
        setattr(seat, name, value)
    session.add(seat)
    told = {"seat_id": seat.id, "role": seat.role.value, "change": change}
    await log.tell(session, committee, SeatChanged, by, **told)
    return seat
