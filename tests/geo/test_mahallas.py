"""A ward is found by the name callers have for a part of it; every name here is made up."""

import pytest

from app.geo import load
from app.geo.lookup import gazetteer
from app.geo.mahallas import Mahallas
from app.geo.place import Mahalla

PLACES = gazetteer()
MADE_UP = [
    Mahalla("WD-DSCC-25", "কাঁকনটোলা", "Kakontola", "made up"),
    Mahalla("WD-DSCC-25", "ঝিঙেপট্টি", "Jhingepatti", "made up"),
    Mahalla("WD-DNCC-6", "ঝিঙেপট্টি", None, "made up"),
    Mahalla("WD-DSCC-24", "নীলঘাটা লেন", "Nilghata Lane", "made up"),
]
KNOWN = Mahallas(PLACES, MADE_UP)


def answers(text: str, count: int) -> list[tuple[str, str | None]]:
    found = KNOWN.search(text)[:count]
    return [(one.found.place.code, one.mahalla.name_bn if one.mahalla else None) for one in found]


@pytest.mark.parametrize(
    "text",
    [
        "কাঁকনটোলা",
        "কাকনটোলা",
        "মহল্লা কাঁকনটোলা",
        "২৫ কাঁকনটোলা",
        "কাঁকনটোলা, লালবাগ",
        "Kakontola",
        "kakontola mohalla",
        "ward 25 kakontola",
        "Kakontola, Lalbagh",
        "kakontola dhaka south",
        "kakantula",
        "kakntola",
        "kakonto",
    ],
)
def test_a_mahalla_brings_up_its_ward(text: str) -> None:
    assert answers(text, 1) == [("WD-DSCC-25", "কাঁকনটোলা")]


@pytest.mark.parametrize("text", ["ঝিঙেপট্টি", "Jhinge Patti", "jhingapatti", "ঝিংগেপট্টি"])
def test_a_mahalla_in_several_wards_brings_up_all_of_them(text: str) -> None:
    assert sorted(answers(text, 2)) == [("WD-DNCC-6", "ঝিঙেপট্টি"), ("WD-DSCC-25", "ঝিঙেপট্টি")]


@pytest.mark.parametrize(
    ("text", "code"),
    [("DSCC 25", "WD-DSCC-25"), ("old ward 61", "WD-DSCC-25"), ("lalbagh", "TH-DMP-lalbagh")],
)
def test_a_place_that_is_named_itself_comes_first_and_says_no_mahalla(text: str, code: str) -> None:
    assert answers(text, 1) == [(code, None)]


def test_a_ward_that_answers_twice_stands_once() -> None:
    codes = [code for code, _ in answers("ward 25 kakontola", 8)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    "text", ["lalbag", "ward 25", "পুরোনো ওয়ার্ড ৬১", "মিরপুর কুষ্টিয়া", "gfdkjhgfdkj"]
)
def test_without_any_name_the_search_is_that_of_places(text: str) -> None:
    assert [one.found for one in Mahallas(PLACES, []).search(text)] == PLACES.search(text)


def test_the_draft_list_names_no_mahalla_that_nobody_gave() -> None:
    assert list(load.mahallas()) == []


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("কাঁকনটোলা", Mahalla("WD-DSCC-25", "কাঁকনটোলা", None, "wards_dhaka.json")),
        (
            {"bn": "কাঁকনটোলা", "en": "Kakontola", "source": "DSCC letter", "from": "2027-01"},
            Mahalla("WD-DSCC-25", "কাঁকনটোলা", "Kakontola", "DSCC letter", "2027-01"),
        ),
    ],
)
def test_a_row_of_the_draft_list_may_name_them_in_two_ways(given: object, read: Mahalla) -> None:
    assert load.mahalla_of("WD-DSCC-25", given) == read  # type: ignore[arg-type]


@pytest.mark.parametrize("given", ["Kakontola", {"bn": "কাঁকনটোলা"}, {"en": "K", "source": "x"}, ""])
def test_a_name_without_bangla_or_source_is_refused(given: object) -> None:
    with pytest.raises(ValueError, match="WD-DSCC-25"):
        load.mahalla_of("WD-DSCC-25", given)  # type: ignore[arg-type]
