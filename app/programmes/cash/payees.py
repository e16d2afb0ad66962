"""Who gets the money for a child, and how: named by one person, confirmed by another.

A payee is a person of the child's record, of whom it stands there what he or she is to the child,
and never one who was ever accused in a ticket of the child. That is looked at again before each
proposal, release and payment.
"""

import re
from collections.abc import Collection
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import people_payee
from app.cases.case_access import must_be_open
from app.cases.case_models import Case
from app.cases.number_said import e164
from app.cases.people_access import group_of
from app.cases.people_fields import clean
from app.core import clock
from app.core.db import fetch_value
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.core.moves import IllegalMove
from app.core.words import latin_digits
from app.programmes.cash.events import CashPayeeMoved
from app.programmes.cash.models import CashEnrolment, CashPayee
from app.programmes.cash.refusals import NeedsAnotherPerson
from app.programmes.cash.saying import about, sealed, told
from app.programmes.cash.states import UNDER_WAY, Channel

ACCOUNT: Final = "cash_payee.account"
LONGEST_BRANCH: Final = 200
NO_GUARDIANS: Final = frozenset(
    {
        *("employer", "landlord", "stranger", "husband", "wife"),
        *("mother_in_law", "father_in_law", "brother_in_law", "sister_in_law"),
    }
)
"""Who gets no money for a child, whatever else is known: whoever gains by its work or marriage."""
_ACCOUNT: Final = re.compile(r"\d{5,20}", re.ASCII)


class PayeeNotFound(NotFound):
    """No such payee of this enrolment."""

    code = "payee_not_found"


class PayeeIsAccused(HelplineError):
    """The person was named as accused in a ticket of the child: choose somebody else."""

    code = "payee_is_accused"


class PayeeIsNoGuardian(HelplineError):
    """It stands nowhere what the person is to the child, or it is nobody to be given its money."""

    code = "payee_is_no_guardian"


class PayeeIsMissing(HelplineError):
    """Nobody is confirmed to get the money for the child."""

    code = "payee_is_missing"


class PayeeHasChanged(HelplineError):
    """Another payee or account was named or confirmed since; `payee` is the one that counts."""

    code = "payee_has_changed"


async def name(
    session: AsyncSession,
    case: Case,
    row: CashEnrolment,
    person_id: UUID,
    channel: Channel,
    account: str,
    branch: str | None,
    by: UUID,
) -> CashPayee:
    """Name who gets the money; another person must confirm it before it counts.

    Raises PayeeIsAccused, PayeeIsNoGuardian, InputIsInvalid, IllegalMove, CaseIsClosed.
    """
    must_be_open(case)
    _must_run(row)
    await must_be_fit(session, await group_of(session, row.child_id), person_id)
    made = CashPayee(
        id=uuid4(),
        enrolment_id=row.id,
        person_id=person_id,
        channel=channel,
        named_at=clock.now(),
        named_by=by,
    )
    said = {"account": checked_account(channel, account), "branch": _branch(branch)}
    made.account = await sealed(session, case, said, ACCOUNT, made.id)
    session.add(made)
    await session.flush()
    event = CashPayeeMoved(**about(case, row), payee_id=made.id, channel=channel.value)
    await told(session, case, event, by)
    return made


def _must_run(row: CashEnrolment) -> None:
    if row.state not in UNDER_WAY:
        raise IllegalMove(
            f"The enrolment is {row.state.value}: nobody is paid.",
            state=row.state.value,
            legal=[],
        )


def checked_account(channel: Channel, said: str) -> str:
    """An account as it is kept. Raises InputIsInvalid.

    A mobile one is a telephone number, others have digits alone; both sets of digits are read.
    """
    if channel is Channel.MOBILE:
        number = e164(said)
        if number is None or not number.startswith("+8801") or len(number) != len("+8801712345678"):
            raise InputIsInvalid("This is no mobile number of Bangladesh.", field="account")
        return number
    digits = re.sub(r"[\s-]", "", latin_digits(said))
    if not _ACCOUNT.fullmatch(digits):
        raise InputIsInvalid("An account has 5 to 20 digits.", field="account")
    return digits


