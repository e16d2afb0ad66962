"""What every webhook of the provider passes: signature, once-only, a database that may be away.

It knows no webhook in particular. A voice webhook signed for our account is never answered 4xx or
5xx (I2); a repeated one changes nothing and hears the same again (I8).
"""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog
from prometheus_client import Counter
from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from app.core import clock, security
from app.core.db import Database, execute, fetch_value
from app.core.settings import Settings
from app.telephony.twilio.dark import DATABASE_SECONDS, Dark, Patience
from app.telephony.twilio.documents import EMPTY, last_resort
from app.telephony.twilio.forms import Form, FormRefused, parse, read_body
from app.telephony.twilio.signature import HOW, SIGNATURE, SignatureCheck

REFUSED = Counter("helpline_webhooks_refused_total", "Webhooks refused, by reason", ["why"])
HELD = Counter("helpline_calls_held_total", "Voice webhooks answered without a database")

Act = Callable[[AsyncSession], Awaitable[str]]
Quick = Callable[[], Awaitable[str | None]]
Idle = Callable[[Form], bool]
"""Whether a form tells nothing we act upon: then the answer is empty, whatever else is the case."""
InTheDark = Callable[[], Awaitable[str]]
"""What is answered when no database does."""

MARK = """
INSERT INTO webhook_answer (fingerprint, answer, at) VALUES ($1, $2, $3)
ON CONFLICT (fingerprint) DO NOTHING RETURNING true
"""
"""First of all in its transaction: a twin waits here, until this one's answer is there to be read
or has come to nothing."""
ANSWER = "UPDATE webhook_answer SET answer = $2 WHERE fingerprint = $1"
ANSWERED = "SELECT answer FROM webhook_answer WHERE fingerprint = $1"

log = structlog.get_logger()


class Door:
    """The way in, for one account."""

    def __init__(self, settings: Settings, database: Database, dark: Dark) -> None:
        self._base = settings.base_url
        self._account = settings.twilio_account_sid
        self._secret = settings.secret_key.get_secret_value()
        self._signature = SignatureCheck(
            settings.webhook_keys,
            settings.shared_keys,
            shared_only=settings.twilio_shared_keys_only,
        )
        self._database = database
        self.dark = dark
        self._patience = Patience()

    async def signed(self, request: Request) -> tuple[Form, bytes]:
        """The form of a webhook that is the provider's. Raises FormRefused."""
        body = await read_body(request)
        form = parse(request.headers.get("content-type", ""), body)
        headers = request.headers
        self._signature.check(self._url(request), form, headers.get(SIGNATURE), headers.get(HOW))
        if form.get("AccountSid") != self._account:
            raise FormRefused(403, "other_account")
        return form, body

    def _url(self, request: Request) -> str:
        """The address that was signed: ours by configuration, then path and query as they came.

        No header of the request says where it went (Host, X-Forwarded-*): anybody can write them.
        """
        scope = request.scope
        raw: bytes = scope.get("raw_path") or scope["path"].encode()
        query: bytes = scope["query_string"]
        return self._base + (raw + (b"?" + query if query else b"")).decode("latin-1")

    async def voice(
        self,
        request: Request,
        act: Act,
        dark: InTheDark,
        *,
        once: bool = True,
        quick: Quick | None = None,
        idle: Idle | None = None,
        caller: bool = True,
    ) -> Response:
        """Answer a voice webhook; if anything fails inside, what `dark` says keeps the caller.

        `quick` is tried first; where it has no answer, `act` has. `caller`: whose line it is.
        """
        try:
            form, body = await self.signed(request)
        except FormRefused as refusal:
            return refuse(refusal)
        if idle is not None and idle(form):
            return xml(EMPTY)
        request.state.form = form
        try:
            work = self._answer(request, body, act, once=once, quick=quick)
            answer = await self.in_time(work)
            self.dark.over()
            return xml(answer)
        except Exception as error:
            return await self.in_the_dark(request, error, dark, caller=caller)

    async def in_time(self, work: Coroutine[Any, Any, str]) -> str:
        """What the database answers, if it does so soon enough for a caller. Raises OutOfTime."""
        return await self._patience.within(DATABASE_SECONDS, work)

    async def _answer(
        self, request: Request, body: bytes, act: Act, *, once: bool, quick: Quick | None
    ) -> str:
        answer = await quick() if quick is not None else None
        return answer if answer is not None else await self._act(request, body, act, once=once)

    async def in_the_dark(
        self, request: Request, error: Exception, dark: InTheDark, *, caller: bool = True
    ) -> Response:
        """Answer in the database's place, and remember since when that has to be done.

        If even that fails, a caller (and nobody else) is sent to ring us anew.
        """
        log.error("voice_webhook_failed", route=_route(request), error=type(error).__name__)
        HELD.inc()
        self.dark.fell()
        try:
            return xml(await dark())
        except Exception as worse:  # no fault of ours may cut a caller off
            log.error("voice_webhook_failed_twice", error=type(worse).__name__)
            return xml(last_resort(self._base) if caller else EMPTY)

    async def event(
        self, request: Request, act: Act, *, quick: Quick | None = None, idle: Idle | None = None
    ) -> Response:
        """Answer a callback that tells us something; after a failure it may come again (503)."""
        try:
            form, body = await self.signed(request)
        except FormRefused as refusal:
            return refuse(refusal)
        if idle is not None and idle(form):
            return xml(EMPTY)
        request.state.form = form
        try:
            return xml(await self._answer(request, body, act, once=True, quick=quick))
        except Exception as error:
            log.error("callback_failed", route=_route(request), error=type(error).__name__)
            return Response(status_code=503)

    async def _act(self, request: Request, body: bytes, act: Act, *, once: bool) -> str:
        if not once:
            async with self._database.transaction() as session:
                return await act(session)
        query = request.scope["query_string"].decode("latin-1")
        said = f"{request.scope['path']}?{query}\n{body.decode('latin-1')}"
        mark = security.digest(self._secret, "webhook", said)  # keyed: the body holds the number
        try:
            return await self._act_once(mark, act)
        except IntegrityError:  # somebody was faster with a row: look at things as they are now
            return await self._act_once(mark, act)

    async def _act_once(self, mark: bytes, act: Act) -> str:
        async with self._database.transaction() as session:
            if not await fetch_value(session, MARK, mark, EMPTY, clock.now()):
                return str(await fetch_value(session, ANSWERED, mark))
            answer = await act(session)
            if answer != EMPTY:
                await execute(session, ANSWER, mark, answer)
            return answer


def xml(document: str) -> Response:
    """A document as the provider takes it."""
    return Response(document, media_type="text/xml")


def refuse(refusal: FormRefused) -> Response:
    """What somebody gets who is not the provider; it is counted."""
    REFUSED.labels(refusal.why).inc()
    return Response(status_code=refusal.status)


def _route(request: Request) -> str:
    return str(request.url.path).removeprefix("/telephony/twilio/").partition("/")[0]
