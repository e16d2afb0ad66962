"""The doors to a child's record: a person, recorded, with a reason where it is not one's own work.

They stand beside those of a ticket (access.py): whoever may open a ticket as his or her own work
may open the record of its child, and of the records merged with it. The system names a reason.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import access
from app.cases.access import SystemReason
from app.cases.aliases import TOLD, kept_of
from app.cases.models import Child, Incident
from app.cases.people_models import ChildAccess
from app.core import clock
from app.core.db import execute, fetch, fetch_value, take, take_all
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.core.rows import columns_of
from app.staff.auth import SignedIn

OWN_WORK: Final = "own work"
WHY_OPENED: Final = ("supervision", "same_child", "tracing", "complaint", "review")
"""Reasons for which somebody may open a record that is not his or her own work."""

Owns = Callable[[AsyncSession, UUID, Collection[UUID]], Awaitable[bool]]
"""Whether a person of that id has the children of these ids as his or her own work."""
_OWNS: Final[list[Owns]] = []


class ChildReason(StrEnum):
    """Why the system itself opens a child's record; no other reason opens it."""

    SCREEN = "screen"
    SAME_CHILD = "same_child"
    LOST_FOUND = "lost_found"
    REFERRAL = "referral"
    REINTEGRATION = "reintegration"
    STAY = "stay"
    ROLL = "roll"
    CASH = "cash"
    BOARD = "board"


class ChildNotFound(NotFound):
    """No such child, or not one this person may know of."""

    code = "child_not_found"


class ReasonIsNeeded(HelplineError):
    """The record is not this person's own work: it opens with a reason, which is recorded."""

    status = 422
    code = "why_is_needed"


class ChildIsMerged(HelplineError):
    """The record was merged into another one, which `kept` names: that one is worked on."""

    code = "child_is_merged"


def own_work_by(owns: Owns) -> None:
    """From now on `owns` is asked as well whose work a child is (whoever owns its case)."""
    _OWNS.append(owns)


@dataclass(frozen=True)
class Opened:
    """A locked record, and those merged into it, each with the ticket that hears of changes."""

    child: Child
    members: list[Child]
    tickets: dict[UUID, Incident]
    """By the id of a member: the ticket it was made for, or the one that is kept of it."""


_READ = f"SELECT {columns_of(Child)} FROM child WHERE id = $1"
_GROUP = f"SELECT {columns_of(Child)} FROM child WHERE id = $1 OR merged_into = $1 ORDER BY id"
_LOCKED = f"{_GROUP} FOR UPDATE"


async def _load(session: AsyncSession, child_id: UUID) -> Child:
    child = await take(session, Child, _READ, child_id)
    if child is None:
        raise ChildNotFound("There is no such child, or it is not yours to open.")
    return child


async def is_own(session: AsyncSession, signed: SignedIn, child: Child) -> bool:
    """Whether the child is this person's work: by a ticket, by having added it, by its case."""
    group = await take_all(session, Child, _GROUP, child.merged_into or child.id)
    if any(one.added_by == signed.id for one in group):
        return True
    tickets = {one.incident_id for one in group} - {None}
    for ticket in tickets:
        if ticket is not None and await access.may_open(session, signed, ticket, "own"):
            return True
    ids = [one.id for one in group]
    return any([await owns(session, signed.id, ids) for owns in _OWNS])


async def by_person(
    session: AsyncSession,
    signed: SignedIn,
    child_id: UUID,
    scope: str,
    *,
    why: str | None = None,
    record: bool = True,
) -> Child:
    """A child's record for a person, merged or not. The opening is recorded.

    Raises ChildNotFound, the same for absent and forbidden, ReasonIsNeeded, InputIsInvalid.
    """
    child = await _load(session, child_id)
    own = await is_own(session, signed, child)
    if not own and scope != "all":
        raise ChildNotFound("There is no such child, or it is not yours to open.")
    if why is not None and why not in WHY_OPENED:
        raise InputIsInvalid(f"Choose one of: {', '.join(WHY_OPENED)}.", field="why")
    if not own and why is None and record:
        raise ReasonIsNeeded("This is not your own work: say why you open it.", field="why")
    if record:
        await _record(session, signed, child.id, OWN_WORK if own else why or OWN_WORK)
    return child


