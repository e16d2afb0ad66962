"""The doors to an incident: a person, the system, a party's share; nothing else may open one.

Each opening by a person is recorded. The system gives a named reason. Aggregates come with
their own door when the first report needs one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.aliases import TOLD, kept_of, must_stand_alone
from app.cases.intake import FEMALE_WORKER, SHARED_WITH_WORKERS
from app.cases.models import AccessRecord, Incident, Party
from app.cases.people_record import NOTED, noted_for_matching
from app.cases.sealed import SAID_OF, unsealed
from app.core import clock, security
from app.core.db import Database, fetch, take
from app.core.errors import NotFound
from app.core.rows import columns_of
from app.staff.auth import SignedIn

GUEST = "guest"
"""The kind of a party that may see an incident only as long as he or she takes part."""

OUTLINES = (
    "(SELECT id, number, urgency, close_reason, "
    "state = 'open' AS open, state = 'linked' AS linked FROM incident)"
)
"""The door for counting and ordering: a table for statements of the rooms above to join, by id.

No column of it is personal, and none may become so: nobody's looking is recorded here.
"""

CLOCKS = (
    "(SELECT id, number, channel, urgency, place, version, opened_at, safe_at, "
    "state = 'open' AS open FROM incident)"
)
"""The same for the clock, with the version by which to see that something happened."""


_FREE = """
SELECT id, version FROM incident WHERE id = ANY($1) ORDER BY id FOR UPDATE SKIP LOCKED
"""


class SystemReason(StrEnum):
    """Why the system itself opens an incident; no other reason opens it."""

    CALL_MOVED_ON = "call_moved_on"
    DISPATCH_MOVED_ON = "dispatch_moved_on"
    DEADLINE = "deadline"
    SCREEN = "screen"
    MATCHING = "matching"
    LINKED = "linked"
    STAY_MOVED_ON = "stay_moved_on"
    CHILD = "child"


class IncidentNotFound(NotFound):
    """No such incident, or not one this person may know of."""

    code = "incident_not_found"


async def lock_free(session: AsyncSession, incident_ids: Collection[UUID]) -> dict[UUID, int]:
    """Locks those of these incidents that nobody works on just now; their versions by id.

    The others are left for the next time, so one that is held for long holds up nobody. Nothing
    personal is read.
    """
    return {row["id"]: row["version"] for row in await fetch(session, _FREE, list(incident_ids))}


async def may_open(
    session: AsyncSession, signed: SignedIn, incident_id: UUID, scope: str, *, write: bool = False
) -> bool:
    """Whether `signed`, whose permission has `scope`, may see this incident at all.

    `all` sees every incident, `own` those the person answered, `party` those he or she is
    helping with now. Whoever may see an incident may see the tickets that were linked to it.
    A guest, such as a colleague who is asked to take a call over, sees it meanwhile, and may not
    `write` in it.
    """
    if scope == "all":
        return await session.get(Incident, incident_id) is not None
    if await _is_party(session, signed, incident_id, scope, write):
        return True
    kept = await kept_of(session, incident_id)
    return kept != incident_id and await _is_party(session, signed, kept, scope, write)


async def _is_party(
    session: AsyncSession, signed: SignedIn, incident_id: UUID, scope: str, write: bool
) -> bool:
    refs = [ref for ref in (signed.id, signed.worker_id, signed.centre_id) if ref is not None]
    wanted = select(Party.id).where(Party.incident_id == incident_id, col(Party.ref).in_(refs))
    if scope == "party":
        wanted = wanted.where(col(Party.until).is_(None))
    if write:
        wanted = wanted.where(Party.kind != GUEST)
    wanted = wanted.where((col(Party.kind) != GUEST) | col(Party.until).is_(None))
    return (await session.exec(wanted.limit(1))).first() is not None


async def by_person(
    session: AsyncSession,
    signed: SignedIn,
    incident_id: UUID,
    scope: str,
    *,
    reason: str = "own work",
    lock: bool = False,
    record: bool = True,
) -> Incident:
    """An incident for a person. Raises IncidentNotFound, the same for absent and forbidden.

    The opening is recorded; a verb passes `record=False`, since its event tells as much, and
    `lock`: then a linked one raises IncidentIsLinked.
    """
    if not await may_open(session, signed, incident_id, scope, write=lock):
        raise _not_found()
    if record:
        session.add(
            AccessRecord(
                incident_id=incident_id,
                at=clock.now(),
                staff_id=signed.id,
                door="person",
                reason=reason,
            )
        )
    incident = await _load(session, incident_id, lock=lock)
    if lock:
        await must_stand_alone(session, incident_id)
    return incident


async def for_system(
    session: AsyncSession, incident_id: UUID, reason: SystemReason, *, lock: bool = False
) -> Incident:
    """An incident for the system itself, for a named reason. Raises IncidentNotFound."""
    SystemReason(reason)
    return await _load(session, incident_id, lock=lock)


_READ = f"SELECT {columns_of(Incident)} FROM incident WHERE id = $1"
_LOCKED = f"{_READ} FOR UPDATE"


async def _load(session: AsyncSession, incident_id: UUID, *, lock: bool) -> Incident:
    incident = await take(session, Incident, _LOCKED if lock else _READ, incident_id)
    if incident is None:
        raise _not_found()
    return incident


def _not_found() -> IncidentNotFound:
    return IncidentNotFound("There is no such incident, or it is not yours to open.")


_KEYS = "SELECT id, wrapped_key FROM incident WHERE id = ANY($1)"


async def keys_for(
    session: AsyncSession, incident_ids: Collection[UUID], reason: SystemReason
) -> dict[UUID, bytes]:
    """The data keys of several incidents, for a named reason; erased ones are left out."""
    SystemReason(reason)
    found = await fetch(session, _KEYS, list(incident_ids))
    opener = security.vault()
    return {
        incident_id: opener.unwrap(wrapped, incident_id.bytes)
        for incident_id, wrapped in found
        if wrapped is not None
    }


FOR_MATCHING = ("child_sex", "child_age", "needs")
"""What decides who may go to a child or take it in."""


class ForMatching(NamedTuple):
    """What matching may know of an incident: codes, no words. None is unknown.

    `answers` are `child_sex`, `child_age` and `female_wanted` (yes no); `excluded` are the ids of
    all who must not be asked.
    """

    place: str | None
    urgency: str | None
    categories: Sequence[str]
    language: str | None
    answers: dict[str, str | None]
    excluded: frozenset[UUID]


async def told_for_matching(session: AsyncSession, incident: Incident) -> ForMatching:
    """What matching may know of an incident that has been opened by whoever matches.

    What is noted of its child's sex and years counts before what was typed during the call.
    """
    told = await fetch(session, _MATCHED, incident.id, list(FOR_MATCHING))
    return _for_matching(incident.id, told)


async def told_at_a_glance(
    database: Database, incident_id: UUID, beside: str, *values: Any
) -> tuple[ForMatching, Mapping[str, Any], str | None]:
    """The same of one that is open to whoever asks, from one statement without a transaction.

    `beside` is what else is asked in the same moment: a query of one row whose values begin at $3.
    Its row comes second, the lineage of the database that answered third. Raises IncidentNotFound
    and the driver's errors.
    """
    told, lineage = await database.glance(
        _BESIDE.format(beside=beside), incident_id, list(FOR_MATCHING), *values
    )
    if not told:
        raise _not_found()
    return _for_matching(incident_id, told), told[0], lineage


def _for_matching(incident_id: UUID, told: Sequence[Mapping[str, Any]]) -> ForMatching:
    said, excluded = _put_together(told, FOR_MATCHING)
    wanted = FEMALE_WORKER in (said.pop("needs") or ())
    own = told[0]
    assert own["of"] == incident_id
    answers = {**said, **noted_for_matching(own), "female_wanted": "yes" if wanted else "no"}
    place, urgency, language = own["place"], own["urgency"], own["language"]
    return ForMatching(place, urgency, own["categories"], language, answers, excluded)


FOR_A_SERVICE = (
    "where_detail",
    "injured",
    "with_whom",
    "suspect",
    "safe_to_talk",
    "child_age",
    "needs",
)
"""What the brief for a service is made from. `suspect` is only compared with `with_whom`."""


async def answers_for_service(session: AsyncSession, incident_id: UUID) -> dict[str, str | None]:
    """The answers from which a service is told of an incident that a person has opened just now."""
    return await _said(session, incident_id, FOR_A_SERVICE, SystemReason.SCREEN)


FOR_A_PAPER = ("child_name", "child_age", "child_sex")
"""What a paper says of the child; the caller and what was told are not among it."""


async def answers_for_paper(session: AsyncSession, incident_id: UUID) -> dict[str, str | None]:
    """What goes onto a paper about an incident that a person has opened just now."""
    return await _said(session, incident_id, FOR_A_PAPER, SystemReason.SCREEN)


async def share_for_party(
    session: AsyncSession, incident_id: UUID, kind: str, ref: UUID
) -> dict[str, str | None]:
    """What somebody on the way to the child is shown, while he or she is a party; else nothing."""
    present = await session.exec(
        select(Party.id).where(
            Party.incident_id == incident_id,
            Party.kind == kind,
            Party.ref == ref,
            col(Party.until).is_(None),
        )
    )
    if present.first() is None:
        return {}
    return await _said(session, incident_id, SHARED_WITH_WORKERS, SystemReason.DISPATCH_MOVED_ON)


async def record_share(
    session: AsyncSession, incident_id: UUID, staff_id: UUID, ref: UUID, what: str = "task"
) -> None:
    """Record that a person is shown a party's share; once for each task, or what `ref` is."""
    record = AccessRecord(
        incident_id=incident_id,
        at=clock.now(),
        staff_id=staff_id,
        door="party",
        reason=f"{what} {ref}",
    )
    known = await session.exec(
        select(AccessRecord.id).where(
            AccessRecord.incident_id == incident_id,
            AccessRecord.staff_id == staff_id,
            AccessRecord.door == record.door,
            AccessRecord.reason == record.reason,
        )
    )
    if known.first() is None:
        session.add(record)
        await session.flush()


