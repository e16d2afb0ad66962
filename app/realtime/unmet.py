"""Live rows of requests for which nobody could be asked; it decides no access."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.dispatch.unmet_rows import unmet_of, unmet_rows
from app.realtime.channels import View
from app.realtime.collection import Collection, Ids, Rows, Touches
from app.realtime.history import Entry

KINDS = frozenset({"unmet", "incident"})
"""What changes these rows: urgency and place of an incident are among what they show."""


async def _touched(session: AsyncSession, _: View, entries: Sequence[Entry]) -> Touches:
    """Those the events are about, and those of the incidents they are about."""
    told = {one.entity_id: one for one in entries if one.kind == "incident"}
    known = await unmet_of(session, told)
    touches = {str(id_): told[incident] for incident, ids in known.items() for id_ in ids}
    return touches | {str(one.entity_id): one for one in entries if one.kind == "unmet"}


async def _rows(session: AsyncSession, view: View, ids: Ids) -> Rows:
    wanted = None if ids is None else {UUID(id_) for id_ in ids}
    return {str(id_): row for id_, row in (await unmet_rows(session, wanted, view.key)).items()}


OF_BOARD = Collection("unmet", "board.watch", KINDS, _touched, _rows)
OF_INCIDENT = Collection("unmet", "live.incident", KINDS, _touched, _rows)
