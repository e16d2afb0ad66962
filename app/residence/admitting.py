"""Whether a child may get a bed here, which one, and what is said beside it; pure.

A child at the door is never sent away: a dispatch that arrives passes the seats, marked, and
supervisors are asked why. An admission at the desk passes them only with a reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core.errors import HelplineError
from app.residence.beds import Beds, FreeBed, choose, suits
from app.residence.states import MoreReason


class NoBedFree(HelplineError):
    """Every bed of the centre for this child has a child in it or is kept for one."""

    code = "no_bed_free"


class NoBedHere(HelplineError):
    """The same at the desk, where the child stands: it is taken in with a reason, as in `legal`."""

    code = "no_bed_here"


class BedIsTaken(HelplineError):
    """The bed that was chosen has a child in it, is kept for one, or is out of use."""

    code = "bed_is_taken"


class HouseIsForOthers(HelplineError):
    """The house or centre is for girls or for boys, and this child is none; `takes` says whom.

    `legal` are the ids of those free beds that this child may have.
    """

    code = "house_is_for_others"


class ChildStaysAlready(HelplineError):
    """The child of this ticket is written down as staying somewhere; `legal` says what can be done.

    `here` tells whether it is in this very centre; the other one is named by `centre`.
    """

    code = "child_stays_already"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a child sleeps from now on. `over`: more children than seats. `why`: no bed for it."""

    bed: UUID | None
    over: bool = False
    why: MoreReason | None = None


def may_have(free: Sequence[FreeBed], sex: str | None) -> list[str]:
    """The ids of the free beds a child of this sex may have, as text."""
    return [str(bed.id) for bed in free if suits(bed.takes, sex)]


def bed_chosen(free: Sequence[FreeBed], bed: UUID, sex: str | None) -> FreeBed:
    """The chosen bed, if a child of this sex may have it. Raises HouseIsForOthers, BedIsTaken."""
    chosen = next((one for one in free if one.id == bed), None)
    if chosen is None:
        raise BedIsTaken(
            "That bed is not free any more: choose another one.", legal=may_have(free, sex)
        )
    if not suits(chosen.takes, sex):
        raise HouseIsForOthers(
            f"That house is for {chosen.takes} only.",
            field="bed",
            takes=chosen.takes,
            legal=may_have(free, sex),
        )
    return chosen


def at_the_desk(
    beds: Beds,
    free: Sequence[FreeBed],
    *,
    sex: str | None,
    age: int | None,
    chosen: UUID | None = None,
    why: MoreReason | None = None,
) -> Place:
    """The place of a child who is admitted at the desk.

    Raises HouseIsForOthers, BedIsTaken, and NoBedHere where there is no room and no reason given.
    """
    if not suits(beds.gender, sex):
        raise HouseIsForOthers(
            f"This centre is for {beds.gender} only.", field="sex", takes=beds.gender, legal=[]
        )
    bed = bed_chosen(free, chosen, sex) if chosen else choose(free, sex, age)
    over = beds.limit is not None and beds.taken >= beds.limit
    full = over or not beds.has_room_for(sex)
    if full and why is None:
        raise NoBedHere(
            "There is no bed for this child: say why it is taken in all the same.",
            field="over_reason",
            **figures(beds),
            legal=[reason.value for reason in MoreReason],
        )
    return Place(bed.id if bed else None, over, why if full else None)


def figures(beds: Beds) -> dict[str, Any]:
    """How full a centre is, for somebody who is told that it is."""
    return {"seats": beds.seats, "extra": beds.extra, "held": beds.held, "stays": beds.stays}
