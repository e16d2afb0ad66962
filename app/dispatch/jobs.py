"""Work and deadlines of dispatch: sends a step's text, looks again at a step that is due."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.exclusions import FOLLOW_EXCLUSION
from app.cases.service import FOLLOW_URGENCY
from app.core import clock
from app.core.db import Database
from app.core.errors import ProviderError
from app.core.settings import Settings
from app.core.words import words
from app.directory.queries import phone_of, place_row
from app.dispatch import alerts, asking, beds, excluding, service
from app.dispatch.asking import STEP_DUE
from app.dispatch.code import code_for
from app.dispatch.messenger import Messenger
from app.dispatch.models import Alert, Dispatch, Step
from app.dispatch.queries import coarse_place
from app.dispatch.scene import responder_of
from app.dispatch.states import AlertState, StepState
from app.jobs.deadlines import DeadlineHandler
from app.jobs.queue import Handler

TEXT_LANGUAGE: Final = "bn"
"""Every worker reads Bangla; a text has no room for two languages."""
LONGEST_VALID_SECONDS: Final = 36000
"""What providers accept at most (Twilio, ValidityPeriod)."""
CALLBACK_PATH: Final = "/telephony/twilio/text/"


@dataclass(frozen=True)
class _Text:
    to: str = field(repr=False)
    body: str = field(repr=False)
    valid_seconds: int


def handlers(database: Database, messenger: Messenger, settings: Settings) -> dict[str, Handler]:
    """What the queue runner does for dispatch, by job name."""

    async def send_alert(alert_id: UUID) -> None:
        """Sends the text of an alert, while somebody still waits for its answer."""
        await _send(database, messenger, settings, alert_id)

    async def follow_urgency(incident_id: UUID) -> None:
        """Shortens the ladders of an incident that became more urgent."""
        async with database.transaction() as session:
            await asking.follow_urgency(session, incident_id, settings)

    async def follow_exclusion(exclusion_id: UUID) -> None:
        """Lets go of one who must not be asked any more."""
        async with database.transaction() as session:
            await excluding.follow_exclusion(session, exclusion_id, settings)

    return {
        alerts.SEND_ALERT: send_alert,
        FOLLOW_URGENCY: follow_urgency,
        FOLLOW_EXCLUSION: follow_exclusion,
    }


def deadlines(settings: Settings) -> Mapping[str, DeadlineHandler]:
    """What the deadline loop does for dispatch, by kind."""

    async def step_due(session: AsyncSession, step_id: UUID) -> None:
        """A step nobody answered in time expires, and the next on the ladder is asked."""
        await service.step_due(session, step_id, settings)

    async def bed_due(session: AsyncSession, hold_id: UUID) -> None:
        """A bed kept for a child who has not come by then is free again."""
        await beds.bed_due(session, hold_id)

    return {STEP_DUE: step_due, beds.BED_DUE: bed_due}


async def _send(
    database: Database, messenger: Messenger, settings: Settings, alert_id: UUID
) -> None:
    """Send one text, outside any transaction: no lock is held while the provider thinks.

    Done twice, it sends once, unless we died between the provider's answer and writing it down:
    then the worker gets the same text again, which is the lesser evil.
    """
    async with database.transaction() as session:
        ready = await _compose(session, settings, alert_id)
    if ready is None:
        return
    callback = f"{settings.base_url}{CALLBACK_PATH}{alert_id}"
    try:
        message_id = await messenger.text(
            ready.to, ready.body, valid_seconds=ready.valid_seconds, callback=callback
        )
    except ProviderError as error:
        if error.retryable:
            raise
        async with database.transaction() as session:
            await alerts.text_status(session, alert_id, AlertState.FAILED, "refused")
        return
    async with database.transaction() as session:
        await alerts.text_sent(session, alert_id, message_id)


async def _compose(session: AsyncSession, settings: Settings, alert_id: UUID) -> _Text | None:
    """The text of an alert, or None when it was sent or nobody waits for an answer any more."""
    found = await session.exec(
        select(Alert, Step, Dispatch)
        .join(Step, col(Step.id) == col(Alert.step_id))
        .join(Dispatch, col(Dispatch.id) == col(Step.dispatch_id))
        .where(Alert.id == alert_id)
    )
    row = found.first()
    if row is None:
        return None
    alert, step, dispatch = row
    seconds = math.floor((step.due_at - clock.now()).total_seconds())
    if alert.state is not AlertState.MADE or step.state is not StepState.ALERTED or seconds < 1:
        return None
    who = responder_of(step)
    to = await phone_of(session, who.kind, who.id)
    if to is None:
        return None
    body = text_of(settings, step.id, dispatch.task_no, dispatch.urgency, dispatch.place)
    return _Text(to, body, min(seconds, LONGEST_VALID_SECONDS))


def text_of(
    settings: Settings,
    step_id: UUID,
    task_no: int,
    urgency: str,
    place: str | None,
) -> str:
    """What a text says: task, urgency, upazila, the link; nothing of a child."""
    say = words(TEXT_LANGUAGE)
    area = place_row(coarse_place(place))
    code = code_for(settings.secret_key.get_secret_value(), step_id)
    return say.t(
        "text.alert",
        task=task_no,
        urgency=say.t(f"text.urgency.{urgency}"),
        place=area["name"][TEXT_LANGUAGE] if area else say.t("place.unknown"),
        link=f"{settings.base_url}/a/{code}",
    )
