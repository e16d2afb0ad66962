"""Rows of dispatches and tasks as screens get them; whoever calls has checked who may see them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import share_for_party
from app.cases.queries import brief_rows
from app.core import clock
from app.core.db import fetch
from app.core.rows import columns_of
from app.directory.nearby import admitting_near
from app.directory.queries import place_row, responder_names
from app.dispatch import beds, ladder
from app.dispatch.agencies import Agency, goes
from app.dispatch.alert_rows import Messages, messages_of, reminded_at
from app.dispatch.beforehand import coarse_place, group_of
from app.dispatch.check_in_rows import check_in_row, check_ins_of, own_check_in
from app.dispatch.ladder import Responder
from app.dispatch.least_view import narrowed_details, narrowed_task
from app.dispatch.models import Dispatch
from app.dispatch.positions import position_rows
from app.dispatch.scene import party_kind
from app.dispatch.states import OVER, DispatchState, StepState
from app.dispatch.taken import is_barred, taken_by
from app.dispatch.visit_rows import visit_rows
from app.residence.queries import bed_rows
from app.staff.queries import display_names

Row = dict[str, Any]
Found = Mapping[str, Any]
"""A row of the database."""
Names = dict[UUID, dict[str, str]]
ENDED_TASK_STAYS: Final = timedelta(hours=12)
"""So long after accepting, one still sees that the task is done or that nobody need go."""


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


@dataclass
class _About:
    """What rows of several dispatches are made from, read in a fixed number of statements."""

    names: Names
    staff: Names
    incidents: dict[UUID, Row]
    beds: dict[UUID, Row]
    check_ins: dict[UUID, Row]
    positions: dict[UUID, Row]
    visits: dict[UUID, Row]
    messages: Messages
    steps: dict[UUID, list[Found]] = field(default_factory=lambda: defaultdict(list))


_DISPATCH = ", ".join(f"dispatch.{column}" for column in columns_of(Dispatch).split(", "))
_DISPATCHES = f"SELECT {_DISPATCH} FROM dispatch"
_STILL_OUT = "dispatch.state NOT IN ('done', 'stood_down')"


async def dispatch_rows(
    session: AsyncSession,
    *,
    ids: Collection[UUID] | None = None,
    incident_id: UUID | None = None,
    open_only: bool = False,
) -> dict[UUID, Row]:
    """Dispatches by id: those named, those of an incident, or all; `open_only` leaves ended out."""
    wanted, values = ["true"], list[Any]()
    if ids is not None:
        values.append(list(ids))
        wanted.append(f"id = ANY(${len(values)})")
    if incident_id is not None:
        values.append(incident_id)
        wanted.append(f"incident_id = ${len(values)}")
    if open_only:
        wanted.append(_STILL_OUT)
    statement = f"{_DISPATCHES} WHERE {' AND '.join(wanted)} ORDER BY requested_at"
    dispatches = await fetch(session, statement, *values)
    if not dispatches:
        return {}
    known = await _about(session, dispatches)
    return {dispatch["id"]: _dispatch_row(dispatch, known) for dispatch in dispatches}


_HOW_FAR = f"""
SELECT DISTINCT ON (incident_id) incident_id, state, due_at FROM dispatch
WHERE incident_id = ANY($1)
ORDER BY incident_id, ({_STILL_OUT}) DESC, agency IS NOT NULL, task_no DESC
"""


async def how_far(
    session: AsyncSession, incident_ids: Collection[UUID]
) -> dict[UUID, tuple[str | None, str | None]]:
    """State and deadline of each incident's latest dispatch, one still out first; else None.

    One that leads comes before the parts of agencies.
    """
    known: dict[UUID, tuple[str | None, str | None]] = dict.fromkeys(incident_ids, (None, None))
    for id_, state, due_at in await fetch(session, _HOW_FAR, list(known)) if known else ():
        known[id_] = state, _iso(due_at)
    return known


_OF_INCIDENTS = "SELECT incident_id, id FROM dispatch WHERE incident_id = ANY($1)"


async def dispatches_of(
    session: AsyncSession, incident_ids: Collection[UUID]
) -> dict[UUID, list[UUID]]:
    """The ids of all dispatches of these incidents, by incident."""
    known: dict[UUID, list[UUID]] = defaultdict(list)
    for incident_id, id_ in await fetch(session, _OF_INCIDENTS, list(incident_ids)):
        known[incident_id].append(id_)
    return known


_STEPS = """
SELECT id, dispatch_id, no, worker_id, centre_id, staff_id, tier, state, distance_km, alerted_at,
    due_at, answered_at, decline_reason, handed_back_at, late_at
