"""The roll of a meal: how it was with each child, marked at once for many; put right with a reason.

It flushes only. The centre is locked meanwhile, so that of two who mark one meal the later counts.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.people_access import merged_among
from app.core import clock
from app.core.db import execute, fetch
from app.core.errors import HelplineError, InputIsInvalid
from app.residence.care_events import MealsMarked
from app.residence.care_states import Ate, Meal, WhyCorrected
from app.residence.meals import begun, day_bounds, is_open, totals, was_here
from app.residence.service import announce, lock_beds
from app.residence.stays import StayNotFound

Row = dict[str, Any]


class MealIsToCome(HelplineError):
    """This meal has not begun; `legal` are the meals of that day that have."""

    code = "meal_is_to_come"


class RollIsClosed(HelplineError):
    """It is too long ago: nobody remembers a meal for more than a month."""

    code = "roll_is_closed"


class ChildWasNotHere(HelplineError):
    """A child that is to be marked was not in the centre on that day; `stays` names which."""

    code = "child_was_not_here"


class ReasonForChange(InputIsInvalid):
    """Something else is marked there already: say why it is changed; `stays` names which."""

    code = "reason_for_change"


_OF_DAY: Final = """
SELECT stay.id, child_id, arrived_at, left_at FROM stay WHERE centre_id = $1 AND arrived_at < $3
    AND (left_at IS NULL OR left_at >= $2) AND left_reason IS DISTINCT FROM 'mistake'
"""
_MARKED: Final = """
SELECT DISTINCT ON (stay_id) stay_id, no, ate FROM meal_mark
WHERE stay_id = ANY($1) AND day = $2 AND meal = $3 ORDER BY stay_id, no DESC
"""
_MARK: Final = """
INSERT INTO meal_mark (id, stay_id, day, meal, no, ate, why, marked_at, marked_by)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::date[], $4::text[], $5::int[], $6::text[],
    $7::text[], $8::timestamptz[], $9::uuid[])
