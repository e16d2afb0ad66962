"""The roll: everybody who could be asked, kept in memory and never older than the database.

Triggers note each change of what matching reads with the transaction that made it. Whoever asks
learns in one statement what was committed since the roll was read, and reads that anew first. So
an answer is as fresh as one by SQL alone, which stands in whenever the roll can't tell
(docs/decisions/0041-a-roll-that-is-never-old.md). It ranks nobody.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Any, Final
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock, garbage
from app.core.db import Database, driver, execute, fetch
from app.core.lineage import Connection
from app.directory.models import Admits
from app.directory.nearby import NEAREST, areas_of, candidates_for
from app.dispatch.known import ALSO, Known
from app.geo.lookup import gazetteer
from app.geo.sphere import Sphere

ROLL: Final = "roll"
"""Under which a database carries the roll of this process."""
CATCH_UP_EVERY_SECONDS: Final = 5.0
FORGET_EVERY_SECONDS: Final = 60.0
KEPT: Final = timedelta(minutes=5)
"""So long at least a change is known; a process that slept longer reads everything anew."""
AT_ONCE: Final = 100
"""Responders a statement: about five milliseconds in which the process does nothing else."""
TRIES: Final = 3
TRIGGERS: Final = ("roll_comes", "roll_moves", "roll_goes", "roll_emptied")
WATCHED: Final = 12
"""Tables that have them. While one lacks some (a dump is being restored) nobody notes its rows."""
SET_BACK: Final = timedelta(seconds=60)
CELL_DEGREES: Final = 0.2

log = structlog.get_logger()

_BASE = "(SELECT {base}::text::pg_snapshot)"
"""Asked for by a query of its own, so that one plan is kept: to plan costs more than to look."""
_SINCE_THEN = f"""
SELECT pg_current_snapshot()::text AS seen,
    EXISTS (SELECT FROM roll_journal
        WHERE pruned <= pg_snapshot_xmin({_BASE}) AND tableoid = {{journal}}
            AND (emptied IS NULL OR pg_visible_in_snapshot(emptied, {_BASE}))) AS is_whole,
    ARRAY(SELECT DISTINCT responder_id FROM roll_change
        WHERE transaction >= pg_snapshot_xmin({_BASE})
            AND NOT pg_visible_in_snapshot(transaction, {_BASE})) AS changed,
    EXISTS (SELECT FROM roll_change WHERE transaction = pg_current_xact_id_if_assigned()) AS is_mine
"""
_SINCE = _SINCE_THEN.format(base="$1", journal="$2")
SINCE_BESIDE: Final = _SINCE_THEN.format(base="$3", journal="$4")
"""What changed since the roll was read, for `told_at_a_glance`: see Roll.asks and Roll.answers."""
_ALL = """
SELECT pg_current_snapshot()::text AS seen, (SELECT tableoid FROM roll_journal) AS journal,
    (SELECT count(*) FROM pg_trigger WHERE tgname = ANY($1) AND tgenabled IN ('O', 'A')) AS watches,
    ARRAY(SELECT id FROM worker UNION ALL SELECT id FROM centre) AS ids
"""
_TURNS = """
SELECT worker_id, min(at) AS at FROM (
    SELECT worker_id, starts_at AS at FROM holding WHERE worker_id = ANY($1)
    UNION ALL SELECT worker_id, ends_at FROM holding WHERE worker_id = ANY($1)
) AS turn WHERE at > $2 GROUP BY worker_id
"""
"""When somebody next takes up or leaves a post: what is known of him or her is good until then."""
_FORGET = """
WITH before AS (
    SELECT least(mark, pg_snapshot_xmin(pg_current_snapshot())) AS mark,
        pg_snapshot_xmin(pg_current_snapshot()) AS oldest,
        pg_snapshot_xmax(pg_current_snapshot()) AS next
    FROM roll_journal WHERE marked_at <= $1 FOR UPDATE),
gone AS (DELETE FROM roll_change USING before
    WHERE transaction < before.mark OR transaction >= before.next)
UPDATE roll_journal SET pruned = before.mark, mark = before.oldest, marked_at = $2,
    emptied = CASE WHEN emptied >= before.mark AND emptied < before.next THEN emptied END
