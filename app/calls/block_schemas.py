"""Numbers that a supervisor blocks for a while, as JSON."""

from typing import Literal

from pydantic import Field

from app.core.schemas import Body, Id, Moment, Shape, Words

BlockReason = Literal["floods", "insults", "sexual", "threats"]

LiftReason = Literal["was_wrong", "no_longer_needed"]


class ToBlock(Body):
    """Why the number of this call is blocked, and for how long."""

    reason: BlockReason
    hours: int = Field(ge=1, le=30 * 24)


class WhyLifted(Body):
    """Why a block is lifted before its time; unsaid, it counts as having been wrong."""

    reason: LiftReason | None = None


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


class FalseFlags(Shape):
    """How many blocks, or marks, of a period have turned out wrong, and how that showed."""

    made: int
    wrong: int
    share: float | None = Field(description="wrong / made; null when none was made")
    wrong_by: dict[str, int] = Field(description="by the first of the four ways that holds")


class FlagsRow(Shape):
    """Wrong blocks and marks of a period; `definitions` says what each word means."""

    since: Moment
    until: Moment
    blocks: FalseFlags
    marks: FalseFlags
    definitions: dict[str, str]
