"""A district with its bodies, beside the people of a Casework; holds no test itself."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select

from app.cases import people_service
from app.cases.board_told import BodyKind
from app.cases.people_access import locked as child_locked
from app.core import clock
from app.core.errors import HelplineError
from app.directory import posts
from app.directory import service as directory
from app.directory.states import OrganisationKind, PostKind
from app.jobs.deadlines import fire_due
from app.programmes.boards import agenda, decisions, jobs, meetings, minutes, queries, service
from app.programmes.boards.models import CommitteeEntry, CommitteeSeat, Decision, Meeting
from app.programmes.boards.states import Level, Presence, SeatRole
from tests.cases.casework import PLACE, Casework
from tests.cases.records import signed

DISTRICT = "BD3026"
"""Dhaka; the child of a Casework lives in a thana of it."""
CHILD = {
    "name_bn": "ঝিলমিল পরী",
    "name_latin": "Jhilmil Pori",
    "father_name": "করিমুল্লাহ",
    "mother_name": "Zorabwala",
    "sex": "girl",
    "birth": {"date": "2017-03-05", "certainty": "certain"},
    "birth_registration": "20171234567890123",
    "home_place": PLACE,
    "address": "৪৩/২ নীল দরজা",
}
AUNT = {"name_bn": "ভেলুচাচি", "phone": "01012345678"}
TELLS = (
    "ঝিলমিল",
    "পরী",
    "Jhilmil",
    "করিমুল্লাহ",
    "Zorabwala",
    "ভেলুচাচি",
    "সূত্রাপুর",
    "Sutrapur",
    "01012345678",
    "1012345678",
    "20171234567890123",
    "নীল দরজা",
    "2017-03-05",
    "05/03/2017",
)
"""Whatever would tell who the child is, as it may stand in minutes, digits in Latin ones."""


def today() -> date:
    return clock.now().astimezone(clock.DHAKA).date()


def in_days(days: int) -> date:
    return today() + timedelta(days=days)


class Boarding(Casework):
    """A district board with three seats by post and one by title; `asha` is an organisation."""

    async def build(self) -> None:
        await super().build()
        self.workers: dict[str, UUID] = {}
        self.posts: dict[str, UUID] = {}
        await self.do(self._offices)

    async def _offices(self, session: Any) -> None:
        await posts.add_organisation(
            session,
            code="asha",
            kind=OrganisationKind.PARTNER,
            name_bn="আশা সংস্থা",
            name_en="Asha organisation",
        )
        for code in ("first", "second"):
            made = await directory.add_worker(
                session,
                code=f"W-{code}",
                name_bn="কর্মকর্তা",
                name_en=f"Officer {code}",
                post_bn="কর্মকর্তা",
                post_en="Officer",
            )
            self.workers[code] = made.id
        for code, kind in (
            ("dd", PostKind.DISTRICT_SOCIAL_SERVICES_OFFICER),
            ("edu", PostKind.EDUCATION_OFFICER),
            ("law", PostKind.LEGAL_AID_OFFICER),
        ):
            post = await posts.add_post(
                session,
                code=f"P-{code}",
                kind=kind,
                seat=DISTRICT,
                name_bn=f"পদ {code}",
                name_en=f"Post {code}",
            )
            self.posts[code] = post.id

    async def found(
        self,
        body: BodyKind = BodyKind.WELFARE_BOARD,
        level: Level = Level.DISTRICT,
        place: str | None = DISTRICT,
        **more: Any,
    ) -> UUID:
        said = {"name_bn": "জেলা শিশুকল্যাণ বোর্ড", "name_en": "District child welfare board", **more}

        async def act(session: Any) -> UUID:
            by = self.id("admin")
            made = await service.found(session, by, body=body, level=level, place=place, **said)
            return made.id

        id_: UUID = await self.do(act)
        return id_

    async def board(self, quorum: int | None = 2, **more: Any) -> UUID:
        """The board with its seats: a chair, two members, and one known by its title."""
        made = await self.found(quorum=quorum, **more)
        for role, post in (
            (SeatRole.CHAIR, "dd"),
            (SeatRole.MEMBER, "edu"),
            (SeatRole.MEMBER, "law"),
        ):
            await self.seat(made, role, post=post)
        await self.seat(made, SeatRole.MEMBER, title_bn="গণ্যমান্য", title_en="Citizen")
        return made

    async def seat(self, committee: UUID, role: SeatRole, post: str = "", **more: Any) -> UUID:
        if post:
            more["post_id"] = self.posts[post]

        async def act(session: Any) -> UUID:
            by = self.id("admin")
            return (await service.add_seat(session, committee, by, role=role, **more)).id

        id_: UUID = await self.do(act)
        return id_

    async def committee(self, meeting: UUID) -> UUID:
        found: UUID = await self.do(lambda s: agenda.committee_of(s, meeting))
        return found

    async def seats(self, committee: UUID) -> list[CommitteeSeat]:
        found: list[CommitteeSeat] = await self.do(lambda s: service.seats_of(s, committee))
        return found

    async def plan(self, committee: UUID, at: datetime | None = None, **more: Any) -> UUID:
        when = at or clock.now() - timedelta(hours=1)
        by = self.id("shanta")
        made = await self.do(lambda s: meetings.plan(s, committee, when, more.get("venue"), by))
        return UUID(str(made.id))

    async def hold(self, meeting: UUID, there: int = 3) -> Meeting:
        """Held now; so many of the seats are taken, of the others nothing is known."""
        committee = await self.do(lambda s: agenda.committee_of(s, meeting))
        present = {one.id: Presence.PRESENT for one in (await self.seats(committee))[:there]}
        by = self.id("shanta")
        held: Meeting = await self.do(lambda s: meetings.hold(s, meeting, clock.now(), present, by))
        return held

    async def lay(self, meeting: UUID, case_id: UUID, question: str = "placement") -> UUID:
        async def act(session: Any, case: Any) -> UUID:
            return (await agenda.lay_case(session, meeting, case, question, self.id("mita"))).id

        id_: UUID = await self.on(case_id, act)
        return id_

    async def matter(self, meeting: UUID, said: str) -> UUID:
        by = self.id("shanta")
        made = await self.do(lambda s: agenda.lay_matter(s, meeting, said, by))
        return UUID(str(made.id))

    async def resolve(
        self, meeting: UUID, said: str = "স্কুলে ভর্তির ব্যবস্থা", days: int = 10, **more: Any
    ) -> UUID:
        committee = await self.do(lambda s: agenda.committee_of(s, meeting))
        if "organisation" not in more:
            more.setdefault("seat_id", (await self.seats(committee))[0].id)
        by = self.id("shanta")
        made = await self.do(
            lambda s: decisions.decide(s, meeting, by, said=said, due_on=in_days(days), **more)
        )
        return UUID(str(made.id))

    async def minute(self, meeting: UUID, note: str | None = None) -> Meeting:
        who = signed(self.people["shanta"])
        made: Meeting = await self.do(lambda s: minutes.write(s, who, meeting, note))
        return made

    async def decision(self, decision_id: UUID) -> Decision:
        made: Decision = await self.do(lambda s: s.get_one(Decision, decision_id))
        return made

    async def decided(self, **more: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = await self.do(lambda s: queries.decision_rows(s, **more))
        return rows

    async def logged(self, committee: UUID) -> list[dict[str, Any]]:
        """The log: kind and facts, oldest first and gapless."""
        asked = select(CommitteeEntry).where(CommitteeEntry.committee_id == committee)
        found = list(await self.do(lambda s: s.exec(asked.order_by(col(CommitteeEntry.seq)))))
        assert [one.seq for one in found] == list(range(1, len(found) + 1))
        return [{"kind": one.kind, **one.facts} for one in found]

    async def fire_boards(self) -> int:
        return await fire_due(self.database, jobs.deadlines())

    async def child_case(self) -> UUID:
        """A case of a child of whom much is known, and an aunt with a telephone."""
        case_id = await self.open()
        case = await self.case(case_id)

        async def act(session: Any) -> None:
            by = self.id("mita")
            for field, value in CHILD.items():
                opened = await child_locked(session, case.child_id)
                await people_service.note(
                    session, opened, field, value=value, source="child", by=by
                )
            opened = await child_locked(session, case.child_id)
            await people_service.add_person(session, opened, AUNT, "child", by)

        await self.do(act)
        return case_id

    async def child_is_called(self, case_id: UUID, nickname: str) -> None:
        case = await self.case(case_id)

        async def act(session: Any) -> None:
            opened = await child_locked(session, case.child_id)
            by = self.id("mita")
            await people_service.note(
                session, opened, "nickname", value=nickname, source="child", by=by
            )

        await self.do(act)


async def refused(work: Boarding, kind: type[HelplineError], verb: Any) -> HelplineError:
    with pytest.raises(kind) as error:
        await work.do(verb)
    return error.value
