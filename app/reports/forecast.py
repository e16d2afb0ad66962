"""How many calls an hour to expect: usual for its weekday and hour, raised by events; pure.

An hour of which nothing is known has no number: unknown is not none. What an event adds is told
beside it, so that whoever plans sees why. Hours are Dhaka's, without an offset.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

WEEKS: Final = 8
"""So many same weekdays back; of five and more the highest and the lowest are left out."""
TRIMMED_FROM: Final = 5
HOUR: Final = timedelta(hours=1)
Slot = tuple[int, int]
"""Weekday (Monday is 0) and hour."""


@dataclass(frozen=True)
class Effect:
    """Calls that come for each thousand reached: on the day itself, the next day, and so on."""

    per_thousand: tuple[float, ...]


EFFECTS: Final[Mapping[str, Effect]] = {
    "school_visit": Effect((2.0, 1.5, 1.0, 0.5)),
    "community_meeting": Effect((3.0, 2.0, 1.0, 0.5)),
    "rally": Effect((1.0, 0.5)),
    "film_show": Effect((1.0, 0.5)),
    "competition": Effect((0.5, 0.5)),
    "day_observed": Effect((1.0, 0.5)),
    "leaflets": Effect((0.2, 0.2, 0.2, 0.1, 0.1, 0.1, 0.1)),
    "media_campaign": Effect((0.1, 0.08, 0.05, 0.03, 0.02, 0.01, 0.01)),
    "recreation": Effect((0.0,)),
}
"""Ours, without a measurement behind it: no published figure was found. To be set by what comes."""


@dataclass(frozen=True)
class Usual:
    """What is usual for a weekday and hour, and of how many weeks we know that."""

    calls: float
    weeks: int


@dataclass(frozen=True)
class Happening:
    """An event: `people` are those reached, else those expected; None: nobody has said.

    Of an event of a wider area they are the part of the place that is asked about.
    """

    id: str
    kind: str
    begins: datetime
    last_day: date
    people: float | None
    counted: bool


@dataclass(frozen=True)
class Raised:
    """So many calls more by one event, `day` days after it (0: while it lasts)."""

    event: str
    kind: str
    day: int
    calls: float


@dataclass(frozen=True)
class Hour:
    """An hour to come. `usual` None: nothing is known of it, so `calls` is None as well.

    `silent` are events whose effect can't be told, since nobody knows how many they reach.
    """

    begins: datetime
    usual: Usual | None
    raised: tuple[Raised, ...] = ()
    silent: tuple[str, ...] = field(default=())

    @property
    def calls(self) -> float | None:
        """Calls to be expected; None where nothing is known."""
        if self.usual is None:
            return None
        return self.usual.calls + sum(one.calls for one in self.raised)


def usual(
    counts: Mapping[datetime, int], since: datetime | None, now: datetime
) -> dict[Slot, Usual]:
    """By weekday and hour the mean of the last weeks; an hour without a call counts as none.

    `since`: the first call ever. Hours that are not over, or before it, are not known.
    """
    if since is None:
        return {}
    at = max(_whole(since) + HOUR, _whole(now) - timedelta(weeks=WEEKS))
    found: dict[Slot, list[int]] = {}
    while at + HOUR <= now:
        found.setdefault((at.weekday(), at.hour), []).append(counts.get(at, 0))
        at += HOUR
    return {slot: Usual(_trimmed(values), len(values)) for slot, values in found.items()}


def _whole(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _trimmed(values: Sequence[int]) -> float:
    kept = sorted(values)[1:-1] if len(values) >= TRIMMED_FROM else values
    return sum(kept) / len(kept)


def forecast(
    begins: datetime, hours: int, known: Mapping[Slot, Usual], events: Iterable[Happening]
) -> list[Hour]:
    """So many hours from `begins` on."""
    listed = list(events)
    made = []
    for number in range(hours):
        at = _whole(begins) + number * HOUR
        concerned = [(one, day) for one in listed if (day := _day_after(one, at)) is not None]
        made.append(
            Hour(
                at,
                known.get((at.weekday(), at.hour)),
                tuple(
                    Raised(one.id, one.kind, day, _more(one, day, at, known))
                    for one, day in concerned
                    if one.people is not None and _share(one, day) > 0
                ),
                tuple(one.id for one, day in concerned if one.people is None),
            )
        )
    return made


def _day_after(one: Happening, at: datetime) -> int | None:
    """How many days after the event this hour is, 0 while it lasts; None outside of its effect."""
    if at + HOUR <= one.begins:
        return None
    day = max(0, (at.date() - one.last_day).days)
    return day if day < len(EFFECTS[one.kind].per_thousand) else None


def _share(one: Happening, day: int) -> float:
    return EFFECTS[one.kind].per_thousand[day]


def _more(one: Happening, day: int, at: datetime, known: Mapping[Slot, Usual]) -> float:
    """The calls of that day, spread over its hours as calls of such a day usually are.

    An event of several days reaches its people over all of them.
    """
    assert one.people is not None
    lasts = (one.last_day - one.begins.date()).days + 1
    of_day = one.people / 1000 * _share(one, day) / (lasts if day == 0 else 1)
    whole = sum(known[slot].calls for hour in range(24) if (slot := (at.weekday(), hour)) in known)
    here = known.get((at.weekday(), at.hour))
    return of_day * (here.calls / whole if here is not None and whole > 0 else 1 / 24)