async def _said(
    session: AsyncSession, incident_id: UUID, fields: tuple[str, ...], reason: SystemReason
) -> dict[str, str | None]:
    await for_system(session, incident_id, reason)
    return (await _told(session, incident_id, fields))[0]


_COLUMNS = """
told.id AS of, ticket.wrapped_key AS own_key, ticket.place, ticket.urgency, ticket.categories,
    ticket.language, ARRAY(
        SELECT ref FROM exclusion WHERE incident_id = told.id AND lifted_at IS NULL
    ) AS excluded, said.*
"""
_SAID_OF_ALL = f"""
FROM told CROSS JOIN LATERAL (SELECT * FROM incident WHERE incident.id = told.id LIMIT 1) AS ticket
LEFT JOIN LATERAL ({SAID_OF.format(incidents="told.id")} OFFSET 0) AS said ON true
"""
"""One by one: the planner takes `told` for a hundred, and would read the tickets of all years."""
_ITSELF_FIRST = "ORDER BY told.id <> $1, ticket.opened_at, ticket.number"
_TOLD = f"{TOLD} SELECT {_COLUMNS} {_SAID_OF_ALL} {_ITSELF_FIRST}"
_AND_NOTED = f"{TOLD}, {NOTED} SELECT {_COLUMNS}, noted.*"
_MATCHED = f"{_AND_NOTED} {_SAID_OF_ALL} CROSS JOIN noted {_ITSELF_FIRST}"
_BESIDE = (
    f"{_AND_NOTED}, beside.* {_SAID_OF_ALL} CROSS JOIN noted "
    f"CROSS JOIN ({{beside}}) AS beside {_ITSELF_FIRST}"
)


async def _told(
    session: AsyncSession, incident_id: UUID, fields: tuple[str, ...]
) -> tuple[dict[str, Any], frozenset[UUID]]:
    """Fields of an incident and of the tickets linked to it, and whom their lines exclude."""
    return _put_together(await fetch(session, _TOLD, incident_id, list(fields)), fields)


def _put_together(
    told: Iterable[Mapping[str, Any]], fields: tuple[str, ...]
) -> tuple[dict[str, Any], frozenset[UUID]]:
    keys = {row["of"]: row["own_key"] for row in told}
    reports = unsealed(keys, (row for row in told if row["field"])).values()
    said = {field: _first(reports, field) for field in fields}
    return said, frozenset(ref for row in told for ref in row["excluded"])


def _first(reports: Iterable[Mapping[str, tuple[Any, Any]]], field: str) -> Any:
    """What was told in another report fills what the first leaves open, and nothing else."""
    values = (one[field][0] for one in reports if field in one)
    return next((value for value in values if value is not None), None)
