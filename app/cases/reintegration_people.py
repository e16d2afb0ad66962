"""What the record of a case's child says of the people around it, for its way home.

It opens the record for the system's named reason, tells ids and codes, and no word.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_models import Case
from app.cases.models import Child
from app.cases.people_access import ChildNotFound, ChildReason, for_system, kept_child
from app.cases.people_age import age_on, born_between, years_before
from app.cases.people_fields import OLDEST_YEARS
from app.cases.people_queries import child_file
from app.cases.people_record import Said, record_of
from app.cases.sealed import DataIsErased
from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid


class PersonIsAccused(HelplineError):
    """The record says that this person is accused: only a supervisor names it, with a reason."""

    code = "person_is_accused"


class NotTheChildOfThisCase(HelplineError):
    """The child that is meant is not the one this case is about."""

    code = "not_the_child_of_this_case"


@dataclass(frozen=True, slots=True)
class Around:
    """People of the record, the accused among them, and accused who live with the child."""

    people: frozenset[UUID]
    accused: frozenset[UUID]
    accused_at_home: frozenset[UUID]

    def speaks_against(self, receiver: UUID | None) -> bool:
        """Whether the child would live with somebody who is accused, as far as is known."""
        return bool(self.accused_at_home) or receiver in self.accused


async def _record(session: AsyncSession, case: Case) -> Child:
    kept = await kept_child(session, case.child_id)
    child = await for_system(session, kept, ChildReason.REINTEGRATION)
    if child.wrapped_key is None:
        raise DataIsErased("What was known of this child has been erased.")
    return child


async def around(session: AsyncSession, case: Case) -> Around:
    """Who is in the record of the child of this case. Raises DataIsErased."""
    file = await child_file(session, await _record(session, case))
    lines = [one for one in file["relations"] if one["person_id"]]
    accused = [one for one in lines if one["accused_in"]]
    return Around(
        people=_ids(file["people"], "id"),
        accused=_ids(accused, "person_id"),
        accused_at_home=_ids([one for one in accused if one["lives_with"] == "yes"], "person_id"),
    )


def _ids(rows: list[dict[str, Any]], key: str) -> frozenset[UUID]:
    return frozenset(UUID(row[key]) for row in rows)


def must_be_known(known: Around, person_id: UUID, field: str = "person") -> None:
    """Raises InputIsInvalid for somebody who is not in the record of the child."""
    if person_id not in known.people:
        raise InputIsInvalid("Nobody of that id is in the record of this child.", field=field)


async def must_be_child(session: AsyncSession, case: Case, child_id: UUID) -> None:
    """The child that is meant is that of the case, or a record merged with it. Raises."""
    own = await kept_child(session, case.child_id)
    try:
        meant: UUID | None = await kept_child(session, child_id)
    except ChildNotFound:
        meant = None
    if meant != own:
        raise NotTheChildOfThisCase(f"{case.number} is about another child.", field="child")


async def ages_on(session: AsyncSession, case: Case, day: date) -> tuple[int, int] | None:
    """From and to how many years the child is on `day`, by what was said; None: nobody knows."""
    said = await record_of(session, await _record(session, case))
    span = born_between(_value(said, "birth"), _value(said, "age"))
    return age_on(span, day) if span else None


async def earliest_birth(session: AsyncSession, case: Case) -> date:
    """The first day on which the child may have been born, as far as anybody knows."""
    said = await record_of(session, await _record(session, case))
    span = born_between(_value(said, "birth"), _value(said, "age"), widened=True)
    today = clock.now().astimezone(clock.DHAKA).date()
    return span[0] if span else years_before(today, OLDEST_YEARS + 1)


def _value(said: Mapping[str, Said], field: str) -> Any:
    return said[field].value if field in said else None


async def sex_and_age(session: AsyncSession, case: Case) -> tuple[str | None, int | None]:
    """What decides in which bed a child may sleep; None is unknown."""
    said = await record_of(session, await _record(session, case))
    span = born_between(_value(said, "birth"), _value(said, "age"))
    today = clock.now().astimezone(clock.DHAKA).date()
    return _value(said, "sex"), age_on(span, today)[0] if span else None
