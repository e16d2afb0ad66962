"""What the routes of services take and give, as types."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, field_validator

from app.core.schemas import Body, Id, Shape, Typed, Words
from app.directory.centre_schemas import Intake, Name, Years
from app.directory.states import CentreService, OrganisationKind

AreaCode = Annotated[str, Field(max_length=80), Typed]
Hours = Annotated[str, Field(max_length=500), Typed]
Seats = Annotated[int, Field(ge=0, le=100_000)]


class GivenPlace(Shape):
    """A place by its code, kind and name."""

    code: str
    kind: str | None
    name: Words


class WhoseRow(Shape):
    """An organisation."""

    id: Id
    code: str
    kind: OrganisationKind
    name: Words


class GivenAt(Shape):
    """The centre that gives a service."""

    id: Id
    name: Words


class ServiceRow(Shape):
    """A service that an organisation gives: whom it is for, where and when."""

    id: Id
    kind: CentreService
    name: Words
    organisation: WhoseRow
    centre: GivenAt | None
    places: list[GivenPlace] = Field(description="none: the whole country")
    gender: Literal["boys", "girls", "both", "unknown"]
    age_from: int | None = Field(description="years; null: no limit that we know of")
    age_to: int | None = Field(description="years, included")
    capacity: int | None = Field(description="children at one time; null: nobody has said")
    hours: str | None = Field(description="`always`, or `sat 09:00-17:00; …`; null: not known")
    open_now: bool | None
    ended: bool


class Services(Shape):
    """Services of the directory."""

    items: list[ServiceRow]
    more: bool = Field(description="there are more; ask for a place or a kind")


class ServiceLine(Shape):
    """One organisation, one service, and the areas where it is given."""

    organisation: WhoseRow
    service: CentreService
    areas: list[str]
    offers: list[Id]


class ServiceGap(Shape):
    """A service that is given in the district, and the areas where nobody gives it."""

    service: CentreService
    areas: list[str]


class WhoDoesWhat(Shape):
    """Organisations × services × upazilas of a district; it names no child and counts none."""

    district: GivenPlace | None = Field(description="null: no service has a place of its own")
    areas: list[GivenPlace]
    lines: list[ServiceLine]
    gaps: list[ServiceGap]


class ServiceChange(Body):
    """What is to be said of a service; what is left out stays, null is what nobody knows."""

    name_bn: Name | None = None
    name_en: Name | None = None
    centre: UUID | None = None
    places: list[AreaCode] = Field(default=[], max_length=100, description="none: the country")
    gender: Intake = "unknown"
    age_from: Years | None = None
    age_to: Years | None = None
    capacity: Seats | None = None
    hours: Hours | None = Field(
        default=None, description="`always`, or days with times: `sat-thu 09:00-17:00; fri …`"
    )

    @field_validator("name_bn", "name_en", mode="before")
    @classmethod
    def _must_be_said(cls, value: Any) -> Any:
        if value is None:
            raise ValueError("this can't be unknown")
        return value


class NewService(ServiceChange):
    """A service of an organisation."""

    organisation: Annotated[str, Field(max_length=40), Typed] = Field(
        description="an organisation's code"
    )
    kind: CentreService
    name_bn: Name
    name_en: Name
