"""Children of a ticket in Chromium: records, people around them, likely same and lost ones."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.people import assert_calm, at_console
from tests.browser.stage import LOOKERS, SUTRAPUR, Stage
from tests.browser.tables import THEMES
from tests.browser.test_screens import barriers
from tests.running import Person, signed_in

pytestmark = [pytest.mark.xdist_group("evening"), pytest.mark.browser]

SUPERVISOR = LOOKERS["supervisor", ()]
COUNSELLOR = LOOKERS["counsellor", ("filled",)]
GUARDIAN_PHONE = "+8801210000977"
AGE = {"from": 9, "on": "2026-06-01", "certainty": "guess"}
MEENA: dict[str, Any] = {
    "name_latin": "Meena",
    "father_name": "Jabbar",
    "mother_name": "Johora",
    "age": AGE,
    "sex": "girl",
}
MARKS = "বাম গালে কাটা দাগ"
FOUND = {"name": "Mina", "sex": "girl", "age": {"from_years": 9}, "place": SUTRAPUR, "marks": MARKS}
PATIENT_MS = 30_000


async def a_ticket(person: Person) -> str:
    """Somebody walked in; the incident's id."""
    body = {"channel": "walk_in", "place": SUTRAPUR}
    made = await person.ask("POST", "/incidents", body, expect=201)
    return str(made["id"])


async def meena(counsellor: Person, incident: str) -> str:
    """The record of another report of the child; its id."""
    child = await counsellor.ask("POST", f"/incidents/{incident}/children", expect=201)
    for field, value in MEENA.items():
        path = f"/children/{child['id']}/facts/{field}"
        await counsellor.ask("PUT", path, {"value": value, "source": "caller"})
    return str(child["id"])


async def what_is_said(person: Person, child: str) -> Any:
    """All a record shows, but its version, which counts what happened to it."""
    shown = await person.ask("GET", f"/children/{child}")
    return {part: value for part, value in shown.items() if part != "version"}


async def presses_in(part: Locator | Page, name: str | re.Pattern[str]) -> None:
    await part.get_by_role("button", name=name).press("Enter")


async def notes(card: Locator, what: str, label: str, text: str) -> None:
    """Something of the child, by the small form; it is there when the field is empty again."""
    form = card.get_by_role("form", name="শিশু সম্পর্কে লিখুন")
    await form.get_by_role("combobox", name="কী", exact=True).select_option(what)
    field = form.get_by_role("textbox", name=label)
    await field.fill(text)
    await field.press("Enter")
    await expect(field).to_have_value("")
    await expect(card.locator(".child-facts")).to_contain_text([re.compile(re.escape(text))])


async def writes_down(page: Page, card: Locator) -> None:
    """Names by sound alone the same as in the other report; a birth of which the day is unknown."""
    await presses_in(card, "খুলুন")
    form = card.get_by_role("form", name="শিশু সম্পর্কে লিখুন")
    await expect(form).to_be_visible()
    for what, label, text in (
        ("name_bn", "নাম (বাংলা)", "মিনা খাতুন"),
        ("father_name", "পিতার নাম", "মোঃ জব্বার"),
        ("mother_name", "মাতার নাম", "জোহরা"),
    ):
        await notes(card, what, label, text)
    about = form.get_by_role("combobox", name="কী", exact=True)
    await about.select_option("sex")
    await form.get_by_role("combobox", name="লিঙ্গ").select_option("girl")
    await form.get_by_role("button", name="সংরক্ষণ করুন").press("Enter")
    await expect(card.locator(".child-facts").first).to_contain_text("মেয়ে")
    await about.select_option("birth")
    born = form.get_by_role("group", name="জন্মতারিখ")
    await born.get_by_role("textbox", name="দিন").fill("৫")
    await born.get_by_role("textbox", name="সাল").fill("২০১৭")
    await form.get_by_role("button", name="সংরক্ষণ করুন").focus()
    await expect(form).to_contain_text("দিন লিখলে মাসও লাগবে")
    await born.get_by_role("textbox", name="দিন").fill("")
    await born.get_by_role("combobox", name="মাস").select_option("3")
    await expect(form).not_to_contain_text("দিন লিখলে মাসও লাগবে")
    await born.get_by_role("textbox", name="সাল").press("Enter")
    await expect(card.locator(".child-facts").first).to_contain_text("২০১৭-০৩")
    await expect(born.get_by_role("textbox", name="সাল")).to_have_value("")


