"""Which rows each live channel holds and which of them an event touches; it decides no access.

Snapshots and events use the same loaders, so an old screen that applied the events it missed
shows what a fresh one shows (I7). An event puts the touched rows that are still in the channel
and drops those that aren't.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import queries as calls
from app.calls.callback_rows import call_back_rows
from app.calls.models import Call, CallBack, Offer
from app.calls.states import CallState
from app.cases import queries as cases
from app.dispatch import queries as dispatch
from app.dispatch.states import OVER
from app.realtime.channels import View
from app.realtime.history import Entry
from app.staff import permissions
from app.staff.queries import duty_rows

Row = dict[str, Any]
Rows = dict[str, Row]
Ids = set[str] | None
"""Ids within a collection; None stands for all of them."""

KINDS = frozenset({"call", "incident", "intake", "dispatch", "duty", "contact", "call_back"})
"""What an event may be about. A new kind needs its touches below, and a test says so."""

QUEUE_ID = "summary"


@dataclass(frozen=True)
class Collection:
    """One named set of rows of a channel, and the action somebody needs to be sent it."""

    name: str
    action: str
    touched: Callable[[AsyncSession, View, Entry], Awaitable[set[str]]]
    rows: Callable[[AsyncSession, View, Ids], Awaitable[Rows]]


def collections_of(view: View) -> list[Collection]:
    """The collections this view may hold, by the permission table."""
    return [
        collection
        for collection in COLLECTIONS[view.kind]
        if permissions.scope_of(view.role, collection.action) is not None
    ]


def _key(view: View) -> UUID:
    assert view.key is not None
    return view.key


def _uuids(ids: Ids) -> set[UUID] | None:
    return None if ids is None else {UUID(id_) for id_ in ids}


def _texts(rows: Mapping[UUID, Row]) -> Rows:
    return {str(id_): row for id_, row in rows.items()}


def _only(rows: Rows, ids: Ids) -> Rows:
    return rows if ids is None else {id_: row for id_, row in rows.items() if id_ in ids}


def _some(*ids: UUID | None) -> set[str]:
    return {str(id_) for id_ in ids if id_ is not None}


def _about(*kinds: str) -> Callable[[AsyncSession, View, Entry], Awaitable[set[str]]]:
    """Touched: the event's own entity, when it is of one of these kinds."""

    async def touched(_: AsyncSession, __: View, entry: Entry) -> set[str]:
        return {str(entry.entity_id)} if entry.kind in kinds else set()

    return touched


def _one(id_: str, *kinds: str) -> Callable[[AsyncSession, View, Entry], Awaitable[set[str]]]:
    """Touched: the collection's only row, by events of these kinds."""

    async def touched(_: AsyncSession, __: View, entry: Entry) -> set[str]:
        return {id_} if entry.kind in kinds else set()

    return touched


# -- me: one counsellor or supervisor -------------------------------------------------------


async def _my_duty(session: AsyncSession, view: View, _: Ids) -> Rows:
    row = (await duty_rows(session, [_key(view)])).get(_key(view))
    return {"me": row} if row is not None else {}


async def _offers_touched(session: AsyncSession, view: View, entry: Entry) -> set[str]:
    """An offer also ends by the caller hanging up: look at this counsellor's last ones."""
    if entry.kind not in ("call", "duty", "contact"):
        return set()
    last = await session.exec(
        select(Offer.id)
        .where(Offer.staff_id == _key(view))
        .order_by(col(Offer.offered_at).desc())
        .limit(2)
    )
    return _some(*last, entry.id_of("offer_id"))


async def _offers(session: AsyncSession, view: View, ids: Ids) -> Rows:
    return _texts(await calls.offer_rows(session, _key(view), _uuids(ids)))


async def _my_calls_touched(session: AsyncSession, view: View, entry: Entry) -> set[str]:
    """A word on a number concerns every call from it, whichever incident it was said in."""
    if entry.kind == "contact":
        return _some(*await calls.live_calls_of(session, _key(view)))
    return {str(entry.entity_id)} if entry.kind == "call" else set()


