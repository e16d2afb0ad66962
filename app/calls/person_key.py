"""The key by which a caller whose number is marked says that a person is there; it blocks nobody.

Two counsellors' marks lower a number's place (nuisance.py). Its caller is asked first, before all
other words, to press a key to speak to someone: with it this call stands where its ring put it,
without it the call waits on. Source: ux S6; docs/decisions/0020.
"""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.block_events import PersonKeyPressed
from app.calls.contact_key import WAITS
from app.calls.locking import facts_of, lock_call_of_line, next_version
from app.calls.models import Call
from app.calls.nuisance import MARKED
from app.calls.queue import NUISANCE_ROW, points_of
from app.calls.states import CallState
from app.cases.timeline import CALLER, tell
from app.core import clock
from app.core.db import fetch_value

_MARKED = f"SELECT {MARKED} FROM call AS this WHERE this.id = $2"


async def is_asked(session: AsyncSession, call: Call) -> bool:
    """Whether a waiting caller is asked for the key, in place of all other words.

    With a place its reasons say so: danger takes the mark out of them (queue.py). Before it has
    one, the marks themselves.
    """
    if call.number_index is None or call.state is not CallState.WAITING:
        return False
    if call.person_key_at is not None or call.danger_key_at is not None:
        return False
    if call.placed_at is not None:
        return points_of(call.head_starts, NUISANCE_ROW) != 0
    return bool(await fetch_value(session, _MARKED, clock.now(), call.id))


async def person_pressed(session: AsyncSession, call_id: UUID, provider_call_id: str) -> bool:
    """The key was pressed on the caller's own line while he or she waits; whether it counts.

    The first press counts and is told; every further one is heard and changes nothing. The marks
    stand: the number's next call is asked again.
    """
    found = await lock_call_of_line(session, call_id, provider_call_id)
    if found is None:
        return False
    incident, call = found
    if call.state not in WAITS:
        return False
    if call.person_key_at is None:
        call.person_key_at, call.placed_at = clock.now(), None  # routing works the place out anew
        next_version(session, call)
        await tell(session, incident, PersonKeyPressed(**facts_of(call)), CALLER)
    return True
