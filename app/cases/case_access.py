"""The doors to a case: a person, whose opening is recorded, and the system; nobody else opens one.

The owner, whoever is asked to take it on, and its supervisor need no reason. Whoever oversees its
area needs none while it is open. For all else of a role that may open cases a reason is asked for,
which counts for twelve hours; for a closed one everybody is asked. Decision 0046.
"""

from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_sealed
from app.cases.case_models import Case, CaseOpening
from app.cases.case_states import CaseState, WhyOpened
from app.cases.case_timeline import WHOLE_COUNTRY
from app.cases.people_access import own_work_by
from app.core import clock
from app.core.db import fetch, fetch_value, take
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.core.rows import columns_of
from app.core.words import latin_digits
from app.staff.auth import SignedIn

OWN_WORK: Final = "own_work"
PAYMENT: Final = "payment"
"""Stands as the reason of whoever pays money out to the child of a case, and sees no word of it."""
REASON_COUNTS: Final = timedelta(hours=12)

_READ = f"SELECT {columns_of(Case)} FROM case_file WHERE id = $1"
_LOCKED = f"{_READ} FOR UPDATE"
_PART = """
SELECT owner_id = $2 OR supervisor_id IS NOT DISTINCT FROM $2 AS works,
    EXISTS (SELECT FROM case_assignment
        WHERE case_id = $1 AND to_id = $2 AND state = 'asked') AS asked,
    state = 'closed' AS closed,
    EXISTS (SELECT FROM case_area
        WHERE staff_id = $2 AND ended_at IS NULL AND place = ANY(within))
    OR $3 AND NOT EXISTS (SELECT FROM case_area
        WHERE staff_id = $2 AND ended_at IS NULL) AS oversees,
    EXISTS (SELECT FROM case_opening WHERE case_id = $1 AND staff_id = $2 AND at > $4
        AND reason NOT IN ('own_work', 'referral', 'payment') AND document_id IS NULL) AS reasoned
FROM case_file WHERE id = $1
"""


class SystemWhy(StrEnum):
    """Why the system itself opens a case; no other reason opens it."""

    DEADLINE = "deadline"
    AUDIT = "audit"
    INCIDENT_MOVED_ON = "incident_moved_on"
    SCREEN = "screen"
    KIN = "kin"
    NEW_RISK = "new_risk"
    REFERRAL = "referral"
    STAY = "stay"
    SITE = "site"
    CASH = "cash"
    BOARD = "board"
    PHONE = "phone"


class CaseNotFound(NotFound):
    """No such case, or not one this person may know of."""

    code = "case_not_found"


class ReasonIsNeeded(HelplineError):
    """It is `closed`, or not of the area this person oversees: say why it is opened."""

    status = HTTPStatus.FORBIDDEN
    code = "reason_is_needed"


class CaseIsClosed(HelplineError):
    """Nothing can be changed in a closed case; `legal` says what can be done."""

    code = "case_is_closed"


def not_found() -> CaseNotFound:
    """The same words for what is absent and what is not this person's."""
    return CaseNotFound("There is no such case, or it is not yours to open.")


async def may_open(session: AsyncSession, signed: SignedIn, case_id: UUID, scope: str) -> bool:
    """Whether this person may see the case now without giving a reason first."""
    try:
        await _must_be_open_to(session, signed, case_id, scope, write=False)
    except HelplineError:
        return False
    return True


async def by_person(
    session: AsyncSession,
    signed: SignedIn,
    case_id: UUID,
    scope: str,
    *,
    lock: bool = False,
    record: bool = True,
    asked_may: bool = False,
    closed_may: bool = False,
) -> Case:
    """A case for a person. Raises CaseNotFound, the same for absent and foreign; ReasonIsNeeded.

    The opening is recorded; a verb passes `lock`, and `record=False`, since its event tells as
    much. It is locked before it is looked at: whoever has lost it meanwhile is refused. Whoever is
    only asked to take a case on may read it, and write nothing but the answer (`asked_may`).
    `closed_may`: the verb brings its own reason for a closed one.
    """
    case = await _load(session, case_id, lock=True) if lock else None
    await _must_be_open_to(
        session,
        signed,
        case_id,
        scope,
        write=lock and not asked_may,
        closed_may=closed_may,
    )
    if record:
        await _record(session, case_id, signed.id, OWN_WORK)
    return case or await _load(session, case_id, lock=False)


