"""Reads the fields of REST requests as Twilio does, refuses wrong ones and changes nothing."""

import re
from typing import Any

from app.telephony.simulator.calls import StatusListener
from app.telephony.simulator.interrupts import Source
from app.telephony.simulator.rest_errors import RestError
from app.telephony.simulator.rooms import RoomListener

_DIALLABLE = re.compile(r"\+[1-9]\d{6,14}|client:[\w.+@=-]{1,256}|sips?:\S+@\S+|\d{3,8}", re.ASCII)
# Source: Twilio, "Call resource", Timeout: default, most, and what is always added, in seconds.
_DEFAULT_TIMEOUT_S, _MOST_TIMEOUT_S, _TIMEOUT_BUFFER_S = 60.0, 600.0, 5.0
_CALL_EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})

# Numbers that stand for an error, as Twilio's test credentials use them: the error of a call to
# one. Source: Twilio, "Test credentials"; from memory of those who used it, to be confirmed live.
_MAGIC_TO = {
    "+15005550001": (21217, "is not a valid phone number"),
    "+15005550002": (21214, "can't be reached"),
    "+15005550003": (21215, "is in a country this account may not call"),
    "+15005550004": (21216, "is blocked"),
}
_MAGIC_FROM = "+15005550001"


def is_diallable(address: str) -> bool:
    """Whether a carrier can reach such an address: E.164, `client:`, `sip:` or a short code."""
    return _DIALLABLE.fullmatch(address) is not None


def text(form: Any, name: str) -> str:
    """A text field, "" where absent."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def flag(form: Any, name: str, default: bool) -> bool:
    """A true/false field: given but neither word, it counts as false.

    Source: Twilio, "Conference Participant resource", muted.
    """
    return text(form, name).lower() == "true" if name in form else default


def method(form: Any, name: str, default: str) -> str:
    """GET or POST. Raises RestError."""
    value = text(form, name).upper() or default
    if value not in ("GET", "POST"):
        raise RestError(400, 20001, f"{name} must be GET or POST")
    return value


def url(form: Any, name: str) -> str:
    """An http address, "" where absent. Raises RestError 21205."""
    value = text(form, name)
    if value and not value.startswith(("http://", "https://")):
        raise RestError(400, 21205, f"{name} is not a valid URL: {value}")
    return value


def source(form: Any, name: str, method_name: str, kind: str, usual: str = "POST") -> Source | None:
    """Where something is to be fetched from, None where absent. Raises RestError."""
    address = url(form, name)
    return Source(address, method(form, method_name, usual), kind=kind) if address else None


def ring_seconds(form: Any) -> float:
    """How long a telephone rings: the field Timeout and the carrier's own five seconds more.

    Raises RestError 20001.
    """
    try:
        asked = float(text(form, "Timeout") or _DEFAULT_TIMEOUT_S)
    except ValueError:
        raise RestError(400, 20001, "Timeout is not a number") from None
    return min(max(asked, 1.0), _MOST_TIMEOUT_S) + _TIMEOUT_BUFFER_S


def _events(form: Any, name: str, default: str) -> frozenset[str]:
    # The client library repeats the field; a list in one field is read too.
    return frozenset(" ".join(str(value) for value in form.getall(name, [default])).split())


def call_listener(form: Any) -> StatusListener | None:
    """Who is told of a line's states."""
    address = url(form, "StatusCallback")
    if not address:
        return None
    events = _events(form, "StatusCallbackEvent", "completed") & _CALL_EVENTS
    how = method(form, "StatusCallbackMethod", "POST")
    return StatusListener(address, how, events or frozenset({"completed"}))


def room_listener(form: Any, default_events: str) -> RoomListener | None:
    """Who is told of the events of a conference."""
    address = url(form, "ConferenceStatusCallback")
    if not address:
        return None
    events = _events(form, "ConferenceStatusCallbackEvent", default_events)
    return RoomListener(address, events, method(form, "ConferenceStatusCallbackMethod", "POST"))


def ends_of_line(form: Any) -> tuple[str, str]:
    """The fields To and From of a line to be placed. Raises RestError as Twilio words it."""
    to, from_ = text(form, "To"), text(form, "From")
    if not to:
        raise RestError(400, 21201, "No 'To' number is specified")
    if to in _MAGIC_TO:
        code, why = _MAGIC_TO[to]
        raise RestError(400, code, f"The phone number you are attempting to call, {to}, {why}.")
    if not is_diallable(to):
        raise RestError(
            400, 21211, f"The phone number you are attempting to call, {to}, is not valid."
        )
    if not from_:
        raise RestError(400, 21213, "A 'From' phone number is required.")
    if not is_diallable(from_) or from_ == _MAGIC_FROM:
        raise RestError(400, 21212, f"The source phone number provided, {from_}, is not valid.")
    return to, from_
