"""HTTP of what may be the same child, and of merges: checks the permission, calls one verb."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter

from app.cases import merging, people_access, same_child
from app.cases.people_models import Likeness
from app.cases.people_queries import child_file
from app.cases.people_schemas import ChildFile
from app.cases.same_child_queries import (
    both,
    open_suggestions,
    same_row,
    side_by_side,
    suggestions_of,
)
from app.cases.same_child_schemas import (
    MergeWith,
    OpenSuggestions,
    SameChildren,
    SameChildRow,
    SideBySide,
    Unmerged,
    WhyRefused,
    WhyUndo,
)
from app.core.db import SessionDep
from app.staff.auth import SignedIn, allow
from app.staff.permissions import scope_of

router = APIRouter(tags=["children"])

Matcher = Annotated[SignedIn, allow("children.match")]
Merger = Annotated[SignedIn, allow("children.merge")]
Row = dict[str, Any]


def _scope(signed: SignedIn) -> str:
    return scope_of(signed.role, "children.match") or "own"


@router.get("/same-children", response_model=OpenSuggestions)
async def suggested(session: SessionDep, _: Merger) -> Row:
    """Pairs of records that may be of one child, for whoever decides; no word of them."""
    return {"items": await open_suggestions(session)}


@router.get("/children/{child_id}/same", response_model=SameChildren)
async def suggested_for(session: SessionDep, signed: Matcher, child_id: UUID) -> Row:
    """What is suggested for one record, with reasons; no word of the others."""
    await people_access.by_person(session, signed, child_id, _scope(signed), record=False)
    kept = await people_access.kept_child(session, child_id)
    return {"items": await suggestions_of(session, kept)}


@router.get("/children/{child_id}/beside/{other_id}", response_model=SideBySide)
async def beside(session: SessionDep, signed: Matcher, child_id: UUID, other_id: UUID) -> Row:
    """Two records beside each other. Both openings are recorded.

    One's own record and what is suggested for it; whoever may see all may compare any two.
    """
    scope = _scope(signed)
    await people_access.by_person(session, signed, child_id, scope, record=False)
    pair = await same_child.pair_of(session, child_id, other_id)
    if scope != "all" and (pair is None or pair.state is not Likeness.SUGGESTED):
        raise people_access.ChildNotFound("There is no such child, or it is not yours to open.")
    await people_access.kept_child(session, other_id)
    kept, other = await both(session, child_id, other_id)
    await people_access.record_side_by_side(session, signed, [kept, other])
    return await side_by_side(session, kept, other)


@router.post("/same-children/{same_id}/refuse", response_model=SameChildRow)
async def refuse(session: SessionDep, signed: Matcher, same_id: UUID, body: WhyRefused) -> Row:
    """They are two children; not suggested again unless something new speaks for it."""
    known = await same_child.suggestion(session, same_id)
    await _may_decide(session, signed, known.child_id, known.other_id)
    sides = await people_access.locked_all(session, [known.child_id, known.other_id])
    same = await same_child.suggestion(session, same_id, lock=True)
    await same_child.refuse(session, same, sides, body.why, signed.id)
    return same_row(same)


async def _may_decide(session: SessionDep, signed: SignedIn, one: UUID, other: UUID) -> None:
    """Whoever has either of the two as own work, or may see all."""
    kept, beside = await both(session, one, other)
    if _scope(signed) == "all":
        return
    for child in (kept, beside):
        if await people_access.is_own(session, signed, child):
            return
    raise same_child.SuggestionNotFound("There is no such suggestion.")


@router.post("/children/{child_id}/merge", response_model=ChildFile)
async def merge(session: SessionDep, signed: Merger, child_id: UUID, body: MergeWith) -> Row:
    """Make another record a part of this one; where they differ, by the person's choice."""
    kept, loser = await merging.lock_pair(session, child_id, body.other_id)
    choose = {str(field): str(side) for field, side in body.choose.items()}
    await merging.merge(session, kept, loser, choose=choose, why=body.why, by=signed.id)
    return await child_file(session, kept.child)


@router.post("/child-merges/{merge_id}/undo", response_model=Unmerged)
async def undo(session: SessionDep, signed: Merger, merge_id: UUID, body: WhyUndo) -> Row:
    """Make two records of one again, both as they were; what was written since stays."""
    kept, other = await merging.undo(session, merge_id, body.why, signed.id)
    return {"kept_id": str(kept.child.id), "other_id": str(other.child.id)}
