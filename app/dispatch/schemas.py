"""What the routes of dispatch take and give, as types; it reads no table."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, ValidationInfo, field_validator

from app.cases.schemas import ContactSafety, Urgency
from app.core.schemas import Body, Id, Moment, Reason, Shape, Typed, Words
from app.directory.schemas import Place
from app.dispatch.visit_schemas import PositionRow, VisitRow
from app.residence.care_states import WhoIsIt
from app.residence.states import Condition

ResponderKind = Literal["worker", "centre"]
AskedKind = Literal["worker", "centre", "staff"]
Tier = Literal["worker", "backup", "officer", "district", "supervisor"]
DispatchState = Literal[
    "alerting", "accepted", "en_route", "reached", "done", "unanswered", "stood_down"
]
StepState = Literal["alerted", "accepted", "declined", "expired", "withdrawn", "handed_back"]
AlertState = Literal[
    "planned",
    "made",
    "sent",
    "delivered",
    "shown",
    "answered",
    "acknowledged",
    "failed",
    "skipped",
]
Channel = Literal["live", "push", "text", "voice", "email", "verbal"]
CoverLevel = Literal["ward", "union", "thana", "upazila", "district", "division", "none"]
DeclineReason = Literal["too_far", "not_safe", "ill", "busy", "conflict", "full", "other"]
HandBackReason = Literal[
    "too_far",
    "not_safe",
    "ill",
    "busy",
    "conflict",
    "full",
    "cannot_reach",
    "no_progress",
    "other",
]
Agency = Literal["police", "probation", "hospital", "legal_aid", "uno", "partner", "school"]
StandDownReason = Literal["not_needed", "reassigned", "mistake", "other"]
CallWish = Literal["caller", "counsellor"]
Outcome = Literal[
    "child_safe", "taken_to_centre", "not_found", "handed_to_police", "part_done", "other"
]


class Chosen(Body):
    """A worker or a centre."""

    kind: ResponderKind
    id: UUID


class WhoShouldGo(Body):
    """The one to ask first; without it the best of the list."""

    responder: Chosen | None = None
    unmet: UUID | None = Field(
        default=None,
        description="the request without anybody to ask that the screen shows: met meanwhile, "
        "nobody is asked twice",
    )


class WhyNot(Body):
    """Why one who was asked can't go."""

    reason: DeclineReason


class WhyBack(Body):
    """Why one who had accepted gives it back."""

    reason: HandBackReason


class HowItEnded(Body):
    """What became of the child."""

    outcome: Outcome
    centre_id: UUID | None = Field(
        default=None, description="the centre it was handed to, with `taken_to_centre` alone"
    )

    @field_validator("centre_id")
    @classmethod
    def _only_where_taken_to_a_centre(cls, value: UUID | None, info: ValidationInfo) -> UUID | None:
        if value is not None and info.data.get("outcome") != "taken_to_centre":
            raise ValueError("only with the outcome taken_to_centre")
        return value


class WhichBed(Body):
    """The bed a centre keeps; without it a fitting one."""

    bed: UUID | None = None


class AtTheDoor(Body):
    """How a child arrived in a centre; words about it are kept sealed."""

    bed: UUID | None = Field(default=None, description="another one than the one that was kept")
    who: WhoIsIt | None = Field(
        default=None,
        description="after child_stays_already only: the same child, or another one",
    )
    condition: Condition | None = None
    brought_by: Annotated[str, Field(max_length=200), Typed] | None = None
    items: Annotated[str, Field(max_length=1000), Typed] | None = Field(
        default=None, description="what the child has brought and the centre keeps"
    )


class WhyNobody(Body):
    """Why nobody need go."""

    reason: StandDownReason


class WhoToAsk(Shape):
    """The probation officer who answers for the place."""

    id: Id
    name: Words
    role: Words


class Way(Shape):
    """How a centre that may not take a child directly can come to take it."""

    code: Literal["court_order", "committee_decision", "ask_the_centre"]
    ask: WhoToAsk | None = Field(description="who takes it there; null: nobody we know of")


class ResponderRow(Shape):
    """Somebody who could be asked to go, or why not."""

    kind: ResponderKind
    id: Id
    name: Words
    role: Words = Field(description="the worker's post, or the kind of centre")
    gender: str | None = Field(description="a worker's own, or whom a centre takes in")
    on_duty: bool
    distance_km: float | None = Field(description="great circle, kilometres")
    distance_basis: str | None = Field(description="what the responder's point stands for")
    coverage: CoverLevel = Field(description="the area he or she answers for, around the place")
    open_tasks: int = Field(description="tasks in hand, or children present and expected")
    capacity: int | None = Field(description="how many of them at most; null: nobody has said")
    rank: int | None = Field(description="from 1; null in the shortfall and without a place")
    reasons: list[Reason]
    way: Way | None = Field(description="of a centre that is left out: how it can come to take it")


