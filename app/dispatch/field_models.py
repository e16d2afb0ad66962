"""Table of what field phones tell us: one row a command, with its receipt; it holds no words."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, LargeBinary
from sqlalchemy.dialects.postgresql import UUID as PGUUID
from sqlmodel import Field, SQLModel

from app.core.columns import choice, flag, moment, one_of, points_at, words
from app.dispatch.field_states import Result
from app.dispatch.states import DispatchState


class FieldCommand(SQLModel, table=True):
    """One press of somebody in the field. The phone makes `id`, so that a repeat is known.

    `dispatch_id` is what the phone says, which need not exist. Of what was said only a keyed
    digest is kept: enough to tell a repeat from another command under the same id.
    """

    __tablename__ = "field_command"
    __table_args__ = (one_of("result", Result), one_of("state", DispatchState))

    id: UUID = Field(sa_column=Column(PGUUID(as_uuid=True), primary_key=True))
    staff_id: UUID = Field(sa_column=points_at("staff.id"))
    dispatch_id: UUID | None = Field(
        default=None, sa_column=Column(PGUUID(as_uuid=True), nullable=True, index=True)
    )
    verb: str = Field(sa_column=words())
    body_digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    made_at: datetime = Field(sa_column=moment(nullable=False))
    clock_offset_ms: int = Field(sa_column=Column(BigInteger, nullable=False))
    at: datetime = Field(sa_column=moment(nullable=False))
    doubtful: bool = Field(default=False, sa_column=flag())
    received_at: datetime = Field(sa_column=moment(nullable=False))
    result: Result = Field(sa_column=choice(Result))
    code: str | None = None
    state: DispatchState | None = Field(
        default=None, sa_column=choice(DispatchState, nullable=True)
    )
