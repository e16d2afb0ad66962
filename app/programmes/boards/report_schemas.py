"""The report of committees by district, as types; it reads no table."""

from typing import Literal

from pydantic import Field

from app.core.schemas import Moment, Shape, Words


class Figures(Shape):
    """What was met on, decided, done; null: no committee is known."""

    committees: int | None
    meetings_held: int | None
    meetings_adjourned: int | None
    meetings_called_off: int | None
    minutes_missing: int | None
    decided: int | None
    done: int | None
    done_late: int | None
    open: int | None
    late: int | None
    dropped: int | None


class DistrictFigures(Figures):
    """The same of a district; without one, of the national bodies."""

    district: str | None
    name: Words | None


class CountryFigures(Figures):
    """The sums of what is known."""

    districts_unknown: int = Field(description="districts of which no committee is known")


class CommitteeReport(Shape):
    """What committees did in a period."""

    first: str
    last: str
    body: Literal["welfare_board", "network", "exchange"] | None
    as_of: Moment
    districts: list[DistrictFigures]
    country: CountryFigures
