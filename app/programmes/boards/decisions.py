"""Verbs of decisions, and the deadline that reminds of one and tells that it is late, each once.

Locks in the order case, committee. A decision is owned by a seat, so by whoever holds its post, or
by an organisation; never by a person.
"""

from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_access import SystemWhy, for_system
from app.cases.case_events import CaseDecidedOn
from app.cases.case_models import Case
from app.cases.case_timeline import of
from app.cases.case_timeline import tell as tell_case
from app.core import clock
from app.core.errors import InputIsInvalid, NotFound
from app.core.moves import advance
from app.directory.models import Organisation
from app.jobs.deadlines import cancel_deadline, set_deadline
from app.programmes.boards import agenda, log
from app.programmes.boards.due import LEVELS, told_at
from app.programmes.boards.events import DecisionMoved, DecisionTold
from app.programmes.boards.models import Committee, CommitteeSeat, Decision
from app.programmes.boards.owners import who_hears
from app.programmes.boards.states import DECISION_MOVES, WHY_DROPPED, DecisionState

DECISION_DUE: Final = "decision_due"
LONGEST_DAYS: Final = 1100


class DecisionNotFound(NotFound):
    """No such decision, or not one this person may know of."""

    code = "decision_not_found"


async def decide(
    session: AsyncSession,
    meeting_id: UUID,
    by: UUID,
    *,
    said: str,
    due_on: date,
    seat_id: UUID | None = None,
    organisation: str | None = None,
    item_id: UUID | None = None,
) -> Decision:
    """A held meeting decided something; on a point about a case its timeline hears of it.

    Raises MeetingNotFound, ItemNotFound, IllegalMove, InputIsInvalid, TextTellsWho.
    """
    case = await _case_of(session, meeting_id, item_id)
    committee, meeting = await agenda.locked(session, meeting_id, "decide")
    assert meeting.held_at is not None
    made_on = meeting.held_at.astimezone(clock.DHAKA).date()
    if not made_on <= due_on or (due_on - made_on).days > LONGEST_DAYS:
        raise InputIsInvalid("Due on the day of the meeting or later, and no typo.", field="due_on")
    owner = await _owner(session, committee, seat_id, organisation)
    await agenda.must_tell_nobody(session, committee, meeting_id, [said], "words")
    made = Decision(
        committee_id=committee.id,
        meeting_id=meeting_id,
        item_id=item_id,
        no=await _next_no(session, committee.id),
        said=said,
        **owner,
        made_on=made_on,
        made_at=clock.now(),
        made_by=by,
        due_on=due_on,
    )
    session.add(made)
    await session.flush()
    await look_again(session, made)
    await _tell(session, committee, made, "made", by)
    if case is not None:
        told = CaseDecidedOn(
            **of(case),
            meeting_id=meeting_id,
            decision_id=made.id,
            body=committee.body.value,
            level=committee.level.value,
            due_on=due_on.isoformat(),
        )
        await tell_case(session, case, told, by)
    return made


async def _case_of(session: AsyncSession, meeting_id: UUID, item_id: UUID | None) -> Case | None:
    """The case of a point, locked before its committee; none for other points."""
    if item_id is None:
        return None
    item = await agenda.item_of(session, meeting_id, item_id)
    if item.withdrawn_at is not None:
        raise agenda.ItemNotFound("There is no such point on this agenda.")
    if item.case_id is None:
        return None
    return await for_system(session, item.case_id, SystemWhy.BOARD, lock=True)


async def _owner(
    session: AsyncSession, committee: Committee, seat_id: UUID | None, organisation: str | None
) -> dict[str, Any]:
    if (seat_id is None) == (organisation is None):
        raise InputIsInvalid("Name a seat or an organisation, and only one.", field="owner_seat")
    if organisation is not None:
        asked = select(Organisation.id).where(Organisation.code == organisation)
        if (id_ := (await session.exec(asked)).first()) is None:
            raise InputIsInvalid("There is no such organisation.", field="owner_organisation")
        return {"organisation_id": id_}
    seat = await session.get(CommitteeSeat, seat_id)
    if seat is None or seat.committee_id != committee.id or seat.ended_at is not None:
        raise InputIsInvalid("There is no such seat in this committee.", field="owner_seat")
    return {"seat_id": seat.id}


async def _next_no(session: AsyncSession, committee_id: UUID) -> int:
    asked = select(func.max(Decision.no)).where(Decision.committee_id == committee_id)
    return int((await session.exec(asked)).one() or 0) + 1