async def _record(session: AsyncSession, signed: SignedIn, child_id: UUID, reason: str) -> None:
    session.add(ChildAccess(child_id=child_id, at=clock.now(), staff_id=signed.id, reason=reason))
    await session.flush()


ON_A_ROLL: Final = "roll"
"""Stands as the reason of an opening by whoever reads what the children of a site are called."""
_ON_A_ROLL = """
INSERT INTO child_access (id, child_id, at, staff_id, reason)
SELECT gen_random_uuid(), child_id, $3::timestamptz, $2::uuid, $4::text
FROM unnest($1::uuid[]) AS shown (child_id)
WHERE NOT EXISTS (SELECT FROM child_access WHERE child_access.child_id = shown.child_id
    AND staff_id = $2 AND reason = $4 AND at >= $5)
"""


async def record_on_a_roll(
    session: AsyncSession, staff_id: UUID, child_ids: Collection[UUID]
) -> None:
    """Somebody is shown what these children are called; noted once a day for each."""
    now = clock.now()
    today = now.astimezone(clock.DHAKA).replace(hour=0, minute=0, second=0, microsecond=0)
    await execute(session, _ON_A_ROLL, list(child_ids), staff_id, now, ON_A_ROLL, today)


async def record_side_by_side(
    session: AsyncSession, signed: SignedIn, children: Collection[Child]
) -> None:
    """Records are looked at beside each other, to see whether they are of one child."""
    for child in children:
        await _record(session, signed, child.id, "same_child")


async def to_change(session: AsyncSession, signed: SignedIn, child_id: UUID, scope: str) -> Opened:
    """The same for a verb, locked; its event tells as much as a record of the opening.

    Raises ChildNotFound, ChildIsMerged.
    """
    child = await by_person(session, signed, child_id, scope, record=False)
    return await locked(session, child.id)


async def locked(session: AsyncSession, child_id: UUID) -> Opened:
    """A record and what was merged into it, their tickets locked first (design §4).

    Raises ChildNotFound, ChildIsMerged.
    """
    return (await locked_all(session, [child_id]))[0]


Between = Callable[[AsyncSession, Collection[UUID]], Awaitable[None]]
"""Locks what comes after the tickets and before the records of these ids."""


async def locked_all(
    session: AsyncSession, child_ids: list[UUID], between: Between | None = None
) -> list[Opened]:
    """Several records at once: tickets in the order of their ids, then records in theirs."""
    tickets: dict[UUID, UUID] = {}
    members: set[UUID] = set()
    for child_id in child_ids:
        for one in await take_all(session, Child, _GROUP, child_id):
            members.add(one.id)
            if one.incident_id is not None:
                tickets[one.id] = await kept_of(session, one.incident_id)
    held = {
        id_: await access.for_system(session, id_, SystemReason.CHILD, lock=True)
        for id_ in sorted(set(tickets.values()))
    }
    if between is not None:
        await between(session, members)
    of_member = {member: held[ticket] for member, ticket in tickets.items()}
    groups = {id_: await take_all(session, Child, _LOCKED, id_) for id_ in sorted(child_ids)}
    return [_opened(id_, groups[id_], of_member) for id_ in child_ids]


def _opened(child_id: UUID, members: list[Child], tickets: dict[UUID, Incident]) -> Opened:
    child = next((one for one in members if one.id == child_id), None)
    if child is None:
        raise ChildNotFound("There is no such child, or it is not yours to open.")
    if child.merged_into is not None:
        raise ChildIsMerged(
            "This record was merged into another one: go on there.", kept=str(child.merged_into)
        )
    return Opened(child, members, {one.id: tickets[one.id] for one in members if one.id in tickets})


