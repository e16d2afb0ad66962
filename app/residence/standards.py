"""Minimum standards of an institution: what is to be improved, by whom and when; flush only.

The checklist itself is a filled form about the centre (purpose `minimum_standard`); what came out
of it is an action with an owner and a day. Children Act 2013, section 63.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_told
from app.cases.form_models import FormAnswer
from app.core import clock
from app.core.errors import InputIsInvalid, NotFound
from app.core.moves import advance
from app.directory.queries import centre_place
from app.jobs.deadlines import cancel_deadline, set_deadline
from app.residence.care_events import ImprovementLateTold, ImprovementSet
from app.residence.care_models import Improvement
from app.residence.care_rows import owners_for
from app.residence.care_states import ACTION_MOVES, ActionState
from app.residence.houses import must_exist
from app.residence.service import announce, lock_beds
from app.residence.stay_clock import LEVELS, Level

IMPROVEMENT_DUE: Final = "residence.improvement_due"
LONGEST: Final = 400
TOLD_AFTER: Final = {
    Level.CENTRE: timedelta(0),
    Level.SUPERVISOR: timedelta(days=7),
    Level.DISTRICT: timedelta(days=14),
}
"""When each is told, counted from the end of the day on which it was due; proposals of ours."""


class ImprovementNotFound(NotFound):
    """Nothing of that kind is to be improved, or not in this person's centre."""

    code = "improvement_not_found"


async def add(
    session: AsyncSession,
    centre_id: UUID,
    *,
    what: str,
    owner_id: UUID,
    due_on: date,
    answer_id: UUID | None,
    by: UUID,
) -> Improvement:
    """Something is to be improved, by whom and until when.

    Raises CentreNotFound, InputIsInvalid.
    """
    await must_exist(session, centre_id)
    await _must_fit(session, centre_id, owner_id, due_on, answer_id)
    await lock_beds(session, centre_id)
    made = Improvement(
        centre_id=centre_id,
        answer_id=answer_id,
        what=_words(what, "what"),
        owner_id=owner_id,
        due_on=due_on,
        added_at=clock.now(),
        added_by=by,
    )
    session.add(made)
    await session.flush()
    await _look_again(session, made)
    await _tell(session, made)
    return made


async def _must_fit(
    session: AsyncSession, centre_id: UUID, owner_id: UUID, due_on: date, answer_id: UUID | None
) -> None:
    if due_on < clock.now().astimezone(clock.DHAKA).date():
        raise InputIsInvalid("This day is over.", field="due_on")
    if str(owner_id) not in [one["id"] for one in await owners_for(session, centre_id)]:
        raise InputIsInvalid("Choose somebody who works here, or oversees it.", field="owner")
    if answer_id is not None:
        answer = await session.get(FormAnswer, answer_id)
        if answer is None or (answer.subject_kind, answer.subject_id) != ("centre", centre_id):
            raise InputIsInvalid("There is no such checklist of this centre.", field="answer")


def _words(said: str, field: str) -> str:
    text = said.strip()
    if not text or len(text) > LONGEST:
        raise InputIsInvalid(f"From 1 to {LONGEST} characters fit here.", field=field)
    return text


async def move_on(
    session: AsyncSession,
    centre_id: UUID | None,
    improvement_id: UUID,
    verb: str,
    how: str | None,
    by: UUID,
) -> Improvement:
    """`finish` it, `drop` it, or `reopen` it; dropped, with words that say why.

    Taken up again, what was said to be done, by whom and when stays until something else is said.
    `centre_id`: whose it must be; None for whoever sees all. Raises ImprovementNotFound,
    IllegalMove, InputIsInvalid.
    """
    one = await _locked(session, centre_id, improvement_id)
    after = advance(ACTION_MOVES, one.state, verb, "improvement")
    if verb == "drop" and not (how or "").strip():
        raise InputIsInvalid("Say why it is dropped.", field="how")
    open_again = after is ActionState.OPEN
    words = _words(how, "how") if how else None
    one.state = after
    if not open_again:
        one.how, one.ended_at, one.ended_by = words, clock.now(), by
    elif words:
        one.how = words
    session.add(one)
    await session.flush()
    if open_again:
        await _look_again(session, one)
    else:
        await cancel_deadline(session, IMPROVEMENT_DUE, one.id)
    await _tell(session, one)
    return one


async def _locked(
    session: AsyncSession, centre_id: UUID | None, improvement_id: UUID
) -> Improvement:
    asked = select(Improvement.centre_id).where(Improvement.id == improvement_id)
    found = (await session.exec(asked)).first()
    if found is None or centre_id not in (None, found):
        raise ImprovementNotFound("There is no such improvement, or not in this centre.")
    await lock_beds(session, found)
    return await session.get_one(Improvement, improvement_id, populate_existing=True)


async def _tell(session: AsyncSession, one: Improvement) -> None:
    one.version += 1
    session.add(one)
    facts = {"improvement_id": one.id, "state": one.state.value}
    await announce(session, one.centre_id, ImprovementSet, **facts)


def late_from(due_on: date) -> datetime:
    """The moment from which something due on a day is late: the end of that day in Dhaka."""
    return datetime.combine(due_on + timedelta(days=1), time.min, clock.DHAKA)


async def _look_again(session: AsyncSession, one: Improvement) -> None:
    if one.told_level < len(LEVELS):
        at = late_from(one.due_on) + TOLD_AFTER[LEVELS[one.told_level]]
        await set_deadline(session, IMPROVEMENT_DUE, one.id, at)


async def improvement_due(session: AsyncSession, improvement_id: UUID) -> None:
    """Something that was to be improved may be late: each level is told, once."""
    found = await session.get(Improvement, improvement_id)
    if found is None:
        return
    one = await _locked(session, None, improvement_id)
    while one.state is ActionState.OPEN and one.told_level < len(LEVELS):
        level = LEVELS[one.told_level]
        if late_from(one.due_on) + TOLD_AFTER[level] > clock.now():
            break
        one.told_level += 1
        session.add(one)
        await session.flush()
        await _tell_late(session, one, level)
    if one.state is ActionState.OPEN:
        await _look_again(session, one)


async def _tell_late(session: AsyncSession, one: Improvement, level: Level) -> None:
    also: Sequence[str] = ()
    if level is Level.DISTRICT:
        place = await centre_place(session, one.centre_id)
        also = await case_told.overseers_of_place(session, place)
    facts = {"improvement_id": one.id, "level": level.value}
    await announce(session, one.centre_id, ImprovementLateTold, also, **facts)
