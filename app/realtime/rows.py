"""Which rows each live channel holds and which of them an event touches; it decides no access.

Snapshots and events use the same loaders, so an old screen that applied the events it missed
shows what a fresh one shows (I7). An event puts the touched rows that are still in the channel
and drops those that aren't.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import queries as calls
from app.calls.announcements import announcement_rows
from app.calls.callback_rows import call_back_rows
from app.calls.sessions import session_rows
from app.cases import queries as cases
from app.core.db import fetch
from app.dispatch import queries as dispatch
from app.realtime import case_files, children, clocks, guests, lines, residence, street, unmet
from app.realtime.channels import View
from app.realtime.collection import Collection, Gone, Ids, Row, Rows, Touches
from app.realtime.duress import DURESS
from app.realtime.glance import glance
from app.realtime.history import Entry
from app.realtime.programmes import OF_BOARD as OF_PROGRAMMES
from app.realtime.texts import TEXT, rows_of_incident, texts_touched, waiting
from app.realtime.workers import UNREACHABLE
from app.staff import permissions
from app.staff.queries import duty_rows

QUEUE_ID = "summary"


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


def _each(entries: Iterable[Entry], ids: Callable[[Entry], Iterable[UUID | None]]) -> Touches:
    """Each event touches these ids; no id is None."""
    return {str(id_): entry for entry in entries for id_ in ids(entry) if id_ is not None}


def _all(ids: Iterable[UUID], entry: Entry) -> Touches:
    return {str(id_): entry for id_ in ids}


def _last(entries: Sequence[Entry], *kinds: str) -> Entry | None:
    """The last of these events that is about one of these kinds."""
    return next((entry for entry in reversed(entries) if entry.kind in kinds), None)


def _incident_of(entry: Entry) -> UUID | None:
    return entry.ticket


def _incidents_of(entries: Iterable[Entry]) -> set[UUID]:
    return {id_ for id_ in map(_incident_of, entries) if id_ is not None}


async def _itself(_: AsyncSession, __: View, entries: Sequence[Entry]) -> Touches:
    """Touched: what the event is about."""
    return {str(entry.entity_id): entry for entry in entries}


def _one(id_: str) -> Callable[[AsyncSession, View, Sequence[Entry]], Awaitable[Touches]]:
    """Touched: the collection's only row."""

    async def touched(_: AsyncSession, __: View, entries: Sequence[Entry]) -> Touches:
        return {id_: entries[-1]}

    return touched


# -- me: one counsellor or supervisor -------------------------------------------------------


async def _my_duty(session: AsyncSession, view: View, _: Ids) -> Rows:
    row = (await duty_rows(session, [_key(view)])).get(_key(view))
    return {"me": row} if row is not None else {}


async def _offers_touched(session: AsyncSession, view: View, entries: Sequence[Entry]) -> Touches:
    """An offer also ends by the caller hanging up: look at this counsellor's last ones.

    What rings is always the last one: a counsellor has one open offer at most.
    """
    seen = await glance(session, view)
    told = _each(entries, lambda entry: [entry.id_of("offer_id")])
    touches = {**told, **_all(seen.offers, entries[-1])}
    return touches if seen.rings else Gone(touches)


async def _offers(session: AsyncSession, view: View, ids: Ids) -> Rows:
    return _texts(await calls.offer_rows(session, _key(view), _uuids(ids)))


async def _my_calls_touched(session: AsyncSession, view: View, entries: Sequence[Entry]) -> Touches:
    """A word on a number concerns every call from it, whichever incident it was said in."""
    word = _last(entries, "contact")
    seen = await glance(session, view)
    touches = _with_all(_about_calls(entries), seen.calls, word)
    return touches if seen.calls else Gone(touches)


def _about_calls(entries: Iterable[Entry]) -> Touches:
    return {str(entry.entity_id): entry for entry in entries if entry.kind == "call"}


def _with_all(touches: Touches, ids: Iterable[UUID], entry: Entry | None) -> Touches:
    """These as well, by this event, where no later one touches them."""
    if entry is None:
        return touches
    later = {id_: one for id_, one in touches.items() if one.position > entry.position}
    return {**touches, **_all(ids, entry), **later}


async def _my_calls(session: AsyncSession, view: View, ids: Ids) -> Rows:
    return _texts(
        await calls.rows_of_one(session, _key(view), _uuids(ids), full_number=view.full_number)
    )


async def _work_touched(session: AsyncSession, view: View, entries: Sequence[Entry]) -> Touches:
    word = _last(entries, "contact")
    mine = await cases.work_of(session, _key(view)) if word else []
    told = _each(entries, lambda entry: {_incident_of(entry), entry.id_of("incident_id")})
    return _with_all(told, mine, word)


async def _work(session: AsyncSession, view: View, ids: Ids) -> Rows:
    """With the state and deadline of the incident's latest dispatch, one still out first."""
    rows = await cases.work_rows(session, _key(view), _uuids(ids))
    out = await dispatch.how_far(session, rows)
    return {
        str(id_): {**row, "dispatch_state": out[id_][0], "due_at": out[id_][1]}
        for id_, row in rows.items()
    }


