"""The agenda of a meeting: cases by their number, matters, what came of decisions; they flush only.

Locks in the order case, committee. Of a case the members get what one table says
(app/cases/board_told.py), frozen when it is laid before them, and texts of a meeting may hold
nothing that tells who a child of its agenda is.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.board_case import private_of, told_of
from app.cases.board_told import QUESTIONS, TELLS, Private, betrayals
from app.cases.case_access import SystemWhy, for_system, must_be_open
from app.cases.case_events import CaseLaidBefore
from app.cases.case_models import Case
from app.cases.case_timeline import of
from app.cases.case_timeline import tell as tell_case
from app.core import clock
from app.core.db import fetch
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.core.moves import advance
from app.geo.lookup import gazetteer
from app.programmes.boards import log
from app.programmes.boards.events import AgendaChanged
from app.programmes.boards.models import AgendaItem, Committee, Decision, Meeting
from app.programmes.boards.service import must_stand
from app.programmes.boards.states import MEETING_MOVES, ItemKind

MOST: Final = 200


class MeetingNotFound(NotFound):
    """No such meeting, or not one this person may know of."""

    code = "meeting_not_found"


class ItemNotFound(NotFound):
    """No such point on the agenda of this meeting."""

    code = "item_not_found"


class NoCasesHere(HelplineError):
    """Where organisations meet no case is spoken of."""

    code = "no_cases_here"


class CaseStandsThere(HelplineError):
    """The case is on the agenda of this meeting already; `no` is its number there."""

    code = "case_stands_there"


class TextTellsWho(HelplineError):
    """The text tells who a child of the agenda is: write it without that; `what` says of what kind.

    Name, place below the district, number or day of birth; which words they are is not repeated.
    """

    status = 422
    code = "text_tells_who"


def meeting_not_found() -> MeetingNotFound:
    """The same words for what is absent and what is not this person's."""
    return MeetingNotFound("There is no such meeting, or it is not yours to see.")


async def committee_of(session: AsyncSession, meeting_id: UUID) -> UUID:
    """Whose meeting it is. Raises MeetingNotFound."""
    found = await session.exec(select(Meeting.committee_id).where(Meeting.id == meeting_id))
    if (id_ := found.first()) is None:
        raise meeting_not_found()
    return id_


async def locked(session: AsyncSession, meeting_id: UUID, verb: str) -> tuple[Committee, Meeting]:
    """A meeting for `verb`, and its committee, which is locked.

    Raises MeetingNotFound, CommitteeHasEnded, IllegalMove with what was legal.
    """
    committee = await log.locked(session, await committee_of(session, meeting_id))
    must_stand(committee)
    meeting = await session.get_one(Meeting, meeting_id, populate_existing=True)
    advance(MEETING_MOVES, meeting.state, verb, "meeting")
    return committee, meeting


async def lay_case(
    session: AsyncSession, meeting_id: UUID, case: Case, question: str, by: UUID
) -> AgendaItem:
    """Lay a locked case before a meeting; what its members are told is frozen.

    Raises InputIsInvalid, MeetingNotFound, IllegalMove, NoCasesHere, CaseIsClosed, CaseStandsThere,
    and TextTellsWho when something that was written at it already tells who the child is.
    """
    if question not in QUESTIONS:
        raise InputIsInvalid(f"Choose one of: {', '.join(QUESTIONS)}.", field="question")
    must_be_open(case)
    committee, meeting = await locked(session, meeting_id, "lay")
    if not TELLS[committee.body]:
        raise NoCasesHere("No case is laid before a meeting of organisations.")
    items = await items_of(session, meeting_id)
    there = next((item for item in items if item.case_id == case.id), None)
    if there is not None:
        raise CaseStandsThere("It is on this agenda already.", no=there.no)
    hidden = await private_of(session, case, _named_in_heading(committee))
    decided = await _decided_words(session, meeting_id)
    said = (meeting.venue, *(item.said for item in items), *decided)
    must_not_tell(said, [hidden], "case")
    made = AgendaItem(
        meeting_id=meeting_id,
        no=await _next_no(session, meeting_id),
        kind=ItemKind.CASE,
        case_id=case.id,
        question=question,
        told=await told_of(session, case, committee.body),
        laid_at=clock.now(),
        laid_by=by,
    )
    await _put(session, committee, made, by)
    told = CaseLaidBefore(
        **of(case),
        meeting_id=meeting_id,
        body=committee.body.value,
        level=committee.level.value,
        question=question,
    )
    await tell_case(session, case, told, by)
    return made


async def _decided_words(session: AsyncSession, meeting_id: UUID) -> list[str | None]:
    """What stands in the decisions of a meeting, and what was said when they ended."""
    found = await session.exec(select(Decision).where(Decision.meeting_id == meeting_id))
    return [text for one in found for text in (one.said, one.ended_with)]


async def lay_matter(session: AsyncSession, meeting_id: UUID, said: str, by: UUID) -> AgendaItem:
    """Another point, in words. Raises MeetingNotFound, IllegalMove, TextTellsWho."""
    committee, _ = await locked(session, meeting_id, "lay")
    await must_tell_nobody(session, committee, meeting_id, [said], "words")
    made = AgendaItem(
        meeting_id=meeting_id,
        no=await _next_no(session, meeting_id),
        kind=ItemKind.MATTER,
        said=said,
        laid_at=clock.now(),
        laid_by=by,
    )
    await _put(session, committee, made, by)
    return made


