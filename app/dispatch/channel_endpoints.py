"""HTTP of the channels: a browser's pushes, and an answer that was said on the telephone."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.requests import Request
from pydantic import Field

from app.core.db import SessionDep
from app.core.errors import problem
from app.core.schemas import Body, Id, Moment, Shape
from app.core.settings import Settings
from app.dispatch import late, subscriptions, swap_news
from app.dispatch.endpoints import dispatch_row, must_open
from app.dispatch.ladder import Responder
from app.dispatch.messenger import Device
from app.dispatch.schemas import AlertState, Channel, Chosen, DeclineReason, DispatchRow
from app.dispatch.through import said_to
from app.residence.service import NoBedFree
from app.staff.auth import SignedIn, allow, settings_of
from app.staff.permissions import require

router = APIRouter(tags=["dispatches"])

Subscriber = Annotated[SignedIn, allow("push.subscribe")]
SeesRoster = Annotated[SignedIn, allow("directory.see")]
Recorder = Annotated[SignedIn, allow("dispatch.record_answer")]
SettingsDep = Annotated[Settings, Depends(settings_of)]


class PushKey(Shape):
    """What a browser needs to subscribe."""

    key: str = Field(description="`applicationServerKey`: our public key, base64 for addresses")


class BrowserKeys(Body):
    """The keys a browser made (W3C Push API, PushSubscriptionJSON)."""

    p256dh: str = Field(max_length=200)
    auth: str = Field(max_length=100)


class Browser(Body):
    """What `PushSubscription.toJSON()` gives."""

    endpoint: str = Field(max_length=subscriptions.LONGEST_ENDPOINT)
    expirationTime: float | None = None  # noqa: N815 (the browser's own name)
    keys: BrowserKeys


class BrowserThatLeaves(Body):
    """Which browser it is."""

    endpoint: str = Field(max_length=subscriptions.LONGEST_ENDPOINT)


class AnswerByWord(Body):
    """What the one who was asked said on the telephone."""

    responder: Chosen
    answer: Literal["yes", "no"]
    reason: DeclineReason | None = Field(default=None, description="of a no; `other` without one")


class SwapMessage(Shape):
    """One message to a worker of how a swap of shifts stands, through one channel."""

    swap_id: Id
    worker_id: Id
    channel: Channel
    state: AlertState
    at: Moment = Field(description="since when it is in that state")
    error: str | None = Field(description="the provider's code, or a word of ours")


class SwapMessages(Shape):
    """Those about swaps that wait, in the order in which they were made."""

    items: list[SwapMessage]


@router.get("/push/key", response_model=PushKey)
async def push_key(request: Request, signed: Subscriber) -> dict[str, str]:
    """The key to subscribe with; another one than before ends what was subscribed."""
    key: str = request.app.state.push_key()
    return {"key": key}


@router.post("/push/subscription", status_code=204)
async def push_subscribe(
    session: SessionDep, signed: Subscriber, settings: SettingsDep, body: Browser
) -> None:
    """Show alerts on this browser, also when the page is closed. Twice is once."""
    device = Device(body.endpoint, body.keys.p256dh, body.keys.auth)
    await subscriptions.subscribe(session, signed, device, settings)


@router.delete("/push/subscription", status_code=204)
async def push_unsubscribe(
    session: SessionDep, signed: Subscriber, body: BrowserThatLeaves
) -> None:
    """Show nothing more on this browser."""
    await subscriptions.unsubscribe(session, signed, body.endpoint)


@router.post("/dispatches/{dispatch_id}/record-answer", response_model=DispatchRow)
async def record_answer(
    session: SessionDep,
    signed: Recorder,
    settings: SettingsDep,
    dispatch_id: UUID,
    body: AnswerByWord,
) -> Any:
    """Who was asked has said on the telephone that he or she goes, or can't; who heard it is kept.

    It counts as every other answer does: the first yes wins, a late one is refused by name, and
    the timeline notes it once.
    """
    await must_open(session, signed, dispatch_id, require(signed, "dispatch.record_answer"))
    by, through = Responder(body.responder.kind, body.responder.id), said_to(signed.id)
    if body.answer == "no":
        reason = body.reason or "other"
        went, refused = await late.decline(
            session, dispatch_id, by, reason, settings, through=through
        )
    else:
        went, refused = await late.accept(session, dispatch_id, by, settings, through=through)
    if refused is not None:  # answered, not raised: the note of it must stay
        return problem(refused.status, refused.code, refused.detail, facts=refused.facts)
    if body.answer == "yes" and went is not None and went.accepted_step is None:
        return problem(NoBedFree.status, NoBedFree.code, "No bed is free: the next one is asked.")
    return await dispatch_row(session, dispatch_id)


@router.get("/swaps/messages", response_model=SwapMessages)
async def swap_messages(session: SessionDep, _: SeesRoster) -> dict[str, Any]:
    """Whether those concerned by a swap that waits were told, with their app closed."""
    return {"items": await swap_news.message_rows(session)}
