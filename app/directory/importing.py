"""Takes tables into the directory: all rows or none, with a report; a dry run is undone.

Repeatable: rows are known by their code, and a column the file lacks leaves what was known.
Nobody's duty, number or verification changes by a file: a contact that comes in is not verified, a
worker who comes in is off duty.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import execute
from app.core.errors import HelplineError
from app.directory import centres, contacts, mahallas, posts, rosters, service
from app.directory.contacts import ContactIsThere, Owner
from app.directory.models import Centre, Worker
from app.directory.roster import DHAKA
from app.directory.states import Channel, HoldingKind, OrganisationKind, PostKind
from app.directory.table import CellIsBad, Line, Problem, read, shown
from app.directory.tables import COLUMNS
from app.staff.models import Staff

Row = Mapping[str, Any]

_ALWAYS_SAID: Final = ("code", "name_bn", "name_en", "kind", "admits", "operating")
FROM_A_FILE: Final = "import"
"""What stands as the source of a centre that came by a file."""
CENTRES: Final = "centres"

ChangesCentre = Callable[[AsyncSession, UUID, Mapping[str, Any], str], Awaitable[None]]
"""Says what a centre is, and from where that comes; refuses what its children forbid."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a file holds: how many rows, which are new, what is wrong, whether it was taken in."""

    kind: str
    rows: int
    new: int = 0
    problems: Sequence[Problem] = field(default_factory=tuple)
    applied: bool = False


class TablesMet(HelplineError):
    """Somebody else changes the directory at the same moment; the table may be sent again."""

    code = "tables_met"


_ALONE: Final = "SELECT pg_advisory_xact_lock(hashtext('directory.import'))"
"""Two tables that enter the same, or the same in another order, would meet halfway."""
_MET: Final = ("23505", "40P01", "55P03")
"""Entered by somebody else meanwhile; each waits for the other; waited too long.

Source: PostgreSQL, appendix A, error codes.
"""


class _Undone(Exception):
    """Makes a savepoint go back."""


async def take_in(
    session: AsyncSession,
    kind: str,
    data: bytes,
    change_centre: ChangesCentre,
    *,
    dry_run: bool,
    by: UUID | None = None,
) -> Report:
    """All rows of a table, or none when one is bad or this is a dry run.

    `change_centre` changes a centre that is known, where children may stay. `by` is who sends it,
    None for the command on the server. One table comes in at a time. Raises TableIsBad, TablesMet.
    """
    takes = partial(_centre, change_centre, by) if kind == CENTRES else _TAKES[kind]
    lines, problems = read(data, COLUMNS[kind])
    problems += _twice(kind, lines)
    new = 0
    try:
        await execute(session, _ALONE)
        async with session.begin_nested():
            for line in lines:
                try:
                    new += await takes(session, line.values)
                except CellIsBad as error:
                    problems.append(_of_row(line, error.params.get("column", ""), error.code))
                except HelplineError as error:
                    said = {"said": error.detail}
                    problems.append(_of_row(line, error.field or "", "refused", said))
            if problems or dry_run:
                raise _Undone
    except _Undone:
        session.expire_all()
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) not in _MET:
            raise
        raise TablesMet("Somebody else changes the directory now: send the table again.") from error
    places = {column.name: place for place, column in enumerate(COLUMNS[kind])}
    problems.sort(key=lambda one: (one.row, places.get(one.column, -1)))
    rows = len(lines) + len({one.row for one in problems} - {line.row for line in lines})
    return Report(kind, rows, new, tuple(problems), applied=not problems and not dry_run)


def _of_row(line: Line, column: str, code: str, params: Mapping[str, str] | None = None) -> Problem:
    return Problem(line.row, column, code, params or {}, shown(line.values.get(column)))


_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "coverage": ("owner_kind", "owner_code", "place"),
    "contacts": ("owner_kind", "owner_code", "channel", "address"),
    "holidays": ("day",),
    "mahallas": ("scheme", "number", "name_bn"),
}


def _twice(kind: str, lines: Sequence[Line]) -> list[Problem]:
    """Rows that say something else about what an earlier row is about."""
    keys = _KEYS.get(kind, ("code",))
    seen: dict[tuple[Any, ...], int] = {}
    found = []
    for line in lines:
        key = tuple(line.values[name] for name in keys)
        if key in seen:
            found.append(_of_row(line, keys[0], "twice", {"row": str(seen[key])}))
        seen.setdefault(key, line.row)
    return found


