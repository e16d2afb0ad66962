"""What the routes of parties take and give, and their rows in live channels, as types."""

from typing import Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.core.schemas import Body, Id, Moment, Shape, Words

PartyState = Literal["waiting", "ringing", "answered", "joined", "left"]
PartyKind = Literal["caller", "counsellor", "colleague", "service", "supervisor"]
Mode = Literal["listen", "whisper", "barge"]
InvitationKind = Literal["warm", "cold", "join"]
DeclineReason = Literal["busy", "language", "skill", "personal", "technical"]


class Owner(Shape):
    """The one counsellor a call belongs to."""

    id: Id
    name: Words


class CallParty(Shape):
    """Somebody on the line; `id` stands in the addresses of the verbs."""

    id: str = Field(description="`caller`, or the id of the line")
    kind: PartyKind
    state: PartyState
    staff_id: Id | None
    name: Words | None = Field(description="null for the caller and for services")
    service: str | None = Field(description="the code of a service, as GET /reachable has it")
    owns: bool = Field(description="the call is this counsellor's")
    mode: Mode | None = Field(description="how a supervisor is on the line")
    muted_at: Moment | None = Field(description="since when nobody hears this party, if so")
    held_at: Moment | None = Field(description="since when this party is on hold, if so")
    since: Moment | None


class Asked(Shape):
    """A colleague who is asked to come to this call, or who came."""

    id: Id
    kind: InvitationKind
    state: Literal["asked", "accepted"]
    to: Owner
    party_id: Id | None = Field(description="the colleague's line, once it is rung")
    asked_at: Moment
    due_at: Moment | None = Field(description="till when the colleague has to answer")


class ToAdd(Body):
    """Whom to bring in: a colleague who is free, or a service by its code; one of the two."""

    staff_id: UUID | None = None
    service: str | None = Field(default=None, min_length=1, max_length=20, pattern=r"^[a-z0-9_]*$")

    @model_validator(mode="after")
    def one_of_both(self) -> Self:
        """Raises ValueError unless exactly one is named."""
        if (self.staff_id is None) == (self.service is None):
            raise ValueError("name either a colleague or a service")
        return self


class ToTransfer(Body):
    """To whom, and how: warm after a word among colleagues, cold as soon as the line has joined."""

    to: UUID
    kind: Literal["warm", "cold"]


class WhyDeclined(Body):
    """Why the colleague does not come."""

    reason: DeclineReason


class Colleague(Shape):
    """A counsellor who may be asked now."""

    id: Id
    name: Words
    languages: list[str]
    skills: list[str]


class Service(Shape):
    """A service that may be rung into a conversation."""

    code: str
    name: Words


class Reachable(Shape):
    """Who may be asked to a call now."""

    colleagues: list[Colleague] = Field(description="longest idle first")
    services: list[Service]


class HelpRow(Shape):
    """A counsellor asks for help; shown until a supervisor answers or it is withdrawn."""

    call_id: Id
    incident_id: Id
    number: str = Field(description="the ticket")
    urgency: Literal["P1", "P2", "P3"] | None
    by: Owner
    asked_at: Moment
    version: int = Field(description="grows with every change of the call")


class BriefSentence(Shape):
    """One sentence of a brief, to be read out as it stands."""

    code: str
    bn: str
    en: str


class Brief(Shape):
    """What is read out to a service that is rung into a call, in the order of reading."""

    call_id: Id
    number: str = Field(description="the ticket")
    sentences: list[BriefSentence]


class SoftphoneToken(Shape):
    """What the browser's telephone signs in with at the phone network."""

    token: str
    identity: str
    expires_at: Moment
