"""Seals and opens what was said, under the incident's or the child's own data key.

It decides nothing about who may see it: callers come through one of the doors of access.py.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.intake import FIELDS, OF_THE_CHILD
from app.cases.models import Child, Incident, IntakeField
from app.core import clock, security
from app.core.db import fetch
from app.core.errors import NotFound


class DataIsErased(NotFound):
    """The data key was destroyed: what was said is gone for good."""

    code = "data_is_erased"


class Saved(NamedTuple):
    """What is known of a saved field besides its value."""

    field: str
    rev: int
    saved_at: datetime
    saved_by: UUID


def key_of(incident: Incident) -> bytes:
    """The incident's own data key. Raises DataIsErased."""
    return _key(incident.wrapped_key, incident.id)


def key_of_child(child: Child) -> bytes:
    """The child's own data key. Raises DataIsErased."""
    return _key(child.wrapped_key, child.id)


def _key(wrapped: bytes | None, owner: UUID) -> bytes:
    if wrapped is None:
        raise DataIsErased("What was said here has been erased.")
    return security.vault().unwrap(wrapped, owner.bytes)


async def save(
    session: AsyncSession, incident: Incident, field: str, value: Any, staff_id: UUID
) -> tuple[IntakeField, int]:
    """Seal `value` into the field of a locked incident: the row and the rev it replaced."""
    row = await session.get(IntakeField, (incident.id, field))
    child = await child_of(session, incident) if field in OF_THE_CHILD else None
    key = _key(child.wrapped_key, child.id) if child else key_of(incident)
    sealed = security.seal(key, json.dumps(value, ensure_ascii=False), _place(incident.id, field))
    if row is None:
        row = IntakeField(
            incident_id=incident.id,
            field=field,
            child_id=child.id if child else None,
            value=sealed,
            saved_at=clock.now(),
            saved_by=staff_id,
        )
        replaced = 0
    else:
        replaced = row.rev
        row.value, row.rev = sealed, row.rev + 1
        row.saved_at, row.saved_by = clock.now(), staff_id
    session.add(row)
    await session.flush()
    return row, replaced


async def child_of(session: AsyncSession, incident: Incident) -> Child:
    """The child a locked incident is about, with a key of its own; the first one of several."""
    found = await session.exec(
        select(Child)
        .where(Child.incident_id == incident.id)
        .order_by(col(Child.added_at), col(Child.id))
        .limit(1)
    )
    return found.first() or await another_child(session, incident)


async def another_child(session: AsyncSession, incident: Incident) -> Child:
    """A child more that a locked incident is about, a sibling say."""
    child = Child(incident_id=incident.id, added_at=clock.now())
    _, child.wrapped_key = security.vault().new_data_key(child.id.bytes)
    session.add(child)
    await session.flush()
    return child


SAID_OF = """
SELECT intake_field.incident_id, field, intake_field.value, rev, saved_at, saved_by,
    child_id, child.wrapped_key
FROM intake_field LEFT JOIN child ON child.id = child_id
WHERE intake_field.incident_id = {incidents} AND field = ANY((SELECT $2::text[])::text[])
"""
"""What `unsealed` opens: a part of a statement; its second value names the fields.

Asked for by a query of its own, so that one plan is kept: to plan costs more than to look.
"""
_SAID = SAID_OF.format(incidents="ANY((SELECT $1::uuid[])::uuid[])")


async def opened(
    session: AsyncSession, incident: Incident, fields: Collection[str] = FIELDS
) -> dict[str, tuple[Any, Saved]]:
    """The saved fields of an incident already opened by one of the doors: value and row."""
    return (await opened_of(session, {incident.id: incident.wrapped_key}, fields))[incident.id]


async def opened_of(
    session: AsyncSession, keys: Mapping[UUID, bytes | None], fields: Collection[str]
) -> dict[UUID, dict[str, tuple[Any, Saved]]]:
    """The same of several incidents, by id; `keys` are their own keys as they are stored."""
    return unsealed(keys, await fetch(session, _SAID, list(keys), list(fields)))


def unsealed(
    keys: Mapping[UUID, bytes | None], said: Iterable[Mapping[str, Any]]
) -> dict[UUID, dict[str, tuple[Any, Saved]]]:
    """The fields in rows of SAID_OF, by incident and name; `keys` are those of the incidents."""
    found: dict[UUID, dict[str, tuple[Any, Saved]]] = {id_: {} for id_ in keys}
    unseal: dict[UUID, Callable[[bytes, str], str]] = {}
    for row in said:
        incident_id, child_id, value = row["incident_id"], row["child_id"], row["value"]
        wrapped = row["wrapped_key"] if child_id else keys[incident_id]
        if wrapped is None or value is None:
            continue
        owner = child_id or incident_id
        if owner not in unseal:
            unseal[owner] = security.unsealer(_key(wrapped, owner))
        plain = unseal[owner](value, _place(incident_id, row["field"]))
        saved = Saved(row["field"], row["rev"], row["saved_at"], row["saved_by"])
        found[incident_id][saved.field] = (json.loads(plain), saved)
    return found


def _place(incident_id: UUID, field: str) -> str:
    return f"intake_field.value:{incident_id}:{field}"
