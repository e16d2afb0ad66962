"""What is found of a child that went home: told in the order of the schedule, moved with a reason.

A follow-up that finds new risk begins the next episode (reintegration_returns.py); the last one
that finds the child safe closes the reintegration. Verbs on a locked case; they flush only.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_sealed
from app.cases.case_access import must_be_open
from app.cases.case_deadlines import moved
from app.cases.case_models import Case
from app.cases.case_timeline import of
from app.cases.reintegration_access import follow_ups_of, one_of_them, slots
from app.cases.reintegration_checklist import words_of
from app.cases.reintegration_events import CaseHomeFollowedUp, CaseHomeFollowUpMoved
from app.cases.reintegration_models import (
    HomeFollowUp,
    HomeFollowUpMove,
    HomeVisit,
    Reintegration,
)
from app.cases.reintegration_returns import begin_anew
from app.cases.reintegration_rules import (
    AGAIN_DAYS,
    after_visit,
    move_fault,
    next_due,
    words_lack,
)
from app.cases.reintegration_service import end
from app.cases.reintegration_states import (
    WHY_AT_RISK,
    WHY_MOVED,
    FollowUpState,
    Found,
    How,
    ReintegrationState,
)
from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid
from app.core.moves import IllegalMove
from app.core.resent import id_for

VISIT: Final = "home_visit.said"
MOVE: Final = "home_follow_up_move.said"


class EarlierFollowUpIsDue(HelplineError):
    """They are told in their order; `follow_up` says which one comes first."""

    code = "earlier_follow_up_is_due"


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a follow-up; `follow_up` is that of the schedule, None: one more."""

    how: How
    found: Found
    at: datetime
    words: str
    child_seen: bool
    child_asked: bool
    child_view: str | None = None
    why_not_asked: str | None = None
    follow_up: UUID | None = None
    reason: str | None = None
    id: UUID | None = None
    """The sender's own."""


def _must_be_home(row: Reintegration) -> datetime:
    if row.state is not ReintegrationState.HOME or row.handed_over_at is None:
        before = row.state is ReintegrationState.PLANNED
        raise IllegalMove(
            "The child has not gone yet." if before else "It is not followed up any more.",
            state=row.state.value,
            legal=["hand_over", "call_off"] if before else [],
        )
    return row.handed_over_at


async def tell(
    session: AsyncSession, case: Case, row: Reintegration, told: Told, by: UUID
) -> HomeVisit:
    """Write down what was found; what follows from it follows at once.

    Sent again with the same id, it is one. Raises CaseIsClosed, IllegalMove, InputIsInvalid,
    EarlierFollowUpIsDue, FollowUpNotFound.
    """
    must_be_open(case)
    made_id = id_for(row.id, told.id)
    if (known := await session.get(HomeVisit, made_id)) is not None:
        return known
    went = _must_be_home(row)
    _must_be_good(told, went)
    schedule = await follow_ups_of(session, row)
    slot = _slot(schedule, told)
    made = HomeVisit(
        id=made_id,
        reintegration_id=row.id,
        follow_up_id=slot.id if slot else None,
        how=told.how,
        found=told.found,
        child_seen=told.child_seen,
        child_asked=told.child_asked,
        at=told.at,
        noted_at=clock.now(),
        noted_by=by,
    )
    key = await case_sealed.key_of(session, case.id)
    said = {
        "words": told.words.strip(),
        "child_view": told.child_view,
        "why_not_asked": told.why_not_asked,
    }
    made.said = case_sealed.seal(key, said, VISIT, made.id)
    session.add(made)
    if slot is not None:
        slot.state, slot.ended_at = FollowUpState.DONE, clock.now()
        session.add(slot)
    await session.flush()
    what = after_visit(told.found, sum(one.state is FollowUpState.DUE for one in schedule))
    if what == "again":
        await _once_more(session, row, schedule)
    event = CaseHomeFollowedUp(
        **of(case), reintegration_id=row.id, visit_id=made.id, found=told.found.value
    )
    await moved(session, case, event, by)
    if what == "settle":
        await end(session, case, row, "settle", None, None, by)
    elif what == "risk":
        await begin_anew(session, case, row, str(told.reason), None, by, visit_id=made.id)
    return made


