"""Tells supervisors outside of the console that something is wrong: a code, and no word of a file.

What a message says is a sentence of a table; where to look, they know. One of a duress says nothing
on any telephone of the field.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason, for_system
from app.cases.models import Incident
from app.cases.timeline import tell
from app.core import clock, outbox
from app.core.audience import BOARD
from app.core.db import fetch_value
from app.dispatch.alert_events import SupervisorsTold
from app.dispatch.channels import EMAIL, PUSH, TEXT
from app.dispatch.models import Notice
from app.dispatch.reach import reach_of
from app.dispatch.states import AlertState
from app.jobs.queue import defer
from app.staff.models import Staff

SEND_NOTICE: Final = "dispatch.send_notice"
VALID_FOR: Final = timedelta(hours=1)
NOBODY_GOES: Final = "nobody_goes"
NOBODY_TO_ASK: Final = "nobody_to_ask"
ASKED_AFTER_ALL: Final = "asked_after_all"
NOT_REACHED: Final = "not_reached"
LADDER_STUCK: Final = "ladder_stuck"
AGENCY_SILENT: Final = "agency_silent"
CHECK_IN_LATE: Final = "check_in_late"
DURESS: Final = "duress"
NOT_REMINDED: Final = "not_reminded"
CALL_WISH_LATE: Final = "call_wish_late"
MUST_NOT_BE_THERE: Final = "must_not_be_there"
NOTICES: Final = (
    NOBODY_GOES,
    NOBODY_TO_ASK,
    ASKED_AFTER_ALL,
    NOT_REACHED,
    LADDER_STUCK,
    AGENCY_SILENT,
    CHECK_IN_LATE,
    DURESS,
    NOT_REMINDED,
    CALL_WISH_LATE,
    MUST_NOT_BE_THERE,
    "channel_down",
)
"""What supervisors can be told of; the words of each stand in the catalogues, `text.notice.…`."""

_CHANNELS: Final = (PUSH, TEXT, EMAIL)
_OF_ANOTHER: Final = "SELECT true FROM notice WHERE provider_message_id = $1"
"""A gateway that gives one id to many texts: the text has left, and must not leave again."""


async def tell_supervisors(
    session: AsyncSession,
    incident_id: UUID,
    code: str,
    *,
    quietly: bool = False,
    without: str | None = None,
) -> int:
    """Tell every supervisor who can be reached that `code` (of NOTICES) concerns this incident.

    `quietly`: whoever goes for it must not see that anybody was told (a duress); then supervisors
    alone hear of it, by the board and the notices. `without`: a channel that is down. Locks the
    incident. Gives how many people are told; nobody is no error, since the board says it too.
    """
    if code not in NOTICES:
        raise ValueError(f"no notice {code}")
    incident = await for_system(session, incident_id, SystemReason.DISPATCH_MOVED_ON, lock=True)
    found = await session.exec(
        select(Staff.id)
        .where(Staff.role == "supervisor", col(Staff.active).is_(True))
        .order_by(col(Staff.id))
    )
    notices = [
        Notice(
            incident_id=incident.id,
            staff_id=staff_id,
            code=code,
            channel=channel,
            at=clock.now(),
            until=clock.now() + VALID_FOR,
        )
        for staff_id in list(found)
        for channel in await _channels_of(session, staff_id, without)
    ]
    session.add_all(notices)
    await session.flush()
    for notice in notices:
        await defer(session, SEND_NOTICE, notice.id)
    await _record(session, incident, code, notices, quietly=quietly)
    return len({notice.staff_id for notice in notices})


def code_for(agency: str | None, code: str) -> str:
    """`code` for a dispatch that leads; another for an agency's part, which reaches no child."""
    return code if agency is None else AGENCY_SILENT


async def _channels_of(session: AsyncSession, staff_id: UUID, without: str | None) -> list[str]:
    reach = await reach_of(session, "staff", staff_id)
    return [one for one in _CHANNELS if one in reach.channels and one != without]


async def _record(
    session: AsyncSession, incident: Incident, code: str, notices: list[Notice], *, quietly: bool
) -> None:
    event = SupervisorsTold(
        entity_id=incident.id,
        version=incident.version + (0 if quietly else 1),
        code=code,
        people=len({notice.staff_id for notice in notices}),
        channels=sorted({notice.channel for notice in notices}),
    )
    if quietly:
        await outbox.record(session, event, [BOARD])
    else:
        await tell(session, incident, event)


async def moved(
    session: AsyncSession,
    notice_id: UUID,
    state: AlertState,
    *,
    message_id: str | None = None,
    error: str | None = None,
) -> None:
    """What became of a notice; rows alone, since no screen waits for it."""
    notice = await session.get(Notice, notice_id, with_for_update=True)
    if notice is not None:
        notice.state, notice.at, notice.error = state, clock.now(), error
        if message_id and not await fetch_value(session, _OF_ANOTHER, message_id):
            notice.provider_message_id = message_id
        session.add(notice)
