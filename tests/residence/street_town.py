"""Two night shelters and a drop-in centre in a real database, with their people; holds no test."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from time_machine import travel

from app.cases import case_endpoints, people_endpoints
from app.core.db import Database
from app.core.errors import HelplineError
from app.core.settings import Settings
from app.residence import street_endpoints, street_service
from app.residence.street_crowds import crowds_of
from app.residence.street_marks import Note
from app.residence.street_sites import Site, name_site, site_of
from app.residence.street_states import SiteKind
from tests.dispatch.web import cookie_of, make_app
from tests.dispatch.world import World

NIGHT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
"""Nine in the evening in Dhaka."""
TONIGHT = date(2026, 11, 24)
SITES: tuple[tuple[str, SiteKind, dict[str, Any]], ...] = (
    ("boys", SiteKind.NIGHT_SHELTER, {"intake_gender": "boys", "capacity": 2}),
    ("open", SiteKind.NIGHT_SHELTER, {}),
    ("day", SiteKind.DROP_IN_CENTRE, {}),
)
Row = dict[str, Any]


@dataclass
class Street(World):
    """The small district and, by name, its sites and their people; `twin` is of `boys`, too."""

    sites: dict[str, Site] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: int = 0

    async def open(self) -> None:
        await self.build()

        async def act(session: Any) -> None:
            admin = await self.add_staff(session, "admin-9", "administrator")
            self.people["supervisor"] = await self.add_staff(session, "boss-9", "supervisor")
            for name, kind, more in SITES:
                made = await name_site(
                    session, kind, name_bn=f"{name} ঘর", name_en=name, more=more, by=admin.id
                )
                self.sites[name] = await site_of(session, made.id)
                self.people[name] = await self.add_staff(
                    session, f"{name}-9", "centre", centre_id=made.id
                )
            twin = self.sites["boys"].id
            self.people["twin"] = await self.add_staff(session, "twin-9", "centre", centre_id=twin)

        await self.do(act)
        for name, who in self.people.items():
            app = "console" if who.role == "supervisor" else "field"
            self.cookies[name] = await cookie_of(self, who.id, app)

    def note(self, who: str, day: date = TONIGHT, at: datetime = NIGHT) -> Note:
        """One of somebody's notes; each is made a second after the one before."""
        self.notes += 1
        made = at + timedelta(seconds=self.notes)
        by = self.people[who]
        return Note(uuid4(), day, by.id, made, by.role == "supervisor")

    async def meets(self, site: str, name: str, sex: str | None = None, **more: Any) -> UUID:
        child, note = uuid4(), self.note(site, **more)
        await self.do(lambda s: street_service.meet(s, self.sites[site], note, child, name, sex))
        return child

    async def sees(self, site: str, child: UUID, **more: Any) -> bool:
        note = self.note(more.pop("who", site), more.pop("day", TONIGHT))
        times = street_service.Times(more.pop("came", None), more.pop("left", None))
        done: bool = await self.do(
            lambda s: street_service.see(s, self.sites[site], note, child, times, **more)
        )
        return done

    async def crowd(self, site: str, day: date = TONIGHT) -> Any:
        pair = self.sites[site].id, day
        return (await self.do(lambda s: crowds_of(s, [pair])))[pair]

    async def ask(
        self, http: httpx.AsyncClient, who: str, method: str, path: str, body: Any = None
    ) -> tuple[int, Row]:
        headers = self.cookies[who]
        answer = await http.request(method, f"/api/v1{path}", json=body, headers=headers)
        return answer.status_code, answer.json() if answer.content else {}


@asynccontextmanager
async def opened(settings: Settings, database: Database) -> AsyncIterator[Street]:
    """The street on that evening; time goes on from there."""
    with travel(NIGHT, tick=True):
        made = Street(database, settings)
        await made.open()
        yield made


async def refusal(verb: Awaitable[Any]) -> HelplineError:
    """With what a verb is refused."""
    with pytest.raises(HelplineError) as refused:
        await verb
    return refused.value


async def code_of(verb: Awaitable[Any]) -> str:
    return (await refusal(verb)).code


def routes(street: Street) -> FastAPI:
    made = make_app(street)
    for room in (street_endpoints, case_endpoints, people_endpoints):
        made.include_router(room.router, prefix="/api/v1")
    return made
