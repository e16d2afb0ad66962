"""What happens to referrals of a case; ids, codes and other non-personal facts only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.cases.case_events import OfCase


@dataclass(frozen=True, kw_only=True)
class CaseConsentNoted(OfCase):
    """Somebody has said whether an organisation may be told of the child, for a service."""

    key: ClassVar[str] = "case.consent_noted"

    consent_id: UUID
    organisation_id: UUID
    service: str
    giver: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class CaseConsentWithdrawn(OfCase):
    """A consent, or a refusal, does not stand any more."""

    key: ClassVar[str] = "case.consent_withdrawn"

    consent_id: UUID
    organisation_id: UUID
    service: str


@dataclass(frozen=True, kw_only=True)
class CaseReferred(OfCase):
    """An organisation is asked for a service, or to take the case on; `law`: without consent."""

    key: ClassVar[str] = "case.referred"

    referral_id: UUID
    what: str
    organisation_id: UUID
    service: str
    law: str | None = None


@dataclass(frozen=True, kw_only=True)
class CaseReferralMoved(OfCase):
    """A referral was accepted, rejected, done or revoked; `by_word`: written down for the party."""

    key: ClassVar[str] = "case.referral_moved"

    referral_id: UUID
    organisation_id: UUID
    service: str
    state: str
    reason: str | None = None
    by_word: bool = False


@dataclass(frozen=True, kw_only=True)
class CaseTransferred(OfCase):
    """Somebody of another organisation has accepted the case, and is its owner now."""

    key: ClassVar[str] = "case.transferred"

    referral_id: UUID
    organisation_id: UUID
    owner_id: UUID


@dataclass(frozen=True, kw_only=True)
class CaseServiceNoted(OfCase):
    """It was written down that the child receives a service, or does not any more."""

    key: ClassVar[str] = "case.service_noted"

    received_id: UUID
    service: str
    ended: bool = False
