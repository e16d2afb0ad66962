"""Tells what happens in a conference to whoever the first participant named; it changes nothing."""

from app.core import clock
from app.telephony.simulator.callbacks import Callback, Callbacks
from app.telephony.simulator.pace import rfc2822
from app.telephony.simulator.rooms import Conference, Participant

# The short names by which events are asked for, by the names their callbacks carry.
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
    "participant-modify": "modify",
    "announcement-end": "announcement",
    "announcement-fail": "announcement",
}


class RoomNews:
    """The events of all rooms, each numbered from 1 in its own."""

    def __init__(self, callbacks: Callbacks) -> None:
        """Nothing is told yet."""
        self._callbacks = callbacks

    def tell(
        self,
        room: Conference,
        event: str,
        about: Participant | None = None,
        facts: dict[str, str] | None = None,
    ) -> None:
        """Tell one event, if somebody asked for its kind.

        Source: Twilio, "TwiML Voice: Conference", statusCallback: parameters.
        """
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
        self._callbacks.tell(
            Callback(
                f"conference:{event}", room.sid, listener.url, list(params.items()), listener.method
            )
        )
