"""The minutes of a meeting: frozen facts, made once and never changed; it draws nothing.

They hold what the members were told and what they decided, and nothing that tells who a child is:
all of it is compared with the children of the agenda once more before it is kept. What was harmless
when it was written, and is not by what is known of the child now, is left out, and said to be. A
case bears its number on the agenda alone.
"""

import json
from collections.abc import Collection
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.board_told import Private, betrayals
from app.core import clock
from app.core.errors import HelplineError
from app.core.moves import advance
from app.programmes.boards import agenda, log
from app.programmes.boards.events import MeetingMoved, MinutesOpened
from app.programmes.boards.models import Committee, Meeting
from app.programmes.boards.queries import decision_rows, item_rows, presence_rows
from app.programmes.boards.states import MEETING_MOVES, MeetingState
from app.staff.auth import SignedIn

Content = dict[str, Any]


class MinutesAreNotWritten(HelplineError):
    """There are no minutes yet: they are written after the meeting was held (`legal`)."""

    code = "minutes_are_not_written"


async def write(
    session: AsyncSession, signed: SignedIn, meeting_id: UUID, note: str | None
) -> Meeting:
    """Freeze what a held meeting was told and has decided.

    Raises MeetingNotFound, IllegalMove, TextTellsWho.
    """
    committee, meeting = await agenda.locked(session, meeting_id, "minute")
    hidden = await agenda.hidden_at(session, committee, meeting_id)
    agenda.must_not_tell([note], hidden, "words")
    content = await _content(session, committee, meeting, note, signed.display_bn)
    leave_out(content, hidden)
    meeting.state = advance(MEETING_MOVES, meeting.state, "minute", "meeting")
    meeting.minutes = json.dumps(content, ensure_ascii=False, sort_keys=True)
    meeting.minuted_at, meeting.minuted_by = clock.now(), signed.id
    session.add(meeting)
    await session.flush()
    told = {"meeting_id": meeting.id, "move": meeting.state.value}
    await log.tell(session, committee, MeetingMoved, signed.id, **told)
    return meeting


async def _content(
    session: AsyncSession, committee: Committee, meeting: Meeting, note: str | None, by: str
) -> Content:
    assert meeting.held_at is not None
    return {
        "committee": {"bn": committee.name_bn, "en": committee.name_en},
        "body": committee.body.value,
        "no": meeting.no,
        "held_at": meeting.held_at.isoformat(),
        "written_at": clock.now().isoformat(),
        "written_by": by,
        "venue": meeting.venue,
        "needed": meeting.needed,
        "there": meeting.there,
        "seats": await presence_rows(session, meeting.id),
        "items": [_item(row) for row in await item_rows(session, meeting.id)],
        "decisions": [_decision(row) for row in await _decided(session, meeting.id)],
        "note": note,
    }


async def _decided(session: AsyncSession, meeting_id: UUID) -> list[dict[str, Any]]:
    rows = await decision_rows(session, meeting=meeting_id)
    return sorted(rows, key=itemgetter("no"))


def _item(row: dict[str, Any]) -> Content:
    kept = ("no", "kind", "question", "told", "said", "words", "decision_no")
    return {name: row[name] for name in kept}


def _decision(row: dict[str, Any]) -> Content:
    kept = ("no", "item_no", "words", "owner", "due_on")
    return {name: row[name] for name in kept}


def leave_out(content: Content, hidden: Collection[Private]) -> None:
    """Takes out of it every text of the meeting that tells who a child is; `withheld` says where.

    Nobody can write these anew once the meeting was held, so they must not keep its minutes away.
    """
    for row, part in (
        (content, "venue"),
        *((row, "words") for row in (*content["items"], *content["decisions"])),
    ):
        told = row[part] is not None and any(betrayals(row[part], one) for one in hidden)
        row["withheld"] = told
        row[part] = None if told else row[part]


def content_of(meeting: Meeting) -> Content:
    """The frozen facts. Raises MinutesAreNotWritten."""
    if meeting.minutes is None:
        held = meeting.state is MeetingState.HELD
        raise MinutesAreNotWritten(
            "There are no minutes of this meeting yet.", legal=["minute"] if held else []
        )
    content: Content = json.loads(meeting.minutes)
    return content


async def opened(session: AsyncSession, signed: SignedIn, meeting_id: UUID) -> Content:
    """The same for somebody who looks, which is recorded. Raises MinutesAreNotWritten."""
    committee = await log.locked(session, await agenda.committee_of(session, meeting_id))
    meeting = await session.get_one(Meeting, meeting_id, populate_existing=True)
    content = content_of(meeting)
    await log.tell(session, committee, MinutesOpened, signed.id, meeting_id=meeting_id)
    return content
