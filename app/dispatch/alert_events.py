"""What is announced of alerts and their channels: ids, codes and counts only."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.outbox import Event
from app.dispatch.events import OfAlert


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
class SupervisorsTold(Event):
    """Supervisors were told outside of the console: a code, how many, through which channels."""

    key: ClassVar[str] = "supervisors.told"
    entity_kind: ClassVar[str] = "incident"

    code: str
    people: int
    channels: list[str]
