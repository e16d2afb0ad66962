"""Rows of a call's parties and of invitations as screens get them; it changes nothing."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.states import CallState
from app.cases.queries import iso
from app.core.db import fetch
from app.staff.queries import display_names

Row = dict[str, Any]

_PARTIES = """
SELECT leg.id, call_id, kind, state, staff_id, service, mode, muted_at, held_at, step,
    started_at, joined_at, display_bn, display_en
FROM leg LEFT JOIN staff ON staff.id = leg.staff_id
WHERE call_id = ANY($1) AND state <> 'left' AND released_at IS NULL
ORDER BY started_at, leg.id
"""
_OPEN = """
SELECT invitation.id, call_id, kind, state, to_id, leg_id, asked_at, due_at, accepted_at,
    display_bn, display_en
FROM invitation JOIN staff ON staff.id = to_id
WHERE call_id = ANY($1) AND state IN ('asked', 'accepted')
ORDER BY asked_at, invitation.id
"""
_HANDED_OVER = """
SELECT call_id, wrap_up_due_at, wrap_up_extended FROM invitation
WHERE from_id = $1 AND wrap_up AND call_id = ANY($2) ORDER BY ended_at DESC
"""


async def parties_of(
    session: AsyncSession, calls: Collection[Mapping[str, Any]]
) -> dict[UUID, Row]:
    """`parties`, `invitations` and `help_answered_by` of each of these rows of calls."""
    live = [call["call_id"] for call in calls if call["state"] != CallState.ENDED]
    legs = await fetch(session, _PARTIES, live) if live else []
    invited = [call["call_id"] for call in calls if call["invited"]]
    asked = await fetch(session, _OPEN, invited) if invited else []
    helpers = {call["help_answered_by"] for call in calls if call["help_answered_by"]}
    names = await display_names(session, helpers) if helpers else {}
    return {
        call["call_id"]: {
            "parties": _parties(call, legs),
            "invitations": [_asked(one) for one in asked if one["call_id"] == call["call_id"]],
            "help_answered_by": names.get(call["help_answered_by"]),
        }
        for call in calls
    }


def _parties(call: Mapping[str, Any], legs: Iterable[Mapping[str, Any]]) -> list[Row]:
    over = call["state"] == CallState.ENDED
    joined = call["caller_joined_at"]
    caller = "left" if over else "waiting" if joined is None else "joined"
    first = {
        "id": "caller",
        "kind": "caller",
        "state": caller,
        "staff_id": None,
        "name": None,
        "service": None,
        "owns": False,
        "mode": None,
        "muted_at": iso(call["muted_at"]),
        "held_at": iso(call["held_at"]),
        "since": iso(joined),
    }
    if over:
        return [first]
    own = [leg for leg in legs if leg["call_id"] == call["call_id"] and leg["step"] == call["step"]]
    return [first, *(_party(call, leg) for leg in own)]


def _party(call: Mapping[str, Any], leg: Mapping[str, Any]) -> Row:
    named = leg["staff_id"] is not None
    owns = named and leg["staff_id"] == call["owner_id"] and leg["kind"] == "counsellor"
    return {
        "id": str(leg["id"]),
        "kind": leg["kind"],
        "state": leg["state"],
        "staff_id": str(leg["staff_id"]) if named else None,
        "name": {"bn": leg["display_bn"], "en": leg["display_en"]} if named else None,
        "service": leg["service"],
        "owns": owns,
        "mode": leg["mode"],
        "muted_at": iso(leg["muted_at"]),
        "held_at": iso(leg["held_at"]),
        "since": iso(leg["joined_at"] or leg["started_at"]),
    }


def _asked(one: Mapping[str, Any]) -> Row:
    return {
        "id": str(one["id"]),
        "kind": one["kind"],
        "state": one["state"],
        "to": {
            "id": str(one["to_id"]),
            "name": {"bn": one["display_bn"], "en": one["display_en"]},
        },
        "party_id": str(one["leg_id"]) if one["leg_id"] else None,
        "asked_at": iso(one["asked_at"]),
        "due_at": iso(one["due_at"]) if one["accepted_at"] is None else None,
    }


async def handed_over_by(
    session: AsyncSession, staff_id: UUID, call_ids: Collection[UUID]
) -> dict[UUID, tuple[datetime | None, int]]:
    """Calls among these that somebody handed over and still writes on.

    Till when that should be done, and how often more time was taken; of a call that was handed over
    twice, for the first time, as wrap_up.py goes by.
    """
    if not call_ids:
        return {}
    found = await fetch(session, _HANDED_OVER, staff_id, list(call_ids))
    return {row["call_id"]: (row["wrap_up_due_at"], row["wrap_up_extended"]) for row in found}
