"""Lists of enrolments and of what waits: numbers, codes and sums, no word, no name of a child."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import OUTLINES
from app.cases.case_access import REACHED
from app.cases.case_queries import person
from app.cases.case_timeline import WHOLE_COUNTRY
from app.cases.queries import iso
from app.core.db import fetch
from app.directory.queries import place_row
from app.programmes.cash.scheme import read
from app.programmes.cash.states import AGAINST_SOMEBODY
from app.staff.permissions import scope_of
from app.staff.queries import display_names

Row = dict[str, Any]
MOST: Final = 200

_WAITS: Final = """
(SELECT coalesce(array_agg(code ORDER BY code), '{}') FROM (
    SELECT 'approve' AS code WHERE one.state = 'applied'
    UNION SELECT 'release' FROM cash_tranche
        WHERE enrolment_id = one.id AND cash_tranche.state = 'proposed'
    UNION SELECT 'pay' FROM cash_tranche
        WHERE enrolment_id = one.id AND cash_tranche.state = 'released'
    UNION SELECT 'payee' FROM cash_payee WHERE enrolment_id = one.id
        AND confirmed_at IS NULL AND ended_at IS NULL
        AND one.state IN ('applied', 'enrolled')
        AND named_at = (SELECT max(named_at) FROM cash_payee WHERE enrolment_id = one.id)
    UNION SELECT 'grievance' FROM cash_grievance
        WHERE enrolment_id = one.id AND cash_grievance.state <> 'told'
            AND (cash_grievance.raised_by = $1 OR $11 AND reached.owner_id <> $1
                OR cash_grievance.state <> 'open' OR cash_grievance.category <> ALL ($12))
) AS waiting)
"""
_COLUMNS: Final = f"""
one.id, one.number, one.group_code, one.state, one.starts_on, one.applied_at, one.applied_by,
one.reason, definition, scheme.no AS scheme,
reached.id AS case_id, reached.number AS case_number, reached.owner_id, reached.place,
{_WAITS} AS waits,
(SELECT coalesce(sum(poisha), 0)::bigint FROM cash_entry JOIN cash_line ON entry_id = cash_entry.id
    WHERE enrolment_id = one.id AND account = 'paid') AS paid_poisha
"""
_LIST: Final = f"""
SELECT * FROM (
    SELECT {_COLUMNS}
    FROM cash_enrolment AS one JOIN cash_version AS scheme ON scheme.id = version_id
    JOIN {REACHED} AS reached ON reached.id = one.case_id
    WHERE (reached.reached OR $10) AND ($4::uuid IS NULL OR one.id = $4)
      AND ($5::text IS NULL OR one.state = $5) AND ($6::text IS NULL OR group_code = $6)
      AND ($7::uuid IS NULL OR one.case_id = $7) AND ($8::text IS NULL OR one.number = $8)
) AS listed
WHERE $9::text IS NULL OR $9 = ANY(waits)
ORDER BY cardinality(waits) = 0, applied_at DESC, number LIMIT {MOST}
"""
_TRANCHES: Final = """
SELECT enrolment_id, no, state, EXISTS (SELECT FROM cash_hold
    WHERE cash_hold.enrolment_id = cash_tranche.enrolment_id AND tranche = no
        AND lifted_at IS NULL) AS held
FROM cash_tranche WHERE enrolment_id = ANY($1) ORDER BY no
"""


async def enrolment_rows(
    session: AsyncSession,
    staff_id: UUID,
    role: str,
    *,
    overseen: bool,
    only: UUID | None = None,
    state: str | None = None,
    group: str | None = None,
    case_id: UUID | None = None,
    number: str | None = None,
    waits: str | None = None,
    let_in: bool = False,
) -> list[Row]:
    """Enrolments of one's own cases, and with `overseen` of one's area; what waits comes first.

    `let_in`: a door has opened what is asked for, whoever's it is.
    """
    whole = role == WHOLE_COUNTRY
    args = (only, state, group, case_id, number, waits, let_in)
    kept = (approves(role), list(AGAINST_SOMEBODY))
    found = await fetch(session, _LIST, staff_id, overseen, whole, *args, *kept)
    people = {one[who] for one in found for who in ("owner_id", "applied_by")}
    names = await display_names(session, people)
    tranches = await _tranches(session, [one["id"] for one in found])
    return [_row(one, names, tranches[one["id"]]) for one in found]


def approves(role: str) -> bool:
    """Whether somebody of this role may know of grievances that are about a person."""
    return scope_of(role, "cash.approve") is not None


def _row(one: Mapping[str, Any], names: Mapping[UUID, Row], tranches: list[Row]) -> Row:
    scheme = read(one["definition"])
    group = scheme.group(one["group_code"])
    for tranche in tranches:
        due = scheme.due_on(one["starts_on"], tranche["no"]) if one["starts_on"] else None
        tranche["due_on"] = due.isoformat() if due else None
    return {
        "id": str(one["id"]),
        "number": one["number"],
        "case": {"id": str(one["case_id"]), "number": one["case_number"]},
        "group": {
            "code": one["group_code"],
            "name": {"bn": group.bn, "en": group.en} if group else None,
        },
        "scheme": one["scheme"],
        "state": one["state"],
        "place": place_row(one["place"]),
        "owner": person(one["owner_id"], names),
        "applied_at": iso(one["applied_at"]),
        "applied_by": person(one["applied_by"], names),
        "starts_on": one["starts_on"].isoformat() if one["starts_on"] else None,
        "reason": one["reason"],
        "waits": list(one["waits"]),
        "paid_poisha": one["paid_poisha"],
        "total_poisha": scheme.total_poisha,
        "tranches": tranches,
    }


async def _tranches(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = defaultdict(list)
    for one in await fetch(session, _TRANCHES, list(ids)) if ids else ():
        found[one["enrolment_id"]].append(
            {"no": one["no"], "state": one["state"], "held": one["held"]}
        )
    return found


_PAYABLE: Final = f"""
SELECT * FROM (
    SELECT one.id, one.number, tranche.no, tranche.released_at, definition, channel,
        (SELECT coalesce(sum(months), 0)::int FROM cash_payment
            WHERE enrolment_id = one.id AND cash_payment.tranche = tranche.no
                AND state IN ('sent', 'confirmed')) AS months_out
    FROM cash_tranche AS tranche JOIN cash_enrolment AS one ON one.id = tranche.enrolment_id
    JOIN cash_version AS scheme ON scheme.id = one.version_id
    LEFT JOIN cash_payee AS payee ON payee.enrolment_id = one.id
        AND payee.confirmed_at IS NOT NULL AND payee.ended_at IS NULL
    WHERE tranche.state = 'released' AND one.state = 'enrolled'
        AND NOT EXISTS (SELECT FROM cash_hold WHERE cash_hold.enrolment_id = one.id
            AND cash_hold.tranche = tranche.no AND lifted_at IS NULL)
        AND NOT EXISTS (SELECT FROM (
            SELECT DISTINCT ON (about) answer FROM cash_evidence AS seen
            WHERE seen.enrolment_id = one.id AND seen.tranche = tranche.no
            ORDER BY about, seen_on DESC, seen.no DESC
        ) AS last WHERE answer = 'no')
) AS listed
WHERE months_out < (definition->>'months')::int / (definition->>'tranches')::int
ORDER BY released_at, number LIMIT {MOST}
"""
"""What is on its way whole takes no place of what is still to be sent; nothing of a tranche stands
here that is held, or of which a condition was seen broken."""
_SENT: Final = f"""
SELECT payment.id, one.id AS enrolment_id, one.number, payment.tranche AS no, payment.months,
    payment.poisha, payment.sent_at, payment.sent_by, channel
