"""Which numbers may be a counsellor's desk telephone; pure, it asks nobody.

Such a telephone is rung for every call, so it must be one in the country that costs what any other
costs: a foreign or premium number is refused, and so is every number of the helpline itself, which
would ring in a circle.
"""

import re

import phonenumbers

from app.core.errors import InputIsInvalid

MOBILE = re.compile(r"\+8801[0-9]{9}")
"""Source: BTRC, National Numbering Plan: mobile numbers are 01 and nine digits."""
HELPLINE = frozenset({"1098", "+8801098", "+88021098"})
ORDINARY = frozenset(
    {
        phonenumbers.PhoneNumberType.FIXED_LINE,
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
        phonenumbers.PhoneNumberType.VOIP,
    }
)
_LATIN = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789", " -\u00a0\u2010\u2011()")
FIELD = "number"


def desk_number(raw: str, own: str = "1098") -> str:
    """What somebody typed, as E.164; `own` is the number that callers of this line dial.

    Digits may be Bangla, spaces and hyphens are left out. Raises InputIsInvalid, which does not
    repeat the number.
    """
    text = raw.strip().translate(_LATIN)
    if text.startswith("01"):
        text = f"+88{text}"
    if text.startswith("00"):
        text = f"+{text[2:]}"
    if text in HELPLINE or text.lstrip("+") in {own.lstrip("+"), f"880{own.lstrip('0')}"}:
        raise InputIsInvalid("This is the helpline itself: it would ring in a circle.", field=FIELD)
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", text, re.ASCII):
        raise InputIsInvalid("Write the number as +880…, digits only.", field=FIELD)
    if not text.startswith("+880"):
        raise InputIsInvalid("A desk telephone must be one in Bangladesh.", field=FIELD)
    if not (MOBILE.fullmatch(text) or _is_ordinary(text)):
        raise InputIsInvalid("This is no ordinary number of Bangladesh.", field=FIELD)
    return text


def _is_ordinary(text: str) -> bool:
    """Whether the numbering plan knows it, and as no premium, shared-cost or free number."""
    number = phonenumbers.parse(text)
    if not phonenumbers.is_valid_number(number):
        return False
    return phonenumbers.number_type(number) in ORDINARY
