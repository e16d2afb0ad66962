"""Papers: what they must say, their numbers and order, and the sheet itself, glyph by glyph."""

import asyncio
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import select

from app.cases import linking
from app.cases import service as cases
from app.cases.access import SystemReason, for_system
from app.cases.models import AccessRecord
from app.core.errors import InputIsInvalid
from app.dispatch import paper_endpoints, papers
from app.dispatch.clock_models import PaperKind
from app.dispatch.clock_rows import paper_rows
from app.dispatch.paper_rules import EscortIsMissing, Wanted, checked, frozen, receivers_of
from app.dispatch.paper_sheet import draw
from tests.dispatch.web import browser, cookie_of, make_app
from tests.dispatch.world import UNION, World

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
NOTICE = Wanted(PaperKind.SECTION_90, text="শিশুটি ক্ষুধার্ত ছিল; জ্ঞান ছিল। কর্তৃপক্ষ ও ধৈর্য।")
GOOD: dict[str, Any] = {
    "kind": PaperKind.HAND_OVER,
    "receiver_kind": "relative",
    "receiver_name": "রহিমা",
    "receiver_relation": "খালা",
    "receiver_address": "বাকেরগঞ্জ",
    "escort_name": "নাসরিন",
    "escort_post": "সমাজকর্মী",
    "travel_taka": 350,
    "handed_at": NOW,
}


@pytest.mark.parametrize(
    ("change", "sex", "field"),
    [
        ({}, "girl", None),
        ({"escort_name": ""}, "boy", None),
        ({"escort_name": ""}, "girl", "escort_name"),
        ({"escort_name": ""}, None, "escort_name"),  # not known counts as a girl
        ({"escort_name": "", "no_escort_reason": "mother_takes_her"}, "girl", None),
        ({"no_escort_reason": "mother_takes_her"}, "girl", "escort_name"),
        ({"escort_name": "", "no_escort_reason": "late"}, "girl", "no_escort_reason"),
        ({"escort_post": " "}, "girl", "escort_post"),
        ({"travel_taka": None}, "girl", "travel_taka"),
        ({"travel_taka": -1}, "girl", "travel_taka"),
        ({"receiver_name": ""}, "girl", "receiver_name"),
        ({"receiver_kind": "stranger"}, "girl", "receiver_kind"),
        ({"receiver_relation": ""}, "girl", "receiver_relation"),
        ({"receiver_kind": "centre", "receiver_relation": ""}, "girl", None),
        ({"gd_number": "১১২৩"}, "girl", "gd_thana"),
        ({"gd_number": "1", "gd_thana": "x", "gd_day": date(2026, 11, 25)}, "girl", "gd_day"),
        ({"gd_number": "1", "gd_thana": "x", "gd_day": date(2026, 11, 24)}, "girl", None),
        ({"handed_at": datetime(2026, 11, 24, 16, tzinfo=UTC)}, "girl", "handed_at"),
        ({"handed_at": datetime(2026, 11, 20, tzinfo=UTC)}, "girl", "handed_at"),
        ({"handed_at": None}, "girl", "handed_at"),
    ],
)
def test_what_a_hand_over_paper_must_say(
    change: dict[str, Any], sex: str | None, field: str | None
) -> None:
    wanted, opened = Wanted(**(GOOD | change)), datetime(2026, 11, 24, tzinfo=UTC)
    if field is None:
        assert checked(wanted, sex, opened, NOW) == wanted
        return
    with pytest.raises((InputIsInvalid, EscortIsMissing)) as refused:
        checked(wanted, sex, opened, NOW)
    assert refused.value.field == field


def test_the_probation_officer_comes_first_and_the_police_officer_next() -> None:
    for kind in PaperKind:
        for to in ((), ("uno", "probation_officer"), ("receiver",)):
            order = receivers_of(Wanted(kind, to=to))
            assert order[:2] == ["probation_officer", "child_affairs_police"]


async def on(world: World, verb: Any, incident_id: Any = None) -> Any:
    async def act(session: Any) -> Any:
        wanted = incident_id or world.incident_id
        found = await for_system(session, wanted, SystemReason.SCREEN, lock=True)
        return await verb(session, found)

    return await world.do(act)


async def make(world: World, wanted: Wanted = NOTICE, incident_id: Any = None) -> Any:
    by, settings = world.counsellor, world.settings
    return await on(world, lambda s, one: papers.make(s, by, one, settings, wanted), incident_id)


async def test_memo_numbers_have_no_gap_whatever_fails_between(world: World, clock: Any) -> None:
    others = [await world.add_incident(UNION) for _ in range(4)]

    async def fails(incident_id: Any) -> None:
        async def act(session: Any, one: Any) -> None:
            await papers.make(session, world.counsellor, one, world.settings, NOTICE)
            raise RuntimeError("after the number was drawn")

        with pytest.raises(RuntimeError):
            await on(world, act, incident_id)

    made = await asyncio.gather(
        *(make(world, incident_id=id_) for id_ in others), fails(world.incident_id)
    )
    serials = sorted(paper.serial for paper in made if paper is not None)
    assert serials == [1, 2, 3, 4]
    clock.move_to(datetime(2026, 12, 31, 18, 30, tzinfo=UTC))  # the new year in Dhaka
    paper = await make(world)
    assert (paper.year, paper.serial) == (2027, 1)
    assert papers.memo_in_bangla(paper) == "১০৯৮/২০২৭/১"