async def done(
    session: AsyncSession, decision_id: UUID, done_on: date, said: str | None, by: UUID
) -> Decision:
    """It was done, on a day that may be earlier than today.

    Raises DecisionNotFound, IllegalMove, InputIsInvalid, TextTellsWho.
    """
    committee, decision = await locked(session, decision_id)
    advance(DECISION_MOVES, decision.state, "done", "decision")
    if not decision.made_on <= done_on <= clock.now().astimezone(clock.DHAKA).date():
        raise InputIsInvalid("Between the meeting and today.", field="done_on")
    return await _end(session, committee, decision, "done", said, by, done_on=done_on)


async def drop(
    session: AsyncSession, decision_id: UUID, reason: str, said: str | None, by: UUID
) -> Decision:
    """Nobody sees to it any more. Raises DecisionNotFound, IllegalMove, InputIsInvalid."""
    if reason not in WHY_DROPPED:
        raise InputIsInvalid(f"Choose one of: {', '.join(WHY_DROPPED)}.", field="reason")
    if reason == "other" and not said:
        raise InputIsInvalid("Say which other reason.", field="words")
    committee, decision = await locked(session, decision_id)
    return await _end(session, committee, decision, "drop", said, by, end_reason=reason)


async def locked(session: AsyncSession, decision_id: UUID) -> tuple[Committee, Decision]:
    """A decision and its committee, which is locked. Raises DecisionNotFound."""
    known = await session.get(Decision, decision_id)
    if known is None:
        raise DecisionNotFound("There is no such decision, or it is not yours to see.")
    committee = await log.locked(session, known.committee_id)
    return committee, await session.get_one(Decision, decision_id, populate_existing=True)


async def _end(
    session: AsyncSession,
    committee: Committee,
    decision: Decision,
    verb: str,
    said: str | None,
    by: UUID,
    *,
    done_on: date | None = None,
    end_reason: str | None = None,
) -> Decision:
    state = advance(DECISION_MOVES, decision.state, verb, "decision")
    await agenda.must_tell_nobody(session, committee, decision.meeting_id, [said], "words")
    decision.state, decision.ended_at, decision.ended_by = state, clock.now(), by
    decision.done_on, decision.end_reason, decision.ended_with = done_on, end_reason, said
    session.add(decision)
    await session.flush()
    await cancel_deadline(session, DECISION_DUE, decision.id)
    await _tell(session, committee, decision, decision.state.value, by)
    return decision


async def look_again(session: AsyncSession, decision: Decision) -> None:
    """Look at it when the next level is to be told; never again once all were."""
    if decision.told_level < len(LEVELS):
        at = told_at(LEVELS[decision.told_level], decision.made_at, decision.due_on)
        await set_deadline(session, DECISION_DUE, decision.id, at)


async def decision_due(session: AsyncSession, decision_id: UUID) -> None:
    """A decision is due soon, or late: tell each level whose time has come, once.

    Told are accounts of whoever holds the post now; they find it among what they owe.
    """
    known = await session.get(Decision, decision_id)
    if known is None or known.state is not DecisionState.OPEN:
        return
    committee, decision = await locked(session, decision_id)
    while decision.state is DecisionState.OPEN and decision.told_level < len(LEVELS):
        level = LEVELS[decision.told_level]
        if told_at(level, decision.made_at, decision.due_on) > clock.now():
            break
        decision.told_level += 1
        session.add(decision)
        told: dict[str, Any] = {"decision_id": decision.id, "level": level.value}
        hear = await who_hears(session, committee, decision, level)
        told |= {"due_on": decision.due_on.isoformat(), "heard": len(hear)}
        await log.tell(session, committee, DecisionTold, None, hear, **told)
    if decision.state is DecisionState.OPEN:
        await look_again(session, decision)


async def _tell(
    session: AsyncSession, committee: Committee, decision: Decision, move: str, by: UUID
) -> None:
    await log.tell(
        session,
        committee,
        DecisionMoved,
        by,
        decision_id=decision.id,
        move=move,
        due_on=decision.due_on.isoformat(),
        done_on=decision.done_on.isoformat() if decision.done_on else None,
        reason=decision.end_reason,
    )


async def decisions_of(session: AsyncSession, meeting_id: UUID) -> list[Decision]:
    """What a meeting decided, in its order."""
    found = await session.exec(
        select(Decision).where(Decision.meeting_id == meeting_id).order_by(col(Decision.no))
    )
    return list(found)
