"""The verbs of a tranche: propose, release, reject, withdraw, hold, lift, reverse; two persons.

Each looks again whether the child has one enrolment alone, and whether the payee may have the
money: records are merged, and people accused, while a transfer runs.
"""

from typing import Final, Literal
from uuid import UUID, uuid4

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_access import must_be_open
from app.cases.case_models import Case
from app.core import clock
from app.programmes.cash import courses, payees
from app.programmes.cash.courses import Loaded
from app.programmes.cash.enrolling import must_be_only_one, today
from app.programmes.cash.events import CashTrancheHeld, CashTrancheMoved
from app.programmes.cash.models import CashEnrolment, CashHold
from app.programmes.cash.saying import about, checked_words, must_be_reason, sealed, told

HELD: Final = "cash_hold.said"
LIFTED: Final = "cash_hold.lift_said"


async def propose(
    session: AsyncSession, case: Case, row: CashEnrolment, no: int, words: str | None, by: UUID
) -> None:
    """Ask a supervisor to release a tranche whose conditions are evidenced.

    Raises IllegalMove, TrancheNotFound, TrancheIsHeld, OutOfOrder, TrancheIsNotDue,
    EvidenceIsMissing, PayeeIsMissing, PayeeIsAccused, PayeeMayBeAccused,
    PayeeIsNoGuardian, ChildIsEnrolled, ChildWasPaid, CaseIsClosed.
    """
    must_be_open(case)
    said = checked_words(words)
    loaded = await courses.load(session, row)
    loaded.course.propose(no, by, today(), loaded.lacks(no))
    await _must_be_payable(session, case, loaded, loaded.course.scheme.tranche_poisha)
    tranche = loaded.tranches[no]
    tranche.proposed_at, tranche.released_at = clock.now(), None
    tranche.reason = None
    tranche.said = await sealed(session, case, said, place_of(no), row.id)
    await _moved(session, case, loaded, no, "propose", by)


async def _must_be_payable(
    session: AsyncSession, case: Case, loaded: Loaded, more: int = 0
) -> None:
    """`more` poisha than are out may go to the child, and to the payee that counts."""
    left, row = loaded.course.scheme.total_poisha - loaded.course.out() - more, loaded.row
    group = await must_be_only_one(session, row.child_id, row.id, most_paid=left)
    await payees.must_stand(session, case, row, group)


def place_of(no: int) -> str:
    """What words of a tranche are bound to, beside its enrolment."""
    return f"cash_tranche.said:{no}"


async def release(session: AsyncSession, case: Case, row: CashEnrolment, no: int, by: UUID) -> None:
    """Another person than who proposed it says yes: the money may be sent. Raises the same."""
    must_be_open(case)
    loaded = await courses.load(session, row)
    loaded.course.release(no, by, loaded.lacks(no))
    await _must_be_payable(session, case, loaded)
    tranche = loaded.tranches[no]
    tranche.released_at = clock.now()
    await _moved(session, case, loaded, no, "release", by)


async def step_back(
    session: AsyncSession,
    case: Case,
    row: CashEnrolment,
    no: int,
    verb: Literal["reject", "withdraw"],
    by: UUID,
    *,
    reason: str | None = None,
    words: str | None = None,
) -> None:
    """A proposal is rejected with a reason, or withdrawn. Raises IllegalMove, InputIsInvalid."""
    must_be_open(case)
    said = must_be_reason(verb, reason or "", words) if verb == "reject" else None
    loaded = await courses.load(session, row)
    loaded.course.step_back(no, verb)
    tranche = loaded.tranches[no]
    tranche.proposed_at, tranche.reason = None, reason
    tranche.said = await sealed(session, case, said, place_of(no), row.id)
    await _moved(session, case, loaded, no, verb, by, reason)


async def reverse(
    session: AsyncSession,
    case: Case,
    row: CashEnrolment,
    no: int,
    reason: str,
    words: str | None,
    by: UUID,
) -> None:
    """A release was wrong, and nothing of it is out: its mirror is posted, evidence begins anew.

    Raises IllegalMove, MoneyIsOut, OutOfOrder, InputIsInvalid.
    """
    must_be_open(case)
    said = must_be_reason("reverse", reason, words)
    loaded = await courses.load(session, row)
    loaded.course.reverse(no)
    tranche = loaded.tranches[no]
    tranche.proposed_at, tranche.released_at = None, None
    tranche.reason = reason
    tranche.said = await sealed(session, case, said, place_of(no), row.id)
    await _moved(session, case, loaded, no, "reverse", by, reason)


async def _moved(
    session: AsyncSession,
    case: Case,
    loaded: Loaded,
    no: int,
    how: str,
    by: UUID,
    reason: str | None = None,
) -> None:
    await courses.save(session, loaded, by)
    event = CashTrancheMoved(
        **about(case, loaded.row),
        tranche=no,
        state=loaded.tranches[no].state.value,
        how=how,
        poisha=loaded.course.scheme.tranche_poisha,
        reason=reason,
    )
    await told(session, case, event, by)


async def hold(
    session: AsyncSession,
    case: Case,
    row: CashEnrolment,
    no: int,
    reason: str,
    words: str | None,
    by: UUID,
) -> None:
    """Nothing of the tranche is released or sent until the hold is lifted.

    Raises IllegalMove, TrancheNotFound, InputIsInvalid.
    """
    must_be_open(case)
    said = must_be_reason("hold", reason, words)
    loaded = await courses.load(session, row)
    loaded.course.hold(no)
    made = CashHold(
        id=uuid4(),
        enrolment_id=row.id,
        tranche=no,
        reason=reason,
        held_at=clock.now(),
        held_by=by,
    )
    made.said = await sealed(session, case, said, HELD, made.id)
    session.add(made)
    await session.flush()
    event = CashTrancheHeld(**about(case, row), tranche=no, held=True, reason=reason)
    await told(session, case, event, by)


async def lift(
    session: AsyncSession,
    case: Case,
    row: CashEnrolment,
    no: int,
    reason: str,
    words: str | None,
    by: UUID,
) -> None:
    """The hold is over, and why. Raises IllegalMove, TrancheNotFound, InputIsInvalid."""
    must_be_open(case)
    said = must_be_reason("lift", reason, words)
    loaded = await courses.load(session, row)
    loaded.course.lift(no)
    found = await session.exec(
        select(CashHold).where(
            CashHold.enrolment_id == row.id,
            CashHold.tranche == no,
            col(CashHold.lifted_at).is_(None),
        )
    )
    held = found.one()
    held.lifted_at, held.lifted_by, held.lift_reason = clock.now(), by, reason
    held.lift_said = await sealed(session, case, said, LIFTED, held.id)
    session.add(held)
    await session.flush()
    event = CashTrancheHeld(**about(case, row), tranche=no, held=False, reason=reason)
    await told(session, case, event, by)
