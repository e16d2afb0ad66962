"""What is announced of care in a centre: ids, codes and counts only, never a word about a child."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app.residence.events import OfCentre, OfStay


@dataclass(frozen=True, kw_only=True)
class StayBegun(OfStay):
    """A child was admitted at the desk; `over`: there are more children than seats."""

    key: ClassVar[str] = "stay.begun"

    came_by: str
    over: bool


@dataclass(frozen=True, kw_only=True)
class StayLateTold(OfStay):
    """Something is due or late, and centre, supervisors or the district have been told, once."""

    key: ClassVar[str] = "stay.late_told"

    due: str
    level: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class StaySeenElsewhere(OfStay):
    """The child stands written in another place as well (`where`): one of both is not so."""

    key: ClassVar[str] = "stay.seen_elsewhere"

    where: UUID


@dataclass(frozen=True, kw_only=True)
class HealthChecked(OfStay):
    """The health check at admission is complete, or was put right."""

    key: ClassVar[str] = "stay.health_checked"

    answer_id: UUID


@dataclass(frozen=True, kw_only=True)
class ExtensionAsked(OfStay):
    """The centre asks that the child may stay so many months longer."""

    key: ClassVar[str] = "stay.extension_asked"

    extension_id: UUID
    months: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ExtensionEnded(OfStay):
    """A request for a longer stay was approved, refused or withdrawn (`outcome`)."""

    key: ClassVar[str] = "stay.extension_ended"

    extension_id: UUID
    outcome: str
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class KitGiven(OfStay):
    """The child was given something, or that was written down by mistake (`undone`)."""

    key: ClassVar[str] = "stay.kit_given"

    item: str
    count: int
    undone: bool


@dataclass(frozen=True, kw_only=True)
class TrackBegun(OfStay):
    """The child goes to school, learns in the centre, or learns a trade from now on."""

    key: ClassVar[str] = "stay.track_begun"

    track_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class TrackEnded(OfStay):
    """That is over."""

    key: ClassVar[str] = "stay.track_ended"

    track_id: UUID
    kind: str
    ending: str


@dataclass(frozen=True, kw_only=True)
class TalkHeld(OfStay):
    """A psychosocial session was held."""

    key: ClassVar[str] = "stay.talk_held"

    talk_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class SkillNoted(OfStay):
    """How far the child is with a life skill."""

    key: ClassVar[str] = "stay.skill_noted"

    skill: str
    step: str


@dataclass(frozen=True, kw_only=True)
class CareIncidentTold(OfStay):
    """Something happened to the child in care."""

    key: ClassVar[str] = "stay.incident_told"

    care_incident_id: UUID
    what: str
    severity: str


@dataclass(frozen=True, kw_only=True)
class CareIncidentSeen(OfStay):
    """A supervisor has seen it."""

    key: ClassVar[str] = "stay.incident_seen"

    care_incident_id: UUID


@dataclass(frozen=True, kw_only=True)
class CareIncidentFollowedUp(OfStay):
    """Something was done about it; `closed`: no more need be."""

    key: ClassVar[str] = "stay.incident_followed_up"

    care_incident_id: UUID
    closed: bool


@dataclass(frozen=True, kw_only=True)
class CareTicketOpened(OfStay):
    """A ticket of its own was opened for what happened in care."""

    key: ClassVar[str] = "stay.ticket_opened"

    care_incident_id: UUID
    ticket_id: UUID
    number: str


@dataclass(frozen=True, kw_only=True)
class MealsMarked(OfCentre):
    """The roll of a meal was written for so many children, or put right."""

    key: ClassVar[str] = "centre.meals_marked"

    day: str
    meal: str
    children: int


@dataclass(frozen=True, kw_only=True)
class StandardsChecked(OfCentre):
    """The checklist of minimum standards is complete, or was put right."""

    key: ClassVar[str] = "centre.standards_checked"

    answer_id: UUID


@dataclass(frozen=True, kw_only=True)
class ImprovementSet(OfCentre):
    """Something is to be improved, was done, dropped, or taken up again (`state`)."""

    key: ClassVar[str] = "centre.improvement_set"

    improvement_id: UUID
    state: str


@dataclass(frozen=True, kw_only=True)
class ImprovementLateTold(OfCentre):
    """It is late, and centre, supervisors or the district have been told, once."""

    key: ClassVar[str] = "centre.improvement_late_told"

    improvement_id: UUID
    level: str
