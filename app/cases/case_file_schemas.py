"""What the whole file of a case gives, as a type."""

from app.cases.case_row_schemas import (
    ActionRow,
    ApprovalRow,
    CaseRow,
    CheckRow,
    DocumentRow,
    NoteRow,
    RatingRow,
    SheetRow,
)
from app.cases.reintegration_row_schemas import ReintegrationReturnRow, ReintegrationRow, TracingRow
from app.cases.schemas import TimelineRow
from app.core.schemas import Shape


class CaseFile(Shape):
    """All that is written in a case: the same rows as in its live channel."""

    case: CaseRow
    sheets: list[SheetRow]
    approvals: list[ApprovalRow]
    actions: list[ActionRow]
    checks: list[CheckRow]
    notes: list[NoteRow]
    documents: list[DocumentRow]
    ratings: list[RatingRow]
    tracing: list[TracingRow]
    reintegrations: list[ReintegrationRow]
    returns: list[ReintegrationReturnRow]
    timeline: list[TimelineRow]
