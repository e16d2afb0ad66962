"""What is written in one case, opened for somebody a door of case_access.py has let in.

Each part is a list of rows by id, as the case's live channel holds them.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_sealed
from app.cases.case_queries import Row, case_rows, person
from app.cases.queries import iso
from app.cases.reintegration_queries import reintegration_rows, return_rows
from app.cases.tracing_queries import tracing_rows
from app.core.db import fetch
from app.staff.queries import display_names

_STEPS = """
SELECT seq, at, kind, actor_id, facts FROM case_entry WHERE case_id = $1 AND seq > $2 ORDER BY seq
"""


async def timeline_rows(session: AsyncSession, case_id: UUID, after_seq: int = 0) -> list[Row]:
    """The steps after `after_seq`, oldest first."""
    entries = await fetch(session, _STEPS, case_id, after_seq)
    names = await display_names(session, {one["actor_id"] for one in entries if one["actor_id"]})
    return [
        {
            "seq": one["seq"],
            "version": one["seq"],
            "at": iso(one["at"]),
            "kind": one["kind"],
            "actor": {
                "kind": "staff" if one["actor_id"] else "system",
                "id": str(one["actor_id"]) if one["actor_id"] else None,
                "name": names.get(one["actor_id"]) if one["actor_id"] else None,
            },
            "facts": one["facts"],
        }
        for one in entries
    ]


_SHEETS = """
SELECT id, sheet, revision, episode, said, written_at, written_by,
    revision = max(revision) OVER (PARTITION BY episode, sheet) AS newest
FROM case_sheet WHERE case_id = $1 ORDER BY episode, sheet, revision
"""
_APPROVALS = """
SELECT id, sheet, revision, episode, state, requested_at, requested_by, decided_at, decided_by,
    comment
FROM case_approval WHERE case_id = $1 ORDER BY requested_at, id
"""
_ACTIONS = """
SELECT id, episode, state, responsible_id, due_on, said, made_at, ended_at, ended_by
FROM case_action WHERE case_id = $1 ORDER BY episode, due_on, id
"""
_CHECKS = """
SELECT id, episode, kind, at, next_on, said, noted_at, noted_by
FROM case_check WHERE case_id = $1 ORDER BY at, noted_at
"""
_NOTES = """
SELECT id, said, corrects, noted_at, noted_by,
    (SELECT min(id::text) FROM case_note AS later WHERE later.corrects = case_note.id) AS corrected
