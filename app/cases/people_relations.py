"""Says who is whose: what people and other children are to a child; ended, never changed.

What is said stands sealed under the child's key; of two children, under that of the lower id.
"""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.people_access import Opened
from app.cases.people_events import ChildRelated, RelationEnded
from app.cases.people_models import Relation, lower_first
from app.cases.people_news import tell_of
from app.cases.people_person import AMONG_CHILDREN, KINDS, checked_relation
from app.cases.people_service import COMPARE, person_of
from app.cases.sealed import key_of_child
from app.core import clock, security
from app.core.db import fetch_value
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.jobs.queue import defer


class RelationNotFound(NotFound):
    """No such line in the record of this child."""

    code = "relation_not_found"


class RelatedAlready(HelplineError):
    """It stands there already what the one is to the other: end that line first."""

    code = "related_already"


def relation_place(relation_id: UUID) -> str:
    """What the words of a relation are bound to."""
    return f"relation.said:{relation_id}"


async def relate_person(
    session: AsyncSession,
    opened: Opened,
    person_id: UUID,
    kind: str,
    said: Mapping[str, Any],
    accused_in: list[UUID],
    by: UUID,
) -> Relation:
    """Say what a person of this record is to the child, and in which tickets he or she is accused.

    Raises PersonNotFound, RelatedAlready, InputIsInvalid.
    """
    person = await person_of(session, opened, person_id)
    kept = checked_relation(kind, KINDS, said)
    tickets = {one.incident_id for one in opened.members} | {
        ticket.id for ticket in opened.tickets.values()
    }
    if set(accused_in) - tickets:
        raise InputIsInvalid("This ticket is not about this child.", field="accused_in")
    kept["accused_in"] = sorted(str(id_) for id_ in set(accused_in))
    return await _relate(session, opened, kept, by, person_id=person.id)


async def relate_child(
    session: AsyncSession,
    opened: Opened,
    other: Opened,
    kind: str,
    said: Mapping[str, Any],
    by: UUID,
) -> Relation:
    """Say what two children are to each other, which holds both ways.

    Raises RelatedAlready, InputIsInvalid.
    """
    if opened.child.id == other.child.id:
        raise InputIsInvalid("A child is nothing to itself.", field="child_id")
    kept = checked_relation(kind, AMONG_CHILDREN, said)
    first, second = lower_first(opened.child.id, other.child.id)
    owner, partner = (opened, other) if opened.child.id == first else (other, opened)
    related = await _relate(session, owner, kept, by, other_child_id=second)
    await tell_of(session, partner, ChildRelated, by, relation_id=related.id)
    return related


_STANDS = """
SELECT id FROM relation WHERE child_id = $1 AND ended_at IS NULL
  AND (person_id = $2 OR other_child_id = $2)
"""


async def _relate(
    session: AsyncSession,
    owner: Opened,
    kept: Mapping[str, Any],
    by: UUID,
    *,
    person_id: UUID | None = None,
    other_child_id: UUID | None = None,
) -> Relation:
    if await fetch_value(session, _STANDS, owner.child.id, person_id or other_child_id):
        raise RelatedAlready("It stands there already what they are to each other.")
    made = Relation(
        id=uuid4(),
        child_id=owner.child.id,
        person_id=person_id,
        other_child_id=other_child_id,
        related_at=clock.now(),
        related_by=by,
    )
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    made.said = security.seal(key_of_child(owner.child), text, relation_place(made.id))
    session.add(made)
    await session.flush()
    await tell_of(session, owner, ChildRelated, by, relation_id=made.id)
    await defer(session, COMPARE, owner.child.id)
    return made


async def end_relation(
    session: AsyncSession, opened: Opened, relation_id: UUID, by: UUID, others: list[Opened]
) -> Relation:
    """The line was a mistake, or is over: it is kept, and counts no more.

    `others`: the record of the other child, if it is about two. Raises RelationNotFound.
    """
    ids = [one.id for one in opened.members]
    found = await session.exec(
        select(Relation)
        .where(
            Relation.id == relation_id,
            col(Relation.child_id).in_(ids) | col(Relation.other_child_id).in_(ids),
        )
        .with_for_update()
    )
    relation = found.first()
    if relation is None:
        raise RelationNotFound("There is no such line in the record of this child.")
    if relation.ended_at is None:
        relation.ended_at, relation.ended_by = clock.now(), by
        session.add(relation)
        await session.flush()
        for side in (opened, *others):
            await tell_of(session, side, RelationEnded, by, relation_id=relation.id)
        await defer(session, COMPARE, opened.child.id)
    return relation
