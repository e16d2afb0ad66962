"""Strangers at every route: no session, another role, another centre, a page of another origin."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import select

from app.calls import sessions
from app.calls.models import Offer
from app.cases import lost, people_service
from app.cases.access import SystemReason, for_system
from app.cases.lost_models import Missing
from app.cases.people_models import SameChild, lower_first
from app.core import clock
from app.core.db import Database
from app.dispatch.unmet_models import Unmet
from app.staff.models import Staff
from tests.dispatch.web import cookie_of
from tests.dispatch.world import World
from tests.factories import answered
from tests.serving import Served
from tests.staff.attack_bodies import (
    NOBODY,
    NOBODYS_OF_PROGRAMMES,
    OF_A_CHILD,
    OF_A_STAY,
    OF_PROGRAMMES,
)

SPELL = {"starts_at": "2099-01-01T09:00:00+00:00", "ends_at": "2099-01-01T17:00:00+00:00"}
BODIES: dict[str, Any] = {
    "/offers/{offer_id}/pass": {"reason": "language"},
    "/duty/pause": {"reason": "tea"},
    "/incidents/{incident_id}/intake/{field}": {"value": "x"},
    "/incidents/{incident_id}/locate": {"place": "TH-DMP-sutrapur"},
    "/incidents/{incident_id}/categorise": {"categories": []},
    "/incidents/{incident_id}/set-urgency": {"urgency": "P3"},
    "/incidents/{incident_id}/close": {"reason": "prank"},
    "/incidents/{incident_id}/dispatches": {},
    "/incidents/{incident_id}/hand-off": {"parts": [{"agency": "police"}]},
    "/dispatches/{dispatch_id}/decline": {"reason": "busy"},
    "/dispatches/{dispatch_id}/hand-back": {"reason": "ill"},
    "/field/commands": {
        "commands": [
            {
                "id": "00000000-0000-4000-8000-000000000000",
                "verb": "accept",
                "dispatch_id": "00000000-0000-4000-8000-000000000000",
                "seq": 1,
                "made_at": "2026-11-24T12:00:00Z",
                "clock_offset_ms": 0,
            }
        ]
    },
    "/dispatches/{dispatch_id}/complete": {"outcome": "other"},
    "/dispatches/{dispatch_id}/stand-down": {"reason": "mistake"},
    "/dispatches/{dispatch_id}/record-answer": {
        "responder": {"kind": "worker", "id": "00000000-0000-4000-8000-000000000000"},
        "answer": "yes",
    },
    "/push/subscription": {
        "endpoint": "https://fcm.googleapis.com/x",
        "keys": {"p256dh": "x", "auth": "x"},
    },
    "/incidents/{incident_id}/link": {"to": "1098-26-999999"},
    "/incidents/{incident_id}/allow-contact": {"reason": "known_safe"},
    "/incidents/{incident_id}/forbid-contact": {"reason": "somebody_listens"},
    "/call-backs/{call_back_id}/complete": {"outcome": "reached"},
    "/call-backs/{call_back_id}/plan-again": {"reason": "danger"},
    "/calls/{call_id}/mark-nuisance": {"reason": "plays"},
    "/calls/{call_id}/block": {"reason": "floods", "hours": 1},
    "/calls/{call_id}/interview/questions": {"question": "hurt"},
    "/calls/{call_id}/interview/sounds": {
        "question_id": "00000000-0000-4000-8000-000000000000",
        "answer": "yes",
    },
    "/calls/{call_id}/interview/background": {"background": ["tv"]},
    "/calls/{call_id}/interview/disposition": {"disposition": "silent_empty"},
    "/announcements": {"kind": "closed", "minutes": 60, "reason": "test"},
    "/incidents/{incident_id}/sessions": {
        "staff_id": "00000000-0000-4000-8000-000000000000",
        "starts_at": "2099-01-01T09:00:00+00:00",
    },
    "/calls/{call_id}/parties": {"service": "999"},
    "/calls/{call_id}/transfer": {
        "to": "00000000-0000-4000-8000-000000000000",
        "kind": "warm",
    },
    "/invitations/{invitation_id}/decline": {"reason": "busy"},
    "/sessions/{session_id}/end": {"outcome": "held"},
    "/dispatches/{dispatch_id}/admit": {},
    "/centres/{centre_id}/houses": {
        "name_bn": "ক",
        "name_en": "A",
        "takes": "both",
        "beds": ["1"],
    },
    "/centres/{centre_id}": {"capacity": 1},
    "/centres/{centre_id}/address": {"address": "x"},
    "/centres/{centre_id}/address/look": {"reason": "inspection"},
    "/centres/{centre_id}/count-night": {"children": 1},
    "/centres/{centre_id}/allow-more": {"extra": 1, "reason": "siblings", "hours": 1},
    "/houses/{house_id}": {"name_en": "B"},
    "/houses/{house_id}/beds": {"beds": ["9"]},
    "/beds/{bed_id}": {"label": "9"},
    "/beds/{bed_id}/take-out": {"reason": "repair"},
    "/stays/{stay_id}/move": {"bed": "00000000-0000-4000-8000-000000000000"},
    "/stays/{stay_id}/leave": {"reason": "family"},
    **OF_A_STAY,
    "/directory/import": {"kind": "holidays", "csv": "day,name_bn,name_en"},
    "/workers/{worker_id}/duty": {"on": True},
    "/workers/{worker_id}/contacts": {"channel": "text", "address": "01712345678"},
    "/centres/{centre_id}/contacts": {"channel": "text", "address": "01712345678"},
    "/staff/{staff_id}/contacts": {"channel": "text", "address": "01712345678"},
    "/contacts/{contact_id}/verify": {"code": "1"},
    "/posts/{post_id}/appoint": {"worker_id": NOBODY, "starts_at": "2099-01-01T09:00:00+00:00"},
    "/holdings/{holding_id}/relieve": {"at": "2099-01-01T09:00:00+00:00"},
    "/holdings/{holding_id}/transfer": {"to_post": NOBODY, "at": "2099-01-01T09:00:00+00:00"},
    "/workers/{worker_id}/shifts": SPELL,
    "/workers/{worker_id}/leaves": {**SPELL, "reason": "casual"},
    "/shifts/{shift_id}/change": SPELL,
    "/shifts/{shift_id}/swaps": {"to_worker": NOBODY},
    "/duress/{duress_id}/close": {"outcome": "mistake"},
    "/unmet/{unmet_id}/stand-down": {"reason": "mistake"},
    "/field/pins": {"password": "nothing", "pin": "2580", "duress_pin": "7413"},
    "/incidents/{incident_id}/mark-safe": {"found": "other"},
    "/incidents/{incident_id}/exclusions": {
        "responder": {"kind": "worker", "id": "00000000-0000-4000-8000-000000000000"},
        "reason": "accused",
    },
    "/incidents/{incident_id}/clock/pause": {"reason": "road_flooded"},
    "/clock/targets": {"urgency": "P3", "stop": "safe", "seconds": 700000},
    "/incidents/{incident_id}/marriage": {"day": None},
    "/incidents/{incident_id}/marriage/steps": {"kind": "uno_told", "word": "will_act"},
    "/incidents/{incident_id}/marriage/end": {"reason": "married"},
    "/incidents/{incident_id}/papers": {"kind": "section_90", "text": "x"},
    "/incidents/{incident_id}/papers/{paper_id}/give": {"post": "uno", "how": "post"},
    "/incidents/{incident_id}/papers/{paper_id}/acknowledge": {"post": "uno"},
    "/incidents/{incident_id}/forms": {"version_id": NOBODY, "answers": {}},
    "/incidents/{incident_id}/forms/{answer_id}": {"answers": {}, "version": 1},
    "/incidents/{incident_id}/forms/{answer_id}/complete": {"version": 1},
    "/incidents/{incident_id}/forms/{answer_id}/correct": {
        "answers": {},
        "version": 1,
        "why": "x",
    },
    **OF_A_CHILD,
    **OF_PROGRAMMES,
    "/session": {"name": "nobody", "password": "nothing"},
    "/incidents": {"channel": "walk_in"},
    "/line/choose": {"kind": "house"},
    "/staff/{staff_id}/line/choose": {"kind": "house"},
}
SENDING = ("POST", "PUT", "PATCH")
OPEN = {("POST", "/session"), ("GET", "/live.schema.json")}
NOBODYS = {
    "kind": "centres",
    "code": "no_such_form",
    "name": "no_such_report",
    "field": "narrative",
    "fact": "sex",
    "match_id": "00000000-0000-4000-8000-000000000000",
    "person_id": "00000000-0000-4000-8000-000000000000",
    "relation_id": "00000000-0000-4000-8000-000000000000",
    "merge_id": "00000000-0000-4000-8000-000000000000",
    "number": "1098-26-999999",
    "invitation_id": "00000000-0000-4000-8000-000000000000",
    "party": "caller",
    "verb": "mute",
    "call_back_id": "00000000-0000-4000-8000-000000000000",
    "announcement_id": "00000000-0000-4000-8000-000000000000",
    "duress_id": "00000000-0000-4000-8000-000000000000",
    "block_id": "00000000-0000-4000-8000-000000000000",
    "exclusion_id": "00000000-0000-4000-8000-000000000000",
    "paper_id": "00000000-0000-4000-8000-000000000000",
    "text_id": "00000000-0000-4000-8000-000000000000",
    "photo_id": "00000000-0000-4000-8000-000000000000",
    "staff_id": "00000000-0000-4000-8000-000000000000",
    "centre_id": "00000000-0000-4000-8000-000000000000",
    "house_id": "00000000-0000-4000-8000-000000000000",
    "bed_id": "00000000-0000-4000-8000-000000000000",
    "stay_id": "00000000-0000-4000-8000-000000000000",
    "sheet": "plan",
    **dict.fromkeys(("case_id", "action_id", "document_id", "ask_id"), NOBODY),
    **NOBODYS_OF_PROGRAMMES,
    **dict.fromkeys(("referral_id", "consent_id", "received_id", "offered_id"), NOBODY),
    **dict.fromkeys(("issue_id", "track_id", "care_incident_id"), NOBODY),
    **dict.fromkeys(("extension_id", "improvement_id"), NOBODY),
    **dict.fromkeys(
        ("reintegration_id", "exception_id", "follow_up_id", "return_id"),
        NOBODY,
    ),
    **dict.fromkeys(("enrolment_id", "payee_id", "payment_id", "grievance_id"), NOBODY),
    "no": "1",
    **dict.fromkeys(
        (
            "answer_id",
            "version_id",
            "worker_id",
            "contact_id",
            "post_id",
            "holding_id",
            "shift_id",
            "leave_id",
            "swap_id",
        ),
        NOBODY,
    ),
}
"""No one's own: a field's name, a ticket that is not there, lists that are everybody's, and a
centre's beds and cases, whose strangers are in tests/residence and tests/cases."""


