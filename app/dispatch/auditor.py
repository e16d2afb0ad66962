"""Proves that every ladder runs, and raises where one does not; it is no part of any ladder.

What follows when somebody has accepted is looked at too: signs of life, reminders, wishes for a
call. It trusts neither queue nor timetable nor deadline: on a loop of its own it reads what must be
true of every open dispatch, tells supervisors what is not, and sets going what stood still. Its
beat is written only when all it found has been told; who watches the beat sees a dead auditor.
Source: GoAlert's engine cycle and heartbeat monitors are the nearest of the peers.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason
from app.core import clock
from app.core.db import Database, execute, fetch
from app.core.settings import Settings
from app.dispatch import (
    alerts,
    asking,
    beds,
    call_wishes,
    charge,
    check_in,
    progress,
    reminders,
    supervisors,
    unmet_audit,
)
from app.dispatch.audit_models import Stuck
from app.dispatch.channels import LIVE
from app.dispatch.ladder_events import LadderStuck
from app.dispatch.models import Step
from app.dispatch.scene import DispatchNotFound, Scene, open_scene
from app.dispatch.states import UNTAKEN, AlertState, StepState
from app.jobs.deadlines import look_now, set_deadline
from app.jobs.queue import defer

EVERY_SECONDS: Final = 10.0
GRACE: Final = timedelta(seconds=30)
"""So much later than it was due counts as unhandled; three times what a ladder may slip."""
UNSENT_AFTER: Final = timedelta(seconds=60)
LATE_AFTER: Final = timedelta(seconds=60)
"""So old a beat says that the auditor is dead."""
BEAT: Final = "ladders"

_PENDING = """EXISTS (SELECT FROM deadline
    WHERE deadline.kind = '{}' AND subject_id = {} AND deadline.ended_at IS NULL{})"""
_STEP_PENDING = _PENDING.format(asking.STEP_DUE, "step.id", "")
_PROGRESS_PENDING = _PENDING.format(progress.PROGRESS_DUE, "dispatch.id", "")
_BED_PENDING = _PENDING.format(beds.BED_DUE, "bed_hold.id", "")
_CHARGE_PENDING = _PENDING.format(charge.CHARGE_DUE, "dispatch.id", " AND due_at > $1")
_SENDS_AGAIN = f"""({_PENDING.format(alerts.ALERT_DUE, "alert.id", "")}
    OR EXISTS (SELECT FROM pgqueuer WHERE entrypoint = '{alerts.SEND_ALERT}'
        AND payload = uuid_send(alert.id) AND created > $3))"""
"""By a deadline, or by a job that has not waited for long itself."""
_CHECK_IN_PENDING = _PENDING.format(check_in.CHECK_IN_DUE, "check_in.id", "")
_WISH_PENDING = _PENDING.format(call_wishes.CALL_WISH_DUE, "dispatch.id", "")
_REMINDED = """EXISTS (SELECT FROM reminder
    WHERE step_id = going.step_id AND about = '{}' AND ended_at IS NULL)"""
_FOUND = f"""
WITH asked AS (
    SELECT step.*, {_STEP_PENDING} AS pending FROM step
    JOIN dispatch ON dispatch.id = dispatch_id
    WHERE dispatch.state = 'alerting' AND step.state = 'alerted'
), going AS (
    SELECT dispatch.*, step.id AS step_id FROM dispatch
    JOIN step ON dispatch_id = dispatch.id AND no = accepted_step
    WHERE dispatch.state IN ('accepted', 'en_route', 'reached') AND worker_id IS NOT NULL
), found AS (
    SELECT dispatch.id, '{Stuck.NOBODY_ASKED}' AS why FROM dispatch WHERE state = 'alerting'
        AND NOT EXISTS (SELECT FROM asked WHERE asked.dispatch_id = dispatch.id)
    UNION SELECT dispatch_id, '{Stuck.NO_DEADLINE}' FROM asked WHERE NOT pending
    UNION SELECT dispatch_id, '{Stuck.PASSED}' FROM asked WHERE pending AND due_at < $1
    UNION SELECT dispatch_id, '{Stuck.UNSENT}' FROM asked JOIN alert ON step_id = asked.id
        WHERE asked.due_at > $2 AND alert.channel <> 'live' AND (
            alert.state = 'made' AND NOT {_SENDS_AGAIN} AND alert.at < $3
            OR alert.state = 'planned' AND alert.due_at < $1)
    UNION SELECT dispatch.id, '{Stuck.FORGOTTEN}' FROM dispatch
        JOIN step ON dispatch_id = dispatch.id AND no = accepted_step
        WHERE dispatch.state IN ('accepted', 'en_route') AND worker_id IS NOT NULL
            AND stalled_at IS NULL AND (NOT {_PROGRESS_PENDING} OR progress_due_at < $1)
    UNION SELECT dispatch.id, '{Stuck.FORGOTTEN}' FROM dispatch
        JOIN bed_hold ON ref = dispatch.id AND bed_hold.state = 'held'
        WHERE dispatch.state = 'accepted' AND (NOT {_BED_PENDING} OR until < $1)
    UNION SELECT going.id, '{Stuck.NO_CHECK_IN}' FROM going JOIN check_in USING (step_id)
        WHERE going.state <> 'accepted' AND check_in.late_at IS NULL AND (
            NOT {_CHECK_IN_PENDING}
            OR coalesce(check_in.reminded_at + $5::interval, check_in.due_at) < $1)
    UNION SELECT going.id, '{Stuck.UNREMINDED}' FROM going LEFT JOIN check_in USING (step_id)
        WHERE check_in.reminded_at IS NOT NULL AND check_in.late_at IS NULL
            AND NOT {_REMINDED.format("check_in")}
        OR going.reminded_at IS NOT NULL AND going.stalled_at IS NULL
            AND NOT {_REMINDED.format("progress")}
    UNION SELECT going.id, '{Stuck.UNSENT}' FROM going
        JOIN reminder USING (step_id) JOIN alert ON reminder_id = reminder.id
        WHERE reminder.ended_at IS NULL AND until > $2 AND alert.channel <> 'live' AND (
            alert.state = 'made' AND NOT {_SENDS_AGAIN} AND alert.at < $3
            OR alert.state = 'planned' AND alert.due_at < $1)
    UNION SELECT dispatch.id, '{Stuck.WISH_FORGOTTEN}' FROM dispatch
        WHERE call_wanted IS NOT NULL AND call_wish_late_at IS NULL
            AND state NOT IN ('done', 'stood_down')
            AND (NOT {_WISH_PENDING} OR call_wish_due_at < $1)
    UNION SELECT dispatch.id, '{Stuck.NO_ALARM}' FROM dispatch WHERE state = 'unanswered'
        AND alarm_at IS NULL AND (in_charge IS NULL OR NOT {_CHARGE_PENDING})
)
SELECT id, why FROM found WHERE $4::uuid IS NULL OR id = $4 ORDER BY id, why
"""
_NOTE = """
INSERT INTO stuck_ladder (id, dispatch_id, why, found_at)
VALUES (gen_random_uuid(), $1, $2, $3)
ON CONFLICT (dispatch_id, why) WHERE ended_at IS NULL DO NOTHING RETURNING true
"""
_KNOWN = "SELECT dispatch_id, why FROM stuck_ladder WHERE ended_at IS NULL"
_OVER = """
UPDATE stuck_ladder SET ended_at = $1 WHERE ended_at IS NULL AND found_at < $1
    AND (dispatch_id, why) NOT IN (SELECT * FROM unnest($2::uuid[], $3::text[]))
