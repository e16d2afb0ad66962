"""The one clock, ring to safe, worked out from what stands on the timeline; it stores nothing.

Every stop names the timeline entry it comes from. Targets count from the ring, because the child
waits since then. Time in which the clock was paused is not counted, and always shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final


class Stop(StrEnum):
    """The seven stops, in their order."""

    RUNG = "rung"
    ANSWERED = "answered"
    LOCATED = "located"
    DISPATCHED = "dispatched"
    ACKNOWLEDGED = "acknowledged"
    REACHED = "reached"
    SAFE = "safe"


class StopState(StrEnum):
    """How far a stop is; that a running one is late is told by its `due_at`, never stored."""

    DONE = "done"
    RUNNING = "running"
    PAUSED = "paused"
    AHEAD = "ahead"
    SKIPPED = "skipped"


STOPS: Final = tuple(Stop)
TIMED: Final = STOPS[1:]
"""The stops that have a target; the ring has none."""

OF_KIND: Final[Mapping[str, Stop]] = {
    "call.answered": Stop.ANSWERED,
    "call.talked": Stop.ANSWERED,
    "call.duty_phone_answered": Stop.ANSWERED,
    "incident.located": Stop.LOCATED,
    "dispatch.requested": Stop.DISPATCHED,
    "dispatch.accepted": Stop.ACKNOWLEDGED,
    "dispatch.arrived": Stop.REACHED,
    "child.arrived": Stop.REACHED,
    "incident.child_safe": Stop.SAFE,
}
"""What on a timeline makes a stop; the first one of a kind counts."""

TAKES_BACK: Final[Mapping[str, Stop]] = {"dispatch.handed_back": Stop.ACKNOWLEDGED}
"""What makes a stop undone for its task: who went does not go any more."""

OF_REPORTS: Final = (Stop.ANSWERED, Stop.DISPATCHED, Stop.ACKNOWLEDGED, Stop.REACHED)
"""The stops that a linked report brings along; its place and its end are its own."""

AT_THE_WEDDING: Final = (Stop.REACHED, Stop.SAFE)
"""The stops that must come before a child's wedding, however late the table would allow them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a timeline; `own` is false for one of a linked report."""

    seq: int
    kind: str
    at: datetime
    task_no: int | None = None
    own: bool = True


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stood still from `began_at`; without an end it still does."""

    began_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """How many seconds after the ring, and whose word that is: default, national or a place."""

    seconds: int
    basis: str
    place: str | None = None


@dataclass(frozen=True, slots=True)
class StopOf:
    """One stop of one incident. Seconds are whole; `due_at` is empty while the clock is paused."""

    stop: Stop
    state: StopState
    at: datetime | None = None
    entry: Entry | None = None
    after_seconds: int | None = None
    took_seconds: int | None = None
    paused_seconds: int = 0
    target: Target | None = None
    due_at: datetime | None = None
    due_by: str | None = None
    left_seconds: int | None = None
    was_late: bool = False
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a journey is made from. `by_call`: it began with a ring, so that it can be answered."""

    rung_at: datetime
    by_call: bool
    is_open: bool
    entries: Sequence[Entry]
    pauses: Sequence[Pause] = ()
    targets: Mapping[Stop, Target] = field(default_factory=dict)
    wedding_at: datetime | None = None


def journey(facts: Facts) -> tuple[StopOf, ...]:
    """The seven stops. Nothing in it depends on the present moment: see `late_at`."""
    made = moments(facts.entries)
    done = {stop: made[stop] for stop in TIMED if stop in made}
    last = max((STOPS.index(stop) for stop in done), default=0)
    first = next((entry for entry in facts.entries if entry.own and entry.seq == 1), None)
    rung = StopOf(Stop.RUNG, StopState.DONE, facts.rung_at, first, 0)
    rest = []
    for stop in TIMED:
        if stop in done:
            rest.append(_done(facts, stop, done))
        else:
            rest.append(_not_done(facts, stop, last))
    return (rung, *_with_the_next(rest))


def moments(entries: Iterable[Entry]) -> dict[Stop, Entry]:
    """The entry that made each stop: the earliest that nothing took back."""
    found: dict[Stop, list[Entry]] = {}
    for entry in sorted(entries, key=lambda one: (one.at, one.seq)):
        undone = TAKES_BACK.get(entry.kind)
        if undone is not None:
            found[undone] = [e for e in found.get(undone, ()) if e.task_no != entry.task_no]
        stop = OF_KIND.get(entry.kind)
        if stop is not None and (entry.own or stop in OF_REPORTS):
            found.setdefault(stop, []).append(entry)
    return {stop: kept[0] for stop, kept in found.items() if kept}


def late_at(stops: Iterable[StopOf], now: datetime) -> tuple[StopOf, ...]:
    """The stops that are overdue at `now`: not done, not skipped; a pause stops no wedding."""
    return tuple(one for one in stops if one.due_at and _waited_for(one) and one.due_at <= now)


def next_due(stops: Iterable[StopOf], now: datetime) -> datetime | None:
    """When the next stop becomes late; None when all are over, or a pause stopped every one."""
    return min(
        (one.due_at for one in stops if one.due_at and _waited_for(one) and one.due_at > now),
        default=None,
    )


