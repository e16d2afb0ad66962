"""Keys by which a waiting caller says how he or she can be talked with; it plays nothing.

A caller who can't hear or speak presses a key and is answered by somebody who asks for keys; a
language is offered only while somebody at work speaks it.
"""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.events import CallerChose
from app.calls.locking import facts_of, lock_call_of_line, next_version
from app.calls.models import Call
from app.calls.placing import CANNOT_SPEAK
from app.calls.states import CallState
from app.cases.timeline import CALLER, tell
from app.core import clock

CANNOT_SPEAK_KEY: Final = "2"
LANGUAGE_KEYS: Final = {"3": "en", "4": "ctg", "5": "syl", "6": "rhg", "7": "ccp", "8": "rmz"}
"""Bangla needs no key; 1 says that we may call (contact_key.py)."""

FIRST_ROUND_SECONDS: Final = 12
"""So long lasts one wait document, about; in the second of every four the keys are told."""
EVERY_ROUNDS: Final = 4


def keys_now(waited_seconds: float) -> bool:
    """Whether the next wait document tells the keys, after so many seconds in the queue."""
    return int(waited_seconds // FIRST_ROUND_SECONDS) % EVERY_ROUNDS == 1


def tells_keys(call: Call) -> bool:
    """The same for a call whose row is at hand: only who waits for a counsellor is told."""
    waited = (clock.now() - call.queued_at).total_seconds()
    return call.state is CallState.WAITING and keys_now(waited)


def prompts_of(spoken: Collection[str]) -> tuple[str, ...]:
    """What is said of the keys, as keys of prompts, when these languages are spoken at work."""
    languages = (code for code in LANGUAGE_KEYS.values() if code in spoken)
    return ("prompt.key_cannot_speak", *(f"prompt.key_{code}" for code in languages))


async def key_pressed(
    session: AsyncSession, call_id: UUID, provider_call_id: str, digit: str
) -> bool:
    """A key was pressed on the caller's own line while he or she waits; whether it means anything.

    The last word on the language counts; that somebody can't speak is never taken back by a key.
    """
    if digit != CANNOT_SPEAK_KEY and digit not in LANGUAGE_KEYS:
        return False
    found = await lock_call_of_line(session, call_id, provider_call_id)
    if found is None:
        return False
    incident, call = found
    if call.state is not CallState.WAITING:
        return False
    before = call.language, call.skill
    if digit == CANNOT_SPEAK_KEY:
        call.skill = CANNOT_SPEAK
    else:
        call.language = incident.language = LANGUAGE_KEYS[digit]
    if (call.language, call.skill) != before:
        call.placed_at = None  # routing works the place out anew
        next_version(session, call)
        told = CallerChose(**facts_of(call), language=call.language, skill=call.skill)
        await tell(session, incident, told, CALLER)
    return True
