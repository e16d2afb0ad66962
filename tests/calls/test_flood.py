"""One number that rings 50 times a second, played second by second with the rules alone.

No database: the score, the share of a number and the choice of the longest waiting one are those of
queue.py; the counsellors talk for as long as people do.
"""

import random
from bisect import insort
from collections import Counter
from dataclasses import dataclass, field

import pytest

from app.calls.queue import Known, head_start, head_starts, may_ring_further

STEP = 0.1
FLOOD_SECONDS = 60
FLOODER = 0


@dataclass
class Ring:
    at: float
    number: int
    talks: float
    head_start: int = 0
    taken_at: float | None = None


@dataclass
class Room:
    """So many counsellors, who waits and who talks until when with which number."""

    counsellors: int
    waiting: list[Ring] = field(default_factory=list)
    talking: list[tuple[float, Ring]] = field(default_factory=list)
    live: Counter[int] = field(default_factory=Counter)
    held: Counter[int] = field(default_factory=Counter)

    def rings(self, call: Ring) -> None:
        ahead = self.live[call.number]
        call.head_start = head_start(head_starts(Known(earlier_live=ahead)))
        self.live[call.number] += 1
        insort(self.waiting, call, key=lambda one: one.at - one.head_start)

    def look(self, now: float) -> None:
        for until, one in list(self.talking):
            if until <= now:
                self.talking.remove((until, one))
                self.live[one.number] -= 1
                self.held[one.number] -= 1
        for one in list(self.waiting):
            free = self.counsellors - len(self.talking)
            if not free:
                return
            if may_ring_further(self.held[one.number], free, self.live[one.number]):
                self.waiting.remove(one)
                self.held[one.number] += 1
                one.taken_at = now
                self.talking.append((now + one.talks, one))


def others(dice: random.Random) -> list[Ring]:
    """Callers of a number of their own each, who talk for half a minute: 12 of 20 at a time."""
    return [Ring(dice.uniform(0, 90), n, dice.uniform(10, 50)) for n in range(1, 37)]


def play(calls: list[Ring], counsellors: int) -> None:
    room, rest = Room(counsellors), sorted(calls, key=lambda one: one.at)
    for tick in range(int(180 / STEP)):
        now = tick * STEP
        while rest and rest[0].at <= now:
            room.rings(rest.pop(0))
        room.look(now)


def waits(calls: list[Ring]) -> list[float]:
    found = [one.taken_at - one.at for one in calls if one.taken_at is not None]
    assert len(found) == len(calls), "somebody was never answered"
    return sorted(found)


@pytest.mark.parametrize("seed", range(5))
def test_one_number_that_floods_costs_the_others_less_than_a_second(seed: int) -> None:
    quiet, loud = others(random.Random(seed)), others(random.Random(seed))
    flood = [Ring(n / 50, FLOODER, 20.0) for n in range(50 * FLOOD_SECONDS)]
    play(quiet, 20)
    play(loud + flood, 20)
    for share in (0.5, 0.95, 1.0):
        at = int(share * len(quiet)) - 1
        assert waits(loud)[at] <= waits(quiet)[at] + 1.0


def test_the_number_that_floods_is_answered_again_and_again() -> None:
    flood = [Ring(n / 50, FLOODER, 20.0) for n in range(50 * FLOOD_SECONDS)]
    play(others(random.Random(1)) + flood, 20)
    assert sum(one.taken_at is not None for one in flood) >= 180 / 20 - 1
