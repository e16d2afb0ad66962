"""Who may get a child's money: looked at when named and confirmed, and before every later step.

Never one who was ever accused in a ticket of the child. Of an accused one who stands there a second
time the record knows nothing but a name that sounds alike or the telephone: whoever confirms the
payee says in words that they are two, and a later accusation asks anew.
"""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import people_payee
from app.core.errors import HelplineError, InputIsInvalid

GUARDIANS: Final = frozenset(
    {
        *("mother", "father", "stepmother", "stepfather", "foster_mother", "foster_father"),
        *("grandmother", "grandfather", "adult_sister", "adult_brother", "aunt", "uncle"),
        *("cousin", "other_relative", "guardian", "caretaker"),
    }
)
"""Who may get a child's money: whoever brings it up or is of its family. Ours, for the Department's
review; a neighbour who cares for the child is written down as its caretaker or guardian."""
NO_GUARDIANS: Final = frozenset(
    {
        *("employer", "landlord", "stranger", "husband", "wife"),
        *("mother_in_law", "father_in_law", "brother_in_law", "sister_in_law"),
    }
)
"""Who gets no money for a child, whatever else is known: whoever gains by its work or marriage."""


class PayeeIsAccused(HelplineError):
    """The person, or whose account it is, was named as accused in a ticket of the child."""

    code = "payee_is_accused"


class PayeeMayBeAccused(HelplineError):
    """The person may be one who is accused, by name or telephone; `persons` names them.

    Whoever confirms the payee says in words (`apart`) that they are two, or somebody else is named.
    """

    code = "payee_may_be_accused"


class PayeeIsNoGuardian(HelplineError):
    """It stands nowhere that the person is of the child's family or its guardian, or he gains."""

    code = "payee_is_no_guardian"


async def must_be_fit(
    session: AsyncSession,
    group: Collection[UUID],
    person_id: UUID,
    account: str | None,
    apart_from: Collection[str] = (),
) -> None:
    """A person of the records of one child may get its money into this account.

    `apart_from` are the accused ones of whom somebody has said that they are others. Raises
    InputIsInvalid, PayeeIsAccused, PayeeMayBeAccused, PayeeIsNoGuardian.
    """
    alike = await likes(session, group, person_id, account)
    left = [str(one) for one in alike if str(one) not in apart_from]
    if left:
        raise PayeeMayBeAccused(
            "Somebody with this name or number was accused in a ticket of this child.",
            field="person",
            persons=left,
        )


async def likes(
    session: AsyncSession, group: Collection[UUID], person_id: UUID, account: str | None
) -> tuple[UUID, ...]:
    """The same but for the accused ones who may be this person, who are returned."""
    known = await people_payee.known(session, group, person_id)
    if known is None:
        raise InputIsInvalid("There is no such person in the record of this child.", field="person")
    if known.accused:
        raise PayeeIsAccused("This person was accused in a ticket of this child.", field="person")
    if account in known.phones:
        raise PayeeIsAccused("This number is an accused person's.", field="account")
    if not GUARDIANS & set(known.kinds) or NO_GUARDIANS & set(known.kinds):
        raise PayeeIsNoGuardian("This person is nobody to get the child's money.", field="person")
    return known.alike
