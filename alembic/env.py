"""Runs migrations over asyncpg; it must never create a table by itself."""

import asyncio
from typing import Any

import asyncpg
from sqlalchemy import pool, text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel

import app.calls.interview_models
import app.calls.line_models
import app.calls.models
import app.calls.number_models
import app.cases.case_file_models
import app.cases.case_models
import app.cases.form_models
import app.cases.lost_models
import app.cases.models
import app.cases.people_models
import app.cases.programme_models
import app.cases.reintegration_models
import app.core.outbox
import app.directory.contact_models
import app.directory.models
import app.directory.published_models
import app.directory.roster_models
import app.dispatch.audit_models
import app.dispatch.check_in_models
import app.dispatch.clock_models
import app.dispatch.field_models
import app.dispatch.models
import app.dispatch.position_models
import app.dispatch.report_models
import app.dispatch.roll_models
import app.dispatch.unmet_models
import app.geo.models
import app.jobs.models
import app.programmes.boards.models
import app.programmes.cash.models
import app.programmes.outreach.models
import app.programmes.training.models
import app.residence.models
import app.residence.street_models
import app.staff.course_models
import app.staff.models  # noqa: F401
from alembic import context
from app.core.dsn import connecting

ONE_AT_A_TIME = 1098


def _ours(thing: Any, name: str | None, kind: str, *_: Any) -> bool:
    """The queue library looks after its own tables."""
    return not (kind == "table" and (name or "").startswith("pgqueuer"))


def _plain_type(kind: str, thing: Any, _: Any) -> str | bool:
    """Our own column kinds stand in migrations as the plain SQL kinds they are made of."""
    if kind != "type":
        return False
    name = type(thing).__name__
    plain = {
        "Choice": "sa.Text()",
        "AutoString": "sa.Text()",
        "SealedText": "sa.LargeBinary()",
    }
    return plain.get(name, False)


def _differs(_: Any, __: Any, ___: Any, found: Any, wanted: Any) -> bool | None:
    """SQLModel's AutoString is plain text to Postgres; anything else is compared as usual."""
    return False if type(wanted).__name__ == "AutoString" and "TEXT" in str(found) else None


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        include_object=_ours,
        render_item=_plain_type,
        compare_type=_differs,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        connection.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
        context.run_migrations()


async def _online() -> None:
    async def connect() -> asyncpg.Connection:
        return await asyncpg.connect(**connecting(context.config.attributes["url"]))

    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        poolclass=pool.NullPool,
        hide_parameters=True,
    )
    async with engine.connect() as connection:
        await connection.run_sync(_migrate)
        await connection.commit()
    await engine.dispose()


asyncio.run(_online())
