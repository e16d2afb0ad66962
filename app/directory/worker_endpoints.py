"""HTTP of workers, posts, contacts: checks the permission, calls one verb, shows the row."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import SessionDep
from app.core.errors import InputIsInvalid, problem
from app.core.settings import Settings
from app.directory import contacts, duty, posts
from app.directory.contacts import Owner
from app.directory.duty import NoSuchWorker
from app.directory.worker_rows import (
    MOST,
    contact_rows,
    held_before,
    planned_rows,
    post_rows,
    worker_rows,
)
from app.directory.worker_schemas import (
    Appointment,
    ContactRow,
    DutyAnswer,
    DutyWanted,
    NewContact,
    PostRow,
    Posts,
    TypedCode,
    WhenRelieved,
    WhereTransferred,
    WorkerFile,
    WorkerRow,
    Workers,
)
from app.geo.lookup import gazetteer
from app.staff.auth import SignedIn, allow, settings_of

router = APIRouter(tags=["directory"])

Sees = Annotated[SignedIn, allow("directory.see")]
Manages = Annotated[SignedIn, allow("directory.manage")]
MovesDuty = Annotated[SignedIn, allow("workers.move_duty")]
SettingsDep = Annotated[Settings, Depends(settings_of)]

Row = dict[str, Any]
WEEKS_AHEAD = timedelta(weeks=4)


@router.get("/workers", response_model=Workers)
async def workers(
    session: SessionDep,
    _: Sees,
    q: Annotated[str, Query(max_length=80)] = "",
    place: Annotated[str | None, Query(max_length=80)] = None,
    on_duty: bool = False,
) -> Row:
    """Workers by name, code or place, those on duty first."""
    if place is not None and gazetteer().get(place) is None:
        raise InputIsInvalid("There is no such place in the gazetteer.", field="place")
    rows = await worker_rows(session, q=q.replace("\x00", ""), place=place, on_duty=on_duty)
    return {"items": rows[:MOST], "more": len(rows) > MOST}


@router.get("/workers/{worker_id}", response_model=WorkerFile)
async def worker(session: SessionDep, _: Sees, worker_id: UUID) -> Row:
    """One worker with contacts, masked, and what is planned for four weeks."""
    now = clock.now()
    return {
        **await _worker(session, worker_id),
        "earlier": await held_before(session, worker_id),
        "contacts": await contact_rows(session, Owner("worker", worker_id)),
        "roster": await planned_rows(session, now, now + WEEKS_AHEAD, [worker_id]),
    }


@router.post("/workers/{worker_id}/duty", response_model=DutyAnswer)
async def move_duty(
    session: SessionDep, signed: MovesDuty, worker_id: UUID, body: DutyWanted
) -> Row:
    """Put a worker on or off duty; one whom nobody can reach only when that is confirmed."""
    if body.on and not body.confirm:
        await duty.require_channel(session, worker_id)
    move = await duty.set_duty(session, worker_id, body.on, by=signed.id, at=clock.now())
    return {"changed": move.changed, "missing": list(move.missing)}


@router.post("/workers/{worker_id}/contacts", response_model=ContactRow, status_code=201)
async def add_contact(session: SessionDep, _: Manages, worker_id: UUID, body: NewContact) -> Row:
    """Enter an address; it is used once it is verified."""
    await duty.lock_worker(session, worker_id)
    owner = Owner("worker", worker_id)
    row = await contacts.add_contact(session, owner, body.channel, body.address, turn=body.turn)
    return await _contact(session, row.id)


@router.post("/contacts/{contact_id}/code", response_model=ContactRow)
async def send_code(session: SessionDep, signed: Manages, contact_id: UUID) -> Row:
    """Send a code to the address; who has it there tells it to you."""
    await contacts.send_code(session, contact_id, by=signed.id)
    return await _contact(session, contact_id)


@router.post("/contacts/{contact_id}/verify", response_model=ContactRow)
async def verify(
    session: SessionDep, signed: Manages, settings: SettingsDep, contact_id: UUID, body: TypedCode
) -> Any:
    """Type the code; five tries."""
    secret = settings.secret_key.get_secret_value()
    if not await contacts.verify(session, contact_id, body.code, secret, by=signed.id):
        # answered, not raised: that it was tried must stay
        errors = [{"field": "code", "message": "That is not the code."}]
        return problem(422, "input_is_invalid", "That is not the code.", errors)
    return await _contact(session, contact_id)


@router.post("/contacts/{contact_id}/vouch", response_model=ContactRow)
async def vouch(session: SessionDep, signed: Manages, contact_id: UUID) -> Row:
    """You have reached somebody there and say so with your name."""
    await contacts.vouch(session, contact_id, by=signed.id)
    return await _contact(session, contact_id)


@router.post("/contacts/{contact_id}/test", response_model=ContactRow)
async def send_test(session: SessionDep, signed: Manages, contact_id: UUID) -> Row:
    """Send a text that says it is a test."""
    await contacts.send_test(session, contact_id, by=signed.id)
    return await _contact(session, contact_id)


@router.delete("/contacts/{contact_id}", status_code=204)
async def remove_contact(session: SessionDep, _: Manages, contact_id: UUID) -> None:
    """Nobody is reached by it any more."""
    await contacts.remove_contact(session, contact_id)


@router.get("/posts", response_model=Posts)
async def all_posts(session: SessionDep, _: Sees) -> Row:
    """All posts with who holds them; a post without holders is vacant."""
    return {"items": await post_rows(session)}


@router.post("/posts/{post_id}/appoint", response_model=PostRow)
async def appoint(session: SessionDep, _: Manages, post_id: UUID, body: Appointment) -> Row:
    """Appoint somebody to a post, or have somebody look after it."""
    await posts.appoint(
        session,
        post_id,
        body.worker_id,
        at=body.starts_at,
        kind=body.kind,
        until=body.ends_at,
    )
    return (await post_rows(session, post_id))[0]


@router.post("/holdings/{holding_id}/relieve", response_model=WorkerRow)
async def relieve(session: SessionDep, _: Manages, holding_id: UUID, body: WhenRelieved) -> Row:
    """He or she no longer holds the post from then on."""
    row = await posts.relieve(session, holding_id, at=body.at)
    return await _worker(session, row.worker_id)


@router.post("/holdings/{holding_id}/transfer", response_model=WorkerRow)
async def transfer(
    session: SessionDep, _: Manages, holding_id: UUID, body: WhereTransferred
) -> Row:
    """From this post to another at the same moment."""
    row = await posts.transfer(session, holding_id, body.to_post, at=body.at)
    return await _worker(session, row.worker_id)


async def _worker(session: AsyncSession, worker_id: UUID) -> Row:
    rows = await worker_rows(session, id_=worker_id)
    if not rows:
        raise NoSuchWorker("There is no such worker.")
    return rows[0]


async def _contact(session: AsyncSession, contact_id: UUID) -> Row:
    row = await contacts.get_contact(session, contact_id)
    rows = await contact_rows(session, contacts.owner_of(row))
    return next(one for one in rows if one["id"] == str(contact_id))
