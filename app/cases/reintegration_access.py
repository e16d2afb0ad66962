"""Loads the rows of a child's way home by id, each only within its own locked case."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_models import Case
from app.cases.reintegration_models import (
    HomeFollowUp,
    Reintegration,
    ReintegrationAnswer,
    ReintegrationException,
    ReintegrationReturn,
)
from app.cases.reintegration_rules import Slot
from app.cases.reintegration_states import OPEN
from app.core.errors import NotFound


class ReintegrationNotFound(NotFound):
    """No such reintegration in this case."""

    code = "reintegration_not_found"


class ExceptionNotFound(NotFound):
    """No such exception of this reintegration."""

    code = "exception_not_found"


class FollowUpNotFound(NotFound):
    """No such follow-up of this reintegration."""

    code = "follow_up_not_found"


class ReturnNotFound(NotFound):
    """No such return of this case."""

    code = "return_not_found"


async def reintegration_of(
    session: AsyncSession, case: Case, reintegration_id: UUID
) -> Reintegration:
    """A reintegration of a locked case. Raises ReintegrationNotFound."""
    row = await session.get(Reintegration, reintegration_id, populate_existing=True)
    if row is None or row.case_id != case.id:
        raise ReintegrationNotFound("There is no such reintegration in this case.")
    return row


async def open_one(session: AsyncSession, case: Case) -> Reintegration | None:
    """The reintegration of a locked case that is planned or followed up."""
    found = await session.exec(
        select(Reintegration).where(
            Reintegration.case_id == case.id, col(Reintegration.state).in_(OPEN)
        )
    )
    return found.first()


async def answers_of(session: AsyncSession, row: Reintegration) -> list[ReintegrationAnswer]:
    """What was said of the conditions since it leads where it leads now."""
    found = await session.exec(
        select(ReintegrationAnswer)
        .where(
            ReintegrationAnswer.reintegration_id == row.id,
            ReintegrationAnswer.revision == row.revision,
        )
        .order_by(col(ReintegrationAnswer.no))
    )
    return list(found)


async def exceptions_of(session: AsyncSession, row: Reintegration) -> list[ReintegrationException]:
    """The exceptions somebody asked for since it leads where it leads now."""
    found = await session.exec(
        select(ReintegrationException)
        .where(
            ReintegrationException.reintegration_id == row.id,
            ReintegrationException.revision == row.revision,
        )
        .order_by(col(ReintegrationException.asked_at), col(ReintegrationException.id))
    )
    return list(found)


async def exception_of(
    session: AsyncSession, row: Reintegration, exception_id: UUID
) -> ReintegrationException:
    """One of them, whenever it was asked for. Raises ExceptionNotFound."""
    one = await session.get(ReintegrationException, exception_id, populate_existing=True)
    if one is None or one.reintegration_id != row.id:
        raise ExceptionNotFound("There is no such exception of this reintegration.")
    return one


async def follow_ups_of(session: AsyncSession, row: Reintegration) -> list[HomeFollowUp]:
    """The schedule, in its order."""
    found = await session.exec(
        select(HomeFollowUp)
        .where(HomeFollowUp.reintegration_id == row.id)
        .order_by(col(HomeFollowUp.no))
    )
    return list(found)


def one_of_them(follow_ups: list[HomeFollowUp], follow_up_id: UUID) -> HomeFollowUp:
    """One follow-up by its id. Raises FollowUpNotFound."""
    one = next((slot for slot in follow_ups if slot.id == follow_up_id), None)
    if one is None:
        raise FollowUpNotFound("There is no such follow-up of this reintegration.")
    return one


def slots(follow_ups: list[HomeFollowUp]) -> list[Slot]:
    """The schedule as the rules look at it."""
    return [Slot(one.id, one.planned_on, one.state) for one in follow_ups]


async def return_of(session: AsyncSession, case: Case, return_id: UUID) -> ReintegrationReturn:
    """A return that belongs to a locked case. Raises ReturnNotFound."""
    row = await session.get(ReintegrationReturn, return_id, populate_existing=True)
    if row is None or row.case_id != case.id:
        raise ReturnNotFound("There is no such return in this case.")
    return row
