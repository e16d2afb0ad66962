"""What happens to an outreach event; ids, codes and counts only."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class OutreachMoved(Event):
    """An event for awareness or recreation was planned, held, counted or called off."""

    key: ClassVar[str] = "outreach.moved"
    entity_kind: ClassVar[str] = "outreach"

    kind: str
    move: str
    place: str | None = None
    reached: int | None = None
