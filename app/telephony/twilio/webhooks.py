"""The provider's webhooks: translation, one verb of a room below, TwiML back.

What all of them pass, and what happens without a database, stands in door.py and dark.py; those
which only tell us something, with nobody to hear an answer, in news.py.
"""

import time
from collections.abc import Awaitable, Callable
from uuid import UUID

from prometheus_client import Counter
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.convertors import register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.calls import intake, languages, lookups, no_news, outgoing, overflow, service
from app.calls.announcements import Notices
from app.calls.catch_up import ended_unheard
from app.calls.heartbeat import still_waits
from app.calls.journal import Journal
from app.calls.overflow import DutyPhones
from app.calls.phone import CallerArrived
from app.calls.states import CallState, LegState
from app.core import clock
from app.core.db import Database
from app.core.settings import Settings
from app.jobs.queue import defer
from app.staff.queries import anybody_on_duty
from app.telephony.twilio import unheard
from app.telephony.twilio.alert_calls import AlertCalls
from app.telephony.twilio.dark import Dark, attempt_of, first_ring
from app.telephony.twilio.documents import EMPTY, Documents
from app.telephony.twilio.door import Door, InTheDark, Quick, refuse, xml
from app.telephony.twilio.duty import DutyCalls
from app.telephony.twilio.forms import Form, FormRefused
from app.telephony.twilio.news import GONE, News
from app.telephony.twilio.numbers import normalise
from app.telephony.twilio.questions import Questions
from app.telephony.twilio.sms import TextsIn
from app.telephony.twilio.steps import StepConvertor
from app.telephony.twilio.waits import Waits

ARRIVED = Counter("helpline_calls_arrived_total", "Calls that became a ticket")

register_url_convertor("step", StepConvertor())

ON_DUTY_SECONDS = 2.0
"""For so long it stands that somebody was on duty when a waiting caller was last looked at."""
ASKS_AGAIN_AT_MOST = 20
"""So often a counsellor's lifted line asks again while no database answers; a caller always may."""
JOINS_AGAIN_AT_MOST = 3
"""So often a caller who is to be joined asks again while no database answers, in some ten seconds;
then the queue has him or her, where nobody is forgotten however long it lasts."""
QUESTION = "/{call_id:uuid}/{step:step}/{nth:step}/{round:step}"
JOINING = (CallState.CONNECTING, CallState.TALKING)


