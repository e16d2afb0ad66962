"""What the routes of workers, posts, contacts and rosters take and give, as types."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.core.schemas import Body, Id, Moment, Shape, Words
from app.directory.centre_schemas import Seat
from app.directory.states import (
    Channel,
    HoldingKind,
    LeaveReason,
    NoticeKind,
    NoticeState,
    PostKind,
    SwapState,
)

Rank = Literal["primary", "backup"]


class Area(Shape):
    """A place somebody answers for."""

    code: str
    name: Words
    rank: Rank


class HeldPost(Shape):
    """A post a worker holds, now or from a day to come."""

    id: Id
    post_id: Id
    post_kind: PostKind
    post: Words
    kind: HoldingKind
    starts_at: Moment
    ends_at: Moment | None


class WorkerRow(Shape):
    """A worker: what he or she holds, where, and whether on duty and reachable."""

    id: Id
    code: str
    name: Words
    called: Words = Field(description="what somebody is called who holds no post")
    holdings: list[HeldPost]
    areas: list[Area]
    on_duty: bool
    since: Moment | None = Field(description="when the duty was moved last")
    on_leave: bool
    reachable: bool = Field(description="a verified number for a text or a call is there")
    gender: str | None
    languages: list[str]


class Workers(Shape):
    """Workers, those on duty first."""

    items: list[WorkerRow]
    more: bool = Field(description="there are more; ask with a place or part of a name")


class LastNotice(Shape):
    """What was sent to a contact last."""

    kind: NoticeKind
    state: NoticeState
    at: Moment


class ContactRow(Shape):
    """One address, masked."""

    id: Id
    channel: Channel
    address: str = Field(description="masked: the last digits, or where the mail goes")
    turn: int = Field(description="which of several is tried first")
    verified_at: Moment | None
    verified_by_code: bool | None = Field(description="false: somebody vouched for it")
    code_until: Moment | None = Field(description="a code is waiting until then")
    last: LastNotice | None


class Spell(Shape):
    """Somebody's leave, or shift, from then until then."""

    id: Id
    worker_id: Id
    name: Words
    starts_at: Moment
    ends_at: Moment


class LeaveRow(Spell):
    """Somebody's leave."""

    reason: LeaveReason | None = Field(description="null: granted before anybody asked why")


class SwapRow(Shape):
    """A swap that is asked for."""

    id: Id
    state: SwapState
    to_worker: Id


class ShiftRow(Spell):
    """A planned shift."""

    on_holidays: bool
    swap: SwapRow | None


class HolidayRow(Shape):
    """A public holiday in Dhaka."""

    day: str
    name: Words


class Roster(Shape):
    """What is planned in a span of time."""

    shifts: list[ShiftRow]
    leaves: list[LeaveRow]
    holidays: list[HolidayRow]


class SwapToSettle(SwapRow):
    """A swap that waits for the other one, or for a supervisor."""

    shift_id: Id
    starts_at: Moment
    ends_at: Moment
    asked_at: Moment
    from_name: Words
    to_name: Words
    to_reachable: bool


class Swaps(Shape):
    """Swaps that wait, those for a supervisor first."""

    items: list[SwapToSettle]


class Answering(Shape):
    """Somebody who answers for an area in that week."""

    worker_id: Id
    code: str
    name: Words
    rank: Rank
    post: Words
    on_duty: bool = Field(description="now, whatever is planned")
    reachable: bool


class GapRow(Shape):
    """From then until then nobody is planned in an area: of the rank, or at all."""

    missing: Literal["anybody", "primary", "backup"]
    starts_at: Moment
    ends_at: Moment


class AreaRow(Shape):
    """An area somebody answers for, or a post that is vacant; `code` is null: no area."""

    code: str | None
    name: Words
    path: Words
    people: list[Answering]
    unnamed: list[Rank] = Field(description="ranks in which nobody answers for it at all")
    gaps: list[GapRow] = Field(description="from now on; earliest first")


class EndingQualification(Shape):
    """A course that somebody has passed counts not much longer."""

    worker_id: Id
    course: Words
    until: str = Field(description="the last day")


class RosterWeek(Roster):
    """A week by areas: who answers for each, what is planned, what is missing."""

    days: list[str] = Field(description="seven days in Dhaka")
    areas: list[AreaRow] = Field(description="those without anybody first")
    more: bool = Field(description="there are more areas; ask with a place")
    qualifications: list[EndingQualification] = Field(
        description="of these people, what ends within thirty days after the week"
    )


class WorkerFile(WorkerRow):
    """A worker with contacts and plan."""

    earlier: list[HeldPost] = Field(description="posts held before, the last one first")
    contacts: list[ContactRow]
    roster: Roster = Field(description="from today on, for four weeks")


class DutyAnswer(Shape):
    """Whether the duty changed, and which channels have no verified address."""

    changed: bool
    missing: list[Channel]


class Holder(Shape):
    """Who holds a post."""

    holding_id: Id
    worker_id: Id
    name: Words
    kind: HoldingKind
    starts_at: Moment
    ends_at: Moment | None
    on_duty: bool


class PostRow(Shape):
    """A post; without holders it is vacant."""

    id: Id
    code: str
    kind: PostKind
    name: Words
    seat: Seat
    holders: list[Holder]


class Posts(Shape):
    """All posts."""

    items: list[PostRow]


class DutyWanted(Body):
    """On or off; `confirm` where nobody can reach him or her."""

    on: bool
    confirm: bool = False


class NewContact(Body):
    """An address to be verified."""

    channel: Channel
    address: Annotated[str, Field(max_length=254)]
    turn: Annotated[int, Field(ge=1, le=9)] = 1


class TypedCode(Body):
    """The code that came by text."""

    code: Annotated[str, Field(min_length=1, max_length=20)]


class ShiftTimes(Body):
    """When somebody is to be on duty."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime
    on_holidays: bool = False


class NewShift(ShiftTimes):
    """A shift to plan; `confirm` where nobody can reach him or her."""

    confirm: bool = False


class NewLeave(Body):
    """When somebody is away, and why."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime
    reason: LeaveReason


class SwapConfirmed(Body):
    """`confirm` where nobody can reach the one who takes the shift."""

    confirm: bool = False


class SwapWanted(Body):
    """Who is asked to take the shift."""

    to_worker: UUID


class Appointment(Body):
    """Who takes up the post, and when."""

    worker_id: UUID
    starts_at: AwareDatetime
    ends_at: AwareDatetime | None = None
    kind: HoldingKind = HoldingKind.SUBSTANTIVE


class WhenRelieved(Body):
    """From when on the post is no longer held."""

    at: AwareDatetime


class WhereTransferred(Body):
    """Which post comes after this one, and when."""

    to_post: UUID
    at: AwareDatetime
