"""The verbs of a call; each runs in the caller's transaction and flushes, never commits.

Locks are taken in the order incident, call, counsellor. No network call is made here: what the
phone network must do is deferred to jobs.py.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import (
    attempts,
    callbacks,
    events,
    following,  # noqa: F401 (calls follow a ticket that is linked)
    guests,
    holding,  # noqa: F401 (a live call holds its incident open)
    interview,
    numbers,  # noqa: F401 (whether a number may be called is asked of cases, which keeps none)
    reducer,
    wrap_up,
)
from app.calls.conversation import (
    AskOf,
    Ends,
    HandsOver,
    Move,
    PartyCame,
    PartyWent,
    Picture,
    RingCaller,
    Talked,
    Talks,
    TurnsUp,
    WaitsAgain,
)
from app.calls.events import CallAnswered, CallTalked, CallWaitingAgain
from app.calls.locking import facts_of, lock_call, lock_own_call, next_version, owner_channels
from app.calls.lookups import call_of_provider as call_of_provider
from app.calls.lookups import heartbeat as heartbeat
from app.calls.lookups import leg_named as leg_named
from app.calls.lookups import leg_of_provider as leg_of_provider
from app.calls.lookups import stands_at as stands_at
from app.calls.models import Call, Leg
from app.calls.offers import CONNECT_DUE, CONNECT_SECONDS, withdraw_open
from app.calls.phone import (
    LEG_FACTS,
    CallEnded,
    CallerBack,
    CallerIsUp,
    CallerJoined,
    CallerLeft,
    Fact,
    Inside,
    LegGone,
)
from app.calls.pictures import legs_of, picture_of, write_line
from app.calls.queue import head_start, with_lost
from app.calls.reducer import ABANDONED, owns, reduce, seems_gone
from app.calls.states import CallState, LegState
from app.calls.wrap_up import complete as complete
from app.cases.models import Incident
from app.cases.service import stamp
from app.cases.timeline import CALLER, SYSTEM, Actor, tell
from app.core import clock
from app.core.audience import about
from app.core.db import fetch, fetch_value, take
from app.core.rows import columns_of
from app.jobs.deadlines import cancel_deadline, set_deadline
from app.jobs.queue import defer
from app.staff.duty import end_wrap_up, move_duty

_CALL_OF_LEG = "SELECT call_id FROM leg WHERE id = $1"
_CURRENT_LEG = f"""
SELECT {columns_of(Leg)} FROM leg
WHERE call_id = $1 AND staff_id IS NOT DISTINCT FROM $2 AND kind = 'counsellor'
ORDER BY started_at DESC LIMIT 1
"""
_TALKS = "SELECT id FROM call WHERE owner_id = $1 AND state = 'talking'"


async def caller_joined(
    session: AsyncSession, call_id: UUID, step: int, order: int | None = None
) -> None:
    """The caller's line is in the conference of this step.

    Whoever comes back into a talk is muted and on hold as is wanted: the network knows no more of
    it. News that comes late leads to nothing but one more request for what is so.
    """
    await _take_in(session, call_id, CallerJoined(step, order))
    await renew(session, call_id, step)


async def renew(session: AsyncSession, call_id: UUID, step: int) -> None:
    """Ask anew for the hold and the mute that are wanted of the caller of a conversation.

    Whoever came in again is neither; of one who did not, the network is asked for what is so.
    """
    call = await session.get(Call, call_id)
    if call is not None and call.state is CallState.TALKING and call.step == step:
        if call.held_at is not None:
            await defer(session, "calls.hold", call_id)
        if call.muted_at is not None:
            await defer(session, "calls.mute", call_id)


async def caller_went(session: AsyncSession, call_id: UUID, step: int, order: int | None) -> None:
    """The caller's line is no longer in the conference of this step, whatever became of it."""
    await _take_in(session, call_id, CallerLeft(step, order))


async def leg_moved(
    session: AsyncSession,
    leg_id: UUID,
    state: LegState,
    provider_call_id: str | None = None,
    order: int | None = None,
) -> bool:
    """A counsellor's line went on to `state`; a late webhook never takes it back.

    False, and nothing changed, for another line than the leg's: one rung twice because the first
    answer was lost.
    """
    call_id = await fetch_value(session, _CALL_OF_LEG, leg_id)
    if call_id is None:
        return False
    fact = LEG_FACTS[state](leg_id, provider_call_id or "", order)
    before = await _take_in(session, call_id, fact)
    return owns(before, fact)


async def _take_in(session: AsyncSession, call_id: UUID, fact: Fact) -> Picture:
    """What a fact of the phone network makes of the call, and all that follows; the picture before.

    Raises CallNotFound.
    """
    incident, call = await lock_call(session, call_id)
    legs = await legs_of(session, call)
    before = picture_of(call, legs)
    after, moves = reduce(before, fact)
    await _carry_out(session, incident, call, before, after, moves, legs)
    return before


