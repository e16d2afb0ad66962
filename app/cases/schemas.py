"""What the routes of incidents take and give, as types; it reads no table and opens no file."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from app.core.schemas import Body, Id, Moment, Reason, Shape, Typed, Words
from app.directory.schemas import Place

IncidentState = Literal["open", "closed", "linked"]
Urgency = Literal["P1", "P2", "P3"]
WithoutCall = Literal[
    "walk_in", "letter", "partner", "line_999", "line_109", "outreach", "institution"
]
Channel = Literal[
    "call",
    "sms",
    "walk_in",
    "letter",
    "partner",
    "line_999",
    "line_109",
    "outreach",
    "institution",
]
PlaceBasis = Literal["said", "confirmed", "guess"]
ContactSafety = Literal["unknown", "safe", "unsafe"]
AllowReason = Literal["caller_asked", "known_safe", "danger_greater", "other"]
ForbidReason = Literal["caller_asked_not", "somebody_listens", "not_the_childs_phone", "other"]
Found = Literal[
    "at_home_safe",
    "with_relative",
    "in_centre",
    "in_hospital",
    "with_police",
    "marriage_stopped",
    "no_danger",
    "other",
]
CloseReason = Literal[
    "resolved", "information_only", "prank", "wrong_number", "silent", "duplicate", "other"
]
FieldName = Literal[
    "safe_to_talk",
    "injured",
    "child_sex",
    "caller_relation",
    "consent",
    "where_detail",
    "with_whom",
    "child_name",
    "child_age",
    "caller_name",
    "suspect",
    "narrative",
    "call_note",
    "needs",
    "child_born",
]
FieldContent = str | list[str] | None
EverydayWords = list[str]
CodeText = Annotated[str, Field(max_length=80, pattern=r"^[!-~]+$")]
TicketText = Annotated[str, Field(max_length=60)]
"""A ticket as somebody says it, in either digit set."""


class SafeContact(Shape):
    """Whether the number may be called back or texted; when `until` has passed, it is unknown."""

    contact_safety: ContactSafety = Field(description="unknown counts as unsafe")
    contact_safe_until: Moment | None = Field(description="null unless it is safe")


class WhyAllowed(Body):
    """Why a supervisor answers for it that the number may be called, for 24 h."""

    reason: AllowReason


class WhyForbidden(Body):
    """Why the number must not be called."""

    reason: ForbidReason


class FieldValue(Body):
    """A field of the form as typed; `base_rev` is the rev the screen had."""

    value: Annotated[FieldContent, Typed] = Field(
        description="up to 4000 characters, or up to 30 words of 80; null empties the field"
    )
    base_rev: int | None = None


class WhereItIs(Body):
    """A place of the gazetteer and how it is known."""

    place: CodeText = Field(description="the place's code")
    basis: PlaceBasis = "said"


class WhatWasFound(Body):
    """How the child was found, by whoever says that it is safe."""

    found: Found


class WhatItIs(Body):
    """Codes from the category picker; they replace those set before."""

    categories: list[CodeText] = Field(max_length=100)


class HowUrgent(Body):
    """Acknowledged within 2 minutes, 10 minutes, 4 hours."""

    urgency: Urgency


class WhyClosed(Body):
    """Why the incident ends."""

    reason: CloseReason


ExclusionReason = Literal[
    "accused", "employs_accused", "complained_of", "close_to_accused", "child_refuses", "other"
]


class WhoIsMeant(Body):
    """A worker or a centre."""

    kind: Literal["worker", "centre"]
    id: UUID


NoteText = Annotated[str, Typed, Field(max_length=500)]


class WhoIsExcluded(Body):
    """Who must not be asked to go, and why."""

    responder: WhoIsMeant
    reason: ExclusionReason
    note: NoteText | None = None


class Excluded(Shape):
    """A worker or centre by name."""

    kind: Literal["worker", "centre"]
    id: Id
    name: Words


class ExclusionRow(Shape):
    """Somebody who must not be asked for this incident."""

    id: Id
    responder: Excluded
    reason: ExclusionReason | None = Field(description="null once what was said is erased")
    note: str | None
    excluded_at: Moment


class Exclusions(Shape):
    """Who must not be asked, the first excluded first."""

    items: list[ExclusionRow]


class LinkTo(Body):
    """The incident that is kept."""

    to: TicketText = Field(description="its id or number; an alias leads to the incident it names")


class Category(Shape):
    """One entry of the picker."""

    code: str
    label: Words
    list: Literal["risk", "target", "reason", "act"] = Field(
        description="reported risk, target group, reason of calling, section of the Children Act"
    )
    group: Words
    group_code: str
    urgency: Urgency = Field(description="when nothing else is known")
    terms: EverydayWords = Field(description="everyday words, for searching; never shown")


class Categories(Shape):
    """The whole list, in the order of the picker."""

    items: list[Category]


class Suggestion(Shape):
    """What the risk table suggests, with its reasons, the most urgent first."""

    urgency: Urgency
    reasons: list[Reason]


class LocatedPlace(Place):
    """The incident's place and how it is known."""

    basis: PlaceBasis


