"""Two records of one child become one, and two again: a pointer, and the facts a person chose.

Nothing of the merged record is changed or moved, so that undoing restores both as they were. Facts
that were taken over count as long as the merge stands; what is written meanwhile stays with the
record it was written in, marked with the merge.
"""

import json
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_twins
from app.cases.models import Child
from app.cases.people_access import ChildIsMerged, Opened, kept_child, locked_all
from app.cases.people_events import ChildMerged, ChildUnmerged
from app.cases.people_models import ChildMerge
from app.cases.people_news import tell_of
from app.cases.people_record import Said, record_of
from app.cases.people_service import COMPARE, append
from app.cases.same_child import MOVES, pair_of
from app.core import clock
from app.core.db import execute, fetch, fetch_value
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.core.moves import advance
from app.jobs.queue import defer

WHY_MERGED: Final = ("child_says", "family_says", "worker_knows", "document", "other")
WHY_UNDONE: Final = ("mistake", "two_children", "other")

Recount = Callable[[AsyncSession, Collection[UUID]], Awaitable[None]]
"""Counts anew what it had counted of these records: they are one child now, or two again."""
_RECOUNTS: Final[list[Recount]] = []


def counts_children(recount: Recount) -> None:
    """From now on `recount` hears of every merge, and of every one that is undone."""
    _RECOUNTS.append(recount)


class MergeNotFound(NotFound):
    """No such merge."""

    code = "merge_not_found"


class MergeIsUndone(HelplineError):
    """The merge was undone already."""

    code = "merge_is_undone"


class MergedWithItself(HelplineError):
    """Both are the same record already."""

    code = "merged_with_itself"


class MergeIsCovered(HelplineError):
    """The record that was kept has been merged itself since: undo `later` first."""

    code = "merge_is_covered"


class SiblingsAreTwo(HelplineError):
    """The two are said to be siblings: end that line first, if it is wrong."""

    code = "siblings_are_two"


class ConflictsAreOpen(HelplineError):
    """The two records say different things; `fields` names what a person must choose."""

    code = "conflicts_are_open"


@dataclass(frozen=True)
class Conflict:
    """A field of which both records say something, and not the same."""

    field: str
    kept: Said
    other: Said


def conflicts(kept: Mapping[str, Said], other: Mapping[str, Said]) -> list[Conflict]:
    """What two records say differently; an unknown against a value is none: the value counts."""
    return [
        Conflict(field, kept[field], said)
        for field, said in sorted(other.items())
        if field in kept
        and said.unknown is None
        and kept[field].unknown is None
        and _text(said.value) != _text(kept[field].value)
    ]


def filling(kept: Mapping[str, Said], other: Mapping[str, Said]) -> list[str]:
    """Fields that only the other record knows: they fill what is open in the kept one."""
    return [
        field
        for field, said in sorted(other.items())
        if said.unknown is None and (field not in kept or kept[field].unknown is not None)
    ]


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


_SERIAL: Final = "SELECT pg_advisory_xact_lock(hashtext('child_merge'))"
"""Merges are made one after another: of two people who merge crosswise one is refused."""
_SIBLINGS = """
SELECT true FROM relation WHERE ended_at IS NULL
  AND ((child_id = ANY($1) AND other_child_id = ANY($2))
    OR (child_id = ANY($2) AND other_child_id = ANY($1))) LIMIT 1
"""


async def lock_pair(session: AsyncSession, kept_id: UUID, loser_id: UUID) -> tuple[Opened, Opened]:
    """Both records locked after their cases, one merge at a time.

    Raises ChildIsMerged, MergedWithItself.
    """
    if kept_id == loser_id:
        raise MergedWithItself("This is the same record.", field="other_id")
    await execute(session, _SERIAL)
    roots = [await kept_child(session, id_) for id_ in (kept_id, loser_id)]
    if roots[0] == roots[1]:
        raise MergedWithItself("Both are one record already.", field="other_id")
    for asked, root in zip((kept_id, loser_id), roots, strict=True):
        if asked != root:
            raise ChildIsMerged("This record was merged into another one.", kept=str(root))
    kept, loser = await locked_all(session, [kept_id, loser_id], case_twins.lock_of)
    return kept, loser


async def merge(
    session: AsyncSession,
    kept: Opened,
    loser: Opened,
    *,
    choose: Mapping[str, str],
    why: str,
    by: UUID,
) -> ChildMerge:
    """Make `loser` a part of `kept`; `choose` says for each conflict whether `kept` or `other`.

    Both come from `lock_pair`. Raises ConflictsAreOpen, SiblingsAreTwo, InputIsInvalid.
    """
    if why not in WHY_MERGED:
        raise InputIsInvalid(f"Choose one of: {', '.join(WHY_MERGED)}.", field="why")
    ids = [one.id for one in kept.members], [one.id for one in loser.members]
    if await fetch_value(session, _SIBLINGS, *ids):
        raise SiblingsAreTwo("It stands there that these are two children, siblings or friends.")
    mine, theirs = await record_of(session, kept.child), await record_of(session, loser.child)
    taken = _taken(mine, theirs, choose)
    made = ChildMerge(
        id=uuid4(),
        loser_id=loser.child.id,
        winner_id=kept.child.id,
        why=why,
        merged_at=clock.now(),
        merged_by=by,
    )
    session.add(made)
    await session.flush()
    for field in taken:
        await _take_over(session, kept.child, theirs[field], made, by)
    await _point(session, loser.members, kept.child.id)
    await _decided(session, kept.child.id, loser.child.id, "confirm", by)
    await _drop_suggestions(session, loser.child.id)
    for side in (kept, loser):
        await tell_of(session, side, ChildMerged, by, merge_id=made.id, kept_id=kept.child.id)
    await case_twins.met(session, *ids, by)
    await _recount(session, kept, loser)
    await defer(session, COMPARE, kept.child.id)
    return made


