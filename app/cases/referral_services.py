"""The services a child receives: written down here by whoever knows of them, and compared.

A child that has several records is one child (decision 0047): what stands with any of them counts.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_access import must_be_open
from app.cases.case_deadlines import moved
from app.cases.case_models import Case
from app.cases.case_timeline import of
from app.cases.referral_duplicates import Receives, Warned, warnings
from app.cases.referral_events import CaseServiceNoted
from app.cases.referral_models import ReceivedService
from app.cases.same_child_score import LIKELY_FROM
from app.core import clock
from app.core.db import execute, fetch
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.directory.models import Organisation
from app.directory.states import CentreService


class ReceivedNotFound(NotFound):
    """No such service is written down in this case."""

    code = "received_not_found"


class ServiceIsOver(HelplineError):
    """The child does not receive this service any more; or its referral says when it ends."""

    code = "service_is_over"


async def begin(
    session: AsyncSession,
    child_id: UUID,
    kind: CentreService,
    organisation_id: UUID | None,
    by: UUID,
    *,
    case_id: UUID | None = None,
    referral_id: UUID | None = None,
    since: datetime | None = None,
) -> ReceivedService:
    """From `since` on, else from now on, the child receives this service."""
    made = ReceivedService(
        child_id=child_id,
        case_id=case_id,
        kind=kind,
        organisation_id=organisation_id,
        referral_id=referral_id,
        since=since or clock.now(),
        noted_by=by,
    )
    session.add(made)
    await session.flush()
    return made


_END = "UPDATE received_service SET until = $2 WHERE referral_id = $1 AND until IS NULL"


async def end_of_referral(session: AsyncSession, referral_id: UUID) -> None:
    """What was given on a referral is given no more."""
    await execute(session, _END, referral_id, clock.now())


async def note(
    session: AsyncSession,
    case: Case,
    kind: str,
    organisation_id: UUID | None,
    since: datetime | None,
    by: UUID,
) -> ReceivedService:
    """The child of a locked case receives a service without a referral of ours, as somebody tells.

    Raises InputIsInvalid, CaseIsClosed.
    """
    must_be_open(case)
    if since is not None and since > clock.now():
        raise InputIsInvalid("That moment has not come yet.", field="since")
    if organisation_id is not None and await session.get(Organisation, organisation_id) is None:
        raise InputIsInvalid("There is no such organisation.", field="organisation")
    made = await begin(
        session,
        case.child_id,
        CentreService(kind),
        organisation_id,
        by,
        case_id=case.id,
        since=since,
    )
    await _tell(session, case, made, by)
    return made


async def end(session: AsyncSession, case: Case, received_id: UUID, by: UUID) -> ReceivedService:
    """The child does not receive it any more. Raises ReceivedNotFound, ServiceIsOver."""
    must_be_open(case)
    row = await session.get(ReceivedService, received_id)
    if row is None or row.case_id != case.id:
        raise ReceivedNotFound("There is no such service in this case.")
    if row.until is not None or row.referral_id is not None:
        raise ServiceIsOver(
            "It is over already, or ends with its referral.", legal=["done", "revoke"]
        )
    row.until = clock.now()
    session.add(row)
    await session.flush()
    await _tell(session, case, row, by)
    return row


async def _tell(session: AsyncSession, case: Case, row: ReceivedService, by: UUID) -> None:
    told = CaseServiceNoted(
        **of(case), received_id=row.id, service=row.kind.value, ended=row.until is not None
    )
    await moved(session, case, told, by)


_SAME: Final = """
WITH kept AS (
    SELECT coalesce(merged_into, id) AS id FROM child WHERE id = $1
), same AS (
    SELECT child.id FROM child JOIN kept ON child.id = kept.id OR child.merged_into = kept.id
), pair AS (
    SELECT CASE WHEN child_id = kept.id THEN other_id ELSE child_id END AS id
    FROM same_child JOIN kept ON kept.id IN (child_id, other_id)
    WHERE state = 'suggested' AND score >= $2
), likely AS (
    SELECT child.id FROM child JOIN pair ON child.id = pair.id OR child.merged_into = pair.id
)
"""
_FOUND: Final = f"""
{_SAME}
SELECT received_service.organisation_id, case_id, since, false AS asked_only,
    child_id IN (SELECT id FROM same) AS certain
FROM received_service
WHERE until IS NULL AND kind = $3
    AND child_id IN (SELECT id FROM same UNION SELECT id FROM likely)
UNION ALL SELECT case_referral.organisation_id, case_id, sent_at, true,
    child_id IN (SELECT id FROM same)
FROM case_referral JOIN case_file ON case_file.id = case_id
WHERE case_referral.state = 'sent' AND what = 'referral' AND service = $3
    AND child_id IN (SELECT id FROM same UNION SELECT id FROM likely)
"""


async def duplicates(session: AsyncSession, case: Case, kind: str) -> list[Warned]:
    """What whoever refers the child of this case for this service is warned of."""
    found = await fetch(session, _FOUND, case.child_id, LIKELY_FROM, kind)
    return warnings(
        kind,
        case.id,
        [
            Receives(
                kind,
                row["organisation_id"],
                row["case_id"],
                row["since"],
                row["certain"],
                row["asked_only"],
            )
            for row in found
        ],
    )
