"""Signing in and out, with its throttle; it never tells whether a name exists.

An attempt counts before the password is looked at, so that attempts made side by side can't
slip past the limits: at most 5 failures for a name from one source, 50 from one source for any
name, in 15 minutes (OWASP Authentication Cheat Sheet: limit by account and by source; a lock by
account alone would let a stranger lock people out).
"""

from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

import structlog
from sqlalchemy import delete, func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock, security
from app.core.db import Database
from app.core.errors import HelplineError
from app.core.settings import Settings
from app.staff import passwords
from app.staff.auth import SignedIn, new_token, signed_in_by
from app.staff.models import Role, SignInFailure, Staff, StaffSession

WINDOW = timedelta(minutes=15)
MOST_BY_ACCOUNT = 5
MOST_BY_SOURCE = 50

log = structlog.get_logger()


class SignInRefused(HelplineError):
    """Wrong name or wrong password; the answer is the same for both."""

    status = HTTPStatus.UNAUTHORIZED
    code = "sign_in_refused"


class WrongPassword(HelplineError):
    """Who is signed in did not prove it; the session goes on."""

    status = HTTPStatus.FORBIDDEN
    code = "wrong_password"


class TooManyAttempts(HelplineError):
    """Too many failed sign-ins; trying again later helps."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "too_many_attempts"


def known_as(name: str) -> str:
    """A sign-in name as it is stored: trimmed, lower case."""
    return name.strip().casefold()


async def sign_in(
    database: Database,
    settings: Settings,
    name: str,
    password: str,
    source: str,
    app: str | None = None,
) -> tuple[SignedIn, str]:
    """Who signed in, and the token for the cookie.

    `source` is the network address that asks; `app` is for which app, where the role has two.
    Raises SignInRefused, TooManyAttempts, TooBusy.
    No transaction is open while the password is checked.
    """
    name = known_as(name)
    keys = _keys(settings, name, source)
    async with database.transaction() as session:
        attempts = await _count_attempt(session, keys)
        found = (
            await session.exec(select(Staff).where(Staff.name == name, col(Staff.active)))
        ).first()
    if not await passwords.fits(password, found.password_hash if found else None) or found is None:
        log.info("sign_in_refused")
        raise SignInRefused("The name or the password is wrong.")
    async with database.transaction() as session:
        await _forget(session, keys[0], attempts)
        return await _open(session, found.id, settings, app)


async def confirm_password(
    database: Database, settings: Settings, who: SignedIn, password: str, source: str
) -> None:
    """Somebody who is signed in proves it again, under the limits of signing in.

    Raises WrongPassword, TooManyAttempts, TooBusy. No transaction is open while it is checked.
    """
    keys = _keys(settings, who.name, source)
    async with database.transaction() as session:
        attempts = await _count_attempt(session, keys)
        stored = (await session.get_one(Staff, who.id)).password_hash
    if not await passwords.fits(password, stored):
        raise WrongPassword("The password is wrong.", field="password")
    async with database.transaction() as session:
        await _forget(session, keys[0], attempts)


async def sign_out(session: AsyncSession, session_id: UUID) -> None:
    """End a session, everywhere and at once."""
    await session.exec(
        update(StaffSession)
        .where(col(StaffSession.id) == session_id, col(StaffSession.ended_at).is_(None))
        .values(ended_at=clock.now())
    )


async def end_sessions(session: AsyncSession, staff_id: UUID) -> None:
    """End every session of one person."""
    await session.exec(
        update(StaffSession)
        .where(col(StaffSession.staff_id) == staff_id, col(StaffSession.ended_at).is_(None))
        .values(ended_at=clock.now())
    )


def _keys(settings: Settings, name: str, source: str) -> tuple[bytes, bytes]:
    secret = settings.secret_key.get_secret_value()
    return (
        security.digest(secret, "sign-in-account", f"{name}\0{source}"),
        security.digest(secret, "sign-in-source", source),
    )


async def _count_attempt(session: AsyncSession, keys: tuple[bytes, bytes]) -> list[UUID]:
    """Write the attempt down unless there were too many; ids of the rows written."""
    now = clock.now()
    await session.exec(delete(SignInFailure).where(col(SignInFailure.at) < now - WINDOW))
    for key, most in zip(keys, (MOST_BY_ACCOUNT, MOST_BY_SOURCE), strict=True):
        lock = int.from_bytes(key[:8], "big", signed=True)
        await session.exec(select(func.pg_advisory_xact_lock(lock)))
        count = select(func.count()).where(
            col(SignInFailure.key) == key, col(SignInFailure.at) >= now - WINDOW
        )
        if (await session.exec(count)).one() >= most:
            log.warning("sign_in_throttled")
            raise TooManyAttempts(
                f"Too many failed sign-ins. Try again in {WINDOW.seconds // 60} minutes.",
                retry_after_seconds=WINDOW.seconds,
            )
    attempts = [SignInFailure(key=key, at=now) for key in keys]
    session.add_all(attempts)
    return [attempt.id for attempt in attempts]


async def _forget(session: AsyncSession, account_key: bytes, attempts: list[UUID]) -> None:
    """It was no failure: the name's count starts anew, the source keeps its other failures."""
    await session.exec(
        delete(SignInFailure).where(
            (col(SignInFailure.key) == account_key) | col(SignInFailure.id).in_(attempts)
        )
    )


async def _open(
    session: AsyncSession, staff_id: UUID, settings: Settings, app: str | None
) -> tuple[SignedIn, str]:
    person = await session.get_one(Staff, staff_id)
    role = await session.get_one(Role, person.role)
    token, token_digest = new_token()
    entry = StaffSession(
        token_digest=token_digest,
        staff_id=person.id,
        app=app if app is not None and app == role.also_app else role.app,
        started_at=clock.now(),
        ends_at=clock.seconds_from_now(settings.session_hours * 3600),
    )
    session.add(entry)
    await session.flush()
    return signed_in_by(entry, person), token
