"""Reads a database's address once for everything that connects: engine, raw pool, bell, queue.

asyncpg understands libpq's addresses, SQLAlchemy's dialect of it does not; so all of them connect
through asyncpg's own reading. It opens nothing and never shows a password.
"""

import os
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

CONNECT_SECONDS: Final = 5.0
SSL_MODES: Final = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
SESSION_ATTRS: Final = ("any", "primary", "standby", "read-write", "read-only", "prefer-standby")
FILES: Final = ("sslrootcert", "sslcert", "sslkey", "sslcrl")
PASSED_ON: Final = {
    *("host", "port", "user", "password", "dbname", "database", "passfile"),
    *("sslmode", "sslcert", "sslkey", "sslrootcert", "sslcrl", "sslpassword", "sslnegotiation"),
    *("ssl_min_protocol_version", "ssl_max_protocol_version", "krbsrvname", "gsslib"),
    *("target_session_attrs", "options", "application_name"),
}
"""What asyncpg reads itself, or what the server takes as a setting of the session."""


class BadAddress(ValueError):
    """The address can't be used; the sentence names the part and quotes nothing of it."""


def connecting(url: str) -> dict[str, Any]:
    """`dsn` and `timeout` (seconds) for asyncpg.connect and create_pool. Raises BadAddress.

    `connect_timeout` becomes the time-out; 0 means libpq's "no limit", which is ours instead.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise BadAddress(f"it must look like {EXAMPLE}") from None
    if parts.scheme not in ("postgresql", "postgres", "postgresql+asyncpg"):
        raise BadAddress(f"it must look like {EXAMPLE}")
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    seconds = _seconds(asked.pop("connect_timeout", "0"))
    _check(asked)
    query = urlencode(asked, quote_via=quote)
    plain = urlunsplit(("postgresql", parts.netloc, parts.path, query, ""))
    return {"dsn": _with_slashes(plain), "timeout": seconds or CONNECT_SECONDS}


EXAMPLE: Final = "postgresql://user:password@host:5432/name?sslmode=require"


def _with_slashes(url: str) -> str:
    """`urlunsplit` leaves the two slashes out where there is no host."""
    return url if url.startswith("postgresql://") else url.replace(":", "://", 1)


def _check(asked: Mapping[str, str]) -> None:
    for name in asked:
        if name not in PASSED_ON:
            raise BadAddress(f"the parameter {name[:40]!r} is not supported; leave it out")
    for name, allowed in (("sslmode", SSL_MODES), ("target_session_attrs", SESSION_ATTRS)):
        if name in asked and asked[name] not in allowed:
            raise BadAddress(f"{name} must be one of: {', '.join(allowed)}")
    for name in FILES:
        if name in asked and not os.access(asked[name], os.R_OK):
            raise BadAddress(f"{name} names a file that can't be read")


def _seconds(text: str) -> float:
    if not text.isascii() or not text.isdigit():
        raise BadAddress("connect_timeout must be a whole number of seconds")
    return float(text)
