"""What is announced of the clock, of child marriages and of papers: codes and ids only."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class _OfIncident(Event):
    entity_kind: ClassVar[str] = "incident"


@dataclass(frozen=True, kw_only=True)
class ClockPaused(_OfIncident):
    """Something outside of us is waited for: the clock stands still, and says so."""

    key: ClassVar[str] = "clock.paused"

    reason: str


@dataclass(frozen=True, kw_only=True)
class ClockResumed(_OfIncident):
    """The clock runs again; `why` is resumed, made_urgent or linked."""

    key: ClassVar[str] = "clock.resumed"

    reason: str
    seconds: int
    why: str


@dataclass(frozen=True, kw_only=True)
class ClockLateTold(_OfIncident):
    """A stop was not made in time; told once for each stop."""

    key: ClassVar[str] = "clock.late"

    stop: str
    due_at: datetime
    due_by: str


@dataclass(frozen=True, kw_only=True)
class ClockTargetSet(Event):
    """A supervisor set how soon a stop should be done; without seconds the wider word holds."""

    key: ClassVar[str] = "clock.target_set"
    entity_kind: ClassVar[str] = "clock_target"

    urgency: str
    stop: str
    place: str | None = None
    seconds: int | None = None


@dataclass(frozen=True, kw_only=True)
class MarriageDateSaid(_OfIncident):
    """A child is to be married; whether the date is known, never which."""

    key: ClassVar[str] = "marriage.date_said"

    known: bool


@dataclass(frozen=True, kw_only=True)
class MarriageStepDone(_OfIncident):
    """One of the steps of practice was taken; the word says how it went."""

    key: ClassVar[str] = "marriage.step_done"

    marriage_step: str
    marriage_word: str | None = None


@dataclass(frozen=True, kw_only=True)
class MarriageDatePassed(_OfIncident):
    """The day has come and nobody has recorded that the wedding was stopped."""

    key: ClassVar[str] = "marriage.date_passed"


@dataclass(frozen=True, kw_only=True)
class MarriageVisitMissed(_OfIncident):
    """Nobody went to see the girl again in time."""

    key: ClassVar[str] = "marriage.visit_missed"


@dataclass(frozen=True, kw_only=True)
class MarriageEnded(_OfIncident):
    """No more visits: turned_18, married, or false_report."""

    key: ClassVar[str] = "marriage.ended"

    reason: str


@dataclass(frozen=True, kw_only=True)
class _OfPaper(_OfIncident):
    paper_id: UUID


@dataclass(frozen=True, kw_only=True)
class PaperMade(_OfPaper):
    """A paper was made; from version 2 on it stands in the place of the one before."""

    key: ClassVar[str] = "paper.made"

    paper_kind: str
    memo: str
    paper_version: int
    replaces: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class PaperGiven(_OfPaper):
    """A paper was given to somebody, and how."""

    key: ClassVar[str] = "paper.given"

    post: str
    how: str


@dataclass(frozen=True, kw_only=True)
class PaperAcknowledged(_OfPaper):
    """Somebody confirmed that a paper has come."""

    key: ClassVar[str] = "paper.acknowledged"

    post: str
