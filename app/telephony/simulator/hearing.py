"""Who hears whom in a conference room, from mute, hold and coaching alone; pure, moves nobody."""

from collections.abc import Iterable

from app.telephony.simulator.rooms import Conference, Participant


def hears(room: Conference, listener: Participant, speaker: Participant) -> bool:
    """Whether sound of `speaker` reaches `listener` now.

    Nobody is mixed before the conference starts; who is on hold neither hears nor is heard; who is
    muted is not heard; who coaches is heard by the coached one alone, and hears everybody.
    Source: Twilio, "Conference Participant resource": muted, hold, coaching, call_sid_to_coach.
    """
    if listener is speaker or room.status != "in-progress":
        return False
    if listener.hold or speaker.hold or speaker.muted:
        return False
    return not speaker.coaching or speaker.coaches == listener.call.sid


def _addresses(participants: Iterable[Participant]) -> frozenset[str]:
    return frozenset(participant.call.other_end for participant in participants)


def heard_by(room: Conference, listener: Participant) -> frozenset[str]:
    """The addresses of all whom `listener` hears."""
    inside = room.participants.values()
    return _addresses(speaker for speaker in inside if hears(room, listener, speaker))


def who_hear(room: Conference, speaker: Participant) -> frozenset[str]:
    """The addresses of all who hear `speaker`."""
    inside = room.participants.values()
    return _addresses(listener for listener in inside if hears(room, listener, speaker))
