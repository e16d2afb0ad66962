"""Offers waiting calls to free counsellors, in the order of their places; decides no rule.

Who is first is queue.py's, who rings is routing.py's; here the rows are read and offers made.
"""

import asyncio
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import offers, placing
from app.calls.locking import lock_call
from app.calls.queue import FLOOD_LIVE, may_ring_further
from app.calls.routing import NEAR, Candidate, Choice, Pace, Waiting, choose
from app.calls.states import CallState
from app.core import clock
from app.core.db import Database, fetch
from app.core.moves import IllegalMove
from app.staff.queries import LINK_SECONDS, AvailableCounsellor, available_counsellors

AT_ONCE = 50
ROUTING_GAP_SECONDS = 0.008
NOBODY_WAITS_GAP_SECONDS = 0.002
NOBODY_FREE_GAP_SECONDS = 0.1
"""Routing looks at once after a quiet time; in a flood of rings it looks this often at most."""

PLACES_AGAIN_SECONDS = 1.0
"""While nobody is free, places are worked out so often: in a flood of rings, each ring pays for no
more than its ticket. Before an offer they are worked out at once."""

PASSED_BY_FEW = 14
FEW = AT_ONCE + PASSED_BY_FEW
"""Of those alike in languages and skills only the longest idle can be chosen in one look: one for
each call, and as many more as passed it by."""

log = structlog.get_logger()

_RINGS_AT_NOBODY = """
state = 'waiting' AND NOT EXISTS (
    SELECT FROM offer WHERE offer.call_id = call.id AND offer.state = 'offered'
)
"""
_SOMEBODY_WAITS = f"SELECT 1 FROM call WHERE {_RINGS_AT_NOBODY} LIMIT 1"

ORDER = "(queued_at AT TIME ZONE 'UTC') - head_start * interval '1 second', id"
"""`queue.stands_since`, as the index has it: tests prove that both give one order."""

WAITING = f"""
SELECT id, incident_id, language, queued_at, skill, number_index,
    head_starts @> '[{{"code": "further_call"}}]' AS further,
    (SELECT true FROM offer WHERE call_id = call.id LIMIT 1) IS NOT NULL
        OR (SELECT true FROM leg WHERE call_id = call.id LIMIT 1) IS NOT NULL AS rang_before
FROM call
WHERE {_RINGS_AT_NOBODY}
  AND (language = ANY($2) OR queued_at <= $5 OR (queued_at <= $4 AND language = ANY($3)))
  AND (skill IS NULL OR skill = ANY($6) OR queued_at <= $7)
ORDER BY {ORDER} LIMIT $1
"""
"""Only calls that somebody free could take by now: fifty that nobody free understands must not
hide the fifty-first. $2 languages that are spoken, $3 those near one of them since $4, all since
$5, $6 skills that are there, and calls that need none since $7."""

_SHARE = f"""
WITH held AS MATERIALIZED (
    SELECT number_index, count(*) AS n FROM (
        SELECT number_index FROM call WHERE state <> 'ended' AND owner_id IS NOT NULL
        UNION ALL
        SELECT number_index FROM offer JOIN call ON call.id = call_id WHERE offer.state = 'offered'
    ) AS all_held GROUP BY number_index
)
SELECT number, coalesce(held.n, 0) AS held, (
    SELECT count(*) FROM (
        SELECT FROM call WHERE number_index = number AND state <> 'ended' LIMIT {FLOOD_LIVE + 1}
    ) AS those
) AS live
FROM unnest($1::bytea[]) AS number LEFT JOIN held ON held.number_index = number
"""


@dataclass
class _Share:
    """How many counsellors each number holds, or rings at, and how many calls of it live.

    Only numbers with a further call are asked for: of the others nothing is held.
    """

    held: Counter[bytes]
    live: Mapping[bytes, int]
    free: int

    def allows(self, number: bytes | None) -> bool:
        """Whether one more call of this number may ring; withheld ones always may."""
        if number is None or number not in self.live:
            return True
        return may_ring_further(self.held[number], self.free, self.live[number])

    def rings(self, number: bytes | None) -> None:
        """One more of them rings, and one counsellor less is free."""
        self.free -= 1
        self.held.update([] if number is None else [number])


@dataclass(frozen=True)
class _Next:
    """A caller whose turn it may be; `number` is the blind index, None when withheld."""

    caller: Waiting
    incident_id: UUID
    number: bytes | None
    further: bool


async def run_routing(
    database: Database,
    ring_seconds: float,
    stop: asyncio.Event,
    link_seconds: float = LINK_SECONDS,
    pace: Pace | None = None,
) -> None:
    """Offer waiting calls whenever something happened, until `stop`; survives a lost database.

    Only to counsellors whose console has answered within `link_seconds`.
    """
    loop = asyncio.get_running_loop()
    async with database.bell.listening() as heard:
        gap, looked = ROUTING_GAP_SECONDS, loop.time()
        while not stop.is_set():
            await heard(gap)
            try:
                if loop.time() - looked > PLACES_AGAIN_SECONDS:
                    await placing.place_new(database)
                    await placing.place_again(database)
                    looked = loop.time()
                if not await database.ask(_SOMEBODY_WAITS):
                    gap = NOBODY_WAITS_GAP_SECONDS
                    continue
                busy = await offer_waiting(database, ring_seconds, link_seconds, pace) is None
                gap = NOBODY_FREE_GAP_SECONDS if busy else ROUTING_GAP_SECONDS
            except Exception as error:  # nobody would notice that nobody is offered a call
                log.warning("routing_lost", error=type(error).__name__)
                await asyncio.sleep(0.5)


