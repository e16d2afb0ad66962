"""What the routes of centres take and give, as types."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, field_validator

from app.core.schemas import Body, Id, Moment, Shape, Typed, Words
from app.directory.models import Admits
from app.directory.states import AddressChanged, CentreKind, CentreService, LookReason

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Typed]
Years = Annotated[int, Field(ge=0, le=25, description="years, included")]
Intake = Literal["boys", "girls", "both", "unknown"]


class Seat(Shape):
    """A place by its code and name."""

    code: str
    name: Words


class CentreRow(Shape):
    """A centre, without its address."""

    id: Id
    code: str
    name: Words
    kind: Words
    kind_code: CentreKind
    admits: Admits
    operating: bool
    intake_gender: str | None
    age_from: int | None = Field(description="years; null: no limit that we know of")
    age_to: int | None = Field(description="years, included")
    capacity: int | None = Field(description="null: nobody has said")
    services: list[CentreService]
    hours: str | None = Field(description="`always`, or `sat 09:00-17:00; …`; null: not known")
    organisation: Seat | None = Field(description="whose it is, by code and name")
    place: Seat | None
    reachable: bool
    address_known: bool = Field(description="it stands sealed; who may look asks for it")


class Centres(Shape):
    """All centres, operating ones first."""

    items: list[CentreRow]


class CentreChange(Body):
    """What is to be said of a centre; what is left out stays, null is what nobody knows."""

    name_bn: Name | None = None
    name_en: Name | None = None
    kind: CentreKind | None = None
    admits: Admits | None = None
    operating: bool | None = None
    intake_gender: Intake | None = None
    age_from: Years | None = None
    age_to: Years | None = None
    capacity: Annotated[int, Field(ge=0, le=100_000)] | None = None
    services: list[CentreService] | None = Field(default=None, max_length=len(CentreService))
    hours: Annotated[str, Field(max_length=500), Typed] | None = Field(
        default=None, description="`always`, or days with times: `sat-thu 09:00-17:00; fri …`"
    )
    organisation: Annotated[str, Field(max_length=40), Typed] | None = Field(
        default=None, description="an organisation's code"
    )
    place: Annotated[str, Field(max_length=80), Typed] | None = Field(
        default=None, description="a place's code of the gazetteer; distances count from its point"
    )

    @field_validator("name_bn", "name_en", "kind", "admits", "operating", mode="before")
    @classmethod
    def _must_be_said(cls, value: Any) -> Any:
        if value is None:
            raise ValueError("this can't be unknown")
        return value


class AddressWanted(Body):
    """The address to be sealed; null takes it away."""

    address: Annotated[str, Field(min_length=1, max_length=500), Typed] | None


class WhyLook(Body):
    """Why the address is needed."""

    reason: LookReason


class Address(Shape):
    """Where a centre is. Not to be passed on in a text, a push or a file."""

    address: str


class Look(Shape):
    """Who looked at an address and why, or what was done to it by whom; never which it was."""

    by: Words | None = Field(description="null: the command on the server")
    at: Moment
    reason: LookReason | None = Field(description="why somebody looked; null: it was changed")
    change: AddressChanged | None = Field(description="what was done to it; null: a look")


class Looks(Shape):
    """The last who looked at an address or changed it, the latest first."""

    items: list[Look]
