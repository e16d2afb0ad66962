"""What rows and bodies of every room are made of; it knows no room and checks no right.

Rows are written as dictionaries by the rooms' `queries`; the models beside them say what a row
holds. Ids and moments stay the strings that the queries made, so that a row leaves by REST as it
leaves by the live line.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, field_validator
from pydantic_core import to_json

Id = Annotated[str, WithJsonSchema({"type": "string", "format": "uuid"})]
"""A UUID as text."""

Moment = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
"""ISO 8601 in UTC, with the offset `+00:00`."""

Sent = Annotated[UUID | None, Field(description="the sender's; sent again, nothing more is made")]
"""An id that a client makes for what it may have to send again."""


def _untitled(schema: dict[str, Any]) -> None:
    """A title that only repeats the name of the field says nothing to anybody."""
    for field in schema.get("properties", {}).values():
        field.pop("title", None)


class Shape(BaseModel):
    """A row, or a part of one. Every key is always there; what nobody knows is null."""

    model_config = ConfigDict(json_schema_extra=_untitled)


def as_it_is(row: Mapping[str, Any]) -> Response:
    """A long row as the queries made it, as it also leaves by the live line.

    To hold it against its model first takes several times as long as to write it; a route that
    does without has a test that does it.
    """
    return Response(to_json(row), media_type="application/json")


YEARS: Final = range(1900, 2200)
"""Years a day or moment may lie in; beyond them clocks and Postgres can't count on or back."""


def in_years(value: Any) -> Any:
    """`value`; a day or moment outside of YEARS raises ValueError."""
    if isinstance(value, date) and value.year not in YEARS:
        raise ValueError(f"the year must lie in {YEARS.start} to {YEARS.stop - 1}")
    return value


class Body(BaseModel):
    """What a client sends; a field nobody knows is refused, and so is what Postgres can't keep."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_untitled)

    @field_validator("*")
    @classmethod
    def _can_be_kept(cls, value: Any) -> Any:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and "\x00" in one:
                raise ValueError("a text can't hold the character NUL")
        return in_years(value)


class Words(Shape):
    """One text in both languages."""

    bn: str
    en: str


class Reason(Shape):
    """Why, as a stable code and its facts; screens say it in their reader's words."""

    code: str
    params: dict[str, str | int | float] = Field(
        description="facts the words need: kilometres, counts, codes; nothing about a person"
    )


def well_formed(value: Any) -> Any:
    """`value`, in a text or list of texts halves of broken characters and NUL replaced by `?`.

    A text cut in the middle of an emoji must be saved, not refused: the form never forgets.
    """
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8").replace("\x00", "?")
    return [well_formed(item) for item in value] if isinstance(value, list) else value


Typed = BeforeValidator(well_formed)
"""Marks what people type in the course of a call."""
