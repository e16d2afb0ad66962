"""Training and the log of awareness by keyboard: a skill that needs a course, an event counted."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.people import assert_calm, at_console, picks_one
from tests.running import House, signed_in

pytestmark = [pytest.mark.xdist_group("house"), pytest.mark.browser]

OFFICE, LEARNER = "admin-1", "counsellor-1"
NAME = "নাসরিন সুলতানা"
COURSE = "নীরব কলের প্রশিক্ষণ"
GIVE = "দিন: বোতামে কথা"
DHAKA = timedelta(hours=6)


def part(page: Page, title: str) -> Locator:
    return page.get_by_role("region", name=title, exact=True)


async def presses(where: Locator | Page, name: str | re.Pattern[str]) -> None:
    await where.get_by_role("button", name=name, exact=isinstance(name, str)).press("Enter")


async def types_when(page: Page, where: Locator, name: str, at: str) -> None:
    """A day, or a day and an hour, digit by digit."""
    group = where.get_by_role("group", name=name, exact=True)
    await group.get_by_role("spinbutton").first.focus()
    await page.keyboard.type(at)


async def founds(page: Page) -> None:
    """A course that is needed for a skill from now on."""
    form = part(page, "নতুন কোর্স")
    await form.get_by_label("সংকেত (ইংরেজি অক্ষর ও সংখ্যা)").fill("SILENT-1")
    await form.get_by_label("বাংলা নাম").fill(COURSE)
    await form.get_by_label("ইংরেজি নাম").fill("Silent calls")
    months = form.get_by_label("কত মাস গণ্য (খালি রাখলে সব সময়)")
    await months.fill("এক বছর")
    await expect(form.get_by_text("একটি পূর্ণ সংখ্যা লিখুন")).to_be_visible()
    await expect(form.get_by_role("button")).to_have_attribute("aria-disabled", "true")
    await months.fill("১২")
    await presses(form, "যোগ করুন")
    await expect(page.get_by_role("heading", level=1, name=COURSE)).to_be_visible()
    needs = part(page, "এই কোর্স ছাড়া যা দেওয়া হয় না")
    await needs.get_by_label("কিসের জন্য").select_option("skill")
    await needs.get_by_label("কোনটি").select_option("keys")
    await presses(needs, "বাধ্যতামূলক করুন")
    await expect(needs.get_by_text("দক্ষতা: বোতামে কথা")).to_be_visible()


async def notes_that_it_was_passed(page: Page) -> None:
    form = page.get_by_role("form", name="পাসের কথা লিখুন")
    await picks_one(page, form.get_by_role("combobox", name="নাম"), LEARNER, NAME)
    today = datetime.now(UTC) + DHAKA
    await types_when(page, form, "কোন দিন পাস করেছেন", today.strftime("%d%m%Y"))
    await presses(form, "পাসের কথা লিখুন")
    await expect(part(page, "কারা পাস করেছেন").get_by_text("পর্যন্ত গণ্য")).to_be_visible()


async def test_a_skill_is_refused_by_name_until_the_course_is_passed(
    chromium: Browser, house: House
) -> None:
    async with signed_in(house.base, OFFICE) as office:
        found = await office.ask("GET", f"/directory?what=staff&q={LEARNER}")
    colleague = f"/directory/staff/{found['items'][0]['id']}"
    async with at_console(chromium, house.base, OFFICE, "/training") as page:
        await founds(page)
        course = page.url
        await page.goto(colleague)
        rights = part(page, "ভূমিকা ও দক্ষতা")
        await presses(rights, GIVE)
        await expect(rights.get_by_role("alert").last).to_contain_text(f"আগে পাস করতে হবে: {COURSE}")
        await page.goto(course)
        await notes_that_it_was_passed(page)
        await page.goto(colleague)
        await expect(part(page, "পাস করা কোর্স").get_by_role("link", name=COURSE)).to_be_visible()
        await presses(rights, GIVE)
        await expect(rights.get_by_role("button", name=GIVE)).to_have_count(0)
        await assert_calm(page)
        for again in ("ফেরত নিন: বোতামে কথা", "আবার চাপুন: ফেরত নিন: বোতামে কথা"):
            await presses(rights, again)
        await expect(rights.get_by_role("button", name=GIVE)).to_be_visible()
        await page.goto(course)
        needs = part(page, "এই কোর্স ছাড়া যা দেওয়া হয় না")
        await presses(needs, re.compile("^আর লাগবে না"))
        await presses(needs, re.compile("^আবার চাপুন"))
        await expect(needs.get_by_text("দক্ষতা: বোতামে কথা")).to_have_count(0)


async def test_whoever_lacks_a_needed_course_is_listed_until_it_is_passed(
    chromium: Browser, house: House
) -> None:
    async with signed_in(house.base, OFFICE) as office:
        said = {"code": "NIGHT-1", "name_bn": "রাতের পালা", "name_en": "Nights"}
        course = await office.ask("POST", "/courses", said, expect=201)
        need = {"kind": "role", "code": "counsellor"}
        await office.ask("PUT", f"/courses/{course['id']}/need", need)
        found = await office.ask("GET", f"/directory?what=staff&q={LEARNER}")
        async with at_console(chromium, house.base, "supervisor-1", "/training") as page:
            lacking = part(page, "দরকারি কোর্স যাঁদের নেই")
            one = lacking.get_by_role("listitem").filter(has_text="রাতের পালা")
            await expect(one.get_by_text("৪ জনের নেই")).to_be_visible()
            person = one.get_by_role("listitem").filter(has_text=NAME)
            await expect(person.get_by_text("পাস করা নেই")).to_be_visible()
            await assert_calm(page)
            today = (datetime.now(UTC) + DHAKA).date().isoformat()
            holder = {"kind": "staff", "id": found["items"][0]["id"]}
            passed = {"holder": holder, "got_on": today}
            await office.ask("POST", f"/courses/{course['id']}/qualifications", passed, expect=201)
            await page.reload()
            await expect(one.get_by_text("৩ জনের নেই")).to_be_visible()
            await expect(person).to_have_count(0)
        await office.ask("PUT", f"/courses/{course['id']}/need", {**need, "needed": False})


async def test_an_event_is_written_down_afterwards_and_what_was_not_counted_is_no_zero(
    chromium: Browser, house: House
) -> None:
    began = datetime.now(UTC) + DHAKA - timedelta(days=1)
    async with at_console(chromium, house.base, "supervisor-1", "/outreach") as page:
        form = part(page, "নতুন কার্যক্রম লিখুন")
        await form.get_by_label("বাংলা নাম").fill("বাজারে প্রচার")
        await form.get_by_label("ইংরেজি নাম").fill("At the market")
        await form.get_by_role("button", name="অভিভাবক").press("Space")
        for name, hour in (("শুরু", "1000"), ("শেষ", "1300")):
            await types_when(page, form, name, began.strftime("%d%m%Y") + hour)
        await presses(form, "যোগ করুন")
        over = part(page, "শেষ হয়েছে, ফল লেখা হয়নি")
        await presses(over, re.compile("^হয়েছে"))
        counts = over.get_by_role("form")
        await counts.get_by_label("মেয়ে", exact=True).fill("৪০")
        await counts.get_by_label("এসেছিল, গোনা হয়নি নারী").press("Space")
        await presses(counts, re.compile("^হয়েছে"))
        log = part(page, "যা হয়েছে ও যা বাতিল")
        await expect(log.get_by_text("পৌঁছেছে ৪০ জনের কাছে; আরও কেউ এসেছিল")).to_be_visible()
        await expect(log.get_by_text("নারী: এসেছিল, গোনা হয়নি")).to_be_visible()
        await assert_calm(page)
        await page.get_by_role("link", name="কলের পূর্বাভাস").press("Enter")
        await expect(page).to_have_url(re.compile("/forecast$"))


async def test_a_centre_writes_down_its_event_with_its_place_and_a_counsellor_reads_it(
    chromium: Browser, house: House
) -> None:
    begins = datetime.now(UTC) + DHAKA + timedelta(days=2)
    async with at_console(chromium, house.base, "centre-1", "/centre") as page:
        await page.get_by_role("link", name="সচেতনতা").press("Enter")
        form = part(page, "নতুন কার্যক্রম লিখুন")
        await form.get_by_label("বাংলা নাম").fill("ছবি আঁকার আসর")
        await form.get_by_label("ইংরেজি নাম").fill("Drawing together")
        await form.get_by_role("button", name="পথশিশু").press("Space")
        for name, hour in (("শুরু", "1000"), ("শেষ", "1300")):
            await types_when(page, form, name, begins.strftime("%d%m%Y") + hour)
        where = form.get_by_role("combobox", name="এলাকা (খালি রাখলে সারা দেশ)")
        await picks_one(page, where, "sutrapur", "সূত্রাপুর")
        await presses(form, "যোগ করুন")
        coming = part(page, "সামনে যা আছে")
        await expect(coming.get_by_text("ছবি আঁকার আসর")).to_be_visible()
        await expect(coming.get_by_text("সূত্রাপুর")).to_be_visible()
        await assert_calm(page)
        await page.get_by_role("link", name="ডেস্ক").press("Enter")
        await expect(page).to_have_url(re.compile("/centre$"))
    async with at_console(chromium, house.base, LEARNER, "/") as page:
        await page.locator(".person").press("Enter")
        await page.get_by_role("button", name="সচেতনতা ও বিনোদন").press("Enter")
        await expect(page).to_have_url(re.compile("/outreach$"))
        await expect(part(page, "সামনে যা আছে").get_by_text("ছবি আঁকার আসর")).to_be_visible()
        await expect(part(page, "নতুন কার্যক্রম লিখুন")).to_have_count(0)
        await assert_calm(page)
