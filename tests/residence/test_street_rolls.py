"""Rolls that come late, twice and in any order; figures of a period against the pure rules."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from app.cases import merging
from app.core.db import Database
from app.core.settings import Settings
from app.residence import street_rules, street_service
from app.residence.street_crowds import crowds_of, figures_of
from app.residence.street_models import StreetMark
from app.residence.street_sites import KINDS
from app.residence.street_states import WhyCorrected
from tests.dispatch.web import browser, cookie_of
from tests.residence.street_town import NIGHT, TONIGHT, Row, Street, opened, routes


@pytest.fixture
async def street(settings: Settings, database: Database) -> AsyncIterator[Street]:
    async with opened(settings, database) as made:
        yield made


def command(verb: str, seq: int, **more: Any) -> Row:
    return {
        "id": str(uuid4()),
        "verb": verb,
        "seq": seq,
        "made_at": (NIGHT - timedelta(minutes=60 - seq)).isoformat(),
        "clock_offset_ms": 0,
        "day": TONIGHT.isoformat(),
        **more,
    }


async def test_rolls_called_twice_late_and_in_any_order_give_the_same_figures(
    street: Street,
) -> None:
    """Two telephones of one shelter, without network, send what they have as often as they like."""
    known = [await street.meets("boys", name, "boy") for name in ("ক", "খ")]
    new = uuid4()
    ana = [
        *(command("roll_see", no, child_id=str(child)) for no, child in enumerate(known)),
        command("roll_meet", 2, child_id=str(new), nickname="গ", sex="boy"),
        command("roll_count", 3, unnamed=2),
        command("roll_see", 4, child_id=str(known[0]), day=(TONIGHT - timedelta(3)).isoformat()),
    ]
    bela = [
        *(command("roll_see", no, child_id=str(child)) for no, child in enumerate(known)),
        command("roll_correct", 5, child_id=str(known[1]), reason="other_child", seen=False),
        command("roll_see", 6, child_id=str(known[1])),
        command("roll_see", 7, child_id=str(known[0]), day="2026-11-25"),
        command("roll_see", 8, child_id=str(uuid4())),
        command("roll_explain", 9, reason="disaster"),
    ]
    async with browser(street, routes(street)) as http:

        async def post(who: str, commands: list[Row]) -> list[tuple[str, str | None]]:
            status, body = await street.ask(
                http, who, "POST", "/field/commands", {"commands": commands}
            )
            assert status == 200, body
            return [(one["result"], one["code"]) for one in body["receipts"]]

        # the last one first, each by itself, and both telephones at once
        first = await asyncio.gather(
            *(post("twin", [one]) for one in reversed(bela[:4])), post("boys", ana)
        )
        assert all(result == "applied" for result, _ in first[-1])
        refused = await post("twin", bela[4:6])
        assert refused == [("refused", "day_is_no_roll"), ("refused", "child_not_found")]
        assert await post("twin", bela[6:]) == [("applied", None)]
        once = await figures(street)
        assert await post("boys", ana) == first[-1], "the same receipts"
        for one in random.Random(7).sample(bela, len(bela)):
            await post("twin", [one])
        assert await figures(street) == once
        worker = await cookie_of(street, await a_worker(street), "field")
        street.cookies["worker"] = worker
        assert await post("worker", [command("roll_count", 1, unnamed=5)]) == [
            ("refused", "site_not_found")
        ]
    tonight = await street.crowd("boys")
    assert (tonight.named, tonight.least, tonight.most) == ({*known, new}, 5, 5)
    assert (await street.crowd("boys", TONIGHT - timedelta(3))).named == {known[0]}
    marks = list(await street.do(lambda s: s.exec(select(StreetMark))))
    assert len(marks) == 2 + len(ana) - 1 + 4


async def a_worker(street: Street) -> UUID:
    async def act(session: Any) -> UUID:
        who = await street.add_staff(
            session, "worker-of-nine", "worker", worker_id=street.workers[0].id
        )
        return who.id

    id_: UUID = await street.do(act)
    return id_


async def figures(street: Street) -> Any:
    first = TONIGHT - timedelta(days=40)
    return await street.do(lambda s: figures_of(s, first, TONIGHT, KINDS, None))


async def test_figures_of_a_period_are_those_of_the_rules_also_after_merges(
    street: Street,
) -> None:
    """A made month of three sites: what SQL counts is what the pure rules count of the rows."""
    chance = random.Random(1098)
    staff, days = ("boys", "open", "day"), [TONIGHT - timedelta(days=no) for no in range(4)]
    children = {
        site: [await street.meets(site, f"{name}", "boy", day=days[3]) for name in "কখগ"]
        for site in staff
    }

    async def act(session: Any) -> None:
        for _ in range(40):
            name = chance.choice(staff)
            who = chance.choice((name, "supervisor"))
            note = street.note(who, chance.choice(days), NIGHT - timedelta(minutes=chance.random()))
            site = street.sites[name]
            if chance.random() < 0.2:
                await street_service.count(session, site, note, chance.randrange(4))
            elif chance.random() < 0.2:
                child = chance.choice(children[name])
                why = WhyCorrected.OTHER
                await street_service.correct(
                    session, site, street.note(who, days[3]), child, why, seen=False
                )
            else:
                await street_service.see(session, site, note, chance.choice(children[name]))

    await street.do(act)
    apart = await compared(street, days)

    async def merge(session: Any) -> None:
        for one, other in (("boys", "day"), ("open", "day")):
            at = 0 if one == "boys" else 1
            kept, gone = await merging.lock_pair(session, children[one][at], children[other][at])
            by = street.counsellor.id
            await merging.merge(session, kept, gone, choose={}, why="child_says", by=by)

    await street.do(merge)
    together = await compared(street, days)
    assert together[None, None].named < apart[None, None].named


async def compared(street: Street, days: list[date]) -> Any:
    pairs = [(site.id, day) for site in street.sites.values() for day in days]
    crowds = await street.do(lambda s: crowds_of(s, pairs))
    counted = await street.do(lambda s: figures_of(s, min(days), max(days), KINDS, None))
    assert counted[None, None] == street_rules.figures(list(crowds.values()))
    for site in street.sites.values():
        own = [one for (id_, _), one in crowds.items() if id_ == site.id]
        assert counted[site.kind.value, site.id] == street_rules.figures(own)
    shelters = [
        one
        for (id_, _), one in crowds.items()
        if id_ in (street.sites["boys"].id, street.sites["open"].id)
    ]
    assert counted["night_shelter", None] == street_rules.figures(shelters)
    return counted
