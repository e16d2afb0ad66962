"""The demo's posts, one of each kind and one for each ward that may be the pilot's: all invented.

Which wards are the pilot's is not known; that each candidate has a worker here says nothing about
it. Every post and code carries the word that it is invented, and no number can ring.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.demo.people import FAMILY, GIVEN, SEED, number
from app.directory import posts, rosters
from app.directory import service as directory
from app.directory.models import Post, Worker
from app.directory.roster import DHAKA
from app.directory.states import OrganisationKind, PostKind
from app.geo.load import pilot_candidates
from app.geo.lookup import gazetteer

WARD_SHIFTS: Final = 2
"""Days planned ahead for the workers of wards, from the morning after the demo is set up."""
FROM, UNTIL = time(8), time(16)
DHAKA_DISTRICT: Final = "BD3026"


@dataclass(frozen=True)
class DemoPost:
    """A post, its holder and where it answers; on duty at once, or by a roster from tomorrow on."""

    code: str
    kind: PostKind
    place: str
    bn: str
    en: str
    organisation: str
    by_roster: bool = False


ORGANISATIONS: Final = (
    ("DEMO-DSS", OrganisationKind.SOCIAL_SERVICES, "সমাজসেবা (ডেমো)", "Social services (demo)"),
    ("DEMO-POLICE", OrganisationKind.POLICE, "পুলিশ (ডেমো)", "Police (demo)"),
    ("DEMO-NGO", OrganisationKind.PARTNER, "কল্পিত সহযোগী সংস্থা", "Invented partner organisation"),
)
_DSS, _POLICE, _NGO = (row[0] for row in ORGANISATIONS)
_K = PostKind
KINDS: Final = (
    DemoPost(
        "keraniganj-usso", _K.UPAZILA_SOCIAL_SERVICES_OFFICER, "BD30260038",
        "উপজেলা সমাজসেবা কর্মকর্তা", "Upazila social services officer", _DSS,
    ),
    DemoPost(
        "north-csso", _K.CITY_SOCIAL_SERVICES_OFFICER, "BD30262500",
        "শহর সমাজসেবা কর্মকর্তা", "City social services officer", _DSS,
    ),
    DemoPost(
        "paltan-probation", _K.PROBATION_OFFICER, "TH-DMP-paltan-model",
        "প্রবেশন কর্মকর্তা", "Probation officer", _DSS,
    ),
    DemoPost(
        "shyampur-cpsw", _K.CHILD_PROTECTION_SOCIAL_WORKER, "TH-DMP-shyampur",
        "শিশু সুরক্ষা সমাজকর্মী", "Child protection social worker", _DSS,
    ),
    DemoPost(
        "ashulia-usw", _K.UNION_SOCIAL_WORKER, "UN-BD30260072-ashulia",
        "ইউনিয়ন সমাজকর্মী", "Union social worker", _DSS,
    ),
    DemoPost(
        "motijheel-desk", _K.POLICE_CHILD_DESK, "TH-DMP-motijheel",
        "শিশু বিষয়ক ডেস্ক", "Police child desk", _POLICE,
    ),
    DemoPost(
        "shyampur-partner", _K.PARTNER_ORGANISATION, "TH-DMP-shyampur",
        "সহযোগী সংস্থার কর্মী", "Worker of a partner organisation", _NGO,
    ),
    DemoPost(
        "dhaka-occ", _K.ONE_STOP_CRISIS_CENTRE, DHAKA_DISTRICT,
        "ওয়ান-স্টপ ক্রাইসিস সেন্টার", "One-stop crisis centre", _DSS,
    ),
    DemoPost(
        "dhaka-legal-aid", _K.LEGAL_AID_OFFICER, DHAKA_DISTRICT,
        "আইনগত সহায়তা কর্মকর্তা", "Legal aid officer", _DSS,
    ),
    DemoPost(
        "keraniganj-uno", _K.UPAZILA_NIRBAHI_OFFICER, "BD30260038",
        "উপজেলা নির্বাহী অফিসার", "Upazila nirbahi officer", _DSS,
    ),
    DemoPost(
        "dhaka-education", _K.EDUCATION_OFFICER, DHAKA_DISTRICT,
        "শিক্ষা কর্মকর্তা", "Education officer", _DSS,
    ),
)  # fmt: skip
"""One of each kind. Those who may go to a child are away from the areas of the workers who can
sign in; the others are asked for their part in a hand-off alone."""


def demo_posts() -> Iterator[DemoPost]:
    """Every invented post: one of each kind, then one for each candidate ward."""
    yield from KINDS
    for code in pilot_candidates():
        place = gazetteer().get(code)
        assert place is not None
        yield DemoPost(
            code.removeprefix("WD-").lower(),
            PostKind.WARD_WORKER,
            code,
            f"ওয়ার্ড কর্মী, {place.name_bn}",
            f"Ward worker, {place.name_en}",
            _DSS,
            by_roster=True,
        )


async def add_posts(session: AsyncSession) -> None:
    """Organisations, posts, who holds them, what they answer for, and the roster."""
    owners = {
        code: (
            await posts.add_organisation(session, code=code, kind=kind, name_bn=bn, name_en=en)
        ).id
        for code, kind, bn, en in ORGANISATIONS
    }
    chance = random.Random(SEED)  # noqa: S311 (invented names, nothing secret)
    now = clock.now()
    for index, one in enumerate(demo_posts(), start=1):
        post = await posts.add_post(
            session,
            code=f"INVENTED-{one.code}",
            kind=one.kind,
            seat=one.place,
            organisation_id=owners[one.organisation],
            name_bn=f"{one.bn} (কল্পিত)",
            name_en=f"{one.en} (invented)",
        )
        holder = await _holder(session, one, post, number(30, index), chance)
        await posts.appoint(session, post.id, holder.id, at=now)
        await directory.cover(session, one.place, post_id=post.id)
        if one.by_roster:
            for starts_at, ends_at in _shifts(now):
                await rosters.plan_shift(session, holder.id, starts_at, ends_at, by=None)


async def _holder(
    session: AsyncSession, one: DemoPost, post: Post, phone: str, chance: random.Random
) -> Worker:
    (bn, en, gender), (family_bn, family_en) = chance.choice(GIVEN), chance.choice(FAMILY)
    point = gazetteer().point_of(one.place)
    assert point is not None
    return await directory.add_worker(
        session,
        code=f"invented-{one.code}",
        name_bn=f"{bn} {family_bn}",
        name_en=f"{en} {family_en}",
        post_bn=post.name_bn,
        post_en=post.name_en,
        gender=gender,
        phone=phone,
        on_duty=not one.by_roster,
        capacity=3,
        lat=point.lat,
        lon=point.lon,
        location_basis="office",
    )


def _shifts(now: datetime) -> Iterator[tuple[datetime, datetime]]:
    tomorrow = now.astimezone(DHAKA).date() + timedelta(days=1)
    for day in range(WARD_SHIFTS):
        date = tomorrow + timedelta(days=day)
        yield datetime.combine(date, FROM, DHAKA), datetime.combine(date, UNTIL, DHAKA)
