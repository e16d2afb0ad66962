"""Who was where, counted: tables of single rules, and what holds for whatever was noted."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.residence import street_rules as rules
from app.residence.street_rules import Crowd, Figures, Mark, Told, Visit

DAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 6, tzinfo=UTC)
"""In Dhaka it is noon."""


def nth(number: int) -> UUID:
    return UUID(int=number)


def hour(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("at", "sleeps", "day"),
    [
        ("2026-11-24T06:00:00+06:00", False, date(2026, 11, 24)),
        ("2026-11-24T23:59:59+06:00", False, date(2026, 11, 24)),
        ("2026-11-24T00:00:00+06:00", False, date(2026, 11, 24)),
        ("2026-11-24T20:00:00+06:00", True, date(2026, 11, 24)),
        ("2026-11-25T03:00:00+06:00", True, date(2026, 11, 24)),  # the same night
        ("2026-11-25T11:59:59+06:00", True, date(2026, 11, 24)),
        ("2026-11-25T12:00:00+06:00", True, date(2026, 11, 25)),
        ("2026-11-24T18:30:00+00:00", False, date(2026, 11, 25)),  # it is tomorrow in Dhaka
    ],
)
def test_a_day_is_dhakas_and_a_night_is_of_its_evening(at: str, sleeps: bool, day: date) -> None:
    moment = datetime.fromisoformat(at)
    assert rules.day_of(moment, sleeps=sleeps) == day
    begins, ends = rules.span_of(day, sleeps=sleeps)
    assert begins <= moment < ends


def test_a_roll_is_of_today_or_up_to_a_year_ago() -> None:
    first, last = rules.days_allowed(NOON, sleeps=False)
    assert (first, last) == (date(2025, 11, 23), DAY)
    _, last = rules.days_allowed(NOON - timedelta(seconds=1), sleeps=True)
    assert last == DAY - timedelta(days=1)


SEEN = Mark(nth(1), nth(50), hour(8))


@pytest.mark.parametrize(
    ("marks", "visit"),
    [
        ([], Visit()),
        ([SEEN], Visit(True, None, None, frozenset({nth(50)}))),
        ([SEEN, SEEN], Visit(True, None, None, frozenset({nth(50)}))),
        (
            [SEEN, Mark(nth(2), nth(51), hour(9), came=hour(7))],
            Visit(True, hour(7), None, frozenset({nth(50), nth(51)})),
        ),
        ([SEEN, Mark(nth(2), nth(51), hour(9), seen=False)], Visit()),
        (  # it was here after all
            [SEEN, Mark(nth(2), nth(51), hour(9), seen=False), Mark(nth(3), nth(52), hour(10))],
            Visit(True, None, None, frozenset({nth(52)})),
        ),
        (  # a correction says what is not known any more, too
            [
                Mark(nth(1), nth(50), hour(8), came=hour(7), left=hour(9)),
                Mark(nth(2), nth(50), hour(9), came=hour(6), corrects=True),
            ],
            Visit(True, hour(6), None, frozenset({nth(50)})),
        ),
        (  # both can't be true: what was said later is
            [
                Mark(nth(1), nth(50), hour(8), left=hour(7)),
                Mark(nth(2), nth(51), hour(9), came=hour(8)),
            ],
            Visit(True, hour(8), None, frozenset({nth(50), nth(51)})),
        ),
        (
            [
                Mark(nth(1), nth(50), hour(8), came=hour(7)),
                Mark(nth(2), nth(51), hour(9), left=hour(6)),
            ],
            Visit(True, None, hour(6), frozenset({nth(50), nth(51)})),
        ),
    ],
)
def test_a_visit_is_what_all_notes_come_to(marks: list[Mark], visit: Visit) -> None:
    assert rules.visit_of(marks) == visit
    assert rules.visit_of(reversed(marks)) == visit


def _hour(hours: float | None) -> datetime | None:
    return None if hours is None else hour(hours)


def there(came: float | None = None, left: float | None = None) -> Visit:
    return Visit(True, _hour(came), _hour(left))


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        (there(), there(), True),  # nobody has ended either
        (there(), Visit(), False),
        (there(8), there(9), True),
        (there(8, 10), there(10), False),  # it went over
        (there(8, 10), there(9), True),
        (there(8, 10), there(9, 11), True),
        (there(8, 10), there(11, 12), False),
        (there(None, 10), there(9), False),  # nobody knows when it came: nothing is held against it
        (there(8), there(9, 10), True),  # it has not left the first
        (there(8), there(None, 10), False),
    ],
)
def test_a_child_is_in_one_shelter_at_a_time_as_far_as_is_known(
    one: Visit, other: Visit, clash: bool
) -> None:
    assert rules.at_once(one, other) is clash
    assert rules.at_once(other, one) is clash


def test_the_last_word_of_each_on_the_unnamed_counts() -> None:
    told = [
        Told(nth(1), nth(50), hour(2), 3),
        Told(nth(2), nth(50), hour(1), 9),
        Told(nth(3), nth(51), hour(1), 0),
    ]
    assert rules.last_words(told) == {nth(50): 3, nth(51): 0}


A, B, C = nth(1), nth(2), nth(3)
ANA, BELA = nth(50), nth(51)


@pytest.mark.parametrize(
    ("noted_by", "unnamed", "named", "least", "most"),
    [
        ({}, {}, 0, 0, 0),
        ({}, {ANA: 4}, 0, 4, 4),
        ({A: {ANA}, B: {ANA}}, {}, 2, 2, 2),
        ({A: {ANA}, B: {ANA}}, {ANA: 3}, 2, 5, 5),
        ({A: {ANA}, B: {ANA, BELA}, C: {BELA}}, {ANA: 1}, 3, 3, 4),  # may have been C
        ({A: {ANA}}, {ANA: 2, BELA: 2}, 1, 3, 5),  # both may have counted the same two
        ({A: {ANA}, B: {ANA}}, {BELA: 5}, 2, 5, 7),
        ({A: {ANA}}, {ANA: 0}, 1, 1, 1),
    ],
)
def test_two_who_count_at_one_place_are_not_added_up(
    noted_by: dict[UUID, set[UUID]], unnamed: dict[UUID, int], named: int, least: int, most: int
) -> None:
    found = rules.crowd(nth(9), DAY, noted_by, unnamed)
    assert (len(found.named), found.least, found.most) == (named, least, most)


def at(day: int, named: set[UUID], least: int, most: int, site: int = 9) -> Crowd:
    return Crowd(nth(site), DAY + timedelta(days=day), frozenset(named), least, most)


@pytest.mark.parametrize(
    ("crowds", "told"),
    [
        ([], Figures()),
        ([at(0, {A, B}, 2, 2)], Figures(2, 2, 2, 2, 2, 2)),
        ([at(0, {A, B}, 2, 2), at(1, {A, B}, 2, 2)], Figures(2, 2, 2, 4, 4, 4)),
        ([at(0, {A}, 1, 1), at(0, {A}, 1, 1, site=8)], Figures(1, 1, 1, 2, 2, 2)),
        # of those without a name nobody knows whether they are the same next day
        ([at(0, set(), 5, 5), at(1, set(), 4, 4)], Figures(0, 5, 9, 0, 9, 9)),
        ([at(0, {A}, 3, 3), at(1, {B}, 1, 1)], Figures(2, 3, 4, 2, 4, 4)),
    ],
)
def test_children_and_visits_are_two_figures(crowds: list[Crowd], told: Figures) -> None:
    assert rules.figures(crowds) == told


@pytest.mark.parametrize(
    ("least", "capacity", "by"), [(5, None, None), (5, 5, 0), (6, 5, 1), (0, 0, 0), (3, 8, 0)]
)
def test_an_unknown_capacity_is_no_nought(least: int, capacity: int | None, by: int | None) -> None:
    assert rules.over(least, capacity) == by


# -- whatever was noted ------------------------------------------------------------------------

CHILDREN, STAFF, DAYS, SITES = range(1, 6), range(50, 53), range(3), (8, 9)
MOMENTS = st.integers(0, 40)


def _in_order(times: tuple[int | None, int | None]) -> bool:
    came, left = times
    return came is None or left is None or came < left


NOTES = st.lists(
    st.tuples(
        st.sampled_from(SITES),
        st.sampled_from(DAYS),
        st.sampled_from(CHILDREN),
        st.sampled_from(STAFF),
        MOMENTS,
        st.booleans(),
        st.tuples(st.none() | MOMENTS, st.none() | MOMENTS).filter(_in_order),
    ),
    max_size=25,
)
COUNTS = st.lists(
    st.tuples(
        st.sampled_from(SITES),
        st.sampled_from(DAYS),
        st.sampled_from(STAFF),
        MOMENTS,
        st.integers(0, 6),
    ),
    max_size=8,
)
MERGED = st.dictionaries(st.sampled_from(CHILDREN[3:]), st.sampled_from(CHILDREN[:3]))
Roll = tuple[list[tuple[int, int, int, Mark]], list[tuple[int, int, Told]]]


def rolled(notes: list[Any], counts: list[Any]) -> Roll:
    marks = [
        (
            site,
            day,
            child,
            Mark(nth(1000 + no), nth(by), hour(made), seen, _hour(came), _hour(left)),
        )
        for no, (site, day, child, by, made, seen, (came, left)) in enumerate(notes)
    ]
    told = [
        (site, day, Told(nth(5000 + no), nth(by), hour(made), unnamed))
        for no, (site, day, by, made, unnamed) in enumerate(counts)
    ]
    return marks, told


def crowds(roll: Roll, merged: dict[int, int]) -> list[Crowd]:
    """What is counted of a roll, as the database does it: visit by visit, then place by place."""
    marks, told = roll
    made = []
    for site in SITES:
        for day in DAYS:
            noted: dict[UUID, set[UUID]] = {}
            for child in CHILDREN:
                own = [one for *where, one in marks if where == [site, day, child]]
                visit = rules.visit_of(own)
                if visit.present:
                    noted.setdefault(nth(merged.get(child, child)), set()).update(visit.noted_by)
            words = rules.last_words(one for *where, one in told if where == [site, day])
            made.append(rules.crowd(nth(site), DAY + timedelta(days=day), noted, words))
    return made


@given(NOTES, COUNTS, MERGED, st.randoms(use_true_random=False))
def test_order_and_repetition_change_no_figure(
    notes: list[Any], counts: list[Any], merged: dict[int, int], chance: Any
) -> None:
    marks, told = rolled(notes, counts)
    once = crowds((marks, told), merged)
    again, more = marks * 2, told * 2
    chance.shuffle(again)
    chance.shuffle(more)
    assert crowds((again, more), merged) == once


@given(NOTES, COUNTS, MERGED)
def test_there_are_never_more_children_than_visits(
    notes: list[Any], counts: list[Any], merged: dict[int, int]
) -> None:
    places = crowds(rolled(notes, counts), merged)
    told = rules.figures(places)
    assert told.named <= told.named_visits
    assert told.children_least <= told.children_most
    assert told.visits_least <= told.visits_most
    assert told.children_least <= told.visits_least
    assert told.children_most <= told.visits_most
    assert told.named <= told.children_least
    for one in places:
        assert len(one.named) <= one.least <= one.most


@given(NOTES, COUNTS, MERGED)
def test_a_merge_makes_no_child_more_and_undone_it_is_as_before(
    notes: list[Any], counts: list[Any], merged: dict[int, int]
) -> None:
    roll = rolled(notes, counts)
    apart, together = (rules.figures(crowds(roll, known)) for known in ({}, merged))
    assert together.named <= apart.named
    assert together.children_most <= apart.children_most
    assert rules.figures(crowds(roll, {})) == apart


@given(NOTES, COUNTS)
def test_a_visit_never_ends_before_it_begins(notes: list[Any], counts: list[Any]) -> None:
    marks, _ = rolled(notes, counts)
    for child in CHILDREN:
        visit = rules.visit_of(one for *_, who, one in marks if who == child)
        assert visit.came is None or visit.left is None or visit.came < visit.left
