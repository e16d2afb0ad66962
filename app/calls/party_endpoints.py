"""HTTP of the parties of a call: checks the permission, calls one verb, shows the row."""

from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import asking_help, invitations, listening, parties, softphone
from app.calls.briefing import brief_row
from app.calls.invitation_rows import free_colleagues
from app.calls.models import Call
from app.calls.party_schemas import Brief, Reachable, SoftphoneToken, ToAdd, ToTransfer, WhyDeclined
from app.calls.phone import must_have
from app.calls.queries import call_rows
from app.calls.schemas import CallRow
from app.calls.service_phones import read_services, service_of
from app.calls.states import InvitationKind, Mode
from app.core.db import SessionDep
from app.staff.auth import SignedIn, allow

router = APIRouter(tags=["parties"])

Owner = Annotated[SignedIn, allow("calls.parties")]
Invited = Annotated[SignedIn, allow("invitations.answer")]
Guest = Annotated[SignedIn, allow("calls.leave")]
Listener = Annotated[SignedIn, allow("calls.listen")]
HelpAsker = Annotated[SignedIn, allow("calls.ask_help")]
Helper = Annotated[SignedIn, allow("calls.answer_help")]
Caller = Literal["caller"]


class PartyVerb(StrEnum):
    """What may be done to a party."""

    MUTE = "mute"
    UNMUTE = "unmute"
    HOLD = "hold"
    RESUME = "resume"
    REMOVE = "remove"


NEEDS = {PartyVerb.MUTE: "mute", PartyVerb.HOLD: "hold"}
"""What the phone network must be capable of; bringing somebody back is always possible."""


async def _row(session: AsyncSession, call: Call) -> dict[str, Any]:
    await session.flush()
    return (await call_rows(session, [call.id], full_number=True))[call.id]


@router.get("/reachable", response_model=Reachable)
async def reachable(request: Request, session: SessionDep, signed: Owner) -> dict[str, Any]:
    """Colleagues who are free now, and services that may be rung."""
    settings = request.app.state.settings
    services = read_services(settings.service_phones)
    return {
        "colleagues": await free_colleagues(session, signed.id, settings.link_lost_seconds),
        "services": [
            {"code": one.code, "name": {"bn": one.bn, "en": one.en}} for one in services.values()
        ],
    }


@router.post("/calls/{call_id}/parties", response_model=CallRow)
async def add(
    request: Request, session: SessionDep, signed: Owner, call_id: UUID, body: ToAdd
) -> dict[str, Any]:
    """Bring a free colleague or a service into the conversation; asked again, nothing changes."""
    if body.staff_id is not None:
        join, link = InvitationKind.JOIN, request.app.state.settings.link_lost_seconds
        call = await invitations.ask(session, call_id, signed.id, body.staff_id, join, link)
    else:
        phone = service_of(request.app.state.settings.service_phones, body.service or "")
        call = await parties.add_service(session, call_id, signed.id, phone)
    return await _row(session, call)


@router.get("/calls/{call_id}/brief", response_model=Brief)
async def read_brief(session: SessionDep, signed: Owner, call_id: UUID) -> dict[str, Any]:
    """What to read out to a service on the line: least data, in both languages; it is recorded."""
    return await brief_row(session, signed, call_id)


@router.post("/calls/{call_id}/parties/{party}/{verb}", response_model=CallRow)
async def on_party(
    request: Request,
    session: SessionDep,
    signed: Owner,
    call_id: UUID,
    party: UUID | Caller,
    verb: PartyVerb,
) -> dict[str, Any]:
    """Mute or unmute, hold or resume a party, or take it out; repeated, nothing changes.

    The caller can be muted and held, and is not taken out: that is hanging up.
    """
    if verb in NEEDS:
        must_have(request.app.state.capabilities, NEEDS[verb])
    if isinstance(party, UUID):
        call = await parties.party(session, call_id, signed.id, party, verb.value)
    else:
        call = await parties.caller(session, call_id, signed.id, verb.value)
    return await _row(session, call)


