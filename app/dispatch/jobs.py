"""Work and deadlines of dispatch: sends alerts, looks again at a step or channel that is due."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.exclusions import FOLLOW_EXCLUSION
from app.cases.service import FOLLOW_URGENCY
from app.core.db import Database
from app.core.settings import Settings
from app.directory.swaps import FOLLOW_SWAP
from app.dispatch import (
    alerts,
    asking,
    beds,
    call_wishes,
    charge,
    check_in,
    drill_sending,
    drills,
    excluding,
    lapsing,
    looking,
    notices,
    progress,
    resting,
    roll,
    sending,
    supervisors,
    swap_news,
    unmet,
)
from app.dispatch.asking import STEP_DUE
from app.dispatch.messenger import Messenger
from app.jobs.deadlines import DeadlineHandler
from app.jobs.queue import Handler
from app.jobs.timetable import Timetable


def handlers(database: Database, messenger: Messenger, settings: Settings) -> dict[str, Handler]:
    """What the queue runner does for dispatch, by job name."""

    async def send_alert(alert_id: UUID) -> None:
        """Sends an alert through its channel, while somebody still waits for its answer."""
        await sending.send(database, messenger, settings, alert_id)

    async def send_notice(notice_id: UUID) -> None:
        """Tells a supervisor that something is wrong, or a worker how a swap stands, off screen."""
        await sending.send_notice(database, messenger, settings, notice_id)

    async def send_drill(alert_id: UUID) -> None:
        """Sends one message of a drill, which says that it is one."""
        await drill_sending.send_drill(database, messenger, settings, alert_id)

    async def follow_urgency(incident_id: UUID) -> None:
        """Shortens the ladders of an incident that became more urgent."""
        async with database.transaction() as session:
            await asking.follow_urgency(session, incident_id, settings)
            await unmet.follow_urgency(session, incident_id, settings)

    async def follow_swap(swap_id: UUID) -> None:
        """Makes what workers whose app is closed are told of a swap of shifts."""
        async with database.transaction() as session:
            await swap_news.follow_swap(session, swap_id)

    async def follow_exclusion(exclusion_id: UUID) -> None:
        """Lets go of one who must not be asked any more."""
        async with database.transaction() as session:
            dispatch_ids = await excluding.concerned(session, exclusion_id)
        for dispatch_id in dispatch_ids:
            async with database.transaction() as session:
                await excluding.follow_exclusion(session, exclusion_id, dispatch_id, settings)
        async with database.transaction() as session:
            await excluding.follow_stay(session, exclusion_id)

    return {
        alerts.SEND_ALERT: send_alert,
        supervisors.SEND_NOTICE: send_notice,
        drills.SEND_DRILL: send_drill,
        FOLLOW_URGENCY: follow_urgency,
        FOLLOW_EXCLUSION: follow_exclusion,
        FOLLOW_SWAP: follow_swap,
    }


def deadlines(settings: Settings) -> Mapping[str, DeadlineHandler]:
    """What the deadline loop does for dispatch, by kind."""

    async def step_due(session: AsyncSession, step_id: UUID) -> None:
        """A step nobody answered in time expires, and the next on the ladder is asked."""
        await asking.step_due(session, step_id, settings)

    async def bed_due(session: AsyncSession, hold_id: UUID) -> None:
        """A bed kept for a child who has not come by then is free again."""
        await beds.bed_due(session, hold_id)

    async def progress_due(session: AsyncSession, dispatch_id: UUID) -> None:
        """Accepted, and nothing happened in time: a reminder, then the supervisors' alarm."""
        await progress.progress_due(session, dispatch_id, settings)

    async def charge_due(session: AsyncSession, dispatch_id: UUID) -> None:
        """A supervisor's charge is over and still nobody goes: the alarm is on again."""
        await charge.charge_due(session, dispatch_id)

    async def check_in_due(session: AsyncSession, check_in_id: UUID) -> None:
        """A sign of life is due: a reminder, then supervisors are told that it is late."""
        await check_in.due(session, check_in_id, settings)

    async def check_in_heard(session: AsyncSession, check_in_id: UUID) -> None:
        """A sign of life came: whether it says that the worker is in danger."""
        await check_in.heard(session, check_in_id)

    async def photos_due(session: AsyncSession, report_id: UUID) -> None:
        """Nothing of a visit's photos has come for long: pieces that make no whole one go."""
        await lapsing.photos_due(session, report_id)

    async def call_wish_due(session: AsyncSession, dispatch_id: UUID) -> None:
        """A call that one who goes has asked for was not made in time: supervisors are told."""
        await call_wishes.due(session, dispatch_id)

    async def unmet_due(session: AsyncSession, unmet_id: UUID) -> None:
        """Nobody could be asked, and still nobody goes: supervisors are told again."""
        await unmet.due(session, unmet_id, settings)

    async def unmet_look(session: AsyncSession, unmet_id: UUID) -> None:
        """Nobody could be asked: whoever can be by now is asked by itself, for the same request."""
        await looking.look(session, unmet_id, settings)

    async def alert_due(session: AsyncSession, alert_id: UUID) -> None:
        """A channel's second has come, or that of another try: it is used if still needed."""
        if not await resting.still(session, alert_id):
            await alerts.due(session, alert_id)

    async def notice_due(session: AsyncSession, notice_id: UUID) -> None:
        """Nobody knows what became of a notice: it is sent once more while it says anything new."""
        await notices.due(session, notice_id)

    return {
        STEP_DUE: step_due,
        beds.BED_DUE: bed_due,
        alerts.ALERT_DUE: alert_due,
        progress.PROGRESS_DUE: progress_due,
        charge.CHARGE_DUE: charge_due,
        check_in.CHECK_IN_DUE: check_in_due,
        check_in.HEARD: check_in_heard,
        lapsing.PHOTOS_DUE: photos_due,
        call_wishes.CALL_WISH_DUE: call_wish_due,
        notices.NOTICE_DUE: notice_due,
        unmet.UNMET_DUE: unmet_due,
        unmet.UNMET_LOOK: unmet_look,
    }


def timetable() -> Timetable:
    """Rounds of dispatch, by name."""
    return {
        "dispatch.forget_roll_changes": (roll.FORGET_EVERY_SECONDS, roll.forget),
        "dispatch.probe_providers": (resting.PROBE_EVERY_SECONDS, resting.probe),
    }
