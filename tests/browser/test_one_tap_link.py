"""A worker without the app: a text, its link, one tap that says yes; then the way to the child."""

import asyncio
import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.people import SWITCH
from tests.browser.test_field_without_network import calm, sent_out
from tests.running import House, Phones, phones_of, signed_in

pytestmark = [pytest.mark.xdist_group("house"), pytest.mark.browser]

PINS = {"pin": "2580", "duress_pin": "7413"}
WORKER, HANDSET = "worker-6", "+8801010000006"


async def texts(phones: Phones) -> list[str]:
    """What the worker's telephone was sent."""
    seen = await phones.see(f"/handsets/%2B{HANDSET[1:]}/messages")
    return [text["body"] for text in seen.get("messages", [])]


async def link_in(phones: Phones, before: int) -> str:
    """The link of the text that comes after the first `before`."""
    async with asyncio.timeout(20):
        while len(said := await texts(phones)) <= before:
            await asyncio.sleep(0.05)
    found = re.search(r"/a/[\w-]{20,}", said[-1])
    assert found, said
    assert len(said[-1]) <= 70
    return found.group()


async def calm_in_both(page: Page) -> list[str]:
    """What is not calm about the page as it stands, in Bangla and in English."""
    found: list[str] = []
    for language in ("en", "bn"):
        await page.get_by_role("link", name=SWITCH[language], exact=True).click()
        await expect(page.locator("html")).to_have_attribute("lang", language)
        await page.wait_for_load_state()  # with its style
        found += [f"{language} {one}" for one in await calm(page)]
    return found


async def says_safe(page: Page) -> None:
    """A wrong PIN is told, a right one is noted and stays nowhere; then sooner than usual."""
    for typed in ("9999", "২৫৮০"):
        await page.get_by_label("আপনার পিন").fill(typed)
        await page.get_by_role("button", name="আমি নিরাপদ").click()
        if typed == "9999":
            await expect(page.get_by_role("alert")).to_contain_text("পিন মেলেনি")
            await page.wait_for_load_state()
            assert await calm(page) == []
    await expect(page.get_by_text("সর্বশেষ লেখা হয়েছে")).to_be_visible()
    await expect(page.get_by_role("alert")).to_have_count(0)
    await page.reload()
    await expect(page.get_by_label("আপনার পিন")).to_have_value("")
    assert await calm_in_both(page) == []
    await page.get_by_text("কতক্ষণ পরপর জানাবেন").click()
    ten = page.get_by_role("button", name="১০ মিনিট")
    await ten.click()
    # The next page comes with its paces folded; this one is not to be unfolded in its place.
    await expect(page.locator("button[aria-current]")).to_have_text("১০ মিনিট")
    await page.wait_for_load_state()
    await page.get_by_text("কতক্ষণ পরপর জানাবেন").click()
    await expect(ten).to_have_attribute("aria-current", "true")
    assert await calm(page) == []


async def test_one_tap_accepts_and_the_same_link_leads_to_the_child(
    house: House, chromium: Browser
) -> None:
    context = await chromium.new_context(
        base_url=house.base, viewport={"width": PHONE["width"], "height": PHONE["height"]}
    )
    context.set_default_timeout(20_000)
    page, late = await context.new_page(), await context.new_page()
    async with (
        signed_in(house.base, "supervisor-1") as leader,
        signed_in(house.base, WORKER) as worker,
        phones_of(house) as phones,
    ):
        me = await worker.ask("GET", "/session")
        before = len(await texts(phones))
        task = await sent_out(house, leader, me["worker_id"])
        link = await link_in(phones, before)

        async def state() -> list[str]:
            rows = (await worker.ask("GET", "/dispatches/mine"))["items"]
            return [row["state"] for row in rows if row["dispatch_id"] == task]

        await page.goto(link)
        await late.goto(link)
        assert await state() == ["alerting"]  # opening tells nobody anything
        assert await calm_in_both(page) == []
        await page.get_by_role("button", name="হ্যাঁ, পারব").click()
        await expect(page.get_by_role("heading", name="আপনি জানিয়েছেন, যাচ্ছেন")).to_be_visible()
        assert await state() == ["accepted"]
        assert await calm_in_both(page) == []

        # The page that was open elsewhere meanwhile: the second tap is the first one said again.
        await late.get_by_role("button", name="হ্যাঁ, পারব").click()
        await expect(late.get_by_role("heading", name="আপনি জানিয়েছেন, যাচ্ছেন")).to_be_visible()

        await worker.ask("PUT", "/field/pins", {"password": "demo", **PINS})
        await page.get_by_role("button", name="রওনা দিলাম").click()
        await says_safe(page)
        await page.get_by_role("button", name="পৌঁছেছি").click()
        await page.get_by_role("button", name="শিশু নিরাপদ আছে").click()
        await expect(page.get_by_role("heading", name="কাজটি শেষ হয়েছে")).to_be_visible()
        assert await calm_in_both(page) == []
        assert await state() == ["done"]

        # Over: both languages, whom to call, and nothing else.
        await late.goto(link)
        await expect(late.locator('a[href="tel:1098"]')).to_have_count(2)
        assert await late.locator("form").count() == 0
        assert await calm_in_both(late) == []
    await context.close()
