"""Which live channel may be watched by whom; the answer is a view, rendered once for all of it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import access
from app.core.audience import BOARD, about
from app.core.errors import NotFound
from app.dispatch.ladder import Responder
from app.dispatch.sight import record_sight
from app.staff import permissions
from app.staff.auth import SignedIn
from app.staff.permissions import NotAllowed

INCIDENT = "incident/"

ACTION_OF = {
    "me": "live.me",
    "board": "board.watch",
    "incident": "live.incident",
    "field": "live.field",
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
    names = {"incident": "incident/{id}"}
    return [
        names.get(kind, kind)
        for kind, action in ACTION_OF.items()
        if permissions.scope_of(role, action) is not None
    ]


async def open_view(session: AsyncSession, who: SignedIn, name: str) -> View:
    """The view of channel `name` for this person; what it shows of an incident is recorded.

    Raises NoSuchChannel, NotAllowed, and access.IncidentNotFound for an incident that doesn't
    exist or isn't his or hers to open.
    """
    kind = "incident" if name.startswith(INCIDENT) else name
    if kind not in ACTION_OF:
        raise NoSuchChannel("There is no such channel.")
    scope = permissions.require(who, ACTION_OF[kind])
    if kind == "incident":
        return await _incident(session, who, name, scope)
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


async def record_field_sight(
    session: AsyncSession, who: SignedIn, ids: Collection[UUID] | None = None
) -> None:
    """Somebody's field screen shows the details of tasks in hand: recorded once for each."""
    kind, _, key = _address(who, "field")[0].partition("/")
    await record_sight(session, who.id, Responder(kind, UUID(key)), ids)


async def still_open(session: AsyncSession, who: SignedIn, view: View) -> bool:
    """Whether somebody who watches an incident may still do so."""
    scope = permissions.scope_of(who.role, ACTION_OF[view.kind])
    if scope is None or view.key is None:
        return False
    return scope == "all" or await access.may_open(session, who, view.key, scope)


async def _incident(session: AsyncSession, who: SignedIn, name: str, scope: str) -> View:
    try:
        incident_id = UUID(name.removeprefix(INCIDENT))
    except ValueError as error:
        raise NoSuchChannel("There is no such channel.") from error
    return replace(await incident_view(session, who, incident_id, scope), name=name)


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
    if kind == "me":
        return about("staff", who.id), who.id
    if who.worker_id is not None:
        return about("worker", who.worker_id), who.worker_id
    if who.centre_id is not None:
        return about("centre", who.centre_id), who.centre_id
    raise NotAllowed("This account belongs to no worker and no centre.")
