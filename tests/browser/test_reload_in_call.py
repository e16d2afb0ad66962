"""A counsellor reloads in the middle of a call and goes on where the hand was, by keyboard."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import DESKTOP, Somebody
from tests.browser.test_line_by_keyboard import sign_in
from tests.running import House, phones_of

pytestmark = [pytest.mark.xdist_group("house"), pytest.mark.browser]

_WHERE = """() => {
  const one = document.activeElement;
  return {
    field: one.closest('[data-field]')?.dataset.field ?? null,
    text: one.value ?? one.innerText.trim(),
    caret: one.selectionStart ?? null,
    end: one.selectionEnd ?? null,
    chosen: one.hasAttribute('data-selected'),
  };
}"""


@pytest.fixture
async def in_call(house: House, somebody: Somebody) -> AsyncIterator[Page]:
    """The screen of a counsellor who talks."""
    async with (
        phones_of(house) as phones,
        somebody(house.base, viewport=DESKTOP, locale="bn-BD") as page,
    ):
        await sign_in(page, "/", "counsellor-3")
        await page.get_by_text("শিফট শুরু করুন").press("Enter")
        await expect(page.get_by_text("প্রস্তুত").first).to_be_visible()
        await phones.call("+8801210000654")
        await expect(page.get_by_text("আগত কল")).to_be_visible()
        await page.keyboard.press("F2")
        await expect(page.get_by_text("কথা চলছে").first).to_be_visible()
        await expect(page.locator("[data-field=safe_to_talk] button").first).to_be_focused()
        yield page
        for _ in range(2):
            await page.keyboard.press("Shift+F8")
        await expect(page.locator(".tools .btn.primary")).to_be_visible()
        await page.keyboard.press("Control+Enter")
        await expect(page).to_have_url(re.compile(r"/$"))
        await page.get_by_text("শিফট শেষ করুন").press("Enter")
        await expect(page.get_by_text("শিফট শুরু করুন")).to_be_visible()


async def reload_in_call(page: Page) -> dict[str, object]:
    """Where the hand stands once the same call is on the screen again."""
    address = page.url
    await page.reload()
    await expect(page.get_by_text("কথা চলছে").first).to_be_visible()
    assert page.url == address
    await page.wait_for_function("document.activeElement.closest('[data-field]') !== null")
    where: dict[str, object] = await page.evaluate(_WHERE)
    return where


async def saved(page: Page) -> None:
    await expect(page.get_by_text(re.compile("সংরক্ষিত")).first).to_be_visible()


async def test_a_reload_returns_to_the_field_the_cursor_and_the_chosen_chip(
    in_call: Page,
) -> None:
    page = in_call
    # The third of four choices, by its digit: the focus is still on the first.
    await page.keyboard.press("Digit3")
    await expect(page.locator("[data-field=safe_to_talk] [data-selected]")).to_be_visible()
    await saved(page)
    chip = await reload_in_call(page)
    assert (chip["field"], chip["chosen"]) == ("safe_to_talk", True), chip

    # In the middle of a sentence, not at its end.
    for _ in range(7):
        await page.keyboard.press("Control+ArrowDown")
    await page.keyboard.insert_text("দুই দিন ধরে কান্না")
    for _ in range(6):
        await page.keyboard.press("ArrowLeft")
    before = await page.evaluate(_WHERE)
    assert before["field"] == "narrative"
    assert 0 < before["caret"] < len("দুই দিন ধরে কান্না")
    assert await reload_in_call(page) == before

    # Outside the sheet too: the call note stands in another column.
    await page.locator("[data-field=call_note] textarea").focus()
    await page.keyboard.insert_text("abc")
    await page.keyboard.press("ArrowLeft")
    before = await page.evaluate(_WHERE)
    assert (before["field"], before["caret"]) == ("call_note", 2)
    assert await reload_in_call(page) == before


async def test_an_age_typed_in_either_digits_is_shown_in_the_readers(in_call: Page) -> None:
    page = in_call
    age = page.locator("[data-field=child_age] input")
    await age.focus()
    await page.keyboard.type("13")
    await expect(age).to_have_value("১৩")
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.insert_text("৪")
    await expect(age).to_have_value("১৪৩")
    assert (await page.evaluate(_WHERE))["caret"] == 2
    await page.get_by_role("button", name="123").press("Enter")
    await expect(age).to_have_value("143")
    await page.get_by_role("button", name="১২৩").press("Enter")
    await age.focus()
    await age.fill("")
    await saved(page)
