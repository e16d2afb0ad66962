"""The table of places; filled from app/geo/data by the loader, never by hand."""

from sqlalchemy import Column, ForeignKey, Text
from sqlmodel import Field, SQLModel

from app.core.columns import words


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
