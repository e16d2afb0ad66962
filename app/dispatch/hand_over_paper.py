"""Tells cases of papers that hand a child over: their incident and memo number, no word of them."""

from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.aliases import kept_of
from app.cases.reintegration_papers import HandOverPaper, made_by
from app.dispatch.clock_models import Paper, PaperKind
from app.dispatch.papers import memo_of


async def _asked(session: AsyncSession, paper_id: UUID) -> HandOverPaper | None:
    """A hand-over paper that stands; None when there is none, or a corrected one replaced it."""
    paper = await session.get(Paper, paper_id)
    if paper is None or paper.kind is not PaperKind.HAND_OVER:
        return None
    replaced = await session.exec(select(Paper.id).where(Paper.replaces == paper.id))
    if replaced.first() is not None:
        return None
    return HandOverPaper(await kept_of(session, paper.incident_id), memo_of(paper))


made_by(_asked)
