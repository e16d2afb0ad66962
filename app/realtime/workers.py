"""The board's collection of workers on duty whom nobody can reach."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.directory.queries import unreachable_rows
from app.realtime.channels import View
from app.realtime.collection import Collection
from app.realtime.history import Entry

WORKER = frozenset({"worker"})


async def _touched(_: AsyncSession, __: View, entries: Sequence[Entry]) -> dict[str, Entry]:
    return {str(entry.entity_id): entry for entry in entries}


async def _rows(session: AsyncSession, _: View, ids: set[str] | None) -> dict[str, dict[str, Any]]:
    rows = await unreachable_rows(session, None if ids is None else {UUID(id_) for id_ in ids})
    return {str(id_): row for id_, row in rows.items()}


UNREACHABLE = Collection("unreachable", "board.watch", WORKER, _touched, _rows)