async def queue_rows(session: AsyncSession, _: View | None = None, __: Ids = None) -> Rows:
    """How many wait, since when."""
    return {QUEUE_ID: await calls.queue_summary(session)}


async def _my_sessions(session: AsyncSession, view: View, ids: Ids) -> Rows:
    return _texts(await session_rows(session, staff_id=_key(view), ids=_uuids(ids)))


# -- board: the supervisor ------------------------------------------------------------------


async def _waiting(session: AsyncSession, _: View, ids: Ids) -> Rows:
    return _texts(await calls.waiting_rows(session, _uuids(ids)))


_OWNERS = """
SELECT incident_id, owner_id FROM call
WHERE incident_id = ANY($1) AND state <> 'ended' AND owner_id IS NOT NULL
"""


async def _counsellors_touched(session: AsyncSession, _: View, entries: Sequence[Entry]) -> Touches:
    incidents = _incidents_of(entries)
    owners: dict[UUID, list[UUID]] = {}
    for incident_id, owner_id in (
        await fetch(session, _OWNERS, list(incidents)) if incidents else ()
    ):
        owners.setdefault(incident_id, []).append(owner_id)

    def concerned(entry: Entry) -> list[UUID | None]:
        if entry.kind == "duty":
            return [entry.entity_id]
        incident_id = _incident_of(entry)
        return [*owners.get(incident_id, ()), entry.id_of("staff_id")] if incident_id else []

    return _each(entries, concerned)


async def _counsellors(session: AsyncSession, _: View, ids: Ids) -> Rows:
    duties = await duty_rows(session, _uuids(ids))
    current = await calls.current_calls(session, _uuids(ids))
    due = await calls.wrap_ups_due(session, _uuids(ids))
    return {
        str(id_): {**row, "call": current.get(id_), "wrap_up_due_at": due.get(id_)}
        for id_, row in duties.items()
    }


async def _open_dispatches(session: AsyncSession, _: View, ids: Ids) -> Rows:
    rows = await dispatch.dispatch_rows(session, ids=_uuids(ids), open_only=True)
    return _texts(rows)


_CALL_BACKS_OF = """
SELECT call.id AS call, call_back.id FROM call
JOIN call_back ON call_back.call_id = call.id OR call_back.id = call.calls_back
WHERE call.id = ANY($1)
"""


async def _call_backs_touched(
    session: AsyncSession, view: View, entries: Sequence[Entry]
) -> Touches:
    """By its own events, by a call that calls back, and by any word on a number."""
    rung = [entry.entity_id for entry in entries if entry.kind == "call"]
    rows: dict[UUID, list[UUID]] = {}
    for call_id, id_ in await fetch(session, _CALL_BACKS_OF, rung) if rung else ():
        rows.setdefault(call_id, []).append(id_)
    own = _each(
        entries,
        lambda one: [one.entity_id] if one.kind == "call_back" else rows.get(one.entity_id, ()),
    )
    word = _last(entries, "contact")
    return _with_all(own, await call_back_rows(session) if word else (), word)


async def _call_backs(session: AsyncSession, _: View, ids: Ids) -> Rows:
    return _texts(await call_back_rows(session, _uuids(ids)))


async def _announcements(session: AsyncSession, _: View, ids: Ids) -> Rows:
    return _texts(await announcement_rows(session, _uuids(ids)))


# -- incident: whoever may open it ----------------------------------------------------------


async def _the_incident(_: AsyncSession, view: View, entries: Sequence[Entry]) -> Touches:
    return {str(_key(view)): entries[-1]}


async def _incident(session: AsyncSession, view: View, _: Ids) -> Rows:
    return _texts(await cases.incident_rows(session, [_key(view)]))


async def _intake_touched(_: AsyncSession, __: View, entries: Sequence[Entry]) -> Touches:
    return {str(entry.facts["field"]): entry for entry in entries if "field" in entry.facts}


async def _intake(session: AsyncSession, view: View, ids: Ids) -> Rows:
    return _only(await cases.intake_rows(session, _key(view)), ids)


async def _timeline_touched(_: AsyncSession, view: View, entries: Sequence[Entry]) -> Touches:
    stream = str(_key(view))
    return {
        str(entry.facts["seq"]): entry for entry in entries if entry.facts.get("stream") == stream
    }


async def _timeline(session: AsyncSession, view: View, ids: Ids) -> Rows:
    after = 0 if not ids else min(int(id_) for id_ in ids) - 1
    rows = await cases.timeline_rows(session, _key(view), after)
    return _only({str(row["seq"]): row for row in rows}, ids)


async def _dispatches(session: AsyncSession, view: View, ids: Ids) -> Rows:
    rows = await dispatch.dispatch_rows(session, ids=_uuids(ids), incident_id=_key(view))
    return _texts(rows)


