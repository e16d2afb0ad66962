"""HTTP of blocked numbers and wrong flags: checks the permission, calls a verb, shows rows."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.calls import blocks
from app.calls.block_schemas import Blocks, FlagsRow, ToBlock, WhyLifted
from app.calls.flag_measures import LONGEST_MINUTES, flags_row
from app.core.db import SessionDep
from app.staff.auth import SignedIn, allow

router = APIRouter(tags=["calls"])

Blocker = Annotated[SignedIn, allow("numbers.block")]
Measurer = Annotated[SignedIn, allow("measures.see")]


@router.post("/calls/{call_id}/block", response_model=Blocks)
async def block_number(
    session: SessionDep, signed: Blocker, call_id: UUID, body: ToBlock
) -> dict[str, Any]:
    """Block the number of this call for a while: danger passes the block by a key."""
    await blocks.block(session, call_id, signed.id, body.reason, body.hours)
    return {"items": await blocks.block_rows(session)}


@router.get("/number-blocks", response_model=Blocks)
async def block_list(session: SessionDep, _: Blocker) -> dict[str, Any]:
    """Numbers that are blocked now."""
    return {"items": await blocks.block_rows(session)}


@router.post("/number-blocks/{block_id}/lift", status_code=204, response_class=Response)
async def lift_block(
    session: SessionDep, signed: Blocker, block_id: UUID, body: WhyLifted | None = None
) -> None:
    """Lift a block before its time."""
    await blocks.lift(session, block_id, signed.id, body.reason if body else None)


@router.get("/measures/flags", response_model=FlagsRow)
async def false_flags(
    session: SessionDep,
    _: Measurer,
    minutes: Annotated[int, Query(ge=1, le=LONGEST_MINUTES)] = 30 * 24 * 60,
) -> dict[str, Any]:
    """How many blocks and marks of the last minutes turned out wrong, each figure defined."""
    return await flags_row(session, minutes)
