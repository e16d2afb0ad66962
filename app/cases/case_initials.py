"""The initials of children, for the lists of those who work on their cases; never a whole name.

Whoever may read a list knows a child by its number; whose work it is knows it by its initials, too.
"""

import unicodedata
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_access import own_children
from app.cases.people_access import ChildReason, some_for_system
from app.cases.people_record import names_of

MOST: Final = 3
"""As many letters as stand for one name."""


async def initial_rows(session: AsyncSession, staff_id: UUID) -> list[dict[str, Any]]:
    """The children of one's own open cases by case, with the initials of whoever was named."""
    children = await own_children(session, staff_id)
    found = await some_for_system(session, set(children.values()), ChildReason.SCREEN)
    names = await names_of(session, list(found.values()))
    return [
        {"case_id": str(case_id), "initials": letters}
        for case_id, letters in _by_case(children, names).items()
    ]


def _by_case(children: Mapping[UUID, UUID], names: Mapping[UUID, str]) -> dict[UUID, str]:
    told = {case_id: initials(names.get(child_id, "")) for case_id, child_id in children.items()}
    return {case_id: letters for case_id, letters in told.items() if letters}


def initials(name: str) -> str:
    """`রহিমা বেগম` is `র. ব.`, `Rahima Begum` is `R. B.`; nothing of a name without letters."""
    words = [first for word in name.split() if (first := _first_letter(word))]
    return " ".join(f"{letter}." for letter in words[:MOST])


def _first_letter(word: str) -> str:
    """The first letter as it stands in NFC, without the signs that hang on it."""
    for sign in unicodedata.normalize("NFC", word):
        if unicodedata.category(sign).startswith("L"):
            return sign.upper()
    return ""
