"""What the routes of suggestions and merges take and give, as types; it reads no table."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.cases.people_schemas import AgeSpan, ChildFieldName, FactRow, Numbered
from app.core.schemas import Body, Id, Moment, Shape

WhyMerged = Literal["child_says", "family_says", "worker_knows", "document", "other"]
WhyUndone = Literal["mistake", "two_children", "other"]
WhyTwo = Literal["other_family", "other_age", "both_known", "other"]
Choice = Literal["kept", "other"]


class LikenessReason(Shape):
    """What speaks for or against one child, and by how many points."""

    code: str
    points: float


class SameChildRow(Shape):
    """Two records that may be of one child; a person decides."""

    id: Id
    child_id: Id
    other_id: Id
    state: Literal["suggested", "confirmed", "refused"]
    score: float
    likely: bool
    reasons: list[LikenessReason] = Field(description="the weightiest first")
    suggested_at: Moment


class SameChildren(Shape):
    """What is suggested for one record, the likeliest first."""

    items: list[SameChildRow]


class OpenSuggestion(SameChildRow):
    """The same with the tickets of both records."""

    tickets: list[str | None]


class OpenSuggestions(Shape):
    """Pairs that wait for a person, the likeliest first, 100 at most."""

    items: list[OpenSuggestion]


class Side(Shape):
    """One of two records beside each other."""

    id: Id
    incidents: list[Numbered]
    facts: list[FactRow]
    age_years: AgeSpan | None
    adult: bool | None


class SideBySide(Shape):
    """Two records beside each other, and what a merge would ask for."""

    kept: Side
    other: Side
    conflicts: list[ChildFieldName] = Field(description="said differently: choose for each")
    filled: list[ChildFieldName] = Field(description="only the other record knows these")


class MergeWith(Body):
    """Which record becomes a part of this one, and whose word counts where they differ."""

    other_id: UUID
    choose: dict[ChildFieldName, Choice] = Field(default_factory=dict, max_length=40)
    why: WhyMerged


class WhyUndo(Body):
    """Why there are two records again."""

    why: WhyUndone


class WhyRefused(Body):
    """Why they are two children."""

    why: WhyTwo


class Unmerged(Shape):
    """The two records."""

    kept_id: Id
    other_id: Id
