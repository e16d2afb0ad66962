"""Rolls of sites for street children: what is refused, put right, asked for, and kept apart."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from app.cases import merging
from app.cases.people_models import ChildAccess
from app.core.db import Database
from app.core.outbox import OutboxRow
from app.core.settings import Settings
from app.residence import street_service
from app.residence.street_models import StreetMark
from app.residence.street_states import WhyCorrected
from tests.dispatch.web import browser
from tests.residence.street_town import (
    NIGHT,
    TONIGHT,
    Street,
    code_of,
    opened,
    refusal,
    routes,
)


@pytest.fixture
async def street(settings: Settings, database: Database) -> AsyncIterator[Street]:
    async with opened(settings, database) as made:
        yield made


async def test_what_cannot_have_been_is_refused_with_what_was_legal(street: Street) -> None:
    girl = await street.meets("open", "ফুলি", "girl")
    boy = await street.meets("boys", "কালু", "boy")
    tomorrow, long_ago = TONIGHT + timedelta(days=1), TONIGHT - timedelta(days=400)
    for day in (tomorrow, long_ago):
        assert await code_of(street.sees("boys", boy, day=day)) == "day_is_no_roll"
    for times in (
        {"came": NIGHT, "left": NIGHT - timedelta(hours=1)},  # it ends before it begins
        {"came": NIGHT + timedelta(hours=1)},  # and has not come yet
        {"came": NIGHT - timedelta(days=2)},  # nor is it of that night
    ):
        assert await code_of(street.sees("boys", boy, **times)) == "input_is_invalid"
    # a girl in a boys' shelter, whoever notes it; a boy whom nobody has seen there before
    supervisor = {"who": "supervisor"}
    code = await code_of(street.sees("boys", girl, **supervisor))
    assert code == "shelter_is_for_others"
    assert await code_of(street.sees("open", boy)) == "child_not_found"
    assert await code_of(street.sees("open", uuid4())) == "child_not_found"
    # two open nights of one child in two shelters
    refused = await refusal(street.sees("open", boy, **supervisor))
    assert refused.code == "night_is_open_elsewhere"
    assert refused.facts["legal"] == ["leave_there", "moved_over"]
    moved = {"moved": True, "came": NIGHT - timedelta(minutes=5)}
    assert await street.sees("open", boy, **supervisor, **moved)
    ended = await street.crowd("boys")
    assert boy in ended.named, "the visit to the first shelter has ended, and was one"
    assert await code_of(street.sees("boys", boy, came=NIGHT)) == "night_is_open_elsewhere"
    # noted twice, under two records, which are found to be one child that has come over
    twice = [await street.meets("boys", name, "boy") for name in ("টুনু", "টুনু")]

    async def merge(session: Any) -> None:
        kept, gone = await merging.lock_pair(session, *twice)
        by = street.counsellor.id
        await merging.merge(session, kept, gone, choose={}, why="child_says", by=by)

    await street.do(merge)
    assert await street.sees("open", twice[0], **supervisor, **moved)
    # a site of another kind: by day a child may be at several
    await street.sees("day", boy, **supervisor)


async def test_a_correction_says_why_and_keeps_what_was_noted(street: Street) -> None:
    boy = await street.meets("boys", "কালু", "boy")
    site = street.sites["boys"]

    async def correct(child: UUID, **more: Any) -> bool:
        note, reason = street.note("twin"), WhyCorrected.SLIP
        done: bool = await street.do(
            lambda s: street_service.correct(s, site, note, child, reason, **more)
        )
        return done

    assert await code_of(correct(uuid4(), seen=False)) == "visit_not_found"
    assert await correct(boy, seen=False)
    assert (await street.crowd("boys")).named == frozenset()
    assert await street.sees("boys", boy)
    assert (await street.crowd("boys")).named == {boy}
    kept = list(await street.do(lambda s: s.exec(select(StreetMark))))
    assert sorted((one.seen, one.reason) for one in kept if not one.seen) == [
        (False, WhyCorrected.SLIP)
    ]
    assert len(kept) == 3
    mine, yours = street.note("boys"), street.note("twin")
    count = street_service.count
    await street.do(lambda s: count(s, site, mine, 3))
    of = street.people["boys"].id
    code = await code_of(street.do(lambda s: count(s, site, yours, 1, of)))
    assert code == "input_is_invalid"
    reason = WhyCorrected.WRONG_COUNT
    assert await street.do(lambda s: count(s, site, yours, 1, of, reason))
    assert not await street.do(lambda s: count(s, site, yours, 1, of, reason)), "a repeat"
    assert await code_of(street.do(lambda s: count(s, site, yours, 2))) == "note_differs"
    assert (await street.crowd("boys")).most == 2


async def test_a_night_over_capacity_asks_for_its_reason_until_one_is_given(
    street: Street,
) -> None:
    for name in ("ক", "খ", "গ"):
        await street.meets("boys", name, "boy")
    await street.meets("open", "ঘ")
    site = street.sites["boys"].id
    async with browser(street, routes(street)) as http:
        _, network = await street.ask(http, "supervisor", "GET", "/street/network")
        rows = {row["id"]: row for row in network["sites"]}
        (night,) = rows[str(site)]["nights"]
        assert (night["over"], night["capacity"], night["unexplained"]) == (1, 2, True)
        unknown = rows[str(street.sites["open"].id)]
        assert (unknown["capacity"], unknown["nights"]) == (None, [])
        kinds = {row["kind"]: row for row in network["kinds"]}
        assert (kinds["night_shelter"]["counted"], kinds["night_shelter"]["unnamed"]) == (4, 2)
        assert (kinds["open_air_school"]["counted"], kinds["open_air_school"]["named"]) == (5, 0)
        why = {"day": TONIGHT.isoformat(), "reason": "disaster"}
        path = f"/street/sites/{site}/explain"
        for _ in range(2):
            status, row = await street.ask(http, "boys", "POST", path, why)
            assert (status, row["nights"]) == (200, [])
        day = f"/street/sites/{street.sites['day'].id}/explain"
        status, refused = await street.ask(http, "supervisor", "POST", day, why)
        assert (status, refused["code"]) == (409, "not_a_night_shelter")
        # one more child, and the reason given for one does not do for two
        await street.meets("boys", "ঙ", "boy")
        _, network = await street.ask(http, "boys", "GET", "/street/network")
        (row,) = network["sites"]
        assert [one["over"] for one in row["nights"]] == [2]
    told = await street.do(
        lambda s: s.exec(select(OutboxRow.facts).where(OutboxRow.event == "site.night_over"))
    )
    assert [one["over"] for one in told] == [1, 2]


async def test_the_people_of_one_site_know_no_child_of_another(street: Street) -> None:
    boy = await street.meets("boys", "কালু", "boy")
    site, own = street.sites["boys"].id, street.sites["open"].id
    note = {"id": str(uuid4()), "day": TONIGHT.isoformat(), "child_id": str(boy)}
    async with browser(street, routes(street)) as http:
        for path, body in (
            ("see", note),
            ("meet", {**note, "nickname": "ক"}),
            ("correct", {**note, "reason": "slip", "seen": False}),
            ("count", {"id": note["id"], "day": note["day"], "unnamed": 900}),
            ("explain", {"day": note["day"], "reason": "disaster"}),
            ("ask-case", {"child_id": str(boy), "why": "ill"}),
        ):
            foreign = await street.ask(http, "open", "POST", f"/street/sites/{site}/{path}", body)
            absent = await street.ask(http, "open", "POST", f"/street/sites/{own}/{path}", body)
            assert foreign[0] == 404, path
            if path not in ("count", "explain"):
                assert absent[0] == 404, f"{path} of a child that comes to another site"
        stranger = await street.ask(http, "open", "GET", f"/street/sites/{site}/roll")
        nobody = await street.ask(http, "open", "GET", f"/street/sites/{uuid4()}/roll")
        assert stranger == nobody
        status, _ = await street.ask(http, "open", "POST", f"/street/asks/{uuid4()}/take-up", {})
        assert status == 403
        assert (await street.ask(http, "open", "POST", "/street/sites", {}))[0] == 403
        _, own_figures = await street.ask(http, "open", "GET", "/street/figures")
        assert own_figures["all"]["named"] == 0
        # whoever is shown names is written down, once a day
        for _ in range(2):
            status, roll = await street.ask(http, "boys", "GET", f"/street/sites/{site}/roll")
            assert [one["name"] for one in roll["children"]] == ["কালু"]
    seen = list(await street.do(lambda s: s.exec(select(ChildAccess))))
    assert [(one.child_id, one.staff_id, one.reason) for one in seen] == [
        (boy, street.people["boys"].id, "roll")
    ]


async def test_a_wish_for_a_case_opens_one_or_reaches_the_one_there_is(street: Street) -> None:
    boy = await street.meets("boys", "কালু", "boy")
    site = street.sites["boys"].id
    wish = {"child_id": str(boy), "why": "wants_home"}
    async with browser(street, routes(street)) as http:
        path = f"/street/sites/{site}/ask-case"
        for _ in range(2):
            _, row = await street.ask(http, "boys", "POST", path, wish)
            (asked,) = row["asks"]
        # of two supervisors who answer at once one finds it answered
        take = f"/street/asks/{asked['id']}/take-up"
        both = await asyncio.gather(
            *(street.ask(http, "supervisor", "POST", take, {}) for _ in range(2))
        )
        (case,) = [body for status, body in both if status == 201]
        (late,) = [body for status, body in both if status != 201]
        assert (late["code"], late["legal"]) == ("illegal_move", [])
        assert [one["channel"] for one in case["incidents"]] == ["outreach"]
        # asked again, the open case is told, and no second one is opened
        _, row = await street.ask(http, "boys", "POST", path, wish)
        take = f"/street/asks/{row['asks'][0]['id']}/take-up"
        _, same = await street.ask(http, "supervisor", "POST", take, {})
        assert same["number"] == case["number"]
        _, file = await street.ask(http, "supervisor", "GET", f"/cases/{case['id']}")
        kinds = [step["kind"] for step in file["timeline"]]
        assert kinds.count("case.asked_for_by_site") == 2
        _, seen = await street.ask(http, "supervisor", "GET", f"/cases/{case['id']}/places-seen")
        assert [(one["site"]["kind"], one["days"]) for one in seen["places"]] == [
            ("night_shelter", 1)
        ]
        assert (await street.ask(http, "boys", "GET", f"/cases/{case['id']}/places-seen"))[0] == 403
        _, row = await street.ask(http, "boys", "POST", path, wish)
        no = f"/street/asks/{row['asks'][0]['id']}/decline"
        assert (await street.ask(http, "supervisor", "POST", no, {"reason": "slip"}))[0] == 204
