"""Case work on screen, by keyboard: from a ticket to a closed case and its next episode."""

import contextlib
import re
from collections.abc import AsyncIterator
from datetime import date

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser import caseload
from tests.browser.people import assert_calm, at_console
from tests.browser.stage import LOOKERS, Stage
from tests.running import signed_in

pytestmark = [pytest.mark.xdist_group("evening"), pytest.mark.browser]

COUNSELLOR, SUPERVISOR = LOOKERS["counsellor", ("case",)], LOOKERS["supervisor", ()]
WORKER = "worker-6"
"""Somebody whose phone no other screen of the evening looks at."""


def part(page: Page, title: str) -> Locator:
    """A part of the file."""
    return page.get_by_role("region", name=title, exact=True)


async def presses(where: Locator | Page, name: str | re.Pattern[str]) -> None:
    """By keyboard, as everything here."""
    await where.get_by_role("button", name=name, exact=isinstance(name, str)).press("Enter")


async def chooses(where: Locator, name: str, value: str) -> None:
    """A choice by its own name; the words of its options are no part of it."""
    await where.get_by_role("combobox", name=name, exact=True).select_option(value)


@contextlib.asynccontextmanager
async def offices(chromium: Browser, base: str, path: str) -> AsyncIterator[tuple[Page, Page]]:
    """The worker and the supervisor before the same case, each at a screen of their own."""
    async with (
        at_console(chromium, base, WORKER, path) as worker,
        at_console(chromium, base, SUPERVISOR, path) as board,
    ):
        yield worker, board


async def opened_from_a_ticket(page: Page, worker: str, supervisor: str) -> str:
    """The counsellor opens a case and asks a worker to take it on; where the case is."""
    cases = part(page, "কেস")
    await presses(cases, "কেস খুলুন")
    form = cases.get_by_role("form", name="কেস খুলুন")
    await chooses(form, "কাকে দায়িত্ব দেবেন", worker)
    await chooses(form, "সুপারভাইজার", supervisor)
    await chooses(form, "ঝুঁকি", "medium")
    opens = form.get_by_role("button", name="কেস খুলুন")
    await expect(opens).to_have_attribute("aria-disabled", "true")
    await form.get_by_role("button", name="অন্যেরা বলেছে").press("Space")
    await opens.press("Enter")
    await expect(page).to_have_url(re.compile(r"/cases/[0-9a-f-]{36}$"))
    await expect(part(page, "কার কেস").get_by_text("দায়িত্ব নিতে বলা হয়েছে")).to_be_visible()
    return str(await page.evaluate("location.pathname"))


async def taken_on(page: Page, path: str) -> None:
    """In the worker's list it waits for an answer; accepted, it is the worker's."""
    line = page.locator(".case-line").filter(has=page.locator(f'a[href="{path}"]'))
    await expect(line).to_contain_text("দায়িত্ব নেওয়ার উত্তর")
    await assert_calm(page)
    await line.get_by_role("link").press("Enter")
    await presses(page, "দায়িত্ব নিচ্ছি")
    await expect(page.get_by_role("button", name="দায়িত্ব নিচ্ছি")).to_have_count(0)
    await expect(part(page, "যা বাকি").locator("li").first).to_contain_text("শিশুকে দেখা")


async def checked(page: Page, kind: str, words: str) -> None:
    checks = part(page, "শিশুকে দেখা ও ফলো-আপ")
    await presses(checks, "দেখা বা ফলো-আপ লিখুন")
    await chooses(checks, "কী", kind)
    await checks.get_by_label("কী দেখলেন, কী জানলেন").fill(words)
    await presses(checks, "সংরক্ষণ করুন")
    await expect(checks.get_by_text(words)).to_be_visible()


