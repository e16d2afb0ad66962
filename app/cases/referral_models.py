"""Tables of consents, referrals and the services children receive.

What is written in them is sealed under the child's own key, as all that is written in a case.
"""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from app.cases.referral_states import Ground, HandOver, ReferralState
from app.core.columns import choice, many, moment, one_of, points_at, sealed, words
from app.directory.states import CentreService


class CaseConsent(SQLModel, table=True):
    """Somebody's word on telling an organisation of a child; withdrawn, it is never changed.

    `child_assents` is the child's own word where another one spoke for it; None: not asked.
    """

    __tablename__ = "case_consent"
    __table_args__ = (
        one_of("service", CentreService),
        CheckConstraint("answer IN ('given', 'refused')", name="answer"),
        Index("ix_case_consent_case", "case_id", "organisation_id", "service"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(sa_column=points_at("case_file.id", index=False))
    episode: int
    organisation_id: UUID = Field(sa_column=points_at("organisation.id", index=False))
    service: CentreService = Field(sa_column=choice(CentreService))
    giver: str = Field(sa_column=words())
    answer: str = Field(sa_column=words())
    child_assents: bool | None = None
    withheld: list[str] = Field(default_factory=list, sa_column=many())
    said: bytes | None = Field(default=None, sa_column=sealed())
    taken_at: datetime = Field(sa_column=moment(nullable=False))
    taken_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    withdrawn_at: datetime | None = Field(default=None, sa_column=moment())
    withdrawn_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )


class CaseReferral(SQLModel, table=True):
    """An organisation is asked for a service, or to take the case on.

    `said` holds what the party is told in words, and why no consent was needed. `withheld` is what
    must not be told of the rest. `by_word` marks an answer that was written down for the party.
    """

    __tablename__ = "case_referral"
    __table_args__ = (
        one_of("what", HandOver),
        one_of("service", CentreService),
        one_of("state", ReferralState),
        one_of("ground", Ground),
        CheckConstraint("(ground = 'law') = (law IS NOT NULL)", name="law"),
        Index(
            "uq_case_referral_out",
            "case_id",
            "offered_id",
            unique=True,
            postgresql_where=text("state IN ('sent', 'accepted') AND what = 'referral'"),
        ),
        Index(
            "uq_case_referral_transfer",
            "case_id",
            unique=True,
            postgresql_where=text("state = 'sent' AND what = 'transfer'"),
        ),
        Index("ix_case_referral_offered", "offered_id", "state"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(sa_column=points_at("case_file.id"))
    episode: int
    what: HandOver = Field(sa_column=choice(HandOver))
    offered_id: UUID = Field(sa_column=points_at("offered_service.id", index=False))
    organisation_id: UUID = Field(sa_column=points_at("organisation.id", index=False))
    service: CentreService = Field(sa_column=choice(CentreService))
    state: ReferralState = Field(default=ReferralState.SENT, sa_column=choice(ReferralState))
    ground: Ground = Field(sa_column=choice(Ground))
    law: str | None = None
    withheld: list[str] = Field(default_factory=list, sa_column=many())
    despite: str | None = None
    said: bytes | None = Field(default=None, sa_column=sealed())
    sent_at: datetime = Field(sa_column=moment(nullable=False))
    sent_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    answered_at: datetime | None = Field(default=None, sa_column=moment())
    answered_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    by_word: bool = False
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    ended_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    reason: str | None = None


class ReceivedService(SQLModel, table=True):
    """A child receives a service from an organisation, since when and until when.

    Written down when a referral is accepted, by hand when a child tells of it, and by rooms above
    cases where a child stays or comes to. `organisation_id` None: nobody knows whose it is.
    """

    __tablename__ = "received_service"
    __table_args__ = (
        one_of("kind", CentreService),
        CheckConstraint("until >= since", name="until"),
        Index(
            "ix_received_service_now",
            "child_id",
            "kind",
            postgresql_where=text("until IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    child_id: UUID = Field(sa_column=points_at("child.id", index=False))
    case_id: UUID | None = Field(default=None, sa_column=points_at("case_file.id", nullable=True))
    kind: CentreService = Field(sa_column=choice(CentreService))
    organisation_id: UUID | None = Field(
        default=None, sa_column=points_at("organisation.id", nullable=True, index=False)
    )
    referral_id: UUID | None = Field(
        default=None, sa_column=points_at("case_referral.id", nullable=True)
    )
    since: datetime = Field(sa_column=moment(nullable=False))
    until: datetime | None = Field(default=None, sa_column=moment())
    noted_by: UUID = Field(sa_column=points_at("staff.id", index=False))
