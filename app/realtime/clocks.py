"""The live collections of the clock, of weddings and of papers; it decides no access."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.aliases import kept_of
from app.dispatch.clock_rows import journey_row, late_rows, marriage_row, paper_rows
from app.dispatch.targets import target_rows
from app.realtime.channels import View
from app.realtime.collection import Collection, Ids, Rows, Touches
from app.realtime.history import ON_A_TICKET, Entry

TICKET = frozenset(
    {
        "incident",
        "intake",
        "dispatch",
        "unmet",
        "call",
        "contact",
        "call_back",
        "text",
        "session",
        "stay",
        *ON_A_TICKET,
    }
)
"""What raises the version of an incident, by which the clock's row is known."""
TARGET = frozenset({"clock_target"})


def _key(view: View) -> UUID:
    assert view.key is not None
    return view.key


async def _this(_: AsyncSession, view: View, entries: Sequence[Entry]) -> Touches:
    return {str(_key(view)): entries[-1]}


async def _journey(session: AsyncSession, view: View, _: Ids) -> Rows:
    return {str(_key(view)): await journey_row(session, _key(view))}


async def _marriage(session: AsyncSession, view: View, _: Ids) -> Rows:
    row = await marriage_row(session, _key(view))
    return {} if row is None else {str(_key(view)): row}


LINKS = ("incident.linked", "incident.report_added")


async def _papers_touched(session: AsyncSession, view: View, entries: Sequence[Entry]) -> Touches:
    """The one that is told of; when tickets are linked all of them, since they moved."""
    touched: Touches = {}
    for entry in entries:
        if entry.event in LINKS:
            kept = await kept_of(session, _key(view))
            touched |= {str(id_): entry for id_ in await paper_rows(session, kept)}
        elif "paper_id" in entry.facts:
            touched[str(entry.facts["paper_id"])] = entry
            replaced = entry.facts.get("replaces")
            touched |= {str(replaced): entry} if replaced else {}
    return touched


async def _papers(session: AsyncSession, view: View, ids: Ids) -> Rows:
    some = None if ids is None else {UUID(id_) for id_ in ids}
    return {str(id_): row for id_, row in (await paper_rows(session, _key(view), some)).items()}


async def _late_touched(_: AsyncSession, __: View, entries: Sequence[Entry]) -> Touches:
    touched = {}
    for entry in entries:
        if entry.ticket is not None:
            touched[str(entry.ticket)] = entry
    return touched


async def _late(session: AsyncSession, _: View, ids: Ids) -> Rows:
    some = None if ids is None else {UUID(id_) for id_ in ids}
    return {str(id_): row for id_, row in (await late_rows(session, some)).items()}


async def _itself(session: AsyncSession, _: View, entries: Sequence[Entry]) -> Touches:
    """A new word on a target takes the one before it out of force: all are shown anew."""
    return {str(id_): entries[-1] for id_ in await target_rows(session)}


async def _targets(session: AsyncSession, _: View, ids: Ids) -> Rows:
    rows = await target_rows(session, None if ids is None else {UUID(id_) for id_ in ids})
    return {str(id_): row for id_, row in rows.items()}


OF_INCIDENT = (
    Collection("journey", "live.incident", TICKET, _this, _journey),
    Collection("marriage", "live.incident", TICKET, _this, _marriage),
    Collection("papers", "live.incident", frozenset({"incident"}), _papers_touched, _papers),
)
OF_BOARD = (
    Collection("late", "board.watch", TICKET, _late_touched, _late),
    Collection("clock_targets", "clock.see_targets", TARGET, _itself, _targets),
)
