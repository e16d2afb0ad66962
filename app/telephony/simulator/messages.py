"""Text messages out, from REST to a handset, with receipts on the way; `texts` brings others in."""

import math
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.core import clock
from app.telephony.simulator.callbacks import Callback
from app.telephony.simulator.calls import new_sid
from app.telephony.simulator.pace import rfc2822

if TYPE_CHECKING:
    from app.telephony.simulator.network import Network

# Source: Twilio, "Message resource": ValidityPeriod default and range, in seconds.
DEFAULT_VALIDITY_S = 36_000
_SENT_AFTER_S = 0.3
_DELIVERED_AFTER_S = 0.7
# Source: Twilio error and warning dictionary.
_UNREACHABLE, _VALIDITY_EXPIRED = 30003, 30036
_ERRORS = {
    _UNREACHABLE: "Unreachable destination handset",
    _VALIDITY_EXPIRED: "Validity Period Expired",
}
FINISHED = frozenset({"delivered", "undelivered", "failed", "received"})
# The GSM 7-bit alphabet (3GPP TS 23.038) and the characters that take two places in it.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_DOUBLE = frozenset("^{}\\[~]|€\f")


def segments(body: str) -> int:
    """Number of parts: 160/153 places in the GSM alphabet, else 70/67 UTF-16 units."""
    if all(character in _GSM or character in _GSM_DOUBLE for character in body):
        places = sum(2 if character in _GSM_DOUBLE else 1 for character in body)
        single, part = 160, 153
    else:
        places, single, part = len(body.encode("utf-16-le", "surrogatepass")) // 2, 70, 67
    return 1 if places <= single else math.ceil(places / part)


@dataclass
class Message:
    """One text and where it is on its way."""

    account_sid: str
    from_: str
    to: str
    body: str
    validity_s: float = DEFAULT_VALIDITY_S
    callback_url: str = ""
    sid: str = field(default_factory=lambda: new_sid("SM"))
    status: str = "queued"
    error_code: int | None = None
    direction: str = "outbound-api"
    created: datetime = field(default_factory=clock.now)
    sent: datetime | None = None
    updated: datetime = field(default_factory=clock.now)

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will become of it."""
        return self.status in FINISHED

    def resource(self) -> dict[str, Any]:
        """The text as Twilio's REST interface shows it. Source: Twilio, "Message resource"."""
        return {
            "sid": self.sid,
            "account_sid": self.account_sid,
            "from": self.from_,
            "to": self.to,
            "body": self.body,
            "status": self.status,
            "direction": self.direction,
            "num_segments": str(segments(self.body)),
            "num_media": "0",
            "error_code": self.error_code,
            "error_message": _ERRORS.get(self.error_code or 0),
            "date_created": rfc2822(self.created),
            "date_sent": rfc2822(self.sent),
            "date_updated": rfc2822(self.updated),
            "messaging_service_sid": None,
            "price": None,
            "price_unit": "USD",
            "api_version": "2010-04-01",
            "uri": f"/2010-04-01/Accounts/{self.account_sid}/Messages/{self.sid}.json",
            "subresource_uris": {},
        }


def send(network: "Network", message: Message) -> None:
    """Take a text in; it travels in the background. The first state is not called back."""
    network.messages[message.sid] = message
    network.record("message.queued", message_sid=message.sid)
    network.spawn(_travel(network, message))


async def _travel(network: "Network", message: Message) -> None:
    await network.pace.sleep(_SENT_AFTER_S)
    message.sent = clock.now()
    _advance(network, message, "sent")
    behaviour = network.handsets.at(message.to).rule.text
    if behaviour == "switched_off":
        await network.pace.sleep(message.validity_s)
        _advance(network, message, "undelivered", _VALIDITY_EXPIRED)
        return
    await network.pace.sleep(_DELIVERED_AFTER_S)
    if behaviour == "undelivered":
        _advance(network, message, "undelivered", _UNREACHABLE)
        return
    _arrive(network, message)
    if behaviour != "no_receipt":
        _advance(network, message, "delivered")


def _arrive(network: "Network", message: Message) -> None:
    text = {"message_sid": message.sid, "from": message.from_, "body": message.body}
    handset = network.handsets.at(message.to)
    handset.texts.append(text | {"received_at": clock.now().isoformat()})
    network.record("message.received", message_sid=message.sid, address=message.to)


def _advance(network: "Network", message: Message, status: str, error: int | None = None) -> None:
    message.status, message.error_code, message.updated = status, error, clock.now()
    network.record("message.advanced", message_sid=message.sid, status=status)
    params = [
        ("AccountSid", message.account_sid),
        ("ApiVersion", "2010-04-01"),
        ("From", message.from_),
        ("To", message.to),
        ("MessageSid", message.sid),
        ("SmsSid", message.sid),
        ("MessageStatus", status),
        ("SmsStatus", status),
    ]
    if status in ("delivered", "undelivered"):
        params.append(("RawDlrDoneDate", message.updated.strftime("%y%m%d%H%M")))
    if error is not None:
        params.append(("ErrorCode", str(error)))
    network.callbacks.tell(Callback("message_status", message.sid, message.callback_url, params))
