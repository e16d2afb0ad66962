"""What every child who stays is to have, and what of it is still to be given; pure.

Two sets of clothes by season, a school uniform, bedding (the founding page of the Department,
"services"); shoes and what is needed to wash and to learn are ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.residence.care_states import Item

MOST: Final = 20
"""Of one thing at once; more is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a thing a child is to have; `at_school`: only whoever goes to school."""

    count: int
    at_school: bool = False


KIT: Final[Mapping[Item, Share]] = {
    Item.CLOTHES: Share(2),
    Item.SCHOOL_UNIFORM: Share(1, at_school=True),
    Item.MATTRESS: Share(1),
    Item.PILLOW: Share(1),
    Item.PILLOW_COVER: Share(1),
    Item.SHEET: Share(1),
    Item.MOSQUITO_NET: Share(1),
    Item.BLANKET: Share(1),
    Item.SHOES: Share(1),
    Item.HYGIENE_KIT: Share(1),
    Item.SCHOOL_SUPPLIES: Share(1, at_school=True),
}


def lacking(given: Mapping[Item, int], *, at_school: bool) -> dict[Item, int]:
    """What is still to be given, by thing, in the order of the table; nothing below zero."""
    return {
        item: share.count - given.get(item, 0)
        for item, share in KIT.items()
        if (at_school or not share.at_school) and given.get(item, 0) < share.count
    }
