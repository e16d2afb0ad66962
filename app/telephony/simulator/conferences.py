"""Conference rooms: who is in, what they hear, what is told of it; `dial` brings lines in."""

from collections.abc import Callable

from app.core import clock
from app.telephony.simulator.callbacks import Callback, Callbacks
from app.telephony.simulator.calls import Call
from app.telephony.simulator.pace import Pace, rfc2822
from app.telephony.simulator.rooms import Conference, Participant, RoomListener

# TwiML's short event names and the names their callbacks carry.
# Source: Twilio, "TwiML Voice: Conference", statusCallbackEvent.
_EVENT_OF = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-mute": "mute",
    "participant-unmute": "mute",
    "participant-hold": "hold",
    "participant-unhold": "hold",
}


class Conferences:
    """All rooms, running and ended."""

    def __init__(
        self, account_sid: str, pace: Pace, callbacks: Callbacks, record: Callable[..., None]
    ) -> None:
        """Begin with none."""
        self._account_sid, self._pace = account_sid, pace
        self._callbacks, self._record = callbacks, record
        self.by_sid: dict[str, Conference] = {}
        self._running: dict[str, Conference] = {}

    def join(
        self, name: str, participant: Participant, listener: RoomListener | None
    ) -> Conference:
        """Enter the room of that name. Only the first to enter decides who hears of its events."""
        room = self._running.get(name)
        if room is None:
            room = Conference(name, self._account_sid, listener)
            self._running[name] = self.by_sid[room.sid] = room
        room.participants[participant.call.sid] = participant
        self._mark(participant, "joined_conference", conference=room.name)
        self._tell(room, "participant-join", participant)
        self._start_if_ready(room)
        self._refresh(room)
        return room

    def name_of(self, call: Call) -> str | None:
        """The name of the room a line is in."""
        rooms = self._running.values()
        return next((room.name for room in rooms if call.sid in room.participants), None)

    def _start_if_ready(self, room: Conference) -> None:
        # Source: Twilio: a conference starts when two are in and one of them may start it.
        ready = len(room.participants) >= 2 and any(p.starts for p in room.participants.values())
        if ready and room.status == "init":
            room.status = "in-progress"
            self._tell(room, "conference-start")

    def leave(self, room: Conference, participant: Participant, reason: str, status: str) -> None:
        """Take one participant out; `status` is the state of that line now."""
        if participant.left.is_set():
            return
        self._remove(room, participant, reason, status)
        if participant.ends_on_exit:
            self.end(room, "participant_with_end_conference_on_exit_left", participant.call.sid)
        elif not room.participants:
            self.end(room, "last_participant_left", participant.call.sid)
        else:
            self._refresh(room)

    def _remove(self, room: Conference, participant: Participant, reason: str, status: str) -> None:
        del room.participants[participant.call.sid]
        participant.left.set()
        self._mark(participant, "left_conference", conference=room.name, reason=reason)
        facts = {"ReasonParticipantLeft": reason, "ParticipantCallStatus": status}
        self._tell(room, "participant-leave", participant, facts)

    def end(self, room: Conference, reason: str, by_call: str = "") -> None:
        """End a room: everybody still in it leaves, their calls go on."""
        if room.status == "completed":
            return
        self._running.pop(room.name, None)
        why = "conference_ended_via_api" if not by_call else "moderator_ended_conference"
        for participant in list(room.participants.values()):
            self._remove(room, participant, why, "in-progress")
        room.status, room.ended = "completed", clock.now()
        room.reason_ended, room.ended_by_call = reason, by_call
        facts = {"ReasonConferenceEnded": reason}
        facts |= {"CallSidEndingConference": by_call} if by_call else {}
        self._tell(room, "conference-end", None, facts)

    def set_muted(self, room: Conference, participant: Participant, muted: bool) -> None:
        """Mute or unmute one participant."""
        if participant.muted != muted:
            participant.muted = muted
            self._tell(room, "participant-mute" if muted else "participant-unmute", participant)
            self._refresh(room)

    def set_hold(self, room: Conference, participant: Participant, hold: bool) -> None:
        """Put one participant on hold, or take back."""
        if participant.hold != hold:
            participant.hold = hold
            self._tell(room, "participant-hold" if hold else "participant-unhold", participant)
            self._refresh(room)

    def _refresh(self, room: Conference) -> None:
        """Bring what everybody in the room hears up to date."""
        for participant in room.participants.values():
            others = frozenset(
                other.call.other_end
                for other in room.participants.values()
                if other is not participant and not other.hold and room.status == "in-progress"
            )
            self._hear(room, participant, frozenset() if participant.hold else others)

    def _hear(self, room: Conference, participant: Participant, others: frozenset[str]) -> None:
        experience = participant.call.experience
        on_music = participant.hold or room.status == "init"
        experience.hears(self._pace.now(), "talk" if others else "sound" if on_music else "silence")
        if others == participant.with_whom:
            return
        participant.with_whom = others
        if others:
            self._mark(participant, "talking_with", parties=sorted(others))
        else:
            self._mark(participant, "on_hold" if participant.hold else "left_alone")

    def _mark(self, participant: Participant, what: str, **facts: object) -> None:
        call = participant.call
        call.experience.mark(self._pace.now(), what, **facts)
        call.bell.ring()
        self._record("call.marked", call_sid=call.sid, what=what)

    def _tell(
        self,
        room: Conference,
        event: str,
        about: Participant | None = None,
        facts: dict[str, str] | None = None,
    ) -> None:
        listener = room.listener
        if listener is None or _EVENT_OF[event] not in listener.events:
            return
        room.sequence += 1
        params = {
            "ConferenceSid": room.sid,
            "FriendlyName": room.name,
            "AccountSid": room.account_sid,
            "StatusCallbackEvent": event,
            "SequenceNumber": str(room.sequence),
            "Timestamp": rfc2822(clock.now()) or "",
        }
        params |= (about.params() if about else {}) | (facts or {})
        kind = f"conference:{event}"
        self._callbacks.tell(
            Callback(kind, room.sid, listener.url, list(params.items()), listener.method)
        )
