"""What happens to staff; ids, codes and other non-personal facts only."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class DutyChanged(Event):
    """A counsellor's duty moved on."""

    key: ClassVar[str] = "duty.changed"
    entity_kind: ClassVar[str] = "duty"

    state: str
    reason: str | None = None