def _branch(said: str | None) -> str | None:
    text = clean(said or "")
    if len(text) > LONGEST_BRANCH:
        raise InputIsInvalid(f"At most {LONGEST_BRANCH} characters fit here.", field="branch")
    return text or None


async def must_be_fit(session: AsyncSession, group: Collection[UUID], person_id: UUID) -> None:
    """Raises InputIsInvalid, PayeeIsAccused, PayeeIsNoGuardian."""
    known = await people_payee.known(session, group, person_id)
    if known is None:
        raise InputIsInvalid("There is no such person in the record of this child.", field="person")
    if known.accused:
        raise PayeeIsAccused("This person was accused in a ticket of this child.", field="person")
    if not known.kinds or NO_GUARDIANS & set(known.kinds):
        raise PayeeIsNoGuardian("This person is nobody to get the child's money.", field="person")


_NAMED_LAST: Final = """
SELECT id FROM cash_payee WHERE enrolment_id = $1 ORDER BY named_at DESC, id DESC LIMIT 1
"""


async def confirm(
    session: AsyncSession, case: Case, row: CashEnrolment, payee_id: UUID, by: UUID
) -> CashPayee:
    """From now on this one gets the money, and nobody else.

    Only the one named last is confirmed: an account that was mistyped is named anew. Raises
    PayeeNotFound, PayeeHasChanged, NeedsAnotherPerson, PayeeIsAccused, PayeeIsNoGuardian,
    IllegalMove.
    """
    must_be_open(case)
    _must_run(row)
    payee = await _of(session, row, payee_id)
    if payee.confirmed_at is not None:
        raise IllegalMove("This payee is confirmed already.", state="confirmed", legal=[])
    last = await fetch_value(session, _NAMED_LAST, row.id)
    if last != payee.id:
        raise PayeeHasChanged("Somebody was named after this one.", payee=str(last))
    if payee.named_by == by:
        raise NeedsAnotherPerson("Somebody else must confirm the payee you named.")
    await must_be_fit(session, await group_of(session, row.child_id), payee.person_id)
    before = await standing(session, row.id)
    if before is not None:
        before.ended_at = clock.now()
        session.add(before)
        await session.flush()
    payee.confirmed_at, payee.confirmed_by = clock.now(), by
    session.add(payee)
    await session.flush()
    event = CashPayeeMoved(
        **about(case, row), payee_id=payee.id, channel=payee.channel.value, confirmed=True
    )
    await told(session, case, event, by)
    return payee


async def _of(session: AsyncSession, row: CashEnrolment, payee_id: UUID) -> CashPayee:
    found = await session.get(CashPayee, payee_id, populate_existing=True)
    if found is None or found.enrolment_id != row.id:
        raise PayeeNotFound("There is no such payee of this enrolment.")
    return found


async def standing(session: AsyncSession, enrolment_id: UUID) -> CashPayee | None:
    """The payee that counts."""
    found = await session.exec(
        select(CashPayee).where(
            CashPayee.enrolment_id == enrolment_id,
            col(CashPayee.confirmed_at).is_not(None),
            col(CashPayee.ended_at).is_(None),
        )
    )
    return found.first()


async def must_stand(
    session: AsyncSession, row: CashEnrolment, group: Collection[UUID]
) -> CashPayee:
    """The payee that counts, if fit. Raises PayeeIsMissing, PayeeIsAccused, PayeeIsNoGuardian."""
    payee = await standing(session, row.id)
    if payee is None:
        raise PayeeIsMissing("Nobody is confirmed to get the money.", legal=["name", "confirm"])
    await must_be_fit(session, group, payee.person_id)
    return payee


def masked(account: dict[str, Any] | None) -> str | None:
    """The last three signs of an account, for whoever need not know it."""
    return "•••" + str(account["account"])[-3:] if account else None
