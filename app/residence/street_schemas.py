"""What the routes of the street-child network take and give, as types; it reads no table."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, field_validator, model_validator

from app.cases.case_schemas import Basis, LongText, Risk
from app.core.schemas import Body, Id, Moment, Shape, Typed, Words
from app.directory.centre_schemas import Intake
from app.residence.schemas import MoreCode
from app.residence.states import MoreReason
from app.residence.street_rules import MOST_UNNAMED
from app.residence.street_states import SiteKind, WhyAsked, WhyCorrected, WhyNotTakenUp

SiteCode = Literal["drop_in_centre", "night_shelter", "child_friendly_space", "open_air_school"]
AskCode = Literal[
    "wants_home",
    "family_known",
    "in_danger",
    "ill",
    "needs_shelter",
    "needs_school",
    "other",
]
Sex = Literal["girl", "boy", "other"]
Name = Annotated[str, Field(min_length=1, max_length=200), Typed]
Nickname = Annotated[str, Field(min_length=1, max_length=120), Typed]
Unnamed = Annotated[int, Field(ge=0, le=MOST_UNNAMED)]
At = AwareDatetime | None
ROLL_DAY = "of the roll, in Dhaka; a night has the date of its evening and ends at noon"


class NewSite(Body):
    """One of the places that were only counted has a name; what is null nobody has told."""

    kind: SiteKind
    name_bn: Name
    name_en: Name
    capacity: Annotated[int, Field(ge=0, le=100_000)] | None = None
    intake_gender: Intake | None = None
    place: Annotated[str, Field(max_length=80), Typed] | None = Field(
        default=None, description="a place's code of the gazetteer; no address stands here"
    )
    organisation: Annotated[str, Field(max_length=40), Typed] | None = Field(
        default=None, description="an organisation's code"
    )

    @field_validator("name_bn", "name_en")
    @classmethod
    def _stripped(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("a name has letters")
        return value.strip()


class OfARoll(Body):
    """Which roll it is about."""

    day: date = Field(description=ROLL_DAY)


class OneSeen(OfARoll):
    """A child was here; what nobody knows of the times is null."""

    child_id: UUID
    came_at: At = None
    left_at: At = None
    moved: bool = Field(
        default=False,
        description="it came over from another night shelter at `came_at`: that visit ends then",
    )

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if self.moved and self.came_at is None:
            raise ValueError("say when the child came over: came_at")
        return self


class OneMet(OfARoll):
    """Somebody new is here."""

    child_id: UUID = Field(description="made where the child was met; its record has it")
    nickname: Nickname = Field(description="as it is called here; kept sealed")
    sex: Sex | None = Field(default=None, description="null: nobody knows")
    came_at: At = None
    left_at: At = None


class OneCorrected(OfARoll):
    """What was noted of a visit does not hold."""

    child_id: UUID
    reason: WhyCorrected
    seen: bool = Field(description="false: it was not here; true: at these times")
    came_at: At = None
    left_at: At = None

    @model_validator(mode="after")
    def _no_times_of_nothing(self) -> Self:
        if not self.seen and (self.came_at is not None or self.left_at is not None):
            raise ValueError("a child that was not here did not come or leave")
        return self


class ManyUnnamed(OfARoll):
    """So many children more were here whom nobody named."""

    unnamed: Unnamed
    of: UUID | None = Field(default=None, description="whose count is put right; null: one's own")
    reason: WhyCorrected | None = Field(
        default=None, description="needed for another person's count"
    )


class _WithId(Body):
    """What makes a repeat known."""

    id: UUID = Field(description="made by the screen, once")


class SeenHere(_WithId, OneSeen):
    """A child was here."""


class MetHere(_WithId, OneMet):
    """Somebody new is here."""


class CorrectedHere(_WithId, OneCorrected):
    """What was noted of a visit does not hold."""


class CountedHere(_WithId, ManyUnnamed):
    """So many more were here."""


class WhyOver(OfARoll):
    """Why so many children slept there that night."""

    reason: MoreReason


class AskForCase(Body):
    """The people of a site ask for a case of this child."""

    child_id: UUID
    why: WhyAsked


class TakenUp(Body):
    """What a case is opened with where the child has none; the open one is told otherwise."""

    assign_to: UUID | None = Field(default=None, description="who is asked to take it on")
    supervisor: UUID | None = None
    risk: Risk | None = None
    basis: list[Basis] = Field(default=[], max_length=11)
    why: LongText | None = None


class WhyNoCase(Body):
    """Why no case is opened now."""

    reason: WhyNotTakenUp


class CrowdRow(Shape):
    """Children of one site on one day. Who is named is known one by one."""

    day: str
    named: int
    least: int = Field(description="with those nobody named, so many at the least")
    most: int = Field(description="and so many at the most")


class NightRow(Shape):
    """A night of a shelter against its capacity."""

    day: str = Field(description="of its evening")
    least: int = Field(description="so many children at the least")
    capacity: int | None = Field(description="of that night; null: nobody had said")
    over: int | None = Field(description="by how many; null: the capacity is not known")
    reason: MoreCode | None
    unexplained: bool = Field(description="it is over, and nobody has said why")


class AskRow(Shape):
    """A site asks for a case, and nobody has answered."""

    id: Id
    child_id: Id
    why: AskCode
    asked_at: Moment


class SiteRow(Shape):
    """A site for street children, without a word of any child."""

    id: Id
    code: str
    name: Words
    kind: SiteCode
    sleeps: bool = Field(description="children spend the night here")
    takes: str | None = Field(description="boys, girls, both, unknown; null: nobody has said")
    capacity: int | None = Field(description="null: nobody has said")
    operating: bool
    last: CrowdRow | None = Field(description="the last day that was noted; null: none ever")
    nights: list[NightRow] = Field(description="over capacity without a reason, the last first")
    asks: list[AskRow] = Field(description="for cases, unanswered, the oldest first")
    version: int = Field(description="grows with every note")


class KindRow(Shape):
    """How many places of a kind there are said to be, and how many have a name."""

    kind: SiteCode
    counted: int = Field(description="by the founding document, which lists none of them")
    named: int
    unnamed: int


class StreetNetwork(Shape):
    """The places for street children."""

    kinds: list[KindRow]
    sites: list[SiteRow]


class ChildHere(Shape):
    """A child on a roll; that its name was shown is recorded."""

    child_id: Id
    name: str | None = Field(description="as it is called here; null: it was erased")
    here: bool = Field(description="on the day of this roll")
    came_at: Moment | None
    left_at: Moment | None
    last_day: str
    visits: int = Field(description="days of the last two weeks")
    asked: bool = Field(description="a case was asked for, and nobody has answered")
    alike: bool = Field(description="another one on this list is called the same")


class CountedBy(Shape):
    """Somebody of the staff."""

    id: Id
    name: Words | None


class CountRow(Shape):
    """Whose word it is that so many more were there; the last one of each counts."""

    of: CountedBy
    unnamed: int
    at: Moment


class RollRow(Shape):
    """A roll to be called: who came in the last two weeks, and who is here."""

    site: SiteRow
    day: str
    figures: CrowdRow
    children: list[ChildHere] = Field(description="who came last first")
    counts: list[CountRow]
    night: NightRow | None


class FiguresRow(Shape):
    """Children and visits of a period: two figures, each with what is sure and what may be."""

    named: int = Field(description="different children who are known one by one")
    children_least: int = Field(description="different children, at the least")
    children_most: int = Field(description="different children, at the most")
    named_visits: int = Field(description="visits of those who are known")
    visits_least: int
    visits_most: int


class FiguresOfKind(FiguresRow):
    """Figures of all sites of one kind; those of several kinds are never added up."""

    kind: SiteCode


class FiguresOfSite(FiguresRow):
    """Figures of one site."""

    site_id: Id
    kind: SiteCode


class PeriodFigures(Shape):
    """Figures of a period. A child at several sites is one child in each figure it is part of."""

    first: str
    last: str = Field(description="included")
    all: FiguresRow = Field(description="of all of them together: not the sum of the kinds")
    kinds: list[FiguresOfKind]
    sites: list[FiguresOfSite]


class SeenSite(Shape):
    """A site, to whoever opened a case."""

    id: Id
    kind: SiteCode
    name: Words


class SeenPlace(Shape):
    """A site at which the child of a case was seen."""

    site: SeenSite
    days: int
    first_day: str
    last_day: str


class SeenVisit(Shape):
    """One visit of the child."""

    site_id: Id
    day: str
    came_at: Moment | None
    left_at: Moment | None


class PlacesSeen(Shape):
    """Where the child of a case was seen; that it was looked at is recorded."""

    places: list[SeenPlace]
    visits: list[SeenVisit] = Field(description="the last ones first, two hundred at most")