@dataclass
class Town:
    """Somebody's call, incident and dispatch; and strangers of every role."""

    served: Served
    ids: dict[str, str] = field(default_factory=dict)
    strangers: dict[str, dict[str, str]] = field(default_factory=dict)
    routes: list[tuple[str, str]] = field(default_factory=list)

    async def build(self, database: Database) -> None:
        world = World(database, self.served.settings)
        await world.build()
        owner, call = await answered(database)
        dispatch, people = await world.request(), {}
        await world.accept(dispatch, world.workers[0])
        async with database.transaction() as session:
            offer = (await session.exec(select(Offer.id))).one()
            for role, more in {
                "counsellor": {},
                "administrator": {},
                "worker": {"worker_id": world.workers[1].id},
                "centre": {"centre_id": uuid4()},
            }.items():
                who = await world.add_staff(session, f"strange-{role}", role, **more)
                people[role] = who.id
            (await session.get_one(Staff, owner.id)).skills = [sessions.SKILL]
            incident = await for_system(session, call.incident_id, SystemReason.SCREEN, lock=True)
            rows = await sessions.book(
                session,
                incident,
                by=owner.id,
                staff_id=owner.id,
                starts_at=clock.now() + timedelta(days=1),
                minutes=45,
            )
            booked = rows[0].id
            now = clock.now()
            lacks = Unmet(
                incident_id=world.incident_id,
                wished_by=world.counsellor.id,
                wished_at=now,
                told_at=now,
                due_at=now,
            )
            session.add(lacks)
        async with database.transaction() as session:
            held = await for_system(session, world.incident_id, SystemReason.SCREEN, lock=True)
            mine = await people_service.add_child(session, held, world.counsellor.id)
            other = await people_service.add_child(session, held, world.counsellor.id)
            first, second = lower_first(mine.child.id, other.child.id)
            missed = await lost.report(session, held, Missing.LOST, {}, None, world.counsellor.id)
            same = SameChild(child_id=first, other_id=second, score=9.0, suggested_at=now)
            session.add(same)
        for role, staff_id in people.items():
            app = "field" if role in ("worker", "centre") else "console"
            self.strangers[role] = await cookie_of(world, staff_id, app)
        self.ids = {
            "incident_id": str(world.incident_id),
            "dispatch_id": str(dispatch),
            "call_id": str(call.id),
            "offer_id": str(offer),
            "session_id": str(booked),
            "unmet_id": str(lacks.id),
            "report_id": str(missed.id),
            "child_id": str(mine.child.id),
            "other_id": str(other.child.id),
            "same_id": str(same.id),
            **NOBODYS,
        }
        assert owner.id != world.counsellor.id
        async with self.served.http.get(f"{self.served.base}/openapi.json") as answer:
            paths = (await answer.json())["paths"]
        self.routes = [
            (method.upper(), path.removeprefix("/api/v1"))
            for path, methods in paths.items()
            if path.startswith("/api/v1")
            for method in methods
        ]

    async def ask(
        self, method: str, path: str, ids: dict[str, str], headers: dict[str, str]
    ) -> tuple[int, dict[str, Any]]:
        url = f"{self.served.base}/api/v1{path.format(**ids)}"
        body = BODIES.get(path)
        async with self.served.http.request(method, url, json=body, headers=headers) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if text else {}


