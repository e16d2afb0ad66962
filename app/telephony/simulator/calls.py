"""One line of the network with its state and its keypad; it runs nothing by itself."""

import asyncio
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.core import clock
from app.telephony.simulator.experience import Experience
from app.telephony.simulator.interrupts import Interrupts, Keypad
from app.telephony.simulator.pace import Bell, rfc2822
from app.telephony.simulator.sign import Params

ENDED = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
_MAX_REQUESTS_KEPT = 500


def new_sid(prefix: str) -> str:
    """A provider id: two letters and 32 hexadecimal digits."""
    return prefix + uuid.uuid4().hex


@dataclass
class StatusListener:
    """Who is told about a line's states, and how far the numbering has come."""

    url: str
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})
    sequence: int = 0


@dataclass
class Call:
    """One line with everything the carrier knows of it."""

    sid: str
    account_sid: str
    from_: str
    to: str
    direction: str
    experience: Experience
    status: str = "queued"
    parent_sid: str = ""
    caller_name: str = ""
    language: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    listener: StatusListener | None = None
    created: datetime = field(default_factory=clock.now)
    answered: datetime | None = None
    dialled: datetime | None = None
    ended: datetime | None = None
    answered_at: float | None = None
    ended_at: float | None = None
    ended_by: str = ""
    interrupts: Interrupts = field(default_factory=Interrupts)
    keypad: Keypad = field(default_factory=Keypad)
    bell: Bell = field(default_factory=Bell)
    is_deleted: bool = False
    over: asyncio.Event = field(default_factory=asyncio.Event)
    requests: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_inbound(self) -> bool:
        """Whether somebody dialled our number."""
        return self.direction == "inbound"

    @property
    def is_over(self) -> bool:
        """Whether the line reached a last state."""
        return self.status in ENDED

    @property
    def seconds(self) -> int:
        """Whole simulated seconds from answer to end; 0 while unanswered or running."""
        if self.answered_at is None or self.ended_at is None:
            return 0
        return round(self.ended_at - self.answered_at)

    @property
    def other_end(self) -> str:
        """The address of the person on this line."""
        return self.from_ if self.is_inbound else self.to

    def note_request(self, entry: dict[str, Any]) -> None:
        """Remember one request made for this call: address, status and time, no content."""
        if len(self.requests) < _MAX_REQUESTS_KEPT:
            self.requests.append(entry)

    def params(self, status: str = "") -> Params:
        """The parameters each webhook of this call carries.

        Blank ones are sent, as carriers do. Source: Twilio, "TwiML Voice: request parameters".
        """
        fields = [
            ("CallSid", self.sid),
            ("AccountSid", self.account_sid),
            ("From", self.from_),
            ("To", self.to),
            ("Caller", self.from_),
            ("Called", self.to),
            ("CallStatus", status or self.status),
            ("ApiVersion", "2010-04-01"),
            ("Direction", self.direction),
        ]
        if self.parent_sid:
            fields.append(("ParentCallSid", self.parent_sid))
        return fields + (self._inbound_params() if self.is_inbound else []) + list(self.extra)

    def _inbound_params(self) -> Params:
        fields = [("ForwardedFrom", ""), ("CallerName", self.caller_name)]
        fields += [("CallToken", f"simulated-{self.sid}"), ("StirVerstat", "")]
        fields.append(("StirPassportToken", ""))
        for party in ("From", "Caller", "To", "Called"):
            fields += [(f"{party}{part}", "") for part in ("City", "State", "Zip")]
            fields.append((f"{party}Country", "BD"))
        return fields

    def resource(self) -> dict[str, Any]:
        """The line as Twilio's REST interface shows it. Source: Twilio, "Call resource"."""
        uri = f"/2010-04-01/Accounts/{self.account_sid}/Calls/{self.sid}"
        return {
            "sid": self.sid,
            "account_sid": self.account_sid,
            "parent_call_sid": self.parent_sid or None,
            "from": self.from_,
            "from_formatted": self.from_,
            "to": self.to,
            "to_formatted": self.to,
            "phone_number_sid": None,
            "status": self.status,
            "direction": self.direction,
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.ended or self.answered or self.created),
            "start_time": rfc2822(self.dialled),
            "end_time": rfc2822(self.ended),
            "duration": str(self.seconds) if self.ended and self.answered else None,
            "caller_name": self.caller_name or None,
            "answered_by": None,
            "forwarded_from": None,
            "group_sid": None,
            "price": None,
            "price_unit": "USD",
            "queue_time": "0",
            "trunk_sid": None,
            "api_version": "2010-04-01",
            "uri": uri + ".json",
            "subresource_uris": {},
        }