async def for_system(session: AsyncSession, child_id: UUID, reason: ChildReason) -> Child:
    """A child for the system itself, for a named reason. Raises ChildNotFound."""
    ChildReason(reason)
    return await _load(session, child_id)


_SOME = f"SELECT {columns_of(Child)} FROM child WHERE id = ANY($1)"


async def some_for_system(
    session: AsyncSession, child_ids: Collection[UUID], reason: ChildReason
) -> dict[UUID, Child]:
    """The same of several, by id; unknown ids are left out."""
    ChildReason(reason)
    found = await take_all(session, Child, _SOME, list(child_ids))
    return {child.id: child for child in found}


_KEPT = "SELECT coalesce(merged_into, id) FROM child WHERE id = $1"


async def kept_child(session: AsyncSession, child_id: UUID) -> UUID:
    """The record that is worked on: this one, or the one it was merged into."""
    kept: UUID | None = await fetch_value(session, _KEPT, child_id)
    if kept is None:
        raise ChildNotFound("There is no such child, or it is not yours to open.")
    return kept


_MEMBERS = """
SELECT id FROM child WHERE id = $1 OR merged_into = $1 ORDER BY id
"""
_MERGED = "SELECT id, merged_into FROM child WHERE id = ANY($1) AND merged_into IS NOT NULL"


async def members_of(session: AsyncSession, child_id: UUID) -> list[UUID]:
    """Every record of this child: the one that is kept, and those merged into it."""
    kept = await kept_child(session, child_id)
    return [row["id"] for row in await fetch(session, _MEMBERS, kept)]


async def merged_among(session: AsyncSession, child_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Those of these records that were merged, with the one that is kept: for counting children."""
    return dict(await fetch(session, _MERGED, list(child_ids)))


_OF_INCIDENT = f"""
{TOLD} SELECT child.id FROM child JOIN told ON child.incident_id = told.id
ORDER BY added_at, child.id
"""


async def children_of(session: AsyncSession, incident_id: UUID) -> list[UUID]:
    """Ids of the children of a ticket and of those linked to it, the first added first."""
    return [row["id"] for row in await fetch(session, _OF_INCIDENT, incident_id)]


_SAME = """
WITH kept AS (SELECT coalesce(merged_into, id) AS id FROM child WHERE id = $1)
SELECT id FROM kept UNION SELECT child.id FROM child JOIN kept ON child.merged_into = kept.id
"""


async def same_child_as(session: AsyncSession, child_id: UUID) -> set[UUID]:
    """Ids of all records that are one child by now: this one, and those merged with it."""
    return {row["id"] for row in await fetch(session, _SAME, child_id)}


_SIDES = """
SELECT child.merged_into, child.id FROM relation
JOIN child ON child.id IN (relation.child_id, relation.other_child_id) WHERE relation.id = $1
"""


async def sides_of(session: AsyncSession, relation_id: UUID) -> set[UUID]:
    """The kept records of the children a line is about: one, or two."""
    return {kept or id_ for kept, id_ in await fetch(session, _SIDES, relation_id)}


_IDS = "SELECT id FROM child WHERE id = $1 OR merged_into = $1 ORDER BY id"
_IDS_LOCKED = f"{_IDS} FOR UPDATE"


async def group_of(session: AsyncSession, child_id: UUID, *, lock: bool = False) -> list[UUID]:
    """Ids of all records of one child: the kept one, and those merged into it.

    `lock`: none of them is merged or parted until the transaction ends. Raises ChildNotFound.
    """
    while True:
        kept = await kept_child(session, child_id)
        found = await fetch(session, _IDS_LOCKED if lock else _IDS, kept)
        if not lock or kept == await kept_child(session, child_id):
            return [row["id"] for row in found]