@pytest.fixture
async def town(served: Served, database: Database) -> Town:
    made = Town(served)
    await made.build(database)
    return made


async def test_without_a_session_every_route_is_closed(town: Town) -> None:
    for method, path in town.routes:
        if (method, path) in OPEN:
            continue
        status, body = await town.ask(method, path, town.ids, {})
        assert (status, body["code"]) == (401, "not_signed_in"), (method, path)


async def test_a_page_of_another_origin_can_press_nothing_whoever_is_signed_in(
    town: Town,
) -> None:
    for origin in ("https://evil.example", "null", f"{town.served.base}.evil.example"):
        for method, path in town.routes:
            if method == "GET":
                continue
            for cookie in town.strangers.values():
                headers = {**cookie, "origin": origin}
                status, body = await town.ask(method, path, town.ids, headers)
                assert (status, body["code"]) == (403, "foreign_origin"), (method, path, origin)


async def test_what_is_somebody_elses_is_answered_as_what_does_not_exist(town: Town) -> None:
    """Every route that names a thing, asked by every stranger: the same words for both."""
    absent = {name: str(uuid4()) for name in town.ids} | NOBODYS
    asked = 0
    for method, path in town.routes:
        if "_id}" not in path:
            continue
        for role, cookie in town.strangers.items():
            foreign = await town.ask(method, path, town.ids, cookie)
            nothing = await town.ask(method, path, absent, cookie)
            assert foreign[0] in (403, 404), (method, path, role, foreign)
            assert foreign == nothing, (method, path, role)
            asked += 1
    assert asked > 60