FROM step WHERE dispatch_id = ANY($1) ORDER BY no
"""


async def _about(session: AsyncSession, dispatches: Collection[Found]) -> _About:
    ids = list({dispatch["id"] for dispatch in dispatches})
    asked = await fetch(session, _STEPS, ids) if ids else []
    rungs = [rung for one in dispatches for rung in ladder.thawed(one["ladder"])]
    people = {rung.responder.id for rung in rungs} | {_who(step)[1] for step in asked}
    people |= {one["handed_to"] for one in dispatches if one["handed_to"] is not None}
    own = {one[part] for one in dispatches for part in ("requested_by", "in_charge")}
    staff = await display_names(session, own | {step["staff_id"] for step in asked})
    known = _About(
        names=await responder_names(session, people) | staff,
        staff=staff,
        beds=await bed_rows(session, _with_beds(asked)),
        check_ins=await check_ins_of(session, _out(dispatches)),
        positions=await position_rows(session, _who_may_show(dispatches)),
        visits=await visit_rows(session, _reached(dispatches)),
        messages=await messages_of(session, ids if asked else ()),
        incidents=await brief_rows(session, {one["incident_id"] for one in dispatches}),
    )
    for step in asked:
        known.steps[step["dispatch_id"]].append(step)
    return known


def _who(step: Found) -> tuple[str, UUID]:
    """Kind and id of whoever was asked at this step."""
    if step["worker_id"] is not None:
        return "worker", step["worker_id"]
    if step["centre_id"] is not None:
        return "centre", step["centre_id"]
    return "staff", step["staff_id"]


def _who_may_show(dispatches: Iterable[Found]) -> set[UUID]:
    """The dispatches on which somebody is out."""
    return {
        one["id"]
        for one in dispatches
        if one["accepted_step"] is not None and one["state"] not in OVER
    }


def _reached(dispatches: Iterable[Found]) -> set[UUID]:
    """The dispatches of which a visit may be told."""
    return {one["id"] for one in dispatches if one["reached_at"] is not None}


def _with_beds(steps: Iterable[Found]) -> set[UUID]:
    """The dispatches for which a centre may keep a bed."""
    return {
        step["dispatch_id"]
        for step in steps
        if step["centre_id"] is not None and step["state"] == StepState.ACCEPTED
    }


def _out(dispatches: Iterable[Found]) -> set[UUID]:
    """The dispatches for which somebody is out."""
    return {one["id"] for one in dispatches if one["en_route_at"] or one["reached_at"]}


def _dispatch_row(dispatch: Found, known: _About) -> Row:
    steps = known.steps[dispatch["id"]]
    asked = sum(step["staff_id"] is None for step in steps)
    coming = ladder.thawed(dispatch["ladder"])[asked:]
    waits = dispatch["state"] == DispatchState.ALERTING
    taken = next((step for step in steps if step["no"] == dispatch["accepted_step"]), None)
    return {
        "id": str(dispatch["id"]),
        "incident_id": str(dispatch["incident_id"]),
        "number": known.incidents[dispatch["incident_id"]]["number"],
        "task_no": dispatch["task_no"],
        "agency": dispatch["agency"],
        "urgency": dispatch["urgency"],
        "state": dispatch["state"],
        "place": place_row(dispatch["place"]),
        "categories": known.incidents[dispatch["incident_id"]]["categories"],
        "requested_at": _iso(dispatch["requested_at"]),
        "requested_by": known.staff.get(dispatch["requested_by"]),
        "steps": [_step_row(step, known) for step in steps],
        "due_at": _iso(dispatch["due_at"]),
        "next": _rung_row(coming[0], known) if coming and waits else None,
        "coming": [_rung_row(rung, known) for rung in coming] if waits else [],
        "accepted_by": _responder(taken, known) if taken else None,
        "acknowledged_at": _iso(dispatch["acknowledged_at"]),
        "en_route_at": _iso(dispatch["en_route_at"]),
        "reached_at": _iso(dispatch["reached_at"]),
        "done_at": _iso(dispatch["done_at"]),
        "outcome": dispatch["outcome"],
        "bed": known.beds.get(dispatch["id"]),
        "handed_to": _centre_name(dispatch["handed_to"], known),
        "call_wanted": dispatch["call_wanted"],
        "call_wanted_at": _iso(dispatch["call_wanted_at"]),
        "call_wish_late_at": _iso(dispatch["call_wish_late_at"]),
        "visit": known.visits.get(dispatch["id"]),
        "position": known.positions.get(dispatch["id"]),
        "alarm_at": _iso(dispatch["alarm_at"]),
        "in_charge": known.staff.get(dispatch["in_charge"]),
        "in_charge_at": _iso(dispatch["in_charge_at"]),
        "reminded_at": _iso(dispatch["reminded_at"]),
        "stalled_at": _iso(dispatch["stalled_at"]),
        "check_in": check_in_row(known.check_ins.get(dispatch["id"])),
        "version": dispatch["version"],
    }


def _rung_row(rung: ladder.Rung, known: _About) -> Row:
    return {"name": known.names[rung.responder.id], "tier": rung.tier.value}


def _step_row(step: Found, known: _About) -> Row:
    return {
        "no": step["no"],
        "responder": _responder(step, known),
        "tier": step["tier"],
        "state": step["state"],
        "alerted_at": _iso(step["alerted_at"]),
        "due_at": _iso(step["due_at"]),
        "answered_at": _iso(step["answered_at"]),
        "decline_reason": step["decline_reason"],
        "handed_back_at": _iso(step["handed_back_at"]),
        "late_at": _iso(step["late_at"]),
        "alerts": known.messages.asking[step["id"]],
        "reminders": known.messages.of_reminders(step["id"]),
    }


def _centre_name(centre_id: UUID | None, known: _About) -> Row | None:
    if centre_id is None:
        return None
    return {"kind": "centre", "id": str(centre_id), "name": known.names[centre_id]}


def _responder(step: Found, known: _About) -> Row:
    kind, id_ = _who(step)
    return {"kind": kind, "id": str(id_), "name": known.names[id_]}


TAKEN_STAYS: Final = timedelta(minutes=30)
"""So long a centre's desk is told that somebody else has what it was asked for."""
_NEVER = "$4::timestamptz IS NULL"
_TAKEN = """step.state = 'withdrawn' AND dispatch.accepted_step <> step.no
        AND dispatch.state <> 'stood_down' AND dispatch.acknowledged_at > $4"""

