"""What is known of the number that calls: how often, what for earlier; it names no person.

History is told as it stood when the call arrived, so that it never changes afterwards: nothing need
be sent again when an earlier incident moves on, and an old screen equals a fresh one. Whether the
number may be called is told as it is now; every word on it is an event of its own.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import numbers  # noqa: F401 (cases asks it which numbers an incident has)
from app.calls.models import Call
from app.cases.queries import iso, outlines_at
from app.cases.safety import Contact, contact_safety
from app.core.db import fetch

Row = dict[str, Any]
EARLIER_SHOWN: Final = 5


@dataclass
class Caller:
    """One call's number: calls in 24 hours, 30 days and ever, this one included, and the last."""

    times: dict[str, int] = field(default_factory=lambda: {"day": 1, "month": 1, "ever": 1})
    earlier: list[Row] = field(default_factory=list)
    places: list[tuple[str | None, str | None]] = field(default_factory=list)
    """Of each earlier incident: the code of its place as known now, and when that call came."""
    contact: Contact = field(default_factory=Contact)

    def row(self) -> Row:
        """The fields that offers and calls share."""
        return {
            **self.contact.row(),
            "times_called": self.times,
            "earlier": self.earlier,
        }


class Numbered(NamedTuple):
    """What a call tells of its number, for those that did not load all of it."""

    id: UUID
    incident_id: UUID
    number_index: bytes | None


Calls = Collection[Call | Numbered]


async def callers_of(session: AsyncSession, calls: Calls) -> dict[UUID, Caller]:
    """By call; a fixed number of statements however many calls. Withheld numbers stay alone."""
    known = {call.id: Caller() for call in calls}
    numbered = [call.id for call in calls if call.number_index is not None]
    if numbered:
        for id_, contact in (await contacts_of(session, calls)).items():
            known[id_].contact = contact
        await _look_back(session, numbered, known)
    return known


async def contacts_of(session: AsyncSession, calls: Calls) -> dict[UUID, Contact]:
    """Whether each call's number may be called now; nothing is known of a withheld one."""
    asked = {
        call.id: (call.incident_id, call.number_index)
        for call in calls
        if call.number_index is not None
    }
    known = await contact_safety(session, set(asked.values()))
    return {call.id: known[asked[call.id]] if call.id in asked else Contact() for call in calls}


_HISTORY = """
SELECT this.id, this.arrived_at AS now, day, month, ever,
    coalesce(before.first_incident_id, before.incident_id) AS ticket,
    before.arrived_at, before.ended_at, display_bn, display_en
FROM call AS this
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE arrived_at >= this.arrived_at - interval '24 hours') AS day,
        count(*) FILTER (WHERE arrived_at >= this.arrived_at - interval '720 hours') AS month,
        count(*) AS ever
    FROM call AS other
    WHERE number_index = this.number_index AND arrived_at <= this.arrived_at
      AND calls_back IS NULL
) AS times
LEFT JOIN LATERAL (
    SELECT * FROM call AS other
    WHERE number_index = this.number_index AND id <> this.id
      AND calls_back IS NULL AND arrived_at <= this.arrived_at
    ORDER BY arrived_at DESC, id LIMIT $2
) AS before ON true
LEFT JOIN staff ON staff.id = before.owner_id
WHERE this.id = ANY($1) ORDER BY before.arrived_at DESC, before.id
"""
"""The ticket is the one a call came with (`following.came_with`)."""


async def _look_back(session: AsyncSession, ids: list[UUID], known: dict[UUID, Caller]) -> None:
    found = await fetch(session, _HISTORY, ids, EARLIER_SHOWN)
    for row in found:
        if row["ever"]:
            known[row["id"]].times = {name: row[name] for name in ("day", "month", "ever")}
    told = [row for row in found if row["ticket"] is not None]
    if not told:
        return
    briefs = await outlines_at(session, {(row["ticket"], row["now"]) for row in told})
    for row in told:
        _remember(known[row["id"]], row, briefs[row["ticket"], row["now"]])


def _remember(caller: Caller, row: Mapping[str, Any], brief: Row) -> None:
    over = row["ended_at"] is not None and row["ended_at"] <= row["now"]
    named = over and row["display_en"] is not None
    earlier = {
        "number": brief["number"],
        "at": iso(row["arrived_at"]),
        "categories": brief["categories"],
        "counsellor": {"bn": row["display_bn"], "en": row["display_en"]} if named else None,
        "state": brief["state"],
    }
    caller.earlier.append(earlier)
    caller.places.append((brief["place"], earlier["at"]))
