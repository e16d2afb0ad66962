"""Verbs of contacts: added, proved by a code or by somebody's word, tested; and who has which.

An address is used for an alert only once it is verified. The code itself stands nowhere: it is
derived from the secret key, the contact and how often a code was asked for.
"""

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock, outbox, security
from app.core.audience import BOARD
from app.core.db import fetch, fetch_value
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.directory.addresses import normal
from app.directory.contact_models import Contact, Notice
from app.directory.duty import lock_worker
from app.directory.events import WorkerContactChanged
from app.directory.models import Centre, Worker
from app.directory.states import Channel, NoticeKind, NoticeState
from app.jobs.queue import defer

SEND_NOTICE: Final = "directory.send_notice"
CODE_MINUTES: Final = 15
CODE_TRIES: Final = 5
OWNERS: Final = ("worker", "centre", "staff")


class ContactNotFound(NotFound):
    """There is no such contact."""

    code = "contact_not_found"


class ContactIsThere(HelplineError):
    """This address is entered for this channel already."""

    code = "contact_is_there"


class NoCodeByThisChannel(HelplineError):
    """A code can be sent by text only; somebody vouches for the others."""

    code = "no_code_by_this_channel"


class CodeIsOver(HelplineError):
    """No code is waiting: it was used, is too old, or was tried too often. Send a new one."""

    code = "code_is_over"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose contact it is: `kind` is worker, centre or staff."""

    kind: str
    id: UUID


async def add_contact(
    session: AsyncSession, owner: Owner, channel: Channel, address: str, *, turn: int = 1
) -> Contact:
    """Enter an address, not yet verified; digits may be Bangla, a number may be national.

    Raises InputIsInvalid, ContactIsThere.
    """
    written = normal(channel, address)
    if not 1 <= turn <= 9:
        raise InputIsInvalid("Between 1 and 9.", field="turn")
    row = Contact(
        worker_id=owner.id if owner.kind == "worker" else None,
        centre_id=owner.id if owner.kind == "centre" else None,
        staff_id=owner.id if owner.kind == "staff" else None,
        channel=channel,
        address=written,
        index=security.vault().blind_index(written),
        turn=turn,
        added_at=clock.now(),
    )
    session.add(row)
    try:
        await session.flush()
    except IntegrityError as error:
        if "uq_contact" not in str(error.orig):
            raise InputIsInvalid("There is no such owner.", field="owner") from error
        raise ContactIsThere("This address is entered already.", field="address") from error
    return row


async def remove_contact(session: AsyncSession, contact_id: UUID) -> None:
    """Nobody is reached by it any more; what was sent to it is forgotten, too."""
    row = await _lock(session, contact_id)
    await fetch(session, "DELETE FROM contact_notice WHERE contact_id = $1", row.id)
    await session.delete(row)
    await session.flush()
    await _tell(session, row)


async def send_code(session: AsyncSession, contact_id: UUID, *, by: UUID | None) -> Notice:
    """Have a code sent to the address; the one before is over.

    Raises ContactNotFound, NoCodeByThisChannel.
    """
    row = await _lock(session, contact_id)
    if row.channel is Channel.EMAIL:
        raise NoCodeByThisChannel("A code can be sent to a phone only: vouch for this address.")
    row.code_no += 1
    row.code_tries = 0
    row.code_until = clock.now() + timedelta(minutes=CODE_MINUTES)
    session.add(row)
    return await _send(session, row, NoticeKind.CODE, by, row.code_no)


async def send_test(session: AsyncSession, contact_id: UUID, *, by: UUID | None) -> Notice:
    """Have a text sent that says it is a test. Raises ContactNotFound, NoCodeByThisChannel."""
    row = await _lock(session, contact_id)
    if row.channel is Channel.EMAIL:
        raise NoCodeByThisChannel("A test can be sent to a phone only.")
    return await _send(session, row, NoticeKind.TEST, by, None)


async def verify(
    session: AsyncSession, contact_id: UUID, code: str, secret: str, *, by: UUID | None
) -> bool:
    """Whether `code` was the one sent; then the address is verified. A wrong try is counted.

    The caller must keep what was counted: it answers instead of raising. Raises ContactNotFound,
    CodeIsOver.
    """
    row = await _lock(session, contact_id)
    if row.code_until is None or row.code_until <= clock.now() or row.code_tries >= CODE_TRIES:
        raise CodeIsOver("No code is waiting here: send a new one.", field="code")
    row.code_tries += 1
    session.add(row)
    typed = re.sub(r"\D", "", "".join(map(_latin, code)))
    if not hmac.compare_digest(typed.encode(), code_of(secret, row.id, row.code_no).encode()):
        await session.flush()
        return False
    row.code_until = None
    await _verified(session, row, by, by_code=True)
    return True


async def vouch(session: AsyncSession, contact_id: UUID, *, by: UUID) -> Contact:
    """Somebody of the staff has called or written there and says it is right."""
    row = await _lock(session, contact_id)
    await _verified(session, row, by, by_code=False)
    return row


async def prove(session: AsyncSession, contact_id: UUID) -> None:
    """Whoever has the address answered from there: that proves it as a code does."""
    await _verified(session, await _lock(session, contact_id), None, by_code=True)


def code_of(secret: str, contact_id: UUID, code_no: int) -> str:
    """The six digits of a contact's `code_no`-th code."""
    made = security.digest(secret, "contact-code", f"{contact_id}:{code_no}")
    return f"{int.from_bytes(made[:8]) % 1_000_000:06d}"


