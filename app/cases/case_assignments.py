"""Who owns a case: somebody is asked, and it passes only when that one has accepted."""

from typing import Final
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_access import must_be_open
from app.cases.case_deadlines import moved
from app.cases.case_events import CaseAssigned, CaseAssignmentEnded, CaseTakenOn
from app.cases.case_models import Case, CaseAssignment
from app.cases.case_staff import must_be_owner
from app.cases.case_states import ASSIGNMENT_MOVES, AssignmentState
from app.cases.case_timeline import of
from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid
from app.core.moves import IllegalMove, advance

WHY_DECLINED: Final = ("busy", "too_far", "conflict", "not_trained", "other")


class AssignmentIsPending(HelplineError):
    """Somebody else is asked already, and has not answered."""

    code = "assignment_is_pending"


class NotTheOneAsked(HelplineError):
    """Only whoever was asked answers."""

    code = "not_the_one_asked"


async def pending(session: AsyncSession, case: Case) -> CaseAssignment | None:
    """The assignment nobody has answered yet."""
    found = await session.exec(
        select(CaseAssignment).where(
            CaseAssignment.case_id == case.id, CaseAssignment.state == AssignmentState.ASKED
        )
    )
    return found.first()


async def assign(session: AsyncSession, case: Case, to: UUID, by: UUID) -> CaseAssignment:
    """Ask somebody to take a locked case on; until then it stays the owner's.

    Raises AssignmentIsPending, InputIsInvalid, CaseIsClosed.
    """
    must_be_open(case)
    if await pending(session, case) is not None:
        raise AssignmentIsPending("Somebody is asked already.", legal=["withdraw"])
    if to == case.owner_id:
        raise InputIsInvalid("It is this person's case already.", field="to")
    await must_be_owner(session, to, "to")
    made = CaseAssignment(
        case_id=case.id, episode=case.episode, to_id=to, asked_at=clock.now(), asked_by=by
    )
    session.add(made)
    await session.flush()
    await moved(session, case, CaseAssigned(**of(case), assignment_id=made.id, to_id=to), by)
    return made


async def _must_be_asked(session: AsyncSession, case: Case) -> CaseAssignment:
    asked = await pending(session, case)
    if asked is None:
        raise IllegalMove("Nobody is asked to take this case on.", legal=["assign"])
    return asked


async def accept(session: AsyncSession, case: Case, by: UUID) -> None:
    """Whoever was asked takes it on: in one transaction it is nobody else's any more.

    Raises IllegalMove, NotTheOneAsked, CaseIsClosed.
    """
    must_be_open(case)
    asked = await _must_be_asked(session, case)
    if asked.to_id != by:
        raise NotTheOneAsked("Somebody else was asked.")
    former, case.owner_id = case.owner_id, by
    asked.state = advance(ASSIGNMENT_MOVES, asked.state, "accept", "assignment")
    asked.ended_at = clock.now()
    session.add_all((asked, case))
    await session.flush()
    told = CaseTakenOn(**of(case), assignment_id=asked.id, owner_id=by)
    await moved(session, case, told, by, [former])


async def decline(session: AsyncSession, case: Case, reason: str, by: UUID) -> None:
    """Whoever was asked does not take it on. Raises IllegalMove, NotTheOneAsked, InputIsInvalid."""
    if reason not in WHY_DECLINED:
        raise InputIsInvalid(f"Choose one of: {', '.join(WHY_DECLINED)}.", field="reason")
    asked = await _must_be_asked(session, case)
    if asked.to_id != by:
        raise NotTheOneAsked("Somebody else was asked.")
    await _end(session, case, asked, "decline", reason, by)


async def withdraw(session: AsyncSession, case: Case, by: UUID) -> None:
    """Whoever was asked need not answer any more. Raises IllegalMove."""
    await _end(session, case, await _must_be_asked(session, case), "withdraw", None, by)


async def _end(
    session: AsyncSession,
    case: Case,
    asked: CaseAssignment,
    verb: str,
    reason: str | None,
    by: UUID,
) -> None:
    asked.state = advance(ASSIGNMENT_MOVES, asked.state, verb, "assignment")
    asked.ended_at, asked.why = clock.now(), reason
    session.add(asked)
    await session.flush()
    told = CaseAssignmentEnded(
        **of(case), assignment_id=asked.id, how=asked.state.value, reason=reason
    )
    await moved(session, case, told, by, [asked.to_id])
