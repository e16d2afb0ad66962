"""The Conferences and Participants resources of Twilio's REST; rooms are not kept here."""

from typing import Any

from aiohttp import web

from app.telephony.simulator.network import Network
from app.telephony.simulator.rest_errors import not_found, page
from app.telephony.simulator.rooms import Conference, Participant


def _bool(form: Any, name: str) -> bool | None:
    return {"true": True, "false": False}.get(str(form.get(name, "")).lower())


def _room(request: web.Request, network: Network) -> Conference:
    room = network.conferences.by_sid.get(request.match_info["room"])
    if room is None:
        raise not_found(request.path)
    return room


def _participant(request: web.Request, network: Network) -> tuple[Conference, Participant]:
    room, wanted = _room(request, network), request.match_info["sid"]
    for participant in room.participants.values():
        if wanted in (participant.call.sid, participant.label):
            return room, participant
    raise not_found(request.path)


async def listing(request: web.Request, network: Network) -> web.Response:
    """GET Conferences.json, newest first, filtered by Status and FriendlyName."""
    rooms = [room.resource() for room in reversed(network.conferences.by_sid.values())]
    for name, key in (("Status", "status"), ("FriendlyName", "friendly_name")):
        if name in request.query:
            rooms = [room for room in rooms if room[key] == request.query[name]]
    return page(request, "conferences", rooms)


async def fetch(request: web.Request, network: Network) -> web.Response:
    """GET Conferences/{sid}.json."""
    return web.json_response(_room(request, network).resource())


async def update(request: web.Request, network: Network) -> web.Response:
    """POST Conferences/{sid}.json: `Status=completed` ends it."""
    room = _room(request, network)
    if (await request.post()).get("Status") == "completed":
        network.conferences.end(room, "conference_ended_via_api")
    return web.json_response(room.resource())


async def list_participants(request: web.Request, network: Network) -> web.Response:
    """GET Participants.json."""
    room = _room(request, network)
    shown = [room.participant_resource(participant) for participant in room.participants.values()]
    return page(request, "participants", shown)


async def fetch_participant(request: web.Request, network: Network) -> web.Response:
    """GET Participants/{sid}.json."""
    room, participant = _participant(request, network)
    return web.json_response(room.participant_resource(participant))


async def update_participant(request: web.Request, network: Network) -> web.Response:
    """POST Participants/{sid}.json: `Muted`, `Hold`, `EndConferenceOnExit`."""
    room, participant = _participant(request, network)
    form = await request.post()
    if (muted := _bool(form, "Muted")) is not None:
        network.conferences.set_muted(room, participant, muted)
    if (hold := _bool(form, "Hold")) is not None:
        network.conferences.set_hold(room, participant, hold)
    if (ends := _bool(form, "EndConferenceOnExit")) is not None:
        participant.ends_on_exit = ends
    return web.json_response(room.participant_resource(participant))


async def delete_participant(request: web.Request, network: Network) -> web.Response:
    """DELETE Participants/{sid}.json: the line leaves the room and goes on after its Dial."""
    room, participant = _participant(request, network)
    network.conferences.leave(room, participant, "participant_updated_via_api", "in-progress")
    return web.Response(status=204)