FROM before
"""
"""What we see of a number that is not given yet came with a dump of another cluster."""


class Roll:
    """Everybody by id, by the places they answer for and by where they are."""

    def __init__(self) -> None:
        self._seen: str | None = None
        self._of: str | None = None
        self._journal = 0
        self._empty()

    def _empty(self) -> None:
        self._known: dict[UUID, Known] = {}
        self._answers_for: defaultdict[str, set[Known]] = defaultdict(set)
        self._near = tuple(Sphere[Known](CELL_DEGREES) for _ in range(3))
        self._turns: list[tuple[datetime, UUID]] = []
        self._turned: set[UUID] = set()
        self._latest = datetime.min.replace(tzinfo=clock.now().tzinfo)

    async def those_for(
        self, session: AsyncSession, place: str | None, always: Collection[UUID]
    ) -> list[Known] | None:
        """Exactly whom `candidates_for` gives, as the database is now; None if that can't be told.

        Nobody is left out who answers for the place, around it or within it.
        """
        return self._those(place, always) if await self._is_fresh(session) else None

    def asks(self) -> tuple[str, int] | None:
        """The values of SINCE_BESIDE; None while the roll can tell nothing."""
        return None if self._seen is None else (self._seen, self._journal)

    def answers(
        self,
        asked: tuple[str, int],
        since: Mapping[str, Any],
        lineage: str | None,
        place: str | None,
    ) -> list[Known] | None:
        """The same as `those_for` from what SINCE_BESIDE told of a moment; None if that won't do.

        That is so as well when somebody must be read anew first.
        """
        if lineage is None or lineage != self._of or self._seen is None:
            return None
        now = clock.now()
        if not since["is_whole"] or since["changed"] or self._latest - now > SET_BACK:
            return None
        if self._due(now):
            return None
        if self._seen == asked[0]:
            self._seen = since["seen"]
        return self._those(place, ())

    def _those(self, place: str | None, always: Collection[UUID]) -> list[Known]:
        places, those = gazetteer(), {self._known[id_] for id_ in always if id_ in self._known}
        if place is not None and places.get(place):
            for area in areas_of(place):
                if area in self._answers_for:
                    those |= self._answers_for[area]
            if point := places.point_of(place):
                for sphere in self._near:
                    those.update(sphere.nearest(point.lat, point.lon, NEAREST))
        return list(those)

    async def catch_up(self, database: Database) -> None:
        """Read what changed, or everything when too little is known or it is another database."""
        if self._seen is not None:
            async with database.transaction() as session:
                if await _lineage_of(session) == self._of:
                    await self._is_fresh(session, most=None)
                else:
                    self._seen = None
        if self._seen is None:
            await self._read_all(database)

    async def _is_fresh(self, session: AsyncSession, most: int | None = AT_ONCE) -> bool:
        """Whether everybody is known as of now; reads anew who changed, up to `most`.

        What this very transaction changed nobody else may see, so then the roll can't tell.
        """
        for _ in range(TRIES):
            base, now, of = self._seen, clock.now(), await _lineage_of(session)
            if base is None or of != self._of:
                return False
            since = (await fetch(session, _SINCE, base, self._journal))[0]
            if not since["is_whole"] or self._latest - now > SET_BACK:
                self._seen = None
            if self._seen is None:
                return False
            stale = {*since["changed"], *self._due(now)}
            if since["is_mine"] or (most is not None and len(stale) > most):
                return False
            if await self._read(session, list(stale), base) and self._seen is base:
                self._seen = since["seen"]
            elif stale or of != self._of:
                continue
            return True
        return False

    def _due(self, now: datetime) -> set[UUID]:
        """Those whose turn at a post came or went since they were read."""
        self._latest = max(self._latest, now)
        while self._turns and self._turns[0][0] <= now:
            self._turned.add(heappop(self._turns)[1])
        return self._turned

    async def _read(self, session: AsyncSession, ids: list[UUID], base: str | None) -> bool:
        """Read these anew; False if meanwhile another reading moved the roll on from `base`.

        Then what was read here may be the older of the two, and is thrown away.
        """
        for some in _slices(ids):
            now = clock.now()
            found = await candidates_for(session, None, some, ALSO)
            turns = await fetch(session, _TURNS, some, now)
            if self._seen is not base:
                return False
            self._take(some, {one.id: Known(one) for one in found})
            for turn in turns:
                heappush(self._turns, (turn["at"], turn["worker_id"]))
        return True

    async def _read_all(self, database: Database) -> None:
        """Nobody is told anything meanwhile: the moment is read first, the roll stands at last.

        It does not where changes are not noted, or another database answers in between.
        """
        self._empty()
        async with database.transaction() as session:
            of = await _lineage_of(session)
            begun = (await fetch(session, _ALL, TRIGGERS))[0]
        if of is None or begun["watches"] != WATCHED * len(TRIGGERS):
            return
        for some in _slices(begun["ids"]):
            async with database.transaction() as session:
                if await _lineage_of(session) != of:
                    return
                await self._read(session, some, None)
        garbage.set_aside()
        self._of, self._journal, self._seen = of, begun["journal"], begun["seen"]

    def _take(self, ids: Collection[UUID], found: Mapping[UUID, Known]) -> None:
        for id_ in ids:
            self._turned.discard(id_)
            if before := self._known.pop(id_, None):
                for area in before.facts.areas:
                    self._answers_for[area].discard(before)
                for sphere in self._near:
                    sphere.drop(before)
            if one := found.get(id_):
                self._known[id_] = one
                for area in one.facts.areas:
                    self._answers_for[area].add(one)
                self._place(one)

    def _place(self, one: Known) -> None:
        """Where it counts as near: workers on duty, centres, and doors open to anybody."""
        facts = one.facts
        if facts.lat is None or facts.lon is None:
            return
        on_duty, centres, doors = self._near
        if facts.kind == "worker":
            if facts.on_duty:
                on_duty.put(one, facts.lat, facts.lon)
            return
        centres.put(one, facts.lat, facts.lon)
        if facts.operating and facts.admits is Admits.DIRECT:
            doors.put(one, facts.lat, facts.lon)


async def _lineage_of(session: AsyncSession) -> str | None:
    connection: Connection = await driver(session)
    return await connection.lineage()


def _slices(ids: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


async def known_for(
    session: AsyncSession, place: str | None, always: Collection[UUID] = ()
) -> list[Known]:
    """Whoever answers for `place`, the nearest, and those in `always`, as the database is now."""
    roll: Roll | None = session.info.get(ROLL)
    found = await roll.those_for(session, place, always) if roll else None
    if found is not None:
        return found
    return [Known(one) for one in await candidates_for(session, place, always, ALSO)]


async def run_roll(database: Database, stop: asyncio.Event) -> None:
    """Keep this process's roll of the database until `stop`."""
    roll: Roll = database.info.setdefault(ROLL, Roll())
    while not stop.is_set():
        try:
            await roll.catch_up(database)
        except Exception as error:  # the database is away: matching asks it by itself then
            log.warning("roll_not_read", error=type(error).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), CATCH_UP_EVERY_SECONDS)


async def forget(session: AsyncSession) -> None:
    """Drop changes that every living process has read."""
    now: Any = clock.now()
    await execute(session, _FORGET, now - KEPT, now)