def _must_be_good(told: Told, went: datetime) -> None:
    if told.at > clock.now():
        raise InputIsInvalid("This has not happened yet.", field="at")
    if told.at < went:
        raise InputIsInvalid("The child had not gone then.", field="at")
    words_of(told.words, "words")
    said = {
        "words": told.words,
        "child_seen": told.child_seen,
        "child_asked": told.child_asked,
        "child_view": told.child_view,
        "why_not_asked": told.why_not_asked,
    }
    fault = words_lack(told.found, said)
    if fault is not None:
        raise InputIsInvalid(fault[1], field=fault[0])
    if (told.found is Found.RISK) != (told.reason is not None):
        raise InputIsInvalid("Say which risk, where there is one.", field="reason")
    if told.reason not in (None, *WHY_AT_RISK):
        raise InputIsInvalid(f"Choose one of: {', '.join(WHY_AT_RISK)}.", field="reason")


def _slot(schedule: list[HomeFollowUp], told: Told) -> HomeFollowUp | None:
    """The follow-up of the schedule this was; where nobody was met it stays due."""
    if told.follow_up is None:
        return None
    slot = one_of_them(schedule, told.follow_up)
    if slot.state is not FollowUpState.DUE:
        raise IllegalMove(
            f"This follow-up is {slot.state.value}.", state=slot.state.value, legal=[]
        )
    first = next_due(slots(schedule))
    if first is not None and first.id != slot.id:
        raise EarlierFollowUpIsDue(
            "An earlier follow-up has not been told of.", follow_up=str(first.id)
        )
    return None if told.found is Found.NOT_MET else slot


async def _once_more(
    session: AsyncSession, row: Reintegration, schedule: list[HomeFollowUp]
) -> None:
    """All is done and the child is not known to be safe: one more follow-up is due."""
    today = clock.now().astimezone(clock.DHAKA).date()
    session.add(
        HomeFollowUp(
            reintegration_id=row.id,
            no=max((one.no for one in schedule), default=0) + 1,
            planned_on=today + timedelta(days=AGAIN_DAYS),
            made_at=clock.now(),
        )
    )
    await session.flush()


async def move(
    session: AsyncSession,
    case: Case,
    row: Reintegration,
    follow_up_id: UUID,
    to: date,
    reason: str,
    words: str | None,
    by: UUID,
) -> None:
    """Put a follow-up on another day, and say why; with `other` in words.

    Raises CaseIsClosed, IllegalMove, FollowUpNotFound, InputIsInvalid.
    """
    must_be_open(case)
    went = _must_be_home(row)
    schedule = await follow_ups_of(session, row)
    slot = one_of_them(schedule, follow_up_id)
    if slot.state is not FollowUpState.DUE:
        raise IllegalMove(
            f"This follow-up is {slot.state.value}.", state=slot.state.value, legal=[]
        )
    if reason not in WHY_MOVED:
        raise InputIsInvalid(f"Choose one of: {', '.join(WHY_MOVED)}.", field="reason")
    told = words_of(words, "words", needed=reason == "other")
    today = clock.now().astimezone(clock.DHAKA).date()
    fault = move_fault(slots(schedule), slot.id, to, went.astimezone(clock.DHAKA).date(), today)
    if fault is not None:
        raise InputIsInvalid(fault, field="to")
    made = HomeFollowUpMove(
        id=uuid4(),
        follow_up_id=slot.id,
        from_on=slot.planned_on,
        to_on=to,
        reason=reason,
        moved_at=clock.now(),
        moved_by=by,
    )
    key = await case_sealed.key_of(session, case.id)
    made.said = case_sealed.seal(key, told, MOVE, made.id)
    slot.planned_on = to
    session.add_all((made, slot))
    await session.flush()
    event = CaseHomeFollowUpMoved(
        **of(case),
        reintegration_id=row.id,
        follow_up_id=slot.id,
        planned_on=to.isoformat(),
        reason=reason,
    )
    await moved(session, case, event, by)
