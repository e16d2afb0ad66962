"""What keeps a screen calm: one primary button, tasks told apart, lists of whole rows."""

import pytest

from tests.browser.showing import Visitors
from tests.browser.tables import LANGUAGES, Screen, screens

pytestmark = [pytest.mark.xdist_group("evening"), pytest.mark.browser]

BY_FILE = {screen.file: screen for screen in screens()}
ONE_REGION = [screen for screen in screens() if screen.app != "console"]
SIZES = ((1440, 900), (1366, 768), (1280, 720))

_ROWS = """() => {
  const box = document.querySelector('.responder-list');
  const inner = box.getBoundingClientRect();
  const foot = document.querySelector('.send-row').getBoundingClientRect();
  const rows = [...box.querySelectorAll('[role=option]')].map((one) => one.getBoundingClientRect());
  const bottom = inner.bottom - parseFloat(getComputedStyle(box).borderBottomWidth);
  return {
    whole: rows.filter((row) => row.bottom <= bottom + 1).length,
    cut: rows.filter((row) => row.top < bottom - 1 && row.bottom > bottom + 1).length,
    all: rows.length,
    foot: foot.bottom <= innerHeight && foot.top > 0,
  };
}"""
_STRIP = """() => Math.max(...[...document.querySelectorAll('.strip *')]
  .map((one) => one.getBoundingClientRect().right)) - innerWidth"""
_TASKS = """() => [...document.querySelectorAll('.dp:has(.quiet-link)')].map((one) => ({
  ticket: one.querySelector('.quiet-link').innerText,
  head: one.querySelector('.row').innerText,
}))"""


@pytest.mark.parametrize("screen", ONE_REGION, ids=lambda screen: screen.file)
async def test_a_phone_screen_has_at_most_one_primary_button(
    visitors: Visitors, screen: Screen
) -> None:
    page = (await visitors.show(screen, "bn", "light")).page
    assert await page.locator(".btn.primary").count() <= 1


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_two_tasks_of_one_ticket_say_their_numbers(visitors: Visitors, lang: str) -> None:
    page = (await visitors.show(BY_FILE["board"], lang, "light")).page
    await page.locator(".dp").first.wait_for()
    rows = await page.evaluate(_TASKS)
    tickets = [row["ticket"] for row in rows]
    several = [row for row in rows if tickets.count(row["ticket"]) > 1]
    word = "কাজ" if lang == "bn" else "task"
    assert several
    assert all(word in row["head"] for row in several)
    assert not any(word in row["head"] for row in rows if row not in several)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", ["incident", "dispatched"])
async def test_who_could_go_ends_between_two_rows_and_the_strip_fits(
    visitors: Visitors, name: str, size: tuple[int, int]
) -> None:
    for lang in LANGUAGES:
        page = (await visitors.show(BY_FILE[name], lang, "light")).page
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        await page.locator(".responder").first.wait_for()
        await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        rows = await page.evaluate(_ROWS)
        assert rows["cut"] == 0, (lang, rows)
        assert rows["whole"] >= 2, (lang, rows)
        assert rows["foot"], "sending stays in reach"
        assert await page.evaluate(_STRIP) <= 0, f"the strip is too wide in {lang}"


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_reasons_of_urgency_are_one_sentence(visitors: Visitors, lang: str) -> None:
    page = (await visitors.show(BY_FILE["incident"], lang, "light")).page
    said = await page.locator(".urgency-reasons").inner_text()
    assert said.endswith("।" if lang == "bn" else ".")
    assert ";" not in said
    assert not any(word[0].isupper() for word in said.split()[1:] if lang == "en")
