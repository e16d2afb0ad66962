"""Bangla can be read on every screen: each letter has its shape, and no sign is cut off."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from tests.browser.chromium import launch
from tests.browser.letters import cut_off, fonts_of_bangla, missing_letters
from tests.browser.showing import Visitors
from tests.browser.stage import Stage
from tests.browser.tables import Screen, screens

pytestmark = [pytest.mark.xdist_group("evening"), pytest.mark.browser]

WITHOUT_BANGLA = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <selectfont><rejectfont><pattern>
    <patelt name="lang"><string>bn</string></patelt>
  </pattern></rejectfont></selectfont>
</fontconfig>
"""
SIGN_IN = {screen.app: screen for screen in screens() if screen.name in ("sign-in", "expired")}


@pytest.fixture
async def without_bangla(tmp_path: Path, stage: Stage) -> AsyncIterator[Visitors]:
    """Visitors on a machine that has no font with Bangla letters."""
    config = tmp_path / "fonts.conf"
    config.write_text(WITHOUT_BANGLA, encoding="utf-8")
    async with async_playwright() as playwright:
        browser = await launch(playwright, fonts=config)
        made = Visitors(browser, stage)
        yield made
        await made.leave()
        await browser.close()


@pytest.mark.parametrize("screen", screens(), ids=lambda screen: screen.file)
async def test_every_letter_is_drawn_and_none_is_cut_off(
    visitors: Visitors, screen: Screen
) -> None:
    page = (await visitors.show(screen, "bn", "light")).page
    assert await missing_letters(page) == []
    assert await cut_off(page) == []
    fonts = await fonts_of_bangla(page)
    assert fonts
    if screen.app == "console":
        assert {ours for _, ours in fonts} == {True}, "the console brings its own fonts"
        assert any("Bengali" in family for family, _ in fonts)


@pytest.mark.parametrize("app", ["field", "link"])
async def test_the_check_sees_that_a_machine_has_no_bangla(
    without_bangla: Visitors, app: str
) -> None:
    """Phones bring their own fonts; where none can draw Bangla, this must not pass unseen."""
    page = (await without_bangla.show(SIGN_IN[app], "bn", "light")).page
    assert len(await missing_letters(page)) > 10


async def test_the_console_shows_bangla_on_a_machine_without_it(without_bangla: Visitors) -> None:
    page = (await without_bangla.show(SIGN_IN["console"], "bn", "light")).page
    assert await missing_letters(page) == []
    await page.route("**/*.woff2", lambda route: route.abort())
    page = (await without_bangla.show(SIGN_IN["console"], "bn", "light")).page
    assert len(await missing_letters(page)) > 10


async def test_the_check_sees_a_line_that_is_too_low(visitors: Visitors) -> None:
    page = (await visitors.show(SIGN_IN["field"], "bn", "light")).page
    await page.evaluate(
        "Object.assign(document.querySelector('button.primary').style,"
        " {height: '14px', minHeight: 0, padding: 0, overflow: 'hidden'})"
    )
    assert await cut_off(page) != []
