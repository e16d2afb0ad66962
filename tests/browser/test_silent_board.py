"""A silent caller is asked from the keyboard, answers by a key, and the board shows it large."""

import re

import aiohttp
import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import DESKTOP, Somebody
from tests.browser.tables import THEMES
from tests.browser.test_line_by_keyboard import sign_in
from tests.browser.test_screens import barriers
from tests.running import House, phones_of

pytestmark = [pytest.mark.xdist_group("house"), pytest.mark.browser]


async def press(house: House, sid: str, key: str) -> None:
    """The caller presses a key of the telephone."""
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{house.phones}/sim/calls/{sid}/press", json={"digits": key}) as answer,
    ):
        assert answer.status == 200, await answer.text()


async def end_by_keyboard(page: Page) -> None:
    for _ in range(2):
        await page.keyboard.press("Shift+F8")
    await expect(page.locator(".tools .btn.primary")).to_be_visible()
    await page.keyboard.press("Control+Enter")
    await expect(page).to_have_url(re.compile(r"/$"))
    await page.get_by_text("শিফট শেষ করুন").press("Enter")
    await expect(page.get_by_text("শিফট শুরু করুন")).to_be_visible()


async def test_a_silent_caller_is_asked_and_answers_without_a_mouse_and_without_a_barrier(
    house: House, somebody: Somebody
) -> None:
    async with (
        phones_of(house) as phones,
        somebody(house.base, viewport=DESKTOP, locale="bn-BD", reduced_motion="reduce") as page,
    ):
        await sign_in(page, "/", "counsellor-3")
        await page.get_by_text("শিফট শুরু করুন").press("Enter")
        await expect(page.get_by_text("প্রস্তুত").first).to_be_visible()
        sid = await phones.call("+8801210000655")
        await expect(page.get_by_text("আগত কল")).to_be_visible()
        await page.keyboard.press("F2")
        await expect(page.get_by_text("কথা চলছে").first).to_be_visible()
        await page.keyboard.press("Control+F8")
        board = page.locator("section.silent")
        await expect(board).to_be_visible()
        await board.get_by_role("button", name="এখন বিপদে?").press("Enter")
        await expect(board.get_by_text("বোতামের অপেক্ষায়")).to_be_visible()
        await phones.until(f"/calls/{sid}", lambda seen: seen["listening_for_keys"])
        await press(house, sid, "1")
        answer = board.locator(".silent-line.big .silent-answer")
        await expect(answer).to_have_text("হ্যাঁ")
        await expect(board.get_by_role("button", name="এখনই ফিরিয়ে আনুন")).to_have_count(0)
        crying = board.get_by_role("button", name="কান্না")
        await expect(crying).to_be_enabled()
        await crying.press("Enter")
        await expect(crying).to_have_attribute("aria-pressed", "true")
        await expect(crying).to_be_enabled()  # one at a time: a key pressed too early is lost
        await crying.press("KeyN")
        await expect(board.get_by_text(re.compile("না \\(শব্দে\\)"))).to_be_visible()
        await expect(answer).to_have_text("হ্যাঁ")  # a key goes before a sound
        for width in (1440, 360):
            await page.set_viewport_size({"width": width, "height": 900})
            for theme in THEMES:
                await page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
                assert await barriers(page) == [], (width, theme)
            sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert await page.evaluate(sideways) <= 0
        await page.set_viewport_size({"width": 1440, "height": 900})
        for _ in range(2):
            await page.keyboard.press("Shift+F8")
        await expect(page.get_by_text("কী ধরনের নীরব কল ছিল, বলুন।")).to_be_visible()
        await expect(page.get_by_text("কথা চলছে").first).to_be_visible()
        await board.get_by_role("button", name=re.compile("বোতাম বা শব্দে")).press("Enter")
        await expect(board.get_by_role("button", name=re.compile("বোতাম বা শব্দে"))).to_have_attribute(
            "aria-pressed", "true"
        )
        await end_by_keyboard(page)
