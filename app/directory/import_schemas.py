"""What the routes of import and export take and give, as types."""

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from app.core.schemas import Body, Shape, Words

TakesIn = Literal[
    "centres", "organisations", "workers", "posts", "coverage", "contacts", "holidays", "mahallas"
]
WritesOut = Literal[
    "centres", "organisations", "workers", "posts", "coverage", "holidays", "mahallas"
]


class TableToTakeIn(Body):
    """A CSV file as text; a dry run says what would come of it."""

    kind: TakesIn
    csv: Annotated[str, Field(max_length=200_000)]
    dry_run: bool = True

    @field_validator("kind", "dry_run")
    @classmethod
    def _can_be_kept(cls, value: Any) -> Any:
        """Unlike other texts a table may hold NUL: its report names the cell."""
        return value


class ProblemRow(Shape):
    """What is wrong in one cell."""

    row: int = Field(description="as a spreadsheet counts: the heading is row 1")
    column: str = Field(description="empty: the row as a whole")
    value: str = Field(description="the beginning of what stands there")
    code: str
    said: Words


class ImportReport(Shape):
    """What the file holds and whether it was taken in; with any problem nothing was."""

    kind: TakesIn
    rows: int
    new: int
    problems: list[ProblemRow] = Field(description="the first 200")
    bad: int = Field(description="how many problems there are in all")
    applied: bool
    columns: list[str] = Field(description="those that are known, in order")
