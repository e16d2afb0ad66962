"""Rows of children and the people around them; whoever calls has come through a door."""

import json
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.models import Child
from app.cases.people_access import ChildReason, some_for_system
from app.cases.people_age import age_on, born_between, is_adult
from app.cases.people_fields import PLACE
from app.cases.people_person import PARTS, inverse
from app.cases.people_record import Said, history_of, record_of
from app.cases.people_relations import relation_place
from app.cases.people_service import word_place
from app.cases.queries import iso, numbers_of
from app.cases.sealed import key_of_child
from app.core import clock, security
from app.core.db import fetch
from app.directory.queries import place_row
from app.staff.queries import display_names

Row = dict[str, Any]
Names = dict[UUID, dict[str, str]]


_GROUP = "SELECT id, incident_id FROM child WHERE id = $1 OR merged_into = $1 ORDER BY added_at, id"


async def child_file(session: AsyncSession, child: Child) -> Row:
    """All that is known of a child whose record was opened, with the people around it.

    Of a record that was merged: what it held by itself.
    """
    group = await fetch(session, _GROUP, child.id)
    ids = [row["id"] for row in group]
    tickets = [row["incident_id"] for row in group if row["incident_id"] is not None]
    record = await record_of(session, child)
    people = await _people(session, ids)
    relations = await _relations(session, ids, _value(record, "sex"))
    merges = await fetch(session, _MERGES, child.id)
    numbers = await numbers_of(session, [*tickets, *_accusing(relations)])
    names = await display_names(
        session,
        {one.saved_by for one in record.values()}
        | {row["saved_by"] for row in people}
        | {row["merged_by"] for row in merges},
    )
    return {
        "id": str(child.id),
        "version": child.version,
        "added_at": iso(child.added_at),
        "merged_into": str(child.merged_into) if child.merged_into else None,
        "erased": child.wrapped_key is None,
        "incidents": [{"id": str(id_), "number": numbers[id_][0]} for id_ in tickets],
        "facts": [fact_row(one, names) for one in record.values()],
        **age_row(record),
        "people": [_person_row(row, names) for row in people],
        "relations": [_with_numbers(row, numbers) for row in relations],
        "merges": [_merge_row(row, names) for row in merges],
    }


def _value(record: Mapping[str, Said], field: str) -> Any:
    return record[field].value if field in record else None


def age_row(record: Mapping[str, Said]) -> Row:
    """How old the child is today by what was said; null when nobody knows, never 0."""
    today = clock.now().astimezone(clock.DHAKA).date()
    span = born_between(_value(record, "birth"), _value(record, "age"))
    if span is None:
        return {"age_years": None, "adult": None}
    low, high = age_on(span, today)
    return {"age_years": {"youngest": low, "oldest": high}, "adult": is_adult(span, today)}


def fact_row(one: Said, names: Names) -> Row:
    """One thing said of a child as screens get it."""
    return {
        "field": one.field,
        "value": one.value,
        "place": place_row(one.value) if one.field == PLACE and one.value else None,
        "unknown": one.unknown,
        "source": one.source,
        "said_on": one.said_on.isoformat() if one.said_on else None,
        "saved_at": iso(one.saved_at),
        "saved_by": {"id": str(one.saved_by), "name": names.get(one.saved_by)},
        "merge_id": str(one.merge_id) if one.merge_id else None,
        "under_merge": str(one.under_merge) if one.under_merge else None,
        "counts": one.counts,
    }


async def history_rows(session: AsyncSession, child: Child) -> list[Row]:
    """All that was ever said of the child, the first thing first."""
    said = await history_of(session, child)
    names = await display_names(session, {one.saved_by for one in said})
    return [fact_row(one, names) for one in said]


_PEOPLE = """
SELECT person.id, person.child_id, person.rev, said, source, saved_at, saved_by
FROM person JOIN person_word ON person_id = person.id AND person_word.rev = person.rev
WHERE person.child_id = ANY($1) OR person.id IN (
    SELECT person_id FROM relation WHERE child_id = ANY($1) AND ended_at IS NULL
)
ORDER BY added_at, person.id
"""


async def _people(session: AsyncSession, ids: Collection[UUID]) -> list[Row]:
    rows = await fetch(session, _PEOPLE, list(ids))
    keys = await _keys(session, {row["child_id"] for row in rows})
    return [
        {
            **row,
            "said": _unsealed(
                keys.get(row["child_id"]), row["said"], word_place(row["id"], row["rev"])
            ),
        }
        for row in map(dict, rows)
    ]


