"""What the routes of staff take and give, as types; it reads no table."""

from typing import Literal

from pydantic import Field

from app.core.schemas import Body, Id, Moment, Shape, Words

RoleCode = Literal["counsellor", "supervisor", "centre", "worker", "administrator"]
AppName = Literal["console", "field"]
DutyState = Literal[
    "off", "available", "ringing", "on_call", "wrap_up", "paused", "no_answer", "link_lost"
]
PauseReason = Literal["tea", "meal", "prayer", "toilet", "training", "meeting", "debrief"]


class NameAndPassword(Body):
    """What a person signs in with."""

    name: str = Field(min_length=1, max_length=64, pattern=r"^[^\x00]+$")
    password: str = Field(min_length=1, max_length=256)


class WhyPaused(Body):
    """Why a counsellor is away."""

    reason: PauseReason


class Me(Shape):
    """The signed-in person, with every action he or she may do."""

    id: Id
    name: str = Field(description="the name he or she signs in with")
    display_name: Words
    role: RoleCode
    app: AppName = Field(description="whose cookie the session has")
    languages: list[str] = Field(description="spoken, as ISO 639-1 codes")
    permissions: list[str] = Field(description="actions of the permission table, sorted")
    worker_id: Id | None = Field(description="the worker he or she answers for")
    centre_id: Id | None = Field(description="the centre he or she answers for")


class DutyRow(Shape):
    """What a counsellor is doing now."""

    staff_id: Id
    name: Words
    state: DutyState
    since: Moment
    reason: PauseReason | None = Field(description="only while paused")
    version: int = Field(description="grows with every change")
