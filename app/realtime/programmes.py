"""Live rows of the programmes for the supervisors' board: what is late, ends or is to come.

None of them holds a word that somebody wrote, and none changes by the clock alone.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.programmes.boards.events import CommitteeChanged
from app.programmes.boards.queries import late_rows
from app.programmes.outreach.queries import coming_rows
from app.programmes.training.events import CourseChanged
from app.programmes.training.queries import warned_rows
from app.realtime.channels import View
from app.realtime.collection import Collection, Ids, Rows, Touches
from app.realtime.history import Entry


def _uuids(ids: Ids) -> list[UUID] | None:
    return None if ids is None else [UUID(id_) for id_ in ids]


async def _by(
    fact: str,
    entries: Sequence[Entry],
    renamed: str,
    part: str,
    rows: Callable[[], Awaitable[Rows]],
) -> Touches:
    """Rows by the id that an event tells; all of a `part` whose name they bear, once it changes."""
    touches: Touches = {}
    for one in entries:
        if (id_ := one.id_of(fact)) is not None:
            touches[str(id_)] = one
        elif one.event == renamed:
            whose = str(one.entity_id)
            touches |= {id_: one for id_, row in (await rows()).items() if row[part]["id"] == whose}
    return touches


async def _decisions_touched(session: AsyncSession, _: View, entries: Sequence[Entry]) -> Touches:
    return await _by(
        "decision_id", entries, CommitteeChanged.key, "committee", lambda: late_rows(session)
    )


async def _decisions(session: AsyncSession, _: View, ids: Ids) -> Rows:
    return await late_rows(session, _uuids(ids))


async def _qualifications_touched(
    session: AsyncSession, _: View, entries: Sequence[Entry]
) -> Touches:
    return await _by(
        "qualification_id", entries, CourseChanged.key, "course", lambda: warned_rows(session)
    )


async def _qualifications(session: AsyncSession, _: View, ids: Ids) -> Rows:
    return await warned_rows(session, _uuids(ids))


async def _outreach_touched(_: AsyncSession, __: View, entries: Sequence[Entry]) -> Touches:
    return {str(one.entity_id): one for one in entries}


async def _outreach(session: AsyncSession, _: View, ids: Ids) -> Rows:
    return await coming_rows(session, _uuids(ids))


OF_BOARD: Final = (
    Collection(
        "late_decisions",
        "committees.hold",
        frozenset({"committee"}),
        _decisions_touched,
        _decisions,
    ),
    Collection(
        "ending_qualifications",
        "training.see",
        frozenset({"course"}),
        _qualifications_touched,
        _qualifications,
    ),
    Collection("outreach", "outreach.see", frozenset({"outreach"}), _outreach_touched, _outreach),
)
