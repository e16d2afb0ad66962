"""What the routes of the directory give, as types; it reads no table."""

from typing import Literal

from pydantic import Field

from app.core.schemas import Id, Moment, Shape, Words

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


class PlaceFound(Place):
    """A place that answers a search."""

    our_spelling: str | None = Field(
        description="in Bangla letters, by us, of a name known in Latin letters only; not official"
    )


class Places(Shape):
    """Places that answer a search, best first."""

    items: list[PlaceFound]


class UnreachableRow(Shape):
    """A worker on duty whom no text and no call can reach."""

    id: Id
    code: str
    name: Words
    post: Words = Field(description="what he or she is for")
    since: Moment | None = Field(description="on duty since")
    version: int