async def offer_waiting(
    database: Database,
    ring_seconds: float,
    link_seconds: float = LINK_SECONDS,
    pace: Pace | None = None,
) -> int | None:
    """Offer every waiting call that somebody free can take, in order; says how many.

    None when nobody is free: then there is no use in looking at the queue, however long.
    """
    pace = pace or Pace()
    async with database.transaction() as session:
        free = await _free(session, link_seconds, pace, FEW)
        if not free:
            return None
        fresh = await placing.fresh(session)
        if not fresh.told:
            waiting, share = await _look(session, free, pace)
    if fresh.told:
        await placing.place(database, fresh)
        async with database.transaction() as session:
            waiting, share = await _look(session, free, pace)
    if any(len(one.caller.passed_by) > PASSED_BY_FEW for one in waiting):
        async with database.transaction() as session:
            free = await _free(session, link_seconds, pace, None)
    made = await _offer_all(database, waiting, _candidates(free), share, ring_seconds, pace)
    if not fresh.told:  # after the offers, which note it too: such callers stand there anyway
        await placing.note(database, [one for one in fresh.plain if one not in made])
    return len(made)


async def _free(
    session: AsyncSession, link_seconds: float, pace: Pace, of_a_kind: int | None
) -> list[AvailableCounsellor]:
    return await available_counsellors(session, link_seconds, pace.after_link_lost, of_a_kind)


async def _look(
    session: AsyncSession, free: Sequence[AvailableCounsellor], pace: Pace
) -> tuple[list[_Next], _Share]:
    waiting = await _waiting(session, free, pace)
    return waiting, await _share(session, waiting, free[0].of_all)


async def _offer_all(
    database: Database,
    waiting: Sequence[_Next],
    free: list[Candidate],
    share: _Share,
    ring_seconds: float,
    pace: Pace,
) -> set[UUID]:
    made: set[UUID] = set()
    for one in waiting:
        if not free:
            break
        if not share.allows(one.number):
            continue
        outcome, free = await _offer_one(database, one, free, ring_seconds, pace)
        if outcome == "offered":
            made.add(one.caller.call_id)
            share.rings(one.number)
    return made


async def _offer_one(
    database: Database,
    one: _Next,
    free: list[Candidate],
    ring_seconds: float,
    pace: Pace,
) -> tuple[str, list[Candidate]]:
    """Offer one call, to the next best where another process was quicker: how it went, and who
    is still free.
    """
    while (choice := choose(one.caller, free, clock.now(), pace)) is not None:
        outcome = await _offer(database, one, choice, ring_seconds)
        if outcome == "call_taken":
            return outcome, free
        chosen = choice.staff_id
        free = [other for other in free if other.staff_id != chosen]
        if outcome == "offered":
            return outcome, free
    return "nobody_fits", free


async def _offer(database: Database, one: _Next, choice: Choice, ring_seconds: float) -> str:
    """One offer in one transaction; another process may have been quicker with either side.

    What is wrong with one call (its ticket is locked for long) holds up no other.
    """
    try:
        async with database.transaction() as session:
            incident, call = await lock_call(session, one.caller.call_id, one.incident_id)
            if call.state is not CallState.WAITING:
                return "call_taken"
            due = clock.seconds_from_now(ring_seconds)
            await offers.make(session, incident, call, choice, due)
            return "offered"
    except offers.RingsAlready:
        return "call_taken"
    except IllegalMove:
        return "counsellor_taken"
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        log.warning("offer_failed", call_id=str(one.caller.call_id), error=type(error).__name__)
        return "call_taken"


async def _waiting(
    session: AsyncSession, free: Sequence[AvailableCounsellor], pace: Pace
) -> list[_Next]:
    """Calls that ring at nobody and that one of these may take, the highest score first."""
    found = await fetch(session, WAITING, AT_ONCE, *_within_reach(free, pace))
    before = [row["id"] for row in found if row["rang_before"]]
    passed = await offers.passed_by(session, before) if before else {}
    return [
        _Next(Waiting(id_, language, queued_at, passed.get(id_, {}), skill), incident, number, more)
        for id_, incident, language, queued_at, skill, number, more, _ in found
    ]


def _within_reach(free: Sequence[AvailableCounsellor], pace: Pace) -> tuple[Any, ...]:
    """The values $2 to $7 of `WAITING` for these counsellors, by the rule of `routing.reach`."""
    now = clock.now()
    spoken = {code for one in free for code in one.languages}
    near = {code for code, others in NEAR.items() if spoken.intersection(others)}
    skills = {code for one in free for code in one.skills}
    near_since, any_since, skill_since = (
        now - timedelta(seconds=seconds)
        for seconds in (pace.language_widens, 2 * pace.language_widens, pace.skill_widens)
    )
    return sorted(spoken), sorted(near), near_since, any_since, sorted(skills), skill_since


async def _share(session: AsyncSession, waiting: Collection[_Next], free: int) -> _Share:
    numbers = {one.number for one in waiting if one.further and one.number is not None}
    rows = await fetch(session, _SHARE, list(numbers)) if numbers else []
    held = Counter({row["number"]: row["held"] for row in rows})
    return _Share(held, {row["number"]: row["live"] for row in rows}, free)


def _candidates(free: Iterable[AvailableCounsellor]) -> list[Candidate]:
    return [Candidate(one.staff_id, one.languages, one.skills, one.idle_since) for one in free]
