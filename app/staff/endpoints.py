"""HTTP of staff: the session and one's own duty; checks the permission and calls one verb."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import SessionDep, database_of
from app.staff import permissions
from app.staff.auth import (
    SignedIn,
    allow,
    app_hint,
    clear_cookie,
    open_to_anyone,
    set_cookie,
    settings_of,
)
from app.staff.duty import move_duty
from app.staff.queries import duty_rows
from app.staff.schemas import DutyRow, Me, NameAndPassword, WhyPaused
from app.staff.sign_in import sign_in, sign_out

router = APIRouter(tags=["staff"])

Present = Annotated[SignedIn, allow("session.see")]
Leaver = Annotated[SignedIn, allow("session.end")]
Mover = Annotated[SignedIn, allow("duty.move")]


def me_row(who: SignedIn) -> dict[str, Any]:
    """The signed-in person as screens get it, with every action he or she may do."""
    return {
        "id": str(who.id),
        "name": who.name,
        "display_name": {"bn": who.display_bn, "en": who.display_en},
        "role": who.role,
        "app": who.app,
        "languages": list(who.languages),
        "permissions": permissions.actions_of(who.role),
        "worker_id": str(who.worker_id) if who.worker_id else None,
        "centre_id": str(who.centre_id) if who.centre_id else None,
    }


@router.post("/session", response_model=Me, dependencies=[open_to_anyone("session.start")])
async def start_session(
    request: Request, response: Response, body: NameAndPassword
) -> dict[str, Any]:
    """Sign in: sets the cookie of the role's app, or of the asking app where it has two."""
    settings = settings_of(request)
    source = request.client.host if request.client else "unknown"
    who, token = await sign_in(
        database_of(request), settings, body.name, body.password, source, app_hint(request)
    )
    set_cookie(response, who.app, token, settings)
    response.headers["Cache-Control"] = "no-store"
    return me_row(who)


@router.get("/session", response_model=Me)
async def see_session(response: Response, who: Present) -> dict[str, Any]:
    """Who is signed in."""
    response.headers["Cache-Control"] = "no-store"
    return me_row(who)


@router.delete("/session", status_code=204)
async def end_session(
    request: Request, response: Response, session: SessionDep, who: Leaver
) -> None:
    """Sign out."""
    await sign_out(session, who.session_id)
    clear_cookie(response, who.app, settings_of(request))


async def _move(
    session: AsyncSession, who: SignedIn, verb: str, reason: str | None = None
) -> dict[str, Any]:
    await move_duty(session, who.id, verb, reason)
    return (await duty_rows(session, [who.id]))[who.id]


@router.post("/duty/start", response_model=DutyRow)
async def start_duty(session: SessionDep, who: Mover) -> dict[str, Any]:
    """Start the shift: calls may be offered from now on."""
    return await _move(session, who, "start")


@router.post("/duty/pause", response_model=DutyRow)
async def pause_duty(session: SessionDep, who: Mover, body: WhyPaused) -> dict[str, Any]:
    """Be away for a while."""
    return await _move(session, who, "pause", body.reason)


@router.post("/duty/resume", response_model=DutyRow)
async def resume_duty(session: SessionDep, who: Mover) -> dict[str, Any]:
    """Be back."""
    return await _move(session, who, "resume")


@router.post("/duty/end", response_model=DutyRow)
async def end_duty(session: SessionDep, who: Mover) -> dict[str, Any]:
    """End the shift."""
    return await _move(session, who, "end")
