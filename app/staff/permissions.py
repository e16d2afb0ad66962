"""Who may do what: the one permission table, read from permissions.csv; it asks no database."""

import csv
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple, Protocol

from app.core.errors import HelplineError

FOLDER = Path(__file__).resolve().parent
ANYONE = "anyone"
"""Stands in the table for somebody without a session."""
PROVIDER = "provider"
"""Stands in the table for the phone network, known by its signature."""

SCOPES = ("all", "own", "party")
"""Everything; what is the person's own; what the person's worker or centre is a party to."""


class NotAllowed(HelplineError):
    """The role has no row for this action, or the thing lies outside its scope."""

    status = HTTPStatus.FORBIDDEN
    code = "not_allowed"


class RoleRow(NamedTuple):
    """One line of roles.csv."""

    code: str
    name_en: str
    name_bn: str
    app: str
    also_app: str | None


class HasRole(Protocol):
    """Anything that carries a role, such as a signed-in person."""

    @property
    def role(self) -> str:
        """The role's code."""
        ...


@cache
def roles() -> tuple[RoleRow, ...]:
    """The lines of roles.csv."""
    return tuple(_role(**line) for line in _lines("roles.csv"))


@cache
def table() -> dict[tuple[str, str], str]:
    """(role, action) → scope. Raises ValueError when the file names an unknown role or scope."""
    known = {role.code for role in roles()} | {ANYONE, PROVIDER}
    rows: dict[tuple[str, str], str] = {}
    for line in _lines("permissions.csv"):
        key = (line["role"], line["action"])
        if line["role"] not in known or line["scope"] not in SCOPES or key in rows:
            raise ValueError(f"permissions.csv: {line} is unknown or stands there twice")
        rows[key] = line["scope"]
    return rows


def _role(also_app: str, **line: str) -> RoleRow:
    return RoleRow(**line, also_app=also_app or None)


def scope_of(role: str, action: str) -> str | None:
    """How far `role` may go with `action`: all, own, party, or None for not at all."""
    return table().get((role, action))


def require(who: HasRole, action: str) -> str:
    """The scope of `action` for this person. Raises NotAllowed without a row."""
    scope = scope_of(who.role, action)
    if scope is None:
        raise NotAllowed(f"A {who.role} may not do this.", action=action)
    return scope


def actions_of(role: str) -> list[str]:
    """Every action the role has a row for, sorted."""
    return sorted(action for (code, action) in table() if code == role)


def actions() -> set[str]:
    """Every action the table knows."""
    return {action for (_, action) in table()}


def _lines(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
