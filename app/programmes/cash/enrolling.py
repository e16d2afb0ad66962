"""Who is enrolled: an application, a supervisor's yes or no, and the end.

A child has one enrolment that counts, and the sum of a scheme once, whatever records it has: all of
them are locked while one is looked for. Records that were merged later are found when a tranche is
proposed, released or sent.
"""

from datetime import date
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import func
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_access import must_be_open
from app.cases.case_holds import held_by
from app.cases.case_models import Case
from app.cases.people_access import ChildReason, group_of, kept_child
from app.cases.people_access import for_system as child_for_system
from app.cases.people_age import born_between, is_adult
from app.cases.people_fields import ADULT_REASONS, ADULT_YEARS, AGE, BIRTH, BirthMakesAdult
from app.cases.people_record import record_of
from app.core import clock
from app.core.db import execute, fetch
from app.core.errors import HelplineError, InputIsInvalid
from app.programmes.cash import courses, versions
from app.programmes.cash.events import CashApplied, CashDecided, CashEnded
from app.programmes.cash.models import CashEnrolment
from app.programmes.cash.saying import about, must_be_reason, sealed, told
from app.programmes.cash.scheme import months_later, read
from app.programmes.cash.states import COUNTS, TRANSFER_ENDED, UNDER_WAY

SAID: Final = "cash_enrolment.said"
LATEST_START_MONTHS: Final = 12

_OTHERS = """
SELECT number, state,
    (SELECT coalesce(sum(poisha), 0)::bigint FROM cash_entry
        JOIN cash_line ON entry_id = cash_entry.id
        WHERE enrolment_id = one.id AND account = 'paid') AS paid
FROM cash_enrolment AS one WHERE child_id = ANY($1) AND id <> $2 ORDER BY applied_at, number
"""
_LIFT_ALL: Final = """
UPDATE cash_hold SET lifted_at = $2, lifted_by = $3, lift_reason = $4
WHERE enrolment_id = $1 AND lifted_at IS NULL
"""
_RUNS = "SELECT id FROM cash_enrolment WHERE case_id = $1 AND state = ANY($2) ORDER BY id"


class ChildIsEnrolled(HelplineError):
    """The child has an enrolment that counts, in this record or another; `number` names it."""

    code = "child_is_enrolled"


class ChildWasPaid(HelplineError):
    """The child was paid by another enrolment, which `number` names; `poisha` is how much."""

    code = "child_was_paid"


async def _running(session: AsyncSession, case_id: UUID) -> list[UUID]:
    found = await fetch(session, _RUNS, case_id, [one.value for one in UNDER_WAY])
    return [row["id"] for row in found]


held_by("cash_runs", _running)


def today() -> date:
    """The day in Dhaka."""
    return clock.now().astimezone(clock.DHAKA).date()


async def must_be_only_one(
    session: AsyncSession, child_id: UUID, enrolment_id: UUID, *, most_paid: int = 0
) -> list[UUID]:
    """The ids of all records of a child, locked, none with another enrolment that counts.

    `most_paid` is how many poisha its other enrolments may have paid it, those that ended among
    them. Raises ChildIsEnrolled, ChildWasPaid.
    """
    group = await group_of(session, child_id, lock=True)
    others = await fetch(session, _OTHERS, group, enrolment_id)
    for one in others:
        if one["state"] in COUNTS:
            number, state = one["number"], one["state"]
            raise ChildIsEnrolled(
                f"{number} is an enrolment of this child.", number=number, state=state
            )
    paid = sum(one["paid"] for one in others)
    if paid > most_paid:
        number = next(one["number"] for one in others if one["paid"])
        raise ChildWasPaid(f"This child was paid by {number}.", number=number, poisha=paid)
    return group


async def apply(
    session: AsyncSession,
    case: Case,
    group: str,
    by: UUID,
    *,
    adult_reason: str | None = None,
) -> CashEnrolment:
    """Apply for the child of a locked case, by the newest scheme.

    Raises ChildIsEnrolled, ChildWasPaid, BirthMakesAdult, InputIsInvalid, CaseIsClosed.
    """
    must_be_open(case)
    version = await versions.newest(session)
    scheme = read(version.definition)
    if scheme.group(group) is None:
        known = ", ".join(scheme.group_codes())
        raise InputIsInvalid(f"Choose one of: {known}.", field="group")
    made = CashEnrolment(
        id=uuid4(),
        number=await _next_number(session),
        version_id=version.id,
        case_id=case.id,
        child_id=case.child_id,
        group_code=group,
        applied_at=clock.now(),
        applied_by=by,
    )
    await must_be_only_one(session, case.child_id, made.id)
    made.adult_reason = await _reason_for_adult(session, case, adult_reason)
    session.add(made)
    await session.flush()
    event = CashApplied(**about(case, made), group=group, scheme=version.no)
    await told(session, case, event, by)
    return made


