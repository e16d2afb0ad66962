"""Which live channel may be watched by whom; the answer is a view, rendered once for all of it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import access, case_access
from app.core.audience import BOARD, about
from app.core.errors import NotFound
from app.dispatch.ladder import Responder
from app.dispatch.sight import record_sight
from app.staff import permissions
from app.staff.auth import SignedIn
from app.staff.permissions import NotAllowed

INCIDENT = "incident/"
CASE = "case/"

ACTION_OF = {
    "me": "live.me",
    "board": "board.watch",
    "incident": "live.incident",
    "field": "live.field",
    "case": "live.case",
    "cases": "live.cases",
}
"""Kind of channel → the action of the permission table that lets somebody watch it."""


class NoSuchChannel(NotFound):
    """There is no channel of that name."""

    code = "no_such_channel"


@dataclass(frozen=True, kw_only=True)
class View:
    """One rendering of one channel: everybody with an equal view gets the same bytes.

    `name` is what clients call it, `audience` what events are addressed to.
    """

    kind: str
    name: str
    audience: str
    role: str
    key: UUID | None = None
    full_number: bool = False


def names_for(role: str) -> list[str]:
    """The channels a role may watch, as `hello` lists them."""
    names = {"incident": "incident/{id}", "case": "case/{id}"}
    return [
        names.get(kind, kind)
        for kind, action in ACTION_OF.items()
        if permissions.scope_of(role, action) is not None
    ]


async def open_view(session: AsyncSession, who: SignedIn, name: str) -> View:
    """The view of channel `name` for this person; what it shows of an incident is recorded.

    Raises NoSuchChannel, NotAllowed, and access.IncidentNotFound or case_access.CaseNotFound for
    what doesn't exist or isn't his or hers to open; ReasonIsNeeded for a case that asks for one.
    """
    kind = _kind_of(name)
    if kind not in ACTION_OF:
        raise NoSuchChannel("There is no such channel.")
    scope = permissions.require(who, ACTION_OF[kind])
    if kind == "incident":
        return await _incident(session, who, name, scope)
    if kind == "case":
        return await _case(session, who, name, scope)
    audience, key = _address(who, kind)
    if kind == "field":
        await record_field_sight(session, who)
    return View(
        kind=kind,
        name=name,
        audience=audience,
        role=who.role,
        key=key,
        full_number=permissions.scope_of(who.role, "number.see_full") is not None,
    )


def _kind_of(name: str) -> str:
    for start in (INCIDENT, CASE):
        if name.startswith(start):
            return start.removesuffix("/")
    return "" if name in ("incident", "case") else name


async def record_field_sight(
    session: AsyncSession, who: SignedIn, ids: Collection[UUID] | None = None
) -> None:
    """Somebody's field screen shows the details of tasks in hand: recorded once for each."""
    kind, _, key = _address(who, "field")[0].partition("/")
    await record_sight(session, who.id, Responder(kind, UUID(key)), ids)


async def still_open(session: AsyncSession, who: SignedIn, view: View) -> bool:
    """Whether somebody who watches an incident or a case may still do so."""
    scope = permissions.scope_of(who.role, ACTION_OF[view.kind])
    if scope is None or view.key is None:
        return False
    if view.kind == "case":
        return await case_access.may_open(session, who, view.key, scope)
    return scope == "all" or await access.may_open(session, who, view.key, scope)


async def _incident(session: AsyncSession, who: SignedIn, name: str, scope: str) -> View:
    incident_id = _id_in(name, INCIDENT)
    return replace(await incident_view(session, who, incident_id, scope), name=name)


def _id_in(name: str, start: str) -> UUID:
    try:
        return UUID(name.removeprefix(start))
    except ValueError as error:
        raise NoSuchChannel("There is no such channel.") from error


async def _case(session: AsyncSession, who: SignedIn, name: str, scope: str) -> View:
    """The view of a case, whose opening is recorded."""
    case_id = _id_in(name, CASE)
    await case_access.by_person(session, who, case_id, scope)
    audience = about("case", case_id)
    return View(kind="case", name=name, audience=audience, role=who.role, key=case_id)


async def incident_view(
    session: AsyncSession, who: SignedIn, incident_id: UUID, scope: str
) -> View:
    """The view of an incident, whose opening is recorded. Raises access.IncidentNotFound."""
    await access.by_person(session, who, incident_id, scope)
    return View(
        kind="incident",
        name=about("incident", incident_id),
        audience=about("incident", incident_id),
        role=who.role,
        key=incident_id,
        full_number=permissions.scope_of(who.role, "number.see_full") in ("all", scope),
    )


def _address(who: SignedIn, kind: str) -> tuple[str, UUID | None]:
    if kind == "board":
        return BOARD, None
    if kind in ("me", "cases"):
        return about("staff", who.id), who.id
    if who.worker_id is not None:
        return about("worker", who.worker_id), who.worker_id
    if who.centre_id is not None:
        return about("centre", who.centre_id), who.centre_id
    raise NotAllowed("This account belongs to no worker and no centre.")
