"""Debian's Chromium, one profile a person, no mouse."""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.chromium import launch
from tests.browser.showing import Visitors
from tests.browser.stage import SETTINGS, Stage, staged
from tests.running import House, running_demo

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}

Somebody = Callable[..., AbstractAsyncContextManager[Page]]


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for the session."""
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        expect.set_options(timeout=20_000)  # three houses share two processors
        yield browser
        await browser.close()


@pytest.fixture
def somebody(chromium: Browser) -> Somebody:
    """Opens a fresh profile: `async with somebody(base, viewport=…) as page`."""

    @contextlib.asynccontextmanager
    async def opened(base: str, **options: object) -> AsyncIterator[Page]:
        context = await chromium.new_context(base_url=base, **options)  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        page = await context.new_page()
        bugs: list[str] = []
        page.on("pageerror", lambda error: bugs.append(str(error)))
        yield page
        await context.close()
        assert bugs == []

    return opened


@pytest.fixture(scope="session")
def evening_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own, where nothing runs out while it is looked at."""
    patient = {"ring_seconds": "1800", "acknowledge_p1_seconds": "1800"}
    with running_demo(tmp_path_factory.mktemp("evening"), **patient, **SETTINGS) as made:
        yield made


@pytest.fixture(scope="session")
async def stage(evening_house: House) -> AsyncIterator[Stage]:
    """An invented evening with something to see on every screen."""
    async with staged(evening_house) as made:
        yield made


@pytest.fixture(scope="session")
async def visitors(chromium: Browser, stage: Stage) -> AsyncIterator[Visitors]:
    """The people who look at the evening's screens."""
    made = Visitors(chromium, stage)
    yield made
    await made.leave()
