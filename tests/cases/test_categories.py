"""The one picker list: whole, mapped to every national list, found by everyday words."""

import json
import unicodedata
from collections import Counter
from importlib.resources import files
from itertools import chain, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cases.categories import category, find, known_codes, load_categories
from app.geo.fold import is_bangla

CATEGORIES = load_categories()


def read(name: str) -> dict:
    return json.loads((files("app.cases") / "data" / name).read_text(encoding="utf-8"))


def codes_of_the_lists() -> dict[str, set[str]]:
    risk, chi = read("risk_categories.json"), read("chi_contact_types.json")
    definitions = (
        d["section"].replace("(", "_").rstrip(")") for d in risk["children_act_definitions"]
    )
    return {
        "risk": {row["code"] for row in risk["risk_types"]},
        "target": {row["code"] for row in risk["srtrccr_target_groups"]},
        "act": {
            *(f"s89_{row['clause']}" for row in risk["children_act_s89_disadvantaged"]),
            *(f"s{section}" for section in definitions),
        },
        "chi": {
            *(f"{r['code']}/{s['code']}" for r in chi["reasons"] for s in r["sub"]),
            *(f"non_counselling/{r['code']}" for r in chi["non_counselling_reasons"]),
        },
    }


@pytest.mark.parametrize("name", ["risk", "target", "chi", "act"])
def test_every_code_of_every_list_can_be_counted_and_no_other(name: str) -> None:
    mapped = {entry.maps[name] for entry in CATEGORIES} - {None}
    assert mapped == codes_of_the_lists()[name]


def test_codes_and_labels_are_unique() -> None:
    assert len({entry.code for entry in CATEGORIES}) == len(CATEGORIES)
    assert len({entry.label_bn for entry in CATEGORIES}) == len(CATEGORIES)
    assert len({entry.label_en.lower() for entry in CATEGORIES}) == len(CATEGORIES)


def test_every_entry_is_complete() -> None:
    for entry in CATEGORIES:
        assert set(entry.maps) == {"risk", "target", "chi", "act"}
        assert any(entry.maps.values())
        assert entry.urgency in ("P1", "P2", "P3")
        assert entry.list in ("risk", "target", "reason", "act")
        assert is_bangla(entry.label_bn)
        assert not is_bangla(entry.label_en)
        assert any(is_bangla(term) for term in entry.terms)
        assert any(not is_bangla(term) for term in entry.terms)
        for text in (entry.label_bn, *entry.terms):
            assert unicodedata.is_normalized("NFC", text)


def test_no_entry_names_a_term_twice() -> None:
    for entry in CATEGORIES:
        assert [t for t, count in Counter(entry.terms).items() if count > 1] == []


def test_groups_are_few_and_each_entry_stands_beside_its_group() -> None:
    groups = [entry.group_code for entry in CATEGORIES]
    assert len(set(groups)) <= 15
    changes = sum(one != two for one, two in pairwise(groups))
    assert changes == len(set(groups)) - 1


def test_the_gravest_are_most_urgent_by_themselves() -> None:
    for code in ("sexual_abuse", "suicide", "self_harm", "trafficking_rescued", "abduction"):
        entry = category(code)
        assert entry is not None
        assert entry.urgency == "P1"


EVERYDAY = [
    ("sexual_abuse", "ধর্ষণ|খারাপ স্পর্শ|যৌন নির্যাতন|গায়ে হাত|গায়ে হাত দিয়েছে|dhorshon|rape|ijjot"),
    ("suicide", "আত্মহত্যা|মরে যেতে|মরে যেতে চাই|বিষ|গলায় দড়ি|atmohotta|attohotta|suicdie|bish"),
    ("corporal_punishment", "বেত|পিটুনি|শিক্ষক মেরেছে|স্যার আমাকে মারে|bet|কান ধরে|sir mare"),
    ("child_marriage", "বিয়ে|বাল্যবিবাহ|বাল্য বিবাহ|biye|bie|আমার বিয়ে দিয়ে দিচ্ছে|গায়ে হলুদ"),
    ("physical_violence", "মার|mar|বাবা আমাকে মারে|সৎ মা|shikol|মারধর"),
    ("trafficking_rescued", "পাচার|pachar|দালাল|বিক্রি করে দিয়েছে"),
    ("abduction", "অপহরণ|ছেলেধরা|তুলে নিয়ে গেছে|kidnap"),
    ("domestic_worker", "কাজের মেয়ে|গৃহকর্মী|kajer meye|বাসার কাজ"),
    ("child_labour", "শিশুশ্রম|ইটভাটা|কারখানায় কাজ|garage"),
    ("separated_lost", "হারিয়ে গেছে|harano|লঞ্চঘাটে একটা বাচ্চা একা পেয়েছি|নিখোঁজ"),
    ("street_child", "টোকাই|পথশিশু|footpath"),
    ("addiction", "নেশা|ইয়াবা|yaba|গাঁজা"),
    ("online_sexual_abuse", "ব্ল্যাকমেইল|blackmail|ছবি ছড়িয়ে দেবে|video viral"),
    ("abandoned_newborn", "নবজাতক|ডাস্টবিনে বাচ্চা"),
    ("orphan_one", "মা মারা গেছে|বাবা নেই"),
    ("disaster", "বন্যা|বন্যায়|cyclone"),
    ("info_about_helpline", "১০৯৮|1098"),
]


@pytest.mark.parametrize(
    ("code", "typed"),
    list(
        chain.from_iterable(((code, word) for word in words.split("|")) for code, words in EVERYDAY)
    ),
)
def test_everyday_words_find_what_is_meant_among_the_first_two(code: str, typed: str) -> None:
    assert code in [entry.code for entry in find(typed)][:2]


@pytest.mark.parametrize("entry", CATEGORIES, ids=lambda entry: entry.code)
def test_every_entry_is_found_by_its_labels_and_by_each_of_its_words(entry) -> None:
    for text in (entry.label_bn, entry.label_en):
        assert entry == find(text)[0], text
    for term in entry.terms:
        assert entry in find(term)[:8], term


def test_two_encodings_of_one_word_find_the_same() -> None:
    assert find("বিয়ে") == find("বিয়ে")
    assert find("ধর্\u200cষণ") == find("ধর্ষণ")


@pytest.mark.parametrize("typed", ["", " ", "!?", "\x00", "\ud800"])
def test_no_letters_find_nothing(typed: str) -> None:
    assert find(typed) == []


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_the_search(text: str) -> None:
    assert {entry.code for entry in find(text)} <= known_codes()


def test_a_row_is_what_screens_were_promised() -> None:
    row = CATEGORIES[0].row()
    assert set(row) == {"code", "label", "list", "group", "group_code", "urgency", "terms"}
    assert set(row["label"]) == set(row["group"]) == {"bn", "en"}
