"""Every screen of the tables: no barrier, no sideways scrolling, no complaint of the browser."""

from functools import cache
from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.showing import Visitor, Visitors
from tests.browser.tables import LANGUAGES, ROOT, THEMES, Screen, screens

pytestmark = [pytest.mark.xdist_group("evening"), pytest.mark.browser]

WIDTHS = (1440, 360)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
_RUN = """(tags) => axe.run(document, {
    runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'],
  }).then(({violations}) => violations.flatMap(({id, nodes}) => nodes.map(
    ({target, any, all, none}) => `${id} ${target.join(' ')}: ` +
      [...any, ...all, ...none].map(({message}) => message).join('; '))))"""
_SIDEWAYS = """() => [document.documentElement, document.body]
  .map((each) => each.scrollWidth - document.documentElement.clientWidth)"""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("screen", screens(), ids=lambda screen: screen.file)
async def test_a_screen_has_no_barrier_in_any_light_or_width(
    visitors: Visitors, screen: Screen, lang: str
) -> None:
    visitor = await visitors.show(screen, lang, "system", WIDTHS[0])
    page = visitor.page
    assert await page.evaluate("document.documentElement.lang") == lang
    found = {}
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900 if width > 500 else 740})
        for theme in THEMES:
            await visitors.light(page, theme)
            found[width, theme] = await barriers(page)
    assert {where: what for where, what in found.items() if what} == {}
    assert max(await page.evaluate(_SIDEWAYS)) <= 0, "it scrolls sideways"
    assert complaints(visitor, screen) == []


async def barriers(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2, levels A and AA; it is put in past the page's own policy."""
    if not await page.evaluate("typeof axe === 'object'"):
        await page.evaluate(_axe())
    found: list[str] = await page.evaluate(_RUN, RULES)
    return found


@cache
def _axe() -> str:
    assert AXE.exists(), "axe-core is needed: make setup"
    return AXE.read_text(encoding="utf-8")


def complaints(visitor: Visitor, screen: Screen) -> list[Any]:
    """What the browser said under the page's real security policy, and answers that failed.

    A stranger's question who is signed in is answered 401; a link that is over, 4xx.
    """
    said: list[Any] = [
        words for words in visitor.complaints if not words.startswith("Failed to load resource")
    ]
    expected = "/a/" if screen.app == "link" else "/api/v1/session" if not screen.role else "-"
    return said + [(code, path) for code, path in visitor.answers if not path.startswith(expected)]


async def test_the_check_sees_a_barrier(visitors: Visitors) -> None:
    """A check that finds nothing must be able to find something."""
    (sign_in,) = (screen for screen in screens() if screen.file == "sign-in")
    page = (await visitors.show(sign_in, "bn", "light")).page
    await page.evaluate("document.querySelector('label').remove()")
    assert any(found.startswith("label ") for found in await barriers(page))