def _taken(
    mine: Mapping[str, Said], theirs: Mapping[str, Said], choose: Mapping[str, str]
) -> list[str]:
    asked = {one.field for one in conflicts(mine, theirs)}
    if set(choose) - asked or set(choose.values()) - {"kept", "other"}:
        raise InputIsInvalid("Only conflicts are chosen: kept or other.", field="choose")
    if asked - set(choose):
        raise ConflictsAreOpen(
            "The two records say different things: choose for each.",
            fields=sorted(asked - set(choose)),
        )
    return [*filling(mine, theirs), *(field for field in choose if choose[field] == "other")]


async def _take_over(
    session: AsyncSession, child: Child, said: Said, made: ChildMerge, by: UUID
) -> None:
    source = "other" if said.source == "form" else said.source
    value = {"value": said.value}
    await append(session, child, said.field, value, source, said.said_on, by, merge=made)


async def _point(session: AsyncSession, members: Collection[Child], to: UUID | None) -> None:
    """Chains are flat: whatever was merged into the loser leads to the kept one at once."""
    for one in members:
        one.merged_into = to
        session.add(one)
    await session.flush()


async def _decided(session: AsyncSession, one: UUID, other: UUID, verb: str, by: UUID) -> None:
    """A suggestion of the pair, if there is one, has been answered by this."""
    same = await pair_of(session, one, other)
    if same is None:
        return
    same.state = advance(MOVES, same.state, verb, "suggestion")
    same.decided_at, same.decided_by = clock.now(), by
    if verb == "undo":
        same.refused_score = same.score
    session.add(same)
    await session.flush()


_DROP = """
DELETE FROM same_child WHERE state = 'suggested' AND (child_id = $1 OR other_id = $1)
"""


async def _drop_suggestions(session: AsyncSession, child_id: UUID) -> None:
    """What was suggested for a record that is merged is looked for anew, for the kept one."""
    await execute(session, _DROP, child_id)


_WITHIN = """
WITH RECURSIVE within AS (
    SELECT $1::uuid AS id
    UNION SELECT loser_id FROM child_merge JOIN within ON winner_id = within.id
    WHERE undone_at IS NULL
)
SELECT id FROM within
"""


async def find_merge(session: AsyncSession, merge_id: UUID) -> ChildMerge:
    """A merge that stands, or one that was undone. Raises MergeNotFound."""
    found = await session.get(ChildMerge, merge_id)
    if found is None:
        raise MergeNotFound("There is no such merge.")
    return found


async def undo(session: AsyncSession, merge_id: UUID, why: str, by: UUID) -> tuple[Opened, Opened]:
    """Make two records of one again, both as they were: the kept one, and the other.

    Raises MergeNotFound, MergeIsUndone, MergeIsCovered, InputIsInvalid.
    """
    if why not in WHY_UNDONE:
        raise InputIsInvalid(f"Choose one of: {', '.join(WHY_UNDONE)}.", field="why")
    await execute(session, _SERIAL)
    made = await find_merge(session, merge_id)
    await session.refresh(made, with_for_update=True)
    if made.undone_at is not None:
        raise MergeIsUndone("This merge was undone already.")
    later = await _covering(session, made.winner_id)
    if later is not None:
        raise MergeIsCovered("The kept record has been merged itself since.", later=str(later))
    (whole,) = await locked_all(session, [made.winner_id], case_twins.lock_of)
    away = {row["id"] for row in await fetch(session, _WITHIN, made.loser_id)}
    kept, other = _parted(whole, made.loser_id, away)
    made.undone_at, made.undone_by, made.undone_why = clock.now(), by, why
    session.add(made)
    await _point(session, [one for one in other.members if one is not other.child], other.child.id)
    await _point(session, [other.child], None)
    await _decided(session, made.winner_id, made.loser_id, "undo", by)
    for side in (kept, other):
        await tell_of(session, side, ChildUnmerged, by, merge_id=made.id)
        await defer(session, COMPARE, side.child.id)
    mine, theirs = ({one.id for one in side.members} for side in (kept, other))
    await case_twins.parted(session, mine, theirs, by)
    await _recount(session, kept, other)
    return kept, other


async def _recount(session: AsyncSession, one: Opened, other: Opened) -> None:
    ids = [member.id for side in (one, other) for member in side.members]
    for recount in _RECOUNTS:
        await recount(session, ids)


async def _covering(session: AsyncSession, winner_id: UUID) -> UUID | None:
    """The merge by which the kept record is a part of another one itself."""
    found = await session.exec(
        select(ChildMerge.id).where(
            ChildMerge.loser_id == winner_id, col(ChildMerge.undone_at).is_(None)
        )
    )
    return found.first()


def _parted(whole: Opened, loser_id: UUID, away: Collection[UUID]) -> tuple[Opened, Opened]:
    other = [one for one in whole.members if one.id in away]
    loser = next(one for one in other if one.id == loser_id)
    rest = [one for one in whole.members if one.id not in away]
    return Opened(whole.child, rest, whole.tickets), Opened(loser, other, whole.tickets)
