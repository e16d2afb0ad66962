"""The one-tap page of a step: small server-made HTML; opening it changes nothing and tells no name.

It shows urgency, upazila and distance only. The child's data needs sign-in: whoever holds the
phone holds the link.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel, Field, SecretStr
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import SessionDep, database_of
from app.core.errors import HelplineError, InputIsInvalid
from app.core.settings import Settings
from app.core.words import LANGUAGES, words
from app.directory.queries import place_row
from app.dispatch import check_in, late, link_safe, service
from app.dispatch.agencies import goes
from app.dispatch.beforehand import coarse_place
from app.dispatch.code import digest_of
from app.dispatch.ladder import Responder
from app.dispatch.least_view import Fact, told_to
from app.dispatch.link_safe import CHECK_IN, Timer
from app.dispatch.link_sources import sources_of
from app.dispatch.models import Dispatch, Step
from app.dispatch.scene import responder_of
from app.dispatch.states import (
    FULL,
    OUTCOMES,
    OVER,
    PART_OUTCOMES,
    UNTAKEN,
    DispatchState,
    StepState,
)
from app.dispatch.through import LINK
from app.staff.auth import open_to_anyone, settings_of

FOLDER: Final = Path(__file__).resolve().parent / "templates"
HEADERS: Final = {
    "Cache-Control": "no-store",
    # Not `no-referrer`: that would turn the Origin of our own form into `null`, which is refused.
    # `strict-origin` tells nobody the path either, and so never the code.
    "Referrer-Policy": "strict-origin",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
router = APIRouter(include_in_schema=False)
_pages = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)


@dataclass(frozen=True)
class Page:
    """What the page says: `state`, and the verbs that can be pressed."""

    state: str
    can: Sequence[str] = ()
    status: int = 200
    step: Step | None = None
    dispatch: Dispatch | None = None
    timer: Timer | None = None
    said: str | None = None


class Press(BaseModel):
    """What a form of the page sends: a verb, and what belongs to it."""

    verb: str = Field(max_length=20)
    reason: str = Field(default="other", max_length=20)
    outcome: str = Field(default="other", max_length=20)
    minutes: int | None = Field(default=None, ge=1, le=1440)
    pin: SecretStr | None = Field(default=None, max_length=20)


HAS_A_PART: Final = "has_a_part"
ANSWERS: Final = ("accept", "decline")
"""What may be pressed on an old page too: it came too late then, and is noted."""

NOT_TAKEN: Final = "not_taken"
"""It could not be looked at now, and may be said again."""

UNKNOWN: Final = Page("expired", status=404)
BUSY: Final = Page("busy", status=429)


@router.get("/assets-link/link.css", dependencies=[open_to_anyone("link.open")])
async def style() -> FileResponse:
    """The page's one style sheet."""
    return FileResponse(FOLDER / "link.css", media_type="text/css")


@router.get("/a/{code}", dependencies=[open_to_anyone("link.open")])
async def opened(request: Request, session: SessionDep, code: str) -> HTMLResponse:
    """Open the link. Nothing changes: a preview by a messenger or a scanner acts for nobody."""
    return _shown(request, await _page(request, session, code))


@router.post("/a/{code}", dependencies=[open_to_anyone("link.open")])
async def pressed(
    request: Request, session: SessionDep, code: str, said: Annotated[Press, Form()]
) -> Response:
    """Press one of the page's buttons; the page then says what came of it."""
    page = await _page(request, session, code)
    if page.step is None or page.dispatch is None:
        return _shown(request, page)
    if said.verb == CHECK_IN and page.step.worker_id is not None:
        return await _said_safe(request, session, code, page.step, said.pin)
    if not (page.can or said.verb in ANSWERS):
        return _shown(request, page)
    if said.verb not in (*page.can, *ANSWERS):
        return _shown(request, replace(page, status=409))
    by, dispatch_id = responder_of(page.step), page.dispatch.id
    try:
        refused = await _act(session, settings_of(request), said, dispatch_id, by)
    except HelplineError as error:
        # Two can press at once. What the losing transaction did is undone before the page is made.
        await session.rollback()
        after = await _found(session, settings_of(request), code)
        return _shown(request, replace(after, status=error.status))
    after = await _found(session, settings_of(request), code)
    if refused is not None:  # answered, not raised: that it came too late stays noted
        return _shown(request, replace(after, status=refused.status) if after.can else after)
    full = said.verb == "accept" and after.state == "full"
    return _shown(request, replace(after, status=409 if full else 200))


async def _said_safe(
    request: Request, session: AsyncSession, code: str, step: Step, pin: SecretStr | None
) -> Response:
    """A sign of life: what came of it stands on the page that is asked for next."""
    settings, by, dispatch_id = settings_of(request), responder_of(step), step.dispatch_id
    typed = pin.get_secret_value() if pin else None
    try:
        refused = await link_safe.say(
            session, database_of(request), settings, dispatch_id, by, typed
        )
    except HelplineError as error:
        await session.rollback()
        after = await _found(session, settings, code)
        return _shown(request, replace(after, status=error.status, said=NOT_TAKEN))
    answer = link_safe.asked_anew(code, request.query_params.get("lang"), refused)
    answer.headers.update(HEADERS)
    return answer


