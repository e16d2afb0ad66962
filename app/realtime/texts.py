"""The collections of texts that came in: which rows there are and which an event touches."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.text_rows import texts_by_incident, texts_of_incident, waiting_texts
from app.realtime.channels import View
from app.realtime.history import Entry

TEXT = frozenset({"text"})
_Rows = dict[str, dict[str, Any]]


async def texts_touched(
    session: AsyncSession, _: View, entries: Sequence[Entry]
) -> dict[str, Entry]:
    """By its own events, and by those of its incident, which may be closed by them."""
    about = {entry.entity_id for entry in entries if entry.kind == "incident"}
    rows: dict[UUID, list[UUID]] = {}
    for incident_id, id_ in await texts_by_incident(session, about) if about else ():
        rows.setdefault(incident_id, []).append(id_)
    touches: dict[str, Entry] = {}
    for entry in entries:
        own = entry.kind == "text"
        for id_ in [entry.entity_id] if own else rows.get(entry.entity_id, ()):
            touches[str(id_)] = entry
    return touches


async def waiting(session: AsyncSession, _: View, ids: set[str] | None) -> _Rows:
    """Texts nobody has taken, or those of `ids` among them."""
    rows = await waiting_texts(session, None if ids is None else {UUID(id_) for id_ in ids})
    return {str(id_): row for id_, row in rows.items()}


async def rows_of_incident(session: AsyncSession, view: View, ids: set[str] | None) -> _Rows:
    """What was written to us in the incident of the view."""
    assert view.key is not None
    rows = await texts_of_incident(session, view.key, full_number=view.full_number)
    return {str(id_): row for id_, row in rows.items() if ids is None or str(id_) in ids}