async def _my_calls(session: AsyncSession, view: View, ids: Ids) -> Rows:
    mine = set(await calls.live_calls_of(session, _key(view)))
    wanted = mine if ids is None else mine & (_uuids(ids) or set())
    rows = await calls.call_rows(session, wanted, full_number=view.full_number)
    return _texts(rows)


async def _work_touched(session: AsyncSession, view: View, entry: Entry) -> set[str]:
    if entry.kind == "contact":
        return _some(*await cases.work_of(session, _key(view)))
    own = entry.entity_id if entry.kind == "incident" else None
    return _some(own, entry.id_of("incident_id"))


async def _work(session: AsyncSession, view: View, ids: Ids) -> Rows:
    mine = set(await cases.work_of(session, _key(view)))
    wanted = mine if ids is None else mine & (_uuids(ids) or set())
    rows = await cases.incident_rows(session, wanted)
    return {str(id_): {**row, **await _how_far(session, id_)} for id_, row in rows.items()}


async def _how_far(session: AsyncSession, incident_id: UUID) -> Row:
    """The state and deadline of the incident's latest dispatch, one still out first."""
    rows = list((await dispatch.dispatch_rows(session, incident_id=incident_id)).values())
    over = {state.value for state in OVER}
    rows.sort(key=lambda row: (row["state"] not in over, row["task_no"]))
    latest = rows[-1] if rows else None
    return {
        "dispatch_state": latest["state"] if latest else None,
        "due_at": latest["due_at"] if latest else None,
    }


async def queue_rows(session: AsyncSession, _: View | None = None, __: Ids = None) -> Rows:
    """How many wait, since when."""
    return {QUEUE_ID: await calls.queue_summary(session)}


# -- board: the supervisor ------------------------------------------------------------------


async def _waiting(session: AsyncSession, _: View, ids: Ids) -> Rows:
    return _texts(await calls.waiting_rows(session, _uuids(ids)))


async def _counsellors_touched(session: AsyncSession, _: View, entry: Entry) -> set[str]:
    if entry.kind == "duty":
        return {str(entry.entity_id)}
    incident_id = entry.entity_id if entry.kind == "incident" else entry.id_of("incident_id")
    if entry.kind not in ("call", "incident") or incident_id is None:
        return set()
    owners = await session.exec(
        select(Call.owner_id).where(Call.incident_id == incident_id, Call.state != CallState.ENDED)
    )
    return _some(*owners, entry.id_of("staff_id"))


async def _counsellors(session: AsyncSession, _: View, ids: Ids) -> Rows:
    duties = await duty_rows(session, _uuids(ids))
    current = await calls.current_calls(session)
    return {str(id_): {**row, "call": current.get(id_)} for id_, row in duties.items()}


async def _open_dispatches(session: AsyncSession, _: View, ids: Ids) -> Rows:
    rows = await dispatch.dispatch_rows(session, ids=_uuids(ids), open_only=True)
    return _texts(rows)


async def _call_backs_touched(session: AsyncSession, view: View, entry: Entry) -> set[str]:
    """By its own events, by a call that calls back, and by any word on a number."""
    if entry.kind == "call_back":
        return {str(entry.entity_id)}
    if entry.kind == "contact":
        return set(await _call_backs(session, view, None))
    if entry.kind != "call":
        return set()
    tries = select(Call.calls_back).where(Call.id == entry.entity_id)
    found = await session.exec(
        select(CallBack.id).where(
            or_(col(CallBack.call_id) == entry.entity_id, col(CallBack.id).in_(tries))
        )
    )
    return _some(*found)


async def _call_backs(session: AsyncSession, _: View, ids: Ids) -> Rows:
    return _texts(await call_back_rows(session, _uuids(ids)))


# -- incident: whoever may open it ----------------------------------------------------------


async def _itself(_: AsyncSession, view: View, __: Entry) -> set[str]:
    return {str(_key(view))}