FROM case_note WHERE case_id = $1 ORDER BY noted_at, id
"""
_DOCUMENTS = """
SELECT id, name, kind, size_bytes, added_at, added_by FROM case_document
WHERE case_id = $1 ORDER BY added_at, id
"""
_RATINGS = """
SELECT id, episode, risk, step, basis, why, rated_at, rated_by FROM case_rating
WHERE case_id = $1 ORDER BY rated_at, id
"""
_OPENINGS = """
SELECT id, at, staff_id, reason, note, document_id FROM case_opening
WHERE case_id = $1 ORDER BY at DESC, id LIMIT 200
"""
Opened = Callable[[Mapping[str, Any], bytes | None, Mapping[UUID, Row]], Row]


async def _part(
    session: AsyncSession,
    case_id: UUID,
    statement: str,
    people: Collection[str],
    opened: Opened,
) -> list[Row]:
    found = await fetch(session, statement, case_id)
    key = (await case_sealed.keys_of(session, [case_id])).get(case_id) if found else None
    ids = {row[who] for row in found for who in people if row[who] is not None}
    names = await display_names(session, ids)
    return [opened(row, key, names) for row in found]


def _sheet(row: Mapping[str, Any], key: bytes | None, names: Mapping[UUID, Row]) -> Row:
    return {
        "id": str(row["id"]),
        "sheet": row["sheet"],
        "revision": row["revision"],
        "episode": row["episode"],
        "newest": row["newest"],
        "said": case_sealed.unseal(key, row["said"], "case_sheet.said", row["id"]),
        "written_at": iso(row["written_at"]),
        "written_by": person(row["written_by"], names),
    }


def _approval(row: Mapping[str, Any], key: bytes | None, names: Mapping[UUID, Row]) -> Row:
    return {
        "id": str(row["id"]),
        "sheet": row["sheet"],
        "revision": row["revision"],
        "episode": row["episode"],
        "state": row["state"],
        "requested_at": iso(row["requested_at"]),
        "requested_by": person(row["requested_by"], names),
        "decided_at": iso(row["decided_at"]),
        "decided_by": person(row["decided_by"], names),
        "comment": case_sealed.unseal(key, row["comment"], "case_approval.comment", row["id"]),
    }


def _action(row: Mapping[str, Any], key: bytes | None, names: Mapping[UUID, Row]) -> Row:
    said = case_sealed.unseal(key, row["said"], "case_action.said", row["id"]) or {}
    return {
        "id": str(row["id"]),
        "episode": row["episode"],
        "state": row["state"],
        "goal": said.get("goal"),
        "words": said.get("words"),
        "who": said.get("who"),
        "responsible": person(row["responsible_id"], names),
        "due_on": row["due_on"].isoformat(),
        "evidence": said.get("evidence"),
        "document": said.get("document"),
        "ended_at": iso(row["ended_at"]),
        "ended_by": person(row["ended_by"], names),
    }


def _check(row: Mapping[str, Any], key: bytes | None, names: Mapping[UUID, Row]) -> Row:
    return {
        "id": str(row["id"]),
        "episode": row["episode"],
        "kind": row["kind"],
        "at": iso(row["at"]),
        "next_on": row["next_on"].isoformat() if row["next_on"] else None,
        "words": case_sealed.unseal(key, row["said"], "case_check.said", row["id"]),
        "noted_at": iso(row["noted_at"]),
        "noted_by": person(row["noted_by"], names),
    }


def _note(row: Mapping[str, Any], key: bytes | None, names: Mapping[UUID, Row]) -> Row:
    return {
        "id": str(row["id"]),
        "words": case_sealed.unseal(key, row["said"], "case_note.said", row["id"]),
        "corrects": str(row["corrects"]) if row["corrects"] else None,
        "corrected_by": row["corrected"],
        "noted_at": iso(row["noted_at"]),
        "noted_by": person(row["noted_by"], names),
    }


def _document(row: Mapping[str, Any], key: bytes | None, names: Mapping[UUID, Row]) -> Row:
    return {
        "id": str(row["id"]),
        "name": case_sealed.unseal(key, row["name"], "case_document.name", row["id"]),
        "kind": row["kind"],
        "size_bytes": row["size_bytes"],
        "added_at": iso(row["added_at"]),
        "added_by": person(row["added_by"], names),
    }


def _rating(row: Mapping[str, Any], key: bytes | None, names: Mapping[UUID, Row]) -> Row:
    return {
        "id": str(row["id"]),
        "episode": row["episode"],
        "risk": row["risk"],
        "step": row["step"],
        "basis": list(row["basis"]),
        "why": case_sealed.unseal(key, row["why"], "case_rating.why", row["id"]),
        "rated_at": iso(row["rated_at"]),
        "rated_by": person(row["rated_by"], names),
    }


def _opening(row: Mapping[str, Any], key: bytes | None, names: Mapping[UUID, Row]) -> Row:
    return {
        "id": str(row["id"]),
        "at": iso(row["at"]),
        "by": person(row["staff_id"], names),
        "reason": row["reason"],
        "note": case_sealed.unseal(key, row["note"], "case_opening.note", row["id"]),
        "document": str(row["document_id"]) if row["document_id"] else None,
    }


_PARTS: Final[Mapping[str, tuple[str, tuple[str, ...], Opened]]] = {
    "sheets": (_SHEETS, ("written_by",), _sheet),
    "approvals": (_APPROVALS, ("requested_by", "decided_by"), _approval),
    "actions": (_ACTIONS, ("responsible_id", "ended_by"), _action),
    "checks": (_CHECKS, ("noted_by",), _check),
    "notes": (_NOTES, ("noted_by",), _note),
    "documents": (_DOCUMENTS, ("added_by",), _document),
    "ratings": (_RATINGS, ("rated_by",), _rating),
}
Load = Callable[[AsyncSession, UUID], Awaitable[list[Row]]]
_WAY_HOME: Final[Mapping[str, Load]] = {
    "tracing": tracing_rows,
    "reintegrations": reintegration_rows,
    "returns": return_rows,
}
PARTS: Final = (*_PARTS, *_WAY_HOME)
"""What a case's file consists of, beside its row and timeline."""


async def part_rows(session: AsyncSession, case_id: UUID, part: str) -> list[Row]:
    """One part of the file, oldest first; what was erased is null."""
    if part in _WAY_HOME:
        return await _WAY_HOME[part](session, case_id)
    return await _part(session, case_id, *_PARTS[part])


async def opening_rows(session: AsyncSession, case_id: UUID) -> list[Row]:
    """Who opened the case, and why; the newest first."""
    return await _part(session, case_id, _OPENINGS, ("staff_id",), _opening)


async def file_of(session: AsyncSession, case_id: UUID) -> Row:
    """The whole file: the same rows as in its live channel."""
    return {
        "case": (await case_rows(session, [case_id]))[case_id],
        **{part: await part_rows(session, case_id, part) for part in PARTS},
        "timeline": await timeline_rows(session, case_id),
    }
