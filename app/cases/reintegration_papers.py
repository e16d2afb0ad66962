"""What cases must ask of the room that makes papers: whether a paper hands a child over.

That room stands above; it registers itself with `made_by`. A paper is made, and never changed,
there (decision 0029).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_models import Case
from app.cases.case_service import cases_of
from app.core.errors import InputIsInvalid


@dataclass(frozen=True, slots=True)
class HandOverPaper:
    """A paper that stands, with its memo number and the incident it is about."""

    incident_id: UUID
    memo: str


Asked = Callable[[AsyncSession, UUID], Awaitable[HandOverPaper | None]]
_ROOMS: Final[list[Asked]] = []


def made_by(asked: Asked) -> None:
    """From now on `asked` is asked for papers by their id."""
    _ROOMS.append(asked)


async def memo_of(session: AsyncSession, case: Case, paper_id: UUID) -> str:
    """The memo number of a hand-over paper about this case. Raises InputIsInvalid."""
    for asked in _ROOMS:
        paper = await asked(session, paper_id)
        if paper is not None and case.id in await cases_of(session, paper.incident_id):
            return paper.memo
    raise InputIsInvalid("There is no hand-over paper of that id about this child.", field="paper")