FROM cash_payment AS payment JOIN cash_enrolment AS one ON one.id = payment.enrolment_id
JOIN cash_payee AS payee ON payee.id = payment.payee_id
WHERE payment.state = 'sent' ORDER BY payment.sent_at, payment.id LIMIT {MOST}
"""


async def payable_rows(session: AsyncSession) -> Row:
    """What may be sent now, and what was sent and is not confirmed: sums and numbers alone."""
    sent = await fetch(session, _SENT)
    names = await display_names(session, {one["sent_by"] for one in sent})
    to_send = [_payable(one) for one in await fetch(session, _PAYABLE)]
    return {
        "to_send": [one for one in to_send if one["months_left"]],
        "sent": [
            {
                "payment": str(one["id"]),
                "enrolment": str(one["enrolment_id"]),
                "number": one["number"],
                "tranche": one["no"],
                "months": one["months"],
                "poisha": one["poisha"],
                "channel": one["channel"],
                "sent_at": iso(one["sent_at"]),
                "sent_by": person(one["sent_by"], names),
            }
            for one in sent
        ],
    }


def _payable(one: Mapping[str, Any]) -> Row:
    scheme = read(one["definition"])
    left = scheme.tranche_months - one["months_out"]
    return {
        "enrolment": str(one["id"]),
        "number": one["number"],
        "tranche": one["no"],
        "months_left": left,
        "poisha": left * scheme.monthly_poisha,
        "channel": one["channel"],
        "released_at": iso(one["released_at"]),
    }


_GRIEVANCES: Final = f"""
SELECT grievance.*, one.number, incident.number AS incident_number,
    reached.number AS case_number, reached.reached
FROM cash_grievance AS grievance JOIN cash_enrolment AS one ON one.id = grievance.enrolment_id
JOIN {REACHED} AS reached ON reached.id = one.case_id
JOIN {OUTLINES} AS incident ON incident.id = grievance.incident_id
WHERE (reached.reached OR grievance.raised_by = $1)
    AND (grievance.raised_by = $1 OR $6 AND reached.owner_id <> $1
        OR grievance.state <> 'open' OR category <> ALL ($7))
    AND ($4::text IS NULL OR grievance.state = $4) AND ($5::uuid IS NULL OR grievance.id = $5)
ORDER BY grievance.state = 'told', due_at, grievance.id LIMIT {MOST}
"""


async def grievance_rows(
    session: AsyncSession,
    staff_id: UUID,
    role: str,
    *,
    overseen: bool,
    state: str | None = None,
    only: UUID | None = None,
) -> list[Row]:
    """Grievances on one's own cases or one's area, and those one took on the line oneself.

    The answer of one that somebody only took on the line is told elsewhere: no word stands here.
    One that is about a person is not shown to the owner of the case before it is answered.
    """
    whole = role == WHOLE_COUNTRY
    args = (state, only, approves(role), list(AGAINST_SOMEBODY))
    found = await fetch(session, _GRIEVANCES, staff_id, overseen, whole, *args)
    names = await display_names(session, {one["raised_by"] for one in found})
    return [
        {
            "id": str(one["id"]),
            "enrolment": str(one["enrolment_id"]) if one["reached"] else None,
            "number": one["number"],
            "case": one["case_number"] if one["reached"] else None,
            "incident": {"id": str(one["incident_id"]), "number": one["incident_number"]},
            "category": one["category"],
            "state": one["state"],
            "round": one["round"],
            "raised_at": iso(one["raised_at"]),
            "raised_by": person(one["raised_by"], names),
            "due_at": iso(one["due_at"]),
            "late": one["late_at"] is not None,
            "outcome": one["outcome"],
            "told_at": iso(one["told_at"]),
        }
        for one in found
    ]
