"""Live rows of bed boards and of children who stay; it decides no access.

An event of a dispatch may hold or free a bed of the centre that was asked; an event of a centre
or of a stay names its centre.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import fetch
from app.realtime.channels import View
from app.realtime.collection import Collection, Ids, Row, Rows, Touches
from app.realtime.history import Entry
from app.residence.boards import board_rows, stay_rows

KINDS: Final = frozenset({"dispatch", "centre", "stay"})

_CENTRES = """
SELECT DISTINCT dispatch_id, centre_id FROM step
WHERE dispatch_id = ANY($1) AND centre_id IS NOT NULL
"""
_STAYS = "SELECT id, ref, incident_id FROM stay WHERE ref = ANY($1) OR incident_id = ANY($2)"


def _uuids(ids: Ids) -> set[UUID] | None:
    return None if ids is None else {UUID(id_) for id_ in ids}


def _texts(rows: Mapping[UUID, Row]) -> Rows:
    return {str(id_): row for id_, row in rows.items()}


async def _beds_touched(session: AsyncSession, _: View, entries: Sequence[Entry]) -> Touches:
    """The boards of the centres that were asked, or that the event is about."""
    out = {entry.entity_id for entry in entries if entry.kind == "dispatch"}
    asked: dict[UUID, list[UUID]] = {}
    for dispatch_id, centre_id in await fetch(session, _CENTRES, list(out)) if out else ():
        asked.setdefault(dispatch_id, []).append(centre_id)

    def concerned(entry: Entry) -> Iterable[UUID | None]:
        if entry.kind == "dispatch":
            return asked.get(entry.entity_id, ())
        return [entry.entity_id if entry.kind == "centre" else entry.id_of("centre_id")]

    return {str(id_): entry for entry in entries for id_ in concerned(entry) if id_ is not None}


async def _boards(session: AsyncSession, _: View, ids: Ids) -> Rows:
    """Every bed board where a child is, is expected or may be."""
    rows = await board_rows(session)
    return _texts(rows if ids is None else {id_: rows[id_] for id_ in rows if str(id_) in ids})


async def _board(session: AsyncSession, view: View, ids: Ids) -> Rows:
    """The centre's own bed board."""
    assert view.key is not None
    known = ids is None or str(view.key) in ids
    return _texts(await board_rows(session, [view.key])) if known else {}


async def _stays_touched(session: AsyncSession, _: View, entries: Sequence[Entry]) -> Touches:
    """By their own events, by the arrival, and by a ticket that was linked: its number changes."""
    out = [entry.entity_id for entry in entries if entry.kind == "dispatch"]
    tickets = [entry.entity_id for entry in entries if entry.kind == "incident"]
    of: dict[UUID, list[UUID]] = {}
    for id_, ref, incident_id in await fetch(session, _STAYS, out, tickets):
        of.setdefault(ref, []).append(id_)
        of.setdefault(incident_id, []).append(id_)

    def concerned(entry: Entry) -> Iterable[UUID]:
        return [entry.entity_id] if entry.kind == "stay" else of.get(entry.entity_id, ())

    return {str(id_): entry for entry in entries for id_ in concerned(entry)}


async def _stays(session: AsyncSession, view: View, ids: Ids) -> Rows:
    assert view.key is not None
    return _texts(await stay_rows(session, view.key, _uuids(ids)))


BOARDS: Final = Collection("beds", "beds.see", KINDS, _beds_touched, _boards)
OF_CENTRE: Final = (
    Collection("beds", "beds.see", KINDS, _beds_touched, _board),
    Collection(
        "stays",
        "stays.open",
        frozenset({"dispatch", "incident", "stay"}),
        _stays_touched,
        _stays,
    ),
)
