"""What must be known of a person who is to get money for a child; the caller came through a door.

Whoever was ever named as accused in a ticket of the child gets none, though the line be ended: a
wrong word costs the child another payee, a forgotten one costs more. One man may stand there twice,
once accused and once as a guardian: so all persons of the child's records are compared.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.models import Child
from app.cases.people_access import ChildReason, some_for_system
from app.cases.people_relations import relation_place
from app.cases.people_service import word_place
from app.cases.people_sound import sounds_of
from app.cases.sealed import key_of_child
from app.core import security
from app.core.db import fetch

_PERSONS: Final = """
SELECT person.id, person.child_id, person.rev, said FROM person
LEFT JOIN person_word ON person_id = person.id AND person_word.rev = person.rev
WHERE person.id = ANY($1)
"""
_OF_CHILD: Final = """
SELECT person.id, person.child_id, person.rev, said FROM person
LEFT JOIN person_word ON person_id = person.id AND person_word.rev = person.rev
WHERE person.child_id = ANY($1) ORDER BY person.id
"""
_LINES: Final = """
SELECT id, child_id, person_id, said, ended_at IS NULL AS stands FROM relation
WHERE child_id = ANY($1) AND person_id IS NOT NULL
"""
_NAMES: Final = ("name_bn", "name_latin", "nickname")


@dataclass(frozen=True, slots=True)
class Payee:
    """A person of a child's record; `kinds` is what he or she is to the child now.

    `alike` are accused persons who may be this one, by the sound of a name or the telephone;
    `phones` are those of all who are accused.
    """

    id: UUID
    kinds: tuple[str, ...]
    accused: bool
    alike: tuple[UUID, ...] = ()
    phones: frozenset[str] = frozenset()


async def known(
    session: AsyncSession, child_ids: Collection[UUID], person_id: UUID
) -> Payee | None:
    """A person of the record of one child, all of whose records are given; None: of another one.

    Raises DataIsErased.
    """
    ids = list(child_ids)
    people = await fetch(session, _OF_CHILD, ids)
    if person_id not in {row["id"] for row in people}:
        return None
    children = await some_for_system(session, child_ids, ChildReason.CASH)
    kinds: list[str] = []
    accused: set[UUID] = set()
    for line in await fetch(session, _LINES, ids):
        if line["said"] is None:
            continue
        key = key_of_child(children[line["child_id"]])
        said = json.loads(security.unseal(key, line["said"], relation_place(line["id"])))
        if said.get("accused_in"):
            accused.add(line["person_id"])
        if line["stands"] and line["person_id"] == person_id:
            kinds.append(said["kind"])
    compared = {row["id"]: _said(row, children[row["child_id"]]) for row in people}
    others = {id_: compared[id_] for id_ in sorted(accused - {person_id}) if id_ in compared}
    own = compared[person_id]
    return Payee(
        person_id,
        tuple(sorted(kinds)),
        person_id in accused,
        tuple(id_ for id_, said in others.items() if may_be_one(own, said)),
        frozenset(said["phone"] for said in others.values() if said.get("phone")),
    )


def may_be_one(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two persons may be the same, by their telephone or a telling part of a name."""
    if one.get("phone") and one["phone"] == other.get("phone"):
        return True
    mine, theirs = (sounds_of(*(said.get(name) for name in _NAMES)) for said in (one, other))
    return bool(mine.telling & theirs.telling)


def _said(row: Mapping[str, Any], owner: Child) -> dict[str, Any]:
    """What is said of a person now; nothing once it was erased."""
    if owner.wrapped_key is None or row["said"] is None:
        return {}
    key = key_of_child(owner)
    said: dict[str, Any] = json.loads(
        security.unseal(key, row["said"], word_place(row["id"], row["rev"]))
    )
    return said


async def names_of(
    session: AsyncSession, person_ids: Collection[UUID]
) -> dict[UUID, Mapping[str, Any]]:
    """What these persons are called, `bn` and `latin`, null where unknown; erased are absent."""
    rows = await fetch(session, _PERSONS, list(person_ids)) if person_ids else []
    owners = {row["child_id"] for row in rows}
    children = await some_for_system(session, owners, ChildReason.CASH) if owners else {}
    found: dict[UUID, Mapping[str, Any]] = {}
    for row in rows:
        said = _said(row, children[row["child_id"]])
        if said:
            found[row["id"]] = {"bn": said.get("name_bn"), "latin": said.get("name_latin")}
    return found
