"""Who gets the money for a child, and how: named by one person, confirmed by another.

A payee is a person of the child's record who may get its money (fit.py). That is looked at again
before each proposal, release and payment.
"""

import re
from collections.abc import Collection
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_sealed
from app.cases.case_access import must_be_open
from app.cases.case_models import Case
from app.cases.number_said import e164
from app.cases.people_access import group_of, merged_among
from app.cases.people_fields import clean
from app.core import clock, security
from app.core.db import fetch, fetch_value
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.core.moves import IllegalMove
from app.core.words import latin_digits
from app.programmes.cash.events import CashPayeeMoved
from app.programmes.cash.fit import likes, must_be_fit
from app.programmes.cash.models import CashEnrolment, CashPayee
from app.programmes.cash.refusals import NeedsAnotherPerson
from app.programmes.cash.saying import about, checked_words, sealed, told
from app.programmes.cash.states import UNDER_WAY, Channel
from app.staff.persons import is_one_of

ACCOUNT: Final = "cash_payee.account"
APART: Final = "cash_payee.apart_said"
LONGEST_BRANCH: Final = 200
_ACCOUNT: Final = re.compile(r"\d{5,20}", re.ASCII)


class PayeeNotFound(NotFound):
    """No such payee of this enrolment."""

    code = "payee_not_found"


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
    number = checked_account(channel, account)
    await likes(session, await group_of(session, row.child_id), person_id, number)
    made = CashPayee(
        id=uuid4(),
        enrolment_id=row.id,
        person_id=person_id,
        channel=channel,
        account_index=index_of(channel, number),
        named_at=clock.now(),
        named_by=by,
    )
    said = {"account": number, "branch": _branch(branch)}
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


def index_of(channel: Channel, account: str) -> bytes:
    """What an account is found by on the transfers of other children; nothing is read from it."""
    return security.vault().blind_index(f"cash_account:{channel.value}:{account}")


_SHARED: Final = """
SELECT own.id, array_agg(DISTINCT one.child_id) AS children FROM cash_payee AS own
JOIN cash_payee AS other USING (account_index)
JOIN cash_enrolment AS one ON one.id = other.enrolment_id
WHERE own.enrolment_id = $1 AND one.child_id <> ALL ($2) GROUP BY own.id
"""


async def others_of(
    session: AsyncSession, enrolment_id: UUID, group: Collection[UUID]
) -> dict[UUID, int]:
    """Of each payee of a child (all its records are given) whose account was named for others too.

    How many children these are. A mother of three has one account; who has many is asked about it.
    """
    found = await fetch(session, _SHARED, enrolment_id, list(group))
    kept = await merged_among(session, {id_ for row in found for id_ in row["children"]})
    return {row["id"]: len({kept.get(id_, id_) for id_ in row["children"]}) for row in found}


def _branch(said: str | None) -> str | None:
    text = clean(said or "")
    if len(text) > LONGEST_BRANCH:
        raise InputIsInvalid(f"At most {LONGEST_BRANCH} characters fit here.", field="branch")
    return text or None


_NAMED_LAST: Final = """
SELECT id FROM cash_payee WHERE enrolment_id = $1 ORDER BY named_at DESC, id DESC LIMIT 1
"""


async def confirm(
    session: AsyncSession,
    case: Case,
    row: CashEnrolment,
    payee_id: UUID,
    by: UUID,
    *,
    apart: str | None = None,
) -> CashPayee:
    """From now on this one gets the money, and nobody else.

    Only the one named last is confirmed: an account that was mistyped is named anew. `apart` says
    by what it is known that the payee is nobody of those who are accused and may be the same.
    Raises PayeeNotFound, PayeeHasChanged, NeedsAnotherPerson, PayeeIsAccused, PayeeMayBeAccused,
    PayeeIsNoGuardian, IllegalMove.
    """
    must_be_open(case)
    words = checked_words(apart, "apart")
    _must_run(row)
    payee = await _of(session, row, payee_id)
    if payee.confirmed_at is not None:
        raise IllegalMove("This payee is confirmed already.", state="confirmed", legal=[])
    last = await fetch_value(session, _NAMED_LAST, row.id)
    if last != payee.id:
        raise PayeeHasChanged("Somebody was named after this one.", payee=str(last))
    if await is_one_of(session, by, [payee.named_by]):
        raise NeedsAnotherPerson("Somebody else must confirm the payee you named.")
    group = await group_of(session, row.child_id)
    if words is not None:
        account = await _account_of(session, case, payee)
        alike = await likes(session, group, payee.person_id, account)
        payee.apart_from = [str(one) for one in alike]
        payee.apart_said = await sealed(session, case, words, APART, payee.id) if alike else None
    await _must_be_fit(session, case, payee, group)
    before = await standing(session, row.id)
    if before is not None:
        before.ended_at = clock.now()
        session.add(before)
        await session.flush()
    payee.confirmed_at, payee.confirmed_by = clock.now(), by
    session.add(payee)
    await session.flush()
    event = CashPayeeMoved(
        **about(case, row),
        payee_id=payee.id,
        channel=payee.channel.value,
        confirmed=True,
        apart=bool(payee.apart_from),
    )
    await told(session, case, event, by)
    return payee


async def _must_be_fit(
    session: AsyncSession, case: Case, payee: CashPayee, group: Collection[UUID]
) -> None:
    account = await _account_of(session, case, payee)
    await must_be_fit(session, group, payee.person_id, account, payee.apart_from)


async def _account_of(session: AsyncSession, case: Case, payee: CashPayee) -> str | None:
    key = (await case_sealed.keys_of(session, [case.id])).get(case.id)
    said = case_sealed.unseal(key, payee.account, ACCOUNT, payee.id) or {}
    account: str | None = said.get("account")
    return account


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
    session: AsyncSession, case: Case, row: CashEnrolment, group: Collection[UUID]
) -> CashPayee:
    """The payee that counts, if fit. Raises PayeeIsMissing, and what `must_be_fit` raises."""
    payee = await standing(session, row.id)
    if payee is None:
        raise PayeeIsMissing("Nobody is confirmed to get the money.", legal=["name", "confirm"])
    await _must_be_fit(session, case, payee, group)
    return payee


def masked(account: dict[str, Any] | None) -> str | None:
    """The last three signs of an account, for whoever need not know it."""
    return "•••" + str(account["account"])[-3:] if account else None
