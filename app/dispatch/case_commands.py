"""What a case worker wrote on a phone, with or without network; each counts once, at its own time.

A command's id is that of its note or check. What is legal is decided in cases.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_checks, case_service
from app.cases.case_models import Case
from app.cases.case_pocket import by_worker
from app.cases.case_states import Check


@dataclass(frozen=True, slots=True)
class Written:
    """In which case something was written, by whom and when; `late_by` brings a moment of the
    phone's clock to ours."""

    case: Case
    by: UUID
    at: datetime
    late_by: timedelta


async def _note(session: AsyncSession, written: Written, said: Any) -> None:
    await case_service.note(
        session, written.case, said.words, None, written.by, id_=said.id, at=written.at
    )


async def _check(session: AsyncSession, written: Written, said: Any) -> None:
    was = written.at if said.happened_at is None else said.happened_at + written.late_by
    await case_checks.check(
        session,
        written.case,
        Check(said.kind),
        min(was, written.at),
        said.words,
        said.next_on,
        written.by,
        id_=said.id,
        noted_at=written.at,
    )


_Verb = Callable[[AsyncSession, Written, Any], Awaitable[None]]
VERBS: Final[dict[str, _Verb]] = {"case_note": _note, "case_check": _check}


async def write_in_case(
    session: AsyncSession, by: UUID, at: datetime, offset_ms: int, said: Any
) -> None:
    """Put into a case what a phone has kept; `at` is when it was written, by our clock.

    Raises CaseNotFound for whoever does not work on it (any more), and what the verb raises.
    """
    case = await by_worker(session, by, said.case_id)
    written = Written(case, by, at, timedelta(milliseconds=offset_ms))
    await VERBS[said.verb](session, written, said)
