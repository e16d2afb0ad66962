"""The verbs of a call; each runs in the caller's transaction and flushes, never commits.

Locks are taken in the order incident, call, counsellor. No network call is made here: what the
phone network must do is deferred to jobs.py.
"""

from collections.abc import Collection
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import (
    callbacks,
    following,  # noqa: F401 (calls follow a ticket that is linked)
    holding,  # noqa: F401 (a live call holds its incident open)
    numbers,  # noqa: F401 (whether a number may be called is asked of cases, which keeps none)
    wrap_up,
)
from app.calls.events import (
    CallAnswered,
    CallEnded,
    CallWaitingAgain,
    WrapUpCompleted,
)
from app.calls.locking import facts_of, lock_call, lock_own_call, next_version, owner_channels
from app.calls.models import Call, Leg
from app.calls.offers import CONNECT_DUE, CONNECT_SECONDS, withdraw_open
from app.calls.queue import head_start, with_lost
from app.calls.states import MOVES, CallState, LegState, later
from app.cases.models import Incident
from app.cases.service import stamp
from app.cases.timeline import CALLER, SYSTEM, Actor, tell
from app.core import clock
from app.core.db import fetch, fetch_value, take
from app.core.moves import IllegalMove, advance
from app.core.rows import columns_of
from app.jobs.deadlines import cancel_deadline, set_deadline
from app.jobs.queue import defer
from app.staff.duty import end_wrap_up, move_duty

ABANDONED = "abandoned"
NOT_REACHED = "not_reached"


_CALL_OF_PROVIDER = "SELECT id FROM call WHERE provider_call_id = $1"
_LEG_OF_PROVIDER = "SELECT id FROM leg WHERE call_id = $1 AND provider_call_id = $2"
_CALL_OF_LEG = "SELECT call_id FROM leg WHERE id = $1"
_LOCK_LEG = f"SELECT {columns_of(Leg)} FROM leg WHERE id = $1 FOR UPDATE"
_CURRENT_LEG = f"""
SELECT {columns_of(Leg)} FROM leg WHERE call_id = $1 AND staff_id IS NOT DISTINCT FROM $2
ORDER BY started_at DESC LIMIT 1
"""
_WHERE = "SELECT state, step FROM call WHERE id = $1"
_TALKS = "SELECT id FROM call WHERE owner_id = $1 AND state = 'talking'"
_WRAPS_UP = "SELECT 1 FROM call WHERE owner_id = $1 AND wrap_up LIMIT 1"


async def call_of_provider(session: AsyncSession, provider_call_id: str) -> UUID | None:
    """Our call for the provider's id of the caller's line, if we know it."""
    found: UUID | None = await fetch_value(session, _CALL_OF_PROVIDER, provider_call_id)
    return found


async def leg_of_provider(
    session: AsyncSession, call_id: UUID, provider_call_id: str
) -> UUID | None:
    """Our leg of this call for the provider's id of a counsellor's line, if we know it."""
    found: UUID | None = await fetch_value(session, _LEG_OF_PROVIDER, call_id, provider_call_id)
    return found


async def stands_at(session: AsyncSession, call_id: UUID) -> tuple[CallState, int] | None:
    """The call's state and step at this moment; None when there is no such call."""
    found = await fetch(session, _WHERE, call_id)
    return (CallState(found[0]["state"]), found[0]["step"]) if found else None


async def heartbeat(session: AsyncSession, call_id: UUID) -> None:
    """The caller still waits: the phone network asked what to play."""
    call = await session.get(Call, call_id)
    if call is not None and call.state is not CallState.ENDED:
        call.heartbeat_at = clock.now()
        session.add(call)


async def caller_joined(session: AsyncSession, call_id: UUID, step: int) -> None:
    """The caller's line is in the conference of this step."""
    incident, call = await lock_call(session, call_id)
    if step == call.step and call.state is not CallState.ENDED:
        call.caller_joined_at = call.caller_joined_at or clock.now()
        await _talk_if_both(session, incident, call)


