"""A centre answers, records an arrival, lets a child go, counts, changes its beds: by keyboard."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.people import assert_calm, at_console
from tests.browser.stage import CENTRE, LOOKERS, Stage
from tests.browser.test_screens import barriers
from tests.running import Person, signed_in

pytestmark = [pytest.mark.xdist_group("evening"), pytest.mark.browser]


async def test_a_child_arrives_is_opened_and_leaves_by_keyboard_without_a_barrier(
    chromium: Browser, stage: Stage
) -> None:
    async with at_console(chromium, stage.house.base, CENTRE) as page:
        await expect(page).to_have_url(re.compile(r"/centre$"))
        coming = page.locator(".coming").first
        await coming.get_by_role("button", name="শিশুটি এসেছে").press("Enter")
        await coming.get_by_role("radio", name="ক্লান্ত").press("Space")
        await coming.get_by_label("কে নিয়ে এসেছেন").fill("একজন রিকশাচালক")
        await coming.get_by_role("button", name="আগমন লিখুন").press("Enter")
        await expect(page.locator(".coming")).to_have_count(0)
        taken = page.locator(".bed.info")
        await expect(taken).to_have_count(1)
        await taken.press("Enter")
        panel = page.locator(".house").filter(has=taken).locator(".bed-panel")
        await panel.get_by_role("button", name="শিশুর তথ্য দেখুন").press("Enter")
        await expect(panel.get_by_text("একজন রিকশাচালক")).to_be_visible()
        await assert_calm(page)
        await panel.get_by_role("button", name="শিশুটি চলে যাচ্ছে").press("Enter")
        await panel.get_by_role("button", name="পরিবারের কাছে").press("Enter")
        await expect(taken).to_have_count(0)
        await page.get_by_label("কতজন শিশু ঘুমাচ্ছে").fill("২")
        await page.get_by_role("button", name="গণনা লিখুন").press("Enter")
        await expect(page.locator(".house .notice.overdue")).to_be_visible()


BANGLA = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")
SUPERVISOR, OWNER = LOOKERS["supervisor", ()], LOOKERS["counsellor", ("over",)]


async def test_a_centre_says_no_with_a_reason_yes_with_a_bed_and_takes_more_by_leave(
    chromium: Browser, stage: Stage
) -> None:
    base, ticket = stage.house.base, f"/incidents/{stage.incidents['over']}"
    path = f"{ticket}/dispatches"
    async with (
        signed_in(base, OWNER) as counsellor,
        signed_in(base, SUPERVISOR) as board,
        signed_in(base, CENTRE) as desk,
        at_console(chromium, base, CENTRE, "/centre") as page,
    ):
        await board.watch("board")
        me = await desk.ask("GET", "/session")
        wanted = {"responder": {"kind": "centre", "id": me["centre_id"]}}
        mistake = {"reason": "not_needed"}
        coming = page.locator(".coming")
        await expect(page.locator("main.centre")).to_be_visible()  # by the live line, not at once
        before = await coming.count()

        # In this evening P2 has three seconds, so that something is overdue.
        await counsellor.ask("POST", f"{ticket}/set-urgency", {"urgency": "P3"})
        made = await counsellor.ask("POST", path, wanted, expect=201)
        first, asked = made["id"], _asked(page, made)
        await expect(asked).to_have_count(1)
        await assert_calm(page)
        await asked.get_by_role("button", name="নিতে পারছি না").press("Enter")
        await asked.get_by_role("button", name="আসন খালি নেই").press("Enter")
        await expect(asked).to_have_count(0)
        steps = await board.until(lambda: _more_than_one(board, first))
        assert (steps[0]["state"], steps[0]["decline_reason"]) == ("declined", "full")
        await counsellor.ask("POST", f"/dispatches/{first}/stand-down", mistake)

        made = await counsellor.ask("POST", path, wanted, expect=201)
        second, asked = made["id"], _asked(page, made)
        beds = asked.get_by_label("শয্যা")
        chosen = await beds.locator("option").nth(1).get_attribute("value")
        await beds.select_option(chosen)
        await asked.get_by_role("button", name="নেব, শয্যা রাখছি").press("Enter")
        await expect(coming).to_have_count(before + 1)
        seen = await desk.ask("GET", f"/centres/{me['centre_id']}/beds")
        kept = [bed for house in seen["board"]["houses"] for bed in house["beds"]]
        assert [bed["dispatch_id"] for bed in kept if bed["id"] == chosen] == [second]
        await counsellor.ask("POST", f"/dispatches/{second}/stand-down", mistake)
        await counsellor.ask("POST", f"{ticket}/set-urgency", {"urgency": "P2"})
        await expect(coming).to_have_count(before)

        async with at_console(chromium, base, SUPERVISOR, "/board") as office:
            beds_of_centres = office.get_by_role("region", name="কেন্দ্রের শয্যা")
            await beds_of_centres.get_by_role("button", name="আসনের বেশি রাখতে দিন").press("Enter")
            form = beds_of_centres.locator("form")
            await form.get_by_role("button", name="আসনের বেশি রাখতে দিন").press("Enter")
            allowed = page.get_by_text("জন বেশি রাখা যাবে")
            await expect(allowed).to_be_visible()
            await beds_of_centres.get_by_role("button", name="অনুমতি তুলে নিন").press("Enter")
            await expect(allowed).to_have_count(0)

        # Past its time it may still be taken; what somebody else took asks for nothing, at once.
        made = await counsellor.ask("POST", path, wanted, expect=201)
        third, asked = made["id"], _asked(page, made)
        await expect(asked.get_by_text("সময় পেরিয়ে গেছে")).to_be_visible()
        steps = await board.until(lambda: _more_than_one(board, third))
        who = steps[1]["responder"]
        said = {"responder": {part: who[part] for part in ("kind", "id")}, "answer": "yes"}
        await board.ask("POST", f"/dispatches/{third}/record-answer", said)
        late = page.locator(".too-late").filter(has_text=_number(made))
        for fresh in (False, True):
            if fresh:
                await page.reload()
            await expect(late).to_contain_text(who["name"]["bn"])
            await expect(asked).to_have_count(0)
            await expect(late.get_by_role("button")).to_have_count(0)
        assert await barriers(page) == []
        await counsellor.ask("POST", f"/dispatches/{third}/stand-down", mistake)


def _asked(page: Page, made: dict[str, Any]) -> Locator:
    """The one task: others climb their ladders meanwhile, and may come to the centre."""
    return page.locator(".asked").filter(has_text=_number(made))


def _number(made: dict[str, Any]) -> str:
    return str(made["task_no"]).translate(BANGLA)


def _more_than_one(board: Person, dispatch: str) -> list[dict[str, Any]] | None:
    """The steps of a task once the next one is asked, after a no."""
    steps: list[dict[str, Any]] = (
        board.rows("board", "dispatches").get(dispatch, {}).get("steps", [])
    )
    return steps if len(steps) > 1 else None


async def test_a_bed_is_added_renamed_and_removed_by_keyboard(
    chromium: Browser, stage: Stage
) -> None:
    async with at_console(chromium, stage.house.base, CENTRE, "/centre") as page:
        await page.get_by_role("link", name="ঘর ও শয্যা বদলান").press("Enter")
        house = page.locator("section").filter(has=page.locator(".bed-lines")).first
        lines = house.locator(".bed-line")
        await expect(lines.first).to_be_visible()
        beds = await lines.count()
        await house.get_by_label("শয্যার নাম, কমা দিয়ে আলাদা").fill("জানালা, জানালা")
        await house.get_by_role("button", name="শয্যা যোগ করুন").press("Enter")
        await expect(lines).to_have_count(beds + 1)
        await house.get_by_role("button", name="নাম বদলান: জানালা").press("Enter")
        await house.get_by_label("শয্যার নাম", exact=True).fill("দরজা")
        await house.get_by_role("button", name="সংরক্ষণ করুন").last.press("Enter")
        await expect(house.get_by_role("button", name="নাম বদলান: দরজা")).to_be_focused()
        await house.get_by_role("button", name="সরান: দরজা").press("Enter")
        await expect(house.get_by_text("দরজা শয্যাটি একেবারে সরাবেন?")).to_be_visible()
        await house.get_by_role("button", name="সরান", exact=True).press("Enter")
        await expect(lines).to_have_count(beds)
        await expect(page.locator("main section:focus, main section :focus")).to_have_count(1)
        await page.get_by_role("link", name="ডেস্কে ফিরুন").press("Enter")
        await expect(page).to_have_url(re.compile(r"/centre$"))
