"""The verbs of a child's record: add it, note what is said, name people around the child.

Each runs in the caller's transaction on a record that people_access.py has opened and locked.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.models import Child, Incident
from app.cases.people_access import ChildReason, Opened, for_system
from app.cases.people_events import (
    ChildAdded,
    FactNoted,
    PersonAdded,
    PersonChanged,
)
from app.cases.people_fields import FIELDS, SOURCES, WHY_UNKNOWN, checked
from app.cases.people_models import ChildFact, ChildMerge, Person, PersonWord
from app.cases.people_news import tell_of
from app.cases.people_person import checked_person
from app.cases.people_record import place_of
from app.cases.sealed import key_of_child
from app.core import clock, security
from app.core.db import fetch_value
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.jobs.queue import defer

COMPARE: Final = "cases.compare_child"
"""The job that looks for records that may be of the same child."""


class PersonNotFound(NotFound):
    """No such person in the record of this child."""

    code = "person_not_found"


class PersonHasChanged(HelplineError):
    """Somebody else has changed it since; `rev` is the one that counts now."""

    code = "person_has_changed"


async def add_child(
    session: AsyncSession, ticket: Incident | None, by: UUID, id_: UUID | None = None
) -> Opened:
    """A record of a child nothing is known of yet, of a locked ticket or of none.

    `id_`: made where the child was met, on a phone without network say.
    """
    child = Child(
        id=id_ or uuid4(),
        incident_id=ticket.id if ticket else None,
        added_at=clock.now(),
        added_by=by,
    )
    _, child.wrapped_key = security.vault().new_data_key(child.id.bytes)
    session.add(child)
    await session.flush()
    opened = Opened(child, [child], {child.id: ticket} if ticket else {})
    await tell_of(session, opened, ChildAdded, by)
    return opened


async def take_ticket(session: AsyncSession, opened: Opened, ticket: Incident) -> None:
    """The locked record, which belonged to no ticket, belongs to this locked one from now on."""
    opened.child.incident_id = ticket.id
    session.add(opened.child)
    await session.flush()


async def note(
    session: AsyncSession,
    opened: Opened,
    field: str,
    *,
    value: Any = None,
    unknown: str | None = None,
    source: str,
    said_on: date | None = None,
    adult_reason: str | None = None,
    by: UUID,
) -> ChildFact:
    """Note what was said of the child, or why it is unknown; what was said before is kept.

    Raises InputIsInvalid, BirthMakesAdult, DataIsErased.
    """
    today = clock.now().astimezone(clock.DHAKA).date()
    if field not in FIELDS:
        raise InputIsInvalid(f"There is no field called {field[:40]}.", field="field")
    if source not in SOURCES:
        raise InputIsInvalid(f"Choose one of: {', '.join(SOURCES)}.", field="source")
    if said_on is not None and said_on > today:
        raise InputIsInvalid("This day has not come yet.", field="said_on")
    if (value is None) == (unknown is None):
        raise InputIsInvalid("Give a value, or say why it is unknown.", field="value")
    if unknown is not None and unknown not in WHY_UNKNOWN:
        raise InputIsInvalid(f"Choose one of: {', '.join(WHY_UNKNOWN)}.", field="unknown")
    kept: dict[str, Any] = {"unknown": unknown}
    if unknown is None:
        kept = {"value": checked(field, value, today=today, adult_reason=adult_reason)}
    made = await append(session, opened.child, field, kept, source, said_on, by)
    await tell_of(session, opened, FactNoted, by, field=field)
    await defer(session, COMPARE, opened.child.id)
    return made


_NEXT = "SELECT coalesce(max(no), 0) + 1 FROM child_fact WHERE child_id = $1"
_STANDING = """
SELECT id FROM child_merge WHERE winner_id = $1 AND undone_at IS NULL
ORDER BY merged_at DESC, id DESC LIMIT 1
"""


async def append(
    session: AsyncSession,
    child: Child,
    field: str,
    kept: Mapping[str, Any],
    source: str,
    said_on: date | None,
    by: UUID,
    merge: ChildMerge | None = None,
) -> ChildFact:
    """One more fact of a locked record, sealed under the child's key."""
    made = ChildFact(
        id=uuid4(),
        child_id=child.id,
        no=await fetch_value(session, _NEXT, child.id),
        field=field,
        source=source,
        said_on=said_on,
        saved_at=clock.now(),
        saved_by=by,
        merge_id=merge.id if merge else None,
        under_merge=None if merge else await fetch_value(session, _STANDING, child.id),
    )
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    made.value = security.seal(key_of_child(child), text, place_of(made.id))
    session.add(made)
    await session.flush()
    return made


async def add_person(
    session: AsyncSession, opened: Opened, said: Mapping[str, Any], source: str, by: UUID
) -> Person:
    """Name somebody around the child. Raises InputIsInvalid, DataIsErased."""
    kept = checked_person(said)
    made = Person(child_id=opened.child.id, added_at=clock.now(), added_by=by)
    session.add(made)
    await session.flush()
    await _say(session, made, opened.child, kept, source, by)
    await tell_of(session, opened, PersonAdded, by, person_id=made.id)
    await defer(session, COMPARE, opened.child.id)
    return made


async def change_person(
    session: AsyncSession,
    opened: Opened,
    person_id: UUID,
    said: Mapping[str, Any],
    source: str,
    *,
    rev: int,
    by: UUID,
) -> Person:
    """Something else is known of a person now; all that was known before is kept.

    `rev` is the revision the change was made on. Raises PersonNotFound, PersonHasChanged,
    InputIsInvalid.
    """
    person = await person_of(session, opened, person_id)
    if person.rev != rev:
        raise PersonHasChanged("Somebody else has changed this since.", rev=person.rev)
    kept = checked_person(said)
    person.rev += 1
    session.add(person)
    await session.flush()
    owner = await for_system(session, person.child_id, ChildReason.SCREEN)
    await _say(session, person, owner, kept, source, by)
    await tell_of(session, opened, PersonChanged, by, person_id=person.id)
    await defer(session, COMPARE, opened.child.id)
    return person


async def person_of(session: AsyncSession, opened: Opened, person_id: UUID) -> Person:
    """A person named in this record, or in one merged into it, locked. Raises PersonNotFound."""
    ids = [one.id for one in opened.members]
    found = await session.exec(
        select(Person)
        .where(Person.id == person_id, col(Person.child_id).in_(ids))
        .with_for_update()
    )
    person = found.first()
    if person is None:
        raise PersonNotFound("There is no such person in the record of this child.")
    return person


async def _say(
    session: AsyncSession,
    person: Person,
    owner: Child,
    kept: Mapping[str, Any],
    source: str,
    by: UUID,
) -> None:
    if source not in SOURCES:
        raise InputIsInvalid(f"Choose one of: {', '.join(SOURCES)}.", field="source")
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    word = PersonWord(
        person_id=person.id,
        rev=person.rev,
        said=security.seal(key_of_child(owner), text, word_place(person.id, person.rev)),
        source=source,
        saved_at=clock.now(),
        saved_by=by,
    )
    session.add(word)
    await session.flush()


def word_place(person_id: UUID, rev: int) -> str:
    """What the words of a person are bound to."""
    return f"person_word.said:{person_id}:{rev}"
