"""HTTP of dispatch: checks the permission, calls one verb, shows the row."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import access
from app.core import clock
from app.core.db import SessionDep, database_of
from app.core.errors import HelplineError, problem
from app.core.settings import Settings
from app.dispatch import beds, charge, handing_back, handing_over, late, receipts, service, wishing
from app.dispatch.auditor import is_late, last_beat
from app.dispatch.candidates import look
from app.dispatch.ladder import Responder
from app.dispatch.models import Dispatch
from app.dispatch.queries import dispatch_rows, task_rows
from app.dispatch.responding import responder_for
from app.dispatch.scene import DispatchNotFound
from app.dispatch.schemas import (
    AtTheDoor,
    DispatchRow,
    HowItEnded,
    Responders,
    TaskRow,
    Tasks,
    Watch,
    WhichBed,
    WhoShouldGo,
    WhyBack,
    WhyNobody,
    WhyNot,
)
from app.dispatch.sight import record_sight
from app.dispatch.through import LIVE_SCREEN
from app.residence.service import NoBedFree
from app.staff.auth import SignedIn, allow, settings_of
from app.staff.permissions import require

router = APIRouter(tags=["dispatches"])

Watches = Annotated[SignedIn, allow("board.watch")]
Viewer = Annotated[SignedIn, allow("responders.see")]
Requester = Annotated[SignedIn, allow("dispatch.request")]
StandsDown = Annotated[SignedIn, allow("dispatch.stand_down")]
TakesCharge = Annotated[SignedIn, allow("dispatch.take_charge")]
PassesOn = Annotated[SignedIn, allow("dispatch.pass_on")]
Goes = Annotated[SignedIn, allow("dispatch.act")]
Admits = Annotated[SignedIn, allow("dispatch.admit")]
SettingsDep = Annotated[Settings, Depends(settings_of)]

Row = dict[str, Any]
EMPTY: dict[int | str, dict[str, Any]] = {204: {"description": "no task is left to show"}}


@router.get("/ladders", response_model=Watch)
async def ladders(session: SessionDep, _: Watches) -> Row:
    """Whether the auditor of ladders goes round; its last round."""
    beat = await last_beat(session)
    at = beat["at"] if beat else None
    return {
        "watched": not is_late(at, clock.now()),
        "at": at.isoformat() if at else None,
        "looked": beat["looked"] if beat else 0,
        "stuck": beat["stuck"] if beat else 0,
    }


@router.get("/incidents/{incident_id}/responders", response_model=Responders)
async def responders(
    request: Request,
    session: SessionDep,
    signed: Viewer,
    settings: SettingsDep,
    incident_id: UUID,
) -> Row:
    """Who can go, ranked with reasons, and who can't, with the reasons why."""
    scope = require(signed, "responders.see")
    await access.by_person(session, signed, incident_id, scope, reason="who can go")
    return (await look(database_of(request), incident_id, settings)).rows()


@router.post("/incidents/{incident_id}/dispatches", response_model=DispatchRow, status_code=201)
async def request(
    session: SessionDep,
    signed: Requester,
    settings: SettingsDep,
    incident_id: UUID,
    body: WhoShouldGo | None = None,
) -> Any:
    """Ask somebody to go: the one named, or the best of the list; else supervisors are told."""
    scope = require(signed, "dispatch.request")
    await access.by_person(session, signed, incident_id, scope, lock=True, record=False)
    chosen = body.responder if body else None
    responder = Responder(chosen.kind, chosen.id) if chosen else None
    known = body.unmet if body else None
    made, refused = await wishing.request(session, signed, incident_id, responder, settings, known)
    return await dispatch_row(session, made.id) if made else refusal(refused)


@router.get("/dispatches/mine", response_model=Tasks)
async def mine(session: SessionDep, signed: Goes) -> Row:
    """The tasks of the worker or centre that asks, oldest first."""
    return {"items": list((await _tasks(session, signed)).values())}


@router.post("/dispatches/{dispatch_id}/shown", status_code=204)
async def shown(session: SessionDep, signed: Goes, dispatch_id: UUID) -> None:
    """The alert stands on the screen of the one who was asked."""
    await receipts.shown(session, dispatch_id, responder_for(signed))


@router.post("/dispatches/{dispatch_id}/accept", response_model=TaskRow, responses=EMPTY)
async def accept(
    session: SessionDep,
    signed: Goes,
    settings: SettingsDep,
    dispatch_id: UUID,
    body: WhichBed | None = None,
) -> Any:
    """I am going; a centre keeps a bed by this. When none is free, the next one is asked."""
    by = responder_for(signed)
    dispatch, refused = await late.accept(
        session,
        dispatch_id,
        by,
        settings,
        through=LIVE_SCREEN,
        bed=body.bed if body else None,
    )
    if dispatch is None:
        return refusal(refused)
    if dispatch.accepted_step is None:  # answered, not raised: that the next is asked must stay
        return problem(NoBedFree.status, NoBedFree.code, "No bed is free: the next one is asked.")
    return await _task(session, signed, dispatch_id)


@router.post("/dispatches/{dispatch_id}/decline", response_model=TaskRow, responses=EMPTY)
async def decline(
    session: SessionDep, signed: Goes, settings: SettingsDep, dispatch_id: UUID, body: WhyNot
) -> Any:
    """I can't go; nothing is left to show, so the answer is empty."""
    by = responder_for(signed)
    dispatch, refused = await late.decline(
        session, dispatch_id, by, body.reason, settings, through=LIVE_SCREEN
    )
    return await _task(session, signed, dispatch_id) if dispatch else refusal(refused)


