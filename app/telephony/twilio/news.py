"""Webhooks that only tell: of a counsellor's line, a conference, a text; nobody hears an answer.

After a failure they may come again. What is known already is found out without a lock.
"""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from app.calls import no_news, service
from app.calls.states import LegState
from app.core.db import Database
from app.dispatch.receipts import text_status
from app.telephony.twilio.documents import EMPTY
from app.telephony.twilio.door import Door
from app.telephony.twilio.forms import Form

GONE = {"completed", "busy", "no-answer", "failed", "canceled"}
LEG_STATES = {"ringing": LegState.RINGING, "in-progress": LegState.ANSWERED}
JOIN, LEAVE = "participant-join", "participant-leave"


class News:
    """The addresses for news, for one account."""

    def __init__(self, database: Database, door: Door) -> None:
        self._database = database
        self._door = door

    async def leg(self, request: Request) -> Response:
        """A counsellor's line rings, is answered or is gone."""
        leg_id: UUID = request.path_params["leg_id"]

        async def act(session: AsyncSession) -> str:
            form: Form = request.state.form
            state = _leg_state(form)
            if state is not None:
                await service.leg_moved(session, leg_id, state, form.clean("CallSid", 64))
            return EMPTY

        async def quick() -> str | None:
            form: Form = request.state.form
            state, sid = _leg_state(form), form.clean("CallSid", 64)
            pool = await self._database.raw()
            known = state and await no_news.leg_is_as_far(pool, leg_id, state, sid)
            return EMPTY if known else None

        def idle(form: Form) -> bool:
            return _leg_state(form) is None

        return await self._door.event(request, act, quick=quick, idle=idle)

    async def conference(self, request: Request) -> Response:
        """Somebody joined or left the conference of a step."""
        call_id, step = request.path_params["call_id"], request.path_params["step"]

        async def act(session: AsyncSession) -> str:
            form: Form = request.state.form
            sid = form.clean("CallSid", 64)
            await self._party_moved(session, call_id, step, sid, form)
            return EMPTY

        async def quick() -> str | None:
            form: Form = request.state.form
            pool, sid = await self._database.raw(), form.clean("CallSid", 64)
            known = await no_news.party_is_as_far(pool, call_id, step, sid, joined=_joined(form))
            return EMPTY if known else None

        def idle(form: Form) -> bool:
            return form.clean("StatusCallbackEvent") not in (JOIN, LEAVE)

        return await self._door.event(request, act, quick=quick, idle=idle)

    async def _party_moved(
        self, session: AsyncSession, call_id: UUID, step: int, sid: str, form: Form
    ) -> None:
        joined, order = _joined(form), _order(form)
        if await service.call_of_provider(session, sid) == call_id:
            if joined:
                await service.caller_joined(session, call_id, step, order)
            else:  # whether the line is gone is told by Dial's action and the number's own callback
                await service.caller_went(session, call_id, step, order)
            return
        leg_id = await service.leg_of_provider(session, call_id, sid)
        leg_id = leg_id or await service.leg_named(session, call_id, _label(form))
        if leg_id is not None:
            state = LegState.JOINED if joined else LegState.LEFT
            await service.leg_moved(session, leg_id, state, sid, order)

    async def text(self, request: Request) -> Response:
        """What became of a text to a worker."""

        async def act(session: AsyncSession) -> str:
            form: Form = request.state.form
            alert_id, state = request.path_params["alert_id"], form.clean("MessageStatus")
            await text_status(session, alert_id, state, form.clean("ErrorCode") or None)
            return EMPTY

        return await self._door.event(request, act)


def _leg_state(form: Form) -> LegState | None:
    """What a line's status means to us; None when it is nothing we act upon."""
    status = form.clean("CallStatus")
    return LegState.LEFT if status in GONE else LEG_STATES.get(status)


def _label(form: Form) -> UUID | None:
    """Our own id of a guest's line, who may join before the answer of its ringing is back.

    Source: Twilio, "TwiML Voice: Conference", `ParticipantLabel`; None when it is none of ours.
    """
    try:
        return UUID(form.clean("ParticipantLabel", 36))
    except ValueError:
        return None


def _joined(form: Form) -> bool:
    return form.clean("StatusCallbackEvent") == JOIN


def _order(form: Form) -> int | None:
    """The event's place among those of its conference. Source: Twilio, "TwiML Voice: Conference",
    `SequenceNumber`; None when it is missing or no number.
    """
    told = form.clean("SequenceNumber", 10)
    return int(told) if told.isascii() and told.isdigit() else None
