"""What happened, recorded in the transaction that made it happen; it sends nothing itself."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, Index, text
from sqlalchemy.types import UserDefinedType
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock, columns
from app.core.db import ANNOUNCES, execute


class XID8(UserDefinedType[str]):
    """Postgres' 64-bit transaction id, kept as text in Python."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Its name in SQL."""
        return "xid8"


class OutboxRow(SQLModel, table=True):
    """One recorded event. A reader's position is (transaction, id) below the snapshot horizon."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_position", "transaction", "id"),)

    id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger, Identity(always=True), primary_key=True),
    )
    transaction: str | None = Field(
        default=None,
        sa_column=Column(
            XID8,
            server_default=text("pg_current_xact_id()"),
            nullable=False,
        ),
    )
    at: datetime = Field(sa_column=columns.moment(nullable=False))
    event: str = Field(sa_column=columns.words())
    entity_kind: str = Field(sa_column=columns.words())
    entity_id: UUID
    version: int
    audience: list[str] = Field(sa_column=columns.many())
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=columns.facts())


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened to one entity. Facts are ids and non-personal values only (I10)."""

    key: ClassVar[str]
    entity_kind: ClassVar[str]

    entity_id: UUID
    version: int

    def facts(self) -> dict[str, Any]:
        """The event's own fields as JSON values."""
        own = asdict(self)
        del own["entity_id"], own["version"]
        return {name: _plain(value) for name, value in own.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return value


_RECORD = """
INSERT INTO outbox (at, event, entity_kind, entity_id, version, audience, facts)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""


async def record(session: AsyncSession, event: Event, audience: Sequence[str]) -> None:
    """Write `event` beside the change it tells of; `audience` names the channels concerned.

    Only services call this: searching for `record(`, and for the timeline's `tell(`, shows every
    announcement there is.
    """
    await execute(
        session,
        _RECORD,
        clock.now(),
        event.key,
        event.entity_kind,
        event.entity_id,
        event.version,
        sorted(set(audience)),
        json.dumps(event.facts()),
    )
    session.info[ANNOUNCES] = True
