"""What is announced of centres and of children who stay: ids, codes and counts only."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class OfCentre(Event):
    """What concerns the beds of one centre; the version is its bed board's."""

    entity_kind: ClassVar[str] = "centre"


@dataclass(frozen=True, kw_only=True)
class CentreChanged(OfCentre):
    """Something else is said of a centre now: `what` names the columns, not what stands in them."""

    key: ClassVar[str] = "centre.changed"

    what: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class HouseAdded(OfCentre):
    """A house with so many beds stands on the bed board now."""

    key: ClassVar[str] = "centre.house_added"

    house_id: UUID
    takes: str
    beds: int


@dataclass(frozen=True, kw_only=True)
class HouseChanged(OfCentre):
    """A house has another name, or is for others now: `what` names the columns."""

    key: ClassVar[str] = "centre.house_changed"

    house_id: UUID
    what: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BedsAdded(OfCentre):
    """So many more beds stand in this house."""

    key: ClassVar[str] = "centre.beds_added"

    house_id: UUID
    beds: int


@dataclass(frozen=True, kw_only=True)
class BedRenamed(OfCentre):
    """The bed has another label."""

    key: ClassVar[str] = "centre.bed_renamed"

    bed_id: UUID


@dataclass(frozen=True, kw_only=True)
class BedRemoved(OfCentre):
    """The bed stands in its house no more."""

    key: ClassVar[str] = "centre.bed_removed"

    bed_id: UUID


@dataclass(frozen=True, kw_only=True)
class BedTakenOut(OfCentre):
    """Nobody can sleep in this bed for now."""

    key: ClassVar[str] = "centre.bed_taken_out"

    bed_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class BedPutBack(OfCentre):
    """The bed is in use again."""

    key: ClassVar[str] = "centre.bed_put_back"

    bed_id: UUID


@dataclass(frozen=True, kw_only=True)
class MoreAllowed(OfCentre):
    """A supervisor lets it take in so many more than it has seats, for this reason, until then."""

    key: ClassVar[str] = "centre.more_allowed"

    extra: int
    reason: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class MoreEnded(OfCentre):
    """It may take in no more than it has seats again: ran_out, replaced or withdrawn."""

    key: ClassVar[str] = "centre.more_ended"

    ending: str


@dataclass(frozen=True, kw_only=True)
class CentreOverfull(OfCentre):
    """A child was taken in at the door of a full centre: a supervisor has to say why."""

    key: ClassVar[str] = "centre.overfull"

    children: int
    limit: int


@dataclass(frozen=True, kw_only=True)
class NightCounted(OfCentre):
    """Somebody counted the sleeping children; `rows` is how many we know of."""

    key: ClassVar[str] = "centre.night_counted"

    children: int
    rows: int


@dataclass(frozen=True, kw_only=True)
class OfStay(Event):
    """What concerns one child who stays in a centre."""

    entity_kind: ClassVar[str] = "stay"

    incident_id: UUID
    centre_id: UUID


@dataclass(frozen=True, kw_only=True)
class StayMoved(OfStay):
    """The child sleeps in another bed now."""

    key: ClassVar[str] = "stay.moved"

    bed_id: UUID


@dataclass(frozen=True, kw_only=True)
class StayEnded(OfStay):
    """The child has left the centre."""

    key: ClassVar[str] = "stay.ended"

    reason: str
