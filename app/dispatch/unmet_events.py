"""What is announced of unmet requests: ids, codes and counts only; of conflicts not even those."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class OfUnmet(Event):
    """What all of them tell; `agency` is whose part it is, where it is one."""

    entity_kind: ClassVar[str] = "unmet"

    incident_id: UUID
    agency: str | None = None


@dataclass(frozen=True, kw_only=True)
class NobodyToAsk(OfUnmet):
    """Somebody was to go and nobody could be asked: supervisors are told, the `times`th time.

    `why` counts the reasons. `ran_out`: who had taken charge of it, where that time is over.
    """

    key: ClassVar[str] = "unmet.told"

    times: int
    why: dict[str, int]
    ran_out: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class UnmetLooked(OfUnmet):
    """Looked at again, and still nobody can be asked, for other reasons than before."""

    key: ClassVar[str] = "unmet.looked"

    why: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class UnmetTaken(OfUnmet):
    """A supervisor takes care that somebody goes; told again when still nobody does in time."""

    key: ClassVar[str] = "unmet.taken"

    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class UnmetMoved(OfUnmet):
    """Its ticket was linked: it belongs to the incident that is kept from now on."""

    key: ClassVar[str] = "unmet.moved"


@dataclass(frozen=True, kw_only=True)
class UnmetStuck(OfUnmet):
    """The auditor found one that nothing would look at again, and set it going."""

    key: ClassVar[str] = "unmet.stuck"

    why: str


@dataclass(frozen=True, kw_only=True)
class UnmetOver(OfUnmet):
    """It is over: sent, met, closed, stood_down or linked; with the reason a person gave, if any.

    `met`: somebody can be asked by now, and was by itself.
    """

    key: ClassVar[str] = "unmet.over"

    outcome: str
    reason: str | None = None
