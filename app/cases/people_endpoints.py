"""HTTP of children and the people around them: checks the permission, calls one verb."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from app.cases import access, exclusions, people_access, people_relations, people_service
from app.cases.people_access import Opened
from app.cases.people_queries import child_file, history_rows, slim_rows
from app.cases.people_schemas import (
    AccusedResponder,
    ChangedPerson,
    ChildFieldName,
    ChildFile,
    Children,
    History,
    NewPerson,
    RelationToChild,
    RelationToPerson,
    WhatIsSaid,
    WhyOpened,
)
from app.core.db import SessionDep
from app.staff.auth import SignedIn, allow
from app.staff.permissions import scope_of

router = APIRouter(tags=["children"])

Reader = Annotated[SignedIn, allow("children.open")]
Writer = Annotated[SignedIn, allow("children.write")]
Excluder = Annotated[SignedIn, allow("responders.exclude")]
Why = Annotated[WhyOpened | None, Query(description="needed when it is not one's own work")]
Row = dict[str, Any]


def _scope(signed: SignedIn, action: str) -> str:
    return scope_of(signed.role, action) or "own"


async def _opened(session: SessionDep, signed: SignedIn, child_id: UUID) -> Opened:
    scope = _scope(signed, "children.write")
    return await people_access.to_change(session, signed, child_id, scope)


@router.get("/incidents/{incident_id}/children", response_model=Children)
async def children_of_incident(session: SessionDep, signed: Reader, incident_id: UUID) -> Row:
    """The children of a ticket and of those linked to it; no word of them."""
    scope = _scope(signed, "children.open")
    await access.by_person(session, signed, incident_id, scope, reason="children")
    ids = await people_access.children_of(session, incident_id)
    rows = await slim_rows(session, ids)
    return {"items": [rows[id_] for id_ in ids]}


@router.post("/incidents/{incident_id}/children", response_model=ChildFile, status_code=201)
async def add_to_incident(session: SessionDep, signed: Writer, incident_id: UUID) -> Row:
    """One more child of this ticket, of whom nothing is known yet."""
    scope = _scope(signed, "children.write")
    ticket = await access.by_person(session, signed, incident_id, scope, lock=True, record=False)
    opened = await people_service.add_child(session, ticket, signed.id)
    return await child_file(session, opened.child)


@router.post("/children", response_model=ChildFile, status_code=201)
async def add(session: SessionDep, signed: Writer) -> Row:
    """A record of a child that comes by no ticket, such as from an institution."""
    opened = await people_service.add_child(session, None, signed.id)
    return await child_file(session, opened.child)


@router.get("/children/{child_id}", response_model=ChildFile)
async def show(session: SessionDep, signed: Reader, child_id: UUID, why: Why = None) -> Row:
    """All that is known of a child. The opening is recorded, with the reason."""
    scope = _scope(signed, "children.open")
    child = await people_access.by_person(session, signed, child_id, scope, why=why)
    return await child_file(session, child)


@router.get("/children/{child_id}/history", response_model=History)
async def history(session: SessionDep, signed: Reader, child_id: UUID, why: Why = None) -> Row:
    """All that was ever said of a child, by whom and when. The opening is recorded."""
    scope = _scope(signed, "children.open")
    child = await people_access.by_person(session, signed, child_id, scope, why=why)
    return {"items": await history_rows(session, child)}


@router.put("/children/{child_id}/facts/{fact}", response_model=ChildFile)
async def note(
    session: SessionDep, signed: Writer, child_id: UUID, fact: ChildFieldName, body: WhatIsSaid
) -> Row:
    """Note what was said of the child, or why it is unknown; what was said before is kept."""
    opened = await _opened(session, signed, child_id)
    await people_service.note(
        session,
        opened,
        fact,
        value=body.value,
        unknown=body.unknown,
        source=body.source,
        said_on=body.said_on,
        adult_reason=body.adult_reason,
        by=signed.id,
    )
    return await child_file(session, opened.child)


@router.post("/children/{child_id}/people", response_model=ChildFile, status_code=201)
async def add_person(session: SessionDep, signed: Writer, child_id: UUID, body: NewPerson) -> Row:
    """Name somebody around the child, and say what he or she is to it."""
    opened = await _opened(session, signed, child_id)
    said = body.person.model_dump()
    person = await people_service.add_person(session, opened, said, body.source, signed.id)
    relation = body.relation
    await people_relations.relate_person(
        session,
        opened,
        person.id,
        relation.kind,
        relation.model_dump(),
        relation.accused_in,
        signed.id,
    )
    return await child_file(session, opened.child)


@router.put("/children/{child_id}/people/{person_id}", response_model=ChildFile)
async def change_person(
    session: SessionDep, signed: Writer, child_id: UUID, person_id: UUID, body: ChangedPerson
) -> Row:
    """Something else is known of a person now; all that was known before is kept."""
    opened = await _opened(session, signed, child_id)
    await people_service.change_person(
        session,
        opened,
        person_id,
        body.person.model_dump(),
        body.source,
        rev=body.rev,
        by=signed.id,
    )
    return await child_file(session, opened.child)


@router.post("/children/{child_id}/relations", response_model=ChildFile, status_code=201)
async def relate_person(
    session: SessionDep, signed: Writer, child_id: UUID, body: RelationToPerson
) -> Row:
    """Say what a person of this record is to the child."""
    opened = await _opened(session, signed, child_id)
    await people_relations.relate_person(
        session, opened, body.person_id, body.kind, body.model_dump(), body.accused_in, signed.id
    )
    return await child_file(session, opened.child)


@router.post("/children/{child_id}/siblings", response_model=ChildFile, status_code=201)
async def relate_child(
    session: SessionDep, signed: Writer, child_id: UUID, body: RelationToChild
) -> Row:
    """Say what another child is to this one; it holds both ways."""
    scope = _scope(signed, "children.write")
    for id_ in (child_id, body.child_id):
        await people_access.by_person(session, signed, id_, scope, record=False)
    opened, other = await people_access.locked_all(session, [child_id, body.child_id])
    await people_relations.relate_child(
        session, opened, other, body.kind, body.model_dump(), signed.id
    )
    return await child_file(session, opened.child)


@router.post("/children/{child_id}/relations/{relation_id}/end", response_model=ChildFile)
async def end_relation(
    session: SessionDep, signed: Writer, child_id: UUID, relation_id: UUID
) -> Row:
    """The line was a mistake, or is over: it is kept, and counts no more."""
    scope = _scope(signed, "children.write")
    await people_access.by_person(session, signed, child_id, scope, record=False)
    sides = await people_access.sides_of(session, relation_id) - {child_id}
    opened, *others = await people_access.locked_all(session, [child_id, *sorted(sides)])
    await people_relations.end_relation(session, opened, relation_id, signed.id, others)
    return await child_file(session, opened.child)


@router.post("/children/{child_id}/people/{person_id}/exclude", status_code=204)
async def exclude_responder(
    session: SessionDep, signed: Excluder, child_id: UUID, person_id: UUID, body: AccusedResponder
) -> None:
    """The accused is a worker, or has to do with a centre: it is not asked for this ticket.

    Only by somebody's word; nothing is guessed from a name.
    """
    scope = _scope(signed, "responders.exclude")
    await access.by_person(session, signed, body.incident_id, scope, record=False)
    opened = await people_access.to_change(session, signed, child_id, scope)
    await people_service.person_of(session, opened, person_id)
    ticket = next((one for one in opened.tickets.values() if one.id == body.incident_id), None)
    if ticket is None:
        raise access.IncidentNotFound("This ticket is not about this child.", field="incident_id")
    await exclusions.exclude(
        session,
        ticket,
        body.responder.kind,
        body.responder.id,
        reason="accused",
        note=None,
        by=signed.id,
    )
