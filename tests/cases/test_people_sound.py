"""Names that sound alike meet in either script; names that do not, do not. All are invented."""

import unicodedata

import pytest

from app.cases.people_sound import sounds_of

ALIKE = [
    ("মোঃ রহিম", "Md. Rahim"),
    ("রহিম", "Rohim"),
    ("মোছাঃ ফাতেমা খাতুন", "Fatima Khatun"),
    ("আয়েশা", "Aysha Akter"),
    ("সাব্বির হোসেন", "Sabbir Hossain"),
    ("তানভীর", "Tanvir"),
    ("স্বপন", "Sopon"),
    ("স্বপন", "Swapan"),
    ("লক্ষ্মী রানী", "Lokkhi"),
    ("লক্ষ্মী", "Lakshmi"),
    ("আব্দুর রহিম", "রহিম"),
    ("আব্দুল করিম", "Abdul Karim"),
    ("ইউসুফ", "Yusuf"),
    ("সুমাইয়া", "Sumaiya"),
    ("জান্নাতুল ফেরদৌস", "Jannatul Ferdous"),
    ("রায়হান", "Raihan"),
    ("শাহনাজ", "Shahnaz"),
    ("মিনা", "Meena"),
    ("শিউলি", "Shiuly"),
    ("সিউলী", "শিউলি"),
    ("শরিফ", "শরীফ"),
    ("নূর জাহান", "Noor Jahan"),
    ("আঁখি", "আখি"),
    ("সানজিদা", "Sanjida"),
    ("ইয়াসিন", "Yeasin"),
    ("ঋতু", "রিতু"),
    ("মেহেদী", "Mehedi"),
    ("মাহফুজ", "Mahfuz"),
    ("প্রিয়া", "Priya"),
    ("বর্ষা", "Borsha"),
    ("পূর্ণিমা", "Purnima"),
    ("পূর্নিমা", "পূর্ণিমা"),
    ("জাহিদ", "Zahid"),
    ("মোঃ শহীদুল ইসলাম", "Shohidul"),
]
NOT_ALIKE = [
    ("রহিম", "করিম"),
    ("রহিম", "রহিমা"),
    ("শরীফ", "শরীফা"),
    ("মিনা", "রিনা"),
    ("মোঃ জাহিদ", "মোঃ জামিল"),
    ("ফাতেমা খাতুন", "রাবেয়া খাতুন"),
    ("সুমন", "সুমি"),
    ("Rubel", "Robiul"),
    ("আব্দুল করিম", "আব্দুর রহমান"),
    ("Hasan", "Hasina"),
    ("সালমা", "সেলিম"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_that_sound_alike_share_a_key(one: str, other: str) -> None:
    assert sounds_of(one).telling & sounds_of(other).telling


@pytest.mark.parametrize(("one", "other"), NOT_ALIKE)
def test_names_that_do_not_share_none(one: str, other: str) -> None:
    assert not sounds_of(one).telling & sounds_of(other).telling


@pytest.mark.parametrize("name", [one for pair in ALIKE for one in pair])
def test_either_writing_of_the_same_letters_sounds_the_same(name: str) -> None:
    forms = {sounds_of(unicodedata.normalize(form, name)) for form in ("NFC", "NFD", "NFKC")}
    assert len(forms) == 1


def test_titles_say_nothing_and_common_words_little() -> None:
    assert not sounds_of("মোঃ", "Md.", "Mosammat")
    assert not sounds_of("", None, "১২৩", "???")
    told = sounds_of("মোছাঃ রাবেয়া খাতুন")
    assert len(told.telling) == 1
    assert told.common
    assert sounds_of("বেগম খাতুন").telling == sounds_of("Khatun").telling


def test_consonants_alone_meet_where_vowels_were_heard_otherwise() -> None:
    one, other = sounds_of("সুহেল"), sounds_of("Sohel")
    assert not one.telling & other.telling
    assert one.loose & other.loose


def test_endless_text_is_cut_and_harmless() -> None:
    assert len(sounds_of("রহিম " * 10_000).telling) == 1
