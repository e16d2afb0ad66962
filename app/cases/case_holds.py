"""What keeps a case open; asked for when it is to be closed, by every part that knows a reason.

Whoever has a reason of its own registers with `held_by`.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import holds
from app.cases.case_models import Case
from app.core.db import fetch

Asked = Callable[[AsyncSession, UUID], Awaitable[list[UUID]]]
"""A case → the ids of what holds it open."""

KINDS: Final = {
    "approval_pending": "an approval is waited for",
    "assignment_pending": "somebody is asked to take it on",
    "action_open": "an action of the plan is open",
    "referral_out": "an organisation has not answered a referral",
    "reintegration_open": "the child is to go home, or is followed up there",
    "cash_runs": "the cash transfer of the child is under way",
    **holds.KINDS,
}
"""Why, as an English sentence's end; screens show their own words for the kind."""

_OWN: Final = """
SELECT 'approval_pending' AS kind, id FROM case_approval
    WHERE case_id = $1 AND state = 'requested' AND sheet <> 'closure'
UNION ALL SELECT 'assignment_pending', id FROM case_assignment
    WHERE case_id = $1 AND state = 'asked'
UNION ALL SELECT 'action_open', id FROM case_action WHERE case_id = $1 AND state = 'open'
UNION ALL SELECT 'referral_out', id FROM case_referral WHERE case_id = $1 AND state = 'sent'
UNION ALL SELECT 'reintegration_open', id FROM reintegration
    WHERE case_id = $1 AND state IN ('planned', 'home')
ORDER BY 1, 2
"""
_INCIDENTS: Final = "SELECT incident_id FROM case_incident WHERE case_id = $1"
_ASKED: Final[dict[str, Asked]] = {}


def held_by(kind: str, asked: Asked) -> None:
    """From now on ask `asked` what holds a case open."""
    assert kind in KINDS
    _ASKED[kind] = asked


async def holds_of(session: AsyncSession, case: Case) -> list[dict[str, Any]]:
    """What holds a case open at this moment, as `kind` and `ref`: its own, and its incidents'."""
    found = [
        {"kind": row["kind"], "ref": str(row["id"])} for row in await fetch(session, _OWN, case.id)
    ]
    incidents = [row["incident_id"] for row in await fetch(session, _INCIDENTS, case.id)]
    for held in (await holds.holds_of(session, incidents)).values() if incidents else ():
        found += held
    for kind, asked in _ASKED.items():
        found += [{"kind": kind, "ref": str(ref)} for ref in await asked(session, case.id)]
    return found
