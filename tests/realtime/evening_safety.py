"""Steps of an evening about a worker's signs of life, and a call for help; holds no test."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from app.core import clock
from app.dispatch import by_voice, check_in, duress, receipts, service
from app.dispatch.check_in_models import CheckIn, Duress
from app.dispatch.models import Alert
from app.dispatch.pins import Said
from app.dispatch.reminder_models import Reminder
from tests.realtime.evening import Evening


async def asked(evening: Evening) -> None:
    await evening.do(lambda s: check_in.ask(s, evening.out, evening.people["shanta"].id))


async def looked_at(evening: Evening) -> None:
    """The time of the sign of life, or its grace, is over."""

    async def act(session: Any) -> None:
        row = (await session.exec(select(CheckIn))).one()
        if row.reminded_at is not None:
            row.reminded_at = clock.now() - timedelta(hours=1)
        await session.flush()
        await check_in.due(session, row.id, evening.world.settings)

    await evening.do(act)


async def text_refused(evening: Evening) -> None:
    """So that the telephone rings at once."""
    ids = await reminding(evening)
    await evening.do(lambda s: receipts.failed(s, ids["text"], "refused"))


async def heard_by_telephone(evening: Evening) -> None:
    id_, settings = (await reminding(evening))["voice"], evening.world.settings

    async def act(session: Any) -> None:
        await receipts.sent(session, id_, "CA-reminder")
        await by_voice.pressed(session, id_, "CA-reminder", by_voice.YES, settings)

    await evening.do(act)


async def nothing_gets_through(evening: Evening) -> None:
    """Of a reminder, by any channel."""
    ids = await reminding(evening)

    async def act(session: Any) -> None:
        for channel in ("text", "voice"):
            await receipts.failed(session, ids[channel], "refused")

    await evening.do(act)


async def reminding(evening: Evening) -> dict[str, UUID]:
    """The messages, by channel, of the reminder that is open."""
    asked = select(Alert.channel, Alert.id).join(Reminder).where(col(Reminder.ended_at).is_(None))
    found = await evening.do(lambda s: s.exec(asked))
    return dict(found.all())


async def said(evening: Evening, pin: Said) -> None:
    """The first worker says a PIN, and whether it is one of duress is looked at."""

    async def act(session: Any) -> None:
        by, settings = evening.world.workers[0], evening.world.settings
        await check_in.said(session, evening.out, by, pin, clock.now(), settings)
        row = (await session.exec(select(CheckIn))).one()
        await check_in.heard(session, row.id)

    await evening.do(act)


async def paced(evening: Evening) -> None:
    by = evening.world.workers[0]
    await evening.do(lambda s: check_in.pace(s, evening.out, by, 10))


async def _duress(evening: Evening, *more: Any, verb: Any) -> None:
    by = evening.people["shanta"].id

    async def act(session: Any) -> None:
        row = (await session.exec(select(Duress))).one()
        await verb(session, row.id, by, *more)

    await evening.do(act)


SIGNS_OF_LIFE = (
    ("departs", lambda e: e.world.step_on(service.depart, e.out)),
    ("a sign of life is wanted", asked),
    ("which the worker is reminded of", looked_at),
    ("by no text, since it is refused", text_refused),
    ("by a telephone that is lifted", heard_by_telephone),
    ("and does not give", looked_at),
    ("then gives after all", lambda e: said(e, Said.SAFE)),
    ("and wants to be asked more often", paced),
    ("under threat the worker says the other PIN", lambda e: said(e, Said.DURESS)),
    ("twice", lambda e: said(e, Said.DURESS)),
    ("a supervisor sees to it", lambda e: _duress(e, verb=duress.take)),
    ("and says how it ended", lambda e: _duress(e, "worker_safe", verb=duress.close)),
)
