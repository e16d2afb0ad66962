"""The office side of dispatch in Chromium: agencies, danger, drills, tables, weddings; by keys."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.agencies import DURESS_PIN
from tests.browser.handsets import code_at, presses, says_a_pin, texts_at
from tests.browser.people import at_console, speaks
from tests.browser.registry import NURSE, NURSE_PHONE, OFFICER_PHONE, PLACE, SILENT
from tests.browser.stage import LOOKERS, OFFICE, OTHERS, Stage
from tests.browser.test_field_without_network import SIDEWAYS, tickets
from tests.browser.test_screens import barriers
from tests.running import Person, Phones, phones_of, signed_in

pytestmark = [pytest.mark.xdist_group("evening"), pytest.mark.browser]

SUPERVISOR = LOOKERS["supervisor", ()]
COUNSELLOR = LOOKERS["counsellor", ("wedding",)]
NUMBER = "+8801210000988"
DOOR = "নীল দরজার বাসা"
HEADING = "code,name_bn,name_en,called_bn,called_en,gender\n"
GOOD = f"{HEADING}SEEN-NEW,নতুন কর্মী,New worker,কর্মী,Worker,female\n"
BAD = f"{GOOD}SEEN-BAD,,Nameless,কর্মী,Worker,both\n"


async def test_agencies_answer_apart_and_a_worker_in_danger_is_told_at_once(
    chromium: Browser, stage: Stage
) -> None:
    base = stage.house.base
    async with (
        phones_of(stage.house) as phones,
        signed_in(base, SUPERVISOR) as board,
        signed_in(base, OTHERS["accepted"]) as worker,
        at_console(chromium, base, SUPERVISOR) as page,
    ):
        await nobody_can_be_sent(page, board, await asks_two_agencies(page, board, phones))
        silent = await on_duty_without_a_number(page, board)
        await page.goto("/board", wait_until="networkidle")
        unreachable = page.get_by_role("region", name="ডিউটিতে আছেন, কিন্তু পৌঁছানোর উপায় নেই")
        await expect(unreachable.get_by_role("link", name="শিউলি আক্তার")).to_be_visible()
        await board.ask("POST", f"/workers/{silent}/duty", {"on": False, "confirm": False})
        await expect(unreachable).to_have_count(0)
        await sees_danger_come(page, worker, stage.tasks["accepted"])


async def assert_whole(page: Page) -> None:
    """No barrier, and at twice the size nothing is cut off at the side."""
    assert await barriers(page) == []
    await page.set_viewport_size({"width": 720, "height": 450})
    sideways = await page.evaluate(SIDEWAYS)
    await page.set_viewport_size({"width": 1440, "height": 900})
    assert sideways <= 0


async def asks_two_agencies(page: Page, board: Person, phones: Phones) -> str:
    """Shift F9: each has an alert of its own; one yes and one no leave the lead's clock alone."""
    incident = await told_of_a_child(board, phones)
    await page.goto(f"/incidents/{incident}", wait_until="networkidle")
    lead = page.locator(".col-body > .dispatch")
    await expect(lead).to_have_count(1)
    before = [len(await texts_at(phones, phone)) for phone in (NURSE_PHONE, OFFICER_PHONE)]
    await page.keyboard.press("Shift+F9")
    for agency in ("ওয়ান-স্টপ ক্রাইসিস সেন্টার", "উপজেলা নির্বাহী অফিসার"):
        await page.get_by_role("checkbox", name=re.compile(agency)).press("Space")
    await assert_whole(page)
    unasked = page.get_by_role("button", name="সুপারভাইজারদের জানান: থানার শিশু ডেস্ক")
    await unasked.press("Enter")
    lacks = page.get_by_role("status").filter(has_text="পাঠানোর মতো কেউ নেই")
    await expect(lacks).to_contain_text("থানার শিশু ডেস্ক")
    await expect(unasked).to_have_count(0)
    await page.get_by_role("button", name="এই সংস্থাগুলোকে ডাকুন (২)").press("Enter")
    parts = page.locator(".hand-off .dispatch")
    await expect(parts).to_have_count(2)
    await expect(page.locator(".hand-off")).to_be_focused()
    await leads_back(page, re.compile("সংস্থা ডাকুন"), "Escape")

    hospital = await code_at(phones, NURSE_PHONE, before[0])
    officer = await code_at(phones, OFFICER_PHONE, before[1])
    assert hospital != officer
    said = await presses(board, f"/a/{hospital}", verb="accept")
    assert DOOR not in said, "a hospital is not told where the child lives"
    await presses(board, f"/a/{officer}", verb="decline", reason="busy")
    nurse = parts.filter(has_text="ওয়ান-স্টপ ক্রাইসিস সেন্টার")
    await expect(nurse).to_contain_text("রুমা বেগম")
    await expect(nurse.locator(".dispatch-head")).to_contain_text("গ্রহণ করেছেন")
    other = parts.filter(has_text="উপজেলা নির্বাহী অফিসার")
    await expect(other).to_contain_text("অন্য কাজে")
    await expect(lead.locator(".dispatch-head")).to_contain_text("উত্তরের অপেক্ষা")
    clock = (await board.ask("GET", f"/incidents/{incident}"))["incident"]["clock"]
    assert clock["acknowledged_at"] is None
    await assert_whole(page)
    return incident


