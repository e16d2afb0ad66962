"""Sends what was made: composed in one transaction, sent outside of any, told in another.

A try that may have got through is made again. So one who is alerted may get the same text twice,
which is the lesser evil; where a provider takes an id of ours it is the same at every try.
"""

import asyncio
import math
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import Database
from app.core.errors import ProviderError
from app.core.settings import Settings
from app.dispatch import notices, outages, receipts, resting, swap_news
from app.dispatch.channels import PUSH
from app.dispatch.messenger import Device, DeviceIsGone, Messenger
from app.dispatch.models import Alert, Dispatch, Notice, Step
from app.dispatch.reach import end_subscriptions, reach_of
from app.dispatch.reminder_models import Reminder
from app.dispatch.scene import responder_of
from app.dispatch.states import AlertState, StepState
from app.dispatch.supervisors import moved, tell_supervisors
from app.dispatch.wording import TooLong, words_of, words_of_notice

LONGEST_VALID_SECONDS: Final = 36000
"""What providers accept at most (Twilio, ValidityPeriod)."""
LONGEST_RING_SECONDS: Final = 30
TOO_LONG: Final = "too_long"
NO_DEVICE: Final = "no_device"
NO_ADDRESS: Final = "no_address"
REFUSED: Final = "refused"
OUT_OF_REACH: Final = "out_of_reach"


class NoAddress(Exception):
    """The address by which this one was to be reached is gone since the alert was made."""


@dataclass(frozen=True)
class Letter:
    """One message, ready to leave; `ref` is our own id, the same at every try."""

    ref: UUID
    channel: str
    incident_id: UUID | None = None
    to: str = field(default="", repr=False)
    devices: dict[UUID, Device] = field(default_factory=dict, repr=False)
    subject: str = field(default="", repr=False)
    body: str = field(default="", repr=False)
    valid_seconds: int = 0
    again: bool = False


@dataclass
class Left:
    """What came of sending: the provider's id, and the browsers that are gone."""

    message_id: str | None = None
    gone: list[UUID] = field(default_factory=list)


async def send(
    database: Database, messenger: Messenger, settings: Settings, alert_id: UUID
) -> None:
    """Send one alert while somebody waits for its answer; no lock is held meanwhile."""
    async with database.transaction() as session:
        try:
            letter = await _compose(session, settings, alert_id)
        except (TooLong, NoAddress) as error:
            why = TOO_LONG if isinstance(error, TooLong) else NO_ADDRESS
            await receipts.failed(session, alert_id, why)
            return
        if letter is None:
            return
        rests = await outages.rests(session, letter.channel)
    if rests:
        async with database.transaction() as session:
            await receipts.out_of_reach(session, alert_id, OUT_OF_REACH, rests=True)
        return
    try:
        left = await deliver(messenger, letter)
    except ProviderError as error:
        async with database.transaction() as session:
            await _did_not_leave(session, letter, error)
        return
    async with database.transaction() as session:
        if letter.channel == PUSH and len(left.gone) == len(letter.devices):
            await receipts.failed(session, alert_id, NO_DEVICE)
        else:
            await receipts.sent(session, alert_id, left.message_id)
        await end_subscriptions(session, left.gone)
        is_back = await outages.worked(session, letter.channel)
    if is_back:
        async with database.transaction() as session:
            await resting.over(session, letter.channel)


async def _did_not_leave(session: AsyncSession, letter: Letter, error: ProviderError) -> None:
    """Refused for good, or unknown: then it is tried again, and counts against the provider."""
    if not error.retryable:
        await receipts.failed(session, letter.ref, REFUSED)
        return
    await receipts.out_of_reach(session, letter.ref, OUT_OF_REACH)
    if await outages.failed(session, letter.channel) and letter.incident_id is not None:
        await tell_supervisors(session, letter.incident_id, "channel_down", without=letter.channel)


async def send_notice(
    database: Database, messenger: Messenger, settings: Settings, notice_id: UUID
) -> None:
    """Send one notice while it says anything new; what had no outcome is tried again until then."""
    async with database.transaction() as session:
        try:
            letter = await _compose_notice(session, settings, notice_id)
        except (TooLong, NoAddress) as error:
            why = TOO_LONG if isinstance(error, TooLong) else NO_ADDRESS
            await notices.failed(session, notice_id, why)
            return
    if letter is None:
        return
    try:
        left = await deliver(messenger, letter)
    except ProviderError as error:
        async with database.transaction() as session:
            if error.retryable:
                await notices.out_of_reach(session, notice_id, OUT_OF_REACH)
            else:
                await notices.failed(session, notice_id, REFUSED)
        return
    async with database.transaction() as session:
        await end_subscriptions(session, left.gone)
        if letter.channel == PUSH and len(left.gone) == len(letter.devices):
            await notices.failed(session, notice_id, NO_DEVICE)
        else:
            await moved(session, notice_id, AlertState.SENT, message_id=left.message_id)


