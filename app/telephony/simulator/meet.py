"""Brings a line into a conference room, by TwiML or by REST, and keeps it there; no rules."""

import asyncio
from typing import TYPE_CHECKING

from app.telephony.simulator.conferences import BY_API, RoomIsClosed
from app.telephony.simulator.interrupts import HungUp, Interruption, Source
from app.telephony.simulator.rooms import (
    MOST_PARTICIPANTS,
    Conference,
    Participant,
    RoomListener,
    Show,
)
from app.telephony.simulator.twiml import ROOM_VERBS, TwimlError, Verb

if TYPE_CHECKING:
    from app.telephony.simulator.line import Document, Line

# Source: Twilio, "TwiML Voice: Conference", statusCallbackEvent: sent when none are named.
DEFAULT_EVENTS = "start end"
LONGEST_STAY_S = 4 * 3600.0


def _listener(document: "Document", noun: Verb) -> RoomListener | None:
    url = noun.get("statusCallback")
    if not url:
        return None
    events = frozenset(noun.get("statusCallbackEvent", DEFAULT_EVENTS).split())
    return RoomListener(document.resolve(url), events, noun.get("statusCallbackMethod", "POST"))


def waiting_show(url: str | None, method: str) -> Show:
    """What is played until a conference starts: None is the carrier's music, "" is silence."""
    if url is None:
        return Show("wait")
    return Show("wait", Source(url, method, kind="room_wait")) if url else Show("wait", silent=True)


def _participant(line: "Line", document: "Document", noun: Verb) -> Participant:
    wait = noun.attributes.get("waitUrl")
    wait = document.resolve(wait) if wait else wait
    coached = noun.get("coach")
    return Participant(
        line.call,
        starts=noun.flag("startConferenceOnEnter", True),
        ends_on_exit=noun.flag("endConferenceOnExit", False),
        muted=noun.flag("muted", False),
        label=noun.get("participantLabel"),
        coaching=bool(coached),
        coaches=coached,
        most=round(noun.number("maxParticipants", MOST_PARTICIPANTS)),
        waits_with=waiting_show(wait, noun.get("waitMethod", "POST").upper()),
    )


async def by_twiml(line: "Line", document: "Document", noun: Verb, limit_s: float) -> str:
    """Be in the room a document names until something ends it; the DialCallStatus.

    Raises TwimlError for a room without a name or for somebody to coach who is not in it, and
    whatever breaks in on the line.
    """
    if not noun.text:
        raise TwimlError(13224, "a Conference needs a name")
    rooms = line.network.conferences
    room, participant = rooms.named(noun.text), _participant(line, document, noun)
    if participant.coaches and participant.coaches not in room.participants:
        rooms.drop_if_deserted(room)
        raise TwimlError(13260, "there is nobody of that call to coach in the conference")
    try:
        rooms.join(room, participant, _listener(document, noun))
    except RoomIsClosed:
        line.mark("room_closed", conference=room.name)
        return "failed"
    await until_left(line, room, participant, limit_s)
    return "answered"


async def until_left(
    line: "Line", room: Conference, participant: Participant, limit_s: float
) -> None:
    """Stay until taken out or the time is up. A hang-up or redirect is raised after leaving."""
    rooms = line.network.conferences
    try:
        async with asyncio.timeout(limit_s / line.network.pace.speed):
            await _stay(line, room, participant)
    except TimeoutError:
        rooms.leave(room, participant, BY_API, "in-progress")
    except Interruption as interruption:
        by_person = isinstance(interruption, HungUp) and interruption.by in ("caller", "handset")
        is_over = isinstance(interruption, HungUp)
        rooms.leave(
            room,
            participant,
            "participant_hung_up" if by_person else BY_API,
            "completed" if is_over else "in-progress",
        )
        raise


async def _stay(line: "Line", room: Conference, participant: Participant) -> None:
    while not participant.left.is_set():
        participant.changed.clear()
        show = participant.show
        if show is None or show.source is None:
            await line.race(participant.changed.wait())
        else:
            await _until_changed(line, room, participant, show)


async def _until_changed(
    line: "Line", room: Conference, participant: Participant, show: Show
) -> None:
    playing = asyncio.ensure_future(_play(line, room, participant, show))
    changed = asyncio.ensure_future(participant.changed.wait())
    try:
        await asyncio.wait({playing, changed}, return_when=asyncio.FIRST_COMPLETED)
        if playing.done():
            playing.result()
    finally:
        changed.cancel()
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)
    if not participant.left.is_set():
        # The document that was cut short may have had the last word about what fills the line.
        line.network.conferences.hear(room, participant)


async def _play(line: "Line", room: Conference, participant: Participant, show: Show) -> None:
    """Play a document or sound to one participant; what runs out is followed by silence.

    † Whether such a document is asked for again is not stated: the carrier's own hold document ends
    with a Redirect to itself, so here one that does not is over.
    """
    failure = ""
    line.mark("hears_show", show=show.kind)
    try:
        await line.run(show.source, ROOM_VERBS)
    except TwimlError as error:
        failure = str(error)
        line.mark("show_failed", show=show.kind, code=error.code, reason=failure)
    if show.kind == "announce":
        line.network.conferences.announced(room, participant, failure)
        return
    line.hears("silence")
    await line.race(participant.left.wait())


async def by_rest(
    line: "Line", room: Conference, participant: Participant, listener: RoomListener | None
) -> None:
    """Be in the room REST named, from the answer on; the line is over afterwards."""
    rooms = line.network.conferences
    try:
        rooms.join(room, participant, listener)
        await until_left(line, room, participant, LONGEST_STAY_S)
        line.end("network")
    except RoomIsClosed:
        line.mark("room_closed", conference=room.name)
        line.end("network")
    except HungUp as end:
        line.end(end.by)
