"""What an attempt to find a child's family may say; pure, it knows no table and no clock.

What is unknown stays unknown: an attempt without an answer is none that found nobody.
"""

from enum import StrEnum
from typing import Final


class Way(StrEnum):
    """How somebody looked."""

    VISIT = "visit"
    PHONE = "phone"
    WITH_CHILD = "with_child"  # going with the child where it knows its way
    LOCAL_LEADER = "local_leader"
    POLICE = "police"
    RECORDS = "records"  # registers of births, schools, hospitals
    ANNOUNCEMENT = "announcement"
    OTHER_CENTRE = "other_centre"
    OTHER = "other"


class Result(StrEnum):
    """What came of it."""

    LEAD = "lead"  # somebody or some place to look next
    FOUND = "found"  # the family, a person of the child's record
    REFUSED = "refused"  # the family does not take the child
    NOT_FOUND = "not_found"
    NO_ANSWER = "no_answer"  # nothing is known yet


NEEDS_PERSON: Final = (Result.FOUND,)
NO_PERSON: Final = (Result.NOT_FOUND, Result.NO_ANSWER)
NEEDS_WORDS: Final = (Result.LEAD, Result.REFUSED)


def lacks(result: Result, *, person: bool, words: bool) -> tuple[str, str] | None:
    """The field that does not fit the result, with a sentence; None when all does."""
    if result in NEEDS_PERSON and not person:
        return "person", "Name who was found: a person of the child's record."
    if result in NO_PERSON and person:
        return "person", "Nobody was found: there is no person to name."
    if result in NEEDS_WORDS and not words:
        return "words", "Say what the lead is, or what was said."
    return None
