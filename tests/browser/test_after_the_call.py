"""After the call, in Chromium: sessions are booked and ended, numbers marked and cleared."""

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.people import assert_calm, at_console
from tests.browser.test_live_call_verbs import complete, on_a_call
from tests.browser.test_screens import barriers
from tests.running import House, phones_of, running_demo

pytestmark = [pytest.mark.xdist_group("house"), pytest.mark.browser]

NUMBER = "+8801210000871"


@pytest.fixture(scope="module")
def quiet_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own, in which nobody is on duty yet."""
    with running_demo(tmp_path_factory.mktemp("after"), ring_seconds="600") as made:
        yield made


@pytest.fixture
async def counsellor(chromium: Browser, quiet_house: House) -> AsyncIterator[Page]:
    async with at_console(chromium, quiet_house.base, "counsellor-1") as page:
        yield page


async def had_a_call(page: Page, house: House, number: str) -> str:
    """Take a call, end it, finish the work after it; the incident's address."""
    async with phones_of(house) as phones:
        await on_a_call(page, phones, number)
        address = page.url
        await complete(page)
    return address


async def test_a_series_is_booked_by_keys_seen_by_its_counsellor_and_ended(
    chromium: Browser, quiet_house: House, counsellor: Page
) -> None:
    page = counsellor
    await page.goto(await had_a_call(page, quiet_house, "+8801210000870"))
    sessions = page.get_by_role("region", name="কাউন্সেলিং সেশন")
    await sessions.get_by_role("button", name="সেশনের সময় ঠিক করুন").press("Enter")
    await expect(page.get_by_label("কার সঙ্গে")).to_be_focused()
    mitu = page.get_by_label("কার সঙ্গে").locator("option", has_text="মিতু")
    await page.get_by_label("কার সঙ্গে").select_option(await mitu.get_attribute("value"))
    await page.get_by_label("কতবার").select_option("3")
    await page.get_by_label("কত পরপর").select_option("14")
    await expect(sessions).to_contain_text("৩টি সেশন, শেষটি")
    await assert_calm(page)
    await page.get_by_label("কতক্ষণ").press("Enter")
    await sessions.get_by_role("button", name="ঠিক করুন", exact=True).press("Enter")
    await expect(sessions.get_by_role("listitem")).to_have_count(3)
    await expect(sessions).to_contain_text("৩টির মধ্যে ৩ নম্বর")
    await expect(page.get_by_text("কাউন্সেলিংয়ের সময় ঠিক হয়েছে (১/৩)")).to_be_visible()

    # The same counsellor at the same hour again: refused in words, and nothing is booked.
    await sessions.get_by_role("button", name="আবার সময় ঠিক করুন").click()
    day = await page.get_by_label("দিন").input_value()
    assert day
    await page.get_by_label("দিন").select_option(index=1)
    await sessions.get_by_role("button", name="ঠিক করুন", exact=True).click()
    await expect(page.get_by_text("আরেকটি সেশন আছে")).to_be_visible()
    await expect(sessions.get_by_role("listitem")).to_have_count(3)

    async with at_console(chromium, quiet_house.base, "counsellor-4", "/sessions") as hers:
        rows = hers.get_by_role("listitem")
        await expect(rows).to_have_count(3)
        await assert_calm(hers)
        await rows.first.get_by_role("button", name="ফল জানান").press("Enter")
        await hers.keyboard.press("3")
        await expect(rows).to_have_count(2)
    await expect(sessions).to_contain_text("বাতিল")


async def test_two_counsellors_mark_a_number_and_a_supervisor_clears_it(
    chromium: Browser, quiet_house: House, counsellor: Page
) -> None:
    page = counsellor
    await page.goto(await had_a_call(page, quiet_house, NUMBER))
    await page.get_by_role("button", name="নম্বর চিহ্নিত করুন").press("Enter")
    await expect(page.get_by_text("শিশুরা অনেক সময়")).to_be_visible()
    await page.keyboard.press("1")
    marks = page.get_by_role("region", name="এই নম্বরের চিহ্ন")
    await expect(marks).to_contain_text("খেলাচ্ছলে কল · নাসরিন সুলতানা")
    await expect(marks).to_contain_text("২ জনের মধ্যে ১ জন")
    await expect(marks.get_by_role("button", name="নম্বর চিহ্নিত করুন")).to_have_count(0)
    await assert_calm(page)

    async with at_console(chromium, quiet_house.base, "counsellor-2") as other:
        address = await had_a_call(other, quiet_house, NUMBER)
        await other.goto(address)
        await other.get_by_role("button", name="নম্বর চিহ্নিত করুন").press("Enter")
        await other.keyboard.press("2")
        second = other.get_by_role("region", name="এই নম্বরের চিহ্ন")
        await expect(second).to_contain_text("পর্যন্ত সারিতে পেছনে")

    async with (
        at_console(chromium, quiet_house.base, "supervisor-1", "/board") as board,
        phones_of(quiet_house) as phones,
    ):
        call = await phones.call(NUMBER)
        row = board.locator(".wt").first
        await expect(row).to_contain_text("দুজন কাউন্সেলর চিহ্নিত করেছেন −৬০০")
        await row.locator("summary").press("Enter")
        await expect(row.get_by_role("table")).to_contain_text("−৬০০")
        await assert_calm(board)
        await board.goto(address)
        await board.get_by_role("button", name="সব চিহ্ন মুছে দিন").press("Enter")
        await expect(board.get_by_role("region", name="এই নম্বরের চিহ্ন")).to_have_count(0)
        await board.goto("/board")
        row = board.locator(".wt").first
        await expect(row).to_contain_text("অপেক্ষা")
        await expect(row).not_to_contain_text("চিহ্নিত")
        await phones.hang_up(call)
        await expect(board.locator(".wt")).to_have_count(0)


