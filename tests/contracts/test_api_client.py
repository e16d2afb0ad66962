"""The described API is the served one, whole, and the web's client is made from it."""

import json
import re
from typing import Any, get_args

import pytest

from app.calls import party_schemas as parties
from app.calls import schemas as calls
from app.calls import states as calls_states
from app.calls.states import PASS_REASONS, CallState, InvitationKind, LegState, Mode, PartyKind
from app.cases import schemas as cases
from app.cases.intake import FIELDS
from app.cases.models import Channel, Urgency
from app.cases.service import BASES
from app.cases.states import CLOSE_REASONS, IncidentState
from app.directory import schemas as directory
from app.dispatch import schemas as dispatch
from app.dispatch.coverage import LEVELS
from app.dispatch.states import (
    DECLINE_REASONS,
    OUTCOMES,
    PART_OUTCOMES,
    STAND_DOWN_REASONS,
    AlertState,
    DispatchState,
    StepState,
)
from app.geo.place import KINDS
from app.programmes.outreach import schemas as outreach
from app.programmes.outreach.states import OutreachFor, OutreachKind, OutreachState, ReachedWho
from app.programmes.training import schemas as training
from app.realtime.rows import COLLECTIONS
from app.realtime.schemas import ROWS
from app.staff import permissions
from app.staff import schemas as staff
from app.staff.course_models import HolderKind
from app.staff.models import App
from app.staff.states import PAUSE_REASONS, Duty
from tools import openapi

CHOICES: list[tuple[Any, Any]] = [
    (staff.RoleCode, [role.code for role in permissions.roles()]),
    (staff.AppName, App),
    (staff.DutyState, Duty),
    (staff.PauseReason, PAUSE_REASONS),
    (directory.PlaceKind, KINDS),
    (calls.CallState, CallState),
    (parties.PartyState, ["waiting", *LegState]),
    (parties.PartyKind, ["caller", *PartyKind]),
    (parties.Mode, Mode),
    (parties.InvitationKind, InvitationKind),
    (parties.DeclineReason, calls_states.DECLINE_REASONS),
    (calls.PassReason, PASS_REASONS),
    (cases.IncidentState, IncidentState),
    (cases.Urgency, Urgency),
    (cases.PlaceBasis, BASES),
    (cases.CloseReason, CLOSE_REASONS),
    (cases.FieldName, FIELDS),
    (cases.IncidentRow.model_fields["channel"].annotation, Channel),
    (dispatch.DispatchState, DispatchState),
    (dispatch.StepState, StepState),
    (dispatch.AlertState, AlertState),
    (dispatch.CoverLevel, LEVELS),
    (dispatch.DeclineReason, DECLINE_REASONS),
    (dispatch.StandDownReason, STAND_DOWN_REASONS),
    (dispatch.Outcome, {*OUTCOMES, *PART_OUTCOMES}),
    (outreach.KindCode, OutreachKind),
    (outreach.StateCode, OutreachState),
    (outreach.ForCode, OutreachFor),
    (outreach.WhoCode, ReachedWho),
    (training.HolderCode, HolderKind),
]
"""What a schema lets through, and the rule's own list of the same."""


@pytest.fixture(scope="module")
def document(vault: Any) -> dict[str, Any]:
    return openapi.document()


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_the_client_is_made_from_the_api_as_it_is(document: dict[str, Any]) -> None:
    kept = openapi.FILE.read_text(encoding="utf-8")
    assert json.loads(kept) == document, "run `make api`"


FILES = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "image/jpeg",
    "image/png",
    "text/csv",
)


def test_every_answer_with_a_body_says_what_it_is_made_of(document: dict[str, Any]) -> None:
    silent = [
        name
        for name, operation in operations(document)
        for status, answer in operation["responses"].items()
        for media, content in answer.get("content", {}).items()
        if status[0] == "2" and media not in FILES and "$ref" not in content["schema"]
    ]
    assert silent == ["GET /api/v1/live.schema.json"], "which is a JSON Schema itself"


def test_operations_have_readable_names_of_their_own(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, operation in operations(document)]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+){1,3}", id_) for id_ in ids), ids


def named(choice: Any) -> str:
    """A set prints in another order in each process; those that share the tests must agree."""
    return str(sorted(choice) if isinstance(choice, set | frozenset) else choice)[:40]


@pytest.mark.parametrize(("told", "known"), CHOICES, ids=named)
def test_a_schema_lets_through_what_the_rules_know(told: Any, known: Any) -> None:
    assert sorted(get_args(told)) == sorted(str(each) for each in known)


def test_every_live_collection_says_what_its_rows_are_made_of() -> None:
    assert {kind: set(rows) for kind, rows in ROWS.items()} == {
        kind: {one.name for one in collections} for kind, collections in COLLECTIONS.items()
    }


def test_no_row_is_left_out_of_the_document(document: dict[str, Any]) -> None:
    """A client made from it knows the rows of the live line too."""
    known = document["components"]["schemas"]
    assert {row.__name__ for rows in ROWS.values() for row in rows.values()} <= set(known)
