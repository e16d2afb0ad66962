"""What the routes of a centre's rolls, register and standards take and give, as types."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.core.schemas import Body, Id, Moment, Shape, Typed, Words
from app.residence.care_schemas import AskedLonger, Day
from app.residence.care_states import ActionState, Ate, CameBy, Meal, WhyCorrected
from app.residence.states import Left, MoreReason


class MealSaid(Body):
    """How it was with one child."""

    stay: UUID
    ate: Ate


class MealRoll(Body):
    """How it was with several children at one meal."""

    day: date
    meal: Meal
    marks: list[MealSaid] = Field(min_length=1, max_length=500)
    why: WhyCorrected | None = Field(
        default=None, description="needed where something else is marked already"
    )


class NewImprovement(Body):
    """What a centre is to improve; words about no child."""

    what: Annotated[str, Field(min_length=1, max_length=400), Typed]
    owner: UUID
    due_on: date
    answer: UUID | None = Field(default=None, description="the checklist it comes from")


class HowImproved(Body):
    """What was done, or why not."""

    how: Annotated[str, Field(max_length=400), Typed] | None = None


class MealMarkRow(Shape):
    """What is marked for a child at a meal; `no` counts corrections from 1."""

    ate: Ate
    no: int
    why: WhyCorrected | None
    at: Moment
    by: Words


class RollChild(Shape):
    """A child who was here on that day, by its bed; null: nobody has said."""

    stay: Id
    house: Words | None
    label: str | None
    meals: dict[Meal, MealMarkRow | None]


class MealTotal(Shape):
    """What a meal adds up to; `unknown` are those nobody has marked."""

    meal: Meal
    begun: bool
    here: int
    ate: int
    did_not: int
    unknown: int


class MealsOfDay(Shape):
    """The roll of a day."""

    day: Day
    open: bool = Field(description="whether it may still be written")
    children: list[RollChild]
    totals: list[MealTotal]


class WaitingExtension(AskedLonger):
    """A request for a longer stay that waits for a supervisor; its words are in the file."""

    stay_id: Id
    number: str
    centre: Words
    asked_by: Words | None
    arrived_at: Moment
    ends_at: Moment


class WaitingExtensions(Shape):
    """Requests that wait, the first one first."""

    items: list[WaitingExtension]


class RegisterRow(Shape):
    """A resident, by ticket."""

    id: Id
    number: str
    came_by: CameBy
    over_reason: MoreReason | None
    arrived_at: Moment
    ends_at: Moment
    left_at: Moment | None
    left_reason: Left | None


class Register(Shape):
    """Who was resident between two days; seats and residents are those of now."""

    first: Day
    last: Day
    seats: int | None
    residents: int
    items: list[RegisterRow]


class ImprovementRow(Shape):
    """What a centre is to improve."""

    id: Id
    answer_id: Id | None
    what: str
    owner: Words | None
    due_on: Day
    state: ActionState
    level: int = Field(description="of centre, supervisors and district, how many were told late")
    added_at: Moment
    by: Words | None
    ended_at: Moment | None
    ended_by: Words | None
    how: str | None
    version: int


class CanImprove(Shape):
    """Somebody who can see to it."""

    id: Id
    name: Words


class Improvements(Shape):
    """What a centre is to improve, and who can see to it."""

    items: list[ImprovementRow]
    owners: list[CanImprove]
