"""Brings a database's schema up to date with Alembic; it never touches rows."""

import asyncio
from pathlib import Path

import asyncpg
from alembic.config import Config

from alembic import command
from app.core.dsn import connecting

FOLDER = Path(__file__).resolve().parents[2] / "alembic"
OLDEST_POSTGRES = 150000


class CannotMigrate(Exception):
    """The database can't be brought up to date; the sentence says why."""


def config(url: str) -> Config:
    """Alembic's settings for the database at `url`."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.set_main_option("file_template", "%%(year)d-%%(month).2d-%%(day).2d-%%(slug)s")
    made.attributes["url"] = url
    return made


def migrate(url: str) -> None:
    """Upgrade to the newest schema. Raises CannotMigrate with a line for people."""
    try:
        version = asyncio.run(_server_version(url))
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        raise CannotMigrate(f"the database does not answer ({type(error).__name__})") from error
    if version < OLDEST_POSTGRES:
        raise CannotMigrate("PostgreSQL 15 or newer is needed")
    command.upgrade(config(url), "head")


async def _server_version(url: str) -> int:
    connection = await asyncpg.connect(**connecting(url))
    try:
        return int(await connection.fetchval("SHOW server_version_num"))
    finally:
        await connection.close()
