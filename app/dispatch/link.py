"""The one-tap page of a step: small server-made HTML; opening it changes nothing and tells no name.

It shows urgency, upazila and distance only. The child's data needs sign-in: whoever holds the
phone holds the link.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final
from uuid import UUID

import structlog
from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import SessionDep
from app.core.errors import HelplineError
from app.core.settings import Settings
from app.core.words import LANGUAGES, words
from app.directory.queries import place_row
from app.dispatch import late, service
from app.dispatch.agencies import goes
from app.dispatch.beforehand import coarse_place
from app.dispatch.code import digest_of
from app.dispatch.ladder import Responder
from app.dispatch.least_view import Fact, told_to
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
OPENINGS: Final = RateLimitItemPerMinute(120)
"""Per link."""
MISSES: Final = RateLimitItemPerMinute(20)
"""Per source of links that are none; nobody mistypes one this often.

A link that is one is never held up by it: all telephones of a mobile network may stand behind one
address, and whoever guesses there must not keep a worker from saying yes. That is safe, since
128 bits are not guessed.
"""

log = structlog.get_logger()

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


HAS_A_PART: Final = "has_a_part"
ANSWERS: Final = ("accept", "decline")
"""What may be pressed on an old page too: it came too late then, and is noted."""

UNKNOWN: Final = Page("expired", status=404)
BUSY: Final = Page("busy", status=429)


class Sources:
    """How often links were opened, and sources guessed; in memory, of this process."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def too_often(self, code: str) -> bool:
        """Whether a link was opened too often by now, this time counted."""
        return not await self._limiter.hit(OPENINGS, "link", code)

    async def guesses(self, request: Request) -> bool:
        """Whether the source of `request`, which has missed once more, tries links out."""
        source = request.client.host if request.client else "unknown"
        if await self._limiter.hit(MISSES, "miss", source):
            return False
        log.warning("links_are_guessed")
        return True


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
    request: Request,
    session: SessionDep,
    code: str,
    verb: Annotated[str, Form(max_length=20)],
    reason: Annotated[str, Form(max_length=20)] = "other",
    outcome: Annotated[str, Form(max_length=20)] = "other",
) -> HTMLResponse:
    """Press one of the page's buttons; the page then says what came of it."""
    page = await _page(request, session, code)
    if page.step is None or page.dispatch is None or not (page.can or verb in ANSWERS):
        return _shown(request, page)
    if verb not in page.can and verb not in ANSWERS:
        return _shown(request, _with_status(page, 409))
    by, dispatch_id = responder_of(page.step), page.dispatch.id
    try:
        refused = await _act(session, settings_of(request), verb, dispatch_id, by, reason, outcome)
    except HelplineError as error:
        # Two can press at once. What the losing transaction did is undone before the page is made.
        await session.rollback()
        after = await _found(session, settings_of(request), code)
        return _shown(request, _with_status(after, error.status))
    after = await _found(session, settings_of(request), code)
    if refused is not None:  # answered, not raised: that it came too late stays noted
        return _shown(request, _with_status(after, refused.status) if after.can else after)
    full = verb == "accept" and after.state == "full"
    return _shown(request, _with_status(after, 409 if full else 200))


async def _act(
    session: AsyncSession,
    settings: Settings,
    verb: str,
    dispatch_id: UUID,
    by: Responder,
    reason: str,
    outcome: str,
) -> HelplineError | None:
    """What a button does; why not, when the answer came too late."""
    refused = None
    match verb:
        case "accept":
            _, refused = await late.accept(session, dispatch_id, by, settings, through=LINK)
        case "decline":
            _, refused = await late.decline(
                session, dispatch_id, by, reason, settings, through=LINK
            )
        case "depart":
            await service.depart(session, dispatch_id, by)
        case "arrive":
            await service.arrive(session, dispatch_id, by)
        case "admit":
            await service.admit(session, dispatch_id, by)
        case "complete":
            await service.complete(session, dispatch_id, by, outcome)
    return refused


def _with_status(page: Page, status: int) -> Page:
    return Page(page.state, page.can, status, page.step, page.dispatch)


async def _page(request: Request, session: AsyncSession, code: str) -> Page:
    page, sources = await _found(session, settings_of(request), code), sources_of(request)
    if page is UNKNOWN:
        return BUSY if await sources.guesses(request) else UNKNOWN
    return BUSY if await sources.too_often(code) else page


def sources_of(request: Request) -> Sources:
    """How often each source opened links, in this process."""
    if not hasattr(request.app.state, "link_sources"):
        request.app.state.link_sources = Sources()
    sources: Sources = request.app.state.link_sources
    return sources


async def _found(session: AsyncSession, settings: Settings, code: str) -> Page:
    """What a code stands for now. It lives while its step may answer or is out, and no longer."""
    found = await session.exec(
        select(Step, Dispatch)
        .join(Dispatch, col(Dispatch.id) == col(Step.dispatch_id))
        .where(Step.code_digest == digest_of(settings.secret_key.get_secret_value(), code))
        .execution_options(populate_existing=True)
    )
    row = found.first()
    return UNKNOWN if row is None else page_of(*row)


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
    }
    if page.step and page.dispatch and page.status != 410:
        facts |= _facts(page.step, page.dispatch, say.language)
    html = _pages.get_template("link.html").render(facts)
    return HTMLResponse(html, page.status, headers=HEADERS)


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
