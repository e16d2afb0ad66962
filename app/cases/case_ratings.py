"""The risk of a case: rated by people, raised by the system and never lowered by it (I11)."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_sealed
from app.cases.case_access import must_be_open
from app.cases.case_deadlines import moved
from app.cases.case_events import CaseRated
from app.cases.case_facts import facts_of
from app.cases.case_models import Case, CaseRating
from app.cases.case_states import BY_THE_SYSTEM, RISK_BASES, Risk, worse
from app.cases.case_steps import current, steps
from app.cases.case_timeline import of
from app.cases.models import Incident, Urgency
from app.core import clock
from app.core.db import fetch_value
from app.core.errors import HelplineError, InputIsInvalid

LONGEST_WHY: Final = 4000


class OnlyASupervisorLowers(HelplineError):
    """A high risk is lowered by a supervisor alone, with a reason in words."""

    status = HTTPStatus.FORBIDDEN
    code = "only_a_supervisor_lowers"


async def rate(
    session: AsyncSession,
    case: Case,
    risk: Risk,
    basis: Sequence[str],
    why: str | None,
    by: UUID,
    *,
    may_lower: bool,
) -> None:
    """A person rates the risk of a locked case, on a basis; due dates follow at once.

    `may_lower`: a supervisor, who alone lowers from high, and says why; of a case that was reopened
    from the risk of its last episode. Raises CaseIsClosed, InputIsInvalid, OnlyASupervisorLowers.
    """
    must_be_open(case)
    said = (why or "").strip()
    unknown = [code for code in basis if code not in RISK_BASES or code in BY_THE_SYSTEM]
    if not basis or unknown:
        known = [code for code in RISK_BASES if code not in BY_THE_SYSTEM]
        raise InputIsInvalid(f"Choose of: {', '.join(known)}.", field="basis")
    if len(said) > LONGEST_WHY:
        raise InputIsInvalid(f"At most {LONGEST_WHY} characters fit here.", field="why")
    if risk is not Risk.HIGH and await _was_high(session, case):
        if not may_lower:
            raise OnlyASupervisorLowers("Only a supervisor lowers a high risk.")
        if not said:
            raise InputIsInvalid("Say why the risk is lower now.", field="why")
    await _put(session, case, risk, basis, said or None, by)


_LAST: Final = """
SELECT risk FROM case_rating WHERE case_id = $1 ORDER BY rated_at DESC, id LIMIT 1
"""


async def _was_high(session: AsyncSession, case: Case) -> bool:
    """Whether the risk is high, or was when the last episode ended: nobody has rated it since."""
    known = case.risk or await fetch_value(session, _LAST, case.id)
    return known == Risk.HIGH


async def raise_with_incident(session: AsyncSession, case: Case, incident: Incident) -> None:
    """An incident of the first urgency makes the risk of its locked case high."""
    if incident.urgency is Urgency.P1 and incident.closed_at is None:
        await raise_by_system(session, case, Risk.HIGH, "incident_urgent")


async def raise_by_system(session: AsyncSession, case: Case, risk: Risk, basis: str) -> None:
    """The system raises the risk of a locked open case; a lesser one changes nothing (I11)."""
    assert basis in BY_THE_SYSTEM
    raised = worse(case.risk, risk)
    if raised is not None and raised is not case.risk:
        await _put(session, case, raised, [basis], None, None)


async def _put(
    session: AsyncSession,
    case: Case,
    risk: Risk,
    basis: Sequence[str],
    why: str | None,
    by: UUID | None,
) -> None:
    step = current(steps((await facts_of(session, [case.id]))[case.id]))
    made = CaseRating(
        id=uuid4(),
        case_id=case.id,
        episode=case.episode,
        risk=risk,
        step=step,
        basis=list(dict.fromkeys(basis)),
        rated_at=clock.now(),
        rated_by=by,
    )
    if why is not None:
        key = await case_sealed.key_of(session, case.id)
        made.why = case_sealed.seal(key, why, "case_rating.why", made.id)
    case.risk = risk
    session.add_all((made, case))
    await session.flush()
    told = CaseRated(**of(case), risk=risk.value, step=step.value, basis=made.basis)
    await moved(session, case, told, by)
