"""What is known of one call and its lines, and what may have to be done: data of the reducer; pure.

It decides nothing but what follows from the picture itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from app.calls.states import CallState, LegState, PartyKind

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
    kind: PartyKind = PartyKind.COUNSELLOR
    takes_over: bool = False
    released: bool = False

    @property
    def met(self) -> bool:
        """Whether a counsellor's was in the conference while the caller was, by all we know."""
        if self.kind not in (PartyKind.COUNSELLOR, PartyKind.COLLEAGUE):
            return False
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
    lines: tuple[Line, ...] = ()

    @property
    def current(self) -> Line | None:
        """The owner's line of the present step."""
        own = [
            line
            for line in self.lines
            if line.staff_id == self.owner_id and line.kind is PartyKind.COUNSELLOR
        ]
        return own[-1] if own and self.owner_id is not None else None

    @property
    def rings_caller_next(self) -> bool:
        """Whether it is a call of ours whose called party has not been rung yet."""
        return self.calls_back and self.state is CallState.CONNECTING and self.step == 1

    def may_own(self, line: Line) -> bool:
        """Whether it is a colleague's line that talks along, and so could have the call."""
        here = line.step == self.step and self.state is CallState.TALKING and not line.released
        return here and line.kind is PartyKind.COLLEAGUE and line.state is LegState.JOINED

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


@dataclass(frozen=True)
class HandsOver:
    """The call is the counsellor's of this line from now on; `former` is who had it."""

    line_id: UUID
    to: UUID
    former: UUID | None
    reason: str


@dataclass(frozen=True)
class PartyCame:
    """A guest's line is in the conversation."""

    line_id: UUID


@dataclass(frozen=True)
class PartyWent:
    """A guest's line is gone, or was never answered."""

    line_id: UUID


Move = (
    Talks
    | Talked
    | WaitsAgain
    | TurnsUp
    | Ends
    | AskOf
    | RingCaller
    | HandsOver
    | PartyCame
    | PartyWent
)


def _before(marks: Marks, one: str, other: str) -> bool:
    first, second = marks.get(one), marks.get(other)
    return first is not None and second is not None and first < second
