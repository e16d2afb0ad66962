"""Records who was shown the details of an accepted task; it shows nothing itself."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import record_share
from app.dispatch.ladder import Responder
from app.dispatch.models import Dispatch, Step
from app.dispatch.states import OVER, StepState


async def record_sight(
    session: AsyncSession, staff_id: UUID, by: Responder, ids: Collection[UUID] | None = None
) -> None:
    """The person `staff_id` sees the tasks that `by` has in hand, or those of them in `ids`.

    Which tasks tell of the child is the rule of `queries.task_rows`. Once for each task and person.
    """
    column = Step.worker_id if by.kind == "worker" else Step.centre_id
    wanted = (
        select(Dispatch.id, Dispatch.incident_id)
        .join(Step, col(Step.dispatch_id) == col(Dispatch.id))
        .where(
            column == by.id,
            Step.state == StepState.ACCEPTED,
            col(Dispatch.state).not_in(OVER),
        )
    )
    if ids is not None:
        wanted = wanted.where(col(Dispatch.id).in_(ids))
    for dispatch_id, incident_id in list(await session.exec(wanted)):
        await record_share(session, incident_id, staff_id, dispatch_id)