async def _act(
    session: AsyncSession, settings: Settings, said: Press, dispatch_id: UUID, by: Responder
) -> HelplineError | None:
    """What a button does; why not, when the answer came too late."""
    refused = None
    match said.verb:
        case "accept":
            _, refused = await late.accept(session, dispatch_id, by, settings, through=LINK)
        case "decline":
            _, refused = await late.decline(
                session, dispatch_id, by, said.reason, settings, through=LINK
            )
        case "depart":
            await service.depart(session, dispatch_id, by)
        case "arrive":
            await service.arrive(session, dispatch_id, by)
        case "admit":
            await service.admit(session, dispatch_id, by)
        case "complete":
            await service.complete(session, dispatch_id, by, said.outcome)
        case link_safe.PACE:
            if said.minutes is None:
                raise InputIsInvalid("Say how many minutes.", field="minutes")
            await check_in.pace(session, dispatch_id, by, said.minutes)
    return refused


async def _page(request: Request, session: AsyncSession, code: str) -> Page:
    page, sources = await _found(session, settings_of(request), code), sources_of(request)
    if page is UNKNOWN:
        return BUSY if await sources.guesses(request) else UNKNOWN
    return BUSY if await sources.too_often(code) else page


async def _found(session: AsyncSession, settings: Settings, code: str) -> Page:
    """What a code stands for now. It lives while its step may answer or is out, and no longer."""
    found = await session.exec(
        select(Step, Dispatch)
        .join(Dispatch, col(Dispatch.id) == col(Step.dispatch_id))
        .where(Step.code_digest == digest_of(settings.secret_key.get_secret_value(), code))
        .execution_options(populate_existing=True)
    )
    row = found.first()
    if row is None:
        return UNKNOWN
    page = page_of(*row)
    timer = await link_safe.timer_of(session, row[0]) if page.can else None
    return replace(page, can=(*page.can, *timer.can), timer=timer) if timer else page


def page_of(step: Step, dispatch: Dispatch) -> Page:
    """The page of a step as it stands."""
    if step.staff_id is not None:  # in charge on the board, and never sent a link
        return UNKNOWN
    if step.state is StepState.ACCEPTED and dispatch.state not in OVER:
        if step.centre_id is not None:
            return Page("bed_held", ("admit",), 200, step, dispatch)
        if not goes(dispatch.agency):
            return Page(HAS_A_PART, ("complete",), 200, step, dispatch)
        return Page(dispatch.state.value, _STEPS[dispatch.state], 200, step, dispatch)
    if dispatch.state in UNTAKEN and step.state is StepState.ALERTED:
        return Page("alerted", ("accept", "decline"), 200, step, dispatch)
    if dispatch.state in UNTAKEN and step.state is StepState.EXPIRED:
        return Page("alerted", ("accept",), 200, step, dispatch)
    return Page(_ending(step, dispatch), (), 410, step, dispatch)


_STEPS: Final[dict[DispatchState, tuple[str, ...]]] = {
    DispatchState.ACCEPTED: ("depart", "arrive"),
    DispatchState.EN_ROUTE: ("arrive",),
    DispatchState.REACHED: ("complete",),
}


def _ending(step: Step, dispatch: Dispatch) -> str:
    """What happened to it: done, no bed, declined before, called off, or somebody else goes."""
    if step.state is StepState.DECLINED:
        return "full" if step.decline_reason == FULL else "declined"
    if dispatch.state is DispatchState.STOOD_DOWN:
        return "stood_down"
    if step.state is StepState.ACCEPTED:
        return "done" if dispatch.state is DispatchState.DONE else "closed"
    return "taken" if dispatch.accepted_step is not None else "closed"


def _shown(request: Request, page: Page) -> HTMLResponse:
    asked = request.query_params.get("lang", "")
    say = words(asked if asked in LANGUAGES else LANGUAGES[0])
    facts: dict[str, Any] = {
        "lang": say.language,
        "both": [words(one) for one in (say.language, *(set(LANGUAGES) - {say.language}))],
        "state": page.state,
        "can": page.can,
        "t": say.t,
        "digits": say.digits,
        "urgency": None,
        "place": None,
        "distance_km": None,
        "due_at_text": None,
        "agency": None,
        "outcomes": OUTCOMES,
        "centre": page.step is not None and page.step.centre_id is not None,
        "safe": page.timer.shown(say) if page.timer else None,
        "said": page.said or _said(request),
    }
    if page.step and page.dispatch and page.status != 410:
        facts |= _facts(page.step, page.dispatch, say.language)
    html = _pages.get_template("link.html").render(facts)
    return HTMLResponse(html, page.status, headers=HEADERS)


def _said(request: Request) -> str | None:
    """Why the sign of life before this page did not count; another press is another matter."""
    said = request.query_params.get("said")
    return said if request.method == "GET" and said in link_safe.REFUSALS else None


def _facts(step: Step, dispatch: Dispatch, language: str) -> dict[str, Any]:
    say = words(language)
    area = place_row(coarse_place(dispatch.place))
    where = f"{area['name'][language]}, {area['path'][language]}" if area else None
    due = step.due_at.astimezone(clock.DHAKA).strftime("%H:%M")
    return {
        "urgency": dispatch.urgency,
        "place": where or say.t("place.unknown"),
        "distance_km": step.distance_km if Fact.DISTANCE in told_to(dispatch.agency) else None,
        "agency": dispatch.agency.value if dispatch.agency else None,
        "outcomes": OUTCOMES if dispatch.agency is None else PART_OUTCOMES,
        "due_at_text": due if step.state is StepState.ALERTED else None,
    }