async def _carry_out(
    session: AsyncSession,
    incident: Incident,
    call: Call,
    before: Picture,
    after: Picture,
    moves: Sequence[Move],
    legs: Sequence[Leg] = (),
) -> None:
    """Write the picture down, and do what has to be done."""
    for leg, was, line in zip(legs, before.lines, after.lines, strict=True):
        if was != line:
            write_line(session, leg, line)
    if after.caller_joined and call.caller_joined_at is None:
        call.caller_joined_at = clock.now()
        session.add(call)
    for move in moves:
        await _do(session, incident, call, after, move)


async def hand_over(
    session: AsyncSession, incident: Incident, call: Call, leg_id: UUID, reason: str
) -> None:
    """The locked call goes to the colleague of this line. Raises IllegalMove."""
    legs = await legs_of(session, call)
    before = picture_of(call, legs)
    reduced = reducer.hand_over(before, leg_id, reason)
    await _carry_out(session, incident, call, before, *reduced, legs)


async def _do(
    session: AsyncSession, incident: Incident, call: Call, after: Picture, move: Move
) -> None:
    if isinstance(move, Talks):
        await _talks(session, incident, call, move)
    elif isinstance(move, Talked):
        await _had_talked(session, incident, call, move, after)
    elif isinstance(move, WaitsAgain):
        await _waits_again(session, incident, call, move)
    elif isinstance(move, TurnsUp):
        await _turns_up(session, incident, call, move)
    elif isinstance(move, Ends):
        await _ends(session, incident, call, move, CALLER if move.by_caller else SYSTEM)
    elif isinstance(move, AskOf):
        await defer(session, "calls.counsellor_lost", move.line_id)
    elif isinstance(move, HandsOver):
        await guests.takes_over(session, incident, call, move)
    elif isinstance(move, PartyCame):
        await guests.came(session, incident, call, move.line_id)
    elif isinstance(move, PartyWent):
        await guests.went(session, incident, call, move.line_id)
    else:
        assert isinstance(move, RingCaller)
        await defer(session, "calls.call_out", call.id)


def rings_caller_next(call: Call) -> bool:
    """Whether it is a call of ours whose called party has not been rung yet."""
    return picture_of(call).rings_caller_next


async def _talks(session: AsyncSession, incident: Incident, call: Call, move: Talks) -> None:
    call.state = CallState.TALKING
    call.answered_at = call.answered_at or clock.now()
    next_version(session, call)
    stamp(incident, "answered_at", call.answered_at)
    await cancel_deadline(session, CONNECT_DUE, call.id)
    told = CallAnswered(**facts_of(call), staff_id=move.staff_id)
    await tell(session, incident, told, Actor("staff", move.staff_id), owner_channels(call))
    await callbacks.answered_after_all(session, incident, call)


async def _had_talked(
    session: AsyncSession, incident: Incident, call: Call, move: Talked, after: Picture
) -> None:
    """Late news: they had talked, so nobody need call back, and the caller did not give up."""
    call.answered_at = min(call.ended_at or clock.now(), clock.now())
    call.end_reason = after.end_reason
    next_version(session, call)
    stamp(incident, "answered_at", call.answered_at)
    told = CallTalked(**facts_of(call), staff_id=move.staff_id)
    await tell(session, incident, told, SYSTEM, [about("staff", move.staff_id)])
    await callbacks.answered_after_all(session, incident, call)


async def current_leg(session: AsyncSession, call: Call) -> Leg | None:
    """The counsellor's line of the call's present step."""
    return await take(session, Leg, _CURRENT_LEG, call.id, call.owner_id)


async def counsellor_lost(
    session: AsyncSession, leg_id: UUID, *, caller_is_up: bool, inside: Collection[str] = ()
) -> None:
    """The counsellor's line is gone and nobody ended the call: what became of the caller.

    The provider was asked, since its events come in any order: a caller who is still there talks
    on with a colleague who is `inside` too, or goes back to the head of the queue.
    """
    call_id = await fetch_value(session, _CALL_OF_LEG, leg_id)
    if call_id is not None:
        await _take_in(session, call_id, LegGone(leg_id, caller_is_up, frozenset(inside)))


async def console_came(session: AsyncSession, staff_id: UUID) -> None:
    """A counsellor's console has just connected: a browser that was lost often took the line along.

    So we ask whether the line of a conversation still stands, and wait for nobody to tell us.
    """
    for row in await fetch(session, _TALKS, staff_id):
        await defer(session, "calls.check_lines", row["id"])


async def wait_again(session: AsyncSession, incident: Incident, call: Call, reason: str) -> None:
    """Back to the head of the queue, with a spoken line; the counsellor says when he is back."""
    before = picture_of(call)
    await _carry_out(session, incident, call, before, *reducer.wait_again(before, reason))


