"""A small invented district in a real database, for tests of dispatch; holds no test itself."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import service as cases
from app.cases.access import SystemReason, for_system
from app.cases.models import Channel, Incident, TimelineEntry
from app.cases.timeline import Actor
from app.core.db import Database
from app.core.errors import ProviderError
from app.core.outbox import OutboxRow
from app.core.settings import Settings
from app.directory import service as directory
from app.directory.load import centres
from app.dispatch import beds, service
from app.dispatch.ladder import Responder
from app.dispatch.messenger import Device, DeviceIsGone
from app.dispatch.models import Alert, Dispatch, Step
from app.geo.lookup import gazetteer
from app.residence.models import BedHold
from app.staff import service as staff
from app.staff.auth import SignedIn

UNION, UPAZILA, DISTRICT = "UN-BD10060007-rangasree", "BD10060007", "BD1006"
PASSWORD = "correct horse battery"


@dataclass
class Carrier:
    """A messenger by shape: remembers what it was given, fails when told to."""

    sent: list[dict[str, Any]] = field(default_factory=list)
    rung: list[tuple[str, UUID, int, bool]] = field(default_factory=list)
    pushed: list[tuple[Device, str, int, UUID]] = field(default_factory=list)
    mailed: list[tuple[str, str, str]] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    fails: ProviderError | None = None
    tried: int = 0

    async def text(self, to: str, body: str, *, valid_seconds: int, ref: UUID) -> str:
        self._try()
        self.sent.append({"to": to, "body": body, "valid_seconds": valid_seconds, "ref": ref})
        return f"SM{len(self.sent):032d}"

    async def ring_and_ask(self, to: str, ref: UUID, *, ring_seconds: int, again: bool) -> str:
        self._try()
        self.rung.append((to, ref, ring_seconds, again))
        return f"CA{len(self.rung):032d}"

    async def push(self, device: Device, payload: str, *, valid_seconds: int, ref: UUID) -> None:
        self._try()
        if device.endpoint in self.gone:
            raise DeviceIsGone
        self.pushed.append((device, payload, valid_seconds, ref))

    async def email(self, to: str, subject: str, body: str, *, ref: UUID) -> str:
        self._try()
        self.mailed.append((to, subject, body))
        return f"<{ref}@test>"

    def _try(self) -> None:
        self.tried += 1
        if self.fails is not None:
            raise self.fails


@dataclass
class World:
    """Three workers on duty around one place, a counsellor, and an incident at that place."""

    database: Database
    settings: Settings
    counsellor: SignedIn = field(init=False)
    workers: list[Responder] = field(default_factory=list)
    incident_id: UUID = field(init=False)

    async def build(self) -> None:
        async with self.database.transaction() as session:
            await staff.sync_roles(session)
            known = gazetteer()
            chain = [known.get(code) for code in reversed(list(known.containers(UNION)))]
            await directory.sync_places(session, [place for place in chain if place])
            self.counsellor = await self.add_staff(session, "counsellor-9", "counsellor")
            near = (("W1", "রিনা", "Rina", UNION), ("W2", "সুমন", "Suman", UPAZILA))
            for code, bn, en, place in (*near, ("W3", "নীলা", "Neela", DISTRICT)):
                self.workers.append(await self.add_worker(session, code, bn, en, place))
        self.incident_id = await self.add_incident(UNION)

    async def add_worker(
        self, session: AsyncSession, code: str, bn: str, en: str, place: str, **more: Any
    ) -> Responder:
        point = gazetteer().point_of(UNION)
        assert point is not None
        where = {"lat": point.lat, "lon": point.lon, "location_basis": "office"}
        facts = {**where, "on_duty": True, "phone": f"+8801000000{len(self.workers):03d}", **more}
        worker = await directory.add_worker(
            session,
            code=code,
            name_bn=bn,
            name_en=en,
            post_bn="ইউনিয়ন সমাজকর্মী",
            post_en="Union social worker",
            **facts,
        )
        await directory.cover(session, place, worker_id=worker.id)
        return Responder("worker", worker.id)

    async def add_centres(self) -> None:
        """The centres of the file, and the places they stand in."""
        async with self.database.transaction() as session:
            await directory.sync_places(session, gazetteer())
            await directory.sync_centres(session, centres())

    async def centre(self, code: str) -> Responder:
        async with self.database.transaction() as session:
            found = await directory.centre_by_code(session, code)
            assert found is not None
            return Responder("centre", found.id)

    async def add_staff(self, session: AsyncSession, name: str, role: str, **more: Any) -> SignedIn:
        person = await staff.add_staff(
            session,
            name=name,
            display_bn="মিতা",
            display_en="Mita",
            role=role,
            password=PASSWORD,
            **more,
        )
        return SignedIn(
            id=person.id,
            name=name,
            display_bn="মিতা",
            display_en="Mita",
            role=role,
            app="console",
            session_id=uuid4(),
            worker_id=person.worker_id,
            centre_id=person.centre_id,
        )

    async def add_incident(self, place: str | None, urgency: str = "P1") -> UUID:
        async with self.database.transaction() as session:
            opened = await cases.open_incident(session, Channel.WALK_IN, Actor("staff"))
            await cases.add_party(session, opened, "counsellor", self.counsellor.id)
            await cases.set_urgency(session, opened, urgency, self.counsellor.id)
            if place is not None:
                await cases.locate(session, opened, place, "said", self.counsellor.id)
            return opened.id

    async def do(self, act: Callable[[AsyncSession], Awaitable[Any]]) -> Any:
        """One transaction, committed."""
        async with self.database.transaction() as session:
            return await act(session)

    async def request(self, chosen: Responder | None = None, **more: Any) -> UUID:
        incident_id = more.get("incident_id", self.incident_id)
        made = await self.do(
            lambda s: service.request(s, self.counsellor, incident_id, chosen, self.settings)
        )
        return made.id

    async def accept(self, dispatch_id: UUID, by: Responder) -> None:
        await self.do(lambda s: service.accept(s, dispatch_id, by, self.settings))

    async def decline(self, dispatch_id: UUID, by: Responder, reason: str = "busy") -> None:
        await self.do(lambda s: service.decline(s, dispatch_id, by, reason, self.settings))

    async def stand_down(self, dispatch_id: UUID, reason: str = "not_needed") -> None:
        await self.do(lambda s: service.stand_down(s, self.counsellor, dispatch_id, reason))

    async def step_on(self, verb: Callable[..., Awaitable[Any]], dispatch_id: UUID) -> None:
        """The first worker does `verb` (depart, arrive)."""
        await self.do(lambda s: verb(s, dispatch_id, self.workers[0]))

    async def bed_runs_out(self) -> None:
        """The time of the only bed that is held is up."""

        async def act(session: AsyncSession) -> None:
            (hold,) = list(await session.exec(select(BedHold)))
            hold.until = hold.held_at
            session.add(hold)
            await session.flush()
            await beds.bed_due(session, hold.id)

        await self.do(act)

    async def dispatch(self, dispatch_id: UUID) -> Dispatch:
        async with self.database.transaction() as session:
            found = await session.get(Dispatch, dispatch_id)
            assert found is not None
            return found

    async def incident(self, incident_id: UUID | None = None) -> Incident:
        wanted = incident_id or self.incident_id
        return await self.do(lambda s: for_system(s, wanted, SystemReason.SCREEN))

    async def steps(self, dispatch_id: UUID) -> list[Step]:
        async with self.database.transaction() as session:
            found = await session.exec(
                select(Step).where(Step.dispatch_id == dispatch_id).order_by(col(Step.no))
            )
            return list(found)

    async def alerts(self, dispatch_id: UUID, channel: str = "text") -> list[Alert]:
        async with self.database.transaction() as session:
            found = await session.exec(
                select(Alert)
                .join(Step, col(Step.id) == col(Alert.step_id))
                .where(Step.dispatch_id == dispatch_id, Alert.channel == channel)
                .order_by(col(Step.no), col(Alert.at))
            )
            return list(found)

    async def timeline(self) -> list[str]:
        async with self.database.transaction() as session:
            found = await session.exec(
                select(TimelineEntry.kind)
                .where(TimelineEntry.incident_id == self.incident_id)
                .order_by(col(TimelineEntry.seq))
            )
            return list(found)

    async def events(self, key: str) -> list[OutboxRow]:
        async with self.database.transaction() as session:
            found = await session.exec(
                select(OutboxRow).where(OutboxRow.event == key).order_by(col(OutboxRow.id))
            )
            return list(found)