_OF_WORKER, _OF_CENTRE = (
    f"""
    SELECT {_DISPATCH}, step.no AS step FROM step JOIN dispatch ON dispatch.id = dispatch_id
    WHERE {column} = $1 AND ($2::uuid[] IS NULL OR dispatch.id = ANY($2))
      AND (
        step.state IN ('alerted', 'expired') AND dispatch.state IN ('alerting', 'unanswered')
        OR step.state = 'accepted' AND ({_STILL_OUT} OR step.answered_at > $3)
        OR {taken}
      )
    ORDER BY step.alerted_at
    """
    for column, taken in (("worker_id", _NEVER), ("centre_id", _TAKEN))
)


async def task_rows(
    session: AsyncSession,
    *,
    worker_id: UUID | None = None,
    centre_id: UUID | None = None,
    ids: Collection[UUID] | None = None,
) -> dict[UUID, Row]:
    """The tasks of a worker or a centre by dispatch id; `ids` narrows them to some dispatches.

    Shown: what waits for an answer and is still free, what was accepted, and for a while what
    became of it. What somebody else took is gone; a centre, whose screen stands open for all who
    work there, is told for a while who has it.
    """
    found = await fetch(
        session,
        _OF_WORKER if worker_id else _OF_CENTRE,
        worker_id or centre_id,
        None if ids is None else list(ids),
        clock.now() - ENDED_TASK_STAYS,
        clock.now() - TAKEN_STAYS,
    )
    if centre_id is not None:
        found = [one for one in found if not await is_barred(session, centre_id, one)]
    if not found:
        return {}
    known = await _about(session, found)
    return {dispatch["id"]: await _task_row(session, dispatch, known) for dispatch in found}