class IncidentClock(Shape):
    """The one clock, from the first ring to a safe child; each stops once."""

    rung_at: Moment
    answered_at: Moment | None
    located_at: Moment | None
    dispatched_at: Moment | None
    acknowledged_at: Moment | None
    reached_at: Moment | None
    safe_at: Moment | None
    ack_due_at: Moment | None = Field(description="until when somebody must have accepted")


class HoldRow(Shape):
    """Why the incident can't be closed; `ref` is the dispatch or call that holds it."""

    kind: str = Field(description="worker_out, live_call")
    ref: Id


class LinkedTo(Shape):
    """The incident a ticket is a report of."""

    id: Id
    number: str


class Report(Shape):
    """Another ticket that reported the same incident; its number is an alias."""

    id: Id
    number: str
    at: Moment = Field(description="when it was opened")
    channel: Channel


class Ticket(Shape):
    """What whoever wants to link a report may see of any ticket."""

    id: Id
    number: str
    state: IncidentState
    channel: Channel
    opened_at: Moment
    urgency: Urgency | None
    categories: list[str]
    place: Place | None
    asked_for: str = Field(description="the number looked for: an alias of `number`, or the same")


class CaseOfIncident(Shape):
    """A case the incident belongs to; opening it is a matter of its own."""

    id: Id
    number: str = Field(description="`C-26-000123`")


class IncidentRow(SafeContact):
    """One reported situation, which is one ticket."""

    id: Id
    number: str = Field(description="the ticket, `1098-26-000123`")
    state: IncidentState
    channel: Channel
    urgency: Urgency | None = Field(description="null until somebody or something says")
    urgency_source: Literal["suggested", "set"] | None = Field(
        description="`set`: a person has decided, nothing raises it any more"
    )
    suggestion: Suggestion | None
    place: LocatedPlace | None
    categories: list[str]
    clock: IncidentClock
    holds: list[HoldRow]
    opened_at: Moment
    closed_at: Moment | None
    close_reason: CloseReason | None
    linked_to: LinkedTo | None = Field(description="the incident that is worked on instead")
    reports: list[Report] = Field(description="tickets linked to this one, the first report first")
    cases: list[CaseOfIncident] = Field(description="by number")
    version: int = Field(description="counts the steps of the timeline, without a gap")


class Incidents(Shape):
    """Incidents, the newest first, 100 at most."""

    items: list[IncidentRow]


class SavedBy(Shape):
    """Who typed it."""

    id: Id
    name: Words


class IntakeRow(Shape):
    """One saved field of the form."""

    field: FieldName
    value: FieldContent
    rev: int = Field(description="counts the saves of this field")
    version: int = Field(description="the same as `rev`")
    saved_at: Moment
    saved_by: SavedBy


class SavedField(IntakeRow):
    """A field just saved."""

    overwrote: bool = Field(description="somebody else had saved it since `base_rev`")


class TimelineActor(Shape):
    """Who did it."""

    kind: str = Field(description="system, staff, worker, centre, caller")
    id: Id | None
    name: Words | None


class TimelineRow(Shape):
    """One step of an incident; it never changes."""

    seq: int = Field(description="counts from 1 without a gap")
    version: int = Field(description="the same as `seq`")
    at: Moment
    kind: str = Field(description="the event's name, such as `incident.located`")
    actor: TimelineActor
    facts: dict[str, Any] = Field(description="ids and codes; nothing personal")


class LinkedReport(Report):
    """What was told and done in a linked ticket; it never changes any more."""

    linked_at: Moment
    place: Place | None
    categories: list[str]
    intake: dict[str, IntakeRow] = Field(description="by field; what was never typed is absent")
    timeline: list[TimelineRow] = Field(description="oldest first")


class LinkedReports(Shape):
    """The reports linked to an incident, the first one first."""

    items: list[LinkedReport]
