"""What the routes of clock, weddings and papers take and give, as types; it reads no table."""

from datetime import date, datetime, time
from typing import Annotated, Literal
from uuid import UUID, uuid4

from pydantic import Field

from app.cases.schemas import CodeText, Urgency
from app.core.schemas import Body, Id, Moment, Shape, Typed, Words
from app.directory.centre_schemas import Seat
from app.directory.schemas import Place

StopName = Literal["rung", "answered", "located", "dispatched", "acknowledged", "reached", "safe"]
TimedStop = Literal["answered", "located", "dispatched", "acknowledged", "reached", "safe"]
StopState = Literal["done", "running", "paused", "ahead", "skipped"]
WhySkipped = Literal["no_call", "passed_over", "closed"]
PauseReason = Literal[
    "child_moved_on",
    "waiting_for_police",
    "road_flooded",
    "wrong_place",
    "caller_asked_to_wait",
    "waiting_for_daylight",
    "curfew_or_strike",
]
StepKind = Literal["uno_told", "court_asked", "court_held", "undertaking_signed", "revisited"]
PaperKind = Literal["section_90", "letter", "hand_over"]
Post = Literal[
    "probation_officer",
    "child_affairs_police",
    "upazila_social_services",
    "city_social_services",
    "district_social_services",
    "uno",
    "centre_head",
    "receiver",
]
Short = Annotated[str, Typed, Field(max_length=200)]
Long = Annotated[str, Typed, Field(max_length=4000)]


class StopEntry(Shape):
    """The entry of the timeline that made a stop."""

    seq: int
    kind: str
    own: bool = Field(description="false: of a ticket that was linked to this incident")


class StopRow(Shape):
    """One stop of the clock; whether a running one is late, `due_at` and the present tell."""

    stop: StopName
    state: StopState
    at: Moment | None
    entry: StopEntry | None
    after_seconds: int | None = Field(description="since the ring")
    took_seconds: int | None = Field(description="since the stop before it in time")
    paused_seconds: int = Field(description="of those, in which the clock stood still")
    target_seconds: int | None = Field(description="after the ring; null for the ring itself")
    target_basis: Literal["default", "national", "place"] | None = Field(
        description="default is ours, to be reviewed by the Department"
    )
    target_place: str | None
    due_at: Moment | None = Field(description="null while the clock is paused")
    due_by: Literal["target", "wedding"] | None
    left_seconds: int | None = Field(description="what was left when the clock was paused")
    was_late: bool
    why: WhySkipped | None = Field(description="why it was skipped")


class PauseRow(Shape):
    """The clock stood still."""

    reason: PauseReason
    began_at: Moment
    began_by: Words | None
    ended_at: Moment | None
    ended_by: Words | None = Field(description="null also when it ended by itself")


class JourneyRow(Shape):
    """The one clock of an incident, worked out from its timeline."""

    incident_id: Id
    stops: list[StopRow] = Field(description="seven, ring to safe")
    pauses: list[PauseRow]
    version: int


class WhyClockPaused(Body):
    """What is waited for."""

    reason: PauseReason


class TargetRow(Shape):
    """What somebody set: how soon after the ring a stop should be done."""

    id: Id
    urgency: Urgency
    stop: TimedStop
    place: Place | None = Field(description="null: the whole country")
    seconds: int | None = Field(description="null: the wider word holds again")
    since: Moment
    set_by: Words | None
    in_force: bool
    version: int


class DefaultTarget(Shape):
    """What holds where nobody has set anything."""

    urgency: Urgency
    stop: TimedStop
    seconds: int


class Targets(Shape):
    """All that was ever set, the newest first, and the defaults, which are ours."""

    items: list[TargetRow]
    defaults: list[DefaultTarget]


class NewTarget(Body):
    """A target from now on."""

    urgency: Urgency
    stop: TimedStop
    place: CodeText | None = Field(default=None, description="null: the whole country")
    seconds: int | None = Field(ge=1, le=31622400, description="null takes it back")


class WhenMarried(Body):
    """The day of the wedding as told, in Dhaka; without a day nobody knows it."""

    day: date | None
    hour: time | None = None


class StepTaken(Body):
    """A step that somebody took against a wedding."""

    id: UUID = Field(
        default_factory=uuid4, description="the screen's own: sent once more, it is the same step"
    )
    kind: StepKind
    word: CodeText = Field(description="how it went; which words a step has, the error names")
    at: datetime | None = Field(default=None, description="null: now")
    note: Annotated[str, Typed, Field(max_length=2000)] | None = None


class HowItWent(Body):
    """Why nothing more is done against a wedding."""

    reason: Literal["married", "false_report"]