async def test_a_paper_sent_once_more_is_the_same_paper_with_the_same_number(
    world: World,
) -> None:
    app = make_app(world)
    app.include_router(paper_endpoints.router, prefix="/api/v1")
    mine = await cookie_of(world, world.counsellor.id, "console")
    other = await world.add_incident(UNION)
    base = f"/api/v1/incidents/{world.incident_id}/papers"
    one = {"id": str(uuid4()), "kind": "letter", "subject": "বিষয়", "text": "এক"}
    right = {"id": str(uuid4()), "kind": "letter", "subject": "বিষয়", "text": "ঠিক"}
    async with browser(world, app) as client:

        async def send(body: Any, to: str = base) -> Any:
            return await client.post(to, json=body, headers=mine)

        both = [await send(one), *await asyncio.gather(*(send(one) for _ in range(5)))]
        assert {(made.status_code, made.json()["id"]) for made in both} == {(201, one["id"])}
        assert {made.json()["memo"] for made in both} == {"1098/2026/1"}
        new = {**one, "id": str(uuid4())}
        second = await asyncio.gather(*(send(new) for _ in range(5)))
        assert {(made.status_code, made.json()["memo"]) for made in second} == {
            (201, "1098/2026/2")
        }
        changed = await send(one | {"text": "দুই"})
        assert (changed.status_code, changed.json()["code"]) == (409, "paper_is_made")
        assert changed.json()["memo"] == "1098/2026/1"
        for foreign in (
            await send(one, f"/api/v1/incidents/{other}/papers"),
            await send({**one, "kind": "section_90"}),
        ):
            assert (foreign.status_code, foreign.json()["errors"][0]["field"]) == (422, "id")
        right["replaces"] = one["id"]
        corrected = [await send(right), *await asyncio.gather(*(send(right) for _ in range(3)))]
        assert {(made.status_code, made.json()["id"]) for made in corrected} == {(201, right["id"])}
        assert (await send(one)).json()["replaced_by"] == right["id"]
        third = await send({**one, "id": str(uuid4())})
    assert third.json()["memo"] == "1098/2026/3", "none was spent in between"
    assert len(await world.events("paper.made")) == 4


