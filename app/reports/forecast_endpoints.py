"""HTTP of the load forecast, for supervisors."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AfterValidator, Field

from app.cases.schemas import CodeText
from app.core import clock
from app.core.db import SessionDep
from app.core.errors import InputIsInvalid
from app.core.schemas import Moment, Shape, in_years
from app.geo.lookup import gazetteer
from app.programmes.outreach.schemas import OutreachRow
from app.reports.forecast_service import load_forecast
from app.reports.schemas import Said
from app.staff.auth import SignedIn, allow

router = APIRouter(tags=["reports"])

Sees = Annotated[SignedIn, allow("forecast.see")]


class ForecastHour(Shape):
    """An hour to come; null: nothing is known of such hours."""

    at: Moment = Field(description="its beginning, with the offset of Dhaka")
    calls: float | None
    usual: float | None = Field(description="without the events")
    more: float = Field(description="by events")
    seats: int | None = Field(description="counsellors for the target; rather too many")
    why: list[Said]


class LoadForecast(Shape):
    """Calls that are to be expected, hour by hour, and why."""

    place: str | None
    since: Moment | None = Field(description="the first call that is known")
    weeks: int = Field(description="of history, at most")
    hours: list[ForecastHour]
    events: list[OutreachRow] = Field(description="what raises it, or may")
    assumed: list[Said] = Field(description="what is an assumption of ours in it")


@router.get("/load-forecast", response_model=LoadForecast)
async def see_forecast(
    session: SessionDep,
    _: Sees,
    starts_on: Annotated[date | None, AfterValidator(in_years), Query()] = None,
    days: Annotated[int, Query(ge=1, le=14)] = 7,
    place: Annotated[CodeText | None, Query()] = None,
) -> dict[str, Any]:
    """The calls of the next days, from today on where no day is said; of a place or the country."""
    if place is not None and gazetteer().get(place) is None:
        raise InputIsInvalid("There is no such place in the gazetteer.", field="place")
    today = clock.now().astimezone(clock.DHAKA).date()
    return await load_forecast(session, starts_on or today, days, place)
