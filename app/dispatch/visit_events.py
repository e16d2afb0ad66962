"""What is announced of a visit besides its steps: ids and codes, never a point or a word."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.dispatch.events import OfDispatch, OfStep


@dataclass(frozen=True, kw_only=True)
class LocationShared(OfStep):
    """The one who goes lets us know where he or she is, until the task is over."""

    key: ClassVar[str] = "dispatch.location_shared"


@dataclass(frozen=True, kw_only=True)
class LocationHidden(OfStep):
    """He or she does so no more; what was known is deleted."""

    key: ClassVar[str] = "dispatch.location_hidden"


@dataclass(frozen=True, kw_only=True)
class WorkerLocated(OfStep):
    """A new point is known; it stands on no timeline, and no event tells which."""

    key: ClassVar[str] = "dispatch.worker_located"


@dataclass(frozen=True, kw_only=True)
class ChildHandedOver(OfStep):
    """The one who went has handed the child to this centre, whose desk is asked to say so."""

    key: ClassVar[str] = "dispatch.child_handed_over"

    centre_id: UUID


@dataclass(frozen=True, kw_only=True)
class CallWanted(OfStep):
    """The one who goes wants to speak with `whom`: the caller or the counsellor."""

    key: ClassVar[str] = "dispatch.call_wanted"

    whom: str


@dataclass(frozen=True, kw_only=True)
class CallWishLate(OfStep):
    """Nobody has called in time as the one who goes had asked; supervisors are told."""

    key: ClassVar[str] = "dispatch.call_wish_late"

    whom: str


@dataclass(frozen=True, kw_only=True)
class CallMade(OfDispatch):
    """A counsellor has spoken with the one who asked for it."""

    key: ClassVar[str] = "dispatch.call_made"

    whom: str
    step: int | None = None
    responder_kind: str | None = None
    responder_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class VisitReported(OfStep):
    """The one who went tells what he or she found; so many photos follow."""

    key: ClassVar[str] = "dispatch.visit_reported"

    photos: int


@dataclass(frozen=True, kw_only=True)
class PhotoCame(OfStep):
    """A photo of a report is whole; it stands on no timeline."""

    key: ClassVar[str] = "dispatch.photo_came"

    photo: int


@dataclass(frozen=True, kw_only=True)
class PhotosLapsed(OfStep):
    """So many photos of a report have not come whole in time; what had come of them is deleted."""

    key: ClassVar[str] = "dispatch.photos_lapsed"

    photos: int
