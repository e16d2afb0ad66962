"""One dispatch under its locks, with its incident and steps; decides nothing, announces changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason, for_system
from app.cases.models import Incident
from app.cases.service import counsellors_of, end_party
from app.cases.timeline import SYSTEM, Actor, tell
from app.core import clock, outbox
from app.core.audience import BOARD, about
from app.core.errors import NotFound
from app.dispatch.events import OfDispatch
from app.dispatch.ladder import Responder
from app.dispatch.models import Dispatch, Step
from app.dispatch.position_models import WorkerPosition
from app.dispatch.states import OVER, StepState

AGENCY: Final = "agency"
"""The kind of a party that has a part in a hand-off, and does not lead."""


class DispatchNotFound(NotFound):
    """No such dispatch, or none this person was asked for."""

    code = "dispatch_not_found"


@dataclass
class Scene:
    """A locked dispatch and what belongs to it; lock order: incident, dispatch."""

    session: AsyncSession
    incident: Incident
    dispatch: Dispatch
    steps: list[Step]

    def step_of(self, responder: Responder) -> Step:
        """The step at which `responder` was asked. Raises DispatchNotFound."""
        for step in self.steps:
            if responder_of(step) == responder:
                return step
        raise DispatchNotFound("There is no such task, or you were not asked.")

    def step_by_id(self, step_id: UUID) -> Step:
        """The step of this id, which must be one of the dispatch."""
        return next(step for step in self.steps if step.id == step_id)

    @property
    def leads(self) -> bool:
        """Whether this is the dispatch whose responder goes to the child, and no agency's part."""
        return self.dispatch.agency is None

    @property
    def accepted(self) -> Step | None:
        """The step whose responder goes."""
        number = self.dispatch.accepted_step
        return next((step for step in self.steps if step.no == number), None)

    async def tell(
        self,
        kind: type[OfDispatch],
        actor: Actor = SYSTEM,
        step: Step | None = None,
        *,
        also: Sequence[str] = (),
        **facts: Any,
    ) -> None:
        """Put a change on the timeline and announce it to whoever is concerned by the dispatch.

        `also` names more channels.
        """
        event = self._event(kind, step, facts)
        audience = [*await self._audience(), *also]
        await tell(self.session, self.incident, event, actor, audience)

    async def announce(self, kind: type[OfDispatch], step: Step, **facts: Any) -> None:
        """Tell the same people of what only refreshes their screens; it stands on no timeline."""
        event = self._event(kind, step, facts)
        audience = [*await self._audience(), about("incident", self.incident.id), BOARD]
        await outbox.record(self.session, event, audience)

    def _event(
        self, kind: type[OfDispatch], step: Step | None, facts: dict[str, Any]
    ) -> OfDispatch:
        """The event of a change, with the version that the change makes."""
        self.dispatch.version += 1
        self.session.add(self.dispatch)
        if step is not None:
            who = responder_of(step)
            facts |= {"step": step.no, "responder_kind": who.kind, "responder_id": who.id}
        return kind(
            entity_id=self.dispatch.id,
            version=self.dispatch.version,
            incident_id=self.incident.id,
            task_no=self.dispatch.task_no,
            **facts,
        )

    async def _audience(self) -> list[str]:
        """Who answers for the incident, who asked, and everybody who was asked so far."""
        staff = {*await counsellors_of(self.session, self.incident.id), self.dispatch.requested_by}
        asked = [responder_of(step) for step in self.steps]
        return [
            *(about("staff", staff_id) for staff_id in staff),
            *(about(responder.kind, responder.id) for responder in asked),
        ]


def responder_of(step: Step) -> Responder:
    """Who was asked at this step."""
    if step.worker_id is not None:
        return Responder("worker", step.worker_id)
    if step.centre_id is not None:
        return Responder("centre", step.centre_id)
    assert step.staff_id is not None
    return Responder("staff", step.staff_id)


def actor_of(responder: Responder) -> Actor:
    """The responder as the timeline names people."""
    return Actor(responder.kind, responder.id)


def party_kind(agency: str | None, responder: Responder) -> str:
    """What somebody who has accepted is a party as; an agency's part gives no right of a worker."""
    return responder.kind if agency is None else AGENCY


async def goes_elsewhere(scene: Scene, responder: Responder) -> bool:
    """Whether `responder` is out for the same incident through another one of the same standing."""
    column = Step.worker_id if responder.kind == "worker" else Step.centre_id
    found = await scene.session.exec(
        select(Step.id)
        .join(Dispatch, col(Dispatch.id) == col(Step.dispatch_id))
        .where(
            Dispatch.incident_id == scene.incident.id,
            Dispatch.id != scene.dispatch.id,
            col(Dispatch.agency).is_(None) == scene.leads,
            col(Dispatch.state).not_in(OVER),
            Step.state == StepState.ACCEPTED,
            column == responder.id,
        )
        .limit(1)
    )
    return found.first() is not None


async def leave(scene: Scene) -> None:
    """Whoever had accepted has no part in the incident any more, unless out for it otherwise.

    Where he or she was is forgotten, and so is a wish for a call.
    """
    scene.dispatch.wish_no_call()
    scene.session.add(scene.dispatch)
    known = delete(WorkerPosition).where(col(WorkerPosition.dispatch_id) == scene.dispatch.id)
    await scene.session.exec(known)
    if scene.accepted is not None:
        who = responder_of(scene.accepted)
        if not await goes_elsewhere(scene, who):
            kind = party_kind(scene.dispatch.agency, who)
            await end_party(scene.session, scene.incident, kind, who.id)


def said_at(at: datetime | None, after: datetime | None) -> datetime:
    """When something was said or done: `at` as told, never before `after` nor in the future."""
    now = clock.now()
    if at is None:
        return now
    return min(max(at, after) if after else at, now)


async def open_scene(session: AsyncSession, dispatch_id: UUID, reason: SystemReason) -> Scene:
    """Lock the dispatch, its incident first, and read its steps. Raises DispatchNotFound.

    One that was linked away while we waited for its incident is followed to where it belongs now.
    """
    while True:
        found = await session.exec(select(Dispatch.incident_id).where(Dispatch.id == dispatch_id))
        incident_id = found.first()
        if incident_id is None:
            raise DispatchNotFound("There is no such task, or you were not asked.")
        incident = await for_system(session, incident_id, reason, lock=True)
        locked = await session.exec(
            select(Dispatch)
            .where(Dispatch.id == dispatch_id, Dispatch.incident_id == incident_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        dispatch = locked.first()
        if dispatch is not None:
            return await open_scene_of(session, incident, dispatch)


async def open_scene_of(session: AsyncSession, incident: Incident, dispatch: Dispatch) -> Scene:
    """The scene of a dispatch that is locked already, and its incident before it."""
    steps = await session.exec(
        select(Step)
        .where(Step.dispatch_id == dispatch.id)
        .order_by(col(Step.no))
        .execution_options(populate_existing=True)
    )
    return Scene(session, incident, dispatch, list(steps))
