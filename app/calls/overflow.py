"""When no counsellor is on duty: the duty phones, one after another; nobody is cut off.

The edge plays and dials; what becomes of the call is decided here. Locks as everywhere: incident,
then call.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import callbacks
from app.calls.events import (
    CallDiverted,
    CallWaitingAgain,
    DutyPhoneAnswered,
    DutyPhonesMissed,
)
from app.calls.locking import facts_of, lock_call, next_version
from app.calls.models import Call
from app.calls.offers import withdraw_open
from app.calls.states import MOVES, CallState
from app.cases.service import stamp
from app.cases.timeline import CALLER, SYSTEM, tell
from app.core import clock
from app.core.moves import advance
from app.staff.queries import anybody_on_duty

AFTER_SECONDS = 30
"""So long a caller waits for a counsellor, or for a database, before the duty phones are rung."""

AGAIN_SECONDS = 120
"""After nobody took it at the duty phones, they are left in peace for so long."""

MOST_PHONES = 20
_NUMBER = re.compile(r"\+?[0-9]{3,15}")

log = structlog.get_logger()


@dataclass(frozen=True)
class DutyPhone:
    """Whose telephone it is, and its number in E.164 or a national short code."""

    name: str
    number: str


class DutyPhonesUnreadable(Exception):
    """The file of duty phones can't be used; the sentence names the line."""


def read_phones(path: Path) -> tuple[DutyPhone, ...]:
    """The file's telephones in order: `name, number` a line, `#` begins a comment.

    Raises DutyPhonesUnreadable.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DutyPhonesUnreadable(f"{path} can't be read: {type(error).__name__}") from error
    phones = []
    for at, line in enumerate(lines, start=1):
        told = line.partition("#")[0].strip()
        if not told:
            continue
        name, _, number = told.rpartition(",")
        bare = re.sub(r"[\s()-]", "", number)
        if not name.strip() or not _NUMBER.fullmatch(bare):
            raise DutyPhonesUnreadable(f"{path}, line {at}: must look like `name, number`")
        phones.append(DutyPhone(name.strip(), re.sub(r"^0(?=1[0-9]{9}$)", "+880", bare)))
    if len(phones) > MOST_PHONES:
        raise DutyPhonesUnreadable(f"{path} has more than {MOST_PHONES} telephones")
    return tuple(phones)


class DutyPhones:
    """The file as it is now: a changed one counts at once, a broken one not until it is mended."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._read_at = 0
        self._phones = read_phones(path) if path else ()

    def now(self) -> tuple[DutyPhone, ...]:
        """The telephones in the order in which they are rung."""
        if self._path is None:
            return ()
        try:
            changed_at = self._path.stat().st_mtime_ns
            if changed_at != self._read_at:
                self._read_at = changed_at
                self._phones = read_phones(self._path)
        except (OSError, DutyPhonesUnreadable) as error:
            log.error("duty_phones_unreadable", error=type(error).__name__)
        return self._phones


async def divert_if_nobody(
    session: AsyncSession, call_id: UUID, *, phones: bool, somebody: bool | None = None
) -> bool:
    """Whether the waiting caller goes to the duty phones now, because no counsellor is on duty.

    Without any duty phone he or she hears at once that nobody can be reached, and waits on.
    `somebody` says whether a counsellor is on duty, where that was just looked up.
    """
    call = await session.get(Call, call_id)
    if somebody is None:
        somebody = await anybody_on_duty(session)
    if call is None or somebody or not _has_waited(call):
        return call is not None and call.state is CallState.DIVERTED
    await divert(session, call_id)
    if not phones:
        await missed(session, call_id)
    return True


def _has_waited(call: Call) -> bool:
    last = timedelta(seconds=AFTER_SECONDS) + call.queued_at
    if call.diverted_at is not None:
        last = call.diverted_at + timedelta(seconds=AGAIN_SECONDS)
    return call.state is CallState.WAITING and clock.now() >= last


async def divert(session: AsyncSession, call_id: UUID, at: datetime | None = None) -> None:
    """The waiting caller goes to the duty phones; whoever the call rings at stops ringing.

    `at` is when that was, if it was kept in the journal meanwhile.
    """
    incident, call = await lock_call(session, call_id)
    moment = at or clock.now()
    if call.state is CallState.DIVERTED:  # the next duty phone: a sign of life
        call.heartbeat_at = max(call.heartbeat_at, moment)
        session.add(call)
    if call.state is not CallState.WAITING:
        return
    call.state = advance(MOVES, call.state, "divert", "call")
    call.step += 1
    call.diverted_at = call.heartbeat_at = moment
    next_version(session, call)
    await withdraw_open(session, call)
    await tell(session, incident, CallDiverted(**facts_of(call)), SYSTEM)


async def asked(session: AsyncSession, call_id: UUID) -> bool:
    """The phone network goes on to the next duty phone: the caller is still there.

    False when the call is no longer at the duty phones.
    """
    _, call = await lock_call(session, call_id)
    call.heartbeat_at = clock.now()
    session.add(call)
    return call.state is CallState.DIVERTED


async def answered(
    session: AsyncSession, call_id: UUID, step: int, at: datetime | None = None
) -> None:
    """Somebody at duty phone `step` (from 1) pressed the key and talks with the caller."""
    incident, call = await lock_call(session, call_id)
    if call.state is not CallState.DIVERTED or call.answered_at is not None:
        return
    call.answered_at = call.heartbeat_at = at or clock.now()
    next_version(session, call)
    stamp(incident, "answered_at", call.answered_at)
    await tell(session, incident, DutyPhoneAnswered(**facts_of(call), step=step), SYSTEM)
    await callbacks.answered_after_all(session, incident, call)


async def missed(session: AsyncSession, call_id: UUID) -> int:
    """Nobody took it at any duty phone: the caller keeps the old place in the queue.

    Returns the call's present step.
    """
    incident, call = await lock_call(session, call_id)
    if call.state is CallState.DIVERTED:
        _wait_again(session, call)
        await tell(session, incident, DutyPhonesMissed(**facts_of(call)), SYSTEM)
        if call.answered_at is None:
            await callbacks.ask_for(session, incident, call, "nobody_on_duty")
    return call.step


async def talk_over(session: AsyncSession, call_id: UUID) -> None:
    """The duty phone hung up and the caller did not: he or she waits again, never cut off."""
    incident, call = await lock_call(session, call_id)
    if call.state is not CallState.DIVERTED:
        return
    _wait_again(session, call)
    told = CallWaitingAgain(**facts_of(call), reason="duty_phone_hung_up")
    await tell(session, incident, told, CALLER)


def _wait_again(session: AsyncSession, call: Call) -> None:
    call.state = advance(MOVES, call.state, "wait_again", "call")
    call.heartbeat_at = clock.now()
    next_version(session, call)
