"""What all waiting callers hear instead of the usual words: line closed, disaster, many calling.

A supervisor announces it with a reason and an end; that many are calling is said by itself. It cuts
nobody off and takes nobody's place: whoever hears it goes on waiting.
"""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.events import AnnouncementEnded, AnnouncementMade
from app.calls.models import Announcement
from app.core import clock, outbox
from app.core.audience import BOARD
from app.core.db import fetch
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.jobs.deadlines import cancel_deadline, set_deadline

KINDS: Final = ("disaster", "closed")
"""The one before is said where several stand; after them that many are calling."""

LONGEST_MINUTES: Final = 7 * 24 * 60
OVER: Final = "calls.announcement_over"
KNOWN_SECONDS: Final = 2.0
"""So long a process goes by what it read last: a caller hears a new word 15 s later at the most."""

log = structlog.get_logger()


class AnnouncementStands(HelplineError):
    """This is being announced already: end it first."""

    code = "announcement_stands"


class AnnouncementNotFound(NotFound):
    """No such announcement."""

    code = "announcement_not_found"


async def announce(
    session: AsyncSession, kind: str, minutes: int, reason: str, by: UUID
) -> Announcement:
    """Announce `kind` to all who wait, for so many minutes.

    Raises InputIsInvalid, and AnnouncementStands while one of this kind stands.
    """
    if kind not in KINDS:
        raise InputIsInvalid(f"Choose one of: {', '.join(KINDS)}.", field="kind")
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise InputIsInvalid(f"Between 1 and {LONGEST_MINUTES} minutes.", field="minutes")
    if not reason.strip():
        raise InputIsInvalid("Say why.", field="reason")
    now = clock.now()
    row = Announcement(
        kind=kind,
        reason=reason.strip(),
        made_at=now,
        made_by=by,
        until=now + timedelta(minutes=minutes),
    )
    session.add(row)
    try:
        await session.flush()
    except IntegrityError as error:
        raise AnnouncementStands("This is being announced already: end it first.") from error
    await set_deadline(session, OVER, row.id, row.until, first=True)
    told = AnnouncementMade(entity_id=row.id, version=1, kind=kind, staff_id=by)
    await outbox.record(session, told, [BOARD])
    return row


async def end(session: AsyncSession, announcement_id: UUID, by: UUID) -> Announcement:
    """It is no longer announced; ended twice is fine. Raises AnnouncementNotFound."""
    row = await _ended(session, announcement_id, by)
    await cancel_deadline(session, OVER, announcement_id)
    return row


async def over(session: AsyncSession, announcement_id: UUID) -> None:
    """Its time has run out."""
    await _ended(session, announcement_id, None)


async def _ended(session: AsyncSession, announcement_id: UUID, by: UUID | None) -> Announcement:
    found = await session.exec(
        select(Announcement).where(col(Announcement.id) == announcement_id).with_for_update()
    )
    row = found.first()
    if row is None:
        raise AnnouncementNotFound("There is no such announcement.")
    if row.ended_at is None:
        row.ended_at, row.ended_by = clock.now(), by
        row.version += 1
        session.add(row)
        told = AnnouncementEnded(entity_id=row.id, version=row.version, kind=row.kind)
        await outbox.record(session, told, [BOARD])
    return row


_ROWS = """
SELECT announcement.*, display_bn, display_en
FROM announcement JOIN staff ON staff.id = made_by
WHERE ended_at IS NULL AND ($1::uuid[] IS NULL OR announcement.id = ANY($1)) ORDER BY made_at
"""


async def announcement_rows(
    session: AsyncSession, ids: set[UUID] | None = None
) -> dict[UUID, dict[str, Any]]:
    """What is announced now, by id, as screens get it."""
    return {
        row["id"]: {
            "id": str(row["id"]),
            "kind": row["kind"],
            "reason": row["reason"],
            "made_at": row["made_at"].isoformat(),
            "until": row["until"].isoformat(),
            "made_by": {"bn": row["display_bn"], "en": row["display_en"]},
            "version": row["version"],
        }
        for row in await fetch(session, _ROWS, None if ids is None else list(ids))
    }


@dataclass(frozen=True)
class Notice:
    """What waiting callers hear: the key of the prompt, and whether the line is closed."""

    prompt: str = "prompt.wait"
    closed: bool = False
    spoken: tuple[str, ...] = ()
    """The languages of those at work."""


_STANDING = """
SELECT array(SELECT kind FROM announcement WHERE ended_at IS NULL AND until > $1) AS kinds,
    (SELECT count(*) FROM (SELECT FROM call WHERE state = 'waiting' LIMIT $2) AS those) AS waiting,
    array(
        SELECT DISTINCT unnest(languages) FROM duty JOIN staff ON staff.id = staff_id
        WHERE state <> 'off' AND active ORDER BY 1
    ) AS spoken
"""


def notice_of(kinds: list[str], waiting: int, most: int, spoken: tuple[str, ...] = ()) -> Notice:
    """The notice of these announcements and so many waiting callers, `most` or more being many."""
    closed = "closed" in kinds
    for kind in KINDS:
        if kind in kinds:
            return Notice(f"prompt.{kind}", closed, spoken)
    return Notice("prompt.overflow" if waiting >= most else "prompt.wait", spoken=spoken)


class Notices:
    """The notice as it is now, read by one process at most every KNOWN_SECONDS."""

    def __init__(self, overflow_waiting: int) -> None:
        self._most = overflow_waiting
        self._read_at = float("-inf")
        self._notice = Notice()

    async def now(self, pool: asyncpg.Pool) -> Notice:
        """What to say; what was known last when the database does not answer."""
        if time.monotonic() - self._read_at < KNOWN_SECONDS:
            return self._notice
        self._read_at = time.monotonic()
        try:
            row = await pool.fetchrow(_STANDING, clock.now(), self._most)
            self._notice = notice_of(row["kinds"], row["waiting"], self._most, tuple(row["spoken"]))
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            log.warning("notice_not_read", error=type(error).__name__)
        return self._notice
