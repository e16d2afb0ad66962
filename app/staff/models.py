"""Tables of staff: accounts, sign-in sessions and duty; permissions are data in permissions.csv."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Column, ForeignKey, Text
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import choice, many, moment, one_of, points_at, sealed, words
from app.staff.states import Duty


class App(StrEnum):
    """Which of the two apps a session belongs to; each has its own cookie."""

    CONSOLE = "console"
    FIELD = "field"


class Role(SQLModel, table=True):
    """A role is data: permissions.csv says what it may do.

    `app` is where somebody of this role works; `also_app` is where he or she may sign in as well.
    """

    __tablename__ = "role"

    code: str = Field(sa_column=words(primary_key=True))
    name_en: str
    name_bn: str
    app: str = Field(sa_column=words())
    also_app: str | None = Field(default=None, sa_column=words(nullable=True))


class Staff(SQLModel, table=True):
    """Somebody who may sign in. `worker_id` and `centre_id` say for whom field staff answer."""

    __tablename__ = "staff"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(sa_column=words(unique=True))
    display_bn: str
    display_en: str
    role: str = Field(sa_column=Column(Text, ForeignKey("role.code"), nullable=False))
    password_hash: str = Field(sa_column=words())
    languages: list[str] = Field(default_factory=list, sa_column=many())
    skills: list[str] = Field(default_factory=list, sa_column=many())
    worker_id: UUID | None = Field(default=None, index=True)
    centre_id: UUID | None = Field(default=None, index=True)
    active: bool = True


class StaffSession(SQLModel, table=True):
    """A server session behind an opaque cookie; only the cookie's digest is stored."""

    __tablename__ = "staff_session"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    token_digest: bytes = Field(sa_column=sealed(nullable=False))
    staff_id: UUID = Field(sa_column=points_at("staff.id"))
    app: str = Field(sa_column=words())
    started_at: datetime = Field(sa_column=moment(nullable=False))
    ends_at: datetime = Field(sa_column=moment(nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())


class SignInFailure(SQLModel, table=True):
    """One failed sign-in, by a digest of the name and source: the lock-out counts these rows."""

    __tablename__ = "sign_in_failure"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    key: bytes = Field(sa_column=sealed(nullable=False))
    at: datetime = Field(sa_column=moment(nullable=False, index=True))


class DutyRow(SQLModel, table=True):
    """What a counsellor is doing now. `idle_since` orders who has been waiting longest."""

    __tablename__ = "duty"
    __table_args__ = (one_of("state", Duty),)

    staff_id: UUID = Field(sa_column=Column(ForeignKey("staff.id"), primary_key=True))
    state: Duty = Field(default=Duty.OFF, sa_column=choice(Duty))
    reason: str | None = Field(default=None, sa_column=words(nullable=True))
    since: datetime = Field(default_factory=clock.now, sa_column=moment(nullable=False))
    idle_since: datetime | None = Field(default=None, sa_column=moment())
    link_seen_at: datetime | None = Field(default=None, sa_column=moment())
    link_found_at: datetime | None = Field(default=None, sa_column=moment())
    before_lost: str | None = Field(default=None, sa_column=words(nullable=True))
    version: int = 0