async def _centre(
    change_centre: ChangesCentre, by: UUID | None, session: AsyncSession, row: Row
) -> bool:
    known = await service.centre_by_code(session, row["code"])
    said = dict(row)
    address = said.pop("address", None)
    made = known or Centre(**{name: said[name] for name in _ALWAYS_SAID}, source=FROM_A_FILE)
    if known:
        await change_centre(session, made.id, said, FROM_A_FILE)
    else:
        await centres.put(session, made, said)
        await session.flush()
    if address is not None:
        await centres.set_address(session, made.id, address, by=by)
    return known is None


async def _worker(session: AsyncSession, row: Row) -> bool:
    known = await service.worker_by_code(session, row["code"])
    made = known or Worker(
        code=row["code"], name_en="", name_bn="", post_en="", post_bn="", languages=["bn"]
    )
    made.name_bn, made.name_en = row["name_bn"], row["name_en"]
    made.post_bn, made.post_en = row["called_bn"], row["called_en"]
    for name in ("gender", "capacity"):
        setattr(made, name, row.get(name, getattr(made, name)))
    made.languages = row.get("languages") or made.languages
    session.add(made)
    await session.flush()
    return known is None


async def _post(session: AsyncSession, row: Row) -> bool:
    known = await posts.post_by_code(session, row["code"])
    named = {name: row[name] for name in ("code", "seat", "name_bn", "name_en")}
    owner = await _organisation_of(session, row.get("organisation"))
    made = await posts.add_post(session, kind=PostKind(row["kind"]), organisation_id=owner, **named)
    if row.get("holder"):
        holder = await service.worker_by_code(session, row["holder"])
        if holder is None:
            raise CellIsBad("no_such_owner", column="holder")
        held = HoldingKind(row.get("holding") or HoldingKind.SUBSTANTIVE)
        since = _midnight(row.get("since"))
        await posts.appoint(session, made.id, holder.id, at=since, kind=held)
    return known is None


async def _organisation_of(session: AsyncSession, known_by: str | None) -> UUID | None:
    if known_by is None:
        return None
    found = await posts.organisation_by_code(session, known_by)
    if found is None:
        raise CellIsBad("no_such_owner", column="organisation")
    return found.id


async def _organisation(session: AsyncSession, row: Row) -> bool:
    known = await posts.organisation_by_code(session, row["code"])
    await posts.add_organisation(session, **{**row, "kind": OrganisationKind(row["kind"])})
    return known is None


def _midnight(since: date | None) -> datetime:
    if since is None:
        return clock.now()
    return datetime.combine(since, datetime.min.time(), DHAKA).astimezone(UTC)


async def _coverage(session: AsyncSession, row: Row) -> bool:
    owner = await _owner(session, row)
    ids = {f"{row['owner_kind']}_id": owner}
    rank = row["rank"] or service.RANKS[0] if "rank" in row else None
    return await service.cover(session, row["place"], rank=rank, **ids)


async def _contact(session: AsyncSession, row: Row) -> bool:
    owner = Owner(row["owner_kind"], await _owner(session, row))
    turn = 1 if row.get("turn") is None else row["turn"]
    try:
        async with session.begin_nested():
            await contacts.add_contact(
                session, owner, Channel(row["channel"]), row["address"], turn=turn
            )
    except ContactIsThere:
        return False
    return True


async def _holiday(session: AsyncSession, row: Row) -> bool:
    return await rosters.set_holiday(session, row["day"], row["name_en"], row["name_bn"])


async def _mahalla(session: AsyncSession, row: Row) -> bool:
    said = dict(row)
    ward = mahallas.ward_of(said.pop("scheme"), said.pop("number"))
    if ward is None:
        raise CellIsBad("no_ward", column="number")
    names = {"from": "valid_from", "to": "valid_to"}
    return await mahallas.put(session, ward, {names.get(k, k): said[k] for k in said})


async def _owner(session: AsyncSession, row: Row) -> UUID:
    """Who is meant by kind and code; somebody of the staff is meant by the name to sign in."""
    kind, known_by = row["owner_kind"], row["owner_code"]
    found: Any
    if kind == "worker":
        found = await service.worker_by_code(session, known_by)
    elif kind == "centre":
        found = await service.centre_by_code(session, known_by)
    elif kind == "post":
        found = await posts.post_by_code(session, known_by)
    else:
        found = (await session.exec(select(Staff).where(Staff.name == known_by))).first()
    if found is None:
        raise CellIsBad("no_such_owner", column="owner_code")
    id_: UUID = found.id
    return id_


_TAKES: Final[Mapping[str, Callable[[AsyncSession, Row], Awaitable[bool]]]] = {
    "organisations": _organisation,
    "workers": _worker,
    "posts": _post,
    "coverage": _coverage,
    "contacts": _contact,
    "holidays": _holiday,
    "mahallas": _mahalla,
}
"""How one row of the others is taken in; says whether it is new."""
