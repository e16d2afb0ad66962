"""How many beds are free, as a table; which moves a held bed has."""

import pytest

from app.core.moves import IllegalMove, advance
from app.residence.beds import Beds
from app.residence.states import MOVES, HoldState


@pytest.mark.parametrize(
    ("seats", "held", "stays", "free", "has_room"),
    [
        (2, 0, 0, 2, True),
        (2, 1, 0, 1, True),
        (2, 1, 1, 0, False),
        (2, 0, 3, 0, False),  # a child at the door is never sent away: more stays than seats
        (0, 0, 0, 0, False),
        (None, 0, 0, None, True),
        (None, 40, 9, None, True),
    ],
)
def test_a_bed_is_free_when_nobody_is_in_it_or_expected(
    seats: int | None, held: int, stays: int, free: int | None, has_room: bool
) -> None:
    beds = Beds(seats, held, stays)
    assert (beds.free, beds.has_room_for(None), beds.taken) == (free, has_room, held + stays)


@pytest.mark.parametrize("over", [HoldState.ARRIVED, HoldState.RELEASED, HoldState.RAN_OUT])
@pytest.mark.parametrize("verb", ["arrive", "release", "run_out"])
def test_a_bed_that_is_given_up_stays_so(over: HoldState, verb: str) -> None:
    assert advance(MOVES, HoldState.HELD, verb, "bed")
    with pytest.raises(IllegalMove):
        advance(MOVES, over, verb, "bed")
