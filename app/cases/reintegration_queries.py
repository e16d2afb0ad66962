"""Rows of a child's way home, for whoever a door of case_access.py has let in."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_sealed
from app.cases.case_queries import person
from app.cases.queries import iso
from app.cases.reintegration_checklist import ANSWER, EXCEPTION
from app.cases.reintegration_follow_ups import MOVE, VISIT
from app.cases.reintegration_returns import TABLE as RETURN
from app.cases.reintegration_rules import Exemption, Said, missing, unmet
from app.cases.reintegration_service import TABLE
from app.cases.reintegration_states import Answer, Kind
from app.cases.reintegration_terms import Condition, conditions_of
from app.core.db import fetch
from app.directory.queries import place_row
from app.staff.queries import display_names

Row = dict[str, Any]
Found = Mapping[str, Any]
Names = Mapping[UUID, Row]

_OF_CASE: Final = """
SELECT * FROM reintegration WHERE case_id = $1 ORDER BY planned_at, id
"""
_ANSWERS: Final = "SELECT * FROM reintegration_answer WHERE reintegration_id = ANY($1) ORDER BY no"
_EXCEPTIONS: Final = """
SELECT * FROM reintegration_exception WHERE reintegration_id = ANY($1) ORDER BY asked_at, id
"""
_FOLLOW_UPS: Final = "SELECT * FROM home_follow_up WHERE reintegration_id = ANY($1) ORDER BY no"
_MOVES: Final = """
SELECT home_follow_up_move.*, reintegration_id FROM home_follow_up_move
JOIN home_follow_up ON home_follow_up.id = follow_up_id
WHERE reintegration_id = ANY($1) ORDER BY moved_at, home_follow_up_move.id
"""
_VISITS: Final = """
SELECT * FROM home_visit WHERE reintegration_id = ANY($1) ORDER BY at, noted_at, id
"""
_PARTS: Final = (_ANSWERS, _EXCEPTIONS, _FOLLOW_UPS, _MOVES, _VISITS)
_PEOPLE: Final = (
    *("planned_by", "handed_by", "ended_by", "answered_by", "asked_by", "decided_by"),
    *("moved_by", "noted_by"),
)


async def reintegration_rows(session: AsyncSession, case_id: UUID) -> list[Row]:
    """Every way home of the child of a case, oldest first; what was erased is null."""
    found = await fetch(session, _OF_CASE, case_id)
    if not found:
        return []
    key = (await case_sealed.keys_of(session, [case_id])).get(case_id)
    ids = [one["id"] for one in found]
    parts = [await fetch(session, statement, ids) for statement in _PARTS]
    names = await _names(session, [found, *parts])
    answers, exceptions, follow_ups, moves, visits = (
        _by(part, "reintegration_id") for part in parts
    )
    rows = []
    for one in found:
        id_ = one["id"]
        rows.append(
            {
                **_row(one, key, names),
                **_conditions(one, answers[id_], exceptions[id_], key, names),
                "exceptions": [_exception(row, key, names) for row in exceptions[id_]],
                "follow_ups": [
                    _follow_up(row, _by(moves[id_], "follow_up_id")[row["id"]], key, names)
                    for row in follow_ups[id_]
                ],
                "visits": [_visit(row, key, names) for row in visits[id_]],
            }
        )
    return rows


async def _names(session: AsyncSession, parts: Collection[Iterable[Found]]) -> Names:
    ids = {
        row[who] for part in parts for row in part for who in _PEOPLE if row.get(who) is not None
    }
    return await display_names(session, ids)


def _by(rows: Iterable[Found], key: str) -> dict[UUID, list[Found]]:
    found: dict[UUID, list[Found]] = defaultdict(list)
    for row in rows:
        found[row[key]].append(row)
    return found


def _id(id_: UUID | None) -> str | None:
    return str(id_) if id_ else None


def _row(one: Found, key: bytes | None, names: Names) -> Row:
    said = case_sealed.unseal(key, one["said"], TABLE, one["id"]) or {}
    return {
        "id": str(one["id"]),
        "episode": one["episode"],
        "state": one["state"],
        "kind": one["kind"],
        "care": one["care"],
        "checklist": one["checklist"],
        "revision": one["revision"],
        "planned_on": one["planned_on"].isoformat(),
        "person_id": _id(one["person_id"]),
        "place": place_row(one["place"]),
        "adult_reason": one["adult_reason"],
        "words": said.get("plan"),
        "planned_at": iso(one["planned_at"]),
        "planned_by": person(one["planned_by"], names),
        "handed_over_at": iso(one["handed_over_at"]),
        "handed_by": person(one["handed_by"], names),
        "hand_over_words": said.get("hand_over"),
        "paper": _id(one["paper_id"]),
        "memo": one["memo"],
        "ended_at": iso(one["ended_at"]),
        "ended_by": person(one["ended_by"], names),
        "reason": one["reason"],
        "end_words": said.get("end"),
    }


def _conditions(
    one: Found,
    answers: list[Found],
    exceptions: list[Found],
    key: bytes | None,
    names: Names,
) -> Row:
    """The conditions as they were answered last. What the child's record says is not asked here."""
    present = [row for row in answers if row["revision"] == one["revision"]]
    said = [Said(row["id"], row["condition"], Answer(row["answer"]), row["no"]) for row in present]
    allowed = [
        Exemption(row["id"], row["condition"], row["answer_id"], row["against_record"])
        for row in exceptions
        if row["state"] == "allowed" and row["revision"] == one["revision"]
    ]
    asked = conditions_of(one["checklist"], Kind(one["kind"]))
    codes = [condition.code for condition in asked]
    lacks = unmet(codes, said)
    left = [lack.condition for lack in missing(codes, said, allowed)]
    last = {row["condition"]: row for row in present}
    return {
        "conditions": [
            _condition(each, last.get(each.code), each.code in lacks, left, key, names)
            for each in asked
        ],
        "missing": left if one["state"] == "planned" else [],
    }