async def with_reason(
    session: AsyncSession,
    signed: SignedIn,
    case_id: UUID,
    scope: str,
    reason: str,
    note: str | None,
) -> Case:
    """A case for a person who says why. Raises CaseNotFound, InputIsInvalid."""
    with suppress(ReasonIsNeeded):
        await _must_be_open_to(session, signed, case_id, scope, write=False)
    if reason == WhyOpened.OTHER and not (note or "").strip():
        raise InputIsInvalid("Say which other reason.", field="note")
    await _record(session, case_id, signed.id, WhyOpened(reason).value, note=note)
    return await _load(session, case_id, lock=False)


async def opened_document(
    session: AsyncSession, signed: SignedIn, case_id: UUID, document_id: UUID
) -> None:
    """Record that a person, let in just now, opens a document."""
    await _record(session, case_id, signed.id, OWN_WORK, document_id=document_id)


async def for_system(
    session: AsyncSession, case_id: UUID, why: SystemWhy, *, lock: bool = False
) -> Case:
    """A case for the system itself, for a named reason. Raises CaseNotFound."""
    SystemWhy(why)
    return await _load(session, case_id, lock=lock)


async def for_payment(session: AsyncSession, signed: SignedIn, case_id: UUID) -> Case:
    """A case for whoever pays money out to its child; recorded, and no reason to open the file.

    The caller shows the payee, the account and the sum, and nothing else. Raises CaseNotFound.
    """
    await _record(session, case_id, signed.id, PAYMENT)
    return await _load(session, case_id, lock=False)


async def _must_be_open_to(
    session: AsyncSession,
    signed: SignedIn,
    case_id: UUID,
    scope: str,
    *,
    write: bool,
    closed_may: bool = False,
) -> None:
    since = clock.now() - REASON_COUNTS
    found = await fetch(session, _PART, case_id, signed.id, signed.role == WHOLE_COUNTRY, since)
    if not found:
        raise not_found()
    part = found[0]
    own = part["works"] or (part["asked"] and not write)
    if scope != "all" and not own:
        raise not_found()
    closed = part["closed"] and not closed_may
    if (closed or not (own or part["oversees"])) and not part["reasoned"]:
        raise ReasonIsNeeded(
            "This case is closed." if closed else "This case is of another area.",
            reasons=[reason.value for reason in WhyOpened],
            closed=closed,
        )


async def _record(
    session: AsyncSession,
    case_id: UUID,
    staff_id: UUID,
    reason: str,
    *,
    note: str | None = None,
    document_id: UUID | None = None,
) -> None:
    made = CaseOpening(
        case_id=case_id,
        at=clock.now(),
        staff_id=staff_id,
        reason=reason,
        document_id=document_id,
    )
    if note:
        key = await case_sealed.key_of(session, case_id)
        made.note = case_sealed.seal(key, note, "case_opening.note", made.id)
    session.add(made)
    await session.flush()


async def _load(session: AsyncSession, case_id: UUID, *, lock: bool) -> Case:
    case = await take(session, Case, _LOCKED if lock else _READ, case_id)
    if case is None:
        raise not_found()
    return case


_ONE_BY_ONE = "SELECT coalesce(merged_into, id) FROM child WHERE id = $1 FOR UPDATE"
_OPEN_OF_CHILD = """
SELECT id, number FROM case_file WHERE state = 'open'
    AND child_id IN (SELECT id FROM child WHERE id = $1 OR merged_into = $1)
ORDER BY number LIMIT 1
"""


