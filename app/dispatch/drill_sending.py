"""Sends the messages of a drill, each saying that it is one; nothing of a drill alarms anybody."""

import json
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import Database
from app.core.errors import ProviderError
from app.core.settings import Settings
from app.core.words import words
from app.directory.contact_models import Contact
from app.dispatch import drills
from app.dispatch.channels import EMAIL, PUSH, TEXT
from app.dispatch.code import code_for
from app.dispatch.drill_models import Drill, DrillAlert, DrillState
from app.dispatch.messenger import Messenger
from app.dispatch.reach import end_subscriptions, reach_of
from app.dispatch.sending import (
    NO_ADDRESS,
    NO_DEVICE,
    REFUSED,
    TOO_LONG,
    Letter,
    deliver,
)
from app.dispatch.wording import TEXT_LANGUAGE, fits

TOO_LATE: Final = "too_late"


async def send_drill(
    database: Database, messenger: Messenger, settings: Settings, alert_id: UUID
) -> None:
    """Send one message of a drill; no lock is held while the provider thinks.

    Raises ProviderError where trying again can help: the queue does.
    """
    async with database.transaction() as session:
        letter = await _compose(session, settings, alert_id)
    if isinstance(letter, str):
        async with database.transaction() as session:
            await drills.told(session, alert_id, DrillState.FAILED, error=letter)
        return
    if letter is None:
        return
    try:
        left = await deliver(messenger, letter)
    except ProviderError as error:
        if error.retryable:
            raise
        async with database.transaction() as session:
            await drills.told(session, alert_id, DrillState.FAILED, error=REFUSED)
        return
    async with database.transaction() as session:
        await end_subscriptions(session, left.gone)
        if letter.channel == PUSH and len(left.gone) == len(letter.devices):
            await drills.told(session, alert_id, DrillState.FAILED, error=NO_DEVICE)
        else:
            await drills.told(session, alert_id, DrillState.SENT, message_id=left.message_id)


async def _compose(
    session: AsyncSession, settings: Settings, alert_id: UUID
) -> Letter | str | None:
    """The letter; None when it has left already, a word for why it can't."""
    alert = await session.get(DrillAlert, alert_id)
    if alert is None or alert.state is not DrillState.MADE:
        return None
    left = (alert.at + drills.LASTS - clock.now()).total_seconds()
    if left < 1:
        return TOO_LATE
    reach = await reach_of(session, *await _owner(session, alert.drill_id))
    contact = await session.get(Contact, alert.contact_id) if alert.contact_id else None
    to = contact.address if contact else reach.addresses.get(alert.channel, "")
    if not to and not (alert.channel == PUSH and reach.devices):
        return NO_ADDRESS
    link = f"{settings.base_url}/d/{code_for(settings.secret_key.get_secret_value(), alert.id)}"
    body = _body(alert.channel, link)
    if alert.channel == TEXT and not fits(body):
        return TOO_LONG
    return Letter(
        ref=alert.id,
        channel=alert.channel,
        to=to,
        devices=reach.devices if alert.channel == PUSH else {},
        subject=words(TEXT_LANGUAGE).t("mail.drill.subject"),
        body=body,
        valid_seconds=int(left),
    )


async def _owner(session: AsyncSession, drill_id: UUID) -> tuple[str, UUID]:
    drill = await session.get_one(Drill, drill_id)
    if drill.worker_id is not None:
        return "worker", drill.worker_id
    assert drill.centre_id is not None
    return "centre", drill.centre_id


def _body(channel: str, link: str) -> str:
    """What is sent: that it is a drill, and the link; no name and no place."""
    say = words(TEXT_LANGUAGE)
    if channel == PUSH:
        return json.dumps({"kind": "drill", "link": link}, separators=(",", ":"))
    if channel == EMAIL:
        return say.t("mail.drill.body", link=link)
    body = say.t("text.drill", link=link)
    return body if fits(body) else f"1098 DRILL, no task. {link}"
