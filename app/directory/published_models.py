"""The table of published totals: what was printed, of which date, in which document; never a sum.

A total is no row of a child and is read by nobody as one: it names no person, and stays as it was
printed even where another total contradicts it.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, ForeignKey, Index, Text, text
from sqlmodel import Field, SQLModel

from app.core.columns import choice, moment, one_of

STANDS = text("replaced_at IS NULL")


class Of(StrEnum):
    """Who is counted; UNKNOWN is a number of boys or of girls, and nobody knows of which."""

    ALL = "all"
    BOYS = "boys"
    GIRLS = "girls"
    UNKNOWN = "unknown"


class Reading(StrEnum):
    """Whether the number could be read in the document. What is only derived is never kept."""

    PRINTED = "printed"
    LOST = "lost"
    UNPLACED = "unplaced"
    """A number was printed, but in which of two cells is lost: the cells are empty, and the number
    stands in a row of `Of.UNKNOWN`."""


class Exactness(StrEnum):
    """How the document gives it: "about", "over", "almost"."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"


class Dated(StrEnum):
    """Where the date comes from: the document, our reading of it, the page's masthead, nowhere."""

    STATED = "stated"
    ABOUT = "about"
    PAGE = "page"
    UNDATED = "undated"


class PublishedTotal(SQLModel, table=True):
    """One printed total, or one cell of a printed table that was lost: then `value` is None.

    `as_of_written` and `period_written` are the dates as exact as the document has them (a year, a
    month or a day); the days beside them are the last and the first one that they may mean. `at` is
    the file and the place in it. `at_most` bounds what a lost number can have been. `parts` says
    along what the series may be added up (`sex`, `kind`), for rows of one date only.
    """

    __tablename__ = "published_total"
    __table_args__ = (
        one_of("sex", Of),
        one_of("reading", Reading),
        one_of("exactness", Exactness),
        one_of("dated", Dated),
        CheckConstraint("value >= 0", name="value"),
        CheckConstraint(
            "reading = 'unplaced' OR (value IS NULL) = (reading = 'lost')", name="lost"
        ),
        CheckConstraint("(as_of IS NULL) = (dated = 'undated')", name="dates"),
        CheckConstraint("period_from <= period_to", name="period"),
        Index(
            "uq_published_total_standing",
            *("history", "series", "kind", "sex", "site", "place"),
            *("as_of_written", "period_written", "source"),
            unique=True,
            postgresql_where=STANDS,
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    history: str
    no: int
    series: str
    subject: str
    name_en: str
    name_bn: str
    parts: str
    kind: str
    kind_en: str
    kind_bn: str
    sex: Of = Field(sa_column=choice(Of))
    site: str | None = Field(
        default=None, sa_column=Column(Text, ForeignKey("centre.code"), nullable=True)
    )
    place: str | None = Field(
        default=None, sa_column=Column(Text, ForeignKey("place.code"), nullable=True)
    )
    value: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    at_most: int | None = None
    unit: str
    reading: Reading = Field(sa_column=choice(Reading))
    exactness: Exactness = Field(sa_column=choice(Exactness))
    as_of: date | None = Field(default=None, sa_column=Column(Date, nullable=True))
    as_of_written: str | None = None
    dated: Dated = Field(sa_column=choice(Dated))
    period_from: date | None = Field(default=None, sa_column=Column(Date, nullable=True))
    period_to: date | None = Field(default=None, sa_column=Column(Date, nullable=True))
    period_written: str | None = None
    source: str
    source_en: str
    source_bn: str
    at: str
    note_en: str | None = None
    note_bn: str | None = None
    loaded_at: datetime = Field(sa_column=moment(nullable=False))
    replaced_at: datetime | None = Field(default=None, sa_column=moment())
