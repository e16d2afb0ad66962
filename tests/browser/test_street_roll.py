"""The people of a night shelter call the roll on a phone whose network is cut: it counts once."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, TimeoutError, expect

from tests.browser.conftest import PHONE
from tests.browser.people import SWITCH
from tests.browser.test_field_without_network import calm
from tests.running import House, signed_in

pytestmark = [pytest.mark.xdist_group("house"), pytest.mark.browser]

KEEPER = "centre-1"
TITLE = {"bn": "আজ রাতের হাজিরা", "en": "Tonight's roll"}


async def somebody_new(page: Page, name: str) -> None:
    await page.fill("#nickname", name)
    await page.get_by_role("button", name="যোগ করুন").click()
    await expect(page.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")


async def from_the_list(page: Page, what: Locator) -> None:
    """Press something on the list, which gives way once to an alert that another test left open."""
    for _ in range(4):
        await page.evaluate("() => { location.hash = '#/'; }")
        with suppress(TimeoutError):
            await what.click(timeout=5_000)
            return
    raise AssertionError("the list does not stay")


async def on_the_roll(page: Page) -> None:
    """A roll with and without network, drawn calmly in both languages and lights."""
    await from_the_list(page, page.get_by_role("link", name=TITLE["bn"]))
    await expect(page.get_by_role("heading", name=TITLE["bn"])).to_be_visible()
    await somebody_new(page, "ঝুমকা")
    await expect(page.locator(".bar .st.waiting")).to_have_count(0)
    await page.context.set_offline(True)
    await somebody_new(page, "টুনি")
    await page.get_by_role("button", name="একজন বেশি").click()
    await page.get_by_role("button", name="একজন বেশি").click()
    await page.get_by_role("button", name="লিখে রাখুন").click()
    await expect(page.locator(".foot [role=status]")).to_contain_text("২ শিশু আছে")
    await expect(page.locator(".bar .st.waiting")).to_be_visible()
    await page.get_by_role("button", name="ঝুমকা").click()
    await expect(page.get_by_text("আসলে ছিল না?")).to_be_visible()
    assert await calm(page) == []
    # gone and back without network: list and notes are still there
    await page.reload()
    await expect(page.get_by_role("button", name="টুনি")).to_have_attribute("aria-pressed", "true")
    await page.context.set_offline(False)
    await expect(page.locator(".bar .st.waiting")).to_have_count(0)
    await from_the_list(page, page.get_by_role("button", name=SWITCH["en"], exact=True))
    await from_the_list(page, page.get_by_role("link", name=TITLE["en"]))
    await expect(page.get_by_role("button", name="টুনি")).to_be_visible()
    assert await calm(page) == []


async def test_a_roll_is_called_while_the_network_is_cut(house: House, chromium: Browser) -> None:
    """The demo's centre is a night shelter meanwhile."""
    context = await chromium.new_context(
        base_url=house.base,
        viewport={"width": PHONE["width"], "height": PHONE["height"]},
        locale="bn-BD",
        has_touch=True,
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    page = await context.new_page()
    bugs: list[str] = []
    page.on("pageerror", lambda error: bugs.append(str(error)))
    async with (
        signed_in(house.base, "admin-1") as admin,
        signed_in(house.base, KEEPER) as keeper,
        signed_in(house.base, "supervisor-1") as supervisor,
    ):
        centre = (await keeper.ask("GET", "/session"))["centre_id"]
        known = await admin.ask("PATCH", f"/centres/{centre}", {"kind": "night_shelter"})
        try:
            await page.goto("/field/")
            await page.fill("#name", KEEPER)
            await page.fill("#password", "demo")
            await page.keyboard.press("Enter")
            await expect(page.locator("#password")).to_have_count(0)
            await page.evaluate("navigator.serviceWorker.ready.then(() => null)")
            await page.reload()
            await on_the_roll(page)

            def counted() -> dict[str, Any]:
                row: dict[str, Any] = supervisor.rows("board", "sites").get(centre, {})
                return row.get("last") or {}

            await supervisor.watch("board")
            async with asyncio.timeout(20):
                last = await supervisor.until(lambda: counted().get("most") == 4 and counted())
            assert (last["named"], last["least"]) == (2, 4)
        finally:
            await admin.ask("PATCH", f"/centres/{centre}", {"kind": "rehabilitation_centre"})
    assert known["kind_code"] == "night_shelter"
    await context.close()
    assert bugs == []
