"""Callers' numbers as the provider spells them, made E.164; a withheld one is never an identity."""

import re
from functools import lru_cache

import phonenumbers

HOME = re.compile(r"(?:\+?880|00880|0)(1[0-9]{9})")
WITHHELD = frozenset(
    {
        "",
        "anonymous",
        "restricted",
        "unavailable",
        "unknown",
        "blocked",
        "private",
        "+266696687",  # ANONYMOUS on a keypad
        "+7378742833",  # RESTRICTED
        "+2562533",  # BLOCKED
        "+8656696",  # UNKNOWN
        "+86282452253",  # UNAVAILABLE
    }
)
"""Spellings of "no number" (seen in several providers' traffic); they look like good E.164."""

SHORT_CODES = frozenset({"1098", "999", "109", "333", "16263"})
"""National short codes, which the numbering library does not know."""


def normalise(raw: str) -> tuple[str | None, str]:
    """The caller's number in E.164 and its kind: mobile, other, short, sip, withheld, unknown."""
    text = raw.strip()
    if text.lower() in WITHHELD:
        return None, "withheld"
    home = HOME.fullmatch(text)
    if home:
        return f"+880{home.group(1)}", "mobile"
    if text in SHORT_CODES:
        return text, "short"
    if text.lower().startswith(("sip:", "client:")):
        return text[:120], "sip"
    return _foreign(text)


@lru_cache(maxsize=512)
def _foreign(text: str) -> tuple[str | None, str]:
    try:
        parsed = phonenumbers.parse(text, "BD")
    except phonenumbers.NumberParseException:
        return None, "unknown"
    if not phonenumbers.is_possible_number(parsed):
        return None, "unknown"
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164), "other"
