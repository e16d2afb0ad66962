"""What happens to a child's record and to lost and found children: ids and codes, nothing said."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class OfChild(Event):
    """About a child's record."""

    entity_kind: ClassVar[str] = "child"

    child_id: UUID


@dataclass(frozen=True, kw_only=True)
class ChildAdded(OfChild):
    """A record of a child was made."""

    key: ClassVar[str] = "child.added"


@dataclass(frozen=True, kw_only=True)
class FactNoted(OfChild):
    """Something was said of the child; which field, never what."""

    key: ClassVar[str] = "child.fact_noted"

    field: str


@dataclass(frozen=True, kw_only=True)
class PersonAdded(OfChild):
    """Somebody around the child was named."""

    key: ClassVar[str] = "child.person_added"

    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class PersonChanged(OfChild):
    """More, or something else, is known of somebody around the child."""

    key: ClassVar[str] = "child.person_changed"

    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class ChildRelated(OfChild):
    """It was said what a person or another child is to this one."""

    key: ClassVar[str] = "child.related"

    relation_id: UUID


@dataclass(frozen=True, kw_only=True)
class RelationEnded(OfChild):
    """It was a mistake, or is over: the line is kept, and counts no more."""

    key: ClassVar[str] = "child.relation_ended"

    relation_id: UUID


@dataclass(frozen=True, kw_only=True)
class LikenessSuggested(OfChild):
    """Another record may be of the same child; a person decides."""

    key: ClassVar[str] = "child.likeness_suggested"

    same_id: UUID


@dataclass(frozen=True, kw_only=True)
class LikenessRefused(OfChild):
    """A person found them to be two children."""

    key: ClassVar[str] = "child.likeness_refused"

    same_id: UUID


@dataclass(frozen=True, kw_only=True)
class ChildMerged(OfChild):
    """A person found two records to be one child; `kept_id` is worked on."""

    key: ClassVar[str] = "child.merged"

    merge_id: UUID
    kept_id: UUID


@dataclass(frozen=True, kw_only=True)
class ChildUnmerged(OfChild):
    """A merge was undone: there are two records again."""

    key: ClassVar[str] = "child.unmerged"

    merge_id: UUID
