"""Calls for help of workers on the board, for whoever may see them alone; it raises none."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.dispatch.check_in_rows import duress_rows
from app.realtime.channels import View
from app.realtime.collection import Collection, Ids, Rows, Touches
from app.realtime.history import Entry


async def _touched(_: AsyncSession, __: View, entries: Sequence[Entry]) -> Touches:
    return {str(entry.entity_id): entry for entry in entries}


async def _rows(session: AsyncSession, _: View, ids: Ids) -> Rows:
    wanted = None if ids is None else {UUID(id_) for id_ in ids}
    return {str(id_): row for id_, row in (await duress_rows(session, wanted)).items()}


DURESS = Collection("duress", "duress.see", frozenset({"duress"}), _touched, _rows)
