"""What the routes of cases take, as types; it reads no table and opens no file."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, field_validator

from app.cases.schemas import CodeText, PlaceBasis, TicketText, WithoutCall
from app.core.schemas import Body, Typed

CaseState = Literal["open", "closed"]
Risk = Literal["high", "medium", "low"]
Step = Literal["identification", "assessment", "plan", "implementation", "follow_up", "closure"]
Standing = Literal["todo", "doing", "waiting", "done"]
Due = Literal[
    "accept",
    "see_child",
    "assessment",
    "plan",
    "follow_up",
    "review",
    "referral",
    "going_home",
    "home_follow_up",
]
Sheet = Literal["assessment", "plan", "closure"]
ApprovalState = Literal["requested", "approved", "rejected", "overtaken"]
ActionState = Literal["open", "done", "dropped"]
Check = Literal["child_seen", "follow_up", "review"]
Kinship = Literal["sibling", "household", "same_event"]
WhyOpened = Literal["supervision", "stands_in", "danger", "complaint", "court", "audit", "other"]
WhyDeclined = Literal["busy", "too_far", "conflict", "not_trained", "other"]
Basis = Literal[
    "child_said",
    "seen_by_worker",
    "told_by_others",
    "medical",
    "police",
    "with_suspect",
    "alone",
    "incident_urgent",
    "reopened",
    "safer_now",
    "other",
]
Domain = Literal["safety", "health", "feelings", "family", "education", "law", "basic_needs"]
Concern = Literal["none", "some", "serious", "unknown"]
Text = Annotated[str, Typed, Field(max_length=4000)]
LongText = Annotated[str, Typed, Field(min_length=1, max_length=8000)]
ShortText = Annotated[str, Typed, Field(max_length=120)]
Revision = Annotated[int, Field(ge=0, le=100_000)]


class NewIncident(Body):
    """A situation that was reported without calling or texting us."""

    channel: WithoutCall
    place: CodeText | None = None
    basis: PlaceBasis = "said"


class NewCase(Body):
    """From an incident, or from what was reported otherwise, for which an incident is made."""

    incident: UUID | None = None
    channel: WithoutCall | None = Field(default=None, description="instead of an incident")
    place: CodeText | None = Field(default=None, description="with `channel` alone")
    another_child: bool = Field(
        default=False, description="for a sibling: the incident's child has a case already"
    )
    assign_to: UUID | None = Field(default=None, description="asked to take it on")
    supervisor: UUID | None = None
    team: ShortText | None = None
    risk: Risk | None = Field(default=None, description="unknown counts as high")
    basis: list[Basis] = Field(default=[], max_length=12)
    why: Text | None = None


class WhyOpen(Body):
    """Why a file is opened that is closed, or of another area. It counts for twelve hours."""

    reason: WhyOpened
    note: Text | None = None


class AnotherIncident(Body):
    """An incident about the same child, by id or number."""

    incident: TicketText


class NewKin(Body):
    """A case that belongs to this one."""

    to: UUID
    relation: Kinship


class WhereAndWho(Body):
    """What is left out stays as it is."""

    place: CodeText | None = None
    supervisor: UUID | None = None
    team: ShortText | None = None


class Rating(Body):
    """The risk, and what that rests on."""

    risk: Risk
    basis: list[Basis] = Field(min_length=1, max_length=12)
    why: Text | None = Field(default=None, description="needed to lower a high risk")


class AssignTo(Body):
    """Who is asked to take the case on."""

    to: UUID


class WhyNotTaken(Body):
    """Why somebody does not take a case on."""

    reason: WhyDeclined


class NewNote(Body):
    """A note; `corrects` names the one it puts right, which stays."""

    words: LongText
    corrects: UUID | None = None


class NewDocument(Body):
    """A file: JPEG, PNG or PDF, 5 MiB at most."""

    name: Annotated[str, Typed, Field(min_length=1, max_length=120)]
    data: Annotated[str, Field(max_length=7_000_000)] = Field(description="base64")


class NewCheck(Body):
    """What was looked at; `at` is now when it is left out."""

    kind: Check
    at: AwareDatetime | None = None
    words: LongText
    next_on: date | None = Field(default=None, description="the day agreed for the next follow-up")

    def when(self, now: datetime) -> datetime:
        """The moment it was."""
        return self.at or now


class Finding(Body):
    """What was found in one domain; unknown is an answer of its own."""

    domain: Domain
    concern: Concern
    words: Text | None = None


class Assessment(Body):
    """An assessment by domains, as a new revision after `base_revision`."""

    base_revision: Revision = Field(description="0 for the first")
    domains: list[Finding] = Field(max_length=20, description="each domain once")
    summary: Text | None = None
    child_view: Text | None = None

    @field_validator("domains")
    @classmethod
    def _each_once(cls, found: list[Finding]) -> list[Finding]:
        if len({one.domain for one in found}) < len(found):
            raise ValueError("a domain stands twice")
        return found


class PlannedAction(Body):
    """An action of a plan; `id` is that of the revision before, null for a new one."""

    id: UUID | None = None
    words: Annotated[str, Typed, Field(min_length=1, max_length=2000)]
    responsible: UUID | None = Field(default=None, description="staff")
    who: ShortText | None = Field(default=None, description="somebody else, in words")
    due_on: date


class Goal(Body):
    """A goal and its actions."""

    words: Annotated[str, Typed, Field(min_length=1, max_length=2000)]
    actions: list[PlannedAction] = Field(max_length=20)


class Plan(Body):
    """A case plan, as a new revision after `base_revision`."""

    base_revision: Revision = Field(description="0 for the first")
    summary: Text | None = None
    goals: list[Goal] = Field(max_length=20)


class WhichRevision(Body):
    """The revision that is meant: a newer one is never approved unseen."""

    revision: Revision


class Decision(WhichRevision):
    """A supervisor's answer; a rejection says why."""

    comment: Text | None = None


class HowActionEnded(Body):
    """An action is done, or dropped; words or a document show it."""

    how: Literal["done", "drop"]
    words: Text | None = None
    document: UUID | None = None


class Closing(Body):
    """Why the case is to be closed, and what the child itself says to that."""

    reason: CodeText
    child_asked: bool
    child_view: Text | None = Field(default=None, description="in the child's words")
    why_not_asked: Text | None = None
    words: Text | None = None


class WhyReopened(Body):
    """Why there is new work on a closed case."""

    reason: CodeText


class NewCaseTarget(Body):
    """How long something may take at a risk, from now on."""

    due: Due
    risk: Risk
    seconds: Annotated[int, Field(ge=60, le=31_622_400)]


class Areas(Body):
    """The places whose cases somebody oversees; they replace those of before."""

    places: list[CodeText] = Field(max_length=100)
