"""Tables of the gazetteer: places, from app/geo/data and never by hand; mahallas, by a table."""

from uuid import UUID, uuid4

from sqlalchemy import Column, ForeignKey, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import number, words


class PlaceRow(SQLModel, table=True):
    """A node of the gazetteer: division, district, upazila, thana, union, paurashava or ward."""

    __tablename__ = "place"

    code: str = Field(sa_column=words(primary_key=True))
    kind: str = Field(sa_column=words())
    parent: str | None = Field(
        default=None, sa_column=Column(Text, ForeignKey("place.code"), index=True)
    )
    name_en: str
    name_bn: str | None = None
    lat: float | None = None
    lon: float | None = None


class MahallaRow(SQLModel, table=True):
    """A name callers use for a part of a ward, and who gave it; one with an end is found no more.

    Days are as exact as the source has them: a year, a month or a day.
    """

    __tablename__ = "mahalla"
    __table_args__ = (UniqueConstraint("ward", "name_bn"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    ward: str = Field(sa_column=Column(Text, ForeignKey("place.code"), nullable=False))
    name_bn: str
    name_en: str | None = None
    source: str
    valid_from: str | None = None
    valid_to: str | None = None
    version: int = Field(default=0, sa_column=number())
