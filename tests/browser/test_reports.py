"""Reports in Chromium: the table of 2015 in the reader's digits, another period, a file."""

import csv
import io
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.people import assert_calm, at_console
from tests.running import House

pytestmark = [pytest.mark.xdist_group("house"), pytest.mark.browser]


def rows_of(file: Path) -> dict[str, list[str]]:
    """The rows of a CSV by their first cell."""
    text = file.read_text(encoding="utf-8-sig")
    return {row[0]: row for row in csv.reader(io.StringIO(text)) if row}


async def test_a_supervisor_reads_the_table_of_2015_takes_it_as_a_file_and_goes_on_to_lists(
    chromium: Browser, house: House
) -> None:
    async with at_console(chromium, house.base, "supervisor-1", "/measures") as page:
        await page.get_by_role("link", name="প্রতিবেদন", exact=True).press("Enter")
        sheet = page.get_by_role("region", name="ঝুঁকির ধরন অনুযায়ী পুনঃএকীকরণকৃত শিশুর সংখ্যা")
        domestic = sheet.get_by_role("row", name="গৃহকর্মে নিয়োজিত শিশু")
        await expect(domestic).to_contain_text("৯*")
        await expect(domestic).to_contain_text("১২৯")
        referred = sheet.get_by_role("row", name="রেফারকৃত শিশু")
        await expect(referred.get_by_role("cell").first).to_contain_text("—")
        await expect(referred.get_by_role("cell").first).to_contain_text("৪ থেকে ৯")
        await expect(sheet.locator("tbody tr").last).to_contain_text("২,৩৯৪")
        await expect(page.get_by_text("৪৫টি ঘরের মধ্যে ৩৪টি পড়া গেছে")).to_be_visible()
        async with page.expect_download() as waiting:
            await page.get_by_role("button", name="সিএসভি").press("Enter")
        download = await waiting.value
        assert download.suggested_filename == "reintegration-2015-03.csv"
        rows = rows_of(await download.path())
        assert rows["domestic_worker"][3:] == ["9*", "129", "138"]

        lines = page.locator(".report-sheet tbody tr")
        await page.get_by_label("কোন প্রতিবেদন").select_option("street-network")
        await expect(lines).to_have_count(4)
        await expect(page.get_by_text("ধরনগুলো যোগ করা হয় না")).to_be_visible()
        await page.get_by_label("কোন প্রতিবেদন").select_option("published")
        await page.get_by_label("সময়").select_option("2024")
        await expect(lines).to_have_count(2)
        await expect(lines.first).to_contain_text("৫,৫০,০০০")
        await expect(lines.first).to_contain_text("প্রায়")
        await assert_calm(page)


async def test_administrators_read_reports_too_and_a_counsellor_is_led_away(
    chromium: Browser, house: House
) -> None:
    async with at_console(chromium, house.base, "admin-1", "/forms") as page:
        await page.get_by_role("link", name="প্রতিবেদন", exact=True).press("Enter")
        await expect(page.locator(".report-sheet tbody tr")).to_have_count(16)
    async with at_console(chromium, house.base, "counsellor-2", "/reports") as page:
        await expect(page).to_have_url(f"{house.base}/")