async def nobody_can_be_sent(page: Page, board: Person, incident: str) -> None:
    """The key that sends tells supervisors instead; on the board one of them takes charge."""
    at = f"/incidents/{incident}"
    for row in (await board.ask("GET", at))["dispatches"]:
        if row["agency"] is None:
            await board.ask("POST", f"/dispatches/{row['id']}/stand-down", {"reason": "mistake"})
    for one in (await board.ask("GET", f"{at}/responders"))["ranked"]:
        who = {"responder": {"kind": one["kind"], "id": one["id"]}, "reason": "other"}
        await board.ask("POST", f"{at}/exclusions", who, expect=201)
    await page.goto(at, wait_until="networkidle")
    tells = page.get_by_role("button", name=re.compile("সুপারভাইজারদের জানান"))
    await expect(tells).to_be_visible()
    await page.keyboard.press("F9")
    told = page.get_by_role("status").filter(has_text="এই ঘটনায় তাঁকে বলা যাবে না")
    await expect(told).to_contain_text("পাঠানোর মতো কেউ নেই")
    await expect(tells).to_have_count(0)
    await assert_whole(page)
    await page.goto("/board", wait_until="networkidle")
    strip = page.get_by_role("region", name="পাঠানোর মতো কেউ নেই")
    lines = strip.get_by_role("listitem")
    child = lines.filter(has_not_text="থানার শিশু ডেস্ক")
    await child.get_by_role("button", name="আমি দেখছি").press("Enter")
    await expect(child).to_contain_text("ফরিদা ইয়াসমিন দায়িত্ব নিয়েছেন")
    await assert_whole(page)
    for left in (1, 0):
        await lines.last.get_by_role("button", name="কারও যাওয়ার দরকার নেই").press("Enter")
        await page.keyboard.press("1")
        await expect(lines).to_have_count(left)


async def leads_back(page: Page, opener: str | re.Pattern[str], leave: str = "বাতিল করুন") -> None:
    """Opened and left by keys: the focus goes into the form, and back to what opened it."""
    button = page.get_by_role("button", name=opener, exact=isinstance(opener, str)).first
    await button.press("Enter")
    await expect(page.locator("form :focus, fieldset :focus, aside :focus")).to_have_count(1)
    if leave == "Escape":
        await page.keyboard.press(leave)
    else:
        await page.get_by_role("button", name=leave, exact=True).last.press("Enter")
    await expect(button).to_be_focused()


async def told_of_a_child(board: Person, phones: Phones) -> str:
    """A caller rang and put the telephone down; what was said is written, and one is to go."""
    before = await tickets(board)
    call = await phones.call(NUMBER)
    async with asyncio.timeout(20):
        while not (new := await tickets(board) - before):
            await asyncio.sleep(0.05)
    await phones.hang_up(call)
    (incident,) = new
    at = f"/incidents/{incident}"
    await board.ask("POST", f"{at}/locate", {"place": PLACE})
    for name, value in (("where_detail", DOOR), ("child_age", "13"), ("injured", "yes")):
        await board.ask("PUT", f"{at}/intake/{name}", {"value": value})
    await board.ask("POST", f"{at}/set-urgency", {"urgency": "P1"})  # nothing runs out meanwhile
    await board.ask("POST", f"{at}/dispatches", {}, expect=201)
    return incident


