"""A referral by keyboard: sent with consent, accepted at a centre's desk, a case given away."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser import caseload
from tests.browser.people import assert_calm, at_console
from tests.browser.test_case_work import chooses, part, presses
from tests.running import House, Person, signed_in

pytestmark = [pytest.mark.xdist_group("house"), pytest.mark.browser]

COUNSELLOR, SUPERVISOR, OFFICE, CENTRE = "counsellor-4", "supervisor-1", "admin-1", "centre-1"
WORKER = "worker-6"
"""Holds the post of an organisation."""
TABLES = (
    ("organisations", "code,kind,name_bn,name_en\nASKED,partner,চাওয়া সংস্থা,Asked organisation"),
    (
        "posts",
        "code,kind,name_bn,name_en,seat,organisation,holder,holding,since\n"
        f"ASKED-1,partner_organisation,কর্মী,Worker,{caseload.PLACE},ASKED,{WORKER},,2024-02-01",
    ),
)
SERVICES = "রেফারেল ও সেবা"


async def given(office: Person, centre: str) -> None:
    """An organisation gives a service at the centre, and follows children up by its worker."""
    for kind, csv in TABLES:
        body = {"kind": kind, "csv": csv, "dry_run": False}
        report = await office.ask("POST", "/directory/import", body)
        assert report["applied"], report
    for kind, more in (("education", {"centre": centre}), ("follow_up", {})):
        service: dict[str, Any] = {
            "organisation": "ASKED",
            "kind": kind,
            "name_bn": "পাড়ার সেবা",
            "name_en": "Service of the quarter",
            "places": [caseload.PLACE],
            **more,
        }
        await office.ask("POST", "/services", service, expect=201)


async def opened(counsellor: Person, board: Person) -> tuple[str, str]:
    """A case of the counsellor's; where it is, and its number."""
    ticket = await caseload.ticket(counsellor)
    wanted = {"incident": ticket, "supervisor": await caseload.id_of(board)}
    case = await counsellor.ask("POST", "/cases", wanted, expect=201)
    name = {"value": "ঝর্ণা", "source": "child"}
    await counsellor.ask("PUT", f"/children/{case['child_id']}/facts/name_bn", name)
    return f"/cases/{case['id']}", case["number"]


async def chosen(where: Locator, kind: str, what: str = "referral") -> Locator:
    """The form of a referral, with a service of this kind chosen."""
    await presses(where, "রেফার করুন")
    form = where.get_by_role("region", name="রেফার করুন")
    await chooses(form, "কী চাওয়া হচ্ছে", what)
    await chooses(form, "সেবা", kind)
    service = form.get_by_role("listitem").filter(has_text="চাওয়া সংস্থা")
    await presses(service, "এই সেবা বেছে নিন")
    return form


async def consents(form: Locator, giver: str, kept: str | None = None) -> None:
    await presses(form, "সম্মতি বা আপত্তি লিখুন")
    said = form.get_by_role("form", name="সম্মতি বা আপত্তি লিখুন")
    await chooses(said, "কে বলেছেন", giver)
    await chooses(said, "কী বলেছেন", "given")
    if kept:
        await said.get_by_role("button", name=kept).press("Space")
    await presses(said, "কথাটি লিখে রাখুন")
    await expect(form.get_by_text("সম্মতি আছে")).to_be_visible()


async def sent(page: Page) -> None:
    """Nothing goes without consent; what the organisation will be told stands there before."""
    where = part(page, SERVICES)
    form = await chosen(where, "education")
    await form.get_by_label("কী দরকার, কথায়").fill("কাছের স্কুলে ভর্তি")
    send = form.get_by_role("button", name="রেফারেল পাঠান")
    await expect(send).to_have_attribute("aria-disabled", "true")
    await expect(form.get_by_text("কাউকে জিজ্ঞাসা করা হয়নি")).to_be_visible()
    await presses(form, "সম্মতি বা আপত্তি লিখুন")
    await assert_calm(page)
    await presses(form.get_by_role("form", name="সম্মতি বা আপত্তি লিখুন"), "বাতিল করুন")
    await consents(form, "mother", "অভিভাবক")
    await expect(form.get_by_text("রাজি হলে আরও জানানো হবে")).to_be_visible()
    await send.press("Enter")
    await expect(where.get_by_text("উত্তরের অপেক্ষায়")).to_be_visible()
    await assert_calm(page)