async def _calls_touched(session: AsyncSession, view: View, entries: Sequence[Entry]) -> Touches:
    word = _last(entries, "contact")
    there = await calls.calls_of_incident(session, _key(view)) if word else []
    return _with_all(_about_calls(entries), there, word)


async def _calls(session: AsyncSession, view: View, ids: Ids) -> Rows:
    return _texts(
        await calls.rows_of_incident(session, _key(view), _uuids(ids), full_number=view.full_number)
    )


async def _sessions(session: AsyncSession, view: View, ids: Ids) -> Rows:
    return _texts(await session_rows(session, incident_id=_key(view), ids=_uuids(ids)))


# -- field: a worker or a centre ------------------------------------------------------------


async def _tasks_touched(session: AsyncSession, _: View, entries: Sequence[Entry]) -> Touches:
    about = _incidents_of(entry for entry in entries if entry.kind != "dispatch")
    of_incident = await dispatch.dispatches_of(session, about) if about else {}

    def concerned(entry: Entry) -> Iterable[UUID]:
        if entry.kind == "dispatch":
            return [entry.entity_id]
        incident_id = _incident_of(entry)
        return of_incident.get(incident_id, ()) if incident_id else ()

    return _each(entries, concerned)


async def _tasks(session: AsyncSession, view: View, ids: Ids) -> Rows:
    of_worker = view.audience.startswith("worker/")
    rows = await dispatch.task_rows(
        session,
        worker_id=_key(view) if of_worker else None,
        centre_id=None if of_worker else _key(view),
        ids=_uuids(ids),
    )
    return _texts(rows)


_CALL, _DUTY, _DISPATCH = (frozenset({kind}) for kind in ("call", "duty", "dispatch"))
_SESSION = frozenset({"session"})
_NUMBER = frozenset({"call", "contact"})
_TICKET = clocks.TICKET

COLLECTIONS: dict[str, tuple[Collection, ...]] = {
    "me": (
        Collection("duty", "duty.move", _DUTY, _one("me"), _my_duty),
        lines.MINE,
        Collection("offers", "offers.answer", _NUMBER | _DUTY, _offers_touched, _offers),
        Collection("calls", "calls.end", _NUMBER, _my_calls_touched, _my_calls),
        *guests.MINE,
        Collection("work", "incidents.list", _TICKET, _work_touched, _work),
        Collection("sessions", "sessions.end", _SESSION, _itself, _my_sessions),
        Collection("queue", "queue.see", frozenset(), _one(QUEUE_ID), queue_rows),
    ),
    "board": (
        Collection("waiting", "board.watch", _CALL, _itself, _waiting),
        Collection(
            "counsellors",
            "board.watch",
            frozenset({"call", "duty", "incident"}),
            _counsellors_touched,
            _counsellors,
        ),
        Collection("dispatches", "board.watch", _DISPATCH, _itself, _open_dispatches),
        Collection(
            "call_backs",
            "board.watch",
            _NUMBER | {"call_back"},
            _call_backs_touched,
            _call_backs,
        ),
        Collection("texts", "board.watch", TEXT | {"incident"}, texts_touched, waiting),
        *(residence.BOARDS, street.OF_BOARD, guests.HELP, DURESS, unmet.OF_BOARD),
        Collection(
            "announcements",
            "announcements.make",
            frozenset({"announcement"}),
            _itself,
            _announcements,
        ),
        *(*clocks.OF_BOARD, *case_files.OF_BOARD, UNREACHABLE, children.OF_BOARD, *OF_PROGRAMMES),
        Collection("queue", "queue.see", _CALL, _one(QUEUE_ID), queue_rows),
    ),
    "incident": (
        Collection("incident", "live.incident", _TICKET, _the_incident, _incident),
        Collection("intake", "live.incident", frozenset({"intake"}), _intake_touched, _intake),
        Collection("timeline", "live.incident", _TICKET, _timeline_touched, _timeline),
        Collection("dispatches", "live.incident", _DISPATCH, _itself, _dispatches),
        Collection("calls", "live.incident", _NUMBER, _calls_touched, _calls),
        Collection("texts", "live.incident", TEXT, _itself, rows_of_incident),
        Collection("sessions", "live.incident", _SESSION, _itself, _sessions),
        *(*clocks.OF_INCIDENT, unmet.OF_INCIDENT, children.OF_INCIDENT),
    ),
    "field": (
        Collection(
            "tasks",
            "live.field",
            frozenset({"dispatch", "incident", "intake"}),
            _tasks_touched,
            _tasks,
        ),
        *(*residence.OF_CENTRE, street.OF_CENTRE),
    ),
    **case_files.CHANNELS,
}
"""Every channel's collections. `me.queue` is sent apart, at most once a second (feed.py)."""

KINDS = frozenset[str]().union(
    *(one.kinds for collections in COLLECTIONS.values() for one in collections)
)
"""What an event may be about: a new kind needs a collection above, and a test says so."""
