"""What others wrote, in one line of signs that stand for themselves; it leaves no word out."""

from typing import Final
from unicodedata import category

SHAPING: Final = "\u200c\u200d"
"""The joiners: no sign of their own, but Bangla is not written right without them."""


def plain(text: str) -> str:
    """`text` in one line, with a replacement sign for whatever a terminal would do or not show.

    Control characters (escape sequences begin with one), marks that turn the order of reading,
    what is no character; spaces of any width are spaces. Source: Unicode Standard, chapter 4.5,
    general categories; Unicode Standard Annex 9, explicit directional formatting characters.
    """
    return "".join(map(_shown, text))


def _shown(sign: str) -> str:
    if sign.isprintable() or sign in SHAPING:
        return sign
    return " " if category(sign) == "Zs" else "\N{REPLACEMENT CHARACTER}"