async def accepted(page: Page) -> None:
    """The desk learns the child's name by its yes, and never what must not be told."""
    await page.get_by_role("link", name="আমাদের কাছে চাওয়া সেবা").press("Enter")
    await expect(page).to_have_url(re.compile("/referrals$"))
    line = page.locator(".asked-line").filter(has_text="শিক্ষা")
    await presses(line, "খুলে দেখুন")
    await expect(line.get_by_text("কাছের স্কুলে ভর্তি")).to_be_visible()
    await expect(line.get_by_text("ঝর্ণা")).to_have_count(0)
    await presses(line, "সেবা দেব")
    await expect(line.get_by_text("ঝর্ণা")).to_be_visible()
    await expect(line.locator("dt", has_text="অভিভাবক")).to_have_count(0)
    await assert_calm(page)


async def asked_twice(page: Page) -> None:
    """The child has the service; a second one needs a reason, and the first ends by telephone."""
    where = part(page, SERVICES)
    await expect(where.get_by_text("গৃহীত", exact=True)).to_be_visible()
    form = await chosen(where, "education")
    await expect(form.get_by_text("শিশুটি এই সেবা পাচ্ছে")).to_be_visible()
    await expect(form.get_by_role("combobox", name="তবু কেন পাঠাচ্ছেন")).to_be_visible()
    await assert_calm(page)
    await presses(form, "রেফার না করে ফিরে যান")
    await presses(where, "মুখে পাওয়া উত্তর লিখুন")
    said = where.get_by_role("form", name="মুখে পাওয়া উত্তর লিখুন")
    await chooses(said, "কী হলো?", "completed")
    await presses(said, "সংরক্ষণ করুন")
    await expect(where.get_by_text("সম্পন্ন", exact=True)).to_be_visible()


async def noted(page: Page) -> None:
    """A service that somebody tells of, and its end."""
    where = part(page, SERVICES)
    await presses(where, "শিশুর পাওয়া সেবা লিখুন")
    form = where.get_by_role("form", name="শিশুর পাওয়া সেবা লিখুন")
    await chooses(form, "সেবা", "meals")
    await presses(form, "সংরক্ষণ করুন")
    await presses(where, "সেবাটি শেষ হয়েছে")
    await expect(where.get_by_role("button", name="সেবাটি শেষ হয়েছে")).to_have_count(0)


async def given_away(page: Page) -> None:
    """Called off once, and sent again: nobody owns the case but the counsellor until a yes."""
    where = part(page, SERVICES)
    for again in (False, True):
        form = await chosen(where, "follow_up", "transfer")
        if not again:
            await consents(form, "child")
        await form.get_by_label("কী দরকার, কথায়").fill("কাছে থেকে দেখাশোনা")
        await presses(form, "রেফারেল পাঠান")
        await expect(where.get_by_text("উত্তরের অপেক্ষায়")).to_be_visible()
        if not again:
            await presses(where, "তুলে নিন")
            why = where.get_by_role("form", name="তুলে নিন")
            await chooses(why, "কারণ", "wrong_service")
            await presses(why, "তুলে নিন")
            await expect(where.get_by_text("তুলে নেওয়া হয়েছে")).to_be_visible()


async def taken_on(page: Page, number: str) -> None:
    """A worker of the organisation takes the case on, and finds it among the own ones."""
    await page.get_by_role("link", name="রেফারেলের উত্তর").press("Enter")
    line = page.locator(".asked-line").filter(has_text="উত্তরের অপেক্ষায়").first
    await presses(line, "খুলে দেখুন")
    await assert_calm(page)
    await presses(line, "কেসের দায়িত্ব নেব")
    await page.get_by_role("link", name="কেসটি এখন আপনার").press("Enter")
    digits = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")
    await expect(page.get_by_text(number.translate(digits))).to_be_visible()


async def test_a_child_is_referred_accepted_at_the_desk_and_its_case_is_taken_on(
    chromium: Browser, house: House
) -> None:
    base = house.base
    async with (
        signed_in(base, OFFICE) as office,
        signed_in(base, CENTRE) as desk,
        signed_in(base, COUNSELLOR) as counsellor,
        signed_in(base, SUPERVISOR) as board,
    ):
        await given(office, (await desk.ask("GET", "/session"))["centre_id"])
        path, number = await opened(counsellor, board)
    async with at_console(chromium, base, COUNSELLOR, path) as page:
        await sent(page)
        async with at_console(chromium, base, CENTRE, "/centre") as desk_page:
            await accepted(desk_page)
        await asked_twice(page)
        await noted(page)
        await given_away(page)
    async with at_console(chromium, base, WORKER, "/cases") as page:
        await taken_on(page, number)
