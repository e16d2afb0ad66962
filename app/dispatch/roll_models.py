"""Tables of the roll: who changed in which transaction, and how far back that is still known.

Triggers of the tables that matching reads write the first; its rows go after minutes.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, text
from sqlmodel import Field, SQLModel

from app.core.columns import moment
from app.core.outbox import XID8


class RollChange(SQLModel, table=True):
    """A transaction changed something that matching knows of a worker or centre."""

    __tablename__ = "roll_change"

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    transaction: str | None = Field(
        default=None,
        sa_column=Column(
            XID8, server_default=text("pg_current_xact_id()"), nullable=False, index=True
        ),
    )
    responder_id: UUID


class RollJournal(SQLModel, table=True):
    """One row: of transactions before `pruned` changes are forgotten, next time before `mark`.

    `emptied` is the transaction that has emptied a table last.
    """

    __tablename__ = "roll_journal"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: int = Field(default=1, primary_key=True)
    pruned: str = Field(sa_column=Column(XID8, nullable=False))
    mark: str = Field(sa_column=Column(XID8, nullable=False))
    emptied: str | None = Field(default=None, sa_column=Column(XID8))
    marked_at: datetime = Field(sa_column=moment(nullable=False))
