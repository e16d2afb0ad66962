"""HTTP of the whole directory in one list and its pages; checks the permission, shows rows."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.db import SessionDep
from app.core.errors import InputIsInvalid
from app.directory import contacts, register
from app.directory.contacts import Owner
from app.directory.register_schemas import (
    CentreFile,
    Entries,
    PostFile,
    StaffFile,
    Standing,
    What,
)
from app.directory.worker_rows import contact_row
from app.directory.worker_schemas import ContactRow, NewContact
from app.geo.lookup import gazetteer
from app.staff.auth import SignedIn, allow

router = APIRouter(tags=["directory"])

Sees = Annotated[SignedIn, allow("directory.see")]
Manages = Annotated[SignedIn, allow("directory.manage")]

Row = dict[str, Any]


@router.get("/directory", response_model=Entries)
async def look_up(
    session: SessionDep,
    _: Sees,
    q: Annotated[str, Query(max_length=80)] = "",
    what: What | None = None,
    kind: Annotated[str | None, Query(max_length=60)] = None,
    place: Annotated[str | None, Query(max_length=80)] = None,
    standing: Standing | None = None,
    organisation: UUID | None = None,
) -> Row:
    """Centres, workers, posts, organisations and staff that answer all that is asked."""
    if place is not None and gazetteer().get(place) is None:
        raise InputIsInvalid("There is no such place in the gazetteer.", field="place")
    if kind is not None and "\x00" in kind:
        raise InputIsInvalid("There is no such kind.", field="kind")
    rows = await register.entry_rows(
        session,
        what=what,
        kind=kind,
        q=q,
        place=place,
        standing=standing,
        organisation=organisation,
    )
    return {
        "items": rows[: register.MOST],
        "more": len(rows) > register.MOST,
        "kinds": await register.kind_rows(session),
    }


@router.get("/centres/{centre_id}", response_model=CentreFile)
async def centre(session: SessionDep, _: Sees, centre_id: UUID) -> Row:
    """One centre with contacts, masked."""
    return await register.centre_file(session, centre_id)


@router.get("/posts/{post_id}", response_model=PostFile)
async def post(session: SessionDep, _: Sees, post_id: UUID) -> Row:
    """One post with everybody who held, holds and will hold it."""
    return await register.post_file(session, post_id)


@router.get("/staff/{staff_id}", response_model=StaffFile)
async def staff(session: SessionDep, _: Sees, staff_id: UUID) -> Row:
    """Somebody of the call centre with contacts, masked."""
    return await register.staff_file(session, staff_id)


@router.post("/centres/{centre_id}/contacts", response_model=ContactRow, status_code=201)
async def add_centre_contact(
    session: SessionDep, _: Manages, centre_id: UUID, body: NewContact
) -> Row:
    """Enter an address of a centre; it is used once it is verified."""
    await register.centre_file(session, centre_id)
    owner = Owner("centre", centre_id)
    return contact_row(
        await contacts.add_contact(session, owner, body.channel, body.address, turn=body.turn)
    )


@router.post("/staff/{staff_id}/contacts", response_model=ContactRow, status_code=201)
async def add_staff_contact(
    session: SessionDep, _: Manages, staff_id: UUID, body: NewContact
) -> Row:
    """Enter an address of somebody of the call centre; it is used once it is verified."""
    await register.staff_file(session, staff_id)
    owner = Owner("staff", staff_id)
    return contact_row(
        await contacts.add_contact(session, owner, body.channel, body.address, turn=body.turn)
    )
