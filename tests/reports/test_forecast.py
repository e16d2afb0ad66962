"""The load forecast: usual calls by weekday and hour, raised by events; pure tables."""

from datetime import date, datetime, timedelta

import pytest

from app.programmes.outreach.states import OutreachKind, reached, uncounted
from app.reports.forecast import EFFECTS, WEEKS, Happening, Usual, forecast, usual

MONDAY = datetime(2026, 11, 30)  # noqa: DTZ001
HOUR = timedelta(hours=1)


def weeks(values: list[int], at: datetime = MONDAY) -> dict[datetime, int]:
    """So many calls at ten o'clock of the last Mondays, the last one first."""
    return {
        at - timedelta(weeks=back) + 10 * HOUR: calls
        for back, calls in enumerate(values, 1)
        if calls
    }


@pytest.mark.parametrize(
    ("values", "calls", "known"),
    [
        ([10], 10.0, 1),
        ([10, 20], 15.0, 2),
        ([10, 0, 20, 10], 10.0, 4),
        ([10, 10, 10, 10, 100], 10.0, 5),
        ([0, 10, 10, 10, 10, 10, 10, 100], 10.0, 8),
    ],
)
def test_the_usual_is_a_mean_without_the_highest_and_lowest_of_five_and_more(
    values: list[int], calls: float, known: int
) -> None:
    since = MONDAY - timedelta(weeks=len(values), hours=1)
    found = usual(weeks(values), since, MONDAY)
    assert found[0, 10] == Usual(calls, known)


def test_an_hour_without_a_call_counts_as_none_and_one_before_the_first_call_is_not_known() -> None:
    found = usual({MONDAY - timedelta(hours=3): 4}, MONDAY - timedelta(hours=4), MONDAY)
    assert found == {(6, 21): Usual(4.0, 1), (6, 22): Usual(0.0, 1), (6, 23): Usual(0.0, 1)}
    assert usual({}, None, MONDAY) == {}


def test_only_the_last_weeks_count_and_the_hour_that_runs_does_not() -> None:
    now = MONDAY + timedelta(hours=10, minutes=30)
    found = usual({MONDAY + 10 * HOUR: 99}, MONDAY - timedelta(weeks=30), now)
    assert found[0, 10] == Usual(0.0, WEEKS)


FLAT = {(day, hour): Usual(1.0, 8) for day in range(7) for hour in range(24)}


def event(kind: str = "school_visit", people: int | None = 1000, **more: object) -> Happening:
    begins = MONDAY + 9 * HOUR
    said = {"begins": begins, "last_day": begins.date(), "counted": True, **more}
    return Happening(id="e", kind=kind, people=people, **said)  # type: ignore[arg-type]


def test_an_event_raises_the_hours_from_its_beginning_and_the_days_after_by_its_table() -> None:
    hours = forecast(MONDAY, 24 * 6, FLAT, [event()])
    of_day = [
        sum(one.calls for hour in hours[24 * day : 24 * day + 24] for one in hour.raised)
        for day in range(6)
    ]
    first, *after = EFFECTS["school_visit"].per_thousand
    assert of_day[0] == pytest.approx(first * 15 / 24), "from nine o'clock on"
    assert of_day[1:4] == pytest.approx(after)
    assert of_day[4:] == [0, 0]
    assert hours[8].raised == ()
    assert [one.day for one in hours[30].raised] == [1]
    assert hours[30].calls == pytest.approx(1 + after[0] / 24)


def test_what_it_adds_follows_the_hours_in_which_calls_usually_come() -> None:
    known = {**FLAT, (1, 20): Usual(25.0, 8)}
    hours = forecast(MONDAY + timedelta(days=1), 24, known, [event()])
    evening, morning = hours[20].raised[0].calls, hours[6].raised[0].calls
    assert evening == pytest.approx(25 * morning)


def test_an_event_of_unknown_reach_adds_no_number_and_is_named() -> None:
    (hour,) = forecast(MONDAY + 12 * HOUR, 1, FLAT, [event(people=None)])
    assert (hour.calls, hour.raised, hour.silent) == (1.0, (), ("e",))
    (hour,) = forecast(MONDAY + 12 * HOUR, 1, FLAT, [event(people=0)])
    assert (hour.calls, hour.silent) == (1.0, ())


def test_an_hour_of_which_nothing_is_known_has_no_number_whatever_happens() -> None:
    (hour,) = forecast(MONDAY + 12 * HOUR, 1, {}, [event()])
    assert hour.usual is None
    assert hour.calls is None
    assert hour.raised[0].calls == pytest.approx(2.0 / 24)


def test_an_event_of_several_days_reaches_its_people_over_all_of_them() -> None:
    long = event(last_day=date(2026, 12, 1))
    one, two = (forecast(MONDAY + 12 * HOUR, 1, FLAT, [each])[0] for each in (event(), long))
    assert two.raised[0].calls == pytest.approx(one.raised[0].calls / 2)
    (later,) = forecast(MONDAY + timedelta(days=2, hours=12), 1, FLAT, [long])
    assert later.raised[0].day == 1


def test_every_kind_of_event_has_an_effect() -> None:
    assert set(EFFECTS) == {kind.value for kind in OutreachKind}


@pytest.mark.parametrize(
    ("counts", "people", "more"),
    [
        ({}, 0, []),
        ({"girls": None}, None, ["girls"]),
        ({"girls": 40, "boys": None}, 40, ["boys"]),
        ({"girls": 0}, 0, []),
        ({"girls": 40, "boys": 35}, 75, []),
    ],
)
def test_who_was_not_counted_is_unknown_and_never_zero(
    counts: dict[str, int | None], people: int | None, more: list[str]
) -> None:
    assert (reached(counts), uncounted(counts)) == (people, more)
