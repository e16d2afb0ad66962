"""Spelling keys: the same word in another spelling, script or encoding gives the same key."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.geo.fold import distance, normalise, romanise, skeleton, sound


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("বাড়ি", "বাড়ি"),  # ড় as one code point and as letter and dot
        ("ময়মনসিংহ", "ময়মনসিংহ"),
        ("র‍্যাগিং", "র্যাগিং"),  # zero-width joiner
        ("৫৪ নং", "54 নং"),
        ("Cox's Bazar", "COXS  bazar!"),
        ("Cox’s", "cox's"),
        ("caf\u00e9", "cafe\u0301"),
    ],
)
def test_two_writings_of_one_word_normalise_alike(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("bangla", "latin"),
    [
        ("ঢাকা", "dhaka"),
        ("খুলনা", "khulna"),
        ("বগুড়া", "bogura"),
        ("লালবাগ", "lalbagh"),
        ("চট্টগ্রাম", "chattogram"),
        ("কক্সবাজার", "coxsbazar"),
        ("হাতিয়া", "hatiya"),
        ("পঞ্চগড়", "panchagarh"),
        ("ঝালকাঠি", "jhalokathi"),
        ("ধর্ষণ", "dhorshon"),
        ("আত্মহত্যা", "atmohotta"),
    ],
)
def test_bangla_and_latin_share_their_consonants(bangla: str, latin: str) -> None:
    ours, theirs = skeleton(sound(normalise(bangla))), skeleton(sound(normalise(latin)))
    assert distance(ours, theirs, 2) <= 1


@pytest.mark.parametrize(
    ("word", "latin"), [("মতলব", "motolob"), ("ওয়ারী", "bari"), ("ক", "k"), ("ঈদ", "id")]
)
def test_romanised_words_carry_inherent_vowels_inside_and_none_at_the_end(
    word: str, latin: str
) -> None:
    assert romanise(normalise(word)) == latin


@pytest.mark.parametrize(
    ("one", "two", "limit", "edits"),
    [
        ("lalbag", "lalbag", 2, 0),
        ("lalbag", "lalbgа".replace("а", "a"), 2, 1),  # swapped neighbours
        ("lalbag", "lbag", 2, 2),
        ("lalbag", "dhaka", 2, 3),  # more than the limit is limit + 1
        ("", "ab", 2, 2),
    ],
)
def test_distance_counts_edits_up_to_its_limit(one: str, two: str, limit: int, edits: int) -> None:
    assert distance(one, two, limit) == edits


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing_and_never_fails(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text(max_size=12), st.text(max_size=12))
def test_distance_is_symmetric(one: str, two: str) -> None:
    assert distance(one, two, 3) == distance(two, one, 3)
