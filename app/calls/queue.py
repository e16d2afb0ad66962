"""A caller's place in the queue: one formula of seconds, and every reason in it; pure.

score = seconds waited + head start, and the head start is the sum of the rows below. Whoever has
the highest score is offered first; of two equal ones the call with the smaller id. The numbers are
ours and wait for the review of the Department.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

Row = dict[str, Any]

DANGER: Final[Mapping[str, int]] = {"P1": 900, "P2": 300}
"""Danger known of this very ticket: P1 goes before everybody who has waited under 15 minutes."""

DANGER_BEFORE: Final = 600
"""The number has another open ticket of urgency P1 from the last 24 hours."""

COUNSELLOR_LOST: Final = 600
"""A caller whose counsellor was lost goes before everybody who has waited under 10 minutes."""

SILENT_CALLS: Final = 2
SILENT_AGAIN: Final = 300
"""So many silent calls from one number within 30 minutes: somebody tries, and can't speak."""

CANNOT_SPEAK: Final = 300
"""The caller pressed the key that says: I can't speak, or can't hear."""

CALLED_AGAIN_MOST: Final = 1800
"""The place is regained as if the caller had never hung up, up to this many seconds."""

NUISANCE: Final = -600
"""The number was marked by two counsellors; with any danger known this row is left out.

So it is when the caller pressed the key that says: I want to speak to someone (person_key.py).
"""

DANGER_KEY: Final = 900
"""A caller whose number is blocked pressed the key that says: I am in danger."""

BLOCKED: Final = -86_400
"""A supervisor blocked the number: after everybody else; with any danger this row is left out."""

FURTHER_CALL: Final = -600
FURTHER_MOST: Final = 20
"""For each earlier call of the same known number that still lives, up to so many of them.

One telephone holds one place at a time: as soon as the calls before it are over, the next one
stands where it would have stood. Withheld numbers are never taken for one another.
"""

FLOOD_LIVE: Final = 5
"""Nobody has so many calls at once in the line from one telephone, unless a whole school does."""

LATE = "called_again"
LOST = "counsellor_lost"
NUISANCE_ROW = "nuisance"


@dataclass(frozen=True)
class Known:
    """What is known of a waiting caller when the place is worked out; nothing known is no reason.

    `missed_seconds`: from when the number's last call, which it gave up within 10 minutes, stood
    in the queue, to this call's ring; 0 without one. `earlier_live`: calls of the same known
    number that came before and still live. `marked`: two counsellors' marks, not expired.
    `blocked`: by a supervisor, now.
    """

    urgency: str | None = None
    danger_before: bool = False
    counsellor_lost: bool = False
    missed_seconds: int = 0
    silent_calls: int = 0
    cannot_speak: bool = False
    marked: bool = False
    earlier_live: int = 0
    blocked: bool = False
    danger_key: bool = False
    person_key: bool = False


def head_starts(known: Known) -> list[Row]:
    """Every reason with its points in seconds, in the order in which screens show them."""
    danger = DANGER.get(known.urgency or "", 0)
    further = FURTHER_CALL * min(known.earlier_live, FURTHER_MOST)
    missed = 0 if further else max(0, min(known.missed_seconds, CALLED_AGAIN_MOST))
    silent = SILENT_AGAIN if known.silent_calls >= SILENT_CALLS else 0
    endangered = danger or known.danger_before or silent or known.cannot_speak or known.danger_key
    doubted = known.marked and not known.person_key and not endangered
    rows = {
        "danger": danger,
        "danger_before": DANGER_BEFORE if known.danger_before else 0,
        "danger_key": DANGER_KEY if known.danger_key else 0,
        LOST: COUNSELLOR_LOST if known.counsellor_lost else 0,
        LATE: missed,
        "silent_again": silent,
        "cannot_speak": CANNOT_SPEAK if known.cannot_speak else 0,
        NUISANCE_ROW: NUISANCE if doubted else 0,
        "blocked": BLOCKED if known.blocked and not endangered else 0,
        "further_call": further,
    }
    return [{"code": code, "points": points} for code, points in rows.items() if points]


def head_start(rows: Sequence[Mapping[str, Any]]) -> int:
    """The sum of the rows, in seconds."""
    return sum(row["points"] for row in rows)


def points_of(rows: Sequence[Mapping[str, Any]], code: str) -> int:
    """The points of one reason among the rows; 0 without it."""
    return sum(row["points"] for row in rows if row["code"] == code)


def with_lost(rows: Sequence[Row]) -> list[Row]:
    """The same rows for a caller whose counsellor was lost; twice lost counts once."""
    others = [row for row in rows if row["code"] != LOST]
    return [*others, {"code": LOST, "points": COUNSELLOR_LOST}]


def score(queued_at: datetime, head_start: int, now: datetime) -> int:
    """The caller's place: seconds waited plus head start in seconds."""
    return (now - queued_at) // timedelta(seconds=1) + head_start


def stands_since(queued_at: datetime, head_start: int) -> datetime:
    """The same place as a moment: whoever stands since the earliest is first, whatever the time.

    `now - stands_since` is the score; so the order of the queue needs no clock and can be indexed.
    """
    return queued_at - timedelta(seconds=head_start)


def may_ring_further(held: int, free: int, live: int = 1) -> bool:
    """Whether one more call of a number that holds `held` counsellors may ring at one of `free`.

    Two callers behind one telephone are always answered: a second call may be the child whose first
    one broke, before anybody has told us. After that (held - 1) x (held - 1) others must stay
    free, so that twenty counsellors give one number no more than five of them. A number with more
    than FLOOD_LIVE calls in the line (`live`) holds one counsellor at a time.
    """
    if not held:
        return free > 0
    return live <= FLOOD_LIVE and free - 1 >= (held - 1) ** 2 and free > 0
