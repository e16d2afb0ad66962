"""What is announced of alerts and their channels: ids, codes and counts only."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.outbox import Event
from app.dispatch.events import OfAlert, OfStep


@dataclass(frozen=True, kw_only=True)
class AlertAnswered(OfAlert):
    """The telephone was lifted, by somebody or by a machine: no acknowledgement."""

    key: ClassVar[str] = "alert.answered"


@dataclass(frozen=True, kw_only=True)
class AlertDelayed(OfAlert):
    """The provider can't be reached; it is tried again, and the next channel is used at once."""

    key: ClassVar[str] = "alert.delayed"

    error: str


@dataclass(frozen=True, kw_only=True)
class AlertSkipped(OfAlert):
    """The second of this channel came, and the alert had been seen through another one."""

    key: ClassVar[str] = "alert.skipped"


@dataclass(frozen=True, kw_only=True)
class OfReminder(OfStep):
    """What concerns one reminder; `about` is what is waited for: a check_in, or progress."""

    about: str


@dataclass(frozen=True, kw_only=True)
class ReminderMade(OfReminder):
    """One who goes is being reminded, through these channels."""

    key: ClassVar[str] = "reminder.made"

    channels: list[str]


@dataclass(frozen=True, kw_only=True)
class ReminderHeard(OfReminder):
    """A key was pressed on the telephone: it was heard. What is waited for has not come by that."""

    key: ClassVar[str] = "reminder.heard"

    channel: str


@dataclass(frozen=True, kw_only=True)
class ReminderUnreached(OfReminder):
    """Nothing got through to one who goes, by any channel; supervisors are told."""

    key: ClassVar[str] = "reminder.unreached"


@dataclass(frozen=True, kw_only=True)
class SupervisorsTold(Event):
    """Supervisors were told outside of the console: a code, how many, through which channels."""

    key: ClassVar[str] = "supervisors.told"
    entity_kind: ClassVar[str] = "incident"

    code: str
    people: int
    channels: list[str]
