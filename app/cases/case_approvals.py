"""Revisions of assessments, plans and closures, and their approval by somebody who wrote nothing.

A revision is written once. A newer one overtakes the request for an older one; who decides on an
older one is told which is current. The case is locked throughout, so of two requests at once one
comes second and is refused.
"""

from http import HTTPStatus
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_plan, case_sealed, case_sheets
from app.cases.case_access import must_be_open
from app.cases.case_deadlines import moved
from app.cases.case_events import CaseApprovalEnded, CaseApprovalRequested, CaseSheetWritten
from app.cases.case_file_models import CaseApproval, CaseSheet
from app.cases.case_models import Case
from app.cases.case_states import APPROVAL_MOVES, ApprovalState, Sheet
from app.cases.case_timeline import of
from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid
from app.core.moves import IllegalMove, advance
from app.staff.persons import is_one_of

LONGEST_COMMENT: Final = 4000


class RevisionIsOld(HelplineError):
    """Somebody has written a newer revision meanwhile; `current` is its number."""

    code = "revision_is_old"


class ApprovalIsPending(HelplineError):
    """A supervisor is asked already; `revision` says for which."""

    code = "approval_is_pending"


class SheetIsIncomplete(HelplineError):
    """Approval can't be asked for yet; `lacks` names what is not said."""

    status = HTTPStatus.CONFLICT
    code = "sheet_is_incomplete"


class ApproverWroteIt(HelplineError):
    """Nobody approves what he or she wrote, or asked to have approved."""

    status = HTTPStatus.FORBIDDEN
    code = "approver_wrote_it"


async def current_sheet(session: AsyncSession, case: Case, sheet: Sheet) -> CaseSheet | None:
    """The newest revision in the present episode."""
    found = await session.exec(
        select(CaseSheet)
        .where(
            CaseSheet.case_id == case.id,
            CaseSheet.episode == case.episode,
            CaseSheet.sheet == sheet,
        )
        .order_by(col(CaseSheet.revision).desc())
        .limit(1)
    )
    return found.first()


async def write(
    session: AsyncSession, case: Case, sheet: Sheet, said: dict[str, Any], base: int, by: UUID
) -> CaseSheet:
    """Write the revision after `base` (0: there is none). Raises RevisionIsOld, CaseIsClosed."""
    must_be_open(case)
    before = await current_sheet(session, case, sheet)
    current = before.revision if before else 0
    if base != current:
        raise RevisionIsOld(f"Revision {current} is the newest one.", current=current)
    key = await case_sealed.key_of(session, case.id)
    if sheet is Sheet.PLAN:
        known = (
            case_sealed.unseal(key, before.said, "case_sheet.said", before.id) if before else None
        )
        said = await case_plan.checked(session, said, known)
    made = CaseSheet(
        id=uuid4(),
        case_id=case.id,
        episode=case.episode,
        sheet=sheet,
        revision=current + 1,
        written_at=clock.now(),
        written_by=by,
    )
    made.said = case_sealed.seal(key, said, "case_sheet.said", made.id)
    session.add(made)
    await session.flush()
    await _overtake(session, case, sheet, by)
    told = CaseSheetWritten(**of(case), sheet=sheet.value, revision=made.revision)
    await moved(session, case, told, by)
    return made


async def pending(session: AsyncSession, case: Case, sheet: Sheet) -> CaseApproval | None:
    """The request a supervisor has not answered yet."""
    found = await session.exec(
        select(CaseApproval).where(
            CaseApproval.case_id == case.id,
            CaseApproval.sheet == sheet,
            CaseApproval.state == ApprovalState.REQUESTED,
        )
    )
    return found.first()


async def _overtake(session: AsyncSession, case: Case, sheet: Sheet, by: UUID) -> None:
    asked = await pending(session, case, sheet)
    if asked is not None:
        await _end(session, case, asked, "overtake", by)


async def overtake_all(session: AsyncSession, case: Case, by: UUID) -> None:
    """Nobody need answer any more what was asked of a locked case."""
    for sheet in Sheet:
        await _overtake(session, case, sheet, by)


