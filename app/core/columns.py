"""Short names for the column kinds every room uses; it declares no table."""

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import UUID as PGUUID
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING  # must stand before any table is declared


def moment(*, nullable: bool = True, index: bool = False) -> Column[Any]:
    """An aware moment in UTC."""
    return Column(DateTime(timezone=True), nullable=nullable, index=index)


def words(*, nullable: bool = False, **more: Any) -> Column[Any]:
    """Plain text that is not personal."""
    return Column(Text, nullable=nullable, **more)


def sealed(*, nullable: bool = True) -> Column[Any]:
    """Bytes sealed under a data key, or a wrapped key."""
    return Column(LargeBinary, nullable=nullable)


class Choice(TypeDecorator[StrEnum]):
    """Text in the database, a member of a StrEnum in Python."""

    impl = Text
    cache_ok = True

    def __init__(self, allowed: type[StrEnum]) -> None:
        super().__init__()
        self.allowed = allowed

    def process_bind_param(self, value: StrEnum | None, dialect: Any) -> str | None:
        """Only a known member goes in."""
        return None if value is None else self.allowed(value).value

    def process_result_value(self, value: str | None, dialect: Any) -> StrEnum | None:
        """A member comes out."""
        return None if value is None else self.allowed(value)


def choice(
    allowed: type[StrEnum], *, nullable: bool = False, server_default: str | None = None
) -> Column[Any]:
    """A checked text column that reads back as the enum's member; add `one_of` for the check."""
    return Column(Choice(allowed), nullable=nullable, server_default=server_default)


def many(*, nullable: bool = False) -> Column[Any]:
    """A list of codes."""
    return Column(ARRAY(Text), nullable=nullable, server_default="{}")


def facts(empty: str = "{}") -> Column[Any]:
    """Non-personal facts as JSON; `empty` is what stands there when nothing was said."""
    return Column(JSONB, nullable=False, server_default=empty)


def number() -> Column[Any]:
    """A whole number, 0 for rows whose writer knows nothing of it."""
    return Column(Integer, nullable=False, server_default="0")


def points_at(
    target: str, *, nullable: bool = False, index: bool = True, primary_key: bool = False
) -> Column[Any]:
    """A foreign key by id to `table.column`; `primary_key` where a row is one of the other."""
    return Column(
        PGUUID(as_uuid=True),
        ForeignKey(target),
        nullable=nullable,
        index=index,
        primary_key=primary_key,
    )


def flag() -> Column[Any]:
    """Yes or no; no for rows whose writer knows nothing of it."""
    return Column(Boolean, nullable=False, server_default=text("false"))


def one_of(column: str, allowed: type[StrEnum]) -> CheckConstraint:
    """A checked text column: `allowed` is the StrEnum whose values it may hold."""
    values = ", ".join(f"'{member.value}'" for member in allowed)
    return CheckConstraint(f"{column} IN ({values})", name=column)
