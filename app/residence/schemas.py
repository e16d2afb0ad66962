"""What the routes of residence take and give, as types; it reads no table."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.schemas import Body, Id, Moment, Shape, Typed, Words
from app.residence.care_schemas import (
    AskedLonger,
    CameByCode,
    GraveRow,
    StayDueRow,
    TrackCode,
)
from app.residence.states import Left, MoreReason, Takes

OutCode = Literal["repair", "cleaning", "infection", "other"]
TakesCode = Literal["girls", "boys", "both"]
MoreCode = Literal[
    "no_other_place", "one_night", "siblings", "court_order", "disaster", "at_the_door"
]
ConditionCode = Literal["well", "tired", "frightened", "ill", "hurt"]
LeftCode = Literal[
    "family",
    "other_centre",
    "hospital",
    "court",
    "grown_up",
    "missing",
    "died",
    "mistake",
    "other",
]
"""Codes as rows carry them; the members of the enumerations in states.py."""

Name = Annotated[str, Field(min_length=1, max_length=80), Typed]
Label = Annotated[str, Field(min_length=1, max_length=12)]


class NewHouse(Body):
    """A house and its beds."""

    name_bn: Name
    name_en: Name
    takes: Takes
    age_from: int | None = Field(default=None, ge=0, le=25, description="years")
    age_to: int | None = Field(default=None, ge=0, le=25, description="years, included")
    beds: list[Label] = Field(
        min_length=1, max_length=200, description="a label for each bed, each once"
    )


class HouseChange(Body):
    """What is different of a house; what is not sent stays as it was."""

    name_bn: Name = Field(default="")
    name_en: Name = Field(default="")
    takes: Takes = Field(default=Takes.BOTH)
    age_from: int | None = Field(default=None, ge=0, le=25, description="years; null: no limit")
    age_to: int | None = Field(default=None, ge=0, le=25, description="years, included")


class MoreBeds(Body):
    """Beds that are put into a house."""

    beds: list[Label] = Field(min_length=1, max_length=200, description="a label each, each once")


class OtherLabel(Body):
    """What a bed is called."""

    label: Label


class WhyOut(Body):
    """Why nobody can sleep in a bed."""

    reason: OutCode


class OtherBed(Body):
    """The bed the child gets."""

    bed: UUID


class WhyLeft(Body):
    """How a stay ended."""

    reason: Left
    to: Annotated[str, Field(max_length=300), Typed] | None = Field(
        default=None, description="to whom or where; kept sealed"
    )


class NightTold(Body):
    """How many children sleep here, counted by a person."""

    children: int = Field(ge=0, le=2000)


class WhyMore(Body):
    """So many more children than seats, why and for how long."""

    extra: int = Field(ge=1, le=100)
    reason: MoreReason
    hours: int = Field(ge=1, le=336, description="two weeks at most")


class BedRow(Shape):
    """One bed of a house."""

    id: Id
    label: str
    state: Literal["free", "held", "taken", "out"]
    since: Moment | None = Field(description="of the stay, or of being out of use")
    until: Moment | None = Field(description="how long it is held")
    out_reason: OutCode | None
    stay_id: Id | None
    dispatch_id: Id | None = Field(description="for which it is held")


class HouseRow(Shape):
    """One house with its beds; ages in years, null is no limit."""

    id: Id
    name: Words
    takes: TakesCode
    age_from: int | None
    age_to: int | None
    beds: list[BedRow]


class More(Shape):
    """What a supervisor allows beyond the seats."""

    extra: int
    reason: MoreCode
    until: Moment
    by: Words


class Night(Shape):
    """The last count of sleeping children, and what we knew of at that time."""

    night: str = Field(description="the date of its evening in Dhaka")
    children: int = Field(description="as counted by a person")
    rows: int = Field(description="as written down here")
    counted_at: Moment
    by: Words


class BedBoardRow(Shape):
    """The beds of one centre."""

    id: Id = Field(description="of the centre")
    name: Words
    takes: str | None = Field(description="boys, girls, both; null: nobody has said")
    seats: int | None = Field(description="declared, and in use; null: nobody has said")
    extra: int = Field(description="what a supervisor allows beyond them")
    held: int = Field(description="children expected")
    stays: int = Field(description="children present")
    free: int | None
    over: int = Field(description="by how many they pass seats and extra: somebody must say why")
    without_bed: int = Field(description="children present who have no bed on this board")
    houses: list[HouseRow]
    more: More | None
    night: Night | None
    grave: list[GraveRow] = Field(description="incidents in care that no supervisor has seen yet")
    late: int = Field(description="what of its stays is late, and supervisors were told")
    asked: int = Field(description="longer stays that wait for a supervisor")
    version: int = Field(description="grows with every change of the board itself")


class StayRow(Shape):
    """A child who stays, as a bed board tells it: nothing of the child."""

    id: Id
    number: str = Field(description="the ticket")
    dispatch_id: Id | None = Field(description="by which it came; null: admitted at the desk")
    came_by: CameByCode
    bed_id: Id | None
    house: Words | None
    label: str | None
    over: bool = Field(description="at this arrival there were more children than seats")
    arrived_at: Moment
    ends_at: Moment = Field(description="six months, and what was approved beyond them")
    dues: list[StayDueRow] = Field(description="the first first")
    extension: AskedLonger | None = Field(description="a request that waits for a supervisor")
    tracks: list[TrackCode] = Field(description="what the child learns now")
    open_incidents: int = Field(description="in care, not followed up to their end")
    health_checked: bool
    version: int = Field(description="grows with every change")


class StayBoard(Shape):
    """A centre's bed board and the children who stay there."""

    board: BedBoardRow
    stays: list[StayRow]


class StayingChild(Shape):
    """What a centre is told of the child: as typed, or by its record."""

    age: str | None
    sex: str | None = Field(description="girl, boy, other, unknown")
    name: str | None


class StayDetails(Shape):
    """What a centre knows of a child who stays there; that somebody looked is recorded."""

    child: StayingChild
    injured: str | None = Field(description="no, yes, unknown; as it was told on the phone")
    condition: ConditionCode | None = Field(description="as seen at the door")
    brought_by: str | None
    items: str | None


class PastStay(Shape):
    """A stay as whoever works on the incident reads it, with what was written down of it."""

    id: Id
    centre: Words
    arrived_at: Moment
    condition: ConditionCode | None = Field(description="as seen at the door")
    brought_by: str | None
    items: str | None
    left_at: Moment | None
    left_reason: LeftCode | None
    left_to: str | None


class Stays(Shape):
    """The stays of an incident's child, oldest first."""

    items: list[PastStay]
