"""Speaks to the provider's REST: the Phone and Messenger ports in Twilio's dialect."""

from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from twilio.base.exceptions import TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client
from twilio.rest.api.v2010.account.call import CallInstance

from app.calls.catch_up import Listed
from app.calls.phone import CallerArrived, CallIsGone, Capabilities
from app.calls.states import Mode
from app.cases import safety
from app.cases.safety import Permit
from app.core.errors import ProviderError
from app.telephony.twilio.capable import CAPABILITIES
from app.telephony.twilio.documents import ROOM_EVENTS, TOLD_SURELY
from app.telephony.twilio.numbers import dialled, normalise
from app.telephony.twilio.outcomes import CALL_NOT_IN_PROGRESS, outcome_of
from app.telephony.twilio.participants import Rooms

TIMEOUT_SECONDS = 8
RING_TIMEOUT_SECONDS = 15
CALL_OUT_TIMEOUT_SECONDS = 30
LONGEST_RING = 600
"""Source: Twilio, "Call resource": `Timeout`, 600 seconds at most."""
LEG_EVENTS = ["initiated", "ringing", "answered", "completed"]
MOST_LINES = 20
LARGEST_PAGE = 1000
"""Source: Twilio, "Call resource": `PageSize`, 50 by default and 1000 at most."""
STILL_UP = frozenset({"queued", "initiated", "ringing", "in-progress"})
NOT_ANSWERED = STILL_UP - {"in-progress"}
NEVER_LEAVES = frozenset({"failed", "undelivered", "canceled"})
FORGETTING = {"content_retention": "discard", "address_retention": "obfuscate"}
"""Source: Twilio, "Messages resource": what it keeps of a text, where the account may say so."""


