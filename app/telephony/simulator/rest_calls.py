"""The Calls resource of Twilio's REST interface: place, look at, redirect and end a line."""

from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from app.telephony.simulator import legs
from app.telephony.simulator import rest_form as read
from app.telephony.simulator.calls import Call
from app.telephony.simulator.interrupts import Redirected, Source
from app.telephony.simulator.network import Network
from app.telephony.simulator.rest_errors import RestError, not_found, page


def _source(form: Any) -> Source | None:
    if twiml := read.text(form, "Twiml"):
        return Source(twiml=twiml)
    return read.source(form, "Url", "Method", "leg")


async def create(request: web.Request, network: Network) -> web.Response:
    """POST Calls.json."""
    form = await request.post()
    to, from_ = read.ends_of_line(form)
    source = _source(form)
    if source is None:
        raise RestError(400, 21205, "Url parameter is required.")
    call = legs.place_outbound(
        network, from_, to, source, read.ring_seconds(form), read.call_listener(form)
    )
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
    status, source = read.text(form, "Status").lower(), _source(form)
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
    if any(
        query.get(name) not in (None, "", shown[name.lower()]) for name in ("Status", "To", "From")
    ):
        return False
    started = call.answered or call.created
    after, before = query.get("StartTime>"), query.get("StartTime<")
    return not (after and started < _moment(after, "StartTime")) and not (
        before and started > _moment(before, "StartTime")
    )


async def listing(request: web.Request, network: Network) -> web.Response:
    """GET Calls.json, newest first, filtered by Status, To, From and StartTime."""
    calls = [call for call in reversed(network.calls.values()) if _matches(call, request.query)]
    return page(request, "calls", [call.resource() for call in calls])
