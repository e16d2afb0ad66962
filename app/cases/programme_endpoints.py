"""HTTP of programmes and their names: checks the permission, calls one verb."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from app.cases import programmes
from app.core import clock
from app.core.db import SessionDep
from app.core.errors import InputIsInvalid
from app.core.schemas import Body, Shape, Typed, Words, in_years
from app.staff.auth import SignedIn, allow

router = APIRouter(tags=["programmes"])

Reader = Annotated[SignedIn, allow("programmes.see")]
Renamer = Annotated[SignedIn, allow("programmes.rename")]
Row = dict[str, Any]


class NewName(Body):
    """What a programme is called from a day on, and who says so."""

    bn: Annotated[str, Typed, Field(min_length=1, max_length=300)]
    en: Annotated[str, Typed, Field(min_length=1, max_length=300)]
    since: str = Field(pattern=r"^(19|20|21)\d\d(-\d\d(-\d\d)?)?$", description="day, month, year")
    source: Annotated[str, Typed, Field(min_length=1, max_length=500)]


class NameRow(Shape):
    """A name; `since` as its source gives it, null where none does."""

    name: Words
    since: str | None
    source: str
    added_by: Words | None
    valid: bool = Field(description="on the day that was asked for")


class ProgrammeRow(Shape):
    """A programme, what it was called on a day, and all its names, the newest first."""

    code: str
    name: Words
    names: list[NameRow]


class Programmes(Shape):
    """All programmes."""

    items: list[ProgrammeRow]


@router.get("/programmes", response_model=Programmes)
async def see(session: SessionDep, _: Reader, on: date | None = None) -> Row:
    """The programmes by the names they had on a day; without one, today."""
    try:
        day = in_years(on) or clock.now().astimezone(clock.DHAKA).date()
    except ValueError as error:
        raise InputIsInvalid(f"On that day: {error}.", field="on") from None
    return {"items": await programmes.programme_rows(session, day)}


@router.post("/programmes/{code}/rename", response_model=Programmes)
async def rename(session: SessionDep, signed: Renamer, code: str, body: NewName) -> Row:
    """From a day on it is called so; reports of days before keep the old name."""
    await programmes.rename(
        session,
        code,
        bn=body.bn,
        en=body.en,
        since=body.since,
        source=body.source,
        by=signed.id,
    )
    return await see(session, signed)
