"""What the route of a readmission takes, as a type; it reads no table."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.core.schemas import Body, Id, Shape, Typed, Words
from app.residence.schemas import ConditionCode

Line = Annotated[str, Typed, Field(max_length=300)]


class Readmission(Body):
    """Where the child is, since when, and how it was at the door; the words are kept sealed."""

    centre: UUID
    bed: UUID | None = Field(default=None, description="a free one that fits, if left out")
    at: AwareDatetime | None = Field(default=None, description="now when it is left out")
    condition: ConditionCode | None = None
    brought_by: Line | None = None
    items: Line | None = None


class ReadmissionCentre(Shape):
    """A centre that operates, for whoever must name where a child was taken in."""

    id: Id
    name: Words
    takes: str | None = Field(description="boys, girls, both; null: nobody has said")
    free: int | None = Field(description="beds; null: nobody has said how many there are")


class ReadmissionCentres(Shape):
    """The centres in operation, by name."""

    items: list[ReadmissionCentre]
