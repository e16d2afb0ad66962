"""What is announced of dispatches: ids, codes and counts only."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class OfDispatch(Event):
    """What all of them tell."""

    entity_kind: ClassVar[str] = "dispatch"

    incident_id: UUID
    task_no: int


@dataclass(frozen=True, kw_only=True)
class OfStep(OfDispatch):
    """What concerns one step of the ladder, and so one worker or centre."""

    step: int
    responder_kind: str
    responder_id: UUID


@dataclass(frozen=True, kw_only=True)
class DispatchRequested(OfDispatch):
    """Somebody is asked for; the ladder is frozen.

    `by_itself`: wished for earlier, when nobody could be asked.
    """

    key: ClassVar[str] = "dispatch.requested"

    urgency: str
    steps: int
    by_itself: bool = False


@dataclass(frozen=True, kw_only=True)
class AgencyAsked(OfDispatch):
    """An agency is asked for its part in a hand-off; nobody goes to the child by that."""

    key: ClassVar[str] = "dispatch.agency_asked"

    agency: str
    urgency: str
    steps: int


@dataclass(frozen=True, kw_only=True)
class DispatchMoved(OfDispatch):
    """Its ticket was linked: it belongs to the incident that is kept from now on."""

    key: ClassVar[str] = "dispatch.moved"


@dataclass(frozen=True, kw_only=True)
class BedHeld(OfStep):
    """A centre keeps a bed until then; not `counted` where nobody has said how many it has."""

    key: ClassVar[str] = "bed.held"

    until: datetime
    counted: bool


@dataclass(frozen=True, kw_only=True)
class BedReleased(OfStep):
    """The bed is free again: stood_down, completed or ran_out."""

    key: ClassVar[str] = "bed.released"

    reason: str


@dataclass(frozen=True, kw_only=True)
class ChildArrived(OfStep):
    """The child is in the centre, and stays."""

    key: ClassVar[str] = "child.arrived"


@dataclass(frozen=True, kw_only=True)
class AlertMade(OfStep):
    """A worker or centre is being asked, through these channels."""

    key: ClassVar[str] = "alert.made"

    channels: list[str]


@dataclass(frozen=True, kw_only=True)
class OfAlert(OfStep):
    """What concerns one message; `reminder` is what it reminds of, where it asks nothing."""

    channel: str
    reminder: str | None = None


@dataclass(frozen=True, kw_only=True)
class AlertSent(OfAlert):
    """The provider took the message."""

    key: ClassVar[str] = "alert.sent"


@dataclass(frozen=True, kw_only=True)
class AlertDelivered(OfAlert):
    """The message reached the handset; nobody has read it for that."""

    key: ClassVar[str] = "alert.delivered"


@dataclass(frozen=True, kw_only=True)
class AlertShown(OfAlert):
    """The alert stood on the worker's screen."""

    key: ClassVar[str] = "alert.shown"


@dataclass(frozen=True, kw_only=True)
class AlertFailed(OfAlert):
    """The message will not arrive; `error` is the provider's code."""

    key: ClassVar[str] = "alert.failed"

    error: str | None = None


@dataclass(frozen=True, kw_only=True)
class DispatchAccepted(OfStep):
    """Somebody goes. The others need not. `through`: the channel the answer came by."""

    key: ClassVar[str] = "dispatch.accepted"

    through: str


@dataclass(frozen=True, kw_only=True)
class DispatchDeclined(OfStep):
    """One who was asked can't go; the next one is asked at once."""

    key: ClassVar[str] = "dispatch.declined"

    reason: str
    through: str


@dataclass(frozen=True, kw_only=True)
class StepExpired(OfStep):
    """One who was asked did not answer in time."""

    key: ClassVar[str] = "dispatch.step_expired"


@dataclass(frozen=True, kw_only=True)
class StepSkipped(OfDispatch):
    """One who was to be asked next is not, for what has changed since: duty, area, beds, a list."""

    key: ClassVar[str] = "dispatch.step_skipped"

    responder_kind: str
    responder_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class DispatchHastened(OfDispatch):
    """The incident became more urgent: whoever is asked must answer sooner, never later."""

    key: ClassVar[str] = "dispatch.hastened"

    urgency: str


@dataclass(frozen=True, kw_only=True)
class WorkerDeparted(OfStep):
    """On the way."""

    key: ClassVar[str] = "dispatch.departed"


@dataclass(frozen=True, kw_only=True)
class WorkerArrived(OfStep):
    """Somebody stands next to the child."""

    key: ClassVar[str] = "dispatch.arrived"


@dataclass(frozen=True, kw_only=True)
class DispatchCompleted(OfStep):
    """The task is done, with an outcome."""

    key: ClassVar[str] = "dispatch.completed"

    outcome: str


@dataclass(frozen=True, kw_only=True)
class DispatchStoodDown(OfDispatch):
    """Nobody need go any more."""

    key: ClassVar[str] = "dispatch.stood_down"

    reason: str


@dataclass(frozen=True, kw_only=True)
class DispatchUnanswered(OfDispatch):
    """Everybody on the ladder was asked and nobody goes: the supervisor's alarm."""

    key: ClassVar[str] = "dispatch.unanswered"

    steps: int
