"""Two organisations with services and people, beside the people of a Casework; no test in it."""

from typing import Any
from uuid import UUID

from app.cases import (
    people_service,
    referral_access,
    referral_consents,
    referral_services,
    referrals,
)
from app.cases.people_access import locked
from app.cases.referral_duplicates import Warned
from app.cases.referral_models import CaseReferral
from app.cases.referral_queries import received_rows
from app.cases.referral_states import HandOver
from app.core import clock
from app.directory import offered, posts
from app.directory import service as directory
from app.directory.states import OrganisationKind, PostKind
from app.staff.models import Staff
from tests.cases.casework import OTHER_PLACE, PLACE, Casework
from tests.factories import add_counsellor

NEEDS = "একটি নিরাপদ থাকার জায়গা"


class Referring(Casework):
    """`asha` and `onno` are two organisations; `nila` works for the first, `rafi` for the other."""

    async def build(self) -> None:
        await super().build()
        self.organisations: dict[str, UUID] = {}
        self.services: dict[str, UUID] = {}
        for code, name, seat in (("asha", "nila", PLACE), ("onno", "rafi", OTHER_PLACE)):
            self.people[name] = await self._employ(code, name, seat)
            for kind in ("shelter", "education", "psychosocial"):
                self.services[f"{code} {kind}"] = await self.offer(code, kind, [seat])

    async def _employ(self, code: str, name: str, seat: str) -> Staff:
        """Somebody who holds a post of the organisation, and may sign in to the field app."""
        made = await add_counsellor(self.database, name, on=False, role="worker")

        async def act(session: Any) -> None:
            owner = await posts.add_organisation(
                session,
                code=code,
                kind=OrganisationKind.PARTNER,
                name_bn=f"{code} সংস্থা",
                name_en=f"{code} organisation",
            )
            self.organisations[code] = owner.id
            post = await posts.add_post(
                session,
                code=f"P-{code}",
                kind=PostKind.PARTNER_ORGANISATION,
                seat=seat,
                name_bn="কর্মী",
                name_en="worker",
                organisation_id=owner.id,
            )
            worker = await directory.add_worker(
                session,
                code=f"W-{code}",
                name_bn="নীলা",
                name_en="Nila",
                post_bn="কর্মী",
                post_en="worker",
            )
            await posts.appoint(session, post.id, worker.id, at=clock.now())
            (await session.get_one(Staff, made.id)).worker_id = worker.id

        await self.do(act)
        return made

    async def offer(self, code: str, kind: str, places: list[str], **more: Any) -> UUID:
        said = {
            "organisation": code,
            "kind": kind,
            "name_bn": "সেবা",
            "name_en": f"{kind} of {code}",
            "places": places,
            **more,
        }
        made = await self.do(lambda s: offered.offer(s, said, self.id("admin")))
        return UUID(str(made.id))

    async def say(self, case_id: UUID, fact: str, value: Any) -> None:
        """Something is said of the child of a case."""
        case = await self.case(case_id)

        async def act(session: Any) -> None:
            opened = await locked(session, case.child_id)
            by = self.id("mita")
            await people_service.note(session, opened, fact, value=value, source="child", by=by)

        await self.do(act)

    async def agree(self, case_id: UUID, service: str, giver: str = "mother", **more: Any) -> UUID:
        """Somebody consents to what `asha shelter` needs."""
        code, kind = service.split()
        args = (self.organisations[code], kind, giver, more.pop("answer", "given"), self.id("mita"))
        made = await self.on(case_id, referral_consents.note, *args, **more)
        return UUID(str(made.id))

    async def refer(
        self, case_id: UUID, service: str, what: str = "referral", by: str = "mita", **more: Any
    ) -> UUID:
        async def act(session: Any, case: Any) -> UUID:
            row = await offered.get(session, self.services[service])
            made = await referrals.send(
                session, case, row, HandOver(what), NEEDS, self.id(by), **more
            )
            return made.id

        made: UUID = await self.on(case_id, act)
        return made

    async def referral(self, referral_id: UUID) -> CaseReferral:
        made: CaseReferral = await self.do(lambda s: s.get_one(CaseReferral, referral_id))
        return made

    async def answer(
        self, case_id: UUID, referral_id: UUID, verb: str, by: str = "nila", **more: Any
    ) -> None:
        """`accept`, or `reject full`, `done completed`, `revoke other`."""

        async def act(session: Any, case: Any) -> None:
            row = await referral_access.locked(session, case, referral_id)
            if verb == "accept":
                await referrals.accept(session, case, row, self.id(by), **more)
            else:
                how, reason = verb.split()
                await referrals.end(session, case, row, how, reason, self.id(by), **more)

        await self.on(case_id, act)

    async def warned(self, case_id: UUID, kind: str) -> list[Warned]:
        case = await self.case(case_id)
        found: list[Warned] = await self.do(lambda s: referral_services.duplicates(s, case, kind))
        return found

    async def received(self, case_id: UUID) -> list[tuple[str, bool]]:
        """Services of the child, and whether each is over."""
        rows = await self.do(lambda s: received_rows(s, case_id))
        return [(row["service"], row["until"] is not None) for row in rows]
