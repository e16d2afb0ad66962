"""What the routes of outreach take and give, as types; it reads no table."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from app.cases.schemas import CodeText
from app.core.schemas import Body, Id, Moment, Shape, Typed, Words
from app.directory.schemas import Place
from app.programmes.outreach.states import OutreachFor, OutreachKind, ReachedWho

Name = Annotated[str, Field(min_length=1, max_length=160), Typed]
People = Annotated[int, Field(ge=0, le=1_000_000_000)]
KindCode = Literal[
    "school_visit",
    "community_meeting",
    "rally",
    "film_show",
    "competition",
    "day_observed",
    "leaflets",
    "media_campaign",
    "recreation",
]
StateCode = Literal["planned", "held", "called_off"]
ForCode = Literal["children", "street_children", "parents", "teachers", "leaders", "everybody"]
WhoCode = Literal["girls", "boys", "children", "women", "men", "grown_ups"]
"""Codes as rows carry them; the members of the enumerations in states.py."""


class NewOutreach(Body):
    """What is held, where, when and for whom."""

    kind: OutreachKind
    name_bn: Name
    name_en: Name
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    audience: list[OutreachFor] = Field(min_length=1, max_length=len(OutreachFor))
    place: CodeText | None = Field(default=None, description="null: for the whole country")
    organisation: CodeText | None = Field(default=None, description="who holds it, by code")
    expected: People | None = Field(default=None, description="how many may come; null: not said")
    note: Annotated[str, Field(max_length=600), Typed] | None = None


class PeopleReached(Body):
    """How many of a kind were reached; null: some were, and nobody counted them."""

    who: ReachedWho
    people: People | None


class WhoWasReached(Body):
    """Whom it reached; a kind that is not named was not there: of none, nobody came."""

    reached: list[PeopleReached] = Field(max_length=len(ReachedWho))


class WhyNoOutreach(Body):
    """Why it is not held."""

    reason: str = Field(max_length=40)


class ReachedRow(Shape):
    """How many of a kind were reached; null is not known, never zero."""

    who: WhoCode
    people: int | None


class ComingOutreach(Shape):
    """An event as the board shows it."""

    id: Id
    kind: KindCode
    state: StateCode
    name: Words
    place: Place | None
    audience: list[ForCode]
    organisation: Words | None
    starts_at: Moment
    ends_at: Moment
    reason: str | None
    expected: int | None
    counts: list[ReachedRow]
    reached: int | None = Field(description="of those counted, 0: nobody came; null: not known")
    uncounted: list[WhoCode] = Field(description="who came as well, and was not counted")
    version: int


class OutreachRow(ComingOutreach):
    """An event with what was noted of it."""

    note: str | None


class LoggedOutreach(OutreachRow):
    """An event, and whether it is for whoever asks to say more of it."""

    keeps: bool = Field(description="whoever asks may say how it went, or call it off")


class Outreaches(Shape):
    """Events, the earliest first."""

    items: list[LoggedOutreach]
    more: bool = Field(description="there are earlier ones; ask for a shorter span")
