"""The people of the demo: every name and number is invented, and no number can ring.

Numbers begin with 010, a prefix no operator in Bangladesh has.
"""

import random
from dataclasses import dataclass
from typing import Any, Final

from app.residence.states import Takes

PASSWORD = "demo"  # noqa: S105 (the demo's public password; these accounts exist only there)
SEED = 1098


@dataclass(frozen=True)
class DemoStaff:
    """Somebody who may sign in to the demo."""

    name: str
    bn: str
    en: str
    role: str
    languages: tuple[str, ...] = ("bn", "en")
    skills: tuple[str, ...] = ()


@dataclass(frozen=True)
class DemoWorker:
    """A field worker: where (a place's code), post, and in what rank."""

    code: str
    bn: str
    en: str
    gender: str
    post: str
    places: tuple[str, ...]
    rank: str = "primary"
    on_duty: bool = True
    capacity: int = 3


STAFF = (
    DemoStaff("counsellor-1", "নাসরিন সুলতানা", "Nasrin Sultana", "counsellor"),
    DemoStaff("counsellor-2", "তানিয়া রহমান", "Tania Rahman", "counsellor", skills=("keys",)),
    DemoStaff(
        "counsellor-3", "ইমরান হোসেন", "Imran Hossain", "counsellor", ("bn",), ("psychosocial",)
    ),
    DemoStaff("counsellor-4", "মিতু দাস", "Mitu Das", "counsellor", ("bn", "ctg"), ("psychosocial",)),
    DemoStaff("supervisor-1", "ফরিদা ইয়াসমিন", "Farida Yasmin", "supervisor"),
    DemoStaff("admin-1", "রাকিব চৌধুরী", "Rakib Chowdhury", "administrator"),
)

POSTS = {
    "social_worker": ("শিশু সুরক্ষা সমাজকর্মী", "Child protection social worker"),
    "city_officer": ("শহর সমাজসেবা কর্মকর্তা", "City social services officer"),
    "upazila_officer": ("উপজেলা সমাজসেবা কর্মকর্তা", "Upazila social services officer"),
    "district_officer": ("জেলা সমাজসেবা কার্যালয়ের কর্মকর্তা", "District social services officer"),
}

WORKERS = (
    DemoWorker(
        "worker-1",
        "শাহানা আক্তার",
        "Shahana Akter",
        "female",
        "social_worker",
        ("TH-DMP-sutrapur", "TH-DMP-kotwali"),
    ),
    DemoWorker(
        "worker-2",
        "রফিকুল হাসান",
        "Rafiqul Hasan",
        "male",
        "city_officer",
        ("TH-DMP-sutrapur", "TH-DMP-kotwali", "TH-DMP-lalbagh", "TH-DMP-kamrangirchar"),
        "backup",
    ),
    DemoWorker(
        "worker-3",
        "সাদিয়া করিম",
        "Sadia Karim",
        "female",
        "social_worker",
        ("TH-DMP-lalbagh", "TH-DMP-kamrangirchar"),
    ),
    DemoWorker(
        "worker-4",
        "জাহিদ আলম",
        "Jahid Alam",
        "male",
        "upazila_officer",
        ("BD10060007",),
    ),
    DemoWorker(
        "worker-5",
        "বীথি মণ্ডল",
        "Bithi Mondal",
        "female",
        "upazila_officer",
        ("BD30260072",),
    ),
    DemoWorker(
        "worker-6",
        "আরিফ মোল্লা",
        "Arif Molla",
        "male",
        "social_worker",
        ("TH-DMP-sutrapur",),
        on_duty=False,
    ),
)
"""Workers who can sign in, most of them in Old Dhaka; which of its wards are the pilot's is not
known, so the areas are whole thanas."""

GIVEN = (
    ("আয়েশা", "Ayesha", "female"),
    ("কামাল", "Kamal", "male"),
    ("রুবিনা", "Rubina", "female"),
    ("সেলিম", "Selim", "male"),
    ("মমতাজ", "Momtaz", "female"),
    ("হাবিব", "Habib", "male"),
    ("শিরিন", "Shirin", "female"),
    ("নজরুল", "Nazrul", "male"),
)
FAMILY = (
    ("খাতুন", "Khatun"),
    ("ইসলাম", "Islam"),
    ("বেগম", "Begum"),
    ("উদ্দিন", "Uddin"),
    ("পারভীন", "Parvin"),
    ("মিয়া", "Mia"),
    ("সরকার", "Sarkar"),
)


def district_officers(districts: list[str]) -> list[DemoWorker]:
    """One invented officer a district, so that every place has somebody to fall back on."""
    chance = random.Random(SEED)  # noqa: S311 (invented names, nothing secret)
    made = []
    for number, place in enumerate(districts, start=1):
        bn, en, gender = chance.choice(GIVEN)
        family_bn, family_en = chance.choice(FAMILY)
        made.append(
            DemoWorker(
                f"district-{number:02d}",
                f"{bn} {family_bn}",
                f"{en} {family_en}",
                gender,
                "district_officer",
                (place,),
                capacity=8,
            )
        )
    return made


def number(kind: int, index: int) -> str:
    """An invented telephone number that can't ring: prefix 010, then `kind` and `index`."""
    return f"+88010{kind:02d}{index:06d}"


HOUSES: Final[tuple[dict[str, Any], ...]] = (
    {
        "name_bn": "বকুল",
        "name_en": "Bakul",
        "takes": Takes.GIRLS,
        "labels": ("1", "2"),
    },
    {
        "name_bn": "পলাশ",
        "name_en": "Palash",
        "takes": Takes.BOYS,
        "labels": ("1",),
        "age_from": 6,
        "age_to": 17,
    },
)
"""Invented: the houses of the demo's centre and their beds, as many as it has seats."""
