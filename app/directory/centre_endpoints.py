"""HTTP of centres: the list, and the sealed address with a note of every look and change.

What changes the number of seats is with the bed boards, in residence.
"""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Response

from app.core.db import SessionDep
from app.directory import centres as registry
from app.directory.centre_rows import centre_rows, look_rows
from app.directory.centre_schemas import Address, AddressWanted, Centres, Looks, WhyLook
from app.staff.auth import SignedIn, allow

router = APIRouter(tags=["directory"])

Sees = Annotated[SignedIn, allow("directory.see")]
Manages = Annotated[SignedIn, allow("directory.manage")]
SeesAddress = Annotated[SignedIn, allow("centres.see_address")]

Row = dict[str, Any]
MOST_LOOKS: Final = 50


@router.get("/centres", response_model=Centres)
async def centres(session: SessionDep, _: Sees) -> Row:
    """All centres, operating ones first; no address of any."""
    return {"items": await centre_rows(session)}


@router.put("/centres/{centre_id}/address", status_code=204)
async def set_address(
    session: SessionDep, signed: Manages, centre_id: UUID, body: AddressWanted
) -> None:
    """Seal the address of a centre, or take it away; that you did is noted, not which it was."""
    await registry.set_address(session, centre_id, body.address, by=signed.id)


@router.post("/centres/{centre_id}/address/look", response_model=Address)
async def look_at_address(
    session: SessionDep, signed: SeesAddress, centre_id: UUID, body: WhyLook, response: Response
) -> Row:
    """The address; that you looked, and why, is noted."""
    response.headers["cache-control"] = "no-store"
    return {"address": await registry.look(session, centre_id, signed.id, body.reason)}


@router.get("/centres/{centre_id}/address/looks", response_model=Looks)
async def looks(session: SessionDep, _: SeesAddress, centre_id: UUID) -> Row:
    """Who looked at the address of a centre or changed it, the last first."""
    found = await registry.looks(session, centre_id, MOST_LOOKS)
    return {"items": await look_rows(session, found)}
