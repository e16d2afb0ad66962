"""Takes a talking caller out for a question, and brings back who did not come back by himself.

Read, speak, write, never all in one transaction; no rule of the interview stands here.
"""

from uuid import UUID

from app.calls.models import Call
from app.calls.phone import Phone
from app.calls.states import CallState
from app.core.db import Database


async def take_out(database: Database, phone: Phone, call_id: UUID) -> None:
    """Have the caller hear the question that is open now; without any nothing is done.

    Raises ProviderError, and CallIsGone when the line is.
    """
    call = await _talking(database, call_id)
    if call is not None and call.asks is not None:
        await phone.ask(call.provider_call_id, call.id, call.step, call.questions)


async def bring_back(database: Database, phone: Phone, call_id: UUID) -> None:
    """Bring the caller of a talk back into it, unless he or she is there or is asked anew.

    Raises ProviderError, and CallIsGone when the line is.
    """
    call = await _talking(database, call_id)
    if call is None or call.asks is not None:
        return
    if call.provider_call_id not in await phone.present(call.id, call.step):
        await phone.bridge(call.provider_call_id, call.id, call.step)


async def _talking(database: Database, call_id: UUID) -> Call | None:
    async with database.transaction() as session:
        call = await session.get(Call, call_id)
    return call if call is not None and call.state is CallState.TALKING else None
