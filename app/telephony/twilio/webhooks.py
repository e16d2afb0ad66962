"""The provider's webhooks: signature, translation, one verb of a room below, TwiML back.

A voice webhook signed for our account is never answered 4xx or 5xx (I2): whatever goes wrong
inside, the caller is kept. A repeated webhook changes nothing and hears the same again (I8).
"""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import structlog
from prometheus_client import Counter
from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.calls import intake, service
from app.calls.models import Call, WebhookAnswer
from app.calls.phone import CallerArrived
from app.calls.states import CallState, LegState
from app.core import clock, security
from app.core.db import Database
from app.core.settings import Settings
from app.dispatch.alerts import text_status
from app.telephony.twilio.documents import EMPTY, Documents, last_resort
from app.telephony.twilio.forms import Form, FormRefused, SignatureCheck, parse, read_body
from app.telephony.twilio.numbers import normalise

BUDGET_SECONDS = 1.8
"""After this long without the database, the caller gets the hold document (I2: within 2 s)."""

REFUSED = Counter("helpline_webhooks_refused_total", "Webhooks refused, by reason", ["why"])
ARRIVED = Counter("helpline_calls_arrived_total", "Calls that became a ticket")
HELD = Counter("helpline_calls_held_total", "Voice webhooks answered with the hold document")

Act = Callable[[AsyncSession], Awaitable[str]]
GONE = {"completed", "busy", "no-answer", "failed", "canceled"}
JOINING = (CallState.CONNECTING, CallState.TALKING)
LEG_STATES = {"ringing": LegState.RINGING, "in-progress": LegState.ANSWERED}

log = structlog.get_logger()


