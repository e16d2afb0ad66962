"""HTTP of tracing: checks the permission, calls the verb, shows the attempts."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from app.cases.case_endpoints import Writer, locked
from app.cases.reintegration_row_schemas import TracingRow
from app.cases.reintegration_schemas import NewTracing
from app.cases.tracing_queries import tracing_rows
from app.cases.tracing_rules import Result, Way
from app.cases.tracing_service import Traced, trace
from app.core import clock
from app.core.db import SessionDep
from app.staff.permissions import scope_of

router = APIRouter(tags=["cases"])
Row = dict[str, Any]


@router.post("/cases/{case_id}/tracing", response_model=TracingRow, status_code=201)
async def trace_family(session: SessionDep, signed: Writer, case_id: UUID, body: NewTracing) -> Row:
    """Write down an attempt to find the child's family; what is left out is unknown."""
    case = await locked(session, signed, "cases.write", case_id)
    told = Traced(
        way=Way(body.way),
        result=Result(body.result),
        at=body.at or clock.now(),
        place=body.place,
        person=body.person,
        who=_said(body.who),
        words=_said(body.words),
        why_accused=_said(body.why_accused),
        id=body.id,
    )
    supervises = scope_of(signed.role, "cases.approve") is not None
    made = await trace(session, case, told, signed.id, supervises=supervises)
    rows = await tracing_rows(session, case_id)
    return next(row for row in rows if row["id"] == str(made.id))


def _said(words: str | None) -> str | None:
    return (words or "").strip() or None
