"""What happens to workers of the directory; ids, codes and kinds only, no name and no number."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class OfWorker(Event):
    """What all of them tell."""

    entity_kind: ClassVar[str] = "worker"


@dataclass(frozen=True, kw_only=True)
class WorkerDutyChanged(OfWorker):
    """A worker went on or off duty; `missing` names the channels nobody can reach him or her by."""

    key: ClassVar[str] = "worker.duty_changed"

    on: bool
    since: datetime
    by: UUID | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _OfPost(OfWorker):
    """What concerns the post a worker holds."""

    post_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class WorkerAppointed(_OfPost):
    """A worker holds a post from then on, substantive or acting."""

    key: ClassVar[str] = "worker.appointed"

    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class WorkerRelieved(_OfPost):
    """A worker no longer holds a post from then on."""

    key: ClassVar[str] = "worker.relieved"

    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class WorkerContactChanged(OfWorker):
    """An address of a worker was verified, or taken away; which one stands nowhere here."""

    key: ClassVar[str] = "worker.contact_changed"

    channel: str
    verified: bool
