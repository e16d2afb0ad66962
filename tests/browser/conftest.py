"""Debian's Chromium, one profile a person, no mouse."""

import contextlib
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest
from playwright.async_api import Browser, Page, async_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}

Somebody = Callable[..., AbstractAsyncContextManager[Page]]


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for the session."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    assert path is not None, "Chromium is needed: apt-get install chromium"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
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
