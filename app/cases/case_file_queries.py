"""What is written in one case, opened for somebody a door of case_access.py has let in.

Each part is a list of rows by id, as the case's live channel holds them.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_sealed
from app.cases.case_queries import Row, case_rows, person
from app.cases.case_sealed import Opener
from app.cases.queries import iso
from app.cases.reintegration_queries import reintegration_rows, return_rows
from app.cases.tracing_queries import tracing_rows
from app.core.db import fetch
from app.staff.queries import display_names

Found = Mapping[str, Any]
Names = Mapping[UUID, Row]
Told = Callable[[Found, Opener, Names], Row]

_STEPS = """
SELECT seq, at, kind, actor_id, facts FROM case_entry WHERE case_id = $1 AND seq > $2 ORDER BY seq
"""


async def timeline_rows(session: AsyncSession, case_id: UUID, after_seq: int = 0) -> list[Row]:
    """The steps after `after_seq`, oldest first."""
    entries = await fetch(session, _STEPS, case_id, after_seq)
    names = await display_names(session, _ids(entries, ("actor_id",)))
    return [_step(one, names) for one in entries]


def _step(one: Found, names: Names) -> Row:
    return {
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


def _ids(found: Iterable[Found], people: Collection[str]) -> set[UUID]:
    return {row[who] for row in found for who in people if row[who] is not None}


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


async def _part(
    session: AsyncSession, case_id: UUID, statement: str, people: Collection[str], told: Told
) -> list[Row]:
    found = await fetch(session, statement, case_id)
    open_ = await _opener(session, case_id) if found else case_sealed.opener(None)
    names = await display_names(session, _ids(found, people))
    return [told(row, open_, names) for row in found]


async def _opener(session: AsyncSession, case_id: UUID) -> Opener:
    return case_sealed.opener((await case_sealed.keys_of(session, [case_id])).get(case_id))


def _sheet(row: Found, open_: Opener, names: Names) -> Row:
    return {
        "id": str(row["id"]),
        "sheet": row["sheet"],
        "revision": row["revision"],
        "episode": row["episode"],
        "newest": row["newest"],
        "said": open_(row["said"], "case_sheet.said", row["id"]),
        "written_at": iso(row["written_at"]),
        "written_by": person(row["written_by"], names),
    }


def _approval(row: Found, open_: Opener, names: Names) -> Row:
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
        "comment": open_(row["comment"], "case_approval.comment", row["id"]),
    }


def _action(row: Found, open_: Opener, names: Names) -> Row:
    said = open_(row["said"], "case_action.said", row["id"]) or {}
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


def _check(row: Found, open_: Opener, names: Names) -> Row:
    return {
        "id": str(row["id"]),
        "episode": row["episode"],
        "kind": row["kind"],
        "at": iso(row["at"]),
        "next_on": row["next_on"].isoformat() if row["next_on"] else None,
        "words": open_(row["said"], "case_check.said", row["id"]),
        "noted_at": iso(row["noted_at"]),
        "noted_by": person(row["noted_by"], names),
    }


def _note(row: Found, open_: Opener, names: Names) -> Row:
    return {
        "id": str(row["id"]),
        "words": open_(row["said"], "case_note.said", row["id"]),
        "corrects": str(row["corrects"]) if row["corrects"] else None,
        "corrected_by": row["corrected"],
        "noted_at": iso(row["noted_at"]),
        "noted_by": person(row["noted_by"], names),
    }


def _document(row: Found, open_: Opener, names: Names) -> Row:
    return {
        "id": str(row["id"]),
        "name": open_(row["name"], "case_document.name", row["id"]),
        "kind": row["kind"],
        "size_bytes": row["size_bytes"],
        "added_at": iso(row["added_at"]),
        "added_by": person(row["added_by"], names),
    }


def _rating(row: Found, open_: Opener, names: Names) -> Row:
    return {
        "id": str(row["id"]),
        "episode": row["episode"],
        "risk": row["risk"],
        "step": row["step"],
        "basis": list(row["basis"]),
        "why": open_(row["why"], "case_rating.why", row["id"]),
        "rated_at": iso(row["rated_at"]),
        "rated_by": person(row["rated_by"], names),
    }


def _opening(row: Found, open_: Opener, names: Names) -> Row:
    return {
        "id": str(row["id"]),
        "at": iso(row["at"]),
        "by": person(row["staff_id"], names),
        "reason": row["reason"],
        "note": open_(row["note"], "case_opening.note", row["id"]),
        "document": str(row["document_id"]) if row["document_id"] else None,
    }


_PARTS: Final[Mapping[str, tuple[str, tuple[str, ...], Told]]] = {
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
    """The whole file: the same rows as in its live channel, with one key and one look for names."""
    found = {part: await fetch(session, asked, case_id) for part, (asked, _, _) in _PARTS.items()}
    steps = await fetch(session, _STEPS, case_id, 0)
    open_ = await _opener(session, case_id)
    people = _ids(steps, ("actor_id",))
    for part, (_, who, _) in _PARTS.items():
        people |= _ids(found[part], who)
    names = await display_names(session, people)
    return {
        "case": (await case_rows(session, [case_id]))[case_id],
        **{
            part: [told(row, open_, names) for row in found[part]]
            for part, (_, _, told) in _PARTS.items()
        },
        **{part: await load(session, case_id) for part, load in _WAY_HOME.items()},
        "timeline": [_step(one, names) for one in steps],
    }
