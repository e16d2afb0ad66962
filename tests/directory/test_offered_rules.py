"""Whom a service fits and who does what where, as tables; no database."""

from typing import Any
from uuid import uuid4

import pytest

from app.directory.offered_rules import Given, Misfit, Offer, Who, covers, misfits, who_does_what

AREA = {"here", "around"}


@pytest.mark.parametrize(
    ("offer", "who", "wanted"),
    [
        ({}, {}, []),
        ({"age_from": 6, "age_to": 12}, {}, []),
        ({"age_from": 6, "age_to": 12}, {"ages": (5, 5)}, [Misfit.TOO_YOUNG]),
        ({"age_from": 6, "age_to": 12}, {"ages": (5, 6)}, []),
        ({"age_from": 6, "age_to": 12}, {"ages": (12, 13)}, []),
        ({"age_from": 6, "age_to": 12}, {"ages": (13, 14)}, [Misfit.TOO_OLD]),
        ({"age_from": 0}, {"ages": (0, 0)}, []),
        ({"gender": "girls"}, {"sex": "boy"}, [Misfit.OTHER_GENDER]),
        ({"gender": "boys"}, {"sex": "girl"}, [Misfit.OTHER_GENDER]),
        ({"gender": "girls"}, {"sex": "girl"}, []),
        ({"gender": "girls"}, {"sex": "other"}, []),
        ({"gender": "girls"}, {"sex": None}, []),
        ({"gender": "unknown"}, {"sex": "boy"}, []),
        ({"places": ["here"]}, {"around": AREA}, []),
        ({"places": ["there"]}, {"around": AREA}, [Misfit.OTHER_AREA]),
        ({"places": ["there"]}, {"around": None}, []),
        ({"places": []}, {"around": AREA}, []),
        (
            {"ended": True, "gender": "boys", "places": ["there"], "age_to": 3},
            {"sex": "girl", "ages": (9, 9), "around": AREA},
            [Misfit.ENDED, Misfit.TOO_OLD, Misfit.OTHER_GENDER, Misfit.OTHER_AREA],
        ),
    ],
)
def test_only_what_is_known_speaks_against_a_service(
    offer: dict[str, Any], who: dict[str, Any], wanted: list[Misfit]
) -> None:
    assert misfits(Offer(**offer), Who(**who)) == wanted


AROUND = {
    "north": {"north", "district", "division"},
    "south": {"south", "district", "division"},
    "union": {"union", "south", "district", "division"},
    "district": {"district", "division"},
    "division": {"division"},
    "elsewhere": {"elsewhere"},
}


@pytest.mark.parametrize(
    ("places", "north", "south"),
    [
        ([], True, True),
        (["division"], True, True),
        (["district"], True, True),
        (["north"], True, False),
        (["union"], False, True),
        (["elsewhere"], False, False),
        (["gone"], False, False),
    ],
)
def test_a_service_is_given_where_its_places_lie_or_what_lies_in_them(
    places: list[str], north: bool, south: bool
) -> None:
    assert covers(places, "north", AROUND) is north
    assert covers(places, "south", AROUND) is south


def test_who_does_what_where_is_one_line_a_service_and_gaps_are_told() -> None:
    given = [
        Given(uuid4(), "B", "meals", ["north"]),
        Given(uuid4(), "A", "shelter", ["north"]),
        Given(uuid4(), "A", "shelter", ["union"]),
        Given(uuid4(), "C", "health", ["elsewhere"]),
    ]
    lines, gaps = who_does_what(given, ["north", "south"], AROUND)
    assert [(one.organisation, one.kind, one.areas) for one in lines] == [
        ("A", "shelter", ("north", "south")),
        ("B", "meals", ("north",)),
    ]
    assert lines[0].offers == (given[1].id, given[2].id)
    assert gaps == {"meals": ["south"]}, "of what nobody gives here nothing is known"
    assert who_does_what([], ["north"], AROUND) == ([], {})
