"""What the routes of the directory give, as types; it reads no table."""

from typing import Annotated, Literal

from pydantic import Field

from app.core.schemas import Body, Id, Moment, Shape, Words
from app.geo.nearest import Country

PlaceKind = Literal["division", "district", "upazila", "thana", "paurashava", "union", "ward"]


class Place(Shape):
    """A place of the gazetteer; its point is at town or area level, never an address."""

    code: str
    kind: PlaceKind
    name: Words
    path: Words = Field(description="what it lies in, nearest first")
    lat: float | None = Field(description="degrees, WGS 84")
    lon: float | None = Field(description="degrees, WGS 84")
    note: Words | None


class WardNumberRow(Shape):
    """A ward's number by one numbering; days are as exact as the source (a month may be all)."""

    scheme: str = Field(description="DSCC, DNCC, or DCC for Dhaka before it was divided")
    no: int
    valid_from: str | None = Field(description="year, month or day; null: not known")
    valid_to: str | None = Field(description="null: it holds, or the end is not known")
    was: list[str] = Field(description="numbers it had before, such as DCC 61")


class PlaceFound(Place):
    """A place that answers words or a point."""

    our_spelling: str | None = Field(
        description="in Bangla letters, by us, of a name known in Latin letters only; not official"
    )
    ward: WardNumberRow | None = Field(description="of wards whose numbering is known")


class PlaceMet(PlaceFound):
    """A place that answers words."""

    mahalla: Words | None = Field(
        description="the part of this ward whose name answers; null: the place's own name does"
    )


class Coordinate(Body):
    """A point of the map, in degrees (WGS 84)."""

    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class PlaceNear(PlaceFound):
    """A place near a point; which of them is meant, a person says."""

    km: float = Field(description="from the point to that of the place")


class PlacesNear(Shape):
    """What lies near a point, nearest first; nothing when it is outside of Bangladesh."""

    country: Country = Field(description="border: it can't be told on which side")
    items: list[PlaceNear]


class Places(Shape):
    """Places that answer a search, best first."""

    items: list[PlaceMet]


class UnreachableRow(Shape):
    """A worker on duty whom no text and no call can reach."""

    id: Id
    code: str
    name: Words
    post: Words = Field(description="what he or she is for")
    since: Moment | None = Field(description="on duty since")
    version: int
