"""Our spelling of Latin names: measured on the 571 districts and upazilas whose Bangla is known."""

import re
from dataclasses import replace

import pytest

from app.geo.fold import distance, normalise, skeleton, sound
from app.geo.load import places
from app.geo.lookup import Gazetteer, gazetteer
from app.geo.spelling import other_names
from app.geo.transliterate import bangla_spelling

PLACES = list(gazetteer())
KNOWN = [place for place in PLACES if place.kind in ("district", "upazila")]
LIKE_LETTERS = str.maketrans({"ণ": "ন", "ী": "ি", "ূ": "ু", "ঈ": "ই", "ঊ": "উ", "ৎ": "ত"})
"""Letters that the official spellings themselves mix."""

SHOWN = 8
"""Places a counsellor sees below the field."""


def latin_only() -> Gazetteer:
    """The gazetteer as if no place but a division had a Bangla name, as unions really are."""
    return Gazetteer(
        replace(
            place,
            name_bn=None,
            aliases=other_names(place.name_en),
            spelling_bn=bangla_spelling(place.name_en),
        )
        if place.kind not in ("division", "ward")
        else place
        for place in places()
    )


def test_the_measuring_set_is_large_enough() -> None:
    assert len([place for place in KNOWN if place.name_bn]) == 571


def test_a_bangla_name_finds_a_place_known_in_latin_letters_only() -> None:
    without = latin_only()
    first, shown = 0, 0
    for place in KNOWN:
        found = without.search(place.name_bn or "", limit=SHOWN)
        shown += place.code in {one.place.code for one in found}
        # Namesakes (two Kaliganj, a district and its division) are the same answer by name.
        first += bool(found) and found[0].place.name_en == place.name_en
    # The bounds are what was measured, so that neither can get worse unseen.
    assert first >= 560, first
    assert shown >= 567, shown


def test_our_spelling_is_near_the_official_one() -> None:
    near, same_consonants = 0, 0
    for place in KNOWN:
        ours = normalise(bangla_spelling(place.name_en) or "").translate(LIKE_LETTERS)
        theirs = normalise(place.name_bn or "").translate(LIKE_LETTERS)
        near += distance(ours, theirs, 2) <= 1
        bones = [skeleton(sound(text.replace(" ", ""))) for text in (ours, theirs)]
        same_consonants += bones[0] == bones[1]
    assert near >= 454, near
    assert same_consonants >= 555, same_consonants


@pytest.mark.parametrize(
    ("latin", "bangla"),
    [
        ("Rajapur", "রাজাপুর"),
        ("Char Madhabdia", "চর মাধবদিয়া"),
        ("Dakshin Surma", "দক্ষিণ সুরমা"),
        ("Deora", "দেওরা"),
        ("Aliabad", "আলিয়াবাদ"),
        ("Dewanganj", "দেওয়ানগঞ্জ"),
        ("Kabirhat", "কাবিরহাট"),
        ("Shyamnagar", "শ্যামনগর"),
        ("Cox's Bazar", "কক্স বাজার"),
        ("Ward No-05", None),
        ("", None),
        ("ঢাকা", None),
    ],
)
def test_a_name_is_spelt_by_its_elements_and_letters(latin: str, bangla: str | None) -> None:
    assert bangla_spelling(latin) == bangla


def test_every_spelling_is_sound_bangla() -> None:
    signs = "ািীুূৃেৈোৌ"
    broken = re.compile(
        f"[a-z]|[{signs}][{signs}]|(^|[ (-])[{signs}]|[অ-ঔ][{signs}]|্($|[ ){signs}])"
    )
    spelt = [place.spelling_bn for place in PLACES if place.spelling_bn]
    assert [text for text in spelt if broken.search(text)] == []


def test_only_places_without_a_bangla_name_carry_our_spelling() -> None:
    assert not [place for place in PLACES if place.name_bn and place.spelling_bn]
    unions = [place for place in PLACES if place.kind == "union"]
    assert all(place.spelling_bn for place in unions if not re.search(r"\d", place.name_en))
