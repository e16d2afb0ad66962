"""Whether a database is up to date, told by asyncpg alone: a second start must be quick.

It writes nothing and imports nothing heavy; when in doubt the answer is no.
"""

import asyncio
import hashlib
import re
from pathlib import Path

import asyncpg

from app.core.dsn import connecting

APP = Path(__file__).resolve().parents[1]
VERSIONS = APP.parent / "alembic" / "versions"
SOURCES = (
    *sorted((APP / "geo" / "data").glob("*.json")),
    *sorted((APP / "directory" / "data").glob("*.json")),
    *sorted((APP / "cases" / "data" / "forms").glob("*.json")),
    APP / "cases" / "data" / "programmes.json",
    *sorted((APP / "geo").glob("*.py")),
    APP / "directory" / "load.py",
    APP / "staff" / "roles.csv",
)
"""What roles, forms, programmes, places and centres are made from."""

_REVISION = re.compile(r'^(revision|down_revision) = "([^"]+)"', re.M)


def digest() -> str:
    """The fingerprint of the reference data; it is kept as the comment of the table of places."""
    whole = hashlib.sha256()
    for source in SOURCES:
        whole.update(source.read_bytes())
    return whole.hexdigest()


def newest_revision() -> str:
    """The revision no other one comes after."""
    found: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for file in VERSIONS.glob("*.py"):
        for kind, name in _REVISION.findall(file.read_text(encoding="utf-8")):
            found[kind].add(name)
    (newest,) = found["revision"] - found["down_revision"]
    return newest


def is_current(url: str, account: str | None = None) -> bool:
    """Schema and reference data are the newest, and `account` (if asked) exists."""
    return asyncio.run(_is_current(url, account))


async def _is_current(url: str, account: str | None) -> bool:
    try:
        connection = await asyncpg.connect(**connecting(url))
    except (OSError, asyncpg.PostgresError, TimeoutError):
        return False
    try:
        revision = await connection.fetchval("SELECT version_num FROM alembic_version")
        stored = await connection.fetchval("SELECT obj_description('place'::regclass)")
        known = account is None or await connection.fetchval(
            "SELECT true FROM staff WHERE name = $1", account
        )
    except asyncpg.PostgresError:
        return False
    finally:
        await connection.close()
    return bool(revision == newest_revision() and stored == digest() and known)
