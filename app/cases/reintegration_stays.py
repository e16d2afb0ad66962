"""What cases must ask of the room where children stay: who is there, and that a stay ends.

That room stands above; it registers itself with `kept_by`. Nothing here knows a bed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import access, case_told
from app.cases.access import SystemReason
from app.cases.aliases import kept_of
from app.cases.case_models import Case
from app.cases.people_access import same_child_as
from app.cases.reintegration_states import Kind
from app.core.db import fetch, fetch_value
from app.core.errors import HelplineError, InputIsInvalid
from app.directory.queries import responder_names


class ChildStillStays(HelplineError):
    """The child stays in a centre, as far as is known: `stays` says which stay must end."""

    code = "child_still_stays"


class StayMayBeTheChilds(HelplineError):
    """A child of this ticket stays in a centre, and nobody wrote down which one of several.

    `maybe` are those stays: one is named, or it is said that the child is in none of them.
    """

    code = "stay_may_be_the_childs"


@dataclass(frozen=True, slots=True)
class Present:
    """A stay that has not ended."""

    id: UUID
    centre_id: UUID
    incident_id: UUID
    arrived_at: datetime
    child_id: UUID | None = None
    """The record of the child, where the centre knows it."""


class Stays(Protocol):
    """The room where children stay."""

    async def present(
        self,
        session: AsyncSession,
        incident_ids: Collection[UUID],
        child_ids: Collection[UUID],
    ) -> Sequence[Present]:
        """Stays of these incidents, or of these records of a child, that have not ended."""

    async def leave(
        self, session: AsyncSession, stay: Present, kind: Kind, at: datetime, by: UUID
    ) -> None:
        """The child left at `at` for where it goes; its incident is locked."""


_ROOMS: Final[list[Stays]] = []


def kept_by(stays: Stays) -> None:
    """From now on this room is asked."""
    _ROOMS.append(stays)


_CHILD = "SELECT child_id FROM case_file WHERE id = $1"
_OF_CASE = """
SELECT incident_id, greatest(
    (SELECT count(*) FROM case_incident AS every WHERE every.incident_id = one.incident_id),
    (SELECT count(*) FROM child WHERE child.incident_id = one.incident_id)
)::int AS children FROM case_incident AS one WHERE case_id = $1 ORDER BY incident_id
"""


async def _tickets(session: AsyncSession, case_id: UUID) -> dict[UUID, int]:
    """The incidents of a case, each with the number of children it is about."""
    found = await fetch(session, _OF_CASE, case_id)
    return {row["incident_id"]: row["children"] for row in found}


async def _present(session: AsyncSession, case_id: UUID) -> tuple[list[Present], set[UUID]]:
    """Stays that may be of the child of a case, and all records of that child."""
    child_id: UUID = await fetch_value(session, _CHILD, case_id)
    own, tickets = await same_child_as(session, child_id), list(await _tickets(session, case_id))
    found = [one for room in _ROOMS for one in await room.present(session, tickets, own)]
    return [one for one in found if one.child_id is None or one.child_id in own], own


_TICKET = """
SELECT coalesce(child.incident_id, (SELECT incident_id FROM case_incident
    WHERE case_id = case_file.id ORDER BY added_at, incident_id LIMIT 1))
FROM case_file JOIN child ON child.id = child_id WHERE case_file.id = $1
"""


async def ticket_of(session: AsyncSession, case_id: UUID) -> UUID:
    """The ticket of a case's child, or the one it was linked to: what a new stay belongs to."""
    found: UUID | None = await fetch_value(session, _TICKET, case_id)
    if found is None:
        raise access.IncidentNotFound("This case has no ticket.")
    return await kept_of(session, found)


async def lock_before(session: AsyncSession, case_id: UUID) -> None:
    """Lock the incidents whose stays may end, the open cases of the child, then its records.

    All of it before the case itself (design §4): two cases of one child, of records that were
    merged, are handed over at once without waiting for each other in a circle, and nobody admits
    the child meanwhile.
    """
    stays, _ = await _present(session, case_id)
    for incident_id in sorted({one.incident_id for one in stays}):
        await access.for_system(session, incident_id, SystemReason.STAY_MOVED_ON, lock=True)
    await case_told.lock_child(session, await fetch_value(session, _CHILD, case_id))


async def end(
    session: AsyncSession,
    case: Case,
    named: Collection[UUID],
    kind: Kind,
    at: datetime,
    by: UUID,
    *,
    none_of_them: bool = False,
) -> int:
    """End the stays that were named, since `at`, and say how many.

    A ticket may be of several children. Where it is of this child alone, every stay of it must be
    named; where nobody knows whose a stay is, that one, or that it is `none_of_them`. Raises
    InputIsInvalid, ChildStillStays, StayMayBeTheChilds.
    """
    tickets = await _tickets(session, case.id)
    found, own = await _present(session, case.id)
    stays = {one.id: one for one in found}
    if set(named) - set(stays):
        raise InputIsInvalid("No child of this case stays there now.", field="stays")
    left = [
        id_
        for id_, one in stays.items()
        if id_ not in named and (one.child_id in own or tickets.get(one.incident_id) == 1)
    ]
    if left:
        raise ChildStillStays(
            "The child stays in a centre: name the stay that ends.", stays=sorted(map(str, left))
        )
    if any(at < stays[id_].arrived_at for id_ in named):
        raise InputIsInvalid("The child had not come to the centre then.", field="at")
    if stays and not named and not none_of_them:
        raise StayMayBeTheChilds(
            "A child of this ticket stays in a centre: name the stay, or say that it is another.",
            maybe=await _maybe(session, found),
        )
    for room in _ROOMS:
        for id_ in sorted(set(named)):
            await room.leave(session, stays[id_], kind, at, by)
    return len(set(named))


async def _maybe(session: AsyncSession, found: Sequence[Present]) -> list[dict[str, Any]]:
    """Stays by where and since when, without a word of any child."""
    names = await responder_names(session, {one.centre_id for one in found})
    return [
        {
            "stay": str(one.id),
            "centre": names[one.centre_id],
            "arrived_at": one.arrived_at.isoformat(),
        }
        for one in found
    ]