async def on_duty_without_a_number(page: Page, board: Person) -> str:
    """Whoever puts a worker on duty whom nobody can reach is told so, and must say it again."""
    found = await board.ask("GET", f"/directory?what=worker&q={SILENT}")
    silent: str = found["items"][0]["id"]
    await page.goto(f"/directory/workers/{silent}", wait_until="networkidle")
    await page.get_by_role("button", name="কর্তব্যে আনুন", exact=True).press("Enter")
    await expect(page.get_by_role("alert").filter(has_text="পৌঁছাবে না")).to_be_visible()
    await assert_whole(page)
    await page.get_by_role("button", name="তবুও কর্তব্যে আনুন").press("Enter")
    await expect(page.get_by_role("button", name="কর্তব্য থেকে সরান")).to_be_visible()
    await leads_back(page, "ছুটি দিন")
    await page.goto("/roster", wait_until="networkidle")
    name = await page.locator(".roster-name").first.inner_text()
    await leads_back(page, name, "বন্ধ করুন")
    return silent


async def sees_danger_come(page: Page, worker: Person, task: str) -> None:
    """The strip goes when its end is told, and comes by itself when it is said again."""
    strip = page.get_by_role("region", name="কর্মী বিপদে")
    await expect(strip.get_by_role("listitem")).to_have_count(1)
    await strip.get_by_role("button", name="কীভাবে শেষ হল").press("Enter")
    await page.keyboard.press("1")
    await expect(strip).to_have_count(0)
    search = page.get_by_role("link").first
    await search.focus()
    await says_a_pin(worker, task, DURESS_PIN)
    await expect(strip.get_by_role("alert")).to_contain_text("কর্মী বিপদে")
    await expect(search).to_be_focused()
    await assert_whole(page)
    await strip.get_by_role("button", name="আমি দেখছি").press("Enter")
    await expect(strip).to_contain_text("ফরিদা ইয়াসমিন দেখছেন")


async def test_the_office_drills_takes_tables_in_and_out_and_keeps_a_centre(
    chromium: Browser, stage: Stage, tmp_path: Path
) -> None:
    base = stage.house.base
    async with (
        phones_of(stage.house) as phones,
        signed_in(base, OFFICE) as office,
        at_console(chromium, base, OFFICE) as page,
    ):
        await drills_the_nurse(page, office, phones)
        await takes_a_table_in(page, office)
        async with page.expect_download() as saving:
            await page.get_by_role("button", name="CSV হিসেবে সংরক্ষণ").press("Enter")
        saved = await saving.value
        await saved.save_as(tmp_path / "workers.csv")
        assert "SEEN-NEW" in (tmp_path / "workers.csv").read_text(encoding="utf-8")
        await changes_a_centre(page, office)
        await speaks(page, "en")
        await assert_whole(page)


async def drills_the_nurse(page: Page, office: Person, phones: Phones) -> None:
    """Pressed twice it goes out; what comes back is seen on the page and in the list."""
    found = await office.ask("GET", f"/directory?what=worker&q={NURSE}")
    before = len(await texts_at(phones, NURSE_PHONE))
    await page.goto(f"/directory/workers/{found['items'][0]['id']}", wait_until="networkidle")
    part = page.get_by_role("region", name="মহড়া")
    await part.get_by_role("button", name="মহড়া শুরু করুন").press("Enter")
    await part.get_by_role("button", name="পাঠাতে আবার চাপুন").press("Enter")
    await presses(office, f"/d/{await code_at(phones, NURSE_PHONE, before, 'd')}")
    await expect(part.get_by_text("উত্তর এসেছে")).to_be_visible()
    await expect(part.get_by_role("button", name="মহড়া শুরু করুন")).to_be_focused()
    await assert_whole(page)
    await page.goto("/directory/drills", wait_until="networkidle")
    row = page.get_by_role("listitem").filter(has_text="রুমা বেগম")
    await expect(row).to_contain_text("উত্তর এসেছে")


