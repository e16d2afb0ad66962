"""Tables of contacts: by which addresses somebody can be reached, and what was sent to prove it."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import choice, moment, number, one_of, points_at, words
from app.core.security import SealedText
from app.directory.states import Channel, NoticeKind, NoticeState


class Contact(SQLModel, table=True):
    """One address of a worker, a centre or somebody of the staff; used only once verified.

    `turn` says which of several of a channel is tried first. `index` is the blind index of the
    address, so that nobody has the same one twice. `code_no` counts the codes that were asked for:
    the code itself is derived and stands nowhere.
    """

    __tablename__ = "contact"
    __table_args__ = (
        one_of("channel", Channel),
        CheckConstraint("num_nonnulls(worker_id, centre_id, staff_id) = 1", name="one_owner"),
        UniqueConstraint(
            "worker_id",
            "centre_id",
            "staff_id",
            "channel",
            "index",
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    worker_id: UUID | None = Field(default=None, sa_column=points_at("worker.id", nullable=True))
    centre_id: UUID | None = Field(default=None, sa_column=points_at("centre.id", nullable=True))
    staff_id: UUID | None = Field(default=None, sa_column=points_at("staff.id", nullable=True))
    channel: Channel = Field(sa_column=choice(Channel))
    address: str = Field(sa_column=Column(SealedText("contact.address"), nullable=False))
    index: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    turn: int = Field(default=1, sa_column=number())
    added_at: datetime = Field(sa_column=moment(nullable=False))
    code_no: int = Field(default=0, sa_column=number())
    code_until: datetime | None = Field(default=None, sa_column=moment())
    code_tries: int = Field(default=0, sa_column=number())
    verified_at: datetime | None = Field(default=None, sa_column=moment())
    verified_by: UUID | None = Field(default=None, sa_column=points_at("staff.id", nullable=True))
    verified_by_code: bool | None = None


class Notice(SQLModel, table=True):
    """A text to a contact that tells of no incident: a code, or a test, and what became of it."""

    __tablename__ = "contact_notice"
    __table_args__ = (one_of("kind", NoticeKind), one_of("state", NoticeState))

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    contact_id: UUID = Field(sa_column=points_at("contact.id"))
    kind: NoticeKind = Field(sa_column=choice(NoticeKind))
    state: NoticeState = Field(sa_column=choice(NoticeState))
    code_no: int | None = None
    asked_at: datetime = Field(sa_column=moment(nullable=False))
    asked_by: UUID | None = Field(default=None, sa_column=points_at("staff.id", nullable=True))
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    provider_id: str | None = Field(default=None, sa_column=words(nullable=True))