async def names_people(page: Page, card: Locator) -> None:
    """A sibling nobody has noted, a guardian, and an uncle who is accused and put right."""
    people = card.get_by_role("region", name="শিশুর আশপাশের মানুষ")
    await presses_in(people, "ভাইবোন বা সঙ্গী যোগ করুন")
    sibling = people.get_by_role("form")
    await sibling.get_by_role("combobox", name="কোন শিশু").select_option("")
    await presses_in(sibling, "সংরক্ষণ করুন")
    await expect(people.locator("li")).to_contain_text([re.compile("ভাই বা বোন.*শিশু ২")])
    await expect(page.get_by_role("article", name="শিশু ২")).to_be_visible()

    await presses_in(people, "একজনের নাম লিখুন")
    person = people.get_by_role("form", name="একজনের নাম লিখুন")
    await person.get_by_role("combobox", name="শিশুর কী হন").select_option("guardian")
    await person.get_by_role("textbox", name="নাম").fill("রহিমা বেগম")
    await person.get_by_role("textbox", name="ফোন নম্বর").fill(GUARDIAN_PHONE)
    await presses_in(person, "সংরক্ষণ করুন")
    guardian = people.locator("li", has_text="রহিমা বেগম")
    await expect(guardian).to_contain_text("জানানো যাবে: অজানা")
    await expect(people.get_by_role("button", name="একজনের নাম লিখুন")).to_be_focused()

    await presses_in(people, "একজনের নাম লিখুন")
    await person.get_by_role("combobox", name="শিশুর কী হন").select_option("uncle")
    await person.get_by_role("textbox", name="নাম").fill("করিম")
    await person.get_by_role("combobox", name="অভিযুক্ত কি").select_option(index=1)
    await presses_in(person, "সংরক্ষণ করুন")
    uncle = people.locator("li", has_text="করিম")
    await expect(uncle).to_contain_text("অভিযুক্ত: ১০৯৮-")

    await presses_in(uncle, "করিম: তথ্য বদলান")
    change = people.get_by_role("form", name="করিম: তথ্য বদলান")
    await expect(change.get_by_role("textbox", name="নাম (বাংলা)")).to_be_focused()
    await change.get_by_role("textbox", name="পেশা").fill("দোকানদার")
    await presses_in(change, "সংরক্ষণ করুন")
    await expect(uncle).to_contain_text("দোকানদার")

    await presses_in(uncle, re.compile("আমাদের কর্মী"))
    ours = uncle.get_by_role("form")
    choice = ours.get_by_role("combobox", name="কে তিনি")
    await expect(choice.locator("option")).not_to_have_count(1, timeout=PATIENT_MS)
    await choice.select_option(index=1)
    await presses_in(ours, "সংরক্ষণ করুন")
    await expect(uncle.get_by_role("status")).to_contain_text("ডাকা হবে না")


async def merges_and_parts(page: Page, card: Locator) -> None:
    """What speaks for one child is shown; where they differ a person chooses; undone it is two."""
    same = card.get_by_role("region", name="সম্ভবত একই শিশু")
    await expect(same).to_contain_text("খুব সম্ভবত একই শিশু", timeout=PATIENT_MS)
    await expect(same).to_contain_text("+ নাম শুনতে একই")
    await presses_in(same, "পাশাপাশি দেখুন")
    table = same.get_by_role("table")
    await expect(table).to_contain_text("Meena")
    await assert_calm(page)
    await expect(same.get_by_role("button", name="আগে ২টি তথ্য বেছে নিন")).to_be_visible()
    for row in ("পিতার নাম", "মাতার নাম"):
        await table.get_by_role("row", name=row).get_by_role("radio").first.press("Space")
    await presses_in(same, "একত্র করুন")
    await page.keyboard.press("3")
    merges = card.get_by_role("region", name="একত্র করা নথি")
    await expect(merges).to_be_visible()
    await expect(same).to_have_count(0)
    await expect(card.locator(".child-facts").first).to_contain_text("Meena")
    await presses_in(merges, "একত্র করা বাতিল করুন")
    await page.keyboard.press("1")
    await expect(merges).to_have_count(0)
    await expect(card.locator(".child-facts").first).not_to_contain_text("Meena")


