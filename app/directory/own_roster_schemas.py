"""What a worker's phone gets of the roster, as types; it reads no table."""

from pydantic import Field

from app.core.schemas import Id, Moment, Shape, Words
from app.directory.states import SwapState


class OwnSpell(Shape):
    """From then until then."""

    starts_at: Moment
    ends_at: Moment


class OwnSwap(Shape):
    """How the last request to swap a shift stands."""

    state: SwapState
    to_name: Words


class OwnShift(OwnSpell):
    """A shift of one's own that is not over."""

    id: Id
    swap: OwnSwap | None = Field(description="the last one asked for; null: none was")
    holiday: Words | None = Field(description="the public holiday for which it does not count")


class SwapAskedOfMe(OwnSpell):
    """A colleague's shift that one is asked to take."""

    id: Id = Field(description="of the swap")
    state: SwapState
    from_name: Words


class Colleague(Shape):
    """Somebody who answers in the same upazila or thana."""

    id: Id
    name: Words
    post: Words


class OwnRoster(Shape):
    """The next 28 days of whoever asks."""

    shifts: list[OwnShift]
    leaves: list[OwnSpell]
    asked: list[SwapAskedOfMe]
    colleagues: list[Colleague]
