"""What the routes of boards take and give, as types; it reads no table."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.cases.board_told import BodyKind as Kind
from app.cases.schemas import CodeText
from app.core.schemas import Body, Id, Moment, Shape, Typed, Words
from app.directory.schemas import Place
from app.programmes.boards.states import (
    DecisionState,
    ItemKind,
    Level,
    MeetingState,
    Presence,
    SeatRole,
)

Name = Annotated[str, Field(min_length=1, max_length=160), Typed]
Text = Annotated[str, Field(min_length=1, max_length=900), Typed]
Number = Annotated[str, Field(min_length=1, max_length=40), Typed]
Venue = Annotated[str, Field(min_length=1, max_length=200), Typed]


class NewCommittee(Body):
    """A board, network committee or exchange meeting, and for which area."""

    body: Kind
    level: Level
    place: CodeText | None = Field(default=None, description="null for a national one")
    name_bn: Name
    name_en: Name
    quorum: int | None = Field(default=None, ge=1, le=99, description="null: nobody has said")
    usual_seats: bool = Field(default=False, description="those that its source names")
    seats_since: date | None = Field(default=None, description="their first day; null: today")


class CommitteeChange(Body):
    """What is different; what is not sent stays as it was."""

    name_bn: Name = Field(default="-")
    name_en: Name = Field(default="-")
    quorum: int | None = Field(default=None, ge=1, le=99, description="null: nobody has said")


class NewSeat(Body):
    """A seat for whoever holds a post, or one that is known by its title alone."""

    role: SeatRole
    post: UUID | None = None
    organisation: CodeText | None = Field(default=None, description="whose seat it is, by code")
    title_bn: Name | None = None
    title_en: Name | None = None
    since: date | None = Field(default=None, description="null: today")
    until: date | None = Field(default=None, description="the last day of the term")


class SeatTerm(Body):
    """The last day of a seat's term, and its first."""

    until: date | None = Field(description="null: no end is known")
    since: date | None = Field(default=None, description="null: as it was said to begin")


class NewMeeting(Body):
    """When and where a committee meets."""

    planned_at: AwareDatetime
    venue: Venue | None = None


class SeatSeen(Body):
    """Whether a seat was taken."""

    seat: UUID
    how: Presence


class HowHeld(Body):
    """When it was held, and who was there; a seat that is not named is unknown."""

    held_at: AwareDatetime
    present: list[SeatSeen] = Field(max_length=200)


class WhyAdjourned(Body):
    """Why it is put off, and until when."""

    reason: str = Field(max_length=40)
    again_at: AwareDatetime
    present: list[SeatSeen] = Field(default_factory=list, max_length=200)


class WhyCalledOff(Body):
    """Why it is not held."""

    reason: str = Field(max_length=40)


class NewItem(Body):
    """What is laid before a meeting: a case by its number alone, a matter, or a decision."""

    case: Number | None = Field(default=None, description="the number of the case")
    question: str | None = Field(default=None, max_length=40, description="why, for a case")
    words: Text | None = None
    decision: UUID | None = Field(default=None, description="of which is asked what came of it")


class NewDecision(Body):
    """What was decided, who sees to it, by when."""

    words: Text
    due_on: date
    item: UUID | None = Field(default=None, description="the point of the agenda it is about")
    owner_seat: UUID | None = None
    owner_organisation: CodeText | None = Field(default=None, description="by code")


class HowDone(Body):
    """When it was done."""

    done_on: date
    words: Text | None = None


class WhyDropped(Body):
    """Why nobody sees to it any more."""

    reason: str = Field(max_length=40)
    words: Text | None = None


class MinutesNote(Body):
    """What else stands in the minutes."""

    words: Text | None = None


class NextMeeting(Shape):
    """The meeting that is planned next."""

    id: Id
    planned_at: Moment


class CommitteeRow(Shape):
    """One committee, counted."""

    id: Id
    body: Kind
    level: Level
    place: Place | None
    name: Words
    quorum: int | None = Field(description="null: nobody has said")
    seats: int = Field(description="whose term holds today")
    next_meeting: NextMeeting | None
    last_held_at: Moment | None
    open_decisions: int
    late_decisions: int
    ended: bool
    version: int


class Committees(Shape):
    """Committees, those with late decisions first."""

    items: list[CommitteeRow]
    more: bool = Field(description="there are more; ask with a place")


