"""What happens to numbers that are flagged: a block, its end, and danger that goes before it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class _OfNumber(Event):
    entity_kind: ClassVar[str] = "call"

    incident_id: UUID


@dataclass(frozen=True, kw_only=True)
class NumberBlocked(_OfNumber):
    """A supervisor blocked the number of this call for a while, and why."""

    key: ClassVar[str] = "call.number_blocked"

    staff_id: UUID
    reason: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class BlockLifted(_OfNumber):
    """A supervisor lifted the block before its time, and why, if he or she said so."""

    key: ClassVar[str] = "call.block_lifted"

    staff_id: UUID
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class DangerKeyPressed(_OfNumber):
    """A caller whose number is blocked pressed the key that says: I am in danger."""

    key: ClassVar[str] = "call.danger_key_pressed"


@dataclass(frozen=True, kw_only=True)
class PersonKeyPressed(_OfNumber):
    """A caller whose number is marked pressed the key that says: I want to speak to someone."""

    key: ClassVar[str] = "call.person_key_pressed"


@dataclass(frozen=True, kw_only=True)
class FlagsCleared(_OfNumber):
    """Danger is known of this number: its marks and its block count no more."""

    key: ClassVar[str] = "call.flags_cleared"
