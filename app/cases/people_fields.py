"""What is kept of a child, field by field, and what each field may hold; it saves nothing.

Unknown is a value of its own with its reason, never zero, false or an empty text. A field nobody
has spoken of is absent.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from app.cases.form_definition import WhyUnknown
from app.cases.partial_dates import days_of, kept_date, span_of
from app.core.errors import HelplineError, InputIsInvalid
from app.core.words import latin_digits
from app.geo.lookup import gazetteer

ADULT_YEARS: Final = 18
"""Children Act 2013, section 4: a child is whoever has not reached eighteen."""
OLDEST_YEARS: Final = 30
"""Whoever was a child when it was reported may be grown up when the day of birth is learnt."""
LONGEST_NAME: Final = 120
LONGEST_TEXT: Final = 2000

NAMES: Final = ("name_bn", "name_latin", "nickname", "father_name", "mother_name", "guardian_name")
TEXTS: Final = ("address", "marks", "disability_note", "other_id")
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "sex": ("girl", "boy", "other"),
    **dict.fromkeys(
        (
            *("father_alive", "mother_alive", "lives_with_family", "on_street", "in_school"),
            *("works", "married", "disabled"),
        ),
        ("yes", "no"),
    ),
}
LANGUAGES: Final = (
    *("bangla", "chittagonian", "sylheti", "rohingya", "chakma", "marma", "garo", "santali"),
    *("urdu", "sign", "other"),
)
LISTS: Final[Mapping[str, tuple[str, ...]]] = {"languages": LANGUAGES}
PLACE: Final = "home_place"
SEX: Final = "sex"
BIRTH: Final = "birth"
AGE: Final = "age"
IDENTIFIER: Final = "birth_registration"
FIELDS: Final = (*NAMES, *TEXTS, *CHOICES, *LISTS, PLACE, BIRTH, AGE, IDENTIFIER)

WHY_UNKNOWN: Final = tuple(WhyUnknown)
SOURCES: Final = (
    *("child", "caller", "mother", "father", "guardian", "relative", "neighbour", "teacher"),
    *("police", "worker", "centre", "document", "court", "other"),
)
"""Who said it."""
CERTAINTIES: Final = ("certain", "likely", "guess")
ADULT_REASONS: Final = ("child_at_report", "age_disputed", "in_care", "disability", "other")
"""Why somebody who is eighteen or more stays in a child's record."""

_REGISTERED: Final = re.compile(r"\d{16,17}", re.ASCII)
_JOINERS: Final = "\u200c\u200d"


class BirthMakesAdult(HelplineError):
    """By this birth or age the person is eighteen or more: that is kept only with a reason."""

    code = "birth_makes_adult"


def checked(field: str, value: Any, *, today: date, adult_reason: str | None = None) -> Any:
    """`value` as it is kept. Raises InputIsInvalid naming the field, BirthMakesAdult."""
    if field in NAMES or field in TEXTS:
        return _text(field, value)
    if field in CHOICES:
        return _one_of(value, CHOICES[field], field)
    if field in LISTS:
        return _some_of(value, LISTS[field], field)
    if field == PLACE:
        return _place(value)
    if field == IDENTIFIER:
        return _registered(value)
    if field == BIRTH:
        return _born(value, today, adult_reason)
    if field == AGE:
        return _aged(value, today, adult_reason)
    raise InputIsInvalid(f"There is no field called {field[:40]}.", field="field")


def clean(text: str) -> str:
    """A text in NFC without control and direction signs; the joiners of Bangla stay."""
    kept = (
        sign
        for sign in unicodedata.normalize("NFC", text)
        if sign in _JOINERS or sign == "\n" or unicodedata.category(sign)[0] != "C"
    )
    return "".join(kept).strip()


def _text(field: str, value: Any) -> str:
    if not isinstance(value, str):
        raise InputIsInvalid("Text is expected here.", field="value")
    text = clean(value)
    most = LONGEST_NAME if field in NAMES else LONGEST_TEXT
    if not text:
        raise InputIsInvalid("Nothing is written here: say that it is unknown.", field="value")
    if len(text) > most:
        raise InputIsInvalid(f"At most {most} characters fit here.", field="value")
    if field in NAMES and not any(sign.isalpha() for sign in text):
        raise InputIsInvalid("A name has letters.", field="value")
    if field == "name_bn" and not any("\u0980" <= sign <= "\u09ff" for sign in text):
        raise InputIsInvalid("Bangla letters are expected here.", field="value")
    if field == "name_latin" and not any(sign.isascii() and sign.isalpha() for sign in text):
        raise InputIsInvalid("Latin letters are expected here.", field="value")
    return text