async def assessed(worker: Page, board: Page) -> None:
    """What is not said yet is named; then a supervisor approves the revision that completes it."""
    sheet = part(worker, "মূল্যায়ন")
    await presses(sheet, "মূল্যায়ন লিখুন")
    domains = sheet.locator(".case-domain select")
    await expect(domains).to_have_count(len(caseload.DOMAINS))
    for select in await domains.all():
        await select.select_option("unknown")
    await presses(sheet, "সংরক্ষণ করে অনুমোদন চান")
    await expect(sheet.get_by_role("alert")).to_contain_text("সারকথা")
    await expect(sheet.get_by_text("সংস্করণ ১", exact=False).first).to_be_visible()
    await assert_calm(worker)
    await sheet.get_by_label("সারকথা").fill("মা কাজে গেলে একা থাকে")
    await presses(sheet, "সংরক্ষণ করে অনুমোদন চান")
    await expect(sheet.get_by_text("অনুমোদনের অপেক্ষায়")).to_be_visible()
    await presses(part(board, "মূল্যায়ন"), "সংস্করণ ২ অনুমোদন করুন")
    await expect(part(worker, "মূল্যায়ন").get_by_text("অনুমোদিত")).to_be_visible()
    await expect(worker.locator(".case-rail [aria-current=step]")).to_contain_text("পরিকল্পনা")


async def planned(worker: Page, board: Page) -> None:
    """The first plan is sent back with a reason, the second is approved and carried out."""
    sheet = part(worker, "কেস পরিকল্পনা")
    await presses(sheet, "পরিকল্পনা লিখুন")
    await sheet.get_by_label("লক্ষ্য ১", exact=True).last.fill("স্কুলে ফেরা")
    await sheet.get_by_label("কাজ ১", exact=True).last.fill("ভর্তি")
    await sheet.get_by_label("কে, কথায়").fill("মা")
    await presses(sheet, "সংরক্ষণ করে অনুমোদন চান")
    await expect(sheet.get_by_role("alert")).to_contain_text("শেষ দিন")
    until = sheet.get_by_role("group", name="কোন দিনের মধ্যে")
    await until.get_by_role("spinbutton").first.focus()
    wanted = date.fromisoformat(caseload.day(3))
    await worker.keyboard.type(wanted.strftime("%d%m%Y"))
    await presses(sheet, "সংরক্ষণ করে অনুমোদন চান")
    await expect(sheet.get_by_text("অনুমোদনের অপেক্ষায়")).to_be_visible()

    before = part(board, "কেস পরিকল্পনা")
    back = before.get_by_role("button", name="কারণসহ ফেরত দিন")
    await expect(back).to_have_attribute("aria-disabled", "true")
    await before.get_by_label("মন্তব্য").fill("কোন স্কুল?")
    await back.press("Enter")
    await expect(sheet.get_by_text("কোন স্কুল?")).to_be_visible()
    await presses(sheet, "পরিকল্পনা বদলান")
    await sheet.get_by_label("কাজ ১", exact=True).last.fill("পাড়ার সরকারি স্কুলে ভর্তি")
    await presses(sheet, "সংরক্ষণ করে অনুমোদন চান")
    await expect(before.get_by_text("পাড়ার সরকারি স্কুলে ভর্তি")).to_be_visible()
    await presses(before, "সংস্করণ ২ অনুমোদন করুন")

    await presses(sheet, "কাজটি হয়েছে")
    await sheet.get_by_label("কী দেখে বোঝা যায় কাজটি হয়েছে").fill("ভর্তির রসিদ দেখেছি")
    await presses(sheet.get_by_role("form"), "কাজটি হয়েছে")
    await expect(sheet.get_by_text("ভর্তির রসিদ দেখেছি")).to_be_visible()


async def closed(worker: Page, board: Page) -> None:
    """Asked for with the child's own view; a supervisor closes it, and the file is shut to all."""
    sheet = part(worker, "কেস সমাপ্তি")
    await presses(sheet, "সমাপ্তি চান")
    await chooses(sheet, "কেন কেস সমাপ্ত হবে", "safe_at_home")
    asks = sheet.get_by_role("button", name="সমাপ্তির অনুমোদন চান")
    await expect(asks).to_have_attribute("aria-disabled", "true")
    await chooses(sheet, "শিশুর মতামত নেওয়া হয়েছে?", "yes")
    await sheet.get_by_label("শিশুর নিজের মতামত, তার কথায়").fill("আমি এখন ভালো আছি")
    await asks.press("Enter")
    deciding = part(board, "কেস সমাপ্তি")
    await expect(deciding.get_by_text("আমি এখন ভালো আছি")).to_be_visible()
    await presses(deciding, "অনুমোদন করুন ও কেস সমাপ্ত করুন")
    for page in (board, worker):
        await expect(page.get_by_role("heading", name="এই কেস সমাপ্ত হয়েছে")).to_be_visible()
    await assert_calm(worker)