async def test_one_id_for_two_tickets_at_once_makes_one_paper(world: World) -> None:
    others, once = [await world.add_incident(UNION) for _ in range(3)], uuid4()

    async def send(incident_id: Any) -> Any:
        by, settings = world.counsellor, world.settings
        return await on(
            world, lambda s, one: papers.make(s, by, one, settings, NOTICE, once), incident_id
        )

    done = await asyncio.gather(*(send(id_) for id_ in others), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["InputIsInvalid"] * 2 + ["Paper"]
    assert (await make(world)).serial == 2


async def test_a_correction_replaces_and_nothing_is_edited(world: World) -> None:
    first, by = await make(world), world.counsellor
    right = Wanted(PaperKind.SECTION_90, text="ঠিক")

    async def correct(session: Any, one: Any, wanted: Wanted = right) -> Any:
        before = await papers.paper_by_id(session, first.id, lock=True)
        return await papers.correct(session, by, one, before, wanted)

    second = await on(world, correct)
    assert (second.serial, second.version) == (first.serial, 2)
    with pytest.raises(papers.PaperIsReplaced):
        await on(world, correct)
    with pytest.raises(InputIsInvalid):
        await on(world, lambda s, one: correct(s, one, Wanted(PaperKind.LETTER)))
    rows = await world.do(lambda s: paper_rows(s, world.incident_id))
    assert rows[first.id]["replaced_by"] == str(second.id)
    kept = await world.do(lambda s: papers.content_of(s, first))
    assert kept.wanted["text"] == NOTICE.text


async def test_a_paper_says_what_was_known_when_it_was_made_also_after_a_link(
    world: World,
) -> None:
    report, by = await world.add_incident(UNION), world.counsellor
    await on(world, lambda s, one: cases.save_field(s, one, "child_name", "মরিয়ম", by.id), report)
    paper = await make(world, incident_id=report)
    await on(world, lambda s, one: cases.save_field(s, one, "child_name", "করিম", by.id), report)
    await world.do(lambda s: linking.link(s, by, report, str(world.incident_id)))
    rows = await world.do(lambda s: paper_rows(s, world.incident_id))
    assert list(rows) == [paper.id]
    assert (await world.do(lambda s: papers.content_of(s, paper))).child_name == "মরিয়ম"


async def test_papers_over_http_in_their_order_sealed_recorded_and_kept_by_no_cache(
    world: World,
) -> None:
    app = make_app(world)
    app.include_router(paper_endpoints.router, prefix="/api/v1")
    mine = await cookie_of(world, world.counsellor.id, "console")
    stranger = await world.do(lambda s: world.add_staff(s, "strange", "counsellor"))
    other = await cookie_of(world, stranger.id, "console")
    base = f"/api/v1/incidents/{world.incident_id}/papers"
    body = {**GOOD, "kind": "hand_over", "handed_at": "2026-11-24T15:00:00+00:00"}
    async with browser(world, app) as client:
        none = await client.post(base, json=body | {"escort_name": ""}, headers=mine)
        assert (none.status_code, none.json()["code"]) == (422, "escort_is_missing")
        made = (await client.post(base, json=body, headers=mine)).json()
        assert made["memo_bn"] == "১০৯৮/২০২৬/১"
        give = f"{base}/{made['id']}/give"
        police = {"post": "child_affairs_police", "how": "email"}
        early = await client.post(give, json=police, headers=mine)
        assert early.json()["code"] == "probation_officer_first"
        first = {"post": "probation_officer", "how": "by_hand"}
        for each in (first, first, police):
            assert (await client.post(give, json=each, headers=mine)).status_code == 200
        wrong = await client.post(
            f"{base}/{made['id']}/acknowledge", json={"post": "receiver"}, headers=mine
        )
        assert wrong.json()["code"] == "paper_not_given"
        url = f"/api/v1/papers/{made['id']}.pdf"
        hidden = await client.get(url, headers=other)
        assert (hidden.status_code, hidden.json()["code"]) == (404, "paper_not_found")
        sheet = await client.get(url, headers=mine)
    assert sheet.content.startswith(b"%PDF-")
    assert sheet.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in sheet.headers["content-security-policy"]
    assert sheet.headers["content-disposition"] == 'inline; filename="1098-2026-1-1.pdf"'
    seen = await world.do(lambda s: s.exec(select(AccessRecord.reason, AccessRecord.staff_id)))
    assert list(seen).count(("paper", world.counsellor.id)) == 1
    assert len(await world.events("paper.given")) == 2


async def test_no_name_however_long_or_broken_makes_a_sheet_impossible(world: World) -> None:
    """Facts noted in a hurry, and lines that somebody pasted, are cut to a line of the sheet."""
    for name, value in (("child_name", "ক্ষুধার্ত" * 280), ("child_age", "\n".join("১২৩৪৫৬৭৮৯" * 20))):
        await on(
            world,
            lambda s, one, name=name, value=value: cases.save_field(
                s, one, name, value, world.counsellor.id
            ),
        )
    broken = "রহিমা" + "\n" * 190 + "\x00"
    paper = await make(world, Wanted(**GOOD | {"receiver_name": broken, "subject": broken}))
    content = await world.do(lambda s: papers.content_of(s, paper))
    assert (len(content.child_name or ""), content.wanted["receiver_name"]) == (200, "রহিমা")
    as_before = replace(content, child_name="ক" * 2500, child_age="\n" * 900)
    assert draw(paper.kind, "", 1, as_before).startswith(b"%PDF-")


def test_no_sign_that_nobody_sees_turns_the_words_of_a_paper_around() -> None:
    turned = "বাবা\u202eamom\u202c \u2066১২\u2069\x07\x00"
    said = frozen(Wanted(**GOOD | {"receiver_name": turned, "text": f"এক\r\nক্\u200dষ {turned}"}))
    assert said["receiver_name"] == "বাবাamom ১২"
    assert said["text"].splitlines() == ["এক", "ক্\u200dষ বাবাamom ১২  "], "the joiners stay"


def glyphs(data: bytes, path: Path) -> str:
    """The text of the sheet by its ToUnicode maps, as a reader would copy it, without spaces."""
    path.write_bytes(data)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


async def test_the_sheet_is_shaped_embedded_and_the_same_every_time(
    world: World, tmp_path: Path
) -> None:
    paper = await make(world)
    content = await world.do(lambda s: papers.content_of(s, paper))
    sheet = draw(paper.kind, papers.memo_in_bangla(paper), 1, content)
    assert sheet == draw(paper.kind, papers.memo_in_bangla(paper), 1, content)
    assert sheet.count(b"/FontFile2") >= 2
    assert len(sheet) < 100_000, "only the glyphs in use are embedded"
    shaped = {word: shape(word) for word in ("ক্ষ", "জ্ঞ", "র্ত", "র্য", "ক্য", "ন্ত্র")}
    # A conjunct that is not shaped keeps a visible hasanta and one glyph a letter.
    assert all(names < letters for names, letters in shaped.values()), shaped
    if shutil.which("pdftotext"):
        text = glyphs(sheet, tmp_path / "paper.pdf")
        assert "১০৯৮/২০২৬/১" in text
        assert "ক্ষুধার্ত" in text


def shape(word: str) -> tuple[int, int]:
    """How many glyphs the paper's font makes of a word, and of how many characters."""
    import uharfbuzz

    from app.core.sheet import FONTS

    face = uharfbuzz.Face((FONTS / "NotoSansBengali-Regular.ttf").read_bytes())
    buffer = uharfbuzz.Buffer()
    buffer.add_str(word)
    buffer.guess_segment_properties()
    uharfbuzz.shape(uharfbuzz.Font(face), buffer)
    return len(buffer.glyph_infos), len(word)
