"""What is announced of signs of life: ids, codes and moments; of a duress to supervisors alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app.core.outbox import Event
from app.dispatch.events import OfStep


@dataclass(frozen=True, kw_only=True)
class CheckedIn(OfStep):
    """A sign of life, given at `said_at`; `ended_alarm` where it was missed until it came.

    `in_time`: it was given before it was late, whenever it came. `through` is the channel it came
    by; `verbal` is said to somebody of the call centre.
    """

    key: ClassVar[str] = "dispatch.checked_in"

    said_at: datetime
    in_time: bool
    ended_alarm: bool
    through: str


@dataclass(frozen=True, kw_only=True)
class CheckInAsked(OfStep):
    """Somebody of the call centre wants a sign of life now."""

    key: ClassVar[str] = "dispatch.check_in_asked"


@dataclass(frozen=True, kw_only=True)
class CheckInDue(OfStep):
    """The time of a sign of life has come, and the worker is reminded of it."""

    key: ClassVar[str] = "dispatch.check_in_due"


@dataclass(frozen=True, kw_only=True)
class CheckInPaced(OfStep):
    """The worker wants to be looked after more often, or again as often as usual."""

    key: ClassVar[str] = "dispatch.check_in_paced"

    every_seconds: int


@dataclass(frozen=True, kw_only=True)
class CheckInLate(OfStep):
    """No sign of life came in time (`silent`), or too many with a wrong PIN (`wrong_pins`)."""

    key: ClassVar[str] = "dispatch.check_in_late"

    reason: str


@dataclass(frozen=True, kw_only=True)
class OfDuress(Event):
    """What concerns a call for help that nobody beside the supervisors must know of."""

    entity_kind: ClassVar[str] = "duress"

    dispatch_id: UUID


@dataclass(frozen=True, kw_only=True)
class DuressRaised(OfDuress):
    """A worker is in danger and can't say so; `times` counts how often it was said."""

    key: ClassVar[str] = "duress.raised"

    times: int


@dataclass(frozen=True, kw_only=True)
class DuressTaken(OfDuress):
    """A supervisor sees to it."""

    key: ClassVar[str] = "duress.taken"

    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class DuressClosed(OfDuress):
    """A supervisor says how it ended."""

    key: ClassVar[str] = "duress.closed"

    staff_id: UUID
    outcome: str
