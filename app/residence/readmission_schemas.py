"""What the route of a readmission takes, as a type; it reads no table."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.core.schemas import Body, Typed
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
