"""Who is asking: server sessions behind opaque cookies, and `allow(action)` for every route."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from fastapi import Depends, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import HTTPConnection

from app.core import clock, security
from app.core.db import SessionDep, fetch
from app.core.errors import HelplineError
from app.core.settings import Settings
from app.staff import permissions
from app.staff.models import App, Staff, StaffSession
from app.staff.origins import SAFE_METHODS, refuse_foreign

APP_HEADER = "X-Helpline-App"
TOKEN_BYTES = 32


_LIVING = """
SELECT staff.id, staff.name, display_bn, display_en, staff.role, staff_session.app,
       staff_session.id AS session_id, worker_id, centre_id, languages
FROM staff_session
JOIN staff ON staff.id = staff_session.staff_id AND staff.active
JOIN role ON role.code = staff.role AND staff_session.app IN (role.app, role.also_app)
WHERE token_digest = $1 AND ended_at IS NULL AND ends_at > $2
"""
"""What `SignedIn` holds, by its names."""
_STILL_LIVING = """
SELECT staff_session.id, CASE WHEN active THEN role ELSE '' END AS role
FROM staff_session JOIN staff ON staff.id = staff_id
WHERE staff_session.id = ANY($1) AND ended_at IS NULL AND ends_at > $2
"""


class NotSignedIn(HelplineError):
    """There is no session, or it has ended."""

    status = HTTPStatus.UNAUTHORIZED
    code = "not_signed_in"


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """Somebody with a living session."""

    id: UUID
    name: str
    display_bn: str
    display_en: str
    role: str
    app: str
    session_id: UUID
    worker_id: UUID | None = None
    centre_id: UUID | None = None
    languages: tuple[str, ...] = ()


def settings_of(connection: HTTPConnection) -> Settings:
    """The settings the front door put on the application."""
    settings: Settings = connection.app.state.settings
    return settings


def cookie_name(app: str, port: int) -> str:
    """One cookie per app and port, so that two apps or two instances never meet."""
    return f"__Host-helpline-{app}-{port}"


def new_token() -> tuple[str, bytes]:
    """A token of 256 random bits for the cookie, and the digest that is stored."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    return token, security.fingerprint(token.encode())


def set_cookie(response: Response, app: str, token: str, settings: Settings) -> None:
    """Hand the token to the browser; no script can read it and no other site can send it."""
    response.set_cookie(
        cookie_name(app, settings.public_port),
        token,
        max_age=int(settings.session_hours * 3600),
        path="/",
        secure=True,
        httponly=True,
        samesite="strict",
    )


def clear_cookie(response: Response, app: str, settings: Settings) -> None:
    """Take the cookie back."""
    response.delete_cookie(
        cookie_name(app, settings.public_port),
        path="/",
        secure=True,
        httponly=True,
        samesite="strict",
    )


def app_hint(connection: HTTPConnection) -> str | None:
    """Which app asks, by header or (a socket can't set headers) by `?app=`."""
    return connection.headers.get(APP_HEADER) or connection.query_params.get("app")


def tokens_of(cookies: Mapping[str, str], hint: str | None, port: int) -> list[str]:
    """The session tokens among `cookies` worth trying: the hinted app's, or console first."""
    apps = [hint] if hint else [app.value for app in App]
    return [cookies[name] for app in apps if (name := cookie_name(app, port)) in cookies]


async def session_of_cookies(
    session: AsyncSession, cookies: Mapping[str, str], hint: str | None, port: int
) -> SignedIn | None:
    """Who holds these cookies, or None when no living session stands behind them."""
    for token in tokens_of(cookies, hint, port):
        found = await _living(session, security.fingerprint(token.encode()))
        if found is not None:
            return found
    return None


async def _living(session: AsyncSession, digest: bytes) -> SignedIn | None:
    found = await fetch(session, _LIVING, digest, clock.now())
    return SignedIn(**{**found[0], "languages": tuple(found[0]["languages"])}) if found else None


def signed_in_by(entry: StaffSession, person: Staff) -> SignedIn:
    """The person behind a session row."""
    return SignedIn(
        id=person.id,
        name=person.name,
        display_bn=person.display_bn,
        display_en=person.display_en,
        role=person.role,
        app=entry.app,
        session_id=entry.id,
        worker_id=person.worker_id,
        centre_id=person.centre_id,
        languages=tuple(person.languages),
    )


async def living(session: AsyncSession, session_ids: Collection[UUID]) -> dict[UUID, str]:
    """The present role behind each of these sessions that still lives; "" for a closed account."""
    found = await fetch(session, _STILL_LIVING, list(session_ids), clock.now())
    return {row["id"]: row["role"] for row in found}


async def signed_in(session: AsyncSession, connection: HTTPConnection) -> SignedIn:
    """Who is asking. Raises NotSignedIn."""
    who = await session_of_cookies(
        session, connection.cookies, app_hint(connection), settings_of(connection).public_port
    )
    if who is None:
        raise NotSignedIn("Sign in first.")
    return who


class Allowed:
    """A route's dependency: the person, who has a session and a row for `action`."""

    def __init__(self, action: str) -> None:
        self.action = action

    async def __call__(self, request: Request, session: SessionDep) -> SignedIn:
        """Raises ForeignOrigin, NotSignedIn or NotAllowed."""
        if request.method not in SAFE_METHODS:
            refuse_foreign(request, settings_of(request))
        who = await signed_in(session, request)
        permissions.require(who, self.action)
        return who


class Open:
    """A route's dependency where nobody needs a session; the table must still have its row."""

    def __init__(self, action: str) -> None:
        self.action = action
        if permissions.scope_of(permissions.ANYONE, action) is None:
            raise ValueError(f"permissions.csv has no row for anyone and {action}")

    async def __call__(self, request: Request) -> None:
        """Raises ForeignOrigin for a page that isn't ours."""
        if request.method not in SAFE_METHODS:
            refuse_foreign(request, settings_of(request))


def allow(action: str) -> Any:
    """`who: Annotated[SignedIn, allow("calls.end")]`: only who may do `action` gets in."""
    if action not in permissions.actions():
        raise ValueError(f"permissions.csv has no row for {action}")
    return Depends(Allowed(action))


def open_to_anyone(action: str) -> Any:
    """`dependencies=[open_to_anyone("session.start")]`: a route without a session, on purpose."""
    return Depends(Open(action))