class WithoutCentre(Shape):
    """The district has no centre that takes a child directly."""

    district: Words
    division: Words | None
    served_by: list[Words] = Field(
        description="centres in whose catchment it lies; empty: nobody has said that any serves it"
    )


class Responders(Shape):
    """Everybody considered, once."""

    ranked: list[ResponderRow] = Field(description="who can be asked, best first")
    shortfall: list[ResponderRow] = Field(description="who can't, each with the reasons why")
    without_centre: WithoutCentre | None = Field(description="null: the district has one")


class ResponderName(Shape):
    """A worker, a centre or a supervisor by name."""

    kind: AskedKind
    id: Id
    name: Words


class AlertMoment(Shape):
    """One state of a message, and since when."""

    state: AlertState
    at: Moment
    error: str | None = Field(default=None, description="why it failed, as a code")


class AlertRow(Shape):
    """One message to one responder through one channel."""

    channel: Channel
    state: AlertState
    at: Moment
    due_at: Moment | None = Field(description="when it leaves, or is tried again; while it waits")
    tries: int = Field(description="so often the provider was out of reach")
    error: str | None = Field(description="the provider's code, or a word of ours")
    moments: list[AlertMoment] = Field(description="every state it was in, the first one first")


class ReminderRow(Shape):
    """What one who goes was reminded of, and what became of it channel by channel."""

    about: Literal["check_in", "progress"]
    made_at: Moment
    until: Moment = Field(description="then supervisors are told that nothing came")
    ended_at: Moment | None
    ending: Literal["done", "over", "late", "replaced"] | None = Field(
        description="done: what was waited for came; over: the task ended; late: nothing came"
    )
    unreached_at: Moment | None = Field(description="no channel got through: supervisors know")
    alerts: list[AlertRow]


class StepRow(Shape):
    """One responder asked, until a deadline."""

    no: int = Field(description="counts from 1")
    responder: ResponderName
    tier: Tier
    state: StepState
    alerted_at: Moment
    due_at: Moment = Field(description="when the next one is asked")
    answered_at: Moment | None
    decline_reason: HandBackReason | None = Field(description="also why it was handed back")
    handed_back_at: Moment | None = Field(description="when one who had accepted gave it back")
    late_at: Moment | None = Field(description="when he or she answered too late, and was told so")
    alerts: list[AlertRow]
    reminders: list[ReminderRow] = Field(description="the last one about each thing, if any")


class NextResponder(Shape):
    """Who is asked if nobody accepts in time."""

    name: Words
    tier: Tier


class Bed(Shape):
    """The bed a centre keeps for the child, or the child in it."""

    state: Literal["held", "arrived", "released"]
    until: Moment | None = Field(description="how long it is, or was to be, held")
    ran_out: bool = Field(description="released because nobody came in time")
    counted: bool = Field(description="false: nobody has said how many beds the centre has")
    house: Words | None = Field(description="null where beds have no names")
    label: str | None


class CheckInRow(Shape):
    """The signs of life of the worker who is out, as the call centre sees them."""

    due_at: Moment = Field(description="when the next one is due")
    every_seconds: int
    last_at: Moment | None = Field(description="when the last one was given")
    asked_at: Moment | None = Field(description="since when the call centre wants one")
    reminded_at: Moment | None = Field(description="due, and the worker was reminded")
    late_at: Moment | None = Field(description="reminded, and still none: an alarm")
    late_why: Literal["silent", "wrong_pins"] | None


class OwnCheckIn(Shape):
    """When the worker who is out is to give the next sign of life."""

    due_at: Moment
    every_seconds: int
    usual_seconds: int = Field(description="how often at the least; a worker may shorten it")
    late: bool = Field(description="supervisors were told that none came")


