"""Rows of suggestions and merges, side by side; whoever calls has come through a door."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.merging import conflicts, filling
from app.cases.models import Child
from app.cases.people_access import ChildReason, some_for_system
from app.cases.people_models import SameChild
from app.cases.people_queries import age_row, fact_row
from app.cases.people_record import Said, record_of
from app.cases.queries import iso, numbers_of
from app.cases.same_child_score import LIKELY_FROM, WEIGHTS
from app.core.db import fetch
from app.staff.queries import display_names

Row = dict[str, Any]
_OPEN = """
SELECT same.*, one.incident_id AS ticket, other.incident_id AS other_ticket FROM same_child AS same
JOIN child AS one ON one.id = same.child_id JOIN child AS other ON other.id = same.other_id
WHERE state = 'suggested' ORDER BY score DESC, suggested_at LIMIT 100
"""
_OF_CHILD = """
SELECT * FROM same_child WHERE state = 'suggested' AND child_id = $1
UNION ALL SELECT * FROM same_child WHERE state = 'suggested' AND other_id = $1
ORDER BY score DESC, id LIMIT 20
"""


async def open_suggestions(session: AsyncSession) -> list[Row]:
    """Pairs that wait for a person, the likeliest first: ids, tickets and reasons, no word."""
    rows = await fetch(session, _OPEN)
    tickets = {row[name] for row in rows for name in ("ticket", "other_ticket")} - {None}
    numbers = await numbers_of(session, tickets)
    return [
        {
            **_same_row(row),
            "tickets": [
                numbers[row[name]][0] if row[name] else None for name in ("ticket", "other_ticket")
            ],
        }
        for row in rows
    ]


async def suggestions_of(session: AsyncSession, child_id: UUID) -> list[Row]:
    """What is suggested for one record, with the id of the other one, the likeliest first."""
    return [_same_row(row) for row in await fetch(session, _OF_CHILD, child_id)]


def _same_row(row: Mapping[str, Any]) -> Row:
    return {
        "id": str(row["id"]),
        "child_id": str(row["child_id"]),
        "other_id": str(row["other_id"]),
        "state": str(row["state"]),
        "score": row["score"],
        "likely": row["score"] >= LIKELY_FROM,
        "reasons": reason_rows(row["reasons"]),
        "suggested_at": iso(row["suggested_at"]),
    }


def reason_rows(codes: list[str]) -> list[Row]:
    """Reasons with the points each gives or takes."""
    return [{"code": code, "points": WEIGHTS[code]} for code in codes]


def same_row(same: SameChild) -> Row:
    """One suggestion as screens get it."""
    return _same_row({**same.model_dump(), "state": same.state.value})


async def side_by_side(session: AsyncSession, kept: Child, other: Child) -> Row:
    """Two opened records beside each other, and what a merge would ask for."""
    mine, theirs = await record_of(session, kept), await record_of(session, other)
    names = await display_names(
        session, {said.saved_by for record in (mine, theirs) for said in record.values()}
    )
    return {
        "kept": await _side(session, kept, mine, names),
        "other": await _side(session, other, theirs, names),
        "conflicts": [one.field for one in conflicts(mine, theirs)],
        "filled": filling(mine, theirs),
    }


async def _side(
    session: AsyncSession,
    child: Child,
    record: Mapping[str, Said],
    names: dict[UUID, dict[str, str]],
) -> Row:
    tickets = [child.incident_id] if child.incident_id else []
    numbers = await numbers_of(session, tickets)
    return {
        "id": str(child.id),
        "incidents": [{"id": str(id_), "number": numbers[id_][0]} for id_ in tickets],
        "facts": [fact_row(one, names) for one in record.values()],
        **age_row(record),
    }


async def both(session: AsyncSession, one: UUID, other: UUID) -> tuple[Child, Child]:
    """The two records of a pair."""
    found = await some_for_system(session, [one, other], ChildReason.SAME_CHILD)
    return found[one], found[other]
