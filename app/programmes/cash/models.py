"""Tables of the cash transfer: scheme, enrolment, evidence, tranches, payees, payments, ledger.

Words and account numbers are sealed under the child's own key; plain columns hold codes, days, ids
and whole poisha. Entries and lines of the ledger, evidence and versions of the scheme are only
added to: triggers hold that, and that every entry adds up and no account is below nothing.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from app.core.columns import choice, facts, many, moment, one_of, points_at, sealed, words
from app.programmes.cash.ledger import Account, Kind
from app.programmes.cash.states import (
    Answer,
    Channel,
    EnrolmentState,
    GrievanceState,
    PaymentState,
    TrancheState,
    Witness,
)


def _by(*, nullable: bool = True) -> Column[Any]:
    """A member of the staff."""
    return points_at("staff.id", nullable=nullable, index=False)


def _poisha() -> Column[Any]:
    """Whole poisha; of money there is no other kind."""
    return Column(BigInteger, nullable=False)


class CashVersion(SQLModel, table=True):
    """A version of the scheme as it was published; an enrolment keeps the one it began with."""

    __tablename__ = "cash_version"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    no: int = Field(sa_column_kwargs={"unique": True})
    definition: dict[str, Any] = Field(default_factory=dict, sa_column=facts())
    note: str = Field(sa_column=words())
    published_at: datetime = Field(sa_column=moment(nullable=False))
    published_by: UUID | None = Field(default=None, sa_column=_by())


class CashEnrolment(SQLModel, table=True):
    """A child's transfer, from the application to its end. `said` holds words of its verbs."""

    __tablename__ = "cash_enrolment"
    __table_args__ = (
        one_of("state", EnrolmentState),
        CheckConstraint("state = 'refused' OR decided_by <> applied_by", name="two_persons"),
        Index(
            "uq_cash_enrolment_counts",
            "child_id",
            unique=True,
            postgresql_where=text("state IN ('applied', 'enrolled', 'completed')"),
        ),
        Index("ix_cash_enrolment_state", "state", "applied_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    number: str = Field(sa_column=words(unique=True))
    version_id: UUID = Field(sa_column=points_at("cash_version.id", index=False))
    case_id: UUID = Field(sa_column=points_at("case_file.id"))
    child_id: UUID = Field(sa_column=points_at("child.id"))
    group_code: str = Field(sa_column=words())
    state: EnrolmentState = Field(default=EnrolmentState.APPLIED, sa_column=choice(EnrolmentState))
    adult_reason: str | None = None
    starts_on: date | None = None
    applied_at: datetime = Field(sa_column=moment(nullable=False))
    applied_by: UUID = Field(sa_column=_by(nullable=False))
    decided_at: datetime | None = Field(default=None, sa_column=moment())
    decided_by: UUID | None = Field(default=None, sa_column=_by())
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    ended_by: UUID | None = Field(default=None, sa_column=_by())
    reason: str | None = None
    said: bytes | None = Field(default=None, sa_column=sealed())


class CashEvidence(SQLModel, table=True):
    """Who saw what on which day, with a document or words; appended and never changed."""

    __tablename__ = "cash_evidence"
    __table_args__ = (
        one_of("answer", Answer),
        one_of("witness", Witness),
        UniqueConstraint("enrolment_id", "no"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    enrolment_id: UUID = Field(sa_column=points_at("cash_enrolment.id", index=False))
    no: int
    about: str = Field(sa_column=words())
    tranche: int | None = None
    answer: Answer = Field(sa_column=choice(Answer))
    seen_on: date
    witness: Witness = Field(sa_column=choice(Witness))
    document_id: UUID | None = Field(
        default=None, sa_column=points_at("case_document.id", nullable=True, index=False)
    )
    said: bytes | None = Field(default=None, sa_column=sealed())
    noted_at: datetime = Field(sa_column=moment(nullable=False))
    noted_by: UUID = Field(sa_column=_by(nullable=False))


class CashTranche(SQLModel, table=True):
    """One tranche of an enrolment and how far it is."""

    __tablename__ = "cash_tranche"
    __table_args__ = (
        one_of("state", TrancheState),
        PrimaryKeyConstraint("enrolment_id", "no"),
        CheckConstraint("released_by <> proposed_by", name="two_persons"),
        Index(
            "ix_cash_tranche_waits",
            "state",
            postgresql_where=text("state IN ('proposed', 'released')"),
        ),
    )

    enrolment_id: UUID = Field(sa_column=points_at("cash_enrolment.id", index=False))
    no: int
    state: TrancheState = Field(default=TrancheState.OPEN, sa_column=choice(TrancheState))
    proposed_at: datetime | None = Field(default=None, sa_column=moment())
    proposed_by: UUID | None = Field(default=None, sa_column=_by())
    released_at: datetime | None = Field(default=None, sa_column=moment())
    released_by: UUID | None = Field(default=None, sa_column=_by())
    reason: str | None = None
    said: bytes | None = Field(default=None, sa_column=sealed())


class CashHold(SQLModel, table=True):
    """A tranche is held, from when until when, and why both."""

    __tablename__ = "cash_hold"
    __table_args__ = (
        Index(
            "uq_cash_hold_stands",
            "enrolment_id",
            "tranche",
            unique=True,
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    enrolment_id: UUID = Field(sa_column=points_at("cash_enrolment.id"))
    tranche: int
    reason: str = Field(sa_column=words())
    said: bytes | None = Field(default=None, sa_column=sealed())
    held_at: datetime = Field(sa_column=moment(nullable=False))
    held_by: UUID = Field(sa_column=_by(nullable=False))
    lifted_at: datetime | None = Field(default=None, sa_column=moment())
    lifted_by: UUID | None = Field(default=None, sa_column=_by())
    lift_reason: str | None = None
    lift_said: bytes | None = Field(default=None, sa_column=sealed())


class CashPayee(SQLModel, table=True):
    """Who gets the money for the child, and how; it counts once another person has confirmed it.

    `apart_from` are accused persons of the record who are somebody else, as `apart_said` says.
    `account_index` finds the same account on other children's transfers, and tells nothing else.
    """

    __tablename__ = "cash_payee"
    __table_args__ = (
        one_of("channel", Channel),
        CheckConstraint("confirmed_by <> named_by", name="two_persons"),
        Index(
            "uq_cash_payee_stands",
            "enrolment_id",
            unique=True,
            postgresql_where=text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    enrolment_id: UUID = Field(sa_column=points_at("cash_enrolment.id"))
    person_id: UUID = Field(sa_column=points_at("person.id", index=False))
    channel: Channel = Field(sa_column=choice(Channel))
    account: bytes | None = Field(default=None, sa_column=sealed())
    account_index: bytes = Field(sa_column=Column(LargeBinary, nullable=False, index=True))
    named_at: datetime = Field(sa_column=moment(nullable=False))
    named_by: UUID = Field(sa_column=_by(nullable=False))
    confirmed_at: datetime | None = Field(default=None, sa_column=moment())
    confirmed_by: UUID | None = Field(default=None, sa_column=_by())
    apart_from: list[str] = Field(default_factory=list, sa_column=many())
    apart_said: bytes | None = Field(default=None, sa_column=sealed())
    ended_at: datetime | None = Field(default=None, sa_column=moment())


class CashPayment(SQLModel, table=True):
    """Money that was sent for so many months of a tranche, and what became of it."""

    __tablename__ = "cash_payment"
    __table_args__ = (
        one_of("state", PaymentState),
        CheckConstraint("poisha > 0 AND months > 0", name="something"),
        CheckConstraint("state <> 'confirmed' OR moved_by <> sent_by", name="two_persons"),
        Index("ix_cash_payment_sent", "sent_at", postgresql_where=text("state = 'sent'")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    enrolment_id: UUID = Field(sa_column=points_at("cash_enrolment.id"))
    tranche: int
    payee_id: UUID = Field(sa_column=points_at("cash_payee.id", index=False))
    months: int
    poisha: int = Field(sa_column=_poisha())
    state: PaymentState = Field(default=PaymentState.SENT, sa_column=choice(PaymentState))
    reference: bytes | None = Field(default=None, sa_column=sealed())
    sent_at: datetime = Field(sa_column=moment(nullable=False))
    sent_by: UUID = Field(sa_column=_by(nullable=False))
    moved_at: datetime | None = Field(default=None, sa_column=moment())
    moved_by: UUID | None = Field(default=None, sa_column=_by())
    reason: str | None = None
    said: bytes | None = Field(default=None, sa_column=sealed())


class CashEntry(SQLModel, table=True):
    """One entry of an enrolment's ledger; it is only ever added. `reverses` names its mirror."""

    __tablename__ = "cash_entry"
    __table_args__ = (
        one_of("kind", Kind),
        CheckConstraint("(kind = 'reverse') = (reverses IS NOT NULL)", name="reverses"),
        UniqueConstraint("enrolment_id", "no"),
        UniqueConstraint("reverses"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    enrolment_id: UUID = Field(sa_column=points_at("cash_enrolment.id", index=False))
    no: int
    kind: Kind = Field(sa_column=choice(Kind))
    tranche: int | None = None
    payment_id: UUID | None = Field(
        default=None, sa_column=points_at("cash_payment.id", nullable=True, index=False)
    )
    reverses: UUID | None = Field(
        default=None, sa_column=points_at("cash_entry.id", nullable=True, index=False)
    )
    at: datetime = Field(sa_column=moment(nullable=False))
    by: UUID = Field(sa_column=_by(nullable=False))


class CashLine(SQLModel, table=True):
    """So many poisha more or less in an account; the lines of an entry add up to nothing."""

    __tablename__ = "cash_line"
    __table_args__ = (
        one_of("account", Account),
        CheckConstraint("poisha <> 0", name="poisha"),
        PrimaryKeyConstraint("entry_id", "account"),
    )

    entry_id: UUID = Field(sa_column=points_at("cash_entry.id", index=False))
    account: Account = Field(sa_column=choice(Account))
    poisha: int = Field(sa_column=_poisha())


class CashGrievance(SQLModel, table=True):
    """A complaint on a transfer that came by the line; `late_at`: it was told that it is late."""

    __tablename__ = "cash_grievance"
    __table_args__ = (
        one_of("state", GrievanceState),
        CheckConstraint("due_at > raised_at", name="due_at"),
        UniqueConstraint("enrolment_id", "incident_id"),
        Index("ix_cash_grievance_state", "state", "due_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    enrolment_id: UUID = Field(sa_column=points_at("cash_enrolment.id", index=False))
    incident_id: UUID = Field(sa_column=points_at("incident.id"))
    category: str = Field(sa_column=words())
    state: GrievanceState = Field(default=GrievanceState.OPEN, sa_column=choice(GrievanceState))
    round: int = 1
    raised_at: datetime = Field(sa_column=moment(nullable=False))
    raised_by: UUID = Field(sa_column=_by(nullable=False))
    due_at: datetime = Field(sa_column=moment(nullable=False))
    late_at: datetime | None = Field(default=None, sa_column=moment())
    outcome: str | None = None
    said: bytes | None = Field(default=None, sa_column=sealed())
    answered_at: datetime | None = Field(default=None, sa_column=moment())
    answered_by: UUID | None = Field(default=None, sa_column=_by())
    told_how: str | None = None
    told_at: datetime | None = Field(default=None, sa_column=moment())
    told_by: UUID | None = Field(default=None, sa_column=_by())
