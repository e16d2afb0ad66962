"""The live row of one's own line, number and all; nobody else is sent it."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.own_line import line_row
from app.realtime.channels import View
from app.realtime.collection import Collection, Ids, Rows, Touches
from app.realtime.history import Entry

ONLY = "me"


async def _touched(_: AsyncSession, __: View, entries: Sequence[Entry]) -> Touches:
    return {ONLY: entries[-1]}


async def _line(session: AsyncSession, view: View, _: Ids) -> Rows:
    assert view.key is not None
    return {ONLY: await line_row(session, view.key)}


MINE = Collection("line", "line.choose", frozenset({"line"}), _touched, _line)
