"""Rows of the call-back list as screens get them; numbers masked."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.callers import contacts_of
from app.calls.queries import OF_NUMBER, masked, numbered, numbers_in
from app.calls.states import CallBackState
from app.cases.queries import iso, numbers_of
from app.cases.safety import Contact, Safety
from app.core.db import fetch

Row = dict[str, Any]


_ROWS = f"""
SELECT {OF_NUMBER}, language, call_back.id, reason, made_at, attempts, tried_at, due_at,
    plan_over_at, claimed_by, claimed_until, display_bn, display_en,
    call_back.state, outcome, call_back.version
FROM call_back JOIN call ON call.id = call_id LEFT JOIN staff ON staff.id = claimed_by
WHERE ($1 = false OR call_back.state = 'open')
"""
_ORDER = "ORDER BY due_at NULLS LAST, made_at, call_back.id"
_ALL = f"{_ROWS} {_ORDER}"
_NAMED = f"{_ROWS} AND call_back.id = ANY($2) {_ORDER}"


async def call_back_rows(
    session: AsyncSession, ids: Collection[UUID] | None = None, *, open_only: bool = True
) -> dict[UUID, Row]:
    """Who is to be called back, by id, as they fall due; whether it is safe, as known now."""
    if ids is None:
        found = await fetch(session, _ALL, open_only)
    else:
        found = await fetch(session, _NAMED, open_only, list(ids))
    if not found:
        return {}
    numbers = await numbers_in(session, found)
    tickets = await numbers_of(session, {row["incident_id"] for row in found})
    contacts = await contacts_of(session, numbered(found))
    hands = await _in_hand(session, [row["id"] for row in found])
    return {
        row["id"]: {
            "id": str(row["id"]),
            "incident_id": str(row["incident_id"]),
            "call_id": str(row["call_id"]),
            "number": tickets[row["incident_id"]][0],
            "caller_number": masked(numbers, row),
            "number_kind": row["number_kind"],
            "language": row["language"],
            "reason": row["reason"],
            "made_at": iso(row["made_at"]),
            "attempts": row["attempts"],
            "tried_at": iso(row["tried_at"]),
            **_planned(row),
            "may_call": _may_call(row, contacts[row["call_id"]]),
            "in_hand": hands.get(row["id"]),
            "state": row["state"],
            "outcome": row["outcome"],
            **contacts[row["call_id"]].row(),
            "version": row["version"],
        }
        for row in found
    }


def _planned(row: Mapping[str, Any]) -> Row:
    """When the next attempt is due and which it is, and who has it in hand until when."""
    over, claimed = row["plan_over_at"], row["claimed_by"]
    return {
        "due_at": iso(row["due_at"]),
        "attempt": None if over else row["attempts"] + 1,
        "plan_over_at": iso(over),
        "claimed_by": {"bn": row["display_bn"], "en": row["display_en"]} if claimed else None,
        "claimed_by_id": str(claimed) if claimed else None,
        "claimed_until": iso(row["claimed_until"]),
    }


def _may_call(row: Mapping[str, Any], contact: Contact) -> bool:
    is_open = row["state"] == CallBackState.OPEN and row["plan_over_at"] is None
    return is_open and contact.safety is Safety.SAFE


_HANDS = """
SELECT calls_back, display_bn, display_en FROM call JOIN staff ON staff.id = owner_id
WHERE calls_back = ANY($1) AND state <> 'ended'
"""


async def _in_hand(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, dict[str, str]]:
    """Who is calling back at this moment, by row."""
    found = await fetch(session, _HANDS, list(ids))
    return {row_id: {"bn": bn, "en": en} for row_id, bn, en in found}
