"""Every code the server can send to a screen has words in Bangla and in English."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.pofile import read_po

from app.calls import announcements, ladder, routing
from app.calls import states as calls
from app.calls.queue import Known, head_starts
from app.cases import (
    board_told,
    case_access,
    case_assignments,
    case_due,
    case_holds,
    case_service,
    case_states,
    case_steps,
    case_told,
    case_twins,
    contact,
    holds,
    intake,
    lost,
    lost_matching,
    lost_rules,
    merging,
    people_access,
    people_fields,
    people_person,
    people_record,
    referral_access,
    reintegration_states,
    risk,
    same_child,
    same_child_score,
    tracing_rules,
)
from app.cases import states as cases
from app.cases.case_states import Risk
from app.cases.lost_models import MatchState, Missing
from app.cases.models import Channel, Urgency
from app.cases.referral_states import (
    ANSWERS,
    DESPITE,
    GIVERS,
    LAWS,
    MOVES,
    OUTCOMES,
    WHY_REJECTED,
    WHY_REVOKED,
    Consent,
    HandOver,
    ReferralState,
)
from app.cases.referral_told import Detail
from app.cases.service import BASES
from app.core.outbox import Event
from app.directory import states as directory
from app.directory.offered_rules import Misfit
from app.dispatch import (
    check_in,
    check_in_events,
    clock_models,
    duress,
    journey,
    marriage,
    matching,
    paper_rules,
    shortfall,
)
from app.dispatch import ladder as tiers
from app.dispatch import states as dispatch
from app.dispatch.reminder_models import About
from app.dispatch.unmet_models import UnmetEnd
from app.programmes.boards import events as board_events
from app.programmes.boards import reporting
from app.programmes.boards import states as boards
from app.programmes.cash import states as cash
from app.programmes.cash.conditions import Outcome, Why
from app.programmes.cash.ledger import Account, Kind
from app.programmes.outreach import events as outreach_events
from app.programmes.outreach import states as outreach
from app.programmes.training import events as training_events
from app.programmes.training import states as training
from app.residence import care_states, stay_clock, street_events, street_states
from app.residence import events as residence_events
from app.residence import states as residence
from app.residence.schemas import OutCode
from app.staff import course_models, permissions
from app.staff.states import PAUSE_REASONS, Duty
from tests.contracts.test_permissions import event_types

LOCALES = Path(__file__).resolve().parents[2] / "web" / "shared" / "locales"
CALL_ENDS = (
    "counsellor_hung_up",
    "caller_hung_up",
    "abandoned",
    "counsellor_line_lost",
    "counsellor_line_did_not_join",
    "conference_ended",
    "not_reached",
)
WHY_WAITING = tuple(
    row["code"]
    for known in (
        Known("P1", True, True, 0, 9, True, earlier_live=1),
        Known(missed_seconds=9, marked=True, blocked=True),
        Known(danger_key=True),
    )
    for row in head_starts(known)
)
NOT_ON_A_TIMELINE = {
    "duty.changed",
    "intake.saved",
    "announcement.made",
    "announcement.ended",
    "line.chosen",
    *(kind.key for kind in residence_events.OfCentre.__subclasses__()),
    *(kind.key for kind in street_events.OfSite.__subclasses__()),
    "clock.target_set",
    "case_target.set",
    "home_schedule.set",
    "cash.grievance_kept",
    *(kind.key for kind in board_events.OfCommittee.__subclasses__()),
    *(kind.key for kind in training_events.OfCourse.__subclasses__()),
    outreach_events.OutreachMoved.key,
    "dispatch.photo_came",
    "dispatch.worker_located",
    "worker.appointed",
    "worker.contact_changed",
    "worker.duty_changed",
    "worker.relieved",
    "unmet.looked",
    *(kind.key for kind in check_in_events.OfDuress.__subclasses__()),
}


def told() -> set[str]:
    """The events that stand on a timeline."""
    kinds: set[type[Event]] = event_types()
    keys = {kind.key for kind in kinds if hasattr(kind, "key")}
    return {key.replace(".", "_") for key in keys - NOT_ON_A_TIMELINE}


def values(enum: type[StrEnum]) -> list[str]:
    return [member.value for member in enum]


LEGAL_OF_CASES = {
    "write",
    "request",
    "assign",
    "child_seen",
    "review",
    *(verb for _, verb in case_states.CASE_MOVES),
    *(verb for _, verb in case_states.APPROVAL_MOVES),
    *(verb for _, verb in case_states.ASSIGNMENT_MOVES),
    *(verb for _, verb in case_states.ACTION_MOVES),
    *(verb for _, verb in reintegration_states.MOVES),
    *(verb for _, verb in reintegration_states.EXCEPTION_MOVES),
    *(verb for moves in MOVES.values() for _, verb in moves),
}
"""What a 409 of a case may name as legal."""

CODES: Mapping[str, Iterable[str]] = {
    "duty": values(Duty),
    "pause": PAUSE_REASONS,
    "pass": calls.PASS_REASONS,
    "call_end": CALL_ENDS,
    "close": cases.CLOSE_REASONS,
    "call_back_reason": calls.CALL_BACK_REASONS,
    "call_back_outcome": calls.CALL_BACK_OUTCOMES,
    "plan_again": calls.PLAN_AGAIN_REASONS,
    "contact_allow": contact.ALLOW_REASONS,
    "contact_forbid": contact.FORBID_REASONS,
    "incident_state": values(cases.IncidentState),
    "urgency": Urgency.__members__,
    "basis": BASES,
    "hold": holds.KINDS,
    "needs": intake.NEEDS,
    "why_urgency": risk.REASONS,
    "why_responder": (*matching.REASONS, shortfall.ASKED_ALREADY),
    "why_you": (
        "speaks",
        "widened_language",
        "has_skill",
        "widened_skill",
        "longest_idle",
        "only_one_free",
    ),
    "why_waiting": WHY_WAITING,
    "announcement": announcements.KINDS,
    "mark": calls.MARK_REASONS,
    "block": calls.BLOCK_REASONS,
    "session": values(calls.SessionState),
    "question": ladder.QUESTIONS,
    "question_end": ladder.ENDINGS,
    "answer": (*ladder.ANSWERS, ladder.OTHER_KEY),
    "background": ladder.BACKGROUND,
    "silence": ladder.DISPOSITIONS,
    "dispatch": values(dispatch.DispatchState),
    "step": values(dispatch.StepState),
    "alert": values(dispatch.AlertState),
    "decline": {*dispatch.DECLINE_REASONS, *dispatch.HAND_BACK_REASONS},
    "tier": values(tiers.Tier),
    "stand_down": dispatch.STAND_DOWN_REASONS,
    "outcome": dispatch.OUTCOMES,
    "reminder": (*values(About), "unreached"),
    "check_in_late": (check_in.SILENT, check_in.WRONG_PINS),
    "duress_outcome": duress.OUTCOMES,
    "found": cases.FOUND,
    "look": values(directory.LookReason),
    "address_change": values(directory.AddressChanged),
    "clock": values(journey.Stop),
    "clock_pause": values(clock_models.PauseReason),
    "marriage_step": values(clock_models.MarriageStepKind),
    "marriage_word": {word for words in marriage.WORDS_OF.values() for word in words},
    "marriage_end": (*marriage.END_REASONS, "turned_18", "linked"),
    "paper": values(clock_models.PaperKind),
    "post": paper_rules.POSTS,
    "how_given": paper_rules.WAYS,
    "receiver": paper_rules.RECEIVERS,
    "no_escort": paper_rules.NO_ESCORT,
    "unmet_end": values(UnmetEnd),
    "bed_end": dispatch.BED_ENDS,
    "left": values(residence.Left),
    "out_of_use": get_args(OutCode),
    "more": values(residence.MoreReason),
    "takes": values(residence.Takes),
    "condition": values(residence.Condition),
    "came_by": values(care_states.CameBy),
    "who_is_it": values(care_states.WhoIsIt),
    "why_longer": values(care_states.WhyLonger),
    "extension": values(care_states.ExtensionState),
    "kit": values(care_states.Item),
    "meal": values(care_states.Meal),
    "ate": values(care_states.Ate),
    "why_corrected": values(care_states.WhyCorrected),
    "track": values(care_states.TrackKind),
    "track_end": values(care_states.TrackEnd),
    "talk": values(care_states.TalkKind),
    "life_skill": values(care_states.LifeSkill),
    "skill_step": values(care_states.SkillStep),
    "happened": values(care_states.Happened),
    "severity": values(care_states.Severity),
    "told_to": values(care_states.ToldTo),
    "improvement": values(care_states.ActionState),
    "stay_due": values(stay_clock.Due),
    "stay_level": values(stay_clock.Level),
    "stay_what": case_told.STAY,
    "centre_kind": values(directory.CentreKind),
    "roll_reason": values(street_states.WhyCorrected),
    "site_ask": values(street_states.WhyAsked),
    "site_no_case": values(street_states.WhyNotTakenUp),
    "role": [role.code for role in permissions.roles()],
    **intake.CHOICES,
    "child_field": people_fields.FIELDS,
    "unknown": people_fields.WHY_UNKNOWN,
    "certainty": people_fields.CERTAINTIES,
    "child_source": (*people_fields.SOURCES, people_record.FROM_FORM),
    "child_value": {code for codes in people_fields.CHOICES.values() for code in codes},
    "language": people_fields.LANGUAGES,
    "adult": people_fields.ADULT_REASONS,
    "child_opened": people_access.WHY_OPENED,
    "relation": (*people_person.KINDS, *people_person.AMONG_CHILDREN),
    "relation_part": people_person.YES_NO,
    "alike": (*same_child_score.WEIGHTS, *lost_rules.WEIGHTS),
    "why_two": same_child.WHY_REFUSED,
    "why_merged": merging.WHY_MERGED,
    "why_undone": merging.WHY_UNDONE,
    "lost_state": values(MatchState),
    "lost_checked": lost_matching.CHECKED,
    "lost_end": (*lost.END_REASONS, "reunited"),
    "missing": values(Missing),
    "told": lost_rules.PARTS,
    "case_step": values(case_steps.Step),
    "case_due": values(case_due.Due),
    "case_level": values(case_due.Level),
    "case_risk": (*values(case_states.Risk), "unknown"),
    "case_sheet": values(case_states.Sheet),
    "case_approval": values(case_states.ApprovalState),
    "case_assignment": {"declined", "withdrawn"},
    "case_action": values(case_states.ActionState),
    "case_check": values(case_states.Check),
    "case_concern": values(case_states.Concern),
    "case_domain": case_states.DOMAINS,
    "case_basis": case_states.RISK_BASES,
    "case_kin": (*case_service.KIN, case_twins.SAME_CHILD),
    "case_declined": case_assignments.WHY_DECLINED,
    "case_opened": (
        *values(case_states.WhyOpened),
        case_access.OWN_WORK,
        referral_access.REFERRAL,
        case_access.PAYMENT,
    ),
    "case_hold": case_holds.KINDS,
    "case_channel": values(Channel),
    "case_legal": LEGAL_OF_CASES,
    "tracing_way": values(tracing_rules.Way),
    "tracing_result": values(tracing_rules.Result),
    "going": values(reintegration_states.Kind),
    "care": values(reintegration_states.Care),
    "reintegration": values(reintegration_states.ReintegrationState),
    "condition_answer": values(reintegration_states.Answer),
    "exception": values(reintegration_states.ExceptionState),
    "home_follow_up": values(reintegration_states.FollowUpState),
    "how_followed_up": values(reintegration_states.How),
    "home_found": values(reintegration_states.Found),
    "why_moved": reintegration_states.WHY_MOVED,
    "why_called_off": reintegration_states.WHY_CALLED_OFF,
    "why_given_up": reintegration_states.WHY_ENDED,
    "why_at_risk": reintegration_states.WHY_AT_RISK,
    "service": values(directory.CentreService),
    "referral": values(ReferralState),
    "why_rejected": WHY_REJECTED,
    "referral_outcome": OUTCOMES,
    "referral_answer": ("accept", "reject", "done"),
    "why_revoked": WHY_REVOKED,
    "hand_over": values(HandOver),
    "consent_giver": GIVERS,
    "consent_answer": ANSWERS,
    "consent_sum": values(Consent),
    "consent_law": LAWS,
    "despite": DESPITE,
    "misfit": values(Misfit),
    "told_part": values(Detail),
    "told_risk": values(Risk),
    "cash_enrolment": values(cash.EnrolmentState),
    "cash_tranche": values(cash.TrancheState),
    "cash_payment": values(cash.PaymentState),
    "cash_grievance": values(cash.GrievanceState),
    "cash_channel": values(cash.Channel),
    "cash_answer": values(cash.Answer),
    "cash_witness": values(cash.Witness),
    "cash_complaint": cash.COMPLAINTS,
    "cash_why": {
        *cash.WHY_REOPENED,
        cash.TRANSFER_ENDED,
        *(reason for reasons in cash.REASONS.values() for reason in reasons),
    },
    "cash_lack": values(Why),
    "cash_outcome": (*values(Outcome), *cash.OUTCOMES),
    "cash_confirmed": cash.HOW_CONFIRMED,
    "cash_told": cash.HOW_TOLD,
    "cash_account": values(Account),
    "cash_entry": values(Kind),
    "cash_waits": ("approve", "release", "pay", "payee", "grievance"),
    "board_question": board_told.QUESTIONS,
    "tells_who": values(board_told.Betrayal),
    "committee_body": values(board_told.BodyKind),
    "committee_level": values(boards.Level),
    "committee_figure": reporting.FIGURES,
    "committee_role": values(boards.SeatRole),
    "meeting_state": values(boards.MeetingState),
    "presence": values(boards.Presence),
    "decision_state": values(boards.DecisionState),
    "why_adjourned": (*boards.WHY_ADJOURNED, *boards.WHY_CALLED_OFF),
    "why_dropped": boards.WHY_DROPPED,
    "outreach_kind": values(outreach.OutreachKind),
    "outreach_for": values(outreach.OutreachFor),
    "outreach_state": values(outreach.OutreachState),
    "reached": values(outreach.ReachedWho),
    "why_no_outreach": outreach.WHY_CALLED_OFF,
    "training_state": values(training.TrainingState),
    "why_no_training": training.WHY_CALLED_OFF,
    "qualification_end": (*training.WHY_ENDED, "renewed"),
    "need_kind": values(course_models.NeedKind),
    "learner": values(course_models.HolderKind),
    "post_kind": values(directory.PostKind),
}


@pytest.fixture(scope="module", params=["bn", "en"])
def words(request: pytest.FixtureRequest) -> dict[str, str]:
    with (LOCALES / f"{request.param}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file)}


@pytest.mark.parametrize("family", CODES)
def test_every_code_of_a_family_has_words(words: dict[str, str], family: str) -> None:
    assert CODES[family]
    missing = [code for code in CODES[family] if not words.get(f"console.{family}.{code}")]
    assert missing == []


def test_every_event_of_a_timeline_has_words(words: dict[str, str]) -> None:
    assert len(told()) > 20
    assert [key for key in sorted(told()) if not words.get(f"console.timeline.{key}")] == []


def test_routing_gives_no_other_reason_than_those_with_words() -> None:
    source = Path(routing.__file__).read_text()
    named = {part.split('"')[1] for part in source.split("Reason(")[1:] if part.startswith('"')}
    assert named <= set(CODES["why_you"])
