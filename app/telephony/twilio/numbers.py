"""Callers' numbers as the provider spells them, made E.164; a withheld one is never an identity."""

import re
from functools import lru_cache

import phonenumbers

HOME = re.compile(r"(?:\+?880|00880|0)(1[0-9]{9})")
KEYPAD = ("abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz")
_KEYS = {letter: key for key, row in zip("23456789", KEYPAD, strict=True) for letter in row}
_SPELLED = ("anonymous", "restricted", "unavailable", "unknown", "blocked", "private")
WITHHELD = frozenset(
    {
        "",
        *("withheld", "noname", "idunavailable", "numberunavailable"),
        *_SPELLED,
        *("".join(_KEYS[letter] for letter in word) for word in _SPELLED),
    }
)
"""Spellings of "no number", in words and on a keypad (`266696687` is ANONYMOUS), which look like
good numbers. They are nobody: all hidden callers would become one person."""

SHORT_CODES = frozenset({"1098", "999", "109", "333", "16263"})
"""National short codes, which the numbering library does not know."""


def normalise(raw: str) -> tuple[str | None, str]:
    """The caller's number in E.164 and its kind: mobile, other, short, sip, withheld, unknown.

    Of a SIP address the number in it counts; without one the whole address does (kind `sip`).
    """
    text = raw.strip()
    home = HOME.fullmatch(text)
    if home:
        return f"+880{home.group(1)}", "mobile"
    if text.lower().startswith(("sip:", "sips:", "client:")):
        return _of_address(text)
    if _is_withheld(text):
        return None, "withheld"
    if text in SHORT_CODES:
        return text, "short"
    return _foreign(text)


def dialled(raw: str) -> str:
    """What was dialled, comparable: `1098`, `+8801…` and `sip:1098@trunk` alike by their number."""
    text = raw.strip()
    if text.lower().startswith(("sip:", "sips:")):
        text = text.partition(":")[2].partition(";")[0].partition("@")[0]
    return normalise(text)[0] or text


def _of_address(text: str) -> tuple[str | None, str]:
    """Source: RFC 3261, 20.20 and 19.1: `anonymous` at `anonymous.invalid` hides the caller."""
    name, _, host = text.partition(":")[2].partition(";")[0].partition("@")
    if _is_withheld(name) or host.lower().endswith("anonymous.invalid"):
        return None, "withheld"
    home = HOME.fullmatch(name.replace("%2B", "+").replace("%2b", "+"))
    return (f"+880{home.group(1)}", "mobile") if home else (text[:120], "sip")


def _is_withheld(text: str) -> bool:
    return re.sub(r"[\s_.-]", "", text).lower().removeprefix("+") in WITHHELD


@lru_cache(maxsize=512)
def _foreign(text: str) -> tuple[str | None, str]:
    try:
        parsed = phonenumbers.parse(text, "BD")
    except phonenumbers.NumberParseException:
        return None, "unknown"
    if not phonenumbers.is_possible_number(parsed):
        return None, "unknown"
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164), "other"
