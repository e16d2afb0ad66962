"""Rows of residence: beds by centre, and the bed that stands for one thing; it changes nothing."""

from collections import Counter
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.directory.queries import seats_of
from app.residence.beds import Beds
from app.residence.models import BedHold, Stay
from app.residence.states import HoldState

Row = dict[str, Any]


async def beds_of(session: AsyncSession, centre_ids: Collection[UUID]) -> dict[UUID, Beds]:
    """The beds of these centres; ids of no centre are left out."""
    if not centre_ids:
        return {}
    held = await session.exec(
        select(BedHold.centre_id, func.count())
        .where(col(BedHold.centre_id).in_(centre_ids), BedHold.state == HoldState.HELD)
        .group_by(col(BedHold.centre_id))
    )
    holds = Counter(dict(held.all()))
    present = await session.exec(
        select(Stay.centre_id, func.count())
        .where(col(Stay.centre_id).in_(centre_ids), col(Stay.left_at).is_(None))
        .group_by(col(Stay.centre_id))
    )
    stays = Counter(dict(present.all()))
    known = await seats_of(session, centre_ids)
    return {
        id_: Beds(seats, holds[id_], stays[id_], gender) for id_, (seats, gender) in known.items()
    }


async def bed_rows(session: AsyncSession, refs: Collection[UUID]) -> dict[UUID, Row]:
    """By what it is kept for, the bed as screens get it; what never had one is left out.

    An arrival counts even where the bed had been given up before: the child is there.
    """
    if not refs:
        return {}
    holds = await session.exec(
        select(BedHold).where(col(BedHold.ref).in_(refs)).order_by(col(BedHold.held_at))
    )
    rows = {hold.ref: _row(hold) for hold in holds}
    stays = await session.exec(select(Stay).where(col(Stay.ref).in_(refs)))
    for stay in stays:
        known = rows.get(stay.ref, {"until": None, "counted": True})
        rows[stay.ref] = {**known, "state": "arrived", "ran_out": False}
    return rows


def _row(hold: BedHold) -> Row:
    ran_out = hold.state is HoldState.RAN_OUT
    return {
        "state": "released" if ran_out else hold.state.value,
        "until": hold.until.isoformat(),
        "ran_out": ran_out,
        "counted": hold.counted,
    }


async def kept_for(session: AsyncSession, hold_id: UUID) -> UUID | None:
    """What a bed is kept for; None when there is no such hold."""
    return (await session.exec(select(BedHold.ref).where(BedHold.id == hold_id))).first()
