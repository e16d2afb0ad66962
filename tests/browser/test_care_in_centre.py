"""A day's work in a centre by keyboard: a roll, a child's file, an incident a supervisor sees."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.people import assert_calm, at_console
from tests.browser.stage import CENTRE, LOOKERS, Stage
from tests.browser.test_screens import barriers

pytestmark = [pytest.mark.xdist_group("house"), pytest.mark.browser]
SUPERVISOR = LOOKERS["supervisor", ("stay",)]


async def test_a_roll_is_written_in_few_presses_and_a_grave_incident_is_seen(
    chromium: Browser, stage: Stage
) -> None:
    base = stage.house.base
    async with (
        at_console(chromium, base, CENTRE, "/centre") as page,
        at_console(chromium, base, SUPERVISOR, "/board") as office,
    ):
        await page.get_by_role("link", name="চারবেলার খাবার").press("Enter")
        roll = page.locator(".roll")
        await roll.get_by_role("button", name="বাকি সবাই খেয়েছে").press("Enter")
        await expect(roll.locator(".is-changed").first).to_be_visible()
        await assert_calm(page)
        await roll.get_by_role("button", name="লিখুন").press("Enter")
        await expect(roll.locator(".is-changed")).to_have_count(0)
        away = roll.locator("li").first.get_by_role("radio", name="বাইরে ছিল")
        await away.press("Space")
        write = roll.get_by_role("button", name="লিখুন")
        await expect(write).to_have_attribute("aria-disabled", "true")
        await roll.get_by_label("কেন বদলাচ্ছেন").select_option("mistake")
        await write.press("Enter")
        await expect(roll.locator(".is-changed")).to_have_count(0)
        assert await barriers(page) == []

        await page.goto(f"/centre/stays/{stage.incidents['stay']}")
        care = page.locator(".care")
        await care.get_by_role("button", name="ঘটনা লিখুন").press("Enter")
        form = care.get_by_role("form", name="ঘটনা লিখুন")
        await form.get_by_label("কী ঘটেছে").select_option("ran_away")
        await form.get_by_label("বিবরণ").fill("দুপুরের পর থেকে নেই")
        await form.get_by_role("button", name="সংরক্ষণ করুন").press("Enter")
        await expect(form).to_have_count(0)
        grave = care.locator(".edge.danger")
        await expect(grave).to_have_count(1)

        alarm = office.locator(".alarms").get_by_role("link").filter(has_text="না জানিয়ে চলে গেছে")
        await alarm.press("Enter")
        see = office.locator(".edge.danger").get_by_role("button", name="দেখেছি")
        await see.press("Enter")
        await expect(see).to_have_count(0)
        await expect(page.get_by_text("সুপারভাইজার দেখেছেন")).to_be_visible()
        await grave.get_by_role("button", name="করণীয় লিখুন").press("Enter")
        done = care.get_by_role("form", name="করণীয় লিখুন")
        await done.get_by_label("কী করা হয়েছে").fill("খুঁজে পাওয়া গেছে")
        await done.get_by_role("button", name="আর কিছু করার নেই").press("Enter")
        await expect(grave).to_have_count(0)
        assert await barriers(page) == []
        await assert_calm(page)
