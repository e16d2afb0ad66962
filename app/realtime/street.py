"""Live rows of sites for street children: figures and nights, no name; it decides no access.

A site's row changes by its own events, and by what is said of it in the directory.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.realtime.channels import View
from app.realtime.collection import Collection, Ids, Rows, Touches
from app.realtime.history import Entry
from app.residence.street_queries import site_rows

KINDS: Final = frozenset({"site", "centre"})
SEES: Final = "street.see"


async def _touched(_: AsyncSession, __: View, entries: Sequence[Entry]) -> Touches:
    return {str(entry.entity_id): entry for entry in entries}


async def _all(session: AsyncSession, _: View, ids: Ids) -> Rows:
    some = None if ids is None else [UUID(id_) for id_ in ids]
    return {str(id_): row for id_, row in (await site_rows(session, some)).items()}


async def _own(session: AsyncSession, view: View, ids: Ids) -> Rows:
    assert view.key is not None
    known = ids is None or str(view.key) in ids
    rows = await site_rows(session, [view.key]) if known else {}
    return {str(id_): row for id_, row in rows.items()}


OF_BOARD: Final = Collection("sites", SEES, KINDS, _touched, _all)
OF_CENTRE: Final = Collection("sites", SEES, KINDS, _touched, _own)
