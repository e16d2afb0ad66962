"""HTTP for field phones: commands that waited without network, each with its receipt."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from app.cases.case_pocket import pocket_rows
from app.core import clock
from app.core.db import SessionDep, database_of
from app.core.settings import Settings
from app.directory.duty import lock_worker, missing_channels
from app.dispatch.field_commands import NotAWorker, Sender, take
from app.dispatch.field_models import FieldCommand
from app.dispatch.field_schemas import Commands, DutySwitch, NewPins, Pins, PocketCases, Receipts
from app.dispatch.field_states import heard_offset_ms
from app.dispatch.queries import task_rows
from app.dispatch.responding import responder_for
from app.dispatch.safety_pins import set_pins as keep_pins
from app.dispatch.safety_pins import set_since
from app.dispatch.sight import record_sight
from app.staff.auth import SignedIn, allow, settings_of

router = APIRouter(tags=["field"], prefix="/field")

Goes = Annotated[SignedIn, allow("dispatch.act")]
SetsPins = Annotated[SignedIn, allow("pins.set")]
ListsCases = Annotated[SignedIn, allow("cases.list")]
SettingsDep = Annotated[Settings, Depends(settings_of)]

Row = dict[str, Any]


@router.post("/commands", response_model=Receipts)
async def commands(request: Request, signed: Goes, settings: SettingsDep, body: Commands) -> Row:
    """What was pressed, now or long ago: each is applied once, and answered the same again."""
    database, sender = database_of(request), Sender(signed.id, responder_for(signed))
    offset_ms = heard_offset_ms(body.sent_at, clock.now())
    taken: dict[UUID, FieldCommand] = {}
    for said in sorted(body.commands, key=lambda said: said.seq):
        taken[said.id] = await take(database, settings, sender, said, offset_ms)
    ids = {row.dispatch_id for row in taken.values() if row.dispatch_id is not None}
    async with database.transaction() as session:
        await record_sight(session, signed.id, sender.by, ids)
        tasks = await task_rows(session, **{f"{sender.by.kind}_id": sender.by.id}, ids=ids)
    receipts = [_receipt(taken[said.id]) for said in body.commands]
    return {"receipts": receipts, "tasks": list(tasks.values())}


@router.get("/pins", response_model=Pins)
async def pins(session: SessionDep, signed: SetsPins) -> Row:
    """Whether a sign of life of mine wants a PIN."""
    return _pins(await set_since(session, signed.id))


@router.put("/pins", response_model=Pins)
async def set_pins(request: Request, signed: SetsPins, settings: SettingsDep, body: NewPins) -> Row:
    """Both PINs anew: the one that says that all is well, and the one that calls for help."""
    source = request.client.host if request.client else "unknown"
    words = (body.password, body.pin, body.duress_pin)
    password, pin, duress_pin = (word.get_secret_value() for word in words)
    database = database_of(request)
    return _pins(await keep_pins(database, settings, signed, password, pin, duress_pin, source))


def _pins(set_at: datetime | None) -> Row:
    return {"set_at": set_at.isoformat() if set_at else None}


@router.get("/cases", response_model=PocketCases)
async def cases(session: SessionDep, signed: ListsCases) -> Row:
    """My open cases, to write in without network; no word of a file."""
    return {"items": await pocket_rows(session, signed.id)}


@router.get("/shift", response_model=DutySwitch)
async def shift(session: SessionDep, signed: Goes) -> Row:
    """Whether I am on duty, and whether anything would wake me."""
    by = responder_for(signed)
    if by.kind != "worker":
        raise NotAWorker("Only a worker is on duty; a centre is open or not.")
    worker = await lock_worker(session, by.id)
    return {"on": worker.on_duty, "missing": list(await missing_channels(session, worker))}


def _receipt(row: FieldCommand) -> Row:
    return {
        "id": str(row.id),
        "result": row.result.value,
        "code": row.code,
        "state": row.state.value if row.state else None,
        "at": row.at.isoformat(),
        "doubtful": row.doubtful,
    }
