"""Finds records that may be of one child and says why; a person confirms or refuses, never it.

Names stay sealed: records meet by blind keys alone (same_child_features.py), and what is compared
stands sealed under the child's own key. A refusal is remembered with the score that was refused.
"""

import json
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.models import Child
from app.cases.people_access import (
    ChildNotFound,
    ChildReason,
    Opened,
    kept_child,
    locked,
    locked_all,
    some_for_system,
)
from app.cases.people_events import LikenessRefused, LikenessSuggested
from app.cases.people_models import Likeness, SameChild, lower_first
from app.cases.people_news import tell_of
from app.cases.people_record import record_of
from app.cases.same_child_features import Features, as_json, features_of, from_json, keys_of
from app.cases.same_child_score import Likelihood, likelihood
from app.cases.sealed import key_of_child
from app.core import clock, security
from app.core.db import Database, execute, fetch
from app.core.errors import InputIsInvalid, NotFound
from app.core.moves import advance

KEY_BYTES: Final = 16
CARRIERS: Final = 60
"""Records looked at for one key; a key that more carry says too little, the others of the record
find its like."""
CANDIDATES: Final = 200
WHY_REFUSED: Final = ("other_family", "other_age", "both_known", "other")
"""Why two records are of two children, as somebody found."""

NumbersOf = Callable[[AsyncSession, Collection[UUID]], Awaitable[set[bytes]]]
"""Tickets → blind indexes of the numbers they came from."""
_NUMBERS: list[NumbersOf] = []

MOVES: Final = {
    (Likeness.SUGGESTED, "confirm"): Likeness.CONFIRMED,
    (Likeness.SUGGESTED, "refuse"): Likeness.REFUSED,
    (Likeness.REFUSED, "suggest"): Likeness.SUGGESTED,
    (Likeness.REFUSED, "confirm"): Likeness.CONFIRMED,
    (Likeness.CONFIRMED, "undo"): Likeness.REFUSED,
}


class SuggestionNotFound(NotFound):
    """No such suggestion."""

    code = "suggestion_not_found"


def numbers_by(asked: NumbersOf) -> None:
    """From now on `asked` tells from which numbers tickets came (the room of calls)."""
    _NUMBERS[:] = [asked]


def digest(word: str) -> str:
    """The blind key of a word, as text."""
    return security.vault().blind_index(f"child:{word}")[:KEY_BYTES].hex()


async def compare(database: Database, child_id: UUID) -> None:
    """Bring a record's keys up to date and suggest what may be the same child; may be repeated."""
    async with database.transaction() as session:
        try:
            child_id = await kept_child(session, child_id)
            opened = await locked(session, child_id)
        except ChildNotFound:
            return
        if opened.child.wrapped_key is None:
            await _forget(session, opened)
            return
        mine = await _refresh(session, opened)
    async with database.transaction() as session:
        likely = await _likely(session, child_id, mine)
    for other_id, found in likely:
        async with database.transaction() as session:
            await _suggest(session, child_id, other_id, found)


_FORGET = "DELETE FROM child_key WHERE child_id = ANY($1)"
_FORGET_FEATURES = "DELETE FROM child_features WHERE child_id = ANY($1)"


async def _forget(session: AsyncSession, opened: Opened) -> None:
    ids = [one.id for one in opened.members]
    await execute(session, _FORGET, ids)
    await execute(session, _FORGET_FEATURES, ids)


_KEEP = "INSERT INTO child_key (key, child_id) SELECT key, $2 FROM unnest($1::bytea[]) AS key"
_KEEP_FEATURES = "INSERT INTO child_features (child_id, features, made_at) VALUES ($1, $2, $3)"


async def _refresh(session: AsyncSession, opened: Opened) -> Features:
    """The features of a record and what was merged into it, kept under the kept one's id."""
    mine = await _features(session, opened)
    await _forget(session, opened)
    keys = [bytes.fromhex(key) for key in sorted(keys_of(mine, digest))]
    await execute(session, _KEEP, keys, opened.child.id)
    text = json.dumps(as_json(mine), sort_keys=True)
    sealed = security.seal(key_of_child(opened.child), text, _place(opened.child.id))
    await execute(session, _KEEP_FEATURES, opened.child.id, sealed, clock.now())
    return mine


def _place(child_id: UUID) -> str:
    return f"child_features.features:{child_id}"


async def _features(session: AsyncSession, opened: Opened) -> Features:
    others = [one for one in opened.members if one is not opened.child and one.wrapped_key]
    records: list[Mapping[str, Any]] = []
    for one in (opened.child, *others):
        said = await record_of(session, one)
        records.append({field: fact.value for field, fact in said.items()})
    records += [{"home_place": ticket.place} for ticket in opened.tickets.values() if ticket.place]
    numbers: set[bytes] = set()
    tickets = {one.incident_id for one in opened.members if one.incident_id is not None}
    for asked in _NUMBERS:
        numbers |= await asked(session, tickets)
    return features_of(records, {digest(f"tel:{number.hex()}") for number in numbers}, digest)


