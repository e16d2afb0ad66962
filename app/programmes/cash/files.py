"""All of one enrolment, opened for somebody a door of access.py has let in."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_sealed, people_payee
from app.cases.case_models import Case
from app.cases.case_queries import person
from app.cases.people_access import group_of
from app.cases.queries import iso
from app.core.db import fetch
from app.programmes.cash import conditions, courses, payees, payments, releases
from app.programmes.cash.conditions import Lack
from app.programmes.cash.courses import Loaded
from app.programmes.cash.enrolling import SAID
from app.programmes.cash.grievances import kept_back
from app.programmes.cash.ledger import balances
from app.programmes.cash.models import CashEnrolment
from app.programmes.cash.versions import scheme_row
from app.staff.queries import display_names

Row = dict[str, Any]
Names = Mapping[UUID, Row]

_EVIDENCE: Final = "SELECT * FROM cash_evidence WHERE enrolment_id = $1 ORDER BY no"
_TRANCHES: Final = "SELECT * FROM cash_tranche WHERE enrolment_id = $1 ORDER BY no"
_HOLDS: Final = "SELECT * FROM cash_hold WHERE enrolment_id = $1 ORDER BY held_at, id"
_PAYEES: Final = "SELECT * FROM cash_payee WHERE enrolment_id = $1 ORDER BY named_at, id"
_PAYMENTS: Final = "SELECT * FROM cash_payment WHERE enrolment_id = $1 ORDER BY sent_at, id"
_ENTRIES: Final = "SELECT no, at, by FROM cash_entry WHERE enrolment_id = $1 ORDER BY no"
_GRIEVANCES: Final = """
SELECT * FROM cash_grievance WHERE enrolment_id = $1 ORDER BY raised_at, id
"""
_PARTS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "evidence": (_EVIDENCE, ("noted_by",)),
    "tranches": (_TRANCHES, ("proposed_by", "released_by")),
    "holds": (_HOLDS, ("held_by", "lifted_by")),
    "payees": (_PAYEES, ("named_by", "confirmed_by")),
    "payments": (_PAYMENTS, ("sent_by", "moved_by")),
    "entries": (_ENTRIES, ("by",)),
    "grievances": (_GRIEVANCES, ("raised_by", "answered_by", "told_by")),
}


async def file_of(
    session: AsyncSession, case: Case, row: CashEnrolment, listed: Row, kept_for: UUID | None
) -> Row:
    """An enrolment and its parts; `listed` is its row of the list. What was erased is null.

    `kept_for` is whoever sees no grievance that is kept back, but those he or she took.
    """
    loaded = await courses.load(session, row)
    parts = {
        part: await fetch(session, statement, row.id) for part, (statement, _) in _PARTS.items()
    }
    people = {
        one[who] for part, (_, whos) in _PARTS.items() for one in parts[part] for who in whos
    } | {row.applied_by, row.decided_by, row.ended_by}
    names = await display_names(session, {id_ for id_ in people if id_ is not None})
    key = (await case_sealed.keys_of(session, [case.id])).get(case.id)
    called = await people_payee.names_of(session, {one["person_id"] for one in parts["payees"]})
    group_ids = await group_of(session, row.child_id)
    shared = await payees.others_of(session, row.id, group_ids)
    scheme = loaded.course.scheme
    outcome, lacks = conditions.eligibility(scheme.criterion_codes(), loaded.evidence)
    group = scheme.group(row.group_code)
    holds = [_hold(one, key, names) for one in parts["holds"]]
    return {
        "enrolment": {
            **listed,
            "adult_reason": row.adult_reason,
            "decided_at": iso(row.decided_at),
            "decided_by": person(row.decided_by, names),
            "ended_at": iso(row.ended_at),
            "ended_by": person(row.ended_by, names),
            "words": case_sealed.unseal(key, row.said, SAID, row.id),
        },
        "scheme": {"no": listed["scheme"], **scheme_row(scheme)},
        "eligibility": {
            "outcome": outcome.value,
            "lacks": lack_rows(lacks),
            "fits_area": conditions.fits_area(group.districts, case.within) if group else None,
        },
        "evidence": [_evidence(one, key, names) for one in parts["evidence"]],
        "tranches": [_tranche(one, key, names, loaded, holds) for one in parts["tranches"]],
        "payees": [
            _payee(one, key, names, called, shared.get(one["id"], 0)) for one in parts["payees"]
        ],
        "payments": [_payment(one, key, names) for one in parts["payments"]],
        "ledger": _ledger(loaded, parts["entries"], names),
        "grievances": [
            _grievance(one, key, names)
            for one in parts["grievances"]
            if kept_for in (None, one["raised_by"]) or not kept_back(one["state"], one["category"])
        ],
    }


def lack_rows(lacks: list[Lack]) -> list[Row]:
    """What is not evidenced, and why."""
    return [{"code": one.code, "why": one.why.value} for one in lacks]


def _evidence(one: Mapping[str, Any], key: bytes | None, names: Names) -> Row:
    return {
        "id": str(one["id"]),
        "no": one["no"],
        "about": one["about"],
        "tranche": one["tranche"],
        "answer": one["answer"],
        "witness": one["witness"],
        "seen_on": one["seen_on"].isoformat(),
        "words": case_sealed.unseal(key, one["said"], "cash_evidence.said", one["id"]),
        "document": str(one["document_id"]) if one["document_id"] else None,
        "noted_at": iso(one["noted_at"]),
        "noted_by": person(one["noted_by"], names),
    }


def _hold(one: Mapping[str, Any], key: bytes | None, names: Names) -> Row:
    return {
        "tranche": one["tranche"],
        "reason": one["reason"],
        "words": case_sealed.unseal(key, one["said"], releases.HELD, one["id"]),
        "held_at": iso(one["held_at"]),
        "held_by": person(one["held_by"], names),
        "lifted_at": iso(one["lifted_at"]),
        "lifted_by": person(one["lifted_by"], names),
        "lift_reason": one["lift_reason"],
        "lift_words": case_sealed.unseal(key, one["lift_said"], releases.LIFTED, one["id"]),
    }


def _tranche(
    one: Mapping[str, Any], key: bytes | None, names: Names, loaded: Loaded, holds: list[Row]
) -> Row:
    no, course = one["no"], loaded.course
    starts_on = course.starts_on
    return {
        "no": no,
        "state": one["state"],
        "poisha": course.scheme.tranche_poisha,
        "months": course.scheme.tranche_months,
        "months_left": course.months_left(no),
        "due_on": course.scheme.due_on(starts_on, no).isoformat() if starts_on else None,
        "evidence_since": (
            course.scheme.evidence_since(starts_on, no).isoformat() if starts_on else None
        ),
        "lacks": lack_rows(loaded.lacks(no)),
        "proposed_at": iso(one["proposed_at"]),
        "proposed_by": person(one["proposed_by"], names),
        "released_at": iso(one["released_at"]),
        "released_by": person(one["released_by"], names),
        "reason": one["reason"],
        "words": case_sealed.unseal(key, one["said"], releases.place_of(no), one["enrolment_id"]),
        "held": any(each["tranche"] == no and each["lifted_at"] is None for each in holds),
        "holds": [each for each in holds if each["tranche"] == no],
    }


def _payee(
    one: Mapping[str, Any],
    key: bytes | None,
    names: Names,
    called: Mapping[UUID, Mapping[str, Any]],
    others: int,
) -> Row:
    account = case_sealed.unseal(key, one["account"], payees.ACCOUNT, one["id"])
    return {
        "id": str(one["id"]),
        "person": str(one["person_id"]),
        "name": called.get(one["person_id"]),
        "channel": one["channel"],
        "account": payees.masked(account),
        "other_children": others,
        "named_at": iso(one["named_at"]),
        "named_by": person(one["named_by"], names),
        "confirmed_at": iso(one["confirmed_at"]),
        "confirmed_by": person(one["confirmed_by"], names),
        "apart": case_sealed.unseal(key, one["apart_said"], payees.APART, one["id"]),
        "ended_at": iso(one["ended_at"]),
    }


def _payment(one: Mapping[str, Any], key: bytes | None, names: Names) -> Row:
    return {
        "id": str(one["id"]),
        "tranche": one["tranche"],
        "payee": str(one["payee_id"]),
        "months": one["months"],
        "poisha": one["poisha"],
        "state": one["state"],
        "reference": case_sealed.unseal(key, one["reference"], payments.REFERENCE, one["id"]),
        "sent_at": iso(one["sent_at"]),
        "sent_by": person(one["sent_by"], names),
        "moved_at": iso(one["moved_at"]),
        "moved_by": person(one["moved_by"], names),
        "reason": one["reason"],
        "words": case_sealed.unseal(key, one["said"], payments.SAID, one["id"]),
    }


def _ledger(loaded: Loaded, heads: list[Any], names: Names) -> Row:
    when = {one["no"]: one for one in heads}
    return {
        "entries": [
            {
                "no": one.no,
                "kind": one.kind.value,
                "tranche": one.tranche,
                "payment": str(one.payment) if one.payment else None,
                "reverses": one.reverses,
                "at": iso(when[one.no]["at"]),
                "by": person(when[one.no]["by"], names),
                "lines": [
                    {"account": account.value, "poisha": poisha}
                    for account, poisha in one.lines.items()
                ],
            }
            for one in loaded.course.book.entries
        ],
        "balances": {
            account.value: poisha
            for account, poisha in balances(loaded.course.book.entries).items()
        },
    }


def _grievance(one: Mapping[str, Any], key: bytes | None, names: Names) -> Row:
    return {
        "id": str(one["id"]),
        "incident": str(one["incident_id"]),
        "category": one["category"],
        "state": one["state"],
        "round": one["round"],
        "raised_at": iso(one["raised_at"]),
        "raised_by": person(one["raised_by"], names),
        "due_at": iso(one["due_at"]),
        "late": one["late_at"] is not None,
        "outcome": one["outcome"],
        "words": case_sealed.unseal(key, one["said"], "cash_grievance.said", one["id"]),
        "answered_at": iso(one["answered_at"]),
        "answered_by": person(one["answered_by"], names),
        "told_how": one["told_how"],
        "told_at": iso(one["told_at"]),
        "told_by": person(one["told_by"], names),
    }


async def slip_of(session: AsyncSession, case: Case, row: CashEnrolment) -> Row:
    """What whoever pays must know: to whom, by what channel, which account; no word of the file.

    Raises PayeeIsMissing.
    """
    payee = await payees.standing(session, row.id)
    if payee is None:
        raise payees.PayeeIsMissing("Nobody is confirmed to get the money.", legal=["confirm"])
    key = (await case_sealed.keys_of(session, [case.id])).get(case.id)
    account = case_sealed.unseal(key, payee.account, payees.ACCOUNT, payee.id) or {}
    called = await people_payee.names_of(session, [payee.person_id])
    return {
        "enrolment": str(row.id),
        "number": row.number,
        "payee": str(payee.id),
        "name": called.get(payee.person_id),
        "channel": payee.channel.value,
        "account": account.get("account"),
        "branch": account.get("branch"),
    }
