"""Which row every collection of every live channel holds, as types; it sends and checks nothing."""

from typing import Any, Final

from pydantic import BaseModel, Field
from pydantic.json_schema import models_json_schema

from app.calls.invitation_schemas import InvitationRow
from app.calls.line_schemas import LineRow
from app.calls.party_schemas import HelpRow
from app.calls.schemas import (
    AnnouncementRow,
    CallBackRow,
    CallRow,
    CurrentCall,
    Offer,
    QueueSummary,
    SessionRow,
    TextRow,
    TextWaiting,
    WaitingRow,
)
from app.cases.case_row_schemas import (
    ActionRow,
    ApprovalRow,
    CaseRow,
    CaseTargetRow,
    CheckRow,
    DocumentRow,
    NoteRow,
    RatingRow,
    SheetRow,
)
from app.cases.lost_schemas import LostMatchRow
from app.cases.people_schemas import SlimChild
from app.cases.reintegration_row_schemas import (
    HomeScheduleRow,
    ReintegrationReturnRow,
    ReintegrationRow,
    TracingRow,
)
from app.cases.schemas import IncidentRow, IntakeRow, TimelineRow
from app.core.schemas import Moment, Shape
from app.directory.schemas import UnreachableRow
from app.dispatch.check_in_schemas import DuressRow
from app.dispatch.clock_schemas import JourneyRow, LateRow, MarriageRow, PaperRow, TargetRow
from app.dispatch.schemas import DispatchRow, DispatchState, TaskRow
from app.dispatch.unmet_schemas import UnmetRow
from app.programmes.boards.schemas import LateDecision
from app.programmes.outreach.schemas import ComingOutreach
from app.programmes.training.schemas import WarnedQualification
from app.residence.schemas import BedBoardRow, StayRow
from app.residence.street_schemas import SiteRow
from app.staff.schemas import DutyRow, Me

JsonSchema = dict[str, Any]


class WorkRow(IncidentRow):
    """An open incident of one's own, and how far its latest dispatch is."""

    dispatch_state: DispatchState | None
    due_at: Moment | None = Field(description="when the dispatch goes on to the next responder")


class CounsellorRow(DutyRow):
    """A counsellor on the board: the duty, and the call he or she is on."""

    call: CurrentCall | None
    wrap_up_due_at: Moment | None = Field(description="when the work after a call should be done")


class IncidentFile(Shape):
    """What is known of one incident: the same rows as in its live channel."""

    incident: IncidentRow
    intake: dict[str, IntakeRow] = Field(description="by field; what was never typed is absent")
    timeline: list[TimelineRow] = Field(description="oldest first")
    dispatches: list[DispatchRow] = Field(description="oldest first")
    calls: list[CallRow] = Field(description="oldest first")
    texts: list[TextRow] = Field(description="oldest first")
    journey: JourneyRow
    marriage: MarriageRow | None = Field(description="null: nobody has said that there is one")
    papers: list[PaperRow] = Field(description="oldest first")
    unmet: list[UnmetRow] = Field(description="for whom nobody could be asked; oldest first")


ROWS: Final[dict[str, dict[str, type[BaseModel]]]] = {
    "me": {
        "duty": DutyRow,
        "line": LineRow,
        "offers": Offer,
        "calls": CallRow,
        "invitations": InvitationRow,
        "joined": CallRow,
        "work": WorkRow,
        "sessions": SessionRow,
        "queue": QueueSummary,
    },
    "board": {
        "waiting": WaitingRow,
        "counsellors": CounsellorRow,
        "dispatches": DispatchRow,
        "call_backs": CallBackRow,
        "texts": TextWaiting,
        "help": HelpRow,
        "duress": DuressRow,
        "unmet": UnmetRow,
        "announcements": AnnouncementRow,
        "beds": BedBoardRow,
        "sites": SiteRow,
        "late": LateRow,
        "clock_targets": TargetRow,
        "case_targets": CaseTargetRow,
        "home_schedules": HomeScheduleRow,
        "unreachable": UnreachableRow,
        "lost": LostMatchRow,
        "late_decisions": LateDecision,
        "ending_qualifications": WarnedQualification,
        "outreach": ComingOutreach,
        "queue": QueueSummary,
    },
    "incident": {
        "incident": IncidentRow,
        "intake": IntakeRow,
        "timeline": TimelineRow,
        "dispatches": DispatchRow,
        "calls": CallRow,
        "texts": TextRow,
        "sessions": SessionRow,
        "journey": JourneyRow,
        "marriage": MarriageRow,
        "papers": PaperRow,
        "unmet": UnmetRow,
        "children": SlimChild,
    },
    "field": {"tasks": TaskRow, "beds": BedBoardRow, "stays": StayRow, "sites": SiteRow},
    "case": {
        "case": CaseRow,
        "sheets": SheetRow,
        "approvals": ApprovalRow,
        "actions": ActionRow,
        "checks": CheckRow,
        "notes": NoteRow,
        "documents": DocumentRow,
        "ratings": RatingRow,
        "tracing": TracingRow,
        "reintegrations": ReintegrationRow,
        "returns": ReintegrationReturnRow,
        "timeline": TimelineRow,
    },
    "cases": {"cases": CaseRow},
}
"""Kind of channel → collection → its row."""


def row_definitions(ref: str) -> tuple[dict[str, dict[str, JsonSchema]], dict[str, JsonSchema]]:
    """References to the rows as in ROWS, and what they refer to; `ref` is as in `#/$defs/{model}`.

    `Me`, which the greeting carries, is among the definitions.
    """
    models: set[type[BaseModel]] = {
        Me,
        *(row for channel in ROWS.values() for row in channel.values()),
    }
    ordered = sorted(models, key=lambda model: model.__name__)
    _, found = models_json_schema([(model, "serialization") for model in ordered], ref_template=ref)
    collections = {
        kind: {name: {"$ref": ref.format(model=row.__name__)} for name, row in channel.items()}
        for kind, channel in ROWS.items()
    }
    return collections, found["$defs"]