class Webhooks:
    """Every address the provider calls, for one account."""

    def __init__(
        self, settings: Settings, database: Database, words: dict[str, str], journal: Journal
    ) -> None:
        self._database = database
        self._documents = Documents(settings.base_url, words, settings.twilio_number)
        self._phones = DutyPhones(settings.duty_phones)
        self._on_duty_until = 0.0
        self._notices = Notices(settings.overflow_waiting)
        self._dark = Dark(settings.base_url, self._documents, journal, self._phones)
        self._door = Door(settings, database, self._dark)
        self._duty = DutyCalls(self._door, self._documents, self._dark)
        self._news = News(database, self._door)
        self._texts = TextsIn(settings, self._door)
        self._alerts = AlertCalls(settings, self._door, words)
        self._waits = Waits(self._door, self._documents)
        self._questions = Questions(settings.base_url, self._door, self._documents, self._where_now)

    def routes(self) -> list[Route]:
        """Routes to mount; plain ones, since every microsecond of a ring counts."""
        prefix = "/telephony/twilio"
        table: dict[str, Callable[[Request], Awaitable[Response]]] = {
            "/voice": self.voice,
            "/wait/{call_id:uuid}": self.wait,
            "/digits/{call_id:uuid}/{step:step}": self._waits.digits,
            "/person/{call_id:uuid}/{step:step}": self._waits.person,
            "/danger/{call_id:uuid}/{step:step}": self._waits.danger,
            "/queue-left/{call_id:uuid}/{step:step}": self.queue_left,
            "/join/{call_id:uuid}/{step:step}": self.join,
            "/back/{call_id:uuid}/{step:step}": self.back,
            "/dial-done/{call_id:uuid}/{step:step}": self.dial_done,
            f"/question{QUESTION}": self._questions.question,
            f"/answer{QUESTION}": self._questions.answer,
            "/held/{call_id:uuid}/{step:step}": self.held,
            "/duty-done/{step:step}": self.duty_done,
            "/duty-asked/{step:step}": self._duty.asked,
            "/duty-agreed/{step:step}": self._duty.agreed,
            "/counsellor/{leg_id:uuid}/{call_id:uuid}/{step:step}": self.counsellor,
            "/status": self.status,
            "/sms": self._texts.came,
            "/leg/{leg_id:uuid}": self._news.leg,
            "/conference/{call_id:uuid}/{step:step}": self._news.conference,
            "/text/{alert_id:uuid}": self._news.text,
            "/alert/{alert_id:uuid}/{round:step}": self._alerts.lifted,
            "/alert-key/{alert_id:uuid}/{round:step}": self._alerts.pressed,
            "/alert-line/{alert_id:uuid}": self._alerts.line,
        }
        return [Route(prefix + path, act, methods=["POST"]) for path, act in table.items()]

    async def voice(self, request: Request) -> Response:
        """A caller's line rings: call, ticket and event in one statement, then the greeting."""
        try:
            form, _ = await self._door.signed(request)
        except FormRefused as refusal:
            return refuse(refusal)
        try:
            answer = await self._door.in_time(self._arrive(request, form))
            self._dark.over()
            return xml(answer)
        except Exception as error:
            return await self._door.in_the_dark(
                request, error, lambda: self._dark.arrived(request, form)
            )

    async def _arrive(self, request: Request, form: Form) -> str:
        number, kind = normalise(form.clean("From"))
        again = "attempt" in request.query_params
        rang = first_ring(request) if again else None
        fact = CallerArrived(form.clean("CallSid", 64), number, kind, at=rang)
        if not fact.provider_call_id:
            raise ValueError("a voice webhook without a CallSid")
        arrival = await intake.arrive(await self._database.raw(), fact)
        if arrival.new:
            ARRIVED.inc()
            self._database.bell.ring()
        if again:
            return await self._back_from_the_dark(arrival.call_id, form)
        return self._documents.greeting(arrival.call_id)

    async def _back_from_the_dark(self, call_id: UUID, form: Form) -> str:
        """The caller was kept on the line without a database, and there is one again."""
        async with self._database.transaction() as session:
            await overflow.missed(session, call_id)
            await service.heartbeat(session, call_id)
            return await self._where_now(session, call_id, form)

    async def wait(self, request: Request) -> Response:
        """The waiting caller's next piece; that it is asked for proves that he or she waits."""
        call_id: UUID = request.path_params["call_id"]

        async def act(session: AsyncSession) -> str:
            found = await service.stands_at(session, call_id)
            if found is not None and found[0] is CallState.TALKING:
                await defer(session, "calls.check_waits", call_id)
                return self._documents.wait()
            if found is None:
                anew = await unheard.anew(session, request.state.form)
                return self._documents.leave() if anew else self._documents.wait()
            await service.heartbeat(session, call_id)
            notice = await self._notices.now(await self._database.raw())
            phones, somebody = bool(self._phones.now()), await anybody_on_duty(session)
            somebody = somebody and not notice.closed
            if somebody:
                self._on_duty_until = time.monotonic() + ON_DUTY_SECONDS
            if await service.asks_though_over(session, call_id):
                return self._documents.wait()
            if await overflow.divert_if_nobody(session, call_id, phones=phones, somebody=somebody):
                if phones:
                    return self._documents.leave()
                return await self._waits.document(session, call_id, "prompt.nobody")
            return await self._waits.document(session, call_id, notice.prompt, notice.spoken)

        async def quick() -> str | None:
            pool = await self._database.raw()
            notice = await self._notices.now(pool)
            known = time.monotonic() < self._on_duty_until and not notice.closed
            waits = await still_waits(pool, call_id, somebody_on_duty=known)
            if waits is None:
                return None
            if languages.keys_now(waits.waited):
                told = languages.prompts_of(notice.spoken)
                return self._documents.wait_keys(call_id, waits.step, told)
            if waits.may_ask:
                return self._documents.wait_asking(call_id, waits.step, notice.prompt)
            return self._documents.wait(notice.prompt)

        async def dark() -> str:
            return self._dark.waits()

        return await self._door.voice(request, act, dark, once=False, quick=quick)

    async def queue_left(self, request: Request) -> Response:
        """The caller's line left the queue: hung up, taken out by us, or in trouble."""
        call_id, step = request.path_params["call_id"], request.path_params["step"]

        async def act(session: AsyncSession) -> str:
            form: Form = request.state.form
            result, status = form.clean("QueueResult"), form.clean("CallStatus")
            if result == "hangup" or status in GONE:
                await unheard.left(session, call_id, form)
                return EMPTY
            if result.startswith("redirected"):  # nobody listens: the line is elsewhere already
                return EMPTY
            return await self._where_now(session, call_id, request.state.form)

        async def dark() -> str:
            return await self._dark.left_queue(request.state.form, call_id, step)

        return await self._door.voice(request, act, dark, quick=self._if_over(request))

    def _if_over(self, request: Request) -> Quick:
        """Nobody listens to what is said of an ended call, and nothing comes of it."""
        call_id: UUID = request.path_params["call_id"]

        async def quick() -> str | None:
            gone = request.state.form.clean("CallStatus") in GONE
            over = await no_news.is_over(await self._database.raw(), call_id, gone=gone)
            return EMPTY if over else None

        return quick

    async def join(self, request: Request) -> Response:
        """We took the caller out of the queue, or called back: into the conference of this step.

        A counsellor waits there: a database that is away for a moment sends nobody to the queue.
        """
        call_id, step = request.path_params["call_id"], request.path_params["step"]

        async def act(session: AsyncSession) -> str:
            rung = request.state.form.clean("CallSid", 64)
            await outgoing.line_answered(session, call_id, step, rung)
            return await self._where_now(session, call_id, request.state.form)

        async def dark() -> str:
            attempt = attempt_of(request)
            if attempt >= JOINS_AGAIN_AT_MOST or request.state.form.clean("CallStatus") in GONE:
                return await self._queue_again(request)()
            return self._documents.join_again(call_id, step, attempt + 1)

        return await self._door.voice(request, act, dark)

    async def back(self, request: Request) -> Response:
        """We took the caller back: a spoken line and the queue."""
        call_id: UUID = request.path_params["call_id"]

        async def act(session: AsyncSession) -> str:
            return await self._where_now(session, call_id, request.state.form)

        return await self._door.voice(request, act, self._queue_again(request))

    async def dial_done(self, request: Request) -> Response:
        """The caller's conference is over: gone, or still there and to wait again."""
        call_id, step = request.path_params["call_id"], request.path_params["step"]

        async def act(session: AsyncSession) -> str:
            form: Form = request.state.form
            if await service.stands_at(session, call_id) is not None:
                up = form.clean("CallStatus") not in GONE
                stay = request.query_params.get("stay", "")
                nth = int(stay) if stay.isascii() and stay.isdigit() and len(stay) < 10 else 0
                await service.dial_done(session, call_id, step, up, nth)
            elif form.clean("CallStatus") in GONE:
                await unheard.left(session, call_id, form)
                return EMPTY
            return await self._where_now(session, call_id, request.state.form)

        dark = self._queue_again(request)
        return await self._door.voice(request, act, dark, quick=self._if_over(request))

    async def held(self, request: Request) -> Response:
        """What somebody on hold hears next; of a caller it is a sign of life."""
        call_id, step = request.path_params["call_id"], request.path_params["step"]

        async def act(session: AsyncSession) -> str:
            line = request.state.form.clean("CallSid", 64)
            if await service.call_of_provider(session, line) == call_id:
                await service.heartbeat(session, call_id)
            return self._documents.on_hold(call_id, step)

        async def dark() -> str:
            return self._documents.on_hold(call_id, step)

        return await self._door.voice(request, act, dark, once=False)

    def _queue_again(self, request: Request) -> InTheDark:
        """Without a database a living caller waits, and that one has left is kept."""
        call_id, step = request.path_params["call_id"], request.path_params["step"]

        async def dark() -> str:
            if request.state.form.clean("CallStatus") in GONE:
                return await self._dark.left(request.state.form)
            return self._documents.back_to_queue(call_id, step)

        return dark

    async def duty_done(self, request: Request) -> Response:
        """A duty phone is over: it was not taken, or the talk there has ended."""
        step: int = request.path_params["step"]

        async def act(session: AsyncSession) -> str:
            form: Form = request.state.form
            call_id = await service.call_of_provider(session, form.clean("CallSid", 64))
            if call_id is None:  # rang in the dark, and the journal is still to be drained
                return self._documents.hold(0, first_ring(request), clock.now())
            if form.clean("CallStatus") in GONE:
                await service.caller_left(session, call_id)
                return EMPTY
            if form.clean("DialBridged") == "true":
                await overflow.talk_over(session, call_id)
            elif await overflow.asked(session, call_id):
                return await self._next_duty_phone(session, call_id, step + 1)
            return await self._where_now(session, call_id, request.state.form)

        async def dark() -> str:
            return await self._dark.duty_done(request, request.state.form, step)

        return await self._door.voice(request, act, dark)

    async def _next_duty_phone(self, session: AsyncSession, call_id: UUID, step: int) -> str:
        phones = self._phones.now()
        if step <= len(phones):
            return self._documents.duty(step, phones[step - 1].number, clock.now())
        step = await overflow.missed(session, call_id)
        return self._documents.nobody(call_id, step)

    async def counsellor(self, request: Request) -> Response:
        """The counsellor's line was answered: into the conference.

        A database that is away for a moment cuts nobody off: the line waits and asks again, until
        the call itself has gone another way.
        """
        leg_id: UUID = request.path_params["leg_id"]
        call_id, step = request.path_params["call_id"], request.path_params["step"]

        async def act(session: AsyncSession) -> str:
            sid = request.state.form.clean("CallSid", 64)
            own = await service.leg_moved(session, leg_id, LegState.ANSWERED, sid)
            now = await service.stands_at(session, call_id)
            if own and now is not None and now[0] in JOINING and now[1] == step:
                return self._documents.conference(call_id, step, caller=False)
            return EMPTY

        async def dark() -> str:
            attempt = attempt_of(request)
            if attempt >= ASKS_AGAIN_AT_MOST:
                return EMPTY
            return self._documents.counsellor_again(leg_id, call_id, step, attempt + 1)

        return await self._door.voice(request, act, dark, caller=False)

    async def _where_now(self, session: AsyncSession, call_id: UUID, form: Form) -> str:
        """Where a living caller belongs at this moment, whatever step the address speaks of.

        Requests of an earlier step may come late, and to send such a caller nowhere would be to
        hang up on him or her (I2). Of a call that we don't know (any more) the caller's own line
        makes it anew: after an older backup was restored, the addresses handed out are still used.
        """
        found = await service.stands_at(session, call_id)
        if found is None:
            anew = await unheard.anew(session, form)
            return self._documents.back_to_queue(anew, 0) if anew else EMPTY
        state, step = found
        if state is CallState.ENDED:
            if await service.asks_though_over(session, call_id):
                return self._documents.back_to_queue(call_id, step)
            return EMPTY
        if state in JOINING:
            told = await self._questions.talk(session, call_id, step)
            await lookups.bridged(session, call_id, step, form.clean("CallSid", 64))
            return told
        if state is CallState.DIVERTED:
            return await self._next_duty_phone(session, call_id, 1)
        return self._documents.back_to_queue(call_id, step)

    async def status(self, request: Request) -> Response:
        """The number's own callback: the caller's line is gone."""

        async def act(session: AsyncSession) -> str:
            form: Form = request.state.form
            call_id = await service.call_of_provider(session, form.clean("CallSid", 64))
            if call_id is not None:
                await service.caller_left(session, call_id)
            elif self._dark.keeps(form):  # rang in the dark, and is not drained yet
                await self._dark.left(form)
            elif unheard.is_inbound(form):  # its first webhook never reached us
                await ended_unheard(session, unheard.caller_of(form))
            return EMPTY

        async def quick() -> str | None:
            pool, sid = await self._database.raw(), request.state.form.clean("CallSid", 64)
            return EMPTY if await no_news.line_is_over(pool, sid) else None

        async def dark() -> str:
            return await self._dark.left(request.state.form)

        def idle(form: Form) -> bool:
            return form.clean("CallStatus") not in GONE

        return await self._door.voice(request, act, dark, quick=quick, idle=idle)
