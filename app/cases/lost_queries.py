"""Rows of lost and found children; whoever calls has come through a door of access.py."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.lost import find, opened
from app.cases.lost_models import LostMatch, LostReport
from app.cases.lost_rules import WEIGHTS
from app.cases.queries import iso, numbers_of
from app.core.db import fetch
from app.directory.queries import place_row

Row = dict[str, Any]


async def report_row(session: AsyncSession, one: LostReport) -> Row:
    """A report with what it tells, for whoever opened its ticket."""
    numbers = await numbers_of(session, [one.incident_id])
    return {
        "id": str(one.id),
        "incident": {"id": str(one.incident_id), "number": numbers[one.incident_id][0]},
        "child_id": str(one.child_id) if one.child_id else None,
        "kind": one.kind.value,
        "said": _shown(await opened(session, one)),
        "told_at": iso(one.told_at),
        "rev": one.rev,
        "ended_at": iso(one.ended_at),
        "end_reason": one.end_reason,
    }


def _shown(said: Row | None) -> Row | None:
    """What was told, its age in the names of the outside and its places by name."""
    if said is None:
        return None
    age, shown = said["age"], None
    if age is not None:
        years = {"from_years": age["from"], "to_years": age["to"]}
        shown = {**years, "on": age["on"], "certainty": age["certainty"]}
    return {
        **said,
        "age": shown,
        "place_name": _name(said["place"]),
        "home_place_name": _name(said["home_place"]),
    }


def _name(code: str | None) -> Row | None:
    place = place_row(code)
    return place["name"] if place else None


async def reports_of(session: AsyncSession, incident_id: UUID) -> list[Row]:
    """What a ticket reports of lost or found children, the first first."""
    found = await session.exec(
        select(LostReport)
        .where(LostReport.incident_id == incident_id)
        .order_by(col(LostReport.told_at), col(LostReport.id))
    )
    return [await report_row(session, one) for one in found.all()]


_MATCHES = """
SELECT match.*, lost.incident_id AS lost_ticket, found.incident_id AS found_ticket
FROM lost_match AS match
JOIN lost_report AS lost ON lost.id = lost_id JOIN lost_report AS found ON found.id = found_id
WHERE {which} ORDER BY score DESC, match.id LIMIT 100
"""
_OPEN = _MATCHES.format(
    which="match.state IN ('suggested', 'confirmed')"
    " AND lost.ended_at IS NULL AND found.ended_at IS NULL"
)
_STATE = _MATCHES.format(which="match.state = $1")
_NAMED = f"SELECT * FROM ({_OPEN}) AS open WHERE id = ANY($1)"


async def match_rows(session: AsyncSession, ids: list[UUID] | None = None) -> dict[str, Row]:
    """Pairs that wait for a person, or for the family, by id; no word of them."""
    rows = await (fetch(session, _OPEN) if ids is None else fetch(session, _NAMED, ids))
    return await _rows(session, rows)


async def matches_in(session: AsyncSession, state: str) -> list[Row]:
    """Pairs in one state, the best first, 100 at most."""
    return list((await _rows(session, await fetch(session, _STATE, state))).values())


async def _rows(session: AsyncSession, rows: list[Any]) -> dict[str, Row]:
    tickets = {row[name] for row in rows for name in ("lost_ticket", "found_ticket")}
    numbers = await numbers_of(session, tickets)
    return {str(row["id"]): _row(row, numbers) for row in rows}


def _row(row: Mapping[str, Any], numbers: Mapping[UUID, tuple[str, str | None]]) -> Row:
    return {
        "id": str(row["id"]),
        "state": str(row["state"]),
        "score": row["score"],
        "reasons": [{"code": code, "points": WEIGHTS[code]} for code in row["reasons"]],
        "lost": {"id": str(row["lost_ticket"]), "number": numbers[row["lost_ticket"]][0]},
        "found": {"id": str(row["found_ticket"]), "number": numbers[row["found_ticket"]][0]},
        "suggested_at": iso(row["suggested_at"]),
        "decided_at": iso(row["decided_at"]),
        "checked": row["checked"],
        "version": row["version"],
    }


_PAIRS = "SELECT id FROM lost_match WHERE lost_id = $1 OR found_id = $1"


async def pairs_of(session: AsyncSession, report_id: UUID) -> list[UUID]:
    """Ids of the pairs a report is part of."""
    return [row["id"] for row in await fetch(session, _PAIRS, report_id)]


_ONE = _MATCHES.format(which="match.id = $1")


async def match_row(session: AsyncSession, match_id: UUID) -> Row:
    """One pair in any state, without a word of it."""
    return (await _rows(session, await fetch(session, _ONE, match_id)))[str(match_id)]


async def match_file(session: AsyncSession, pair: LostMatch) -> Row:
    """A pair with what both reports tell, whose tickets a person has opened."""
    lost, found = [await find(session, id_) for id_ in (pair.lost_id, pair.found_id)]
    return {
        "match": await match_row(session, pair.id),
        "lost": await report_row(session, lost),
        "found": await report_row(session, found),
    }
