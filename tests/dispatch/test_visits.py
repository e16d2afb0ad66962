"""A visit is told of: words and photos sealed, cleaned, whole or not at all, each look recorded."""

import base64
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from PIL import Image
from sqlmodel import select

from app.cases.models import AccessRecord
from app.core import clock as our_clock
from app.core.errors import InputIsInvalid
from app.core.outbox import OutboxRow
from app.dispatch import service, visits
from app.dispatch.jobs import deadlines
from app.dispatch.photos import LARGEST_BYTES, cleaned
from app.dispatch.queries import dispatch_rows, task_rows
from app.dispatch.report_models import VisitPhoto, VisitPhotoPart, VisitReport
from app.jobs.deadlines import fire_due
from tests.dispatch.test_field_commands import API, command
from tests.dispatch.web import browser, cookie_of, worker_cookie
from tests.dispatch.world import World

WORDS = "শিশুটি রান্নাঘরে ছিল"


def picture(side: int = 640, kind: str = "JPEG", **more: Any) -> bytes:
    made = BytesIO()
    Image.effect_noise((side, side // 2), 40).convert("RGB").save(made, kind, **more)
    return made.getvalue()


def with_exif() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    return picture(exif=exif) + b"hidden behind the picture"


def claims(width: int, height: int) -> bytes:
    """A small picture that calls itself as large as this."""
    data = picture(64)
    at = data.index(b"\xff\xc0") + 5
    size = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return data[:at] + size + data[at + 4 :]


def test_a_photo_is_made_anew_without_what_a_telephone_adds() -> None:
    made = cleaned(with_exif())
    assert b"SecretPhone" not in made
    assert b"hidden" not in made
    assert b"Exif" not in made
    with Image.open(BytesIO(made)) as read:
        assert (read.format, read.size) == ("JPEG", (640, 320))


def test_bytes_broken_anywhere_are_refused_or_make_a_picture() -> None:
    dice, whole = Random(1098), picture(64)
    for _ in range(300):
        broken = bytearray(whole)
        for _ in range(dice.randint(1, 6)):
            broken[dice.randrange(3, len(broken))] = dice.randrange(256)
        with suppress(InputIsInvalid):
            assert cleaned(bytes(broken)).startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg onload=alert(1)>",
        picture(kind="PNG"),
        picture()[:-2000],
        picture(1300),
        b"\xff\xd8\xff" + bytes(2000),
        picture() + bytes(LARGEST_BYTES),
        claims(65_000, 65_000),
        claims(0, 10),
    ],
)
def test_what_is_no_small_photo_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(InputIsInvalid) as refused:
        cleaned(data)
    assert refused.value.field == "data"


async def test_a_visit_is_told_of_and_read_by_whoever_answers_for_it(world: World) -> None:
    dispatch_id = await world.request(world.workers[0])
    await world.accept(dispatch_id, world.workers[0])
    rina, suman = await worker_cookie(world, 0), await worker_cookie(world, 1)
    mita = await cookie_of(world, world.counsellor.id, "console")
    async with world.database.transaction() as session:
        other = await world.add_staff(session, "other", "counsellor")
    stranger = await cookie_of(world, other.id, "console")
    found: dict[str, Any] = {"met": ["child"], "safe": "no", "needs": ["medical"], "words": WORDS}
    photo = with_exif()
    async with browser(world) as client:

        async def send(
            verb: str, who: dict[str, str] = rina, **said: Any
        ) -> tuple[str, str | None, str]:
            made = command(verb, dispatch_id, **said)
            answer = await client.post(API, json={"commands": [made]}, headers=who)
            assert answer.status_code == 200, answer.text
            receipt = answer.json()["receipts"][0]
            return receipt["result"], receipt["code"], made["id"]

        async def pieces(report: str, data: bytes, no: int = 1) -> list[str | None]:
            parts = [data[at : at + 49_152] for at in range(0, len(data), 49_152)]
            told = []
            for part, piece in reversed(list(enumerate(parts, 1))):
                text = base64.b64encode(piece).decode()
                of = len(parts)
                told.append(
                    await send("photo", report_id=report, photo=no, part=part, of=of, data=text)
                )
            return [code or result for result, code, _ in told]

        assert (await send("report", **found, photos=2))[:2] == ("refused", "illegal_move")
        await send("arrive")
        assert (await send("report", suman, **found, photos=0))[1] == "dispatch_not_found"
        result, _, report = await send("report", **found, photos=2)
        assert result == "applied"
        assert await pieces(str(uuid4()), b"x") == ["visit_report_not_found"]
        assert len(photo) > 49_152
        assert set(await pieces(report, photo)) == {"applied"}
        assert await pieces(report, b"no photo at all", 2) == ["photo_unreadable"]
        assert await pieces(report, photo[:40], 3) == ["input_is_invalid"]
        where = f"/api/v1/incidents/{world.incident_id}/visit-reports"
        assert (await client.get(where, headers=stranger)).status_code == 404
        (row,) = (await client.get(where, headers=mita)).json()["items"]
        assert {part: row[part] for part in found} == found
        assert (row["photos_taken"], [one["no"] for one in row["photos"]]) == (2, [1])
        at = f"/api/v1/visit-photos/{row['photos'][0]['id']}"
        assert (await client.get(at, headers=stranger)).status_code == 404
        shown = await client.get(at, headers=mita)
        assert shown.headers["content-type"] == "image/jpeg"
        assert shown.headers["cache-control"] == "no-store"
        assert shown.content == cleaned(photo)
    rows = await world.do(lambda s: dispatch_rows(s, ids=[dispatch_id]))
    assert (rows[dispatch_id]["visit"]["photos"], rows[dispatch_id]["visit"]["came"]) == (2, 1)
    records = await all_of(world, AccessRecord)
    assert {"visit reports", f"visit photo {row['photos'][0]['id']}"} <= {
        one.reason for one in records
    }
    assert await all_of(world, VisitPhotoPart) == []
    kept = [*await all_of(world, VisitReport), *await all_of(world, VisitPhoto)]
    assert WORDS.encode() not in b"".join(getattr(one, "said", b"") for one in kept)
    assert WORDS not in str([one.facts for one in await all_of(world, OutboxRow)])


