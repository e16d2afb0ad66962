"""What happens between the parties of a call; ids, codes and other non-personal facts only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.calls.events import OfCall


@dataclass(frozen=True, kw_only=True)
class ColleagueAsked(OfCall):
    """A colleague is asked to take the call over, or to talk along."""

    key: ClassVar[str] = "call.colleague_asked"

    invitation_id: UUID
    staff_id: UUID
    to_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class InvitationAccepted(OfCall):
    """The colleague comes; the line is being joined."""

    key: ClassVar[str] = "call.invitation_accepted"

    invitation_id: UUID
    staff_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class InvitationEnded(OfCall):
    """The colleague does not come, or is there no longer; the call stays with its counsellor."""

    key: ClassVar[str] = "call.invitation_ended"

    invitation_id: UUID
    staff_id: UUID
    outcome: str
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class CallHandedOver(OfCall):
    """The call is a colleague's from now on; `from_id` had it before, `reason` says why."""

    key: ClassVar[str] = "call.handed_over"

    invitation_id: UUID | None
    from_id: UUID | None
    staff_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class PartyRung(OfCall):
    """A service was rung to talk along."""

    key: ClassVar[str] = "call.party_rung"

    leg_id: UUID
    service: str


@dataclass(frozen=True, kw_only=True)
class PartyJoined(OfCall):
    """Somebody came into the conversation."""

    key: ClassVar[str] = "call.party_joined"

    leg_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class PartyLeft(OfCall):
    """Somebody left it, was taken out, or did not answer."""

    key: ClassVar[str] = "call.party_left"

    leg_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class PartySet(OfCall):
    """One party was muted, put on hold or brought back; without a leg it is the caller."""

    key: ClassVar[str] = "call.party_set"

    leg_id: UUID | None
    what: str
    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class SupervisorListens(OfCall):
    """A supervisor listens, whispers to the counsellor or talks along from now on."""

    key: ClassVar[str] = "call.supervisor_listens"

    leg_id: UUID
    staff_id: UUID
    mode: str


@dataclass(frozen=True, kw_only=True)
class SupervisorLeft(OfCall):
    """A supervisor listens no longer."""

    key: ClassVar[str] = "call.supervisor_left"

    leg_id: UUID
    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class HelpAsked(OfCall):
    """The counsellor asks a supervisor for help."""

    key: ClassVar[str] = "call.help_asked"

    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class HelpEnded(OfCall):
    """The request was answered by a supervisor, or withdrawn."""

    key: ClassVar[str] = "call.help_ended"

    staff_id: UUID
    outcome: str
