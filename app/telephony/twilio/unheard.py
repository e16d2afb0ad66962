"""Callers whom a webhook tells of and whom we don't know: a ticket from the first one on (I1).

Their first webhook never reached us, or an older backup was restored and the addresses handed out
before are still used. Only the caller's own line counts, never one that we rang.
"""

from datetime import timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import intake, service
from app.calls.catch_up import ended_unheard
from app.calls.phone import CallerArrived
from app.core import clock
from app.telephony.twilio.dark import OLDEST_RING
from app.telephony.twilio.forms import MOST_DIGITS, Form
from app.telephony.twilio.news import GONE
from app.telephony.twilio.numbers import normalise


def is_inbound(form: Form) -> bool:
    """Whether the webhook is of a line that somebody rang us on."""
    return form.clean("Direction") == "inbound"


def caller_of(form: Form) -> CallerArrived:
    """Who rang, and when: as long ago as the call lasted, where that is told."""
    number, kind = normalise(form.clean("From"))
    told = form.clean("CallDuration", MOST_DIGITS)
    lasted = timedelta(seconds=int(told) if told.isascii() and told.isdigit() else 0)
    rang = clock.now() - min(lasted, OLDEST_RING)
    return CallerArrived(form.clean("CallSid", 64), number, kind, at=rang)


async def anew(session: AsyncSession, form: Form) -> UUID | None:
    """The call of a living caller, made now or found by its line; None for any other line."""
    caller = caller_of(form)
    if form.clean("CallStatus") in GONE or not is_inbound(form) or not caller.provider_call_id:
        return None
    return (await intake.arrive_within(session, caller)).call_id


async def left(session: AsyncSession, call_id: UUID, form: Form) -> None:
    """The caller is gone, of a call that we know or do not."""
    if await service.stands_at(session, call_id) is not None:
        await service.caller_left(session, call_id)
    elif is_inbound(form) and form.clean("CallSid"):
        await ended_unheard(session, caller_of(form))
