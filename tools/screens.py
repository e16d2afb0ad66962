"""Makes docs/screens: one picture of every screen in both languages, by day and by night.

It starts the whole product with invented people in a folder of its own and looks at it with
Debian's Chromium; a new row in a table of screens is a new picture. Run: python -m tools.screens
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright

from tests.browser.chromium import launch
from tests.browser.showing import Visitors
from tests.browser.stage import SETTINGS, staged
from tests.browser.tables import LANGUAGES, THEMES, Screen, screens
from tests.running import House, running_demo

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screens"
RING_SECONDS = "60"
"""Long enough to take the ringing screen four times; it is taken first."""


def main() -> int:
    """Make the pictures named on the command line, or all of them."""
    asked = set(sys.argv[1:])
    chosen = [screen for screen in screens() if not asked or screen.file in asked]
    with (
        tempfile.TemporaryDirectory() as var,
        running_demo(Path(var) / "var", ring_seconds=RING_SECONDS, **SETTINGS) as house,
    ):
        asyncio.run(_take(house, sorted(chosen, key=_soonest_gone)))
    if not asked:
        _forget_others(chosen)
    return 0


def _soonest_gone(screen: Screen) -> int:
    """What lasts shortest comes first: a ringing call, then an alert nobody has answered."""
    if "offer" in screen.needs:
        return 0
    return 1 if screen.needs[-1:] in (("dispatch",), ("alerting",), ("alerted",)) else 2


async def _take(house: House, chosen: list[Screen]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright, staged(house) as stage:
        browser = await launch(playwright)
        visitors = Visitors(browser, stage)
        for screen in chosen:
            for lang in LANGUAGES:
                for theme in THEMES:
                    visitor = await visitors.show(screen, lang, theme)
                    path = FOLDER / f"{screen.file}.{lang}.{theme}.png"
                    await visitor.page.screenshot(path=path, animations="disabled")
                    print(path.relative_to(FOLDER.parents[1]), path.stat().st_size // 1024, "KiB")
        await visitors.leave()
        await browser.close()


def _forget_others(chosen: list[Screen]) -> None:
    """A picture of a screen that is no more must not stay behind."""
    kept = {
        f"{s.file}.{lang}.{theme}.png" for s in chosen for lang in LANGUAGES for theme in THEMES
    }
    for path in FOLDER.glob("*.png"):
        if path.name not in kept:
            path.unlink()


if __name__ == "__main__":
    sys.exit(main())
