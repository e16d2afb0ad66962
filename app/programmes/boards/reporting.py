"""What committees met on, decided, did and did late, by district and in all; it only reads.

A district of which no committee is known has no figures: that nobody told us of one is not that
nothing was done there. One that was entered later is known from then on, and for the time of the
meetings that were entered afterwards. Figures are of what was decided within the period; what is
open and late is as of now.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import fetch
from app.geo.lookup import gazetteer
from app.programmes.boards.due import due_at

Row = dict[str, Any]
FIGURES: Final = (
    "committees",
    "meetings_held",
    "meetings_adjourned",
    "meetings_called_off",
    "minutes_missing",
    "decided",
    "done",
    "done_late",
    "open",
    "late",
    "dropped",
)
"""`minutes_missing`: held, and no minutes written yet; `done_late` is a part of `done`, `late` of
`open`; what was decided is done, open or dropped."""

REPORT_SQL: Final = """
WITH wanted AS (
    SELECT id, district FROM committee
    WHERE ($3::text IS NULL OR body = $3) AND (ended_at IS NULL OR ended_at >= $5)
        AND (founded_at < $6 OR EXISTS (SELECT FROM committee_meeting
            WHERE committee_id = committee.id AND coalesce(held_at, planned_at) >= $5
            AND coalesce(held_at, planned_at) < $6))
), met AS (
    SELECT committee_id, count(*) FILTER (WHERE held_at IS NOT NULL) AS meetings_held,
        count(*) FILTER (WHERE state = 'adjourned') AS meetings_adjourned,
        count(*) FILTER (WHERE state = 'called_off') AS meetings_called_off,
        count(*) FILTER (WHERE state = 'held') AS minutes_missing
    FROM committee_meeting WHERE coalesce(held_at, planned_at) >= $5
        AND coalesce(held_at, planned_at) < $6 GROUP BY committee_id
), decided AS (
    SELECT committee_id, count(*) AS decided, count(*) FILTER (WHERE state = 'done') AS done,
        count(*) FILTER (WHERE state = 'done' AND done_on > due_on) AS done_late,
        count(*) FILTER (WHERE state = 'open') AS open,
        count(*) FILTER (WHERE state = 'open' AND due_on < $4) AS late,
        count(*) FILTER (WHERE state = 'dropped') AS dropped
    FROM committee_decision WHERE made_on BETWEEN $1 AND $2 GROUP BY committee_id
)
SELECT district, count(*) AS committees, {sums}
FROM wanted LEFT JOIN met ON met.committee_id = wanted.id
LEFT JOIN decided ON decided.committee_id = wanted.id GROUP BY district
""".format(sums=", ".join(f"coalesce(sum({name}), 0)::int AS {name}" for name in FIGURES[1:]))


def by_district(counted: Mapping[str | None, Mapping[str, int]]) -> list[Row]:
    """A row for every district, null where no committee is known, and one for national ones.

    The national ones stand last, with `district` null.
    """
    known = sorted(
        (place for place in gazetteer() if place.kind == "district"), key=lambda one: one.name_en
    )
    rows = [
        {
            "district": place.code,
            "name": {"bn": place.name_bn or place.name_en, "en": place.name_en},
            **_figures(counted.get(place.code)),
        }
        for place in known
    ]
    if None in counted:
        rows.append({"district": None, "name": None, **_figures(counted[None])})
    return rows


def _figures(counted: Mapping[str, int] | None) -> Row:
    return {name: None if counted is None else counted[name] for name in FIGURES}


def in_all(rows: Iterable[Row]) -> Row:
    """The sums of what is known, and of how many districts nothing is."""
    listed = list(rows)
    known = [row for row in listed if row["committees"] is not None]
    sums = {name: sum(row[name] for row in known) if known else None for name in FIGURES}
    return {**sums, "districts_unknown": len(listed) - len(known)}


async def report(session: AsyncSession, first: date, last: date, *, body: str | None = None) -> Row:
    """The report of a period, both days included; of one kind of body, or of all."""
    begins, ends = due_at(first - timedelta(days=1)), due_at(last)
    today = clock.now().astimezone(clock.DHAKA).date()
    found = await fetch(session, REPORT_SQL, first, last, body, today, begins, ends)
    rows = by_district({row["district"]: row for row in found})
    return {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "body": body,
        "as_of": clock.now().isoformat(),
        "districts": rows,
        "country": in_all(rows),
    }