@router.post("/dispatches/{dispatch_id}/hand-back", response_model=TaskRow, responses=EMPTY)
async def hand_back(
    session: SessionDep, signed: Goes, settings: SettingsDep, dispatch_id: UUID, body: WhyBack
) -> Any:
    """I had accepted and can't go after all: the next one is asked; nothing is left to show."""
    by = responder_for(signed)
    await handing_back.hand_back(session, dispatch_id, by, body.reason, settings)
    return await _task(session, signed, dispatch_id)


@router.post("/dispatches/{dispatch_id}/depart", response_model=TaskRow, responses=EMPTY)
async def depart(session: SessionDep, signed: Goes, dispatch_id: UUID) -> Any:
    """I am on the way."""
    by = responder_for(signed)
    await service.depart(session, dispatch_id, by)
    return await _task(session, signed, dispatch_id)


@router.post("/dispatches/{dispatch_id}/arrive", response_model=TaskRow, responses=EMPTY)
async def arrive(session: SessionDep, signed: Goes, dispatch_id: UUID) -> Any:
    """I am with the child."""
    by = responder_for(signed)
    await service.arrive(session, dispatch_id, by)
    return await _task(session, signed, dispatch_id)


@router.post("/dispatches/{dispatch_id}/complete", response_model=TaskRow, responses=EMPTY)
async def complete(
    session: SessionDep, signed: Goes, settings: SettingsDep, dispatch_id: UUID, body: HowItEnded
) -> Any:
    """It is done, and how it ended; with a centre, its desk is asked to take the child in."""
    by = responder_for(signed)
    if body.centre_id is None:
        await service.complete(session, dispatch_id, by, body.outcome)
    else:
        await handing_over.hand_over(session, dispatch_id, by, body.centre_id, settings)
    return await _task(session, signed, dispatch_id)


@router.post("/dispatches/{dispatch_id}/admit", response_model=TaskRow, responses=EMPTY)
async def admit(
    session: SessionDep, signed: Admits, dispatch_id: UUID, body: AtTheDoor | None = None
) -> Any:
    """The child has arrived here and stays."""
    by = responder_for(signed)
    notes = body.model_dump(mode="json", exclude={"bed", "who"}, exclude_none=True) if body else {}
    said = beds.AtTheDoor(body.bed, body.who, notes=notes) if body else beds.AtTheDoor()
    await service.admit(session, dispatch_id, by, signed.id, said)
    return await _task(session, signed, dispatch_id)


@router.post("/dispatches/{dispatch_id}/stand-down", response_model=DispatchRow)
async def stand_down(
    session: SessionDep, signed: StandsDown, dispatch_id: UUID, body: WhyNobody
) -> Row:
    """Nobody need go any more."""
    await must_open(session, signed, dispatch_id, require(signed, "dispatch.stand_down"))
    await service.stand_down(session, signed, dispatch_id, body.reason)
    return await dispatch_row(session, dispatch_id)


@router.post("/dispatches/{dispatch_id}/take-charge", response_model=DispatchRow)
async def take_charge(
    session: SessionDep, signed: TakesCharge, settings: SettingsDep, dispatch_id: UUID
) -> Row:
    """I take care that somebody goes: the alarm is silent for a time."""
    await must_open(session, signed, dispatch_id, require(signed, "dispatch.take_charge"))
    await charge.take(session, dispatch_id, signed.id, settings)
    return await dispatch_row(session, dispatch_id)


@router.post("/dispatches/{dispatch_id}/pass-on", response_model=DispatchRow)
async def pass_on(
    session: SessionDep, signed: PassesOn, settings: SettingsDep, dispatch_id: UUID
) -> Row:
    """The one who accepted does not get there: the next one is asked."""
    await must_open(session, signed, dispatch_id, require(signed, "dispatch.pass_on"))
    await handing_back.pass_on(session, signed, dispatch_id, settings)
    return await dispatch_row(session, dispatch_id)


async def must_open(session: AsyncSession, signed: SignedIn, dispatch_id: UUID, scope: str) -> None:
    """For a verb: a guest of the call only looks. Raises DispatchNotFound, and for foreign ones."""
    found = await session.exec(select(Dispatch.incident_id).where(Dispatch.id == dispatch_id))
    incident_id = found.first()
    if incident_id is None or not await access.may_open(
        session, signed, incident_id, scope, write=True
    ):
        raise DispatchNotFound("There is no such dispatch, or it is not yours.")


def refusal(refused: HelplineError | None) -> Response:
    """Answered, not raised: what was noted of it (too late, nobody to ask) must stay."""
    assert refused is not None
    return problem(refused.status, refused.code, refused.detail, facts=refused.facts)


async def dispatch_row(session: AsyncSession, dispatch_id: UUID) -> Row:
    """The dispatch as the call centre sees it."""
    return (await dispatch_rows(session, ids=[dispatch_id]))[dispatch_id]


async def _tasks(
    session: AsyncSession, signed: SignedIn, ids: list[UUID] | None = None
) -> dict[UUID, Row]:
    by = responder_for(signed)
    await record_sight(session, signed.id, by, ids)
    if by.kind == "worker":
        return await task_rows(session, worker_id=by.id, ids=ids)
    return await task_rows(session, centre_id=by.id, ids=ids)


async def _task(session: AsyncSession, signed: SignedIn, dispatch_id: UUID) -> Row | Response:
    """The responder's own view of a task, or an empty answer when none is left."""
    row = (await _tasks(session, signed, [dispatch_id])).get(dispatch_id)
    return row if row is not None else Response(status_code=204)
