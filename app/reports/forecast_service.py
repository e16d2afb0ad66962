"""The load forecast of the next days: history of calls and the events log put before the rule."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.volume import calls_by_hour, first_call, located_calls
from app.core import clock
from app.geo.lookup import gazetteer
from app.programmes.outreach.queries import raising_rows
from app.programmes.outreach.states import OutreachState
from app.reports.forecast import EFFECTS, WEEKS, Happening, Hour, forecast, usual
from app.reports.schemas import Said, said
from app.reports.staffing import HANDLE_SECONDS, SHARE, WITHIN_SECONDS, seats_needed

Row = dict[str, Any]
LOOKS_BACK: Final = timedelta(days=max(len(one.per_thousand) for one in EFFECTS.values()))


def _local(at: datetime) -> datetime:
    return at.astimezone(clock.DHAKA).replace(tzinfo=None)


async def load_forecast(
    session: AsyncSession, starts_on: date, days: int, place: str | None
) -> Row:
    """Hour by hour from a day on, for the country or a place, each with why; no child in it."""
    now = clock.now()
    begins = datetime.combine(starts_on, time.min, clock.DHAKA)
    places = None if place is None else [place, *gazetteer().inside(place)]
    since = await first_call(session)
    whole = now.replace(minute=0, second=0, microsecond=0)
    back = whole - timedelta(weeks=WEEKS)
    counted = await calls_by_hour(session, back, now, places)
    known = usual(counted, _local(since) if since else None, _local(now))
    events = await _events(session, begins, days, place)
    parts = await _parts(session, (back, now), places, events)
    happenings = [_happening(row, now, parts.get(_area(row), 1.0)) for row in events]
    hours = forecast(_local(begins), days * 24, known, happenings)
    names = {row["id"]: Said(**row["name"]) for row in events}
    return {
        "place": place,
        "since": since.isoformat() if since else None,
        "weeks": WEEKS,
        "hours": [_hour(one, names) for one in hours],
        "events": events,
        "assumed": _assumed(place),
    }


async def _events(
    session: AsyncSession, begins: datetime, days: int, place: str | None
) -> list[Row]:
    """What may raise the calls of these days: events there, around there and of the country."""
    near = None
    if place is not None:
        near = {place, *gazetteer().inside(place), *gazetteer().containers(place)}
    return await raising_rows(session, begins - LOOKS_BACK, begins + timedelta(days=days), near)


def _area(row: Row) -> str | None:
    return row["place"]["code"] if row["place"] else None


async def _parts(
    session: AsyncSession,
    span: tuple[datetime, datetime],
    places: Sequence[str] | None,
    events: Sequence[Row],
) -> dict[str | None, float | None]:
    """Of events of a wider area than is asked about, the part of here: by calls with a place.

    None where no call of that area has one, so that nobody knows.
    """
    wider = {_area(row) for row in events} - set(places or ())
    if places is None or not wider:
        return {}
    here = await located_calls(session, *span, places)
    found: dict[str | None, float | None] = {}
    for area in wider:
        around = None if area is None else [area, *gazetteer().inside(area)]
        in_all = await located_calls(session, *span, around)
        found[area] = here / in_all if in_all else None
    return found


def _people(row: Row, now: datetime) -> int | None:
    """Those reached; of an event that is not over, those expected. None: nobody has said.

    Of one that is over nobody may have said either whether it was held.
    """
    if row["state"] == OutreachState.HELD:
        return None if row["reached"] is None else int(row["reached"])
    over = datetime.fromisoformat(row["ends_at"]) <= now
    return None if over or row["expected"] is None else int(row["expected"])


def _happening(row: Row, now: datetime, part: float | None) -> Happening:
    people = _people(row, now)
    return Happening(
        id=row["id"],
        kind=row["kind"],
        begins=_local(datetime.fromisoformat(row["starts_at"])),
        last_day=_local(datetime.fromisoformat(row["ends_at"]) - timedelta(seconds=1)).date(),
        people=None if people is None or part is None else people * part,
        counted=row["reached"] is not None,
    )


def _hour(one: Hour, names: Mapping[str, Said]) -> Row:
    calls = one.calls
    return {
        "at": one.begins.replace(tzinfo=clock.DHAKA).isoformat(),
        "calls": round(calls, 1) if calls is not None else None,
        "usual": round(one.usual.calls, 1) if one.usual else None,
        "more": round(sum(raised.calls for raised in one.raised), 1),
        "seats": seats_needed(calls) if calls is not None else None,
        "why": [*_why_usual(one), *_why_more(one, names)],
    }


def _why_usual(one: Hour) -> list[Said]:
    if one.usual is None:
        return [said("forecast.nothing_known")]
    calls = round(one.usual.calls, 1)
    return [said("forecast.usual", calls=calls, weeks=one.usual.weeks)]


def _why_more(one: Hour, names: Mapping[str, Said]) -> list[Said]:
    told = []
    for raised in one.raised:
        key = "forecast.while" if raised.day == 0 else "forecast.after"
        calls = round(raised.calls, 1)
        told.append(said(key, calls=calls, event=names[raised.event], days=raised.day))
    return [*told, *(said("forecast.silent", event=names[id_]) for id_ in one.silent)]


def _assumed(place: str | None) -> list[Said]:
    """What is ours in it and no measurement, for whoever reads it."""
    percent, seconds = round(SHARE * 100), round(WITHIN_SECONDS)
    return [
        said("forecast.assumed_events"),
        *([said("forecast.assumed_part")] if place is not None else []),
        said(
            "forecast.assumed_seats",
            percent=percent,
            seconds=seconds,
            handle=round(HANDLE_SECONDS),
        ),
    ]
