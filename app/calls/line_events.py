"""What happens to the lines of people of ours; never a number."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class LineChosen(Event):
    """Somebody is rung by another telephone from the next ring on; `by_id` chose it."""

    key: ClassVar[str] = "line.chosen"
    entity_kind: ClassVar[str] = "line"

    kind: str
    by_id: UUID
