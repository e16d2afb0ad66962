"""The state of the simulated network and its list of events; it decides no single call."""

import asyncio
from collections import deque
from collections.abc import Coroutine
from typing import Any

from app.core import clock
from app.telephony.simulator.callbacks import Callback, Callbacks
from app.telephony.simulator.calls import ENDED, Call, StatusListener, new_sid
from app.telephony.simulator.conferences import Conferences
from app.telephony.simulator.courier import Courier
from app.telephony.simulator.delivery import Delivery
from app.telephony.simulator.disorder import Disorder, Knobs
from app.telephony.simulator.experience import Experience
from app.telephony.simulator.handsets import Handsets
from app.telephony.simulator.messages import Message
from app.telephony.simulator.pace import Bell, Pace, rfc2822
from app.telephony.simulator.queues import Queues
from app.telephony.simulator.settings import Settings

_MAX_EVENTS = 20_000
_MAX_CALLS = 50_000
# What a leg callback calls the states; the others keep their name.
_EVENT_OF_STATUS = {"in-progress": "answered"}


class Network:
    """One carrier: its calls, handsets, queues, conferences and messages."""

    def __init__(self, settings: Settings) -> None:
        """Set up an idle network; `open` must be awaited before the first call."""
        self.settings = settings
        self.pace = Pace(settings.speed)
        self.delivery = Delivery(settings)
        self.disorder = Disorder(Knobs(seed=settings.seed))
        self.courier = Courier(
            self.delivery,
            self.disorder,
            self.pace,
            self.spawn,
            self.record,
            settings.auth_token,
        )
        self.callbacks = Callbacks(self.courier, self.disorder, self.pace, self.spawn, self.record)
        self.calls: dict[str, Call] = {}
        self.messages: dict[str, Message] = {}
        self.handsets = Handsets(settings.answer_delay)
        self.queues = Queues()
        self.conferences = Conferences(settings.account_sid, self.pace, self.callbacks, self.record)
        self.media_lengths: dict[str, float] = {}
        self.events: deque[dict[str, Any]] = deque(maxlen=_MAX_EVENTS)
        self.bell = Bell()
        self._last_event = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Open the HTTP client."""
        await self.delivery.open()

    async def close(self) -> None:
        """Stop every call and callback at once and close the HTTP client."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.delivery.close()

    def spawn(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """Run something in the background and keep hold of it."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.record("simulator.failed", error=f"{type(error).__name__}: {error}")
            task.get_loop().call_exception_handler(
                {"message": "a simulated line failed", "exception": error, "task": task}
            )

    def record(self, kind: str, **facts: object) -> None:
        """Add one event (past tense) to the list that `/sim/events` shows."""
        self._last_event += 1
        at = clock.now().isoformat()
        self.events.append({"seq": self._last_event, "at": at, "kind": kind, **facts})
        self.bell.ring()

    def open_call(self, from_: str, to: str, direction: str, **facts: Any) -> Call:
        """A new line in its first state."""
        call = Call(
            sid=new_sid("CA"),
            account_sid=self.settings.account_sid,
            from_=from_,
            to=to,
            direction=direction,
            experience=Experience(self.pace.now()),
            **facts,
        )
        call.dialled = call.created if call.is_inbound else None
        self.calls[call.sid] = call
        self._forget_oldest()
        self.record("call.opened", call_sid=call.sid, direction=direction)
        return call

    def _forget_oldest(self) -> None:
        if len(self.calls) > _MAX_CALLS:
            oldest = next((sid for sid, call in self.calls.items() if call.is_over), None)
            if oldest is not None:
                del self.calls[oldest]

    def mark(self, call: Call, what: str, **facts: object) -> None:
        """Write to a call's timeline and wake those who watch it."""
        call.experience.mark(self.pace.now(), what, **facts)
        call.bell.ring()
        self.record("call.marked", call_sid=call.sid, what=what)

    def hears(self, call: Call, what: str) -> None:
        """Change what fills a line (see `Experience.hears`)."""
        call.experience.hears(self.pace.now(), what)

    def advance(self, call: Call, status: str) -> None:
        """Move a line to a state and tell its listener; an ended line moves no more."""
        if call.status in ENDED or call.status == status:
            return
        call.status = status
        call.dialled = call.dialled or clock.now()
        if status == "in-progress":
            call.answered, call.answered_at = clock.now(), self.pace.now()
        if status in ENDED:
            call.ended, call.ended_at = clock.now(), self.pace.now()
            call.experience.close(self.pace.now())
            call.over.set()
        self.record("call.advanced", call_sid=call.sid, status=status)
        call.bell.ring()
        self._tell_listener(call)

    def _tell_listener(self, call: Call) -> None:
        listener = call.listener
        event = "completed" if call.is_over else _EVENT_OF_STATUS.get(call.status, call.status)
        if listener is None or event not in listener.events:
            return
        params = call.params() + [
            ("SequenceNumber", str(listener.sequence)),
            ("Timestamp", rfc2822(clock.now()) or ""),
            ("CallbackSource", "call-progress-events"),
        ]
        if call.is_over:
            params += [
                ("CallDuration", str(call.seconds)),
                ("Duration", str(-(-call.seconds // 60))),
            ]
        listener.sequence += 1
        kind = "number_status" if call.is_inbound else "leg_status"
        self.callbacks.tell(Callback(kind, call.sid, listener.url, params, listener.method))

    def number_listener(self) -> StatusListener | None:
        """The listener of incoming calls: the number's own status address hears of the end only."""
        return StatusListener(self.settings.status_url) if self.settings.status_url else None

    def live_calls(self) -> list[Call]:
        """The lines that have not ended."""
        return [call for call in self.calls.values() if not call.is_over]