async def leg_moved(
    session: AsyncSession, leg_id: UUID, state: LegState, provider_call_id: str | None = None
) -> bool:
    """A counsellor's line went on to `state`; a late webhook never takes it back.

    False, and nothing changed, for another line than the leg's: one rung twice because the first
    answer was lost.
    """
    call_id = await fetch_value(session, _CALL_OF_LEG, leg_id)
    if call_id is None:
        return False
    incident, call = await lock_call(session, call_id)
    leg = await take(session, Leg, _LOCK_LEG, leg_id)
    assert leg is not None
    if provider_call_id and leg.provider_call_id not in (None, provider_call_id):
        return False
    before = leg.state
    leg.provider_call_id = leg.provider_call_id or provider_call_id
    leg.state = later(leg.state, state)
    if leg.state is LegState.JOINED:
        leg.joined_at = leg.joined_at or clock.now()
    if leg.state is LegState.LEFT:
        leg.left_at = leg.left_at or clock.now()
    session.add(leg)
    if leg.state is LegState.JOINED:
        await _talk_if_both(session, incident, call)
        if rings_caller_next(call) and before is not LegState.JOINED:
            await defer(session, "calls.call_out", call.id)
    just_left = leg.state is LegState.LEFT and before is not LegState.LEFT
    if just_left and call.state in (CallState.CONNECTING, CallState.TALKING):
        await defer(session, "calls.counsellor_lost", leg.id)
    return True


def rings_caller_next(call: Call) -> bool:
    """Whether it is a call of ours whose called party has not been rung yet."""
    return call.calls_back is not None and call.state is CallState.CONNECTING and call.step == 1


async def _talk_if_both(session: AsyncSession, incident: Incident, call: Call) -> None:
    if call.state is not CallState.CONNECTING or call.owner_id is None:
        return
    if not call.caller_joined_at:
        return
    leg = await current_leg(session, call)
    if leg is None or leg.state is not LegState.JOINED:
        return
    call.state = advance(MOVES, call.state, "join", "call")
    call.answered_at = call.answered_at or clock.now()
    next_version(session, call)
    stamp(incident, "answered_at", call.answered_at)
    await cancel_deadline(session, CONNECT_DUE, call.id)
    told = CallAnswered(**facts_of(call), staff_id=call.owner_id)
    await tell(session, incident, told, Actor("staff", call.owner_id), owner_channels(call))
    await callbacks.answered_after_all(session, incident, call)


async def current_leg(session: AsyncSession, call: Call) -> Leg | None:
    """The counsellor's line of the call's present step."""
    return await take(session, Leg, _CURRENT_LEG, call.id, call.owner_id)


async def counsellor_lost(session: AsyncSession, leg_id: UUID, *, caller_is_up: bool) -> None:
    """The counsellor's line is gone and nobody ended the call: what became of the caller.

    The provider was asked, since its events come in any order: a caller who is still there goes
    back to the head of the queue.
    """
    leg = await session.get(Leg, leg_id)
    if leg is None:
        return
    incident, call = await lock_call(session, leg.call_id)
    if call.state not in (CallState.CONNECTING, CallState.TALKING):
        return
    if await current_leg(session, call) is not leg:
        return
    if caller_is_up:
        await wait_again(session, incident, call, "counsellor_line_lost")
    else:
        await end(session, incident, call, _caller_reason(call), CALLER)


async def console_came(session: AsyncSession, staff_id: UUID) -> None:
    """A counsellor's console has just connected: a browser that was lost often took the line along.

    So we ask whether the line of a conversation still stands, and wait for nobody to tell us.
    """
    for row in await fetch(session, _TALKS, staff_id):
        await defer(session, "calls.check_lines", row["id"])


def _caller_reason(call: Call) -> str:
    if call.answered_at:
        return "caller_hung_up"
    return ABANDONED if call.calls_back is None else NOT_REACHED


async def wait_again(
    session: AsyncSession, incident: Incident, call: Call, reason: str, *, redirect: bool = True
) -> None:
    """Back to the head of the queue, with a spoken line; the counsellor says when he is back.

    `redirect` is False when the phone network is asking right now where the caller goes.
    """
    if rings_caller_next(call) and call.caller_joined_at is None:
        await end(session, incident, call, NOT_REACHED, SYSTEM)  # nobody is there who could wait
        return
    owner = call.owner_id
    channels = owner_channels(call)
    call.state = advance(MOVES, call.state, "wait_again", "call")
    call.owner_id, call.caller_joined_at = None, None
    call.step += 1
    call.head_starts = with_lost(call.head_starts)
    call.head_start = head_start(call.head_starts)
    next_version(session, call)
    await cancel_deadline(session, CONNECT_DUE, call.id)
    if owner is not None:
        await move_duty(session, owner, "lose_call")
    if redirect:
        await defer(session, "calls.wait", call.id)
    await defer(session, "calls.let_go", call.id)
    await tell(
        session, incident, CallWaitingAgain(**facts_of(call), reason=reason), SYSTEM, channels
    )


