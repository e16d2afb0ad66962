"""Staff of another centre, at every address of a stay and of a centre: nothing is there."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import time_machine

from app.cases import forms
from app.cases.form_models import Purpose
from app.core import clock as our_clock
from app.residence import care, care_incidents, extensions, standards, stays
from app.residence import care_endpoints as of_stays
from app.residence import institution_endpoints as of_centres
from app.residence import stay_form_endpoints as of_forms
from app.residence.care_states import (
    Happened,
    Item,
    Severity,
    TrackKind,
    WhyLonger,
)
from app.residence.states import Left
from tests.dispatch.web import browser, cookie_of, make_app
from tests.residence.home import Home
from tests.staff.attack_bodies import OF_A_STAY

Asked = tuple[str, str, Any]
_LOOKS = (
    "/stays/{stay_id}/care",
    "/stays/{stay_id}/forms",
    "/stays/{stay_id}/forms/{answer_id}",
    "/centres/{centre_id}/meals",
    "/centres/{centre_id}/register",
    "/centres/{centre_id}/standards",
    "/centres/{centre_id}/standards/{checklist_id}",
    "/centres/{centre_id}/improvements",
)
_PRESSES = (
    "/stays/{stay_id}/kit/{issue_id}/undo",
    "/care-incidents/{care_incident_id}/open-ticket",
    "/care-incidents/{care_incident_id}/see",
    "/stay-extensions/{extension_id}/withdraw",
    "/improvements/{improvement_id}/reopen",
)
FOR_SUPERVISORS = ("/see", "/approve", "/refuse")


def _method(path: str) -> str:
    return "PUT" if path.endswith(("/meals", "{answer_id}")) else "POST"


LOOKS: tuple[Asked, ...] = tuple(("GET", path, None) for path in _LOOKS)
VERBS: tuple[Asked, ...] = (
    *(("POST", path, None) for path in _PRESSES),
    *((_method(path), path, body) for path, body in OF_A_STAY.items()),
)


async def _lived(home: Home) -> dict[str, UUID]:
    """A child with all that can be written of it, and what the centre is to improve."""
    stay, by, today = await home.admit("girl"), home.keeper.id, home.today()
    at = (home.centre, stay.id)
    happened: dict[str, Any] = {
        "what": Happened.FIGHT,
        "severity": Severity.GRAVE,
        "words": "x",
        "told_to": [],
    }

    async def act(session: Any) -> dict[str, UUID]:
        issue = await care.give(session, *at, item=Item.SHEET, count=1, on=today, by=by)
        track = await care.begin_track(
            session, *at, kind=TrackKind.SCHOOL, words=None, on=today, by=by
        )
        incident = await care_incidents.tell_incident(
            session, *at, **happened, happened_at=our_clock.now(), by=by
        )
        asked: dict[str, Any] = {"months": 1, "reason": WhyLonger.OTHER, "words": "x"}
        extension = await extensions.ask(session, *at, **asked, by=by)
        todo: dict[str, Any] = {"what": "x", "owner_id": by, "due_on": today, "answer_id": None}
        improvement = await standards.add(session, home.centre, **todo, by=by)
        own, _ = await stays.present(session, *at)
        filled = []
        for purpose, subject in (
            (Purpose.ADMISSION, forms.Subject("stay", own.id, await stays.key_of(session, own))),
            (Purpose.MINIMUM_STANDARD, forms.Subject("centre", home.centre, None)),
        ):
            version = await forms.current(session, purpose)
            filled.append(await forms.fill(session, version, subject, {}, by=by))
        return {
            "centre_id": home.centre,
            "stay_id": stay.id,
            "issue_id": issue.id,
            "track_id": track.id,
            "care_incident_id": incident.id,
            "extension_id": extension.id,
            "improvement_id": improvement.id,
            "answer_id": filled[0].answer.id,
            "checklist_id": filled[1].answer.id,
        }

    ids: dict[str, UUID] = await home.do(act)
    return ids


def _desk(home: Home) -> Any:
    app = make_app(home.world)
    for room in (of_stays, of_centres, of_forms):
        app.include_router(room.router, prefix="/api/v1")
    return app


async def test_another_centre_meets_the_same_words_as_for_what_does_not_exist(home: Home) -> None:
    ids = await _lived(home)
    absent = {name: uuid4() for name in ids}
    app = _desk(home)
    cookie = await cookie_of(home.world, home.stranger.id, "field")
    own = await cookie_of(home.world, home.keeper.id, "field")
    async with browser(home.world, app) as client:

        async def ask(asked: Asked, there: dict[str, UUID], who: dict[str, str]) -> httpx.Response:
            method, path, body = asked
            url = f"/api/v1{path.format(**there)}"
            return await client.request(method, url, json=body, headers=who)

        for look in LOOKS:
            assert (await ask(look, ids, own)).status_code == 200, look
        before = await ask(LOOKS[0], ids, own)
        for one in (*LOOKS, *VERBS):
            foreign, nothing = await ask(one, ids, cookie), await ask(one, absent, cookie)
            wanted = 403 if one[1].endswith(FOR_SUPERVISORS) else 404
            assert foreign.status_code == wanted, (one, foreign.text)
            assert foreign.json() == nothing.json(), one
        assert (await ask(LOOKS[0], ids, own)).json() == before.json()


async def test_its_centre_reads_of_a_stay_for_a_week_after_it_and_while_an_incident_is_owed(
    home: Home, clock: time_machine.Traveller
) -> None:
    ids, by = await _lived(home), home.keeper.id
    looks = [path for path in _LOOKS if path.startswith("/stays")]
    incident = ids["care_incident_id"]

    async def reads(who: UUID, app: str) -> set[int]:
        cookie = await cookie_of(home.world, who, app)
        async with browser(home.world, _desk(home)) as client:
            paths = [f"/api/v1{path.format(**ids)}" for path in looks]
            return {(await client.get(path, headers=cookie)).status_code for path in paths}

    await home.do(lambda s: stays.leave(s, home.centre, ids["stay_id"], Left.FAMILY, "x", by))
    clock.shift(stays.STILL_WRITTEN + timedelta(minutes=1))
    assert await reads(by, "field") == {200}, "an incident in care is owed"

    cookie = await cookie_of(home.world, by, "field")
    await home.do(lambda s: care_incidents.see(s, incident, home.supervisor.id))
    done = {"words": "x", "told": [], "closed": True}
    async with browser(home.world, _desk(home)) as client:
        path = f"/api/v1/care-incidents/{incident}/follow-up"
        last = await client.post(path, json=done, headers=cookie)
    assert last.json()["incidents"][0]["closed_at"], "who ends it is shown that it is ended"
    assert await reads(by, "field") == {404}
    assert await reads(home.supervisor.id, "console") == {200}
