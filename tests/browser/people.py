"""People at the console in Chromium, signed in, and a look at their screen in every light."""

import contextlib
import json
from collections.abc import AsyncIterator

from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.tables import THEMES
from tests.browser.test_screens import barriers

_SIGN_IN = """(name) => fetch('/api/v1/session', {method: 'POST',
  headers: {'content-type': 'application/json', 'x-helpline-app': 'console'},
  body: JSON.stringify({name, password: 'demo'})}).then((answer) => answer.status)"""
_KEEP = "(kept) => localStorage.setItem('helpline.preferences', kept)"
_SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDTHS = ((1440, 900), (1280, 720), (360, 740))
SWITCH = {"bn": "বাংলা", "en": "English"}


@contextlib.asynccontextmanager
async def at_console(
    chromium: Browser, base: str, name: str, path: str = "/"
) -> AsyncIterator[Page]:
    """Somebody signed in at a wide screen, in Bangla; no error of the page is let pass."""
    context = await chromium.new_context(
        base_url=base, viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
    )
    context.set_default_timeout(20_000)
    page = await context.new_page()
    bugs: list[str] = []
    page.on("pageerror", lambda error: bugs.append(str(error)))
    await page.goto("/icon.svg")
    assert await page.evaluate(_SIGN_IN, name) == 200
    kept = json.dumps({"theme": "system", "lang": "bn", "digits": "bn"})
    await page.evaluate(_KEEP, kept)
    await page.goto(path, wait_until="networkidle")
    yield page
    await context.close()
    assert bugs == []


async def speaks(page: Page, lang: str) -> None:
    """Every word is drawn in this language from now on; the first time English may be fetched."""
    await page.get_by_role("button", name=SWITCH[lang], exact=True).click()
    await expect(page.locator("html")).to_have_attribute("lang", lang)


async def picks_one(page: Page, where: Locator, typed: str, name: str) -> None:
    """By keyboard, from the list that comes: it closes where the page scrolls while it opens."""
    await where.focus()
    await where.press_sequentially(typed)
    await page.get_by_role("listbox").get_by_role("option").filter(has_text=name).first.wait_for()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")


async def assert_calm(page: Page) -> None:
    """No barrier and no sideways scrolling, in both languages, both lights and three widths."""
    found: list[str] = []
    for lang in ("en", "bn"):
        await page.set_viewport_size({"width": 1440, "height": 900})
        await speaks(page, lang)
        for width, height in WIDTHS:
            await page.set_viewport_size({"width": width, "height": height})
            for theme in THEMES:
                await page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
                found += [f"{lang} {theme} {width}: {one}" for one in await barriers(page)]
            if await page.evaluate(_SIDEWAYS) > 0:
                found.append(f"{lang} {width}: it scrolls sideways")
    await page.set_viewport_size({"width": 1440, "height": 900})
    await page.emulate_media(color_scheme="light")
    assert found == [], found
