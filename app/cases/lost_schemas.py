"""What the routes of lost and found children take and give, as types; it reads no table."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.cases.people_schemas import Numbered, YesNo
from app.cases.same_child_schemas import LikenessReason
from app.core.schemas import Body, Id, Moment, Shape, Typed, Words

MissingKind = Literal["lost", "found"]
MatchWord = Literal["suggested", "confirmed", "refused", "reunited"]
Told = Annotated[str, Typed, Field(max_length=2000)]


class ToldAge(Body):
    """From and to how many years, and on which day somebody thought so."""

    from_years: int = Field(description="0 to 30")
    to_years: int | None = None
    on: date | None = None
    certainty: Literal["certain", "likely", "guess"] = "guess"


class ToldOfChild(Body):
    """What is told of a lost or found child; what nobody knows is null."""

    name: Annotated[str, Typed, Field(max_length=120)] | None = None
    sex: Literal["girl", "boy", "other"] | None = None
    age: ToldAge | None = None
    marks: Told | None = Field(default=None, description="marks of the body")
    clothes: Told | None = None
    languages: list[str] | None = Field(default=None, max_length=20)
    disabled: YesNo | None = None
    place: Annotated[str, Field(max_length=80)] | None = Field(
        default=None, description="where last seen, or found: a code of the gazetteer"
    )
    home_place: Annotated[str, Field(max_length=80)] | None = None
    day: date | None = Field(default=None, description="when last seen, or found")
    note: Told | None = None


class NewLostReport(Body):
    """A child is missed, or was found."""

    kind: MissingKind
    said: ToldOfChild
    child_id: UUID | None = None


class ChangedLostReport(Body):
    """What is told now, all of it; `rev` is what the screen had."""

    said: ToldOfChild
    rev: int


class WhyLostEnded(Body):
    """Why nobody looks by this report any more."""

    reason: Literal["came_back", "mistake", "other"]


class HowReunited(Body):
    """How it was known that the child belongs to those who take it home."""

    checked: Literal["family_and_child", "document", "police", "board", "other"]


class KeptAge(Shape):
    """An age as it was told."""

    from_years: int
    to_years: int
    on: str
    certainty: str


class SavedTold(Shape):
    """What was told of a lost or found child, each part there."""

    name: str | None
    sex: str | None
    age: KeptAge | None
    marks: str | None
    clothes: str | None
    languages: list[str] | None
    disabled: YesNo | None
    place: str | None
    place_name: Words | None
    home_place: str | None
    home_place_name: Words | None
    day: str | None
    note: str | None


class LostReportRow(Shape):
    """A report of a lost or found child."""

    id: Id
    incident: Numbered
    child_id: Id | None
    kind: MissingKind
    said: SavedTold | None = Field(description="null once what was said is erased")
    told_at: Moment
    rev: int
    ended_at: Moment | None
    end_reason: str | None


class LostReports(Shape):
    """What a ticket reports of lost or found children."""

    items: list[LostReportRow]


class LostMatchRow(Shape):
    """A lost and a found child that may be one; a person decides."""

    id: Id
    state: MatchWord
    score: float
    reasons: list[LikenessReason]
    lost: Numbered
    found: Numbered
    suggested_at: Moment
    decided_at: Moment | None
    checked: str | None
    version: int


class LostMatches(Shape):
    """Pairs, the best first, 100 at most."""

    items: list[LostMatchRow]


class LostMatchFile(Shape):
    """A pair with what both reports tell."""

    match: LostMatchRow
    lost: LostReportRow
    found: LostReportRow
