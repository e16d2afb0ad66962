"""The Calls resource of Twilio's REST interface: place, look at, redirect and end a line."""

from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from app.telephony.simulator import legs
from app.telephony.simulator import rest_form as read
from app.telephony.simulator.calls import Call
from app.telephony.simulator.interrupts import Redirected, Source
from app.telephony.simulator.network import Network
from app.telephony.simulator.rest_errors import RestError, not_found, page

_DAY, _A_DATE = timedelta(days=1), "YYYY-MM-DD"


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
    if call is None or call.is_deleted:
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


async def delete(request: web.Request, network: Network) -> web.Response:
    """DELETE Calls/{sid}.json: the record of an ended line is gone for good. Raises 20009.

    Source: Twilio error and warning dictionary, 20009.
    """
    call = _found(request, network)
    if not call.is_over:
        raise RestError(409, 20009, "Cannot delete this resource before it is complete")
    call.is_deleted = True
    network.record("call.deleted", call_sid=call.sid)
    return web.Response(status=204)


def _span(words: str, name: str) -> tuple[datetime, datetime]:
    """A moment, or a whole day of UTC when only a date is given. Raises RestError 20001."""
    try:
        moment = datetime.fromisoformat(words.replace("Z", "+00:00"))
    except ValueError:
        raise RestError(400, 20001, f"{name} is not a date") from None
    start = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    only_a_date = len(words) == len(_A_DATE)
    return start, start + (_DAY if only_a_date else timedelta())


def _within(query: Any, name: str, moment: datetime | None) -> bool:
    """Whether a moment meets `name=` (a day), `name>=` and `name<=`; no moment meets none."""
    exact, after, before = (query.get(name + sign) for sign in ("", ">", "<"))
    if not (exact or after or before):
        return True
    if moment is None:
        return False
    shown = moment.replace(microsecond=0)
    on = _span(exact[: len(_A_DATE)], name) if exact else None
    return (
        (on is None or on[0] <= shown < on[1])
        and (not after or moment >= _span(after, name)[0])
        and (not before or shown <= _span(before, name)[1])
    )


def _matches(call: Call, query: Any) -> bool:
    wanted = {
        "Status": call.status,
        "To": call.to,
        "From": call.from_,
        "ParentCallSid": call.parent_sid,
    }
    return (
        not call.is_deleted
        and all(query.get(name) in (None, "", value) for name, value in wanted.items())
        and _within(query, "StartTime", call.dialled)
        and _within(query, "EndTime", call.ended)
    )


async def listing(request: web.Request, network: Network) -> web.Response:
    """GET Calls.json, newest first, by Status, To, From, ParentCallSid, StartTime and EndTime.

    Source: Twilio, "Call resource", read multiple.
    """
    calls = [call for call in reversed(network.calls.values()) if _matches(call, request.query)]
    return page(request, "calls", [call.resource() for call in calls])