async def _compose_notice(
    session: AsyncSession, settings: Settings, notice_id: UUID
) -> Letter | None:
    """The letter of a notice; None when it has left, or says nothing new. Raises as `_compose`."""
    notice = await session.get(Notice, notice_id)
    if notice is None or notice.state is not AlertState.MADE:
        return None
    seconds = math.floor((notice.until - clock.now()).total_seconds())
    if seconds < 1 or not await swap_news.is_news(session, notice):
        await moved(session, notice_id, AlertState.SKIPPED)
        return None
    reach = await reach_of(session, *notices.reader_of(notice))
    if notice.channel not in reach.channels:
        raise NoAddress
    subject, body = words_of_notice(
        settings, notice.channel, notice.code, "supervisors" if notice.staff_id else "swap"
    )
    return Letter(
        ref=notice.id,
        channel=notice.channel,
        to=reach.addresses.get(notice.channel, ""),
        devices=reach.devices if notice.channel == PUSH else {},
        subject=subject,
        body=body,
        valid_seconds=min(seconds, LONGEST_VALID_SECONDS),
    )


async def deliver(messenger: Messenger, letter: Letter) -> Left:
    """Hand a letter to its channel. Raises ProviderError, which says if trying again can help."""
    match letter.channel:
        case "text":
            told = await messenger.text(
                letter.to, letter.body, valid_seconds=letter.valid_seconds, ref=letter.ref
            )
            return Left(told)
        case "voice":
            seconds = min(letter.valid_seconds, LONGEST_RING_SECONDS)
            return Left(
                await messenger.ring_and_ask(
                    letter.to, letter.ref, ring_seconds=seconds, again=letter.again
                )
            )
        case "email":
            return Left(
                await messenger.email(letter.to, letter.subject, letter.body, ref=letter.ref)
            )
        case _:
            return await _push(messenger, letter)


async def _push(messenger: Messenger, letter: Letter) -> Left:
    """To every browser at once; one that takes it is enough, and one that is gone stays away."""

    async def one(device: Device) -> Exception | None:
        try:
            await messenger.push(
                device, letter.body, valid_seconds=letter.valid_seconds, ref=letter.ref
            )
        except (DeviceIsGone, ProviderError) as error:
            return error
        return None

    outcomes = await asyncio.gather(*(one(device) for device in letter.devices.values()))
    gone = [
        id_
        for id_, outcome in zip(letter.devices, outcomes, strict=True)
        if isinstance(outcome, DeviceIsGone)
    ]
    errors = [outcome for outcome in outcomes if isinstance(outcome, ProviderError)]
    if errors and len(errors) + len(gone) == len(outcomes):
        raise next((error for error in errors if error.retryable), errors[0])
    return Left(gone=gone)


async def _compose(session: AsyncSession, settings: Settings, alert_id: UUID) -> Letter | None:
    """The letter of an alert, or None when it was sent or nobody waits for an answer any more.

    Raises NoAddress, TooLong.
    """
    found = await session.exec(
        select(Alert, Step, Dispatch, Reminder)
        .join(Step, col(Step.id) == col(Alert.step_id))
        .join(Dispatch, col(Dispatch.id) == col(Step.dispatch_id))
        .join(Reminder, col(Reminder.id) == col(Alert.reminder_id), isouter=True)
        .where(Alert.id == alert_id)
    )
    row = found.first()
    if row is None:
        return None
    alert, step, dispatch, reminder = row
    seconds = _seconds_left(step, reminder)
    if alert.state is not AlertState.MADE or seconds < 1:
        return None
    who = responder_of(step)
    reach = await reach_of(session, who.kind, who.id)
    if alert.channel not in reach.channels:
        raise NoAddress
    kind = "reminder" if reminder else "alert"
    subject, body = words_of(
        settings, alert.channel, step.id, dispatch.task_no, dispatch.urgency, kind
    )
    return Letter(
        ref=alert.id,
        channel=alert.channel,
        incident_id=dispatch.incident_id,
        to=reach.addresses.get(alert.channel, ""),
        devices=reach.devices if alert.channel == PUSH else {},
        subject=subject,
        body=body,
        valid_seconds=min(seconds, LONGEST_VALID_SECONDS),
        again=alert.tries > 0,
    )


def _seconds_left(step: Step, reminder: Reminder | None) -> int:
    """For how long it says anything new; 0 when nobody waits any more."""
    if reminder is not None:
        until = reminder.until if reminder.ended_at is None else None
    else:
        until = step.due_at if step.state is StepState.ALERTED else None
    return math.floor((until - clock.now()).total_seconds()) if until else 0