async def open_case_of(session: AsyncSession, child_id: UUID) -> str | None:
    """The number of the child's open case, if there is one; the child is locked from then on.

    A case of a record that was merged with this one is of the same child. So of two that are to be
    opened or reopened at once, one finds the other.
    """
    found = await fetch(session, _OPEN_OF_CHILD, await _kept(session, child_id))
    return found[0]["number"] if found else None


async def _kept(session: AsyncSession, child_id: UUID) -> UUID:
    """The record that counts for the child, locked; it may be merged while we wait for the lock."""
    kept: UUID = await fetch_value(session, _ONE_BY_ONE, child_id)
    return kept if kept == child_id else await _kept(session, kept)


async def open_case_id_of(session: AsyncSession, child_id: UUID) -> UUID | None:
    """The same by its id."""
    found = await fetch(session, _OPEN_OF_CHILD, await _kept(session, child_id))
    return found[0]["id"] if found else None


_OPEN_AMONG = """
SELECT id FROM case_file WHERE state = 'open' AND child_id = ANY($1) ORDER BY number LIMIT 1
"""


async def open_case_among(session: AsyncSession, child_ids: Collection[UUID]) -> UUID | None:
    """The open case of a child whose records these are; None when it has none."""
    found: UUID | None = await fetch_value(session, _OPEN_AMONG, list(child_ids))
    return found


_OF_NUMBER = "SELECT id FROM case_file WHERE number = $1"


async def id_of(session: AsyncSession, number: str) -> UUID:
    """The case of this number. Raises CaseNotFound; whoever asks goes through a door with it."""
    found: UUID | None = await fetch_value(session, _OF_NUMBER, latin_digits(number).strip())
    if found is None:
        raise not_found()
    return found


_NUMBERS = "SELECT id, number, state FROM case_file WHERE id = ANY($1)"


async def numbers_of(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, str]:
    """Numbers of cases, which are no personal data."""
    found = await fetch(session, _NUMBERS, list(ids)) if ids else ()
    return {row["id"]: row["number"] for row in found}


def must_be_open(case: Case) -> None:
    """Raises CaseIsClosed."""
    if case.state is not CaseState.OPEN:
        raise CaseIsClosed(f"{case.number} is closed: reopen it first.", legal=["reopen"])


_WORKS_FOR = """
SELECT EXISTS (SELECT FROM case_file WHERE child_id = ANY($2) AND state = 'open'
    AND (owner_id = $1 OR supervisor_id = $1))
"""


async def works_for(session: AsyncSession, staff_id: UUID, children: Collection[UUID]) -> bool:
    """Whether somebody owns or supervises an open case of one of these children."""
    return bool(await fetch_value(session, _WORKS_FOR, staff_id, list(children)))


own_work_by(works_for)

_OWN_CHILDREN = """
SELECT id, child_id FROM case_file WHERE state = 'open' AND (owner_id = $1 OR supervisor_id = $1)
"""


async def own_children(session: AsyncSession, staff_id: UUID) -> dict[UUID, UUID]:
    """The children of one's own open cases, by case."""
    return {row["id"]: row["child_id"] for row in await fetch(session, _OWN_CHILDREN, staff_id)}


REACHED: Final = """
(SELECT id, number, owner_id, place, within,
    owner_id = $1 OR supervisor_id IS NOT DISTINCT FROM $1
    OR $2 AND (EXISTS (SELECT FROM case_area
            WHERE staff_id = $1 AND ended_at IS NULL AND place = ANY(within))
        OR $3 AND NOT EXISTS (SELECT FROM case_area
            WHERE staff_id = $1 AND ended_at IS NULL)) AS reached
FROM case_file)
"""
"""A table for lists of the rooms above to join, by id: whose cases are whose.

`$1` is the person, `$2` whether overseen ones count, `$3` whether no area means the country.

No column of it is personal, and none may become so: nobody's looking is recorded here.
"""
PLACES: Final = "(SELECT id, within FROM case_file)"
"""The same for counting by place, whoever's the cases are."""