_ADDRESS = """
SELECT id FROM contact
WHERE {owner}_id = $1 AND channel = $2 AND verified_at IS NOT NULL ORDER BY turn, added_at LIMIT 1
"""


async def address_of(
    session: AsyncSession, kind: str, owner_id: UUID, channel: Channel | str
) -> str | None:
    """The verified address to try first, or None; `kind` is worker, centre or staff.

    Where no contact is verified, the number that stands with a worker or a centre itself counts for
    texts and calls: it was entered by somebody who had verified it.
    """
    if kind not in OWNERS:
        raise ValueError(f"{kind} has no contacts")
    found = await fetch_value(session, _ADDRESS.format(owner=kind), owner_id, Channel(channel))
    if found is not None:
        return (await session.get_one(Contact, found)).address
    if kind == "staff" or channel == Channel.EMAIL:
        return None
    return await _own_number(session, kind, owner_id)


async def _own_number(session: AsyncSession, kind: str, owner_id: UUID) -> str | None:
    if kind == "worker":
        found = await session.exec(select(Worker.phone).where(Worker.id == owner_id))
    else:
        found = await session.exec(select(Centre.phone).where(Centre.id == owner_id))
    return found.first()


async def get_contact(session: AsyncSession, contact_id: UUID) -> Contact:
    """The contact of this id. Raises ContactNotFound."""
    row = await session.get(Contact, contact_id)
    if row is None:
        raise ContactNotFound("There is no such contact.")
    return row


def owner_of(row: Contact) -> Owner:
    """Whose a contact is."""
    ids = (row.worker_id, row.centre_id, row.staff_id)
    return next(Owner(kind, id_) for kind, id_ in zip(OWNERS, ids, strict=True) if id_)


async def contacts_of(session: AsyncSession, owner: Owner) -> list[Contact]:
    """All contacts of one owner, verified or not, in the order in which they are tried."""
    column = getattr(Contact, f"{owner.kind}_id")
    found = await session.exec(
        select(Contact)
        .where(column == owner.id)
        .order_by(col(Contact.channel), col(Contact.turn), col(Contact.added_at))
    )
    return list(found)


async def last_notices(session: AsyncSession, contact_ids: Iterable[UUID]) -> dict[UUID, Notice]:
    """The latest text sent to each of these contacts."""
    found = await session.exec(
        select(Notice)
        .where(col(Notice.contact_id).in_(list(contact_ids)))
        .order_by(col(Notice.asked_at))
    )
    return {notice.contact_id: notice for notice in found}


def _latin(letter: str) -> str:
    return str(int(letter)) if letter.isdecimal() else letter


async def _verified(session: AsyncSession, row: Contact, by: UUID | None, *, by_code: bool) -> None:
    row.verified_at, row.verified_by, row.verified_by_code = clock.now(), by, by_code
    session.add(row)
    await session.flush()
    await _tell(session, row)


async def _send(
    session: AsyncSession, row: Contact, kind: NoticeKind, by: UUID | None, code_no: int | None
) -> Notice:
    notice = Notice(
        contact_id=row.id,
        kind=kind,
        state=NoticeState.MADE,
        code_no=code_no,
        asked_at=clock.now(),
        asked_by=by,
    )
    session.add(notice)
    await session.flush()
    await defer(session, SEND_NOTICE, notice.id)
    return notice


async def _lock(session: AsyncSession, contact_id: UUID) -> Contact:
    found = await session.exec(select(Contact).where(Contact.id == contact_id).with_for_update())
    row = found.first()
    if row is None:
        raise ContactNotFound("There is no such contact.")
    return row


async def _tell(session: AsyncSession, row: Contact) -> None:
    """Whether a worker can be reached may have changed: the board shows those on duty who can't."""
    if row.worker_id is None:
        return
    worker = await lock_worker(session, row.worker_id)
    worker.version += 1
    session.add(worker)
    told = WorkerContactChanged(
        entity_id=worker.id,
        version=worker.version,
        channel=row.channel.value,
        verified=row.verified_at is not None,
    )
    await outbox.record(session, told, [BOARD])
