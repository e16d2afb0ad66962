"""Live rows of children, and of lost and found ones: never a word; it decides no access."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.lost_queries import match_rows, pairs_of
from app.cases.people_access import children_of
from app.cases.people_queries import slim_rows
from app.realtime.channels import View
from app.realtime.collection import Collection, Ids, Rows, Touches
from app.realtime.history import Entry

KINDS: Final = frozenset({"child", "incident", "dispatch", "stay"})
"""What changes these rows: a ticket that is linked brings its children along."""
RECORDED: Final = frozenset({"child.arrived", "stay.begun"})
"""Whoever comes to a centre has a record from then on."""


async def _touched(session: AsyncSession, view: View, entries: Sequence[Entry]) -> Touches:
    """Those the events are about; all of the ticket, when it was linked, or one of them arrived."""
    touches = {str(one.entity_id): one for one in entries if one.kind == "child"}
    told = (one for one in reversed(entries) if one.kind == "incident" or one.event in RECORDED)
    ticket = next(told, None)
    if ticket is None:
        return touches
    there = await children_of(session, _key(view))
    return {**{str(id_): ticket for id_ in there}, **touches}


def _key(view: View) -> UUID:
    assert view.key is not None
    return view.key


async def _rows(session: AsyncSession, view: View, ids: Ids) -> Rows:
    there = await children_of(session, _key(view))
    wanted = [id_ for id_ in there if ids is None or str(id_) in ids]
    return {str(id_): row for id_, row in (await slim_rows(session, wanted)).items()}


OF_INCIDENT: Final = Collection("children", "children.open", KINDS, _touched, _rows)


async def _lost_touched(session: AsyncSession, _: View, entries: Sequence[Entry]) -> Touches:
    """Pairs by their own events; the end of a report concerns every pair of it."""
    touches: Touches = {}
    for one in entries:
        ended = await pairs_of(session, one.entity_id) if "reason" in one.facts else []
        touches |= {str(id_): one for id_ in (one.entity_id, *ended)}
    return touches


async def _lost(session: AsyncSession, _: View, ids: Ids) -> Rows:
    return await match_rows(session, None if ids is None else [UUID(id_) for id_ in ids])


OF_BOARD: Final = Collection("lost", "lost.match", frozenset({"lost"}), _lost_touched, _lost)
