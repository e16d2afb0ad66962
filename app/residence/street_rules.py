"""Who was where on which day, counted: children and visits are two figures; pure, no framework.

Notes of a roll come late, twice and in any order, from several telephones. Whatever is computed
here is computed from the set of them, so that order and repetition say nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from app.core.clock import DHAKA

NIGHT_TURNS: Final = timedelta(hours=12)
"""A night has the date of its evening and ends at noon: as a night's count of beds does."""
OLDEST_DAYS: Final = 366
"""A roll on paper may be written down so many days later; what is older is a slip of the pen."""
MOST_UNNAMED: Final = 2000
"""More at one place on one day is a slip of the pen."""


def day_of(at: datetime, *, sleeps: bool) -> date:
    """The day in Dhaka a moment belongs to; a morning where children sleep is of the day before."""
    local = at.astimezone(DHAKA)
    return (local - NIGHT_TURNS if sleeps else local).date()


def span_of(day: date, *, sleeps: bool) -> tuple[datetime, datetime]:
    """The first moment of a day, and the first after it."""
    begins = datetime.combine(day, time(), DHAKA) + (NIGHT_TURNS if sleeps else timedelta(0))
    return begins, begins + timedelta(days=1)


def days_allowed(now: datetime, *, sleeps: bool) -> tuple[date, date]:
    """The oldest and the latest day of which a roll may tell at this moment."""
    today = day_of(now, sleeps=sleeps)
    return today - timedelta(days=OLDEST_DAYS), today


@dataclass(frozen=True, slots=True)
class Mark:
    """One note that a child was at a site on a day (`seen`), or that it was not after all.

    `at`: when it was noted. `came` and `left` are None where nobody knows. `corrects`: the times
    count as they are said here, unknown ones too.
    """

    id: UUID
    by: UUID
    at: datetime
    seen: bool = True
    came: datetime | None = None
    left: datetime | None = None
    corrects: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """What all notes of one child at one site on one day come to; `noted_by` is who saw it."""

    present: bool = False
    came: datetime | None = None
    left: datetime | None = None
    noted_by: frozenset[UUID] = frozenset()

    @property
    def open(self) -> bool:
        """Whether the child is there and nobody has noted that it left."""
        return self.present and self.left is None


ABSENT: Final = Visit()


def visit_of(marks: Iterable[Mark]) -> Visit:
    """The visit these notes tell of; of two that can't both be true the one made later counts."""
    visit = ABSENT
    for mark in sorted({one.id: one for one in marks}.values(), key=lambda one: (one.at, one.id)):
        visit = _after(visit, mark)
    return visit


def _after(visit: Visit, mark: Mark) -> Visit:
    if not mark.seen:
        return ABSENT
    came, left = mark.came, mark.left
    if not mark.corrects:
        came, left = came or visit.came, left or visit.left
    if came is not None and left is not None and left <= came:
        came, left = (came, None) if mark.left is None else (None, left)
    return Visit(True, came, left, visit.noted_by | {mark.by})


def at_once(one: Visit, other: Visit) -> bool:
    """Whether a child would have been in two places at once, as far as it is known.

    Two visits nobody has ended are. Otherwise both must be known to have begun.
    """
    if not (one.present and other.present):
        return False
    if one.open and other.open:
        return True
    if one.came is None or other.came is None:
        return False
    return (other.left is None or one.came < other.left) and (
        one.left is None or other.came < one.left
    )


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody's word on how many children more were there whom nobody named; `of`: whose."""

    id: UUID
    of: UUID
    at: datetime
    unnamed: int


def last_words(told: Iterable[Told]) -> dict[UUID, int]:
    """The last word of each; a nought stands, so that it is seen that somebody looked."""
    return {one.of: one.unnamed for one in sorted(told, key=lambda one: (one.at, one.id))}


@dataclass(frozen=True, slots=True)
class Crowd:
    """Children at one site on one day: `named` are known one by one.

    `least` and `most`: with those nobody named. Two who each counted may have counted the same.
    """

    site: UUID
    day: date
    named: frozenset[UUID]
    least: int
    most: int


def crowd(
    site: UUID, day: date, noted_by: Mapping[UUID, Collection[UUID]], unnamed: Mapping[UUID, int]
) -> Crowd:
    """The children there: `noted_by` is by child who noted it, `unnamed` whose word says how many.

    Whoever noted children and counted more saw that many at the least; at the most nobody counted
    a child another one named or counted.
    """
    own = {
        who: sum(who in seen for seen in noted_by.values()) + more for who, more in unnamed.items()
    }
    named = frozenset(noted_by)
    least = max([len(named), *own.values()])
    return Crowd(site, day, named, least, len(named) + sum(unnamed.values()))


@dataclass(frozen=True, slots=True)
class Figures:
    """Children and visits of a period: never the same figure, and never added up over sites.

    `named` are different children who are known; `named_visits` are their visits. With those whom
    nobody named there are so many at the least and at the most.
    """

    named: int = 0
    children_least: int = 0
    children_most: int = 0
    named_visits: int = 0
    visits_least: int = 0
    visits_most: int = 0


def figures(crowds: Sequence[Crowd]) -> Figures:
    """Figures of some sites and days; a child at several of them is one child.

    Those without a name on different days or at different sites may be the same children, and may
    be children who are named elsewhere; those of one site on one day are different ones.
    """
    children = frozenset[UUID]().union(*(one.named for one in crowds))
    unnamed = sum(one.most - len(one.named) for one in crowds)
    return Figures(
        named=len(children),
        children_least=max([len(children), *(one.least for one in crowds)]),
        children_most=len(children) + unnamed,
        named_visits=sum(len(one.named) for one in crowds),
        visits_least=sum(one.least for one in crowds),
        visits_most=sum(one.most for one in crowds),
    )


def over(least: int, capacity: int | None) -> int | None:
    """By how many a night is over its capacity; None where nobody has said the capacity."""
    return None if capacity is None else max(0, least - capacity)