async def _waits_again(
    session: AsyncSession, incident: Incident, call: Call, move: WaitsAgain
) -> None:
    channels = owner_channels(call)
    await interview.cut_short(session, incident, call)
    call.state, call.owner_id, call.caller_joined_at = CallState.WAITING, None, None
    call.held_at = call.muted_at = None
    await guests.go(session, incident, call)
    call.step += 1
    call.head_starts = with_lost(call.head_starts)
    call.head_start = head_start(call.head_starts)
    next_version(session, call)
    await cancel_deadline(session, CONNECT_DUE, call.id)
    if move.lost is not None:
        await move_duty(session, move.lost, "lose_call")
    if move.redirect:
        await defer(session, "calls.wait", call.id)
    await defer(session, "calls.let_go", call.id)
    told = CallWaitingAgain(**facts_of(call), reason=move.reason)
    await tell(session, incident, told, SYSTEM, channels)


async def asks_though_over(session: AsyncSession, call_id: UUID) -> bool:
    """Whether a line that asks what to do is one that we took for gone.

    The question may be late, so the provider is asked; till then the line is kept.
    """
    call = await session.get(Call, call_id)
    if call is None or not seems_gone(picture_of(call)):
        return False
    await defer(session, "calls.check_gone", call_id)
    return True


async def turned_up(session: AsyncSession, call_id: UUID) -> None:
    """By the provider's word the caller of an ended call is there, and waits first of all."""
    await _take_in(session, call_id, CallerIsUp())


async def _turns_up(session: AsyncSession, incident: Incident, call: Call, move: TurnsUp) -> None:
    wraps_up = move.lost if call.wrap_up else None
    call.state, call.owner_id, call.caller_joined_at = CallState.WAITING, None, None
    call.ended_at, call.end_reason = None, None
    call.wrap_up, call.wrap_up_due_at = False, None
    call.heartbeat_at = clock.now()
    call.step += 1
    call.head_starts = with_lost(call.head_starts)
    call.head_start = head_start(call.head_starts)
    next_version(session, call)
    if wraps_up is not None and not await wrap_up.goes_on(session, wraps_up):
        await end_wrap_up(session, wraps_up)
    await defer(session, "calls.wait", call.id)
    await defer(session, "calls.let_go", call.id)
    channels = [about("staff", move.lost)] if move.lost is not None else []
    told = CallWaitingAgain(**facts_of(call), reason="line_was_there")
    await tell(session, incident, told, SYSTEM, channels)


async def hang_up(session: AsyncSession, call_id: UUID, staff_id: UUID) -> Call:
    """The counsellor ends the conversation and goes into wrap-up."""
    incident, call = await lock_own_call(session, call_id, staff_id)
    await end(session, incident, call, "counsellor_hung_up", Actor("staff", staff_id))
    return call


async def caller_left(session: AsyncSession, call_id: UUID) -> None:
    """The caller's line is gone. A ticket stays; a second word of it changes nothing."""
    await _take_in(session, call_id, CallEnded())


async def end(
    session: AsyncSession, incident: Incident, call: Call, reason: str, actor: Actor
) -> None:
    """End a locked call: its offer is withdrawn, its owner wraps up, its lines are let go."""
    _, (move,) = reducer.end(picture_of(call), reason)
    assert isinstance(move, Ends)
    await _ends(session, incident, call, move, actor)


async def _ends(
    session: AsyncSession, incident: Incident, call: Call, move: Ends, actor: Actor
) -> None:
    await interview.cut_short(session, incident, call)
    call.state = CallState.ENDED
    call.ended_at, call.end_reason = clock.now(), move.reason
    call.held_at = call.muted_at = None
    await guests.go(session, incident, call)
    call.wrap_up, call.wrap_up_due_at = call.owner_id is not None, wrap_up.due_at(call)
    next_version(session, call)
    if move.before is CallState.CONNECTING:
        await cancel_deadline(session, CONNECT_DUE, call.id)
    if move.before is CallState.WAITING:
        await withdraw_open(session, call)
    if call.owner_id is not None:
        await move_duty(session, call.owner_id, "hang_up")
    if call.step or move.reason != ABANDONED:  # nobody was ever rung for it, and the caller is gone
        await defer(session, "calls.hang_up", call.id)
    told = events.CallEnded(**facts_of(call), reason=move.reason)
    await tell(session, incident, told, actor, owner_channels(call))
    if move.reason == ABANDONED:
        await callbacks.ask_for(session, incident, call, move.reason)
    if call.calls_back is not None:
        await attempts.over(session, incident, call)


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
    await _take_in(session, call_id, Inside(step, frozenset(inside)))


async def dial_done(
    session: AsyncSession, call_id: UUID, step: int, caller_is_up: bool, stay: int = 0
) -> None:
    """The caller's time in the conference of `step` is over: gone, or still there to wait again.

    That the line is gone counts whatever the step; that it is back for its own step and stay only.
    """
    await _take_in(session, call_id, CallerBack(step, stay) if caller_is_up else CallEnded())
