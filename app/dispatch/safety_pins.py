"""The PINs of people in the field: set by themselves, compared outside of any transaction.

It tells nobody which of two PINs was said but the verb that asks, and takes as long for either.
"""

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import Database
from app.core.errors import HelplineError
from app.core.settings import Settings
from app.dispatch.check_in_models import SafetyPins
from app.dispatch.pins import Said, plain, too_alike, trouble_with
from app.staff import passwords
from app.staff.auth import SignedIn
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


async def meaning_of(database: Database, staff_id: UUID, typed: str | None) -> Said:
    """What a PIN stands for. Without PINs no sign of life needs one. Raises TooBusy."""
    async with database.transaction() as session:
        kept = await session.get(SafetyPins, staff_id)
    if kept is None:
        return Said.SAFE
    if not typed:
        return Said.MISSING
    # Always both, in this order: how long it takes tells nothing.
    safe = await passwords.fits(plain(typed), kept.pin_hash)
    duress = await passwords.fits(plain(typed), kept.duress_hash)
    return Said.SAFE if safe else Said.DURESS if duress else Said.WRONG
