"""How long each thing of a case may take, by risk; it measures nothing.

Whatever somebody has set counts from then on, else our proposals of data/case_targets.csv, which
wait to be replaced by the procedure of the Department of Social Services. What is due is held to
what was in force when it began to count: a time set later makes nobody late afterwards.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_due import Due, Seconds
from app.cases.case_events import CaseTargetSet
from app.cases.case_models import CaseTarget
from app.cases.case_states import RISKS, Risk
from app.core import clock, outbox
from app.core.audience import BOARD
from app.core.errors import InputIsInvalid
from app.staff.queries import display_names

LONGEST_SECONDS: Final = 366 * 24 * 3600
SHORTEST_SECONDS: Final = 60
Key = tuple[Due, Risk]


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody has set, from a moment on."""

    due: Due
    risk: Risk
    seconds: int
    since: datetime


@cache
def proposals() -> Mapping[Key, int]:
    """Our own table, in seconds."""
    path = files("app.cases") / "data" / "case_targets.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {(Due(row["due"]), Risk(row["risk"])): int(row["seconds"]) for row in rows}


def allowed_by(words: Iterable[Word]) -> Seconds:
    """How long something may take, by what was in force at a moment."""
    ordered = sorted(words, key=lambda word: word.since)

    def seconds(due: Due, risk: Risk, at: datetime) -> int:
        said = [
            word.seconds
            for word in ordered
            if (word.due, word.risk) == (due, risk) and word.since <= at
        ]
        return said[-1] if said else proposals()[due, risk]

    return seconds


async def allowed(session: AsyncSession) -> Seconds:
    """The same, by all that was ever set."""
    found = await session.exec(select(CaseTarget))
    return allowed_by([Word(row.due, row.risk, row.seconds, row.since) for row in found])


async def set_target(
    session: AsyncSession, due: str, risk: str, seconds: int, by: UUID
) -> CaseTarget:
    """From now on this may take so long. Raises InputIsInvalid naming `seconds`.

    Nothing may be due later at a greater risk than at a lesser one.
    """
    if not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        raise InputIsInvalid("From one minute to 366 days are possible.", field="seconds")
    made = CaseTarget(due=Due(due), risk=Risk(risk), seconds=seconds, since=clock.now(), set_by=by)
    in_force = await allowed(session)
    for other in RISKS:
        known = in_force(made.due, other, made.since)
        greater = RISKS.index(other) < RISKS.index(made.risk)
        lesser = RISKS.index(other) > RISKS.index(made.risk)
        if (greater and known > seconds) or (lesser and known < seconds):
            raise InputIsInvalid(
                f"At {other.value} risk it may take {known} s: it can't be due later at a "
                "greater risk.",
                field="seconds",
            )
    session.add(made)
    await session.flush()
    told = CaseTargetSet(
        entity_id=made.id, version=1, due=made.due.value, risk=made.risk.value, seconds=seconds
    )
    await outbox.record(session, told, [BOARD])
    return made


async def target_rows(session: AsyncSession) -> list[dict[str, Any]]:
    """What is in force now for everything that can be due; `proposed` until somebody has set it."""
    found = list(await session.exec(select(CaseTarget).order_by(col(CaseTarget.since))))
    latest = {(row.due, row.risk): row for row in found}
    names = await display_names(session, {row.set_by for row in latest.values()})
    return [
        {
            "due": due.value,
            "risk": risk.value,
            "seconds": said.seconds if said else seconds,
            "proposed": said is None,
            "since": said.since.isoformat() if said else None,
            "set_by": names.get(said.set_by) if said else None,
        }
        for (due, risk), seconds in proposals().items()
        for said in [latest.get((due, risk))]
    ]
