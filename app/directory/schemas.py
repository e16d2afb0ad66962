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


class Places(Shape):
    """Places that answer a search, best first."""

    items: list[Place]


class UnreachableRow(Shape):
    """A worker on duty whom no text and no call can reach."""

    id: Id
    code: str
    name: Words
    post: Words = Field(description="what he or she is for")
    since: Moment | None = Field(description="on duty since")
    version: int
