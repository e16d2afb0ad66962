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


@dataclass(frozen=True, kw_only=True)
class _OfLost(Event):
    """About a report of a lost or found child, or a pair of them."""

    entity_kind: ClassVar[str] = "lost"


@dataclass(frozen=True, kw_only=True)
class LostReported(_OfLost):
    """A child is missed, or one was found; `missing` says which."""

    key: ClassVar[str] = "lost.reported"

    missing: str


@dataclass(frozen=True, kw_only=True)
class LostReportChanged(_OfLost):
    """Something else is told of a lost or found child now."""

    key: ClassVar[str] = "lost.report_changed"


@dataclass(frozen=True, kw_only=True)
class LostReportEnded(_OfLost):
    """Nobody looks for the child, or for its family, by this report any more."""

    key: ClassVar[str] = "lost.report_ended"

    reason: str


@dataclass(frozen=True, kw_only=True)
class LostMatchSuggested(_OfLost):
    """A lost and a found child may be one; a person decides."""

    key: ClassVar[str] = "lost.match_suggested"


@dataclass(frozen=True, kw_only=True)
class LostMatchConfirmed(_OfLost):
    """A person found the lost and the found child to be one."""

    key: ClassVar[str] = "lost.match_confirmed"


@dataclass(frozen=True, kw_only=True)
class LostMatchRefused(_OfLost):
    """A person found them to be two children."""

    key: ClassVar[str] = "lost.match_refused"


@dataclass(frozen=True, kw_only=True)
class ChildReunited(_OfLost):
    """The child is with its family again; `checked` says how it was known to be theirs."""

    key: ClassVar[str] = "lost.child_reunited"

    checked: str
