"""The control interface below `/sim/`, for whoever plays the people; it decides no call."""

import dataclasses
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from app.telephony.simulator import control_input as given
from app.telephony.simulator import legs, texts
from app.telephony.simulator.calls import Call
from app.telephony.simulator.handsets import Handset
from app.telephony.simulator.network import Network

Action = Callable[[web.Request, Network], Awaitable[web.Response]]

_LONGEST_WAIT_S = 30.0
_MOST_EVENTS = 1000
_MOST_CALLS = 200


def call_view(network: Network, call: Call, *, whole: bool = True) -> dict[str, Any]:
    """One call as its person lived it; the timeline and requests only when `whole`."""
    now, lived = network.pace.now(), call.experience
    view: dict[str, Any] = {
        "call_sid": call.sid,
        "direction": call.direction,
        "from": call.from_,
        "to": call.to,
        "caller_name": call.caller_name,
        "language": call.language,
        "status": call.status,
        "outcome": lived.outcome(call.is_over),
        "placed_at": call.created.isoformat(),
        "seconds": round(
            (call.ended_at if call.ended_at is not None else now) - lived.opened_at, 1
        ),
        "talk_seconds": round(lived.talked_so_far(now), 2),
        "longest_silence_seconds": round(lived.silence_so_far(now), 2),
        "ended_by": call.ended_by,
        "conference": network.conferences.name_of(call),
        "queue": network.queues.name_of(call),
        "listening_for_keys": call.keypad.is_open,
        "last": lived.timeline[-1] if lived.timeline else None,
        "changes": call.bell.rings,
    }
    if not whole:
        return view
    hearing = [stretch.view() for stretch in lived.stretches(now)]
    return view | {"timeline": lived.timeline, "hearing": hearing, "requests": call.requests}


def _handset_view(network: Network, handset: Handset) -> dict[str, Any]:
    live = handset.live_call
    return {
        "address": handset.address,
        "state": handset.state,
        "rule": dataclasses.asdict(handset.rule),
        "texts": len(handset.texts),
        "call": call_view(network, live, whole=False) if live else None,
    }


def _call(request: web.Request, network: Network) -> Call:
    call = network.calls.get(request.match_info["sid"])
    if call is None:
        raise given.BadControl("call_sid", "there is no such call", 404)
    return call


async def place(request: web.Request, network: Network) -> web.Response:
    """POST /sim/calls."""
    sent = await given.body(request)
    if "from" not in sent:
        raise given.BadControl("from", "is missing")
    call = legs.place_inbound(
        network,
        given.text(sent, "from"),
        given.script(sent),
        language=given.text(sent, "language"),
        caller_name=given.text(sent, "caller_name"),
        extra=given.extra_params(sent),
    )
    return web.json_response({"call_sid": call.sid}, status=201)


async def list_calls(request: web.Request, network: Network) -> web.Response:
    """GET /sim/calls, newest first; `?live=true` leaves out the ended ones."""
    calls = reversed(network.calls.values())
    kept = [call for call in calls if not (request.query.get("live") == "true" and call.is_over)]
    shown = [call_view(network, call, whole=False) for call in kept[:_MOST_CALLS]]
    return web.json_response({"calls": shown})


async def show_call(request: web.Request, network: Network) -> web.Response:
    """GET /sim/calls/{sid}; `?seen=N&wait_s=S` first waits for a change beyond `changes` N.

    `?brief=true` leaves out timeline, hearing and requests.
    """
    call = _call(request, network)
    seen, wait = _number(request, "seen", -1), _number(request, "wait_s", 0)
    if call.bell.rings <= seen:
        await call.bell.wait(min(wait, _LONGEST_WAIT_S))
    return web.json_response(call_view(network, call, whole=request.query.get("brief") != "true"))


async def press(request: web.Request, network: Network) -> web.Response:
    """POST /sim/calls/{sid}/press. `heard` is false when the line did not listen."""
    call, sent = _call(request, network), await given.body(request)
    digits = given.keys(sent, "digits")
    if not digits:
        raise given.BadControl("digits", "is missing")
    if call.is_over:
        raise given.BadControl("call_sid", "the call is over", 409)
    return web.json_response({"heard": legs.press_now(network, call, digits)})


async def hang_up(request: web.Request, network: Network) -> web.Response:
    """POST /sim/calls/{sid}/hang-up, by the person on that line."""
    call = _call(request, network)
    legs.hang_up(call, "caller" if call.is_inbound else "handset")
    return web.json_response({"call_sid": call.sid})


async def list_handsets(_request: web.Request, network: Network) -> web.Response:
    """GET /sim/handsets."""
    handsets = network.handsets.by_address.values()
    return web.json_response({"handsets": [_handset_view(network, each) for each in handsets]})