class Provider:
    """One account at the provider; the client is made at first use, inside the running loop."""

    capabilities: ClassVar[Capabilities] = CAPABILITIES

    def __init__(
        self,
        api_url: str,
        account_sid: str,
        token: str,
        number: str,
        base: str,
        *,
        forgets_texts: bool = False,
    ) -> None:
        self._api_url = api_url
        self._account_sid = account_sid
        self._token = token
        self._number = number
        self._hooks = f"{base}/telephony/twilio"
        self._forgets: dict[str, Any] = FORGETTING if forgets_texts else {}
        self._made: Client | None = None

    def warm_up(self) -> None:
        """Load what the library loads at first use: the first caller must not wait for it."""
        account = self._client()
        _ = (account.calls, account.messages)

    async def bridge(self, provider_call_id: str, call_id: UUID, step: int) -> None:
        """See Phone.bridge."""
        await self._redirect(provider_call_id, f"{self._hooks}/join/{call_id}/{step}")

    async def wait(self, provider_call_id: str, call_id: UUID, step: int) -> None:
        """See Phone.wait."""
        await self._redirect(provider_call_id, f"{self._hooks}/back/{call_id}/{step}")

    async def ring(self, line: str, call_id: UUID, leg_id: UUID, step: int) -> str:
        """See Phone.ring."""
        try:
            made = await self._client().calls.create_async(
                to=line,
                from_=self._number,
                url=f"{self._hooks}/counsellor/{leg_id}/{call_id}/{step}",
                method="POST",
                status_callback=f"{self._hooks}/leg/{leg_id}{TOLD_SURELY}",
                status_callback_event=LEG_EVENTS,
                status_callback_method="POST",
                timeout=RING_TIMEOUT_SECONDS,
            )
        except Exception as error:
            raise outcome_of(error) from None
        return str(made.sid)

    async def rung(self, line: str) -> set[str]:
        """See Phone.rung. Source: Twilio, "Call resource": list by To, From and one Status each."""
        found: set[str] = set()
        try:
            for status in sorted(STILL_UP):
                calls = await self._client().calls.list_async(
                    to=line, from_=self._number, status=status, limit=MOST_LINES
                )
                found |= {str(call.sid) for call in calls}
        except Exception as error:
            raise outcome_of(error) from None
        return found

    async def call_out(self, permit: Permit, number: str, call_id: UUID, step: int) -> str:
        """See Phone.call_out."""
        safety.check(permit, number, safety.Purpose.CALL_BACK)
        try:
            made = await self._client().calls.create_async(
                to=number,
                from_=self._number,
                url=f"{self._hooks}/join/{call_id}/{step}",
                method="POST",
                status_callback=f"{self._hooks}/status{TOLD_SURELY}",
                status_callback_event=["completed"],
                status_callback_method="POST",
                timeout=CALL_OUT_TIMEOUT_SECONDS,
            )
        except Exception as error:
            raise outcome_of(error) from None
        return str(made.sid)

    async def hold(self, provider_call_id: str, call_id: UUID, step: int, *, held: bool) -> None:
        """See Phone.hold. Source: Twilio, "Conference Participants", `Hold` and `HoldUrl`."""
        heard = {"hold_url": f"{self._hooks}/held/{call_id}/{step}", "hold_method": "POST"}
        wanted = {"hold": held, **(heard if held else {})}
        await self._rooms().change(provider_call_id, call_id, step, **wanted)

    async def mute(self, provider_call_id: str, call_id: UUID, step: int, *, muted: bool) -> None:
        """See Phone.mute."""
        await self._rooms().change(provider_call_id, call_id, step, muted=muted)

    async def supervise(
        self, provider_call_id: str, call_id: UUID, step: int, mode: Mode, coached: str
    ) -> None:
        """See Phone.supervise."""
        await self._rooms().supervise(provider_call_id, call_id, step, mode, coached)

    async def add_party(
        self, line: str, call_id: UUID, leg_id: UUID, step: int, *, muted: bool = False
    ) -> str:
        """See Phone.add_party. Our own id is the participant's label, which rings once alone."""
        rooms = self._rooms()
        try:
            room = await rooms.room(call_id, step)
            known = await rooms.known(room, str(leg_id))
            if known is not None:
                return known
            await rooms.outlives_counsellor(room)
            made = await room.participants.create_async(
                to=line,
                from_=self._number,
                label=str(leg_id),
                muted=muted,
                beep="false",
                early_media=False,
                end_conference_on_exit=False,
                timeout=RING_TIMEOUT_SECONDS,
                status_callback=f"{self._hooks}/leg/{leg_id}{TOLD_SURELY}",
                status_callback_event=LEG_EVENTS,
                status_callback_method="POST",
                conference_status_callback=self._room_hook(call_id, step),
                conference_status_callback_event=ROOM_EVENTS.split(),
                conference_status_callback_method="POST",
            )
        except Exception as error:
            raise outcome_of(error) from None
        return str(made.call_sid)

    def _room_hook(self, call_id: UUID, step: int) -> str:
        return f"{self._hooks}/conference/{call_id}/{step}{TOLD_SURELY}"

    async def ask(self, provider_call_id: str, call_id: UUID, step: int, nth: int) -> None:
        """See Phone.ask. While on hold a line presses no keys, so it leaves the conference.

        Its leaving would end that for all, so this is taken from it first. Source: Twilio,
        "Conference Participants", `EndConferenceOnExit`; error 13238, on the verbs of a HoldUrl.
        """
        with suppress(CallIsGone):  # for a line that is not in it there is nothing to be done
            await self._rooms().change(
                provider_call_id, call_id, step, end_conference_on_exit=False
            )
        path = f"question/{call_id}/{step}/{nth}/0"
        await self._redirect(provider_call_id, f"{self._hooks}/{path}")

    async def is_up(self, provider_call_id: str) -> bool:
        """See Phone.is_up."""
        try:
            found = await self._client().calls(provider_call_id).fetch_async()
        except Exception as error:
            outcome = outcome_of(error)
            if isinstance(outcome, CallIsGone):
                return False
            raise outcome from None
        return str(found.status) in STILL_UP

    async def present(self, call_id: UUID, step: int) -> set[str]:
        """See Phone.present."""
        return await self._rooms().present(call_id, step)

    async def callers_since(self, since: datetime) -> list[Listed]:
        """See CallList.callers_since. Source: Twilio, "Call resource": list, StartTime."""
        try:
            found = await self._client().calls.list_async(
                start_time_after=since, page_size=LARGEST_PAGE
            )
        except Exception as error:
            raise outcome_of(error) from None
        ours = dialled(self._number)
        return [
            _listed(call)
            for call in found
            if call.direction == "inbound" and dialled(str(call.to)) == ours
        ]

    async def talks(self, provider_call_id: str) -> bool:
        """See CallList.talks."""
        try:
            found = await self._client().calls.list_async(
                parent_call_sid=provider_call_id, status="in-progress", limit=1
            )
        except Exception as error:
            raise outcome_of(error) from None
        return bool(found)

    async def hang_up(self, provider_call_id: str) -> None:
        """See Phone.hang_up."""
        try:
            await self._client().calls(provider_call_id).update_async(status="completed")
        except Exception as error:
            outcome = outcome_of(error)
            if not isinstance(outcome, CallIsGone):
                raise outcome from None

    async def text(self, to: str, body: str, *, valid_seconds: int, ref: UUID) -> str:
        """See Texts.text; the provider throws the text away once `valid_seconds` are over."""
        try:
            made = await self._client().messages.create_async(
                to=to,
                from_=self._number,
                body=body,
                validity_period=max(1, min(valid_seconds, 36000)),
                status_callback=f"{self._hooks}/text/{ref}{TOLD_SURELY}",
                **self._forgets,
            )
        except Exception as error:
            raise outcome_of(error) from None
        if str(made.status) in NEVER_LEAVES:  # a first status is called back to nobody
            raise ProviderError(f"the provider refused ({made.error_code})", retryable=False)
        return str(made.sid)

    async def ring_and_ask(self, to: str, ref: UUID, *, ring_seconds: int, again: bool) -> str:
        """See Rings.ring_and_ask. What is asked stands in the document of `alert/<ref>/0`."""
        if again:
            up = await self.rung(to)
            if up:
                return min(up)
        try:
            made = await self._client().calls.create_async(
                to=to,
                from_=self._number,
                url=f"{self._hooks}/alert/{ref}/0",
                method="POST",
                status_callback=f"{self._hooks}/alert-line/{ref}{TOLD_SURELY}",
                status_callback_event=["answered", "completed"],
                status_callback_method="POST",
                timeout=max(1, min(ring_seconds, LONGEST_RING)),
            )
        except Exception as error:
            outcome = outcome_of(error)
            if isinstance(outcome, CallIsGone):
                raise ProviderError("the provider knows no such account", retryable=False) from None
            raise outcome from None
        return str(made.sid)

    async def close(self) -> None:
        """Let the connections go."""
        if self._made is not None:
            await self._made.http_client.close()
            self._made = None

    async def _redirect(self, provider_call_id: str, url: str) -> None:
        """A line that is refused may be gone, or so new that it can't be sent anywhere yet."""
        line = self._client().calls(provider_call_id)
        try:
            try:
                await line.update_async(url=url, method="POST")
            except TwilioRestException as refused:
                if refused.code != CALL_NOT_IN_PROGRESS:
                    raise
                if str((await line.fetch_async()).status) not in STILL_UP:
                    raise
                raise ProviderError("the line is not answered yet", retryable=True) from None
        except Exception as error:
            raise outcome_of(error) from None

    def _rooms(self) -> Rooms:
        return Rooms(self._client())

    def _client(self) -> Client:
        if self._made is None:
            self._made = Client(
                self._account_sid,
                self._token,
                http_client=AsyncTwilioHttpClient(timeout=TIMEOUT_SECONDS),
            )
            self._made.api.base_url = self._api_url
        return self._made


def _listed(call: CallInstance) -> Listed:
    number, kind = normalise(str(call._from or ""))
    rang = call.start_time or call.date_created
    caller = CallerArrived(str(call.sid)[:64], number, kind, at=rang)
    status = str(call.status)
    return Listed(caller, status in STILL_UP, rings=status in NOT_ANSWERED)
