"""The scheme of the cash transfer by keyboard: read, the next version made and published once."""

import re

import pytest
from playwright.async_api import Browser, Locator, Page, Route, expect

from tests.browser.people import assert_calm, at_console, picks_one
from tests.running import House

pytestmark = [pytest.mark.xdist_group("house"), pytest.mark.browser]

MAKE = "নতুন সংস্করণ তৈরি করুন"
PUBLISH = "সংস্করণ ২ প্রকাশ করুন"


async def presses(where: Locator | Page, name: str | re.Pattern[str]) -> None:
    await where.get_by_role("button", name=name, exact=isinstance(name, str)).press("Enter")


async def presses_twice(button: Locator) -> None:
    await button.focus()
    for _ in range(2):
        await button.page.keyboard.press("Enter")


async def test_a_version_is_published_by_two_presses_and_the_old_one_stays(
    chromium: Browser, house: House
) -> None:
    async with at_console(chromium, house.base, "admin-1", "/cash") as page:
        await presses(page, "নিয়ম")
        versions = page.get_by_role("region", name="নিয়ম", exact=True)
        await expect(versions.get_by_text("৳ ৩৬,০০০")).to_be_visible()
        await expect(versions.get_by_text("সিলেট", exact=False).first).to_be_visible()
        await assert_calm(page)
        await presses(page, MAKE)
        form = page.get_by_role("region", name=MAKE, exact=True)
        publish = form.get_by_role("button", name=PUBLISH)
        await expect(publish).to_have_attribute("aria-disabled", "true")
        await form.get_by_label("মোট মাস").fill("১৭")
        await expect(form.get_by_text("মোট মাস কিস্তিতে সমান ভাগ হতে হবে")).to_be_visible()
        await form.get_by_label("মোট মাস").fill("১৮")
        await form.get_by_label("মাসে টাকা").fill("২৫০০")
        await form.get_by_label("কে ঠিক করেছেন, কোনটি এখনো প্রস্তাব").fill("অধিদপ্তর ঠিক করেছে।")
        await expect(form.get_by_text("যে সংস্করণে শুরু হয়েছে সেটিতেই চলবে")).to_be_visible()
        await assert_calm(page)
        await adds_a_place_that_is_no_district(page, form)
        await presses_twice(publish)
        await expect(form.get_by_text("আবার দেখুন: দল, ১ নম্বর")).to_be_visible()
        await presses(form, re.compile("^সরান: .*সূত্রাপুর"))
        await publish.press("Enter")
        await expect(form.get_by_role("button", name=PUBLISH, exact=True)).to_be_visible()
        await expect(versions.get_by_text("সংস্করণ ২")).to_have_count(0)
        await presses_twice(publish)
        await expect(form.get_by_role("button", name=MAKE)).to_be_visible()
        await expect(versions.get_by_text("সংস্করণ ২")).to_be_visible()
        await expect(versions.get_by_text("৳ ৪৫,০০০")).to_be_visible()
        await expect(versions.get_by_text("সংস্করণ ১")).to_be_visible()
        await publishes_without_an_answer(page, form)
        await expect(form.get_by_text("এর মধ্যে সংস্করণ ৩ প্রকাশিত হয়েছে")).to_be_visible()
        await expect(form.get_by_role("button", name=re.compile("প্রকাশ করুন"))).to_have_count(0)
        await expect(versions.get_by_text(re.compile("^সংস্করণ"))).to_have_count(3)
        await assert_calm(page)
    async with at_console(chromium, house.base, "supervisor-1", "/cash") as page:
        await presses(page, "নিয়ম")
        await expect(page.get_by_text("সংস্করণ ২")).to_be_visible()
        await expect(page.get_by_role("button", name=MAKE)).to_have_count(0)


async def publishes_without_an_answer(page: Page, form: Locator) -> None:
    """The server publishes it, and the network loses that it did."""

    async def loses(route: Route) -> None:
        if route.request.method == "POST":
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/api/v1/cash/schemes", loses)
    await presses(form, MAKE)
    await form.get_by_label("কে ঠিক করেছেন, কোনটি এখনো প্রস্তাব").fill("আবার বলা হলো।")
    await presses_twice(form.get_by_role("button", name="সংস্করণ ৩ প্রকাশ করুন"))


async def adds_a_place_that_is_no_district(page: Page, form: Locator) -> None:
    where = form.get_by_role("combobox", name="জেলা যোগ করুন").first
    await picks_one(page, where, "sutrapur", "সূত্রাপুর")
    await expect(form.get_by_role("button", name=re.compile("^সরান: .*সূত্রাপুর"))).to_be_visible()
