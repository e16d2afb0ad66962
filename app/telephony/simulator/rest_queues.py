"""The Queues and Members resources of Twilio's REST: who waits, and taking one caller out."""

from typing import Any

from aiohttp import web

from app.telephony.simulator import rest_form as read
from app.telephony.simulator.interrupts import Redirected
from app.telephony.simulator.network import Network
from app.telephony.simulator.queues import DEFAULT_MAX_SIZE, MOST_MAX_SIZE, Member, Queue
from app.telephony.simulator.rest_errors import RestError, not_found, page

# Source: Twilio, "Queue resource", friendly_name.
_LONGEST_NAME = 64
_FRONT = "Front"


def _max_size(form: Any, before: int) -> int:
    asked = read.text(form, "MaxSize")
    if not asked:
        return before
    if not asked.isdigit() or not 1 <= int(asked) <= MOST_MAX_SIZE:
        raise RestError(400, 20001, f"MaxSize must be between 1 and {MOST_MAX_SIZE}")
    return int(asked)


def _name(form: Any, network: Network, before: str) -> str:
    name = read.text(form, "FriendlyName") or before
    if not name or len(name) > _LONGEST_NAME:
        raise RestError(400, 20001, "FriendlyName must have 1 to 64 characters")
    if name != before and network.queues.has(name):
        raise RestError(400, 22003, f"A queue of the name {name} exists already")
    return name


def _queue(request: web.Request, network: Network) -> Queue:
    queue = network.queues.by_sid(request.match_info["queue"])
    if queue is None:
        raise not_found(request.path)
    return queue


def _shown(queue: Queue, network: Network) -> dict[str, Any]:
    return queue.resource(network.settings.account_sid, network.pace.now())


async def listing(request: web.Request, network: Network) -> web.Response:
    """GET Queues.json."""
    return page(request, "queues", [_shown(queue, network) for queue in network.queues.all()])


async def create(request: web.Request, network: Network) -> web.Response:
    """POST Queues.json with FriendlyName and MaxSize."""
    form = await request.post()
    name, size = _name(form, network, ""), _max_size(form, DEFAULT_MAX_SIZE)
    queue = network.queues.named(name)
    queue.max_size = size
    return web.json_response(_shown(queue, network), status=201)


async def fetch(request: web.Request, network: Network) -> web.Response:
    """GET Queues/{sid}.json."""
    return web.json_response(_shown(_queue(request, network), network))


async def update(request: web.Request, network: Network) -> web.Response:
    """POST Queues/{sid}.json: another name or size; those who wait stay."""
    form = await request.post()
    queue = _queue(request, network)
    name, size = _name(form, network, queue.name), _max_size(form, queue.max_size)
    network.queues.rename(queue, name)
    queue.max_size = size
    return web.json_response(_shown(queue, network))


async def delete(request: web.Request, network: Network) -> web.Response:
    """DELETE Queues/{sid}.json. Only an empty one can be removed."""
    queue = _queue(request, network)
    if queue.members:
        raise RestError(400, 22004, "The queue is not empty")
    network.queues.remove(queue)
    return web.Response(status=204)


def _member(request: web.Request, network: Network) -> tuple[Queue, Member]:
    """The member of that call, or the first in line. Raises RestError 20404 when gone."""
    queue, wanted = _queue(request, network), request.match_info["sid"]
    for member in queue.members:
        if wanted in (_FRONT, member.call.sid):
            return queue, member
    raise not_found(request.path)


def _member_shown(queue: Queue, member: Member, network: Network) -> dict[str, Any]:
    return queue.member_resource(member, network.settings.account_sid, network.pace.now())


async def list_members(request: web.Request, network: Network) -> web.Response:
    """GET Members.json, the longest waiting first."""
    queue = _queue(request, network)
    shown = [_member_shown(queue, member, network) for member in queue.members]
    return page(request, "queue_members", shown)


async def fetch_member(request: web.Request, network: Network) -> web.Response:
    """GET Members/{call sid or Front}.json."""
    return web.json_response(_member_shown(*_member(request, network), network))


async def update_member(request: web.Request, network: Network) -> web.Response:
    """POST Members/{call sid or Front}.json: out of the queue, on to the document at `Url`.

    Who is taken out is no member any more at once, so of two who ask only one succeeds.
    Source: Twilio, "Queue Member resource", update.
    """
    form = await request.post()
    queue, member = _member(request, network)  # from here on nobody else has a turn
    source = read.source(form, "Url", "Method", "leg")
    if source is None:
        raise RestError(400, 20001, "Url is required")
    shown = _member_shown(queue, member, network) | {"position": 0}
    queue.leave(member)
    network.record("member.dequeued", call_sid=member.call.sid)
    member.call.interrupts.send(Redirected(source))
    return web.json_response(shown)
