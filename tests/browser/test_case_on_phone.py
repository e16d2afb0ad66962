"""A case worker writes in a case on a phone whose network is cut: it counts once."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.caseload import id_of, ticket
from tests.browser.conftest import PHONE
from tests.browser.people import SWITCH
from tests.browser.test_field_without_network import calm
from tests.browser.test_street_roll import from_the_list
from tests.running import House, Person, signed_in

pytestmark = [pytest.mark.xdist_group("house"), pytest.mark.browser]

WORKER = "worker-4"
NOTE, SEEN = "মা রাজি হয়েছেন।", "মেয়েটি স্কুলে ছিল।"
LISTED = {"bn": "আমার কেস", "en": "My cases"}


async def a_case(counsellor: Person, leader: Person, worker: Person) -> dict[str, Any]:
    """A case the worker has taken on."""
    said = {
        "incident": await ticket(counsellor),
        "assign_to": await id_of(worker),
        "supervisor": await id_of(leader),
    }
    case: dict[str, Any] = await counsellor.ask("POST", "/cases", said, expect=201)
    await worker.ask("POST", f"/cases/{case['id']}/accept")
    return case


async def write(page: Page, words: str) -> None:
    await page.fill("#words", words)
    await page.get_by_role("button", name="লিখে রাখুন").click()
    await expect(page.locator("#words")).to_have_value("")


async def in_the_case(page: Page, number: str) -> None:
    await page.get_by_role("link", name=number).click()
    await expect(page.get_by_role("heading", name=number)).to_be_visible()


async def without_network(page: Page, number: str) -> None:
    """Written without network, and read again after the page was gone; calm in both languages."""
    await from_the_list(page, page.get_by_role("link", name=LISTED["bn"]))
    await expect(page.get_by_role("link", name=number)).to_be_visible()
    assert await calm(page) == []
    await page.context.set_offline(True)
    await in_the_case(page, number)
    await write(page, NOTE)
    await page.get_by_role("button", name="শিশুকে দেখেছি").click()
    await page.fill("#words", SEEN)
    assert await calm(page) == []
    await page.reload()  # gone, and back without network: what was typed is still there
    await expect(page.locator("#words")).to_have_value(SEEN)
    await write(page, SEEN)
    await expect(page.get_by_text("অপেক্ষায়")).to_have_count(2)
    await page.context.set_offline(False)
    await expect(page.locator(".bar .st.waiting")).to_have_count(0)
    await from_the_list(page, page.get_by_role("button", name=SWITCH["en"], exact=True))
    await from_the_list(page, page.get_by_role("link", name=LISTED["en"]))
    await expect(page.get_by_role("heading", name=LISTED["en"])).to_be_visible()
    assert await calm(page) == []


async def test_a_case_is_worked_on_while_the_network_is_cut(
    house: House, chromium: Browser
) -> None:
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
        signed_in(house.base, "counsellor-1") as counsellor,
        signed_in(house.base, "supervisor-1") as leader,
        signed_in(house.base, WORKER) as worker,
    ):
        case = await a_case(counsellor, leader, worker)
        number = "".join(chr(0x09E6 + int(c)) if c.isdigit() else c for c in case["number"])
        await page.goto("/field/")
        await page.fill("#name", WORKER)
        await page.fill("#password", "demo")
        await page.keyboard.press("Enter")
        await expect(page.locator("#password")).to_have_count(0)
        await page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        await page.reload()
        await without_network(page, number)
        async with asyncio.timeout(20):
            while True:
                file = await leader.ask("GET", f"/cases/{case['id']}")
                if file["notes"] and file["checks"]:
                    break
                await asyncio.sleep(0.1)
        assert [one["words"] for one in file["notes"]] == [NOTE]
        assert [(one["kind"], one["words"]) for one in file["checks"]] == [("child_seen", SEEN)]
    await context.close()
    assert bugs == []