async def takes_a_table_in(page: Page, office: Person) -> None:
    """A row that is wrong is named and nothing is taken in; a good file is tried, then taken in."""
    await page.goto("/directory/import", wait_until="networkidle")
    report = page.get_by_role("region", name="যা পাওয়া গেল")
    take = page.get_by_role("button", name=re.compile("সব সারি নিন"))
    await page.get_by_label("ফাইল").set_input_files(table(BAD))
    await expect(report.get_by_role("status")).to_contain_text("কিছুই নেওয়া হয়নি")
    wrong = report.locator("tbody tr")
    columns = await wrong.locator("td:nth-child(2)").all_inner_texts()
    assert columns == ["name_bn", "gender"]
    await expect(wrong.first.locator("td").first).to_have_text("৩")
    await expect(take).to_have_count(0)
    await assert_whole(page)
    assert await known(office, "SEEN-NEW") == []
    await page.get_by_label("ফাইল").set_input_files(table(GOOD))
    await expect(report.get_by_role("status")).to_contain_text("এখনও কিছু বদলায়নি")
    assert await known(office, "SEEN-NEW") == []
    await take.press("Enter")
    await expect(report.get_by_role("status")).to_contain_text("নেওয়া হয়েছে")
    assert len(await known(office, "SEEN-NEW")) == 1


def table(csv: str) -> Any:
    """A file as somebody chooses it."""
    return {"name": "workers.csv", "mimeType": "text/csv", "buffer": csv.encode()}


async def known(office: Person, code: str) -> list[dict[str, Any]]:
    """What the directory has under a code."""
    items: list[dict[str, Any]] = (await office.ask("GET", f"/directory?q={code}"))["items"]
    return items


async def changes_a_centre(page: Page, office: Person) -> None:
    """Hours that are none are refused by their name; the address is sealed, and a look is noted."""
    centre = (await office.ask("GET", "/directory?what=centre"))["items"][-1]["id"]
    await page.goto(f"/directory/centres/{centre}", wait_until="networkidle")
    await page.get_by_role("button", name="কেন্দ্রের তথ্য বদলান").press("Enter")
    form = page.get_by_role("form", name="কেন্দ্রের তথ্য বদলান")
    await expect(form.get_by_label("নাম, বাংলায়")).to_be_focused()
    await form.get_by_label("আসন").fill("২৫")
    await form.get_by_label("খোলা").fill("sat-thu 26:00-17:00")
    await form.get_by_label("খোলা").press("Enter")
    await expect(form).to_contain_text("ঠিক করুন: খোলা")
    await assert_whole(page)
    await form.get_by_label("খোলা").fill("sat-thu 09:00-17:00")
    await form.get_by_label("খোলা").press("Enter")
    await expect(form).to_have_count(0)
    await expect(page.get_by_role("button", name="কেন্দ্রের তথ্য বদলান")).to_be_focused()
    await leads_back(page, "কেন্দ্রের তথ্য বদলান")
    changed = await office.ask("GET", f"/centres/{centre}")
    assert (changed["capacity"], changed["hours"][:15]) == (25, "sat 09:00-17:00")

    await page.get_by_role("button", name=re.compile("ঠিকানা লিখুন")).press("Enter")
    await page.get_by_label("ঠিকানা, সিলমোহর করা থাকবে").fill("১২ কল্পিত সড়ক")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="অন্য ঠিকানা লিখুন")).to_be_focused()
    await page.get_by_role("button", name="সিলমোহর করা ঠিকানা দেখান").press("Enter")
    await page.keyboard.press("2")
    await expect(page.get_by_text("১২ কল্পিত সড়ক")).to_be_visible()
    await expect(page.get_by_text("পরিদর্শন")).to_be_visible()
    await assert_whole(page)
    await page.get_by_role("button", name="ঠিকানা সরান").press("Enter")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="ঠিকানা লিখুন", exact=True)).to_be_focused()


