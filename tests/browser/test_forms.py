"""A form is changed on screen, published and filled; what was filled before keeps its version."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.people import assert_calm, at_console
from tests.browser.stage import LOOKERS, OFFICE, Stage
from tests.running import signed_in

pytestmark = [pytest.mark.xdist_group("evening"), pytest.mark.browser]

CODE = "closure"
COUNSELLOR = LOOKERS["counsellor", ("filled",)]
ADDED = {"bn": "শিশু কি বিদায় জানিয়েছে?", "en": "Did the child say goodbye?"}
PATIENT_MS = 20_000
SCRIPT = "<img src=x onerror=alert(1)>"


async def begun(stage: Stage) -> str:
    """A record on the version that is filled before anything is changed."""
    async with signed_in(stage.house.base, COUNSELLOR) as person:
        shown = await person.ask("GET", "/forms")
        (version,) = [one["published"]["id"] for one in shown["items"] if one["code"] == CODE]
        path = f"/incidents/{stage.incidents['filled']}/forms"
        body = {"version_id": version, "answers": {"reason": "lost_contact", "attempts": "৩"}}
        made = await person.ask("POST", path, body, expect=201)
    return str(made["id"])


async def changed_and_published(page: Page) -> None:
    await page.get_by_role("button", name="নতুন খসড়া শুরু করুন").press("Enter")
    section = page.locator(".form-section").first
    await section.get_by_label("নতুন প্রশ্নের ধরন").select_option("yes_no")
    await section.get_by_role("button", name="প্রশ্ন যোগ করুন").press("Enter")
    field = section.locator(".form-one").last
    await page.get_by_role("button", name="পরীক্ষা করুন").press("Enter")
    await expect(page.get_by_text("খালি রাখা যাবে না")).to_have_count(2)
    await field.get_by_label("প্রশ্ন · বাংলা").fill(ADDED["bn"])
    await field.get_by_label("প্রশ্ন · ইংরেজি").fill(f"{ADDED['en']} {SCRIPT}")
    attempts = section.locator('[data-code="attempts"]')
    await attempts.get_by_role("button", name=re.compile("^সরান")).press("Enter")
    await page.get_by_role("button", name="পরীক্ষা করুন").press("Enter")
    publish = page.get_by_role("button", name="প্রকাশ করুন")
    await expect(publish).to_have_attribute("aria-disabled", "true")
    await page.get_by_role("button", name="যেমন দেখাবে").press("Enter")
    await page.locator(".form-langs").get_by_role("button", name="ইংরেজিতে").press("Enter")
    await expect(page.get_by_text(SCRIPT).first).to_be_visible()
    await assert_calm(page)
    await page.get_by_label(re.compile("প্রশ্ন বাদ")).press("Space")
    await publish.press("Enter")
    await expect(page.get_by_role("button", name="সংস্করণ ২ দেখুন")).to_be_visible()


async def test_a_form_is_edited_published_and_filled_and_an_old_record_keeps_its_version(
    chromium: Browser, stage: Stage
) -> None:
    base, at = stage.house.base, f"/incidents/{stage.incidents['filled']}/forms"
    old = await begun(stage)
    async with at_console(chromium, base, OFFICE, f"/forms/{CODE}") as page:
        await changed_and_published(page)
    async with (
        at_console(chromium, base, COUNSELLOR, at) as page,
        signed_in(base, COUNSELLOR) as person,
    ):
        row = page.locator(".session-list > li", has_text="কেস সমাপ্তি").first
        await row.get_by_role("button", name=re.compile("^খুলুন")).press("Enter")
        attempts = row.locator('[data-field="attempts"] input')
        await expect(attempts).to_have_value("3", timeout=PATIENT_MS)
        await expect(row.get_by_text(ADDED["bn"])).to_have_count(0)
        await row.get_by_role("button", name="সম্পূর্ণ করুন").press("Enter")
        await expect(row.locator('[data-field="closed_on"]')).to_contain_text("উত্তর দরকার")
        await assert_calm(page)
        await page.get_by_label("কোন ফরম?").select_option(label="কেস সমাপ্তি")
        await page.get_by_role("button", name="পূরণ শুরু করুন").press("Enter")
        added = page.locator(".form-field", has_text=ADDED["bn"])
        await expect(added).to_be_visible()
        await added.get_by_role("combobox").select_option("refused")
        await expect(page.locator("[data-saved]")).to_be_visible(timeout=PATIENT_MS)
        await page.reload(wait_until="networkidle")
        newest = page.locator(".session-list > li", has_text="কেস সমাপ্তি").first
        await newest.get_by_role("button", name=re.compile("^খুলুন")).press("Enter")
        await expect(added.get_by_role("combobox")).to_have_value("refused", timeout=PATIENT_MS)
        kept = await person.ask("GET", at)
        by_id = {one["id"]: one for one in kept["items"]}
        assert by_id[old]["no"] == 1
        (new,) = [one for one in kept["items"] if one["form"] == CODE and one["id"] != old]
        assert new["no"] == 2
        said = await person.ask("GET", f"{at}/{new['id']}")
        assert {"unknown": True, "why": "refused"} in said["answers"].values()
