"""The live channels of cases: one file, and everybody's own list; it decides no access."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_file_queries import PARTS, part_rows, timeline_rows
from app.cases.case_queries import case_rows, watched_rows
from app.cases.case_targets import target_rows
from app.cases.reintegration_schedule import schedule_rows
from app.realtime.channels import View
from app.realtime.collection import Collection, Ids, Rows, Touches
from app.realtime.history import Entry
from app.staff import permissions

KIND: Final = frozenset({"case"})
TARGET: Final = frozenset({"case_target"})
SCHEDULE: Final = frozenset({"home_schedule"})
SEES: Final = "live.case"
LISTS: Final = "live.cases"


def _key(view: View) -> UUID:
    assert view.key is not None
    return view.key


async def _this(_: AsyncSession, view: View, entries: Sequence[Entry]) -> Touches:
    return {str(_key(view)): entries[-1]}


async def _case(session: AsyncSession, view: View, _: Ids) -> Rows:
    return {str(id_): row for id_, row in (await case_rows(session, [_key(view)])).items()}


async def _steps_touched(_: AsyncSession, view: View, entries: Sequence[Entry]) -> Touches:
    stream = str(_key(view))
    return {str(one.facts["seq"]): one for one in entries if one.facts.get("stream") == stream}


async def _steps(session: AsyncSession, view: View, ids: Ids) -> Rows:
    after = 0 if not ids else min(int(id_) for id_ in ids) - 1
    rows = {str(row["seq"]): row for row in await timeline_rows(session, _key(view), after)}
    return rows if ids is None else {id_: row for id_, row in rows.items() if id_ in ids}


def _part(part: str) -> Collection:
    """A part of the file: what was written is short, so all of it is shown anew."""

    async def touched(session: AsyncSession, view: View, entries: Sequence[Entry]) -> Touches:
        return {row["id"]: entries[-1] for row in await part_rows(session, _key(view), part)}

    async def rows(session: AsyncSession, view: View, ids: Ids) -> Rows:
        found = await part_rows(session, _key(view), part)
        return {row["id"]: row for row in found if ids is None or row["id"] in ids}

    return Collection(part, SEES, KIND, touched, rows)


OF_CASE: Final = (
    Collection("case", SEES, KIND, _this, _case),
    *map(_part, PARTS),
    Collection("timeline", SEES, KIND, _steps_touched, _steps),
)


async def _itself(_: AsyncSession, __: View, entries: Sequence[Entry]) -> Touches:
    return {str(entry.entity_id): entry for entry in entries}


async def _cases(session: AsyncSession, view: View, ids: Ids) -> Rows:
    sees_late = permissions.scope_of(view.role, LISTS) == "all"
    some = None if ids is None else {UUID(id_) for id_ in ids}
    rows = await watched_rows(session, _key(view), view.role, some, sees_late)
    return {str(id_): row for id_, row in rows.items()}


CHANNELS: Final = {
    "case": OF_CASE,
    "cases": (Collection("cases", LISTS, KIND, _itself, _cases),),
}


def target_id(row: dict[str, Any]) -> str:
    """How a length of time is known on a screen."""
    return f"{row['due']}.{row['risk']}"


async def _targets_touched(session: AsyncSession, _: View, entries: Sequence[Entry]) -> Touches:
    return {target_id(row): entries[-1] for row in await target_rows(session)}


async def _targets(session: AsyncSession, _: View, ids: Ids) -> Rows:
    rows = {target_id(row): row for row in await target_rows(session)}
    return rows if ids is None else {id_: row for id_, row in rows.items() if id_ in ids}


async def _schedules_touched(session: AsyncSession, _: View, entries: Sequence[Entry]) -> Touches:
    return {row["kind"]: entries[-1] for row in await schedule_rows(session)}


async def _schedules(session: AsyncSession, _: View, ids: Ids) -> Rows:
    rows = {row["kind"]: row for row in await schedule_rows(session)}
    return rows if ids is None else {id_: row for id_, row in rows.items() if id_ in ids}


OF_BOARD: Final = (
    Collection("case_targets", "board.watch", TARGET, _targets_touched, _targets),
    Collection("home_schedules", "board.watch", SCHEDULE, _schedules_touched, _schedules),
)