def _waited_for(one: StopOf) -> bool:
    return one.state in (StopState.RUNNING, StopState.PAUSED, StopState.AHEAD)


def _done(facts: Facts, stop: Stop, done: Mapping[Stop, Entry]) -> StopOf:
    entry = done[stop]
    before = [each.at for each in done.values() if each.at < entry.at]
    since = max([facts.rung_at, *before])
    due = _due(facts, stop, entry.at)
    return StopOf(
        stop,
        StopState.DONE,
        entry.at,
        entry,
        after_seconds=_seconds(facts.rung_at, entry.at),
        took_seconds=_seconds(since, entry.at),
        paused_seconds=_paused(facts.pauses, since, entry.at),
        target=facts.targets.get(stop),
        due_at=due.at,
        due_by=due.by,
        was_late=due.at is not None and entry.at > due.at,
    )


def _not_done(facts: Facts, stop: Stop, last: int) -> StopOf:
    why = _why_skipped(facts, stop, last)
    if why is not None:
        return StopOf(stop, StopState.SKIPPED, target=facts.targets.get(stop), why=why)
    due = _due(facts, stop, None)
    return StopOf(
        stop,
        StopState.AHEAD,
        target=facts.targets.get(stop),
        due_at=due.at,
        due_by=due.by,
        left_seconds=due.left_seconds,
    )


def _why_skipped(facts: Facts, stop: Stop, last: int) -> str | None:
    """Why a stop that is not done is not waited for: no call, passed over, or it is closed."""
    if stop is Stop.ANSWERED and not facts.by_call:
        return "no_call"
    if STOPS.index(stop) < last:
        return "passed_over"
    return None if facts.is_open else "closed"


def _with_the_next(rest: Sequence[StopOf]) -> tuple[StopOf, ...]:
    """The first stop that is waited for is the one people work at."""
    at = next((i for i, one in enumerate(rest) if one.state is StopState.AHEAD), None)
    if at is None:
        return tuple(rest)
    stands = rest[at].left_seconds is not None
    state = StopState.PAUSED if stands else StopState.RUNNING
    return (*rest[:at], _as(rest[at], state), *rest[at + 1 :])


def _as(one: StopOf, state: StopState) -> StopOf:
    return StopOf(
        one.stop,
        state,
        target=one.target,
        due_at=one.due_at,
        due_by=one.due_by,
        left_seconds=one.left_seconds,
    )


@dataclass(frozen=True, slots=True)
class _Due:
    at: datetime | None = None
    by: str | None = None
    left_seconds: int | None = None


def _due(facts: Facts, stop: Stop, done_at: datetime | None) -> _Due:
    """When a stop is due. A wedding does not wait: no pause moves it."""
    wedding = facts.wedding_at if stop in AT_THE_WEDDING else None
    target = facts.targets.get(stop)
    by_table = _by_table(facts, target, done_at) if target else _Due()
    if wedding is not None and (by_table.at is None or wedding < by_table.at):
        return _Due(wedding, "wedding", by_table.left_seconds)
    return by_table


def _by_table(facts: Facts, target: Target, done_at: datetime | None) -> _Due:
    """The target after the ring, moved by each pause that began while there was time left."""
    due = facts.rung_at + timedelta(seconds=target.seconds)
    for pause in sorted(facts.pauses, key=lambda one: one.began_at):
        if pause.began_at >= due or (done_at is not None and pause.began_at >= done_at):
            break
        end = pause.ended_at if done_at is None else min(pause.ended_at or done_at, done_at)
        if end is None:
            return _Due(None, "target", _seconds(max(pause.began_at, facts.rung_at), due))
        due += max(timedelta(), end - max(pause.began_at, facts.rung_at))
    return _Due(due, "target")


def _paused(pauses: Iterable[Pause], since: datetime, until: datetime) -> int:
    """Whole seconds between the two moments in which the clock stood still."""
    spans = ((max(one.began_at, since), min(one.ended_at or until, until)) for one in pauses)
    return sum(_seconds(begin, end) for begin, end in spans)


def _seconds(since: datetime, until: datetime) -> int:
    return max(0, int((until - since).total_seconds()))


def row_of(one: StopOf) -> dict[str, Any]:
    """A stop as screens get it."""
    return {
        "stop": one.stop.value,
        "state": one.state.value,
        "at": one.at.isoformat() if one.at else None,
        "entry": {"seq": one.entry.seq, "kind": one.entry.kind, "own": one.entry.own}
        if one.entry
        else None,
        "after_seconds": one.after_seconds,
        "took_seconds": one.took_seconds,
        "paused_seconds": one.paused_seconds,
        "target_seconds": one.target.seconds if one.target else None,
        "target_basis": one.target.basis if one.target else None,
        "target_place": one.target.place if one.target else None,
        "due_at": one.due_at.isoformat() if one.due_at else None,
        "due_by": one.due_by,
        "left_seconds": one.left_seconds,
        "was_late": one.was_late,
        "why": one.why,
    }