def _condition(
    asked: Condition,
    told: Found | None,
    lacks: bool,
    left: Collection[str],
    key: bytes | None,
    names: Names,
) -> Row:
    return {
        "condition": asked.code,
        "name": {"bn": asked.bn, "en": asked.en},
        "answer": told["answer"] if told else "unknown",
        "holds": not lacks,
        "let_pass": lacks and asked.code not in left,
        "words": case_sealed.unseal(key, told["said"], ANSWER, told["id"]) if told else None,
        "document": _id(told["document_id"]) if told else None,
        "answered_at": iso(told["answered_at"]) if told else None,
        "answered_by": person(told["answered_by"], names) if told else None,
    }


def _exception(row: Found, key: bytes | None, names: Names) -> Row:
    said = case_sealed.unseal(key, row["said"], EXCEPTION, row["id"]) or {}
    return {
        "id": str(row["id"]),
        "condition": row["condition"],
        "state": row["state"],
        "why": said.get("why"),
        "comment": said.get("comment"),
        "asked_at": iso(row["asked_at"]),
        "asked_by": person(row["asked_by"], names),
        "decided_at": iso(row["decided_at"]),
        "decided_by": person(row["decided_by"], names),
    }


def _follow_up(row: Found, moves: list[Found], key: bytes | None, names: Names) -> Row:
    return {
        "id": str(row["id"]),
        "no": row["no"],
        "planned_on": row["planned_on"].isoformat(),
        "state": row["state"],
        "ended_at": iso(row["ended_at"]),
        "moves": [
            {
                "from_on": one["from_on"].isoformat(),
                "to_on": one["to_on"].isoformat(),
                "reason": one["reason"],
                "words": case_sealed.unseal(key, one["said"], MOVE, one["id"]),
                "moved_at": iso(one["moved_at"]),
                "moved_by": person(one["moved_by"], names),
            }
            for one in moves
        ],
    }


def _visit(row: Found, key: bytes | None, names: Names) -> Row:
    said = case_sealed.unseal(key, row["said"], VISIT, row["id"]) or {}
    return {
        "id": str(row["id"]),
        "follow_up": _id(row["follow_up_id"]),
        "how": row["how"],
        "found": row["found"],
        "at": iso(row["at"]),
        "child_seen": row["child_seen"],
        "child_asked": row["child_asked"],
        "words": said.get("words"),
        "child_view": said.get("child_view"),
        "why_not_asked": said.get("why_not_asked"),
        "noted_at": iso(row["noted_at"]),
        "noted_by": person(row["noted_by"], names),
    }


_RETURNS: Final = """
SELECT back.*, one.case_id AS of_case, goes_on.number, centre.name_bn, centre.name_en
FROM reintegration_return AS back
JOIN reintegration AS one ON one.id = reintegration_id
JOIN case_file AS goes_on ON goes_on.id = back.case_id
LEFT JOIN centre ON centre.id = centre_id
WHERE back.id IN (
    SELECT id FROM reintegration_return WHERE case_id = $1
    UNION SELECT own.id FROM reintegration_return AS own
        JOIN reintegration AS whose ON whose.id = own.reintegration_id WHERE whose.case_id = $1
) ORDER BY reported_at, back.id
"""


async def return_rows(session: AsyncSession, case_id: UUID) -> list[Row]:
    """New risk after reintegrations of this case, or of one that goes on in it.

    What was written in another case is not told here.
    """
    found = await fetch(session, _RETURNS, case_id)
    key = (await case_sealed.keys_of(session, [case_id])).get(case_id) if found else None
    names = await display_names(
        session,
        {one[who] for one in found for who in ("reported_by", "readmitted_by") if one[who]},
    )
    rows = []
    for one in found:
        own = one["of_case"] == case_id
        words = case_sealed.unseal(key, one["said"], RETURN, one["id"]) if own else None
        centre = {"bn": one["name_bn"], "en": one["name_en"]} if one["centre_id"] else None
        rows.append(
            {
                "id": str(one["id"]),
                "reintegration_id": str(one["reintegration_id"]),
                "own": own,
                "case_number": one["number"],
                "episode": one["episode"],
                "reason": one["reason"],
                "words": words,
                "visit_id": _id(one["visit_id"]),
                "reported_at": iso(one["reported_at"]),
                "reported_by": person(one["reported_by"], names),
                "centre": centre,
                "readmitted_at": iso(one["readmitted_at"]),
                "readmitted_by": person(one["readmitted_by"], names),
            }
        )
    return rows
