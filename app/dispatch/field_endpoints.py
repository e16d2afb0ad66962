"""HTTP for field phones: commands that waited without network, each with its receipt."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from app.core.db import database_of
from app.core.settings import Settings
from app.dispatch.field_commands import Sender, take
from app.dispatch.field_models import FieldCommand
from app.dispatch.field_schemas import Commands, Receipts
from app.dispatch.queries import task_rows
from app.dispatch.responding import responder_for
from app.dispatch.sight import record_sight
from app.staff.auth import SignedIn, allow, settings_of

router = APIRouter(tags=["field"], prefix="/field")

Goes = Annotated[SignedIn, allow("dispatch.act")]
SettingsDep = Annotated[Settings, Depends(settings_of)]

Row = dict[str, Any]


@router.post("/commands", response_model=Receipts)
async def commands(request: Request, signed: Goes, settings: SettingsDep, body: Commands) -> Row:
    """What was pressed, now or long ago: each is applied once, and answered the same again."""
    database, sender = database_of(request), Sender(signed.id, responder_for(signed))
    taken: dict[UUID, FieldCommand] = {}
    for said in sorted(body.commands, key=lambda said: said.seq):
        taken[said.id] = await take(database, settings, sender, said)
    ids = {row.dispatch_id for row in taken.values() if row.dispatch_id is not None}
    async with database.transaction() as session:
        await record_sight(session, signed.id, sender.by, ids)
        tasks = await task_rows(session, **{f"{sender.by.kind}_id": sender.by.id}, ids=ids)
    receipts = [_receipt(taken[said.id]) for said in body.commands]
    return {"receipts": receipts, "tasks": list(tasks.values())}


def _receipt(row: FieldCommand) -> Row:
    return {
        "id": str(row.id),
        "result": row.result.value,
        "code": row.code,
        "state": row.state.value if row.state else None,
        "at": row.at.isoformat(),
        "doubtful": row.doubtful,
    }
