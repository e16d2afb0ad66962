"""What the routes and live channels of cases give, as types."""

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from app.cases.case_schemas import (
    ActionState,
    ApprovalState,
    CaseState,
    Check,
    Due,
    Kinship,
    Risk,
    Sheet,
    Standing,
    Step,
)
from app.cases.schemas import Channel
from app.core.schemas import Id, Moment, Shape, Words
from app.directory.schemas import Place

Day = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
"""A day as text, such as `2026-11-29`."""


class Somebody(Shape):
    """A member of the staff."""

    id: Id
    name: Words | None


class DueRow(Shape):
    """Something of a case is due."""

    id: Id
    due: Due
    base_at: Moment = Field(description="from when it counts")
    due_at: Moment
    told_level: int = Field(
        description="how many of worker, supervisor, district know that it is late"
    )


class CaseIncidentRow(Shape):
    """An incident a case belongs to, in short."""

    id: Id
    number: str
    channel: Channel
    opened_at: Moment


class KinRow(Shape):
    """A case that belongs to this one."""

    id: Id
    number: str
    relation: Kinship | Literal["same_child"]


class AssignmentRow(Shape):
    """Somebody is asked to take the case on."""

    id: Id
    to: Somebody
    asked_by: Somebody
    asked_at: Moment


class CaseRow(Shape):
    """One case, without a word that was written in it."""

    id: Id
    number: str = Field(description="`C-26-000123`")
    state: CaseState
    child_id: Id = Field(description="whose record it follows; it never changes, merged or not")
    episode: int = Field(description="1, and one more for each reopening")
    risk: Risk | None = Field(description="null: unknown, which counts as high")
    place: Place | None
    team: str | None
    owner: Somebody
    supervisor: Somebody | None
    late_level: int
    opened_at: Moment
    closed_at: Moment | None
    step: Step = Field(description="the first that is not done; computed, never set")
    steps: dict[Step, Standing]
    dues: list[DueRow] = Field(description="what is due first comes first")
    next_due: DueRow | None = Field(description="null for a closed case alone")
    incidents: list[CaseIncidentRow]
    kin: list[KinRow]
    assignment: AssignmentRow | None
    version: int = Field(description="counts the steps of the timeline, without a gap")


class Cases(Shape):
    """Cases, what is due first comes first, 200 at most."""

    items: list[CaseRow]


class SheetRow(Shape):
    """One revision of an assessment, a plan or a closure."""

    id: Id
    sheet: Sheet
    revision: int
    episode: int
    newest: bool
    said: dict[str, Any] | None = Field(description="as it was written; null once it is erased")
    written_at: Moment
    written_by: Somebody


class ApprovalRow(Shape):
    """A request for approval, and the answer."""

    id: Id
    sheet: Sheet
    revision: int
    episode: int
    state: ApprovalState
    requested_at: Moment
    requested_by: Somebody
    decided_at: Moment | None
    decided_by: Somebody | None
    comment: str | None


class ActionRow(Shape):
    """An action of an approved plan."""

    id: Id
    episode: int
    state: ActionState
    goal: str | None
    words: str | None
    who: str | None
    responsible: Somebody | None
    due_on: Day
    evidence: str | None
    document: Id | None
    ended_at: Moment | None
    ended_by: Somebody | None


class CheckRow(Shape):
    """That the child was seen, followed up, or the case reviewed."""

    id: Id
    episode: int
    kind: Check
    at: Moment
    next_on: Day | None
    words: str | None
    noted_at: Moment
    noted_by: Somebody


class NoteRow(Shape):
    """A note of a case."""

    id: Id
    words: str | None
    corrects: Id | None
    corrected_by: Id | None
    noted_at: Moment
    noted_by: Somebody


class DocumentRow(Shape):
    """A file of a case, without its bytes."""

    id: Id
    name: str | None
    kind: str
    size_bytes: int
    added_at: Moment
    added_by: Somebody


class RatingRow(Shape):
    """A word on the risk; by nobody: the system raised it."""

    id: Id
    episode: int
    risk: Risk
    step: Step
    basis: list[str]
    why: str | None
    rated_at: Moment
    rated_by: Somebody | None


class OpeningRow(Shape):
    """That somebody opened the case, or a document of it."""

    id: Id
    at: Moment
    by: Somebody
    reason: str
    note: str | None
    document: Id | None


class Openings(Shape):
    """Who opened the case, the newest first, 200 at most."""

    items: list[OpeningRow]


class ReasonRow(Shape):
    """A reason of a picker."""

    code: str
    name: Words


class CaseReasons(Shape):
    """Why a case is closed, and reopened."""

    close: list[ReasonRow]
    reopen: list[ReasonRow]


class CaseTargetRow(Shape):
    """How long something may take at a risk."""

    due: Due
    risk: Risk
    seconds: int
    proposed: bool = Field(description="ours, until somebody sets what the Department says")
    since: Moment | None
    set_by: Words | None


class CaseTargets(Shape):
    """What is in force for everything that can be due."""

    items: list[CaseTargetRow]


class OwnerRow(Shape):
    """Somebody who can own a case."""

    id: Id
    name: Words
    role: str
    supervises: bool
    open_cases: int


class Owners(Shape):
    """Everybody who can own a case."""

    items: list[OwnerRow]


class OverseenRow(Shape):
    """What somebody oversees."""

    staff_id: Id
    places: list[Place]
    whole_country: bool


class InitialsRow(Shape):
    """The initials of a child, of whoever was named."""

    case_id: Id
    initials: str = Field(description="`র. ব.`, three letters at most")


class Initials(Shape):
    """The children of one's own open cases; never a whole name."""

    items: list[InitialsRow]