async def lay_decision(
    session: AsyncSession, meeting_id: UUID, decision_id: UUID, by: UUID
) -> AgendaItem:
    """What came of an earlier decision of the same committee is asked.

    Raises MeetingNotFound, IllegalMove, InputIsInvalid.
    """
    committee, _ = await locked(session, meeting_id, "lay")
    earlier = await session.get(Decision, decision_id)
    if earlier is None or earlier.committee_id != committee.id:
        raise InputIsInvalid("There is no such decision of this committee.", field="decision")
    if any(item.decision_id == decision_id for item in await items_of(session, meeting_id)):
        raise InputIsInvalid("It is on this agenda already.", field="decision")
    made = AgendaItem(
        meeting_id=meeting_id,
        no=await _next_no(session, meeting_id),
        kind=ItemKind.DECISION,
        decision_id=decision_id,
        laid_at=clock.now(),
        laid_by=by,
    )
    await _put(session, committee, made, by)
    return made


async def withdraw(session: AsyncSession, meeting_id: UUID, item_id: UUID, by: UUID) -> AgendaItem:
    """A point is taken off the agenda of a meeting that has not been held; repeatable.

    Raises MeetingNotFound, ItemNotFound, IllegalMove.
    """
    committee, _ = await locked(session, meeting_id, "withdraw")
    item = await item_of(session, meeting_id, item_id)
    if item.withdrawn_at is None:
        item.withdrawn_at = clock.now()
        session.add(item)
        await _tell(session, committee, item, "withdrawn", by)
    return item


async def item_of(session: AsyncSession, meeting_id: UUID, item_id: UUID) -> AgendaItem:
    """A point of this agenda. Raises ItemNotFound."""
    item = await session.get(AgendaItem, item_id, populate_existing=True)
    if item is None or item.meeting_id != meeting_id:
        raise ItemNotFound("There is no such point on this agenda.")
    return item


async def items_of(session: AsyncSession, meeting_id: UUID) -> list[AgendaItem]:
    """What stands on an agenda, in its order; what was withdrawn is left out."""
    found = await session.exec(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting_id, col(AgendaItem.withdrawn_at).is_(None))
        .order_by(col(AgendaItem.no))
    )
    return list(found)


async def must_tell_nobody(
    session: AsyncSession,
    committee: Committee,
    meeting_id: UUID,
    texts: Collection[str | None],
    field: str,
) -> None:
    """Raises TextTellsWho when one of the texts tells who a child of this agenda is."""
    if any(texts):
        must_not_tell(texts, await hidden_at(session, committee, meeting_id), field)


async def hidden_at(session: AsyncSession, committee: Committee, meeting_id: UUID) -> list[Private]:
    """What of each child that this meeting may know of no text of it may hold."""
    public = _named_in_heading(committee)
    cases = [
        await for_system(session, row["case_id"], SystemWhy.BOARD)
        for row in await fetch(session, _CASES, meeting_id)
    ]
    return [await private_of(session, case, public) for case in cases]


_CASES: Final = """
WITH RECURSIVE met (id, before) AS (
    SELECT id, continues FROM committee_meeting WHERE id = $1
    UNION ALL SELECT earlier.id, earlier.continues
    FROM committee_meeting AS earlier JOIN met ON earlier.id = met.before
)
SELECT case_id FROM committee_item JOIN met ON met.id = meeting_id WHERE case_id IS NOT NULL
UNION SELECT about.case_id FROM committee_item AS item JOIN met ON met.id = item.meeting_id
JOIN committee_decision AS decision ON decision.id = item.decision_id
JOIN committee_item AS about ON about.id = decision.item_id WHERE about.case_id IS NOT NULL
"""
"""Cases that were ever laid before a meeting or before one that it goes on with, also those
withdrawn, and those of the decisions it asks about: somebody there may know them."""


def must_not_tell(texts: Iterable[str | None], hidden: Collection[Private], field: str) -> None:
    """Raises TextTellsWho when one of the texts holds something of these; pure."""
    said = [text for text in texts if text]
    found = {kind for one in hidden for text in said for kind in betrayals(text, one)}
    if found:
        raise TextTellsWho(
            "This tells who a child of the agenda is: write it without that.",
            field=field,
            what=sorted(kind.value for kind in found),
        )


def _named_in_heading(committee: Committee) -> frozenset[str]:
    """Places that the name of the committee itself tells."""
    return frozenset(gazetteer().containers(committee.place)) if committee.place else frozenset()


async def _next_no(session: AsyncSession, meeting_id: UUID) -> int:
    found = await session.exec(
        select(func.max(AgendaItem.no)).where(AgendaItem.meeting_id == meeting_id)
    )
    last = found.one() or 0
    if last >= MOST:
        raise InputIsInvalid(f"An agenda has at most {MOST} points.", field="meeting")
    return int(last) + 1


async def _put(session: AsyncSession, committee: Committee, item: AgendaItem, by: UUID) -> None:
    session.add(item)
    await session.flush()
    await _tell(session, committee, item, "laid", by)


async def _tell(
    session: AsyncSession, committee: Committee, item: AgendaItem, move: str, by: UUID
) -> None:
    told: Mapping[str, Any] = {
        "meeting_id": item.meeting_id,
        "item_id": item.id,
        "kind": item.kind.value,
        "move": move,
    }
    await log.tell(session, committee, AgendaChanged, by, **told)
