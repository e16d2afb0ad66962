"""From the ring to somebody at the door in Chromium, in Bangla, without a mouse."""

import asyncio
import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Somebody
from tests.running import House, phones_of

pytestmark = [pytest.mark.xdist_group("house"), pytest.mark.browser]


# Past the last control the page itself has the focus, and it holds every word.
_FOCUSED = """() => {
  const one = document.activeElement;
  return !one || one === document.body ? '' : `${one.innerText}|${one.ariaLabel ?? ''}`;
}"""


async def sign_in(page: Page, path: str, name: str) -> None:
    await page.goto(path)
    await expect(page.locator("input").first).to_be_visible()
    await page.locator("input").first.focus()
    await page.keyboard.type(name)
    await page.keyboard.press("Tab")
    await page.keyboard.type("demo")
    await page.keyboard.press("Enter")


async def tab_to(page: Page, words: str) -> None:
    """Go on with Tab until the control with these words has the focus."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        said = await page.evaluate(_FOCUSED)
        if words in said:
            return
    raise AssertionError(f"no control says {words}")


async def test_a_child_is_reached_without_a_mouse(house: House, somebody: Somebody) -> None:
    async with (
        phones_of(house) as phones,
        somebody(house.base, viewport=DESKTOP, locale="bn-BD") as console,
        somebody(house.base, viewport=PHONE, locale="bn-BD", has_touch=True) as field,
    ):
        await sign_in(field, "/field/", "worker-3")
        await sign_in(console, "/", "counsellor-2")
        await expect(console.get_by_text("শিফট শুরু করুন")).to_be_visible()
        await tab_to(console, "শিফট শুরু করুন")
        await console.keyboard.press("Enter")
        await expect(console.get_by_text("প্রস্তুত").first).to_be_visible()

        await phones.call("+8801210000321")
        await expect(console.get_by_text("আগত কল")).to_be_visible()
        await console.keyboard.press("F2")
        await expect(console).to_have_url(re.compile(r"/incidents/"))
        await expect(console.get_by_text("কথা চলছে").first).to_be_visible()

        await console.keyboard.press("Control+g")
        await console.keyboard.type("লালবাগ")
        await expect(console.get_by_role("option").first).to_contain_text("লালবাগ")
        await console.keyboard.press("ArrowDown")
        await console.keyboard.press("Enter")
        await expect(console.get_by_text("সাদিয়া করিম").first).to_be_visible()

        await console.keyboard.press("Control+ArrowDown")
        await console.keyboard.type("ধর্ষণ")
        # Whoever could go is an option, too: the list that was asked for is waited for.
        found = console.get_by_role("option").filter(has_text="যৌন নির্যাতন")
        await expect(found.first).to_be_visible()
        await console.keyboard.press("ArrowDown")
        await console.keyboard.press("Enter")
        await expect(console.get_by_text(re.compile("P1")).first).to_be_visible()

        # A reload in the middle of the call: the same call, and what was typed is still there.
        await console.reload()
        await expect(console.get_by_text("সাদিয়া করিম").first).to_be_visible()

        await console.keyboard.press("F9")
        await expect(field.get_by_text("যাচ্ছি").first).to_be_visible()
        await tab_to(field, "যাচ্ছি")
        await field.keyboard.press("Enter")
        for step in ("রওনা দিলাম", "পৌঁছেছি"):
            await expect(field.get_by_text(step).first).to_be_visible()
            await tab_to(field, step)
            await field.keyboard.press("Enter")
        await expect(console.get_by_text(re.compile("শিশুর পাশে")).first).to_be_visible()
        await expect(console.locator("body")).to_contain_text("পৌঁছ")
        await asyncio.gather(console.close(), field.close())