class DispatchRow(Shape):
    """The request that somebody goes."""

    id: Id
    incident_id: Id
    number: str = Field(description="the ticket")
    task_no: int = Field(description="a short number to say on the phone")
    agency: Agency | None = Field(description="whose part it is; null leads, and goes to the child")
    urgency: Urgency = Field(description="rises with the incident's; unknown counts as P1")
    state: DispatchState
    place: Place | None
    categories: list[str]
    requested_at: Moment
    requested_by: Words | None
    steps: list[StepRow] = Field(description="who was asked so far, in this order")
    due_at: Moment | None = Field(description="until when the present step may stay unanswered")
    next: NextResponder | None
    coming: list[NextResponder] = Field(description="all who come after, before the supervisors")
    accepted_by: ResponderName | None
    acknowledged_at: Moment | None
    en_route_at: Moment | None
    reached_at: Moment | None
    done_at: Moment | None
    outcome: Outcome | None
    bed: Bed | None = Field(description="of the centre that accepted")
    handed_to: ResponderName | None = Field(description="the centre the child was handed to")
    call_wanted: CallWish | None = Field(description="with whom the one who goes wants to speak")
    call_wanted_at: Moment | None
    call_wish_late_at: Moment | None = Field(description="nobody called in time: supervisors know")
    visit: VisitRow | None = Field(description="null: no report has come")
    position: PositionRow | None = Field(description="null: not shown, or the task is over")
    alarm_at: Moment | None = Field(description="since when nobody is left to ask")
    in_charge: Words | None = Field(description="the supervisor who takes care that somebody goes")
    in_charge_at: Moment | None
    reminded_at: Moment | None = Field(description="accepted, reminded that nothing happened since")
    stalled_at: Moment | None = Field(description="reminded, and still nothing happened: an alarm")
    check_in: CheckInRow | None = Field(description="null while none is waited for")
    version: int = Field(description="grows with every change")


class ChildToReach(Shape):
    """What one who goes is told of the child."""

    age: str | None = Field(description="as typed, mostly years in either digit set")
    sex: str | None = Field(description="girl, boy, other, unknown")
    name: str | None


class TaskDetails(Shape):
    """What a worker or centre learns only after accepting; an agency, only what its part needs."""

    number: str | None = Field(description="the ticket; null for an agency that need not know it")
    place: Place | None = Field(description="as near as it is known")
    where_detail: str | None
    categories: list[str]
    safe_to_talk: str | None = Field(description="yes, whisper, yes_no, no")
    injured: str | None = Field(description="no, yes, unknown")
    with_whom: str | None
    child: ChildToReach
    contact_safety: ContactSafety = Field(description="unknown counts as unsafe")
    counsellor: Words | None


class CentreName(Shape):
    """A centre that may take a child in."""

    id: Id
    name: Words


class TakenRow(Shape):
    """Who has accepted what somebody else was asked for as well."""

    by: Words
    at: Moment


class TaskRow(Shape):
    """A dispatch as the one who was asked sees it."""

    dispatch_id: Id
    task_no: int = Field(description="a short number to say on the phone")
    agency: Agency | None = Field(description="as whom one is asked; null: to go to the child")
    goes: bool = Field(description="false: the part is done where one is, there is no way to go")
    urgency: Urgency
    state: DispatchState
    place: Place | None = Field(description="the thana or upazila, never nearer")
    distance_km: float | None = Field(description="great circle, kilometres")
    group: Words | None = Field(description="the group of the most urgent category")
    female_wanted: bool
    sent_at: Moment
    due_at: Moment | None = Field(
        description="until when to answer; null once accepted, or taken by somebody else"
    )
    taken: TakenRow | None = Field(
        description="somebody else has it: there is nothing to answer any more; only a centre is"
        " told so here, for a while"
    )
    details: TaskDetails | None
    bed: Bed | None = Field(description="kept by this centre; null for a worker")
    check_in: OwnCheckIn | None = Field(description="null while none is waited for")
    reminded_at: Moment | None = Field(description="reminded that something is waited for; or null")
    centres: list[CentreName] = Field(
        description="where a child may be handed to, nearest first; while one is out for this task"
    )
    call_wanted: CallWish | None = Field(description="with whom I have asked to speak")
    shows_position: bool = Field(description="whether I let the helpline know where I am")
    version: int = Field(description="grows with every change")


class Tasks(Shape):
    """The tasks of the worker or centre that asks, oldest first."""

    items: list[TaskRow]


class Watch(Shape):
    """Whether somebody watches the ladders."""

    watched: bool = Field(description="false: the auditor must be taken for dead")
    at: Moment | None = Field(description="its last round; null: there was none yet")
    looked: int = Field(description="open dispatches it looked at")
    stuck: int = Field(description="of these, the ones whose ladder stood still")
