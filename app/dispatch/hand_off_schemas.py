"""What the routes of a hand-off take and give, as types; it reads no table."""

from typing import get_args
from uuid import UUID

from pydantic import Field

from app.core.schemas import Body, Id, Reason, Shape, Words
from app.dispatch.schemas import Agency, DispatchRow


class PartWanted(Body):
    """An agency that is to have a part, and whom of it to ask first."""

    agency: Agency
    first: UUID | None = Field(
        default=None, description="one of the agency's holders; else as ranked"
    )


class HandOff(Body):
    """The agencies to which an incident is handed, all at once or none."""

    parts: list[PartWanted] = Field(min_length=1, max_length=len(get_args(Agency)))


class AgencyHolder(Shape):
    """Who holds a post of an agency at the place; a vacancy has no name."""

    id: Id | None
    name: Words | None
    backup: bool = Field(description="stands in for another one")
    acting: bool = Field(description="only looks after the post")
    why_not: Reason | None = Field(description="why he or she can't be asked; null: can be")


class AgencyRow(Shape):
    """An agency, the part it has in an incident, and who is or would be asked, in this order."""

    agency: Agency
    goes: bool = Field(description="false: does its part where it is")
    dispatch_id: Id | None = Field(description="its part that is not over; null: it has none")
    holders: list[AgencyHolder]


class Agencies(Shape):
    """Every agency, once."""

    items: list[AgencyRow]


class Parts(Shape):
    """The parts of the agencies that were named, in that order."""

    items: list[DispatchRow]