CANDIDATES_SQL: Final = f"""
SELECT met.child_id, count(*) AS shared
FROM unnest($1::bytea[]) AS wanted(key)
CROSS JOIN LATERAL (
    SELECT child_id FROM child_key WHERE child_key.key = wanted.key LIMIT {CARRIERS}
) AS met
WHERE met.child_id <> $2 GROUP BY met.child_id ORDER BY shared DESC, met.child_id LIMIT {CANDIDATES}
"""
_FEATURES = "SELECT child_id, features FROM child_features WHERE child_id = ANY($1)"


async def candidates(session: AsyncSession, child_id: UUID, mine: Features) -> list[UUID]:
    """Records that share a key with this one, those that share most first."""
    keys = [bytes.fromhex(key) for key in sorted(keys_of(mine, digest))]
    return [row["child_id"] for row in await fetch(session, CANDIDATES_SQL, keys, child_id)]


async def _likely(
    session: AsyncSession, child_id: UUID, mine: Features
) -> list[tuple[UUID, Likelihood]]:
    known = await _features_of(session, await candidates(session, child_id, mine))
    scored = [(id_, likelihood(mine, features)) for id_, features in known.items()]
    return sorted(
        ((id_, found) for id_, found in scored if found.suggested),
        key=lambda one: (-one[1].score, one[0]),
    )


async def _features_of(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Features]:
    rows = await fetch(session, _FEATURES, list(ids)) if ids else []
    records = await some_for_system(session, ids, ChildReason.SAME_CHILD)
    return {
        row["child_id"]: _unsealed(records[row["child_id"]], row["features"])
        for row in rows
        if records[row["child_id"]].wrapped_key is not None
    }


def _unsealed(child: Child, sealed: bytes) -> Features:
    plain = security.unseal(key_of_child(child), sealed, _place(child.id))
    return from_json(json.loads(plain))


async def pair_of(session: AsyncSession, one: UUID, other: UUID) -> SameChild | None:
    """What is kept of a pair, locked."""
    first, second = lower_first(one, other)
    found = await session.exec(
        select(SameChild)
        .where(SameChild.child_id == first, SameChild.other_id == second)
        .with_for_update()
    )
    return found.first()


async def suggestion(session: AsyncSession, same_id: UUID, *, lock: bool = False) -> SameChild:
    """One suggestion. Raises SuggestionNotFound."""
    wanted = select(SameChild).where(SameChild.id == same_id)
    found = (await session.exec(wanted.with_for_update() if lock else wanted)).first()
    if found is None:
        raise SuggestionNotFound("There is no such suggestion.")
    return found


async def _suggest(
    session: AsyncSession, child_id: UUID, other_id: UUID, found: Likelihood
) -> None:
    """Suggest a pair, unless a person refused it at such a score, or it was merged meanwhile."""
    if {child_id, other_id} != {await kept_child(session, id_) for id_ in (child_id, other_id)}:
        return
    sides = await locked_all(session, [child_id, other_id])
    known = await pair_of(session, child_id, other_id)
    if known is None:
        first, second = lower_first(child_id, other_id)
        known = SameChild(
            id=uuid4(), child_id=first, other_id=second, score=0.0, suggested_at=clock.now()
        )
    elif known.state is Likeness.CONFIRMED or known.reasons == list(found.reasons):
        return
    elif known.state is Likeness.REFUSED:
        if found.score <= (known.refused_score or 0.0):
            return
        known.state = advance(MOVES, known.state, "suggest", "suggestion")
        known.suggested_at, known.decided_at, known.decided_by = clock.now(), None, None
    known.score, known.reasons = found.score, list(found.reasons)
    session.add(known)
    await session.flush()
    for side in sides:
        await tell_of(session, side, LikenessSuggested, None, same_id=known.id)


async def refuse(
    session: AsyncSession, same: SameChild, sides: list[Opened], why: str, by: UUID
) -> None:
    """They are two children: not suggested again unless something new speaks for it."""
    if why not in WHY_REFUSED:
        raise InputIsInvalid(f"Choose one of: {', '.join(WHY_REFUSED)}.", field="why")
    same.state = advance(MOVES, same.state, "refuse", "suggestion")
    same.refused_score, same.decided_at, same.decided_by = same.score, clock.now(), by
    same.why = why
    session.add(same)
    await session.flush()
    for side in sides:
        await tell_of(session, side, LikenessRefused, by, same_id=same.id)