async def test_lists_show_a_stranger_nothing(town: Town) -> None:
    for path in ("/incidents", "/incidents?mine=true", "/incidents?state=open"):
        status, body = await town.ask("GET", path, {}, town.strangers["counsellor"])
        assert (status, body) == (200, {"items": []})
    for role in ("worker", "centre"):
        status, body = await town.ask("GET", "/dispatches/mine", {}, town.strangers[role])
        assert (status, body) == (200, {"items": []}), role


async def test_every_live_channel_of_somebody_else_is_refused(town: Town) -> None:
    names = ["board", f"incident/{town.ids['incident_id']}", f"incident/{uuid4()}"]
    for role, cookie in town.strangers.items():
        socket = await town.served.http.ws_connect(f"{town.served.base}/live", headers=cookie)
        assert (await socket.receive_json())["type"] == "hello"
        said = []
        for name in (*names, f"staff/{uuid4()}", "worker/x", "field" if "co" in role else "me"):
            await socket.send_json({"type": "subscribe", "channel": name})
            answer = await socket.receive_json()
            if role == "counsellor" and name == "field":
                assert answer["code"] == "not_allowed"
            assert answer["type"] == "error", (role, name, answer)
            said.append({key: answer[key] for key in ("code", "detail")})
        assert said[1] == said[2], "foreign and absent incidents in the same words"
        await socket.close()


async def test_no_role_comes_with_what_is_sent(town: Town) -> None:
    """Fields nobody knows are refused, so none of them can become a right."""
    cookie = town.strangers["counsellor"]
    for path, body in BODIES.items():
        url = f"{town.served.base}/api/v1{path.format(**town.ids)}"
        method = next(one for one, at in town.routes if at == path and one in SENDING)
        sent = {**body, "role": "supervisor"}
        async with town.served.http.request(method, url, json=sent, headers=cookie) as answer:
            assert answer.status in (403, 422), (path, answer.status)
            if answer.status == 422:
                fields = [error["field"] for error in (await answer.json())["errors"]]
                assert "role" in fields, path
