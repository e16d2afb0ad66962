"""The row of an invitation in live channels, as a type."""

from typing import Literal

from pydantic import Field

from app.calls.party_schemas import InvitationKind, Owner
from app.calls.schemas import OfCaller
from app.cases.schemas import Urgency
from app.core.schemas import Id, Moment


class InvitationRow(OfCaller):
    """A call a colleague asks you to; while this row is there, its incident is yours to read."""

    id: Id
    call_id: Id
    incident_id: Id
    number: str = Field(description="the ticket")
    urgency: Urgency | None
    kind: InvitationKind = Field(description="warm and cold: to take it over; join: to talk along")
    state: Literal["asked", "accepted"]
    by: Owner
    asked_at: Moment
    due_at: Moment | None = Field(description="till when you have to answer; null once accepted")
    language: str = Field(description="of the caller, as an ISO 639-1 code")
    caller_number: str | None = Field(description="masked; null when withheld or erased")
    number_kind: str = Field(description="mobile, other, short, sip, withheld, unknown")
    version: int = Field(description="grows with every change")
