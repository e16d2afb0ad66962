"""Whether somebody has the courses that a role, a skill or a kind of post needs; it gives nothing.

Nothing is needed until an administrator says so. A course that has run out counts no more when
something is to be given anew; what somebody has already, nobody loses by it: a line without
counsellors is worse than a late refresher (decision 0059).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import fetch
from app.core.errors import HelplineError
from app.staff.course_models import HolderKind, NeedKind

Row = dict[str, Any]


class CourseIsNeeded(HelplineError):
    """A course must be passed first: `courses` names them, `needed_for` what needs them."""

    code = "course_is_needed"


@dataclass(frozen=True)
class Held:
    """A course that somebody has passed, and the last day on which that counts."""

    course: str
    until: date | None


def lacking(needed: Iterable[str], held: Iterable[Held], day: date) -> list[str]:
    """Of the courses needed, by code, those that count for nothing on this day; pure."""
    valid = {one.course for one in held if one.until is None or day <= one.until}
    return sorted(code for code in set(needed) if code not in valid)


_NEEDED: Final = """
SELECT course.code, name_bn, name_en FROM course_need JOIN course ON course.id = course_id
WHERE kind = $1 AND course_need.code = ANY($2) AND course_need.ended_at IS NULL ORDER BY course.code
"""
_HELD: Final = """
SELECT course.code, until FROM qualification JOIN course ON course.id = course_id
WHERE holder_id = ANY($1) AND qualification.ended_at IS NULL
"""
_SAME_PERSON: Final = """
SELECT id FROM staff WHERE worker_id = $1 UNION ALL
SELECT worker_id FROM staff WHERE id = $1 AND worker_id IS NOT NULL
"""


async def must_have(
    session: AsyncSession,
    kind: NeedKind,
    codes: Collection[str],
    holder_id: UUID | None,
    on: date | None = None,
) -> None:
    """Raises CourseIsNeeded naming the courses; `holder_id` None is of somebody who is new.

    `on` is the day on which they must count, today where none is said. A worker's courses count for
    his or her account, and the other way round.
    """
    needed = await fetch(session, _NEEDED, kind.value, list(codes)) if codes else []
    if not needed:
        return
    held = await held_by(session, holder_id) if holder_id is not None else []
    day = on or clock.now().astimezone(clock.DHAKA).date()
    missing = lacking((row["code"] for row in needed), held, day)
    if missing:
        names = {row["code"]: {"bn": row["name_bn"], "en": row["name_en"]} for row in needed}
        said = ", ".join(names[code]["en"] for code in missing)
        raise CourseIsNeeded(
            f"First this must be passed: {said}.",
            courses=[{"code": code, "name": names[code]} for code in missing],
            needed_for={"kind": kind.value, "codes": sorted(codes)},
        )


async def held_by(session: AsyncSession, holder_id: UUID) -> list[Held]:
    """All that somebody has passed, whether it still counts or not."""
    same = [row[0] for row in await fetch(session, _SAME_PERSON, holder_id)]
    found = await fetch(session, _HELD, [holder_id, *same])
    return [Held(row["code"], row["until"]) for row in found]


_ENDING: Final = """
SELECT qualification.id, holder_kind, holder_id, until, course.code, name_bn, name_en
FROM qualification JOIN course ON course.id = course_id
WHERE until <= $2 AND qualification.ended_at IS NULL AND holder_id = ANY($1)
ORDER BY until, course.code
"""


async def ending(session: AsyncSession, holder_ids: Collection[UUID], by: date) -> list[Row]:
    """What of these people counts no longer than to a day, the earliest first."""
    return [
        {
            "id": str(row["id"]),
            "holder_kind": HolderKind(row["holder_kind"]).value,
            "holder_id": str(row["holder_id"]),
            "course": {"code": row["code"], "name": {"bn": row["name_bn"], "en": row["name_en"]}},
            "until": row["until"].isoformat(),
        }
        for row in (await fetch(session, _ENDING, list(holder_ids), by) if holder_ids else ())
    ]
