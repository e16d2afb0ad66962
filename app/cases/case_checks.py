"""That the child was seen, followed up, or the case reviewed: what was found, and when."""

from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_sealed
from app.cases.case_access import must_be_open
from app.cases.case_deadlines import moved
from app.cases.case_events import CaseChecked
from app.cases.case_facts import facts_of
from app.cases.case_file_models import CaseCheck
from app.cases.case_models import Case
from app.cases.case_states import Check
from app.cases.case_steps import Mark, last_of
from app.cases.case_timeline import of
from app.core import clock
from app.core.db import fetch_value
from app.core.errors import InputIsInvalid
from app.core.moves import IllegalMove

LONGEST_WORDS: Final = 8000


async def check(
    session: AsyncSession,
    case: Case,
    kind: Check,
    at: datetime,
    words: str,
    next_on: date | None,
    by: UUID,
    *,
    id_: UUID | None = None,
    noted_at: datetime | None = None,
) -> CaseCheck:
    """Note a check of a locked case; `at` is when it was, `next_on` the day that was agreed.

    `id_` and `noted_at` were made where it was written down, on a phone.
    Raises CaseIsClosed, InputIsInvalid, and IllegalMove for a follow-up without an approved plan.
    """
    must_be_open(case)
    last = last_of((await facts_of(session, [case.id]))[case.id])
    if kind is Check.FOLLOW_UP and Mark.PLAN_APPROVED not in last:
        raise IllegalMove(
            "A follow-up comes after a plan is approved.", legal=["child_seen", "review"]
        )
    _must_be_in_time(kind, at, next_on, await _since(session, case, kind, last[Mark.OPENED]))
    said = words.strip()
    if not said or len(said) > LONGEST_WORDS:
        raise InputIsInvalid(f"From 1 to {LONGEST_WORDS} characters fit here.", field="words")
    made = CaseCheck(
        id=id_ or uuid4(),
        case_id=case.id,
        episode=case.episode,
        kind=kind,
        at=at,
        next_on=next_on,
        noted_at=noted_at or clock.now(),
        noted_by=by,
    )
    key = await case_sealed.key_of(session, case.id)
    made.said = case_sealed.seal(key, said, "case_check.said", made.id)
    session.add(made)
    await session.flush()
    await moved(session, case, CaseChecked(**of(case), check_id=made.id, kind=kind.value), by)
    return made


_FIRST_TICKET: Final = """
SELECT min(opened_at) FROM incident JOIN case_incident ON incident_id = incident.id
WHERE case_id = $1
"""


async def _since(session: AsyncSession, case: Case, kind: Check, opened: datetime) -> datetime:
    """From when on a check counts for the present episode, which began when it was `opened`.

    A child may have been seen before its case was opened: in the first episode on the day of its
    first ticket or later. What was seen in an earlier episode says nothing of this one.
    """
    if kind is not Check.CHILD_SEEN or case.episode > 1:
        return opened
    first = await fetch_value(session, _FIRST_TICKET, case.id) or opened
    day = min(first, opened).astimezone(clock.DHAKA)
    return day.replace(hour=0, minute=0, second=0, microsecond=0)


def _must_be_in_time(kind: Check, at: datetime, next_on: date | None, since: datetime) -> None:
    now = clock.now()
    if at > now:
        raise InputIsInvalid("This has not happened yet.", field="at")
    if at < since:
        raise InputIsInvalid("The case was not open then.", field="at")
    if next_on is None:
        return
    if kind is not Check.FOLLOW_UP:
        raise InputIsInvalid("Only a follow-up says when the next one is.", field="next_on")
    if next_on <= at.astimezone(clock.DHAKA).date() or next_on < now.astimezone(clock.DHAKA).date():
        raise InputIsInvalid("The next one can't be before this one, or today.", field="next_on")
