"""What a call is after a fact from the phone network; pure: no database, no clock, no network.

Facts come in any order, twice, late or never (I8). So what is known only grows: a line's state
goes forward, a join is remembered even after the line has left, and what follows from all that is
known is worked out anew with every fact. `service.py` writes the picture back and does what the
moves say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

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
from app.calls.states import MOVES, CallState, LegState, later
from app.core.moves import advance

ABANDONED = "abandoned"
NOT_REACHED = "not_reached"
CALLER_HUNG_UP = "caller_hung_up"

JOINED, LEFT, CALLER_JOINED, CALLER_LEFT = "joined", "left", "caller_joined", "caller_left"
"""Marks on a counsellor's line: what happened in its conference, and at which place in the order
the provider numbers it by (None where it numbers nothing)."""

Marks = Mapping[str, int | None]


@dataclass(frozen=True)
class Line:
    """One party's line of ours in a call; `step` is that of the conference it was rung for."""

    id: UUID
    staff_id: UUID | None
    step: int = 0
    state: LegState = LegState.RINGING
    provider_call_id: str | None = None
    marks: Marks = field(default_factory=dict)

    @property
    def met(self) -> bool:
        """Whether it was in the conference while the caller was, by all that is known."""
        if JOINED not in self.marks or CALLER_JOINED not in self.marks:
            return False
        return not (
            _before(self.marks, LEFT, CALLER_JOINED) or _before(self.marks, CALLER_LEFT, JOINED)
        )


@dataclass(frozen=True)
class Picture:
    """All that is known of one call. `lines` stand in the order in which they were rung."""

    state: CallState
    step: int = 0
    owner_id: UUID | None = None
    provider_call_id: str = ""
    caller_joined: bool = False
    answered: bool = False
    end_reason: str | None = None
    calls_back: bool = False
    stay: int = 0
    """Which stay of the caller in the conference of the step: each question by key begins the next,
    for which the line is taken out and comes in again (interview.py)."""
    lines: tuple[Line, ...] = ()

    @property
    def current(self) -> Line | None:
        """The owner's line of the present step."""
        own = [line for line in self.lines if line.staff_id == self.owner_id]
        return own[-1] if own and self.owner_id is not None else None

    @property
    def rings_caller_next(self) -> bool:
        """Whether it is a call of ours whose called party has not been rung yet."""
        return self.calls_back and self.state is CallState.CONNECTING and self.step == 1

    def line(self, line_id: UUID) -> Line | None:
        """The line of this id."""
        return next((line for line in self.lines if line.id == line_id), None)

    def put(self, line: Line) -> "Picture":
        """The same with this line in the place of its former self."""
        lines = tuple(line if one.id == line.id else one for one in self.lines)
        return replace(self, lines=lines)


@dataclass(frozen=True)
class Talks:
    """Caller and counsellor hear each other from now on."""

    staff_id: UUID


@dataclass(frozen=True)
class Talked:
    """They had heard each other, as late news tells; `staff_id` is whose line it was."""

    staff_id: UUID


@dataclass(frozen=True)
class WaitsAgain:
    """The caller goes back to the head of the queue; `lost` is who had the call.

    With `redirect` the phone network has to be told; without, it is asking right now.
    """

    reason: str
    lost: UUID | None
    redirect: bool = True


@dataclass(frozen=True)
class Ends:
    """The call is over; `before` is the state it had, `by_caller` whose doing it was."""

    reason: str
    before: CallState
    by_caller: bool


@dataclass(frozen=True)
class AskOf:
    """A counsellor's line is gone and nobody ended the call: ask whether the caller is there."""

    line_id: UUID


@dataclass(frozen=True)
class RingCaller:
    """The counsellor who calls back is in the conference: now the caller's turn."""


@dataclass(frozen=True)
class TurnsUp:
    """The call had ended by mistake: the caller is there and waits; `lost` is who had the call."""

    lost: UUID | None


Move = Talks | Talked | WaitsAgain | TurnsUp | Ends | AskOf | RingCaller
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


def counsellor_lost(picture: Picture, line_id: UUID, *, caller_is_up: bool) -> Reduced:
    """The line of a connecting or talking counsellor is gone, and the provider told of the caller.

    For any line but the present one, and in any other state, nothing follows.
    """
    line = picture.current
    if line is None or line.id != line_id or picture.state not in _JOINING:
        return picture, ()
    if caller_is_up:
        return wait_again(picture, "counsellor_line_lost")
    return _over(picture)


def joins_no_more(picture: Picture) -> Reduced:
    """Time is up for the counsellor's line to join."""
    if picture.state is not CallState.CONNECTING:
        return picture, ()
    return wait_again(picture, "counsellor_line_did_not_join")


_JOINING = (CallState.CONNECTING, CallState.TALKING)


def _before(marks: Marks, one: str, other: str) -> bool:
    first, second = marks.get(one), marks.get(other)
    return first is not None and second is not None and first < second


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
    return after, moves


def _leg_gone(picture: Picture, fact: LegGone) -> Reduced:
    after, moves = _leg(picture, LegLeft(fact.leg_id))
    asked = tuple(move for move in moves if not isinstance(move, AskOf))
    lost, more = counsellor_lost(after, fact.leg_id, caller_is_up=fact.caller_is_up)
    return lost, asked + more


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
    """The caller's time in the conference is over, and the line is up: its own step counts, and
    its own stay: who is asked a question has left the stay before for that alone.
    """
    if picture.state in (CallState.ENDED, CallState.WAITING) or fact.step != picture.step:
        return picture, ()
    if fact.stay != picture.stay:
        return picture, ()
    return wait_again(picture, "conference_ended", redirect=False)


def _inside(picture: Picture, fact: Inside) -> Reduced:
    """Who is in the conference by the provider's word: both talk, or one waits again."""
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
