"""How an address is written: numbers in E.164 from either digit set, e-mail in lower case."""

import re
from typing import Final

from app.core.errors import InputIsInvalid
from app.directory.states import Channel

_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_EMAIL: Final = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\".]+(\.[^@\s,;<>\".]+)+")
_LONGEST: Final = 254
_SPACING: Final = re.compile(r"[\s().\-]")
_LATIN: Final = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")


def normal(channel: Channel, address: str) -> str:
    """`address` as it is stored and dialled. Raises InputIsInvalid naming `address`."""
    if channel is Channel.EMAIL:
        written = address.strip().lower()
        if len(written) > _LONGEST or not _EMAIL.fullmatch(written):
            raise InputIsInvalid("That is no e-mail address.", field="address")
        return written
    return phone_number(address, field="address")


def phone_number(typed: str, *, field: str) -> str:
    """A number in E.164; 01… and 880… are read as numbers of Bangladesh.

    Raises InputIsInvalid naming `field`.
    """
    number = _SPACING.sub("", typed).translate(_LATIN)
    if re.fullmatch(r"0[1-9][0-9]{7,9}", number):
        number = f"+88{number}"
    elif re.fullmatch(r"(00)?880[1-9][0-9]{7,9}", number):
        number = f"+{number.removeprefix('00')}"
    if not _E164.fullmatch(number):
        raise InputIsInvalid("Write the number as +880…, digits only.", field=field)
    return number
