"""A swap of shifts from phone to phone: asked by a tap, told by a text, answered from its link."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.handsets import texts_at
from tests.browser.test_field_without_network import ASKED, calm
from tests.running import House, Phones, phones_of, signed_in

pytestmark = [pytest.mark.xdist_group("house"), pytest.mark.browser]

GIVER, TAKER = "worker-1", "worker-6"
HANDSETS = {GIVER: "+8801010000001", TAKER: "+8801010000006"}
ROSTER = "/field/#/roster"


@asynccontextmanager
async def small_phone(chromium: Browser, house: House, at: str) -> AsyncIterator[Page]:
    """A phone nobody has signed in on yet, with no push allowed, opened at an address."""
    context = await chromium.new_context(
        base_url=house.base,
        viewport={"width": PHONE["width"], "height": PHONE["height"]},
        locale="bn-BD",
        has_touch=True,
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    page, bugs = await context.new_page(), list[str]()
    page.on("pageerror", lambda error: bugs.append(str(error)))
    await page.goto(at)
    yield page
    await context.close()
    assert bugs == []


async def signs_in(page: Page, name: str) -> None:
    """The sign-in leads to where the address wanted to go."""
    await page.fill("#name", name)
    await page.fill("#password", "demo")
    await page.keyboard.press("Enter")
    # A password is hashed for as long as the machine takes.
    await expect(page.get_by_role("heading", name="আমার পালা")).to_be_visible(timeout=20_000)


async def text_after(phones: Phones, name: str, before: int) -> str:
    """The next text of somebody's handset."""
    async with asyncio.timeout(20):
        while len(said := await texts_at(phones, HANDSETS[name])) <= before:
            await asyncio.sleep(0.05)
    assert len(said[-1]) <= 70, said[-1]
    return said[-1]


async def test_a_swap_is_asked_by_a_tap_and_answered_from_the_link_of_a_text(
    house: House, chromium: Browser
) -> None:
    async with (
        signed_in(house.base, "supervisor-1") as office,
        phones_of(house) as phones,
        small_phone(chromium, house, ROSTER) as giver,
    ):
        await signs_in(giver, GIVER)
        me = await giver.evaluate(ASKED, "/session")
        begins = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=20)
        spell = {"starts_at": begins.isoformat(), "on_holidays": True}
        spell["ends_at"] = (begins + timedelta(hours=6)).isoformat()
        path = f"/workers/{me['worker_id']}/shifts"
        shift = (await office.ask("POST", path, spell, expect=201))["id"]
        before = {name: len(await texts_at(phones, phone)) for name, phone in HANDSETS.items()}

        await giver.reload()
        await giver.locator(f'a[href$="{shift}"]').tap()
        known = (await giver.evaluate(ASKED, "/roster/mine"))["colleagues"]
        async with signed_in(house.base, TAKER) as other:
            taker_id = (await other.ask("GET", "/session"))["worker_id"]
        (name,) = [one["name"]["bn"] for one in known if one["id"] == taker_id]
        colleague = giver.get_by_role("button", name=name)
        await expect(colleague).to_be_visible()
        assert await calm(giver) == []
        await colleague.tap()
        await expect(giver.get_by_text(f"{name}কে বলা হয়েছে")).to_be_visible()

        told = await text_after(phones, TAKER, before[TAKER])
        assert all(word not in told for word in (name, me["display_name"]["bn"]))
        link = re.search(r"\S+/field/#/roster", told)
        assert link, told
        async with small_phone(chromium, house, link.group()) as taker:
            await expect(taker.locator("#password")).to_be_visible()
            assert await calm(taker) == []
            await signs_in(taker, TAKER)
            asked = taker.locator(".shift").filter(has_text="আপনাকে একটি পালা নিতে বলছেন")
            await expect(asked).to_contain_text(me["display_name"]["bn"])
            assert await calm(taker) == []
            await asked.get_by_role("button", name="আমি নেব").tap()
            await expect(asked).to_contain_text("আপনি রাজি হয়েছেন। অফিস সিদ্ধান্ত দেবে।")
            await expect(asked.get_by_role("button", name="আমি নেব")).to_have_count(0)
            assert await calm(taker) == []
            (swap,) = [
                one
                for one in (await office.ask("GET", "/swaps"))["items"]
                if one["shift_id"] == shift
            ]
            assert swap["state"] == "accepted"

            # Whoever asked is told too; the office settles it, and the shift changes hands.
            assert "/field/#/roster" in await text_after(phones, GIVER, before[GIVER])
            await giver.reload()
            await expect(giver.get_by_text(f"{name} নেবেন। অফিস সিদ্ধান্ত দেবে।")).to_be_visible()
            await office.ask("POST", f"/swaps/{swap['id']}/confirm")
            await text_after(phones, TAKER, before[TAKER] + 1)
            await taker.reload()
            await expect(taker.locator(f'a[href$="{shift}"]')).to_be_visible()
            await expect(asked).to_have_count(0)
        await giver.reload()
        await expect(giver.get_by_role("heading", name="আমার পালা")).to_be_visible()
        await expect(giver.locator(f'a[href$="{shift}"]')).to_have_count(0)
