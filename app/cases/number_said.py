"""A telephone number as somebody said it, in either set of digits: how it is kept; pure."""

from typing import Final

import phonenumbers

from app.core.words import latin_digits

_COUNTRY: Final = "BD"
"""Where a number belongs that names no country."""


def e164(said: str) -> str | None:
    """The number in E.164, without an extension; None when it can be none."""
    try:
        read = phonenumbers.parse(latin_digits(said), _COUNTRY)
    except phonenumbers.NumberParseException:
        return None
    read.extension = None
    if not phonenumbers.is_possible_number(read):
        return None
    return str(phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164))
