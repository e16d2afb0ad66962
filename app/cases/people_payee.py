"""What must be known of a person who is to get money for a child; the caller came through a door.

Whoever was ever named as accused in a ticket of the child gets none, though the line be ended: a
wrong word costs the child another payee, a forgotten one costs more.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.people_access import ChildReason, some_for_system
from app.cases.people_relations import relation_place
from app.cases.people_service import word_place
from app.cases.sealed import key_of_child
from app.core import security
from app.core.db import fetch

_PERSONS: Final = """
SELECT person.id, person.child_id, person.rev, said FROM person
LEFT JOIN person_word ON person_id = person.id AND person_word.rev = person.rev
WHERE person.id = ANY($1)
"""
_LINES: Final = """
SELECT id, child_id, said, ended_at IS NULL AS stands FROM relation
WHERE person_id = $1 AND child_id = ANY($2)
"""


@dataclass(frozen=True, slots=True)
class Payee:
    """A person of a child's record; `kinds` is what he or she is to the child now."""

    id: UUID
    kinds: tuple[str, ...]
    accused: bool


async def known(
    session: AsyncSession, child_ids: Collection[UUID], person_id: UUID
) -> Payee | None:
    """A person of the record of one child, all of whose records are given; None: of another one.

    Raises DataIsErased.
    """
    rows = await fetch(session, _PERSONS, [person_id])
    if not rows or rows[0]["child_id"] not in child_ids:
        return None
    lines = await fetch(session, _LINES, person_id, list(child_ids))
    children = await some_for_system(session, child_ids, ChildReason.CASH)
    kinds: list[str] = []
    accused = False
    for line in lines:
        if line["said"] is None:
            continue
        key = key_of_child(children[line["child_id"]])
        said = json.loads(security.unseal(key, line["said"], relation_place(line["id"])))
        accused = accused or bool(said.get("accused_in"))
        if line["stands"]:
            kinds.append(said["kind"])
    return Payee(person_id, tuple(sorted(kinds)), accused)


async def names_of(
    session: AsyncSession, person_ids: Collection[UUID]
) -> dict[UUID, Mapping[str, Any]]:
    """What these persons are called, `bn` and `latin`, null where unknown; erased are absent."""
    rows = await fetch(session, _PERSONS, list(person_ids)) if person_ids else []
    owners = {row["child_id"] for row in rows}
    children = await some_for_system(session, owners, ChildReason.CASH) if owners else {}
    found: dict[UUID, Mapping[str, Any]] = {}
    for row in rows:
        owner = children[row["child_id"]]
        if owner.wrapped_key is None or row["said"] is None:
            continue
        key = key_of_child(owner)
        said = json.loads(security.unseal(key, row["said"], word_place(row["id"], row["rev"])))
        found[row["id"]] = {"bn": said.get("name_bn"), "latin": said.get("name_latin")}
    return found
