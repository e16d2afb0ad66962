"""Outreach by HTTP: the events log, whom it reached, and the load forecast it feeds."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.core import clock
from app.core.db import Database, execute
from tests.cases.casework import PLACE, Casework
from tests.cases.test_case_attacks import Town
from tests.factories import ring
from tests.serving import Served

DISTRICT, ELSEWHERE = "BD3026", "BD1006"
LIES = "UPDATE incident SET place = $2 FROM call WHERE incident.id = incident_id AND call.id = $1"


def event(hours: float = -5, **more: Any) -> dict[str, Any]:
    starts = clock.now() + timedelta(hours=hours)
    return {
        "kind": "school_visit",
        "name_bn": "স্কুলে আলোচনা",
        "name_en": "Talk in a school",
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=2)).isoformat(),
        "audience": ["children", "teachers"],
        "place": DISTRICT,
        **more,
    }


@pytest.fixture
async def town(served: Served, database: Database) -> Town:
    made = Town(served, Casework(database))
    await made.build()
    return made


async def made(town: Town, hours: float = -5, **more: Any) -> str:
    status, row = await town.ask("shanta", "POST", "/outreach", event(hours, **more))
    assert status == 201, row
    return str(row["id"])


def counted(**people: int | None) -> dict[str, Any]:
    return {"reached": [{"who": who, "people": count} for who, count in people.items()]}


async def test_who_was_reached_is_counted_by_kind_and_unknown_is_not_zero(town: Town) -> None:
    id_ = await made(town, note="মাইক ছিল না")
    path = f"/outreach/{id_}"
    status, row = await town.ask("shanta", "POST", f"{path}/hold", counted(girls=40, boys=None))
    assert (status, row["state"], row["reached"], row["uncounted"]) == (200, "held", 40, ["boys"])
    assert {one["who"]: one["people"] for one in row["counts"]} == {"girls": 40, "boys": None}
    status, row = await town.ask("shanta", "POST", f"{path}/count", counted(girls=40, boys=35))
    assert (row["reached"], row["uncounted"]) == (75, [])
    status, row = await town.ask("shanta", "POST", f"{path}/count", counted())
    assert (row["reached"], row["counts"]) == (0, []), "nobody came"
    status, row = await town.ask("shanta", "POST", f"{path}/count", counted(girls=None))
    assert (row["reached"], row["uncounted"]) == (None, ["girls"])
    status, answer = await town.ask("shanta", "POST", f"{path}/call-off", {"reason": "weather"})
    assert (status, answer["code"], answer["legal"]) == (409, "illegal_move", ["count"])
    other = await made(town, hours=48)
    status, answer = await town.ask("shanta", "POST", f"/outreach/{other}/hold", counted(girls=1))
    assert (status, answer["errors"][0]["field"]) == (422, "reached")
    status, row = await town.ask(
        "shanta", "POST", f"/outreach/{other}/call-off", {"reason": "weather"}
    )
    assert (row["state"], row["reason"]) == ("called_off", "weather")
    pool = await town.work.database.raw()
    for table in ("outbox", "outreach_event"):
        rows = await pool.fetch(f"SELECT {table}::text AS said FROM {table}")
        assert not [one for one in rows if "মাইক" in one["said"]], table


async def test_the_log_is_found_by_span_and_place_and_kept_by_those_who_hold_events(
    town: Town,
) -> None:
    near, far = await made(town), await made(town, place=ELSEWHERE)
    span = f"starts_at={_iso(-48)}&ends_at={_iso(48)}"
    for place, ids in (
        ("", {near, far}),
        (f"&place={DISTRICT}", {near}),
        (f"&place={PLACE}", set()),
    ):
        status, found = await town.ask("mita", "GET", f"/outreach?{span}{place}")
        assert status == 200, found
        assert {one["id"] for one in found["items"]} == ids, place
    assert (await town.ask("mita", "POST", "/outreach", event()))[0] == 403
    assert (await town.ask("suman", "POST", "/outreach", event()))[0] == 201
    for change, field in (
        ({"place": "nowhere"}, "place"),
        ({"ends_at": _iso(-50)}, "ends_at"),
        ({"audience": []}, "audience"),
        ({"kind": "party"}, "kind"),
        ({"expected": -1}, "expected"),
        ({"organisation": "nobody"}, "organisation"),
    ):
        status, answer = await town.ask("shanta", "POST", "/outreach", {**event(), **change})
        assert status == 422, answer
        assert answer["errors"][0]["field"].startswith(field), answer
    twice = {"reached": [{"who": "girls", "people": 1}] * 2}
    assert (await town.ask("shanta", "POST", f"/outreach/{near}/hold", twice))[0] == 422
    nothing = await town.ask("shanta", "POST", f"/outreach/{uuid4()}/hold", counted(girls=1))
    assert (nothing[0], nothing[1]["code"]) == (404, "outreach_not_found")


async def test_of_a_house_only_its_own_events_are_counted_or_called_off(town: Town) -> None:
    theirs, status_row = await made(town), await town.ask("suman", "POST", "/outreach", event())
    own = status_row[1]["id"]
    span = f"starts_at={_iso(-48)}&ends_at={_iso(48)}"
    _, found = await town.ask("suman", "GET", f"/outreach?{span}")
    assert {one["id"]: one["keeps"] for one in found["items"]} == {theirs: False, own: True}
    for verb, body in (("hold", counted(girls=1)), ("call-off", {"reason": "weather"})):
        status, answer = await town.ask("suman", "POST", f"/outreach/{theirs}/{verb}", body)
        assert (status, answer["code"]) == (403, "not_allowed"), verb
    status, row = await town.ask("suman", "POST", f"/outreach/{own}/hold", counted(girls=1))
    assert (status, row["keeps"]) == (200, True)
    status, row = await town.ask("shanta", "POST", f"/outreach/{own}/count", counted(girls=2))
    assert (status, row["reached"]) == (200, 2)
    _, found = await town.ask("mita", "GET", f"/outreach?{span}")
    assert {one["keeps"] for one in found["items"]} == {False}


def _iso(hours: float) -> str:
    return (clock.now() + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


async def test_the_forecast_tells_what_is_usual_what_events_add_and_what_nobody_knows(
    town: Town,
) -> None:
    for name in ("mita", "suman"):
        assert (await town.ask(name, "GET", "/load-forecast"))[0] == 403
    status, empty = await town.ask("shanta", "GET", "/load-forecast?days=1")
    assert (status, empty["since"]) == (200, None)
    assert {hour["calls"] for hour in empty["hours"]} == {None}, "unknown, never zero"
    for _ in range(3):
        await ring(town.work.database)

    async def years_ago(session: Any) -> None:
        await execute(session, "UPDATE call SET arrived_at = arrived_at - interval '21 days'")

    await town.work.do(years_ago)
    held = await made(town, hours=-30, expected=9000)
    await town.ask("shanta", "POST", f"/outreach/{held}/hold", counted(girls=2000))
    came = await made(town, hours=-29, name_en="Nobody came", expected=9000)
    await town.ask("shanta", "POST", f"/outreach/{came}/hold", counted())
    await made(town, hours=-28, name_en="Held or not", expected=9000)
    await made(town, hours=1, name_en="Of unknown reach")
    status, row = await town.ask("admin", "GET", "/load-forecast?days=2")
    assert (status, len(row["hours"]), len(row["events"])) == (200, 48, 4)
    known = [hour for hour in row["hours"] if hour["calls"] is not None]
    assert any(hour["more"] > 0 for hour in known)
    assert all(hour["seats"] >= 2 for hour in known)
    words = " ".join(one["en"] for hour in row["hours"] for one in hour["why"])
    assert "days after Talk in a school" in words
    for silent in ("Of unknown reach", "Held or not"):
        assert f"{silent}: nobody knows how many it reaches" in words
        assert f"days after {silent}" not in words
    assert "days after Nobody came: 0.0 calls" in words
    assert len(row["assumed"]) == 2
    place = await town.ask("shanta", "GET", f"/load-forecast?days=1&place={ELSEWHERE}")
    assert place[1]["events"] == []
    for asked in ("days=0", "days=15", "place=nowhere", "starts_on=0001-01-01"):
        assert (await town.ask("shanta", "GET", f"/load-forecast?{asked}"))[0] == 422, asked


async def test_an_event_of_the_country_counts_for_a_place_by_its_share_of_the_calls(
    town: Town,
) -> None:
    for place in (PLACE, PLACE, ELSEWHERE, None):
        call = await ring(town.work.database)
        at = (
            "UPDATE incident SET place = $2 WHERE id = (SELECT incident_id FROM call WHERE id = $1)"
        )
        await town.work.do(lambda s, c=call, p=place, q=at: execute(s, q, c, p))

    async def weeks_ago(session: Any) -> None:
        await execute(session, "UPDATE call SET arrived_at = arrived_at - interval '21 days'")

    await town.work.do(weeks_ago)
    await made(town, hours=1, place=None, kind="media_campaign", expected=1_000_000)

    async def more(place: str) -> float:
        answer = await town.ask("shanta", "GET", f"/load-forecast?days=9{place}")
        assert answer[0] == 200, answer
        return float(sum(hour["more"] for hour in answer[1]["hours"]))

    whole = await more("")
    assert whole > 100
    assert await more(f"&place={DISTRICT}") == pytest.approx(whole * 2 / 3, rel=0.05)
    assert await more(f"&place={ELSEWHERE}") == pytest.approx(whole / 3, rel=0.05)
