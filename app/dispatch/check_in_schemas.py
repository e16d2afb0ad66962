"""What the routes of signs of life and of duress take and give, as types; it reads no table."""

from typing import Literal

from pydantic import Field

from app.cases.schemas import Urgency
from app.core.schemas import Body, Id, Moment, Shape, Words
from app.directory.schemas import Place
from app.dispatch.schemas import DispatchState

DuressOutcome = Literal["worker_safe", "handed_to_police", "mistake", "other"]


class HowDuressEnded(Body):
    """What became of a worker who called for help."""

    outcome: DuressOutcome


class Point(Shape):
    """Where a worker was known to be last."""

    lat: float
    lon: float
    basis: str | None = Field(description="fix: of the phone; else such as the office")
    at: Moment | None = Field(description="when the phone found it; null for the directory's point")


class DuressRow(Shape):
    """A worker's call for help that nobody else must see; gone when its end is told."""

    id: Id
    incident_id: Id
    number: str = Field(description="the ticket")
    dispatch_id: Id
    task_no: int
    urgency: Urgency
    state: DispatchState
    worker: Words
    place: Place | None = Field(description="of the task")
    point: Point | None = Field(description="where the worker was known to be; null: nowhere")
    said_at: Moment = Field(description="when it was said last, by the phone")
    raised_at: Moment
    times: int = Field(description="how often it was said")
    taken_by: Words | None = Field(description="the supervisor who sees to it")
    taken_at: Moment | None
    version: int = Field(description="grows with every change")


class Duresses(Shape):
    """The open ones, oldest first."""

    items: list[DuressRow]
