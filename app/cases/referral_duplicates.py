"""Whether a child has a service elsewhere already, and how little of that is told; pure.

Partners asked for an end to repeated services (the Cox's Bazar meeting): whoever refers a child is
warned. A warning is no bar, and tells no more than is needed to ask the right people.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from app.core.clock import DHAKA

QUIET: Final = frozenset({"health", "psychosocial", "legal_aid"})
"""Services of which it is not said who gives them, to whoever works with another case: that a child
goes there tells much."""


@dataclass(frozen=True, slots=True)
class Receives:
    """A child has a service, or is being referred to one: in which case, from whom, since when.

    `certain`: it is this child, by its record or a confirmed merge; otherwise a likely same one.
    """

    kind: str
    organisation_id: UUID | None
    case_id: UUID | None
    since: datetime
    certain: bool = True
    asked_only: bool = False


@dataclass(frozen=True, slots=True)
class Warned:
    """What is told of it: None is not told."""

    kind: str
    certain: bool
    asked_only: bool
    own_case: bool
    organisation_id: UUID | None
    since: date | None


def warnings(kind: str, case_id: UUID, found: Iterable[Receives]) -> list[Warned]:
    """What whoever works with this case is told of the child's other services of this kind.

    Of one's own case all is told. Of another one with certainty who gives it, unless the service
    is a quiet one. Of a child that only may be the same: that there is one, once, and no more.
    """
    made: dict[Warned, None] = {}
    for one in sorted(found, key=lambda each: (not each.certain, each.since)):
        if one.kind == kind:
            made[_warned(one, case_id)] = None
    return list(made)


def _warned(one: Receives, case_id: UUID) -> Warned:
    own = one.case_id == case_id
    if not one.certain:
        return Warned(one.kind, False, False, False, None, None)
    if own or one.kind not in QUIET:
        return Warned(one.kind, True, one.asked_only, own, one.organisation_id, _day(one))
    return Warned(one.kind, True, one.asked_only, False, None, None)


def _day(one: Receives) -> date:
    return one.since.astimezone(DHAKA).date()