async def _incident(session: AsyncSession, view: View, _: Ids) -> Rows:
    return _texts(await cases.incident_rows(session, [_key(view)]))


async def _intake_touched(_: AsyncSession, __: View, entry: Entry) -> set[str]:
    return {str(entry.facts["field"])} if "field" in entry.facts else set()


async def _intake(session: AsyncSession, view: View, ids: Ids) -> Rows:
    return _only(await cases.intake_rows(session, _key(view)), ids)


async def _timeline_touched(_: AsyncSession, view: View, entry: Entry) -> set[str]:
    told = entry.facts.get("stream") == str(_key(view))
    return {str(entry.facts["seq"])} if told else set()


async def _timeline(session: AsyncSession, view: View, ids: Ids) -> Rows:
    after = 0 if not ids else min(int(id_) for id_ in ids) - 1
    rows = await cases.timeline_rows(session, _key(view), after)
    return _only({str(row["seq"]): row for row in rows}, ids)


async def _dispatches(session: AsyncSession, view: View, ids: Ids) -> Rows:
    rows = await dispatch.dispatch_rows(session, incident_id=_key(view))
    return _only(_texts(rows), ids)


async def _calls_touched(session: AsyncSession, view: View, entry: Entry) -> set[str]:
    if entry.kind == "contact":
        return _some(*await calls.calls_of_incident(session, _key(view)))
    return {str(entry.entity_id)} if entry.kind == "call" else set()


async def _calls(session: AsyncSession, view: View, ids: Ids) -> Rows:
    there = set(await calls.calls_of_incident(session, _key(view)))
    wanted = there if ids is None else there & (_uuids(ids) or set())
    return _texts(await calls.call_rows(session, wanted, full_number=view.full_number))


# -- field: a worker or a centre ------------------------------------------------------------


async def _tasks_touched(session: AsyncSession, _: View, entry: Entry) -> set[str]:
    if entry.kind == "dispatch":
        return {str(entry.entity_id)}
    incident_id = entry.entity_id if entry.kind == "incident" else entry.id_of("incident_id")
    if incident_id is None:
        return set()
    return _some(*await dispatch.dispatch_rows(session, incident_id=incident_id))


async def _tasks(session: AsyncSession, view: View, ids: Ids) -> Rows:
    of_worker = view.audience.startswith("worker/")
    rows = await dispatch.task_rows(
        session,
        worker_id=_key(view) if of_worker else None,
        centre_id=None if of_worker else _key(view),
        ids=_uuids(ids),
    )
    return _texts(rows)


COLLECTIONS: dict[str, tuple[Collection, ...]] = {
    "me": (
        Collection("duty", "duty.move", _one("me", "duty"), _my_duty),
        Collection("offers", "offers.answer", _offers_touched, _offers),
        Collection("calls", "calls.end", _my_calls_touched, _my_calls),
        Collection("work", "incidents.list", _work_touched, _work),
        Collection("queue", "queue.see", _one(QUEUE_ID), queue_rows),
    ),
    "board": (
        Collection("waiting", "board.watch", _about("call"), _waiting),
        Collection("counsellors", "board.watch", _counsellors_touched, _counsellors),
        Collection("dispatches", "board.watch", _about("dispatch"), _open_dispatches),
        Collection("call_backs", "board.watch", _call_backs_touched, _call_backs),
        Collection("queue", "queue.see", _one(QUEUE_ID, "call"), queue_rows),
    ),
    "incident": (
        Collection("incident", "live.incident", _itself, _incident),
        Collection("intake", "live.incident", _intake_touched, _intake),
        Collection("timeline", "live.incident", _timeline_touched, _timeline),
        Collection("dispatches", "live.incident", _about("dispatch"), _dispatches),
        Collection("calls", "live.incident", _calls_touched, _calls),
    ),
    "field": (Collection("tasks", "live.field", _tasks_touched, _tasks),),
}
"""Every channel's collections. `me.queue` is sent apart, at most once a second (feed.py)."""
