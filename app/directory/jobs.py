"""Work and deadlines of the directory: sends a code or a test, moves duty by the roster."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import Database
from app.core.errors import ProviderError
from app.core.settings import Settings
from app.core.words import words
from app.directory import rosters
from app.directory.contact_models import Contact, Notice
from app.directory.contacts import CODE_MINUTES, SEND_NOTICE, code_of
from app.directory.rosters import ROSTER_DUE
from app.directory.states import NoticeKind, NoticeState
from app.jobs.deadlines import DeadlineHandler
from app.jobs.queue import Handler

VALID_SECONDS: Final = CODE_MINUTES * 60
"""Past that the provider must not deliver it any more: a code is over, a test came too late."""
LANGUAGE: Final = "bn"


class SendsTexts(Protocol):
    """What sends one text to one phone; dispatch's messenger matches by shape."""

    async def text(self, to: str, body: str, *, valid_seconds: int, ref: UUID) -> str:
        """Hand `body` over for the number `to` (E.164); gives the provider's id for it.

        `ref` is the id of what is sent. Raises app.core.errors.ProviderError.
        """
        ...


@dataclass(frozen=True)
class _Text:
    to: str = field(repr=False)
    body: str = field(repr=False)


def handlers(database: Database, sends: SendsTexts, settings: Settings) -> dict[str, Handler]:
    """What the queue runner does for the directory, by job name."""

    async def send_notice(notice_id: UUID) -> None:
        """Sends the code or the test that a contact is proved by."""
        await _send(database, sends, settings, notice_id)

    return {SEND_NOTICE: send_notice}


def deadlines() -> Mapping[str, DeadlineHandler]:
    """What the deadline loop does for the directory, by kind."""

    async def roster_due(session: AsyncSession, worker_id: UUID) -> None:
        """A shift or a leave begins or ends: the worker's duty follows the roster."""
        await rosters.roster_due(session, worker_id)

    return {ROSTER_DUE: roster_due}


async def _send(database: Database, sends: SendsTexts, settings: Settings, notice_id: UUID) -> None:
    """Send one text outside any transaction: no lock is held while the provider thinks."""
    async with database.transaction() as session:
        ready = await _compose(session, settings, notice_id)
    if ready is None:
        return
    try:
        provider_id = await sends.text(
            ready.to, ready.body, valid_seconds=VALID_SECONDS, ref=notice_id
        )
    except ProviderError as error:
        if error.retryable:
            raise
        await _ended(database, notice_id, NoticeState.FAILED)
        return
    await _ended(database, notice_id, NoticeState.SENT, provider_id)


async def _compose(session: AsyncSession, settings: Settings, notice_id: UUID) -> _Text | None:
    """What to send, or None when it was sent, its contact is gone or its code is another by now."""
    notice = await session.get(Notice, notice_id, with_for_update=True)
    if notice is None or notice.state is not NoticeState.MADE:
        return None
    contact = await session.get_one(Contact, notice.contact_id)
    late = (clock.now() - notice.asked_at).total_seconds() > VALID_SECONDS
    if late or (notice.kind is NoticeKind.CODE and notice.code_no != contact.code_no):
        notice.state, notice.ended_at = NoticeState.STALE, clock.now()
        return None
    return _Text(contact.address, _body(settings, notice))


def _body(settings: Settings, notice: Notice) -> str:
    """One part of a text: what it is, and the code; no name and no place."""
    say = words(LANGUAGE)
    if notice.kind is NoticeKind.TEST or notice.code_no is None:
        return say.t("text.test")
    secret = settings.secret_key.get_secret_value()
    return say.t("text.code", code=code_of(secret, notice.contact_id, notice.code_no))


async def _ended(
    database: Database, notice_id: UUID, state: NoticeState, provider_id: str | None = None
) -> None:
    async with database.transaction() as session:
        notice = await session.get(Notice, notice_id, with_for_update=True)
        if notice is not None and notice.state is NoticeState.MADE:
            notice.state, notice.ended_at, notice.provider_id = state, clock.now(), provider_id
