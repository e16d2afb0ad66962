"""New risk after a reintegration: the case's next episode begins, linked to what went before.

A child has one file. Where it is open, its next episode begins at once; where it is closed it is
reopened. Only a child that has another open case by now, of a record that was merged, goes on
there. So no figure counts a child twice (reintegration_figures.py).
"""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_closure, case_sealed
from app.cases.case_access import must_be_open
from app.cases.case_deadlines import moved
from app.cases.case_models import Case
from app.cases.case_states import CaseState
from app.cases.case_timeline import of
from app.cases.reintegration_access import open_one
from app.cases.reintegration_checklist import words_of
from app.cases.reintegration_events import CaseChildReadmitted, CaseNewRisk
from app.cases.reintegration_models import Reintegration, ReintegrationReturn
from app.cases.reintegration_service import end
from app.cases.reintegration_states import WHY_AT_RISK, ReintegrationState
from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid

TABLE: Final = "reintegration_return.said"
NEW_RISK: Final = "new_risk"


class ReadmittedAlready(HelplineError):
    """The child was taken in again already after this return; `centre` says where."""

    code = "readmitted_already"


async def begin_anew(
    session: AsyncSession,
    case: Case,
    row: Reintegration,
    reason: str,
    words: str | None,
    by: UUID,
    *,
    visit_id: UUID | None = None,
    other: Case | None = None,
) -> ReintegrationReturn:
    """There is new risk for a child that had gone home; `other` is its open case, if not this one.

    Raises IllegalMove, ChildHasACase, InputIsInvalid.
    """
    told = words_of(words, "words", needed=visit_id is None)
    await end(session, case, row, "report_risk", reason, None, by, among=WHY_AT_RISK)
    target = await _next(session, case, other, by)
    made = ReintegrationReturn(
        id=uuid4(),
        reintegration_id=row.id,
        case_id=target.id,
        episode=target.episode,
        reason=reason,
        visit_id=visit_id,
        reported_at=clock.now(),
        reported_by=by,
    )
    key = await case_sealed.key_of(session, case.id)
    made.said = case_sealed.seal(key, told, TABLE, made.id)
    session.add(made)
    await session.flush()
    event = CaseNewRisk(
        **of(target),
        reintegration_id=row.id,
        return_id=made.id,
        episode=target.episode,
        reason=reason,
    )
    await moved(session, target, event, by)
    return made


async def _next(session: AsyncSession, case: Case, other: Case | None, by: UUID) -> Case:
    """The case that goes on, in the episode in which it does."""
    if case.state is not CaseState.OPEN:
        if other is not None:
            return other
        await case_closure.reopen(session, case, NEW_RISK, by)
        return case
    planned = await open_one(session, case)
    if planned is not None and planned.state is ReintegrationState.PLANNED:
        await end(session, case, planned, "call_off", NEW_RISK, None, by)
    await case_closure.next_episode(session, case, NEW_RISK, by)
    return case


async def readmitted(
    session: AsyncSession,
    case: Case,
    row: ReintegrationReturn,
    stay_id: UUID,
    centre_id: UUID,
    at: datetime,
    by: UUID,
) -> None:
    """The room where children stay has taken the child in again; the link is written down here.

    Raises CaseIsClosed, ReadmittedAlready, InputIsInvalid.
    """
    must_be_free(case, row)
    await must_have_gone(session, row, at)
    row.stay_id, row.centre_id = stay_id, centre_id
    row.readmitted_at, row.readmitted_by = at, by
    session.add(row)
    await session.flush()
    event = CaseChildReadmitted(**of(case), return_id=row.id, centre_id=centre_id)
    await moved(session, case, event, by)


def must_be_free(case: Case, row: ReintegrationReturn) -> None:
    """Raises CaseIsClosed, ReadmittedAlready."""
    must_be_open(case)
    if row.stay_id is not None:
        raise ReadmittedAlready("The child was taken in again already.", centre=str(row.centre_id))


async def must_have_gone(session: AsyncSession, row: ReintegrationReturn, at: datetime) -> None:
    """Raises InputIsInvalid where the child had not gone home by then."""
    went = await session.get_one(Reintegration, row.reintegration_id)
    if went.handed_over_at is None or at < went.handed_over_at:
        raise InputIsInvalid("The child had not gone home then.", field="at")