def _one_of(value: Any, known: tuple[str, ...], field: str) -> str:
    if not isinstance(value, str) or value not in known:
        raise InputIsInvalid(f"For {field} choose one of: {', '.join(known)}.", field="value")
    return value


def _some_of(value: Any, known: tuple[str, ...], field: str) -> list[str]:
    if not isinstance(value, list) or not value or len(value) > len(known):
        raise InputIsInvalid(f"For {field} choose from: {', '.join(known)}.", field="value")
    return sorted({_one_of(one, known, field) for one in value}, key=known.index)


def _place(value: Any) -> str:
    if not isinstance(value, str) or gazetteer().get(value) is None:
        raise InputIsInvalid("There is no such place in the gazetteer.", field="value")
    return value


def _registered(value: Any) -> str:
    """A number of the birth register: 17 digits, 16 in old ones; spaces and dashes are dropped."""
    told = re.sub(r"[\s-]", "", latin_digits(value)) if isinstance(value, str) else ""
    if not _REGISTERED.fullmatch(told):
        raise InputIsInvalid("A birth registration number has 17 digits.", field="value")
    return told


def of_other_sex(one: Any, other: Any) -> bool:
    """Whether one is a girl and the other a boy.

    Unknown speaks against nothing; nor does `other`, of which callers mostly say girl or boy.
    """
    return {one, other} == {"girl", "boy"}


def years_between(born: date, on: date) -> int:
    """Whole years; somebody born on 29 February is a year older on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _parts(value: Any, known: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) - known:
        raise InputIsInvalid(
            f"These parts are expected: {', '.join(sorted(known))}.", field="value"
        )
    return value


def _born(value: Any, today: date, adult_reason: str | None) -> dict[str, Any]:
    parts = _parts(value, {"date", "certainty"})
    written = parts.get("date")
    day = kept_date(written) if isinstance(written, str) else None
    if day is None:
        raise InputIsInvalid("A year, month or day, as in 2015-03-05.", field="value.date")
    span = days_of(day)
    if span[0] > today:
        raise InputIsInvalid("This day has not come yet.", field="value.date")
    if years_between(span[1], today) > OLDEST_YEARS:
        raise InputIsInvalid("Nobody born then is a child.", field="value.date")
    born = {"date": day, "certainty": _certainty(parts)}
    return _as_child(born, years_between(span[1], today), adult_reason)


def _aged(value: Any, today: date, adult_reason: str | None) -> dict[str, Any]:
    """From and to how many years, and on which day somebody thought so."""
    parts = _parts(value, {"from", "to", "on", "certainty"})
    low = _years(parts.get("from"), "value.from")
    high = _years(parts.get("to", low), "value.to")
    if high < low:
        raise InputIsInvalid("The older age comes second.", field="value.to")
    written = parts.get("on", today.isoformat())
    span = span_of(written) if isinstance(written, str) else None
    if span is None or span[0] != span[1] or span[0] > today:
        raise InputIsInvalid("The day of the estimate, not after today.", field="value.on")
    aged = {"from": low, "to": high, "on": span[0].isoformat(), "certainty": _certainty(parts)}
    return _as_child(aged, low + years_between(span[0], today), adult_reason)


def _years(value: Any, field: str) -> int:
    told = latin_digits(value).strip() if isinstance(value, str) else value
    if isinstance(told, str) and told.isascii() and told.isdigit() and len(told) <= 3:
        told = int(told)
    if not isinstance(told, int) or isinstance(told, bool) or not 0 <= told <= OLDEST_YEARS:
        raise InputIsInvalid(f"Years, from 0 to {OLDEST_YEARS}.", field=field)
    return told


def _certainty(parts: Mapping[str, Any]) -> str:
    told = parts.get("certainty", "likely")
    if told not in CERTAINTIES:
        raise InputIsInvalid(f"Choose one of: {', '.join(CERTAINTIES)}.", field="value.certainty")
    return str(told)


def _as_child(said: dict[str, Any], years: int, adult_reason: str | None) -> dict[str, Any]:
    """`said`, with the reason where the person is certainly eighteen or more."""
    if years < ADULT_YEARS:
        return said
    if adult_reason is None:
        raise BirthMakesAdult(
            f"By this the person is {years}: say why the record is kept as a child's.",
            field="adult_reason",
            years=years,
        )
    if adult_reason not in ADULT_REASONS:
        raise InputIsInvalid(f"Choose one of: {', '.join(ADULT_REASONS)}.", field="adult_reason")
    return {**said, "adult_reason": adult_reason}
