"""Agencies that may have a part in a hand-off: which posts answer for each, and how; pure.

One dispatch of an incident leads: whoever takes it stands next to the child. Each agency that has a
part beside it is asked by a dispatch of its own. Marked for review by the Department.
Sources: Children Act 2013 (sections 5, 6, 13, 14, 52 to 55), Child Marriage Restraint Act 2017.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.directory.states import PostKind


class Agency(StrEnum):
    """Who has a part of its own beside the one who goes to the child."""

    POLICE = "police"  # the child desk of the thana
    PROBATION = "probation"  # the probation officer
    HOSPITAL = "hospital"  # a one-stop crisis centre or cell
    LEGAL_AID = "legal_aid"
    UNO = "uno"  # the upazila's executive officer, with the mobile court
    PARTNER = "partner"  # a partner organisation
    SCHOOL = "school"  # the education officer


@dataclass(frozen=True, slots=True)
class Part:
    """How an agency is asked. `goes`: its people set out; the others do their part where they are.

    `at_most` is the most urgent it is ever asked as: who need not come tonight is not woken.
    """

    post: PostKind
    goes: bool
    at_most: str = "P1"


PARTS: Final[Mapping[Agency, Part]] = {
    Agency.POLICE: Part(PostKind.POLICE_CHILD_DESK, goes=True),
    Agency.PROBATION: Part(PostKind.PROBATION_OFFICER, goes=True),
    Agency.HOSPITAL: Part(PostKind.ONE_STOP_CRISIS_CENTRE, goes=False),
    Agency.LEGAL_AID: Part(PostKind.LEGAL_AID_OFFICER, goes=False, at_most="P3"),
    Agency.UNO: Part(PostKind.UPAZILA_NIRBAHI_OFFICER, goes=True),
    Agency.PARTNER: Part(PostKind.PARTNER_ORGANISATION, goes=True),
    Agency.SCHOOL: Part(PostKind.EDUCATION_OFFICER, goes=False, at_most="P3"),
}


def urgency_for(agency: Agency, urgency: str) -> str:
    """As how urgent the agency is asked, when its incident is as urgent as `urgency`."""
    return max(urgency, PARTS[agency].at_most)


def goes(agency: Agency | None) -> bool:
    """Whether who accepts sets out and arrives; the one who leads always does."""
    return agency is None or PARTS[agency].goes
