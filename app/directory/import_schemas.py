"""What the routes of import and export take and give, as types."""

from typing import Annotated, Literal

from pydantic import Field

from app.core.schemas import Body, Shape, Words

TakesIn = Literal[
    "centres", "organisations", "workers", "posts", "coverage", "contacts", "holidays"
]
WritesOut = Literal["centres", "organisations", "workers", "posts", "coverage", "holidays"]


class TableToTakeIn(Body):
    """A CSV file as text; a dry run says what would come of it."""

    kind: TakesIn
    csv: Annotated[str, Field(max_length=200_000)]
    dry_run: bool = True


class ProblemRow(Shape):
    """What is wrong in one cell."""

    row: int = Field(description="as a spreadsheet counts: the heading is row 1")
    column: str = Field(description="empty: the row as a whole")
    code: str
    said: Words


class ImportReport(Shape):
    """What the file holds and whether it was taken in; with any problem nothing was."""

    kind: TakesIn
    rows: int
    new: int
    problems: list[ProblemRow]
    applied: bool
    columns: list[str] = Field(description="those that are known, in order")
