"""How many beds of a centre are free, and which one a child gets; pure: reads and writes nothing.

Unknown seats stay unknown, never zero. A centre with houses has named beds; one without has one
number, or none that anybody has told us.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

SUITS: Final = {"girl": ("girls", "both"), "boy": ("boys", "both")}
"""The houses for a child of this sex; for any other or unknown sex a person chooses among all."""


def suits(takes: str | None, sex: str | None) -> bool:
    """Whether a house or centre for `takes` (girls, boys, both, None) may take a child of `sex`.

    What nobody has told us bars nobody: the centre itself must know.
    """
    if takes not in ("girls", "boys"):
        return True
    return sex not in SUITS or takes in SUITS[sex]


@dataclass(frozen=True, slots=True)
class HouseBeds:
    """One house: for whom it is, how many beds are in use, how many of them are taken."""

    takes: str
    beds: int
    taken: int = 0

    @property
    def free(self) -> int:
        """Beds nobody is in and none is kept."""
        return max(0, self.beds - self.taken)


@dataclass(frozen=True, slots=True)
class Beds:
    """The beds of one centre, counted for those whom it takes in (boys, girls, both, unknown).

    `seats`: as declared, and never more than the beds in use where they are named; None is what
    nobody has told us. `extra` is what a supervisor allows beyond them, with a reason.
    """

    seats: int | None
    held: int = 0
    stays: int = 0
    gender: str | None = None
    extra: int = 0
    houses: tuple[HouseBeds, ...] = ()

    @property
    def taken(self) -> int:
        """Beds with a child in them or kept for one."""
        return self.held + self.stays

    @property
    def limit(self) -> int | None:
        """How many children there may be: seats and what is allowed beyond; None when unknown."""
        return None if self.seats is None else self.seats + self.extra

    @property
    def free(self) -> int | None:
        """The limit minus stays minus holds, never below 0; None when the seats are unknown."""
        return None if self.limit is None else max(0, self.limit - self.taken)

    @property
    def over(self) -> int:
        """By how many the children present and expected pass the limit; 0 when it is unknown."""
        return 0 if self.limit is None else max(0, self.taken - self.limit)

    def free_for(self, sex: str | None) -> int | None:
        """How many of the free places are for a child of this sex: girl, boy, other, unknown, None.

        A place allowed beyond the seats is in no house, so it is for anybody the centre takes.
        """
        if not suits(self.gender, sex):
            return 0
        if self.free is None or not self.houses:
            return self.free
        beds = sum(house.free for house in self.houses if suits(house.takes, sex))
        return min(self.free, beds + min(self.extra, self.free))

    def has_room_for(self, sex: str | None) -> bool:
        """Whether one more child of this sex may be held; of unknown seats the centre must know."""
        return self.free_for(sex) != 0


@dataclass(frozen=True, slots=True)
class FreeBed:
    """A bed nobody is in, in use and not kept, and the house it stands in. Ages in years."""

    id: UUID
    takes: str
    house: str
    label: str
    age_from: int | None = None
    age_to: int | None = None

    def suits_age(self, age: int | None) -> bool:
        """Whether the house is for this age; an unknown age or range bars nobody."""
        if age is None:
            return True
        return (self.age_from is None or self.age_from <= age) and (
            self.age_to is None or age <= self.age_to
        )


def choose(beds: Iterable[FreeBed], sex: str | None, age: int | None) -> FreeBed | None:
    """The bed to keep where nobody chose one; None when no house takes a child of this sex.

    The age counts first, since small children sleep apart; then the house for that sex alone, so
    that the others stay free. A child of unknown sex goes to a house for both if there is one.
    """

    def order(bed: FreeBed) -> tuple[bool, bool, str, str]:
        shared = bed.takes == "both"
        return not bed.suits_age(age), shared == (sex in SUITS), bed.house, bed.label

    return min((bed for bed in beds if suits(bed.takes, sex)), key=order, default=None)
