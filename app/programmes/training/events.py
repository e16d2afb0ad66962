"""What happens to a course; ids, codes and days only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class OfCourse(Event):
    """About a course; `entity_id` is the course's."""

    entity_kind: ClassVar[str] = "course"


@dataclass(frozen=True, kw_only=True)
class CourseChanged(OfCourse):
    """A course was added, is described otherwise, or is not held any more; `move` says which."""

    key: ClassVar[str] = "course.changed"

    move: str


@dataclass(frozen=True, kw_only=True)
class TrainingMoved(OfCourse):
    """A training session was planned, filled, held or called off; `move` says which."""

    key: ClassVar[str] = "course.training_moved"

    session_id: UUID
    move: str


@dataclass(frozen=True, kw_only=True)
class QualificationChanged(OfCourse):
    """Somebody has passed a course, or has it no more; `move` says which."""

    key: ClassVar[str] = "course.qualification_changed"

    qualification_id: UUID
    holder_kind: str
    holder_id: UUID
    move: str
    until: str | None = None


@dataclass(frozen=True, kw_only=True)
class QualificationWarned(OfCourse):
    """What somebody has passed counts not much longer, or no more; `level` says which."""

    key: ClassVar[str] = "course.qualification_warned"

    qualification_id: UUID
    level: str
    until: str


@dataclass(frozen=True, kw_only=True)
class CourseNeedSet(OfCourse):
    """A role, skill or kind of post needs the course from now on, or needs it no more."""

    key: ClassVar[str] = "course.need_set"

    kind: str
    code: str
    needed: bool
