"""HTTP of unmet requests: checks the permission, calls one verb, shows the row."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import access
from app.core.db import SessionDep
from app.core.settings import Settings
from app.dispatch import unmet
from app.dispatch.schemas import WhyNobody
from app.dispatch.unmet_models import Unmet
from app.dispatch.unmet_rows import unmet_rows
from app.dispatch.unmet_schemas import UnmetRow, Unmets
from app.staff.auth import SignedIn, allow, settings_of
from app.staff.permissions import require

router = APIRouter(tags=["dispatches"])

Watches = Annotated[SignedIn, allow("board.watch")]
TakesCharge = Annotated[SignedIn, allow("dispatch.take_charge")]
StandsDown = Annotated[SignedIn, allow("dispatch.stand_down")]
SettingsDep = Annotated[Settings, Depends(settings_of)]

Row = dict[str, Any]


@router.get("/unmet", response_model=Unmets)
async def unmet_requests(session: SessionDep, _: Watches) -> Row:
    """Requests that somebody goes for which nobody could be asked, and still nobody goes."""
    return {"items": list((await unmet_rows(session)).values())}


@router.post("/unmet/{unmet_id}/take-charge", response_model=UnmetRow)
async def take_unmet(
    session: SessionDep, signed: TakesCharge, settings: SettingsDep, unmet_id: UUID
) -> Row:
    """I take care that somebody goes: supervisors are not told again, for a time."""
    await _must_open(session, signed, unmet_id, require(signed, "dispatch.take_charge"))
    await unmet.take(session, unmet_id, signed.id, settings)
    return (await unmet_rows(session, [unmet_id]))[unmet_id]


@router.post("/unmet/{unmet_id}/stand-down", status_code=204)
async def stand_down_unmet(
    session: SessionDep, signed: StandsDown, unmet_id: UUID, body: WhyNobody
) -> None:
    """Nobody need go any more."""
    await _must_open(session, signed, unmet_id, require(signed, "dispatch.stand_down"))
    await unmet.stand_down(session, unmet_id, body.reason, signed.id)


async def _must_open(session: AsyncSession, signed: SignedIn, unmet_id: UUID, scope: str) -> None:
    """For a verb: a guest of the call only looks. Raises UnmetNotFound, and for foreign ones."""
    incident_id = (
        await session.exec(select(Unmet.incident_id).where(Unmet.id == unmet_id))
    ).first()
    if incident_id is None or not await access.may_open(
        session, signed, incident_id, scope, write=True
    ):
        raise unmet.UnmetNotFound("There is no such request, or it is not yours.")
