"""Signs of life by the one-tap page, by the app's own verbs; it says no more than when one is due.

Whoever holds the phone holds the link. So the page does not tell that one was late, nor that
supervisors know, and after a press it is asked for anew: a browser would keep a PIN to send again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi.responses import RedirectResponse
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import Database
from app.core.settings import Settings
from app.core.words import LANGUAGES, Words
from app.dispatch import check_in
from app.dispatch.check_in_models import CheckIn
from app.dispatch.ladder import Responder
from app.dispatch.models import Step
from app.dispatch.safety_pins import has_pins, meaning_of_worker
from app.dispatch.through import LINK

CHECK_IN: Final = "check_in"
PACE: Final = "pace"
STEPS: Final = (5, 10, 15, 20, 30, 45, 60)
"""Minutes that may be chosen, as in the app; the usual time is the longest there is."""
REFUSALS: Final = (check_in.WRONG_PIN, check_in.PIN_NEEDED, check_in.NoCheckIn.code)
"""Why it did not count, as the page says it."""


@dataclass(frozen=True)
class Timer:
    """What the page says of a sign of life that is waited for."""

    due_at: datetime
    last_at: datetime | None
    every_minutes: int
    paces: tuple[int, ...]
    wants_pin: bool

    @property
    def can(self) -> tuple[str, ...]:
        """The verbs that can be pressed; where there is one pace alone, nobody can choose."""
        return (CHECK_IN, PACE) if len(self.paces) > 1 else (CHECK_IN,)

    def shown(self, say: Words) -> dict[str, object]:
        """In the words and digits of a language."""
        return {
            "due": say.digits(_hour(self.due_at)) if self.due_at > clock.now() else None,
            "last": say.digits(_hour(self.last_at)) if self.last_at else None,
            "every": self.every_minutes,
            "paces": self.paces,
            "pin": self.wants_pin,
        }


async def timer_of(session: AsyncSession, step: Step) -> Timer | None:
    """The sign of life that is waited for of the worker of a step; None when there is none."""
    found = await session.exec(
        select(CheckIn)
        .where(CheckIn.step_id == step.id, col(CheckIn.due_at).is_not(None))
        .execution_options(populate_existing=True)
    )
    row = found.first()
    if row is None or row.due_at is None or step.worker_id is None:
        return None
    return Timer(
        due_at=row.due_at,
        last_at=row.last_at,
        every_minutes=round(row.every_seconds / 60),
        paces=paces(row.usual_seconds),
        wants_pin=await has_pins(session, step.worker_id),
    )


def paces(usual_seconds: int) -> tuple[int, ...]:
    """Minutes to choose from, the longest last, all of which `check_in.pace` takes."""
    usual = usual_seconds // 60
    return (*(each for each in STEPS if each < usual), usual)


async def say(
    session: AsyncSession,
    database: Database,
    settings: Settings,
    dispatch_id: UUID,
    by: Responder,
    typed: str | None,
) -> str | None:
    """A sign of life of a worker, said now; None when it counts, else the code of why not.

    One of duress is heard whatever became of the task. Raises DispatchNotFound, and TooBusy before
    anything was done.
    """
    at = clock.now()
    # Nothing was written yet: no transaction stands open while PINs are compared.
    await session.rollback()
    pin = await meaning_of_worker(database, by.id, typed)
    return await check_in.said(session, dispatch_id, by, pin, at, settings, through=LINK)


def asked_anew(code: str, language: str | None, refused: str | None) -> RedirectResponse:
    """The page once more, by an address that holds no PIN; the same whichever PIN counted."""
    told = {"lang": language if language in LANGUAGES else None, "said": refused}
    query = urlencode({name: word for name, word in told.items() if word})
    return RedirectResponse(f"/a/{code}{'?' if query else ''}{query}", status_code=303)


def _hour(moment: datetime) -> str:
    return moment.astimezone(clock.DHAKA).strftime("%H:%M")