class SeatPost(Shape):
    """The post of the directory that a seat belongs to."""

    id: Id
    code: str


class SeatRow(Shape):
    """One seat and whoever holds its post now."""

    id: Id
    role: SeatRole
    title: Words
    post: SeatPost | None = Field(description="null: the directory does not know it")
    organisation: str | None
    holder: Words | None = Field(description="null: vacant, or not known")
    acting: bool
    since: str
    until: str | None
    in_term: bool
    ended: bool
    ended_at: Moment | None


class MeetingRow(Shape):
    """One meeting."""

    id: Id
    committee_id: Id
    no: int
    state: MeetingState
    planned_at: Moment
    held_at: Moment | None
    venue: str | None
    continues: Id | None = Field(description="the meeting that was adjourned to this one")
    reason: str | None
    needed: int | None = Field(description="for a quorum, when it was held; null: not known")
    there: int | None
    items: int
    decisions: int
    minuted_at: Moment | None


class ByWhom(Shape):
    """Somebody of the staff."""

    id: Id
    name: Words | None


class ToldPart(Shape):
    """One thing that the members are told of a case."""

    part: str
    name: Words
    value: Words


class ItemRow(Shape):
    """A point of an agenda. A case bears its `no` here and no other number."""

    id: Id
    no: int
    kind: ItemKind
    question: str | None
    told: dict[str, Any] | None = Field(description="all that the members get of a case, as codes")
    said: list[ToldPart] = Field(description="the same in words")
    words: str | None
    decision_id: Id | None
    decision_no: int | None
    laid_at: Moment
    laid_by: ByWhom


class DecisionOwner(Shape):
    """Who sees to a decision."""

    seat_id: Id | None
    organisation: str | None
    name: Words


class WhoseDecision(Words):
    """Whose it is."""

    id: Id


class DecisionRow(Shape):
    """What was decided."""

    id: Id
    committee: WhoseDecision
    meeting_id: Id
    item_no: int | None
    no: int
    words: str
    owner: DecisionOwner
    made_on: str
    due_on: str
    state: DecisionState
    told_level: int = Field(description="of reminder, owner, chair, national: how many were told")
    done_on: str | None
    was_late: bool | None = Field(description="null while it is not done")
    end_reason: str | None
    end_words: str | None


class OwedDecision(DecisionRow):
    """A decision, and whether whoever asks may say that it is done."""

    may_answer: bool = Field(description="false: it is late, and told to the chair or the country")


class Decisions(Shape):
    """Decisions, open ones first and of these the earliest due."""

    items: list[OwedDecision]


class LateDecision(Shape):
    """An open decision of which somebody has heard that it is late."""

    id: Id
    committee: WhoseDecision
    no: int
    due_on: str
    told_level: int


class SeatPresenceRow(Shape):
    """Whether a seat was taken at a meeting."""

    seat_id: Id
    role: SeatRole
    title: Words
    how: Presence


class MeetingFile(Shape):
    """A meeting with its agenda, who was there and what was decided."""

    meeting: MeetingRow
    committee: CommitteeRow
    items: list[ItemRow]
    present: list[SeatPresenceRow]
    decisions: list[DecisionRow]
    legal: list[str] = Field(description="the verbs that are possible now")


class LogRow(Shape):
    """One step of a committee's log."""

    seq: int
    at: Moment
    kind: str
    by: ByWhom | None
    facts: dict[str, Any]


class CasesThere(Shape):
    """Open cases of the area, counted."""

    open: int
    high: int
    unrated: int = Field(description="of unknown risk")
    late: int


class CommitteeFile(Shape):
    """A committee: seats, meetings, open decisions, its log, and the cases of its area counted."""

    committee: CommitteeRow
    cases: CasesThere | None = Field(description="null for a national one")
    seats: list[SeatRow]
    meetings: list[MeetingRow]
    decisions: list[DecisionRow]
    log: list[LogRow] = Field(description="latest first")


class LaidRow(Shape):
    """Where a case was laid, and what came of it."""

    meeting_id: Id
    committee: WhoseDecision
    body: Kind
    state: MeetingState
    planned_at: Moment
    held_at: Moment | None
    no: int
    question: str
    told: dict[str, Any]
    decisions: list[DecisionRow]


class LaidRows(Shape):
    """Where a case was laid, the latest first."""

    items: list[LaidRow]
