"""Records of invented children on a real database, by the product's own verbs; holds no test."""

import json
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

from app.cases import merging, people_relations, people_service, same_child, service
from app.cases.access import SystemReason, for_system
from app.cases.models import Channel, Child
from app.cases.people_access import ChildReason, children_of, locked, locked_all
from app.cases.people_access import for_system as child_for_system
from app.cases.people_queries import child_file
from app.cases.timeline import Actor
from app.core.db import Database, fetch
from app.staff.auth import SignedIn
from app.staff.models import Staff
from tests.factories import add_counsellor


def signed(person: Staff) -> SignedIn:
    return SignedIn(
        id=person.id,
        name=person.name,
        display_bn=person.display_bn,
        display_en=person.display_en,
        role=person.role,
        app="console",
        session_id=uuid4(),
    )


class Records:
    """Children, tickets and the person who writes them down."""

    def __init__(self, database: Database, by: UUID | None = None) -> None:
        self.database = database
        self.by = by or uuid4()

    async def begin(self) -> None:
        self.counsellor = await add_counsellor(self.database, on=False)
        self.by = self.counsellor.id

    async def do(self, verb: Callable[[Any], Awaitable[Any]]) -> Any:
        async with self.database.transaction() as session:
            return await verb(session)

    async def ticket(self, place: str | None = None, by: UUID | None = None) -> UUID:
        who = by or self.by

        async def act(session: Any) -> UUID:
            incident = await service.open_incident(session, Channel.WALK_IN, Actor("staff", who))
            await service.add_party(session, incident, "counsellor", who)
            if place:
                await service.locate(session, incident, place, "said", who)
            return incident.id

        made: UUID = await self.do(act)
        return made

    async def child(self, ticket: UUID | None = None, **facts: Any) -> UUID:
        """A record; each fact is a value, or a text beginning with `?`: why it is unknown."""

        async def act(session: Any) -> UUID:
            held = ticket and await for_system(session, ticket, SystemReason.SCREEN, lock=True)
            return (await people_service.add_child(session, held or None, self.by)).child.id

        made: UUID = await self.do(act)
        for field, value in facts.items():
            await self.note(made, field, value)
        return made

    async def note(self, child_id: UUID, field: str, value: Any) -> None:
        unknown = value[1:] if isinstance(value, str) and value.startswith("?") else None
        said = {"unknown": unknown} if unknown else {"value": value}

        async def act(session: Any) -> None:
            opened = await locked(session, child_id)
            await people_service.note(session, opened, field, source="child", by=self.by, **said)

        await self.do(act)

    async def typed(self, ticket: UUID, field: str, value: str) -> None:
        """Somebody types into the form of the ticket."""

        async def act(session: Any) -> None:
            incident = await for_system(session, ticket, SystemReason.SCREEN, lock=True)
            await service.save_field(session, incident, field, value, self.by)

        await self.do(act)

    async def child_of(self, ticket: UUID) -> UUID:
        first: UUID = (await self.do(lambda s: children_of(s, ticket)))[0]
        return first

    async def person(self, child_id: UUID, kind: str = "mother", **said: Any) -> UUID:
        async def act(session: Any) -> UUID:
            opened = await locked(session, child_id)
            made = await people_service.add_person(session, opened, said, "child", self.by)
            await people_relations.relate_person(
                session, opened, made.id, kind, {"caregiver": "yes"}, [], self.by
            )
            return made.id

        made: UUID = await self.do(act)
        return made

    async def siblings(self, one: UUID, other: UUID, kind: str = "sibling") -> UUID:
        async def act(session: Any) -> UUID:
            a, b = await locked_all(session, [one, other])
            return (await people_relations.relate_child(session, a, b, kind, {}, self.by)).id

        made: UUID = await self.do(act)
        return made

    async def file(self, child_id: UUID) -> dict[str, Any]:
        async def act(session: Any) -> dict[str, Any]:
            child = await child_for_system(session, child_id, ChildReason.SCREEN)
            return await child_file(session, child)

        made: dict[str, Any] = await self.do(act)
        return made

    async def values(self, child_id: UUID) -> dict[str, Any]:
        return {row["field"]: row["value"] for row in (await self.file(child_id))["facts"]}

    async def written(self, child_id: UUID) -> bytes:
        """All a record shows, but its version, which counts what happened to it."""
        shown = await self.file(child_id)
        del shown["version"]
        return json.dumps(shown, ensure_ascii=False, sort_keys=True).encode()

    async def stored(self, child_id: UUID) -> list[tuple[Any, ...]]:
        """Every row that is the record's own, byte for byte."""
        rows: list[tuple[Any, ...]] = []
        for statement in (
            "SELECT * FROM child_fact WHERE child_id = $1 AND merge_id IS NULL ORDER BY no",
            "SELECT * FROM person WHERE child_id = $1 ORDER BY id",
            "SELECT person_word.* FROM person_word JOIN person ON person.id = person_id "
            "WHERE child_id = $1 ORDER BY person_id, person_word.rev",
            "SELECT * FROM relation WHERE child_id = $1 OR other_child_id = $1 ORDER BY id",
            "SELECT id, incident_id, wrapped_key, added_at, added_by, merged_into FROM child "
            "WHERE id = $1",
        ):
            rows += [tuple(row) for row in await self.rows(statement, child_id)]
        return rows

    async def rows(self, statement: str, *values: Any) -> Any:
        return await self.do(lambda s: fetch(s, statement, *values))

    async def keys(self, child_id: UUID) -> set[bytes]:
        asked = "SELECT key FROM child_key WHERE child_id = $1"
        return {row["key"] for row in await self.do(lambda s: fetch(s, asked, child_id))}

    async def compare(self, *child_ids: UUID) -> None:
        for child_id in child_ids:
            await same_child.compare(self.database, child_id)

    async def merge(
        self, kept: UUID, other: UUID, choose: dict[str, str] | None = None, why: str = "document"
    ) -> UUID:
        async def act(session: Any) -> UUID:
            a, b = await merging.lock_pair(session, kept, other)
            made = await merging.merge(session, a, b, choose=choose or {}, why=why, by=self.by)
            return made.id

        made: UUID = await self.do(act)
        return made

    async def undo(self, merge_id: UUID) -> None:
        await self.do(lambda s: merging.undo(s, merge_id, "mistake", self.by))

    async def row(self, child_id: UUID) -> Child:
        made: Child = await self.do(lambda s: s.get_one(Child, child_id))
        return made
