"""A child's file has one door (design I9): nobody else reads or writes its tables."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.contracts.sources import app_modules, literals

TABLES = {
    "Incident": "incident",
    "Child": "child",
    "IntakeField": "intake_field",
    "TimelineEntry": "timeline_entry",
    "Case": "case_file",
    "CaseSheet": "case_sheet",
    "CaseApproval": "case_approval",
    "CaseAction": "case_action",
    "CaseCheck": "case_check",
    "CaseNote": "case_note",
    "CaseDocument": "case_document",
    "CaseRating": "case_rating",
    "CaseEntry": "case_entry",
    "CaseConsent": "case_consent",
    "CaseReferral": "case_referral",
    "ReceivedService": "received_service",
    "TracingAttempt": "tracing_attempt",
    "Reintegration": "reintegration",
    "ReintegrationAnswer": "reintegration_answer",
    "ReintegrationException": "reintegration_exception",
    "HomeFollowUpMove": "home_follow_up_move",
    "HomeVisit": "home_visit",
    "ReintegrationReturn": "reintegration_return",
    "ChildFact": "child_fact",
    "Person": "person",
    "PersonWord": "person_word",
    "Relation": "relation",
    "LostReport": "lost_report",
    "CashEnrolment": "cash_enrolment",
    "CashEvidence": "cash_evidence",
    "CashTranche": "cash_tranche",
    "CashHold": "cash_hold",
    "CashPayee": "cash_payee",
    "CashPayment": "cash_payment",
    "CashGrievance": "cash_grievance",
}
DOORS = {
    "app/cases/models.py": "the tables themselves",
    "app/cases/aliases.py": "where a linked ticket leads: numbers and links, no word said",
    "app/cases/access.py": "the doors: a person, the system, a party's share",
    "app/cases/queries.py": "rows for screens of those whom access.py let in",
    "app/cases/service.py": "the verbs, on an incident that access.py handed over",
    "app/cases/sealed.py": "seals and opens fields of an incident that access.py handed over",
    "app/cases/timeline.py": "appends what a verb did",
    "app/cases/case_models.py": "the tables of a case",
    "app/cases/case_file_models.py": "the tables of what is written in it",
    "app/cases/case_access.py": "the doors of a case: a person, the system",
    "app/cases/case_pocket.py": "lists the open cases of their owner for a phone: number and risk",
    "app/cases/case_told.py": "finds the open cases of a child, by id, to tell them of its stay",
    "app/cases/case_queries.py": "rows of cases, without a word written in them",
    "app/cases/case_file_queries.py": "rows of the file, for those whom case_access.py let in",
    "app/cases/case_sealed.py": "the key of a case's child, for what is written in the case",
    "app/cases/case_timeline.py": "appends what a verb did, and knows who is told",
    "app/cases/case_facts.py": "what was done and when, as codes; no word said",
    "app/cases/case_auditor.py": "finds open cases without due dates, by id",
    "app/cases/case_staff.py": "counts the open cases of each owner",
    "app/cases/board_case.py": "codes for a board, on a case that case_access.py handed over",
    "app/cases/case_holds.py": "what keeps a case open, by id",
    "app/cases/case_service.py": "the verbs, on a case that case_access.py handed over",
    "app/cases/case_ratings.py": "a rating, on a case that was handed over",
    "app/cases/case_approvals.py": "revisions and approvals, on a case that was handed over",
    "app/cases/case_plan.py": "actions of the plan, on a case that was handed over",
    "app/cases/case_checks.py": "checks, on a case that was handed over",
    "app/cases/case_documents.py": "documents, on a case that was handed over",
    "app/cases/lost_models.py": "the tables of lost and found children",
    "app/cases/lost.py": "the verbs of a report, on a ticket that access.py handed over",
    "app/cases/lost_matching.py": "compares reports, for the system's named reason",
    "app/cases/lost_queries.py": "rows for screens of those whom access.py let in",
    "app/cases/people_models.py": "the tables of the people around a child",
    "app/cases/people_access.py": "the doors to a child's record",
    "app/cases/people_record.py": "opens a record that people_access.py handed over",
    "app/cases/people_queries.py": "rows for screens of those whom people_access.py let in",
    "app/cases/people_service.py": "the verbs of a record that people_access.py handed over",
    "app/cases/people_relations.py": "who is whose, in a record that people_access.py handed over",
    "app/cases/merging.py": "refuses to merge siblings: looks at lines, at no word",
    "app/cases/same_child_queries.py": "tickets of two records that may be of one child",
    "app/cases/referral_models.py": "the tables of referrals",
    "app/cases/referral_access.py": "the door of an organisation to what it was asked",
    "app/cases/referral_consents.py": "consents, on a case that was handed over",
    "app/cases/referral_services.py": "services of a child, told as little as a table says",
    "app/cases/referrals.py": "the verbs, on a case that was handed over",
    "app/cases/referral_queries.py": "rows for whoever a door let in",
    "app/cases/reintegration_models.py": "the tables of tracing and of a child's way home",
    "app/cases/reintegration_access.py": "rows by id, each within its own locked case",
    "app/cases/reintegration_checklist.py": "conditions, on a case that was handed over",
    "app/cases/reintegration_service.py": "the verbs of a way home, on a case that was handed over",
    "app/cases/reintegration_follow_ups.py": "follow-ups, on a case that was handed over",
    "app/cases/reintegration_returns.py": "new risk, on a case that was handed over",
    "app/cases/reintegration_queries.py": "rows for whoever a door let in",
    "app/cases/reintegration_figures.py": "aggregates: counts children, reads no word",
    "app/cases/reintegration_stays.py": "counts the children of a ticket, by id",
    "app/cases/case_twins.py": "ids of open cases of merged records, which a door then hands over",
    "app/cases/tracing_service.py": "an attempt, on a case that was handed over",
    "app/cases/tracing_queries.py": "rows for whoever a door let in",
    "app/cases/people_payee.py": "who is to get a child's money: lines and names, for a door",
    "app/programmes/cash/models.py": "the tables of the cash transfer",
    "app/programmes/cash/access.py": "the doors to an enrolment: by its case, and of whoever pays",
    "app/programmes/cash/courses.py": "an enrolment that access.py handed over, as states and sums",
    "app/programmes/cash/enrolling.py": "the verbs of an enrolment, on a case that was handed over",
    "app/programmes/cash/evidence.py": "evidence, on an enrolment that access.py handed over",
    "app/programmes/cash/payees.py": "payees, of an enrolment that access.py handed over",
    "app/programmes/cash/releases.py": "the verbs of a tranche that access.py handed over",
    "app/programmes/cash/payments.py": "the verbs of money, of an enrolment that was handed over",
    "app/programmes/cash/grievances.py": "grievances, on an enrolment that was handed over",
    "app/programmes/cash/lists.py": "lists of codes and sums, without a word",
    "app/programmes/cash/files.py": "all of an enrolment, for whom access.py let in",
    "app/programmes/cash/totals.py": "counts and sums by district and group, of nobody",
    "app/calls/intake.py": "I1: call, ticket and event in one statement; a test proves it equal",
}
_TABLE = "|".join(TABLES.values())
SQL = re.compile(rf'\b(FROM|JOIN|INTO|UPDATE|TABLE|ONLY)\s+"?({_TABLE})\b', re.I)
SQL_VERB = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|TRUNCATE|COPY|MERGE|LOCK)\b", re.I)


def annotations(tree: ast.Module) -> set[int]:
    """Return the ids of all nodes that only say what type a thing has."""
    said: list[ast.AST | None] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign):
            said.append(node.annotation)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            said.append(node.returns)
    return {id(inner) for outer in said if outer is not None for inner in ast.walk(outer)}


def uses(tree: ast.Module) -> Iterator[str]:
    """Yield each place where a module touches a table: by its class, or in SQL."""
    types = annotations(tree)
    for node in ast.walk(tree):
        name = getattr(node, "id", None) or getattr(node, "attr", None)
        if isinstance(node, ast.Name | ast.Attribute) and name in TABLES and id(node) not in types:
            yield f"line {node.lineno}: {name}"
    for line, text in literals(tree):
        if (found := SQL.search(text)) and SQL_VERB.search(text):
            yield f"line {line}: {found.group()}"


def test_only_the_doors_touch_the_tables_of_a_childs_file() -> None:
    broken = {
        path: found
        for path, tree in app_modules().items()
        if path not in DOORS and (found := list(uses(tree)))
    }
    assert not broken, "go through app/cases/access.py instead"


@pytest.mark.parametrize("path", sorted(DOORS))
def test_no_door_is_kept_that_nobody_needs(path: str) -> None:
    assert path in app_modules(), f"{path} is gone: take it off the list"
    assert path.endswith("models.py") or list(uses(app_modules()[path]))


@pytest.mark.parametrize(
    "code",
    [
        "rows = session.exec(select(Incident))",
        "child = session.get(models.Child, key)",
        "session.add(TimelineEntry(kind='x'))",
        "session.execute(text('select value from intake_field'))",
        "connection.fetch(f'SELECT {column} FROM incident WHERE id = $1')",
        "connection.execute('''UPDATE\\n  child SET wrapped_key = NULL''')",
    ],
)
def test_the_rule_sees_every_way_around_the_door(code: str) -> None:
    assert list(uses(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "def close(incident: Incident) -> Incident | None: return incident",
        "'Take the caller from incident to incident'",
        "say('an incident of a child')",
    ],
)
def test_the_rule_lets_types_and_words_pass(code: str) -> None:
    assert not list(uses(ast.parse(code)))