class Webhooks:
    """Every address the provider calls, for one account."""

    def __init__(self, settings: Settings, database: Database, words: dict[str, str]) -> None:
        self._base = settings.base_url
        self._account = settings.twilio_account_sid
        self._secret = settings.secret_key.get_secret_value()
        self._database = database
        self._documents = Documents(settings.base_url, words)
        self._signature = SignatureCheck(settings.webhook_keys)

    def routes(self) -> list[Route]:
        """Routes to mount; plain ones, since every microsecond of a ring counts."""
        prefix = "/telephony/twilio"
        table: dict[str, Callable[[Request], Awaitable[Response]]] = {
            "/voice": self.voice,
            "/wait/{call_id:uuid}": self.wait,
            "/queue-left/{call_id:uuid}": self.queue_left,
            "/join/{call_id:uuid}/{step:int}": self.join,
            "/back/{call_id:uuid}/{step:int}": self.back,
            "/dial-done/{call_id:uuid}/{step:int}": self.dial_done,
            "/counsellor/{leg_id:uuid}/{call_id:uuid}/{step:int}": self.counsellor,
            "/leg/{leg_id:uuid}": self.leg,
            "/conference/{call_id:uuid}/{step:int}": self.conference,
            "/status": self.status,
            "/text/{alert_id:uuid}": self.text,
        }
        return [Route(prefix + path, act, methods=["POST"]) for path, act in table.items()]

    async def voice(self, request: Request) -> Response:
        """A caller's line rings: call, ticket and event in one statement, then the greeting."""
        try:
            form, _ = await self._signed(request)
        except FormRefused as refusal:
            return _refuse(refusal)
        try:
            async with asyncio.timeout(BUDGET_SECONDS):
                return _xml(await self._arrive(form))
        except Exception as error:
            log.error("arrival_failed", error=type(error).__name__)
            HELD.inc()
            return _xml(self._hold(request))

    async def _arrive(self, form: Form) -> str:
        number, kind = normalise(form.clean("From"))
        fact = CallerArrived(form.clean("CallSid", 64), number, kind)
        if not fact.provider_call_id:
            raise ValueError("a voice webhook without a CallSid")
        arrival = await intake.arrive(await self._database.raw(), fact)
        if arrival.new:
            ARRIVED.inc()
            self._database.bell.ring()
        return self._documents.greeting(arrival.call_id)

    def _hold(self, request: Request) -> str:
        try:
            return self._documents.hold(int(request.query_params.get("attempt", "0")[:4]))
        except Exception:
            return last_resort(self._base)

    async def wait(self, request: Request) -> Response:
        """The waiting caller's next piece; that it is asked for proves that he or she waits."""

        async def act(session: AsyncSession) -> str:
            await service.heartbeat(session, request.path_params["call_id"])
            return self._documents.wait()

        return await self._voice(request, act, self._documents.wait(), once=False)

    async def queue_left(self, request: Request) -> Response:
        """The caller's line left the queue: hung up, taken out by us, or in trouble."""
        call_id: UUID = request.path_params["call_id"]

        async def act(session: AsyncSession) -> str:
            form: Form = request.state.form
            result, status = form.clean("QueueResult"), form.clean("CallStatus")
            if result == "hangup" or status in GONE:
                await service.caller_left(session, call_id)
                return EMPTY
            if result.startswith("redirected"):  # nobody listens: the line is elsewhere already
                return EMPTY
            return await self._where_now(session, call_id)

        return await self._voice(request, act, self._documents.back_to_queue(call_id))

    async def join(self, request: Request) -> Response:
        """We took the caller out of the queue: into the conference of this step."""
        call_id: UUID = request.path_params["call_id"]

        async def act(session: AsyncSession) -> str:
            return await self._where_now(session, call_id)

        return await self._voice(request, act, self._documents.back_to_queue(call_id))

    async def back(self, request: Request) -> Response:
        """We took the caller back: a spoken line and the queue."""
        call_id: UUID = request.path_params["call_id"]

        async def act(session: AsyncSession) -> str:
            return await self._where_now(session, call_id)

        return await self._voice(request, act, self._documents.back_to_queue(call_id))

    async def dial_done(self, request: Request) -> Response:
        """The caller's conference is over: gone, or still there and to wait again."""
        call_id, step = request.path_params["call_id"], request.path_params["step"]

        async def act(session: AsyncSession) -> str:
            up = request.state.form.clean("CallStatus") not in GONE
            await service.dial_done(session, call_id, step, up)
            return await self._where_now(session, call_id)

        return await self._voice(request, act, self._documents.back_to_queue(call_id))

    async def counsellor(self, request: Request) -> Response:
        """The counsellor's line was answered: into the conference."""
        call_id, step = request.path_params["call_id"], request.path_params["step"]

        async def act(session: AsyncSession) -> str:
            sid = request.state.form.clean("CallSid", 64)
            leg_id = request.path_params["leg_id"]
            own = await service.leg_moved(session, leg_id, LegState.ANSWERED, sid)
            call = await session.get(Call, call_id)
            if own and call is not None and step == call.step and call.state in JOINING:
                return self._documents.conference(call_id, step, caller=False)
            return EMPTY

        return await self._voice(request, act, EMPTY)

    async def _where_now(self, session: AsyncSession, call_id: UUID) -> str:
        """Where a living caller belongs at this moment, whatever step the address speaks of.

        Requests of an earlier step may come late, and to send such a caller nowhere would be to
        hang up on him or her (I2).
        """
        call = await session.get(Call, call_id)
        if call is None or call.state is CallState.ENDED:
            return EMPTY
        if call.state in JOINING:
            return self._documents.conference(call_id, call.step, caller=True)
        return self._documents.back_to_queue(call_id)

    async def leg(self, request: Request) -> Response:
        """A counsellor's line rings, is answered or is gone."""

        async def act(session: AsyncSession) -> str:
            form: Form = request.state.form
            status = form.clean("CallStatus")
            state = LegState.LEFT if status in GONE else LEG_STATES.get(status)
            if state is not None:
                leg_id = request.path_params["leg_id"]
                await service.leg_moved(session, leg_id, state, form.clean("CallSid", 64))
            return EMPTY

        return await self._event(request, act)

    async def conference(self, request: Request) -> Response:
        """Somebody joined or left the conference of a step."""
        call_id, step = request.path_params["call_id"], request.path_params["step"]

        async def act(session: AsyncSession) -> str:
            form: Form = request.state.form
            event, sid = form.clean("StatusCallbackEvent"), form.clean("CallSid", 64)
            if event in ("participant-join", "participant-leave"):
                await self._party_moved(session, call_id, step, sid, event == "participant-join")
            return EMPTY

        return await self._event(request, act)

    async def _party_moved(
        self, session: AsyncSession, call_id: UUID, step: int, sid: str, joined: bool
    ) -> None:
        call = await session.get(Call, call_id)
        if call is None:
            return
        if sid == call.provider_call_id:
            if joined:
                await service.caller_joined(session, call_id, step)
            return  # that a caller left is told by Dial's action and the number's own callback
        leg_id = await service.leg_of_provider(session, call_id, sid)
        if leg_id is not None:
            state = LegState.JOINED if joined else LegState.LEFT
            await service.leg_moved(session, leg_id, state, sid)

    async def status(self, request: Request) -> Response:
        """The number's own callback: the caller's line is gone."""

        async def act(session: AsyncSession) -> str:
            form: Form = request.state.form
            if form.clean("CallStatus") in GONE:
                call_id = await service.call_of_provider(session, form.clean("CallSid", 64))
                if call_id is not None:
                    await service.caller_left(session, call_id)
            return EMPTY

        return await self._event(request, act)

    async def text(self, request: Request) -> Response:
        """What became of a text to a worker."""

        async def act(session: AsyncSession) -> str:
            form: Form = request.state.form
            alert_id, state = request.path_params["alert_id"], form.clean("MessageStatus")
            await text_status(session, alert_id, state, form.clean("ErrorCode") or None)
            return EMPTY

        return await self._event(request, act)

    async def _signed(self, request: Request) -> tuple[Form, bytes]:
        """The form of a webhook that is the provider's. Raises FormRefused."""
        body = await read_body(request)
        form = parse(request.headers.get("content-type", ""), body)
        path, query = request.scope["path"], request.scope["query_string"].decode("latin-1")
        url = self._base + path + (f"?{query}" if query else "")
        self._signature.check(url, form, request.headers.get("x-twilio-signature"))
        if form.get("AccountSid") != self._account:
            raise FormRefused(403, "other_account")
        return form, body

    async def _voice(
        self, request: Request, act: Act, fallback: str | None, *, once: bool = True
    ) -> Response:
        """Answer a voice webhook; if anything fails inside, `fallback` keeps the caller."""
        try:
            form, body = await self._signed(request)
        except FormRefused as refusal:
            return _refuse(refusal)
        request.state.form = form
        try:
            async with asyncio.timeout(BUDGET_SECONDS):
                return _xml(await self._act(request, body, act, once=once))
        except Exception as error:
            log.error("voice_webhook_failed", route=_route(request), error=type(error).__name__)
            HELD.inc()
            return _xml(fallback if fallback is not None else self._hold(request))

    async def _event(self, request: Request, act: Act) -> Response:
        """Answer a callback that tells us something; after a failure it may come again (503)."""
        try:
            form, body = await self._signed(request)
        except FormRefused as refusal:
            return _refuse(refusal)
        request.state.form = form
        try:
            return _xml(await self._act(request, body, act, once=True))
        except Exception as error:
            log.error("callback_failed", route=_route(request), error=type(error).__name__)
            return Response(status_code=503)

    async def _act(self, request: Request, body: bytes, act: Act, *, once: bool) -> str:
        if not once:
            async with self._database.transaction() as session:
                return await act(session)
        said = f"{request.url.path}\n{body.decode('latin-1')}"
        mark = security.digest(self._secret, "webhook", said)  # keyed: the body holds the number
        try:
            return await self._act_once(mark, act)
        except IntegrityError:  # its twin was faster: what that one answered is our answer too
            return await self._act_once(mark, act)

    async def _act_once(self, mark: bytes, act: Act) -> str:
        async with self._database.transaction() as session:
            seen = await session.get(WebhookAnswer, mark)
            if seen is not None:
                return seen.answer
            answer = await act(session)
            session.add(WebhookAnswer(fingerprint=mark, answer=answer, at=clock.now()))
            return answer


def _xml(document: str) -> Response:
    return Response(document, media_type="text/xml")


def _refuse(refusal: FormRefused) -> Response:
    REFUSED.labels(refusal.why).inc()
    return Response(status_code=refusal.status)


def _route(request: Request) -> str:
    return str(request.url.path).removeprefix("/telephony/twilio/").partition("/")[0]