async def hang_up(session: AsyncSession, call_id: UUID, staff_id: UUID) -> Call:
    """The counsellor ends the conversation and goes into wrap-up."""
    incident, call = await lock_own_call(session, call_id, staff_id)
    await end(session, incident, call, "counsellor_hung_up", Actor("staff", staff_id))
    return call


async def caller_left(session: AsyncSession, call_id: UUID) -> None:
    """The caller's line is gone. A ticket stays; a second word of it changes nothing."""
    incident, call = await lock_call(session, call_id)
    if call.state is CallState.ENDED:
        return
    await end(session, incident, call, _caller_reason(call), CALLER)


async def end(
    session: AsyncSession, incident: Incident, call: Call, reason: str, actor: Actor
) -> None:
    """End a locked call: its offer is withdrawn, its owner wraps up, its lines are let go."""
    before = call.state
    call.state = advance(MOVES, call.state, "end", "call")
    call.ended_at, call.end_reason = clock.now(), reason
    call.wrap_up, call.wrap_up_due_at = call.owner_id is not None, wrap_up.due_at(call)
    next_version(session, call)
    if before is CallState.CONNECTING:
        await cancel_deadline(session, CONNECT_DUE, call.id)
    if before is CallState.WAITING:
        await withdraw_open(session, call)
    if call.owner_id is not None:
        await move_duty(session, call.owner_id, "hang_up")
    await defer(session, "calls.hang_up", call.id)
    told = CallEnded(**facts_of(call), reason=reason)
    await tell(session, incident, told, actor, owner_channels(call))
    if reason == ABANDONED:
        await callbacks.ask_for(session, incident, call, reason)


async def complete(session: AsyncSession, call_id: UUID, staff_id: UUID) -> Call:
    """The work after the call is done; the counsellor is free for the next one."""
    incident, call = await lock_own_call(session, call_id, staff_id)
    if call.state is not CallState.ENDED or not call.wrap_up:
        raise IllegalMove("The call has not ended: end it first.", state=call.state.value, legal=[])
    call.wrap_up = False
    next_version(session, call)
    if not await fetch_value(session, _WRAPS_UP, staff_id):
        await end_wrap_up(session, staff_id)
    told = WrapUpCompleted(**facts_of(call), staff_id=staff_id)
    await tell(session, incident, told, Actor("staff", staff_id), owner_channels(call))
    return call


async def connect_due(session: AsyncSession, call_id: UUID) -> None:
    """The counsellor's line should have joined by now; if it has not, the caller waits again.

    A line that was answered may have joined without our being told: the provider is asked, again
    and again until it says (see `joined_by_now`).
    """
    incident, call = await lock_call(session, call_id)
    if call.state is not CallState.CONNECTING:
        return
    leg = await current_leg(session, call)
    if leg is not None and leg.state in (LegState.ANSWERED, LegState.JOINED):
        await set_deadline(session, CONNECT_DUE, call.id, clock.seconds_from_now(CONNECT_SECONDS))
        await defer(session, "calls.check_joined", call.id)
        return
    await wait_again(session, incident, call, "counsellor_line_did_not_join")


async def joined_by_now(
    session: AsyncSession, call_id: UUID, step: int, inside: Collection[str]
) -> None:
    """Who is in the conference of `step` by the provider's word: both talk, or one waits again."""
    incident, call = await lock_call(session, call_id)
    if call.state is not CallState.CONNECTING or call.step != step:
        return
    leg = await current_leg(session, call)
    if call.provider_call_id in inside:
        call.caller_joined_at = call.caller_joined_at or clock.now()
    if leg is not None and leg.provider_call_id in inside:
        await leg_moved(session, leg.id, LegState.JOINED)
    if call.state is CallState.CONNECTING:
        await wait_again(session, incident, call, "counsellor_line_did_not_join")


async def dial_done(session: AsyncSession, call_id: UUID, step: int, caller_is_up: bool) -> None:
    """The caller's time in the conference of `step` is over: gone, or still there to wait again.

    That the line is gone counts whatever the step; that it is back counts for its own step only.
    """
    incident, call = await lock_call(session, call_id)
    if call.state is CallState.ENDED:
        return
    if not caller_is_up:
        await end(session, incident, call, _caller_reason(call), CALLER)
    elif step == call.step and call.state is not CallState.WAITING:
        await wait_again(session, incident, call, "conference_ended", redirect=False)
