"""Rows of dispatches and tasks as screens get them; whoever calls has checked who may see them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import share_for_party
from app.cases.categories import category
from app.cases.queries import brief_rows
from app.core import clock
from app.directory.queries import place_row, responder_names
from app.dispatch import ladder
from app.dispatch.models import Alert, Dispatch, Step
from app.dispatch.scene import responder_of
from app.dispatch.states import OVER, UNTAKEN, DispatchState, StepState
from app.geo.lookup import gazetteer
from app.residence.queries import bed_rows
from app.staff.queries import display_names

Row = dict[str, Any]
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
    steps: dict[UUID, list[Step]] = field(default_factory=lambda: defaultdict(list))
    alerts: dict[UUID, list[Alert]] = field(default_factory=lambda: defaultdict(list))


async def dispatch_rows(
    session: AsyncSession,
    *,
    ids: Collection[UUID] | None = None,
    incident_id: UUID | None = None,
    open_only: bool = False,
) -> dict[UUID, Row]:
    """Dispatches by id: those named, those of an incident, or all; `open_only` leaves ended out."""
    wanted = select(Dispatch).order_by(col(Dispatch.requested_at))
    if ids is not None:
        wanted = wanted.where(col(Dispatch.id).in_(ids))
    if incident_id is not None:
        wanted = wanted.where(Dispatch.incident_id == incident_id)
    if open_only:
        wanted = wanted.where(col(Dispatch.state).not_in(OVER))
    dispatches = list(await session.exec(wanted))
    if not dispatches:
        return {}
    known = await _about(session, dispatches)
    return {dispatch.id: _dispatch_row(dispatch, known) for dispatch in dispatches}


async def _about(session: AsyncSession, dispatches: Collection[Dispatch]) -> _About:
    steps = await session.exec(
        select(Step)
        .where(col(Step.dispatch_id).in_([dispatch.id for dispatch in dispatches]))
        .order_by(col(Step.no))
    )
    asked = list(steps)
    alerts = await session.exec(
        select(Alert)
        .where(col(Alert.step_id).in_([step.id for step in asked]))
        .order_by(col(Alert.channel))
    )
    rungs = [rung for dispatch in dispatches for rung in ladder.thawed(dispatch.ladder)]
    people = {rung.responder.id for rung in rungs} | {responder_of(step).id for step in asked}
    known = _About(
        names=await responder_names(session, people),
        staff=await display_names(session, {one.requested_by for one in dispatches}),
        beds=await bed_rows(session, _with_beds(asked)),
        incidents=await brief_rows(session, {one.incident_id for one in dispatches}),
    )
    for step in asked:
        known.steps[step.dispatch_id].append(step)
    for alert in alerts:
        known.alerts[alert.step_id].append(alert)
    return known


def _with_beds(steps: Iterable[Step]) -> set[UUID]:
    """The dispatches for which a centre may keep a bed."""
    return {
        step.dispatch_id
        for step in steps
        if step.centre_id is not None and step.state is StepState.ACCEPTED
    }


def _dispatch_row(dispatch: Dispatch, known: _About) -> Row:
    steps = known.steps[dispatch.id]
    after = ladder.next_rung(ladder.thawed(dispatch.ladder), asked=len(steps))
    waits = dispatch.state is DispatchState.ALERTING
    taken = next((step for step in steps if step.no == dispatch.accepted_step), None)
    return {
        "id": str(dispatch.id),
        "incident_id": str(dispatch.incident_id),
        "number": known.incidents[dispatch.incident_id]["number"],
        "task_no": dispatch.task_no,
        "urgency": dispatch.urgency,
        "state": dispatch.state.value,
        "place": place_row(dispatch.place),
        "categories": known.incidents[dispatch.incident_id]["categories"],
        "requested_at": _iso(dispatch.requested_at),
        "requested_by": known.staff.get(dispatch.requested_by),
        "steps": [_step_row(step, known) for step in steps],
        "due_at": _iso(dispatch.due_at),
        "next": {"name": known.names[after.responder.id]} if after and waits else None,
        "accepted_by": _responder(taken, known) if taken else None,
        "acknowledged_at": _iso(dispatch.acknowledged_at),
        "en_route_at": _iso(dispatch.en_route_at),
        "reached_at": _iso(dispatch.reached_at),
        "done_at": _iso(dispatch.done_at),
        "outcome": dispatch.outcome,
        "bed": known.beds.get(dispatch.id),
        "alarm_at": _iso(dispatch.alarm_at),
        "version": dispatch.version,
    }


def _step_row(step: Step, known: _About) -> Row:
    return {
        "no": step.no,
        "responder": _responder(step, known),
        "state": step.state.value,
        "alerted_at": _iso(step.alerted_at),
        "due_at": _iso(step.due_at),
        "answered_at": _iso(step.answered_at),
        "decline_reason": step.decline_reason,
        "alerts": [
            {"channel": alert.channel, "state": alert.state.value, "at": _iso(alert.at)}
            for alert in known.alerts[step.id]
        ],
    }


def _responder(step: Step, known: _About) -> Row:
    who = responder_of(step)
    return {"kind": who.kind, "id": str(who.id), "name": known.names[who.id]}


async def task_rows(
    session: AsyncSession,
    *,
    worker_id: UUID | None = None,
    centre_id: UUID | None = None,
    ids: Collection[UUID] | None = None,
) -> dict[UUID, Row]:
    """The tasks of a worker or a centre by dispatch id; `ids` narrows them to some dispatches.

    Shown: what waits for an answer and is still free, what was accepted, and for a while what
    became of it. What somebody else took is gone.
    """
    wanted = (
        select(Step, Dispatch)
        .join(Dispatch, col(Dispatch.id) == col(Step.dispatch_id))
        .where(
            or_(
                col(Step.state).in_((StepState.ALERTED, StepState.EXPIRED))
                & col(Dispatch.state).in_(UNTAKEN),
                (col(Step.state) == StepState.ACCEPTED)
                & (
                    col(Dispatch.state).not_in(OVER)
                    | (col(Step.answered_at) > clock.now() - ENDED_TASK_STAYS)
                ),
            ),
            Step.worker_id == worker_id if worker_id else Step.centre_id == centre_id,
        )
        .order_by(col(Step.alerted_at))
    )
    if ids is not None:
        wanted = wanted.where(col(Dispatch.id).in_(ids))
    found = list(await session.exec(wanted))
    known = await _about(session, [dispatch for _, dispatch in found])
    return {
        dispatch.id: await _task_row(session, step, dispatch, known) for step, dispatch in found
    }


async def _task_row(session: AsyncSession, step: Step, dispatch: Dispatch, known: _About) -> Row:
    mine = step.state is StepState.ACCEPTED
    rung = ladder.thawed(dispatch.ladder)[step.no - 1]
    details = None
    if mine and dispatch.state not in OVER:
        details = await _details(session, step, dispatch, known)
    return {
        "dispatch_id": str(dispatch.id),
        "task_no": dispatch.task_no,
        "urgency": dispatch.urgency,
        "state": dispatch.state.value if mine else DispatchState.ALERTING.value,
        "place": place_row(coarse_place(dispatch.place)),
        "distance_km": step.distance_km,
        "group": _group(known.incidents[dispatch.incident_id]["categories"]),
        "female_wanted": rung.female_wanted,
        "sent_at": _iso(step.alerted_at),
        "due_at": None if mine else _iso(step.due_at),
        "details": details,
        "bed": known.beds.get(dispatch.id) if mine else None,
        "version": dispatch.version,
    }


async def _details(session: AsyncSession, step: Step, dispatch: Dispatch, known: _About) -> Row:
    """What one who goes must know. Safety of contact is not established yet, so it is unknown."""
    who = responder_of(step)
    said = await share_for_party(session, dispatch.incident_id, who.kind, who.id)
    return {
        "number": known.incidents[dispatch.incident_id]["number"],
        "place": place_row(dispatch.place),
        "where_detail": said.get("where_detail"),
        "categories": known.incidents[dispatch.incident_id]["categories"],
        "safe_to_talk": said.get("safe_to_talk"),
        "injured": said.get("injured"),
        "with_whom": said.get("with_whom"),
        "child": {part: said.get(f"child_{part}") for part in ("age", "sex", "name")},
        "contact_safety": "unknown",
        "counsellor": known.staff.get(dispatch.requested_by),
    }


def coarse_place(code: str | None) -> str | None:
    """The thana or upazila a place lies in, else the district or division: never nearer than that.

    A ward of Dhaka may lie in several thanas; then only the city is told.
    """
    if code is None or gazetteer().get(code) is None:
        return None
    around: dict[str, list[str]] = defaultdict(list)
    for area, kind in gazetteer().containers(code).items():
        around[kind].append(area)
    if len(around["thana"]) == 1:
        return around["thana"][0]
    wider = (*around["upazila"], *around["district"], *around["division"])
    return wider[0] if wider else None


def _group(categories: Iterable[str]) -> Row | None:
    """The group of the most urgent category: all that is told of the matter beforehand."""
    entries = [entry for entry in map(category, categories) if entry is not None]
    if not entries:
        return None
    first = min(entries, key=lambda entry: entry.urgency)
    return {"bn": first.group_bn, "en": first.group_en}
