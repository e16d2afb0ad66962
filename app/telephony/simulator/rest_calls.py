"""The Calls resource of Twilio's REST interface: place, look at, redirect and end a line."""

import re
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from multidict import MultiDictProxy

from app.telephony.simulator import legs
from app.telephony.simulator.calls import Call, StatusListener
from app.telephony.simulator.interrupts import Redirected, Source
from app.telephony.simulator.network import Network
from app.telephony.simulator.rest_errors import RestError, not_found, page

Form = MultiDictProxy[Any]

_DIALLABLE = re.compile(r"\+[1-9]\d{6,14}|client:[\w.+@=-]{1,256}|sips?:\S+@\S+|\d{3,8}", re.ASCII)
# Source: Twilio, "Call resource", Timeout: default and most, in seconds.
_DEFAULT_TIMEOUT_S, _MOST_TIMEOUT_S = 60.0, 600.0
_EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})


def is_diallable(address: str) -> bool:
    """Whether a carrier can reach such an address: E.164, `client:`, `sip:` or a short code."""
    return _DIALLABLE.fullmatch(address) is not None


def _text(form: Form, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _source(form: Form) -> Source | None:
    if twiml := _text(form, "Twiml"):
        return Source(twiml=twiml)
    url = _text(form, "Url")
    if not url:
        return None
    if not url.startswith(("http://", "https://")):
        raise RestError(400, 21205, f"Url is not a valid URL: {url}")
    return Source(url, _text(form, "Method").upper() or "POST", kind="leg")


def _listener(form: Form) -> StatusListener | None:
    url = _text(form, "StatusCallback")
    if not url:
        return None
    # The client library repeats the field; a list in one field is read too.
    named = " ".join(str(value) for value in form.getall("StatusCallbackEvent", ["completed"]))
    events = frozenset(named.split()) & _EVENTS
    method = _text(form, "StatusCallbackMethod").upper() or "POST"
    return StatusListener(url, method, events or frozenset({"completed"}))


def _timeout(form: Form) -> float:
    try:
        asked = float(_text(form, "Timeout") or _DEFAULT_TIMEOUT_S)
    except ValueError:
        raise RestError(400, 20001, "Timeout is not a number") from None
    return min(max(asked, 1.0), _MOST_TIMEOUT_S)


async def create(request: web.Request, network: Network) -> web.Response:
    """POST Calls.json."""
    form = await request.post()
    to, from_ = _text(form, "To"), _text(form, "From")
    if not to:
        raise RestError(400, 21201, "No 'To' number is specified")
    if not is_diallable(to):
        raise RestError(
            400, 21211, f"The phone number you are attempting to call, {to}, is not valid."
        )
    if not from_:
        raise RestError(400, 21213, "A 'From' phone number is required.")
    if not is_diallable(from_):
        raise RestError(400, 21212, f"The source phone number provided, {from_}, is not valid.")
    source = _source(form)
    if source is None:
        raise RestError(400, 21205, "Url parameter is required.")
    call = legs.place_outbound(network, from_, to, source, _timeout(form), _listener(form))
    return web.json_response(call.resource(), status=201)


def _found(request: web.Request, network: Network) -> Call:
    call = network.calls.get(request.match_info["sid"])
    if call is None:
        raise not_found(request.path)
    return call


async def fetch(request: web.Request, network: Network) -> web.Response:
    """GET Calls/{sid}.json."""
    return web.json_response(_found(request, network).resource())


async def update(request: web.Request, network: Network) -> web.Response:
    """POST Calls/{sid}.json: `Url` or `Twiml` redirects, `Status` ends.

    Redirecting a line that is not in progress is refused with 21220, ending an ended one is not.
    """
    call = _found(request, network)
    form = await request.post()
    status, source = _text(form, "Status").lower(), _source(form)
    if status not in ("", "completed", "canceled"):
        raise RestError(400, 21218, f"Invalid status: {status}")
    if status:
        # `canceled` spares a line that somebody has already answered.
        if status == "completed" or call.answered_at is None:
            legs.hang_up(call, "api")
    elif source is None:
        raise RestError(400, 20001, "Url, Twiml or Status is required.")
    elif call.status != "in-progress":
        raise RestError(400, 21220, "Call is not in-progress. Cannot redirect.")
    else:
        network.record("call.redirected", call_sid=call.sid)
        call.interrupts.send(Redirected(source))
    return web.json_response(call.resource())


def _moment(text: str, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise RestError(400, 20001, f"{name} is not a date") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _matches(call: Call, query: Any) -> bool:
    shown = call.resource()
    wanted = {"Status": "status", "To": "to", "From": "from", "ParentCallSid": "parent_call_sid"}
    if any(query.get(name) not in (None, "", shown[key]) for name, key in wanted.items()):
        return False
    started = call.answered or call.created
    after, before = query.get("StartTime>"), query.get("StartTime<")
    return not (after and started < _moment(after, "StartTime")) and not (
        before and started > _moment(before, "StartTime")
    )


async def listing(request: web.Request, network: Network) -> web.Response:
    """GET Calls.json, newest first, filtered by Status, To, From, ParentCallSid and StartTime."""
    calls = [call for call in reversed(network.calls.values()) if _matches(call, request.query)]
    return page(request, "calls", [call.resource() for call in calls])
