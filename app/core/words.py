"""Words people read, from the PO catalogues of app/locale; must not know what any of them means."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import structlog
from babel.messages.pofile import read_po

FOLDER: Final = Path(__file__).resolve().parents[1] / "locale"
DOMAIN: Final = "helpline"
LANGUAGES: Final = ("bn", "en")
FALLBACK: Final = "en"
_BANGLA_DIGITS: Final = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")
_LATIN_DIGITS: Final = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")

log = structlog.get_logger()


class WordsAreMissing(LookupError):
    """A key no catalogue has; a bug, which only tests are told of this loudly."""


class Words:
    """One language's words. A missing one falls back to English, then to its key."""

    strict = False
    """Tests set it: a missing word then raises WordsAreMissing."""

    def __init__(self, language: str, own: Mapping[str, str], fallback: Mapping[str, str]) -> None:
        self.language = language
        self._own = own
        self._fallback = fallback

    def t(self, key: str, /, **params: object) -> str:
        """The words of `key`, its `{names}` filled in; numbers get the language's digits."""
        text = self._own.get(key)
        if text is None:
            if Words.strict:
                raise WordsAreMissing(f"{key} has no words in {self.language}")
            log.warning("words_missing", key=key, language=self.language)
            text = self._fallback.get(key, key)
        if not params:
            return text
        return text.format_map({name: self._shown(value) for name, value in params.items()})

    def digits(self, text: object) -> str:
        """`text` in the digits of this language."""
        return digits(str(text), self.language)

    def _shown(self, value: object) -> str:
        return self.digits(value) if isinstance(value, int | float) else str(value)


def digits(text: str, language: str) -> str:
    """`text` with its digits as the language writes them (Babel's Bangla digits are Latin)."""
    return text.translate(_BANGLA_DIGITS) if language == "bn" else text


def latin_digits(text: str) -> str:
    """`text` with Bangla digits written as Latin ones: people type both."""
    return text.translate(_LATIN_DIGITS)


def words(language: str) -> Words:
    """The words of a language; an unknown one gets Bangla, which everybody here reads."""
    return _words(language if language in LANGUAGES else LANGUAGES[0])


def read_all() -> None:
    """Read every catalogue now, so that a broken one stops the start and not a worker's page."""
    for language in LANGUAGES:
        words(language)


@cache
def _words(language: str) -> Words:
    return Words(language, _catalogue(language), _catalogue(FALLBACK))


@cache
def _catalogue(language: str) -> dict[str, str]:
    path = FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    return {
        message.id: message.string
        for message in catalogue
        if isinstance(message.id, str) and isinstance(message.string, str) and message.string
        if message.id
    }
