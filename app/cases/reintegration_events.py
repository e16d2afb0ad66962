"""What happens on a child's way home; ids, codes, days and other non-personal facts only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.cases.case_events import OfCase
from app.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class CaseTraced(OfCase):
    """Somebody looked for the child's family."""

    key: ClassVar[str] = "case.traced"

    attempt_id: UUID
    way: str
    result: str


@dataclass(frozen=True, kw_only=True)
class CaseReintegrationPlanned(OfCase):
    """It is planned where the child goes and when, or is planned otherwise (`revision`)."""

    key: ClassVar[str] = "case.reintegration_planned"

    reintegration_id: UUID
    kind: str
    planned_on: str
    revision: int


@dataclass(frozen=True, kw_only=True)
class CaseConditionAnswered(OfCase):
    """Somebody said whether a condition of a reintegration holds."""

    key: ClassVar[str] = "case.condition_answered"

    reintegration_id: UUID
    condition: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class CaseExceptionAsked(OfCase):
    """A supervisor is asked whether the child may go although a condition does not hold."""

    key: ClassVar[str] = "case.exception_asked"

    reintegration_id: UUID
    exception_id: UUID
    condition: str


@dataclass(frozen=True, kw_only=True)
class CaseExceptionEnded(OfCase):
    """A supervisor has allowed an exception, or refused it."""

    key: ClassVar[str] = "case.exception_ended"

    reintegration_id: UUID
    exception_id: UUID
    condition: str
    how: str


@dataclass(frozen=True, kw_only=True)
class CaseChildHandedOver(OfCase):
    """The child was handed over; so many conditions did not hold, and a supervisor knew."""

    key: ClassVar[str] = "case.child_handed_over"

    reintegration_id: UUID
    kind: str
    exceptions: int
    stays: int


@dataclass(frozen=True, kw_only=True)
class CaseReintegrationEnded(OfCase):
    """The child has settled, is at risk again, can't be followed up, or never went."""

    key: ClassVar[str] = "case.reintegration_ended"

    reintegration_id: UUID
    how: str
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class CaseHomeFollowedUp(OfCase):
    """The child was followed up at home, or nobody was met."""

    key: ClassVar[str] = "case.home_followed_up"

    reintegration_id: UUID
    visit_id: UUID
    found: str


@dataclass(frozen=True, kw_only=True)
class CaseHomeFollowUpMoved(OfCase):
    """A follow-up at home was put on another day."""

    key: ClassVar[str] = "case.home_follow_up_moved"

    reintegration_id: UUID
    follow_up_id: UUID
    planned_on: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseNewRisk(OfCase):
    """After a reintegration there is new risk: this episode was begun by it, or takes it in."""

    key: ClassVar[str] = "case.new_risk"

    reintegration_id: UUID
    return_id: UUID
    episode: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseChildReadmitted(OfCase):
    """The child is in a centre again after a reintegration."""

    key: ClassVar[str] = "case.child_readmitted"

    return_id: UUID
    centre_id: UUID


@dataclass(frozen=True, kw_only=True)
class HomeScheduleSet(Event):
    """After how many days children are followed up at home was set."""

    key: ClassVar[str] = "home_schedule.set"
    entity_kind: ClassVar[str] = "home_schedule"

    kind: str
    days: list[int]
