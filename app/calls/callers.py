"""What is known of the number that calls: how often, what for earlier; it names no person.

History is told as it stood when the call arrived, so that it never changes afterwards: nothing need
be sent again when an earlier incident moves on, and an old screen equals a fresh one. Whether the
number may be called is told as it is now; every word on it is an event of its own.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, true
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import numbers  # noqa: F401 (cases asks it which numbers an incident has)
from app.calls.following import came_with
from app.calls.models import Call
from app.cases.queries import iso, outlines_at
from app.cases.safety import Contact, contact_safety
from app.staff.queries import display_names

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


async def callers_of(session: AsyncSession, calls: Collection[Call]) -> dict[UUID, Caller]:
    """By call; a fixed number of statements however many calls. Withheld numbers stay alone."""
    known = {call.id: Caller() for call in calls}
    numbered = [call.id for call in calls if call.number_index is not None]
    if numbered:
        for id_, contact in (await contacts_of(session, calls)).items():
            known[id_].contact = contact
        await _count(session, numbered, known)
        await _look_back(session, numbered, known)
    return known


async def contacts_of(session: AsyncSession, calls: Collection[Call]) -> dict[UUID, Contact]:
    """Whether each call's number may be called now; nothing is known of a withheld one."""
    asked = {
        call.id: (call.incident_id, call.number_index)
        for call in calls
        if call.number_index is not None
    }
    known = await contact_safety(session, set(asked.values()))
    return {call.id: known[asked[call.id]] if call.id in asked else Contact() for call in calls}


async def _count(session: AsyncSession, ids: list[UUID], known: dict[UUID, Caller]) -> None:
    this, other = aliased(Call), aliased(Call)
    ages = [(this.arrived_at - timedelta(days=days)) for days in (1, 30)]
    found = await session.exec(
        select(
            this.id,
            func.count().filter(col(other.arrived_at) >= ages[0]),
            func.count().filter(col(other.arrived_at) >= ages[1]),
            func.count(),
        )
        .join(other, col(other.number_index) == this.number_index)
        .where(
            col(this.id).in_(ids),
            col(other.arrived_at) <= this.arrived_at,
            col(other.calls_back).is_(None),
        )
        .group_by(col(this.id))
    )
    for id_, day, month, ever in found:
        known[id_].times = {"day": day, "month": month, "ever": ever}


async def _look_back(session: AsyncSession, ids: list[UUID], known: dict[UUID, Caller]) -> None:
    this, other = aliased(Call), aliased(Call)
    last = (
        select(other)
        .where(
            other.number_index == this.number_index,
            other.id != this.id,
            col(other.calls_back).is_(None),
            col(other.arrived_at) <= this.arrived_at,
        )
        .order_by(col(other.arrived_at).desc(), col(other.id))
        .limit(EARLIER_SHOWN)
        .lateral()
    )
    before = aliased(Call, last)
    found = list(
        await session.exec(
            select(this.id, this.arrived_at, before)
            .join(before, true())
            .where(col(this.id).in_(ids))
            .order_by(col(before.arrived_at).desc(), col(before.id))
        )
    )
    if not found:
        return
    briefs = await outlines_at(session, {(came_with(one), at) for _, at, one in found})
    names = await display_names(session, {one.owner_id for _, _, one in found if one.owner_id})
    for id_, at, one in found:
        brief = briefs[came_with(one), at]
        over = one.ended_at is not None and one.ended_at <= at
        row = {
            "number": brief["number"],
            "at": iso(one.arrived_at),
            "categories": brief["categories"],
            "counsellor": names.get(one.owner_id) if over and one.owner_id else None,
            "state": brief["state"],
        }
        known[id_].earlier.append(row)
        known[id_].places.append((brief["place"], row["at"]))