class ChecklistRow(Shape):
    """A step of practice and whether it is done."""

    step: StepKind
    state: Literal["done", "broken", "possible", "waits", "not_needed"]
    at: Moment | None


class MarriageStepRow(Shape):
    """A step that was taken, by whom, and the note."""

    id: Id
    step: StepKind
    word: str | None
    at: Moment
    by: Words | None
    recorded_at: Moment
    note: str | None


class MarriageRow(Shape):
    """A child's wedding that is to be stopped."""

    incident_id: Id
    on_at: Moment | None = Field(description="null: nobody knows")
    hour_known: bool = Field(description="false: `on_at` is the first minute of the day")
    said_at: Moment
    said_by: Words | None
    passed_at: Moment | None = Field(description="the day came and nothing had stopped it")
    stopped: bool = Field(description="an undertaking or a court's word stands")
    again_at: Moment | None = Field(
        description="known to be planned again since then: seen, or a day told after the stop"
    )
    visit_due_at: Moment | None
    visit_missed_at: Moment | None
    of_age_on: str | None = Field(description="when she is 18, at the latest")
    ended_at: Moment | None
    end_reason: Literal["turned_18", "married", "false_report", "linked"] | None
    checklist: list[ChecklistRow]
    steps: list[MarriageStepRow]
    version: int


class PaperWanted(Body):
    """What a paper is to say; which fields a kind needs, an error names."""

    id: UUID = Field(
        default_factory=uuid4, description="the screen's own: sent once more, it is the same paper"
    )
    kind: PaperKind
    replaces: UUID | None = Field(default=None, description="the paper that this one corrects")
    office: Short | None = None
    to: list[Post] = Field(default=[], max_length=8, description="besides those always told")
    subject: Short = ""
    text: Long = ""
    receiver_kind: Literal["", "parent", "guardian", "relative", "centre", "police", "hospital"] = (
        ""
    )
    receiver_name: Short = ""
    receiver_relation: Short = ""
    receiver_address: Short = ""
    escort_name: Short = ""
    escort_post: Short = ""
    no_escort_reason: (
        Literal["mother_takes_her", "no_woman_on_duty", "danger_to_wait", "hospital_staff_with_her"]
        | None
    ) = None
    travel_taka: int | None = None
    gd_number: Short = ""
    gd_thana: Short = ""
    gd_day: date | None = None
    handed_at: datetime | None = None


class HowGiven(Body):
    """To whom a paper goes, and how."""

    post: Post
    how: Literal["by_hand", "post", "email"]


class WhoConfirmed(Body):
    """Who confirmed that a paper has come."""

    post: Post


class CopyRow(Shape):
    """One who gets a paper."""

    no: int = Field(description="the order, from 1")
    post: Post
    given_at: Moment | None
    given_by: Words | None
    how: str | None
    acknowledged_at: Moment | None


class PaperRow(Shape):
    """A paper that was made; what it says stands only in the PDF."""

    id: Id
    kind: PaperKind
    memo: str
    memo_bn: str = Field(description="as it stands on the paper")
    version: int = Field(description="from 1; each correction is one more")
    replaces: Id | None
    replaced_by: Id | None
    made_at: Moment
    made_by: Words | None
    copies: list[CopyRow]


class LateStop(Shape):
    """A stop that is late."""

    stop: TimedStop
    due_at: Moment


class LateRow(Shape):
    """An incident on whose clock something is late."""

    incident_id: Id
    number: str
    urgency: Urgency | None
    place: Place | None
    late: list[LateStop] = Field(description="the first one that fell due first")
    paused: bool
    wedding_at: Moment | None
    visit_missed_at: Moment | None
    again_at: Moment | None = Field(description="found to be planned again after it was stopped")
    version: int


class WaitingStop(Shape):
    """A stop that is waited for in one incident."""

    near_at: Moment = Field(description="from then on little of its time is left")
    due_at: Moment


class StopToday(Shape):
    """One stop of the incidents of an area; what is done was in time or late for good."""

    stop: Literal["acknowledged", "reached", "safe"]
    in_time: int
    late: int
    paused: int = Field(description="the clock stands still")
    waiting: list[WaitingStop]


class AreaToday(Shape):
    """How the clocks of an upazila or city stand."""

    place: Seat | None = Field(description="null: where it is is not known")
    stops: list[StopToday]


class ClockToday(Shape):
    """Incidents that rang today in Dhaka, and older ones whose child is not safe yet."""

    day: str
    incidents: int
    more: bool = Field(description="there are more than are counted; the newest are")
    areas: list[AreaToday]
