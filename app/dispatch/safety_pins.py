"""The PINs of people in the field: set by themselves, compared outside of any transaction.

It tells nobody which of two PINs was said but the verb that asks, and takes as long for either.
"""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import Database
from app.core.errors import HelplineError
from app.core.settings import Settings
from app.dispatch.check_in_models import SafetyPins
from app.dispatch.pins import Said, plain, too_alike, trouble_with
from app.staff import passwords
from app.staff.auth import SignedIn
from app.staff.models import Staff
from app.staff.sign_in import confirm_password


class PinRefused(HelplineError):
    """A PIN that is no good, or too like the other one; `field` names which."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "pin_refused"


async def set_pins(
    database: Database,
    settings: Settings,
    who: SignedIn,
    password: str,
    pin: str,
    duress_pin: str,
    source: str,
) -> datetime:
    """`who` sets both PINs anew, proving the password again; gives since when they hold.

    Raises PinRefused, WrongPassword, TooManyAttempts, TooBusy.
    """
    pin, duress_pin = plain(pin), plain(duress_pin)
    for field, typed in (("pin", pin), ("duress_pin", duress_pin)):
        if (trouble := trouble_with(typed)) is not None:
            raise PinRefused(trouble, field=field)
    if (trouble := too_alike(pin, duress_pin)) is not None:
        raise PinRefused(trouble, field="duress_pin")
    await confirm_password(database, settings, who, password, source)
    set_at = clock.now()
    hashes = {
        "pin_hash": await passwords.hashed(pin),
        "duress_hash": await passwords.hashed(duress_pin),
        "set_at": set_at,
    }
    async with database.transaction() as session:
        made = insert(SafetyPins).values(staff_id=who.id, **hashes)
        await session.exec(made.on_conflict_do_update(index_elements=["staff_id"], set_=hashes))
    return set_at


async def set_since(session: AsyncSession, staff_id: UUID) -> datetime | None:
    """Since when somebody's PINs hold; None when none were set."""
    found = await session.get(SafetyPins, staff_id)
    return found.set_at if found else None


async def has_pins(session: AsyncSession, worker_id: UUID) -> bool:
    """Whether a sign of life of this worker wants a PIN where nobody is signed in."""
    return bool(await _of_worker(session, worker_id))


async def meaning_of(database: Database, staff_id: UUID, typed: str | None) -> Said:
    """What a PIN stands for. Without PINs no sign of life needs one. Raises TooBusy."""
    async with database.transaction() as session:
        kept = await session.get(SafetyPins, staff_id)
    return await _meaning([kept] if kept else [], typed)


async def meaning_of_worker(database: Database, worker_id: UUID, typed: str | None) -> Said:
    """The same where nobody is signed in: of whoever answers for the worker, by an open account.

    A PIN of duress of any of them is one. Raises TooBusy.
    """
    async with database.transaction() as session:
        kept = await _of_worker(session, worker_id)
    return await _meaning(kept, typed)


async def _of_worker(session: AsyncSession, worker_id: UUID) -> list[SafetyPins]:
    found = await session.exec(
        select(SafetyPins)
        .join(Staff, col(Staff.id) == col(SafetyPins.staff_id))
        .where(Staff.worker_id == worker_id, col(Staff.active).is_(True))
        .order_by(col(SafetyPins.staff_id))
    )
    return list(found)


async def _meaning(kept: Sequence[SafetyPins], typed: str | None) -> Said:
    if not kept:
        return Said.SAFE
    if not typed:
        return Said.MISSING
    # Always all of them, in this order: how long it takes tells nothing.
    pin = plain(typed)
    safe = [await passwords.fits(pin, one.pin_hash) for one in kept]
    duress = [await passwords.fits(pin, one.duress_hash) for one in kept]
    return Said.DURESS if any(duress) else Said.SAFE if any(safe) else Said.WRONG
