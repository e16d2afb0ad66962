"""How many counsellors a number of calls needs: Erlang C; pure.

It assumes that nobody hangs up while waiting, so it asks for rather too many (A. K. Erlang, 1917;
the usual form of call centres). Whoever shows its figure says so.
"""

from collections.abc import Iterator
from itertools import islice
from math import ceil, exp
from typing import Final

FEWEST: Final = 2
"""Never one alone: somebody must be able to go to the toilet."""
SHARE, WITHIN_SECONDS = 0.9, 15.0
"""The target: nine of ten answered within fifteen seconds (NENA-STA-020.1-2020)."""
HANDLE_SECONDS: Final = 200.0
"""Talk and work after it, of the mean call: an assumption (load_model.json), no measurement."""
MOST: Final = 5000
"""More talks at once than any call centre has; beyond it nothing is reckoned."""


def _blocked(load: float) -> Iterator[float]:
    """The share that finds no seat free if nobody waits (Erlang B), of 1, 2, 3 … seats."""
    blocked, seats = 1.0, 0
    while True:
        seats += 1
        blocked = load * blocked / (seats + load * blocked)
        yield blocked


def _waits(load: float, seats: int, blocked: float) -> float:
    return 1.0 if seats <= load else seats * blocked / (seats - load * (1 - blocked))


def _answered(load: float, seats: int, blocked: float, patience: float) -> float:
    if seats <= load:
        return 0.0
    return 1 - _waits(load, seats, blocked) * exp(-(seats - load) * patience)


def wait_probability(load: float, seats: int) -> float:
    """The share of calls that have to wait at all (Erlang C); 1.0 where seats are too few."""
    return _waits(load, seats, next(islice(_blocked(load), seats - 1, None)))


def answered_within(
    calls_an_hour: float, handle_seconds: float, seats: int, within: float
) -> float:
    """The share of calls that is answered within so many seconds."""
    load = calls_an_hour * handle_seconds / 3600
    blocked = next(islice(_blocked(load), seats - 1, None))
    return _answered(load, seats, blocked, within / handle_seconds)


def seats_needed(
    calls_an_hour: float,
    handle_seconds: float = HANDLE_SECONDS,
    *,
    share: float = SHARE,
    within: float = WITHIN_SECONDS,
    fewest: int = FEWEST,
) -> int:
    """The fewest seats that meet the target for so many calls an hour.

    From MOST on, as many as there are talks at once.
    """
    load = calls_an_hour * handle_seconds / 3600
    if load >= MOST:
        return ceil(load)
    enough = (
        seats
        for seats, blocked in enumerate(_blocked(load), 1)
        if seats >= fewest and _answered(load, seats, blocked, within / handle_seconds) >= share
    )
    return next(enough)
