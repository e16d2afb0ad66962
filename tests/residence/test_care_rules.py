"""Kit, meals, learning, incidents in care, and who gets a bed at the desk: tables, no database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.core.moves import IllegalMove, advance
from app.residence.admitting import (
    BedIsTaken,
    HouseIsForOthers,
    NoBedHere,
    at_the_desk,
    bed_chosen,
)
from app.residence.beds import Beds, FreeBed, HouseBeds
from app.residence.care_rules import legal_tracks, severity_of, too_young, who_was_told
from app.residence.care_states import (
    ACTION_MOVES,
    EXTENSION_MOVES,
    ActionState,
    Ate,
    ExtensionState,
    Happened,
    Item,
    Meal,
    Severity,
    ToldTo,
    TrackKind,
)
from app.residence.kit import KIT, lacking
from app.residence.meals import begun, day_bounds, is_open, totals, was_here
from app.residence.states import MoreReason

NOON = datetime(2026, 11, 24, 6, tzinfo=UTC)  # in Dhaka
TODAY = date(2026, 11, 24)
G1, B1 = uuid4(), uuid4()
FREE = [FreeBed(G1, "girls", "Bakul", "1"), FreeBed(B1, "boys", "Palash", "1")]
MIXED = Beds(4, houses=(HouseBeds("girls", 2), HouseBeds("boys", 2)))


def test_whoever_has_nothing_lacks_all_but_what_is_for_school() -> None:
    assert set(lacking({}, at_school=False)) == {
        item for item, share in KIT.items() if not share.at_school
    }
    assert set(lacking({}, at_school=True)) == set(Item) == set(KIT)


def test_what_was_given_is_lacking_no_more_and_more_than_that_is_not_less_than_none() -> None:
    given = {Item.CLOTHES: 1, Item.BLANKET: 3}
    left = lacking(given, at_school=False)
    assert left[Item.CLOTHES] == 1
    assert Item.BLANKET not in left


@pytest.mark.parametrize(
    ("day", "hour", "meals"),
    [
        (TODAY, 0, [Meal.BREAKFAST]),
        (TODAY, 12, [Meal.BREAKFAST, Meal.LUNCH]),
        (TODAY, 23, list(Meal)),
        (TODAY - timedelta(days=1), 0, list(Meal)),
        (TODAY + timedelta(days=1), 23, []),
    ],
)
def test_a_meal_is_marked_once_it_may_have_been_eaten(
    day: date, hour: int, meals: list[Meal]
) -> None:
    assert begun(day, day_bounds(TODAY)[0] + timedelta(hours=hour)) == meals


def test_a_roll_is_open_for_a_month() -> None:
    assert is_open(TODAY - timedelta(days=31), NOON)
    assert not is_open(TODAY - timedelta(days=32), NOON)


@pytest.mark.parametrize(
    ("arrived", "left", "here"),
    [
        (NOON, None, True),
        (NOON - timedelta(days=9), NOON - timedelta(days=1), False),
        (NOON - timedelta(days=9), NOON, True),
        (NOON + timedelta(days=1), None, False),
        (NOON + timedelta(hours=11), None, True),
    ],
)
def test_a_child_is_marked_on_days_it_was_here(
    arrived: datetime, left: datetime | None, here: bool
) -> None:
    assert was_here(TODAY, arrived, left) is here


def test_nobody_marked_is_unknown_and_never_one_who_did_not_eat() -> None:
    assert totals(5, [Ate.ATE, Ate.LITTLE, Ate.NOTHING, None, None]) == {
        "here": 5,
        "ate": 2,
        "did_not": 1,
        "unknown": 2,
    }


@pytest.mark.parametrize(
    ("kind", "age", "barred"),
    [
        (TrackKind.TRAINING, 13, True),
        (TrackKind.TRAINING, 14, False),
        (TrackKind.TRAINING, None, False),
        (TrackKind.SCHOOL, 5, False),
    ],
)
def test_a_trade_is_learnt_from_fourteen_on_and_an_unknown_age_bars_nobody(
    kind: TrackKind, age: int | None, barred: bool
) -> None:
    assert too_young(kind, age) is barred
    assert (kind in legal_tracks([], age)) is not barred


@pytest.mark.parametrize(
    ("what", "said", "is_"),
    [
        (Happened.FIGHT, Severity.MINOR, Severity.MINOR),
        (Happened.FIGHT, Severity.GRAVE, Severity.GRAVE),
        (Happened.ABUSE, Severity.MINOR, Severity.GRAVE),
        (Happened.SELF_HARM, Severity.MINOR, Severity.SERIOUS),
        (Happened.SELF_HARM, Severity.GRAVE, Severity.GRAVE),
    ],
)
def test_what_happened_may_be_graver_than_was_said_and_never_less(
    what: Happened, said: Severity, is_: Severity
) -> None:
    assert severity_of(what, said) is is_


def test_nobody_yet_does_not_stand_beside_somebody() -> None:
    assert who_was_told([ToldTo.NOBODY_YET]) == [ToldTo.NOBODY_YET]
    said = [ToldTo.POLICE, ToldTo.NOBODY_YET, ToldTo.HEAD, ToldTo.POLICE]
    assert who_was_told(said) == [ToldTo.HEAD, ToldTo.POLICE]


@pytest.mark.parametrize(
    ("sex", "more", "error", "legal"),
    [
        ("boy", {"chosen": G1}, HouseIsForOthers, [str(B1)]),
        ("girl", {"chosen": B1}, HouseIsForOthers, [str(G1)]),
        ("girl", {"chosen": uuid4()}, BedIsTaken, [str(G1)]),
    ],
)
def test_a_bed_that_is_refused_names_those_the_child_may_have(
    sex: str, more: dict[str, Any], error: type[Any], legal: list[str]
) -> None:
    with pytest.raises(error) as refused:
        at_the_desk(MIXED, FREE, sex=sex, age=9, **more)
    assert (refused.value.status, refused.value.facts["legal"]) == (409, legal)


def test_a_boy_is_not_admitted_to_a_centre_for_girls_and_an_unknown_child_is() -> None:
    girls = Beds(4, gender="girls", houses=(HouseBeds("girls", 4),))
    with pytest.raises(HouseIsForOthers) as refused:
        at_the_desk(girls, FREE[:1], sex="boy", age=None)
    assert refused.value.facts["takes"] == "girls"
    for sex in ("girl", "other", "unknown", None):
        assert at_the_desk(girls, FREE[:1], sex=sex, age=None).bed == G1


def test_a_full_centre_admits_at_the_desk_with_a_reason_only() -> None:
    full = Beds(2, stays=2, houses=(HouseBeds("girls", 2, taken=2),))
    with pytest.raises(NoBedHere) as refused:
        at_the_desk(full, [], sex="girl", age=9)
    assert "siblings" in refused.value.facts["legal"]
    place = at_the_desk(full, [], sex="girl", age=9, why=MoreReason.SIBLINGS)
    assert (place.bed, place.over, place.why) == (None, True, MoreReason.SIBLINGS)


def test_a_reason_that_is_not_needed_is_not_kept_and_unknown_seats_are_never_passed() -> None:
    place = at_the_desk(MIXED, FREE, sex="girl", age=9, why=MoreReason.SIBLINGS)
    assert (place.bed, place.over, place.why) == (G1, False, None)
    assert not at_the_desk(Beds(None, stays=900), [], sex="girl", age=9).over


def test_a_bed_for_both_is_for_anybody() -> None:
    both = [FreeBed(G1, "both", "Shapla", "1")]
    assert bed_chosen(both, G1, "boy").id == G1


@pytest.mark.parametrize("state", [state for state in ExtensionState if state != "asked"])
@pytest.mark.parametrize("verb", ["approve", "refuse", "withdraw"])
def test_a_request_is_answered_once(state: ExtensionState, verb: str) -> None:
    assert advance(EXTENSION_MOVES, ExtensionState.ASKED, verb, "request")
    with pytest.raises(IllegalMove):
        advance(EXTENSION_MOVES, state, verb, "request")


def test_what_was_dropped_stays_dropped_and_what_was_done_may_be_taken_up_again() -> None:
    assert advance(ACTION_MOVES, ActionState.DONE, "reopen", "improvement") is ActionState.OPEN
    with pytest.raises(IllegalMove) as refused:
        advance(ACTION_MOVES, ActionState.DROPPED, "reopen", "improvement")
    assert refused.value.facts["legal"] == []
