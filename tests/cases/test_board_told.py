"""What a board is told of a case, and what betrays a child in a text: tables, no database."""

import pytest

from app.cases.board_told import (
    AGE_BANDS,
    TELLS,
    Betrayal,
    BodyKind,
    Private,
    Told,
    age_band,
    betrayals,
    phrases,
    told,
)

KNOWN = {
    "district": "BD3026",
    "categories": ["child_labour"],
    "risk": "high",
    "step": "plan",
    "age_band": "6_to_10",
    "sex": "girl",
    "name": "ঝিলমিল",
    "place": "TH-DMP-sutrapur",
    "number": "C-26-000123",
}


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        (BodyKind.WELFARE_BOARD, {"district", "categories", "risk", "step", "age_band", "sex"}),
        (BodyKind.NETWORK, {"district", "categories", "risk"}),
        (BodyKind.EXCHANGE, set()),
    ],
)
def test_each_kind_of_body_is_told_its_part_and_no_more(body: BodyKind, parts: set[str]) -> None:
    said = told(body, KNOWN)
    assert set(said) == parts
    assert said == {part: KNOWN[part] for part in parts}
    assert not {"name", "place", "number"} & set(said)


def test_a_network_is_told_less_than_a_board_and_what_nobody_knows_stays_unknown() -> None:
    assert set(TELLS[BodyKind.NETWORK]) < set(TELLS[BodyKind.WELFARE_BOARD])
    assert told(BodyKind.NETWORK, {}) == {"district": None, "categories": None, "risk": None}
    assert set(TELLS[BodyKind.WELFARE_BOARD]) == set(Told)


@pytest.mark.parametrize(
    ("ages", "band"),
    [
        (None, "unknown"),
        ((0, 0), "under_6"),
        ((5, 5), "under_6"),
        ((6, 6), "6_to_10"),
        ((7, 9), "6_to_10"),
        ((10, 11), "unknown"),
        ((11, 13), "11_to_13"),
        ((14, 17), "14_to_17"),
        ((17, 18), "unknown"),
        ((18, 19), "adult"),
    ],
)
def test_an_age_is_told_as_a_band_and_only_where_it_is_sure(
    ages: tuple[int, int] | None, band: str
) -> None:
    assert age_band(ages) == band
    assert band in AGE_BANDS


CHILD = Private(
    names=frozenset({"ঝিলমিল পরী", "Jhilmil Pori", "মোঃ রহিম উদ্দিন", "Md Ali Khan"}),
    places=frozenset({"Sutrapur", "সূত্রাপুর", "Char Fasson"}),
    numbers=frozenset({"C-26-000123", "+8801012345678", "20151234567890123"}),
    births=frozenset({(2015, 3, 5)}),
)


@pytest.mark.parametrize(
    "text",
    [
        "ঝিলমিলকে স্কুলে ভর্তি করা হোক",
        "ঝিলমিলের বাবা",
        "The girl Jhilmil goes to school",
        "jhilmil's school",
        "পরী স্কুলে যায়",
        "রহিম তার বাবা",
        "Ask Rahim",
        "father: Md Ali Khan",
    ],
)
def test_a_name_is_found_in_either_script_with_endings_and_by_its_sound(text: str) -> None:
    assert Betrayal.NAME in betrayals(text, CHILD)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("সালমা", "Salma goes to school"),
        ("Salma", "সালমার স্কুল"),
        ("ফারজানা", "Farjana"),
        ("Tanvir", "তানভীরকে দেখা হোক"),
        ("ঝিলমিল", "Jhilmil's school"),
        ("Rahim", "রহিমের চাচা"),
        ("Rahim", "রহিমকেও"),
        ("রহিম", "Rahimer chacha"),
        ("রহিম", "Rahimke"),
        ("Rahima", "রহিমারা আসবে"),
        ("মৌ", "মৌ স্কুলে যায়"),
        ("মৌ", "মৌকে"),
        ("মৌ আক্তার", "Mou goes to school"),
        ("Jo", "Jo goes to school"),
    ],
)
def test_a_name_known_in_one_script_is_found_in_the_other_with_its_endings(
    name: str, text: str
) -> None:
    assert betrayals(text, Private(names=frozenset({name}))) == {Betrayal.NAME}


def test_a_short_name_is_no_other_word_that_sounds_like_it() -> None:
    assert betrayals("যা করা হবে, so far", Private(names=frozenset({"Jo"}))) == set()


def test_an_address_and_a_mark_are_found_without_the_words_that_tell_nothing() -> None:
    address = phrases("৪৩/২ নীল দরজা, near the school, Kashimpur")
    child = Private(places=address, marks=phrases("a scar on the left cheek"))
    for text in ("নীল দরজায় থাকে", "lives in Kashimpur", "কাশিমপুরের"):
        assert betrayals(text, child) == {Betrayal.PLACE}, text
    assert betrayals("the scar on his left cheek", child) == set()
    assert betrayals("a scar on left cheek", child) == {Betrayal.MARK}
    assert betrayals("goes to the school near the market from day 43", child) == set()


@pytest.mark.parametrize(
    "text",
    ["সূত্রাপুরে থাকে", "lives in Sutrapur.", "near Char  Fasson", "সূত্রাপুর থানা"],
)
def test_a_place_below_the_district_is_found(text: str) -> None:
    assert betrayals(text, CHILD) == {Betrayal.PLACE}


@pytest.mark.parametrize(
    "text",
    [
        "C-26-000123",
        "কেস সি-২৬-০০০১২৩",
        "01012-345678",
        "ফোন ০১০১২৩৪৫৬৭৮",
        "+880 10 1234 5678",
        "birth register 2015 1234 5678 90123",
        "1098-26-000777",
    ],
)
def test_a_number_is_found_however_it_is_written(text: str) -> None:
    assert betrayals(text, CHILD) == {Betrayal.NUMBER}


@pytest.mark.parametrize(
    "text",
    ["born 05/03/2015", "জন্ম ৫ মার্চ ২০১৫", "2015-03-05", "March 5, 2015", "৫.৩.২০১৫"],
)
def test_a_day_of_birth_is_found_in_every_writing(text: str) -> None:
    assert betrayals(text, CHILD) == {Betrayal.BIRTH}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "শিশুটিকে স্কুলে ভর্তি করতে উপজেলা শিক্ষা অফিসার ব্যবস্থা নেবেন",
        "The education officer finds a place in a school until 30/12/2026",
        "সভা ১২/০৩/২০২৬ তারিখে, ১০.৩০ টায়; ১৫ জন উপস্থিত",
        "Taka 20,000 in 3 parts of 6000",
        "Md Karim Uddin of the office sees to it",
        "Ali Hossain",
        "২০১৫ সালে চালু হয়েছে; ৩ জন",
        "ঢাকা জেলা",
        "item 1; item 2; item 3; item 4; item 5; item 6",
    ],
)
def test_what_tells_nobody_passes(text: str) -> None:
    assert betrayals(text, CHILD) == set()


def test_a_name_that_is_everybodys_is_found_as_a_whole_only() -> None:
    alone = Private(names=frozenset({"Md Ali"}))
    assert betrayals("Md Ali came", alone) == {Betrayal.NAME}
    assert betrayals("Md Karim and Ali Reza came", alone) == set()