async def test_measures_stand_side_by_side_with_what_they_mean(
    chromium: Browser, quiet_house: House, counsellor: Page
) -> None:
    await had_a_call(counsellor, quiet_house, "+8801210000872")
    async with at_console(chromium, quiet_house.base, "supervisor-1", "/measures") as page:
        level = page.get_by_role("region", name="১৫ সেকেন্ডের মধ্যে ধরা")
        await expect(level.locator(".formula")).to_have_count(3)
        await expect(level.locator(".formula-share").first).to_contain_text("%")
        await expect(level).to_contain_text("যাঁরা ছেড়ে দিয়েছেন তাঁরা হিসাবে নেই")
        await expect(level).to_contain_text("লক্ষ্য ৯০%")
        await page.get_by_role("button", name="৭ দিন").press("Enter")
        await expect(page.get_by_role("button", name="৭ দিন")).to_have_attribute(
            "aria-pressed", "true"
        )
        wrong = page.get_by_role("region", name="যেসব ব্লক ও চিহ্ন ভুল প্রমাণিত")
        await expect(wrong).to_contain_text("সুপারভাইজরের ব্লক")
        await expect(wrong).to_contain_text("ভুল ÷ মোট")
        await assert_calm(page)


async def test_the_line_is_said_to_be_closed_for_three_hours(
    chromium: Browser, quiet_house: House
) -> None:
    async with at_console(chromium, quiet_house.base, "supervisor-1", "/board") as page:
        await page.get_by_role("button", name="ঘোষণা দিন").press("Enter")
        await page.get_by_label("কতক্ষণ").select_option("180")
        await page.get_by_label("কারণ").fill("বিদ্যুৎ নেই")
        await assert_calm(page)
        await page.get_by_role("button", name="ঘোষণা দিন").press("Enter")
        said = page.get_by_role("region", name="যা সবাই শুনছেন")
        await expect(said).to_contain_text("বিদ্যুৎ নেই")
        await said.get_by_role("button", name="ঘোষণা শেষ করুন").press("Enter")
        await expect(said).not_to_contain_text("বিদ্যুৎ নেই")


async def test_work_that_was_left_for_a_break_is_asked_for_and_a_desk_telephone_is_chosen(
    quiet_house: House, counsellor: Page
) -> None:
    page = counsellor
    async with phones_of(quiet_house) as phones:
        await on_a_call(page, phones, "+8801210000873")
        await page.keyboard.press("Control+F8")
        await expect(page.locator("section.silent")).to_be_visible()
        live = (await phones.see("/calls?live=true"))["calls"]
        (sid,) = [one["call_sid"] for one in live if one["from"] == "+8801210000873"]
        await phones.hang_up(sid)
        await page.get_by_role("button", name="বিরতি").press("Enter")
        await page.get_by_role("menuitem").first.press("Enter")
    left = page.get_by_role("region", name="কলের পরের বাকি কাজ")
    await left.get_by_role("button", name="নীরব").first.press("Enter")
    await expect(left.get_by_role("button")).to_have_count(0)

    await page.get_by_role("button", name="নাসরিন সুলতানা").press("Enter")
    menu = page.get_by_role("dialog")
    await menu.get_by_role("button", name="ডেস্কের ফোন").press("Enter")
    number = menu.get_by_label("আপনার ডেস্কের ফোনের নম্বর")
    await number.fill("1098")
    await number.press("Enter")
    await expect(menu.locator(".refused")).to_be_visible()
    await number.fill("০১০১২৩৪৫৬৭৮")
    await number.press("Enter")
    await expect(number).to_have_value("+8801012345678")
    await expect(menu.get_by_role("button", name="ডেস্কের ফোন")).to_have_attribute(
        "aria-pressed", "true"
    )
    assert await barriers(page) == []