async def test_a_wedding_counts_again_and_what_is_half_typed_is_kept(
    chromium: Browser, stage: Stage
) -> None:
    path = f"/incidents/{stage.incidents['wedding']}"
    async with at_console(chromium, stage.house.base, COUNSELLOR, path) as page:
        card = page.get_by_role("region", name="বাল্যবিবাহ")
        await takes_step(card, "মুচলেকা নেওয়া", "মা ও বাবা")
        await expect(card).to_contain_text("বহাল")
        await takes_step(card, "আবার দেখতে যাওয়া", "আবার আয়োজন চলছে")
        await expect(card).to_contain_text("আবার বিয়ের আয়োজন")
        await expect(card).to_contain_text("মানা হয়নি")
        await assert_whole(page)

        await types_a_day_of_birth(page)
        place = page.get_by_role("combobox", name="স্থান")
        # It is scrolled to first: a list that opens while the page scrolls closes again.
        await place.click()
        await place.fill("22.5726, 88.3639")
        await expect(page.get_by_text("এই স্থানাঙ্ক বাংলাদেশের বাইরে")).to_be_visible()


BORN = (
    # by keys, pasted [] or composed (), what then stands there, what is said of it
    ("০5/৩/202", "০৫/০৩/২০২", "অসম্পূর্ণ তারিখ"),
    ("2১২2013", "২১/০২/২০১৩", None),
    ("১/3/2012", "০১/০৩/২০১২", None),
    ("31022012", "৩১/০২/২০১২", "এমন দিন নেই"),
    ("31121990", "৩১/১২/১৯৯০", "আগে হবে না"),
    (["15/03/2012"], "১৫/০৩/২০১২", None),
    (["১৬.০৩.২০১২"], "১৬/০৩/২০১২", None),
    (["আজ"], "১৬/০৩/২০১২", "তারিখ নয়"),
    (["২০১২-০৩-১৭"], "১৭/০৩/২০১২", None),
    (("১", "৮", "০৪", "2012"), "১৮/০৪/২০১২", None),
    (("১৯০৫", "২০১", "৩"), "১৯/০৫/২০১৩", None),
)
PASTE = """(text) => { const clipboardData = new DataTransfer(); clipboardData.setData('text', text)
  const pasted = new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true})
  document.activeElement.dispatchEvent(pasted)}"""


async def composes(page: Page, *words: str) -> None:
    """An input method for Bangla: each word grows letter by letter before it stands."""
    keyboard = await page.context.new_cdp_session(page)
    for word in words:
        for end in range(1, len(word) + 1):
            grown = {"text": word[:end], "selectionStart": end, "selectionEnd": end}
            await keyboard.send("Input.imeSetComposition", grown)
        await keyboard.send("Input.insertText", {"text": word})
    await keyboard.detach()


async def types_a_day_of_birth(page: Page) -> None:
    """In both digits by keys, composed or pasted; half a date is kept, said, and never sent."""
    field = page.locator("[data-field='child_born']")
    born = field.get_by_role("group", name="জন্মতারিখ, জানা থাকলে")
    first = born.get_by_role("spinbutton").first
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    last = '"2013-05-19"'  # those before may be overtaken before they are sent
    async with page.expect_request(
        lambda request: last in (request.post_data or ""), timeout=60_000
    ):
        for given, stands, said in BORN:
            await first.focus()
            if isinstance(given, str):
                await page.keyboard.type(given)
                await page.keyboard.press("Tab")
            elif isinstance(given, tuple):
                await composes(page, *given)
                await page.keyboard.press("Tab")
            else:
                await page.evaluate(PASTE, given[0])
            await expect(born).to_have_text(stands)
            told = field.locator("[id][role='status']")
            await (expect(told).to_contain_text(said) if said else expect(told).to_have_count(0))
    assert not [one for one in sent if "02-31" in one or "1990-12" in one or "0202" in one]


async def takes_step(card: Any, step: str, word: str) -> None:
    """Somebody records a step of practice and how it went; the words close once it is taken."""
    line = card.get_by_role("listitem").filter(has_text=step).first
    await line.get_by_role("button", name="লিখুন").press("Enter")
    how = card.get_by_role("button", name=re.compile(word))
    await how.press("Enter")
    await expect(how).to_have_count(0)
