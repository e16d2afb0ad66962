"""Numbers that a supervisor blocks for a while, as JSON."""

from typing import Literal

from pydantic import Field

from app.core.schemas import Body, Id, Moment, Shape, Words

BlockReason = Literal["floods", "insults", "sexual", "threats"]


class ToBlock(Body):
    """Why the number of this call is blocked, and for how long."""

    reason: BlockReason
    hours: int = Field(ge=1, le=30 * 24)


class BlockRow(Shape):
    """A number that is blocked now."""

    id: Id
    incident_id: Id
    number: str = Field(description="the ticket of the call it was blocked from")
    caller_number: str | None = Field(description="masked; null when erased")
    reason: BlockReason
    made_at: Moment
    made_by: Words
    until: Moment
    version: int = Field(description="grows with every change")


class Blocks(Shape):
    """Numbers that are blocked now, the one whose block ends first first."""

    items: list[BlockRow]
