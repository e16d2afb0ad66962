"""A call with more than two, in Chromium: transfer with the form in sight, listening, help."""

import re
from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.people import assert_calm, at_console
from tests.running import House, Phones, phones_of, running_demo

pytestmark = [pytest.mark.xdist_group("house"), pytest.mark.browser]

NOTE = "মেয়েটি ছাদে লুকিয়ে আছে"


@pytest.fixture(scope="module")
def calm_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own, in which nobody is on duty yet."""
    with running_demo(tmp_path_factory.mktemp("verbs"), ring_seconds="600") as made:
        yield made


async def on_a_call(page: Page, phones: Phones, number: str) -> None:
    """Start the shift, take the call, until both talk."""
    start = page.get_by_text("শিফট শুরু করুন")
    back = page.get_by_text("ফিরে এসেছি")
    await start.or_(back).first.click()
    await phones.call(number)
    await expect(page.get_by_text("আগত কল")).to_be_visible()
    await page.keyboard.press("F2")
    await expect(page.locator(".call-state")).to_contain_text("কথা চলছে")


async def free(page: Page) -> None:
    await page.get_by_text("শিফট শুরু করুন").click()
    await expect(page.get_by_text("প্রস্তুত").first).to_be_visible()


async def complete(page: Page) -> None:
    """End what is live, finish the work after it, go home."""
    if await page.get_by_text("কল শেষ", exact=True).count():
        await page.keyboard.press("Shift+F8")
        await page.keyboard.press("Shift+F8")
    await expect(page.get_by_text("সম্পূর্ণ করুন")).to_be_visible()
    await page.keyboard.press("Control+Enter")
    await expect(page).to_have_url(re.compile(r"/$"))
    await page.get_by_text("শিফট শেষ করুন").click()


async def test_a_call_is_handed_over_by_keys_and_the_form_is_read_before_saying_yes(
    chromium: Browser, calm_house: House
) -> None:
    async with (
        phones_of(calm_house) as phones,
        at_console(chromium, calm_house.base, "counsellor-1") as giver,
        at_console(chromium, calm_house.base, "counsellor-2") as taker,
    ):
        await on_a_call(giver, phones, "+8801210000771")
        await free(taker)
        note = giver.locator("[data-field='call_note'] textarea")
        await note.fill(NOTE)
        await giver.keyboard.press("F8")
        await expect(giver.get_by_role("option").first).to_contain_text("তানিয়া রহমান")
        await assert_calm(giver)
        await giver.get_by_label("সহকর্মী বা সেবা খুঁজুন").focus()
        await giver.keyboard.type("তানি")
        await expect(giver.get_by_role("option")).to_have_count(1)
        await giver.keyboard.press("Tab")
        await giver.keyboard.press("Tab")
        await expect(giver.locator(":focus")).to_contain_text("কথা বলে হস্তান্তর")
        await giver.keyboard.press("Enter")

        card = taker.get_by_role("region", name="কল নেবেন?")
        await expect(card).to_contain_text("নাসরিন সুলতানা")
        await expect(card).to_contain_text("ফিরতি কল")
        await expect(card).to_contain_text(NOTE)
        # What is written while the colleague still thinks is seen as well.
        await note.fill(f"{NOTE}, ভাই নিচে")
        await expect(card).to_contain_text("ভাই নিচে")
        await taker.keyboard.press("F2")
        await expect(taker).to_have_url(re.compile(r"/incidents/"))
        await expect(taker.locator("[data-field='call_note'] textarea")).to_have_attribute(
            "readonly", ""
        )
        await expect(giver.locator(".call-state")).to_contain_text("হোল্ডে")
        await giver.get_by_role("button", name="কল হস্তান্তর করুন").click()

        await expect(giver.locator(".call-state")).to_contain_text("হস্তান্তর হয়েছে")
        await expect(taker.locator(".call-state")).to_contain_text("কথা চলছে")
        await expect(taker.locator("[data-field='call_note'] textarea")).to_be_editable()
        await expect(taker.locator("[data-field='call_note'] textarea")).to_have_value(
            re.compile("ভাই নিচে")
        )
        await expect(taker.get_by_text("কল শেষ")).to_be_visible()
        await complete(giver)
        await complete(taker)


async def test_who_does_not_come_leaves_the_call_where_it_is(
    chromium: Browser, calm_house: House
) -> None:
    async with (
        phones_of(calm_house) as phones,
        at_console(chromium, calm_house.base, "counsellor-1") as giver,
        at_console(chromium, calm_house.base, "counsellor-2") as taker,
    ):
        await on_a_call(giver, phones, "+8801210000772")
        await free(taker)
        await giver.keyboard.press("F8")
        await giver.get_by_role("button", name="কথায় যোগ করুন").click()
        await expect(taker.get_by_role("region", name="কথায় যোগ দেবেন?")).to_be_visible()
        await expect(giver.locator(".call-notes")).to_contain_text("তানিয়া রহমান")
        await assert_calm(giver)
        await taker.keyboard.press("Shift+F2")
        await taker.keyboard.press("1")
        await expect(giver.locator(".call-notes")).to_be_empty()
        await expect(giver.locator(".call-state")).to_contain_text("কথা চলছে")
        await expect(taker.get_by_role("region", name="কথায় যোগ দেবেন?")).to_have_count(0)
        await taker.get_by_text("শিফট শেষ করুন").click()
        await complete(giver)


async def test_a_service_is_rung_held_and_taken_out_and_the_caller_can_be_held_alone(
    chromium: Browser, calm_house: House
) -> None:
    async with (
        phones_of(calm_house) as phones,
        at_console(chromium, calm_house.base, "counsellor-1") as page,
    ):
        await on_a_call(page, phones, "+8801210000773")
        await page.keyboard.press("F4")
        await expect(page.get_by_text("নীরব: কথা বলুন")).to_be_visible()
        await page.keyboard.press("F4")
        await expect(page.get_by_text("নীরব: কথা বলুন")).to_have_count(0)
        await page.keyboard.press("F8")
        await page.keyboard.type("৯৯৯")
        await expect(page.get_by_role("option")).to_have_count(1)
        await page.get_by_role("button", name="রিং করুন").click()
        line = page.locator(".party", has_text="৯৯৯")
        await expect(line).to_contain_text("সরান")
        await phones.lift("+8801200000999")
        await expect(line.get_by_role("button", name="হোল্ড")).to_be_visible()
        await line.get_by_role("button", name="হোল্ড").click()
        await expect(line).to_contain_text("হোল্ডে")
        brief = page.get_by_role("region", name="সেবাকে পড়ে শোনান")
        await brief.get_by_role("button", name="কী পড়তে হবে দেখুন").press("Enter")
        await expect(brief).to_contain_text("ফিরতি কল করবেন না")
        await expect(brief).to_contain_text("Do not call back")
        await assert_calm(page)
        await line.get_by_role("button", name="সরান").click()
        await expect(line).to_have_count(0)
        await complete(page)


async def test_help_is_asked_answered_and_who_listens_is_seen(
    chromium: Browser, calm_house: House
) -> None:
    async with (
        phones_of(calm_house) as phones,
        at_console(chromium, calm_house.base, "counsellor-1") as page,
        at_console(chromium, calm_house.base, "supervisor-1", "/board") as board,
    ):
        await on_a_call(page, phones, "+8801210000774")
        await page.keyboard.press("Control+Period")
        await expect(page.locator(".call-notes")).to_contain_text("সাহায্য চাওয়া হয়েছে")
        asking = board.get_by_role("region", name="সাহায্য চাইছেন")
        await expect(asking).to_contain_text("নাসরিন সুলতানা")
        await assert_calm(board)
        await asking.get_by_role("button", name="শুনুন").click()
        await expect(page.locator(".call-notes")).to_contain_text("ফরিদা ইয়াসমিন শুনছেন")
        await board.get_by_role("button", name="আমি দেখছি").click()
        await expect(asking).to_have_count(0)
        await expect(page.locator(".call-notes")).to_contain_text("ফরিদা ইয়াসমিন দেখছেন")
        for verb, seen in (("ফিসফিস", "শুধু আপনাকে বলছেন"), ("কথায় যোগ", "সবাই শুনছেন")):
            await board.get_by_role("button", name=verb).click()
            await expect(page.locator(".call-notes")).to_contain_text(seen)
        await assert_calm(board)
        await assert_calm(page)
        await board.get_by_role("button", name="লাইন ছাড়ুন").click()
        await expect(page.locator(".call-notes")).not_to_contain_text("সবাই শুনছেন")
        await complete(page)
