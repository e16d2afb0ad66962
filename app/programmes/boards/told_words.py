"""What a body is told of a case, in words of both languages; it knows the frozen codes alone."""

from typing import Any, Final

from app.cases.board_told import UNKNOWN, Told
from app.cases.categories import category
from app.core.words import LANGUAGES, words
from app.geo.lookup import gazetteer

Row = dict[str, Any]
NOT_KNOWN: Final = "not_known"


def in_words(told: Row) -> list[Row]:
    """Each part that is told with its name and what is known of it, in the order of the table."""
    return [
        {
            "part": part.value,
            "name": _both(f"told.{part.value}"),
            "value": _value(part, told[part.value]),
        }
        for part in Told
        if part.value in told
    ]


def _both(key: str) -> dict[str, str]:
    return {language: words(language).t(f"minutes.{key}") for language in LANGUAGES}


def _value(part: str, value: Any) -> dict[str, str]:
    """What nobody knows is said to be unknown."""
    if value in (None, [], UNKNOWN):
        return _both(NOT_KNOWN)
    if part == Told.DISTRICT:
        place = gazetteer().get(value)
        if place is None:
            return _both(NOT_KNOWN)
        return {"bn": place.name_bn or place.name_en, "en": place.name_en}
    if part == Told.CATEGORIES:
        known = [one for one in map(category, value) if one is not None]
        return {
            "bn": ", ".join(one.label_bn for one in known),
            "en": ", ".join(one.label_en for one in known),
        }
    return _both(f"{part}.{value}")
