"""Steps of the evening about a case that goes to another organisation; holds no test."""

from typing import Any
from uuid import UUID

from app.cases import referral_access, referral_consents, referral_services, referrals
from app.cases.case_access import SystemWhy, for_system
from app.cases.referral_states import HandOver
from app.core import clock
from app.directory import offered, posts
from app.directory.states import OrganisationKind, PostKind
from tests.dispatch.world import UNION
from tests.realtime.evening import Evening

KINDS = ("shelter", "education")


def _by(evening: Evening, name: str = "bina") -> UUID:
    return evening.people[name].id


async def _on(evening: Evening, verb: Any, /, *args: Any, **more: Any) -> Any:
    async def act(session: Any) -> Any:
        case_id = evening.tickets["case"]
        case = await for_system(session, case_id, SystemWhy.SCREEN, lock=True)
        return await verb(session, case, *args, **more)

    return await evening.do(act)


async def organised(evening: Evening) -> None:
    """An organisation for which one of the workers holds a post, and two services of it."""

    async def act(session: Any) -> None:
        owner = await posts.add_organisation(
            session,
            code="EVENING",
            kind=OrganisationKind.PARTNER,
            name_bn="সন্ধ্যা সংস্থা",
            name_en="Evening organisation",
        )
        post = await posts.add_post(
            session,
            code="EVENING-1",
            kind=PostKind.PARTNER_ORGANISATION,
            seat=UNION,
            name_bn="কর্মী",
            name_en="Worker",
            organisation_id=owner.id,
        )
        rina = evening.people["rina"].worker_id
        assert rina is not None
        await posts.appoint(session, post.id, rina, at=clock.now())
        for kind in KINDS:
            said = {
                "organisation": "EVENING",
                "kind": kind,
                "name_bn": "সেবা",
                "name_en": kind,
                "places": [UNION],
            }
            made = await offered.offer(session, said, _by(evening, "shanta"))
            evening.tickets[kind] = made.id
        evening.tickets["organisation"] = owner.id

    await evening.do(act)
    evening.watched.screens.append(("bina", f"case/{evening.tickets['case']}"))


async def consented(evening: Evening) -> None:
    for kind in KINDS:
        made = await _on(
            evening,
            referral_consents.note,
            evening.tickets["organisation"],
            kind,
            "mother",
            "given",
            _by(evening),
            words="হ্যাঁ",
        )
        evening.tickets[f"{kind} consent"] = made.id


async def referred(evening: Evening, kind: str, what: str = "referral") -> None:
    async def act(session: Any, case: Any) -> None:
        service = await offered.get(session, evening.tickets[kind])
        made = await referrals.send(
            session,
            case,
            service,
            HandOver(what),
            "থাকার জায়গা",
            _by(evening),
            despite="other_need",
        )
        evening.tickets["referral"] = made.id

    await _on(evening, act)


async def accepted(evening: Evening) -> None:
    async def act(session: Any, case: Any) -> None:
        row = await referral_access.locked(session, case, evening.tickets["referral"])
        await referrals.accept(session, case, row, _by(evening, "rina"))

    await _on(evening, act)


async def taken_back(evening: Evening) -> None:
    consent = evening.tickets["education consent"]
    await _on(evening, referral_consents.withdraw, consent, _by(evening))


async def served(evening: Evening) -> None:
    args = ("meals", evening.tickets["organisation"], None, _by(evening))
    await _on(evening, referral_services.note, *args)


async def transferred(evening: Evening) -> None:
    """It is no longer the former owner's to watch."""
    await referred(evening, "shelter", "transfer")
    evening.watched.screens.remove(("bina", f"case/{evening.tickets['case']}"))
    await accepted(evening)


REFERRALS = (
    ("an organisation gives services", organised),
    ("the mother consents", consented),
    ("the child is referred", lambda e: referred(e, "shelter")),
    ("which is accepted", accepted),
    ("another consent is withdrawn", taken_back),
    ("the child has meals there, too", served),
    ("the whole case goes there", transferred),
)
