"""What becomes of a command from the field, and when it counts as made; pure, no framework."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

SLACK: Final = timedelta(seconds=2)
"""How far a phone's idea of our clock may be off before we say so: a slow answer is no lie."""


TRAVEL: Final = timedelta(minutes=2)
"""So long may a post be on its way: a clock that is off by less is taken as right."""


def heard_offset_ms(sent_at: datetime | None, received: datetime) -> int:
    """What a phone's clock lacks to ours, in milliseconds, by when it says that it sends."""
    if sent_at is None or abs(received - sent_at) <= TRAVEL:
        return 0
    return round((received - sent_at) / timedelta(milliseconds=1))


class Result(StrEnum):
    """The word of a receipt."""

    APPLIED = "applied"
    ALREADY = "already"  # it was so before: nothing changed
    REFUSED = "refused"


class Counted(NamedTuple):
    """When a command counts as made; `doubtful` when the phone's own word could not be right."""

    at: datetime
    doubtful: bool


def counted(
    made_at: datetime, offset_ms: int, received: datetime, not_before: datetime | None
) -> Counted:
    """The original time of a command that may arrive hours later.

    `made_at` is by the phone's clock, `offset_ms` is what that clock lacks to ours, as the phone
    last heard it. Never later than `received`, nor before the worker was asked (`not_before`).
    """
    try:
        at = made_at + timedelta(milliseconds=offset_ms)
    except OverflowError:
        return Counted(received, doubtful=True)
    doubtful = at > received + SLACK
    at = min(at, received)
    if not_before is not None and at < not_before:
        doubtful, at = doubtful or at < not_before - SLACK, not_before
    return Counted(at, doubtful)
