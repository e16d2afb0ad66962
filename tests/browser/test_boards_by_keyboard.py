"""A board by keyboard: seats by post and by term, a decision that is dropped, a board that ends."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.people import assert_calm, at_console, picks_one
from tests.running import House, Person, signed_in

pytestmark = [pytest.mark.xdist_group("house"), pytest.mark.browser]

OFFICE, BOARD = "admin-1", "supervisor-1"
DISTRICT = "BD6090"
DHAKA = timedelta(hours=6)
Row = dict[str, Any]


def part(page: Page, title: str) -> Locator:
    return page.get_by_role("region", name=title, exact=True)


async def presses(where: Locator | Page, name: str | re.Pattern[str]) -> None:
    await where.get_by_role("button", name=name, exact=isinstance(name, str)).press("Enter")


async def founded(office: Person, body: str) -> str:
    said = {"body": body, "level": "district", "place": DISTRICT, "quorum": 2}
    names = {"name_bn": "শিশু কল্যাণ বোর্ড", "name_en": "Child welfare board"}
    made: Row = await office.ask("POST", "/committees", {**said, **names}, expect=201)
    return f"/committees/{made['id']}"


def alone(post: Row, posts: list[Row]) -> bool:
    """Nobody else is found by its code."""
    return sum(post["code"] in one["code"] for one in posts) == 1


async def types_day(page: Page, where: Locator, name: str, day: str) -> None:
    group = where.get_by_role("group", name=name, exact=True)
    await group.get_by_role("spinbutton").first.focus()
    await page.keyboard.type(day)


async def adds_a_seat(page: Page, post: Row) -> None:
    form = page.get_by_role("form", name="আসন যোগ করুন")
    field = form.get_by_role("combobox", name="যে পদের আসন")
    await expect(field).to_have_value("")  # a form that was sent begins anew after the seat is seen
    await picks_one(page, field, post["code"], post["code"])
    await presses(form, "আসন যোগ করুন")


async def test_a_seat_belongs_to_a_post_has_a_last_day_and_ends_by_two_presses(
    chromium: Browser, house: House
) -> None:
    async with signed_in(house.base, OFFICE) as office:
        path = await founded(office, "welfare_board")
        posts = (await office.ask("GET", "/posts"))["items"]
    post = next(one for one in posts if one["holders"] and alone(one, posts))
    title = post["name"]["bn"]
    last = datetime.now(UTC) + DHAKA + timedelta(days=400)
    async with at_console(chromium, house.base, OFFICE, path) as page:
        seats = part(page, "আসনসমূহ")
        await adds_a_seat(page, post)
        await expect(seats.get_by_text(title, exact=True)).to_be_visible()
        await expect(seats.get_by_text(post["holders"][0]["name"]["bn"])).to_be_visible()
        await adds_a_seat(page, post)
        await expect(page.get_by_text("এই পদের আসন আগেই আছে")).to_be_visible()
        await presses(seats, f"মেয়াদ ঠিক করুন: {title}")
        term = seats.get_by_role("form")
        await types_day(page, term, "মেয়াদের শেষ দিন (জানা না থাকলে খালি)", f"{last:%d%m%Y}")
        await presses(term, "রাখুন")
        await expect(seats.get_by_text(re.compile("^মেয়াদ .* পর্যন্ত$"))).to_be_visible()
        await assert_calm(page)
        for again in ("আসন শেষ করুন", "আবার চাপুন: আসন শেষ করুন"):
            await presses(seats, f"{again}: {title}")
        await expect(seats.get_by_text("কোনো আসন নেই")).to_be_visible()
        await presses(page, "নাম বা কোরাম বদলান")
        change = part(page, "নাম বা কোরাম বদলান")
        await change.get_by_label("বাংলা নাম").fill("নতুন নামের বোর্ড")
        await change.get_by_label("কোরাম (জানা না থাকলে খালি)").fill("৩")
        await assert_calm(page)
        await presses(change, "রাখুন")
        await expect(page.get_by_role("heading", level=1, name="নতুন নামের বোর্ড")).to_be_visible()
        await expect(page.get_by_text("কোরাম ৩")).to_be_visible()


async def decided(office: Person, board: Person, path: str) -> str:
    """A meeting was held and decided something; its path."""
    seat = {"role": "chair", "title_bn": "সভাপতি", "title_en": "Chair"}
    file = await office.ask("POST", f"{path}/seats", seat, expect=201)
    now = datetime.now(UTC)
    planned = {"planned_at": (now - timedelta(hours=2)).isoformat()}
    held = await board.ask("POST", f"{path}/meetings", planned, expect=201)
    meeting = f"/meetings/{held['meeting']['id']}"
    chair = file["seats"][0]["id"]
    await office.ask("PATCH", path, {"quorum": None})
    said = {"held_at": (now - timedelta(minutes=5)).isoformat()}
    await board.ask("POST", f"{meeting}/hold", {**said, "present": []})
    due = (now + timedelta(days=20)).date().isoformat()
    decision = {"words": "শীতবস্ত্র দেওয়া হবে।", "due_on": due, "owner_seat": chair}
    await board.ask("POST", f"{meeting}/decisions", decision, expect=201)
    return meeting


async def test_a_decision_is_dropped_for_a_reason_in_words_and_only_then_the_board_ends(
    chromium: Browser, house: House
) -> None:
    async with signed_in(house.base, OFFICE) as office, signed_in(house.base, BOARD) as board:
        path = await founded(office, "network")
        meeting = await decided(office, board, path)
        await board.ask("POST", f"{meeting}/minutes", {"words": None})
        async with at_console(chromium, house.base, OFFICE, path) as page:
            await expect(page.get_by_role("button", name="সিদ্ধান্ত ১ বাদ দিন")).to_have_count(0)
            for again in ("কমিটি শেষ করুন", "আবার চাপুন: কমিটি শেষ করুন"):
                await presses(page, again)
            await expect(page.get_by_text("আগে সেগুলো শেষ করুন")).to_be_visible()
    async with at_console(chromium, house.base, BOARD, path) as page:
        decisions = part(page, "সিদ্ধান্তসমূহ")
        await presses(decisions, "সিদ্ধান্ত ১ বাদ দিন")
        form = decisions.get_by_role("form", name="সিদ্ধান্ত ১ বাদ দিন")
        await form.get_by_label("কেন বাদ").select_option("other")
        send = form.get_by_role("button", name="বাদ দিন", exact=True)
        await expect(send).to_have_attribute("aria-disabled", "true")
        await form.get_by_label("কোন কারণ").fill("শীত শেষ")
        await assert_calm(page)
        await send.press("Enter")
        await expect(decisions.get_by_text("শীত শেষ")).to_be_visible()
        await expect(decisions.get_by_text("বাতিল", exact=True)).to_be_visible()
        await expect(decisions.get_by_role("button")).to_have_count(0)
        await expect(part(page, "আসনসমূহ").get_by_role("button")).to_have_count(0)
    async with at_console(chromium, house.base, OFFICE, path) as page:
        for again in ("কমিটি শেষ করুন", "আবার চাপুন: কমিটি শেষ করুন"):
            await presses(page, again)
        await expect(page.get_by_text("শেষ হয়েছে", exact=True)).to_be_visible()
        await expect(page.get_by_role("form", name="আসন যোগ করুন")).to_have_count(0)
