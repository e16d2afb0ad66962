"""Legal moves of referrals and transfers, the codes of both, and when consent is enough; pure.

A referral asks an organisation for a service, and the case stays where it is. A transfer asks it to
take the case on: it is the giver's until somebody there has accepted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class HandOver(StrEnum):
    """What is asked for."""

    REFERRAL = "referral"
    TRANSFER = "transfer"


class ReferralState(StrEnum):
    """How far it is; the comment says who moves next."""

    SENT = "sent"  # the organisation
    ACCEPTED = "accepted"  # the organisation gives the service; a transfer is over
    REJECTED = "rejected"  # the giver, to somebody else
    DONE = "done"
    REVOKED = "revoked"


_BOTH: Final[dict[tuple[ReferralState, str], ReferralState]] = {
    (ReferralState.SENT, "accept"): ReferralState.ACCEPTED,
    (ReferralState.SENT, "reject"): ReferralState.REJECTED,
    (ReferralState.SENT, "revoke"): ReferralState.REVOKED,
}
MOVES: Final[Mapping[HandOver, dict[tuple[ReferralState, str], ReferralState]]] = {
    HandOver.REFERRAL: {
        **_BOTH,
        (ReferralState.ACCEPTED, "done"): ReferralState.DONE,
        (ReferralState.ACCEPTED, "revoke"): ReferralState.REVOKED,
    },
    HandOver.TRANSFER: _BOTH,
}
"""Source: the transitions of Primero (referral and transfer), in our words."""

WHY_REJECTED: Final = (
    "full",
    "not_our_area",
    "age",
    "gender",
    "not_our_service",
    "served_already",
    "child_declines",
    "not_reached",
    "other",
)
WHY_REVOKED: Final = (
    "consent_withdrawn",
    "no_answer",
    "not_needed",
    "wrong_service",
    "child_moved",
    "other",
)
OUTCOMES: Final = ("completed", "partly", "child_left", "referred_on", "not_given")
"""What came of a service that was given."""
REASONS: Final[Mapping[str, tuple[str, ...]]] = {
    "reject": WHY_REJECTED,
    "revoke": WHY_REVOKED,
    "done": OUTCOMES,
}
"""The verbs that need a reason, with their reasons."""
DESPITE: Final = ("other_need", "moves_there", "not_the_same_child", "no_other_place", "other")
"""Why a child is referred although it seems to be served already, or the service not to fit."""

GIVERS: Final = ("child", "mother", "father", "guardian", "court", "other_caregiver")
"""Who says yes or no for a child."""
ANSWERS: Final = ("given", "refused")
LAWS: Final = ("life_at_risk", "children_act_90", "court_order")
"""On what ground a child is referred without consent: its life is at risk (vital interest), the
duty to pass a child or the news of it on (Children Act 2013, section 90), an order of a court."""


class Ground(StrEnum):
    """What a referral rests on."""

    CONSENT = "consent"
    LAW = "law"


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody's word on passing on what is known, to one organisation for one service."""

    giver: str
    answer: str
    at: datetime
    withdrawn: bool = False
    withheld: tuple[str, ...] = ()


class Consent(StrEnum):
    """What all words together come to; silence is no consent."""

    GIVEN = "given"
    REFUSED = "refused"
    NOT_ASKED = "not_asked"


def consent_of(words: Iterable[Said]) -> tuple[Consent, frozenset[str]]:
    """Whether there is consent, and what must not be told even so.

    The last word of each giver counts. One refusal is a refusal, whoever said yes: the child's own
    above all. A word that was withdrawn counts as none: a refusal before it stands again, a consent
    before it does not, since it was taken back by what followed.
    """
    last: dict[str, Said] = {}
    hidden: set[str] = set()
    for said in sorted(words, key=lambda one: one.at):
        if said.withdrawn:
            hidden.add(said.giver)
            continue
        last[said.giver] = said
        hidden.discard(said.giver)
    standing = [
        said for said in last.values() if said.answer == "refused" or said.giver not in hidden
    ]
    withheld = frozenset(part for said in standing for part in said.withheld)
    if any(said.answer == "refused" for said in standing):
        return Consent.REFUSED, withheld
    return (Consent.GIVEN if standing else Consent.NOT_ASKED), withheld