async def people_said(session: AsyncSession, ids: Collection[UUID]) -> list[Row]:
    """What is known of the people around these records; whoever was erased is left out."""
    return [row["said"] for row in await _people(session, ids) if row["said"] is not None]


async def _keys(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, bytes]:
    """The data keys of records, erased ones left out."""
    found = await some_for_system(session, ids, ChildReason.SCREEN)
    return {id_: key_of_child(one) for id_, one in found.items() if one.wrapped_key is not None}


def _unsealed(key: bytes | None, sealed: bytes | None, place: str) -> Row | None:
    if key is None or sealed is None:
        return None
    opened: Row = json.loads(security.unseal(key, sealed, place))
    return opened


def _person_row(row: Row, names: Names) -> Row:
    said = row["said"] or dict.fromkeys(PARTS)
    return {
        "id": str(row["id"]),
        "rev": row["rev"],
        "said": said,
        "source": row["source"],
        "saved_at": iso(row["saved_at"]),
        "saved_by": {"id": str(row["saved_by"]), "name": names.get(row["saved_by"])},
        "erased": row["said"] is None,
    }


_RELATIONS = """
SELECT id, child_id, person_id, other_child_id, said, related_at FROM relation
WHERE (child_id = ANY($1) OR other_child_id = ANY($1)) AND ended_at IS NULL
ORDER BY related_at, id
"""


async def _relations(session: AsyncSession, ids: Collection[UUID], sex: Any) -> list[Row]:
    rows = await fetch(session, _RELATIONS, list(ids))
    keys = await _keys(session, {row["child_id"] for row in rows})
    made = []
    for row in rows:
        said = _unsealed(keys.get(row["child_id"]), row["said"], relation_place(row["id"]))
        other = row["other_child_id"]
        if other is not None:
            other = row["child_id"] if other in ids else other
        made.append(_relation_row(row, said, other, sex))
    return made


def _relation_row(row: Mapping[str, Any], said: Row | None, other: UUID | None, sex: Any) -> Row:
    told = said or {}
    kind = told.get("kind")
    return {
        "id": str(row["id"]),
        "person_id": str(row["person_id"]) if row["person_id"] else None,
        "other_child_id": str(other) if other else None,
        "kind": kind,
        "child_is": inverse(kind, sex) if kind and row["person_id"] else kind,
        "caregiver": told.get("caregiver"),
        "lives_with": told.get("lives_with"),
        "may_be_told": told.get("may_be_told"),
        "note": told.get("note"),
        "accused_in": told.get("accused_in", []),
        "related_at": iso(row["related_at"]),
    }


def _accusing(relations: list[Row]) -> list[UUID]:
    return [UUID(id_) for row in relations for id_ in row["accused_in"]]


def _with_numbers(row: Row, numbers: Mapping[UUID, tuple[str, str | None]]) -> Row:
    accused = [{"id": id_, "number": numbers[UUID(id_)][0]} for id_ in row["accused_in"]]
    return {**row, "accused_in": accused}


_MERGES = """
SELECT id, loser_id, why, merged_at, merged_by FROM child_merge
WHERE winner_id = $1 AND undone_at IS NULL ORDER BY merged_at, id
"""


def _merge_row(row: Mapping[str, Any], names: Names) -> Row:
    return {
        "id": str(row["id"]),
        "loser_id": str(row["loser_id"]),
        "why": row["why"],
        "merged_at": iso(row["merged_at"]),
        "merged_by": {"id": str(row["merged_by"]), "name": names.get(row["merged_by"])},
    }


_SLIM = """
SELECT child.id, child.version, child.merged_into,
    (SELECT count(*) FROM same_child
     WHERE state = 'suggested' AND child_id = coalesce(child.merged_into, child.id))
    + (SELECT count(*) FROM same_child
       WHERE state = 'suggested' AND other_id = coalesce(child.merged_into, child.id)) AS alike
FROM child WHERE child.id = ANY($1)
"""


async def slim_rows(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Row]:
    """Records by id without a word of them: version, where merged, how many may be the same."""
    found = await fetch(session, _SLIM, list(ids)) if ids else ()
    return {
        row["id"]: {
            "id": str(row["id"]),
            "version": row["version"],
            "merged_into": str(row["merged_into"]) if row["merged_into"] else None,
            "alike": row["alike"],
        }
        for row in found
    }
