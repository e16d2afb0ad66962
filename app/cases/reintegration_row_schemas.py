"""What the routes and live rows of tracing and of a child's way home give, as types."""

from pydantic import Field

from app.cases.case_row_schemas import Day, Somebody
from app.cases.people_schemas import AdultReason
from app.cases.reintegration_schemas import (
    CareKind,
    ConditionAnswer,
    ExceptionState,
    GoingKind,
    HomeFollowUpState,
    HomeFound,
    HowFollowedUp,
    ReintegrationState,
    TracingResult,
    TracingWay,
    WhyAtRisk,
    WhyMoved,
)
from app.core.schemas import Id, Moment, Shape, Words
from app.directory.schemas import Place


class TracingRow(Shape):
    """An attempt to find the family."""

    id: Id
    episode: int
    way: TracingWay
    result: TracingResult
    place: Place | None
    person_id: Id | None
    accused: bool = Field(description="the person is accused; found, a supervisor said why")
    at: Moment
    who: str | None
    words: str | None
    why_accused: str | None
    noted_at: Moment
    noted_by: Somebody


class HomeConditionRow(Shape):
    """A condition of a reintegration, as it was answered last."""

    condition: str
    name: Words
    answer: ConditionAnswer = Field(description="unknown until somebody has said, which is not yes")
    holds: bool = Field(description="answered by yes; the hand-over asks the child's record, too")
    let_pass: bool = Field(description="it does not hold, and a supervisor has allowed that")
    words: str | None
    document: Id | None
    answered_at: Moment | None
    answered_by: Somebody | None


class HomeExceptionRow(Shape):
    """That somebody asked to let a condition pass, and the answer."""

    id: Id
    condition: str
    state: ExceptionState
    why: str | None
    comment: str | None
    asked_at: Moment
    asked_by: Somebody
    decided_at: Moment | None
    decided_by: Somebody | None


class FollowUpMoveRow(Shape):
    """That a follow-up was put on another day."""

    from_on: Day
    to_on: Day
    reason: WhyMoved
    words: str | None
    moved_at: Moment
    moved_by: Somebody


class HomeFollowUpRow(Shape):
    """A follow-up of the schedule."""

    id: Id
    no: int
    planned_on: Day
    state: HomeFollowUpState
    ended_at: Moment | None
    moves: list[FollowUpMoveRow]


class HomeVisitRow(Shape):
    """What was found of the child."""

    id: Id
    follow_up: Id | None
    how: HowFollowedUp
    found: HomeFound
    at: Moment
    child_seen: bool
    child_asked: bool
    words: str | None
    child_view: str | None
    why_not_asked: str | None
    noted_at: Moment
    noted_by: Somebody


class ReintegrationRow(Shape):
    """A child's way home, with all that was said of it."""

    id: Id
    episode: int
    state: ReintegrationState
    kind: GoingKind
    care: CareKind | None
    checklist: int = Field(description="the version of the conditions")
    revision: int = Field(description="raised when it leads elsewhere: conditions begin anew")
    planned_on: Day
    person_id: Id | None
    place: Place | None
    adult_reason: AdultReason | None
    words: str | None
    planned_at: Moment
    planned_by: Somebody
    conditions: list[HomeConditionRow]
    missing: list[str] = Field(description="what keeps the child from going, while it is planned")
    exceptions: list[HomeExceptionRow]
    handed_over_at: Moment | None
    handed_by: Somebody | None
    hand_over_words: str | None
    paper: Id | None
    memo: str | None
    follow_ups: list[HomeFollowUpRow]
    visits: list[HomeVisitRow]
    ended_at: Moment | None
    ended_by: Somebody | None
    reason: str | None
    end_words: str | None


class ReintegrationReturnRow(Shape):
    """New risk after a reintegration, and the episode that began by it."""

    id: Id
    reintegration_id: Id
    own: bool = Field(description="the reintegration is of this case")
    case_number: str = Field(description="in which it goes on")
    episode: int
    reason: WhyAtRisk
    words: str | None
    visit_id: Id | None
    reported_at: Moment
    reported_by: Somebody
    centre: Words | None = Field(description="which took the child in again")
    readmitted_at: Moment | None
    readmitted_by: Somebody | None


class HomeConditionTerm(Shape):
    """A condition as it is asked."""

    code: str
    name: Words
    kinds: list[GoingKind]


class HomeScheduleStep(Shape):
    """A follow-up so many days after the child went."""

    days: int
    name: Words


class HomeScheduleRow(Shape):
    """When children that go this way are followed up."""

    kind: GoingKind
    steps: list[HomeScheduleStep]
    proposed: bool = Field(description="ours, until somebody sets what the Department says")
    since: Moment | None
    set_by: Words | None


class ReintegrationTerms(Shape):
    """What must hold before a child goes, and when it is followed up."""

    checklist: int
    conditions: list[HomeConditionTerm]
    schedules: list[HomeScheduleRow]


class ReintegrationFigures(Shape):
    """How many children went home between two days; each child counts once in a number."""

    since: Day
    until: Day
    children: int = Field(description="that went, however often")
    times: int = Field(description="how often a child went; never a number of children")
    by_kind: dict[GoingKind, int] = Field(description="by the last way each of them went")
    settled: int = Field(description="of these children: all follow-ups done, found safe")
    at_risk: int = Field(description="of these children: new risk after they went")
    readmitted: int = Field(description="of these children: taken in by a centre again")
