"""Verbs of posts: who is appointed, relieved, transferred; it moves nobody's duty.

The organogram belongs to the Department: a post stays when its holder goes, and coverage stays with
the post. One person may hold several posts; two are never appointed to one at the same time.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock, outbox
from app.core.audience import BOARD
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.directory.duty import lock_worker
from app.directory.events import WorkerAppointed, WorkerRelieved
from app.directory.models import Holding, Organisation, Post, Worker
from app.directory.states import HoldingKind, OrganisationKind, PostKind
from app.geo.lookup import gazetteer
from app.staff.course_models import NeedKind
from app.staff.qualifications import must_have


class PostIsHeld(HelplineError):
    """Somebody is appointed to the post at that time: relieve or transfer him or her first."""

    code = "post_is_held"


class NoSuchPost(NotFound):
    """There is no post of this id."""

    code = "no_such_post"


async def add_organisation(
    session: AsyncSession, *, code: str, kind: OrganisationKind, name_en: str, name_bn: str
) -> Organisation:
    """Add an organisation, or bring the one of this code up to date."""
    row = await organisation_by_code(session, code) or Organisation(
        code=code, kind=kind, name_en=name_en, name_bn=name_bn
    )
    row.kind, row.name_en, row.name_bn = kind, name_en, name_bn
    session.add(row)
    await session.flush()
    return row


async def organisation_by_code(session: AsyncSession, code: str) -> Organisation | None:
    """The organisation of this code."""
    return (await session.exec(select(Organisation).where(Organisation.code == code))).first()


async def add_post(
    session: AsyncSession,
    *,
    code: str,
    kind: PostKind,
    seat: str,
    name_en: str,
    name_bn: str,
    organisation_id: UUID | None = None,
) -> Post:
    """Add a post, or bring the one of this code up to date; `seat` is a place's code.

    Without `organisation_id` it stays with the organisation it has.

    Raises InputIsInvalid for a seat the gazetteer does not know, and CourseIsNeeded where a post
    becomes one of a kind for which somebody who holds it lacks a course.
    """
    if gazetteer().get(seat) is None:
        raise InputIsInvalid("There is no such place in the gazetteer.", field="seat")
    row = await post_by_code(session, code) or Post(
        code=code, kind=kind, seat=seat, name_en=name_en, name_bn=name_bn
    )
    if row.kind is not kind:
        for one in await _holders(session, row.id, clock.now(), None):
            await _must_have_course(session, kind, one.worker_id, one.starts_at)
    row.kind, row.seat, row.name_en, row.name_bn = kind, seat, name_en, name_bn
    row.organisation_id = organisation_id or row.organisation_id
    session.add(row)
    await session.flush()
    return row


async def post_by_code(session: AsyncSession, code: str) -> Post | None:
    """The post of this code."""
    return (await session.exec(select(Post).where(Post.code == code))).first()


async def appoint(
    session: AsyncSession,
    post_id: UUID,
    worker_id: UUID,
    *,
    at: datetime,
    kind: HoldingKind = HoldingKind.SUBSTANTIVE,
    until: datetime | None = None,
) -> Holding:
    """A worker holds a post from `at` on, to `until` where that is known; repeatable.

    Raises NoSuchPost, NoSuchWorker, InputIsInvalid, CourseIsNeeded for a kind of post that needs
    one, and PostIsHeld when another one is appointed to it at any time of that span, or this one
    from a later day on. Acting, several may look after one post.
    """
    if until is not None and until <= at:
        raise InputIsInvalid("It must end after it begins.", field="until")
    await _lock_post(session, post_id)
    worker = await lock_worker(session, worker_id)
    has_begun = max(at, clock.now())
    for one in await _holders(session, post_id, at, until):
        same = one.worker_id == worker_id and one.kind is kind
        if same and one.starts_at <= has_begun:
            return one
        if same or kind is one.kind is HoldingKind.SUBSTANTIVE:
            raise _held(one)
    post = await session.get_one(Post, post_id)
    await _must_have_course(session, post.kind, worker_id, at)
    row = Holding(post_id=post_id, worker_id=worker_id, kind=kind, starts_at=at, ends_at=until)
    session.add(row)
    try:
        await session.flush()
    except IntegrityError as error:
        raise PostIsHeld("Somebody holds this post at that time.") from error
    await _tell(
        session,
        worker,
        WorkerAppointed,
        post_id=post_id,
        kind=kind.value,
        starts_at=at,
    )
    return row


async def _must_have_course(
    session: AsyncSession, kind: PostKind, worker_id: UUID, at: datetime
) -> None:
    """The course must count on the day the post begins to be held, or today if that has passed."""
    on = max(at, clock.now()).astimezone(clock.DHAKA).date()
    await must_have(session, NeedKind.POST, [kind.value], worker_id, on)


async def relieve(session: AsyncSession, holding_id: UUID, *, at: datetime) -> Holding:
    """Whoever holds the post holds it no longer from `at` on; the post is vacant then.

    Raises NoSuchPost, and InputIsInvalid for a moment before the holding began.
    """
    row = await _lock_holding(session, holding_id)
    if at <= row.starts_at:
        raise InputIsInvalid("It can't end before it began.", field="at")
    if row.ends_at is not None and row.ends_at <= at:
        return row
    row.ends_at = at
    session.add(row)
    await session.flush()
    worker = await lock_worker(session, row.worker_id)
    await _tell(
        session, worker, WorkerRelieved, post_id=row.post_id, kind=row.kind.value, ends_at=at
    )
    return row


async def transfer(
    session: AsyncSession, holding_id: UUID, to_post: UUID, *, at: datetime
) -> Holding:
    """Relieved of one post and appointed to another at the same moment; both are dated.

    Raises what `relieve` and `appoint` raise; nothing is done then.
    """
    await _lock_post(session, to_post)
    row = await _lock_holding(session, holding_id)
    if row.post_id == to_post:
        raise InputIsInvalid("That is the post he or she holds.", field="to_post")
    await relieve(session, holding_id, at=at)
    return await appoint(session, to_post, row.worker_id, at=at)


async def _holders(
    session: AsyncSession, post_id: UUID, start: datetime, until: datetime | None
) -> list[Holding]:
    """Who holds the post at any time of the span, first ones first."""
    lasts = or_(col(Holding.ends_at).is_(None), col(Holding.ends_at) > start)
    asked = select(Holding).where(Holding.post_id == post_id, lasts)
    if until is not None:
        asked = asked.where(col(Holding.starts_at) < until)
    return list(await session.exec(asked.order_by(col(Holding.starts_at))))


def _held(by: Holding) -> PostIsHeld:
    until = by.ends_at.isoformat() if by.ends_at else None
    return PostIsHeld(
        "Somebody holds this post at that time: relieve or transfer first.",
        worker_id=str(by.worker_id),
        starts_at=by.starts_at.isoformat(),
        ends_at=until,
    )


async def _lock_post(session: AsyncSession, post_id: UUID) -> None:
    found = await session.exec(
        select(Post.id).where(Post.id == post_id).with_for_update(key_share=True)
    )
    if found.first() is None:
        raise NoSuchPost("There is no such post.")


async def _lock_holding(session: AsyncSession, holding_id: UUID) -> Holding:
    found = await session.exec(select(Holding).where(Holding.id == holding_id).with_for_update())
    row = found.first()
    if row is None:
        raise NoSuchPost("Nobody holds a post by this id.")
    return row


async def _tell(session: AsyncSession, worker: Worker, event: Any, **facts: Any) -> None:
    worker.version += 1
    session.add(worker)
    told = event(entity_id=worker.id, version=worker.version, **facts)
    await outbox.record(session, told, [BOARD])