async def reopened(worker: Page) -> None:
    """The next episode begins with an unknown risk and every step to be done again."""
    form = worker.get_by_role("form", name="কেস আবার খুলুন")
    await chooses(form, "কেন আবার খুলছেন", "new_risk")
    await presses(form, "কেস আবার খুলুন")
    rail = worker.locator(".case-rail")
    await expect(rail).to_contain_text("আবার খোলা হয়েছে, পর্ব ২")
    await expect(rail.locator(".again").first).to_contain_text("আবার করতে হবে")
    await expect(part(worker, "ঝুঁকি").get_by_text("ঝুঁকি অজানা")).to_be_visible()
    await assert_calm(worker)


async def on_the_way_home(worker: Page) -> None:
    """A way home is planned; the child can't go before its conditions hold, one of which does."""
    home = part(worker, "বাড়ি ফেরা")
    await presses(home, "বাড়ি ফেরার পরিকল্পনা")
    form = home.get_by_role("form", name="বাড়ি ফেরার পরিকল্পনা")
    await chooses(form, "কোথায়", "independent")
    on = form.get_by_role("group", name="পরিকল্পিত দিন")
    await on.get_by_role("spinbutton").first.focus()
    wanted = date.fromisoformat(caseload.day(5))
    await worker.keyboard.type(wanted.strftime("%d%m%Y"))
    await presses(form, "সংরক্ষণ করুন")
    await expect(form).to_have_count(0)
    await presses(home, "শিশুকে হস্তান্তর করুন")
    over = home.get_by_role("form", name="শিশুকে হস্তান্তর করুন")
    await presses(over, "শিশুকে হস্তান্তর করুন")
    await expect(over.get_by_role("alert")).not_to_be_empty()
    await presses(over, "বাতিল করুন")
    first = home.get_by_role("listitem").first
    await presses(first, "উত্তর লিখুন")
    await first.get_by_role("radio", name="পূরণ হয়েছে").press("Space")
    saves = first.get_by_role("button", name="সংরক্ষণ করুন")
    await expect(saves).to_have_attribute("aria-disabled", "true")
    await first.get_by_label("কীভাবে জানা গেল").fill("আমি একা থাকতে পারি")
    await saves.press("Enter")
    await expect(first.get_by_text("পূরণ হয়েছে")).to_be_visible()
    await expect(home.get_by_role("status")).to_contain_text("এখনো পূরণ হয়নি")
    await assert_calm(worker)


async def test_a_case_goes_from_a_ticket_to_its_next_episode_by_keyboard(
    chromium: Browser, stage: Stage
) -> None:
    base = stage.house.base
    async with (
        signed_in(base, COUNSELLOR) as counsellor,
        signed_in(base, WORKER) as worker,
        signed_in(base, SUPERVISOR) as supervisor,
    ):
        ticket = await caseload.ticket(counsellor)
        ids = [await caseload.id_of(one) for one in (worker, supervisor)]
    async with at_console(chromium, base, COUNSELLOR, f"/incidents/{ticket}") as page:
        path = await opened_from_a_ticket(page, *ids)
        tickets = part(page, "টিকিট ও সম্পর্কিত কেস")
        await tickets.get_by_role("link").first.press("Enter")
        await expect(page).to_have_url(re.compile(f"/incidents/{ticket}$"))
        await expect(part(page, "কেস").get_by_role("link")).to_have_count(1)
    async with at_console(chromium, base, WORKER) as page:
        await expect(page).to_have_url(re.compile("/cases$"))
        await taken_on(page, path)
        child = part(page, "শিশু ও স্বজন")
        await presses(child, "খুলুন")
        await expect(child.get_by_text("বয়স অজানা")).to_be_visible()
    async with offices(chromium, base, path) as (worker_page, board):
        await checked(worker_page, "child_seen", "বাসায় দেখা হয়েছে")
        await assessed(worker_page, board)
        await planned(worker_page, board)
        await checked(worker_page, "follow_up", "স্কুলে যাচ্ছে")
        await closed(worker_page, board)
        await reopened(worker_page)
        await on_the_way_home(worker_page)
