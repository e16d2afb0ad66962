"""The browser's telephone of a counsellor or supervisor: what it signs in with at the network.

Which network that is, the ports know: this asks for a token, and says so when there is none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from app.cases.queries import iso
from app.core.errors import HelplineError

TOKEN_MINUTES = 12
"""A token is asked for anew before it ends; one that is stolen is soon worth nothing."""


@dataclass(frozen=True)
class Token:
    """What a browser signs in with: opaque here, for one person, until `expires_at`."""

    value: str
    identity: str
    expires_at: datetime


MakesTokens = Callable[[str, int], Token]
"""The port: a token for the line of a person of this name, good for so many seconds."""


class SoftphoneIsNotSetUp(HelplineError):
    """This line rings desk telephones, or the keys for browser telephones are not set."""

    status = HTTPStatus.CONFLICT
    code = "softphone_is_not_set_up"


def token(makes: MakesTokens | None, name: str) -> dict[str, Any]:
    """A token for somebody's own line. Raises SoftphoneIsNotSetUp."""
    if makes is None:
        raise SoftphoneIsNotSetUp(
            "Telephones in the browser are not set up: use your desk telephone, or ask the "
            "administrator for the keys of the telephone network."
        )
    made = makes(name, TOKEN_MINUTES * 60)
    return {"token": made.value, "identity": made.identity, "expires_at": iso(made.expires_at)}
