"""What the routes of tracing and of a child's way home take, as types; it reads no table."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.cases.case_schemas import LongText, ShortText, Text
from app.cases.people_schemas import AdultReason
from app.cases.schemas import CodeText
from app.core.schemas import Body, Sent

TracingWay = Literal[
    "visit",
    "phone",
    "with_child",
    "local_leader",
    "police",
    "records",
    "announcement",
    "other_centre",
    "other",
]
TracingResult = Literal["lead", "found", "refused", "not_found", "no_answer"]
GoingKind = Literal["family", "relatives", "alternative_care", "independent"]
CareKind = Literal["foster", "guardian", "community", "group_home", "institution"]
ReintegrationState = Literal["planned", "home", "settled", "at_risk", "ended", "called_off"]
ConditionAnswer = Literal["yes", "no", "unknown"]
ExceptionState = Literal["asked", "allowed", "refused", "lapsed"]
HomeFollowUpState = Literal["due", "done", "dropped"]
HowFollowedUp = Literal["visit", "call", "at_school", "at_office"]
HomeFound = Literal["safe", "concern", "risk", "not_met"]
WhyMoved = Literal["child_away", "family_away", "road_closed", "worker_away", "sooner", "other"]
WhyCalledOff = Literal[
    "child_declines",
    "family_declines",
    "not_safe",
    "other_plan",
    "child_missing",
    "new_risk",
    "other",
]
WhyGivenUp = Literal["moved_away", "out_of_reach", "turned_18", "other_office", "died", "other"]
WhyAtRisk = Literal[
    "violence",
    "neglect",
    "child_labour",
    "child_marriage",
    "trafficking",
    "family_broke_up",
    "turned_out",
    "ran_away",
    "other",
]


class NewTracing(Body):
    """An attempt to find the family; what is left out is unknown."""

    id: Sent = None
    way: TracingWay
    result: TracingResult
    at: AwareDatetime | None = Field(default=None, description="now when it is left out")
    place: CodeText | None = None
    person: UUID | None = Field(default=None, description="of the child's record, when found")
    who: ShortText | None = Field(default=None, description="who looked, if not the writer")
    words: Text | None = Field(default=None, description="needed for a lead and a refusal")
    why_accused: Text | None = Field(
        default=None, description="by a supervisor, when the person is accused"
    )


class GoingHome(Body):
    """Where the child shall go; who takes it and where may be unknown when it is planned."""

    kind: GoingKind
    care: CareKind | None = Field(default=None, description="for alternative care alone")
    planned_on: date
    person: UUID | None = Field(default=None, description="of the child's record")
    place: CodeText | None = None
    adult_reason: AdultReason | None = Field(
        default=None, description="needed when by its birth the child is an adult on that day"
    )
    words: Text | None = None


class NewReintegration(GoingHome):
    """The same, with the child that is meant: it must be the child of this case."""

    child: UUID


class NewConditionAnswer(Body):
    """Whether a condition holds; a yes has words or a document."""

    condition: CodeText
    answer: ConditionAnswer
    words: Text | None = None
    document: UUID | None = Field(default=None, description="a document of the case")


class NewHomeException(Body):
    """Why the child may go although this condition does not hold."""

    condition: CodeText
    why: Text


class HomeExceptionComment(Body):
    """What the supervisor says to it; a refusal says why."""

    comment: Text | None = None


class ChildHandOver(Body):
    """The child was handed over as planned."""

    at: AwareDatetime | None = Field(default=None, description="now when it is left out")
    handed_by: UUID | None = Field(default=None, description="staff; the writer when left out")
    stays: list[UUID] = Field(default=[], max_length=20, description="stays that end by it")
    none_of_them: bool = Field(
        default=False, description="after `stay_may_be_the_childs`: those are of other children"
    )
    paper: UUID | None = Field(default=None, description="the hand-over paper of a ticket")
    words: Text | None = None


class WhyHomeCalledOff(Body):
    """Why the child does not go."""

    reason: WhyCalledOff
    words: Text | None = Field(default=None, description="needed with `other`")


class WhyHomeGivenUp(Body):
    """Why the child can't be followed up any more."""

    reason: WhyGivenUp
    words: Text


class NewHomeVisit(Body):
    """What was found at a follow-up, with the child's own view or why it was not asked."""

    id: Sent = None
    follow_up: UUID | None = Field(
        default=None, description="of the schedule; one more when it is left out"
    )
    how: HowFollowedUp
    found: HomeFound = Field(description="`not_met`: the follow-up stays due")
    at: AwareDatetime | None = Field(default=None, description="now when it is left out")
    words: LongText
    child_seen: bool
    child_asked: bool
    child_view: Text | None = None
    why_not_asked: Text | None = None
    reason: WhyAtRisk | None = Field(default=None, description="which risk, with `risk` alone")


class OtherFollowUpDay(Body):
    """Another day for a follow-up, and why."""

    to: date
    reason: WhyMoved
    words: Text | None = Field(default=None, description="needed with `other`")


class NewRiskAtHome(Body):
    """New risk that was not found at a follow-up."""

    reason: WhyAtRisk
    words: Text


class NewHomeSchedule(Body):
    """After how many days a child that goes this way is followed up, from now on."""

    kind: GoingKind
    days: list[Annotated[int, Field(ge=1, le=1096)]] = Field(min_length=1, max_length=12)