"""


async def mark(
    session: AsyncSession,
    centre_id: UUID,
    day: date,
    meal: Meal,
    marks: Mapping[UUID, Ate],
    *,
    why: WhyCorrected | None,
    by: UUID,
) -> int:
    """Mark a meal for children of a centre; says of how many something was written.

    What is marked so already stays. Of a child that left and came back that day, whichever of its
    stays is named, the last one is marked. Raises MealIsToCome, RollIsClosed, StayNotFound,
    ChildWasNotHere, ReasonForChange.
    """
    _must_be_open(day, meal)
    await lock_beds(session, centre_id)
    here = await _each_child(session, centre_id, day)
    await _must_be_here(session, centre_id, {id_ for stays in here for id_ in stays}, set(marks))
    wanted = {stays[0]: marks[id_] for stays in here for id_ in reversed(stays) if id_ in marks}
    found = await fetch(session, _MARKED, [id_ for one in here for id_ in one], day, meal.value)
    known = {row["stay_id"]: (row["no"], Ate(row["ate"])) for row in found}
    before = {stays[0]: known[id_] for stays in here for id_ in reversed(stays) if id_ in known}
    changed = {id_: ate for id_, ate in wanted.items() if before.get(id_, (0, None))[1] is not ate}
    if why is None and (others := [str(id_) for id_ in changed if id_ in before]):
        raise ReasonForChange("Something else is marked there.", field="why", stays=sorted(others))
    if changed:
        numbers = {id_: no for id_, (no, _) in before.items()}
        await _write(session, day, meal, changed, numbers, why, by)
        facts = {"day": day.isoformat(), "meal": meal.value, "children": len(changed)}
        await announce(session, centre_id, MealsMarked, **facts)
    return len(changed)


async def _write(
    session: AsyncSession,
    day: date,
    meal: Meal,
    changed: Mapping[UUID, Ate],
    before: Mapping[UUID, int],
    why: WhyCorrected | None,
    by: UUID,
) -> None:
    ids, size = list(changed), len(changed)
    reason = why.value if why else None
    await execute(
        session,
        _MARK,
        [uuid4() for _ in ids],
        ids,
        [day] * size,
        [meal.value] * size,
        [before.get(id_, 0) + 1 for id_ in ids],
        [changed[id_].value for id_ in ids],
        [reason if id_ in before else None for id_ in ids],
        [clock.now()] * size,
        [by] * size,
    )


def _must_be_open(day: date, meal: Meal) -> None:
    now = clock.now()
    if meal not in (legal := begun(day, now)):
        raise MealIsToCome(
            "This meal has not begun.", field="meal", legal=[one.value for one in legal]
        )
    if not is_open(day, now):
        raise RollIsClosed("That day is too long ago.", field="day", legal=[])


async def _must_be_here(
    session: AsyncSession, centre_id: UUID, here: set[UUID], wanted: set[UUID]
) -> None:
    missing = wanted - here
    if not missing:
        return
    of_centre = "SELECT id FROM stay WHERE id = ANY($1) AND centre_id = $2"
    known = {row["id"] for row in await fetch(session, of_centre, list(missing), centre_id)}
    if missing - known:
        raise StayNotFound("There is no such stay, or not in this centre.")
    raise ChildWasNotHere(
        "A child was not in the centre on that day.", stays=sorted(map(str, known)), legal=[]
    )


async def _each_child(session: AsyncSession, centre_id: UUID, day: date) -> list[list[UUID]]:
    """The stays of each child who was in the centre at any time of a day, its last one first.

    Whoever left and came back on one day is one child. Of whom nobody knows who it is stands alone.
    """
    first, last = day_bounds(day)
    found = [
        row
        for row in await fetch(session, _OF_DAY, centre_id, first, last)
        if was_here(day, row["arrived_at"], row["left_at"])
    ]
    merged = await merged_among(session, {row["child_id"] for row in found} - {None})
    stays: dict[UUID, list[UUID]] = defaultdict(list)
    for row in sorted(found, key=lambda row: row["arrived_at"], reverse=True):
        child = row["child_id"] or row["id"]
        stays[merged.get(child, child)].append(row["id"])
    return list(stays.values())


_ROLL: Final = """
SELECT stay.id, label, house.name_bn, house.name_en, (
    SELECT jsonb_object_agg(meal, jsonb_build_object(
        'ate', ate, 'no', no, 'why', why, 'at', marked_at,
        'by', jsonb_build_object('bn', display_bn, 'en', display_en)))
    FROM (SELECT DISTINCT ON (meal) * FROM meal_mark WHERE stay_id = stay.id AND day = $2
        ORDER BY meal, no DESC) AS last JOIN staff ON staff.id = marked_by
) AS meals
FROM stay LEFT JOIN bed ON bed.id = bed_id LEFT JOIN house ON house.id = house_id
WHERE stay.id = ANY($1) ORDER BY house.name_en, length(label), label, arrived_at
"""


async def roll_of(session: AsyncSession, centre_id: UUID, day: date) -> Row:
    """The roll of a day: each child who was here by its stay, and what the four meals add up to."""
    here = await _each_child(session, centre_id, day)
    ids = [id_ for stays in here for id_ in stays]
    found = {row["id"]: row for row in await fetch(session, _ROLL, ids, day)} if ids else {}
    before = {stays[0]: stays[1:] for stays in here}
    children = [
        _child(row, [found[one] for one in before[id_]])
        for id_, row in found.items()
        if id_ in before
    ]
    legal = begun(day, clock.now())
    return {
        "day": day.isoformat(),
        "open": is_open(day, clock.now()),
        "children": children,
        "totals": [
            {"meal": meal.value, "begun": meal in legal, **_totals(children, meal)} for meal in Meal
        ],
    }


def _child(row: Mapping[str, Any], before: Sequence[Mapping[str, Any]]) -> Row:
    """One line of the roll; what was marked of its stays `before` on that day counts as well."""
    named = row["label"] is not None
    marked = {
        meal: mark for one in (*before[::-1], row) for meal, mark in (one["meals"] or {}).items()
    }
    return {
        "stay": str(row["id"]),
        "house": {"bn": row["name_bn"], "en": row["name_en"]} if named else None,
        "label": row["label"],
        "meals": {meal.value: marked.get(meal.value) for meal in Meal},
    }


def _totals(children: Sequence[Row], meal: Meal) -> Row:
    marks = [child["meals"][meal.value] for child in children]
    return totals(len(children), (Ate(mark["ate"]) if mark else None for mark in marks))