"""
_BEAT = """
INSERT INTO audit_beat (name, at, looked, stuck)
SELECT $1, $2, count(*), $3 FROM dispatch WHERE state NOT IN ('done', 'stood_down')
ON CONFLICT (name) DO UPDATE
SET at = greatest(audit_beat.at, excluded.at), looked = excluded.looked, stuck = excluded.stuck
"""
_LAST = "SELECT at, looked, stuck FROM audit_beat WHERE name = $1"

log = structlog.get_logger()

Found = tuple[UUID, str]


async def run_auditor(database: Database, settings: Settings, stop: asyncio.Event) -> None:
    """Audit until `stop`; comes back by itself when Postgres was away."""
    while not stop.is_set():
        try:
            await audit(database, settings)
        except Exception as error:  # its silence is seen: the beat grows old
            log.error("audit_failed", error=type(error).__name__)
        try:
            await asyncio.wait_for(stop.wait(), EVERY_SECONDS)
        except TimeoutError:
            continue


async def audit(database: Database, settings: Settings) -> list[Found]:
    """Look at every open dispatch once; what stands still, each told once, whoever else audits.

    Requests that got no dispatch are looked at as well, and stand last in what is given back. What
    one finding fails with is raised when all others have been told; there is no beat then.
    """
    async with database.transaction() as session:
        found = await _found(session, settings)
        known = {(row["dispatch_id"], row["why"]) for row in await fetch(session, _KNOWN)}
    failed: Exception | None = None
    for dispatch_id, why in found:
        if (dispatch_id, why) in known:
            continue
        try:
            async with database.transaction() as session:
                await _raise(session, dispatch_id, why, settings)
        except Exception as error:
            log.error("ladder_stuck_untold", dispatch_id=str(dispatch_id), why=why)
            failed = error
    unmet = await unmet_audit.audit(database)
    if failed is not None:
        raise failed
    async with database.transaction() as session:
        ids, whys = [one[0] for one in found], [one[1] for one in found]
        await execute(session, _OVER, clock.now(), ids, whys)
        await execute(session, _BEAT, BEAT, clock.now(), len({*ids, *(id_ for id_, _ in unmet)}))
    return [*found, *unmet]


async def _found(
    session: AsyncSession, settings: Settings, dispatch_id: UUID | None = None
) -> list[Found]:
    now, grace = clock.now(), timedelta(seconds=settings.check_in_grace_seconds)
    rows = await fetch(session, _FOUND, now - GRACE, now, now - UNSENT_AFTER, dispatch_id, grace)
    return [(row["id"], row["why"]) for row in rows]


async def _raise(session: AsyncSession, dispatch_id: UUID, why: str, settings: Settings) -> None:
    """Look again under the locks, tell supervisors, and set the ladder going."""
    try:
        scene = await open_scene(session, dispatch_id, SystemReason.DEADLINE)
    except DispatchNotFound:
        return
    if (dispatch_id, why) not in await _found(session, settings, dispatch_id):
        return
    if not await fetch(session, _NOTE, dispatch_id, why, clock.now()):
        return  # another auditor was quicker
    log.error("ladder_stuck", dispatch_id=str(dispatch_id), why=why)
    if scene.dispatch.state in UNTAKEN:
        scene.dispatch.alarm_at = scene.dispatch.alarm_at or clock.now()
    await scene.tell(LadderStuck, why=why)
    await supervisors.tell_supervisors(session, scene.incident.id, supervisors.LADDER_STUCK)
    await _set_going(scene, Stuck(why), settings)


async def _set_going(scene: Scene, why: Stuck, settings: Settings) -> None:
    """What should have happened by itself is asked for again; the verbs re-check everything."""
    session, asked = scene.session, [s for s in scene.steps if s.state is StepState.ALERTED]
    match why:
        case Stuck.NOBODY_ASKED:
            await asking.ask_next(scene, settings)
        case Stuck.NO_DEADLINE | Stuck.PASSED:
            for step in asked:
                await set_deadline(session, asking.STEP_DUE, step.id, step.due_at)
        case Stuck.UNSENT:
            await _send_again(scene, asked)
        case Stuck.FORGOTTEN:
            if scene.accepted is not None and scene.accepted.worker_id is None:
                await beds.look_again(scene)
            else:
                await progress.look_now_again(scene, settings)
        case Stuck.NO_CHECK_IN:
            await check_in.look_again(scene, settings)
        case Stuck.UNREMINDED:
            await check_in.look_again(scene, settings)
            await progress.look_now_again(scene, settings)
        case Stuck.WISH_FORGOTTEN:
            await call_wishes.look_again(scene, settings)
        case Stuck.NO_ALARM:
            return  # the alarm is on by now


async def _send_again(scene: Scene, asked: list[Step]) -> None:
    """Whatever waits to be sent, of those who are asked and of the one who goes."""
    session = scene.session
    waiting = [one for step in asked for one in await alerts.of_step(session, step)]
    if scene.accepted is not None:
        waiting += await reminders.messages_of(session, scene.accepted)
    for alert in waiting:
        if alert.state is AlertState.MADE and alert.channel != LIVE:
            await defer(session, alerts.SEND_ALERT, alert.id)
        elif alert.state is AlertState.PLANNED:
            await look_now(session, alerts.ALERT_DUE, [alert.id])


async def last_beat(session: AsyncSession) -> dict[str, Any] | None:
    """The auditor's last beat: `at`, how many it `looked` at, how many were `stuck`."""
    rows = await fetch(session, _LAST, BEAT)
    return dict(rows[0]) if rows else None


def is_late(at: datetime | None, now: datetime) -> bool:
    """Whether the auditor must be taken for dead; one that never beat is."""
    return at is None or now - at > LATE_AFTER
