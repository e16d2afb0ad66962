"""What a field phone sends and is answered, as types; it reads no table."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.core.schemas import Body, Id, Moment, Shape
from app.dispatch.schemas import DeclineReason, DispatchState, Outcome, TaskRow

TEN_YEARS_MS = 10 * 366 * 86_400_000
MOST_AT_ONCE = 50

ResultCode = Literal["applied", "already", "refused"]


class _Made(Body):
    """What every command carries."""

    id: UUID = Field(description="made by the phone, once: a repeat is known by it")
    seq: int = Field(ge=0, lt=2**53, description="counts up on the phone; applied in this order")
    made_at: AwareDatetime = Field(description="when it was pressed, by the phone's clock")
    clock_offset_ms: int = Field(
        ge=-TEN_YEARS_MS,
        le=TEN_YEARS_MS,
        description="what the phone's clock lacks to the server's, as it last heard it",
    )


class Press(_Made):
    """A step of a task that needs no more words."""

    verb: Literal["shown", "accept", "depart", "arrive", "admit"]
    dispatch_id: UUID


class Decline(_Made):
    """I can't go."""

    verb: Literal["decline"]
    dispatch_id: UUID
    reason: DeclineReason


class Complete(_Made):
    """It is done, and how it ended."""

    verb: Literal["complete"]
    dispatch_id: UUID
    outcome: Outcome


FieldOrder = Annotated[Press | Decline | Complete, Field(discriminator="verb")]


class Commands(Body):
    """What waited on a phone, at most fifty at once."""

    commands: list[FieldOrder] = Field(min_length=1, max_length=MOST_AT_ONCE)


class Receipt(Shape):
    """What became of one command; asked again, the same."""

    id: Id
    result: ResultCode
    code: str | None = Field(description="why it was refused: an error code; else null")
    state: DispatchState | None = Field(description="of the task then, where it is one's own")
    at: Moment = Field(description="when it counts as made")
    doubtful: bool = Field(description="the phone's own time could not be right")


class Receipts(Shape):
    """One receipt for each command, in the order they were sent."""

    receipts: list[Receipt]
    tasks: list[TaskRow] = Field(description="the tasks concerned, as they are now")
