"""The Participants resource of Twilio's REST: bring in, look at, change and take out one party."""

from typing import Any

from aiohttp import web

from app.telephony.simulator import legs
from app.telephony.simulator import rest_form as read
from app.telephony.simulator.conferences import BY_API
from app.telephony.simulator.interrupts import HungUp
from app.telephony.simulator.meet import DEFAULT_EVENTS, waiting_show
from app.telephony.simulator.network import Network
from app.telephony.simulator.rest_errors import RestError, not_found, page
from app.telephony.simulator.rooms import MOST_PARTICIPANTS, Conference, Participant, Show


def room_of(request: web.Request, network: Network) -> Conference:
    """The room whose sid the address names. Raises RestError 20404."""
    room = network.conferences.by_sid.get(request.match_info["room"])
    if room is None:
        raise not_found(request.path)
    return room


def _participant(request: web.Request, network: Network) -> tuple[Conference, Participant]:
    room, wanted = room_of(request, network), request.match_info["sid"]
    for participant in room.everybody():
        if wanted in (participant.call.sid, participant.label):
            return room, participant
    raise not_found(request.path)


def _most(form: Any) -> int:
    asked = read.text(form, "MaxParticipants") or str(MOST_PARTICIPANTS)
    if not asked.isdigit() or not 2 <= int(asked) <= MOST_PARTICIPANTS:
        raise RestError(400, 20001, "MaxParticipants must be between 2 and 250")
    return int(asked)


def _coaching(form: Any, room: Conference, before: tuple[bool, str]) -> tuple[bool, str]:
    """Whether somebody coaches, and whom. Raises RestError 20001 for nobody to coach."""
    coaches = read.text(form, "CallSidToCoach") or before[1]
    coaching = read.flag(form, "Coaching", before[0] or "CallSidToCoach" in form)
    if coaching and coaches not in room.participants:
        raise RestError(400, 20001, "CallSidToCoach is not a participant of this conference")
    return coaching, coaches if coaching else ""


def _wait_show(form: Any) -> Show:
    address = read.url(form, "WaitUrl") if "WaitUrl" in form else None
    return waiting_show(address, read.method(form, "WaitMethod", "POST"))


def _for_new(request: web.Request, network: Network) -> Conference:
    """The room of that sid, or the running or new room of that friendly name."""
    wanted = request.match_info["room"]
    if wanted in network.conferences.by_sid or wanted.startswith("CF"):
        room = room_of(request, network)
        if room.status == "completed":
            raise not_found(request.path)
        return room
    return network.conferences.named(wanted)


async def create(request: web.Request, network: Network) -> web.Response:
    """POST Participants.json: ring somebody and, once answered, let that line into the room.

    Source: Twilio, "Conference Participant resource", create.
    """
    form = await request.post()
    to, from_ = read.ends_of_line(form)
    ring_s, most, wait = read.ring_seconds(form), _most(form), _wait_show(form)
    leg_listener = read.call_listener(form)
    room_listener = read.room_listener(form, DEFAULT_EVENTS)
    room = _for_new(request, network)
    try:
        coaching, coaches = _coaching(form, room, (False, ""))
        if len(room.everybody()) >= min(room.most, most):
            raise RestError(400, 20001, "The conference has as many participants as it may have")
    except RestError:
        network.conferences.drop_if_deserted(room)
        raise
    shown_from = read.text(form, "CallerId") or from_
    call = network.open_call(shown_from, to, "outbound-api", listener=leg_listener)
    participant = Participant(
        call,
        starts=read.flag(form, "StartConferenceOnEnter", True),
        ends_on_exit=read.flag(form, "EndConferenceOnExit", False),
        muted=read.flag(form, "Muted", False),
        coaching=coaching,
        coaches=coaches,
        label=read.text(form, "Label"),
        most=most,
        early_media=read.flag(form, "EarlyMedia", True),
        waits_with=wait,
    )
    legs.place_into_room(network, room, participant, ring_s, room_listener)
    return web.json_response(room.participant_resource(participant), status=201)


async def listing(request: web.Request, network: Network) -> web.Response:
    """GET Participants.json, filtered by Muted, Hold and Coaching."""
    room = room_of(request, network)
    shown = [room.participant_resource(participant) for participant in room.everybody()]
    for name in ("Muted", "Hold", "Coaching"):
        if name in request.query:
            wanted = request.query[name].lower() == "true"
            shown = [row for row in shown if row[name.lower()] is wanted]
    return page(request, "participants", shown)


async def fetch(request: web.Request, network: Network) -> web.Response:
    """GET Participants/{sid or label}.json."""
    room, participant = _participant(request, network)
    return web.json_response(room.participant_resource(participant))


async def update(request: web.Request, network: Network) -> web.Response:
    """POST Participants/{sid or label}.json: mute, hold, announce to, coach.

    All of it at once for those who listen: who begins to coach is not heard by the others first.
    Source: Twilio, "Conference Participant resource", update.
    """
    form = await request.post()
    room, participant = _participant(request, network)
    hold_source = read.source(form, "HoldUrl", "HoldMethod", "hold", "GET")
    announcement = read.source(form, "AnnounceUrl", "AnnounceMethod", "announce")
    coaching = _coaching(form, room, (participant.coaching, participant.coaches))
    rooms = network.conferences
    muted = read.flag(form, "Muted", participant.muted)
    if muted:
        rooms.set_muted(room, participant, muted)
    show = Show("hold", hold_source) if hold_source else None
    rooms.set_hold(room, participant, read.flag(form, "Hold", participant.hold), show)
    ends = read.flag(form, "EndConferenceOnExit", participant.ends_on_exit)
    rooms.modify(room, participant, ends, *coaching)
    rooms.set_muted(room, participant, muted)
    if announcement is not None and participant.call.sid in room.participants:
        rooms.announce(room, [participant], announcement)
    return web.json_response(room.participant_resource(participant))


async def delete(request: web.Request, network: Network) -> web.Response:
    """DELETE Participants/{sid or label}.json: out of the room; a TwiML line goes on after Dial."""
    room, participant = _participant(request, network)
    if participant.call.sid in room.connecting:
        participant.call.interrupts.send(HungUp("api"))
    else:
        network.conferences.leave(room, participant, BY_API, "in-progress", kicked=True)
    return web.Response(status=204)
