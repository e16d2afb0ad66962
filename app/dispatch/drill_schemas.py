"""What the routes of drills give, as types; it reads no table."""

from typing import Literal

from pydantic import Field

from app.core.schemas import Id, Moment, Shape, Words
from app.dispatch.drill_models import DrillState


class DrillMessage(Shape):
    """One message of a drill and how far it is."""

    channel: Literal["push", "text", "voice", "email"]
    state: DrillState
    error: str | None
    at: Moment


class DrillRow(Shape):
    """A drill and what came of it by each channel."""

    id: Id
    started_at: Moment
    started_by: Words
    alerts: list[DrillMessage]


class Drills(Shape):
    """The last drills, the latest first."""

    items: list[DrillRow]


class LastDrill(Shape):
    """When somebody was last drilled, and whether anybody answered."""

    kind: Literal["worker", "centre"]
    id: Id
    code: str
    name: Words
    started_at: Moment | None = Field(description="null: never")
    confirmed: bool | None


class LastDrills(Shape):
    """Workers and operating centres, the latest drilled first, then those never drilled."""

    items: list[LastDrill]
    more: bool
