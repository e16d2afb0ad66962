"""HTTP of a child's way home: checks the permission, calls one verb, shows the row."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import (
    case_access,
    case_twins,
    reintegration_checklist,
    reintegration_follow_ups,
    reintegration_returns,
    reintegration_schedule,
    reintegration_service,
    reintegration_stays,
)
from app.cases.case_access import SystemWhy
from app.cases.case_endpoints import Writer, locked, row_of
from app.cases.case_models import Case
from app.cases.case_row_schemas import CaseRow
from app.cases.case_states import CaseState
from app.cases.reintegration_access import exception_of, reintegration_of
from app.cases.reintegration_figures import figures
from app.cases.reintegration_models import Reintegration
from app.cases.reintegration_queries import reintegration_rows
from app.cases.reintegration_row_schemas import (
    ReintegrationFigures,
    ReintegrationRow,
    ReintegrationTerms,
)
from app.cases.reintegration_schemas import (
    ChildHandOver,
    GoingHome,
    HomeExceptionComment,
    NewConditionAnswer,
    NewHomeException,
    NewHomeSchedule,
    NewHomeVisit,
    NewReintegration,
    NewRiskAtHome,
    OtherFollowUpDay,
    WhyHomeCalledOff,
    WhyHomeGivenUp,
)
from app.cases.reintegration_states import Answer, Care, Found, How, Kind
from app.cases.reintegration_terms import condition_rows, newest
from app.core import clock
from app.core.db import SessionDep
from app.staff.auth import SignedIn, allow
from app.staff.permissions import require

router = APIRouter(tags=["cases"])
Row = dict[str, Any]

Lister = Annotated[SignedIn, allow("cases.list")]
Approver = Annotated[SignedIn, allow("cases.approve")]
SetsTargets = Annotated[SignedIn, allow("cases.set_targets")]
ReadsReports = Annotated[SignedIn, allow("reports.read")]


async def _shown(session: AsyncSession, row: Reintegration) -> Row:
    await session.flush()
    rows = await reintegration_rows(session, row.case_id)
    return next(one for one in rows if one["id"] == str(row.id))


async def _both(
    session: AsyncSession, signed: SignedIn, action: str, case_id: UUID, reintegration_id: UUID
) -> tuple[Case, Reintegration]:
    case = await locked(session, signed, action, case_id)
    return case, await reintegration_of(session, case, reintegration_id)


async def _terms(session: AsyncSession) -> Row:
    return {
        "checklist": newest(),
        "conditions": condition_rows(newest()),
        "schedules": await reintegration_schedule.schedule_rows(session),
    }


@router.get("/reintegration-terms", response_model=ReintegrationTerms)
async def reintegration_terms(session: SessionDep, _: Lister) -> Row:
    """What must hold before a child goes, and when it is followed up, in both languages."""
    return await _terms(session)


@router.put("/home-schedules", response_model=ReintegrationTerms)
async def set_home_schedule(session: SessionDep, signed: SetsTargets, body: NewHomeSchedule) -> Row:
    """Set after how many days children are followed up; who went already keeps the days."""
    await reintegration_schedule.set_days(session, Kind(body.kind), body.days, signed.id)
    return await _terms(session)


@router.get("/reintegration-figures", response_model=ReintegrationFigures)
async def reintegration_figures(
    session: SessionDep, _: ReadsReports, since: date, until: date
) -> Row:
    """How many children went home from one day to another; each counts once in a number."""
    return await figures(session, since, until)


def _planned(body: GoingHome) -> reintegration_service.Planned:
    return reintegration_service.Planned(
        kind=Kind(body.kind),
        planned_on=body.planned_on,
        care=Care(body.care) if body.care else None,
        person=body.person,
        place=body.place,
        adult_reason=body.adult_reason,
        words=body.words,
    )


@router.post("/cases/{case_id}/reintegrations", response_model=ReintegrationRow, status_code=201)
async def plan_reintegration(
    session: SessionDep, signed: Writer, case_id: UUID, body: NewReintegration
) -> Row:
    """Plan where the child goes; its conditions are asked from now on."""
    case = await locked(session, signed, "cases.write", case_id)
    made = await reintegration_service.plan(session, case, body.child, _planned(body), signed.id)
    return await _shown(session, made)


_ONE = "/cases/{case_id}/reintegrations/{reintegration_id}"


@router.put(_ONE, response_model=ReintegrationRow)
async def change_reintegration(
    session: SessionDep, signed: Writer, case_id: UUID, reintegration_id: UUID, body: GoingHome
) -> Row:
    """Plan it otherwise; when it leads elsewhere, every condition is asked anew."""
    case, row = await _both(session, signed, "cases.write", case_id, reintegration_id)
    await reintegration_service.change(session, case, row, _planned(body), signed.id)
    return await _shown(session, row)


@router.post(f"{_ONE}/conditions", response_model=ReintegrationRow)
async def answer_condition(
    session: SessionDep,
    signed: Writer,
    case_id: UUID,
    reintegration_id: UUID,
    body: NewConditionAnswer,
) -> Row:
    """Say whether a condition holds, and what shows it; what was said before is kept."""
    case, row = await _both(session, signed, "cases.write", case_id, reintegration_id)
    await reintegration_checklist.answer(
        session,
        case,
        row,
        body.condition,
        Answer(body.answer),
        words=body.words,
        document=body.document,
        by=signed.id,
    )
    return await _shown(session, row)


@router.post(f"{_ONE}/exceptions", response_model=ReintegrationRow, status_code=201)
async def ask_exception(
    session: SessionDep,
    signed: Writer,
    case_id: UUID,
    reintegration_id: UUID,
    body: NewHomeException,
) -> Row:
    """Ask a supervisor to let the child go although this condition does not hold."""
    case, row = await _both(session, signed, "cases.write", case_id, reintegration_id)
    await reintegration_checklist.ask_exception(
        session, case, row, body.condition, body.why, signed.id
    )
    return await _shown(session, row)


async def _decide(
    session: AsyncSession,
    signed: SignedIn,
    ids: tuple[UUID, UUID, UUID],
    verb: str,
    comment: str | None,
) -> Row:
    case, row = await _both(session, signed, "cases.approve", *ids[:2])
    asked = await exception_of(session, row, ids[2])
    await reintegration_checklist.decide(session, case, row, asked, verb, comment, signed.id)
    return await _shown(session, row)


@router.post(f"{_ONE}/exceptions/{{exception_id}}/allow", response_model=ReintegrationRow)
async def allow_exception(
    session: SessionDep,
    signed: Approver,
    case_id: UUID,
    reintegration_id: UUID,
    exception_id: UUID,
    body: HomeExceptionComment,
) -> Row:
    """The child may go although the condition does not hold; never by whoever asked."""
    ids = (case_id, reintegration_id, exception_id)
    return await _decide(session, signed, ids, "allow", body.comment)


@router.post(f"{_ONE}/exceptions/{{exception_id}}/refuse", response_model=ReintegrationRow)
async def refuse_exception(
    session: SessionDep,
    signed: Approver,
    case_id: UUID,
    reintegration_id: UUID,
    exception_id: UUID,
    body: HomeExceptionComment,
) -> Row:
    """The condition must hold before the child goes, and why."""
    ids = (case_id, reintegration_id, exception_id)
    return await _decide(session, signed, ids, "refuse", body.comment)


@router.post(f"{_ONE}/hand-over", response_model=ReintegrationRow)
async def hand_over(
    session: SessionDep, signed: Writer, case_id: UUID, reintegration_id: UUID, body: ChildHandOver
) -> Row:
    """The child was handed over; 409 `preconditions_are_missing` names what does not hold."""
    scope = require(signed, "cases.write")
    await case_access.by_person(session, signed, case_id, scope, record=False)
    await reintegration_stays.lock_before(session, case_id)
    case, row = await _both(session, signed, "cases.write", case_id, reintegration_id)
    told = reintegration_service.HandedOver(
        at=body.at or clock.now(),
        by=body.handed_by or signed.id,
        stays=body.stays,
        none_of_them=body.none_of_them,
        paper=body.paper,
        words=body.words,
    )
    await reintegration_service.hand_over(session, case, row, told, signed.id)
    return await _shown(session, row)


@router.post(f"{_ONE}/call-off", response_model=ReintegrationRow)
async def call_off_reintegration(
    session: SessionDep,
    signed: Writer,
    case_id: UUID,
    reintegration_id: UUID,
    body: WhyHomeCalledOff,
) -> Row:
    """The child does not go there, and why."""
    case, row = await _both(session, signed, "cases.write", case_id, reintegration_id)
    await reintegration_service.call_off(session, case, row, body.reason, body.words, signed.id)
    return await _shown(session, row)


@router.post(f"{_ONE}/give-up", response_model=ReintegrationRow)
async def give_up_following(
    session: SessionDep,
    signed: Approver,
    case_id: UUID,
    reintegration_id: UUID,
    body: WhyHomeGivenUp,
) -> Row:
    """A supervisor says that the child can't be followed up any more, and why."""
    case, row = await _both(session, signed, "cases.approve", case_id, reintegration_id)
    await reintegration_service.give_up(session, case, row, body.reason, body.words, signed.id)
    return await _shown(session, row)