async def test_a_photo_that_never_comes_whole_is_given_up_with_its_pieces_and_noted(
    world: World, clock: time_machine.Traveller
) -> None:
    dispatch_id, by = await world.request(world.workers[0]), world.workers[0]
    await world.accept(dispatch_id, by)
    await world.step_on(service.arrive, dispatch_id)
    report_id = uuid4()
    said: dict[str, Any] = {"met": [], "safe": "yes", "needs": [], "words": None}
    settings, now = world.settings, our_clock.now()
    await world.do(lambda s: visits.report(s, dispatch_id, by, report_id, said, 3, now, settings))

    async def send(photo: int, part: int, data: bytes = b"half") -> str | None:
        text = base64.b64encode(data).decode()
        piece = visits.Piece(report_id, photo, part, 2 if data == b"half" else 1, text)
        code: str | None = await world.do(
            lambda s: visits.add_piece(s, dispatch_id, by, piece, settings)
        )
        return code

    assert await send(1, 1, picture(64)) is None
    assert await send(1, 1) is None  # comes once more, and waits for nothing
    assert await all_of(world, VisitPhotoPart) == []
    clock.shift(timedelta(days=29))
    assert await send(2, 1) is None  # still on its way: there is all the time again
    clock.shift(timedelta(days=29))
    assert await fire_due(world.database, deadlines(settings)) == 0
    clock.shift(timedelta(days=1, seconds=1))
    assert await fire_due(world.database, deadlines(settings)) >= 1
    assert await all_of(world, VisitPhotoPart) == []
    assert [one.no for one in await all_of(world, VisitPhoto)] == [1]
    assert (await world.timeline()).count("dispatch.photos_lapsed") == 1
    (told,) = await world.events("dispatch.photos_lapsed")
    assert told.facts["photos"] == 2
    assert await send(2, 2) == "photo_lapsed"
    assert await send(3, 1, picture(64)) is None  # of this one nothing was lost
    row = (await world.do(lambda s: dispatch_rows(s, ids=[dispatch_id])))[dispatch_id]
    assert {part: row["visit"][part] for part in ("photos", "came", "lapsed")} == {
        "photos": 3, "came": 2, "lapsed": 1,
    }  # fmt: skip


async def all_of(world: World, kind: Any) -> list[Any]:
    return list(await world.do(lambda s: s.exec(select(kind))))


async def test_a_call_that_is_wished_for_stands_until_a_counsellor_has_made_it(
    world: World,
) -> None:
    dispatch_id = await world.request(world.workers[0])
    rina, mita = (
        await worker_cookie(world, 0),
        await cookie_of(world, world.counsellor.id, "console"),
    )

    async def wish(id_: UUID) -> Any:
        return (await world.do(lambda s: dispatch_rows(s, ids=[id_])))[id_]["call_wanted"]

    async with browser(world) as client:

        async def send(whom: str) -> str:
            said = command("ask_call", dispatch_id, whom=whom)
            answer = await client.post(API, json={"commands": [said]}, headers=rina)
            receipt = answer.json()["receipts"][0]
            return str(receipt["code"] or receipt["result"])

        assert await send("caller") == "not_your_task"
        await world.accept(dispatch_id, world.workers[0])
        assert [await send("caller"), await send("caller")] == ["applied", "already"]
        assert await send("counsellor") == "applied"
        assert await wish(dispatch_id) == "counsellor"
        tasks = await world.do(lambda s: task_rows(s, worker_id=world.workers[0].id))
        assert tasks[dispatch_id]["call_wanted"] == "counsellor"
        for _ in range(2):
            made = await client.post(f"/api/v1/dispatches/{dispatch_id}/call-made", headers=mita)
            assert made.json()["call_wanted"] is None
    kinds = await world.timeline()
    assert kinds.count("dispatch.call_wanted") == 2
    assert kinds.count("dispatch.call_made") == 1
