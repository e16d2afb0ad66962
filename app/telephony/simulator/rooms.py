"""One conference room and its participants as data, as REST shows them; it moves nobody."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.core import clock
from app.telephony.simulator.calls import Call, new_sid
from app.telephony.simulator.interrupts import Source
from app.telephony.simulator.pace import rfc2822

# Source: Twilio, "TwiML Voice: Conference", maxParticipants: default and most.
MOST_PARTICIPANTS = 250
# Source: Twilio, "Conference Participant resource", status.
_STATUS_OF_CALL = {"queued": "queued", "initiated": "connecting", "ringing": "ringing"}


@dataclass(frozen=True)
class RoomListener:
    """Who hears of a conference, and of which events."""

    url: str
    events: frozenset[str]
    method: str = "POST"


@dataclass(frozen=True)
class Show:
    """What one participant is played instead of the mixed voices.

    `kind` is `wait`, `hold` or `announce`. Without a source it is the carrier's own music, or
    silence where `silent`.
    """

    kind: str
    source: Source | None = None
    silent: bool = False
    number: int = 0


@dataclass
class Participant:
    """One line in a conference. `coaches` is the call sid of the one coached."""

    call: Call
    starts: bool = True
    ends_on_exit: bool = False
    muted: bool = False
    hold: bool = False
    coaching: bool = False
    coaches: str = ""
    label: str = ""
    most: int = MOST_PARTICIPANTS
    early_media: bool = False
    waits_with: Show = Show("wait")
    holds_with: Show = Show("hold")
    announcements: deque[Show] = field(default_factory=deque)
    joined: datetime = field(default_factory=clock.now)
    updated: datetime = field(default_factory=clock.now)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    show: Show | None = None
    with_whom: frozenset[str] = frozenset()
    heard_by: frozenset[str] = frozenset()

    def params(self) -> dict[str, str]:
        """The part of an event that tells of this participant."""
        flags = {
            "Muted": self.muted,
            "Hold": self.hold,
            "Coaching": self.coaching,
            "StartConferenceOnEnter": self.starts,
            "EndConferenceOnExit": self.ends_on_exit,
        }
        fields = {name: str(value).lower() for name, value in flags.items()}
        fields |= {"CallSidToCoach": self.coaches} if self.coaches else {}
        label = {"ParticipantLabel": self.label} if self.label else {}
        return {"CallSid": self.call.sid} | fields | label


@dataclass
class Conference:
    """One room, from the first to join until the last has left."""

    name: str
    account_sid: str
    listener: RoomListener | None = None
    sid: str = field(default_factory=lambda: new_sid("CF"))
    status: str = "init"
    participants: dict[str, Participant] = field(default_factory=dict)
    connecting: dict[str, Participant] = field(default_factory=dict)
    most: int = MOST_PARTICIPANTS
    was_entered: bool = False
    created: datetime = field(default_factory=clock.now)
    ended: datetime | None = None
    reason_ended: str = ""
    ended_by_call: str = ""
    sequence: int = 0

    def everybody(self) -> list[Participant]:
        """All who are in, and all who are being rung to come in."""
        return [*self.participants.values(), *self.connecting.values()]

    def resource(self) -> dict[str, Any]:
        """The room as Twilio's REST interface shows it. Source: Twilio, "Conference resource"."""
        uri = f"/2010-04-01/Accounts/{self.account_sid}/Conferences/{self.sid}"
        return {
            "sid": self.sid,
            "account_sid": self.account_sid,
            "friendly_name": self.name,
            "status": self.status,
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.ended or self.created),
            "reason_conference_ended": self.reason_ended.replace("_", "-") or None,
            "call_sid_ending_conference": self.ended_by_call or None,
            "region": "us1",
            "api_version": "2010-04-01",
            "uri": uri + ".json",
            "subresource_uris": {"participants": uri + "/Participants.json"},
        }

    def participant_resource(self, participant: Participant) -> dict[str, Any]:
        """One participant as REST shows it. Source: Twilio, "Conference Participants resource"."""
        uri = f"/2010-04-01/Accounts/{self.account_sid}/Conferences/{self.sid}/Participants"
        call = participant.call
        return {
            "account_sid": self.account_sid,
            "call_sid": call.sid,
            "conference_sid": self.sid,
            "label": participant.label or None,
            "muted": participant.muted,
            "hold": participant.hold,
            "coaching": participant.coaching,
            "call_sid_to_coach": participant.coaches or None,
            "start_conference_on_enter": participant.starts,
            "end_conference_on_exit": participant.ends_on_exit,
            "status": "complete" if call.is_over else _STATUS_OF_CALL.get(call.status, "connected"),
            "queue_time": "0",
            "date_created": rfc2822(participant.joined),
            "date_updated": rfc2822(participant.updated),
            "uri": f"{uri}/{call.sid}.json",
        }