@router.post(f"{_ONE}/visits", response_model=ReintegrationRow, status_code=201)
async def tell_home_visit(
    session: SessionDep, signed: Writer, case_id: UUID, reintegration_id: UUID, body: NewHomeVisit
) -> Row:
    """Tell what was found at a follow-up. New risk begins the case's next episode at once."""
    case, row = await _both(session, signed, "cases.write", case_id, reintegration_id)
    told = reintegration_follow_ups.Told(
        how=How(body.how),
        found=Found(body.found),
        at=body.at or clock.now(),
        words=body.words,
        child_seen=body.child_seen,
        child_asked=body.child_asked,
        child_view=(body.child_view or "").strip() or None,
        why_not_asked=(body.why_not_asked or "").strip() or None,
        follow_up=body.follow_up,
        reason=body.reason,
        id=body.id,
    )
    await reintegration_follow_ups.tell(session, case, row, told, signed.id)
    return await _shown(session, row)


@router.post(f"{_ONE}/follow-ups/{{follow_up_id}}/move", response_model=ReintegrationRow)
async def move_follow_up(
    session: SessionDep,
    signed: Writer,
    case_id: UUID,
    reintegration_id: UUID,
    follow_up_id: UUID,
    body: OtherFollowUpDay,
) -> Row:
    """Put a follow-up on another day, and say why."""
    case, row = await _both(session, signed, "cases.write", case_id, reintegration_id)
    await reintegration_follow_ups.move(
        session, case, row, follow_up_id, body.to, body.reason, body.words, signed.id
    )
    return await _shown(session, row)


@router.post(f"{_ONE}/new-risk", response_model=CaseRow)
async def report_new_risk(
    session: SessionDep, signed: Writer, case_id: UUID, reintegration_id: UUID, body: NewRiskAtHome
) -> Row:
    """New risk for a child that had gone home, also of a closed case: the next episode begins."""
    scope = require(signed, "cases.write")
    await case_twins.lock_with(session, case_id)
    case = await case_access.by_person(
        session, signed, case_id, scope, lock=True, record=False, closed_may=True
    )
    row = await reintegration_of(session, case, reintegration_id)
    other = await _other(session, case)
    await reintegration_returns.begin_anew(
        session, case, row, body.reason, body.words, signed.id, other=other
    )
    return await row_of(session, case)


async def _other(session: AsyncSession, case: Case) -> Case | None:
    """The open case of a closed case's child, locked: of a record that was merged."""
    if case.state is CaseState.OPEN:
        return None
    known = await case_access.open_case_id_of(session, case.child_id)
    if known is None:
        return None
    return await case_access.for_system(session, known, SystemWhy.NEW_RISK, lock=True)
