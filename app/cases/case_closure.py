"""How a case ends, and begins anew: a reason, the child's own view, and a supervisor's word.

Source: the Inter Agency Guidelines (2014) on closure; the child's view is article 12 of the
Convention on the Rights of the Child.
"""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_approvals, case_plan, case_twins
from app.cases.case_access import must_be_open, open_case_of
from app.cases.case_deadlines import moved
from app.cases.case_events import CaseClosed, CaseReopened
from app.cases.case_holds import KINDS, holds_of
from app.cases.case_models import Case, CaseEpisode
from app.cases.case_reasons import must_be_reason
from app.cases.case_service import ChildHasACase
from app.cases.case_states import CASE_MOVES, Sheet
from app.cases.case_timeline import of
from app.core import clock
from app.core.errors import HelplineError
from app.core.moves import advance


class CaseIsHeld(HelplineError):
    """The case can't be closed yet; `holds` says why."""

    code = "case_is_held"


async def request(session: AsyncSession, case: Case, said: dict[str, Any], by: UUID) -> None:
    """Write why the case is to be closed, and ask a supervisor.

    Raises CaseIsHeld, SheetIsIncomplete, ApprovalIsPending, InputIsInvalid, CaseIsClosed.
    """
    must_be_open(case)
    must_be_reason("close", said["reason"])
    await _must_be_free(session, case)
    asked = await case_approvals.pending(session, case, Sheet.CLOSURE)
    if asked is not None:
        raise case_approvals.ApprovalIsPending(
            "A supervisor is asked to close it already.", revision=asked.revision
        )
    before = await case_approvals.current_sheet(session, case, Sheet.CLOSURE)
    base = before.revision if before else 0
    written = await case_approvals.write(session, case, Sheet.CLOSURE, said, base, by)
    await case_approvals.request(session, case, Sheet.CLOSURE, written.revision, by)


async def _must_be_free(session: AsyncSession, case: Case) -> None:
    holds = await holds_of(session, case)
    if holds:
        why = " and ".join(dict.fromkeys(KINDS[hold["kind"]] for hold in holds))
        raise CaseIsHeld(f"{case.number} can't be closed: {why}.", holds=holds)


async def approve(
    session: AsyncSession, case: Case, revision: int, comment: str | None, by: UUID
) -> None:
    """A supervisor who did not ask for it closes the case. Raises CaseIsHeld, as `decide` does."""
    must_be_open(case)
    await _must_be_free(session, case)
    said = await case_approvals.decide(
        session, case, Sheet.CLOSURE, revision, by, verb="approve", comment=comment
    )
    case.state = advance(CASE_MOVES, case.state, "close", "case")
    case.closed_at = clock.now()
    episode = await session.get_one(CaseEpisode, (case.id, case.episode))
    episode.closed_at, episode.close_reason = case.closed_at, said["reason"]
    session.add_all((case, episode))
    await session.flush()
    told = CaseClosed(**of(case), episode=case.episode, reason=said["reason"])
    await moved(session, case, told, by)
    await case_twins.closed(session, case, by)


async def next_episode(session: AsyncSession, case: Case, reason: str, by: UUID) -> None:
    """An open case begins anew: its present episode ends, and the next one has all its due dates.

    What waited for an answer, and what was open of the plan, belongs to the episode that ends. The
    risk is unknown until it is rated anew. Whoever calls tells of it. Raises CaseIsClosed.
    """
    must_be_open(case)
    await case_approvals.overtake_all(session, case, by)
    await case_plan.drop_open(session, case, by)
    now = clock.now()
    former = await session.get_one(CaseEpisode, (case.id, case.episode))
    former.closed_at, former.close_reason = now, reason
    case.episode, case.risk = case.episode + 1, None
    begun = CaseEpisode(
        case_id=case.id, no=case.episode, opened_at=now, opened_by=by, open_reason=reason
    )
    session.add_all((former, case, begun))
    await session.flush()


async def reopen(session: AsyncSession, case: Case, reason: str, by: UUID) -> None:
    """The next episode of a closed case begins, with all its due dates.

    Its risk is unknown until it is rated anew, and so counts as high. Raises IllegalMove,
    ChildHasACase, InputIsInvalid.
    """
    opened = advance(CASE_MOVES, case.state, "reopen", "case")
    must_be_reason("reopen", reason)
    known = await open_case_of(session, case.child_id)
    if known is not None:
        raise ChildHasACase(f"{known} is the open case of this child.", number=known)
    case.state, case.closed_at = opened, None
    case.episode, case.risk = case.episode + 1, None
    session.add_all(
        (
            case,
            CaseEpisode(
                case_id=case.id,
                no=case.episode,
                opened_at=clock.now(),
                opened_by=by,
                open_reason=reason,
            ),
        )
    )
    await session.flush()
    told = CaseReopened(**of(case), episode=case.episode, reason=reason)
    await moved(session, case, told, by)
