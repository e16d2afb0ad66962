"""What happens to a form that was filled about an incident; ids and codes, never an answer."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class OfFilled(Event):
    """On a form about an incident."""

    entity_kind: ClassVar[str] = "incident"

    answer_id: UUID
    form: str


@dataclass(frozen=True, kw_only=True)
class FormFilled(OfFilled):
    """Somebody began to fill a form."""

    key: ClassVar[str] = "incident.form_filled"


@dataclass(frozen=True, kw_only=True)
class FormCompleted(OfFilled):
    """A form has all it needs, and changes only by corrections from now on."""

    key: ClassVar[str] = "incident.form_completed"


@dataclass(frozen=True, kw_only=True)
class FormCorrected(OfFilled):
    """A completed form was put right; what it said before is kept."""

    key: ClassVar[str] = "incident.form_corrected"

    revision: int