@router.post("/calls/{call_id}/transfer", response_model=CallRow)
async def transfer(
    request: Request, session: SessionDep, signed: Owner, call_id: UUID, body: ToTransfer
) -> dict[str, Any]:
    """Ask a free colleague to take the call over; it is yours until he or she is in it."""
    kind = InvitationKind(body.kind)
    if kind is InvitationKind.WARM:
        must_have(request.app.state.capabilities, "hold")
    link = request.app.state.settings.link_lost_seconds
    call = await invitations.ask(session, call_id, signed.id, body.to, kind, link)
    return await _row(session, call)


@router.post("/invitations/{invitation_id}/accept", response_model=CallRow)
async def accept(session: SessionDep, signed: Invited, invitation_id: UUID) -> dict[str, Any]:
    """Come to the call a colleague asks you to; your line is rung."""
    return await _row(session, await invitations.accept(session, invitation_id, signed.id))


@router.post("/invitations/{invitation_id}/decline", status_code=204, response_class=Response)
async def decline(
    session: SessionDep, signed: Invited, invitation_id: UUID, body: WhyDeclined
) -> None:
    """Do not come, and say why."""
    await invitations.decline(session, invitation_id, signed.id, body.reason)


@router.post("/invitations/{invitation_id}/cancel", response_model=CallRow)
async def cancel(session: SessionDep, signed: Owner, invitation_id: UUID) -> dict[str, Any]:
    """Take back what you asked a colleague for; a caller on hold for it is brought back."""
    return await _row(session, await invitations.cancel(session, invitation_id, signed.id))


@router.post("/invitations/{invitation_id}/complete", response_model=CallRow)
async def complete(session: SessionDep, signed: Owner, invitation_id: UUID) -> dict[str, Any]:
    """Hand the call over to the colleague who talks along; you go on to your wrap-up."""
    return await _row(session, await invitations.complete(session, invitation_id, signed.id))


@router.post("/calls/{call_id}/leave", status_code=204, response_class=Response)
async def leave(session: SessionDep, signed: Guest, call_id: UUID) -> None:
    """Leave a conversation in which you are a guest or listen."""
    await parties.leave(session, call_id, signed.id)


@router.post("/calls/{call_id}/listen", response_model=CallRow)
async def listen(session: SessionDep, signed: Listener, call_id: UUID) -> dict[str, Any]:
    """Listen to a conversation, heard by nobody; recorded, and shown to the counsellor."""
    return await _row(session, await listening.listen(session, call_id, signed, Mode.LISTEN))


@router.post("/calls/{call_id}/whisper", response_model=CallRow)
async def whisper(
    request: Request, session: SessionDep, signed: Listener, call_id: UUID
) -> dict[str, Any]:
    """Talk to the counsellor alone; recorded, and shown to the counsellor."""
    must_have(request.app.state.capabilities, "whisper")
    return await _row(session, await listening.listen(session, call_id, signed, Mode.WHISPER))


@router.post("/calls/{call_id}/barge", response_model=CallRow)
async def barge(session: SessionDep, signed: Listener, call_id: UUID) -> dict[str, Any]:
    """Talk along, heard by everybody; recorded, and shown to the counsellor."""
    return await _row(session, await listening.listen(session, call_id, signed, Mode.BARGE))


@router.post("/calls/{call_id}/help", response_model=CallRow)
async def ask_help(session: SessionDep, signed: HelpAsker, call_id: UUID) -> dict[str, Any]:
    """Ask a supervisor for help; it stands on the board until answered or withdrawn."""
    return await _row(session, await asking_help.ask(session, call_id, signed.id))


@router.post("/calls/{call_id}/help/withdraw", response_model=CallRow)
async def withdraw_help(session: SessionDep, signed: HelpAsker, call_id: UUID) -> dict[str, Any]:
    """Help is needed no longer."""
    return await _row(session, await asking_help.withdraw(session, call_id, signed.id))


@router.post("/calls/{call_id}/help/answer", response_model=CallRow)
async def answer_help(session: SessionDep, signed: Helper, call_id: UUID) -> dict[str, Any]:
    """See to it; the counsellor is told who does."""
    return await _row(session, await asking_help.answer(session, call_id, signed.id))


@router.post("/softphone/token", response_model=SoftphoneToken)
async def softphone_token(
    request: Request, signed: Annotated[SignedIn, allow("softphone.use")]
) -> dict[str, Any]:
    """What the browser's telephone signs in with, for some minutes."""
    return softphone.token(request.app.state.softphone, signed.name)
