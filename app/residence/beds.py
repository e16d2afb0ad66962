"""How many beds of a centre are free; a pure rule: reads and writes nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Beds:
    """The beds of one centre, counted for those whom it takes in (boys, girls, both, unknown).

    The directory tells one number a centre; None is what nobody has told us.
    """

    seats: int | None
    held: int = 0
    stays: int = 0
    gender: str | None = None

    @property
    def taken(self) -> int:
        """Beds with a child in them or kept for one."""
        return self.held + self.stays

    @property
    def free(self) -> int | None:
        """Seats minus stays minus holds, never below 0; None when the seats are unknown."""
        return None if self.seats is None else max(0, self.seats - self.taken)

    @property
    def has_room(self) -> bool:
        """Whether one more may be held: where the seats are unknown the centre itself must know."""
        return self.free is None or self.free > 0
