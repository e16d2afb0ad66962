"""What happens to a case; ids, codes and other non-personal facts only."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app.cases.events import OfIncident
from app.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class OfCase(Event):
    """About a case; `entity_id` is the case's."""

    entity_kind: ClassVar[str] = "case"


@dataclass(frozen=True, kw_only=True)
class CaseOpened(OfCase):
    """A child has a managed file from now on."""

    key: ClassVar[str] = "case.opened"

    number: str
    channel: str


@dataclass(frozen=True, kw_only=True)
class CaseReopened(OfCase):
    """There is new work on a closed case: its next episode begins."""

    key: ClassVar[str] = "case.reopened"

    episode: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseClosed(OfCase):
    """A supervisor approved the closure."""

    key: ClassVar[str] = "case.closed"

    episode: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseIncidentAdded(OfCase):
    """Another incident is about the child of this case."""

    key: ClassVar[str] = "case.incident_added"

    incident_id: UUID
    number: str


@dataclass(frozen=True, kw_only=True)
class IncidentTakenIntoCase(OfIncident):
    """A case was opened from this incident, or takes it in."""

    key: ClassVar[str] = "incident.taken_into_case"

    case_id: UUID
    number: str


@dataclass(frozen=True, kw_only=True)
class CaseKinAdded(OfCase):
    """This case and another one belong together."""

    key: ClassVar[str] = "case.kin_added"

    other_id: UUID
    number: str
    relation: str


@dataclass(frozen=True, kw_only=True)
class CaseKinEnded(OfCase):
    """The other case is none of the same child any more, or is closed."""

    key: ClassVar[str] = "case.kin_ended"

    other_id: UUID
    number: str
    relation: str


@dataclass(frozen=True, kw_only=True)
class CasePlaced(OfCase):
    """Where the child lives is known, or a supervisor or team is named."""

    key: ClassVar[str] = "case.placed"

    place: str | None = None
    supervisor_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class CaseRated(OfCase):
    """The risk was rated by a person, or raised by the system, which lowers none (I11)."""

    key: ClassVar[str] = "case.rated"

    risk: str
    step: str
    basis: list[str]


@dataclass(frozen=True, kw_only=True)
class CaseAssigned(OfCase):
    """Somebody is asked to take the case on; it is still the former owner's."""

    key: ClassVar[str] = "case.assigned"

    assignment_id: UUID
    to_id: UUID


@dataclass(frozen=True, kw_only=True)
class CaseTakenOn(OfCase):
    """Whoever was asked has accepted, and is the owner now."""

    key: ClassVar[str] = "case.taken_on"

    assignment_id: UUID
    owner_id: UUID


@dataclass(frozen=True, kw_only=True)
class CaseAssignmentEnded(OfCase):
    """Whoever was asked has declined, or need not answer any more."""

    key: ClassVar[str] = "case.assignment_ended"

    assignment_id: UUID
    how: str
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class CaseSheetWritten(OfCase):
    """A revision of an assessment, a plan or a closure was written."""

    key: ClassVar[str] = "case.sheet_written"

    sheet: str
    revision: int


@dataclass(frozen=True, kw_only=True)
class CaseApprovalRequested(OfCase):
    """A supervisor is asked to approve a revision."""

    key: ClassVar[str] = "case.approval_requested"

    sheet: str
    revision: int


@dataclass(frozen=True, kw_only=True)
class CaseApprovalEnded(OfCase):
    """A revision was approved or rejected, or a newer one has overtaken the request."""

    key: ClassVar[str] = "case.approval_ended"

    sheet: str
    revision: int
    how: str


@dataclass(frozen=True, kw_only=True)
class CaseActionEnded(OfCase):
    """An action of the plan is done, or no part of it any more."""

    key: ClassVar[str] = "case.action_ended"

    action_id: UUID
    how: str


@dataclass(frozen=True, kw_only=True)
class CaseChecked(OfCase):
    """The child was seen or followed up, or the case was reviewed."""

    key: ClassVar[str] = "case.checked"

    check_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class CaseNoteAdded(OfCase):
    """A note, or the correction of one."""

    key: ClassVar[str] = "case.note_added"

    note_id: UUID
    corrects: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class CaseDocumentAdded(OfCase):
    """A file was put into the case; its name is sealed."""

    key: ClassVar[str] = "case.document_added"

    document_id: UUID
    kind: str
    size_bytes: int


@dataclass(frozen=True, kw_only=True)
class CaseLateTold(OfCase):
    """Something is late, and the worker, the supervisor or the district has been told, once."""

    key: ClassVar[str] = "case.late_told"

    due: str
    level: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class CaseDueFound(OfCase):
    """The auditor found that nothing would have told of something due, and set it going."""

    key: ClassVar[str] = "case.due_found"

    due: str


@dataclass(frozen=True, kw_only=True)
class CaseChildStays(OfCase):
    """Its child came to stay in a centre, left it, may stay longer, or something is amiss there.

    `what`: began, ended, extended, late, grave, elsewhere (it stands written in two places).
    """

    key: ClassVar[str] = "case.child_stays"

    what: str
    centre_id: UUID


@dataclass(frozen=True, kw_only=True)
class CaseTargetSet(Event):
    """How long something of a case may take was set."""

    key: ClassVar[str] = "case_target.set"
    entity_kind: ClassVar[str] = "case_target"

    due: str
    risk: str
    seconds: int


@dataclass(frozen=True, kw_only=True)
class CaseLaidBefore(OfCase):
    """The case stands on the agenda of a board or committee, without anything that names anybody.

    `question` is why, as a code.
    """

    key: ClassVar[str] = "case.laid_before"

    meeting_id: UUID
    body: str
    level: str
    question: str


@dataclass(frozen=True, kw_only=True)
class CaseDecidedOn(OfCase):
    """A board or committee decided something about the case; what, its minutes say."""

    key: ClassVar[str] = "case.decided_on"

    meeting_id: UUID
    decision_id: UUID
    body: str
    level: str
    due_on: str