async def on_a_phone(page: Page) -> None:
    """One column: the record is whole, and nothing lies beside the screen."""
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.locator(".tab-who").click()
    await expect(page.get_by_role("region", name="শিশু", exact=True)).to_be_visible()
    for theme in THEMES:
        await page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        assert await barriers(page) == []
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await page.evaluate(wide) <= 0
    await page.set_viewport_size({"width": 1440, "height": 900})


async def test_a_child_its_people_and_a_likely_same_child_are_written_merged_and_parted(
    chromium: Browser, stage: Stage
) -> None:
    base = stage.house.base
    async with signed_in(base, SUPERVISOR) as board, signed_in(base, COUNSELLOR) as counsellor:
        other = await meena(counsellor, await a_ticket(counsellor))
        before = await what_is_said(counsellor, other)
        incident = await a_ticket(board)
        async with at_console(chromium, base, SUPERVISOR, f"/incidents/{incident}") as page:
            children = page.get_by_role("region", name="শিশু", exact=True)
            await presses_in(children, "আরেকটি শিশু যোগ করুন")
            card = children.get_by_role("article", name="শিশু ১")
            await writes_down(page, card)
            await names_people(page, card)
            await merges_and_parts(page, card)
            await on_a_phone(page)
        assert await what_is_said(counsellor, other) == before
        kept = await board.ask("GET", f"/incidents/{incident}/exclusions")
        assert [one["reason"] for one in kept["items"]] == ["accused"]


async def test_a_lost_child_is_told_put_right_matched_and_taken_home(
    chromium: Browser, stage: Stage
) -> None:
    base = stage.house.base
    async with signed_in(base, COUNSELLOR) as counsellor:
        incident, at = await a_ticket(counsellor), await a_ticket(counsellor)
        body = {"kind": "found", "said": FOUND}
        await counsellor.ask("POST", f"/incidents/{at}/lost", body, expect=201)
    async with at_console(chromium, base, COUNSELLOR, f"/incidents/{incident}") as page:
        lost = page.get_by_role("region", name="হারানো বা পাওয়া শিশু")
        await presses_in(lost, re.compile("খুলুন$"))
        await presses_in(lost, "হারানো বা পাওয়া শিশুর খবর লিখুন")
        form = lost.get_by_role("form")
        await form.get_by_role("textbox", name="নাম").fill("মিনা")
        await form.get_by_role("combobox", name="লিঙ্গ").select_option("girl")
        await form.get_by_role("textbox", name="বয়স অন্তত (বছর)").fill("৯")
        where = form.get_by_role("combobox", name="কোথায়")
        await where.press_sequentially("সূত্রাপুর")
        await expect(page.get_by_role("option", name="সূত্রাপুর").first).to_be_visible()
        await where.press("ArrowDown")
        await where.press("Enter")
        await expect(where).to_have_value(re.compile("সূত্রাপুর.+"))
        await form.get_by_role("button", name="বাংলা").press("Space")
        await presses_in(form, "সংরক্ষণ করুন")
        told = lost.get_by_role("article", name="শিশু হারিয়েছে")
        await expect(told).to_contain_text("৯ বছর")
        await presses_in(told, "বদলান")
        await lost.get_by_role("textbox", name="শনাক্তকারী চিহ্ন").fill(MARKS)
        await assert_calm(page)
        await presses_in(lost.get_by_role("form", name="এখন যা বলা হচ্ছে"), "সংরক্ষণ করুন")
        await expect(told).to_contain_text(MARKS)
        await expect(told).to_contain_text("৯ বছর")
    async with at_console(chromium, base, SUPERVISOR, "/board") as page:
        pairs = page.get_by_role("region", name="হারানো ও পাওয়া শিশু")
        pair = pairs.get_by_role("article")
        await expect(pair).to_contain_text("+ শনাক্তকারী চিহ্ন মেলে", timeout=PATIENT_MS)
        await presses_in(pair, "পাশাপাশি দেখুন")
        await expect(pair.get_by_role("table")).to_contain_text("Mina")
        await assert_calm(page)
        # The line shows it before the press is answered, and until then the next one is lost.
        async with page.expect_event(
            "requestfinished", lambda asked: asked.url.endswith("/confirm")
        ):
            await presses_in(pair, "একই শিশু")
        await presses_in(pair, "পরিবারের কাছে ফিরেছে")
        await page.keyboard.press("1")
        await expect(pairs).to_have_count(0)
