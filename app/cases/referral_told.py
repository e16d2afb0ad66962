"""What each kind of party is told of a child: one table, the least that its work needs; pure.

Before it has accepted nobody learns who the child is. Afterwards a party is told what its own
service needs. Once it is over, or was refused, nothing. No number, no address of a household and no
word of the file is ever told: what is needed beyond this the case worker says, by word of mouth.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final

from app.cases.referral_states import HandOver, ReferralState


class Detail(StrEnum):
    """A thing that may be told."""

    NEEDS = "needs"  # what the giver wrote for this very party
    AGE = "age"
    SEX = "sex"
    AREA = "area"  # the upazila or thana, no nearer
    RISK = "risk"
    NAME = "name"
    GUARDIAN = "guardian"
    LANGUAGES = "languages"
    DISABILITY = "disability"
    SCHOOLING = "schooling"


AT_FIRST: Final = frozenset({Detail.NEEDS, Detail.AGE, Detail.SEX, Detail.AREA})
"""Enough to say yes or no."""

_NAMED: Final = frozenset({Detail.NAME})
_SPEAKS: Final = frozenset({Detail.NAME, Detail.LANGUAGES})
ONCE_ACCEPTED: Final[Mapping[str, frozenset[Detail]]] = {
    "shelter": _SPEAKS | {Detail.GUARDIAN, Detail.DISABILITY, Detail.RISK},
    "meals": _NAMED,
    "clothing": _NAMED,
    "health": _SPEAKS | {Detail.GUARDIAN, Detail.DISABILITY},
    "psychosocial": _SPEAKS | {Detail.RISK},
    "education": _NAMED | {Detail.GUARDIAN, Detail.DISABILITY, Detail.SCHOOLING},
    "technical_training": _NAMED | {Detail.DISABILITY, Detail.SCHOOLING},
    "recreation": _NAMED,
    "legal_aid": _SPEAKS | {Detail.GUARDIAN},
    "reintegration": _SPEAKS | {Detail.GUARDIAN, Detail.RISK},
    "follow_up": _SPEAKS | {Detail.GUARDIAN, Detail.RISK},
}
"""By service, beside what was told at first. Ours, for the Department's review."""

WITHHOLDABLE: Final = tuple(part for part in Detail if part is not Detail.NEEDS)
"""What whoever consents may ask us to keep back."""


def told(
    what: HandOver, service: str, state: ReferralState, withheld: Collection[str] = ()
) -> tuple[Detail, ...]:
    """What the party is told at this state, in the order of Detail.

    Whoever accepted a transfer owns the case and opens its file: nothing is told here any more.
    """
    if state is ReferralState.SENT:
        wide = AT_FIRST | {Detail.RISK} if what is HandOver.TRANSFER else AT_FIRST
    elif state is ReferralState.ACCEPTED and what is HandOver.REFERRAL:
        wide = AT_FIRST | ONCE_ACCEPTED[service]
    else:
        return ()
    return tuple(part for part in Detail if part in wide and part not in withheld)