async def _next_number(session: AsyncSession) -> str:
    drawn = (await session.exec(select(func.nextval("cash_number")))).one()
    return f"CT-{clock.dhaka_year(clock.now()) % 100:02d}-{drawn:06d}"


async def _reason_for_adult(session: AsyncSession, case: Case, reason: str | None) -> str | None:
    """Why somebody who is certainly eighteen by the record is enrolled all the same."""
    kept = await kept_child(session, case.child_id)
    child = await child_for_system(session, kept, ChildReason.CASH)
    record = await record_of(session, child)
    birth, age = (record[one].value if one in record else None for one in (BIRTH, AGE))
    span = born_between(birth, age)
    if span is None or not is_adult(span, today()):
        return None
    if reason is None:
        raise BirthMakesAdult(
            f"By the record the person is {ADULT_YEARS} or more: say why it is enrolled.",
            field="adult_reason",
        )
    if reason not in ADULT_REASONS:
        raise InputIsInvalid(f"Choose one of: {', '.join(ADULT_REASONS)}.", field="adult_reason")
    return reason


async def approve(
    session: AsyncSession, case: Case, row: CashEnrolment, starts_on: date | None, by: UUID
) -> None:
    """Enrol the child from a day on; without one, from today. The whole sum is promised.

    Raises IllegalMove, NeedsAnotherPerson, EvidenceIsMissing, ChildIsEnrolled, ChildWasPaid,
    InputIsInvalid, CaseIsClosed.
    """
    must_be_open(case)
    day = starts_on or today()
    if day < row.applied_at.astimezone(clock.DHAKA).date():
        raise InputIsInvalid("It can't begin before it was applied for.", field="starts_on")
    if day > months_later(today(), LATEST_START_MONTHS):
        raise InputIsInvalid("It begins within a year.", field="starts_on")
    loaded = await courses.load(session, row)
    loaded.course.approve(by, day, loaded.unfit())
    await must_be_only_one(session, row.child_id, row.id)
    row.decided_at, row.decided_by = clock.now(), by
    await courses.save(session, loaded, by)
    event = CashDecided(**about(case, row), state=row.state.value, starts_on=day)
    await told(session, case, event, by)


async def refuse(
    session: AsyncSession, case: Case, row: CashEnrolment, reason: str, words: str | None, by: UUID
) -> None:
    """The child is not enrolled, and why. Raises IllegalMove, InputIsInvalid, CaseIsClosed."""
    must_be_open(case)
    said = must_be_reason("refuse", reason, words)
    loaded = await courses.load(session, row)
    loaded.course.refuse()
    words_kept = await sealed(session, case, said, SAID, row.id)
    row.decided_at, row.decided_by, row.reason = clock.now(), by, reason
    row.said = words_kept
    await courses.save(session, loaded, by)
    event = CashDecided(**about(case, row), state=row.state.value, reason=reason)
    await told(session, case, event, by)


async def end(
    session: AsyncSession, case: Case, row: CashEnrolment, reason: str, words: str | None, by: UUID
) -> None:
    """No more is paid from now on; what was promised and not paid goes back to the fund.

    Of a closed case too: money that came back after its closure would have no other way to the
    fund. Holds are over with it. Raises IllegalMove, MoneyIsOut, InputIsInvalid.
    """
    said = must_be_reason("end", reason, words)
    loaded = await courses.load(session, row)
    loaded.course.end()
    words_kept = await sealed(session, case, said, SAID, row.id)
    row.ended_at, row.ended_by, row.reason = clock.now(), by, reason
    row.said = words_kept
    await execute(session, _LIFT_ALL, row.id, row.ended_at, by, TRANSFER_ENDED)
    await courses.save(session, loaded, by)
    event = CashEnded(**about(case, row), state=row.state.value, reason=reason)
    await told(session, case, event, by)
