"""What callers hear while no database answers, and what is kept of them meanwhile (I1, I2).

Needs nothing but this process, the journal and the file of duty phones.
"""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import structlog
from starlette.requests import Request

from app.calls.journal import Journal, Line
from app.calls.overflow import AFTER_SECONDS, AGAIN_SECONDS, DutyPhones
from app.core import clock
from app.telephony.twilio.documents import EMPTY, Documents, last_resort
from app.telephony.twilio.forms import Form
from app.telephony.twilio.numbers import normalise

DATABASE_SECONDS = 1.3
JOURNAL_SECONDS = 0.5
"""Together under the 2 s within which a caller is answered whatever happens (I2)."""

OLDEST_RING = timedelta(hours=12)

T = TypeVar("T")
log = structlog.get_logger()


class OutOfTime(Exception):
    """The database did not answer in time."""


class Patience:
    """Waits only so long; what is not done by then ends by itself, unwaited for."""

    def __init__(self) -> None:
        self._ending: set[asyncio.Task[Any]] = set()

    async def within(self, seconds: float, work: Coroutine[Any, Any, T]) -> T:
        """What `work` returns or raises. Raises OutOfTime after `seconds`.

        Cancelling a query takes as long as the database likes: a caller can't wait for that.
        """
        task = asyncio.ensure_future(work)
        done, _ = await asyncio.wait({task}, timeout=seconds)
        if not done:
            task.cancel()
            self._ending.add(task)
            task.add_done_callback(self._end)
            raise OutOfTime
        return task.result()

    def _end(self, task: asyncio.Task[Any]) -> None:
        self._ending.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("came_too_late", error=type(error).__name__)


class Dark:
    """Knows since when the database has been away, and answers in its place."""

    def __init__(
        self, base: str, documents: Documents, journal: Journal, phones: DutyPhones
    ) -> None:
        self._base = base
        self._documents = documents
        self._journal = journal
        self._phones = phones
        self._patience = Patience()
        self._since: datetime | None = None

    def over(self) -> None:
        """The database answered."""
        self._since = None

    def fell(self) -> None:
        """The database did not answer."""
        self._since = self._since or clock.now()

    @property
    def is_long(self) -> bool:
        """Whether callers who wait should be taken to the duty phones."""
        long = timedelta(seconds=AFTER_SECONDS)
        return self._since is not None and clock.now() - self._since >= long

    def keeps(self, form: Form) -> bool:
        """Whether this process's journal holds the caller's arrival."""
        return self._journal.keeps("arrived", form.clean("CallSid", 64))

    async def arrived(self, request: Request, form: Form) -> str:
        """A caller rings, or is asked for again: kept in the journal, then on the line."""
        since, attempt = first_ring(request), attempt_of(request)
        await self._keep("arrived", form, since)
        asked = _moment(request, "asked")
        waits_since = max(since + timedelta(seconds=AFTER_SECONDS), _again_after(asked))
        if self._phones.now() and clock.now() >= waits_since:
            return await self.duty(form, 1, since)
        try:
            return self._documents.hold(attempt, since, asked)
        except Exception:
            return last_resort(self._base)

    def waits(self) -> str:
        """A waiting caller: the queue goes on without a database, or the duty phones are next."""
        if self.is_long and self._phones.now():
            return self._documents.leave()
        return self._documents.wait()

    async def left_queue(self, form: Form, call_id: UUID, step: int) -> str:
        """A caller left the queue while it is dark."""
        if _gone(form):
            return await self.left(form)
        if form.clean("QueueResult").startswith("redirected"):
            return EMPTY
        if form.clean("QueueResult") == "leave" and self._phones.now():
            return await self.duty(form, 1, clock.now())
        return self._documents.back_to_queue(call_id, step)

    async def duty(self, form: Form, step: int, since: datetime) -> str:
        """The caller goes to duty phone `step` (from 1)."""
        await self._keep("diverted", form, clock.now(), step)
        return self._documents.duty(step, self._phones.now()[step - 1].number, since)

    async def duty_done(self, request: Request, form: Form, step: int) -> str:
        """Duty phone `step` is over: the next one, or hold on."""
        if _gone(form):
            return await self.left(form)
        since = first_ring(request)
        if form.clean("DialBridged") != "true" and step < len(self._phones.now()):
            return await self.duty(form, step + 1, since)
        return self._documents.hold(0, since, clock.now())

    async def left(self, form: Form) -> str:
        """The caller's line is gone; nobody listens to the answer."""
        await self._keep("left", form, clock.now())
        return EMPTY

    async def duty_answered(self, form: Form, step: int) -> str:
        """Somebody pressed the key at a duty phone: they are connected whatever else happens."""
        parent = Form([("CallSid", form.clean("ParentCallSid", 64)), ("From", "")])
        if parent["CallSid"]:
            await self._keep("duty_answered", parent, clock.now(), step)
        return EMPTY

    async def _keep(self, kind: str, form: Form, at: datetime, step: int = 0) -> None:
        number, number_kind = normalise(form.clean("From"))
        line = Line(kind, form.clean("CallSid", 64), at, number, number_kind, step)
        try:
            await self._patience.within(JOURNAL_SECONDS, self._journal.write(line))
        except OutOfTime:
            log.error("journal_is_slow")


def _gone(form: Form) -> bool:
    return form.clean("CallStatus") in ("completed", "busy", "no-answer", "failed", "canceled")


def first_ring(request: Request) -> datetime:
    """When this caller rang first: our own word from an earlier answer, else now."""
    told = _moment(request, "since")
    now = clock.now()
    return told if told is not None and now - OLDEST_RING <= told <= now else now


def _again_after(asked: datetime | None) -> datetime:
    if asked is None:
        return datetime.min.replace(tzinfo=UTC)
    return asked + timedelta(seconds=AGAIN_SECONDS)


def attempt_of(request: Request) -> int:
    """How often we have asked this line to ask again: our own word from the answer before."""
    told = request.query_params.get("attempt", "")[:4]
    return int(told) if told.isascii() and told.isdigit() else 0


def _moment(request: Request, name: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(request.query_params.get(name, "")[:20]), UTC)
    except (ValueError, OverflowError, OSError):
        return None
