"""HTTP of drills: the verbs for supervisors, and the small page behind a drill's link.

Opening the link changes nothing: a preview proves no contact. The button on it does.
"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import SessionDep
from app.core.settings import Settings
from app.core.words import LANGUAGES, words
from app.directory.contacts import Owner
from app.dispatch import drills
from app.dispatch.drill_models import DrillState
from app.dispatch.drill_rows import MOST_LISTED, drill_rows, last_rows
from app.dispatch.drill_schemas import DrillRow, Drills, LastDrills
from app.dispatch.link import FOLDER, HEADERS
from app.dispatch.link_sources import sources_of
from app.staff.auth import SignedIn, allow, open_to_anyone, settings_of

router = APIRouter(tags=["drills"])
pages = APIRouter(include_in_schema=False)

Sees = Annotated[SignedIn, allow("directory.see")]
Starts = Annotated[SignedIn, allow("drills.start")]
SettingsDep = Annotated[Settings, Depends(settings_of)]

Row = dict[str, Any]
_pages = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)
_STATUS = {"drill": 200, "drilled": 200, "expired": 404, "busy": 429}


@router.get("/drills", response_model=LastDrills)
async def last(session: SessionDep, _: Sees) -> Row:
    """Who was last drilled when."""
    rows = await last_rows(session)
    return {"items": rows[:MOST_LISTED], "more": len(rows) > MOST_LISTED}


@router.get("/workers/{worker_id}/drills", response_model=Drills)
async def of_worker(session: SessionDep, _: Sees, worker_id: UUID) -> Row:
    """The last drills of a worker."""
    return {"items": await drill_rows(session, Owner("worker", worker_id))}


@router.get("/centres/{centre_id}/drills", response_model=Drills)
async def of_centre(session: SessionDep, _: Sees, centre_id: UUID) -> Row:
    """The last drills of a centre."""
    return {"items": await drill_rows(session, Owner("centre", centre_id))}


@router.post("/workers/{worker_id}/drills", response_model=DrillRow, status_code=201)
async def drill_worker(
    session: SessionDep, signed: Starts, settings: SettingsDep, worker_id: UUID
) -> Row:
    """Alert a worker as a drill, through every channel of the plan."""
    return await _start(session, Owner("worker", worker_id), settings, signed.id)


@router.post("/centres/{centre_id}/drills", response_model=DrillRow, status_code=201)
async def drill_centre(
    session: SessionDep, signed: Starts, settings: SettingsDep, centre_id: UUID
) -> Row:
    """Alert a centre as a drill, through every channel of the plan."""
    return await _start(session, Owner("centre", centre_id), settings, signed.id)


async def _start(session: AsyncSession, owner: Owner, settings: Settings, by: UUID) -> Row:
    await drills.start(session, owner, settings, by=by)
    return (await drill_rows(session, owner))[0]


@pages.get("/d/{code}", dependencies=[open_to_anyone("link.open")])
async def opened(request: Request, session: SessionDep, code: str) -> HTMLResponse:
    """Open a drill's link: it says that this is a drill, and has one button."""
    return await _page(request, session, code, pressed=False)


@pages.post("/d/{code}", dependencies=[open_to_anyone("link.open")])
async def pressed(request: Request, session: SessionDep, code: str) -> HTMLResponse:
    """The button: it came through, and the contact is proved."""
    return await _page(request, session, code, pressed=True)


async def _page(
    request: Request, session: AsyncSession, code: str, *, pressed: bool
) -> HTMLResponse:
    sources = sources_of(request)
    alert = await drills.by_code(session, settings_of(request), code)
    if alert is None:
        return _shown(request, "busy" if await sources.guesses(request) else "expired")
    if await sources.too_often(code):
        return _shown(request, "busy")
    if pressed and not await drills.confirm(session, alert.id):
        return _shown(request, "expired")
    if alert.state is DrillState.CONFIRMED:
        return _shown(request, "drilled")
    return _shown(request, "expired" if drills.is_over(alert) else "drill")


def _shown(request: Request, state: str) -> HTMLResponse:
    asked = request.query_params.get("lang", "")
    first = asked if asked in LANGUAGES else LANGUAGES[0]
    both = [words(one) for one in (first, *(one for one in LANGUAGES if one != first))]
    html = _pages.get_template("drill.html").render(lang=first, both=both, state=state)
    return HTMLResponse(html, _STATUS[state], headers=HEADERS)
