"""Verbs of drills: started, told of, answered by a key or a button; no dispatch and no clock knows.

Who answers has shown that the address is his or hers: the contact counts as verified from then on.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.errors import HelplineError
from app.core.settings import Settings
from app.directory import contacts
from app.directory.centres import CentreNotFound
from app.directory.contacts import Owner
from app.directory.duty import lock_worker
from app.directory.models import Centre
from app.dispatch import channels
from app.dispatch.code import code_for, digest_of
from app.dispatch.drill_models import Drill, DrillAlert, DrillState
from app.dispatch.reach import reach_of
from app.jobs.queue import defer

SEND_DRILL: Final = "dispatch.send_drill"
LASTS: Final = timedelta(minutes=15)
"""So long a message may leave, and a new drill of the same one is refused."""
ANSWERED_WITHIN: Final = timedelta(hours=24)
"""So long a button or a key counts: a text may come late."""
URGENCY: Final = "P1"
"""The plan of channels that is practised: the one nobody may miss."""
_ORDER: Final = list(DrillState)


class DrillIsOn(HelplineError):
    """A drill of this one was started just now: wait what comes of it."""

    code = "drill_is_on"


class DrillReachesNobody(HelplineError):
    """No address and no browser is there through which anything could be sent."""

    code = "drill_reaches_nobody"


async def start(session: AsyncSession, owner: Owner, settings: Settings, *, by: UUID) -> Drill:
    """Send a practised alert to a worker or a centre through every channel of the plan at once.

    It goes to every address that is entered, proved or not. Raises NoSuchWorker, CentreNotFound,
    DrillIsOn, DrillReachesNobody.
    """
    await _lock(session, owner)
    if await _lately(session, owner):
        raise DrillIsOn("A drill was started just now: wait what comes of it.")
    drill = Drill(
        worker_id=owner.id if owner.kind == "worker" else None,
        centre_id=owner.id if owner.kind == "centre" else None,
        started_at=clock.now(),
        started_by=by,
    )
    targets = await _targets(session, owner, settings)
    if not targets:
        raise DrillReachesNobody("No address and no browser is entered: nothing can be sent.")
    session.add(drill)
    await session.flush()
    for channel, contact_id in targets:
        alert = DrillAlert(
            drill_id=drill.id,
            channel=channel,
            contact_id=contact_id,
            at=clock.now(),
            code_digest=b"",
        )
        secret = settings.secret_key.get_secret_value()
        alert.code_digest = digest_of(secret, code_for(secret, alert.id))
        session.add(alert)
        await session.flush()
        await defer(session, SEND_DRILL, alert.id)
    return drill


async def _lock(session: AsyncSession, owner: Owner) -> None:
    if owner.kind == "worker":
        await lock_worker(session, owner.id)
        return
    found = await session.exec(
        select(Centre.id).where(Centre.id == owner.id).with_for_update(key_share=True)
    )
    if found.first() is None:
        raise CentreNotFound("There is no such centre.")


async def _lately(session: AsyncSession, owner: Owner) -> bool:
    column = Drill.worker_id if owner.kind == "worker" else Drill.centre_id
    found = await session.exec(
        select(Drill.id).where(column == owner.id, Drill.started_at > clock.now() - LASTS)
    )
    return found.first() is not None


async def _targets(
    session: AsyncSession, owner: Owner, settings: Settings
) -> list[tuple[str, UUID | None]]:
    """Channels of the plan with the contact each goes to; None is the own number, or browsers."""
    entered = await contacts.contacts_of(session, owner)
    reach = await reach_of(session, owner.kind, owner.id)
    targets: list[tuple[str, UUID | None]] = []
    for wish in channels.read(settings.messengers, URGENCY):
        own = [one.id for one in entered if one.channel == wish.channel]
        targets += [(wish.channel, id_) for id_ in own]
        if not own and wish.channel in reach.channels:
            targets.append((wish.channel, None))
    return targets


async def told(
    session: AsyncSession,
    alert_id: UUID,
    state: DrillState,
    *,
    message_id: str | None = None,
    error: str | None = None,
) -> bool:
    """What became of a message of a drill; only forward. False for an unknown one and old news."""
    alert = await session.get(DrillAlert, alert_id, with_for_update=True)
    if alert is None:
        return False
    alert.provider_message_id = message_id or alert.provider_message_id
    session.add(alert)
    if _ORDER.index(state) <= _ORDER.index(alert.state):
        return False
    alert.state, alert.at, alert.error = state, clock.now(), error
    return True


async def by_code(session: AsyncSession, settings: Settings, code: str) -> DrillAlert | None:
    """The message whose link has this code."""
    digest = digest_of(settings.secret_key.get_secret_value(), code)
    found = await session.exec(select(DrillAlert).where(DrillAlert.code_digest == digest))
    return found.first()


async def by_line(session: AsyncSession, alert_id: UUID, line: str) -> DrillAlert | None:
    """The message for which this line was rung; `line` is the provider's id of it."""
    alert = await session.get(DrillAlert, alert_id)
    if alert is None or alert.channel != channels.VOICE:
        return None
    return alert if alert.provider_message_id in (None, line) else None


def is_over(alert: DrillAlert) -> bool:
    """Whether its answer counts no more: answered already is not over."""
    made = alert.state is not DrillState.CONFIRMED
    return made and alert.at <= clock.now() - ANSWERED_WITHIN


async def confirm(session: AsyncSession, alert_id: UUID) -> bool:
    """A key or a button was pressed: it came through, and proves the contact. Repeatable.

    False when it is unknown or too old.
    """
    alert = await session.get(DrillAlert, alert_id, with_for_update=True)
    if alert is None or is_over(alert):
        return False
    if await told(session, alert_id, DrillState.CONFIRMED) and alert.contact_id is not None:
        await session.flush()
        await contacts.prove(session, alert.contact_id)
    return True


async def last_of(session: AsyncSession, owner: Owner, most: int) -> list[Drill]:
    """The last drills of a worker or a centre, the latest first."""
    column = Drill.worker_id if owner.kind == "worker" else Drill.centre_id
    found = await session.exec(
        select(Drill).where(column == owner.id).order_by(col(Drill.started_at).desc()).limit(most)
    )
    return list(found)
