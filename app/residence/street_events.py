"""What is announced of sites for street children: ids, days, codes and counts only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.cases.case_events import OfCase
from app.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class OfSite(Event):
    """What concerns one site; the version is its row's (`street_site`)."""

    entity_kind: ClassVar[str] = "site"


@dataclass(frozen=True, kw_only=True)
class SiteNamed(OfSite):
    """One of the places that were only counted has a name now."""

    key: ClassVar[str] = "site.named"

    kind: str


@dataclass(frozen=True, kw_only=True)
class SiteChildSeen(OfSite):
    """A child was there on `day`; `met` when it was met there for the first time."""

    key: ClassVar[str] = "site.child_seen"

    day: str
    child_id: UUID
    met: bool


@dataclass(frozen=True, kw_only=True)
class SiteVisitCorrected(OfSite):
    """What was noted of a child's visit on `day` is put right; `seen` says whether it was there."""

    key: ClassVar[str] = "site.visit_corrected"

    day: str
    child_id: UUID
    seen: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class SiteUnnamedCounted(OfSite):
    """So many children more were there on `day` whom nobody named, by this person's word."""

    key: ClassVar[str] = "site.unnamed_counted"

    day: str
    of_staff: UUID
    unnamed: int


@dataclass(frozen=True, kw_only=True)
class SiteNightOver(OfSite):
    """At least so many children sleep there as are over its capacity: somebody has to say why."""

    key: ClassVar[str] = "site.night_over"

    day: str
    least: int
    capacity: int
    over: int


@dataclass(frozen=True, kw_only=True)
class SiteNightExplained(OfSite):
    """It was said why a night is over the capacity of the shelter."""

    key: ClassVar[str] = "site.night_explained"

    day: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SiteRecounted(OfSite):
    """Records of children who were there are one child now, or two again: figures are others."""

    key: ClassVar[str] = "site.recounted"


@dataclass(frozen=True, kw_only=True)
class SiteCaseAsked(OfSite):
    """The people of the site ask the helpline for a case of a child."""

    key: ClassVar[str] = "site.case_asked"

    ask_id: UUID
    child_id: UUID
    why: str


@dataclass(frozen=True, kw_only=True)
class SiteAskDeclined(OfSite):
    """No case is opened for that child now; the site may ask again."""

    key: ClassVar[str] = "site.ask_declined"

    ask_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class SiteAskTakenUp(OfSite):
    """The child has a case: it was opened, or the open one was told of the site's wish."""

    key: ClassVar[str] = "site.ask_taken_up"

    ask_id: UUID


@dataclass(frozen=True, kw_only=True)
class CaseAskedForBySite(OfCase):
    """The people of a site for street children, who see this child, asked for the case."""

    key: ClassVar[str] = "case.asked_for_by_site"

    centre_id: UUID
    ask_id: UUID
    why: str
