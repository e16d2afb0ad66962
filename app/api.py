"""Every URL prefix of the API on one page."""

from fastapi import APIRouter
from fastapi.routing import APIRoute

from app.calls import block_endpoints as blocks
from app.calls import call_back_endpoints as call_backs
from app.calls import endpoints as calls
from app.calls import interview_endpoints as interview
from app.calls import line_endpoints as lines
from app.calls import mark_endpoints as marks
from app.calls import party_endpoints as parties
from app.calls import session_endpoints as sessions
from app.cases import case_endpoints as case_files
from app.cases import case_settings_endpoints as case_settings
from app.cases import case_work_endpoints as case_work
from app.cases import endpoints as cases
from app.cases import exclusion_endpoints as exclusions
from app.cases import form_answer_endpoints as filled_forms
from app.cases import form_endpoints as forms
from app.cases import lost_endpoints as lost
from app.cases import people_endpoints as people
from app.cases import programme_endpoints as programmes
from app.cases import referral_endpoints as referrals
from app.cases import referral_party_endpoints as asked_referrals
from app.cases import reintegration_endpoints as reintegrations
from app.cases import same_child_endpoints as same_child
from app.cases import tracing_endpoints as tracing
from app.directory import centre_endpoints as centres
from app.directory import endpoints as directory
from app.directory import offered_endpoints as services
from app.directory import register_endpoints as register
from app.directory import roster_endpoints as roster
from app.directory import worker_endpoints as workers
from app.dispatch import channel_endpoints as channels
from app.dispatch import check_in_endpoints as check_ins
from app.dispatch import clock_endpoints as clock
from app.dispatch import drill_endpoints as drills
from app.dispatch import endpoints as dispatch
from app.dispatch import field_endpoints as field
from app.dispatch import hand_off_endpoints as hand_offs
from app.dispatch import paper_endpoints as papers
from app.dispatch import unmet_endpoints as unmet
from app.dispatch import visit_endpoints as visits
from app.programmes.boards import endpoints as committees
from app.programmes.boards import meeting_endpoints as meetings
from app.programmes.cash import endpoints as cash
from app.programmes.cash import grievance_endpoints as cash_grievances
from app.programmes.cash import payment_endpoints as cash_payments
from app.programmes.outreach import endpoints as outreach
from app.programmes.training import endpoints as training
from app.realtime import endpoints as live
from app.reports import endpoints as reports
from app.reports import forecast_endpoints as forecast
from app.residence import care_endpoints as care
from app.residence import endpoints as residence
from app.residence import import_endpoints as imports
from app.residence import institution_endpoints as institutions
from app.residence import readmission_endpoints as readmission
from app.residence import stay_form_endpoints as stay_forms
from app.residence import street_endpoints as street
from app.staff import endpoints as staff
from app.staff import giving_endpoints as giving

PREFIX = "/api/v1"


def operation_id(route: APIRoute) -> str:
    """What the OpenAPI document, and so a made client, calls an operation: `staff_start_duty`."""
    return "_".join([*map(str, route.tags[:1]), route.name])


def router() -> APIRouter:
    """The REST interface, to be included under PREFIX: one router a room.

    Without a prefix at that place FastAPI makes every route once more, to look at its path.
    """
    made = APIRouter()
    for room in (
        staff,
        giving,
        calls,
        call_backs,
        interview,
        blocks,
        marks,
        parties,
        lines,
        sessions,
        cases,
        exclusions,
        forms,
        filled_forms,
        programmes,
        case_files,
        case_work,
        case_settings,
        referrals,
        asked_referrals,
        tracing,
        reintegrations,
        people,
        same_child,
        lost,
        cash,
        cash_payments,
        cash_grievances,
        directory,
        register,
        workers,
        centres,
        imports,
        services,
        roster,
        dispatch,
        residence,
        readmission,
        care,
        stay_forms,
        institutions,
        street,
        channels,
        hand_offs,
        unmet,
        field,
        check_ins,
        clock,
        papers,
        drills,
        visits,
        committees,
        meetings,
        training,
        outreach,
        reports,
        forecast,
        live,
    ):
        made.include_router(room.router)
    return made