async def _task_row(session: AsyncSession, dispatch: Found, known: _About) -> Row:
    step = next(one for one in known.steps[dispatch["id"]] if one["no"] == dispatch["step"])
    mine = step["state"] == StepState.ACCEPTED
    rung = ladder.thawed(dispatch["ladder"])[step["no"] - 1]
    details = None
    if mine and dispatch["state"] not in OVER:
        details = await _details(session, step, dispatch, known)
    taken = None if mine else taken_by(dispatch, known.steps[dispatch["id"]], known.names)
    may_choose = bool(details and step["worker_id"] and dispatch["agency"] is None)
    row = {
        "dispatch_id": str(dispatch["id"]),
        "task_no": dispatch["task_no"],
        "agency": dispatch["agency"],
        "goes": goes(_agency(dispatch)),
        "urgency": dispatch["urgency"],
        "state": dispatch["state"] if mine else DispatchState.ALERTING.value,
        "place": place_row(coarse_place(dispatch["place"])),
        "distance_km": step["distance_km"],
        "group": group_of(known.incidents[dispatch["incident_id"]]["categories"]),
        "female_wanted": rung.female_wanted,
        "sent_at": _iso(step["alerted_at"]),
        "due_at": None if mine or taken else _iso(step["due_at"]),
        "taken": taken,
        "details": details,
        "bed": known.beds.get(dispatch["id"]) if mine else None,
        "check_in": own_check_in(known.check_ins.get(dispatch["id"])) if mine else None,
        "reminded_at": reminded_at(known.messages.of_reminders(step["id"])),
        "centres": await _centres(session, dispatch) if may_choose else [],
        "call_wanted": dispatch["call_wanted"] if mine else None,
        "shows_position": mine and dispatch["id"] in known.positions,
        "version": dispatch["version"],
    }
    return narrowed_task(row, _agency(dispatch))


def _agency(dispatch: Found) -> Agency | None:
    return Agency(dispatch["agency"]) if dispatch["agency"] else None


CENTRES_TO_CHOOSE: Final = 12
"""How many centres a phone keeps for the case that the child is handed to one without network."""


async def _centres(session: AsyncSession, dispatch: Found) -> list[Row]:
    """Where the child may be handed to: the nearest that may take one in, by name."""
    barred = await beds.not_for(session, dispatch["incident_id"])
    near = await admitting_near(session, dispatch["place"], barred, CENTRES_TO_CHOOSE)
    return [{"id": str(id_), "name": name} for id_, name in near.items()]


async def _details(session: AsyncSession, step: Found, dispatch: Found, known: _About) -> Row:
    """What one who goes must know, and what an agency's part needs of it, by `least_view`.

    Safety of contact is not established yet, so it is unknown.
    """
    kind, id_ = _who(step)
    agency = _agency(dispatch)
    kind = party_kind(agency, Responder(kind, id_))
    said = await share_for_party(session, dispatch["incident_id"], kind, id_)
    details = {
        "number": known.incidents[dispatch["incident_id"]]["number"],
        "place": place_row(dispatch["place"]),
        "where_detail": said.get("where_detail"),
        "categories": known.incidents[dispatch["incident_id"]]["categories"],
        "safe_to_talk": said.get("safe_to_talk"),
        "injured": said.get("injured"),
        "with_whom": said.get("with_whom"),
        "child": {part: said.get(f"child_{part}") for part in ("age", "sex", "name")},
        "contact_safety": "unknown",
        "counsellor": known.staff.get(dispatch["requested_by"]),
    }
    return narrowed_details(details, agency, place_row(coarse_place(dispatch["place"])))
