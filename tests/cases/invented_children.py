"""Invented children and how callers misspell, forget and guess what they say of them; no test."""

from dataclasses import dataclass
from random import Random
from typing import Any

from app.geo.fold import romanise
from app.geo.lookup import gazetteer


def _words(text: str) -> list[str]:
    return text.split()


GIRLS = _words("""
মিনা রিনা ফাতেমা আয়েশা সুমাইয়া শিউলি রাবেয়া সালমা নাজমা জান্নাতুল খাদিজা
শরীফা তানিয়া পূর্ণিমা আঁখি রোকেয়া হাসিনা মরিয়ম সানজিদা কুলসুম নাসরিন তাসলিমা
মৌসুমী রুবিনা শাহনাজ পপি লিপি মুক্তা ঝর্ণা বৃষ্টি সোনিয়া মাহফুজা আফরোজা নুসরাত
তামান্না ইতি কাকলী চম্পা বকুল শাপলা জুঁই লতা
""")

BOYS = _words("""
রহিম করিম সুমন রুবেল সোহেল জাহিদ হাসান তানভীর স্বপন শরীফ মাহফুজ রায়হান সাব্বির
ইয়াসিন শাকিল আরিফ মাসুম নয়ন রাকিব ইউসুফ শামীম রাজু মিলন সজীব ইমন তুহিন পারভেজ
মামুন আশিক ফাহিম নাঈম রিয়াদ সাগর বাদল শাওন রনি জুয়েল লিটন খোকন টিটু পলাশ
বিপ্লব উজ্জ্বল হৃদয়
""")

LAST = {"girl": ["খাতুন", "আক্তার", "বেগম", "রানী"], "boy": ["হোসেন", "ইসলাম", "মিয়া", "আহমেদ"]}
FATHERS = _words("""
জব্বার মতিন কাশেম আজাদ জামাল শফিক নাসির গফুর সেলিম হারুন মান্নান লতিফ ফারুক
বাবুল আনোয়ার মজিদ সিরাজ কুদ্দুস হান্নান মোতালেব খালেক সাত্তার রশিদ আজিজ জলিল
ইদ্রিস ইলিয়াস মোস্তফা তাহের নুরুল শাহজাহান আলমগীর দুলাল মিজান শহীদুল রফিকুল
আমিনুল নজরুল সাইফুল জহিরুল বেলাল কামাল হেলাল
""")

MOTHERS = _words("""
রহিমা জোহরা মমতাজ হালিমা নূরজাহান পারুল লাইলী সুফিয়া আমেনা জরিনা বিলকিস মাজেদা
রাশেদা শেফালী মনোয়ারা আনোয়ারা হোসনেয়ারা জাহানারা ফিরোজা মর্জিনা শাহিদা
কোহিনূর রেহানা সেলিনা নাছিমা ফরিদা রওশন সখিনা আছিয়া মালেকা
""")

"""Names as they are borne by many; nobody in particular."""
_SWAPS = (("ী", "ি"), ("ি", "ী"), ("ণ", "ন"), ("শ", "স"), ("স", "শ"), ("ূ", "ু"), ("জ", "য"))


@dataclass(frozen=True)
class Invented:
    """A child as it is, whatever is said of it."""

    sex: str
    first: str
    last: str
    father: str
    mother: str
    year: int
    home: str
    number: str


def invent(rng: Random, homes: list[str]) -> Invented:
    sex = rng.choice(("girl", "boy"))
    return Invented(
        sex,
        rng.choice(GIRLS if sex == "girl" else BOYS),
        rng.choice(LAST[sex]),
        rng.choice(FATHERS),
        rng.choice(MOTHERS),
        rng.randint(2010, 2022),
        rng.choice(homes),
        f"n{rng.getrandbits(48)}",
    )


def homes(rng: Random, many: int) -> list[str]:
    known = sorted(place.code for place in gazetteer() if place.kind in ("upazila", "union"))
    return rng.sample(known, many)


def _heard(rng: Random, name: str) -> str:
    """A name as somebody else writes it: another letter, Latin letters, a vowel more or less."""
    if rng.random() < 0.4:
        old, new = rng.choice(_SWAPS)
        name = name.replace(old, new, 1)
    if rng.random() < 0.35:
        latin = romanise(name).capitalize()
        return latin.replace("o", rng.choice("oa"), 1) if rng.random() < 0.5 else latin
    return name


def told(rng: Random, child: Invented) -> tuple[dict[str, Any], set[str]]:
    """One report of a child: a record's values, and the numbers it came from."""
    first = _heard(rng, child.first)
    whole = first if rng.random() < 0.4 else f"{first} {child.last}"
    if child.sex == "boy" and rng.random() < 0.3:
        whole = f"মোঃ {whole}"
    record: dict[str, Any] = {"name_latin" if first.isascii() else "name_bn": whole}
    if rng.random() < 0.75:
        record["father_name"] = _heard(rng, child.father)
    if rng.random() < 0.55:
        record["mother_name"] = _heard(rng, child.mother)
    if rng.random() < 0.9:
        record["sex"] = child.sex
    if rng.random() < 0.85:
        wrong = rng.choice((0, 0, 0, 1, -1))
        years = max(0, 2026 - child.year + wrong)
        record["age"] = {"from": years, "to": years, "on": "2026-06-30", "certainty": "guess"}
    if rng.random() < 0.8:
        record["home_place"] = child.home
    return record, ({child.number} if rng.random() < 0.35 else set())
