"""Which web pages may talk to us: a page of a foreign origin is refused; it knows no session."""

from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from app.core.errors import HelplineError
from app.core.settings import Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class ForeignOrigin(HelplineError):
    """The request was made by a page that isn't ours."""

    status = HTTPStatus.FORBIDDEN
    code = "foreign_origin"


def is_ours(origin: str, host: str, settings: Settings) -> bool:
    """Whether `origin` is our public address, or our own loopback address as `host` names it.

    `host` is the request's Host header. Any other host name needs `HELPLINE_PUBLIC_URL`, since
    a name somebody else points at us (DNS rebinding) would agree with itself.
    """
    asked = _origin(origin)
    if asked is None:
        return False
    if asked == _origin(settings.base_url):
        return True
    return asked in (_origin(f"http://{host}"), _origin(f"https://{host}")) and _loops_back(host)


def refuse_foreign(connection: HTTPConnection, settings: Settings, *, needed: bool = False) -> None:
    """Raise ForeignOrigin unless the Origin header is ours; `needed`: also when it is missing."""
    origin = connection.headers.get("origin")
    if origin is None and not needed:
        return
    if origin is None or not is_ours(origin, connection.headers.get("host", ""), settings):
        raise ForeignOrigin(
            "This page may not talk to the helpline. The address people use must be "
            "HELPLINE_PUBLIC_URL."
        )


def _origin(address: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(address)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    except (ValueError, KeyError):
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None


def _loops_back(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False
