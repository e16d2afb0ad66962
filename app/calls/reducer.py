"""What a call is after a fact from the phone network; pure: no database, no clock, no network.

Facts come in any order, twice, late or never (I8). So what is known only grows: a line's state
goes forward, a join is remembered even after the line has left, and what follows from all that is
known is worked out anew with every fact. `service.py` writes the picture back and does what the
moves say.
"""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from app.calls.conversation import (
    CALLER_JOINED,
    CALLER_LEFT,
    JOINED,
    LEFT,
    AskOf,
    Ends,
    HandsOver,
    Line,
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
from app.calls.phone import (
    CallEnded,
    CallerBack,
    CallerIsUp,
    CallerJoined,
    CallerLeft,
    Fact,
    Inside,
    LegFact,
    LegGone,
    LegJoined,
    LegLeft,
)
from app.calls.states import MOVES, CallState, LegState, PartyKind, later
from app.core.moves import IllegalMove, advance

ABANDONED = "abandoned"
NOT_REACHED = "not_reached"
CALLER_HUNG_UP = "caller_hung_up"

Reduced = tuple[Picture, tuple[Move, ...]]


def reduce(picture: Picture, fact: Fact) -> Reduced:
    """The picture after `fact`, and what has to be done. A fact known already changes nothing."""
    if isinstance(fact, LegFact):
        return _leg(picture, fact)
    if isinstance(fact, LegGone):
        return _leg_gone(picture, fact)
    if isinstance(fact, CallerJoined | CallerLeft):
        return _caller_moved(picture, fact)
    if isinstance(fact, CallerBack):
        return _caller_back(picture, fact)
    if isinstance(fact, Inside):
        return _inside(picture, fact)
    if isinstance(fact, CallerIsUp):
        return _turns_up(picture)
    assert isinstance(fact, CallEnded)
    return _over(picture)


def owns(picture: Picture, fact: LegFact) -> bool:
    """Whether the fact is about our line: one rung twice, since an answer was lost, is not."""
    line = picture.line(fact.leg_id)
    return line is not None and not (fact.line and line.provider_call_id not in (None, fact.line))


def accept(picture: Picture, line: Line) -> Picture:
    """A counsellor takes a waiting call; `line` is rung for the next step. Raises IllegalMove."""
    state = advance(MOVES, picture.state, "answer", "call")
    step = picture.step + 1
    lines = (*picture.lines, replace(line, step=step))
    return replace(
        picture, state=state, step=step, owner_id=line.staff_id, caller_joined=False, lines=lines
    )


def end(picture: Picture, reason: str, *, by_caller: bool = False) -> Reduced:
    """The call is over. Raises IllegalMove when it is already."""
    state = advance(MOVES, picture.state, "end", "call")
    after = replace(picture, state=state, end_reason=reason)
    return after, (Ends(reason, picture.state, by_caller),)


def wait_again(picture: Picture, reason: str, *, redirect: bool = True) -> Reduced:
    """Back to the queue, at the next step. Raises IllegalMove for a call that can't.

    Whoever was to be called back and is not there yet can't wait: then the call is over.
    """
    if picture.rings_caller_next and not picture.caller_joined:
        return end(picture, NOT_REACHED)
    state = advance(MOVES, picture.state, "wait_again", "call")
    after = replace(picture, state=state, owner_id=None, caller_joined=False, step=picture.step + 1)
    return after, (WaitsAgain(reason, picture.owner_id, redirect),)


def hand_over(picture: Picture, line_id: UUID, reason: str) -> Reduced:
    """The call goes to the colleague of this line, who talks along. Raises IllegalMove."""
    state = advance(MOVES, picture.state, "hand_over", "call")
    line, before = picture.line(line_id), picture.current
    if line is None or line.staff_id is None or not picture.may_own(line):
        raise IllegalMove(
            "The colleague is not in the conversation yet: hand it over once you talk.",
            state=picture.state.value,
            legal=["cancel"],
        )
    if before is not None:
        picture = picture.put(replace(before, released=True))
    picture = picture.put(replace(line, kind=PartyKind.COUNSELLOR, takes_over=False))
    after = replace(picture, state=state, owner_id=line.staff_id)
    return after, (HandsOver(line.id, line.staff_id, picture.owner_id, reason),)


def counsellor_lost(
    picture: Picture, line_id: UUID, *, caller_is_up: bool, inside: Collection[str] = ()
) -> Reduced:
    """The line of a connecting or talking counsellor is gone, and the provider told of the caller.

    A colleague who is in the conference with the caller, by the provider's word, has the call from
    now on; without one the caller waits again. For any line but the present one, and in any other
    state, nothing follows.
    """
    line = picture.current
    if line is None or line.id != line_id or picture.state not in _JOINING:
        return picture, ()
    if not caller_is_up:
        return _over(picture)
    here = [one for one in picture.lines if one.provider_call_id in inside]
    heirs = [one for one in here if picture.may_own(one)]
    if heirs and picture.provider_call_id in inside:
        return hand_over(picture, heirs[-1].id, "counsellor_line_lost")
    return wait_again(picture, "counsellor_line_lost")


def joins_no_more(picture: Picture) -> Reduced:
    """Time is up for the counsellor's line to join."""
    if picture.state is not CallState.CONNECTING:
        return picture, ()
    return wait_again(picture, "counsellor_line_did_not_join")


_JOINING = (CallState.CONNECTING, CallState.TALKING)


def _marked(line: Line, mark: str, order: int | None) -> Line:
    """The first of a kind counts: who comes in again was in before."""
    known = line.marks.get(mark)
    if mark in line.marks and (order is None or (known is not None and known <= order)):
        return line
    return replace(line, marks={**line.marks, mark: order})


def _leg(picture: Picture, fact: LegFact) -> Reduced:
    before = picture.line(fact.leg_id)
    if before is None or not owns(picture, fact):
        return picture, ()
    line = replace(
        before,
        provider_call_id=before.provider_call_id or fact.line or None,
        state=later(before.state, fact.state),
    )
    if isinstance(fact, LegJoined):
        line = _marked(line, JOINED, fact.order)
    if isinstance(fact, LegLeft) and fact.order is not None:
        line = _marked(line, LEFT, fact.order)
    after, moves = _settle(picture.put(line))
    came = line.state is LegState.JOINED and before.state is not LegState.JOINED
    if came and after.rings_caller_next:
        moves += (RingCaller(),)
    left = line.state is LegState.LEFT and before.state is not LegState.LEFT
    if left and after.state in _JOINING and after.current == line:
        moves += (AskOf(line.id),)
    return after, moves + _guest_moves(after, line, came=came, left=left)


def _guest_moves(picture: Picture, line: Line, *, came: bool, left: bool) -> tuple[Move, ...]:
    """A guest of the present step came or went; an owner's coming is told by Talks."""
    guest = line.kind is not PartyKind.COUNSELLOR and line.step == picture.step
    if not guest or picture.state not in _JOINING:
        return ()
    return (PartyCame(line.id),) * came + (PartyWent(line.id),) * left


def _leg_gone(picture: Picture, fact: LegGone) -> Reduced:
    after, moves = _leg(picture, LegLeft(fact.leg_id))
    asked = tuple(move for move in moves if not isinstance(move, AskOf))
    after, came = _inside_by_now(after, fact.inside)
    lost, more = counsellor_lost(
        after, fact.leg_id, caller_is_up=fact.caller_is_up, inside=fact.inside
    )
    return lost, asked + came + more


def _inside_by_now(picture: Picture, inside: Collection[str]) -> Reduced:
    """Guests who are in the conference by the provider's word have joined."""
    moves: tuple[Move, ...] = ()
    for line in picture.lines:
        if line.kind is not PartyKind.COUNSELLOR and line.provider_call_id in inside:
            picture, more = _leg(picture, LegJoined(line.id))
            moves += more
    return picture, moves


def _caller_moved(picture: Picture, fact: CallerJoined | CallerLeft) -> Reduced:
    """The caller came into the conference of a step, or left it; that of a step gone by, too."""
    mark = CALLER_JOINED if isinstance(fact, CallerJoined) else CALLER_LEFT
    if mark == CALLER_LEFT and fact.order is None:
        return picture, ()
    for line in picture.lines:
        if line.step == fact.step:
            picture = picture.put(_marked(line, mark, fact.order))
    if mark == CALLER_JOINED and fact.step == picture.step and picture.state is not CallState.ENDED:
        picture = replace(picture, caller_joined=True)
    return _settle(picture)


def _caller_back(picture: Picture, fact: CallerBack) -> Reduced:
    """The caller's time in the conference is over, and the line is up: its own step counts."""
    if picture.state in (CallState.ENDED, CallState.WAITING) or fact.step != picture.step:
        return picture, ()
    return wait_again(picture, "conference_ended", redirect=False)


def _inside(picture: Picture, fact: Inside) -> Reduced:
    """Who is in the conference by the provider's word: both talk, or one waits again."""
    if picture.state is CallState.TALKING and fact.step == picture.step:
        return _inside_by_now(picture, fact.lines)
    if picture.state is not CallState.CONNECTING or fact.step != picture.step:
        return picture, ()
    moves: tuple[Move, ...] = ()
    if picture.provider_call_id in fact.lines:
        picture, moves = reduce(picture, CallerJoined(fact.step))
    line = picture.current
    if line is not None and line.provider_call_id in fact.lines:
        picture, more = reduce(picture, LegJoined(line.id))
        moves += more
    after, more = joins_no_more(picture)
    return after, moves + more


def _over(picture: Picture) -> Reduced:
    """The caller's line is gone, whatever the step."""
    if picture.state is CallState.ENDED:
        return picture, ()
    return end(picture, _reason(picture), by_caller=True)


def seems_gone(picture: Picture) -> bool:
    """Whether the call is over since the caller's line was taken for gone, and for nothing else."""
    return picture.state is CallState.ENDED and picture.end_reason in (ABANDONED, CALLER_HUNG_UP)


def _turns_up(picture: Picture) -> Reduced:
    """A child whose line is there is never left behind, whatever we thought of it (I2)."""
    if not seems_gone(picture):
        return picture, ()
    state = advance(MOVES, picture.state, "turn_up", "call")
    after = replace(
        picture,
        state=state,
        owner_id=None,
        caller_joined=False,
        step=picture.step + 1,
        end_reason=None,
    )
    return after, (TurnsUp(picture.owner_id),)


def _reason(picture: Picture) -> str:
    if picture.answered:
        return CALLER_HUNG_UP
    return NOT_REACHED if picture.calls_back else ABANDONED


def _settle(picture: Picture) -> Reduced:
    """What follows from all that is known: they talk now, or it turns out that they had talked."""
    line = picture.current
    if (
        picture.state is CallState.CONNECTING
        and picture.caller_joined
        and line is not None
        and line.staff_id is not None
        and line.state is LegState.JOINED
    ):
        state = advance(MOVES, picture.state, "join", "call")
        return replace(picture, state=state, answered=True), (Talks(line.staff_id),)
    for line in picture.lines:
        if line.takes_over and picture.may_own(line):
            return hand_over(picture, line.id, "cold")
    if picture.answered:
        return picture, ()
    for line in picture.lines:
        if line.met and line.staff_id is not None:
            return _had_talked(picture), (Talked(line.staff_id),)
    return picture, ()


def _had_talked(picture: Picture) -> Picture:
    reason = picture.end_reason
    if reason in (ABANDONED, NOT_REACHED):
        reason = CALLER_HUNG_UP
    return replace(picture, answered=True, end_reason=reason)
