"""The Conferences resource of Twilio's REST; rooms are not kept here, parties stand beside it."""

from aiohttp import web

from app.telephony.simulator import rest_form as read
from app.telephony.simulator.network import Network
from app.telephony.simulator.rest_errors import RestError, page
from app.telephony.simulator.rest_participants import room_of


async def listing(request: web.Request, network: Network) -> web.Response:
    """GET Conferences.json, newest first, filtered by Status and FriendlyName."""
    asked = request.query
    rooms = [
        room.resource()
        for room in reversed(network.conferences.by_sid.values())
        if asked.get("Status", room.status) == room.status
        and asked.get("FriendlyName", room.name) == room.name
    ]
    return page(request, "conferences", rooms)


async def fetch(request: web.Request, network: Network) -> web.Response:
    """GET Conferences/{sid}.json."""
    return web.json_response(room_of(request, network).resource())


async def update(request: web.Request, network: Network) -> web.Response:
    """POST Conferences/{sid}.json: `Status=completed` ends it, `AnnounceUrl` is played to all.

    Source: Twilio, "Conference resource", update.
    """
    form = await request.post()
    room = room_of(request, network)
    status = read.text(form, "Status")
    if status not in ("", "completed"):
        raise RestError(400, 20001, "Status can only become completed")
    announcement = read.source(form, "AnnounceUrl", "AnnounceMethod", "announce")
    if announcement is not None and room.status != "completed":
        network.conferences.announce(room, list(room.participants.values()), announcement)
    if status:
        network.conferences.end(room, "conference_ended_via_api")
    return web.json_response(room.resource())
