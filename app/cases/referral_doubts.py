"""What speaks against referring a child to a service: it does not fit, or the child has it already.

A doubt is no bar: whoever goes on says why, and that is kept with the referral.
"""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_models import Case
from app.cases.people_access import ChildReason, for_system, kept_child
from app.cases.people_age import age_on, born_between
from app.cases.people_record import Said, record_of
from app.cases.referral_duplicates import Warned
from app.cases.referral_services import duplicates
from app.cases.referral_states import DESPITE
from app.core import clock
from app.core.db import fetch
from app.core.errors import HelplineError, InputIsInvalid
from app.directory.offered import around
from app.directory.offered_models import OfferedService
from app.directory.offered_rules import Misfit, Offer, Who, misfits

Row = dict[str, Any]


class ReferralIsDoubtful(HelplineError):
    """The service does not fit, or the child has it already: say `despite` what, to go on."""

    code = "referral_is_doubtful"


async def record_of_case(session: AsyncSession, case: Case) -> dict[str, Said]:
    """What is known of the child of a case, in the record that is worked on; empty once erased."""
    kept = await kept_child(session, case.child_id)
    child = await for_system(session, kept, ChildReason.REFERRAL)
    return {} if child.wrapped_key is None else await record_of(session, child)


def value(record: dict[str, Said], field: str) -> Any:
    """What counts of a field; None where nobody knows."""
    return record[field].value if field in record else None


def ages_of(record: dict[str, Said]) -> tuple[int, int] | None:
    """From and to how many years the child is today; None when nobody knows."""
    span = born_between(value(record, "birth"), value(record, "age"))
    return age_on(span, clock.now().astimezone(clock.DHAKA).date()) if span else None


async def found(
    session: AsyncSession, case: Case, service: OfferedService
) -> tuple[list[Misfit], list[Warned]]:
    """What does not fit, and which services of this kind the child has already."""
    record = await record_of_case(session, case)
    who = Who(
        ages=ages_of(record),
        sex=value(record, "sex"),
        around=around([case.place]) if case.place else None,
    )
    offer = Offer(
        places=service.places,
        gender=service.gender,
        age_from=service.age_from,
        age_to=service.age_to,
        ended=service.ended_at is not None,
    )
    return misfits(offer, who), await duplicates(session, case, service.kind.value)


async def doubts(
    session: AsyncSession, case: Case, service: OfferedService, *, despite: str | None
) -> None:
    """Raises ReferralIsDoubtful, unless somebody has said why he or she goes on; InputIsInvalid."""
    if despite is not None and despite not in DESPITE:
        raise InputIsInvalid(f"Choose one of: {', '.join(DESPITE)}.", field="despite")
    unfit, has_already = await found(session, case, service)
    if (unfit or has_already) and despite is None:
        raise ReferralIsDoubtful(
            "The child has this service already."
            if has_already
            else "This service is not for this child, as far as is known.",
            misfits=[why.value for why in unfit],
            duplicates=await warned_rows(session, has_already),
            despite=list(DESPITE),
        )


_NAMES = "SELECT id, name_bn, name_en FROM organisation WHERE id = ANY($1)"


async def warned_rows(session: AsyncSession, warned: list[Warned]) -> list[Row]:
    """Warnings as screens get them; what is not told is null."""
    ids: list[UUID] = [one.organisation_id for one in warned if one.organisation_id is not None]
    names = {row["id"]: row for row in await fetch(session, _NAMES, ids)} if ids else {}
    return [
        {
            "service": one.kind,
            "certain": one.certain,
            "asked_only": one.asked_only,
            "own_case": one.own_case,
            "organisation": {
                "bn": names[one.organisation_id]["name_bn"],
                "en": names[one.organisation_id]["name_en"],
            }
            if one.organisation_id in names
            else None,
            "since": one.since.isoformat() if one.since else None,
        }
        for one in warned
    ]
