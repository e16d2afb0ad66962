"""The actions of an approved plan: made when it is approved, done or dropped with evidence."""

from datetime import date
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_sealed, case_sheets
from app.cases.case_access import must_be_open
from app.cases.case_deadlines import moved
from app.cases.case_events import CaseActionEnded
from app.cases.case_file_models import CaseAction, CaseDocument
from app.cases.case_models import Case
from app.cases.case_staff import must_be_owner
from app.cases.case_states import ACTION_MOVES, ActionState
from app.cases.case_timeline import of
from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.core.moves import advance

TABLE: Final = "case_action.said"


class ActionNotFound(NotFound):
    """No such action in this case."""

    code = "action_not_found"


class EvidenceIsNeeded(HelplineError):
    """An action is done or dropped with words, or with a document that shows it."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "evidence_is_needed"


async def checked(
    session: AsyncSession, said: dict[str, Any], before: dict[str, Any] | None
) -> dict[str, Any]:
    """A plan as it may be written, with an id for every action. Raises InputIsInvalid."""
    today = clock.now().astimezone(clock.DHAKA).date()
    made = case_sheets.numbered(said, before, today)
    for staff_id in case_sheets.responsible_of(case_sheets.actions_of(made)):
        await must_be_owner(session, staff_id, "goals.actions.responsible")
    return made


async def put(
    session: AsyncSession, case: Case, said: dict[str, Any], key: bytes, by: UUID
) -> None:
    """The plan of a locked case is approved: its actions are there, those of before that it no
    longer has are dropped. What was done stays done.
    """
    wanted = {UUID(one["id"]): one for one in case_sheets.actions_of(said)}
    known = {one.id: one for one in await _actions(session, case)}
    for id_, one in wanted.items():
        row = known.get(id_) or CaseAction(
            id=id_, case_id=case.id, episode=case.episode, due_on=_day(one), made_at=clock.now()
        )
        if row.state is ActionState.OPEN:
            row.due_on = _day(one)
            row.responsible_id = UUID(one["responsible"]) if one["responsible"] else None
            row.said = case_sealed.seal(key, _told(one), TABLE, id_)
            session.add(row)
    await session.flush()
    for id_, row in known.items():
        if id_ not in wanted and row.state is ActionState.OPEN:
            await _end(session, case, row, "drop", by)


def _day(one: dict[str, Any]) -> date:
    return date.fromisoformat(one["due_on"])


def _told(one: dict[str, Any]) -> dict[str, Any]:
    return {"goal": one["goal"], "words": one["words"], "who": one["who"], "evidence": None}


async def _actions(session: AsyncSession, case: Case) -> list[CaseAction]:
    found = await session.exec(
        select(CaseAction)
        .where(CaseAction.case_id == case.id, CaseAction.episode == case.episode)
        .order_by(col(CaseAction.id))
    )
    return list(found)


async def drop_open(session: AsyncSession, case: Case, by: UUID) -> None:
    """What is open of the plan of a locked case is no part of it any more: it begins anew."""
    for row in await _actions(session, case):
        if row.state is ActionState.OPEN:
            await _end(session, case, row, "drop", by)


async def _end(session: AsyncSession, case: Case, row: CaseAction, verb: str, by: UUID) -> None:
    row.state = advance(ACTION_MOVES, row.state, verb, "action")
    row.ended_at, row.ended_by = clock.now(), by
    session.add(row)
    await session.flush()
    await moved(
        session, case, CaseActionEnded(**of(case), action_id=row.id, how=row.state.value), by
    )


async def end_action(
    session: AsyncSession,
    case: Case,
    action_id: UUID,
    verb: str,
    words: str | None,
    document_id: UUID | None,
    by: UUID,
) -> None:
    """An action is `done`, or to `drop`, with words or a document of the case that shows it.

    Raises ActionNotFound, EvidenceIsNeeded, IllegalMove, CaseIsClosed.
    """
    must_be_open(case)
    row = await session.get(CaseAction, action_id)
    if row is None or row.case_id != case.id:
        raise ActionNotFound("There is no such action in this case.")
    told = (words or "").strip()
    if not told and (document_id is None or verb == "drop"):
        raise EvidenceIsNeeded("Say in words what shows it, or why.", field="words")
    if document_id is not None:
        document = await session.get(CaseDocument, document_id)
        if document is None or document.case_id != case.id:
            raise InputIsInvalid("There is no such document in this case.", field="document")
    advance(ACTION_MOVES, row.state, verb, "action")
    key = await case_sealed.key_of(session, case.id)
    said = case_sealed.unseal(key, row.said, TABLE, row.id) or {}
    shown = {
        **said,
        "evidence": told or None,
        "document": str(document_id) if document_id else None,
    }
    row.said = case_sealed.seal(key, shown, TABLE, row.id)
    await _end(session, case, row, verb, by)
