"""A centre records an arrival, opens the child, lets it go, counts the night: by keyboard."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.browser.people import assert_calm, at_console
from tests.browser.stage import CENTRE, Stage

pytestmark = [pytest.mark.xdist_group("house"), pytest.mark.browser]


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
        panel = page.locator(".bed-panel")
        await panel.get_by_role("button", name="শিশুর তথ্য দেখুন").press("Enter")
        await expect(panel.get_by_text("একজন রিকশাচালক")).to_be_visible()
        await assert_calm(page)
        await panel.get_by_role("button", name="শিশুটি চলে যাচ্ছে").press("Enter")
        await panel.get_by_role("button", name="পরিবারের কাছে").press("Enter")
        await expect(taken).to_have_count(0)
        await page.get_by_label("কতজন শিশু ঘুমাচ্ছে").fill("২")
        await page.get_by_role("button", name="গণনা লিখুন").press("Enter")
        await expect(page.locator(".house .notice.overdue")).to_be_visible()
