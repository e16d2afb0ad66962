"""What the routes of lines of one's own take and give, as types; it reads no table."""

from typing import Literal

from pydantic import Field

from app.core.schemas import Body, Id, Shape

Kind = Literal["house", "browser", "desk"]


class LineWanted(Body):
    """By which telephone to be rung, from the next ring on."""

    kind: Kind = Field(description="house: as it is set for all")
    number: str | None = Field(
        default=None,
        max_length=40,
        description="of the desk telephone; without one, that given before",
    )


class LineRow(Shape):
    """By which telephone somebody is rung."""

    staff_id: Id
    kind: Kind
    number: str | None = Field(description="E.164, to the person alone; null to everybody else")
    has_number: bool = Field(description="a number of a desk telephone is kept")
    version: int = Field(description="grows with every change, 0 before the first")
