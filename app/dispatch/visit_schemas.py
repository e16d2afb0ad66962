"""What is told of a visit and shown of it, as types; it reads no table."""

from typing import Annotated, Literal

from pydantic import Field

from app.core.schemas import Body, Id, Moment, Shape, Typed, Words

MOST_PHOTOS = 5
MOST_PARTS = 5
LONGEST_PART = 64 * 1024
"""Of base64: 48 KiB of a photo. Five pieces are more than the 200 KiB a photo may have."""

Met = Literal["child", "parent", "relative", "neighbour", "police", "nobody"]
Safe = Literal["yes", "no", "unknown"]
Needed = Literal["medical", "shelter", "police", "food", "counselling", "legal"]


class VisitTold(Body):
    """What somebody found at a visit; words are kept sealed."""

    met: list[Met] = Field(max_length=6, description="who was met")
    safe: Safe = Field(description="whether the child is safe")
    needs: list[Needed] = Field(max_length=6, description="what is needed")
    words: Annotated[str, Field(max_length=2000), Typed] | None = None


class VisitPhotoRow(Shape):
    """A photo that has come; its picture has an address of its own."""

    id: Id
    no: int = Field(description="counts from 1")


class VisitReportRow(Shape):
    """What somebody found at a visit."""

    id: Id
    task_no: int
    by: Words
    at: Moment
    met: list[Met]
    safe: Safe | None = Field(description="null: what was said has been erased")
    needs: list[Needed]
    words: str | None
    photos: list[VisitPhotoRow] = Field(description="those that have come")
    photos_taken: int = Field(description="how many there are to come in all")


class VisitReports(Shape):
    """Every report of an incident, oldest first."""

    items: list[VisitReportRow]


class PositionRow(Shape):
    """Where the one who goes was last, as far as he or she lets us know."""

    since: Moment = Field(description="when it was switched on")
    at: Moment | None = Field(description="of the last point; null: none has come yet")
    distance_km: float | None = Field(description="great circle to the place; null: not known")
    accuracy_m: int | None = Field(description="how far off the point may be")


class VisitRow(Shape):
    """That there is a report of the visit; its words have an address of their own."""

    at: Moment = Field(description="of the last one")
    photos: int = Field(description="how many were taken")
    came: int = Field(description="how many of them have come")
    lapsed: int = Field(description="how many can't come any more: their pieces are deleted")
