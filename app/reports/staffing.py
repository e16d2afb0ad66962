"""How many counsellors a number of calls needs: Erlang C; pure.

It assumes that nobody hangs up while waiting, so it asks for rather too many (A. K. Erlang, 1917;
the usual form of call centres). Whoever shows its figure says so.
"""

from math import ceil, exp
from typing import Final

FEWEST: Final = 2
"""Never one alone: somebody must be able to go to the toilet."""
SHARE, WITHIN_SECONDS = 0.9, 15.0
"""The target: nine of ten answered within fifteen seconds (NENA-STA-020.1-2020)."""
HANDLE_SECONDS: Final = 200.0
"""Talk and work after it, of the mean call: an assumption (load_model.json), no measurement."""
MOST: Final = 5000


def wait_probability(load: float, seats: int) -> float:
    """The share of calls that have to wait at all (Erlang C); 1.0 where seats are too few."""
    if seats <= load:
        return 1.0
    blocked = 1.0
    for seat in range(1, seats + 1):  # Erlang B, seat by seat
        blocked = load * blocked / (seat + load * blocked)
    return seats * blocked / (seats - load * (1 - blocked))


def answered_within(
    calls_an_hour: float, handle_seconds: float, seats: int, within: float
) -> float:
    """The share of calls that is answered within so many seconds."""
    load = calls_an_hour * handle_seconds / 3600
    if load == 0:
        return 1.0
    if seats <= load:
        return 0.0
    waits = wait_probability(load, seats)
    return 1 - waits * exp(-(seats - load) * within / handle_seconds)


def seats_needed(
    calls_an_hour: float,
    handle_seconds: float = HANDLE_SECONDS,
    *,
    share: float = SHARE,
    within: float = WITHIN_SECONDS,
    fewest: int = FEWEST,
) -> int:
    """The fewest seats that meet the target for so many calls an hour."""
    seats = max(fewest, ceil(calls_an_hour * handle_seconds / 3600))
    while answered_within(calls_an_hour, handle_seconds, seats, within) < share and seats < MOST:
        seats += 1
    return seats