def _handset(request: web.Request, network: Network) -> Handset:
    return network.handsets.at(request.match_info["address"])


async def list_texts(request: web.Request, network: Network) -> web.Response:
    """GET /sim/handsets/{address}/messages, oldest first. An unknown telephone has none."""
    known = network.handsets.by_address.get(request.match_info["address"])
    return web.json_response({"messages": known.texts if known else []})


async def send_text(request: web.Request, network: Network) -> web.Response:
    """POST /sim/handsets/{address}/messages: that telephone texts our number."""
    sent = await given.body(request)
    if not given.text(sent, "body"):
        raise given.BadControl("body", "is missing")
    message = texts.arrive(network, request.match_info["address"], given.text(sent, "body"))
    return web.json_response({"message_sid": message.sid}, status=201)


async def set_rule(request: web.Request, network: Network) -> web.Response:
    """POST /sim/handsets/{address}/rule."""
    sent, handset = await given.body(request), _handset(request, network)
    handset.rule = given.rule(sent, handset.rule)
    network.record("handset.ruled", address=handset.address)
    return web.json_response(_handset_view(network, handset))


async def answer(request: web.Request, network: Network) -> web.Response:
    """POST /sim/handsets/{address}/answer: lift a ringing telephone by hand."""
    handset = _handset(request, network)
    if handset.state != "ringing":
        raise given.BadControl("address", "that telephone is not ringing", 409)
    handset.lifted.set()
    return web.json_response(_handset_view(network, handset))


async def put_down(request: web.Request, network: Network) -> web.Response:
    """POST /sim/handsets/{address}/hang-up: end every line of that telephone."""
    handset = _handset(request, network)
    for call in handset.calls:
        legs.hang_up(call, "handset")
    return web.json_response(_handset_view(network, handset))


def _number(request: web.Request, name: str, default: float) -> float:
    try:
        return float(request.query.get(name, default))
    except ValueError:
        raise given.BadControl(name, "is not a number") from None


async def list_events(request: web.Request, network: Network) -> web.Response:
    """GET /sim/events?since=N: the events after N; `wait_s` waits for one if there is none."""
    since, wait = _number(request, "since", 0), _number(request, "wait_s", 0)
    if not network.events or network.events[-1]["seq"] <= since:
        await network.bell.wait(min(wait, _LONGEST_WAIT_S))
    news = [event for event in network.events if event["seq"] > since][:_MOST_EVENTS]
    return web.json_response({"events": news, "next": news[-1]["seq"] if news else int(since)})


def _disorder_view(network: Network) -> dict[str, Any]:
    disorder = network.disorder
    return dataclasses.asdict(disorder.knobs) | {"done": dict(sorted(disorder.done.items()))}


async def show_disorder(_request: web.Request, network: Network) -> web.Response:
    """GET /sim/disorder: the knobs, and in `done` how often each of them did something."""
    return web.json_response(_disorder_view(network))


async def set_disorder(request: web.Request, network: Network) -> web.Response:
    """POST /sim/disorder."""
    network.disorder.set(given.knobs(await given.body(request)))
    network.record("disorder.set")
    return web.json_response(_disorder_view(network))


_ROUTES: list[tuple[str, str, Action]] = [
    ("POST", "/calls", place),
    ("GET", "/calls", list_calls),
    ("GET", "/calls/{sid}", show_call),
    ("POST", "/calls/{sid}/press", press),
    ("POST", "/calls/{sid}/hang-up", hang_up),
    ("GET", "/handsets", list_handsets),
    ("GET", "/handsets/{address}/messages", list_texts),
    ("POST", "/handsets/{address}/messages", send_text),
    ("POST", "/handsets/{address}/rule", set_rule),
    ("POST", "/handsets/{address}/answer", answer),
    ("POST", "/handsets/{address}/hang-up", put_down),
    ("GET", "/events", list_events),
    ("GET", "/disorder", show_disorder),
    ("POST", "/disorder", set_disorder),
]


def _guarded(action: Action, network: Network) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        origin = request.headers.get("Origin")
        # A page of another site must not be able to place calls through somebody's browser.
        if origin is not None and origin.partition("://")[2] != request.host:
            return web.json_response(
                {"error": "another site's page", "field": "Origin"}, status=403
            )
        try:
            return await action(request, network)
        except given.BadControl as error:
            return error.response()

    return handle


def add_routes(app: web.Application, network: Network) -> None:
    """Serve the control interface."""
    for method, path, action in _ROUTES:
        app.router.add_route(method, "/sim" + path, _guarded(action, network))
