"""Puts up the product for a bench: its keys, its environment, its database, people with sessions.

It must not touch any database or port but the bench's own.
"""

import asyncio
import base64
import os
import secrets
import subprocess
import sys
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from app.core import clock
from app.core.db import Database
from app.staff.auth import cookie_name, new_token
from app.staff.duty import move_duty
from app.staff.models import Staff, StaffSession
from benchmarks import webhook
from benchmarks.stage import Postgres, StageFailed, free_port

HELPLINE = str(Path(sys.executable).with_name("helpline"))
SERVED = str(Path(__file__).with_name("served.py"))
AT_ONCE = 500
SESSION_SECONDS = 12 * 3600


@dataclass(frozen=True)
class Person:
    """An invented member of staff with a living session; `token` is the cookie's."""

    staff_id: UUID
    token: str


def secrets_of_this_run() -> dict[str, str]:
    """Keys that protect nothing and are forgotten at the end; both sides get the same."""
    return {
        "HELPLINE_SECRET_KEY": secrets.token_urlsafe(32),
        "HELPLINE_DATA_KEYS": "1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        "HELPLINE_INDEX_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "HELPLINE_TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "HELPLINE_TWILIO_ACCOUNT_SID": webhook.ACCOUNT,
        "HELPLINE_TWILIO_API_URL": "http://127.0.0.1:9",
    }


def environment(url: str, keys: Mapping[str, str]) -> dict[str, str]:
    """What a process under test is started with; no setting of ours leaks into it."""
    port = free_port()
    return {
        **{name: value for name, value in os.environ.items() if name[:9] != "HELPLINE_"},
        **keys,
        "HELPLINE_DATABASE_URL": url,
        "HELPLINE_HOST": "127.0.0.1",
        "HELPLINE_PORT": str(port),
        "HELPLINE_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }


def bring_up_to_date(env: Mapping[str, str], home: Path) -> None:
    """Make ours what it is in earnest, with the product's own command. Raises StageFailed."""
    command = [HELPLINE, "migrate"]
    done = subprocess.run(command, env=env, cwd=home, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise StageFailed(f"`helpline migrate` fails: {done.stderr.strip()[-600:]}")


def in_database(url: str, work: Any) -> Any:
    """Run `await work(database)` with the product's own database, in a loop of its own."""

    async def run() -> Any:
        database = Database(url, 2)
        try:
            return await work(database)
        finally:
            await database.close()

    made: Coroutine[Any, Any, Any] = run()
    return asyncio.run(made)


def hire(postgres: Postgres, role: str, count: int, *, on_duty: bool = False) -> list[Person]:
    """Add invented staff, each with a session as sign-in makes it (no password fits them)."""

    async def add(database: Database) -> list[Person]:
        hired: list[Person] = []
        while len(hired) < count:
            number = min(AT_ONCE, count - len(hired))
            hired += await _some(database, role, number, on_duty=on_duty)
        return hired

    people: list[Person] = in_database(postgres.url, add)
    return people


async def _some(database: Database, role: str, count: int, *, on_duty: bool) -> list[Person]:
    hired = []
    async with database.transaction() as session:
        staff = [_one(role) for _ in range(count)]
        session.add_all(staff)
        await session.flush()
        for one in staff:
            token, digest = new_token()
            session.add(
                StaffSession(
                    token_digest=digest,
                    staff_id=one.id,
                    app="console",
                    started_at=clock.now(),
                    ends_at=clock.seconds_from_now(SESSION_SECONDS),
                )
            )
            hired.append(Person(one.id, token))
    if on_duty:
        async with database.transaction() as session:
            for person in hired:
                await move_duty(session, person.staff_id, "start")
    return hired


def _one(role: str) -> Staff:
    name = f"bench-{role}-{uuid4().hex[:12]}"
    return Staff(
        name=name,
        display_bn=name,
        display_en=name,
        role=role,
        password_hash="none",
        languages=["bn", "en"],
    )


def console(person: Person, port: int) -> dict[str, str]:
    """How the load process opens this person's console: address and cookie."""
    cookie = f"{cookie_name('console', port)}={person.token}"
    return {"id": str(person.staff_id), "path": "/live?app=console", "cookie": cookie}
