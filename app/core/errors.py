"""The error family and its one rendering as RFC 9457 problem details; no room renders its own."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar

import asyncpg
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, EmulatedDBAPIException
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from starlette.exceptions import HTTPException

PROBLEM = "application/problem+json"
LONGEST_NAME = 60
RETRY_AFTER_SECONDS = 2
AWAY = (
    OSError,
    NoConnectionFree,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
)
"""What a database that is away, going down or coming up makes of a question."""
LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
)
"""Of these what surely is the server's going or coming. A statement that took too long, or is asked
wrongly of the driver, may be a fault of who asks and comes again as often as it is tried."""
BUSY = (
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
)
"""What it says when others work on the same rows for too long, or in the opposite order; all of it
is undone then, which of its other errors of transactions (40003) nobody knows."""

log = structlog.get_logger()


class HelplineError(Exception):
    """Something expected went wrong; `detail` is a sentence for the person who asked.

    Rooms subclass it beside the verb that raises it, with an HTTP status and a stable code.
    """

    status: ClassVar[int] = HTTPStatus.CONFLICT
    code: ClassVar[str] = "conflict"

    def __init__(self, detail: str, *, field: str | None = None, **facts: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field
        self.facts = facts


class ProviderError(Exception):
    """The outside world failed; `retryable` says if trying again can help."""

    def __init__(self, detail: str, *, retryable: bool) -> None:
        super().__init__(detail)
        self.retryable = retryable


class InputIsInvalid(HelplineError):
    """A field holds something that can't be used."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "input_is_invalid"


class NotFound(HelplineError):
    """Nothing of that name, or nothing this person may know of: the answer is the same."""

    status = HTTPStatus.NOT_FOUND
    code = "not_found"


def problem(
    status: int,
    code: str,
    detail: str,
    errors: Sequence[Mapping[str, str]] = (),
    facts: Mapping[str, Any] | None = None,
) -> JSONResponse:
    """One problem document (RFC 9457); `facts` are extension members."""
    body: dict[str, Any] = {
        "type": f"/docs/errors#{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "errors": list(errors),
    }
    return JSONResponse({**(facts or {}), **body}, status_code=status, media_type=PROBLEM)


async def _expected(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HelplineError)
    errors = [{"field": error.field, "message": error.detail}] if error.field else []
    return problem(error.status, error.code, error.detail, errors, error.facts)


async def _malformed(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    errors = [
        {
            "field": _named(item["loc"]),
            "message": item["msg"],
        }
        for item in error.errors()
    ]
    detail = "Some fields can't be used: " + ", ".join(item["field"] for item in errors)
    return problem(422, InputIsInvalid.code, detail, errors)


def _named(loc: Sequence[str | int]) -> str:
    """A field by its path. Names a client made up may be endless, or no text at all."""
    name = ".".join(str(part)[:LONGEST_NAME] for part in loc[1:])
    return name.encode("utf-8", "replace").decode("utf-8") or "body"


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    answer = problem(status, status.name.lower(), str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


async def _away(request: Request, error: Exception) -> JSONResponse:
    """The database does not answer, or others were in the way: to be asked again in a moment.

    Whether it was done is not known when the line broke at the commit; every verb may be repeated.
    Who was in the way undid all of it.
    """
    if is_busy(error):
        detail = "Others work on the same thing at this moment. Nothing was saved."
        log.warning("database_busy", error=_name_of(error), route=_route_of(request))
        return _again("busy", detail)
    if not is_away(error):
        return await _bug(request, error)
    log.warning("database_away", error=type(error).__name__, route=_route_of(request))
    return unavailable()


def unavailable() -> JSONResponse:
    """What somebody gets while the database does not answer."""
    return _again("unavailable", "The database does not answer at this moment.")


def _again(code: str, detail: str) -> JSONResponse:
    answer = problem(503, code, detail)
    answer.headers["retry-after"] = str(RETRY_AFTER_SECONDS)
    return answer


def is_away(error: BaseException) -> bool:
    """Whether the database did not answer; if what was asked is done is not known."""
    return _is(error, AWAY)


def is_lost(error: BaseException) -> bool:
    """Whether the connection or the server went away, whatever was asked."""
    return _is(error, LOST)


def is_busy(error: BaseException) -> bool:
    """Whether others worked on the same rows; all of what was asked is undone."""
    return _is(error, BUSY)


def _is(error: BaseException | None, kinds: tuple[type[BaseException], ...]) -> bool:
    """Whether it is one of these, or was made of one on its way through driver and ORM."""
    if isinstance(error, DBAPIError):
        lost = kinds in (AWAY, LOST) and error.connection_invalidated
        return lost or _is(error.orig, kinds)
    return isinstance(error, kinds) or (error is not None and _is(error.__cause__, kinds))


def _name_of(error: Exception) -> str:
    """The name Postgres gives it, without its text, which may quote what a child said."""
    found: BaseException | None = error.orig if isinstance(error, DBAPIError) else error
    while found is not None and not isinstance(found, BUSY):
        found = found.__cause__
    return type(found or error).__name__


async def _bug(request: Request, error: Exception) -> JSONResponse:
    """A bug: logged by its type only, since an exception's text may quote what a child said."""
    log.error("unexpected_error", error=type(error).__name__, route=_route_of(request))
    return problem(500, "unexpected_error", "Something went wrong on our side. Nothing was saved.")


def _route_of(request: Request) -> str:
    return str(getattr(request.scope.get("route"), "path", "unknown"))


def install(app: FastAPI) -> None:
    """Make `app` answer every error as a problem document."""
    app.add_exception_handler(HelplineError, _expected)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    for kind in (DBAPIError, EmulatedDBAPIException, *AWAY, *BUSY):
        app.add_exception_handler(kind, _away)
    app.add_exception_handler(Exception, _bug)