async def _end(session: AsyncSession, case: Case, asked: CaseApproval, verb: str, by: UUID) -> None:
    asked.state = advance(APPROVAL_MOVES, asked.state, verb, "approval")
    asked.decided_at, asked.decided_by = clock.now(), by
    session.add(asked)
    await session.flush()
    told = CaseApprovalEnded(
        **of(case), sheet=asked.sheet.value, revision=asked.revision, how=asked.state.value
    )
    await moved(session, case, told, by)


async def request(
    session: AsyncSession, case: Case, sheet: Sheet, revision: int, by: UUID
) -> CaseApproval:
    """Ask for approval of the newest revision.

    Raises RevisionIsOld, ApprovalIsPending, SheetIsIncomplete, IllegalMove, CaseIsClosed.
    """
    must_be_open(case)
    written = await _newest(session, case, sheet, revision)
    asked = await pending(session, case, sheet)
    if asked is not None:
        raise ApprovalIsPending(
            f"Approval of revision {asked.revision} is asked for already.", revision=asked.revision
        )
    if await _is_approved(session, case, sheet, revision):
        raise IllegalMove(f"Revision {revision} is approved already.", legal=["write"])
    key = await case_sealed.key_of(session, case.id)
    said = case_sealed.unseal(key, written.said, "case_sheet.said", written.id)
    missing = case_sheets.lacks(sheet, said)
    if missing:
        raise SheetIsIncomplete(f"Not said yet: {', '.join(missing)}.", lacks=missing)
    made = CaseApproval(
        case_id=case.id,
        episode=case.episode,
        sheet=sheet,
        revision=revision,
        requested_at=clock.now(),
        requested_by=by,
    )
    session.add(made)
    await session.flush()
    told = CaseApprovalRequested(**of(case), sheet=sheet.value, revision=revision)
    await moved(session, case, told, by)
    return made


async def _newest(session: AsyncSession, case: Case, sheet: Sheet, revision: int) -> CaseSheet:
    written = await current_sheet(session, case, sheet)
    current = written.revision if written else 0
    if written is None or revision != current:
        raise RevisionIsOld(f"Revision {current} is the newest one.", current=current)
    return written


async def _is_approved(session: AsyncSession, case: Case, sheet: Sheet, revision: int) -> bool:
    found = await session.exec(
        select(CaseApproval.id).where(
            CaseApproval.case_id == case.id,
            CaseApproval.episode == case.episode,
            CaseApproval.sheet == sheet,
            CaseApproval.revision == revision,
            CaseApproval.state == ApprovalState.APPROVED,
        )
    )
    return found.first() is not None


async def decide(
    session: AsyncSession,
    case: Case,
    sheet: Sheet,
    revision: int,
    by: UUID,
    *,
    verb: str,
    comment: str | None,
) -> dict[str, Any]:
    """Approve or reject the revision that approval is asked for; what it says is returned.

    Raises RevisionIsOld, IllegalMove, ApproverWroteIt, and InputIsInvalid for a rejection without
    words.
    """
    must_be_open(case)
    written = await _newest(session, case, sheet, revision)
    asked = await pending(session, case, sheet)
    if asked is None:
        raise IllegalMove("Nobody has asked for approval of it.", legal=["write", "request"])
    if await is_one_of(session, by, (written.written_by, asked.requested_by)):
        raise ApproverWroteIt("Somebody else must approve what you wrote or asked for.")
    words = (comment or "").strip()
    if len(words) > LONGEST_COMMENT or (verb == "reject" and not words):
        raise InputIsInvalid("Say why, in 4000 characters at most.", field="comment")
    key = await case_sealed.key_of(session, case.id)
    if words:
        asked.comment = case_sealed.seal(key, words, "case_approval.comment", asked.id)
    said: dict[str, Any] = case_sealed.unseal(key, written.said, "case_sheet.said", written.id)
    if sheet is Sheet.PLAN and verb == "approve":
        await case_plan.put(session, case, said, key, by)
    await _end(session, case, asked, verb, by)
    return said
